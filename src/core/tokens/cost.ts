import type { PicoUsd, Price } from "./prices.ts";
import { type NanoUsd, nanoUsd, type Tokens, tokens } from "./units.ts";
import type { Usage } from "./usage.ts";

/** Tokens of one kind of content: `TEXT`, `IMAGE`, `VIDEO`, `AUDIO`, `DOCUMENT`. */
export interface ModalityTokens {
  readonly modality?: string;
  readonly tokenCount?: number;
}

/**
 * `usageMetadata` of generateContent, as far as it is billed. Whoever sent it, nothing in it is trusted. The lists by
 * modality say again what the counts hold; only sound can have another rate.
 */
export interface ReportedUsage {
  readonly promptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  /** What the live API calls the answer. */
  readonly responseTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly toolUsePromptTokenCount?: number;
  readonly promptTokensDetails?: readonly ModalityTokens[];
  readonly cacheTokensDetails?: readonly ModalityTokens[];
  readonly toolUsePromptTokensDetails?: readonly ModalityTokens[];
}

/** No call has a hundred million tokens: a larger count is a fault of whoever sent it. */
const LARGEST = 100_000_000;

/** What is billed beside tokens, and what decides the rates beside the call's own usage. */
export interface Extras {
  /** Queries of Google Search. Where grounding is billed by the prompt, any of them makes it a grounded one. */
  readonly searches?: number;
  /** An explicit cache that is kept. */
  readonly kept?: { readonly tokens: number; readonly hours: number };
  /** The prompt whose length decides the rates, where `usage` is the sum of several calls. */
  readonly prompt?: number;
}

/**
 * Reads one `usageMetadata`. A stream repeats it with running totals, so the last one counts, never their sum.
 * A count that is missing, absurd or no count is 0; more cached than prompt is taken as all cached.
 */
export function usageOf(metadata: ReportedUsage | undefined): Usage {
  return usageFrom({
    input: metadata?.promptTokenCount,
    cached: metadata?.cachedContentTokenCount,
    toolUse: metadata?.toolUsePromptTokenCount,
    thinking: metadata?.thoughtsTokenCount,
    output: metadata?.candidatesTokenCount ?? metadata?.responseTokenCount,
    audioInput: [
      audioOf(metadata?.promptTokensDetails, "tokenCount"),
      audioOf(metadata?.toolUsePromptTokensDetails, "tokenCount"),
    ],
    audioCached: audioOf(metadata?.cacheTokensDetails, "tokenCount"),
  });
}

/** Counts as somebody told them, each checked; the same for every shape they come in. */
export function usageFrom(told: {
  readonly input: unknown;
  readonly cached: unknown;
  readonly toolUse: unknown;
  readonly thinking: unknown;
  readonly output: unknown;
  /** Of the prompt, and of what tools added to it. */
  readonly audioInput: readonly [prompt: number, toolUse: number];
  readonly audioCached: number;
}): Usage {
  const [input, toolUse] = [count(told.input), count(told.toolUse)];
  const cached = tokens(Math.min(count(told.cached), input));
  const ofPrompt = Math.min(told.audioInput[0], input);
  const audioInput = tokens(ofPrompt + Math.min(told.audioInput[1], toolUse));
  // No more of it came from the cache than there is, and no less than what cannot have been anything else.
  const audioCached = tokens(Math.max(Math.min(told.audioCached, cached, ofPrompt), cached - (input - ofPrompt)));
  return {
    input,
    cached,
    toolUse,
    thinking: count(told.thinking),
    output: count(told.output),
    ...(audioInput > 0 && { audio: { input: audioInput, cached: audioCached } }),
  };
}

/** Tokens of sound in a list by modality, whatever the list holds. */
export function audioOf(list: unknown, key: "tokenCount" | "tokens"): number {
  if (!Array.isArray(list)) return 0;
  return list.reduce<number>((sum, one: unknown) => {
    const entry = (typeof one === "object" && one !== null ? one : {}) as Record<string, unknown>;
    return String(entry.modality).toUpperCase() === "AUDIO" ? sum + count(entry[key]) : sum;
  }, 0);
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
  const rates: Pick<Price, "input" | "cached" | "output" | "audioInput" | "audioCached"> =
    long && (extras.prompt ?? usage.input + usage.toolUse) > long.above ? long : price;
  // Sound counts apart only where it has a rate of its own.
  const { input: sound, cached: cachedSound } = (rates.audioInput !== undefined && usage.audio) || noSound;
  const fresh = usage.input - usage.cached + usage.toolUse;
  const freshSound = Math.max(0, Math.min(sound - cachedSound, fresh));
  return {
    input: exact((fresh - freshSound) * rates.input + freshSound * (rates.audioInput ?? 0)),
    cached: exact((usage.cached - cachedSound) * rates.cached + cachedSound * (rates.audioCached ?? rates.cached)),
    thinking: exact(usage.thinking * rates.output),
    output: exact(usage.output * rates.output),
    other: exact(
      searchesCost(extras.searches ?? 0, price) +
        Math.round((extras.kept?.tokens ?? 0) * (extras.kept?.hours ?? 0) * (price.storage ?? 0)),
    ),
  };
}

const noSound = { input: 0, cached: 0 };

/** By the query, or once for the prompt: as the price list has it. What is free each month is not known here. */
function searchesCost(searches: number, price: Pick<Price, "perSearch" | "perGroundedPrompt">): number {
  if (price.perSearch !== undefined) return Math.round(searches * price.perSearch);
  return searches > 0 ? (price.perGroundedPrompt ?? 0) : 0;
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
