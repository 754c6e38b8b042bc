import type { Clock, Stamp } from "../base/clock.ts";
import type { JsonObject } from "../base/json.ts";
import type { Budget, ResolvedAgent, ThinkingLevel } from "../document/definition.ts";
import { addUsd, type NanoUsd, toUsd, zeroUsd } from "../tokens/units.ts";
import { addUsage, noUsage, type Usage } from "../tokens/usage.ts";
import { channel } from "./channel.ts";
import { overBudget } from "./overBudget.ts";
import { PersistentMap } from "./persistentMap.ts";
import type { RunProblem } from "./problem.ts";
import type { Run, RunEvent } from "./run.ts";
import { type Spent, sumOf } from "./spent.ts";
import { step, totalsOf, waiting } from "./step.ts";

/** One row: the inputs that every column gets. */
export interface MatrixInput {
  /** Short and unique, such as `1` or a row's name. */
  readonly id: string;
  readonly values: JsonObject;
}

/** What is varied. An absent `models` or `thinkingLevels` keeps what each variant says. */
export interface MatrixAxes {
  readonly variants: readonly string[];
  readonly models?: readonly string[];
  readonly thinkingLevels?: readonly ThinkingLevel[];
  readonly inputs: readonly MatrixInput[];
  readonly repeats: number;
}

export interface MatrixColumn {
  /** Unique: the parts that the axes name, as in `base` or `quick · gemini-3.8-flash · low`. */
  readonly id: string;
  readonly variant: string;
  /** Set when the axis names it; otherwise the variant's own. */
  readonly model?: string;
  readonly thinkingLevel?: ThinkingLevel;
}

export interface MatrixCell {
  /** Row, column and repeat, each from 0: `6.2.2`. */
  readonly id: string;
  readonly row: number;
  readonly column: number;
  readonly repeat: number;
}

export interface MatrixPlan {
  readonly columns: readonly MatrixColumn[];
  readonly inputs: readonly MatrixInput[];
  readonly repeats: number;
  /** In the order in which they are run: every column once before any column again. */
  readonly cells: readonly MatrixCell[];
}

/** More is refused: it is a slip far more often than a wish. */
export const largestMatrix = 10_000;

/** Everything that happens in a matrix, in order. `ended` is always the last one. */
export type MatrixEvent =
  | { readonly kind: "planned"; readonly at: Stamp; readonly plan: MatrixPlan }
  | { readonly kind: "cell"; readonly cell: string; readonly event: RunEvent }
  /** How many run at a time from here on; `slowedBy` is the 429 that halved it. */
  | { readonly kind: "concurrency"; readonly at: Stamp; readonly limit: number; readonly slowedBy?: RunProblem }
  | { readonly kind: "paused"; readonly at: Stamp }
  | { readonly kind: "resumed"; readonly at: Stamp }
  /** `problem` says why it stopped early: a budget, or a quota per day. Cells that had begun were let finish. */
  | {
      readonly kind: "ended";
      readonly at: Stamp;
      readonly how: "complete" | "cancelled" | "stopped";
      readonly problem?: RunProblem;
    };

/** The cells of a comparison, or the sentence that says why there are none. */
export function planMatrix(
  axes: MatrixAxes,
): { readonly kind: "plan"; readonly plan: MatrixPlan } | { readonly kind: "problem"; readonly message: string } {
  const message = refusal(axes);
  if (message) return { kind: "problem", message };
  const columns = axes.variants.flatMap((variant) =>
    orAsIs(axes.models).flatMap((model) =>
      orAsIs(axes.thinkingLevels).map((thinkingLevel) => ({
        id: [variant, model, thinkingLevel].filter((part) => part !== undefined).join(" · "),
        variant,
        ...(model !== undefined && { model }),
        ...(thinkingLevel !== undefined && { thinkingLevel }),
      })),
    ),
  );
  const cells: MatrixCell[] = [];
  for (let repeat = 0; repeat < axes.repeats; repeat++) {
    for (const row of axes.inputs.keys()) {
      // Each row begins at another column, so that no column is always first when times drift.
      for (const k of columns.keys()) {
        const column = (k + row + repeat) % columns.length;
        cells.push({ id: `${row}.${column}.${repeat}`, row, column, repeat });
      }
    }
  }
  return { kind: "plan", plan: { columns, inputs: axes.inputs, repeats: axes.repeats, cells } };
}

/** The variant's agent with what the column's axes say. */
export function agentOfColumn(variant: ResolvedAgent, column: MatrixColumn): ResolvedAgent {
  return {
    ...variant,
    ...(column.model !== undefined && { model: column.model }),
    ...(column.thinkingLevel !== undefined && {
      generationConfig: { ...variant.generationConfig, thinkingLevel: column.thinkingLevel },
    }),
  };
}

