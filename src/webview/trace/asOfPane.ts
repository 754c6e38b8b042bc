import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AsOf, Entry, PromptPart, Shown } from "../../core/trace/asOf.ts";
import type { Step } from "../../core/trace/steps.ts";
import { type Tab, tabs } from "../../protocol/trace.ts";
import { style } from "../ui/style.ts";
import type { Actions } from "./actions.ts";
import { icon, type TraceIcon } from "./icons.ts";
import { type ReplayState, stepAt } from "./state.ts";
import { whyBody } from "./whyPane.ts";
import { clock, count, kindOf, ms, plural, tabNames, usd } from "./words.ts";

/** In a narrower panel the last tab would be cut off. Pixels. */
const roomForWords = 1320;

/** Everything the trace says about one moment, and nothing later. */
export function asOfPane(state: ReplayState, actions: Actions, slowest: number | undefined): TemplateResult {
  const step = stepAt(state);
  if (!step || !state.view) return html`<section class="asof" aria-label="As of this step"></section>`;
  const tab = shownTab(state);
  const asOf = state.asOf?.index === step.index ? state.asOf : undefined;
  return html`<section class="asof" aria-label="As of this step">
    ${head(step, state, actions, slowest)}
    <div class="tabs" role="tablist" aria-label="As of this step" @keydown=${moveTab(state, actions)}>${tabs.map(
      (id) => html`<button
        type="button"
        role="tab"
        id="tab-${id}"
        class=${id === "why" ? "only-mid" : ""}
        aria-selected=${tab === id}
        aria-controls="as-of-panel"
        tabindex=${tab === id ? 0 : -1}
        @click=${() => actions.tab(id)}
      >${id === "prompt" && state.width <= roomForWords ? "Prompt" : tabNames[id]}${
        id === "state" && step.writes ? html`<small>+${Object.keys(step.writes).length}</small>` : nothing
      }</button>`,
    )}</div>
    <div class="scroll" id="as-of-panel" role="tabpanel" tabindex="0" aria-labelledby="tab-${tab}">${
      tab === "why"
        ? html`<div class="why">${whyBody(state, actions)}</div>`
        : html`<div class="body" aria-busy=${asOf === undefined}>${asOf ? bodies[tab](asOf, step, state, actions) : nothing}</div>`
    }</div>
  </section>`;
}

/** "Why" is a tab only where there is no room for its pane. */
export function shownTab(state: ReplayState): Tab {
  return state.tab === "why" && state.width > 1120 ? "conversation" : state.tab;
}

function moveTab(state: ReplayState, actions: Actions): (event: KeyboardEvent) => void {
  return (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const visible = tabs.filter((id) => id !== "why" || state.width <= 1120);
    const next = visible[(visible.indexOf(shownTab(state)) + by + visible.length) % visible.length];
    if (!next) return;
    actions.tab(next);
    requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
  };
}

function head(step: Step, state: ReplayState, actions: Actions, slowest: number | undefined): TemplateResult {
  const name =
    step.kind === "thought"
      ? "Thought"
      : step.kind === "answer" && step.name !== "Answer"
        ? step.name
        : `${kindOf(step)}${step.kind === "answer" || step.kind === "user_input" ? "" : `: ${step.name}`}`;
  const took =
    step.open && step.kind !== "agent_enter"
      ? state.view?.live
        ? "running"
        : "never ended"
      : step.duration === undefined || step.quality === "instant"
        ? ""
        : `${step.quality === "estimated" ? "≈\u00a0" : ""}${ms(step.duration)}`;
  return html`<div class="asof-head">
    <div class="l1"><h2>As of step ${step.index}</h2><span class="grow"></span>${step.t === undefined ? nothing : html`<span class="dim num">at ${clock(step.t)}</span>`}</div>
    <div class="l1">${icon(step.error === undefined ? step.kind : "error", step.error === undefined ? "" : "bad-fg")}<h3>${name}</h3>${
      step.index === slowest ? html`<span class="tmark">${icon("clock")}slowest</span>` : nothing
    }${step.retries ? html`<span class="tmark plain">${icon("retry")}tried again ${step.retries === 1 ? "once" : `${step.retries} times`}</span>` : nothing}<span class="grow"></span><b class="num">${took}${step.cost === undefined ? nothing : html`&emsp;${usd(step.cost)}`}</b></div>
    <div class="l2"><span>${step.agent}</span>${
      step.usage && step.usage.input > 0
        ? html`<span class="hide-narrow">${count(step.usage.input)} tokens in${step.usage.thinking ? `, ${count(step.usage.thinking)} thinking` : ""}</span>`
        : nothing
    }${step.source ? yaml(step, actions) : nothing}</div>
    ${step.error === undefined || step.kind === "tool_result" ? nothing : html`<p class="bad-fg problem">${step.error}</p>`}
  </div>`;
}

