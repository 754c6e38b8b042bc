import type { ThinkingLevel } from "../document/definition.ts";
import { fromPico } from "./cost.ts";
import type { Price } from "./prices.ts";
import { type NanoUsd, type Tokens, tokens } from "./units.ts";

/** A log-normal variable: half of the draws lie below `median`; `sigma` is the deviation of the natural logarithm. */
export interface LogNormal {
  readonly median: number;
  readonly sigma: number;
  /** Set where it was learnt: the logarithm follows Student's t with so many degrees of freedom, and `sigma` is its scale. */
  readonly degrees?: number;
}

/** What is believed about one run of one agent. Sizes in tokens. */
export type Plan = CallsPlan | TotalPlan;

/** Only the sum of a run's tokens is known, and how it is shared out. */
export interface TotalPlan {
  readonly kind: "total";
  readonly total: LogNormal;
  readonly thinkingShare: number;
  readonly outputShare: number;
  readonly cached: number;
}

/** A run of one model call or, with tools, of several, each of which sends everything before it again. */
export interface CallsPlan {
  readonly kind: "calls";
  /** The first prompt: what is counted, and what is assumed for variables. */
  readonly prompt: number;
  readonly variables: LogNormal;
  /** Chance of 0, 1, 2… rounds of tool calls; each is one more model call. Adds up to 1. */
  readonly rounds: readonly number[];
  /** What one round adds to every later prompt: the call and its result. */
  readonly call: LogNormal;
  readonly result: LogNormal;
  /** Prompt text that tools on Google's side add. */
  readonly toolUse: LogNormal;
  /** Of one model call. */
  readonly thinking: LogNormal;
  /** Of the last answer. */
  readonly output: LogNormal;
  /** Cap of thinking and answer of one call. */
  readonly maxOutput: number;
  /** Between calls a run stops when it has used so many. */
  readonly maxTotal: number;
  /** Share of the prompt that is read from a cache, at most; drawn evenly from 0 on. `p95` always assumes 0. */
  readonly cached: number;
  /** What recorded runs had from a cache, as equally likely shares in rising order; in place of `cached`. */
  readonly cacheShares?: readonly number[];
}

/**
 * Thinking tokens of one call by level. The medians of low, medium and high are the only public sample there is (Gemini
 * 3.8 Flash, one task, one call each, 2026-09-26): 193, 641, 1,348. Minimal is documented as "near no thinking, not
 * guaranteed off"; xhigh is assumed to double high. The spreads are assumed.
 */
export const thinkingPrior: Readonly<Record<ThinkingLevel, LogNormal>> = {
  minimal: { median: 10, sigma: 1.2 },
  low: { median: 193, sigma: 0.7 },
  medium: { median: 641, sigma: 0.7 },
  high: { median: 1348, sigma: 0.7 },
  xhigh: { median: 2696, sigma: 0.8 },
};

/** One value for each drawn run, in the order of drawing, so that runs of several agents can be added up. */
export interface Drawn {
  readonly calls: Float64Array;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly thinking: Float64Array;
  /** At each of the prices asked for. */
  readonly costs: readonly DrawnCost[];
}

/** Pico-dollars; 0 without a price. */
export interface DrawnCost {
  readonly cost: Float64Array;
  /** The same without any cached token. */
  readonly uncached: Float64Array;
}

/** How many runs are drawn. */
export const DRAWS = 512;

/** Draws `DRAWS` runs, and what the same runs cost at each price. The same plan and seed give the same draws. */
export function draw(plan: Plan, prices: readonly (Price | undefined)[], seed: number): Drawn {
  return plan.kind === "calls" ? drawCalls(plan, prices, seed) : drawTotal(plan, prices, seed);
}

/** Run for run the sum of several drawn agents, each drawn at as many prices. */
export function addDrawn(all: readonly Drawn[]): Drawn {
  const sum = nothingDrawn(all[0]?.costs.length ?? 0);
  for (const one of all) {
    for (const key of ["calls", "input", "output", "thinking"] as const) add(sum[key], one[key]);
    for (const [i, cost] of sum.costs.entries()) {
      const other = one.costs[i] as DrawnCost;
      add(cost.cost, other.cost);
      add(cost.uncached, other.uncached);
    }
  }
  return sum;
}

function add(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < DRAWS; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}

function nothingDrawn(prices: number): Drawn {
  const zeros = () => new Float64Array(DRAWS);
  return {
    calls: zeros(),
    input: zeros(),
    output: zeros(),
    thinking: zeros(),
    costs: Array.from({ length: prices }, () => ({ cost: zeros(), uncached: zeros() })),
  };
}

