import type { ThinkingLevel } from "../document/definition.ts";
import type { Family, History, Learnt, Twofold } from "./history.ts";
import type { CallsPlan, LogNormal } from "./prior.ts";
import type { NanoUsd } from "./units.ts";

/** What a recorded run teaches: who ran, and what each of its model calls used. */
export interface PastRun {
  readonly id: string;
  /** The definition's path relative to the workspace folder, with `/`. */
  readonly file: string;
  readonly agent: string;
  readonly variant: string;
  /** SHA-256 of the definition's text. */
  readonly definition: string;
  /** The model that answered. */
  readonly model: string;
  readonly level: ThinkingLevel;
  readonly simulated: boolean;
  readonly startedAt: number;
  /** In order; each but the last one asked for tools. */
  readonly calls: readonly PastCall[];
  /** About how many tokens the values of its inputs have. */
  readonly variables: number;
  /** Absent without a price. */
  readonly cost?: NanoUsd;
}

/** Tokens of one model call. */
export interface PastCall {
  readonly input: number;
  readonly cached: number;
  readonly thinking: number;
  readonly output: number;
}

/** A run's weight halves with each so many newer ones: an agent that drifts is followed, at most some 29 runs count. */
const HALF_LIFE = 20;
/** Of runs of another text of the definition than the newest run's, and of another variant. Assumed. */
const OTHER_TEXT = 0.5;
/** More are of no weight. */
const MOST_RUNS = 200;
/** The prior counts as much as so many runs in the middle, and as so many in the spread. */
const PRIOR_RUNS = 0.77;
const PRIOR_DEGREES = 6;
/** The prior of the number of rounds and of the share from a cache counts as much as so many runs. */
const PRIOR_ROUNDS = 3;
const PRIOR_SHARES = 1;
/** How far out 90 of 100 lie: of the normal distribution, and of Student's t with `PRIOR_DEGREES`. */
const NORMAL_90 = 1.2816;
const STUDENT_90 = 1.4398;

/** What the runs of one definition (its path in the workspace) teach. */
export function historyOf(runs: readonly PastRun[], file: string): History {
  const own = runs.filter((run) => run.file === file);
  return {
    learn(plan, family) {
      const found = learn(plan, comparable(own, family), family.variant);
      if (found) return found;
      const simulated = comparable(own, { ...family, simulated: true }).length;
      return simulated > 0 ? { plan, learnt: { runs: 0, simulated, twoSizes: [] } } : undefined;
    },
  };
}

/**
 * The runs that are comparable, newest first. The same agent of the same file, answered by the same model at the same
 * level. Texts and variants of the definition are one family: most edits change a run's sizes little, so earlier texts
 * teach too, with half of the weight (`weightsOf`). Simulated runs and real ones never teach each other's estimates.
 */
export function comparable(runs: readonly PastRun[], family: Family): readonly PastRun[] {
  return runs
    .filter(
      (run) =>
        run.agent === family.agent &&
        run.model === family.model &&
        run.level === family.level &&
        run.simulated === (family.simulated ?? false) &&
        run.calls.length > 0,
    )
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, MOST_RUNS);
}

