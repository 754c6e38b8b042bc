import type { AsOf } from "../../core/trace/asOf.ts";
import { unpackSteps } from "../../core/trace/packSteps.ts";
import type { Step } from "../../core/trace/steps.ts";
import type { Why } from "../../core/trace/why.ts";
import { type KeptTrace, type Refusal, type Tab, type ToTrace, type TraceView, tabs } from "../../protocol/trace.ts";
import type { KeyName } from "./actions.ts";

export const speeds = [0.5, 1, 2, 5, 10, Number.POSITIVE_INFINITY] as const;

/** Everything the panel shows follows from this. */
export interface ReplayState {
  readonly view?: TraceView;
  readonly refused?: { readonly name: string; readonly why: Refusal };
  /** The current step, from 1; 0 while there is none. */
  readonly cursor: number;
  readonly asOf?: AsOf;
  readonly turn?: Why;
  readonly tab: Tab;
  readonly scope: "run" | "turn";
  readonly breakpoints: ReadonlySet<number>;
  readonly folded: ReadonlySet<number>;
  readonly query: string;
  readonly playing: boolean;
  /** Index into `speeds`. */
  readonly speed: number;
  /** The step to which "next slowest" led last. */
  readonly slowAt?: number;
  /** The cursor goes along with a live run. */
  readonly following: boolean;
  /** The stretch of time that the overview shows, milliseconds; absent: all of it. */
  readonly zoom?: readonly [number, number];
  /** Of the panel, in pixels. */
  readonly width: number;
  readonly scrollTop: number;
  readonly treeHeight: number;
  /** What was read aloud last. */
  readonly spoken: string;
}

export const emptyState: ReplayState = {
  cursor: 0,
  tab: "conversation",
  scope: "run",
  breakpoints: new Set(),
  folded: new Set(),
  query: "",
  playing: false,
  speed: 1,
  following: true,
  width: 1400,
  scrollTop: 0,
  treeHeight: 600,
  spoken: "",
};

/** A panel that comes back after a reload. What an older version kept is taken as far as it is understood. */
export function restored(kept: unknown): ReplayState {
  const old = kept as Partial<KeptTrace> | undefined;
  if (typeof old !== "object" || old === null || old.version !== 1) return emptyState;
  const numbers = (list: unknown) => new Set(Array.isArray(list) ? list.filter((n) => Number.isSafeInteger(n)) : []);
  return {
    ...emptyState,
    cursor: Number.isSafeInteger(old.cursor) ? Math.max(0, old.cursor ?? 0) : 0,
    following: old.following === true,
    tab: tabs.find((tab) => tab === old.tab) ?? "conversation",
    scope: old.scope === "turn" ? "turn" : "run",
    breakpoints: numbers(old.breakpoints),
    folded: numbers(old.folded),
  };
}

export function keptOf(state: ReplayState): KeptTrace {
  return {
    version: 1,
    cursor: state.cursor,
    tab: state.tab,
    scope: state.scope,
    breakpoints: [...state.breakpoints],
    folded: [...state.folded],
    following: state.following,
  };
}

export function receive(state: ReplayState, message: ToTrace): ReplayState {
  switch (message.type) {
    case "trace": {
      const view: TraceView = { ...message.view, steps: unpackSteps(message.steps) };
      const last = view.steps.length;
      const { refused: _refused, ...rest } = state;
      const cursor =
        last === 0
          ? state.cursor
          : view.live && state.following
            ? last
            : Math.max(1, view.reading ? state.cursor : Math.min(state.cursor, last));
      return { ...rest, view, cursor };
    }
    case "as-of":
      // An answer to a question that is no longer asked.
      return message.asOf.index === state.cursor ? { ...state, asOf: message.asOf, turn: message.turn } : state;
    case "refused": {
      const { view: _view, ...rest } = state;
      return { ...rest, refused: { name: message.name, why: message.why } };
    }
    default:
      // A newer host may say more than this page understands; the rest still holds.
      return state;
  }
}

/** What is on show may be a part only: the run goes on, or the file was not read to its end. */
export function isGrowing(view: TraceView): boolean {
  return view.live || view.reading !== undefined;
}

/** A run in which no token was counted at all is one whose recorder did not say. */
export function hasTokens({ totals: { usage } }: TraceView): boolean {
  return usage.input + usage.toolUse + usage.thinking + usage.output > 0;
}

export function stepAt(state: ReplayState, index = state.cursor): Step | undefined {
  return state.view?.steps[index - 1];
}

/** Moves the cursor; folded groups around the step open. Going back from the newest step stops following. */
export function go(state: ReplayState, index: number): ReplayState {
  const count = state.view?.steps.length ?? 0;
  if (count === 0) return state;
  const cursor = Math.min(Math.max(1, index), count);
  let folded = state.folded;
  for (let group = stepAt(state, cursor)?.group; group !== undefined; group = stepAt(state, group)?.group)
    if (folded.has(group)) folded = new Set([...folded].filter((g) => g !== group));
  return { ...state, cursor, folded, following: cursor === count };
}

/** The next step in a direction that passes the test; where there is none the cursor stays. */
export function hop(state: ReplayState, by: 1 | -1, test: (step: Step) => boolean): ReplayState {
  const steps = state.view?.steps ?? [];
  for (let i = state.cursor + by; i >= 1 && i <= steps.length; i += by) {
    const step = steps[i - 1];
    if (step && test(step)) return go(state, i);
  }
  return state;
}

export const isError = (step: Step): boolean => step.error !== undefined && step.kind !== "agent_exit";