/** Adds one call of run `i` to its cost at each price. */
function bill(
  costs: readonly DrawnCost[],
  prices: readonly (Price | undefined)[],
  i: number,
  { input, answer, cached }: { readonly input: number; readonly answer: number; readonly cached: number },
): void {
  for (let n = 0; n < prices.length; n++) {
    const price = prices[n];
    const sum = costs[n];
    if (!price || !sum) continue;
    const long = price.longContext;
    const rates = long && input > long.above ? long : price;
    const [whole, saved] = [input * rates.input + answer * rates.output, input * cached * (rates.input - rates.cached)];
    sum.uncached[i] = (sum.uncached[i] as number) + whole;
    sum.cost[i] = (sum.cost[i] as number) + whole - saved;
  }
}

function drawTotal(plan: TotalPlan, prices: readonly (Price | undefined)[], seed: number): Drawn {
  const dimension = sampler(seed);
  const [total, cached] = [dimension(), dimension()];
  // No long-context rates: such a run consists of many calls of unknown length.
  const flat = prices.map((price) => price && withoutStep(price));
  const drawn = nothingDrawn(prices.length);
  for (let i = 0; i < DRAWS; i++) {
    const all = size(plan.total, total, i);
    const thinking = Math.round(all * plan.thinkingShare);
    const output = Math.round(all * plan.outputShare);
    const input = all - thinking - output;
    drawn.calls[i] = 1;
    drawn.input[i] = input;
    drawn.output[i] = output;
    drawn.thinking[i] = thinking;
    bill(drawn.costs, flat, i, {
      input,
      answer: thinking + output,
      cached: plan.cached * uniform(cached, i),
    });
  }
  return drawn;
}

function withoutStep({ longContext: _, ...price }: Price): Price {
  return price;
}

function drawCalls(plan: CallsPlan, prices: readonly (Price | undefined)[], seed: number): Drawn {
  const { variables, toolUse, rounds, cached, steps } = dimensionsOf(seed, plan.rounds.length);
  const drawn = nothingDrawn(prices.length);
  for (let i = 0; i < DRAWS; i++) {
    const wanted = roundsAt(plan.rounds, uniform(rounds, i));
    const share = shareAt(plan, uniform(cached, i));
    let prompt = plan.prompt + size(plan.variables, variables, i);
    const tool = size(plan.toolUse, toolUse, i);
    let [calls, input, output, thinking] = [0, 0, 0, 0];
    for (let step = 0; step <= wanted; step++) {
      const d = steps[step];
      if (!d || (step > 0 && input + output + thinking >= plan.maxTotal)) break;
      const last = step === wanted;
      const thought = Math.min(size(plan.thinking, d.thinking, i), plan.maxOutput);
      const said = Math.min(
        last ? size(plan.output, d.output, i) : size(plan.call, d.call, i),
        plan.maxOutput - thought,
      );
      const sent = prompt + (last ? tool : 0);
      bill(drawn.costs, prices, i, { input: sent, answer: thought + said, cached: share });
      calls++;
      input += sent;
      output += said;
      thinking += thought;
      prompt += said + size(plan.result, d.result, i);
    }
    drawn.calls[i] = calls;
    drawn.input[i] = input;
    drawn.output[i] = output;
    drawn.thinking[i] = thinking;
  }
  return drawn;
}

/** The middle of drawn values, and what 95 of 100 stay below. Whole numbers. */
export function spreadOf(values: Float64Array): { readonly p50: Tokens; readonly p95: Tokens } {
  const sorted = values.toSorted();
  return { p50: tokens(Math.round(quantile(sorted, 0.5))), p95: tokens(Math.round(quantile(sorted, 0.95))) };
}

/** The quantile `q` of sorted values, linear between neighbours. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

export interface CostRange {
  readonly p50: NanoUsd;
  /** 80 of 100 runs lie between these two. */
  readonly p80Low: NanoUsd;
  readonly p80High: NanoUsd;
  /** As if nothing came from a cache. */
  readonly p95: NanoUsd;
}

export function costRangeOf(drawn: DrawnCost): CostRange {
  const [sorted, dear] = [drawn.cost.toSorted(), drawn.uncached.toSorted()];
  const at = (q: number): NanoUsd => fromPico(Math.round(quantile(sorted, q)));
  return {
    p50: at(0.5),
    p80Low: at(0.1),
    p80High: at(0.9),
    p95: fromPico(Math.round(quantile(dear, 0.95))),
  };
}

/**
 * One dimension after another of a Latin hypercube: each is a seeded shuffle of the same `DRAWS` equal slices, so that
 * every quantile of every single variable is met exactly and few draws are enough.
 */
