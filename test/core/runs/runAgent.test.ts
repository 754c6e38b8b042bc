import fc from "fast-check";
import { expect, test } from "vitest";
import type { ResolvedAgent } from "../../../src/core/document/definition.ts";
import type { ModelClient } from "../../../src/core/runs/modelClient.ts";
import type { RunEvent } from "../../../src/core/runs/run.ts";
import { runAgent } from "../../../src/core/runs/runAgent.ts";
import { outputOf, runOf, totalsOf } from "../../../src/core/runs/step.ts";
import { agent, all, chunk, kinds, scripted, setup, tickingClock, tool } from "./world.ts";

const never = new AbortController().signal;

function run(
  client: ModelClient,
  changes: Partial<ResolvedAgent> = {},
  signal = never,
  policy = {},
): Promise<RunEvent[]> {
  return all(runAgent({ setup: setup(), agent: agent(changes), client, clock: tickingClock(), signal, policy }));
}

function problemOf(events: readonly RunEvent[]) {
  const last = events.at(-1);
  return last?.kind === "failed" ? last.problem : last?.kind;
}

const answer = chunk([{ text: "Done." }], { finishReason: "STOP", input: 20, thinking: 5, output: 2 });
const lookup = tool({ name: "lookup", mock: { status: "shipped" } });

test("a plain run: started, one turn, finished", async () => {
  const events = await run(scripted([[chunk([{ text: "Hel" }]), answer]]));
  expect(kinds(events)).toBe("started turn-started chunk chunk turn-ended finished");
  expect(events[4]).toMatchObject({ usage: { input: 20, thinking: 5, output: 2 }, finishReason: "STOP", cost: 93_000 });
});

test("calls side by side are each answered, and signatures and ids go back unchanged", async () => {
  const parts = [
    { text: "I look.", thought: true, thoughtSignature: "t0" },
    { functionCall: { id: "c1", name: "lookup", args: { order: "A" } }, thoughtSignature: "s1" },
    { functionCall: { name: "lookup", args: { order: "B" } } },
    { text: "", thoughtSignature: "s2" },
  ];
  const client = scripted([
    [chunk(parts.slice(0, 2)), chunk(parts.slice(2), { finishReason: "STOP", input: 5 })],
    [answer],
  ]);
  const events = await run(client, { tools: [lookup] });
  expect(kinds(events)).toBe(
    "started turn-started chunk chunk turn-ended tool-started tool-ended tool-started tool-ended turn-started chunk turn-ended finished",
  );
  expect(client.requests[1]?.body.contents.slice(1)).toEqual([
    { role: "model", parts },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "c1", name: "lookup", response: { status: "shipped" } } },
        { functionResponse: { name: "lookup", response: { status: "shipped" } } },
      ],
    },
  ]);
  const ids = events.flatMap((event) => (event.kind === "tool-started" ? [event.call.id] : []));
  expect(new Set(ids).size).toBe(2);
  expect(outputOf(runOf(events))).toBe("Done.");
});

