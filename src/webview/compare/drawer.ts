import { html, nothing, type TemplateResult } from "lit/html.js";
import { againstEstimate, verdictWords } from "../../core/runs/againstEstimate.ts";
import { basisWords } from "../../core/runs/expected.ts";
import { hideSecrets } from "../../core/runs/hideSecrets.ts";
import type { BegunRun, Run } from "../../core/runs/run.ts";
import { sentence } from "../../core/runs/sentences.ts";
import { between, finishReasonOf, outputOf, totalsOf } from "../../core/runs/step.ts";
import { formatMs, formatTokens, formatUsd, formatUsdRange } from "../../core/tokens/format.ts";
import { columnMark } from "../ui/columnMark.ts";
import { badge, button, link, toolbar } from "../ui/controls.ts";
import { style } from "../ui/style.ts";
import type { CompareActions } from "./actions.ts";
import { errorOf } from "./figures.ts";
import { inputsOf } from "./filters.ts";
import { asText } from "./grid.ts";
import { modelWords } from "./head.ts";
import { type CompareState, cellId, columnOrder, isLive, nowOf, type Place, runsAt, runsMove } from "./state.ts";
import { type Stretch, wordDiff } from "./wordDiff.ts";

/** The selected cell: how it ended, its whole answer against the baseline's, and where time and money went. */
export function drawer(state: CompareState, actions: CompareActions): TemplateResult | typeof nothing {
  const { selected, view, matrix } = state;
  const { plan } = matrix;
  if (!selected || !state.drawer || !view || !plan || !cellId(plan, selected)) return nothing;
  const runs = runsAt(matrix, selected.row, selected.column);
  const run = runs[selected.repeat];
  const note = view.plan.columns[selected.column];
  const where = [
    modelWords(note),
    `input ${selected.row + 1}`,
    ...(runs.length > 1 ? [`run ${selected.repeat + 1} of ${runs.length}`] : []),
  ].join(" · ");
  return html`<aside class="drawer" id="drawer" tabindex="-1" aria-label=${`${note?.column.variant}, ${where}`}>
    <div class="dh">${columnMark(selected.column)} <b>${note?.column.variant}</b> <span class="dim">${where}</span>${endBadge(run, runsMove(state))}${toolbar("This cell", buttons(state, selected, run, actions))}</div>
    ${run && run.kind !== "waiting" ? body(state, selected, run, actions) : html`<div class="db one"><section class="dim">${isLive(state) ? "Waits for its turn" : "Not run"}</section></div>`}
  </aside>`;
}

function endBadge(run: Run | undefined, live: boolean) {
  switch (run?.kind) {
    case "done":
      return badge({ label: "Done", icon: "circle-filled", tone: "dim" });
    case "failed":
      return badge({ label: "Error", icon: "warning", tone: "bad" });
    case "cancelled":
      return badge({ label: "Cancelled", icon: "debug-stop", tone: "dim" });
    case "running":
      return badge(
        live
          ? { label: "Running", icon: "circle", tone: "wait" }
          : { label: "Interrupted", icon: "debug-disconnect", tone: "wait" },
      );
    default:
      return nothing;
  }
}

function buttons(state: CompareState, place: Place, run: Run | undefined, actions: CompareActions) {
  const plan = state.matrix.plan;
  const [base = 0] = columnOrder(state);
  const id = plan ? cellId(plan, place) : "";
  const begun = run !== undefined && run.kind !== "waiting";
  const rerun = reRunLabel(state, place);
  return [
    place.column === base
      ? nothing
      : button({
          label: "Open diff",
          icon: "diff-multiple",
          kind: "ghost",
          key: "D",
          shrinks: true,
          disabled: !begun,
          title: "Both answers in the editor's own diff",
          click: () =>
            plan && actions.post({ type: "open-diff", left: cellId(plan, { ...place, column: base }), right: id }),
        }),
    button({
      label: "Open trace",
      icon: "list-tree",
      kind: "ghost",
      key: "T",
      shrinks: true,
      disabled: !begun,
      title: "Replays this run; calls nothing",
      click: () => actions.post({ type: "open-trace", cell: id }),
    }),
    run?.kind === "running" && !isLive(state) && runsMove(state)
      ? button({ label: "Cancel", icon: "debug-stop", kind: "ghost", click: () => actions.post({ type: "cancel" }) })
      : button({
          label: rerun,
          icon: "refresh",
          kind: "ghost",
          key: "R",
          shrinks: true,
          disabled: !canReRun(state, run),
          title: state.view?.connection.simulated ? "Asks the simulator again" : "Calls the model again",
          click: () => actions.post({ type: "re-run", cell: id }),
        }),
    button({ label: "Close", icon: "close", kind: "ghost", iconOnly: true, click: () => actions.select(undefined) }),
  ];
}

