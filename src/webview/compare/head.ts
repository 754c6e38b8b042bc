import { guard } from "lit/directives/guard.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { formatMs, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import type { NanoUsd } from "../../core/tokens/units.ts";
import type { ColumnNote } from "../../protocol/compare.ts";
import { columnMark } from "../ui/columnMark.ts";
import { segments } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import { swatch, type TokenKind, tokenBar, tokenKinds } from "../ui/tokenBar.ts";
import type { CompareActions } from "./actions.ts";
import { type ColumnFigures, columnFigures, standingOf } from "./figures.ts";
import { moneyRange, timeRange } from "./setUpBar.ts";
import { type CompareState, columnOrder, isLive } from "./state.ts";
import { sharedScale, tickStrip } from "./tickStrip.ts";
import { type Change, type Figure, figure, type Verdict, verdicts } from "./verdicts.ts";

/** The table above the inputs: who the columns are, and their figures side by side on one scale for each row. */
export function head(state: CompareState, columns: readonly number[], actions: CompareActions): TemplateResult {
  const { view, matrix } = state;
  const notes = view?.plan.columns ?? [];
  const begun = view?.phase === "begun";
  const standing = standingOf(matrix);
  // Figures move only when a run ends: not with every word that streams in.
  const deps = [
    view,
    columns.join(),
    state.baseline,
    standing.ended,
    standing.errors,
    standing.spent.cost,
    standing.spent.atLeast,
    standing.total,
    matrix.phase,
    state.other,
  ];
  return html`${pickOther(state, actions)}${guard(deps, () => [
    names(state, notes, columns, actions),
    ...(begun ? figures(state, columns) : [estimates(notes, columns)]),
  ])}`;
}

function pickOther(state: CompareState, actions: CompareActions) {
  const notes = state.view?.plan.columns ?? [];
  const others = columnOrder(state).slice(1);
  if (others.length < 1) return nothing;
  const [base] = columnOrder(state);
  return html`<div class="pickcol"><span class="dim">Against ${notes[base ?? 0]?.column.variant}:</span>${segments(
    "Column to set against the baseline",
    others.map((k) => ({ id: String(k), label: shortName(notes[k]), icon: columnMark(k) })),
    String(others.includes(state.other) ? state.other : others[0]),
    (id) => actions.other(Number(id)),
  )}</div>`;
}

function shortName(note: ColumnNote | undefined): string {
  return [note?.column.variant, note?.column.model && note.modelName, note?.column.thinkingLevel]
    .filter(Boolean)
    .join(" · ");
}

/** "3.5 Flash · low". */
export function modelWords(note: ColumnNote | undefined): string {
  return [(note?.modelName ?? note?.model ?? "no model").replace(/^Gemini /, ""), note?.level]
    .filter(Boolean)
    .join(" · ");
}

function names(state: CompareState, notes: readonly ColumnNote[], columns: readonly number[], actions: CompareActions) {
  const plan = state.matrix.plan;
  const begun = state.view?.phase === "begun";
  const inputs = plan?.inputs.length ?? state.view?.setUp.inputs.length ?? 0;
  const repeats = plan?.repeats ?? state.view?.setUp.repeats ?? 1;
  return html`<div class="c lab colh"><b>Columns</b><span class="axisx">${inputs} ${inputs === 1 ? "input" : "inputs"}, each run ${repeats === 1 ? "once" : `${repeats} times`}</span></div>${columns.map(
    (k, n) => {
      const note = notes[k];
      const figures = columnFigures(state.matrix, k);
      const count = begun
        ? `n = ${figures.n}${figures.errors ? `, ${figures.errors} ${figures.errors === 1 ? "error" : "errors"}` : ""}`
        : `${inputs * repeats} ${inputs * repeats === 1 ? "run" : "runs"}`;
      return html`<div class=${`c colh ${n === 0 ? "basecol" : ""}`}><div class="n1">${columnMark(k)} <span class="who">${note?.column.variant}</span> <span class="lv">${modelWords(note)}</span>${
        n === 0
          ? html`<span class="tag">Baseline</span>`
          : html`<button type="button" class="mk" @click=${() => actions.baseline(k)}>Make baseline</button>`
      }</div><div class="n2 num">${count}${note?.what ? ` · ${note.what}` : ""}</div></div>`;
    },
  )}`;
}

function estimates(notes: readonly ColumnNote[], columns: readonly number[]) {
  const basis = notes[0]?.estimate?.basis;
  return html`<div class="c lab verdict"><b>Estimate</b><span class="axisx">80 % range, ${basis && basis !== "prior" ? `learned from ${basis.replace("runs:", "")} runs` : "prior, no runs yet"}</span></div>${columns.map(
    (k, n) => {
      const note = notes[k];
      return html`<div class=${`c verdict num ${n === 0 ? "basecol" : ""}`}>${
        note?.estimate
          ? html`<b>${formatUsd(note.estimate.p50)}</b> a run <span class="dim">(${moneyRange(note.estimate.range).slice(1)})</span>`
          : html`<span class="dim">no price is known</span>`
      }<br /><span class="dim">${note?.time ? `about ${timeRange(note.time)} a run` : ""}</span></div>`;
    },
  )}`;
}

function figures(state: CompareState, columns: readonly number[]) {
  const found = verdicts(state);
  return [words(state, columns, found), ...metrics(state, columns, found)];
}

