import type { PicoUsd, Price } from "./prices.ts";
import { type NanoUsd, nanoUsd, type Tokens, tokens } from "./units.ts";
import type { Usage } from "./usage.ts";

/** `usageMetadata` of generateContent, as far as it is billed. Whoever sent it, nothing in it is trusted. */
export interface ReportedUsage {
  readonly promptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly toolUsePromptTokenCount?: number;
}

/** No call has a hundred million tokens: a larger count is a fault of whoever sent it. */
const LARGEST = 100_000_000;

/** What is billed beside tokens. */
export interface Extras {
  /** Queries of Google Search. */
  readonly searches?: number;
  /** An explicit cache that is kept. */
  readonly kept?: { readonly tokens: number; readonly hours: number };
}

/**
 * Reads one `usageMetadata`. A stream repeats it with running totals, so the last one counts, never their sum.
 * A count that is missing, absurd or no count is 0; more cached than prompt is taken as all cached.
 */
export function usageOf(metadata: ReportedUsage | undefined): Usage {
  const input = count(metadata?.promptTokenCount);
  return {
    input,
    cached: tokens(Math.min(count(metadata?.cachedContentTokenCount), input)),
    toolUse: count(metadata?.toolUsePromptTokenCount),
    thinking: count(metadata?.thoughtsTokenCount),
    output: count(metadata?.candidatesTokenCount),
  };
}

/**
 * `(input − cached + toolUse) × input rate + cached × cached rate + (output + thinking) × output rate`, exact in
 * pico-dollars and rounded once. `usage` is that of one call: whether the long-context rates hold depends on its prompt
 * alone, so the cost of several calls is the sum of their costs and not the cost of their sum.
 */
export function costOf(usage: Usage, price: Price, extras: Extras = {}): NanoUsd {
  const p = partsOf(usage, price, extras);
  return fromPico(p.input + p.cached + p.thinking + p.output + p.other);
}

/** The same sum in its parts, in pico-dollars, for a breakdown. */
export function partsOf(
  usage: Usage,
  price: Price,
  extras: Extras = {},
): Record<"input" | "cached" | "thinking" | "output" | "other", PicoUsd> {
  const long = price.longContext;
  const rates = long && usage.input + usage.toolUse > long.above ? long : price;
  return {
    input: exact((usage.input - usage.cached + usage.toolUse) * rates.input),
    cached: exact(usage.cached * rates.cached),
    thinking: exact(usage.thinking * rates.output),
    output: exact(usage.output * rates.output),
    other: exact(
      Math.round((extras.searches ?? 0) * (price.perSearch ?? 0)) +
        Math.round((extras.kept?.tokens ?? 0) * (extras.kept?.hours ?? 0) * (price.storage ?? 0)),
    ),
  };
}

/** Rounds to the nearest nano-dollar, halves up: the only rounding there is. */
export function fromPico(amount: number): NanoUsd {
  return nanoUsd(exact(amount) / 1000);
}

/** Our own bug or an absurd count rather than a wrong bill: beyond 2^53 pico-dollars ($9,007) sums would not be exact. */
function exact(amount: number): PicoUsd {
  if (!Number.isSafeInteger(amount)) throw new Error(`Not an exact amount of money: ${amount}`);
  return amount as PicoUsd;
}

function count(value: unknown): Tokens {
  return tokens(
    Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= LARGEST ? (value as number) : 0,
  );
}
