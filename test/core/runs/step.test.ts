import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Stamp } from "../../../src/core/base/clock.ts";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import type { BegunRun, Run, RunEvent } from "../../../src/core/runs/run.ts";
import { finishReasonOf, outputOf, runOf, step, totalsOf, waiting } from "../../../src/core/runs/step.ts";
import { tokens } from "../../../src/core/tokens/units.ts";
import { noUsage } from "../../../src/core/tokens/usage.ts";
import { at, chunk, setup } from "./world.ts";

const request = { contents: [{ role: "user" as const, parts: [{ text: "Hi" }] }] };
const started: RunEvent = { kind: "started", at: at(0), setup: setup() };
const turn = (n: number, ms: number): RunEvent => ({ kind: "turn-started", at: at(ms), turn: n, request });
const came = (n: number, ms: number, ...rest: Parameters<typeof chunk>): RunEvent => ({
  kind: "chunk",
  at: at(ms),
  turn: n,
  raw: "",
  response: chunk(...rest),
});

function begun(events: readonly RunEvent[]): BegunRun {
  const run = runOf(events);
  if (run.kind === "waiting") throw new Error("still waiting");
  return run;
}

test("thoughts and answer are kept apart, and the first answer ends the wait", () => {
  const run = begun([
    started,
    turn(0, 10),
    came(0, 100, [{ text: "Let me see. ", thought: true }]),
    came(0, 250, [{ text: "Hello " }]),
    came(0, 300, [{ text: "there." }], { finishReason: "STOP", input: 12, thinking: 30, output: 4 }),
  ]);
  expect(run.turns[0]).toMatchObject({ thoughts: "Let me see. ", text: "Hello there.", finishReason: "STOP" });
  expect(run.turns[0]?.firstChunkAt).toEqual(at(100));
  expect(totalsOf(run)).toMatchObject({ ttftMs: 250, totalMs: 250, turns: 1, toolCalls: 0 });
  expect(totalsOf(run, at(900)).totalMs).toBe(900);
  expect(outputOf(run)).toBe("Hello there.");
});

test("usage is what was reported last, never a sum of reports, and has its price at once", () => {
  const run = begun([
    started,
    turn(0, 0),
    came(0, 1, [{ text: "a" }], { input: 1000, output: 1 }),
    came(0, 2, [{ text: "b" }], { input: 1000, thinking: 100, output: 50 }),
  ]);
  const { usage, cost } = totalsOf(run);
  expect(usage).toEqual({ ...noUsage, input: 1000, thinking: 100, output: 50 });
  // 1,000 × $1.50 + 150 × $9.00, per million
  expect(cost).toBe(2_850_000);
});

test("a model without a price has no cost, rather than none", () => {
  const events: RunEvent[] = [
    { kind: "started", at: at(0), setup: setup({ model: "my-own-model" }) },
    turn(0, 0),
    { ...came(0, 1, [{ text: "a" }], { input: 10, output: 1 }), kind: "chunk" } as RunEvent,
  ];
  const own = events.map((event) =>
    event.kind === "chunk" ? { ...event, response: { ...event.response, modelVersion: "my-own-model" } } : event,
  );
  expect("cost" in totalsOf(begun(own))).toBe(false);
});

describe("a turn whose usage nobody reported", () => {
  const first = [
    started,
    turn(0, 0),
    came(0, 1, [{ functionCall: { name: "lookup" } }], { finishReason: "STOP", input: 1000, output: 50 }),
    turn(1, 10),
  ];
  const silent = came(1, 20, [{ text: "It is on " }]);
  const failed = (problem: RunProblem): RunEvent => ({ kind: "failed", at: at(30), problem });

  test("makes the cost of what was reported a least one, never the whole", () => {
    for (const end of [failed({ kind: "cut" }), { kind: "cancelled", at: at(30) }, { kind: "finished", at: at(30) }]) {
      const totals = totalsOf(begun([...first, silent, end as RunEvent]));
      // 1,000 × $1.50 + 50 × $9.00, per million
      expect(totals).toMatchObject({ cost: 1_950_000, atLeast: true });
    }
  });
  test("may have been billed also where nothing of it arrived in time", () => {
    expect(totalsOf(begun([...first, { kind: "cancelled", at: at(30) }]))).toMatchObject({ atLeast: true });
    expect(totalsOf(begun([...first, failed({ kind: "timeout", afterMs: 10 })]))).toMatchObject({ atLeast: true });
  });
  test("is billed for more than the last count it told before its end", () => {
    const counted = came(1, 20, [{ text: "It is on " }], { input: 1200, output: 4 });
    const cut = begun([...first, counted, failed({ kind: "cut" })]);
    expect(totalsOf(cut)).toMatchObject({ usage: { input: 2200, output: 54 }, atLeast: true });
    const whole = came(1, 20, [{ text: "It is on its way." }], { finishReason: "STOP", input: 1200, output: 9 });
    expect("atLeast" in totalsOf(begun([...first, whole, { kind: "cancelled", at: at(30) }]))).toBe(false);
    // A refused prompt has no answer to end, and its count is whole.
    const blocked = failed({ kind: "blocked", where: "prompt", reason: "SAFETY" });
    expect("atLeast" in totalsOf(begun([...first, counted, blocked]))).toBe(false);
  });
  test("was not billed where the provider refused it", () => {
    const refused = failed({ kind: "rate-limited", scope: "minute", message: "" });
    expect("atLeast" in totalsOf(begun([...first, refused]))).toBe(false);
  });
  test("leaves no cost at all where no other turn has one", () => {
    const totals = totalsOf(begun([started, turn(0, 0), came(0, 1, [{ text: "Hel" }]), failed({ kind: "cut" })]));
    expect("cost" in totals).toBe(false);
    expect(totals.atLeast).toBe(true);
  });
  test("is no matter while the run goes on: its cost is one so far", () => {
    expect("atLeast" in totalsOf(begun([...first, silent]))).toBe(false);
  });
});

