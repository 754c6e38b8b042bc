import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { partsOf } from "../tokens/cost.ts";
import type { NanoUsd } from "../tokens/units.ts";
import type { Usage } from "../tokens/usage.ts";
import { asJson, type Message, type MessagePart, type Texts, textsOf, toolTextsOf } from "./messages.ts";
import { rowText } from "./readTrace.ts";
import type { Quality, Step } from "./steps.ts";
import type { Span, Trace } from "./trace.ts";

/** A text that is shown; `more` says how many characters were left out. */
export interface Shown {
  readonly text: string;
  readonly more?: number;
}

export interface Entry {
  readonly kind: "user" | "answer" | "thought" | "call" | "result" | "other";
  readonly who: string;
  readonly text: Shown;
  /** The step that it belongs to, never a later one than the cursor. */
  readonly step?: number;
  readonly failed?: true;
}

export interface StateRow {
  readonly key: string;
  /** JSON. */
  readonly value: string;
  /** The step that wrote it; 0 is the start of the run. */
  readonly by: number;
  /** Set where the step at the cursor changed it; `undefined` inside: the key is new. */
  readonly before?: { readonly value: string; readonly by: number } | "new";
}

export interface PromptPart {
  readonly label: string;
  readonly text: Shown;
  /**
   * Against the request before of the same agent, in order: `same` until the first difference; behind it `again` is text
   * that was sent before as well.
   */
  readonly compared: "same" | "changed" | "again" | "new";
  /** Here the two requests part, though the one before went on. */
  readonly breaks?: true;
}

/** Everything the panel says about one step. Nothing in it is later than the step. */
export interface AsOf {
  readonly index: number;
  readonly conversation: { readonly entries: readonly Entry[]; readonly recorded: boolean };
  readonly state: { readonly rows: readonly StateRow[]; readonly recorded: boolean };
  readonly prompt?: {
    readonly step: number;
    readonly recorded: boolean;
    readonly parts: readonly PromptPart[];
    /** The step of the request that it is compared with. */
    readonly against?: number;
    readonly parameters: readonly { readonly name: string; readonly value: string }[];
    readonly usage?: Usage;
  };
  readonly tool?: {
    readonly name: string;
    readonly callStep: number;
    readonly args?: Shown;
    readonly resultStep?: number;
    /** The result is later than the cursor. */
    readonly later: boolean;
    readonly running: boolean;
    readonly result?: Shown;
    readonly failed: boolean;
    readonly durationMs?: number;
    readonly answeredBy?: string;
  };
  readonly thoughts?: {
    readonly step: number;
    readonly texts: readonly Shown[];
    readonly tokens?: number;
    readonly cost?: NanoUsd;
    readonly ms?: number;
    readonly quality: Quality;
  };
  readonly raw: Shown;
}

/** Whole attributes of a span, and the span as it stands in the file. */
export interface Body {
  readonly attributes: JsonObject;
  readonly raw: readonly Json[];
}

/** The spans whose texts `asOf` needs for a step: indexes into `trace.spans`, few. */
export function spansFor(trace: Trace, steps: readonly Step[], index: number): readonly number[] {
  const { step, call, previous, toolStep, thoughtStep, results } = around(trace, steps, index);
  const wanted = [step.span, call?.span, previous?.span, toolStep?.span, thoughtStep?.span];
  if (toolStep?.pair !== undefined && toolStep.pair <= index) wanted.push(steps[toolStep.pair - 1]?.span);
  for (const result of results) wanted.push(result.span);
  return [...new Set(wanted.filter((i) => i !== undefined && i >= 0))] as number[];
}

export function asOf(trace: Trace, steps: readonly Step[], index: number, bodies: (span: number) => Body): AsOf {
  const near = around(trace, steps, index);
  const prompt = promptOf(near, bodies);
  const tool = toolOf(trace, steps, near, bodies);
  const thoughts = thoughtsOf(trace, steps, near, bodies);
  return {
    index,
    conversation: conversationOf(trace, steps, near, bodies),
    state: stateOf(trace, steps, index),
    ...(prompt ? { prompt } : {}),
    ...(tool ? { tool } : {}),
    ...(thoughts ? { thoughts } : {}),
    raw: rawUpTo(trace, near.step, bodies),
  };
}