type Found = ReadonlyMap<number, Verdict>;

function words(state: CompareState, columns: readonly number[], found: Found) {
  const live = isLive(state);
  const judged = found.size > 0;
  const why = live
    ? "When the last run has ended."
    : state.view?.simulated
      ? "Simulated: no verdict is drawn from this."
      : state.matrix.phase === "complete"
        ? "No run of this column can be compared."
        : "Stopped before there was enough to say.";
  return html`<div class="c lab verdict"><b>${judged ? "In words" : "Verdict"}</b><span class="axisx">${judged ? "95 % paired intervals" : nothing}</span></div>${columns.map(
    (k, n) => {
      if (n === 0) {
        return html`<div class="c verdict basecol"><p>${icon("dash", "small")}<span class="dim">The others are measured against this column, input by input.</span></p></div>`;
      }
      const said = found.get(k);
      return html`<div class="c verdict">${
        said
          ? said.words.map(
              (line) =>
                html`<p><span class=${line.tone}>${icon(line.icon, "small")}</span><span>${line.strong ? html`<b>${line.strong}</b>` : nothing}${line.text}</span></p>`,
            )
          : html`<p>${icon(live ? "clockface" : state.view?.simulated ? "beaker" : "clockface", "small")}<span class="dim">${why}</span></p>`
      }</div>`;
    },
  )}`;
}

function metrics(state: CompareState, columns: readonly number[], found: Found) {
  const all = columns.map((k) => columnFigures(state.matrix, k));
  const sofar = isLive(state) ? " so far" : "";
  const ms = (value: number) => formatMs(value);
  return [
    metric({
      name: "Time to the end",
      sofar,
      about: "one tick a run",
      values: all.map((f) => f.totalMs),
      say: ms,
      columns,
      tail: true,
      deltas: columns.map((k) => found.get(k)?.latency),
    }),
    metric({
      name: "Time to first token",
      sofar,
      about: "of the answer",
      values: all.map((f) => f.ttftMs),
      say: ms,
      columns,
      tail: true,
      deltas: columns.map((k) => found.get(k)?.ttft),
    }),
    metric({
      name: "Cost",
      sofar,
      about: "per run",
      values: all.map((f) => f.cost),
      say: (value) => formatUsd(value as NanoUsd),
      columns,
      tail: false,
      deltas: columns.map((k) => found.get(k)?.cost),
    }),
    tokens(all, columns),
  ];
}

interface Metric {
  readonly name: string;
  readonly sofar: string;
  readonly about: string;
  readonly values: readonly (readonly number[])[];
  readonly say: (value: number) => string;
  readonly columns: readonly number[];
  /** Second line: the 95th percentile. Otherwise what a thousand runs would cost. */
  readonly tail: boolean;
  readonly deltas: readonly (Change | undefined)[];
}

function metric({ name, sofar, about, values, say, columns, tail, deltas }: Metric) {
  const scale = sharedScale(values);
  // The same room in every column, so that strips on one scale have one width.
  const wide = deltas.some((delta) => delta !== undefined);
  const range = values.some((v) => v.length) ? `, ${say(scale.from)} to ${say(scale.to)}${scale.cut ? "+" : ""}` : "";
  return html`<div class="c lab m"><span><b>${name}</b><span class="axisx">${sofar}</span></span><span class="axisx num">${about}${range}</span></div>${columns.map(
    (k, n) => {
      const column = values[n] ?? [];
      const figures = figure(column);
      const delta = deltas[n];
      return html`<div class=${`c m c${k % 4} ${n === 0 ? "basecol" : ""} ${wide ? "wd" : ""}`}><div class="mm"><div class="v num">${value(figures, say, tail)}</div>${tickStrip(column, scale, figures.p50)}${
        wide
          ? html`<div class="d num">${delta ? html`${delta.change}<small>${delta.interval}</small>` : nothing}</div>`
          : nothing
      }</div></div>`;
    },
  )}`;
}

function value(figures: Figure, say: (value: number) => string, tail: boolean) {
  if (figures.p50 === undefined || figures.mean === undefined) return html`<span class="dim">–</span>`;
  if (!tail) return html`<b>${say(figures.mean)}</b><small>${say(figures.mean * 1000)} / 1,000</small>`;
  return html`<u>p50</u><b>${say(figures.p50)}</b>${figures.p95 === undefined ? nothing : html`<small><u>p95</u>${say(figures.p95)}</small>`}`;
}

const kindWords: Record<TokenKind, string> = { in: "in", cached: "cache", think: "think", out: "out" };

function tokens(all: readonly ColumnFigures[], columns: readonly number[]) {
  const widest = Math.max(1, ...all.map((f) => tokenKinds.reduce((sum, kind) => sum + f.mean[kind], 0)));
  return html`<div class="c lab m"><span><b>Tokens</b><span class="axisx"> mean per run</span></span><span class="axisx">thinking is billed as output</span></div>${columns.map(
    (_, n) => {
      const figures = all[n];
      return html`<div class=${`c m t ${n === 0 ? "basecol" : ""}`}>${
        figures?.n
          ? html`${tokenBar(figures.mean, widest)}<div class="legend num">${tokenKinds.map((kind) => html`<span>${swatch(kind)}${kindWords[kind]} <b>${formatTokens(figures.mean[kind])}</b></span>`)}</div>`
          : html`<span class="dim">–</span>`
      }</div>`;
    },
  )}`;
}
