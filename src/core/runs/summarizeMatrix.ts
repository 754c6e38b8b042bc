import type { Json, JsonObject } from "../base/json.ts";
import type { ThinkingLevel } from "../document/definition.ts";
import { fromUsd, toUsd } from "../tokens/units.ts";
import { totalTokens } from "../tokens/usage.ts";
import { type Difference, differenceOf, type Metric } from "./difference.ts";
import type { MatrixCell, MatrixColumn, MatrixState } from "./matrix.ts";
import type { BegunRun, Run } from "./run.ts";
import { type Spent, spentOf, sumOf } from "./spent.ts";
import { fewestPairs, type Interval, mean, percentile, wilson } from "./statistics.ts";
import { type RunTotals, totalsOf } from "./step.ts";

/** Every finished run's value, for strips and charts, and the percentiles that so many values can carry. */
export interface Spread {
  readonly values: readonly number[];
  readonly p50?: number;
  /** From 20 values on. */
  readonly p95?: number;
  /** From 100 values on. */
  readonly p99?: number;
}

export interface ColumnSummary extends MatrixColumn {
  /** Finished runs: every mean and percentile is over these. */
  readonly n: number;
  /** Failed runs; never part of `n` and never a failed test. */
  readonly errors: number;
  readonly cancelled: number;
  /** Not yet ended, or never begun. */
  readonly open: number;
  /** Absent where nothing was judged. */
  readonly passRate?: Interval & { readonly rate: number; readonly passed: number; readonly judged: number };
  readonly latencyMs: Spread;
  readonly ttftMs: Spread;
  /** Means over finished runs; absent without any. */
  readonly usageMean?: Readonly<Record<"input" | "cached" | "toolUse" | "thinking" | "output" | "total", number>>;
  /** US dollars of each finished run. */
  readonly costs: Spread;
  /** Mean cost of a finished run, in US dollars. Absent where a price, or a part of a cost, is not known. */
  readonly perCall?: number;
  /** Everything that was billed for the runs on show, failed and cancelled ones too. */
  readonly total: Spent;
}

export interface MatrixSummary {
  readonly columns: readonly ColumnSummary[];
  /** Against the baseline; empty while anything is open. */
  readonly differences: readonly (Difference & { readonly column: number; readonly baseline: number })[];
  /**
   * Why there is no verdict: reading early makes chance look like a difference, and simulated runs say nothing about a
   * model. Then no verdict and no sentence may be shown, whatever `differences` holds.
   */
  readonly withheld?: "open" | "simulated";
  /** Everything that was billed, also for runs that others replaced. */
  readonly total: Spent;
}

export interface SummaryOptions {
  /** Column index; the first when absent. */
  readonly baseline?: number;
  /** Whether a finished run passed its tests; undefined where there is nothing to judge. */
  readonly passed?: (cell: MatrixCell, run: BegunRun) => boolean | undefined;
  /** Points of the pass rate that still count as no loss; 0.03 when absent. */
  readonly margin?: number;
}

interface Measured {
  readonly cell: MatrixCell;
  readonly run: BegunRun;
  readonly totals: RunTotals;
  readonly passed?: boolean;
}

/** A comparison as far as it has come, in figures. */
export function summarize(state: MatrixState, options: SummaryOptions = {}): MatrixSummary {
  const plan = state.plan;
  if (!plan) return { columns: [], differences: [], total: spentOf(state) };
  const measured = plan.cells.flatMap((cell): Measured[] => {
    const run: Run | undefined = state.runs.get(cell.id);
    if (!run || run.kind === "waiting") return [];
    const passed = run.kind === "done" ? options.passed?.(cell, run) : undefined;
    return [{ cell, run, totals: totalsOf(run), ...(passed !== undefined && { passed }) }];
  });
  const planned = plan.inputs.length * plan.repeats;
  const columns = plan.columns.map((column, index) =>
    columnOf(
      column,
      measured.filter((one) => one.cell.column === index),
      planned,
    ),
  );
  const open = state.phase === "waiting" || state.phase === "running" || state.phase === "paused";
  const simulated = measured.some((one) => one.run.setup.simulated);
  return {
    columns,
    differences: open ? [] : differencesOf(measured, columns.length, options),
    ...(open ? { withheld: "open" as const } : simulated && { withheld: "simulated" as const }),
    total: spentOf(
      state,
      columns.map((column) => column.total),
    ),
  };
}

