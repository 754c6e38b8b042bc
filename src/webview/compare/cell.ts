import { html, nothing, type TemplateResult } from "lit/html.js";
import type { RunProblem } from "../../core/runs/problem.ts";
import type { Run } from "../../core/runs/run.ts";
import { retrySentence, sentence } from "../../core/runs/sentences.ts";
import { between, outputOf, totalsOf } from "../../core/runs/step.ts";
import { formatMs, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import type { NanoUsd } from "../../core/tokens/units.ts";
import { type IconName, icon } from "../ui/icon.ts";
import { errorOf, figuresOf } from "./figures.ts";
import { type CompareState, cellId, isLive, nowOf, type Place, runsAt, runsMove } from "./state.ts";

/** What stands in one cell: a mark for each repeat, what it said, and what it took. */
export function cellContent(state: CompareState, row: number, column: number): TemplateResult {
  const runs = runsAt(state.matrix, row, column);
  const live = runsMove(state);
  if (state.view?.phase !== "begun") return html`<div class="o">${dashes(state.view?.setUp.repeats ?? 0)}</div>`;
  const under = live ? runs.findIndex((run) => run?.kind === "running") : -1;
  const ended = runs.filter(
    (run) => run && run.kind !== "waiting" && run.kind !== "running" && run.kind !== "cancelled",
  ).length;
  const done = runs.flatMap((run) => (run?.kind === "done" ? [figuresOf(run)] : [])).filter((f) => f !== undefined);
  return html`<div class="o"><span class="reps" aria-hidden="true">${runs.map((run) => html`<span class=${markTone(run, live)}>${icon(markIcon(run, live), "small")}</span>`)}</span>${
    runs.length > 1 && ended ? html`<span class="num">${ended}/${runs.length}</span>` : nothing
  }<span class="r xs dim">${saidShort(done.map((f) => f.answer))}</span></div>
  ${body(state, { row, column, repeat: under }, runs)}
  <div class="f num">${under >= 0 ? liveFoot(state, runs[under], under, runs.length) : doneFoot(done)}</div>`;
}

/** Before the start: one for each repeat to come. */
function dashes(count: number) {
  return html`<span class="reps" aria-hidden="true">${Array.from({ length: Math.min(count, 20) }, () => html`<span class="dim faint">${icon("dash", "small")}</span>`)}</span>`;
}

/** "cheap_triage low, input 7: 3 of 5 done, 1 error". */
export function cellName(state: CompareState, row: number, column: number): string {
  const note = state.view?.plan.columns[column];
  const runs = runsAt(state.matrix, row, column);
  const done = runs.filter((run) => run?.kind === "done").length;
  const errors = runs.filter((run) => run?.kind === "failed").length;
  const level = note?.column.thinkingLevel ? ` ${note.column.thinkingLevel}` : "";
  const one = runs.length === 1 && runs[0] ? wordFor(runs[0], runsMove(state)) : `${done} of ${runs.length} done`;
  return `${note?.column.variant ?? ""}${level}, input ${row + 1}: ${one}${errors && runs.length > 1 ? `, ${errors} ${errors === 1 ? "error" : "errors"}` : ""}`;
}

function wordFor(run: Run, live: boolean): string {
  switch (run.kind) {
    case "waiting":
      return "waits for its turn";
    case "running":
      return live ? "running" : "interrupted";
    case "done":
      return "done";
    case "failed":
      return "error";
    case "cancelled":
      return "cancelled";
  }
}

function body(state: CompareState, under: Place, runs: readonly (Run | undefined)[]) {
  const live = runs[under.repeat];
  const errors = runs.flatMap((run, n) => {
    const problem = errorOf(run);
    return problem && problem !== "cancelled" ? [{ problem, n, run }] : [];
  });
  const shown = live && outputOf(live) !== "" ? live : runs.find((run) => run?.kind === "done" && outputOf(run) !== "");
  const first = shown ?? runs.find((run) => run && outputOf(run) !== "");
  const parts: unknown[] = [];
  if (live?.kind === "running") {
    const turn = live.turns.at(-1);
    if (turn?.retry) {
      const from = state.retryFrom.get(cellId(planOf(state), under));
      const waitMs = from ? Math.max(0, turn.retry.waitMs - between(from, nowOf(state))) : turn.retry.waitMs;
      parts.push(
        errorLine("clockface", "wait", retrySentence({ ...turn.retry, waitMs: Math.ceil(waitMs / 1000) * 1000 })),
      );
    } else if (outputOf(live) === "") {
      const tokens = totalsOf(live).usage.thinking;
      parts.push(
        html`<div class="think">${turn?.toolRuns.length ? `Called ${turn.toolRuns.at(-1)?.call.name}` : tokens ? `Thinking… ${formatTokens(tokens)} tokens` : "Thinking…"}</div>`,
      );
    }
  }
  if (first && parts.length === 0) {
    // Two lines are seen; a longer text would only be laid out for nothing.
    const text = outputOf(first);
    const streaming = first === live;
    parts.push(
      html`<div class=${`a ${errors.length ? "one" : ""}`}>${streaming ? text.slice(-220) : text.slice(0, 320)}${streaming ? html`<span class="caret"></span>` : nothing}</div>`,
    );
  }
  const [error] = errors;
  if (error && !(live && parts.length > 1)) {
    const arrived = error.run?.kind === "failed" ? error.run.turns.at(-1)?.usage.output : undefined;
    const said = sentence(error.problem, arrived);
    parts.push(
      errorLine(problemIcon(error.problem), "bad", `${runs.length > 1 ? `Run ${error.n + 1}: ` : ""}${said.what}`),
    );
    if (error.problem.kind === "blocked" && runs.length === 1)
      parts.push(html`<div class="err dim">Counted as an error, not as a failed test.</div>`);
  }
  if (parts.length === 0) {
    const words = isLive(state)
      ? "Waits for its turn"
      : runs.some((run) => run?.kind === "cancelled")
        ? "Cancelled"
        : runs.some((run) => run?.kind === "running")
          ? "Interrupted before it answered"
          : runs.some((run) => run?.kind === "done")
            ? "No answer text came"
            : state.matrix.problem?.kind === "budget"
              ? "Not run: the budget was reached."
              : state.view?.phase === "begun"
                ? "Not run"
                : "";
    parts.push(html`<div class="think">${words}</div>`);
  }
  return parts;
}

function planOf(state: CompareState) {
  return state.matrix.plan ?? { columns: [], inputs: [], repeats: 0, cells: [] };
}

function errorLine(sign: IconName, tone: "wait" | "bad", text: string) {
  return html`<div class=${`err ${tone}`}>${icon(sign, "small")} ${text}</div>`;
}

function liveFoot(state: CompareState, run: Run | undefined, repeat: number, repeats: number): string {
  if (run?.kind !== "running") return "";
  const totals = totalsOf(run, nowOf(state));
  const written = outputOf(run) !== "";
  return [
    ...(repeats > 1 ? [`run ${repeat + 1} of ${repeats}`] : []),
    formatMs(totals.totalMs),
    ...(written ? [`${formatTokens(totals.usage.output)} tokens out`, "streaming"] : ["nothing to read yet"]),
  ].join(" · ");
}

/** Medians, where a cell has several runs. */
function doneFoot(done: readonly NonNullable<ReturnType<typeof figuresOf>>[]): string {
  if (!done.length) return "";
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  const cost = middle(done.flatMap((f) => (f.cost === undefined || f.atLeast ? [] : [f.cost])));
  const finishes = done.map((f) => (f.finish ?? "").toLowerCase());
  const odd = finishes.filter((word) => word !== "stop");
  return [
    formatMs(middle(done.map((f) => f.totalMs)) ?? 0),
    `${formatTokens(middle(done.map((f) => f.tokens)) ?? 0)} tokens`,
    ...(cost === undefined ? [] : [formatUsd(cost as NanoUsd)]),
    odd.length === 0 ? "stop" : done.length === 1 ? (odd[0] ?? "") : `${odd[0]} ×${odd.length}`,
  ].join(" · ");
}

/** Answers of a word or two, counted: "billing ×3, technical ×2". Longer ones are read in the cell. */
function saidShort(answers: readonly string[]): string {
  if (answers.length < 2 || answers.some((answer) => answer.trim().length > 24 || answer.trim().includes("\n")))
    return "";
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer.trim(), (counts.get(answer.trim()) ?? 0) + 1);
  if (counts.size === answers.length && answers.length > 2) return "";
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([word, n]) => (counts.size > 1 ? `${word} ×${n}` : word))
    .join(", ");
}

function markTone(run: Run | undefined, live: boolean): string {
  switch (run?.kind) {
    case "done":
      return "ended";
    case "failed":
      return "bad";
    case "running":
      return live ? "wait" : "dim faint";
    default:
      return "dim faint";
  }
}

/** A full disc is a run that ended; it judges nothing. A check mark is kept for tests. */
function markIcon(run: Run | undefined, live: boolean): IconName {
  switch (run?.kind) {
    case "done":
      return "circle-filled";
    case "failed":
      return problemIcon(run.problem);
    case "running":
      return live ? (run.turns.at(-1)?.retry ? "clockface" : "circle") : "debug-disconnect";
    case "cancelled":
      return "debug-stop";
    default:
      return "dash";
  }
}

function problemIcon(problem: RunProblem): IconName {
  switch (problem.kind) {
    case "blocked":
      return "circle-slash";
    case "cut":
      return "debug-disconnect";
    case "rate-limited":
    case "timeout":
      return "clockface";
    default:
      return "warning";
  }
}
