import fc from "fast-check";
import { expect, test } from "vitest";
import {
  agentOfColumn,
  type MatrixAxes,
  type MatrixCell,
  type MatrixEvent,
  type MatrixPlan,
  noMatrix,
  planMatrix,
  runMatrix,
  stepMatrix,
  withRoom,
} from "../../../src/core/runs/matrix.ts";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import type { RunEvent } from "../../../src/core/runs/run.ts";
import { spentOf } from "../../../src/core/runs/spent.ts";
import { summarize, summarizeMatrix } from "../../../src/core/runs/summarizeMatrix.ts";
import { fromUsd, nanoUsd, tokens } from "../../../src/core/tokens/units.ts";
import { noUsage } from "../../../src/core/tokens/usage.ts";
import { agent, all, at, setup, tickingClock } from "./world.ts";

const axes: MatrixAxes = {
  variants: ["base", "quick"],
  models: ["gemini-3.5-flash", "gemini-3.8-flash"],
  thinkingLevels: ["low"],
  inputs: [
    { id: "1", values: { input: "a" } },
    { id: "2", values: { input: "b" } },
    { id: "3", values: { input: "c" } },
  ],
  repeats: 2,
};

function plan(changes: Partial<MatrixAxes> = {}): MatrixPlan {
  const planned = planMatrix({ ...axes, ...changes });
  if (planned.kind === "problem") throw new Error(planned.message);
  return planned.plan;
}

interface Answer {
  readonly cost?: number;
  readonly ms?: number;
  readonly problem?: RunProblem;
  readonly simulated?: boolean;
}

/** Runs that take a turn of the event loop per event, and say how many are under way at once. */
function world(answer: (cell: MatrixCell) => Answer = () => ({})) {
  const seen = { active: 0, most: 0, order: [] as string[] };
  async function* runCell(cell: MatrixCell, signal: AbortSignal): AsyncGenerator<RunEvent> {
    seen.order.push(cell.id);
    seen.active++;
    seen.most = Math.max(seen.most, seen.active);
    const { cost = 1_000_000, ms = 10, problem, simulated = false } = answer(cell);
    const usage = { ...noUsage, input: tokens(100), output: tokens(10) };
    try {
      yield { kind: "started", at: at(0), setup: setup({ simulated }) };
      yield { kind: "turn-started", at: at(0), turn: 0, request: { contents: [] } };
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (signal.aborted) return yield { kind: "cancelled", at: at(5) };
      if (problem) return yield { kind: "failed", at: at(5), problem, usage, cost: nanoUsd(cost) };
      const response = { candidates: [{ content: { parts: [{ text: "x" }] } }] };
      yield { kind: "chunk", at: at(ms / 2), turn: 0, raw: "", response };
      const end = { usage, cost: nanoUsd(cost), finishReason: "STOP", modelServed: "gemini-3.5-flash" };
      yield { kind: "turn-ended", at: at(ms), turn: 0, ...end };
      yield { kind: "finished", at: at(ms) };
    } finally {
      seen.active--;
    }
  }
  return { seen, runCell };
}

const never = new AbortController().signal;
const clock = tickingClock();
const end = (events: readonly MatrixEvent[]) => events.at(-1);
const stateOf = (events: readonly MatrixEvent[]) => events.reduce(stepMatrix, noMatrix);

test("the plan is the product of its axes, with a readable name for each column", () => {
  const { columns, cells } = plan();
  expect(columns.map((column) => column.id)).toEqual([
    "base · gemini-3.5-flash · low",
    "base · gemini-3.8-flash · low",
    "quick · gemini-3.5-flash · low",
    "quick · gemini-3.8-flash · low",
  ]);
  expect(cells).toHaveLength(24);
  expect(new Set(cells.map((cell) => cell.id)).size).toBe(24);
  expect(cells[0]).toEqual({ id: "0.0.0", row: 0, column: 0, repeat: 0 });
});

