import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ThinkingLevel } from "../../core/document/definition.ts";
import { mayExceed } from "../../core/runs/suiteCap.ts";
import { formatCap, formatMs, formatTokens, formatUsd, formatUsdRange } from "../../core/tokens/format.ts";
import type { CompareView, MoneyRange, PlanNote, SetUp, TimeRange } from "../../protocol/compare.ts";
import { button } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import type { CompareActions } from "./actions.ts";
import { standingOf } from "./figures.ts";
import { type CompareState, isLive } from "./state.ts";

/** A product that can be read aloud: variants × models × thinking × inputs × repeats = runs, calls, cost, time. */
export function setUpBar(state: CompareState, actions: CompareActions): TemplateResult | typeof nothing {
  const { view } = state;
  if (!view || view.phase === "empty") return nothing;
  const frozen = view.phase === "begun";
  const { setUp, subject } = view;
  const times = html`<span class="times" aria-hidden="true">×</span>`;
  return html`<section class=${`setup ${frozen ? "frozen" : ""}`} aria-label="What is compared">
    <div class="sumline num">${inWords(setUp)}</div>
    <div class="axes">${axis("Variants", [
      setUp.variants.map((name) =>
        chip(name, {
          frozen,
          last: setUp.variants.length === 1,
          remove: () => actions.setUp({ variants: without(setUp.variants, name) }),
        }),
      ),
      frozen
        ? nothing
        : add(
            "Add a variant",
            rest(
              subject.variants.map((v) => ({ id: v.name, name: v.name })),
              setUp.variants,
            ),
            (name) => actions.setUp({ variants: [...setUp.variants, name] }),
          ),
    ])}${times}
    ${axis("Models", [
      setUp.models.length
        ? setUp.models.map((id) =>
            chip(nameOf(view, id), {
              frozen,
              last: false,
              remove: () => actions.setUp({ models: without(setUp.models, id) }),
            }),
          )
        : chip("as in the file", { frozen, last: true }),
      frozen
        ? nothing
        : add("Add a model", rest(subject.models, setUp.models), (id) =>
            actions.setUp({ models: [...setUp.models, id] }),
          ),
    ])}${times}
    ${axis("Thinking", [
      setUp.thinking.length
        ? setUp.thinking.map((level) =>
            chip(level, {
              frozen,
              last: false,
              remove: () => actions.setUp({ thinking: without(setUp.thinking, level) }),
            }),
          )
        : chip("as in the file", { frozen, last: true }),
      frozen
        ? nothing
        : add(
            "Add a thinking level",
            rest(
              subject.levels.map((level) => ({ id: level, name: level })),
              setUp.thinking,
            ),
            (level) =>
              actions.setUp({ thinking: inOrder(subject.levels, [...setUp.thinking, level as ThinkingLevel]) }),
          ),
    ])}${times}
    ${axis("Inputs", inputs(view, frozen, actions))}${times}
    ${axis("Repeats", [
      frozen
        ? html`<span class="chip plain num">${setUp.repeats}</span>`
        : html`<input class="field count num" type="number" min="1" max="100" aria-label="Repeats" .value=${String(setUp.repeats)}
            @change=${(e: Event) => actions.setUp({ repeats: whole(e, 1, 100) })} />`,
    ])}</div>
    <div class="sums">${sums(state, view)}</div>
    ${frozen ? nothing : html`<div class="go">${startRow(view, actions)}</div>`}
  </section>`;
}

function axis(label: string, content: unknown) {
  return html`<div class="axis" role="group" aria-label=${label}><span class="axis-name" aria-hidden="true">${label}</span><div class="chips">${content}</div></div>`;
}

function chip(
  label: string,
  options: { readonly frozen: boolean; readonly last: boolean; readonly remove?: () => void },
) {
  const { frozen, last, remove } = options;
  if (frozen || last || !remove) return html`<span class="chip plain">${label}</span>`;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    remove();
  };
  return html`<span class="chip">${label}<button type="button" aria-label=${`Remove ${label}`} title="Remove (Delete)" @click=${remove} @keydown=${onKey}>${icon("close", "small")}</button></span>`;
}

