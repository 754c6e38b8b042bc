import { html, nothing, type TemplateResult } from "lit/html.js";
import type { NanoUsd } from "../../core/tokens/units.ts";
import type { Step } from "../../core/trace/steps.ts";
import { style } from "../ui/style.ts";
import type { Actions } from "./actions.ts";
import { icon } from "./icons.ts";
import { hits, isGrowing, type ReplayState, rowsOf } from "./state.ts";
import { count, exactUsd, kindOf, ms, usd } from "./words.ts";

export const rowHeight = 22;
/** Rows drawn beyond the edge, so that a scroll does not show a gap before the next frame. */
const beyond = 12;

/** What is the same for all rows, made once per trace. */
export interface Rows {
  readonly shown: readonly Step[];
  /** Row number of a step. */
  readonly rowOf: ReadonlyMap<number, number>;
  readonly longest: number;
  readonly slowest: number | undefined;
  readonly sums: ReadonlyMap<number, NanoUsd>;
}

export function prepareRows(steps: readonly Step[], folded: ReadonlySet<number>, slowest: number | undefined): Rows {
  const shown = rowsOf(steps, folded);
  const sums = new Map<number, number>();
  for (const step of steps) {
    if (step.cost === undefined) continue;
    for (let group = step.group; group !== undefined; group = steps[group - 1]?.group)
      sums.set(group, (sums.get(group) ?? 0) + step.cost);
  }
  return {
    shown,
    rowOf: new Map(shown.map((step, i) => [step.index, i])),
    longest: steps.reduce((max, s) => Math.max(max, s.duration ?? 0), 0),
    slowest,
    sums: sums as unknown as ReadonlyMap<number, NanoUsd>,
  };
}

export function stepsPane(state: ReplayState, rows: Rows, actions: Actions): TemplateResult {
  const steps = state.view?.steps ?? [];
  const { shown } = rows;
  const first = Math.max(0, Math.floor(state.scrollTop / rowHeight) - beyond);
  const last = Math.min(shown.length, Math.ceil((state.scrollTop + state.treeHeight) / rowHeight) + beyond);
  const found = hits(steps, state.query);
  const drawn = shown.slice(first, last);
  // One tab stop: the current step, or the first that is drawn while that one is folded away or scrolled out.
  const stop = drawn.some((step) => step.index === state.cursor) ? state.cursor : drawn[0]?.index;
  return html`<section class="steps" aria-label="Steps">
    <div class="head">
      <h2>Steps</h2><span class="dim">${count(steps.length)}${state.view && isGrowing(state.view) ? " so far" : ""}</span><span class="grow"></span>
      <label class="search">${icon("search")}<input
        id="search"
        placeholder="Search text, tool, state"
        aria-label="Search the trace"
        size="20"
        .value=${state.query}
        @input=${(event: InputEvent) => actions.query((event.target as HTMLInputElement).value)}
      />${state.query.trim() ? html`<span class="dim">${place(found, state.cursor)}</span>` : html`<kbd class="kbd">/</kbd>`}</label>
    </div>
    <div class="row headrow" aria-hidden="true"><span></span><span></span><span class="name">What happened</span><span></span><span class="num">Time</span><span class="num">Cost</span></div>
    <div
      class="scroll tree"
      id="tree"
      role="tree"
      aria-label="Steps of the run"
      @scroll=${actions.scroll}
    ><div class="rows" role="presentation" ${style({ height: `${shown.length * rowHeight}px` })}>${drawn.map(
      (step, i) => row(step, { number: first + i, stop: step.index === stop }, state, rows, actions),
    )}</div></div>
  </section>`;
}

/** "2 of 4": which of the hits the cursor stands on, or the next one. */
function place(found: readonly number[], cursor: number): string {
  if (found.length === 0) return "none";
  const at = found.findIndex((index) => index >= cursor);
  return `${(at < 0 ? found.length - 1 : at) + 1} of ${count(found.length)}`;
}

interface Place {
  /** From 0. */
  readonly number: number;
  /** Tab leads here. */
  readonly stop: boolean;
}

