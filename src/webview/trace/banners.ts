import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Refusal, TraceView } from "../../protocol/trace.ts";
import type { Actions } from "./actions.ts";
import { icon, type TraceIcon } from "./icons.ts";
import { count, megabytes, ms, plural } from "./words.ts";

/** `moving`: its words change several times a second, which nobody wants read aloud. */
function banner(kind: "info" | "moving" | "warning" | "error", sign: TraceIcon, ...content: unknown[]): TemplateResult {
  const role = kind === "error" ? "alert" : kind === "moving" ? "group" : "status";
  return html`<div class="banner ${kind === "moving" ? "info" : kind}" role=${role}>${icon(sign)}${content}</div>`;
}

function act(words: string, click: () => void): TemplateResult {
  return html`<button type="button" class="btn" @click=${click}>${words}</button>`;
}

/** What has to be said about the whole trace, above it. */
export function banners(view: TraceView, actions: Actions): readonly TemplateResult[] {
  const { trace, steps, reading } = view;
  const list: TemplateResult[] = [];
  if (reading && !reading.stopped)
    list.push(
      banner(
        "moving",
        "info",
        html`<span>Reading ${view.name}: ${megabytes(reading.read)} of ${megabytes(reading.size)}&nbsp;MB, ${plural(steps.length, "step")}</span>`,
        html`<progress max=${reading.size} value=${reading.read} aria-label="Reading the trace"></progress>`,
        reading.leftMs === undefined ? nothing : html`<span class="num dim">${ms(reading.leftMs)} left</span>`,
        act("Cancel", () => actions.post({ type: "stop-reading" })),
        html`<span class="dim">What has been read can be used now.</span>`,
      ),
    );
  else if (reading)
    list.push(
      banner(
        "info",
        "info",
        html`<span>Stopped at ${megabytes(reading.read)} of ${megabytes(reading.size)}&nbsp;MB. ${plural(steps.length, "step")} ${steps.length === 1 ? "is" : "are"} here.</span>`,
        act("Read the rest", () => actions.post({ type: "read-rest" })),
      ),
    );
  if (trace.torn !== undefined && !view.live && !reading) {
    const open = steps.findLast((s) => s.open && s.kind !== "agent_enter");
    const torn = trace.torn;
    list.push(
      banner(
        "error",
        "warning",
        html`<span><b>The file ends in the middle of line ${count(torn)}.</b> ${plural(steps.length, "step was", "steps were")} read${open ? `; step ${open.index} never ended` : ""}. Nothing before it is lost.</span>`,
        html`<span class="grow"></span>`,
        act(`Show line ${count(torn)}`, () => actions.post({ type: "open-text", line: torn })),
      ),
    );
  } else if (trace.open && !view.live && !reading && trace.format !== "otlp")
    list.push(
      banner(
        "warning",
        "warning",
        html`<span><b>This run was cut off.</b> Its recorder stopped before the run ended. What was written until then is here.</span>`,
      ),
    );
  const losses = trace.losses.reduce((sum, loss) => sum + loss.count, 0);
  if (losses > 0) {
    const first = trace.losses[0]?.lines[0];
    list.push(
      banner(
        "warning",
        "warning",
        html`<span><b>Not understood:</b> ${trace.losses.map((loss, i) => html`${i ? ", " : ""}${count(loss.count)} ${loss.what}${loss.lines.length ? ` (line ${loss.lines.slice(0, 3).join(", ")}${loss.count > 3 ? ", …" : ""})` : ""}`)}. Everything else is here.</span>`,
        html`<span class="grow"></span>`,
        first === undefined
          ? nothing
          : act(`Show line ${count(first)}`, () => actions.post({ type: "open-text", line: first })),
      ),
    );
  }
  if (steps.length > 0 && view.totals.durationMs === undefined)
    list.push(
      banner(
        "info",
        "info",
        html`<span>This trace has no times. Order, tokens and cost are as recorded; durations are not shown because nobody measured them.</span>`,
      ),
    );
  if (steps.length > 0 && !view.messages && !view.live && !reading)
    list.push(
      banner(
        "info",
        "info",
        html`<span>This trace has no message text; its recorder was told not to keep it. Steps, ${view.totals.durationMs === undefined ? "" : "times, "}tokens and cost are complete.</span>`,
      ),
    );
  return list;
}

/** The panel when there is nothing to replay. */
export function refusal(name: string, why: Refusal, actions: Actions): TemplateResult {
  switch (why.kind) {
    case "empty":
      return empty(
        "recorded",
        "Nothing recorded yet",
        html`Run an agent and its steps appear here, or open a trace you already have.`,
        [
          html`<button type="button" class="btn primary" @click=${() => actions.post({ type: "open-sample" })}>Open the samples</button>`,
          act("Open a trace…", () => actions.post({ type: "open-trace" })),
        ],
        "Reads our own traces and OTLP with gen_ai attributes. Replaying never calls a model.",
      );
    case "newer":
      return empty(
        "warning",
        `This trace has format ${why.format}; this version reads up to ${why.reads}.`,
        html`Update Flashback to open it. Nothing was changed.`,
        [act("Open as text", () => actions.post({ type: "open-text" }))],
      );
    case "not-a-trace":
      return empty(
        "warning",
        "This file is not a trace that Flashback knows.",
        html`${name}<details class="looked"><summary>Show what was looked for</summary><ul>${why.looked.map((what) => html`<li>${what}</li>`)}</ul></details>`,
        [act("Open as text", () => actions.post({ type: "open-text" }))],
      );
    case "unreadable":
      return empty("warning", "This file could not be read.", html`${why.message}`, [
        act("Open a trace…", () => actions.post({ type: "open-trace" })),
      ]);
  }
}

function empty(
  sign: TraceIcon,
  title: string,
  words: unknown,
  acts: readonly TemplateResult[],
  small?: string,
): TemplateResult {
  return html`<main class="panel solo"><div class="empty" role="status">${icon(sign)}<h1>${title}</h1><p>${words}</p><div class="acts">${acts}</div>${small ? html`<small>${small}</small>` : nothing}</div></main>`;
}
