import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Price } from "../tokens/prices.ts";
import { addUsd, type NanoUsd, nanoUsd, tokens, zeroUsd } from "../tokens/units.ts";
import { addUsage, type Usage } from "../tokens/usage.ts";
import { format, fromKeyValues } from "./events.ts";
import { asJson, endsOf, type Message, toolTextsOf } from "./messages.ts";
import type { Item, Loss, Place, Retry, Span, SpanKind, Trace, TraceProblem } from "./trace.ts";
import { upgrade } from "./upgrade.ts";

/** A whole trace from its text. Never throws: what is broken is a problem, a loss or a torn last line. */
export function readTrace(text: string): Trace {
  const reader = new TraceReader();
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    reader.line(text.slice(from, to), { offset: from, length: to - from });
    from = to + 1;
  }
  return reader.trace(() => text);
}

/** The attributes of a span, whole, from the text of its lines (`places`, in order). */
export function bodyOf(span: Span, lines: readonly string[]): JsonObject {
  let body: JsonObject = {};
  for (const line of lines) {
    let data: unknown;
    try {
      data = JSON.parse(line);
    } catch {
      continue; // The file changed under us; what can still be read is shown.
    }
    eachSpan(data, (raw, version) => {
      if (raw.spanId === span.id) body = { ...body, ...upgrade(fromKeyValues(raw.attributes), version) };
    });
  }
  return body;
}

/** A span as it stands in the file, for the raw view. */
export function rawOf(span: Span, lines: readonly string[]): readonly Json[] {
  const found: Json[] = [];
  for (const line of lines) {
    try {
      eachSpan(JSON.parse(line), (raw) => raw.spanId === span.id && found.push(raw as Json));
    } catch {
      found.push(line);
    }
  }
  return found;
}

/**
 * Reads line by line, so that a shell can feed a file of any size and look at what is there at any time.
 * A file that is one JSON object over many lines is understood at the end.
 */
export class TraceReader {
  readonly #spans = new Map<string, Draft>();
  readonly #losses = new Map<string, { count: number; lines: number[] }>();
  #count = 0;
  #understood = 0;
  #newer: number | undefined;
  #version: number | undefined;
  /** The last line with anything in it, when it was broken; not yet counted as lost, since it may be the last. */
  #broken: number | undefined;
  #baseNs: bigint | undefined;
  /** The first start that was read; times of finished spans count from it until the earliest start is known. */
  #originNs: bigint | undefined;
  /** Names and models come again with every span: one copy of each is kept. */
  readonly #strings = new Map<string, string>();
  readonly #prices: Prices = new Map();
  #simulated = false;
  #tail = false;
  #wholeTried = -1;
  #whole = false;

  /** The number of lines given so far. */
  get lines(): number {
    return this.#count;
  }

  /** The file is one JSON value over many lines: places count characters of the whole text. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Whether the file ends, for now, in a line that is no JSON yet: it may still be growing. */
  tail(unfinished: boolean): void {
    this.#tail = unfinished;
  }

  /** `text` without its line end. */
  line(text: string, place: Place): void {
    this.#count++;
    if (!/\S/.test(text)) return;
    if (this.#broken !== undefined) this.#lose("lines that are not JSON", this.#broken);
    this.#broken = undefined;
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      this.#broken = this.#count;
      return;
    }
    this.#take(data, place, this.#count);
  }