function yaml(step: Step, actions: Actions): TemplateResult {
  const { file, line } = step.source ?? { file: "", line: 0 };
  const name = file.slice(file.lastIndexOf("/") + 1);
  return html`<button type="button" class="link" title="Open the definition at this line (o)" @click=${() => actions.post({ type: "open-definition", index: step.index })}>${icon("file")}${name}${line > 0 ? `:${line}` : ""}</button>`;
}

function toStep(index: number, actions: Actions, words = `step ${index}`): TemplateResult {
  return html`<button type="button" class="link" @click=${() => actions.go(index)}>${words}</button>`;
}

function note(sign: TraceIcon, ...words: unknown[]): TemplateResult {
  return html`<p class="note">${icon(sign)}<span>${words}</span></p>`;
}

function shown(text: Shown, actions: Actions): TemplateResult {
  return html`${text.text}${
    text.more
      ? html`<span class="more">… ${count(text.more)} more characters. <button type="button" class="link" @click=${() => actions.post({ type: "open-text" })}>Open as text</button></span>`
      : nothing
  }`;
}

type Body = (asOf: AsOf, step: Step, state: ReplayState, actions: Actions) => unknown;

const bodies: Readonly<Record<Exclude<Tab, "why">, Body>> = {
  conversation: ({ conversation, index }, _step, _state, actions) => [
    conversation.recorded
      ? note("info", `Everything said up to step ${index}. Later steps are not shown here.`)
      : note(
          "info",
          "This trace has no message text; its recorder was told not to keep it. Steps, times, tokens and cost are complete.",
        ),
    conversation.entries.length === 0
      ? html`<p class="dim">Nothing has been said yet.</p>`
      : conversation.entries.map((entry) => message(entry, actions)),
  ],

  state: ({ state: now, index }, step, state, actions) => {
    const writes = step.writes ? Object.keys(step.writes).length : 0;
    const last = state.view?.steps.findLast((s) => s.index <= index && s.writes !== undefined);
    return [
      !now.recorded
        ? note(
            "info",
            now.rows.length
              ? "No state was written up to this step. The run began with these inputs."
              : "No state was written up to this step, and no inputs are recorded.",
          )
        : note(
            "info",
            "Rebuilt by folding the recorded writes up to this step. ",
            writes
              ? `${plural(writes, "key")} changed here.`
              : last
                ? ["Nothing changed here; the last change was ", toStep(last.index, actions), "."]
                : "",
          ),
      html`<div class="kv" role="table" aria-label="State">${now.rows.map((row) => {
        const old = row.before === undefined || row.before === "new" ? undefined : row.before;
        const by = (n: number) => (n === 0 ? "start" : toStep(n, actions));
        return html`${
          old
            ? html`<div class="rem" role="row"><span role="cell" title="before">−</span><span role="cell">${row.key}</span><span role="cell">${old.value}</span><span class="by" role="cell">${by(old.by)}</span></div>`
            : nothing
        }<div class=${row.before === undefined ? "" : "add"} role="row"><span role="cell" title=${row.before === undefined ? nothing : "after"}>${row.before === undefined ? "" : "+"}</span><span role="cell">${row.key}</span><span role="cell">${row.value}</span><span class="by" role="cell">${by(row.by)}</span></div>`;
      })}</div>`,
    ];
  },

  prompt: ({ prompt, index }, _step, _state, actions) => {
    if (!prompt) return note("info", "Nothing has been sent to the model yet.");
    const { usage } = prompt;
    const fresh = usage ? usage.input - usage.cached : 0;
    return [
      prompt.step === index
        ? nothing
        : note("info", "The last prompt before this step, sent at ", toStep(prompt.step, actions), "."),
      usage && usage.input > 0
        ? html`<div class="split" role="img" aria-label="${count(usage.input)} tokens: ${count(usage.cached)} from cache, ${count(fresh)} new">${
            usage.cached > 0 ? html`<i class="c" ${style({ "flex-grow": usage.cached })}></i>` : nothing
          }<i class="f" ${style({ "flex-grow": Math.max(1, fresh) })}></i></div>
          <div class="split-key"><span><i class="c"></i>From cache&nbsp;<b>${count(usage.cached)}</b></span><span><i class="f"></i>New&nbsp;<b>${count(fresh)}</b></span><span class="dim grow num">${count(usage.input)} tokens sent</span></div>`
        : nothing,
      prompt.parameters.length
        ? html`<p class="dim parameters">${prompt.parameters.map(({ name, value }, i) => html`${i ? " · " : ""}${name} <b>${value}</b>`)}</p>`
        : nothing,
      prompt.recorded
        ? html`<div class="prompt">${prompt.parts.map((part) => promptPart(part, prompt.against, actions))}</div>`
        : note("info", "This trace has no message text; its recorder was told not to keep it."),
      usage
        ? note(
            "info",
            "Cached tokens: as the model reported.",
            prompt.against === undefined
              ? ""
              : [" Compared with the request of ", toStep(prompt.against, actions), ", part by part."],
          )
        : nothing,
    ];
  },

  tool: ({ tool, index }, _step, state, actions) => {
    if (!tool) {
      const first = state.view?.steps.find((s) => s.kind === "tool_call" && s.index > index);
      return note(
        "info",
        "No tool has been called yet.",
        first ? [" The first call is ", toStep(first.index, actions), "."] : "",
      );
    }
    const after = tool.durationMs === undefined ? "" : ` after ${ms(tool.durationMs)}`;
    return [
      html`<p class="sub">${tool.name}${tool.answeredBy === "mock" ? html`<span class="tmark plain">answered by its mock</span>` : nothing}</p>`,
      html`<p class="sub">Arguments<span>${toStep(tool.callStep, actions)}</span></p>`,
      tool.args ? html`<pre>${shown(tool.args, actions)}</pre>` : html`<p class="dim">Not recorded.</p>`,
      tool.later && tool.resultStep !== undefined
        ? note("clock", "The result arrives at ", toStep(tool.resultStep, actions), ".")
        : nothing,
      tool.running
        ? note("clock", state.view?.live ? "Running. No result yet." : "It never ended: no result was recorded.")
        : nothing,
      !tool.later && !tool.running && tool.resultStep !== undefined
        ? [
            html`<p class="sub ${tool.failed ? "bad-fg" : ""}">${tool.failed ? [icon("error"), `Error${after}`] : `Result${after}`}<span>${toStep(tool.resultStep, actions)}</span></p>`,
            tool.result
              ? html`<pre class=${tool.failed ? "err" : ""}>${shown(tool.result, actions)}</pre>`
              : html`<p class="dim">Not recorded.</p>`,
          ]
        : nothing,
      tool.resultStep === undefined ? note("info", "No result is recorded for this call.") : nothing,
      note("info", "Tool text comes from outside. It is shown as plain text, and links in it are not live."),
    ];
  },

  thoughts: ({ thoughts, index }, _step, state, actions) => {
    if (!thoughts) {
      const first = state.view?.steps.find((s) => s.kind === "thought" && s.index > index);
      return note(
        "info",
        "The model has not thought yet.",
        first ? [" The first thought is ", toStep(first.index, actions), "."] : "",
      );
    }
    const billed =
      thoughts.tokens === undefined
        ? ""
        : `${count(thoughts.tokens)} thinking tokens billed${thoughts.cost === undefined ? "" : ` (${usd(thoughts.cost)})`}`;
    if (thoughts.texts.length === 0)
      return [
        note(
          "info",
          `No summary was sent for this turn. ${billed ? `${billed}` : "How much was thought is not recorded"}${thoughts.ms === undefined ? "; the time it took is unknown." : `; the time, ≈\u00a0${ms(thoughts.ms)}, is estimated from them.`}`,
        ),
      ];
    const blocks = thoughts.texts.flatMap(blocksOf);
    return [
      note(
        "info",
        `Summaries by the model, not its full reasoning: ${blocks.length} received${billed ? `, ${billed}` : ""}.`,
      ),
      html`<p class="sub">${thoughts.ms === undefined ? "Thinking, time unknown" : `${ms(thoughts.ms)} of thinking, ${thoughts.quality}`}<span>${toStep(thoughts.step, actions)}</span></p>`,
      blocks.map(
        (block) =>
          html`<div class="thought">${block.heading ? html`<b>${block.heading}</b>` : nothing}${shown(block, actions)}</div>`,
      ),
    ];
  },

  raw: ({ raw }, step, state, actions) => [
    note(
      "info",
      "The span as it stands in the file, up to this step. ",
      html`<button type="button" class="link" @click=${() => actions.post({ type: "open-text" })}>Open as text</button>`,
      state.view?.trace.run?.id && step.span >= 0
        ? ". What came over the wire, byte for byte, is beside it in raw.sse.jsonl."
        : "",
    ),
    html`<pre>${shown(raw, actions)}</pre>`,
  ],
};

