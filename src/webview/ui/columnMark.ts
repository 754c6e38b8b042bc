import { html, svg, type TemplateResult } from "lit/html.js";

const shapes = [
  svg`<circle cx="6" cy="6" r="4.4" />`,
  svg`<path d="M6 .8L11.2 6 6 11.2.8 6z" />`,
  svg`<path d="M6 1.2l5.2 9.4H.8z" />`,
  svg`<rect x="1.4" y="1.4" width="9.2" height="9.2" />`,
];

/** A column's sign, told apart by shape first. From the fifth column on the shapes come again, hollow, then crossed. */
export function columnMark(column: number): TemplateResult {
  const round = Math.floor(column / shapes.length) % 3;
  return html`<svg class="mark c${column % shapes.length} round${round}" viewBox="0 0 12 12" aria-hidden="true">${shapes[column % shapes.length]}${
    round === 2 ? svg`<path class="cross" d="M2 6h8M6 2v8" />` : ""
  }</svg>`;
}
