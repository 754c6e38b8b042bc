import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Json } from "../../core/base/json.ts";
import type { InputDeclaration } from "../../core/document/definition.ts";
import { hideSecrets } from "../../core/runs/hideSecrets.ts";
import type { MatrixInput } from "../../core/runs/matrix.ts";
import { button } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import { style } from "../ui/style.ts";
import type { CompareActions } from "./actions.ts";
import { cellContent, cellName } from "./cell.ts";
import { filterBar, inputsOf, rowsOf } from "./filters.ts";
import { head } from "./head.ts";
import { type CompareState, columnOrder, type Place, runsAt, runsMove } from "./state.ts";

/** Inputs down, columns across. One tab stop; arrows move. */
export function grid(state: CompareState, columns: readonly number[], actions: CompareActions): TemplateResult {
  const rows = rowsOf(state);
  const stop = tabStop(state, rows, columns);
  return html`<div class="scroll" id="scroll"><div class="grid" role="grid" aria-label="Inputs by column" aria-rowcount=${inputsOf(state).length} ${style({ "--n": columns.length })}
    @keydown=${(event: KeyboardEvent) => onKey(event, state, { rows, columns }, actions)}>
    <div class="hwrap">${head(state, columns, actions)}${filterBar(state, actions)}</div>
    ${repeat(
      rows,
      (row) => row,
      (row) => rowView(state, row, { columns, stop }, actions),
    )}
    ${rows.length ? nothing : noMatch(state, actions)}
    ${state.view?.phase === "set-up" && state.view.setUp.source === "typed" ? addRow(state, actions) : nothing}
  </div></div>`;
}

function noMatch(state: CompareState, actions: CompareActions) {
  const total = inputsOf(state).length;
  if (!total) return html`<div class="none-here dim">No inputs yet.</div>`;
  return html`<div class="none-here">No input matches. ${button({ label: `Show all ${total}`, kind: "ghost", click: () => actions.showAll() })}</div>`;
}

interface Shown {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly stop: Place | undefined;
}

/** The cell that Tab reaches: the selected one while it is shown, else the first. */
function tabStop(state: CompareState, rows: readonly number[], columns: readonly number[]): Place | undefined {
  const { selected } = state;
  if (selected && rows.includes(selected.row) && columns.includes(selected.column)) return selected;
  const [row] = rows;
  const [column] = columns;
  return row === undefined || column === undefined ? undefined : { row, column, repeat: 0 };
}

function rowView(state: CompareState, row: number, { columns, stop }: Omit<Shown, "rows">, actions: CompareActions) {
  const live = runsMove(state);
  const input = inputsOf(state)[row];
  return html`<div class="row" role="row" aria-rowindex=${row + 1}>${guard(
    [input, state.view?.phase, state.view?.setUp, state.view?.subject],
    () => rowHead(state, row, input, actions),
  )}${columns.map((column, n) => {
    const runs = runsAt(state.matrix, row, column);
    const moving = live && runs.some((run) => run?.kind === "running");
    const { selected } = state;
    const here = selected?.row === row && selected.column === column;
    return html`<div class=${`c cell ${n === 0 ? "basecol" : ""}`} role="gridcell" id=${`cell-${row}-${column}`}
      tabindex=${stop?.row === row && stop.column === column ? 0 : -1} aria-selected=${here} aria-label=${cellName(state, row, column)}
      @click=${() => actions.select({ row, column, repeat: firstToSee(runs) }, { open: true })}>${guard(
        [
          ...runs,
          live,
          state.view?.phase,
          state.view?.setUp.repeats,
          state.matrix.phase,
          moving ? Math.floor(state.sinceMs / 100) : 0,
        ],
        () => cellContent(state, row, column),
      )}</div>`;
  })}</div>`;
}

/** Of a cell's repeats: the first that went wrong, else the first that ended. */
function firstToSee(runs: ReturnType<typeof runsAt>): number {
  const failed = runs.findIndex((run) => run?.kind === "failed");
  return Math.max(0, failed >= 0 ? failed : runs.findIndex((run) => run !== undefined && run.kind !== "running"));
}

function rowHead(state: CompareState, row: number, input: MatrixInput | undefined, actions: CompareActions) {
  const { view } = state;
  const editable = view?.phase === "set-up" && view.setUp.source === "typed";
  return html`<div class="c in" role="rowheader"><span class="no num">${row + 1}</span>${
    editable && view && input
      ? editor(view.subject.inputs, view.setUp.inputs, row, actions)
      : said(input, view?.subject.inputs ?? [])
  }</div>`;
}

/** The inputs in words: the longest value first, the short ones with their names below. */
function said(input: MatrixInput | undefined, fields: readonly InputDeclaration[]) {
  const entries = Object.entries(hideSecrets(input?.values ?? {}, fields)).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  const ranked = [...entries].sort((a, b) => asText(b[1]).length - asText(a[1]).length);
  const [main, ...others] = ranked;
  return html`<span class="tx">${main ? inWords(main[1]).slice(0, 400) : html`<span class="dim">no inputs</span>`}</span>${
    others.length || (input && !/^\d+$/.test(input.id))
      ? html`<span class="ex">${input && !/^\d+$/.test(input.id) ? html`<b>${input.id}</b>${others.length ? " · " : ""}` : nothing}${others.map(([name, value]) => `${name} ${inWords(value).slice(0, 60)}`).join(" · ")}</span>`
      : nothing
  }`;
}

