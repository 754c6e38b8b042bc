import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { misfit } from "../../src/core/base/misfit.ts";
import { parseAgentDocument } from "../../src/core/document/agentDocument.ts";
import type { ResolvedAgent } from "../../src/core/document/definition.ts";
import { agentsOf } from "../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../src/core/document/resolve.ts";
import { agentOfColumn, noMatrix, planMatrix, runMatrix, stepMatrix } from "../../src/core/runs/matrix.ts";
import type { RunEvent } from "../../src/core/runs/run.ts";
import { runAgent } from "../../src/core/runs/runAgent.ts";
import { runIdAt, setupOf } from "../../src/core/runs/setup.ts";
import { finishReasonOf, outputOf, runOf, totalsOf } from "../../src/core/runs/step.ts";
import { summarizeMatrix } from "../../src/core/runs/summarizeMatrix.ts";
import { openClient, type Simulator, startSimulator } from "../../src/models/models.ts";
import { clock } from "../../src/node/clock.ts";
import { simulatorEndpoint } from "../../src/node/endpoint.ts";
import { all } from "../core/runs/world.ts";

const samples = path.join(import.meta.dirname, "..", "..", "media", "samples");
const never = new AbortController().signal;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ latencyScale: 0 });
});
afterAll(() => simulator.stop());

async function sample(name: string): Promise<ResolvedAgent> {
  const read = (file: string) => readFileSync(path.join(samples, file), "utf8");
  const [own] = agentsOf(parseAgentDocument(read(name)));
  if (!own) throw new Error(`no agent in ${name}`);
  return resolveAgent(own, async (file) => read(file));
}

function run(agent: ResolvedAgent, inputs: JsonObject, signal = never, variant = "base") {
  const client = openClient({ endpoint: simulatorEndpoint(simulator.url), clock });
  const file = `${agent.name}.agent.yaml`;
  const runId = runIdAt(clock.now().wallMs, "test");
  const setup = setupOf({ runId, agent, variant, inputs, file, definitionHash: "", client });
  return runAgent({ setup, agent, client, clock, signal });
}

test("1-hello: a first click without any input ends with an answer, its tokens, times and cost", async () => {
  const result = runOf(await all(run(await sample("1-hello.agent.yaml"), {})));
  expect(result.kind).toBe("done");
  expect(outputOf(result)).toMatch(/Hello/);
  if (result.kind === "waiting") return;
  const totals = totalsOf(result);
  expect(totals.usage.input).toBeGreaterThan(0);
  expect(totals.usage.output).toBeGreaterThan(0);
  expect(totals.cost).toBeGreaterThan(0);
  expect(totals.ttftMs).toBeLessThanOrEqual(totals.totalMs);
  expect(result.setup).toMatchObject({ simulated: true, agent: "hello", line: 2 });
});

test("2-release-notes: the answer is JSON that fits the schema", async () => {
  const agent = await sample("2-release-notes.agent.yaml");
  const result = runOf(await all(run(agent, { product: "Lumen", changes: ["Add dark mode", "Fix crash"] })));
  expect(result.kind).toBe("done");
  const schema = agent.responseFormat?.schema as JsonObject;
  expect(misfit(JSON.parse(outputOf(result)), schema, "answer")).toBeUndefined();
});

test("3-order-desk: the order is looked up by the mock, and the answer uses it", async () => {
  const agent = await sample("3-order-desk.agent.yaml");
  const events = await all(run(agent, { customer_name: "Ana", message: "Where are AB123456 and CD999999?" }));
  const result = runOf(events);
  expect(result.kind).toBe("done");
  const calls = events.flatMap((event) => (event.kind === "tool-started" ? [[event.call.name, event.call.args]] : []));
  expect(calls).toEqual([
    ["lookup_order", { order_id: "AB123456" }],
    ["lookup_order", { order_id: "CD999999" }],
  ]);
  expect(outputOf(result)).toMatch(/Postal/);
  if (result.kind !== "waiting") expect(totalsOf(result)).toMatchObject({ turns: 2, toolCalls: 2 });
});

