import type { FromRun } from "../../protocol/run.ts";

/** What the parts of the panel can ask for. */
export interface RunActions {
  post(message: FromRun): void;
  /** Starts a run with what stands in the fields, or says what is missing. */
  start(): void;
  edit(name: string, raw: string): void;
}
