import { html, nothing, type TemplateResult } from "lit/html.js";
import { button } from "../ui/controls.ts";
import type { RunActions } from "./actions.ts";
import { choicesOf, type Field, kindOf, readFields } from "./fields.ts";
import type { RunState } from "./state.ts";

/** The inputs that the definition declares, one field each. Read-only while a run is under way. */
export function form(state: RunState, actions: RunActions): TemplateResult | typeof nothing {
  const { view, run } = state;
  if (!view) return nothing;
  const { inputs } = view.subject;
  if (!inputs.length) {
    return html`<section aria-label="Inputs"><h2>Inputs</h2><p class="none dim">This agent declares none.</p></section>`;
  }
  const { problems } = readFields(inputs, state.raw);
  const locked = run.kind === "running" && !view.reopened?.interrupted;
  const missing = Object.keys(problems).length;
  return html`<section aria-labelledby="inputs-title">
    <h2 id="inputs-title">Inputs</h2>
    <div class="vars">${inputs.map((field) => row(field, state, { locked, problem: problems[field.name], actions }))}</div>
    ${
      run.kind === "waiting"
        ? html`<div class="start">${button({ label: "Run", icon: "play", kind: "primary", disabled: !view.connection.trusted || view.subject.problem !== undefined, click: () => actions.start() })}
          ${missing === 0 ? nothing : html`<span class="dim">${missing === 1 ? "One input is" : `${missing} inputs are`} still to be given.</span>`}</div>`
        : nothing
    }
  </section>`;
}

interface RowOptions {
  readonly locked: boolean;
  readonly problem: string | undefined;
  readonly actions: RunActions;
}

function row(field: Field, state: RunState, { locked, problem, actions }: RowOptions) {
  const id = `input-${field.name}`;
  const raw = state.raw[field.name] ?? "";
  const shown = state.tried && problem !== undefined;
  const tried = raw !== "" && problem !== undefined ? problem : undefined;
  const said = shown ? problem : tried;
  return html`<label for=${id}>${field.name}${field.required ? nothing : html`<span class="opt"> optional</span>`}</label>
    <div class="f">${control(field, raw, { id, locked, said, edit: (text) => actions.edit(field.name, text) })}${
      said ? html`<span class="said" id=${`${id}-said`} role="alert">${said}</span>` : nothing
    }${field.description ? html`<span class="about" id=${`${id}-about`}>${field.description}</span>` : nothing}</div>`;
}

interface ControlOptions {
  readonly id: string;
  readonly locked: boolean;
  readonly said: string | undefined;
  readonly edit: (raw: string) => void;
}

function control(field: Field, raw: string, { id, locked, said, edit }: ControlOptions) {
  const kind = kindOf(field);
  const typed = (e: Event) => edit((e.target as HTMLInputElement).value);
  const describedBy = [said ? `${id}-said` : "", field.description ? `${id}-about` : ""].filter(Boolean).join(" ");
  const described = describedBy || nothing;
  switch (kind) {
    case "choice":
      return html`<select id=${id} class="field short" ?disabled=${locked} aria-describedby=${described} aria-invalid=${said ? "true" : nothing} .value=${raw} @change=${typed}>
        ${raw === "" ? html`<option value=""></option>` : nothing}
        ${choicesOf(field).map((choice) => html`<option value=${choice} ?selected=${choice === raw}>${choice}</option>`)}
      </select>`;
    case "boolean":
      return html`<input id=${id} type="checkbox" ?disabled=${locked} aria-describedby=${described} .checked=${raw === "true"}
        @change=${(e: Event) => edit(String((e.target as HTMLInputElement).checked))} />`;
    case "number":
    case "secret":
      return html`<input id=${id} class="field short" type=${kind === "secret" ? "password" : "text"} inputmode=${kind === "number" ? "decimal" : nothing}
        autocomplete="off" ?disabled=${locked} aria-describedby=${described} aria-invalid=${said ? "true" : nothing} .value=${raw} @input=${typed} />`;
    case "text":
    case "list":
    case "json":
      return html`<textarea id=${id} class=${`field ${kind === "json" ? "mono" : ""}`} rows=${kind === "text" ? 1 : 2} spellcheck="false"
        placeholder=${kind === "list" ? "One item a line" : nothing} ?disabled=${locked} aria-describedby=${described}
        aria-invalid=${said ? "true" : nothing} aria-required=${field.required} .value=${raw} @input=${typed}></textarea>`;
  }
}