/** A list of texts reads as one line. */
function inWords(value: Json): string {
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value.join(" · ") : asText(value);
}

export function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function editor(
  fields: readonly InputDeclaration[],
  all: readonly MatrixInput[],
  row: number,
  actions: CompareActions,
) {
  const input = all[row];
  if (!input) return nothing;
  const change = (name: string, text: string) =>
    actions.setUp({
      inputs: all.map((one, k) => (k === row ? { ...one, values: { ...one.values, [name]: text } } : one)),
    });
  return html`<span class="edit">${fields.map(
    (field) =>
      html`<label><span class="xs dim">${field.name}</span>${
        field.secret
          ? html`<input class="field" type="password" autocomplete="off" .value=${asText(input.values[field.name] ?? "")}
            @change=${(e: Event) => change(field.name, (e.target as HTMLInputElement).value)} />`
          : html`<textarea class="field" rows="1" spellcheck="false" .value=${asText(input.values[field.name] ?? "")}
            @change=${(e: Event) => change(field.name, (e.target as HTMLTextAreaElement).value)}></textarea>`
      }</label>`,
  )}${
    all.length > 1
      ? html`<button type="button" class="link xs" @click=${() => actions.setUp({ inputs: renumbered(all.filter((_, k) => k !== row)) })}>${icon("close", "small")}Remove this input</button>`
      : nothing
  }</span>`;
}

function addRow(state: CompareState, actions: CompareActions) {
  const view = state.view;
  if (!view) return nothing;
  const { inputs } = view.setUp;
  const blank = Object.fromEntries(view.subject.inputs.map((field) => [field.name, field.default ?? ""]));
  return html`<div class="none-here">${button({ label: "Add an input", icon: "add", click: () => actions.setUp({ inputs: renumbered([...inputs, { id: "", values: blank }]) }) })}</div>`;
}

function renumbered(inputs: readonly MatrixInput[]): readonly MatrixInput[] {
  return inputs.map((input, k) => ({ ...input, id: String(k + 1) }));
}

function onKey(
  event: KeyboardEvent,
  state: CompareState,
  { rows, columns }: Pick<Shown, "rows" | "columns">,
  actions: CompareActions,
): void {
  // The cell that has the focus: it may be another than the selected one, such as after the drawer was closed.
  const cell = (event.target as Element | null)?.closest("[role=gridcell]");
  const [, row, column] = /^cell-(\d+)-(\d+)$/.exec(cell?.id ?? "")?.map(Number) ?? [];
  if (row === undefined || column === undefined) return;
  const by = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
  const at = [rows.indexOf(row), columns.indexOf(column)] as const;
  if (by) {
    const [down = 0, across = 0] = by;
    go(at[0] + down, at[1] + across);
  } else if (event.key === "Home") go(event.ctrlKey ? 0 : at[0], 0);
  else if (event.key === "End") go(event.ctrlKey ? rows.length - 1 : at[0], columns.length - 1);
  else if (event.key === "Enter" || event.key === " ") {
    const known = state.selected?.row === row && state.selected.column === column ? state.selected : undefined;
    const repeat = known?.repeat ?? firstToSee(runsAt(state.matrix, row, column));
    actions.select({ row, column, repeat }, { open: true });
    document.getElementById("drawer")?.focus();
  } else return;
  event.preventDefault();

  function go(r: number, c: number): void {
    const row = rows[Math.min(rows.length - 1, Math.max(0, r))];
    const column = columns[Math.min(columns.length - 1, Math.max(0, c))];
    if (row === undefined || column === undefined) return;
    actions.select({ row, column, repeat: firstToSee(runsAt(state.matrix, row, column)) });
    focusCell({ row, column });
  }
}

/** The focus goes there at once: with a key that is held or pressed faster than frames come, each press counts from the last. */
export function focusCell({ row, column }: Pick<Place, "row" | "column">): void {
  keepClearOfHead();
  document.getElementById(`cell-${row}-${column}`)?.focus();
}

export function showCell({ row, column }: Pick<Place, "row" | "column">): void {
  keepClearOfHead();
  document.getElementById(`cell-${row}-${column}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** What is scrolled to comes to lie below what stays at the top: the whole head, or the names alone. */
function keepClearOfHead(): void {
  const scroll = document.getElementById("scroll");
  const whole = scroll?.querySelector<HTMLElement>(".hwrap");
  const stays = whole?.offsetHeight ? whole : scroll?.querySelector<HTMLElement>(".colh");
  if (scroll && stays) scroll.style.scrollPaddingTop = `${stays.offsetHeight}px`;
}

/** The next or previous cell with an error, in reading order, from the selected one on. */
export function nextError(state: CompareState, by: 1 | -1): Place | undefined {
  const columns = columnOrder(state);
  const all = rowsOf(state).flatMap((row) =>
    columns.flatMap((column) => {
      const wrong = runsAt(state.matrix, row, column).findIndex((run) => run?.kind === "failed");
      return wrong < 0 ? [] : [{ row, column, repeat: wrong }];
    }),
  );
  if (!all.length) return undefined;
  const at = all.findIndex((one) => one.row === state.selected?.row && one.column === state.selected.column);
  return all[(at + by + all.length) % all.length] ?? all[0];
}