test("an axis that is not given leaves the definition's own", () => {
  const { columns } = plan({ models: [], thinkingLevels: [] });
  expect(columns).toEqual([
    { id: "base", variant: "base" },
    { id: "quick", variant: "quick" },
  ]);
  const own = agent({ model: "gemini-3.6-flash", generationConfig: { maxOutputTokens: 5 } });
  expect(agentOfColumn(own, { id: "x", variant: "base" })).toEqual(own);
  expect(agentOfColumn(own, { id: "x", variant: "base", model: "m", thinkingLevel: "high" })).toMatchObject({
    model: "m",
    generationConfig: { maxOutputTokens: 5, thinkingLevel: "high" },
  });
});

test("columns take turns being first, so that drift in time favours none", () => {
  const { cells, columns } = plan({ repeats: 4 });
  for (let i = 0; i < cells.length; i += columns.length) {
    expect(new Set(cells.slice(i, i + columns.length).map((cell) => cell.column)).size).toBe(columns.length);
  }
  const firsts = cells.filter((_, index) => index % columns.length === 0).map((cell) => cell.column);
  expect(columns.map((_, column) => firsts.filter((first) => first === column).length)).toEqual([3, 3, 3, 3]);
});

test.each<[Partial<MatrixAxes>, string]>([
  [{ variants: [] }, "Nothing to compare: choose at least one variant."],
  [{ inputs: [] }, "Nothing to compare: give at least one input."],
  [{ repeats: 0 }, "Repeats must be a whole number from 1, not 0."],
  [{ repeats: 1.5 }, "Repeats must be a whole number from 1, not 1.5."],
  [{ variants: ["base", "base"] }, '"base" is listed twice: its runs could not be told apart.'],
  [
    { repeats: 1000 },
    "4 columns × 3 inputs × 1000 repeats are 12,000 runs; at most 10,000 are started at once. Use fewer inputs or repeats.",
  ],
])("a plan nobody can have meant is refused: %o", (changes, message) => {
  expect(planMatrix({ ...axes, ...changes })).toEqual({ kind: "problem", message });
});

test("every cell is run once, and no more than the limit at a time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (concurrency) => {
      const { seen, runCell } = world();
      const events = await all(runMatrix({ plan: plan(), clock, signal: never, runCell, concurrency }));
      expect(end(events)).toMatchObject({ kind: "ended", how: "complete" });
      expect(seen.most).toBe(Math.min(concurrency, 24));
      expect([...seen.order].sort()).toEqual(
        plan()
          .cells.map((cell) => cell.id)
          .sort(),
      );
      const runs = [...stateOf(events).runs.values()];
      expect(runs.map((run) => run.kind)).toEqual(Array(24).fill("done"));
    }),
    { numRuns: 8 },
  );
});

test("cancelling keeps what is done, ends what runs, and begins nothing more", async () => {
  const { runCell, seen } = world();
  const stop = new AbortController();
  const events: MatrixEvent[] = [];
  for await (const event of runMatrix({ plan: plan(), clock, signal: stop.signal, runCell, concurrency: 3 })) {
    events.push(event);
    if (event.kind === "cell" && event.event.kind === "finished") stop.abort();
  }
  const state = stateOf(events);
  expect(state.phase).toBe("cancelled");
  const ended = [...state.runs.values()].map((run) => run.kind);
  expect(ended).toContain("done");
  expect(ended.filter((kind) => kind !== "done" && kind !== "cancelled")).toEqual([]);
  expect(seen.order.length).toBeLessThanOrEqual(6);
  expect(seen.active).toBe(0);
});

test("pausing finishes what has begun and begins nothing until it goes on", async () => {
  const { runCell, seen } = world();
  const matrix = runMatrix({ plan: plan(), clock, signal: never, runCell, concurrency: 2 });
  const events: MatrixEvent[] = [];
  let pausedWith = -1;
  for await (const event of matrix) {
    events.push(event);
    if (event.kind === "cell" && event.event.kind === "finished" && pausedWith < 0) {
      matrix.pause();
      pausedWith = seen.order.length;
      setTimeout(() => {
        expect(seen.active).toBe(0);
        expect(seen.order.length).toBeLessThanOrEqual(pausedWith + 1);
        matrix.resume();
      }, 40);
    }
  }
  expect(events.map((event) => event.kind).filter((kind) => kind !== "cell")).toEqual([
    "planned",
    "paused",
    "resumed",
    "ended",
  ]);
  expect(stateOf(events).phase).toBe("complete");
  expect(stateOf(events).runs.size).toBe(24);
});