const laterKeys = /output|completion|response|result|outcome|finish|usage|cost|problem|error/;

/** The span as it stands in the file; before its last step without what came later. */
function rawUpTo(trace: Trace, step: Step, bodies: (span: number) => Body): Shown {
  if (step.span < 0) return { text: "This group was made while reading; it does not stand in the file." };
  const { raw } = bodies(step.span);
  const items = trace.spans[step.span]?.items.length ?? 0;
  const last =
    step.kind === "agent_enter" || step.kind === "user_input"
      ? step.pair === undefined && step.kind === "agent_enter"
      : step.item === undefined || step.item >= items - 1;
  const opened = raw.filter((value) => isObject(value) && value.endTimeUnixNano === undefined);
  const shownNow = last ? raw : opened.length ? opened : raw.map(withoutLater);
  return cap(shownNow.map((value) => JSON.stringify(value, null, 2)).join("\n"));
}

function withoutLater(value: Json): Json {
  if (!isObject(value)) return value;
  const { endTimeUnixNano: _end, status: _status, events: _events, attributes, ...rest } = value;
  const kept = Array.isArray(attributes)
    ? attributes.filter((a) => !(isObject(a) && typeof a.key === "string" && laterKeys.test(a.key)))
    : [];
  return { ...rest, attributes: kept };
}

/** Gemini ends a stream with a text part of no letters: nobody said anything in it. */
function isEmpty(part: MessagePart): boolean {
  return (part.kind === "text" || part.kind === "thought") && part.text === "";
}

/** How far back texts are matched with steps; what is farther away is shown without a link. Steps. */
const nearby = 4000;

/** Longer texts are cut; the whole stands in the file. Characters. */
const LONGEST = 20_000;

export function cap(text: string): Shown {
  return text.length > LONGEST ? { text: text.slice(0, LONGEST), more: text.length - LONGEST } : { text };
}

interface Around {
  readonly step: Step;
  /** The first step of the last model call that had begun, and of the one before it of the same agent. */
  readonly call: Step | undefined;
  readonly previous: Step | undefined;
  /** The last tool call. */
  readonly toolStep: Step | undefined;
  readonly thoughtStep: Step | undefined;
  /** Tool results that came since the last model call began. */
  readonly results: readonly Step[];
}

function around(trace: Trace, steps: readonly Step[], index: number): Around {
  const step = steps[index - 1] as Step;
  const isModel = (s: Step) => trace.spans[s.span]?.kind === "model" && s.kind !== "user_input";
  let call: Step | undefined;
  let previous: Step | undefined;
  let toolStep = step.kind === "tool_result" && step.pair !== undefined ? steps[step.pair - 1] : undefined;
  let thoughtStep: Step | undefined;
  const results: Step[] = [];
  for (let i = index - 1; i >= 0; i--) {
    const s = steps[i] as Step;
    if (!toolStep && s.kind === "tool_call") toolStep = s;
    if (!thoughtStep && s.kind === "thought") thoughtStep = s;
    if (isModel(s)) {
      if (!call) call = s;
      else if (s.span === call.span) call = s;
      else if (s.agent === call.agent) {
        if (previous && previous.span !== s.span) break;
        previous = s;
      }
    } else if (s.kind === "tool_result" && !call) results.unshift(s);
    if (call && index - i > 2000) break;
  }
  return { step, call, previous, toolStep, thoughtStep, results: results.slice(-100) };
}

