import { html, nothing, type TemplateResult } from "lit/html.js";
import { againstEstimate, verdictWords } from "../../core/runs/againstEstimate.ts";
import { basisWords, type Expected } from "../../core/runs/expected.ts";
import type { BegunRun, Turn } from "../../core/runs/run.ts";
import { finishReasonOf, type RunTotals, totalsOf } from "../../core/runs/step.ts";
import { formatMs, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import { fromUsd } from "../../core/tokens/units.ts";
import { totalTokens, type Usage } from "../../core/tokens/usage.ts";
import type { PriceNote, RunView } from "../../protocol/run.ts";
import { link } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import { type ByKind, swatch, tokenBar } from "../ui/tokenBar.ts";
import type { RunActions } from "./actions.ts";
import { gauge } from "./gauge.ts";
import { nowOf, type RunState } from "./state.ts";
import { finishWord } from "./steps.ts";

/** Usage, money and limits. Before the first run: what is expected. */
export function side(state: RunState, actions: RunActions): TemplateResult {
  const { run, view } = state;
  const totals = run.kind === "waiting" ? undefined : totalsOf(run, nowOf(state));
  const simulated = run.kind === "waiting" ? view?.connection.simulated === true : run.setup.simulated;
  return html`<aside class="side" aria-label="Usage and cost">${[
    money(state, totals, simulated),
    run.kind === "waiting" || !totals ? nothing : [table(run, totals, view?.price), ended(state, run, totals, actions)],
    budget(state, totals),
    model(state, actions),
  ]}</aside>`;
}

function money({ run, view }: RunState, totals: RunTotals | undefined, simulated: boolean) {
  const estimate = view?.estimate;
  if (!totals || run.kind === "waiting") {
    if (!estimate) return nothing;
    return html`<section><h2>Expected cost</h2><div class="big num">${formatUsd(estimate.p50)}<small>${basisWords(estimate.basis)}</small></div>${gauge(estimate)}
      <p class="dim none num wrap">+ about ${formatTokens(estimate.output)} tokens out, ${formatTokens(estimate.thinking)} thinking</p></section>`;
  }
  const running = run.kind === "running" && !view?.reopened?.interrupted;
  return html`<section><h2>${running ? "Cost so far" : "Cost"}</h2>
    <div class="big num">${costWord(totals)}<small>${simulated ? "simulated; nothing is billed" : measured(totals, !running)}</small></div>
    ${estimate ? gauge(estimate, isMeasured(totals) && totals.cost !== undefined ? { cost: totals.cost, running } : undefined) : nothing}
    ${estimate && isMeasured(totals) ? why(estimate, run, running) : nothing}
  </section>`;
}

/** Whether a call has said what it took. Until then there is no figure: not a 0 either. */
function isMeasured({ usage }: { readonly usage: Usage }): boolean {
  return totalTokens(usage) > 0;
}

const unmeasured = "–";

function costWord(totals: RunTotals): string {
  if (!isMeasured(totals)) return unmeasured;
  return totals.cost === undefined ? "no price" : formatUsd(totals.cost, totals);
}

function measured({ atLeast, ...totals }: RunTotals, ended: boolean): string {
  if (!isMeasured(totals)) return atLeast ? "not reported" : ended ? "nothing was measured" : "nothing measured yet";
  return atLeast ? "measured; one call ended before it had said all it took" : "measured";
}

/** A sentence when the cost lies outside of what was expected, and what made most of the difference. */
function why(estimate: Expected, run: BegunRun, running: boolean) {
  const against = againstEstimate(estimate, run);
  if (!against || against.verdict === "within") return nothing;
  return html`<div class="why"><b>${running ? "Above the estimate already; one step is still under way." : verdictWords(against.verdict)}</b>${against.reasons.map(({ sentence }) => html`<br /><span>${sentence}</span>`)}</div>`;
}

function table(run: BegunRun, totals: RunTotals, price: PriceNote | undefined) {
  const { usage } = totals;
  return html`<section><h2 id="by-step">Tokens and cost by step</h2>
    <table class="num" aria-labelledby="by-step">
      <thead><tr><th scope="col">step</th><th scope="col">in</th><th scope="col">cached</th><th scope="col">think</th><th scope="col">out</th><th scope="col">cost</th></tr></thead>
      <tbody>${run.turns.map(
        (turn, n) =>
          html`<tr><td>turn ${n + 1}</td>${figures(turn.usage, turn.endedAt === undefined && run.kind === "running")}<td>${money2(turn)}</td></tr>`,
      )}</tbody>
      <tfoot><tr class="tot"><td>run</td>${figures(usage, false)}<td>${isMeasured(totals) && totals.cost !== undefined ? formatUsd(totals.cost, totals) : unmeasured}</td></tr></tfoot>
    </table>${shares(usage, price)}</section>`;
}

function money2(turn: Turn): string {
  return turn.cost === undefined || !isMeasured(turn) ? unmeasured : formatUsd(turn.cost);
}

/** `in` is what was not read from a cache. A plus sign: more of it is still coming. */
function figures(usage: Usage, growing: boolean) {
  return [uncached(usage), usage.cached, usage.thinking, usage.output].map(
    (n, k) =>
      html`<td>${isMeasured({ usage }) ? formatTokens(n) : unmeasured}${growing && k === 3 && n > 0 ? "+" : nothing}</td>`,
  );
}

function uncached(usage: Usage): number {
  return usage.input - usage.cached + usage.toolUse;
}

function shares(usage: Usage, price: PriceNote | undefined) {
  if (totalTokens(usage) === 0) return nothing;
  const rates = price ?? { input: 1, cached: 1, output: 1 };
  const parts: ByKind = {
    in: uncached(usage) * rates.input,
    cached: usage.cached * rates.cached,
    think: usage.thinking * rates.output,
    out: usage.output * rates.output,
  };
  return html`${tokenBar(parts)}<div class="legend xs dim"><span>${swatch("in")}in</span><span>${swatch("cached")}cached</span><span>${swatch("think")}thinking</span><span>${swatch("out")}output</span><span class="what">share of the ${price ? "cost" : "tokens"}</span></div>`;
}

function ended(state: RunState, run: BegunRun, totals: RunTotals, actions: RunActions) {
  const interrupted = state.view?.reopened?.interrupted === true;
  if (run.kind === "running" && !interrupted) return nothing;
  const reason = finishReasonOf(run);
  const rows: [string, unknown][] = [
    ["to the first token", totals.ttftMs === undefined ? "no answer came" : formatMs(totals.ttftMs)],
    ["to the end", formatMs(totals.totalMs)],
    ["model calls", formatTokens(totals.turns)],
    ...(totals.toolCalls ? ([["tool calls", formatTokens(totals.toolCalls)]] as [string, unknown][]) : []),
    ...(reason ? ([["finish reason", finishWord(reason)]] as [string, unknown][]) : []),
    [
      "recorded in",
      state.view?.trace && !run.unrecorded
        ? link(
            lastFolder(state.view.trace),
            () => actions.post({ type: "open-trace" }),
            `Replays ${state.view.trace}; calls nothing`,
          )
        : "not recorded",
    ],
  ];
  return html`<section><h2 id="this-run">This run</h2><table class="num facts" aria-labelledby="this-run">${rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</table></section>`;
}

/** The run's folder: `.flashback/runs/<id>/trace.otlp.jsonl` → `<id>`. */
function lastFolder(path: string): string {
  return path.split("/").at(-2) ?? path;
}

function budget({ view }: RunState, totals: RunTotals | undefined) {
  const caps = view?.subject.budget ?? {};
  const used = totals && isMeasured(totals) ? totals.usage : undefined;
  const rows: {
    readonly name: string;
    readonly has: number | undefined;
    readonly cap: number;
    readonly say: (n: number) => string;
  }[] = [];
  const add = (name: string, cap: number | undefined, has: number | undefined, say: (n: number) => string) => {
    if (cap !== undefined) rows.push({ name, cap, has, say });
  };
  add("time", caps.maxLatencyMs, totals?.totalMs, formatMs);
  add("tokens", caps.maxTotalTokens, used && totalTokens(used), formatTokens);
  add("tokens in", caps.maxInputTokens, used && used.input + used.toolUse, formatTokens);
  add("tokens out", caps.maxOutputTokens, used && used.output + used.thinking, formatTokens);
  const cost = used && totals?.cost;
  const has = <T>(value: T | undefined, say: (value: T) => string) =>
    totals && (value === undefined ? unmeasured : say(value));
  const costRow =
    caps.maxCostUsd === undefined
      ? nothing
      : limit(
          "cost",
          has(cost, (amount) => formatUsd(amount, totals)),
          `$${caps.maxCostUsd}`,
          (cost ?? 0) > fromUsd(caps.maxCostUsd),
        );
  if (costRow === nothing && !rows.length) return nothing;
  return html`<section><h2 id="budget">Against the budget</h2><table class="num facts" aria-labelledby="budget">${costRow}${rows.map(
    (row) => limit(row.name, has(row.has, row.say), row.say(row.cap), (row.has ?? 0) > row.cap),
  )}</table></section>`;
}

function limit(name: string, has: string | undefined, cap: string, over: boolean) {
  return html`<tr><th scope="row">${name}</th><td>${over ? html`<span class="wait">${icon("warning", "small")}</span> <b>over:</b> ` : nothing}${has === undefined ? "up to" : `${has} of`} ${cap}</td></tr>`;
}

function model({ run, view }: RunState, actions: RunActions) {
  if (!view) return nothing;
  if (view.subject.team && run.kind === "waiting") return team(view, actions);
  const asked = run.kind === "waiting" ? view.subject.model : run.setup.model;
  const level = run.kind === "waiting" ? view.subject.thinkingLevel : run.setup.thinkingLevel;
  const served = run.kind === "waiting" ? undefined : run.turns.findLast((turn) => turn.modelServed)?.modelServed;
  return html`<section class="model"><h2>Model and price</h2>
    <div>asked ${asked ?? "no model"}${level ? html` <span class="dim">· thinking ${level}</span>` : nothing}</div>
    ${served ? html`<div>served ${served} <span class="dim">· ${place(run.kind === "waiting" ? view.connection.kind : run.setup.endpoint.kind)}</span></div>` : nothing}
    <div class="dim">${view.price ? priceSentence(view.price) : "No price is known for this model: tokens are counted, money is not."}</div>
    ${view.price?.redirect && !view.price.own ? html`<div class="dim">Since ${day(view.price.redirect.since)} answered by ${view.price.redirect.to}; then its price is the one that counts.</div>` : nothing}
    ${view.connection.keySource ? html`<div class="dim">Key from ${view.connection.keySource}.</div>` : nothing}
    <div>${link(view.subject.file, () => actions.post({ type: "open-definition" }), "Goes to the agent in the definition")}</div>
  </section>`;
}

/** A team has no model of its own: what it is, and what stands behind its estimate. */
function team({ subject, estimate }: RunView, actions: RunActions) {
  const { agents, models } = subject.team ?? { agents: 0, models: [] };
  return html`<section class="model"><h2>Team</h2>
    <div>${agents === 1 ? "One agent" : `${agents} agents`}${models.length ? html` <span class="dim">· ${models.join(", ")}</span>` : nothing}</div>
    <div class="dim">${
      estimate
        ? "The estimate is the sum of its agents, each run once; what the workflow skips or repeats is not in it."
        : "Not every agent has a model with a known price, so there is no estimate in money."
    }</div>
    <div class="dim">A team cannot be run yet: runs of teams come in a later version. Each of its agents can be run by itself.</div>
    <div>${link(subject.file, () => actions.post({ type: "open-definition" }), "Goes to the team in the definition")}</div>
  </section>`;
}

function place(kind: "gemini" | "custom" | "simulator"): string {
  return { gemini: "Gemini API", custom: "custom endpoint", simulator: "simulator" }[kind];
}

function priceSentence(price: PriceNote): string {
  const rate = (dollars: number) => `$${dollars < 0.1 ? String(Number(dollars.toPrecision(3))) : dollars.toFixed(2)}`;
  const since = price.own
    ? " The price is from your settings."
    : price.since
      ? ` In force since ${day(price.since)}${price.readOn ? `, read ${day(price.readOn)}` : ""}.`
      : "";
  return `per million tokens: in ${rate(price.input)}, cached ${rate(price.cached)}, out and thinking ${rate(price.output)}.${since}`;
}

/** "2026-05-19" → "19 May 2026". */
function day(iso: string): string {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
