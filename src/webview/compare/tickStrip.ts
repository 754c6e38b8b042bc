import { html, nothing, svg, type TemplateResult } from "lit/html.js";

export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** One scale for every column of a row: from the least value to the 96th percentile of the widest column. */
export function sharedScale(columns: readonly (readonly number[])[]): Scale & { readonly cut: boolean } {
  const all = columns.flat();
  if (!all.length) return { from: 0, to: 1, cut: false };
  const from = Math.min(...all);
  const top = Math.max(...all);
  const to = Math.max(...columns.filter((values) => values.length).map((values) => at(sorted(values), 0.96)));
  return { from, to: Math.max(to, from + Math.abs(from) * 1e-6 + 1e-9), cut: top > to };
}

/** A tick for each run, the median as a long one. Says nothing aloud: the numbers beside it say the same. */
export function tickStrip(values: readonly number[], scale: Scale, p50: number | undefined): TemplateResult {
  const x = (value: number) => Math.min(100, Math.max(0, ((value - scale.from) / (scale.to - scale.from)) * 100));
  const d = values.map((value) => `M${x(value).toFixed(2)} 2V14`).join("");
  return html`<div class="ticks" aria-hidden="true"><svg viewBox="0 0 100 16" preserveAspectRatio="none">
    <path class="axis" d="M0 15H100" /><path class="tick" d=${d} />
    ${p50 === undefined ? nothing : svg`<path class="mid" d="M${x(p50).toFixed(2)} 1V15" />`}
  </svg></div>`;
}

export function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** The value below which this share of the sorted values lies. */
function at(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.max(0, Math.ceil(share * values.length) - 1))] ?? 0;
}
