import { fromPico } from "./cost.ts";
import { comparable, learn, type PastRun } from "./learn.ts";
import { callsPlanOf } from "./plan.ts";
import { modelOf, type OwnPrices, type Price, priceAt } from "./prices.ts";
import { type CostRange, costRangeOf, draw } from "./prior.ts";

/** How good estimates have been: each recorded run predicted from those before it alone. */
export interface Calibration {
  /** That could be judged: with a price on their day. */
  readonly runs: number;
  /** Groups of comparable runs among them. */
  readonly families: number;
  /** Share of runs inside of their range of 80 of 100. */
  readonly coverage: number;
  /** The middle of high ∕ low. */
  readonly medianWidth: number;
  /** By how many comparable runs there were before. */
  readonly byPast: readonly {
    readonly from: number;
    readonly to?: number;
    readonly runs: number;
    readonly coverage: number;
  }[];
  /** US dollars a run, the mean of the quantiles 10, 50 and 90 %; of runs with at least one before them. Less is better. */
  readonly pinball: {
    readonly runs: number;
    readonly estimate: number;
    readonly maxTokens: number;
    readonly mean: number;
  };
}

const groups = [
  { from: 0, to: 0 },
  { from: 1, to: 2 },
  { from: 3, to: 9 },
  { from: 10, to: 29 },
  { from: 30 },
] as const;

/**
 * Runs in any order, simulated or real ones alone. The first prompt counts as it was billed, since it can be counted before
 * a run; everything else is drawn. Money is what the list of the run's day says. Undefined when there is nothing to judge.
 */
export function calibrationOf(
  runs: readonly PastRun[],
  { simulated = false, prices = [] }: { readonly simulated?: boolean; readonly prices?: OwnPrices } = {},
): Calibration | undefined {
  const judged = [...families(runs.filter((run) => run.simulated === simulated)).values()].map((family) =>
    family.flatMap((run, i) => {
      const price = priceAt(run.model, run.startedAt, "standard", prices);
      return price ? [judge(run, family.slice(0, i), price, family)] : [];
    }),
  );
  const all = judged.flat();
  if (all.length === 0) return undefined;
  const later = all.filter((one) => one.past > 0);
  return {
    runs: all.length,
    families: judged.filter((family) => family.length > 0).length,
    coverage: mean(all.map(inside)),
    medianWidth: median(all.map(({ range }) => range.p80High / Math.max(1, range.p80Low))),
    byPast: groups.flatMap((group) => {
      const some = all.filter(({ past }) => past >= group.from && past <= ("to" in group ? group.to : past));
      return some.length > 0 ? [{ ...group, runs: some.length, coverage: mean(some.map(inside)) }] : [];
    }),
    pinball: {
      runs: later.length,
      estimate: mean(later.map(({ actual, range }) => pinball(actual, [range.p80Low, range.p50, range.p80High]))),
      maxTokens: mean(later.map(({ actual, most }) => pinball(actual, [most, most, most]))),
      mean: mean(later.map(({ actual, usual }) => pinball(actual, [usual, usual, usual]))),
    },
  };
}

interface Judged {
  readonly past: number;
  /** Nano-dollars, as all of these. */
  readonly actual: number;
  readonly range: CostRange;
  /** Baseline: as many tokens as the model may answer. */
  readonly most: number;
  /** Baseline: the mean of the runs before. */
  readonly usual: number;
}

function judge(run: PastRun, before: readonly PastRun[], price: Price, family: readonly PastRun[]): Judged {
  const maxOutput = modelOf(run.model)?.maxOutput ?? 65_536;
  const prompt = run.calls[0]?.input ?? 0;
  // Whether an agent has tools is known before it runs.
  const hasTools = family.some((one) => one.calls.length > 1);
  const start = callsPlanOf({ prompt, level: run.level, maxOutput, hasTools });
  const past = comparable(before, run);
  const plan = learn(start, past, run.variant)?.plan ?? start;
  const [cost] = draw(plan, [price], 1).costs;
  if (!cost) throw new Error("A draw at one price has one cost.");
  return {
    past: before.length,
    actual: costOf(run, price),
    range: costRangeOf(cost),
    most: fromPico(prompt * price.input + maxOutput * price.output),
    usual: mean(before.map((one) => costOf(one, price))),
  };
}

function costOf({ calls }: PastRun, price: Price): number {
  return calls.reduce((sum, { input, cached, thinking, output }) => {
    const rates = price.longContext && input > price.longContext.above ? price.longContext : price;
    const pico = (input - cached) * rates.input + cached * rates.cached + (thinking + output) * rates.output;
    return sum + fromPico(Math.round(pico));
  }, 0);
}

/** Comparable runs, oldest first. */
function families(runs: readonly PastRun[]): ReadonlyMap<string, readonly PastRun[]> {
  const found = new Map<string, PastRun[]>();
  for (const run of runs.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const key = JSON.stringify([run.file, run.agent, run.model, run.level]);
    const family = found.get(key);
    if (family) family.push(run);
    else found.set(key, [run]);
  }
  return found;
}

function inside({ actual, range }: Judged): number {
  return actual >= range.p80Low && actual <= range.p80High ? 1 : 0;
}

/** Forecasts of the quantiles 10, 50 and 90 %, in nano-dollars; the loss in US dollars. */
function pinball(actual: number, forecasts: readonly [number, number, number]): number {
  const losses = [0.1, 0.5, 0.9].map((q, i) => {
    const off = actual - (forecasts[i] as number);
    return off >= 0 ? q * off : (q - 1) * off;
  });
  return mean(losses) / 1e9;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}
