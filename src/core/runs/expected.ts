import type { Estimate } from "../tokens/estimate.ts";
import type { NanoUsd, Tokens } from "../tokens/units.ts";

/** What one run is expected to take, drawn before it starts and kept with it. Money in nano-dollars. */
export interface Expected {
  readonly p50: NanoUsd;
  readonly p80Low: NanoUsd;
  readonly p80High: NanoUsd;
  readonly thinking: Tokens;
  readonly output: Tokens;
  /** All prompts of the run together, and how many there are. Absent where an older version kept it. */
  readonly input?: Tokens;
  readonly calls?: number;
  /** `prior` or `runs:12`. */
  readonly basis: string;
}

/** Nothing without a price. */
export function expectedOf({ cost, thinking, output, billedInput, calls, basis }: Estimate): Expected | undefined {
  return (
    cost && {
      p50: cost.p50,
      p80Low: cost.p80Low,
      p80High: cost.p80High,
      thinking: thinking.p50,
      output: output.p50,
      input: billedInput.p50,
      calls: calls.p50,
      basis,
    }
  );
}

/** "prior, no runs yet", "from 12 runs". */
export function basisWords(basis: string): string {
  const runs = /^runs:(\d+)$/.exec(basis)?.[1];
  return runs ? `from ${runs} ${runs === "1" ? "run" : "runs"}` : "prior, no runs yet";
}