/** A plan after some runs (newest first): every size that they show moves from the prior towards them. */
export function learn(
  plan: CallsPlan,
  runs: readonly PastRun[],
  variant = "base",
): { readonly plan: CallsPlan; readonly learnt: Learnt } | undefined {
  if (runs.length === 0) return undefined;
  const weights = weightsOf(runs, variant);
  const gather = (of: (run: PastRun) => readonly number[]): readonly Weighted[] =>
    runs.flatMap((run, i) => {
      const values = of(run);
      // The calls of one run are alike: together they count as one run.
      return values.map((value) => ({ value: Math.max(1, value), weight: (weights[i] ?? 0) / values.length }));
    });
  const thinking = gather((run) => run.calls.map((call) => call.thinking));
  const output = gather((run) => run.calls.slice(-1).map((call) => call.output));
  return {
    plan: {
      ...plan,
      thinking: predictive(plan.thinking, thinking),
      output: predictive(plan.output, output),
      call: predictive(
        plan.call,
        gather((run) => run.calls.slice(0, -1).map((call) => call.output)),
      ),
      result: predictive(plan.result, gather(resultsOf)),
      variables: plan.variables.median > 0 ? predictive(plan.variables, gather(variablesOf)) : plan.variables,
      rounds: roundsOf(plan.rounds, runs, weights),
      cacheShares: sharesOf(plan.cached, runs, weights),
    },
    learnt: {
      runs: runs.length,
      twoSizes: [...twofold("thinking", thinking), ...twofold("output", output)],
    },
  };
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

function weightsOf(runs: readonly PastRun[], variant: string): readonly number[] {
  const text = runs[0]?.definition;
  return runs.map(
    (run, i) =>
      0.5 ** (i / HALF_LIFE) * (run.definition === text ? 1 : OTHER_TEXT) * (run.variant === variant ? 1 : OTHER_TEXT),
  );
}

function variablesOf(run: PastRun): readonly number[] {
  return run.variables > 0 ? [run.variables] : [];
}

/** What a prompt has more than the one before it and its answer: the results of the tools. */
function resultsOf({ calls }: PastRun): readonly number[] {
  return calls.slice(1).map((call, i) => {
    const before = calls[i] as PastCall;
    return call.input - before.input - before.output;
  });
}

/**
 * A normal-inverse-χ² belief about the logarithm, started from the prior, after some values; what it says about the next
 * one is Student's t. Without a value its range of 80 of 100 is the prior's.
 */
export function predictive(prior: LogNormal, values: readonly Weighted[]): LogNormal {
  const n = values.reduce((sum, { weight }) => sum + weight, 0);
  if (n === 0 || !(prior.median > 0)) return prior;
  const scale = prior.sigma * (NORMAL_90 / STUDENT_90);
  const variance = scale ** 2 / (1 + 1 / PRIOR_RUNS);
  const start = Math.log(prior.median);
  const middle = values.reduce((sum, { value, weight }) => sum + weight * Math.log(value), 0) / n;
  const inside = values.reduce((sum, { value, weight }) => sum + weight * (Math.log(value) - middle) ** 2, 0);
  const runs = PRIOR_RUNS + n;
  const degrees = PRIOR_DEGREES + n;
  const moved = ((PRIOR_RUNS * n) / runs) * (middle - start) ** 2;
  const spread = (PRIOR_DEGREES * variance + inside + moved) / degrees;
  return {
    median: Math.exp((PRIOR_RUNS * start + n * middle) / runs),
    sigma: Math.sqrt(spread * (1 + 1 / runs)),
    degrees,
  };
}

/** Chances of 0, 1, 2… rounds: the prior's, and those of the runs; a long run also says that one more or less is likely. */
function roundsOf(prior: readonly number[], runs: readonly PastRun[], weights: readonly number[]): readonly number[] {
  if (prior.length === 1 && runs.every((run) => run.calls.length === 1)) return prior;
  const longest = Math.min(100, Math.max(...runs.map((run) => run.calls.length)));
  const sums = Array.from({ length: Math.max(prior.length, longest + 1) }, (_, i) => PRIOR_ROUNDS * (prior[i] ?? 0));
  const add = (rounds: number, weight: number) => {
    const at = Math.min(sums.length - 1, rounds);
    sums[at] = (sums[at] ?? 0) + weight;
  };
  for (const [i, run] of runs.entries()) {
    const weight = weights[i] ?? 0;
    const rounds = run.calls.length - 1;
    if (rounds < 3) add(rounds, weight);
    else
      for (const [away, share] of [
        [-1, 0.25],
        [0, 0.5],
        [1, 0.25],
      ] as const)
        add(rounds + away, weight * share);
  }
  const all = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((value) => value / all);
}

/** The shares of prompts that came from a cache, run by run, and the prior's as one run more. */
function sharesOf(prior: number, runs: readonly PastRun[], weights: readonly number[]): readonly number[] {
  const STEPS = 64;
  const found = runs.map(({ calls }, i) => {
    const input = calls.reduce((sum, call) => sum + call.input, 0);
    const cached = calls.reduce((sum, call) => sum + call.cached, 0);
    return { share: input > 0 ? Math.min(1, cached / input) : 0, weight: weights[i] ?? 0 };
  });
  const all = [...found, { share: prior / 2, weight: PRIOR_SHARES }].sort((a, b) => a.share - b.share);
  const whole = all.reduce((sum, { weight }) => sum + weight, 0);
  let [at, until] = [0, all[0]?.weight ?? 0];
  return Array.from({ length: STEPS }, (_, i) => {
    while (at < all.length - 1 && until < ((i + 0.5) / STEPS) * whole) {
      at++;
      until += all[at]?.weight ?? 0;
    }
    return all[at]?.share ?? 0;
  });
}

/** From 10 values on: whether they fall into two heaps, each of a fifth at least and further apart than wide. */
function twofold(of: Twofold["of"], values: readonly Weighted[]): readonly Twofold[] {
  if (values.length < 10) return [];
  const logs = values.map(({ value }) => Math.log(value)).sort((a, b) => a - b);
  const least = Math.ceil(logs.length / 5);
  let best: { readonly inside: number; readonly low: number; readonly high: number } | undefined;
  for (let cut = least; cut <= logs.length - least; cut++) {
    const [low, high] = [heapOf(logs.slice(0, cut)), heapOf(logs.slice(cut))];
    const inside = low.inside + high.inside;
    if (!best || inside < best.inside) best = { inside, low: low.middle, high: high.middle };
  }
  if (!best) return [];
  const deviation = Math.sqrt(best.inside / (logs.length - 2));
  const apart = best.high - best.low;
  // The two halves of one heap lie some 2.7 of their deviations apart.
  if (apart < Math.log(2.5) || apart < 4.5 * deviation) return [];
  return [{ of, low: Math.round(Math.exp(best.low)), high: Math.round(Math.exp(best.high)) }];
}

function heapOf(logs: readonly number[]) {
  const middle = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return { middle, inside: logs.reduce((sum, log) => sum + (log - middle) ** 2, 0) };
}
