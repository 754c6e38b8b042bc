import { badKey, internal, overloaded, quota, type WireError } from "./errors.ts";

/** What can be made to go wrong. Also the words of the `x-simulate-fault` header. */
export const faultKinds = [
  "quota-minute",
  "quota-day",
  "500",
  "503",
  "bad-key",
  /** Never answers. */
  "stall",
  /** Answers, then falls silent. */
  "stall-midway",
  /** The connection breaks in the middle of an event. */
  "cut",
  /** The connection ends properly, in the middle of an event. */
  "cut-clean",
  /** The stream ends properly between two events, without a finish reason. */
  "unfinished",
  "malformed",
  /** An error object in the middle of the stream. */
  "error-midway",
  "blocked-prompt",
  "blocked-answer",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Only the next so many requests; all of them when absent. */
  readonly times?: number;
  /** What a 429 says in RetryInfo; 22.2 s when absent. */
  readonly retryAfterMs?: number;
  /** The finish reason of a blocked answer, or the reason of a blocked prompt; `SAFETY` or `PROHIBITED_CONTENT`. */
  readonly reason?: string;
}

/** The fault as an answer of its own, for those that come instead of a stream. */
export function errorOf(fault: Fault, model: string): WireError | undefined {
  const wait = fault.retryAfterMs ?? 22_200;
  switch (fault.kind) {
    case "quota-minute":
      return quota("Minute", model, wait);
    case "quota-day":
      return quota("Day", model, wait);
    case "500":
      return internal();
    case "503":
      return overloaded();
    case "bad-key":
      return badKey();
    default:
      return undefined;
  }
}

export function isFaultKind(word: string): word is FaultKind {
  return (faultKinds as readonly string[]).includes(word);
}

/** The faults that are on, in the order in which they strike. */
export class Faults {
  #pending: { readonly fault: Fault; left: number }[] = [];

  set(faults: readonly Fault[]): void {
    this.#pending = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  next(): Fault | undefined {
    const first = this.#pending[0];
    if (!first) return undefined;
    first.left--;
    if (first.left <= 0) this.#pending.shift();
    return first.fault;
  }
}