test("a paused matrix can be cancelled", async () => {
  const { runCell } = world();
  const stop = new AbortController();
  const matrix = runMatrix({ plan: plan(), clock, signal: stop.signal, runCell });
  setTimeout(() => matrix.pause(), 3);
  setTimeout(() => stop.abort(), 30);
  expect(end(await all(matrix))).toMatchObject({ kind: "ended", how: "cancelled" });
});

test("a 429 halves how many run at a time, once for all that were under way, and success raises it again", async () => {
  const problem: RunProblem = { kind: "rate-limited", scope: "minute", message: "" };
  const { runCell } = world((cell) => (cell.row === 0 && cell.repeat === 0 ? { problem } : {}));
  const events = await all(runMatrix({ plan: plan({ repeats: 12 }), clock, signal: never, runCell, concurrency: 8 }));
  const limits = events.flatMap((event) => (event.kind === "concurrency" ? [event.limit] : []));
  expect(limits[0]).toBe(4);
  expect(limits.at(-1)).toBe(8);
  expect(limits.slice(1)).toEqual([5, 6, 7, 8]);
  expect(events.find((event) => event.kind === "concurrency")).toMatchObject({ slowedBy: problem });
});

test("a quota per day stops the matrix: every further call would fail alike", async () => {
  const problem: RunProblem = { kind: "rate-limited", scope: "day", message: "" };
  const { runCell, seen } = world((cell) => (cell.row === 1 ? { problem } : {}));
  const events = await all(runMatrix({ plan: plan(), clock, signal: never, runCell, concurrency: 2 }));
  expect(end(events)).toMatchObject({ how: "stopped", problem: { kind: "rate-limited", scope: "day" } });
  expect(seen.order.length).toBeLessThan(24);
});

test("a budget stops before the next cell; what had begun is let finish and counted", async () => {
  const { runCell, seen } = world(() => ({ cost: 100_000_000 }));
  const events = await all(
    runMatrix({ plan: plan(), clock, signal: never, runCell, concurrency: 2, budget: { maxCostUsd: 0.5 } }),
  );
  expect(end(events)).toMatchObject({
    how: "stopped",
    problem: { kind: "budget", spent: expect.any(Number), cap: 0.5 },
  });
  expect(seen.order.length).toBe(6);
  expect(summarizeMatrix(stateOf(events))).toMatchObject({ complete: false, total_cost_usd: 0.6 });
});

test("where it goes on, the cap counts what was spent before", async () => {
  const { runCell, seen } = world(() => ({ cost: 100_000_000 }));
  const options = { plan: plan(), clock, signal: never, runCell, concurrency: 1, budget: { maxCostUsd: 0.5 } };
  await all(runMatrix({ ...options, spent: fromUsd(0.3) }));
  expect(seen.order.length).toBe(2);
  const events = await all(runMatrix({ ...options, spent: fromUsd(0.5) }));
  expect(seen.order.length).toBe(2);
  expect(end(events)).toMatchObject({ how: "stopped", problem: { kind: "budget", cap: 0.5 } });
});