function conversationOf(
  trace: Trace,
  steps: readonly Step[],
  { step, call, results }: Around,
  bodies: (span: number) => Body,
): AsOf["conversation"] {
  const upTo = steps.slice(Math.max(0, step.index - nearby), step.index);
  const texts = call && textsOf(bodies(call.span).attributes);
  if (!call || !texts || (texts.input.length === 0 && texts.output.length === 0)) {
    const told = upTo.filter((s) => ["user_input", "answer", "tool_call", "tool_result"].includes(s.kind)).slice(-200);
    return {
      recorded: call === undefined,
      entries: told.map((s) => ({
        kind: entryKind(s),
        who: s.kind === "user_input" ? "User" : s.agent,
        text: cap(s.kind === "tool_call" ? `${s.name}(${s.detail})` : s.error || s.detail || s.name),
        step: s.index,
        ...(s.error ? { failed: true as const } : {}),
      })),
    };
  }
  const find = finder(trace, upTo);
  const entries = texts.input.flatMap((message) =>
    message.parts.filter((part) => !isEmpty(part)).map((part) => entryOf(message, part, call.agent, find)),
  );
  const items = texts.output.flatMap((m) => m.parts).filter((part) => part.kind !== "result");
  items.forEach((part, n) => {
    const at = upTo.findLast((s) => s.span === call.span && s.item === n);
    if (at && part.kind !== "thought")
      entries.push({ ...entryOf({ role: "assistant", parts: [] }, part, call.agent), step: at.index });
  });
  for (const result of results) {
    const { result: value } = toolTextsOf(bodies(result.span).attributes);
    if (value === undefined && result.open) continue;
    entries.push({
      kind: "result",
      who: result.name,
      text: cap(value === undefined ? result.error || result.detail : shown(value)),
      step: result.index,
      ...(result.error ? { failed: true as const } : {}),
    });
  }
  return { recorded: true, entries: entries.filter((e) => e.kind !== "thought") };
}

function entryKind(step: Step): Entry["kind"] {
  if (step.kind === "user_input") return "user";
  if (step.kind === "tool_call") return "call";
  return step.kind === "tool_result" ? "result" : "answer";
}

/** Which earlier step a part of a prompt came from. */
function finder(trace: Trace, steps: readonly Step[]): (part: MessagePart) => number | undefined {
  const calls = new Map<string, number>();
  const results = new Map<string, number>();
  const words = new Map<string, number>();
  for (const s of steps) {
    if (s.kind === "tool_call") {
      const id = trace.spans[s.span]?.items[s.item ?? -1]?.callId ?? trace.spans[s.span]?.tool?.callId;
      if (id) calls.set(id, s.index);
    }
    if (s.kind === "tool_result") {
      const id = trace.spans[s.span]?.tool?.callId;
      if (id) results.set(id, s.index);
    }
    if (s.kind === "user_input" || s.kind === "answer") words.set(s.detail, s.index);
  }
  return (part) => {
    if (part.kind === "call") return part.id ? calls.get(part.id) : undefined;
    if (part.kind === "result") return part.id ? results.get(part.id) : undefined;
    return part.kind === "text" ? words.get(rowText(part.text)) : undefined;
  };
}

function entryOf(
  message: Message,
  part: MessagePart,
  agent: string,
  find?: (part: MessagePart) => number | undefined,
): Entry {
  const step = find?.(part);
  const link = step === undefined ? {} : { step };
  switch (part.kind) {
    case "call":
      return { kind: "call", who: agent, text: cap(`${part.name}(${shown(part.value)})`), ...link };
    case "result":
      return { kind: "result", who: part.name ?? "tool", text: cap(shown(part.value)), ...link };
    case "thought":
      return { kind: "thought", who: agent, text: cap(part.text), ...link };
    case "other":
      return { kind: "other", who: message.role === "user" ? "User" : agent, text: cap(`(${part.name})`), ...link };
    case "text":
      return message.role === "user" || message.role === "system"
        ? { kind: "user", who: message.role === "user" ? "User" : "System", text: cap(part.text), ...link }
        : { kind: "answer", who: agent, text: cap(part.text), ...link };
  }
}

