import type { Tokens } from "./units.ts";

/** `exact` is false when the count comes from the calibrated fallback (within 7.5 % in 95 of 100 texts). */
export interface TokenCount {
  readonly tokens: Tokens;
  readonly exact: boolean;
}

/** Counts plain text. Role markers and the wire format around it are not part of the count. */
export interface TokenCounter {
  /** Which tokenizer answers now, such as "gemma (tiktoken)". */
  readonly name: string;
  /** One count per text, in order. Never rejects: what cannot be counted exactly is counted by the fallback. */
  count(texts: readonly string[]): Promise<readonly TokenCount[]>;
}
