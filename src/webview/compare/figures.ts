import type { MatrixState } from "../../core/runs/matrix.ts";
import type { RunProblem } from "../../core/runs/problem.ts";
import type { Run } from "../../core/runs/run.ts";
import { type Spent, spentOf } from "../../core/runs/spent.ts";
import { finishReasonOf, outputOf, totalsOf } from "../../core/runs/step.ts";
import type { NanoUsd } from "../../core/tokens/units.ts";
import { totalTokens, type Usage } from "../../core/tokens/usage.ts";
import type { ByKind } from "../ui/tokenBar.ts";
import { runsAt } from "./state.ts";

/** What one ended run is compared by. */
export interface RunFigures {
  readonly totalMs: number;
  readonly ttftMs?: number;
  /** Nano-dollars. */
  readonly cost?: NanoUsd;
  /** For a part of it nobody said what it took. */
  readonly atLeast?: true;
  readonly tokens: number;
  readonly kinds: ByKind;
  readonly answer: string;
  readonly finish?: string;
}

const cache = new WeakMap<Run, RunFigures>();

/** Runs are values: the figures of one are worked out once. */
export function figuresOf(run: Run): RunFigures | undefined {
  if (run.kind === "waiting" || run.kind === "running") return undefined;
  let figures = cache.get(run);
  if (!figures) {
    const totals = totalsOf(run);
    const finish = finishReasonOf(run);
    figures = {
      totalMs: totals.totalMs,
      ...(totals.ttftMs !== undefined && { ttftMs: totals.ttftMs }),
      ...(totals.cost !== undefined && { cost: totals.cost }),
      ...(totals.atLeast && { atLeast: true }),
      tokens: totalTokens(totals.usage),
      kinds: kindsOf(totals.usage),
      answer: outputOf(run),
      ...(finish !== undefined && { finish }),
    };
    cache.set(run, figures);
  }
  return figures;
}

export function kindsOf(usage: Usage): ByKind {
  return {
    in: usage.input - usage.cached + usage.toolUse,
    cached: usage.cached,
    think: usage.thinking,
    out: usage.output,
  };
}

/** A run that ended without a complete answer; it is counted beside the others, never among them. */
export function errorOf(run: Run | undefined): RunProblem | "cancelled" | undefined {
  if (run?.kind === "failed") return run.problem;
  return run?.kind === "cancelled" ? "cancelled" : undefined;
}

/** All finished runs of one column. */
export interface ColumnFigures {
  readonly n: number;
  readonly errors: number;
  readonly totalMs: readonly number[];
  readonly ttftMs: readonly number[];
  readonly cost: readonly number[];
  readonly mean: ByKind;
}

export function columnFigures(matrix: MatrixState, column: number): ColumnFigures {
  const runs = (matrix.plan?.inputs ?? []).flatMap((_, row) => runsAt(matrix, row, column));
  const done = runs.flatMap((run) => (run?.kind === "done" ? [figuresOf(run)] : [])).filter((f) => f !== undefined);
  const mean = (kind: keyof ByKind) =>
    done.length ? done.reduce((sum, f) => sum + f.kinds[kind], 0) / done.length : 0;
  return {
    n: done.length,
    errors: runs.filter((run) => run?.kind === "failed").length,
    totalMs: done.map((f) => f.totalMs),
    ttftMs: done.flatMap((f) => (f.ttftMs === undefined ? [] : [f.ttftMs])),
    cost: done.flatMap((f) => (f.cost === undefined || f.atLeast ? [] : [f.cost])),
    mean: { in: mean("in"), cached: mean("cached"), think: mean("think"), out: mean("out") },
  };
}

/** Where a comparison stands: how many runs have ended, are under way, wait for a quota, went wrong. */
export interface Standing {
  readonly total: number;
  readonly ended: number;
  readonly live: number;
  readonly retrying: number;
  readonly errors: number;
  /** Everything that was billed, also what failed, was cancelled, is under way, or was replaced by another run. */
  readonly spent: Spent;
  /** What the ended runs took, one after the other. */
  readonly busyMs: number;
}

export function standingOf(matrix: MatrixState): Standing {
  let ended = 0;
  let live = 0;
  let retrying = 0;
  let errors = 0;
  const costs: Partial<Spent>[] = [];
  let busyMs = 0;
  for (const run of matrix.runs.values()) {
    if (run.kind === "waiting") continue;
    if (run.kind === "running") {
      live++;
      if (run.turns.at(-1)?.retry) retrying++;
      costs.push(totalsOf(run));
      continue;
    }
    if (run.kind !== "cancelled") {
      ended++;
      busyMs += figuresOf(run)?.totalMs ?? 0;
    }
    if (run.kind === "failed") errors++;
    costs.push(figuresOf(run) ?? {});
  }
  const spent = spentOf(matrix, costs);
  return { total: matrix.plan?.cells.length ?? 0, ended, live, retrying, errors, spent, busyMs };
}
