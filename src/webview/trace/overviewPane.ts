import { html, nothing, type TemplateResult } from "lit/html.js";
import type { NanoUsd } from "../../core/tokens/units.ts";
import type { Actions } from "./actions.ts";
import type { Picture } from "./drawOverview.ts";
import { hasTokens, isGrowing, type ReplayState, soFar, stepAt } from "./state.ts";
import { clock, count, kindOf, ms, usd } from "./words.ts";

/** The strip over the panes: lanes, counters and their values as of the cursor. The canvas itself is drawn after. */
export function overviewPane(state: ReplayState, picture: Picture, actions: Actions): TemplateResult {
  const { view } = state;
  if (!view) return html``;
  const step = stepAt(state);
  const timed = view.totals.durationMs !== undefined && view.totals.durationMs > 0;
  const counters = timed;
  const sums = soFar(state);
  const here = step ? picture.laneOf(step.agent) : -1;
  // Nothing spent yet and nothing recorded are two things.
  const priced = view.totals.cost !== undefined;
  const cost = sums.cost !== undefined || priced ? usd((sums.cost ?? 0) as NanoUsd) : "–";
  const counted = hasTokens(view) || isGrowing(view);
  const fill = sums.context?.input;
  const rows: readonly (readonly [string, string, string])[] = counters
    ? [
        ["Cost", cost, priced || isGrowing(view) ? " so far" : " not recorded"],
        counted ? ["Tokens", count(sums.tokens), " so far"] : ["Tokens", "–", " not recorded"],
        [
          "Context",
          fill === undefined ? "–" : count(fill),
          fill && view.contextLimit ? ` · ${filled(fill / view.contextLimit)}` : "",
        ],
      ]
    : [];
  const busy = busyByLane(picture);
  return html`<section class="overview" aria-label="Overview">
    <div class="gut">${picture.lanes.map(
      (lane, i) =>
        html`<div class=${i === here ? "here" : ""}><span class="cut">${lane}</span>${i === here ? html`<span aria-hidden="true">‹</span>` : nothing}</div>`,
    )}${rows.map(([name, value], i) => html`<div class=${i === 0 ? "first" : ""}>${name}<b class="only-narrow">${value}</b></div>`)}</div>
    <div class="ov-canvas"><canvas
      id="overview"
      tabindex="0"
      role="slider"
      aria-label="Position in the run"
      aria-valuemin="1"
      aria-valuemax=${Math.max(1, view.steps.length)}
      aria-valuenow=${Math.max(1, state.cursor)}
      aria-valuetext=${step ? `Step ${step.index} of ${view.steps.length}, ${kindOf(step)}, ${step.agent}${step.t === undefined ? "" : `, ${clock(step.t)}`}` : nothing}
      @pointerdown=${actions.scrub}
      @pointermove=${actions.scrub}
    ></canvas></div>
    <div class="gut right">${picture.lanes.map((_, i) => html`<div>${timed ? (busy[i]?.ms ? `${ms(busy[i]?.ms ?? 0)} busy` : "–") : `${count(busy[i]?.steps ?? 0)} steps`}</div>`)}${rows.map(
      ([, value, note], i) => html`<div class=${i === 0 ? "first" : ""}><b>${value}</b>${note}</div>`,
    )}</div>
    ${legend(picture, timed)}
  </section>`;
}

/** Of a window of a million tokens most prompts fill less than a percent; none of them fills nothing. */
function filled(share: number): string {
  return share < 0.0001 ? "under 0.01\u00a0%" : `${(share * 100).toFixed(2)}\u00a0%`;
}

function busyByLane(picture: Picture): readonly { ms: number; steps: number }[] {
  const known = busyCache.get(picture);
  if (known) return known;
  const lanes = picture.lanes.map(() => ({ ms: 0, steps: 0 }));
  for (const step of picture.steps) {
    const lane = lanes[picture.laneOf(step.agent)];
    if (!lane) continue;
    lane.steps++;
    for (const stretch of step.stretches) lane.ms += stretch.duration;
  }
  busyCache.set(picture, lanes);
  return lanes;
}
const busyCache = new WeakMap<Picture, readonly { ms: number; steps: number }[]>();

function legend(picture: Picture, timed: boolean): TemplateResult {
  if (!timed) return html`<div class="legend"><span>Evenly spaced: distance means order, not time.</span></div>`;
  const used = causesIn(picture);
  const item = (sign: string, words: string) =>
    html`<span><i class="sw ${sign}" aria-hidden="true"></i>${words}</span>`;
  return html`<div class="legend">
    ${item("wait", "waiting for first token")}${item("thinking", "thinking")}${item("output", "output")}${used.has("model") ? item("model", "model call, not divided") : nothing}${item("tool", "tool")}${item("toolerror", "tool error ✕")}${used.has("retry") ? item("retry", "waiting to try again") : nothing}${item("unattributed", "unattributed")}
    <span class="grow"></span>${item("measured", "measured")}${item("estimated", "estimated")}<span><i class="sw unknown" aria-hidden="true">?</i>unknown: no bar</span>
  </div>`;
}

function causesIn(picture: Picture): ReadonlySet<string> {
  const known = causeCache.get(picture);
  if (known) return known;
  const found = new Set(picture.steps.flatMap((s) => s.stretches.map((x) => x.cause)));
  causeCache.set(picture, found);
  return found;
}
const causeCache = new WeakMap<Picture, ReadonlySet<string>>();
