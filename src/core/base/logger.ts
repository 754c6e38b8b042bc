/** Where core says what happened. A message names the feature first; prompts, outputs and keys are never logged. */
export interface Logger {
  log(level: "debug" | "info" | "warn" | "error", message: string): void;
}

export const nullLogger: Logger = { log() {} };
