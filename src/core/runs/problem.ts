import type { Json } from "../base/json.ts";

/** Why a run, or one call of it, did not come to its end. `sentence` (runs/sentences.ts) says what to do about each. */
export type RunProblem =
  | { readonly kind: "no-key" }
  | { readonly kind: "bad-key"; readonly status: number; readonly message: string }
  | { readonly kind: "bad-request"; readonly status: number; readonly message: string }
  | {
      readonly kind: "rate-limited";
      readonly scope: "minute" | "day" | "unknown";
      /** From google.rpc.RetryInfo; absent when the server did not say. */
      readonly retryAfterMs?: number;
      readonly quota?: string;
      readonly message: string;
    }
  | { readonly kind: "server"; readonly status: number; readonly message: string }
  | { readonly kind: "offline"; readonly endpoint: string; readonly message: string }
  | { readonly kind: "timeout"; readonly afterMs: number }
  /** The prompt or the answer was refused by a filter: `reason` is Gemini's own word. */
  | {
      readonly kind: "blocked";
      readonly where: "prompt" | "answer";
      readonly reason: string;
      readonly message?: string;
    }
  /** The stream ended without a finish reason; what came is kept. */
  | { readonly kind: "cut"; readonly message?: string }
  /** The stream held something that is not the protocol. */
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "budget"; readonly which: string; readonly spent: number; readonly cap: number }
  /** A tool that cannot be answered here (neither mock nor runner), or too many calls. */
  | { readonly kind: "tool"; readonly tool: string; readonly message: string }
  /** The definition cannot be run: an undefined variable, no model, a team. */
  | { readonly kind: "definition"; readonly message: string; readonly details?: Json }
  /** The trace could not be written (disk full, no permission): the run itself goes on. */
  | { readonly kind: "storage"; readonly message: string };
