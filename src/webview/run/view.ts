import { html, nothing, type TemplateResult } from "lit/html.js";
import { sentence } from "../../core/runs/sentences.ts";
import { outputOf } from "../../core/runs/step.ts";
import { icon } from "../ui/icon.ts";
import { cannotRun, notTrusted, simulatedWithoutKey } from "../ui/strips.ts";
import type { RunActions } from "./actions.ts";
import { cards } from "./cards.ts";
import { form } from "./form.ts";
import { header } from "./header.ts";
import { side } from "./side.ts";
import type { RunState } from "./state.ts";
import { standing } from "./steps.ts";

/** The whole panel as a function of its state. */
export function runPanel(state: RunState, actions: RunActions): TemplateResult {
  const { view, run } = state;
  const interrupted = view?.reopened?.interrupted === true;
  return html`<div class="run">
    ${header(state, actions)}
    <main class="talk">${[
      strips(state, actions),
      form(state, actions),
      cards(state),
      outcome(state),
      run.kind === "running" && !interrupted
        ? html`<p class="dim xs none">${
            run.unrecorded
              ? "If you cancel, what has arrived stays here, and so does its cost."
              : "Every event is saved as it comes. If you cancel, what has arrived stays, and so does its cost. Closing this panel does not stop the run."
          }</p>`
        : nothing,
    ]}</main>
    ${side(state, actions)}
    <div class="sr" role="status">${standing(run, interrupted).word}${run.kind === "done" ? `: ${outputOf(run).slice(0, 300)}` : ""}</div>
  </div>`;
}

/** What has to be known before reading on: no trust, no key, a definition that cannot run, an older recording. */
function strips({ view, run }: RunState, actions: RunActions) {
  if (!view) return nothing;
  const { connection, subject } = view;
  return [
    connection.trusted ? nothing : notTrusted(() => actions.post({ type: "trust" })),
    subject.problem ? cannotRun(subject.problem, () => actions.post({ type: "open-definition" })) : nothing,
    connection.simulated && connection.kind === "simulator"
      ? simulatedWithoutKey(() => actions.post({ type: "add-key" }))
      : nothing,
    subject.notes.length && !subject.problem
      ? html`<section class="strip"><div class="l">${icon("info")}<span class="grow">${subject.notes.join(" ")}</span></div></section>`
      : nothing,
    view.stale && run.kind !== "waiting"
      ? html`<section class="strip warn"><div class="l">${icon("history")}<span class="grow">The prompt has changed since. This is the result of the older one.</span></div></section>`
      : nothing,
  ];
}

/** How the run ended, when it did not end well. What arrived stays above. */
function outcome({ run, view }: RunState) {
  if (run.kind === "waiting") return nothing;
  const parts = [];
  if (run.unrecorded) {
    const said = sentence(run.unrecorded);
    parts.push(strip("warn", "warning", said.what, said.todo));
  }
  if (run.kind === "failed") {
    const said = sentence(run.problem, run.turns.at(-1)?.usage.output);
    parts.push(strip("error", "error", said.what, said.todo));
  }
  if (run.kind === "cancelled") {
    parts.push(strip("", "debug-stop", "Cancelled.", "What had arrived is kept, and so is its cost."));
  }
  if (run.kind === "running" && view?.reopened?.interrupted) {
    parts.push(
      strip(
        "warn",
        "debug-disconnect",
        "Interrupted.",
        "The window was closed or reloaded while this run was under way. What had arrived is kept; nothing is called again by itself.",
      ),
    );
  }
  return parts;
}

function strip(
  tone: "" | "warn" | "error",
  sign: "warning" | "error" | "debug-stop" | "debug-disconnect",
  what: string,
  todo: string | undefined,
) {
  return html`<section class=${`strip ${tone}`} role=${tone ? "alert" : "note"}><div class="l">${icon(sign)}<span class="grow"><b>${what}</b>${todo ? ` ${todo}` : nothing}</span></div></section>`;
}
