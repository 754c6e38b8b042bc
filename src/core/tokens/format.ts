import type { NanoUsd } from "./units.ts";

/** "$0.0021", "$10", "$1,200": two significant digits. Zero is "$0". "at least $0.0021" where a part of it is not known. */
export function formatUsd(amount: NanoUsd, { atLeast }: { readonly atLeast?: boolean | undefined } = {}): string {
  const text = amount < 0 ? `-$${twoDigits(-amount)}` : `$${twoDigits(amount)}`;
  return atLeast ? `at least ${text}` : text;
}

/** A cap as a file writes money: "$1.00", "$0.125". */
export function formatCap(dollars: number): string {
  const text = String(dollars);
  return `$${(text.split(".")[1]?.length ?? 0) >= 2 ? text : dollars.toFixed(2)}`;
}

/** "0.0014–0.0052": the unit stands once, in front or in the sentence around it. One figure where both read the same. */
export function formatUsdRange(low: NanoUsd, high: NanoUsd): string {
  const [from, to] = [twoDigits(low), twoDigits(high)];
  return from === to ? from : `${from}–${to}`;
}

/** "1,240". */
export function formatTokens(count: number): string {
  return grouped(String(Math.round(count)));
}

/** "412 ms", "5.6 s", "42 s", "3 min 20 s". */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0
    ? `${grouped(String(seconds / 60))} min`
    : `${grouped(String((seconds - rest) / 60))} min ${rest} s`;
}

/** "47 %", "0.3 %": whole from one on. `share` is between 0 and 1. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 0.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A price per million tokens as it stands on a price list: "1.50", "0.075". `pico` is pico-dollars per token. */
export function formatRate(pico: number): string {
  return (pico / 1e6).toFixed(6).replace(/(\.\d\d\d*?)0+$/, "$1");
}

/** In whole nano-dollars, so that halves are rounded up and not as binary fractions happen to fall. */
function twoDigits(nano: number): string {
  if (nano === 0) return "0";
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(nano)) - 1);
  const rounded = Math.round(nano / unit) * unit;
  const places = Math.max(0, 10 - Math.floor(Math.log10(rounded)));
  return grouped((rounded / 1e9).toFixed(places));
}

function grouped(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
