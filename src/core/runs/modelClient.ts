import type { Stamp } from "../base/clock.ts";
import type { GenerateContentRequest, GenerateContentResponse } from "./generateContent.ts";
import type { RunProblem } from "./problem.ts";

/** What the simulator calls itself in the `server` header of every answer. */
export const simulatorName = "flashback-simulator";

/** Where answers come from; shown beside every number. */
export interface Endpoint {
  readonly kind: "gemini" | "simulator" | "custom";
  /** Base URL without path, key or query. */
  readonly url: string;
  /** Where the key came from ("secret storage", "GEMINI_API_KEY", …); never the key. Absent for the simulator. */
  readonly keySource?: string;
}

export interface ModelRequest {
  /** Bare model id, such as `gemini-3.5-flash`. */
  readonly model: string;
  readonly body: GenerateContentRequest;
  /** Give up when nothing has arrived for this long. */
  readonly timeoutMs: number;
}

/** One thing that came over the wire, in order. */
export type ModelEvent =
  /** Answer headers have arrived. */
  | { readonly kind: "opened"; readonly at: Stamp; readonly status: number }
  /** One provider event: `raw` verbatim as received, `response` as understood. */
  | { readonly kind: "chunk"; readonly at: Stamp; readonly raw: string; readonly response: GenerateContentResponse }
  /** The client waits and tries again by itself (429 per minute, 5xx) before anything of an answer came. */
  | {
      readonly kind: "retrying";
      readonly at: Stamp;
      readonly problem: RunProblem;
      /** The number of the try that comes after the wait: 2 after the first failure. */
      readonly attempt: number;
      readonly of: number;
      readonly waitMs: number;
    }
  /** The call is over without a complete answer. Always the last event. */
  | { readonly kind: "failed"; readonly at: Stamp; readonly problem: RunProblem };

/**
 * The port to a model. Failing is an event, not an exception. When the signal aborts, the iteration ends quietly; an
 * iteration that ends without `failed` and without an abort has been complete.
 */
export interface ModelClient {
  readonly endpoint: Endpoint;
  /** True when nothing it answers says anything about a real model. */
  readonly simulated: boolean;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
