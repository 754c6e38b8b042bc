import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SuiteCap } from "../../core/document/definition.ts";
import type { RunProblem } from "../../core/runs/problem.ts";
import { sentence } from "../../core/runs/sentences.ts";
import { fittingRepeats, mayExceed, raisedCap } from "../../core/runs/suiteCap.ts";
import { formatCap, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import { fromUsd, type NanoUsd } from "../../core/tokens/units.ts";
import type { CompareView, MoneyRange, SetUp } from "../../protocol/compare.ts";
import { button } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import { addKeyButton, cannotRun, notTrusted, simulatedWithoutKey } from "../ui/strips.ts";
import { style } from "../ui/style.ts";
import type { CompareActions } from "./actions.ts";
import { type Standing, standingOf } from "./figures.ts";
import { moneyRange } from "./setUpBar.ts";
import { type CompareState, isLive } from "./state.ts";

/** Only while something needs saying: trust, the question before a start, progress, simulated, stopped, older. */
export function strips(state: CompareState, actions: CompareActions): readonly (TemplateResult | typeof nothing)[] {
  const { view } = state;
  if (!view) return [];
  return [
    view.connection.trusted ? nothing : notTrusted(() => actions.post({ type: "trust" })),
    view.subject.problem ? cannotRun(view.subject.problem, () => actions.post({ type: "open-definition" })) : nothing,
    state.asksStart ? askStart(view, actions) : nothing,
    view.phase === "begun" ? progress(state, actions) : nothing,
    simulated(view, actions),
    view.stale && view.phase === "begun"
      ? html`<section class="strip warn"><div class="l">${icon("history")}<span class="grow">The prompt has changed since. These are results of the older one.</span>${isLive(state) ? nothing : button({ label: "Compare again…", click: () => actions.post({ type: "change" }) })}</div></section>`
      : nothing,
  ];
}

function simulated(view: CompareView, actions: CompareActions) {
  const addKey = () => actions.post({ type: "add-key" });
  if (view.phase === "begun") {
    return view.simulated ? simulatedWithoutKey(view.connection.simulated ? addKey : undefined) : nothing;
  }
  if (!view.connection.simulated) return nothing;
  return html`<section class="strip sim"><div class="l">${icon("beaker")}<span class="grow"><b>No key yet: comparisons run on the simulator.</b> Everything works, nothing is sent, nothing is billed. The numbers say nothing about the real models.</span>${addKeyButton(addKey)}</div>
    <div class="l dim xs">The key goes into the editor's secret storage. GEMINI_API_KEY or GOOGLE_API_KEY in the environment work too.</div></section>`;
}

function askStart(view: CompareView, actions: CompareActions) {
  const { plan, setUp } = view;
  if (plan.cap && plan.cost && mayExceed(plan.cap, plan.cost)) return askOverCap(plan.cap, plan.cost, setUp, actions);
  return html`<section class="strip warn" role="alertdialog" aria-label="Before it starts"><div class="l">${icon("warning")}<span class="grow"><b>This may cost ${plan.cost ? moneyRange(plan.cost) : "money"}; you are asked above $${(plan.asksAboveUsd ?? 0).toFixed(2)}.</b></span></div>
    <div class="l">${[
      button({
        label: "Start all the same",
        kind: "primary",
        id: "start-confirmed",
        click: () => actions.post({ type: "start", confirmed: true }),
      }),
      setUp.repeats > 1 ? button({ label: "Use one repeat", click: () => actions.setUp({ repeats: 1 }) }) : nothing,
      button({ label: "Cancel", click: () => actions.askStart(false) }),
      html`<span class="dim">The setting is flashback.compare.confirmAboveUsd.</span>`,
    ]}</div></section>`;
}

/** The file's own cap asks more strictly than the setting: whoever raises it has agreed to the cost as well. */
function askOverCap(cap: SuiteCap, cost: MoneyRange, { repeats }: SetUp, actions: CompareActions) {
  return html`<section class="strip warn" role="alertdialog" aria-label="Before it starts"><div class="l">${icon("warning")}<span class="grow"><b>This may cost ${moneyRange(cost)}; the file allows ${formatCap(cap.usd)}.</b></span></div>
    <div class="l">${[
      button({
        label: "Raise the cap for this comparison",
        kind: "primary",
        id: "start-confirmed",
        title: `To ${formatUsd(fromUsd(raisedCap(cost)))}; the file is not changed`,
        click: () => actions.post({ type: "start", confirmed: true, capUsd: raisedCap(cost) }),
      }),
      repeats > 1
        ? button({
            label: "Use fewer repeats",
            click: () => actions.setUp({ repeats: Math.min(repeats - 1, fittingRepeats(repeats, cap, cost)) }),
          })
        : nothing,
      button({ label: "Cancel", click: () => actions.askStart(false) }),
    ]}</div></section>`;
}

function progress(state: CompareState, actions: CompareActions) {
  const { matrix, view } = state;
  if (!view || matrix.phase === "waiting") return nothing;
  const standing = standingOf(matrix);
  if (isLive(state)) return state.asksCancel ? askCancel(standing, actions) : underWay(state, view, standing, actions);
  if (matrix.phase === "complete") return unfinished(state, standing);
  const interrupted = view.reopened?.interrupted === true;
  const budget = matrix.problem?.kind === "budget" ? matrix.problem : undefined;
  const onMoney = budget?.which.endsWith("max_cost_usd") === true;
  if (budget && onMoney && !interrupted && standing.ended < standing.total) {
    return atCap(state, budget, standing, actions);
  }
  const said = matrix.problem ? sentence(matrix.problem) : undefined;
  const money = view.simulated ? "" : `, ${formatUsd(standing.spent.cost, standing.spent)} spent`;
  const what = interrupted
    ? `Interrupted after ${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs${money}.`
    : (said?.what ??
      `Cancelled after ${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs${money}.`);
  return html`<section class="strip warn" role="alert"><div class="l">${icon("warning")}<b>${what}</b><span class="grow">${
    said ? `${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs are done. ` : ""
  }What is done is kept.${budget && said?.todo ? ` ${said.todo}` : ""}</span>${
    standing.ended < standing.total && (!budget || onMoney)
      ? button({
          label: "Go on from here",
          icon: "play",
          disabled: !view.connection.trusted || view.stale === true,
          title: view.stale ? "The prompt has changed: compare again instead" : "Runs what is missing",
          click: () => actions.post({ type: "go-on" }),
        })
      : nothing
  }</div>${bar(standing)}</section>`;
}

/** Nothing further begins; raising the cap is a decision for this one comparison. */
function atCap(
  { view, asksCap }: CompareState,
  { cap }: Extract<RunProblem, { kind: "budget" }>,
  standing: Standing,
  actions: CompareActions,
) {
  const raised = raisedCap(view?.plan.cost, { ...standing, spent: standing.spent.cost });
  const spent = `${formatUsd(standing.spent.cost, standing.spent)} of ${formatCap(cap)} spent`;
  const { ended, total } = standing;
  const done = `${formatTokens(ended)} of ${formatTokens(total)} runs are done and kept; those that had begun were let finish.`;
  return html`<section class=${asksCap ? "strip warn" : "strip"} role=${asksCap ? "alert" : "status"}><div class="l">${icon("warning")}<b>Stopped at the budget: ${spent}.</b><span class="grow num">${done}</span>${
    view?.plan.cap ? html`<span class="dim">budget.per_suite.max_cost_usd, line ${view.plan.cap.line}</span>` : nothing
  }</div>${bar(standing)}<div class="l">${
    asksCap
      ? [
          button({
            label: `Raise the cap to ${formatUsd(fromUsd(raised))} for this comparison`,
            kind: "primary",
            disabled: !view?.connection.trusted || view.stale === true,
            title: view?.stale ? "The prompt has changed: compare again instead" : "Runs what is missing",
            click: () => actions.post({ type: "go-on", capUsd: raised }),
          }),
          button({ label: "Keep what is done", click: () => actions.askCap(false) }),
          html`<span class="dim">The file is not changed.</span>`,
        ]
      : button({ label: "Go on from here…", icon: "play", click: () => actions.askCap(true) })
  }</div></section>`;
}

/** Complete, but some runs went wrong: they can be tried again, one by one. */
function unfinished({ view }: CompareState, standing: Standing) {
  if (!standing.errors || !view) return nothing;
  return html`<section class="strip"><div class="l"><span class="wait">${icon("warning")}</span><span class="grow"><b>${standing.errors} ${standing.errors === 1 ? "run" : "runs"} ended in an error.</b> Errors are counted beside the finished runs, never among them. Select such a cell to re-run it.</span></div></section>`;
}

function underWay(state: CompareState, view: CompareView, standing: Standing, actions: CompareActions) {
  const { matrix } = state;
  const paused = matrix.phase === "paused";
  const left = timeLeft(state, view, standing);
  return html`<section class="strip" aria-label="Progress"><div class="l">${[
    paused
      ? html`<b>Paused.</b>${standing.live ? html`<span class="num">${standing.live} ${standing.live === 1 ? "run that had" : "runs that had"} begun ${standing.live === 1 ? "is" : "are"} being finished.</span>` : nothing}<span class="num">${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs</span>`
      : html`<b class="num">${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs</b>`,
    html`<span class="num">${formatUsd(standing.spent.cost, standing.spent)}${view.simulated ? " simulated" : ""}${view.plan.cost ? html` <span class="dim">of about ${formatUsd(middle(view.plan.cost))}</span>` : nothing}</span>`,
    left && !paused ? html`<span class="num">${left}</span>` : nothing,
    html`<span class="num dim">${matrix.limit ?? view.plan.concurrency} at a time${matrix.slowedBy ? ", slowed (429)" : ""}</span>`,
    standing.retrying
      ? html`<span class="num"><span class="wait">${icon("clockface", "small")}</span> ${standing.retrying} waiting</span>`
      : nothing,
    standing.errors
      ? html`<span class="num"><span class="bad">${icon("warning", "small")}</span> ${standing.errors} ${standing.errors === 1 ? "error" : "errors"}</span>`
      : nothing,
    html`<span class="sp"></span>`,
    paused
      ? button({ label: "Go on", icon: "play", key: "P", id: "pause", click: () => actions.post({ type: "resume" }) })
      : button({
          label: "Pause",
          icon: "debug-pause",
          key: "P",
          id: "pause",
          click: () => actions.post({ type: "pause" }),
        }),
    button({ label: "Cancel", icon: "debug-stop", key: "Esc", id: "cancel", click: () => actions.askCancel(true) }),
  ]}</div>${bar(standing)}
  <div class="l dim xs">Cancel keeps what is done; so does closing this panel, which cancels the rest. Verdicts appear when the last run has ended: reading them early would make chance look like a difference.</div></section>`;
}

function askCancel(standing: Standing, actions: CompareActions) {
  return html`<section class="strip warn" role="alertdialog" aria-label="Cancel the comparison?"><div class="l">${icon("warning")}<b>Cancel after ${formatTokens(standing.ended)} of ${formatTokens(standing.total)} runs?</b><span class="grow">What is done is kept.${standing.live ? ` ${standing.live} under way end at once; what they have written stays.` : ""}</span>${[
    button({
      label: "Cancel the comparison",
      icon: "debug-stop",
      id: "cancel-confirmed",
      click: () => actions.cancel(),
    }),
    button({ label: "Go on", click: () => actions.askCancel(false) }),
  ]}</div>${bar(standing)}</section>`;
}

function bar(standing: Standing) {
  const share = (n: number) => `${((n / Math.max(1, standing.total)) * 100).toFixed(2)}%`;
  return html`<div class="bar" role="progressbar" aria-label="Runs that have ended" aria-valuemin="0" aria-valuemax=${standing.total} aria-valuenow=${standing.ended}>
    <i ${style({ width: share(standing.ended - standing.errors) })}></i><i class="e" ${style({ width: share(standing.errors) })}></i><i class="s" ${style({ width: share(standing.live) })}></i></div>`;
}

/**
 * From what the runs took so far, so that pauses and a night between two halves do not count; said only once that means
 * something.
 */
function timeLeft({ matrix }: CompareState, view: CompareView, standing: Standing): string | undefined {
  if (standing.ended < 3) return undefined;
  const atOnce = Math.max(1, matrix.limit ?? view.plan.concurrency);
  const left = ((standing.busyMs / standing.ended) * (standing.total - standing.ended)) / atOnce;
  return left < 90_000
    ? `about ${Math.max(1, Math.round(left / 1000))} s left`
    : `about ${Math.round(left / 60_000)} min left`;
}

function middle({ low, high }: { readonly low: number; readonly high: number }): NanoUsd {
  return Math.round((low + high) / 2) as NanoUsd;
}

/** Spoken at most once for each tenth of the way. */
export function spokenProgress(state: CompareState): string {
  if (state.view?.phase !== "begun") return "";
  const { total, ended, errors } = standingOf(state.matrix);
  if (!total) return "";
  if (!isLive(state)) return `${ended} of ${total} runs done`;
  const tenth = Math.floor((ended / total) * 10) * 10;
  return `${tenth} % of the runs done${errors ? `, ${errors} ${errors === 1 ? "error" : "errors"}` : ""}`;
}
