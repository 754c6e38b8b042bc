import type { AsOf } from "../core/trace/asOf.ts";
import type { PackedSteps } from "../core/trace/packSteps.ts";
import type { Step } from "../core/trace/steps.ts";
import type { Totals } from "../core/trace/summary.ts";
import type { Trace } from "../core/trace/trace.ts";
import type { Why } from "../core/trace/why.ts";

/** A trace as far as it has been read. Replaces the one before; texts are asked for step by step. */
export interface TraceView {
  /** The file's name. */
  readonly name: string;
  readonly trace: Omit<Trace, "spans">;
  readonly steps: readonly Step[];
  readonly totals: Totals;
  readonly why: Why;
  /** Somebody is still writing the file. */
  readonly live: boolean;
  /** Some model call has its texts. */
  readonly messages: boolean;
  /** How many tokens the model takes, for the context counter. */
  readonly contextLimit?: number;
  /** Set while the file is being read, and when reading was stopped. Bytes. */
  readonly reading?: {
    readonly read: number;
    readonly size: number;
    readonly stopped: boolean;
    readonly leftMs?: number;
  };
}

export type Refusal =
  | { readonly kind: "empty" }
  | { readonly kind: "not-a-trace"; readonly looked: readonly string[] }
  | { readonly kind: "newer"; readonly format: number; readonly reads: number }
  | { readonly kind: "unreadable"; readonly message: string };

/** Host → view. */
export type ToTrace =
  /** The steps are packed, since there may be a hundred thousand of them. */
  | { readonly type: "trace"; readonly view: Omit<TraceView, "steps">; readonly steps: PackedSteps }
  /** `turn` is the division of time and cost of the model call around the step. */
  | { readonly type: "as-of"; readonly asOf: AsOf; readonly turn: Why }
  | { readonly type: "refused"; readonly name: string; readonly why: Refusal };

/** View → host. */
export type FromTrace =
  | { readonly type: "ready" }
  | { readonly type: "as-of"; readonly index: number }
  | { readonly type: "open-definition"; readonly index: number }
  /** `line` from 1. */
  | { readonly type: "open-text"; readonly line?: number }
  | { readonly type: "stop-reading" }
  | { readonly type: "read-rest" }
  | { readonly type: "open-trace" }
  | { readonly type: "open-sample" };

export const tabs = ["conversation", "state", "prompt", "tool", "thoughts", "raw", "why"] as const;
export type Tab = (typeof tabs)[number];

/** What VS Code keeps for the panel over a reload of its window. */
export interface KeptTrace {
  readonly version: 1;
  readonly cursor: number;
  readonly tab: Tab;
  readonly scope: "run" | "turn";
  readonly breakpoints: readonly number[];
  readonly folded: readonly number[];
  /** The cursor went along with a live run. */
  readonly following: boolean;
}