export interface MatrixOptions {
  readonly plan: MatrixPlan;
  readonly clock: Clock;
  /** Aborting cancels: what is done stays, what is under way ends with its own `cancelled`. */
  readonly signal: AbortSignal;
  /** Runs one cell, usually by `runAgent`; must end soon after the signal aborts. */
  runCell(cell: MatrixCell, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** At most so many at a time; 4 when absent. Halved by a 429, then slowly raised again. */
  readonly concurrency?: number;
  /** No further cell begins once one of these is reached by all runs together; time counts from `since`. */
  readonly budget?: Budget;
  /** What was spent and used before, where it goes on: the caps count it too. */
  readonly spent?: NanoUsd;
  readonly used?: Usage;
  /** When it began; the first cell's start when absent. */
  readonly since?: Stamp;
  /** Ids of cells that are done already and are not run again. */
  readonly done?: ReadonlySet<string>;
}

/** A matrix under way. Iterate it once: the first cell begins with the iteration. */
export interface MatrixRun extends AsyncIterable<MatrixEvent> {
  /** Lets what has begun finish and begins nothing more, until `resume`. */
  pause(): void;
  resume(): void;
}

export function runMatrix(options: MatrixOptions): MatrixRun {
  const { plan, clock, signal } = options;
  const events = channel<MatrixEvent>();
  const queue = plan.cells.filter((cell) => !options.done?.has(cell.id));
  const most = Math.max(1, options.concurrency ?? 4);
  let limit = most;
  let active = 0;
  let begun = 0;
  let begunAtSlowing = 0;
  let spent: NanoUsd = options.spent ?? zeroUsd;
  let used: Usage = options.used ?? noUsage;
  let since = options.since;
  let paused = false;
  let stopped: RunProblem | undefined;
  let over = false;

  function pump(): void {
    if (over) return;
    stopAtCap();
    while (!paused && !stopped && !signal.aborted && active < Math.floor(limit)) {
      const cell = queue.shift();
      if (!cell) break;
      active++;
      void runOne(cell, begun++);
    }
    if (active > 0 || (paused && queue.length > 0 && !signal.aborted && !stopped)) return;
    over = true;
    const how = signal.aborted ? "cancelled" : queue.length === 0 ? "complete" : "stopped";
    events.push({ kind: "ended", at: clock.now(), how, ...(how === "stopped" && stopped && { problem: stopped }) });
    events.end();
  }

  async function runOne(cell: MatrixCell, number: number): Promise<void> {
    try {
      for await (const event of options.runCell(cell, signal)) {
        if (over) break;
        events.push({ kind: "cell", cell: cell.id, event });
        observe(event, number);
      }
    } catch (bug) {
      over = true;
      events.fail(bug);
    } finally {
      active--;
      pump();
    }
  }

  function observe(event: RunEvent, number: number): void {
    if ("cost" in event && event.cost !== undefined) spent = addUsd(spent, event.cost);
    if ("usage" in event && event.usage !== undefined) used = addUsage(used, event.usage);
    stopAtCap();
    const problem = event.kind === "retrying" || event.kind === "failed" ? event.problem : undefined;
    if (problem?.kind === "rate-limited") {
      if (problem.scope === "day") stopped ??= problem;
      // One 429 speaks for all that were under way with it.
      if (number >= begunAtSlowing) {
        begunAtSlowing = begun;
        setLimit(Math.max(1, limit / 2), problem);
      }
    } else if (event.kind === "finished") {
      setLimit(Math.min(most, limit + 1 / limit));
    }
  }

  function stopAtCap(): void {
    if (!options.budget) return;
    since ??= clock.now();
    const elapsedMs = Math.max(0, (clock.now().monoNs - since.monoNs) / 1e6);
    stopped ??= overBudget(options.budget, { usage: used, usd: toUsd(spent), elapsedMs }, "per_suite.");
  }

  function setLimit(to: number, slowedBy?: RunProblem): void {
    const changed = Math.floor(to) !== Math.floor(limit);
    limit = to;
    if (!changed) return;
    events.push({ kind: "concurrency", at: clock.now(), limit: Math.floor(to), ...(slowedBy && { slowedBy }) });
  }

  return {
    pause() {
      if (paused || over) return;
      paused = true;
      events.push({ kind: "paused", at: clock.now() });
    },
    resume() {
      if (!paused || over) return;
      paused = false;
      events.push({ kind: "resumed", at: clock.now() });
      pump();
    },
    async *[Symbol.asyncIterator]() {
      events.push({ kind: "planned", at: clock.now(), plan });
      signal.addEventListener("abort", pump, { once: true });
      pump();
      try {
        yield* events;
      } finally {
        // Nobody listens any more, perhaps because of a bug: nothing further is begun and billed.
        over = true;
        signal.removeEventListener("abort", pump);
      }
    },
  };
}

/** A comparison as far as it has come; moved only by `stepMatrix`. */
export interface MatrixState {
  readonly plan?: MatrixPlan;
  readonly phase: "waiting" | "running" | "paused" | "complete" | "cancelled" | "stopped";
  /** By cell id; a cell that has not begun is absent. */
  readonly runs: ReadonlyMap<string, Run>;
  readonly limit?: number;
  readonly slowedBy?: RunProblem;
  readonly problem?: RunProblem;
  /** What runs cost that are no longer shown, since another took their cell: billed all the same. */
  readonly replaced?: Spent;
}

export const noMatrix: MatrixState = { phase: "waiting", runs: PersistentMap.from<Run>([]) };

/** A cell that starts again (a re-run) replaces its former run. */
export function stepMatrix(state: MatrixState, event: MatrixEvent): MatrixState {
  switch (event.kind) {
    case "planned":
      return {
        plan: event.plan,
        phase: "running",
        runs: state.runs,
        ...(state.replaced && { replaced: state.replaced }),
      };
    case "cell": {
      const former = state.runs.get(event.cell);
      const again = event.event.kind === "started";
      const run = step(again ? waiting : (former ?? waiting), event.event);
      return {
        ...state,
        runs: PersistentMap.from(state.runs).with(event.cell, run),
        ...(again && former && replacing(state, [former], event.event.at)),
      };
    }
    case "concurrency": {
      const { slowedBy: _, ...rest } = state;
      return { ...rest, limit: event.limit, ...(event.slowedBy && { slowedBy: event.slowedBy }) };
    }
    case "paused":
      return { ...state, phase: "paused" };
    case "resumed":
      return { ...state, phase: "running" };
    case "ended":
      return { ...state, phase: event.how, ...(event.problem && { problem: event.problem }) };
  }
}

/** Before it goes on: runs that came to no end make room, and what they cost stays counted. */
export function withRoom(state: MatrixState, at: Stamp): MatrixState {
  const keeps = (run: Run) => run.kind === "done" || run.kind === "failed";
  const gone = [...state.runs.values()].filter((run) => !keeps(run));
  return {
    ...state,
    runs: new Map([...state.runs].filter(([, run]) => keeps(run))),
    ...replacing(state, gone, at),
  };
}

/** A run that was still open is over now: what of it was never reported is missing from the sum. */
function replacing(state: MatrixState, gone: readonly Run[], at: Stamp): Pick<MatrixState, "replaced"> {
  const costs = gone.flatMap((run) => {
    const ended = step(run, { kind: "cancelled", at });
    return ended.kind === "waiting" ? [] : [totalsOf(ended)];
  });
  return costs.length > 0 ? { replaced: sumOf([...costs, ...(state.replaced ? [state.replaced] : [])]) } : {};
}

function orAsIs<T>(axis: readonly T[] | undefined): readonly (T | undefined)[] {
  return axis && axis.length > 0 ? axis : [undefined];
}

function refusal(axes: MatrixAxes): string | undefined {
  if (axes.variants.length === 0) return "Nothing to compare: choose at least one variant.";
  if (axes.inputs.length === 0) return "Nothing to compare: give at least one input.";
  if (!Number.isSafeInteger(axes.repeats) || axes.repeats < 1) {
    return `Repeats must be a whole number from 1, not ${axes.repeats}.`;
  }
  const doubled =
    repeated(axes.variants) ??
    repeated(axes.models ?? []) ??
    repeated(axes.thinkingLevels ?? []) ??
    repeated(axes.inputs.map((input) => input.id));
  if (doubled !== undefined) return `"${doubled}" is listed twice: its runs could not be told apart.`;
  const columns = axes.variants.length * orAsIs(axes.models).length * orAsIs(axes.thinkingLevels).length;
  const count = columns * axes.inputs.length * axes.repeats;
  if (count <= largestMatrix) return undefined;
  const thousands = count.toLocaleString("en-US");
  return `${columns} columns × ${axes.inputs.length} inputs × ${axes.repeats} repeats are ${thousands} runs; at most ${largestMatrix.toLocaleString("en-US")} are started at once. Use fewer inputs or repeats.`;
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}
