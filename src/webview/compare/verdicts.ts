import type { Difference, Metric, Verdict as Word } from "../../core/runs/difference.ts";
import { mean, percentile } from "../../core/runs/statistics.ts";
import { summarize } from "../../core/runs/summarizeMatrix.ts";
import type { IconName } from "../ui/icon.ts";
import { type CompareState, columnOrder } from "./state.ts";

/** Of one column in one metric; what so few runs cannot carry is absent. */
export interface Figure {
  readonly mean?: number;
  readonly p50?: number;
  readonly p95?: number;
}

export function figure(values: readonly number[]): Figure {
  const [average, p50, p95] = [mean(values), percentile(values, 0.5), percentile(values, 0.95)];
  return {
    ...(average !== undefined && { mean: average }),
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
  };
}

/** At the right edge of a metric: the change against the baseline, and where it lies with 95 %. */
export interface Change {
  readonly change: string;
  readonly interval: string;
}

export interface Line {
  readonly icon: IconName;
  readonly tone: "ok" | "bad" | "wait" | "dim";
  readonly strong?: string;
  readonly text: string;
}

/** What can be said of one column against the baseline. */
export interface Verdict {
  readonly words: readonly Line[];
  readonly cost?: Change;
  readonly latency?: Change;
  readonly ttft?: Change;
}

const signs: Record<Word, readonly [IconName, Line["tone"]]> = {
  cheaper: ["arrow-down", "ok"],
  dearer: ["arrow-up", "wait"],
  faster: ["arrow-down", "ok"],
  slower: ["arrow-up", "wait"],
  fewer: ["arrow-down", "ok"],
  more: ["arrow-up", "wait"],
  "about-the-same": ["dash", "dim"],
  better: ["check", "ok"],
  "no-measurable-loss": ["check", "ok"],
  worse: ["error", "bad"],
  "not-enough-runs": ["question", "dim"],
};

/** Each column against the baseline. Empty while anything is open, and for simulated runs: then no verdict is drawn. */
export function verdicts(state: CompareState): ReadonlyMap<number, Verdict> {
  const [baseline = 0] = columnOrder(state);
  if (state.matrix.phase !== "complete" || state.view?.simulated) return new Map();
  const { differences, withheld } = summarize(state.matrix, { baseline });
  if (withheld) return new Map();
  const columns = [...new Set(differences.map((one) => one.column))];
  return new Map(columns.map((column) => [column, verdictOf(differences.filter((one) => one.column === column))]));
}

/** Price first, quality second, each with its own sign. */
function verdictOf(differences: readonly Difference[]): Verdict {
  const of = (metric: Metric) => differences.find((one) => one.metric === metric);
  const [cost, latency, ttft, quality] = [of("cost"), of("latency"), of("ttft"), of("pass_rate")];
  return {
    words: [
      ...(cost ? [lineOf(cost)] : []),
      ...(quality
        ? [lineOf(quality)]
        : [{ icon: "question" as const, tone: "dim" as const, text: "Quality is not judged: no checks ran." }]),
      ...(latency && latency.verdict !== "not-enough-runs" ? [lineOf(latency)] : []),
    ],
    ...(cost && { cost: changeOf(cost) }),
    ...(latency && { latency: changeOf(latency) }),
    ...(ttft && { ttft: changeOf(ttft) }),
  };
}

function lineOf({ verdict, sentence }: Difference): Line {
  const [icon, tone] = signs[verdict];
  const [, strong, rest] = /^(Worse:)(.*)$/.exec(sentence) ?? [];
  if (strong) return { icon, tone, strong, text: rest ?? "" };
  return tone === "dim" ? { icon, tone, text: sentence } : { icon, tone, strong: sentence, text: "" };
}

function changeOf({ estimate, interval }: Difference): Change {
  return {
    change: `${signed(estimate)} %`,
    interval: interval ? `${signed(interval.low)} to ${signed(interval.high)} %` : "too few inputs",
  };
}

/** A share as whole points with its sign, a true minus: "−44", "+101", "±0". */
function signed(share: number): string {
  const points = Math.round(share * 100);
  return points === 0 ? "±0" : points < 0 ? `−${-points}` : `+${points}`;
}
