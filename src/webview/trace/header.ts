import { html, nothing, type TemplateResult } from "lit/html.js";
import { when } from "../ui/when.ts";
import type { Actions, KeyName } from "./actions.ts";
import { icon, type TraceIcon } from "./icons.ts";
import { hasTokens, isGrowing, type ReplayState, speeds, stepAt } from "./state.ts";
import { clock, count, exactUsd, ms, usd } from "./words.ts";

const badges = {
  recorded: ["recorded", "Recorded", "A replay shows what was recorded. It never calls a model."],
  live: ["live", "Live", "A model is being called now; this costs money."],
  simulated: ["simulated", "Simulated", "Made by the built-in simulator. No model was called."],
} as const satisfies Record<string, readonly [TraceIcon, string, string]>;

/** Where the run comes from, what it was, and what it came to. */
export function header(state: ReplayState): TemplateResult {
  const { view } = state;
  if (!view) return html``;
  const { trace, totals, live } = view;
  const soFar = isGrowing(view) ? " so far" : trace.torn !== undefined ? " to the tear" : "";
  const tokens = (n: number) => (hasTokens(view) || isGrowing(view) ? count(n) : "–");
  const missing = isGrowing(view) ? "none" : "not recorded";
  const { asked, served } = totals.models;
  const models =
    asked.length === 0
      ? served.join(", ")
      : served.length === 0
        ? `asked ${asked.join(", ")}`
        : asked.join() === served.join()
          ? `asked and served ${asked.join(", ")}`
          : `asked ${asked.join(", ")}, served ${served.join(", ")}`;
  const meta = [
    trace.startedAt === undefined ? undefined : when(trace.startedAt),
    models || undefined,
    trace.run?.variant && trace.run.variant !== "base" ? `variant ${trace.run.variant}` : undefined,
    outcome(view.trace.run?.outcome, live),
  ].filter((part) => part !== undefined);
  return html`<header class="bar">
    ${live && !trace.simulated ? badge("live") : live ? [badge("live"), badge("simulated")] : [badge("recorded"), trace.simulated ? badge("simulated") : nothing]}
    <h1>${trace.run?.agent ?? totals.agents[0] ?? view.name}</h1>
    <span class="meta">${meta.join(" · ")}</span>
    <dl class="totals">
      ${total("Time", totals.durationMs === undefined ? missing : ms(totals.durationMs), totals.durationMs === undefined && !isGrowing(view) ? "" : soFar)}
      ${total("Cost", totals.cost === undefined ? missing : usd(totals.cost), totals.cost === undefined && !isGrowing(view) ? "" : soFar, totals.cost === undefined ? undefined : exactUsd(totals.cost))}
      <div><dt>In</dt><dd>${tokens(totals.usage.input)}${totals.usage.cached > 0 ? html`<small class="hide-mid"> of which ${count(totals.usage.cached)} cached</small>` : nothing}</dd></div>
      <div><dt>Thinking</dt><dd>${tokens(totals.usage.thinking)}</dd></div>
      <div><dt>Out</dt><dd>${tokens(totals.usage.output)}<small> tokens</small></dd></div>
    </dl>
  </header>`;
}

function badge(kind: keyof typeof badges): TemplateResult {
  const [sign, words, title] = badges[kind];
  return html`<span class="tbadge ${kind}" title=${title}>${icon(sign)}${words}</span>`;
}

function total(name: string, value: string, note: string, title?: string): TemplateResult {
  return html`<div title=${title ?? nothing}><dt>${name}</dt><dd>${value}${note ? html`<small>${note}</small>` : nothing}</dd></div>`;
}

function outcome(word: string | undefined, live: boolean): string | undefined {
  if (live) return "running";
  return word === "failed" ? "failed" : word === "cancelled" ? "cancelled" : undefined;
}

/** The keys of a debugger, as buttons. */
export function transport(state: ReplayState, actions: Actions): TemplateResult {
  const { view } = state;
  if (!view) return html``;
  const none = view.steps.length === 0;
  const step = stepAt(state);
  const control = (
    sign: TraceIcon,
    name: string,
    key: string,
    does: KeyName,
    more: { words?: string; off?: boolean; pressed?: boolean; look?: string } = {},
  ) =>
    html`<button
      type="button"
      class="tb ${more.look ?? ""}"
      title="${name} (${key})"
      aria-label=${name}
      aria-keyshortcuts=${key}
      aria-pressed=${more.pressed === undefined ? nothing : more.pressed}
      ?disabled=${none || (more.off ?? false)}
      @click=${() => actions.run(does)}
    >${icon(sign)}${more.words ? html`<span class="hide-mid">${more.words}</span>` : nothing}</button>`;
  const speed = speeds[state.speed] ?? 1;
  const speedWord = speed === Number.POSITIVE_INFINITY ? "max" : `${speed}×`;
  const noBreakpoints = state.breakpoints.size === 0;
  const behind = view.live ? view.steps.length - state.cursor : 0;
  const soFar = isGrowing(view) ? " so far" : "";
  const end = view.totals.durationMs;
  return html`<div class="bar" role="toolbar" aria-label="Replay">
    ${control(state.playing ? "pause" : "play", state.playing ? "Pause" : "Play", "Space", "play", { look: "go" })}
    <button type="button" class="tb" title="Speed (< and >)" aria-label="Speed, ${speedWord}" aria-keyshortcuts="< >" ?disabled=${none} @click=${() => actions.run("faster")}>${speedWord}</button>
    <span class="sep"></span>
    ${control("reverse", "Back to the previous breakpoint", "Shift+F5", "reverse", { off: noBreakpoints })}
    ${control("back", "Step back", "Shift+F10", "back", { off: state.cursor <= 1 })}
    ${control("next", "Next step", "F10", "next", { off: state.cursor >= view.steps.length })}
    ${control("continue", "Continue to the next breakpoint", "F5", "continue", { off: noBreakpoints })}
    <span class="sep"></span>
    ${control("into", "Into the sub-agent", "F11", "into")}
    ${control("out", "Out of the sub-agent", "Shift+F11", "out")}
    <span class="sep"></span>
    <span class="where"><span>Step <b>${state.cursor || "–"}</b> of ${count(view.steps.length)}${soFar}</span>${
      step?.t !== undefined && end !== undefined
        ? html`<span class="dim hide-narrow">${clock(step.t)} of ${clock(end)}</span>`
        : nothing
    }</span>
    ${view.live && !state.following && behind > 0 ? html`<span class="dim hide-narrow">Following stopped. ${count(behind)} newer ${behind === 1 ? "step" : "steps"}.</span>` : nothing}
    ${view.live ? control("follow", "Follow the newest step", "End", "follow", { words: "Follow", pressed: state.following }) : nothing}
    <span class="grow"></span>
    ${control("error", "Next error", "e", "next-error", { words: "Next error", off: view.totals.errors === 0 })}
    ${end === undefined ? nothing : control("clock", "Next slowest", "l", "next-slowest", { words: "Next slowest" })}
  </div>`;
}
