import { below, random } from "./random.ts";

// The little statistics a comparison needs. Everything is exact or seeded: the same runs give the same words.

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The value below which a share `p` lies, as numpy and spreadsheets say it: between two values, in proportion. */
export function quantile(values: readonly number[], p: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low === undefined || high === undefined ? undefined : low + (at - Math.floor(at)) * (high - low);
}

/** The same, or undefined where so few values cannot carry it: p95 needs 20, p99 needs 100. */
export function percentile(values: readonly number[], p: number): number | undefined {
  return p <= 0.5 || values.length + 1e-9 >= 1 / (1 - p) ? quantile(values, p) : undefined;
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where a rate lies with 95 % confidence (Wilson's score interval); `n` trials, at least one. */
export function wilson(successes: number, n: number, z = 1.959964): Interval {
  const rate = successes / n;
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return { low: successes === 0 ? 0 : centre - half, high: successes === n ? 1 : centre + half };
}

/** Fewer pairs cannot tell anything at 95 %: even if all six point one way, chance does that once in 32 times. */
export const fewestPairs = 6;

/**
 * The 95 % interval of a statistic of sums, by BCa bootstrap with widened tails: `of` gets the sums of `x` and of `y` over the drawn pairs
 * and their number. Whole pairs are drawn: the repeats of one input belong together and are not independent. Undefined
 * under `fewestPairs`, or where the statistic is not a number.
 */
export function bootstrap(
  pairs: readonly { readonly x: number; readonly y: number }[],
  of: (sumX: number, sumY: number, n: number) => number,
  options: { readonly seed?: string | number; readonly draws?: number } = {},
): Interval | undefined {
  const n = pairs.length;
  const x = Float64Array.from(pairs, (pair) => pair.x);
  const y = Float64Array.from(pairs, (pair) => pair.y);
  const [allX, allY] = [sum(x), sum(y)];
  const estimate = n >= fewestPairs ? of(allX, allY, n) : Number.NaN;
  if (!Number.isFinite(estimate)) return undefined;
  const next = random(options.seed ?? "flashback");
  const draws = options.draws ?? 2000;
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    let [sumX, sumY] = [0, 0];
    for (let i = 0; i < n; i++) {
      const one = below(next, n);
      sumX += x[one] ?? 0;
      sumY += y[one] ?? 0;
    }
    const value = of(sumX, sumY, n);
    if (Number.isFinite(value)) drawn.push(value);
  }
  drawn.sort((a, b) => a - b);
  const least = drawn[0];
  const most = drawn.at(-1);
  if (least === undefined || most === undefined) return undefined;
  // Sums in another order differ in their last bits: that is no spread.
  if (most - least <= 1e-12 * Math.max(1, Math.abs(estimate))) return { low: estimate, high: estimate };

  const smaller =
    drawn.filter((value) => value < estimate).length + drawn.filter((value) => value === estimate).length / 2;
  const bias = normalQuantile(clamp(smaller / drawn.length, 0.5 / drawn.length, 1 - 0.5 / drawn.length));
  const skew = skewOf(pairs.map((pair) => of(allX - pair.x, allY - pair.y, n - 1)));
  const level = (z: number) => normalCdf(bias + (bias + z) / (1 - skew * (bias + z)));
  const at = (share: number) => drawn[clamp(Math.round(share * drawn.length), 0, drawn.length - 1)] ?? estimate;
  // A bootstrap of few pairs is too narrow; Student's t and n - 1 widen it as they widen a plain mean's interval.
  const z = Math.sqrt(n / (n - 1)) * studentQuantile975(n - 1);
  return { low: at(level(-z)), high: at(level(z)) };
}

/** The 97.5 % point of Student's t; Cornish and Fisher's expansion, within 0.01 from 5 degrees of freedom on. */
export function studentQuantile975(freedom: number): number {
  const z = 1.959964;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of the jackknife: how fast the statistic's spread changes with its value. */
function skewOf(values: readonly number[]): number {
  const centre = mean(values) ?? 0;
  const squares = values.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  const cubes = values.reduce((sum, value) => sum + (centre - value) ** 3, 0);
  return squares > 0 && Number.isFinite(cubes) ? cubes / (6 * squares ** 1.5) : 0;
}

/** Abramowitz and Stegun 7.1.26; off by less than 1.5e-7. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const upper = 1 - poly * Math.exp(-x * x);
  return z >= 0 ? (1 + upper) / 2 : (1 - upper) / 2;
}

/** The inverse, by halving; called once per interval. */
export function normalQuantile(p: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