/** Not while it runs, not with another prompt than the others had, and not where nothing may run. */
export function canReRun(state: CompareState, run: Run | undefined): boolean {
  const moving = isLive(state) || (run?.kind === "running" && runsMove(state));
  return !moving && state.view?.stale !== true && state.view?.connection.trusted === true;
}

function reRunLabel(state: CompareState, place: Place): string {
  const estimate = state.view?.plan.columns[place.column]?.estimate;
  return estimate && !state.view?.connection.simulated ? `Re-run, about ${formatUsd(estimate.p50)}` : "Re-run";
}

function body(state: CompareState, place: Place, run: BegunRun, actions: CompareActions) {
  return html`<div class="db"><section><h3>How it ended</h3>${ending(run, runsMove(state))}<h3>Inputs</h3>${inputs(state, place)}</section>
    <section>${answers(state, place, run, actions)}</section>
    <section><h3 id="where">Where the time and the money went</h3>${steps(state, run)}${estimated(state, place, run)}</section></div>`;
}

/** What this run was expected to cost, beside what it did, and what made a large difference. */
function estimated(state: CompareState, { column }: Place, run: BegunRun) {
  const expected = state.view?.plan.columns[column]?.expected;
  const against = expected && againstEstimate(expected, run);
  if (!against) return nothing;
  const range = formatUsdRange(expected.p80Low, expected.p80High);
  return html`<div class="xs wrap num estimated"><span class="dim">Estimated ${formatUsd(expected.p50)} (80 %: ${range}), ${basisWords(expected.basis)}.</span>${
    against.verdict === "within"
      ? nothing
      : html` <b>${verdictWords(against.verdict)}</b>${against.reasons.map(({ sentence: why }) => html` ${why}`)}`
  }</div>`;
}

function ending(run: BegunRun, live: boolean) {
  const reason = finishReasonOf(run);
  const served = run.turns.findLast((turn) => turn.modelServed)?.modelServed;
  const problem = errorOf(run);
  const said = problem && problem !== "cancelled" ? sentence(problem, run.turns.at(-1)?.usage.output) : undefined;
  return html`<div class="ending num">${
    said
      ? html`<div><b>${said.what}</b></div>${said.todo ? html`<div class="dim">${said.todo}</div>` : nothing}`
      : run.kind === "running"
        ? html`<div>${live ? "still running" : "interrupted; what arrived is kept"}</div>`
        : run.kind === "cancelled"
          ? html`<div>cancelled; what arrived is kept</div>`
          : html`<div>${(reason ?? "stop").toLowerCase()} <span class="dim">(${reasonWords(reason)})</span></div>`
  }<div>asked ${run.setup.model}${run.setup.thinkingLevel ? html` <span class="dim">· thinking ${run.setup.thinkingLevel}</span>` : nothing}</div>
  ${served ? html`<div>served ${served === run.setup.model ? "the same" : served}</div>` : nothing}
  ${run.unrecorded ? html`<div>${sentence(run.unrecorded).what}</div>` : nothing}</div>`;
}

function reasonWords(reason: string | undefined): string {
  switch (reason) {
    case "STOP":
    case undefined:
      return "the model ended by itself";
    case "MAX_TOKENS":
      return "cut at max_output_tokens";
    default:
      return "the model's own word";
  }
}

