import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { Expected } from "../../core/runs/expected.ts";
import { formatUsd, formatUsdRange } from "../../core/tokens/format.ts";
import type { NanoUsd } from "../../core/tokens/units.ts";

const width = 360;

/** The estimate's 80 % range on a line from zero, its middle, and where the cost stands on it. */
export function gauge(
  estimate: Expected,
  actual?: { readonly cost: NanoUsd; readonly running: boolean },
): TemplateResult {
  const end = Math.max(estimate.p80High * 1.35, (actual?.cost ?? 0) * 1.12, 1);
  const x = (amount: number) => 4 + (amount / end) * (width - 8);
  const range = formatUsdRange(estimate.p80Low, estimate.p80High);
  const words = `estimate ${formatUsd(estimate.p50)} (80 %: ${range})`;
  const now = actual ? `${actual.running ? "so far " : ""}${formatUsd(actual.cost)}` : undefined;
  return html`<svg class="gauge" viewBox="0 0 ${width} 58" preserveAspectRatio="xMinYMid" role="img" aria-label=${now ? `${now}; ${words}` : words}>
    <path class="rail" d="M4 30H${width - 4}" />
    <path class="range" d="M${x(estimate.p80Low)} 30H${x(estimate.p80High)}" />
    <path class="mid" d="M${x(estimate.p50)} 24v12" />
    <text x=${inside((x(estimate.p80Low) + x(estimate.p80High)) / 2, 118)} y="53" text-anchor="middle">${words}</text>
    ${
      actual
        ? svg`<path class="at" d="M${x(actual.cost)} 30l-5.5-9.5h11z" /><text class="f" x=${inside(x(actual.cost), 46)} y="14" text-anchor="middle">${now}</text>`
        : nothing
    }
  </svg>`;
}

/** Keeps a text of this half width within the drawing. */
function inside(middle: number, half: number): number {
  return Math.min(width - half, Math.max(half, middle));
}
