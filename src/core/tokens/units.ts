import type { Brand } from "../base/brand.ts";

/** A whole number of tokens. */
export type Tokens = Brand<number, "Tokens">;
/**
 * Money: a whole number of nano-dollars (1e-9 USD), so that sums are exact.
 * One token at $0.15 per million is 150 of them. Exact up to nine million dollars.
 */
export type NanoUsd = Brand<number, "NanoUsd">;

export function tokens(count: number): Tokens {
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`Not a token count: ${count}`);
  return count as Tokens;
}

/** Rounds to the nearest nano-dollar, halves up. */
export function nanoUsd(amount: number): NanoUsd {
  const whole = Math.floor(amount + 0.5);
  if (!Number.isSafeInteger(whole)) throw new Error(`Not an amount of money: ${amount}`);
  return whole as NanoUsd;
}

export const zeroTokens: Tokens = 0 as Tokens;
export const zeroUsd: NanoUsd = 0 as NanoUsd;

export function addUsd(a: NanoUsd, b: NanoUsd): NanoUsd {
  return nanoUsd(a + b);
}

/** US dollars, for JSON output and for display; never for sums. */
export function toUsd(amount: NanoUsd): number {
  return amount / 1e9;
}

export function fromUsd(dollars: number): NanoUsd {
  return nanoUsd(dollars * 1e9);
}