test("tokens and time of all runs together are capped too, and what was used before counts", async () => {
  const { runCell, seen } = world(() => ({}));
  const options = { plan: plan(), clock, signal: never, runCell, concurrency: 1 };
  // Of each run: 100 in and 10 out.
  const each = 110;
  const stopped = end(await all(runMatrix({ ...options, budget: { maxTotalTokens: 3 * each } })));
  expect(stopped).toMatchObject({
    how: "stopped",
    problem: { kind: "budget", which: "per_suite.max_total_tokens", spent: 3 * each, cap: 3 * each },
  });
  expect(seen.order.length).toBe(3);
  const before = { ...noUsage, input: tokens(2 * each) };
  await all(runMatrix({ ...options, budget: { maxTotalTokens: 3 * each }, used: before }));
  expect(seen.order.length).toBe(4);
  // Begun a minute ago.
  const now = clock.now();
  const since = { monoNs: now.monoNs - 60_000e6, wallMs: now.wallMs - 60_000 };
  const late = end(await all(runMatrix({ ...options, budget: { maxLatencyMs: 60_000 }, since })));
  expect(late).toMatchObject({ how: "stopped", problem: { which: "per_suite.max_latency_ms" } });
  expect(seen.order.length).toBe(4);
});

test("what a run cost stays counted when another takes its cell, and when it goes on after a cancel", async () => {
  const { runCell } = world(() => ({ cost: 100_000_000 }));
  const done = stateOf(await all(runMatrix({ plan: plan(), clock, signal: never, runCell })));
  const [cell] = plan().cells;
  if (!cell) throw new Error("no cell");
  const again = await all(runCell(cell, never));
  const twice = again.reduce((state, event) => stepMatrix(state, { kind: "cell", cell: cell.id, event }), done);
  expect(spentOf(twice)).toEqual({ cost: 2_500_000_000 });
  expect(summarizeMatrix(twice)).toMatchObject({ total_cost_usd: 2.5 });

  // One more is under way, has been billed for one turn, and is cut off in the next.
  const cut: RunEvent[] = [
    ...again.slice(0, -1),
    { kind: "turn-started", at: at(20), turn: 1, request: { contents: [] } },
  ];
  const open = cut.reduce((state, event) => stepMatrix(state, { kind: "cell", cell: cell.id, event }), twice);
  const on = stepMatrix(withRoom(open, at(30)), { kind: "planned", at: at(31), plan: plan() });
  expect(on.runs.has(cell.id)).toBe(false);
  expect(spentOf(on)).toEqual({ cost: 2_600_000_000, atLeast: true });
});

test("cells that are done already are not run again", async () => {
  const { runCell, seen } = world();
  const done = new Set(
    plan()
      .cells.slice(0, 20)
      .map((cell) => cell.id),
  );
  await all(runMatrix({ plan: plan(), clock, signal: never, runCell, done }));
  expect([...seen.order].sort()).toEqual(
    plan()
      .cells.slice(20)
      .map((cell) => cell.id)
      .sort(),
  );
});

test("whatever fails and whenever it is cancelled, every cell that began has an end and none is run twice", async () => {
  const problems: (RunProblem | undefined)[] = [
    undefined,
    { kind: "cut" },
    { kind: "rate-limited", scope: "minute", message: "" },
    { kind: "rate-limited", scope: "day", message: "" },
    { kind: "server", status: 500, message: "" },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(problems.length - 1), { minLength: 24, maxLength: 24 }),
      fc.integer({ min: 1, max: 9 }),
      fc.option(fc.nat(60)),
      async (fates, concurrency, cancelAfter) => {
        const cells = plan().cells.map((cell) => cell.id);
        const { runCell, seen } = world((cell) => {
          const problem = problems[fates[cells.indexOf(cell.id)] ?? 0];
          return problem ? { problem } : {};
        });
        const stop = new AbortController();
        const events: MatrixEvent[] = [];
        for await (const event of runMatrix({ plan: plan(), clock, signal: stop.signal, runCell, concurrency })) {
          events.push(event);
          if (events.length === cancelAfter) stop.abort();
        }
        expect(events.filter((event) => event.kind === "ended")).toHaveLength(1);
        expect(end(events)?.kind).toBe("ended");
        const { runs } = stateOf(events);
        expect([...runs.values()].filter((run) => !["done", "failed", "cancelled"].includes(run.kind))).toEqual([]);
        expect([...runs.keys()].sort()).toEqual([...seen.order].sort());
        expect(new Set(seen.order).size).toBe(seen.order.length);
        expect(seen.active).toBe(0);
      },
    ),
    { numRuns: 25 },
  );
});

