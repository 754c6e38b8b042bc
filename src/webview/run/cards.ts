import { repeat } from "lit/directives/repeat.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Stamp } from "../../core/base/clock.ts";
import type { Json } from "../../core/base/json.ts";
import type { ToolRun, Turn } from "../../core/runs/run.ts";
import { retrySentence } from "../../core/runs/sentences.ts";
import { between } from "../../core/runs/step.ts";
import { formatMs, formatTokens } from "../../core/tokens/format.ts";
import { badge } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";
import { nowOf, type RunState } from "./state.ts";
import { isShort, type PanelStep, stepsOfRun, thinkingMs, turnFigures, turnNote } from "./steps.ts";

/** One card for each model call and each tool call, in the order in which they happened. */
export function cards(state: RunState): TemplateResult | typeof nothing {
  const live = state.run.kind === "running" && !state.view?.reopened?.interrupted;
  const steps = stepsOfRun(state.run);
  if (!steps.length) return nothing;
  return html`<ol class="steps" aria-label="Steps">${repeat(
    steps,
    (step) => step.id,
    (step) => html`<li>${step.kind === "turn" ? turnCard(step, state, live) : toolCard(step, live)}</li>`,
  )}</ol>`;
}

function turnCard({ name, turn, open }: Extract<PanelStep, { kind: "turn" }>, state: RunState, live: boolean) {
  const now = nowOf(state);
  const running = live && open;
  const short = !open && isShort(turn.text) && turn.text !== "" && turn.thoughts === "";
  const note = turnNote(turn);
  return html`<details class=${`step ${running ? "now" : ""}`} ?open=${open || !short}>
    <summary>${icon("chevron-right", "small")}<b>${name}</b>${
      running
        ? badge({ label: note, icon: note === "Waiting" ? "clockface" : "circle", tone: "wait" })
        : html`<span class="dim">${open ? "ended here" : note}${short ? html` <code class="mono">${turn.text}</code>` : nothing}</span>`
    }<span class="r num">${open && !running ? nothing : turnFigures(turn, now)}</span></summary>
    <div class="body">${[
      running && turn.retry ? waiting(turn, state, now) : nothing,
      thoughts(turn, now),
      answer(turn, running),
      turn.toolRuns.length
        ? html`<p class="dim none">Asked for ${turn.toolRuns.length === 1 ? "a tool" : `${turn.toolRuns.length} tools`}: ${turn.toolRuns.map((t) => t.call.name).join(", ")}.</p>`
        : nothing,
    ]}</div>
  </details>`;
}

function answer(turn: Turn, running: boolean) {
  if (turn.text !== "") {
    return html`<div class="ans">${turn.text}${running && !turn.retry ? html`<span class="caret"></span>` : nothing}</div>`;
  }
  if (turn.toolRuns.length || turn.retry) return nothing;
  const words = !running ? "No answer text came." : turn.firstChunkAt ? "" : "Nothing has arrived yet.";
  return words ? html`<p class="dim none">${words}</p>` : nothing;
}

function thoughts(turn: Turn, now: Stamp) {
  const tokens = turn.usage.thinking;
  if (turn.thoughts === "") {
    return tokens > 0 && turn.endedAt
      ? html`<p class="dim none">Thought ${formatTokens(tokens)} tokens; no summary was sent.</p>`
      : nothing;
  }
  const ms = thinkingMs(turn, now);
  const facts = [
    "Thoughts, summarised by the model",
    ...(tokens > 0 ? [`${formatTokens(tokens)} tokens`] : []),
    ...(ms === undefined ? [] : [formatMs(ms)]),
  ];
  return html`<details class="th"><summary>${icon("chevron-right", "small")}<span class="num">${facts.join(" · ")}</span></summary><div>${turn.thoughts}</div></details>`;
}

function waiting(turn: Turn, state: RunState, now: Stamp) {
  const { retry } = turn;
  if (!retry) return nothing;
  const from = state.retryFrom[turn.index];
  const waitMs = from ? Math.max(0, retry.waitMs - between(from, now)) : retry.waitMs;
  // Whole seconds, so that a second passes between two changes of the sentence.
  return html`<p class="wait-line"><span class="wait">${icon("clockface", "small")}</span> ${retrySentence({ ...retry, waitMs: Math.ceil(waitMs / 1000) * 1000 })}</p>`;
}

function toolCard({ name, tool, open }: Extract<PanelStep, { kind: "tool" }>, live: boolean) {
  const running = live && open;
  return html`<details class=${`step tool ${running ? "now" : ""}`} ?open=${open || tool.isError === true}>
    <summary>${icon("chevron-right", "small")}${icon("tools", "small")}<b class="mono">${name}</b>${
      running
        ? badge({ label: "Running", icon: "circle", tone: "wait" })
        : html`<span class="dim">${toolNote(tool)}</span>`
    }<span class="r num">${tool.endedAt ? formatMs(between(tool.startedAt, tool.endedAt)) : nothing}</span></summary>
    <div class="body">
      <h3>Arguments</h3>
      <pre class="mono">${pretty(tool.call.args)}</pre>
      ${
        tool.result === undefined
          ? nothing
          : html`<h3>${tool.isError ? "Error" : "Result"}</h3><pre class="mono">${pretty(tool.result)}</pre>`
      }
    </div>
  </details>`;
}

function toolNote(tool: ToolRun): string {
  if (tool.isError) return "answered with an error";
  return tool.result === undefined ? "ended without a result" : "answered by its mock";
}

function pretty(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
