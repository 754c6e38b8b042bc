import type { Stamp } from "../../core/base/clock.ts";
import { isObject } from "../../core/base/json.ts";
import type { MatrixPlan, MatrixState } from "../../core/runs/matrix.ts";
import { noMatrix, stepMatrix } from "../../core/runs/matrix.ts";
import type { Run } from "../../core/runs/run.ts";
import type { CompareView, Look, ToCompare } from "../../protocol/compare.ts";

/** One cell, and which of its repeats is looked at. All from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
  readonly repeat: number;
}

export const filters = ["all", "errors", "slowest", "dearest"] as const;
export type Filter = (typeof filters)[number];

/** What the panel shows. Everything else is derived from it. */
export interface CompareState {
  readonly view?: CompareView;
  readonly matrix: MatrixState;
  readonly hostNow: Stamp;
  /** Milliseconds since the host last spoke, by this page's clock. */
  readonly sinceMs: number;
  /** When the wait before a cell's next try began. */
  readonly retryFrom: ReadonlyMap<string, Stamp>;
  readonly selected?: Place;
  readonly drawer: boolean;
  readonly baseline: number;
  /** The column set against the baseline where there is room for two. */
  readonly other: number;
  readonly filter: Filter;
  readonly find: string;
  readonly asksCancel: boolean;
  readonly asksStart: boolean;
  /** Stopped at the cap, and not yet told to leave it at that. */
  readonly asksCap: boolean;
}

export const emptyState: CompareState = {
  matrix: noMatrix,
  hostNow: { monoNs: 0, wallMs: 0 },
  sinceMs: 0,
  retryFrom: new Map(),
  drawer: false,
  baseline: 0,
  other: 1,
  filter: "all",
  find: "",
  asksCancel: false,
  asksStart: false,
  asksCap: true,
};

/**
 * A page that comes back, after its tab was hidden or the window reloaded, shows the cell that was looked at. Unchecked as
 * it was kept: a place that no longer exists is simply not drawn.
 */
export function restored(kept: unknown): CompareState {
  const look = isObject(kept) && kept.version === 1 && typeof kept.comparison === "string" ? kept.look : undefined;
  if (!isObject(look)) return emptyState;
  const from0 = (value: unknown, otherwise: number) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : otherwise;
  const place = isObject(look.selected) ? look.selected : undefined;
  return {
    ...emptyState,
    baseline: from0(look.baseline, 0),
    other: from0(look.other, 1),
    ...(place && {
      selected: { row: from0(place.row, 0), column: from0(place.column, 0), repeat: from0(place.repeat, 0) },
      drawer: look.drawer === true,
    }),
  };
}

export function lookOf({ selected, drawer, baseline, other }: CompareState): Look {
  return { ...(selected && { selected }), drawer, baseline, other };
}

/** The next state after a message of the host. */
export function receive(state: CompareState, message: ToCompare): CompareState {
  switch (message.type) {
    case "view": {
      const { view } = message;
      const fresh = view.phase !== "begun" && state.view?.phase === "begun";
      return {
        ...state,
        view,
        asksStart: state.asksStart && view.phase === "set-up",
        ...(fresh && { selected: undefined, drawer: false, filter: "all", find: "", baseline: 0, other: 1 }),
      } as CompareState;
    }
    case "matrix":
      return {
        ...state,
        matrix: { ...message.matrix, runs: new Map(message.matrix.runs) },
        hostNow: message.now,
        sinceMs: 0,
        retryFrom: new Map(),
        asksCancel: false,
        asksCap: true,
      };
    case "events": {
      const matrix = message.events.reduce(stepMatrix, state.matrix);
      const noted = message.events.flatMap((event) =>
        event.kind === "cell" && event.event.kind === "retrying" ? [[event.cell, event.event.at] as const] : [],
      );
      return {
        ...state,
        matrix,
        retryFrom: noted.length ? new Map([...state.retryFrom, ...noted]) : state.retryFrom,
        hostNow: message.now,
        sinceMs: 0,
        asksCancel: state.asksCancel && isUnderWay(matrix),
      };
    }
    default:
      // A newer host may say more than this page understands; the rest still holds.
      return state;
  }
}

export function isUnderWay(matrix: MatrixState): boolean {
  return matrix.phase === "running" || matrix.phase === "paused";
}

/** A live comparison, as opposed to one read back that was cut off. */
export function isLive(state: CompareState): boolean {
  return isUnderWay(state.matrix) && state.view?.reopened?.interrupted !== true;
}

/** Whether a run that has not ended is going on: not so in a comparison that was read back cut off. */
export function runsMove(state: CompareState): boolean {
  return state.view?.reopened?.interrupted !== true;
}

/** The host's clock at this moment, as far as the page can tell. */
export function nowOf(state: CompareState): Stamp {
  return { monoNs: state.hostNow.monoNs + state.sinceMs * 1e6, wallMs: state.hostNow.wallMs + state.sinceMs };
}

const indexes = new WeakMap<MatrixPlan, ReadonlyMap<string, string>>();

/** The id of the cell at a place, as the plan names it. */
export function cellId(plan: MatrixPlan, { row, column, repeat }: Place): string {
  let index = indexes.get(plan);
  if (!index) {
    index = new Map(plan.cells.map((cell) => [`${cell.row}/${cell.column}/${cell.repeat}`, cell.id]));
    indexes.set(plan, index);
  }
  return index.get(`${row}/${column}/${repeat}`) ?? "";
}

/** The runs of one cell, one for each repeat; a run that has not begun is absent. */
export function runsAt(matrix: MatrixState, row: number, column: number): readonly (Run | undefined)[] {
  const { plan } = matrix;
  if (!plan) return [];
  return Array.from({ length: plan.repeats }, (_, repeat) => matrix.runs.get(cellId(plan, { row, column, repeat })));
}

/** Baseline first, the others in the plan's order. */
export function columnOrder(state: CompareState): readonly number[] {
  const count = state.view?.plan.columns.length ?? 0;
  const all = Array.from({ length: count }, (_, k) => k);
  const baseline = Math.min(state.baseline, Math.max(0, count - 1));
  return count ? [baseline, ...all.filter((k) => k !== baseline)] : [];
}