test("the recorded request of a turn is the one that was sent", async () => {
  const client = scripted([[chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP" })], [answer]]);
  const events = await run(client, { tools: [lookup] });
  const told = events.flatMap((event) => (event.kind === "turn-started" ? [event.request] : []));
  expect(told).toEqual(client.requests.map((request) => request.body));
});

test("a mock that is a list answers call by call, and a plain value is wrapped", async () => {
  const again = chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP" });
  const client = scripted([[again], [again], [again], [answer]]);
  const events = await run(client, { tools: [tool({ name: "lookup", mock: ["first", { second: 2 }] })] });
  expect(events.flatMap((event) => (event.kind === "tool-ended" ? [event.result] : []))).toEqual([
    "first",
    { second: 2 },
    { second: 2 },
  ]);
  expect(client.requests[1]?.body.contents.at(-1)?.parts?.[0]?.functionResponse?.response).toEqual({ output: "first" });
});

test("a mock with cases answers by arguments, and says when none fits", async () => {
  const ask = (order: string) =>
    chunk([{ functionCall: { name: "lookup", args: { order } } }], { finishReason: "STOP" });
  const cases = [{ match: { order: "A" }, return: { status: "lost" } }];
  const events = await run(scripted([[ask("A")], [ask("B")]]), { tools: [tool({ name: "lookup", mock: cases })] });
  expect(events.find((event) => event.kind === "tool-ended")).toMatchObject({ result: { status: "lost" } });
  expect(problemOf(events)).toEqual({
    kind: "tool",
    tool: "lookup",
    message: 'no case of its mock matches {"order":"B"}',
  });
});

test("a function that does not exist is told to the model; one without a mock ends the run", async () => {
  const call = chunk([{ functionCall: { name: "guess" } }], { finishReason: "STOP" });
  const made = await run(scripted([[call], [answer]]), { tools: [lookup] });
  expect(made.find((event) => event.kind === "tool-ended")).toMatchObject({ isError: true });
  expect(made.at(-1)?.kind).toBe("finished");
  expect(problemOf(await run(scripted([[call]]), { tools: [tool({ name: "guess" })] }))).toMatchObject({
    kind: "tool",
  });
});

test("max_tool_calls holds, also for a model that never stops calling", async () => {
  const again = chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP" });
  const events = await run(scripted(Array.from({ length: 50 }, () => [again])), { tools: [lookup], maxToolCalls: 3 });
  expect(problemOf(events)).toMatchObject({
    kind: "tool",
    message: "the model called tools more than 3 times (max_tool_calls)",
  });
  expect(events.filter((event) => event.kind === "tool-ended")).toHaveLength(3);
  const unlimited = await run(scripted(Array.from({ length: 50 }, () => [again])), { tools: [lookup] });
  expect(unlimited.filter((event) => event.kind === "tool-ended")).toHaveLength(25);
});

test.each([
  [{ maxCostUsd: 0.00005 }, "max_cost_usd"],
  [{ maxTotalTokens: 30 }, "max_total_tokens"],
  [{ maxInputTokens: 20 }, "max_input_tokens"],
  [{ maxOutputTokens: 10 }, "max_output_tokens"],
  [{ maxLatencyMs: 3 }, "max_latency_ms"],
])("budget %o stops before the next call and not inside one", async (budget, which) => {
  const call = chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP", input: 20, output: 10 });
  const client = scripted([[call], [answer]]);
  const events = await run(client, { tools: [lookup], budget });
  expect(problemOf(events)).toMatchObject({ kind: "budget", which });
  expect(client.requests).toHaveLength(1);
  expect(totalsOf(runOf(events) as never).usage).toMatchObject({ input: 20, output: 10 });
  expect((await run(scripted([[answer]]), { budget })).at(-1)?.kind).toBe("finished");
});

test.each(["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "MALFORMED_FUNCTION_CALL"])(
  "finish reason %s is a blocked answer; what came is kept",
  async (finishReason) => {
    const end = chunk([], { finishReason, finishMessage: "why", input: 7 });
    const events = await run(scripted([[chunk([{ text: "Half" }]), end]]));
    expect(problemOf(events)).toEqual({ kind: "blocked", where: "answer", reason: finishReason, message: "why" });
    expect(events.at(-1)).toMatchObject({ usage: { input: 7 } });
    expect(outputOf(runOf(events))).toBe("Half");
  },
);

test("a blocked prompt is told with Gemini's own word", async () => {
  const blocked = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } };
  expect(problemOf(await run(scripted([[blocked]])))).toEqual({
    kind: "blocked",
    where: "prompt",
    reason: "PROHIBITED_CONTENT",
  });
});

test("MAX_TOKENS is a finished run, and its calls are not made", async () => {
  const cut = chunk([{ functionCall: { name: "lookup" } }], { finishReason: "MAX_TOKENS" });
  const events = await run(scripted([[cut]]), { tools: [lookup] });
  expect(kinds(events)).toBe("started turn-started chunk turn-ended finished");
});

test("a stream that ends without a finish reason was cut, and is billed as far as reported", async () => {
  const events = await run(scripted([[chunk([{ text: "Half" }], { input: 9, output: 1 })]]));
  expect(events.at(-1)).toMatchObject({ problem: { kind: "cut" }, usage: { input: 9, output: 1 } });
  expect(outputOf(runOf(events))).toBe("Half");
});

test("without reported usage there is no cost, rather than none", async () => {
  const events = await run(scripted([[chunk([{ text: "Hi" }], { finishReason: "STOP" })]]));
  expect(events.find((event) => event.kind === "turn-ended")).not.toHaveProperty("cost");
});

test("a definition that cannot be run calls nobody", async () => {
  const client = scripted([[answer]]);
  expect(problemOf(await run(client, { workflow: { type: "sequential" } }))).toMatchObject({ kind: "definition" });
  expect(client.requests).toHaveLength(0);
});

test("cancelled after any event, the run ends with `cancelled` or had ended already", async () => {
  const call = chunk([{ functionCall: { name: "lookup" } }, { functionCall: { name: "lookup" } }], {
    finishReason: "STOP",
    input: 5,
  });
  const whole = await run(scripted([[chunk([{ text: "a" }]), call], [answer]]), { tools: [lookup] });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (after) => {
      const stop = new AbortController();
      const events: RunEvent[] = [];
      const client = scripted([[chunk([{ text: "a" }]), call], [answer]]);
      const options = {
        setup: setup(),
        agent: agent({ tools: [lookup] }),
        client,
        clock: tickingClock(),
        signal: stop.signal,
      };
      for await (const event of runAgent(options)) {
        events.push(event);
        if (events.length === after + 1) stop.abort();
      }
      expect(["cancelled", "finished"]).toContain(events.at(-1)?.kind);
      expect(events.filter((event) => ["cancelled", "finished", "failed"].includes(event.kind))).toHaveLength(1);
      expect(events.length).toBeLessThanOrEqual(whole.length + 1);
    }),
  );
});

test("a stream's usage adds up once: later totals replace earlier ones, and what they leave out stays", async () => {
  const part = (text: string, usageMetadata: object, finishReason?: string) => ({
    ...chunk([{ text }], finishReason ? { finishReason } : undefined),
    usageMetadata,
  });
  const events = await run(
    scripted([
      [
        part("a", { trafficType: "ON_DEMAND" }),
        part("b", { promptTokenCount: 100, cachedContentTokenCount: 40, totalTokenCount: 100 }),
        part("c", { promptTokenCount: 100, thoughtsTokenCount: 30, totalTokenCount: 130 }),
        part("d", { promptTokenCount: 100, candidatesTokenCount: 7, totalTokenCount: 137 }, "STOP"),
      ],
    ]),
  );
  expect(events.at(-2)).toMatchObject({ usage: { input: 100, cached: 40, thinking: 30, output: 7, toolUse: 0 } });
});

test("a chunk that tells the kind of traffic and no count is no bill of $0", async () => {
  const silent = { ...chunk([{ text: "Hel" }]), usageMetadata: { trafficType: "ON_DEMAND" } };
  const cut = runOf(await run(scripted([[silent]])));
  expect(cut).toMatchObject({ kind: "failed", problem: { kind: "cut" } });
  expect(cut.kind === "waiting" ? undefined : totalsOf(cut).cost).toBeUndefined();
});
