import type { Price } from "../tokens/prices.ts";
import type { NanoUsd } from "../tokens/units.ts";
import type { Usage } from "../tokens/usage.ts";

/** What a span is about. `other`: nothing that we know; it is shown, and nothing is made up about it. */
export type SpanKind = "agent" | "model" | "tool" | "other";

/** Where a span's lines stand in the file: characters for text, bytes for a file on disk. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * One span as the index keeps it: small. Its texts (prompt, answer, arguments, results) stay where they are and are read
 * from `places` when they are shown.
 */
export interface Span {
  readonly id: string;
  readonly parent?: string;
  readonly kind: SpanKind;
  /** As written. */
  readonly name: string;
  /** Set on the span itself; the agent a span belongs to comes from its ancestors. */
  readonly agent?: string;
  /** Milliseconds from the trace's first start. Absent: nobody recorded it. */
  readonly start?: number;
  readonly end?: number;
  /** Only a start marker was written. */
  readonly open: boolean;
  readonly model?: { readonly asked?: string; readonly served?: string };
  readonly usage?: Usage;
  readonly cost?: NanoUsd;
  /** Rates in pico-dollars per token, when recorded. */
  readonly price?: Pick<Price, "model" | "tier" | "input" | "cached" | "output" | "longContext" | "asOf">;
  /** Milliseconds from the start to the first thing that came. */
  readonly firstChunk?: number;
  readonly finishReason?: string;
  readonly error?: { readonly kind: string; readonly message?: string };
  readonly turn?: number;
  readonly source?: { readonly file: string; readonly line: number };
  /** Of a model span: the items of its answer. */
  readonly items: readonly Item[];
  /** Of a tool span. */
  readonly tool?: { readonly name: string; readonly callId?: string; readonly args?: string; readonly result?: string };
  /** The last thing the user said before this call, if this span holds it. */
  readonly asked?: string;
  /** Keys written to the state, with their values as JSON. */
  readonly writes?: Readonly<Record<string, string>>;
  readonly retries: readonly Retry[];
  readonly simulated: boolean;
  readonly places: readonly Place[];
}

export interface Retry {
  readonly kind: string;
  readonly waitMs: number;
  readonly attempt: number;
}

/** One item of a model's answer. `preview` is the beginning of its text. */
export interface Item {
  readonly kind: "thought" | "text" | "call";
  readonly preview: string;
  readonly name?: string;
  readonly callId?: string;
  /** Milliseconds from the span's start. */
  readonly from?: number;
  readonly to?: number;
}

/** What a file holds that could not be read, or was not understood. */
export interface Loss {
  readonly what: string;
  readonly count: number;
  /** Numbers of the lines, from 1; the first few. */
  readonly lines: readonly number[];
}

export type TraceProblem =
  | { readonly kind: "empty" }
  | { readonly kind: "not-a-trace" }
  | { readonly kind: "newer"; readonly format: number; readonly reads: number };

export interface Trace {
  /** "flashback 1" for our own, "otlp" for others'. */
  readonly format: string;
  /** Nothing can be shown, and why. */
  readonly problem?: TraceProblem;
  /** The line in the middle of which the file ends, from 1. Everything before it is here. */
  readonly torn?: number;
  readonly losses: readonly Loss[];
  /** By first appearance in the file. */
  readonly spans: readonly Span[];
  /** Milliseconds since 1970 of the first start. */
  readonly startedAt?: number;
  readonly run?: {
    readonly id?: string;
    readonly agent?: string;
    readonly file?: string;
    readonly line?: number;
    readonly variant?: string;
    readonly inputs?: string;
    readonly outcome?: string;
    readonly problem?: string;
    readonly endpoint?: string;
  };
  readonly simulated: boolean;
  /** The root span has not been closed: the run goes on, or was cut off. */
  readonly open: boolean;
  readonly lines: number;
}