/** Into the next sub-agent; out of this one to its end, or to the step behind it. */
export function into(state: ReplayState): ReplayState {
  const found = hop(state, 1, (step) => step.kind === "agent_enter");
  return found === state ? state : go(found, found.cursor + 1);
}

export function out(state: ReplayState): ReplayState {
  const step = stepAt(state);
  const group = step?.kind === "agent_enter" ? step.index : step?.group;
  const enter = group === undefined ? undefined : stepAt(state, group);
  return enter?.pair === undefined ? state : go(state, step?.kind === "agent_exit" ? enter.pair + 1 : enter.pair);
}

/** Steps from the slowest down. */
export function slowest(steps: readonly Step[]): readonly number[] {
  return steps
    .filter((s) => s.duration !== undefined && s.duration > 0)
    .toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0))
    .slice(0, 50)
    .map((s) => s.index);
}

/** From where this led last on to the next slower or faster step; from anywhere else to the slowest. */
export function nextSlowest(state: ReplayState, by: 1 | -1): ReplayState {
  const list = slowest(state.view?.steps ?? []);
  const at = state.slowAt === state.cursor ? list.indexOf(state.cursor) : -1;
  const index = at < 0 ? list[0] : list[(at + by + list.length) % list.length];
  return index === undefined ? state : { ...go(state, index), slowAt: index };
}

let searched: { steps: readonly Step[]; word: string; found: readonly number[] } | undefined;

/** Asked with every drawing: a hundred thousand steps are gone through once per word. */
export function hits(steps: readonly Step[], query: string): readonly number[] {
  const word = query.trim().toLowerCase();
  if (!word) return [];
  if (searched?.steps !== steps || searched.word !== word) {
    const has = (s: Step) => `${s.name} ${s.detail} ${s.agent} ${s.error ?? ""}`.toLowerCase().includes(word);
    searched = { steps, word, found: steps.filter(has).map((s) => s.index) };
  }
  return searched.found;
}

export function nextHit(state: ReplayState, by: 1 | -1): ReplayState {
  const found = hits(state.view?.steps ?? [], state.query);
  const next =
    by > 0
      ? (found.find((i) => i > state.cursor) ?? found[0])
      : (found.findLast((i) => i < state.cursor) ?? found.at(-1));
  return next === undefined ? state : go(state, next);
}

/** What a key of the keyboard map does to the state. */
export function press(
  state: ReplayState,
  key: Exclude<KeyName, "search" | "definition" | "next-pane" | "previous-pane">,
): ReplayState {
  const stops = (step: Step) => state.breakpoints.has(step.index);
  switch (key) {
    case "next":
      return go(state, state.cursor + 1);
    case "back":
      return go(state, state.cursor - 1);
    case "into":
      return into(state);
    case "out":
      return out(state);
    case "continue":
      return hop(state, 1, stops);
    case "reverse":
      return hop(state, -1, stops);
    case "play":
      return { ...state, playing: !state.playing };
    case "slower":
      return { ...state, speed: Math.max(0, state.speed - 1) };
    case "faster":
      return { ...state, speed: Math.min(speeds.length - 1, state.speed + 1) };
    case "next-error":
      return hop(state, 1, isError);
    case "previous-error":
      return hop(state, -1, isError);
    case "next-slowest":
      return nextSlowest(state, 1);
    case "previous-slowest":
      return nextSlowest(state, -1);
    case "follow":
      return state.following ? { ...state, following: false } : go(state, state.view?.steps.length ?? 0);
    case "first":
      return go(state, 1);
    case "last":
      return go(state, state.view?.steps.length ?? 0);
    case "breakpoint":
      return { ...state, breakpoints: toggled(state.breakpoints, state.cursor) };
  }
}

export function toggled(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** The rows of the tree: what is not inside a folded group. */
export function rowsOf(steps: readonly Step[], folded: ReadonlySet<number>): readonly Step[] {
  if (folded.size === 0) return steps;
  const hidden = new Set<number>();
  return steps.filter((step) => {
    const inside = step.group !== undefined && (folded.has(step.group) || hidden.has(step.group));
    if (inside) hidden.add(step.index);
    return !inside;
  });
}

/** Milliseconds to wait before the next step while playing: as recorded, no pause longer than three seconds. */
export function pause(state: ReplayState): number {
  const [here, next] = [stepAt(state), stepAt(state, state.cursor + 1)];
  const speed = speeds[state.speed] ?? 1;
  if (speed === Number.POSITIVE_INFINITY) return 0;
  const recorded = here?.t === undefined || next?.t === undefined ? 700 : next.t - here.t;
  return Math.min(3000, Math.max(120, recorded)) / speed;
}

/** Sums up to and with the cursor. */
export function soFar(state: ReplayState): {
  cost?: number;
  tokens: number;
  context?: { input: number; cached: number };
} {
  let cost: number | undefined;
  let tokens = 0;
  let context: { input: number; cached: number } | undefined;
  const steps = state.view?.steps ?? [];
  for (let i = 0; i < state.cursor && i < steps.length; i++) {
    const step = steps[i] as Step;
    if (step.cost !== undefined) cost = (cost ?? 0) + step.cost;
    if (!step.usage) continue;
    tokens += step.usage.input + step.usage.toolUse + step.usage.thinking + step.usage.output;
    if (step.usage.input > 0) context = { input: step.usage.input, cached: step.usage.cached };
  }
  return { ...(cost === undefined ? {} : { cost }), tokens, ...(context ? { context } : {}) };
}
