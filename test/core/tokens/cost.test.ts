import { expect, test } from "vitest";
import { costOf, partsOf, type ReportedUsage, usageOf } from "../../../src/core/tokens/cost.ts";
import { type Price, priceAt, type Tier } from "../../../src/core/tokens/prices.ts";
import { addUsd, nanoUsd, zeroUsd } from "../../../src/core/tokens/units.ts";
import { totalTokens } from "../../../src/core/tokens/usage.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
function price(model: string, tier?: Tier): Price {
  const found = priceAt(model, now, tier);
  if (!found) throw new Error(`No price for ${model}`);
  return found;
}
/** Nano-dollars; 3.5 Flash is 1,500 in, 150 cached and 9,000 out for one token. */
function cost(metadata: ReportedUsage, model = "gemini-3.5-flash", tier?: Tier): number {
  return costOf(usageOf(metadata), price(model, tier));
}

test("thinking tokens are billed as output (langfuse#16321, vercel/ai#6082, llm-gemini#75, deepeval#2943)", () => {
  // 1,000 × 1,500 + (50 + 200) × 9,000
  expect(cost({ promptTokenCount: 1000, candidatesTokenCount: 50, thoughtsTokenCount: 200 })).toBe(3_750_000);
  // All of the output budget went into thinking and no answer came: it is billed all the same.
  expect(cost({ promptTokenCount: 1000, thoughtsTokenCount: 800 })).toBe(1_500_000 + 7_200_000);
});

test("cached tokens are inside the prompt and billed once (orbit#1274, gemini-cli#14524)", () => {
  // (1,000 − 600) × 1,500 + 600 × 150 + 50 × 9,000
  const metadata = { promptTokenCount: 1000, cachedContentTokenCount: 600, candidatesTokenCount: 50 };
  expect(cost(metadata)).toBe(600_000 + 90_000 + 450_000);
  expect(totalTokens(usageOf(metadata))).toBe(1050);
});

test("prompts of tools on Google's side are billed as input beside the prompt (litellm#24622)", () => {
  // (1,000 − 600 + 30) × 1,500 + 600 × 150 + (50 + 200) × 9,000
  const metadata = {
    promptTokenCount: 1000,
    cachedContentTokenCount: 600,
    toolUsePromptTokenCount: 30,
    candidatesTokenCount: 50,
    thoughtsTokenCount: 200,
  };
  expect(cost(metadata)).toBe(645_000 + 90_000 + 2_250_000);
  expect(totalTokens(usageOf(metadata))).toBe(1280);
});

test("the total is the sum of its parts (ai-engineering-fluency#1454)", () => {
  const usage = usageOf({
    promptTokenCount: 48,
    cachedContentTokenCount: 7,
    candidatesTokenCount: 8,
    thoughtsTokenCount: 190,
  });
  const parts = partsOf(usage, price("gemini-3.5-flash"));
  expect(parts).toEqual({
    input: 41 * 1_500_000,
    cached: 7 * 150_000,
    thinking: 190 * 9_000_000,
    output: 8 * 9_000_000,
    other: 0,
  });
  expect(costOf(usage, price("gemini-3.5-flash"))).toBe((61_500_000 + 1_050_000 + 1_710_000_000 + 72_000_000) / 1000);
});

test("a stream repeats running totals: the last one is the bill", () => {
  const chunks = [
    { promptTokenCount: 1000, thoughtsTokenCount: 120 },
    { promptTokenCount: 1000, thoughtsTokenCount: 200, candidatesTokenCount: 20 },
    { promptTokenCount: 1000, thoughtsTokenCount: 200, candidatesTokenCount: 50 },
  ];
  expect(cost(chunks.at(-1) ?? {})).toBe(3_750_000);
});