function row(step: Step, { number, stop }: Place, state: ReplayState, rows: Rows, actions: Actions): TemplateResult {
  const current = step.index === state.cursor;
  const group = step.kind === "agent_enter";
  const folded = state.folded.has(step.index);
  const breakpoint = state.breakpoints.has(step.index);
  const duration = group ? groupDuration(step, state) : step.duration;
  const cost = group ? rows.sums.get(step.index) : step.cost;
  const bad = step.error !== undefined;
  return html`<div
    class="row ${group ? "group" : ""} ${bad ? "failed" : ""}"
    id="step-${step.index}"
    role="treeitem"
    aria-level=${step.depth + 1}
    aria-setsize=${rows.shown.length}
    aria-posinset=${number + 1}
    aria-expanded=${group ? !folded : nothing}
    aria-selected=${current}
    aria-current=${current ? "step" : nothing}
    aria-label=${label(step, duration, cost)}
    tabindex=${stop ? 0 : -1}
    @click=${() => actions.go(step.index)}
    @dblclick=${() => group && actions.fold(step.index)}
    ${style({ top: `${number * rowHeight}px`, "--depth": Math.min(step.depth, 12) })}
  >
    <span class="gutter" title=${breakpoint ? "Breakpoint" : nothing} @click=${(event: Event) => {
      event.stopPropagation();
      actions.breakpoint(step.index);
    }}>${breakpoint ? html`<i class="bp"></i>` : nothing}${current ? html`<i class="cur"></i>` : nothing}</span>
    <span class="idx">${step.index}</span>
    <span class="name">${
      group
        ? html`<span class="chev" @click=${(event: Event) => {
            event.stopPropagation();
            actions.fold(step.index);
          }}>${icon(folded ? "right" : "down")}</span>`
        : nothing
    }${icon(bad ? "error" : step.kind, bad ? "bad-fg" : "")}<span class="t">${step.kind === "state_write" ? `${step.name} =` : step.name}</span>${marks(step, rows)}<span class="d">${marked(bad ? (step.error ?? step.detail) : step.detail, state.query)}</span></span>
    ${durationCells(step, duration, state, rows)}
    <span class="num ${group ? "dim" : ""}" title=${cost === undefined ? nothing : exactUsd(cost)}>${cost === undefined ? "" : usd(cost, true)}</span>
  </div>`;
}

/** From entering to leaving; not a sum, since agents may run at once. */
function groupDuration(step: Step, state: ReplayState): number | undefined {
  const exit = step.pair === undefined ? undefined : state.view?.steps[step.pair - 1];
  return exit?.t !== undefined && step.t !== undefined ? exit.t - step.t : undefined;
}

function label(step: Step, duration: number | undefined, cost: NanoUsd | undefined): string {
  const time = step.open
    ? "never ended"
    : duration === undefined
      ? step.quality === "unknown"
        ? "time unknown"
        : ""
      : `${step.quality === "estimated" ? "about " : ""}${ms(duration)}`;
  const words = [
    `${step.index}`,
    kindOf(step),
    step.name,
    step.error ?? step.detail,
    time,
    cost === undefined ? "" : usd(cost),
  ];
  return words.filter(Boolean).join(", ");
}

function marks(step: Step, rows: Rows): TemplateResult {
  return html`${
    step.index === rows.slowest
      ? html`<span class="tmark" role="img" aria-label="slowest" title="slowest">${icon("clock")}</span>`
      : nothing
  }${
    step.retries
      ? html`<span class="tmark plain" role="img" aria-label="tried again ${step.retries} times" title="tried again">${icon("retry")}${step.retries}</span>`
      : nothing
  }`;
}

function marked(text: string, query: string): TemplateResult | string {
  const word = query.trim();
  if (!word) return text;
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return text;
  return html`${text.slice(0, at)}<mark>${text.slice(at, at + word.length)}</mark>${text.slice(at + word.length)}`;
}

function durationCells(step: Step, duration: number | undefined, state: ReplayState, rows: Rows): TemplateResult {
  if (state.view?.totals.durationMs === undefined)
    return html`<span></span><span class="num dim" aria-label="no time recorded">–</span>`;
  if (step.open && step.kind !== "agent_enter")
    return html`<span></span><span class="num">${state.view.live ? "running" : "never ended"}</span>`;
  if (step.kind === "agent_enter")
    return html`<span></span><span class="num dim">${duration === undefined ? (step.open ? (state.view.live ? "running" : "never ended") : "") : ms(duration)}</span>`;
  if (step.quality === "unknown")
    return html`<span></span><span class="num" title="Nobody measured this"><i class="sw unknown" aria-hidden="true">?</i>&nbsp;unknown</span>`;
  if (duration === undefined || step.quality === "instant") return html`<span></span><span></span>`;
  const guessed =
    step.stretches.reduce((sum, s) => sum + (s.quality === "estimated" ? s.duration : 0), 0) / (duration || 1);
  const width = rows.longest ? duration / rows.longest : 0;
  return html`<span class="micro" aria-hidden="true"><i ${style({ "--w": (width * (1 - guessed)).toFixed(4) })}></i>${
    guessed > 0 ? html`<i class="est" ${style({ "--w": (width * guessed).toFixed(4) })}></i>` : nothing
  }</span><span class="num" title=${guessed > 0 ? "Total measured; its division is partly estimated from tokens" : "Measured"}>${step.quality === "estimated" ? "≈\u00a0" : ""}${ms(duration)}</span>`;
}