function shown(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function stateOf(trace: Trace, steps: readonly Step[], index: number): AsOf["state"] {
  const values = new Map<string, { value: string; by: number }>();
  const inputs = asJson(trace.run?.inputs);
  if (isObject(inputs))
    for (const [key, value] of Object.entries(inputs))
      values.set(`inputs.${key}`, { value: JSON.stringify(value) ?? "null", by: 0 });
  const before = new Map<string, StateRow["before"]>();
  let recorded = false;
  for (const s of writesOf(steps)) {
    if (s.index > index) break;
    recorded = true;
    for (const [key, value] of Object.entries(s.writes ?? {})) {
      if (s.index === index) before.set(key, values.get(key) ?? "new");
      values.set(key, { value, by: s.index });
    }
  }
  const rows = [...values]
    .map(([key, { value, by }]): StateRow => {
      const old = before.get(key);
      return { key, value, by, ...(old === undefined ? {} : { before: old }) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { rows, recorded };
}

const writeSteps = new WeakMap<readonly Step[], readonly Step[]>();

/** The steps that write state, found once per trace. */
function writesOf(steps: readonly Step[]): readonly Step[] {
  const known = writeSteps.get(steps) ?? steps.filter((s) => s.writes !== undefined);
  writeSteps.set(steps, known);
  return known;
}

function promptOf({ call, previous }: Around, bodies: (span: number) => Body): AsOf["prompt"] {
  if (!call) return undefined;
  const { attributes } = bodies(call.span);
  const texts = textsOf(attributes);
  const parts = promptParts(texts);
  const old = previous && promptParts(textsOf(bodies(previous.span).attributes));
  const compare = (part: RawPart, i: number): Pick<PromptPart, "compared" | "breaks"> => {
    if (!old || i >= common) {
      const before = old?.find((o) => o.key === part.key);
      const compared = before === undefined ? "new" : before.text === part.text ? "again" : "changed";
      return { compared, ...(old && i === common && common < old.length ? { breaks: true as const } : {}) };
    }
    return { compared: "same" };
  };
  const differs = parts.findIndex((part, i) => old?.[i]?.key !== part.key || old[i]?.text !== part.text);
  const common = differs < 0 ? parts.length : differs;
  return {
    step: call.index,
    recorded: parts.length > 0,
    parts: parts.map((part, i) => ({ label: part.label, text: cap(part.text), ...compare(part, i) })),
    ...(previous && old?.length ? { against: previous.index } : {}),
    parameters: parametersIn(attributes),
    ...(call.usage ? { usage: call.usage } : {}),
  };
}

interface RawPart {
  readonly key: string;
  readonly label: string;
  readonly text: string;
}

function promptParts(texts: Texts): readonly RawPart[] {
  const names: Record<Message["role"], string> = {
    system: "system",
    user: "user",
    assistant: "model",
    tool: "tool result",
  };
  return [
    ...(texts.system.length ? [{ key: "system", label: "System instruction", text: texts.system.join("\n\n") }] : []),
    ...(texts.tools.length
      ? [
          {
            key: "tools",
            label: texts.tools.length === 1 ? "1 tool" : `${texts.tools.length} tools`,
            text: texts.tools.map((tool) => JSON.stringify(tool.value, null, 2)).join("\n"),
          },
        ]
      : []),
    ...texts.input.map((message, i) => ({
      key: `message ${i}`,
      label: `Message ${i + 1} · ${names[message.role]}`,
      text: message.parts
        .map((part) => {
          if (part.kind === "call") return `${part.name}(${shown(part.value)})`;
          if (part.kind === "result") return shown(part.value);
          return part.kind === "other" ? `(${part.name})` : part.text;
        })
        .join("\n"),
    })),
  ];
}

const parameterNames = ["temperature", "top_p", "top_k", "max_tokens", "seed", "stop_sequences"];

function parametersIn(attributes: JsonObject): readonly { name: string; value: string }[] {
  const all: (readonly [string, Json | undefined])[] = [
    ["thinking level", attributes["flashback.thinking_level"]],
    ...parameterNames.map((name) => [name.replaceAll("_", " "), attributes[`gen_ai.request.${name}`]] as const),
    ["service tier", attributes["flashback.service_tier"]],
  ];
  return all.flatMap(([name, value]) => (value === undefined || value === null ? [] : [{ name, value: shown(value) }]));
}

function toolOf(
  trace: Trace,
  steps: readonly Step[],
  { step, toolStep }: Around,
  bodies: (span: number) => Body,
): AsOf["tool"] {
  if (!toolStep) return undefined;
  const result = toolStep.pair === undefined ? undefined : steps[toolStep.pair - 1];
  const arrived = result !== undefined && result.index <= step.index;
  const texts = arrived ? toolTextsOf(bodies(result.span).attributes) : {};
  const span = trace.spans[toolStep.span] as Span;
  const own = span.kind === "model" ? argsIn(textsOf(bodies(toolStep.span).attributes), toolStep.item) : undefined;
  const args =
    own ?? texts.args ?? (span.kind === "tool" ? toolTextsOf(bodies(toolStep.span).attributes).args : undefined);
  const by = arrived ? bodies(result.span).attributes["flashback.answered_by"] : undefined;
  return {
    name: toolStep.name,
    callStep: toolStep.index,
    ...(args === undefined ? {} : { args: cap(shown(args)) }),
    ...(result ? { resultStep: result.index } : {}),
    later: result !== undefined && !arrived,
    running: arrived && result.open === true,
    ...(texts.result === undefined ? {} : { result: cap(shown(texts.result)) }),
    failed: arrived && result.error !== undefined,
    ...(arrived && result.duration !== undefined ? { durationMs: result.duration } : {}),
    ...(typeof by === "string" ? { answeredBy: by } : {}),
  };
}

function argsIn(texts: Texts, item: number | undefined): Json | undefined {
  const part = texts.output.flatMap((m) => m.parts).filter((p) => p.kind !== "result")[item ?? -1];
  return part?.kind === "call" ? part.value : undefined;
}

function thoughtsOf(
  trace: Trace,
  steps: readonly Step[],
  near: Around,
  bodies: (span: number) => Body,
): AsOf["thoughts"] {
  const { step, call, thoughtStep } = near;
  const here = trace.spans[step.span]?.kind === "model" && call && call.span === step.span ? call : undefined;
  const at = here && (!thoughtStep || thoughtStep.span !== here.span) ? here : thoughtStep;
  if (!at) return undefined;
  const span = trace.spans[at.span] as Span;
  // All thoughts of this call up to the cursor.
  const own = steps.slice(Math.max(0, at.index - nearby), at.index + nearby).filter((s) => s.span === at.span);
  const mine = own.filter((s) => s.kind === "thought" && s.index <= step.index);
  if (mine.length === 0 && !span.usage?.thinking) return undefined;
  const parts = textsOf(bodies(at.span).attributes)
    .output.flatMap((m) => m.parts)
    .filter((p) => p.kind !== "result");
  const texts = mine.flatMap((s) => {
    const part = parts[s.item ?? -1];
    return part?.kind === "thought" ? [cap(part.text)] : [];
  });
  const thinking = own.flatMap((s) => s.stretches.filter((x) => x.cause === "thinking"));
  const cost =
    span.usage && span.price
      ? (Math.round(partsOf(span.usage, span.price as Parameters<typeof partsOf>[1]).thinking / 1000) as NanoUsd)
      : undefined;
  return {
    step: mine[0]?.index ?? at.index,
    texts,
    ...(span.usage ? { tokens: span.usage.thinking } : {}),
    ...(cost === undefined ? {} : { cost }),
    ...(thinking.length ? { ms: thinking.reduce((sum, s) => sum + s.duration, 0) } : {}),
    quality:
      thinking.length === 0 ? "unknown" : thinking.some((s) => s.quality === "estimated") ? "estimated" : "measured",
  };
}
