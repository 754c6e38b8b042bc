import type { Stamp } from "../core/base/clock.ts";
import type { InputDeclaration, SuiteCap, ThinkingLevel } from "../core/document/definition.ts";
import type { Expected } from "../core/runs/expected.ts";
import type { MatrixColumn, MatrixEvent, MatrixInput, MatrixState } from "../core/runs/matrix.ts";
import type { Run } from "../core/runs/run.ts";
import type { NanoUsd } from "../core/tokens/units.ts";
import type { Connection } from "./run.ts";

/** What can be compared: read from the definition and what stands beside it. */
export interface CompareSubject {
  readonly agent: string;
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly variants: readonly { readonly name: string /** What it changes, in words. */; readonly what: string }[];
  readonly models: readonly { readonly id: string; readonly name: string }[];
  readonly levels: readonly ThinkingLevel[];
  readonly inputs: readonly InputDeclaration[];
  readonly sources: readonly InputSource[];
  readonly problem?: string;
}

/** Rows to run: typed here, from the file's tests, or from a data set. */
export interface InputSource {
  /** `typed`, `tests`, or a data set's name. */
  readonly id: string;
  readonly label: string;
  readonly rows: readonly MatrixInput[];
  /** What of it cannot be used, and why; a sentence each. */
  readonly problems?: readonly string[];
}

/** The set-up bar: what is multiplied with what. Empty `models` or `thinking`: as in the file. */
export interface SetUp {
  readonly variants: readonly string[];
  readonly models: readonly string[];
  readonly thinking: readonly ThinkingLevel[];
  readonly source: string;
  readonly inputs: readonly MatrixInput[];
  readonly repeats: number;
}

export interface MoneyRange {
  readonly low: NanoUsd;
  readonly high: NanoUsd;
}
export interface TimeRange {
  readonly lowMs: number;
  readonly highMs: number;
}

/** A column as its head shows it. */
export interface ColumnNote {
  readonly column: MatrixColumn;
  /** What is really asked for, also where the axes say nothing. */
  readonly model?: string;
  readonly modelName?: string;
  readonly level?: ThinkingLevel;
  readonly what: string;
  /** Of one run: middle and 80 % range. */
  readonly estimate?: { readonly p50: NanoUsd; readonly range: MoneyRange; readonly basis: string };
  /** The whole of it, to stand beside what a run took. */
  readonly expected?: Expected;
  /** Of one run. */
  readonly time?: TimeRange;
}

/** What a set-up would take. */
export interface PlanNote {
  readonly runs: number;
  readonly calls?: { readonly low: number; readonly high: number };
  readonly cost?: MoneyRange;
  readonly time?: TimeRange;
  readonly concurrency: number;
  readonly columns: readonly ColumnNote[];
  /** Why it cannot start. */
  readonly problem?: string;
  /** Start asks first: the upper end lies over this setting. US dollars. */
  readonly asksAboveUsd?: number;
  /** What the file allows a comparison to cost; absent where nothing is billed. */
  readonly cap?: SuiteCap;
  /** Why that cap does not hold for all of it. */
  readonly looseCap?: string;
}

export interface Question {
  readonly id: "variants" | "thinking" | "smaller";
  readonly what: string;
  readonly setUp: SetUp;
  readonly plan: PlanNote;
}

export interface CompareView {
  readonly subject: CompareSubject;
  readonly connection: Connection;
  /** `empty`: the questions. `set-up`: the bar can be changed. `begun`: it is frozen, and there are runs. */
  readonly phase: "empty" | "set-up" | "begun";
  readonly questions: readonly Question[];
  readonly setUp: SetUp;
  readonly plan: PlanNote;
  /** Of what is on show: decided when it began. */
  readonly simulated: boolean;
  readonly startedAt?: Stamp;
  readonly endedAt?: Stamp;
  readonly reopened?: { readonly savedAt: number; readonly interrupted: boolean };
  readonly stale?: boolean;
  /** The comparison could not be written: a sentence. */
  readonly unsaved?: string;
  readonly kept: Omit<KeptComparison, "look">;
}

/** A `MatrixState` as it crosses to the view: the runs as pairs. */
export interface SentMatrix extends Omit<MatrixState, "runs"> {
  readonly runs: readonly (readonly [cell: string, run: Run])[];
}

/** Host → view. `matrix` replaces what is on show; `events` carry it on. */
export type ToCompare =
  | { readonly type: "view"; readonly view: CompareView }
  | { readonly type: "matrix"; readonly matrix: SentMatrix; readonly now: Stamp }
  | { readonly type: "events"; readonly events: readonly MatrixEvent[]; readonly now: Stamp };

/** View → host. */
export type FromCompare =
  | { readonly type: "ready" }
  | { readonly type: "set-up"; readonly setUp: SetUp }
  /** `capUsd`: what the file's cap is raised to, for this comparison. */
  | { readonly type: "start"; readonly confirmed: boolean; readonly capUsd?: number }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "cancel" }
  /** The rest of a comparison that was cancelled, stopped or interrupted. */
  | { readonly type: "go-on"; readonly capUsd?: number }
  /** Back to the set-up; what is on show stays saved. */
  | { readonly type: "change" }
  | { readonly type: "re-run"; readonly cell: string }
  | { readonly type: "open-trace"; readonly cell: string }
  | { readonly type: "open-diff"; readonly left: string; readonly right: string }
  | { readonly type: "export"; readonly format: "csv" | "markdown" | "json" }
  | { readonly type: "open-definition" }
  | { readonly type: "add-key" }
  | { readonly type: "trust" };

/** A cell and one of its repeats, the column to measure against, and the one beside it. All from 0. */
export interface Look {
  readonly selected?: { readonly row: number; readonly column: number; readonly repeat: number };
  readonly drawer: boolean;
  readonly baseline: number;
  readonly other: number;
}

/** What VS Code keeps for a panel over a reload of its window. */
export interface KeptComparison {
  readonly version: 1;
  readonly uri: string;
  readonly agentPath: readonly (string | number)[];
  readonly comparison?: string;
  readonly setUp?: SetUp;
  /** The view's own: where the person was looking. */
  readonly look?: Look;
}