/** A plus sign that is a list: the editor's own drop-down, reachable by keyboard, without a menu of our own. */
function add(
  label: string,
  choices: readonly { readonly id: string; readonly name: string }[],
  pick: (id: string) => void,
) {
  if (!choices.length) return nothing;
  return html`<span class="add"><span aria-hidden="true">${icon("add", "small")}</span><select aria-label=${label} title=${label} .value=${""}
    @change=${(e: Event) => {
      const select = e.target as HTMLSelectElement;
      const id = select.value;
      select.value = "";
      if (id) pick(id);
    }}><option value=""></option>${choices.map((choice) => html`<option value=${choice.id}>${choice.name}</option>`)}</select></span>`;
}

function inputs(view: CompareView, frozen: boolean, actions: CompareActions) {
  const { setUp, subject } = view;
  const source = subject.sources.find((one) => one.id === setUp.source);
  const total = source?.rows.length ?? setUp.inputs.length;
  const count = setUp.inputs.length;
  const of =
    setUp.source !== "typed" && count < total
      ? html` <span class="dim">${count} of ${total}</span>`
      : html` <span class="dim">${count}</span>`;
  if (frozen)
    return html`<span class="chip plain num">${icon("database", "small")}<span>${source?.label ?? setUp.source}</span>${of}</span>`;
  return html`<span class="chip plain">${icon("database", "small")}<select aria-label="Where the inputs come from" .value=${setUp.source}
      @change=${(e: Event) => {
        const chosen = subject.sources.find((one) => one.id === (e.target as HTMLSelectElement).value);
        if (chosen) actions.setUp({ source: chosen.id, inputs: chosen.rows.slice(0, 40) });
      }}>${subject.sources.map((one) => html`<option value=${one.id} ?selected=${one.id === setUp.source}>${one.label}</option>`)}</select></span>${
        setUp.source === "typed" || total < 2
          ? nothing
          : html`<input class="field count num" type="number" min="1" max=${total} aria-label="How many of them" .value=${String(count)}
              @change=${(e: Event) => actions.setUp({ inputs: (source?.rows ?? []).slice(0, whole(e, 1, total)) })} /><span class="dim num">of ${total}</span>`
      }${source?.problems ? html`<span class="note" title=${source.problems.join("\n")}><span class="wait">${icon("warning", "small")}</span> ${source.problems[0]}${source.problems.length > 1 ? ` And ${source.problems.length - 1} more.` : ""}</span>` : nothing}`;
}

function sums(state: CompareState, view: CompareView) {
  const { plan } = view;
  const frozen = view.phase === "begun";
  const ended = frozen && !isLive(state) && state.matrix.phase !== "waiting";
  const standing = frozen ? standingOf(state.matrix) : undefined;
  const took = view.startedAt && view.endedAt ? Math.max(0, view.endedAt.wallMs - view.startedAt.wallMs) : undefined;
  const simulated = frozen ? view.simulated : view.connection.simulated;
  return [
    ended && standing
      ? standing.ended === plan.runs
        ? sum("Runs", `all ${formatTokens(plan.runs)}`, "done")
        : sum("Runs", formatTokens(standing.ended), `of ${formatTokens(plan.runs)} done`)
      : sum("Runs", formatTokens(plan.runs), calls(plan)),
    simulated
      ? sum(ended ? "Spent" : "Cost", "$0", plan.cost ? `live: ${moneyRange(plan.cost)}` : undefined)
      : ended && standing
        ? sum(
            "Spent",
            formatUsd(standing.spent.cost, standing.spent),
            plan.cost ? `estimated ${moneyRange(plan.cost)}` : undefined,
          )
        : sum("Cost", plan.cost ? moneyRange(plan.cost) : "no price", plan.cost ? "80 %" : undefined),
    ended && took !== undefined
      ? sum("Took", formatMs(took), plan.time ? `estimated ${timeRange(plan.time)}` : undefined)
      : sum("Time", plan.time ? timeRange(plan.time) : "unknown", frozen ? undefined : `${plan.concurrency} at a time`),
  ];
}

