import type { ThinkingLevel } from "../../core/document/definition.ts";
import { logNormal, type Random } from "../../core/runs/random.ts";

// What the simulator draws from. Every value is a log-normal given by its median and the sigma of its logarithm. The
// medians of thinking are the only public sample (3.8 Flash: low 193, medium 641, high 1,348), the speed is the measured
// 278 tokens per second of 3.5 Flash; the rest is a plausible guess. None of it says anything about a real model.

export interface Spread {
  readonly median: number;
  readonly sigma: number;
}

/** Thinking tokens of one call. At `minimal` nine of ten calls do not think at all. */
export const thinkingTokens: Readonly<Record<ThinkingLevel, Spread>> = {
  minimal: { median: 24, sigma: 0.5 },
  low: { median: 193, sigma: 0.45 },
  medium: { median: 641, sigma: 0.5 },
  high: { median: 1348, sigma: 0.55 },
  xhigh: { median: 2600, sigma: 0.6 },
};
export const shareThatThinksAtMinimal = 0.1;

/** Milliseconds until the model begins: network, queue, reading the prompt. */
export const beginMs: Spread = { median: 380, sigma: 0.3 };
/** And for each thousand prompt tokens that are not cached. */
export const readMsPerThousand = 12;
/** Tokens per second, thinking and writing alike, of one call. */
export const tokensPerSecond: Spread = { median: 278, sigma: 0.15 };
/** Tokens of an answer in prose. */
export const proseTokens: Spread = { median: 90, sigma: 0.35 };

export function draw(next: Random, spread: Spread): number {
  return logNormal(next, spread.median, spread.sigma);
}

/** Several questions in one message make every level think more. */
export function drawThinking(next: Random, level: ThinkingLevel, questions: number): number {
  if (level === "minimal" && next() >= shareThatThinksAtMinimal) return 0;
  return Math.round(draw(next, thinkingTokens[level]) * (questions > 1 ? 1.6 : 1));
}
