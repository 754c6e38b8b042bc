import { type Tokens, tokens, zeroTokens } from "./units.ts";

/**
 * What one or more model calls used. `input` counts the whole prompt; `cached` is the part of it that came from a cache.
 * `toolUse` is prompt text that server-side tools added, billed as input beside `input`. `thinking` and `output` are
 * billed at the output rate and are counted apart.
 */
export interface Usage {
  readonly input: Tokens;
  readonly cached: Tokens;
  readonly toolUse: Tokens;
  readonly thinking: Tokens;
  readonly output: Tokens;
  /** Of `input` and `toolUse` together, and of `cached`: what was sound, which has a rate of its own on some models. */
  readonly audio?: { readonly input: Tokens; readonly cached: Tokens };
}

export const noUsage: Usage = {
  input: zeroTokens,
  cached: zeroTokens,
  toolUse: zeroTokens,
  thinking: zeroTokens,
  output: zeroTokens,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: tokens(a.input + b.input),
    cached: tokens(a.cached + b.cached),
    toolUse: tokens(a.toolUse + b.toolUse),
    thinking: tokens(a.thinking + b.thinking),
    output: tokens(a.output + b.output),
    ...((a.audio || b.audio) && {
      audio: {
        input: tokens((a.audio?.input ?? 0) + (b.audio?.input ?? 0)),
        cached: tokens((a.audio?.cached ?? 0) + (b.audio?.cached ?? 0)),
      },
    }),
  };
}

/** Every billed token once: `cached` is inside `input`. */
export function totalTokens(usage: Usage): Tokens {
  return tokens(usage.input + usage.toolUse + usage.thinking + usage.output);
}

/** As the command line's JSON names it. */
export function usageJson(usage: Usage) {
  return {
    input: usage.input,
    cached: usage.cached,
    tool_use: usage.toolUse,
    thinking: usage.thinking,
    output: usage.output,
    ...(usage.audio && { audio_input: usage.audio.input, audio_cached: usage.audio.cached }),
    total: totalTokens(usage),
  };
}