/** `flashback compare --json`. A percentile that the sample cannot carry is absent, a simulated verdict is "none". */
export function summarizeMatrix(state: MatrixState, options: SummaryOptions = {}): JsonObject {
  const { columns, differences, withheld, total } = summarize(state, options);
  const served = servedModels(state);
  return {
    simulated: [...state.runs.values()].some((run) => run.kind !== "waiting" && run.setup.simulated),
    complete: state.phase === "complete",
    columns: columns.map((column, index) => ({
      id: column.id,
      variant: column.variant,
      model: column.model ?? served[index]?.model ?? null,
      thinking_level: column.thinkingLevel ?? served[index]?.thinkingLevel ?? null,
      n: column.n,
      errors: column.errors,
      ...(column.cancelled > 0 && { cancelled: column.cancelled }),
      ...(column.passRate && {
        pass_rate: column.passRate.rate,
        pass_rate_interval: { low: column.passRate.low, high: column.passRate.high },
      }),
      latency_ms: percentilesOf(column.latencyMs),
      ttft_ms: percentilesOf(column.ttftMs),
      ...(column.usageMean && {
        usage_mean: {
          input: column.usageMean.input,
          cached: column.usageMean.cached,
          tool_use: column.usageMean.toolUse,
          thinking: column.usageMean.thinking,
          output: column.usageMean.output,
          total: column.usageMean.total,
        },
      }),
      cost_usd: {
        ...(column.perCall !== undefined && { per_call: toUsd(fromUsd(column.perCall)) }),
        // Finished runs without any cost: the model has no price, and $0 would be a lie.
        ...((column.n === 0 || column.perCall !== undefined || isPartial(column.total)) && {
          total: toUsd(column.total.cost),
        }),
      },
      ...(column.total.atLeast && { cost_is_partial: true }),
    })),
    differences: differences.map((difference) => ({
      column: columns[difference.column]?.id ?? "",
      baseline: columns[difference.baseline]?.id ?? "",
      metric: difference.metric,
      estimate: difference.estimate,
      low: difference.interval?.low ?? null,
      high: difference.interval?.high ?? null,
      ...(!difference.interval && { no_interval: noInterval(difference) }),
      n: difference.n,
      verdict: withheld ? "none" : difference.verdict,
      ...(!withheld && { sentence: difference.sentence }),
    })),
    ...(withheld && { withheld }),
    total_cost_usd: toUsd(total.cost),
    ...(total.atLeast && { cost_is_partial: true }),
  };
}

/** Why there is no range of a difference. */
function noInterval({ inputs }: Difference): string {
  return inputs < fewestPairs
    ? `${inputs} ${inputs === 1 ? "input" : "inputs"} measured in both columns; an interval needs ${fewestPairs}`
    : "the inputs measured in both columns do not carry one";
}

/** Something was billed, and not all of it is known. */
export function isPartial({ cost, atLeast }: Spent): boolean {
  return atLeast === true && cost > 0;
}

