import { bootstrap, fewestPairs, type Interval, mean, quantile } from "./statistics.ts";

export type Metric = "cost" | "latency" | "ttft" | "tokens" | "pass_rate";

/** What was measured of one input in both columns, one value per finished run; for `pass_rate` 1 or 0. */
export interface Pair {
  readonly baseline: readonly number[];
  readonly other: readonly number[];
}

export type Verdict =
  | "cheaper"
  | "dearer"
  | "faster"
  | "slower"
  | "fewer"
  | "more"
  | "about-the-same"
  | "better"
  | "no-measurable-loss"
  | "worse"
  | "not-enough-runs";

export interface Difference {
  readonly metric: Metric;
  /** A ratio less one (−0.44: 44 % less), for `pass_rate` a difference of rates (−0.12: 12 points less). */
  readonly estimate: number;
  /** The 95 % interval; absent where there are too few inputs for one. */
  readonly interval?: Interval;
  /** Finished runs of the column that have a partner. */
  readonly n: number;
  readonly inputs: number;
  readonly verdict: Verdict;
  /** "Cheaper by 41–47 %", as it is shown. */
  readonly sentence: string;
}

/** How much worse still counts as no loss, in points of the pass rate. */
export const defaultMargin = 0.03;
/** An interval of a ratio that lies within so much of nothing is "about the same". */
const sameness = 0.05;

/**
 * How a column differs from the baseline in one metric, input by input. Undefined where no input was measured in both.
 * Costs and tokens compare sums, as a bill does; times compare typical ratios, so that one stuck call does not decide.
 */
export function differenceOf(
  metric: Metric,
  pairs: readonly Pair[],
  options: { readonly margin?: number; readonly seed?: string | number } = {},
): Difference | undefined {
  const whole = pairs.filter((pair) => pair.baseline.length > 0 && pair.other.length > 0);
  if (whole.length === 0) return undefined;
  const { terms, of } = statisticOf(metric);
  const drawn = whole.map((pair) => terms(centreOf(metric, pair.baseline), centreOf(metric, pair.other)));
  const total = drawn.reduce((sum, { x, y }) => ({ x: sum.x + x, y: sum.y + y }), { x: 0, y: 0 });
  const estimate = of(total.x, total.y, drawn.length);
  if (!Number.isFinite(estimate)) return undefined;
  const interval = bootstrap(drawn, of, options.seed === undefined ? {} : { seed: options.seed });
  const n = whole.reduce((sum, pair) => sum + pair.other.length, 0);
  const margin = options.margin ?? defaultMargin;
  const verdict = verdictOf(metric, interval, margin);
  const more = interval ? moreRuns(n, interval, metric === "pass_rate" ? margin : sameness) : undefined;
  return {
    metric,
    estimate,
    ...(interval && { interval }),
    n,
    inputs: whole.length,
    verdict,
    sentence: sentenceOf(metric, verdict, interval, n, more),
  };
}

/** One figure for the repeats of one input: for times the typical one, so that a stuck call does not decide. */
function centreOf(metric: Metric, values: readonly number[]): number {
  const centre = metric === "latency" || metric === "ttft" ? quantile(values, 0.5) : mean(values);
  return centre ?? Number.NaN;
}

/** What is summed over inputs, and the statistic of those sums. */
function statisticOf(metric: Metric): {
  readonly terms: (baseline: number, other: number) => { readonly x: number; readonly y: number };
  readonly of: (sumX: number, sumY: number, n: number) => number;
} {
  switch (metric) {
    case "cost":
    case "tokens":
      return { terms: (x, y) => ({ x, y }), of: (x, y) => y / x - 1 };
    case "latency":
    case "ttft":
      return { terms: (x, y) => ({ x: 0, y: Math.log(y / x) }), of: (_, y, n) => Math.exp(y / n) - 1 };
    case "pass_rate":
      return { terms: (x, y) => ({ x: 0, y: y - x }), of: (_, y, n) => y / n };
  }
}

const less: Readonly<Record<Exclude<Metric, "pass_rate">, Verdict>> = {
  cost: "cheaper",
  latency: "faster",
  ttft: "faster",
  tokens: "fewer",
};
const more: Readonly<Record<Exclude<Metric, "pass_rate">, Verdict>> = {
  cost: "dearer",
  latency: "slower",
  ttft: "slower",
  tokens: "more",
};

function verdictOf(metric: Metric, interval: Interval | undefined, margin: number): Verdict {
  if (!interval) return "not-enough-runs";
  const { low, high } = interval;
  if (metric === "pass_rate") {
    if (high < 0) return "worse";
    if (low > 0) return "better";
    return low >= -margin ? "no-measurable-loss" : "not-enough-runs";
  }
  if (low >= -sameness && high <= sameness) return "about-the-same";
  if (high < 0) return less[metric];
  if (low > 0) return more[metric];
  return "not-enough-runs";
}

/** Runs until the interval is as narrow as the margin, rounded up to tens; its width shrinks with the root of n. */
function moreRuns(n: number, { low, high }: Interval, margin: number): number {
  const factor = ((high - low) / 2 / margin) ** 2;
  return Math.max(10, Math.ceil((n * (factor - 1)) / 10) * 10);
}

function sentenceOf(
  metric: Metric,
  verdict: Verdict,
  interval: Interval | undefined,
  n: number,
  missing: number | undefined,
): string {
  const { low, high } = interval ?? { low: 0, high: 0 };
  const subject = { cost: "Cost", latency: "Time", ttft: "First token", tokens: "Tokens", pass_rate: "Quality" }[
    metric
  ];
  switch (verdict) {
    case "cheaper":
      return `Cheaper by ${range(-high, -low)} %`;
    case "dearer":
      return `Dearer by ${range(low, high)} %`;
    case "faster":
      return `${metric === "ttft" ? "First token sooner" : "Faster"} by ${range(-high, -low)} %`;
    case "slower":
      return `${metric === "ttft" ? "First token later" : "Slower"} by ${range(low, high)} %`;
    case "fewer":
      return `Fewer tokens by ${range(-high, -low)} %`;
    case "more":
      return `More tokens by ${range(low, high)} %`;
    case "about-the-same":
      return `${subject}: about the same`;
    case "better":
      return `Passes ${range(low, high)} points more often (n = ${n})`;
    case "no-measurable-loss":
      return `No measurable loss of quality (n = ${n})`;
    case "worse":
      return `Worse: passes ${range(-high, -low)} points less often (n = ${n})`;
    case "not-enough-runs":
      return missing === undefined
        ? `${subject}: not enough inputs to say: at least ${fewestPairs}`
        : `${subject}: not enough runs to say: about ${missing.toLocaleString("en-US")} more`;
  }
}

/** "41–47", from shares; one figure where both round alike; below one with a decimal, so that nothing reads as "0". */
function range(low: number, high: number): string {
  const shown = (value: number) => {
    const percent = Math.abs(value * 100);
    return percent < 0.95 ? percent.toFixed(1) : String(Math.round(percent));
  };
  const [from, to] = [shown(low), shown(high)];
  return from === to ? from : `${from}–${to}`;
}
