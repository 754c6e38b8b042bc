import type { Stamp } from "../base/clock.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { Path, ThinkingLevel } from "../document/definition.ts";
import type { OwnPrices } from "../tokens/prices.ts";
import type { NanoUsd } from "../tokens/units.ts";
import type { Usage } from "../tokens/usage.ts";
import type { GenerateContentRequest, GenerateContentResponse } from "./generateContent.ts";
import type { Endpoint } from "./modelClient.ts";
import type { RunProblem } from "./problem.ts";

/** Who is run with what. Fixed before the first event. */
export interface RunSetup {
  /** Also the name of the run folder: sortable by time. */
  readonly runId: string;
  readonly agent: string;
  /** The definition's path relative to the workspace, with `/`. */
  readonly file: string;
  /** SHA-256 of the definition's text, hex. */
  readonly definitionHash: string;
  /** Where the agent stands in the file, for links from a trace to the definition. */
  readonly agentPath: Path;
  /** From 1, as people and links count. */
  readonly line: number;
  readonly variant: string;
  readonly model: string;
  readonly thinkingLevel?: ThinkingLevel;
  readonly inputs: JsonObject;
  readonly endpoint: Endpoint;
  readonly simulated: boolean;
  /** The user's own prices as they were at the start; absent: none. */
  readonly prices?: OwnPrices;
}

/** Everything that happens in a run, in order. The recorder, the panels, the CLI and the tests consume the same stream. */
export type RunEvent =
  | { readonly kind: "started"; readonly at: Stamp; readonly setup: RunSetup }
  /** One model call begins; `request` is exactly what is sent. */
  | {
      readonly kind: "turn-started";
      readonly at: Stamp;
      readonly turn: number;
      readonly request: GenerateContentRequest;
    }
  | {
      readonly kind: "retrying";
      readonly at: Stamp;
      readonly turn: number;
      readonly problem: RunProblem;
      /** The number of the try that comes after the wait: 2 after the first failure. */
      readonly attempt: number;
      readonly of: number;
      readonly waitMs: number;
    }
  | {
      readonly kind: "chunk";
      readonly at: Stamp;
      readonly turn: number;
      readonly raw: string;
      readonly response: GenerateContentResponse;
    }
  /** `cost` is absent when the model has no price in the table. */
  | {
      readonly kind: "turn-ended";
      readonly at: Stamp;
      readonly turn: number;
      readonly usage: Usage;
      readonly cost?: NanoUsd;
      /** Queries of Google Search, in the cost. */
      readonly searches?: number;
      readonly finishReason: string;
      readonly modelServed: string;
    }
  | { readonly kind: "tool-started"; readonly at: Stamp; readonly turn: number; readonly call: ToolCall }
  | {
      readonly kind: "tool-ended";
      readonly at: Stamp;
      readonly turn: number;
      readonly callId: string;
      readonly result: Json;
      readonly isError: boolean;
      readonly by: "mock";
    }
  /** The trace could not be written from here on; the run goes on. */
  | { readonly kind: "unrecorded"; readonly at: Stamp; readonly problem: RunProblem }
  /**
   * `usage` and `cost` cover the turn that was under way when the run failed or was cancelled, as far as the provider
   * reported it; it is billed all the same.
   */
  | { readonly kind: "finished"; readonly at: Stamp }
  | {
      readonly kind: "failed";
      readonly at: Stamp;
      readonly problem: RunProblem;
      readonly usage?: Usage;
      readonly cost?: NanoUsd;
      readonly searches?: number;
    }
  | {
      readonly kind: "cancelled";
      readonly at: Stamp;
      readonly usage?: Usage;
      readonly cost?: NanoUsd;
      readonly searches?: number;
    };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: JsonObject;
}

export interface ToolRun {
  readonly call: ToolCall;
  readonly startedAt: Stamp;
  readonly endedAt?: Stamp;
  readonly result?: Json;
  readonly isError?: boolean;
}

/** One model call with the tools it asked for. */
export interface Turn {
  readonly index: number;
  readonly startedAt: Stamp;
  /** First event that carried a thought or any part of an answer. */
  readonly firstChunkAt?: Stamp;
  /** First event that carried answer text or a function call. */
  readonly firstAnswerAt?: Stamp;
  readonly endedAt?: Stamp;
  readonly thoughts: string;
  readonly text: string;
  readonly toolRuns: readonly ToolRun[];
  /** As last reported; final once `endedAt` is set. */
  readonly usage: Usage;
  readonly cost?: NanoUsd;
  /** Queries of Google Search, in the cost once the turn has ended. */
  readonly searches?: number;
  readonly finishReason?: string;
  readonly modelServed?: string;
  /** As asked for; part of the price. */
  readonly serviceTier?: string;
  readonly retry?: {
    readonly problem: RunProblem;
    readonly attempt: number;
    readonly of: number;
    readonly waitMs: number;
  };
}

interface Begun {
  readonly setup: RunSetup;
  readonly startedAt: Stamp;
  readonly turns: readonly Turn[];
  readonly unrecorded?: RunProblem;
}

/** A run as far as it has come; moved only by `step` (runs/step.ts). */
export type Run =
  | { readonly kind: "waiting" }
  | ({ readonly kind: "running" } & Begun)
  | ({ readonly kind: "done"; readonly endedAt: Stamp } & Begun)
  | ({ readonly kind: "failed"; readonly endedAt: Stamp; readonly problem: RunProblem } & Begun)
  | ({ readonly kind: "cancelled"; readonly endedAt: Stamp } & Begun);

export type BegunRun = Exclude<Run, { kind: "waiting" }>;
