import { html, nothing, type TemplateResult } from "lit/html.js";
import { style } from "./style.ts";

/** The four kinds of tokens, told apart by pattern first: solid, hatched, dotted, solid in colour. */
export const tokenKinds = ["in", "cached", "think", "out"] as const;
export type TokenKind = (typeof tokenKinds)[number];
/** Tokens or money by kind; `in` is the part that was not cached. */
export type ByKind = Readonly<Record<TokenKind, number>>;

/** A bar of the shares. `scale` is the sum that fills the whole width; without it this bar does. Says nothing aloud. */
export function tokenBar(shares: ByKind, scale?: number): TemplateResult {
  const sum = tokenKinds.reduce((total, kind) => total + shares[kind], 0);
  const whole = Math.max(scale ?? sum, 1e-9);
  return html`<div class="tokbar" aria-hidden="true">${tokenKinds.map((kind) =>
    shares[kind] > 0
      ? html`<i class="k-${kind}" ${style({ width: `${((shares[kind] / whole) * 100).toFixed(3)}%` })}></i>`
      : nothing,
  )}</div>`;
}

export function swatch(kind: TokenKind): TemplateResult {
  return html`<i class="swatch k-${kind}" aria-hidden="true"></i>`;
}
