import { expect, test } from "vitest";
import { againstEstimate } from "../../../src/core/runs/againstEstimate.ts";
import { type Expected, expectedOf } from "../../../src/core/runs/expected.ts";
import { looseCap, looseSuiteCap } from "../../../src/core/runs/looseCap.ts";
import type { BegunRun, RunEvent } from "../../../src/core/runs/run.ts";
import { runAgent } from "../../../src/core/runs/runAgent.ts";
import { runOf } from "../../../src/core/runs/step.ts";
import { estimateAgent } from "../../../src/core/tokens/estimate.ts";
import { nanoUsd, tokens } from "../../../src/core/tokens/units.ts";
import { agent, all, at, chunk, scripted, setup, type Told, tickingClock, tool } from "./world.ts";

/** One call: 1,000 in, 200 thought, 100 written, at 3.5 Flash's prices $0.0042. */
const expected: Expected = {
  p50: nanoUsd(1_000 * 1_500 + 300 * 9_000),
  p80Low: nanoUsd(3_000_000),
  p80High: nanoUsd(6_000_000),
  input: tokens(1_000),
  calls: 1,
  thinking: tokens(200),
  output: tokens(100),
  basis: "prior",
};

async function told(calls: readonly (readonly Told[])[]): Promise<BegunRun> {
  const world = agent({ tools: [tool({ name: "lookup", mock: "found" })] });
  const client = scripted(calls);
  const signal = new AbortController().signal;
  const run = runOf(await all(runAgent({ setup: setup(), agent: world, client, clock: tickingClock(), signal })));
  if (run.kind === "waiting") throw new Error("no run");
  return run;
}
const answer = (input: number, thinking: number, output: number) =>
  chunk([{ text: "Done." }], { finishReason: "STOP", input, thinking, output });
const words = (run: BegunRun) => {
  const against = againstEstimate(expected, run);
  return against && [against.verdict, ...against.reasons.map((reason) => reason.sentence)].join(" | ");
};

test("within the range nothing has to be explained", async () => {
  expect(words(await told([[answer(1_000, 250, 90)]]))).toBe("within");
});

test("thinking, the answer, the prompt: what made most of the difference comes first", async () => {
  expect(words(await told([[answer(1_000, 812, 100)]]))).toMatchInlineSnapshot(
    `"above | The model thought 812 tokens instead of about 200: +$0.0055."`,
  );
  expect(words(await told([[answer(1_000, 700, 900)]]))).toMatchInlineSnapshot(
    `"above | The model wrote 900 tokens instead of about 100: +$0.0072. | The model thought 700 tokens instead of about 200: +$0.0045."`,
  );
  expect(words(await told([[answer(9_000, 200, 100)]]))).toMatchInlineSnapshot(
    `"above | 9,000 tokens were sent instead of about 1,000: +$0.012."`,
  );
  expect(words(await told([[answer(1_000, 0, 10)]]))).toMatchInlineSnapshot(
    `"below | The model thought 0 tokens instead of about 200: −$0.0018. | The model wrote 10 tokens instead of about 100: −$0.00081."`,
  );
});

test("more calls than expected, each with everything before it", async () => {
  const call = (input: number) =>
    chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP", input, thinking: 20, output: 10 });
  expect(words(await told([[call(1_000)], [call(2_500)], [answer(4_000, 160, 80)]]))).toMatchInlineSnapshot(
    `"above | The run took 3 model calls instead of about 1; each sends everything before it again: +$0.0098."`,
  );
});

test("a cache, another model's prices, searches", async () => {
  const end = answer(9_000, 10, 100);
  const cached: Told = { ...end, usageMetadata: { ...end.usageMetadata, cachedContentTokenCount: 8_900 } };
  const against = againstEstimate(
    { ...expected, input: tokens(9_000), p50: nanoUsd(16_200_000), p80Low: nanoUsd(14_000_000) },
    await told([[cached]]),
  );
  expect(against?.reasons.map((reason) => reason.sentence)).toMatchInlineSnapshot(`
    [
      "8,900 of the tokens sent came from a cache: −$0.012.",
    ]
  `);
  expect(words(await told([[{ ...answer(1_000, 200, 100), modelVersion: "gemini-3.6-flash" }]]))).toMatchInlineSnapshot(
    `"below | gemini-3.6-flash answered for gemini-3.5-flash, at lower prices: −$0.0023."`,
  );
  const found = answer(1_000, 200, 100);
  const searched: Told = {
    ...found,
    candidates: [{ ...found.candidates?.[0], groundingMetadata: { webSearchQueries: ["a", "b"] } }],
  };
  expect(words(await told([[searched]]))).toMatchInlineSnapshot(
    `"above | 2 searches with Google, in no estimate: +$0.028."`,
  );
});

test("what is still running, or was never told to the end, is not called cheap", async () => {
  const begun: RunEvent[] = [
    { kind: "started", at: at(0), setup: setup() },
    { kind: "turn-started", at: at(1), turn: 0, request: { contents: [] } },
    { kind: "chunk", at: at(2), turn: 0, raw: "", response: chunk([{ text: "Ha" }], { input: 100, output: 1 }) },
  ];
  expect(words(runOf(begun) as BegunRun)).toBe("within");
  expect(words(await told([[chunk([{ text: "Ha" }], { input: 100, output: 1 })]]))).toBe("within");
  expect(words(await told([[chunk([{ text: "Ha" }], { input: 100, output: 9_000 })]]))).toMatch(
    /^above \| The model wrote/,
  );
  expect(againstEstimate(expected, await told([[chunk([{ text: "Ha" }], {})]]))).toBeUndefined();
});

test("what is kept is what the estimate says", async () => {
  const counter = {
    name: "words",
    count: async (texts: readonly string[]) => texts.map(() => ({ tokens: tokens(7), exact: true })),
  };
  const estimate = await estimateAgent(agent(), { counter, wallMs: at(0).wallMs });
  expect(expectedOf(estimate)).toMatchObject({
    p50: estimate.cost?.p50,
    input: estimate.billedInput.p50,
    calls: 1,
    basis: "prior",
  });
  expect(
    expectedOf(await estimateAgent(agent({ model: "unheard-of" }), { counter, wallMs: at(0).wallMs })),
  ).toBeUndefined();
});

test("a cap on money that cannot hold is told before the run", () => {
  const { wallMs } = at(0);
  const capped = agent({ model: "unheard-of", budget: { maxCostUsd: 0.05 } });
  expect(looseCap(capped, wallMs)).toBe(
    "No price is known for unheard-of: the budget of $0.05 (max_cost_usd) cannot stop this run. Set max_total_tokens: tokens are always counted.",
  );
  expect(looseCap({ ...capped, budget: { maxCostUsd: 0.05, maxTotalTokens: 9 } }, wallMs)).toMatch(/stop this run\.$/);
  expect(looseCap(agent({ budget: { maxCostUsd: 0.05 } }), wallMs)).toBeUndefined();
  expect(looseCap(agent({ model: "unheard-of" }), wallMs)).toBeUndefined();
  expect(looseSuiteCap({ usd: 1 }, [agent(), capped, capped], wallMs)).toBe(
    "No price is known for unheard-of: what those runs cost is not counted against the file's cap of $1.00.",
  );
  expect(looseSuiteCap(undefined, [capped], wallMs)).toBeUndefined();
  expect(looseSuiteCap({ usd: 1 }, [agent()], wallMs)).toBeUndefined();
});