  /**
   * What has been read so far. `whole` gives the file's text, in case it is one JSON value over many lines; it is asked
   * only when no line could be read.
   */
  trace(whole?: () => string): Trace {
    const length = this.#count + (this.#tail ? 1 : 0);
    if (this.#understood === 0 && this.#newer === undefined && whole && length > 1 && this.#wholeTried !== length) {
      this.#wholeTried = length;
      const text = whole();
      try {
        const data = JSON.parse(text);
        this.#losses.clear();
        this.#broken = undefined;
        this.#take(data, { offset: 0, length: text.length }, 1);
        this.#whole = this.#understood > 0;
        if (this.#whole) this.#tail = false;
      } catch {
        // Not one JSON value either: said below as "not a trace".
      }
    }
    return finish([...this.#spans.values()], {
      problem: this.#problem(),
      torn: this.#understood === 0 ? undefined : this.#tail ? this.#count + 1 : this.#broken,
      losses: [...this.#losses].map(([what, { count, lines }]) => ({ what, count, lines })),
      version: this.#version,
      baseNs: this.#baseNs,
      originNs: this.#originNs,
      prices: this.#prices,
      simulated: this.#simulated,
      lines: this.#count,
    });
  }

  #problem(): TraceProblem | undefined {
    if (this.#newer !== undefined) return { kind: "newer", format: this.#newer, reads: format };
    if (this.#understood > 0) return undefined;
    return !this.#tail && this.#losses.size === 0 && this.#broken === undefined
      ? { kind: "empty" }
      : { kind: "not-a-trace" };
  }

  #lose(what: string, line: number): void {
    const loss = this.#losses.get(what) ?? { count: 0, lines: [] };
    loss.count++;
    if (loss.lines.length < 20) loss.lines.push(line);
    this.#losses.set(what, loss);
  }

  #take(data: unknown, place: Place, line: number): void {
    let spans = 0;
    const known = eachSpan(data, (raw, version, simulated) => {
      if (version > format) {
        this.#newer = version;
        return;
      }
      if (version > 0) this.#version = version;
      if (typeof raw.spanId !== "string" || raw.spanId === "") {
        this.#lose("spans without an id", line);
        return;
      }
      spans++;
      this.#simulated ||= simulated;
      this.#add(raw, version, place);
    });
    if (known) this.#understood++;
    else
      this.#lose(
        isObject(data) && (data.resourceLogs || data.resourceMetrics)
          ? "log or metric records"
          : "records that are not spans",
        line,
      );
    if (known && spans === 0 && this.#newer === undefined) this.#lose("batches without spans", line);
  }

  #once(text: string): string {
    if (text.length > 1000) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  }