function inputs(state: CompareState, place: Place) {
  const given = inputsOf(state)[place.row]?.values ?? {};
  const entries = Object.entries(hideSecrets(given, state.view?.subject.inputs ?? []));
  if (!entries.length) return html`<div class="dim">none</div>`;
  return html`<dl class="given">${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${asText(value ?? null)}</dd>`)}</dl>`;
}

function answers(state: CompareState, place: Place, run: BegunRun, actions: CompareActions) {
  const [base = 0] = columnOrder(state);
  const notes = state.view?.plan.columns ?? [];
  const own = outputOf(run);
  const runs = runsAt(state.matrix, place.row, place.column);
  const others =
    runs.length > 1
      ? html`<div class="dim xs others">Other runs of this cell: ${runs.map((_, n) => (n === place.repeat ? nothing : html`${link(`run ${n + 1}`, () => actions.select({ ...place, repeat: n }, { open: true }))} `))}</div>`
      : nothing;
  if (place.column === base) {
    return html`<h3>Answer</h3><div class="two single"><div class="text">${own === "" ? html`<span class="dim">No answer text came.</span>` : own}</div></div>${others}`;
  }
  const other = runsAt(state.matrix, place.row, base)[place.repeat];
  const theirs = other ? outputOf(other) : "";
  const diff = wordDiff(theirs, own);
  const label = (k: number) =>
    html`<h4>${columnMark(k)} ${notes[k]?.column.variant}${runs.length > 1 ? `, run ${place.repeat + 1}` : ""}</h4>`;
  return html`<h3>Answer, word by word</h3><div class="two"><div>${label(base)}<div class="text">${theirs === "" ? html`<span class="dim">No answer to compare with.</span>` : stretches(diff.left, "del")}</div></div><div>${label(place.column)}<div class="text">${own === "" ? html`<span class="dim">No answer text came.</span>` : stretches(diff.right, "ins")}</div></div></div>
    <div class="dim xs others">${
      diff.compared
        ? html`<del class="d">struck out</del> only in the baseline · <ins class="d">underlined</ins> only here.`
        : "Too long to compare word by word here: open the diff."
    }</div>${others}`;
}

function stretches(parts: readonly Stretch[], tag: "ins" | "del") {
  return parts.map((part) =>
    !part.own
      ? part.text
      : tag === "ins"
        ? html`<ins class="d">${part.text}</ins>`
        : html`<del class="d">${part.text}</del>`,
  );
}

function steps(state: CompareState, run: BegunRun) {
  const now = nowOf(state);
  const totals = totalsOf(run, now);
  const whole = Math.max(1, totals.totalMs);
  const part = (ms: number) => `${((ms / whole) * 100).toFixed(2)}%`;
  return html`<table class="bysteps num" aria-labelledby="where"><thead><tr><th scope="col">step</th><th><span class="sr">share of the time</span></th><th scope="col">time</th><th scope="col">think</th><th scope="col">out</th><th scope="col">cost</th></tr></thead><tbody>${run.turns.map(
    (turn, n) => {
      const end = turn.endedAt ?? now;
      const first = turn.firstChunkAt ?? end;
      const answer = turn.firstAnswerAt ?? end;
      return [
        html`<tr><td>${run.turns.length > 1 ? `turn ${n + 1}` : "answer"}</td><td class="bx" aria-hidden="true"><span ${style({ "margin-left": part(between(run.startedAt, turn.startedAt)), width: part(between(turn.startedAt, end)) })}><i class="k-cached" ${style({ "flex-grow": between(turn.startedAt, first) })}></i><i class="k-think" ${style({ "flex-grow": between(first, answer) })}></i><i class="k-out" ${style({ "flex-grow": between(answer, end) })}></i></span></td><td>${formatMs(between(turn.startedAt, end))}</td><td>${formatTokens(turn.usage.thinking)}</td><td>${formatTokens(turn.usage.output)}</td><td>${turn.cost === undefined ? "–" : formatUsd(turn.cost)}</td></tr>`,
        ...turn.toolRuns.map(
          (tool) =>
            html`<tr class="dim"><td>${tool.call.name}</td><td></td><td>${tool.endedAt ? formatMs(between(tool.startedAt, tool.endedAt)) : "…"}</td><td></td><td></td><td></td></tr>`,
        ),
      ];
    },
  )}</tbody><tfoot><tr class="tot"><td>run</td><td></td><td>${formatMs(totals.totalMs)}</td><td>${formatTokens(totals.usage.thinking)}</td><td>${formatTokens(totals.usage.output)}</td><td>${totals.cost === undefined ? "–" : formatUsd(totals.cost, totals)}</td></tr></tfoot></table>
  <div class="dim xs"><i class="swatch k-cached"></i>waiting &nbsp; <i class="swatch k-think"></i>thinking &nbsp; <i class="swatch k-out"></i>output</div>
  <div class="dim xs wrap">${totals.ttftMs === undefined ? "No answer came." : `First token of the answer after ${formatMs(totals.ttftMs)}.`} Tokens in: ${formatTokens(totals.usage.input + totals.usage.toolUse)}, of them cached ${formatTokens(totals.usage.cached)}.</div>`;
}