test("the 2.4 times between 3.5 and 3.6 Flash is not lost (Roo-Code#4836: another model's price)", () => {
  const metadata = {
    promptTokenCount: 1963 + 2949,
    cachedContentTokenCount: 2949,
    candidatesTokenCount: 118,
    thoughtsTokenCount: 205,
  };
  // 1,963 × 1,500 + 2,949 × 150 + 323 × 9,000 ; 1,963 × 750 + 2,949 × 75 + 323 × 3,750
  expect(cost(metadata, "gemini-3.5-flash")).toBe(2_944_500 + 442_350 + 2_907_000);
  expect(cost(metadata, "gemini-3.6-flash")).toBe(1_472_250 + 221_175 + 1_211_250);
});

test("half a nano-dollar per token is exact and rounded once", () => {
  // Batch of 3.6 Flash: 3 × 375 + 1 × 1,875 = 3,000; cached stays at 75
  expect(cost({ promptTokenCount: 3, candidatesTokenCount: 1 }, "gemini-3.6-flash", "batch")).toBe(3_000);
  // Cached of 3.5 Flash-Lite is 30 nano-dollars, of 3.1 Flash-Lite 25; batch input of the latter 125
  expect(cost({ promptTokenCount: 3, cachedContentTokenCount: 2 }, "gemini-3.1-flash-lite", "batch")).toBe(125 + 50);
});

test("only the call whose own prompt is long pays the long-context rates, so calls are not added up first", () => {
  const pro = price("gemini-3.1-pro-preview");
  const call = (promptTokenCount: number) => usageOf({ promptTokenCount, candidatesTokenCount: 10 });
  // 150,000 × 2,000 + 10 × 12,000, twice
  const two = addUsd(costOf(call(150_000), pro), costOf(call(150_000), pro));
  expect(two).toBe(2 * (300_000_000 + 120_000));
  expect(costOf(call(200_000), pro)).toBe(400_000_000 + 120_000);
  // 200,001 × 4,000 + 10 × 18,000
  expect(costOf(call(200_001), pro)).toBe(800_004_000 + 180_000);
});

test("searches and kept caches are billed beside tokens", () => {
  const none = usageOf(undefined);
  // $14 per 1,000 queries
  expect(costOf(none, price("gemini-3.5-flash"), { searches: 3 })).toBe(42_000_000);
  // $1 per million tokens and hour: 5,000 tokens for 2.5 hours
  expect(costOf(none, price("gemini-3.5-flash"), { kept: { tokens: 5000, hours: 2.5 } })).toBe(12_500_000);
});

test("a thousand bills add up to the nano-dollar", () => {
  const one = costOf(usageOf({ promptTokenCount: 7, candidatesTokenCount: 3 }), price("gemini-3.5-flash-lite"));
  let sum = zeroUsd;
  for (let i = 0; i < 1000; i++) sum = addUsd(sum, one);
  // (7 × 300 + 3 × 2,500) × 1,000
  expect(sum).toBe(nanoUsd(9_600_000));
});

test("what is missing, negative, absurd or no number counts as nothing", () => {
  expect(usageOf(undefined)).toEqual({ input: 0, cached: 0, toolUse: 0, thinking: 0, output: 0 });
  const odd = {
    promptTokenCount: -5,
    candidatesTokenCount: 1e15,
    thoughtsTokenCount: Number.NaN,
    toolUsePromptTokenCount: 1.5,
  };
  expect(usageOf({ ...odd, cachedContentTokenCount: "9" as unknown as number })).toEqual(usageOf({}));
  expect(usageOf({ promptTokenCount: 10, cachedContentTokenCount: 99 })).toMatchObject({ input: 10, cached: 10 });
});

test("even an absurdly large call is billed exactly or refused loudly", () => {
  const usage = usageOf({
    promptTokenCount: 1e8,
    candidatesTokenCount: 1e8,
    thoughtsTokenCount: 1e8,
    toolUsePromptTokenCount: 1e8,
  });
  const dearest = price("gemini-3.1-pro-preview", "priority");
  // 2e8 × 7,200 + 2e8 × 32,400 nano-dollars
  expect(costOf(usage, dearest)).toBe(2e8 * 7_200 + 2e8 * 32_400);
});
