import { expect, test } from "vitest";
import { learn, type PastRun } from "../../../src/core/tokens/learn.ts";
import { callsPlanOf } from "../../../src/core/tokens/plan.ts";
import { priceAt } from "../../../src/core/tokens/prices.ts";
import { costRangeOf, draw } from "../../../src/core/tokens/prior.ts";
import { now } from "./world.ts";

// How often the range of 80 of 100 holds the next run, where the truth is known because it is made here.

const counts = [0, 1, 3, 10, 30, 100];
const price = priceAt("gemini-3.6-flash", now, "standard");
if (!price) throw new Error("no price");
const plan = callsPlanOf({ prompt: 100, level: "medium", maxOutput: 65_536, hasTools: false });

/** The sizes of run number `k` of one agent. */
type Truth = (k: number) => { readonly thinking: number; readonly output: number };

function chance(seed: number) {
  let state = seed;
  const even = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
  return { even, normal };
}
type Chance = ReturnType<typeof chance>;

/** A log-normal size whose middle and spread are themselves drawn from the prior. */
function fromPrior({ normal }: Chance, prior: { readonly median: number; readonly sigma: number }): () => number {
  const spread = (prior.sigma * 1.2816) / 1.4398 / Math.sqrt(1 + 1 / 0.77);
  const chi = Array.from({ length: 6 }, () => normal() ** 2).reduce((sum, square) => sum + square, 0);
  const sigma = Math.sqrt((6 * spread ** 2) / chi);
  const middle = Math.log(prior.median) + (sigma / Math.sqrt(0.77)) * normal();
  return () => Math.exp(middle + sigma * normal());
}

const truths: Readonly<Record<string, (chance: Chance) => Truth>> = {
  "log-normal": (chance) => {
    const [thinking, output] = [fromPrior(chance, plan.thinking), fromPrior(chance, plan.output)];
    return () => ({ thinking: thinking(), output: output() });
  },
  // Half of the questions are refused in a line, the others answered at length.
  bimodal: ({ even, normal }) => {
    return () => {
      const long = even() < 0.5;
      return { thinking: 641 * Math.exp(0.3 * normal()), output: (long ? 2400 : 60) * Math.exp(0.25 * normal()) };
    };
  },
  // Everything grows by 2 % with each run.
  drifting: (chance) => {
    const [thinking, output] = [fromPrior(chance, plan.thinking), fromPrior(chance, plan.output)];
    return (k) => ({ thinking: thinking() * 1.02 ** k, output: output() * 1.02 ** k });
  },
};

function runOf({ thinking, output }: ReturnType<Truth>, k: number): PastRun {
  const call = { input: 100, cached: 0, thinking: Math.round(thinking), output: Math.round(output) };
  return {
    id: String(k),
    file: "a",
    agent: "a",
    variant: "base",
    definition: "",
    model: "gemini-3.6-flash",
    level: "medium",
    simulated: false,
    startedAt: k,
    calls: [call],
    variables: 0,
  };
}

/** Over many agents: the share of next runs inside the range, and the middle of high ∕ low. */
function study(makeTruth: (chance: Chance) => Truth, n: number, agents: number) {
  let [inside, all] = [0, 0];
  const widths: number[] = [];
  for (let a = 0; a < agents; a++) {
    const truth = makeTruth(chance(1000 * a + 7));
    const runs = Array.from({ length: n }, (_, k) => runOf(truth(k), k)).reverse();
    const [cost] = draw(learn(plan, runs)?.plan ?? plan, [price], 1).costs;
    if (!cost) throw new Error("no cost");
    const range = costRangeOf(cost);
    widths.push(range.p80High / range.p80Low);
    for (let next = 0; next < 20; next++) {
      const { thinking, output } = truth(n);
      const nano = (100 * (price?.input ?? 0) + (thinking + output) * (price?.output ?? 0)) / 1000;
      if (nano >= range.p80Low && nano <= range.p80High) inside++;
      all++;
    }
  }
  widths.sort((a, b) => a - b);
  return { coverage: inside / all, width: widths[widths.length >> 1] ?? 0 };
}

const line = (truth: string) =>
  counts.map((n) => {
    const { coverage, width } = study(truths[truth] as (chance: Chance) => Truth, n, 500);
    return { n, coverage, text: `${n} runs: ${(100 * coverage).toFixed(1)} %, width ×${width.toFixed(1)}` };
  });

test("log-normal truths: 75 to 85 of 100 runs lie inside, at any number of runs", () => {
  const found = line("log-normal");
  expect(found.map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "0 runs: 79.1 %, width ×3.6",
      "1 runs: 78.5 %, width ×2.8",
      "3 runs: 79.2 %, width ×2.5",
      "10 runs: 78.6 %, width ×2.4",
      "30 runs: 79.4 %, width ×2.4",
      "100 runs: 80.3 %, width ×2.4",
    ]
  `);
  for (const { coverage } of found) {
    expect(coverage).toBeGreaterThanOrEqual(0.75);
    expect(coverage).toBeLessThanOrEqual(0.85);
  }
});

test("two sizes: what the range holds is told here, and the estimate tells that there are two", () => {
  expect(line("bimodal").map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "0 runs: 42.4 %, width ×3.6",
      "1 runs: 48.4 %, width ×3.7",
      "3 runs: 53.2 %, width ×4.0",
      "10 runs: 63.2 %, width ×5.7",
      "30 runs: 71.8 %, width ×6.3",
      "100 runs: 76.6 %, width ×6.7",
    ]
  `);
  const truth = (truths.bimodal as (chance: Chance) => Truth)(chance(1));
  const runs = Array.from({ length: 30 }, (_, k) => runOf(truth(k), k));
  expect(learn(plan, runs)?.learnt.twoSizes.map(({ of }) => of)).toEqual(["output"]);
});

test("drift of 2 % a run: what the range holds is told here", () => {
  expect(line("drifting").map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "0 runs: 79.1 %, width ×3.6",
      "1 runs: 78.6 %, width ×2.8",
      "3 runs: 79.4 %, width ×2.5",
      "10 runs: 77.4 %, width ×2.4",
      "30 runs: 72.0 %, width ×2.5",
      "100 runs: 67.8 %, width ×3.6",
    ]
  `);
});
