import { keyed } from "lit/directives/keyed.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { totalsOf } from "../../core/runs/step.ts";
import { formatMs, formatUsd } from "../../core/tokens/format.ts";
import { badge, button, simulatedBadge, toolbar } from "../ui/controls.ts";
import type { IconName } from "../ui/icon.ts";
import { when } from "../ui/when.ts";
import type { RunActions } from "./actions.ts";
import { nowOf, type RunState } from "./state.ts";
import { elapsedMs, standing } from "./steps.ts";

const icons: Record<ReturnType<typeof standing>["tone"], IconName> = {
  ok: "check",
  bad: "error",
  wait: "circle",
  dim: "dash",
};

export function header(state: RunState, actions: RunActions): TemplateResult {
  const { view, run } = state;
  const subject = view?.subject;
  const interrupted = view?.reopened?.interrupted === true;
  const stands = standing(run, interrupted);
  const live = run.kind === "running" && !interrupted;
  const simulated = run.kind === "waiting" ? view?.connection.simulated : run.setup.simulated;
  const { cost, atLeast } = run.kind === "waiting" ? {} : totalsOf(run);
  return html`<header class="top">
    <h1>${subject?.agent ?? "Run"}</h1>
    ${subject ? variant(subject.variant, subject.variants, live, actions) : nothing}
    ${badge({ label: stands.word, icon: icons[stands.tone], tone: stands.tone })}
    ${run.kind === "waiting" || interrupted ? nothing : badge({ label: formatMs(elapsedMs(run, nowOf(state))), icon: "clockface", quiet: true })}
    ${cost === undefined ? nothing : html`<span class="badge num quiet narrow-only">${formatUsd(cost, { atLeast })}</span>`}
    ${simulated ? simulatedBadge() : nothing}
    ${
      view?.reopened
        ? badge({
            label: `Saved ${when(view.reopened.savedAt)} · reopened`,
            icon: "save",
            quiet: true,
            title: "Nothing is called: this is the recording",
          })
        : nothing
    }
    ${toolbar("Run", [
      // Another element, so that the second click of a double click on Run is not taken for Cancel.
      keyed(live, live ? cancel(actions) : startButton(state, actions)),
      more(state, actions),
    ])}
  </header>`;
}

function variant(chosen: string, all: readonly string[], live: boolean, actions: RunActions) {
  if (all.length < 2) return html`<span class="dim">${chosen}</span>`;
  return html`<select
    class="variant"
    aria-label="Variant"
    ?disabled=${live}
    .value=${chosen}
    @change=${(e: Event) => actions.post({ type: "choose-variant", variant: (e.target as HTMLSelectElement).value })}
  >${all.map((name) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}</select>`;
}

function cancel(actions: RunActions) {
  return button({
    label: "Cancel",
    icon: "debug-stop",
    key: "Esc",
    id: "cancel",
    click: (event) => event.detail < 2 && actions.post({ type: "cancel" }),
  });
}

function startButton({ view, run }: RunState, actions: RunActions) {
  return button({
    label: run.kind === "waiting" ? "Run" : "Run again",
    icon: run.kind === "waiting" ? "play" : "refresh",
    kind: "primary",
    key: "Ctrl+Enter",
    id: "start",
    disabled: !view || view.subject.problem !== undefined || !view.connection.trusted,
    ...(run.kind !== "waiting" && {
      title: view?.connection.simulated ? "Asks the simulator again" : "Calls the model again",
    }),
    click: () => actions.start(),
  });
}

function more({ view }: RunState, actions: RunActions) {
  return [
    button({
      label: "Open trace",
      icon: "list-tree",
      kind: "ghost",
      shrinks: true,
      disabled: view?.trace === undefined,
      title: view?.trace ? `Replays ${view.trace}; calls nothing` : "There is a trace once a run has begun",
      click: () => actions.post({ type: "open-trace" }),
    }),
    button({
      label: "Compare…",
      icon: "git-compare",
      kind: "ghost",
      shrinks: true,
      title: "Variants, models and thinking levels side by side",
      click: () => actions.post({ type: "compare" }),
    }),
  ];
}
