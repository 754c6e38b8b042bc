import { html, type TemplateResult } from "lit/html.js";
import type { Actions } from "./actions.ts";
import { asOfPane } from "./asOfPane.ts";
import { banners, refusal } from "./banners.ts";
import type { Picture } from "./drawOverview.ts";
import { header, transport } from "./header.ts";
import { overviewPane } from "./overviewPane.ts";
import type { ReplayState } from "./state.ts";
import { type Rows, stepsPane } from "./stepsPane.ts";
import { whyPane } from "./whyPane.ts";

/** What follows from the trace alone; made once per message and not per step. */
export interface Prepared {
  readonly picture: Picture;
  readonly rows: Rows;
}

/** The whole panel, a function of its state. */
export function panel(state: ReplayState, prepared: Prepared, actions: Actions): TemplateResult {
  if (state.refused) return refusal(state.refused.name, state.refused.why, actions);
  if (!state.view) return html`<main class="panel solo" aria-busy="true"></main>`;
  const { slowest } = prepared.rows;
  return html`<main class="panel">
    <div>${header(state)}${banners(state.view, actions)}</div>
    ${transport(state, actions)}
    ${overviewPane(state, prepared.picture, actions)}
    <div class="main">${stepsPane(state, prepared.rows, actions)}${asOfPane(state, actions, slowest)}${whyPane(state, actions)}</div>
    <div class="sr" role="status" aria-live="polite">${state.spoken}</div>
  </main>`;
}
