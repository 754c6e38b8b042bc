import { html, type TemplateResult } from "lit/html.js";
import { outputOf } from "../../core/runs/step.ts";
import { icon } from "../ui/icon.ts";
import type { CompareActions } from "./actions.ts";
import { figuresOf } from "./figures.ts";
import { type CompareState, type Filter, filters, runsAt } from "./state.ts";

const names: Record<Filter, string> = {
  all: "All",
  errors: "Errors",
  slowest: "Slowest tenth",
  dearest: "Dearest tenth",
};

/** The rows that a filter keeps, in the order of the inputs. */
export function rowsOf(state: CompareState, filter: Filter = state.filter): readonly number[] {
  const count = inputsOf(state).length;
  const rows = Array.from({ length: count }, (_, row) => row);
  const kept = filter === "all" ? rows : rows.filter(keeps(state, filter, rows));
  if (filter !== state.filter || state.find === "") return kept;
  const wanted = state.find.toLowerCase();
  return kept.filter((row) => textOf(state, row).includes(wanted));
}

export function inputsOf(state: CompareState) {
  return state.matrix.plan?.inputs ?? state.view?.setUp.inputs ?? [];
}

function keeps(state: CompareState, filter: Filter, rows: readonly number[]): (row: number) => boolean {
  const columns = state.view?.plan.columns.map((_, k) => k) ?? [];
  const runsOf = (row: number) => columns.flatMap((column) => runsAt(state.matrix, row, column));
  if (filter === "errors") return (row) => runsOf(row).some((run) => run?.kind === "failed");
  const worst = (row: number) =>
    Math.max(
      -1,
      ...runsOf(row).flatMap((run) => {
        const figures = run?.kind === "done" ? figuresOf(run) : undefined;
        return figures ? [filter === "slowest" ? figures.totalMs : (figures.cost ?? -1)] : [];
      }),
    );
  const ranked = rows.map((row) => [row, worst(row)] as const).filter(([, value]) => value >= 0);
  const few = Math.max(1, Math.ceil(ranked.length / 10));
  const kept = new Set(
    [...ranked]
      .sort((a, b) => b[1] - a[1])
      .slice(0, few)
      .map(([row]) => row),
  );
  return (row) => kept.has(row);
}

function textOf(state: CompareState, row: number): string {
  const input = inputsOf(state)[row];
  const columns = state.view?.plan.columns.map((_, k) => k) ?? [];
  const answers = columns
    .flatMap((column) => runsAt(state.matrix, row, column))
    .map((run) => (run ? outputOf(run) : ""));
  return [JSON.stringify(input?.values ?? {}), ...answers].join("\n").toLowerCase();
}

export function filterBar(state: CompareState, actions: CompareActions): TemplateResult {
  const total = inputsOf(state).length;
  const shown = rowsOf(state).length;
  const begun = state.view?.phase === "begun";
  return html`<div class="filters" role="toolbar" aria-label="Which inputs are shown">${
    begun
      ? filters.map(
          (filter) =>
            html`<button type="button" class="fbtn" aria-pressed=${state.filter === filter} @click=${() => actions.filter(filter)}>${names[filter]} <span class="num">${filter === "all" ? total : rowsOf({ ...state, find: "" }, filter).length}</span></button>`,
        )
      : html`<span class="dim">${total} ${total === 1 ? "input" : "inputs"}, ${state.view?.setUp.source === "typed" ? "typed here" : "in the order of the file"}</span>`
  }<span class="sp"></span><span class="dim xs num" aria-live="polite">Shows ${shown} of ${total} ${total === 1 ? "input" : "inputs"}</span>
  <label class="find">${icon("search", "small")}<input id="find" placeholder="Find in inputs, answers" aria-label="Find in inputs and answers" .value=${state.find} @input=${(e: Event) => actions.find((e.target as HTMLInputElement).value)} /></label></div>`;
}