  #add(raw: RawSpan, version: number, place: Place): void {
    const id = raw.spanId as string;
    const attributes = upgrade(fromKeyValues(raw.attributes), version);
    const before = this.#spans.get(id);
    const draft: Draft = before ?? {
      id,
      name: "span",
      small: {},
      items: [],
      retries: [],
      places: [],
      ours: version > 0,
    };
    if (!before) this.#spans.set(id, draft);
    if (typeof raw.name === "string") draft.name = this.#once(raw.name);
    if (typeof raw.parentSpanId === "string" && raw.parentSpanId) draft.parent = raw.parentSpanId;
    const [start, end] = [ns(raw.startTimeUnixNano), ns(raw.endTimeUnixNano)];
    if (start !== undefined) {
      draft.startNs = start;
      this.#originNs ??= start;
      if (this.#baseNs === undefined || start < this.#baseNs) this.#baseNs = start;
    }
    if (end !== undefined) draft.endNs = end;
    if (isObject(raw.status) && raw.status.code !== undefined) {
      draft.failed = raw.status.code === 2 || raw.status.code === "STATUS_CODE_ERROR";
      if (typeof raw.status.message === "string" && raw.status.message) draft.message = raw.status.message;
    }
    if (Array.isArray(raw.events)) readEvents(draft, raw.events);
    if (Object.keys(attributes).length) readAttributes(draft, attributes, (text) => this.#once(text));
    draft.places.push(place);
    // A finished span needs its attributes no more. The root's say what the run was.
    if (draft.endNs === undefined || !draft.parent) return;
    draft.span = merged(draft.span, spanOf(draft, this.#originNs, this.#prices));
    draft.small = {};
    draft.items = [];
  }
}

/** The row of prices by its text, as recorded. */
type Prices = Map<string, Span["price"]>;

/** A span of which more was written after its end. */
function merged(before: Span | undefined, now: Span): Span {
  if (!before) return now;
  return {
    ...before,
    ...now,
    kind: now.kind === "other" ? before.kind : now.kind,
    items: now.items.length ? now.items : before.items,
    retries: now.retries.length ? now.retries : before.retries,
  };
}

/** How much of a text a row may show. Characters. */
const PREVIEW = 160;
/** Longer values of the state are cut in the index. Characters. */
const LONGEST_VALUE = 2000;

type RawSpan = JsonObject;

interface Draft {
  readonly id: string;
  name: string;
  parent?: string;
  startNs?: bigint;
  endNs?: bigint;
  failed?: boolean;
  message?: string;
  /** Once it has ended; times count from the reader's origin. */
  span?: Span;
  /** The attributes that the index keeps. */
  small: JsonObject;
  items: Item[];
  asked?: string;
  tool?: { name: string; callId?: string; args?: string; result?: string };
  writes?: Record<string, string>;
  retries: Retry[];
  readonly places: Place[];
  readonly ours: boolean;
}

/** False when `data` is no OTLP at all. */
function eachSpan(data: unknown, use: (span: RawSpan, version: number, simulated: boolean) => void): boolean {
  if (Array.isArray(data)) return data.map((d) => eachSpan(d, use)).some(Boolean);
  if (!isObject(data) || !Array.isArray(data.resourceSpans)) return false;
  for (const resourceSpans of data.resourceSpans) {
    if (!isObject(resourceSpans)) continue;
    const resource = fromKeyValues(isObject(resourceSpans.resource) ? resourceSpans.resource.attributes : undefined);
    const version = typeof resource["flashback.format"] === "number" ? resource["flashback.format"] : 0;
    const scopes = resourceSpans.scopeSpans ?? resourceSpans.instrumentationLibrarySpans;
    for (const scope of Array.isArray(scopes) ? scopes : [])
      for (const span of isObject(scope) && Array.isArray(scope.spans) ? scope.spans : [])
        if (isObject(span)) use(span, version, resource["flashback.simulated"] === true);
  }
  return true;
}

const kept =
  /^(?:gen_ai\.(?:operation\.name|agent\.name|request\.model|response\.(?:model|finish_reasons|time_to_first_chunk)|usage\.)|flashback\.(?!inputs$|output|state)|error\.type$|openinference\.span\.kind$|llm\.(?:token_count|model_name|cost))/;

function readAttributes(draft: Draft, attributes: JsonObject, once: (text: string) => string): void {
  const small: Record<string, Json | undefined> = { ...draft.small };
  for (const [key, value] of Object.entries(attributes))
    if (kept.test(key)) small[key] = typeof value === "string" ? once(value) : value;
  const inputs = attributes["flashback.inputs"];
  if (typeof inputs === "string") small["flashback.inputs"] = cut(inputs, LONGEST_VALUE);
  draft.small = small;
  const kind = kindOf(draft.name, small);
  if (kind === "tool") {
    const { args, result } = toolTextsOf(attributes);
    const name = attributes["gen_ai.tool.name"] ?? attributes["tool.name"];
    const callId = attributes["gen_ai.tool.call.id"];
    draft.tool = {
      ...draft.tool,
      name: typeof name === "string" ? once(name) : draft.name.replace(/^execute_tool\s+/, ""),
      ...(typeof callId === "string" ? { callId } : {}),
      ...(args === undefined ? {} : { args: previewOf(args) }),
      ...(result === undefined ? {} : { result: previewOf(result) }),
    };
  }
  if (kind === "model") {
    const { last, output } = endsOf(attributes);
    if (last) draft.asked = askedIn(last);
    if (output.length) draft.items = itemsOf(output, asJson(attributes["flashback.output.times_ns"]));
  }
  const delta = asJson(attributes["flashback.state.delta"] ?? attributes["gcp.vertex.agent.state_delta"]);
  if (isObject(delta))
    draft.writes = Object.fromEntries(
      Object.entries(delta).map(([key, value]) => [key, cut(JSON.stringify(value) ?? "null", LONGEST_VALUE)]),
    );
}

function readEvents(draft: Draft, events: readonly Json[]): void {
  const retries: Retry[] = [];
  for (const event of events) {
    if (!isObject(event)) continue;
    const attributes = fromKeyValues(event.attributes);
    if (event.name === "flashback.retry")
      retries.push({
        kind: String(attributes["error.type"] ?? "error"),
        waitMs: numberOf(attributes["flashback.wait_ms"]) ?? 0,
        attempt: numberOf(attributes["flashback.attempt"]) ?? retries.length + 1,
      });
    if (event.name === "exception" && typeof attributes["exception.message"] === "string") {
      draft.failed = true;
      draft.message ??= attributes["exception.message"];
    }
  }
  if (retries.length) draft.retries = retries;
}

/** The last words of a user in a prompt: what this call answers. Absent when the prompt ends with a tool's answer. */
function askedIn(last: Message): string {
  if (last.role !== "user") return "";
  return last.parts
    .map((p) => (p.kind === "text" ? rowText(p.text) : ""))
    .join(" ")
    .trim();
}

function itemsOf(messages: readonly Message[], times: Json | undefined): Item[] {
  const parts = messages.flatMap((m) => m.parts);
  return parts.flatMap((part, i): Item[] => {
    const pair = Array.isArray(times) && times.length === parts.length ? times[i] : undefined;
    const [from, to] = Array.isArray(pair) ? pair.map((n) => (typeof n === "number" ? n / 1e6 : undefined)) : [];
    const at = from === undefined || to === undefined ? {} : { from, to };
    switch (part.kind) {
      case "thought":
        // Gemini's summaries begin with a heading in bold.
        return [{ kind: "thought", preview: rowText(part.text.replaceAll("**", "")), ...at }];
      case "text":
        return [{ kind: "text", preview: rowText(part.text), ...at }];
      case "call":
        return [
          {
            kind: "call",
            name: part.name,
            preview: previewOf(part.value),
            ...(part.id ? { callId: part.id } : {}),
            ...at,
          },
        ];
      case "other":
        return [{ kind: "text", preview: `(${part.name})`, ...at }];
      default:
        return [];
    }
  });
}

/** `id: 48213, name: "Ada"`: an object's first fields on one line. */
export function previewOf(value: Json): string {
  if (typeof value === "string") return cut(oneLine(value), PREVIEW);
  if (!isObject(value)) return cut(JSON.stringify(value), PREVIEW);
  let line = "";
  for (const [key, field] of Object.entries(value)) {
    line += `${line ? ", " : ""}${key}: ${typeof field === "string" ? JSON.stringify(cut(field, PREVIEW)) : JSON.stringify(field)}`;
    if (line.length > PREVIEW) break;
  }
  return cut(line, PREVIEW);
}

/** The beginning of a text on one line, as rows show it. */
export function rowText(text: string): string {
  return cut(oneLine(text), PREVIEW);
}

function oneLine(text: string): string {
  return text
    .slice(0, PREVIEW * 2)
    .replace(/\s+/g, " ")
    .trim();
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  // A slice keeps its whole source in memory: a long one is copied.
  return `${text.length > 1000 ? head.split("").join("") : head}…`;
}

function kindOf(name: string, small: JsonObject): SpanKind {
  switch (small["gen_ai.operation.name"]) {
    case "chat":
    case "generate_content":
    case "text_completion":
      return "model";
    case "invoke_agent":
    case "invoke_workflow":
      return "agent";
    case "execute_tool":
      return "tool";
  }
  const word = small["openinference.span.kind"];
  if (word === "LLM" || /^(?:call_llm|generate_content|chat)\b/.test(name)) return "model";
  if (word === "TOOL" || /^execute_tool\b/.test(name)) return "tool";
  if (word === "AGENT" || /^(?:agent_run|invoke_agent|invoke_workflow)\b/.test(name)) return "agent";
  return "other";
}

function finish(
  drafts: readonly Draft[],
  facts: {
    readonly problem: TraceProblem | undefined;
    readonly torn: number | undefined;
    readonly losses: readonly Loss[];
    readonly version: number | undefined;
    readonly baseNs: bigint | undefined;
    readonly originNs: bigint | undefined;
    readonly prices: Prices;
    readonly simulated: boolean;
    readonly lines: number;
  },
): Trace {
  const base = facts.baseNs;
  const shift = base === undefined || facts.originNs === undefined ? 0 : Number(facts.originNs - base) / 1e6;
  const spans = facts.problem
    ? []
    : toldWithin(drafts.map((draft) => (draft.span ? shifted(draft.span, shift) : spanOf(draft, base, facts.prices))));
  const root =
    drafts.find((d) => !d.parent && d.small["gen_ai.operation.name"] === "invoke_agent") ??
    drafts.find((d) => !d.parent);
  const ours = facts.version !== undefined;
  return {
    format: ours ? `flashback ${facts.version}` : "otlp",
    ...(facts.problem ? { problem: facts.problem } : {}),
    ...(facts.torn === undefined ? {} : { torn: facts.torn }),
    losses: facts.losses,
    spans,
    ...(base === undefined ? {} : { startedAt: Number(base / 1_000_000n) }),
    ...(root && !facts.problem ? { run: runOf(root) } : {}),
    simulated: facts.simulated || spans.some((s) => s.simulated),
    open: root !== undefined && root.endNs === undefined && root.startNs !== undefined,
    lines: facts.lines,
  };
}

/**
 * Some recorders wrap a model call in a second span: a call directly within a call, with no agent and no tool between
 * them, is the same one and is shown once, as the outer. What that one does not tell of its bill it gets from within.
 */
function toldWithin(spans: readonly Span[]): readonly Span[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const within = new Map<string, { usage?: Usage; cost?: NanoUsd }>();
  for (const span of spans) {
    if (span.kind !== "model" || (!span.usage && span.cost === undefined)) continue;
    let outer: Span | undefined;
    let above = byId.get(span.parent ?? "");
    // Not for ever: parents of a broken file may go round.
    for (let depth = 0; above && depth < 100; depth++) {
      if (above.kind === "model" && !above.usage) outer = above;
      else if (above.kind !== "other") break;
      above = byId.get(above.parent ?? "");
    }
    if (!outer || outer === span) continue;
    const { usage, cost } = within.get(outer.id) ?? {};
    within.set(outer.id, {
      ...(span.usage ? { usage: usage ? addUsage(usage, span.usage) : span.usage } : usage && { usage }),
      ...(span.cost !== undefined ? { cost: addUsd(cost ?? zeroUsd, span.cost) } : cost !== undefined && { cost }),
    });
  }
  if (within.size === 0) return spans;
  return spans.map((span) => {
    const told = within.get(span.id);
    return told ? { ...told, ...span } : span;
  });
}

function runOf(root: Draft): NonNullable<Trace["run"]> {
  const text = (key: string) => {
    const value = root.small[key];
    return typeof value === "string" && value ? value : undefined;
  };
  const line = numberOf(root.small["flashback.line"]);
  return compact({
    id: text("flashback.run.id"),
    agent: text("gen_ai.agent.name"),
    file: text("flashback.file"),
    line,
    variant: text("flashback.variant"),
    inputs: text("flashback.inputs"),
    outcome: text("flashback.outcome"),
    problem: text("flashback.problem"),
    endpoint: text("flashback.endpoint"),
  });
}

function shifted(span: Span, by: number): Span {
  if (by === 0 || span.start === undefined) return span;
  return { ...span, start: span.start + by, ...(span.end === undefined ? {} : { end: span.end + by }) };
}

function priceIn(text: Json | undefined, prices: Prices): Span["price"] {
  if (typeof text !== "string") return undefined;
  if (!prices.has(text)) {
    const row = asJson(text);
    prices.set(text, isObject(row) && isRow(row) ? row : undefined);
  }
  return prices.get(text);
}

function spanOf(draft: Draft, base: bigint | undefined, prices: Prices): Span {
  const { small } = draft;
  const kind = kindOf(draft.name, small);
  const text = (key: string) => (typeof small[key] === "string" && small[key] ? (small[key] as string) : undefined);
  const ms = (at: bigint | undefined) => (at === undefined || base === undefined ? undefined : Number(at - base) / 1e6);
  const start = ms(draft.startNs);
  const end = ms(draft.endNs);
  const file = text("flashback.file");
  const asked = text("gen_ai.request.model") ?? text("llm.model_name");
  const served = text("gen_ai.response.model");
  const reasons = asJson(small["gen_ai.response.finish_reasons"]);
  const finishReason = Array.isArray(reasons) ? reasons[0] : reasons;
  const seconds = numberOf(small["gen_ai.response.time_to_first_chunk"]);
  const usage = kind === "model" ? usageIn(small, draft.ours) : undefined;
  const errorKind = text("error.type");
  const agent = text("gen_ai.agent.name") ?? /^agent_run \[(.+)\]$/.exec(draft.name)?.[1];
  return compact({
    id: draft.id,
    parent: draft.parent,
    kind,
    name: draft.name,
    agent: agent ?? (kind === "agent" ? draft.name.replace(/^(?:invoke_agent|invoke_workflow)\s+/, "") : undefined),
    start,
    end: start !== undefined && end !== undefined ? Math.max(start, end) : end,
    open: draft.endNs === undefined && draft.startNs !== undefined && draft.ours,
    model: asked || served ? compact({ asked, served }) : undefined,
    usage,
    cost: kind === "model" ? costIn(small) : undefined,
    price: priceIn(small["flashback.price"], prices),
    firstChunk: seconds === undefined ? undefined : seconds * 1000,
    finishReason: typeof finishReason === "string" ? finishReason : undefined,
    error:
      draft.failed || errorKind
        ? compact({ kind: errorKind ?? "error", message: text("flashback.problem") ?? draft.message })
        : undefined,
    turn: numberOf(small["flashback.turn"]),
    source: file ? { file, line: numberOf(small["flashback.line"]) ?? 0 } : undefined,
    items: draft.items,
    tool: draft.tool,
    asked: draft.asked || undefined,
    writes: draft.writes,
    retries: draft.retries,
    simulated: small["flashback.simulated"] === true,
    places: draft.places,
  }) as Span;
}

/**
 * Reported tokens in our own terms. The conventions count cached tokens inside the input and reasoning inside the output;
 * a recorder that reports more reasoning than output counts them apart, and is believed.
 */
function usageIn(small: JsonObject, ours: boolean): Usage | undefined {
  const first = (...keys: string[]) => {
    for (const key of keys) {
      const count = numberOf(small[key]);
      if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
    }
    return undefined;
  };
  const input = first("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt");
  const output = first("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion");
  if (input === undefined && output === undefined) return undefined;
  const thinking =
    first(
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "gen_ai.usage.experimental.reasoning_tokens",
      "llm.token_count.completion_details.reasoning",
    ) ?? 0;
  const cached = first("gen_ai.usage.cache_read.input_tokens", "llm.token_count.prompt_details.cache_read") ?? 0;
  const apart = !ours && thinking > (output ?? 0);
  return {
    input: tokens(input ?? 0),
    cached: tokens(Math.min(cached, input ?? 0)),
    toolUse: tokens(first("flashback.usage.tool_use_tokens") ?? 0),
    thinking: tokens(thinking),
    output: tokens(Math.max(0, (output ?? 0) - (apart ? 0 : thinking))),
  };
}

function costIn(small: JsonObject): NanoUsd | undefined {
  const ours = numberOf(small["flashback.cost_nano_usd"]);
  if (ours !== undefined && Number.isSafeInteger(ours)) return ours as NanoUsd;
  const dollars = numberOf(small["llm.cost.total"]);
  return dollars !== undefined && Number.isFinite(dollars) && Math.abs(dollars) < 1e6
    ? nanoUsd(dollars * 1e9)
    : undefined;
}

function isRow(
  value: JsonObject,
): value is JsonObject & Pick<Price, "model" | "tier" | "input" | "cached" | "output" | "asOf"> {
  return [value.input, value.cached, value.output].every((rate) => Number.isSafeInteger(rate));
}

function ns(value: unknown): bigint | undefined {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return value === "0" ? undefined : BigInt(value);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? BigInt(Math.round(value)) : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is not there. */
function compact<T extends object>(value: T): Compact<T> {
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) result[key] = field;
  return result as Compact<T>;
}