test("4-support-team and 5-refund-analyst say what to do instead", async () => {
  const last = async (name: string, inputs: JsonObject) => (await all(run(await sample(name), inputs))).at(-1);
  expect(await last("4-support-team.agent.yaml", { message: "Hi" })).toMatchObject({ problem: { kind: "definition" } });
  expect(await last("5-refund-analyst.agent.yaml", { week: "2026-W46" })).toMatchObject({
    problem: { kind: "definition" },
  });
});

test.each([
  ["stall", "timeout", ""],
  ["cut", "cut", "."],
  ["malformed", "malformed", "."],
  ["unfinished", "cut", "."],
  ["quota-day", "rate-limited", ""],
  ["blocked-answer", "blocked", "."],
  ["blocked-prompt", "blocked", ""],
] as const)("a %s shows as %s, with what came before", async (fault, kind, came) => {
  simulator.setFaults([{ kind: fault, times: 1 }]);
  const agent = await sample("1-hello.agent.yaml");
  const client = openClient({ endpoint: simulatorEndpoint(simulator.url), clock });
  const impatient = {
    ...client,
    stream: (request: Parameters<typeof client.stream>[0], signal: AbortSignal) =>
      client.stream({ ...request, timeoutMs: 100 }, signal),
  };
  const setup = setupOf({
    runId: "r",
    agent,
    variant: "base",
    inputs: { input: "Tell me of the sea and its many ships" },
    file: "f",
    definitionHash: "",
    client,
  });
  const result = runOf(await all(runAgent({ setup, agent, client: impatient, clock, signal: never })));
  expect(result).toMatchObject({ kind: "failed", problem: { kind } });
  expect(outputOf(result)).toMatch(came === "" ? /^$/ : /./);
});

test("MAX_TOKENS is a finished run that says so", async () => {
  const agent = await sample("1-hello.agent.yaml");
  const short = { ...agent, generationConfig: { maxOutputTokens: 8 } };
  const result = runOf(await all(run(short, {})));
  expect([result.kind, finishReasonOf(result)]).toEqual(["done", "MAX_TOKENS"]);
});

test("cancelling in the middle of a stream keeps its text and is billed as reported", async () => {
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const agent = await sample("1-hello.agent.yaml");
  const asked = { input: "Tell me everything about ships, harbours, tides and lighthouses." };
  for await (const event of run(agent, asked, stop.signal)) {
    events.push(event);
    if (event.kind === "chunk") stop.abort();
  }
  const result = runOf(events);
  expect(result.kind).toBe("cancelled");
  expect(outputOf(result)).not.toBe("");
  expect(events.at(-1)).toMatchObject({ kind: "cancelled", usage: { input: expect.any(Number) } });
});

test("a comparison of levels over the wire: high thinks more than low, and no verdict comes of it", async () => {
  const agent = await sample("1-hello.agent.yaml");
  const inputs = ["ships", "tides", "winds", "maps", "ropes", "sails"].map((topic) => ({
    id: topic,
    values: { input: `Explain ${topic}.` },
  }));
  const planned = planMatrix({ variants: ["base"], thinkingLevels: ["low", "high"], inputs, repeats: 4 });
  if (planned.kind === "problem") throw new Error(planned.message);
  const { plan } = planned;
  let state = noMatrix;
  const matrix = runMatrix({
    plan,
    clock,
    signal: never,
    runCell: (cell, signal) => {
      const column = plan.columns[cell.column];
      if (!column) throw new Error("no such column");
      return run(agentOfColumn(agent, column), plan.inputs[cell.row]?.values ?? {}, signal);
    },
  });
  for await (const event of matrix) state = stepMatrix(state, event);
  const summary = summarizeMatrix(state) as unknown as {
    columns: { n: number; errors: number; usage_mean: { thinking: number }; latency_ms: object }[];
    differences: { metric: string; estimate: number; verdict: string }[];
  };
  expect(summary).toMatchObject({ simulated: true, complete: true, withheld: "simulated" });
  const [low, high] = summary.columns;
  expect([low?.n, high?.n, low?.errors]).toEqual([24, 24, 0]);
  expect(high?.usage_mean.thinking).toBeGreaterThan(3 * (low?.usage_mean.thinking ?? 0));
  expect(Object.keys(low?.latency_ms ?? {})).toEqual(["p50", "p95"]);
  expect(summary.differences.every((difference) => difference.verdict === "none")).toBe(true);
});