test("a bug in a runner reaches the caller", async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything to say
  async function* runCell(): AsyncGenerator<RunEvent> {
    throw new Error("our own bug");
  }
  await expect(all(runMatrix({ plan: plan(), clock, signal: never, runCell }))).rejects.toThrow("our own bug");
});

const six = Array.from({ length: 8 }, (_, i) => ({ id: String(i), values: {} }));

async function finished(answer: (cell: MatrixCell) => Answer) {
  const matrix = plan({ variants: ["base", "quick"], models: [], thinkingLevels: [], inputs: six, repeats: 3 });
  return all(runMatrix({ plan: matrix, clock, signal: never, runCell: world(answer).runCell }));
}

test("when nobody listens any more, nothing further is begun and billed", async () => {
  const { runCell, seen } = world();
  const signal = new AbortController().signal;
  for await (const event of runMatrix({ plan: plan(), clock: tickingClock(), signal, runCell, concurrency: 2 })) {
    if (event.kind === "cell") break;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen.order).toHaveLength(2);
  expect(seen.active).toBe(0);
});

test("the summary counts errors apart, judges against the baseline, and bills everything", async () => {
  const problem: RunProblem = { kind: "cut" };
  const events = await finished((cell) => ({
    cost: (cell.column === 0 ? 2_000_000 : 1_000_000) + cell.row * 1000,
    ms: cell.column === 0 ? 100 + cell.row : 50 + cell.row,
    ...(cell.id === "0.1.0" && { problem }),
  }));
  const passed = (cell: MatrixCell) => cell.column === 0 || cell.row > 0;
  const summary = summarizeMatrix(stateOf(events), { passed });
  expect(summary).toMatchSnapshot();
  const [base, quick] = summarize(stateOf(events), { passed }).columns;
  expect([base?.n, base?.errors, quick?.n, quick?.errors]).toEqual([24, 0, 23, 1]);
  expect([base?.latencyMs.p95, quick?.latencyMs.p99]).toEqual([107, undefined]);
  expect(quick?.passRate).toMatchObject({ passed: 21, judged: 23 });
});

test("a difference that two inputs cannot carry an interval for says null, and why", async () => {
  const events = await finished(() => ({}));
  const summary = summarizeMatrix(stateOf(events)) as { differences: Record<string, unknown>[] };
  expect(summary.differences[0]).toMatchObject({ low: 0, high: 0 });
  const two = events.filter((event) => event.kind !== "cell" || Number(event.cell.split(".")[0]) < 2);
  const few = summarizeMatrix(stateOf(two)) as typeof summary;
  expect(few.differences[0]).toMatchObject({
    low: null,
    high: null,
    no_interval: "2 inputs measured in both columns; an interval needs 6",
    verdict: "not-enough-runs",
  });
});

test("no verdict while anything is open", async () => {
  const events = await finished(() => ({}));
  const open = summarize(stateOf(events.slice(0, -1)));
  expect(open).toMatchObject({ withheld: "open", differences: [] });
  expect(open.columns[0]?.n).toBe(24);
});

test("no verdict from simulated runs, not even one among real ones", async () => {
  const events = await finished((cell) => ({ cost: cell.column === 0 ? 2e6 : 1e6, simulated: cell.id === "1.1.1" }));
  const summary = summarizeMatrix(stateOf(events)) as { differences: { verdict: string; sentence?: string }[] };
  expect(summary).toMatchObject({ simulated: true, withheld: "simulated" });
  expect(summary.differences.length).toBeGreaterThan(0);
  expect(summary.differences.every((one) => one.verdict === "none" && one.sentence === undefined)).toBe(true);
});

test("a cell that is run again replaces its former run", async () => {
  const events = await finished(() => ({}));
  const again: RunEvent[] = [{ kind: "started", at: at(0), setup: setup() }];
  const state = again.reduce((s, event) => stepMatrix(s, { kind: "cell", cell: "0.0.0", event }), stateOf(events));
  expect(state.runs.get("0.0.0")).toMatchObject({ kind: "running", turns: [] });
});
