import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Step } from "../../core/trace/steps.ts";
import type { Why } from "../../core/trace/why.ts";
import { segments } from "../ui/controls.ts";
import { style } from "../ui/style.ts";
import type { Actions } from "./actions.ts";
import { isGrowing, type ReplayState, stepAt } from "./state.ts";
import { causes, costCauses, exactUsd, kindOf, ms, plural, share, usd } from "./words.ts";

/** Where time and money went, and where the replay stops. */
export function whyPane(state: ReplayState, actions: Actions): TemplateResult {
  return html`<section class="whypane" aria-label="Why">
    <div class="head"><h2>Why</h2><span class="grow"></span>${scope(state, actions)}</div>
    <div class="scroll"><div class="why">${divided(state, actions)}</div>${breakpoints(state, actions)}</div>
  </section>`;
}

/** The same as a tab. */
export function whyBody(state: ReplayState, actions: Actions): TemplateResult {
  return html`<div class="scope">${scope(state, actions)}</div>${divided(state, actions)}${breakpoints(state, actions)}`;
}

function scope(state: ReplayState, actions: Actions): TemplateResult {
  return segments(
    "Scope",
    [
      { id: "run", label: "Whole run" },
      { id: "turn", label: "This turn" },
    ],
    state.scope,
    actions.scope,
  );
}

function divided(state: ReplayState, actions: Actions): TemplateResult {
  const { view } = state;
  if (!view) return html``;
  const why: Why | undefined = state.scope === "run" ? view.why : state.turn;
  if (!why) return html`<p class="finding dim">Nothing is known about this turn yet.</p>`;
  const soFar = isGrowing(view) ? " so far" : "";
  return html`${slow(why, soFar, view.totals.durationMs === undefined)}${finding(why, state, actions)}${dear(why, soFar, state.scope)}`;
}

function slow(why: Why, soFar: string, never: boolean): TemplateResult {
  const { time } = why;
  const title = html`<h3>Why so slow${time ? html`<span>${ms(time.totalMs)}${soFar}</span>` : nothing}</h3>`;
  if (!time)
    return html`${title}<p class="dim">${never ? "This trace has no times, so there is nothing to divide up." : "Nothing here took time."}</p>`;
  const most = Math.max(...time.shares.map((s) => s.ms), time.unattributedMs, 1e-9);
  const estimated = time.shares.reduce((sum, s) => sum + s.estimatedMs, 0);
  return html`${title}
    <div class="attr" role="table" aria-label="Time by cause">${time.shares.map(
      (s) =>
        html`<div role="row"><span role="cell">${causes[s.cause]}</span><span class="b" role="cell"><i class=${s.cause} ${style({ "--w": ((s.ms - s.estimatedMs) / most).toFixed(4) })}></i>${
          s.estimatedMs > 0
            ? html`<i class="${s.cause} est" ${style({ "--w": (s.estimatedMs / most).toFixed(4) })}></i>`
            : nothing
        }</span><span class="num" role="cell">${s.estimatedMs > 0 ? "≈\u00a0" : ""}${ms(s.ms)}</span><span class="num pc" role="cell">${share(s.ms / (time.totalMs || 1))}</span></div>`,
    )}<div class="rest" role="row"><span role="cell">Unattributed</span><span class="b" role="cell"><i class="unattributed" ${style({ "--w": (time.unattributedMs / most).toFixed(4) })}></i></span><span class="num" role="cell">${ms(time.unattributedMs)}</span><span class="num pc" role="cell">${share(time.unattributedMs / (time.totalMs || 1))}</span></div></div>
    ${estimated > 0 ? html`<p class="finding dim">≈ includes ${ms(estimated)} divided by estimate, from tokens.</p>` : nothing}`;
}

function finding(why: Why, state: ReplayState, actions: Actions): TemplateResult {
  const { slowest, time } = why;
  const step = slowest && stepAt(state, slowest.step);
  if (!slowest || !step || !time) return html``;
  return html`<p class="finding"><button type="button" class="link" @click=${() => actions.go(slowest.step)}>Step ${slowest.step}</button> (${named(step)}) took ${ms(slowest.ms)}, ${share(slowest.ms / (time.totalMs || 1))} of the ${state.scope === "run" ? "run" : "turn"}; most of it: ${causes[slowest.cause].toLowerCase()}.</p>`;
}

function named(step: Step): string {
  const kind = kindOf(step).toLowerCase();
  return step.kind === "thought" || step.kind === "answer" ? kind : `${kind}: ${step.name}`;
}

const costSigns = { thinking: "thinking", input: "fresh", output: "output", cached: "cached" } as const;

function dear(why: Why, soFar: string, scope: "run" | "turn"): TemplateResult {
  const { cost } = why;
  const title = html`<h3>Why so dear${cost ? html`<span title=${exactUsd(cost.total)}>${usd(cost.total)}${soFar}</span>` : nothing}</h3>`;
  if (!cost) return html`${title}<p class="dim">No cost is recorded for this ${scope}.</p>`;
  const most = Math.max(...cost.shares.map((s) => s.cost), cost.unattributed, 1);
  const part = (amount: number) => share(cost.total ? amount / cost.total : 0);
  return html`${title}
    <div class="attr" role="table" aria-label="Cost by cause">${cost.shares.map(
      (s) =>
        html`<div role="row" title=${exactUsd(s.cost)}><span role="cell">${costCauses[s.cause]}</span><span class="b" role="cell"><i class=${costSigns[s.cause]} ${style({ "--w": (s.cost / most).toFixed(4) })}></i></span><span class="num" role="cell">${usd(s.cost, true)}</span><span class="num pc" role="cell">${part(s.cost)}</span></div>`,
    )}<div class="rest" role="row" title=${exactUsd(cost.unattributed)}><span role="cell">Unattributed</span><span class="b" role="cell">${
      cost.unattributed > 0
        ? html`<i class="unattributed" ${style({ "--w": (cost.unattributed / most).toFixed(4) })}></i>`
        : nothing
    }</span><span class="num" role="cell">${usd(cost.unattributed, true)}</span><span class="num pc" role="cell">${part(cost.unattributed)}</span></div></div>
    <p class="finding dim">Tokens: as reported. Prices: the row recorded with the run.</p>`;
}

function breakpoints(state: ReplayState, actions: Actions): TemplateResult {
  const list = [...state.breakpoints].sort((a, b) => a - b);
  return html`<div class="bps">
    <div class="head"><h2>Breakpoints</h2><span class="grow"></span>${list.length ? html`<button type="button" class="link" @click=${() => actions.clearBreakpoints()}>Remove all</button>` : nothing}</div>
    ${
      list.length === 0
        ? html`<p class="bpnote dim">None. Press b on a step, or click left of its number.</p>`
        : html`${list.slice(0, 50).map((index) => {
            const step = stepAt(state, index);
            return html`<label class="bprow"><input type="checkbox" checked aria-label="Breakpoint at step ${index}" @change=${() => actions.breakpoint(index)} /><i class="bp"></i>${step ? `${kindOf(step)}: ${step.name}` : "not read yet"}<span class="grow"></span><button type="button" class="link" @click=${() => actions.go(index)}>step ${index}</button></label>`;
          })}${list.length > 50 ? html`<p class="bpnote dim">and ${plural(list.length - 50, "more", "more")}</p>` : nothing}`
    }
  </div>`;
}