const entryWords: Readonly<Record<Entry["kind"], readonly [TraceIcon, string]>> = {
  user: ["user_input", "User input"],
  answer: ["answer", "Output"],
  thought: ["thought", "Thought"],
  call: ["tool_call", "Tool call"],
  result: ["tool_result", "Tool result"],
  other: ["other", "Part"],
};

function message(entry: Entry, actions: Actions): TemplateResult {
  const [sign, words] = entryWords[entry.kind];
  const mono = entry.kind === "call" || entry.kind === "result";
  return html`<div class="msg">${icon(entry.failed ? "error" : sign, entry.failed ? "bad-fg" : "")}<div class="who"><b>${entry.who}</b><span class="dim">${entry.failed ? "Tool error" : words}</span><span class="grow"></span>${
    entry.step === undefined ? nothing : toStep(entry.step, actions)
  }</div><div class="what ${mono ? "mono" : ""}">${shown(entry.text, actions)}</div></div>`;
}

const comparedWords: Readonly<Record<PromptPart["compared"], readonly [string, string]>> = {
  same: ["same as before", "c"],
  changed: ["changed", "l"],
  again: ["sent again", "l"],
  new: ["new", ""],
};

function promptPart(part: PromptPart, against: number | undefined, actions: Actions): TemplateResult {
  const [words, look] = against === undefined ? ["", ""] : comparedWords[part.compared];
  return html`${
    part.breaks
      ? html`<div class="break">${icon("warning")}<span><b>From here on the prompt is another one than before.</b> What follows cannot come from the cache.</span></div>`
      : nothing
  }<div class="part ${look}"><span class="label">${part.label}</span><span class="toks">${words}</span><div class="txt">${shown(part.text, actions)}</div></div>`;
}

interface ThoughtBlock extends Shown {
  readonly heading?: string;
}

/** Gemini's summaries begin with a heading in bold, several in one text: each is shown as one, the rest as plain text. */
function blocksOf(text: Shown): readonly ThoughtBlock[] {
  const blocks = text.text.split(/(?=^\*\*[^*\n]+\*\*)/m).filter((block) => block.trim());
  return blocks.map((block, i) => {
    const heading = /^\*\*([^*\n]+)\*\*\s*/.exec(block);
    return {
      ...(heading?.[1] ? { heading: heading[1] } : {}),
      text: block.slice(heading?.[0].length ?? 0).trim(),
      ...(i === blocks.length - 1 && text.more ? { more: text.more } : {}),
    };
  });
}