function columnOf(column: MatrixColumn, measured: readonly Measured[], planned: number): ColumnSummary {
  const done = measured.filter((one) => one.run.kind === "done");
  const costs = done.flatMap(({ totals }) => (totals.cost === undefined || totals.atLeast ? [] : [toUsd(totals.cost)]));
  const count = (kind: Run["kind"]) => measured.filter((one) => one.run.kind === kind).length;
  const perCall = costs.length === done.length ? mean(costs) : undefined;
  const judged = done.filter((one) => one.passed !== undefined);
  const passed = judged.filter((one) => one.passed).length;
  return {
    ...column,
    n: done.length,
    errors: count("failed"),
    cancelled: count("cancelled"),
    open: planned - done.length - count("failed") - count("cancelled"),
    ...(judged.length > 0 && {
      passRate: { rate: passed / judged.length, passed, judged: judged.length, ...wilson(passed, judged.length) },
    }),
    latencyMs: spreadOf(done.map((one) => one.totals.totalMs)),
    ttftMs: spreadOf(done.flatMap((one) => one.totals.ttftMs ?? [])),
    ...(done.length > 0 && { usageMean: usageMeanOf(done) }),
    costs: spreadOf(costs),
    ...(perCall !== undefined && { perCall }),
    total: sumOf(measured.map((one) => one.totals)),
  };
}

function usageMeanOf(done: readonly Measured[]) {
  const meanOf = (of: (totals: RunTotals) => number) => mean(done.map((one) => of(one.totals))) ?? 0;
  return {
    input: meanOf(({ usage }) => usage.input),
    cached: meanOf(({ usage }) => usage.cached),
    toolUse: meanOf(({ usage }) => usage.toolUse),
    thinking: meanOf(({ usage }) => usage.thinking),
    output: meanOf(({ usage }) => usage.output),
    total: meanOf(({ usage }) => totalTokens(usage)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((p) => percentile(values, p));
  return {
    values,
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    ...(p99 !== undefined && { p99 }),
  };
}

/** In milliseconds, to a tenth: no clock here tells more. */
function percentilesOf({ values: _, ...rest }: Spread): Json {
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      typeof value === "number" ? Math.round(value * 10) / 10 : value,
    ]),
  );
}

const metrics: readonly (readonly [Metric, (one: Measured) => number | undefined])[] = [
  ["cost", ({ totals }) => (totals.atLeast ? undefined : totals.cost)],
  ["latency", ({ totals }) => totals.totalMs],
  ["ttft", ({ totals }) => totals.ttftMs],
  ["tokens", ({ totals }) => totalTokens(totals.usage)],
  ["pass_rate", ({ passed }) => (passed === undefined ? undefined : Number(passed))],
];

function differencesOf(measured: readonly Measured[], columns: number, options: SummaryOptions) {
  const baseline = options.baseline ?? 0;
  const done = measured.filter((one) => one.run.kind === "done");
  const rows = [...new Set(done.map((one) => one.cell.row))];
  const valuesOf = (row: number, column: number, of: (one: Measured) => number | undefined) =>
    done.filter((one) => one.cell.row === row && one.cell.column === column).flatMap((one) => of(one) ?? []);
  return Array.from({ length: columns }, (_, column) => column)
    .filter((column) => column !== baseline)
    .flatMap((column) =>
      metrics.flatMap(([metric, of]) => {
        const pairs = rows.map((row) => ({ baseline: valuesOf(row, baseline, of), other: valuesOf(row, column, of) }));
        const options_ = {
          seed: `${metric} ${column}`,
          ...(options.margin !== undefined && { margin: options.margin }),
        };
        const difference = differenceOf(metric, pairs, options_);
        return difference ? [{ ...difference, column, baseline }] : [];
      }),
    );
}

/** What a column that keeps the variant's own model was run with. */
function servedModels(
  state: MatrixState,
): readonly ({ readonly model: string; readonly thinkingLevel?: ThinkingLevel } | undefined)[] {
  return (state.plan?.columns ?? []).map((_, index) => {
    const cell = state.plan?.cells.find((one) => one.column === index && state.runs.has(one.id));
    const run = cell && state.runs.get(cell.id);
    return run && run.kind !== "waiting" ? run.setup : undefined;
  });
}
