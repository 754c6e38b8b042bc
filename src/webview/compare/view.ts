import { html, type TemplateResult } from "lit/html.js";
import type { CompareActions } from "./actions.ts";
import { drawer } from "./drawer.ts";
import { emptyState } from "./emptyState.ts";
import { grid } from "./grid.ts";
import { setUpBar } from "./setUpBar.ts";
import { type CompareState, columnOrder } from "./state.ts";
import { spokenProgress, strips } from "./strips.ts";
import { titleLine } from "./title.ts";

/** The whole panel as a function of its state. `narrow`: the baseline and one other column, chosen by tabs. */
export function comparePanel(state: CompareState, actions: CompareActions, narrow: boolean): TemplateResult {
  const { view } = state;
  return html`<div class=${`panel ${narrow ? "narrow" : ""} ${state.drawer && state.selected ? "open" : ""}`}>
    ${titleLine(state, actions)}
    ${setUpBar(state, actions)}
    ${strips(state, actions)}
    ${!view ? "" : view.phase === "empty" ? emptyState(view, actions) : grid(state, shownColumns(state, narrow), actions)}
    ${drawer(state, actions)}
    <div class="sr" role="status">${spokenProgress(state)}</div>
  </div>`;
}

export function shownColumns(state: CompareState, narrow: boolean): readonly number[] {
  const order = columnOrder(state);
  if (!narrow) return order;
  const [base, ...others] = order;
  const other = others.includes(state.other) ? state.other : others[0];
  return [base, other].filter((k) => k !== undefined);
}