function sum(label: string, value: string, note: string | undefined) {
  return html`<div class="sum"><span class="axis-name">${label}</span><b class="num">${value}${note ? html` <span class="dim">${note}</span>` : nothing}</b></div>`;
}

function calls({ calls: n }: PlanNote): string | undefined {
  if (!n) return undefined;
  return n.low === n.high
    ? `${formatTokens(n.low)} calls`
    : `about ${formatTokens(n.low)}–${formatTokens(n.high)} calls`;
}

function startRow(view: CompareView, actions: CompareActions) {
  const { plan } = view;
  return [
    plan.problem
      ? html`<span class="note"><span class="wait">${icon("warning", "small")}</span> ${plan.problem}</span>`
      : plan.cap && mayExceed(plan.cap, plan.cost)
        ? html`<span class="note num"><span class="wait">${icon("warning", "small")}</span> Over the file's cap of ${formatCap(plan.cap.usd)} (line ${plan.cap.line}): Start asks first</span>`
        : plan.asksAboveUsd !== undefined
          ? html`<span class="note num"><span class="wait">${icon("warning", "small")}</span> Over $${plan.asksAboveUsd.toFixed(2)}: Start asks first</span>`
          : plan.looseCap !== undefined
            ? html`<span class="note"><span class="wait">${icon("warning", "small")}</span> ${plan.looseCap}</span>`
            : nothing,
    button({
      label: "Start",
      icon: "play",
      kind: "primary",
      key: "Ctrl+Enter",
      id: "start",
      disabled: plan.problem !== undefined || !view.connection.trusted || view.subject.problem !== undefined,
      click: () => actions.start(),
    }),
  ];
}

/** "$8.4–13": the unit once. */
export function moneyRange({ low, high }: MoneyRange): string {
  return `$${formatUsdRange(low, high)}`;
}

/** "11–17 min", "25 s": the unit once. */
export function timeRange({ lowMs, highMs }: TimeRange): string {
  const minutes = highMs >= 120_000;
  const per = minutes ? 60_000 : 1000;
  const [low, high] = [Math.max(1, Math.round(lowMs / per)), Math.max(1, Math.round(highMs / per))];
  return `${low === high ? low : `${low}–${high}`} ${minutes ? "min" : "s"}`;
}

/** "3 variants × 2 thinking levels × 40 inputs × 5 repeats". */
export function inWords(setUp: SetUp): string {
  const part = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  return [
    part(setUp.variants.length, "variant", "variants"),
    ...(setUp.models.length ? [part(setUp.models.length, "model", "models")] : []),
    ...(setUp.thinking.length ? [part(setUp.thinking.length, "thinking level", "thinking levels")] : []),
    part(setUp.inputs.length, "input", "inputs"),
    ...(setUp.repeats > 1 ? [part(setUp.repeats, "repeat", "repeats")] : []),
  ].join(" × ");
}

function nameOf(view: CompareView, id: string): string {
  return view.subject.models.find((model) => model.id === id)?.name ?? id;
}

function rest<T extends { readonly id: string }>(all: readonly T[], taken: readonly string[]): readonly T[] {
  return all.filter((one) => !taken.includes(one.id));
}

function without<T>(all: readonly T[], one: T): readonly T[] {
  return all.filter((other) => other !== one);
}

function inOrder<T>(order: readonly T[], some: readonly T[]): readonly T[] {
  return order.filter((one) => some.includes(one));
}

function whole(event: Event, least: number, most: number): number {
  const input = event.target as HTMLInputElement;
  const n = Math.min(most, Math.max(least, Math.round(Number(input.value)) || least));
  input.value = String(n);
  return n;
}