function sampler(seed: number): () => Uint16Array {
  let state = seed >>> 0;
  const random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => {
    const order = Uint16Array.from({ length: DRAWS }, (_, i) => i);
    for (let i = DRAWS - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order;
  };
}

interface Dimensions {
  readonly variables: Uint16Array;
  readonly toolUse: Uint16Array;
  readonly rounds: Uint16Array;
  readonly cached: Uint16Array;
  /** At least as many as asked for. */
  readonly steps: readonly {
    readonly thinking: Uint16Array;
    readonly call: Uint16Array;
    readonly result: Uint16Array;
    readonly output: Uint16Array;
  }[];
}

/** They depend on nothing but the seed, and to shuffle them is most of the work: those of a few agents are kept. */
const kept = new Map<number, { readonly next: () => Uint16Array; readonly dimensions: Dimensions }>();
const MOST_KEPT = 32;

function dimensionsOf(seed: number, steps: number): Dimensions {
  let entry = kept.get(seed);
  if (!entry) {
    const next = sampler(seed);
    entry = { next, dimensions: { variables: next(), toolUse: next(), rounds: next(), cached: next(), steps: [] } };
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(seed, entry);
  }
  const { next, dimensions } = entry;
  const known = dimensions.steps as Dimensions["steps"][number][];
  while (known.length < steps) {
    known.push({
      thinking: correlated(commonThinking, next()),
      call: next(),
      result: next(),
      output: correlated(commonOutput, next()),
    });
  }
  return dimensions;
}

/** The share of the prompts that comes from a cache; `u` is even between 0 and 1. */
function shareAt({ cached, cacheShares }: CallsPlan, u: number): number {
  if (!cacheShares?.length) return cached * u;
  return cacheShares[Math.min(cacheShares.length - 1, Math.floor(u * cacheShares.length))] as number;
}

/** The middles of `DRAWS` equal slices of the standard normal distribution. */
const normals = Float64Array.from({ length: DRAWS }, (_, i) => normalQuantile((i + 0.5) / DRAWS));

/**
 * How alike the calls of a run and the agents of a team are in how much they think and say. Assumed: the question is the
 * same for all of them, and so is the error of a prior that rests on one sample. Without it the range of a sum of many
 * calls would be far too narrow.
 */
const ALIKE = 0.7;
const shared = sampler(0);
const [commonThinking, commonOutput] = [shared(), shared()];

/** A dimension that goes along with a common one, and meets every quantile exactly all the same. */
function correlated(common: Uint16Array, own: Uint16Array): Uint16Array {
  const mixed = new Float64Array(DRAWS);
  for (let i = 0; i < DRAWS; i++) mixed[i] = ALIKE * normalAt(common, i) + Math.sqrt(1 - ALIKE ** 2) * normalAt(own, i);
  const sorted = mixed.toSorted();
  return Uint16Array.from(mixed, (value) => rankOf(sorted, value));
}

function rankOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function normalAt(dimension: Uint16Array, i: number): number {
  return normals[dimension[i] as number] as number;
}

function uniform(dimension: Uint16Array, i: number): number {
  return ((dimension[i] as number) + 0.5) / DRAWS;
}

function size(variable: LogNormal, dimension: Uint16Array, i: number): number {
  if (variable.median === 0) return 0;
  const middles = variable.degrees === undefined ? normals : studentsOf(variable.degrees);
  const drawn = variable.median * Math.exp(variable.sigma * (middles[dimension[i] as number] as number));
  return Math.round(Math.min(drawn, LONGEST));
}

/** A heavy tail must not become infinite: more than any model takes or gives. */
const LONGEST = 4_000_000;

const students = new Map<number, Float64Array>();

/** The middles of `DRAWS` equal slices of Student's t; like the normal distribution from 200 degrees on. */
function studentsOf(degrees: number): Float64Array {
  if (degrees >= 200) return normals;
  const rounded = Math.round(degrees * 2) / 2;
  let found = students.get(rounded);
  if (!found) {
    found = Float64Array.from({ length: DRAWS }, (_, i) => studentQuantile((i + 0.5) / DRAWS, rounded));
    students.set(rounded, found);
  }
  return found;
}

function roundsAt(chances: readonly number[], u: number): number {
  let sum = 0;
  for (const [rounds, chance] of chances.entries()) {
    sum += chance;
    if (u < sum) return rounds;
  }
  return chances.length - 1;
}

/** Inverse of Student's t by its expansion around the normal one (Cornish and Fisher); off by under 1 % from 5 degrees on. */
export function studentQuantile(p: number, degrees: number): number {
  const z = normalQuantile(p);
  const z2 = z * z;
  return (
    z *
    (1 +
      (z2 + 1) / (4 * degrees) +
      (5 * z2 * z2 + 16 * z2 + 3) / (96 * degrees ** 2) +
      (3 * z2 ** 3 + 19 * z2 ** 2 + 17 * z2 - 15) / (384 * degrees ** 3) +
      (79 * z2 ** 4 + 776 * z2 ** 3 + 1482 * z2 ** 2 - 1920 * z2 - 945) / (92_160 * degrees ** 4))
  );
}

/** Inverse of the normal distribution, Acklam's rational approximation: relative error below 1.2e-9. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