test("an absurd count is not believed and does not throw", () => {
  const run = begun([started, turn(0, 0), came(0, 1, [{ text: "a" }], { input: 2 ** 53 - 1, output: 3 })]);
  expect(totalsOf(run).usage).toEqual({ ...noUsage, output: 3 });
});

test.each(["failed", "cancelled"] as const)(
  "a run that %s keeps what came and the bill of the turn it was in",
  (kind) => {
    const end = { at: at(50), usage: { ...noUsage, input: tokens(9), output: tokens(2) } };
    const run = begun([
      started,
      turn(0, 0),
      came(0, 10, [{ text: "half an ans" }]),
      kind === "failed" ? { kind, problem: { kind: "cut" }, ...end } : { kind, ...end },
    ]);
    expect(run.kind).toBe(kind);
    expect(run.turns[0]).toMatchObject({ text: "half an ans", endedAt: at(50) });
    expect(totalsOf(run)).toMatchObject({ usage: { input: 9, output: 2 }, totalMs: 50 });
  },
);

test("tools stand in the turn that asked for them; one that was interrupted has no result", () => {
  const call = { id: "a", name: "lookup", args: {} };
  const run = begun([
    started,
    turn(0, 0),
    { kind: "tool-started", at: at(5), turn: 0, call },
    { kind: "tool-ended", at: at(7), turn: 0, callId: "a", result: { ok: true }, isError: false, by: "mock" },
    { kind: "tool-started", at: at(8), turn: 0, call: { ...call, id: "b" } },
    { kind: "cancelled", at: at(9) },
  ]);
  expect(run.turns[0]?.toolRuns).toMatchObject([
    { result: { ok: true }, endedAt: at(7) },
    { call: { id: "b" }, endedAt: at(9) },
  ]);
  expect(totalsOf(run).toolCalls).toBe(2);
});

test("a retry is shown until something comes", () => {
  const retrying: RunEvent = {
    kind: "retrying",
    at: at(1),
    turn: 0,
    problem: { kind: "server", status: 503, message: "busy" },
    attempt: 2,
    of: 5,
    waitMs: 1000,
  };
  expect(begun([started, turn(0, 0), retrying]).turns[0]?.retry).toMatchObject({ attempt: 2, waitMs: 1000 });
  expect(begun([started, turn(0, 0), retrying, came(0, 2, [{ text: "a" }])]).turns[0]?.retry).toBeUndefined();
});

test("the last turn's text is the answer, its reason the finish reason", () => {
  const ended = (n: number, reason: string): RunEvent => ({
    kind: "turn-ended",
    at: at(9),
    turn: n,
    usage: noUsage,
    finishReason: reason,
    modelServed: "gemini-3.5-flash",
  });
  const run = runOf([
    started,
    turn(0, 0),
    came(0, 1, [{ functionCall: { name: "lookup" } }]),
    ended(0, "STOP"),
    turn(1, 10),
    came(1, 11, [{ text: "It is on its way." }]),
    ended(1, "MAX_TOKENS"),
    { kind: "finished", at: at(12) },
  ]);
  expect([run.kind, outputOf(run), finishReasonOf(run)]).toEqual(["done", "It is on its way.", "MAX_TOKENS"]);
});

describe("any order of events", () => {
  const stamp = fc.nat(10_000).map(at);
  const index = fc.nat(2);
  const event: fc.Arbitrary<RunEvent> = fc.oneof(
    stamp.map((s: Stamp): RunEvent => ({ kind: "started", at: s, setup: setup() })),
    fc.tuple(stamp, index).map(([s, n]): RunEvent => ({ kind: "turn-started", at: s, turn: n, request })),
    fc.tuple(stamp, index, fc.string(), fc.nat(9)).map(
      ([s, n, text, input]): RunEvent => ({
        kind: "chunk",
        at: s,
        turn: n,
        raw: "",
        response: chunk([{ text }], { input }),
      }),
    ),
    fc
      .tuple(stamp, index)
      .map(([s, n]): RunEvent => ({ kind: "tool-started", at: s, turn: n, call: { id: "x", name: "x", args: {} } })),
    stamp.map((s): RunEvent => ({ kind: "unrecorded", at: s, problem: { kind: "storage", message: "full" } })),
    stamp.map((s): RunEvent => ({ kind: "finished", at: s })),
    stamp.map((s): RunEvent => ({ kind: "failed", at: s, problem: { kind: "cut" } })),
  );

  test("folds without throwing, and nothing that came is lost", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let run: Run = waiting;
        for (const one of events) {
          const before = outputLength(run);
          run = step(run, one);
          expect(outputLength(run)).toBeGreaterThanOrEqual(before);
          if (run.kind !== "waiting") expect(totalsOf(run).totalMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  function outputLength(run: Run): number {
    return run.kind === "waiting" ? 0 : run.turns.reduce((sum, one) => sum + one.text.length, 0);
  }
});
