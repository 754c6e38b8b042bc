import type { Stamp } from "../base/clock.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type Bill, type Billed, priceFor, told } from "../runs/bill.ts";
import type { Expected } from "../runs/expected.ts";
import type {
  Content,
  FunctionDeclaration,
  GenerateContentRequest,
  Part,
  UsageMetadata,
} from "../runs/generateContent.ts";
import type { RunProblem } from "../runs/problem.ts";
import type { RunEvent, RunSetup } from "../runs/run.ts";
import type { Price } from "../tokens/prices.ts";
import { addUsd, zeroUsd } from "../tokens/units.ts";
import { addUsage, noUsage, usageJson } from "../tokens/usage.ts";
import { format, type OtlpEvent, type OtlpSpan, schemaUrl, type TracesData, toKeyValues } from "./events.ts";
import { redactedJson } from "./redact.ts";

export interface RecorderOptions {
  /** The definition's text, kept in the manifest so that a trace can be understood when the file has changed. */
  readonly definition?: string;
  /** Values that must not be written, beside everything that looks like a key. */
  readonly secrets?: readonly string[];
  /** What the run is expected to take; kept in the manifest beside what it took. */
  readonly expected?: Expected | undefined;
}

export interface Recorder {
  /** The lines that this event adds, without line ends, already redacted. Events come in order, once each. */
  lines(event: RunEvent): { readonly trace: readonly string[]; readonly raw: readonly string[] };
  /** What the run was made with, as far as known; asked again at the end it also says how it ended. */
  manifest(): JsonObject;
}

/**
 * Turns the events of one run into OTLP: a root span `invoke_agent`, one `chat {model}` span per turn and one
 * `execute_tool` span per tool call. A line is written when a span opens and again, whole, when it closes.
 * `raw` lines hold what came over the wire verbatim, each with both clocks.
 */
export function recorder(setup: RunSetup, options: RecorderOptions = {}): Recorder {
  const traceId = hex(setup.runId, 32);
  const root = { spanId: hex(`${setup.runId}/root`, 16) };
  let start: Stamp | undefined;
  let started: OtlpSpan | undefined;
  let turn: OpenTurn | undefined;
  const tools = new Map<string, { span: OtlpSpan; attributes: Attributes }>();
  let price: Price | undefined;
  const bills: Partial<Bill>[] = [];
  let parameters: JsonObject = {};
  let served: string | undefined;
  let outcome = "running";
  let endedAt: Stamp | undefined;
  let problem: RunProblem | undefined;

  const nano = (at: Stamp) => {
    const from = start ?? at;
    return String(BigInt(Math.round(from.wallMs)) * 1_000_000n + BigInt(Math.round(at.monoNs - from.monoNs)));
  };
  const line = (span: OtlpSpan): string => {
    const data: TracesData = {
      resourceSpans: [
        {
          resource: {
            attributes: toKeyValues({
              "service.name": "flashback",
              "flashback.format": format,
              "flashback.simulated": setup.simulated,
            }),
          },
          schemaUrl,
          scopeSpans: [{ scope: { name: "flashback" }, spans: [span] }],
        },
      ],
    };
    return redactedJson(data, options.secrets);
  };
  const rawLine = (at: Stamp, value: JsonObject) =>
    redactedJson(
      { t_mono_ns: String(Math.round(at.monoNs)), t_wall: new Date(at.wallMs).toISOString(), ...value },
      options.secrets,
    );

  const open = (
    id: string,
    parent: string | undefined,
    name: string,
    kind: number,
    at: Stamp,
    attributes: Attributes,
  ) =>
    ({
      traceId,
      spanId: id,
      ...(parent ? { parentSpanId: parent } : {}),
      name,
      kind,
      startTimeUnixNano: nano(at),
      attributes: toKeyValues(attributes),
    }) satisfies OtlpSpan;

  const closeTurn = (at: Stamp, more: Attributes, failed?: RunProblem): string[] => {
    if (!turn) return [];
    const t = turn;
    turn = undefined;
    if (more["flashback.cost_nano_usd"] !== undefined) price = priceFor(t.metadata, t.billed) ?? price;
    const first = t.firstChunkAt;
    const attributes: Attributes = {
      ...t.attributes,
      "gen_ai.output.messages": t.parts.length ? outputMessages(t.parts, more["flashback.finish_reason"]) : undefined,
      "flashback.output.times_ns": t.parts.length
        ? JSON.stringify(
            t.parts.map((p) => [p.firstAt, p.lastAt].map((s) => Math.round(s.monoNs - t.startedAt.monoNs))),
          )
        : undefined,
      "gen_ai.response.time_to_first_chunk": first ? (first.monoNs - t.startedAt.monoNs) / 1e9 : undefined,
      "gen_ai.response.id": t.responseId,
      ...more,
      "flashback.price":
        price && more["flashback.cost_nano_usd"] !== undefined ? JSON.stringify(priceRow(price)) : undefined,
      ...(failed ? { "error.type": failed.kind, "flashback.problem": JSON.stringify(failed) } : {}),
    };
    return [
      line({
        ...t.span,
        endTimeUnixNano: nano(at),
        attributes: toKeyValues(attributes),
        ...(t.events.length ? { events: t.events } : {}),
        status: failed ? { code: 2, message: failed.kind } : {},
      }),
    ];
  };

  /** Everything still open ends with the run: nothing is left open-ended but by a crash. */
  const closeAll = (at: Stamp, how: string, failed?: RunProblem, bill: Partial<Bill> = {}): string[] => {
    outcome = how;
    if (bill.usage) bills.push(bill);
    endedAt = at;
    problem = failed;
    const lines: string[] = [];
    for (const { span, attributes } of tools.values())
      lines.push(
        line({
          ...span,
          endTimeUnixNano: nano(at),
          attributes: toKeyValues({ ...attributes, "flashback.outcome": how }),
        }),
      );
    tools.clear();
    lines.push(...closeTurn(at, { ...billAttributes(bill), "flashback.outcome": how }, failed));
    if (started)
      lines.push(
        line({
          ...started,
          endTimeUnixNano: nano(at),
          attributes: [
            ...(started.attributes ?? []),
            ...toKeyValues({
              "flashback.outcome": how,
              ...(failed ? { "error.type": failed.kind, "flashback.problem": JSON.stringify(failed) } : {}),
            }),
          ],
          status: failed ? { code: 2, message: failed.kind } : {},
        }),
      );
    return lines;
  };

  const traceLines = (event: RunEvent): string[] => {
    switch (event.kind) {
      case "started":
        start = event.at;
        started = open(root.spanId, undefined, `invoke_agent ${setup.agent}`, 1, event.at, {
          "gen_ai.operation.name": "invoke_agent",
          "gen_ai.provider.name": "gcp.gemini",
          "gen_ai.agent.name": setup.agent,
          "gen_ai.request.model": setup.model,
          "flashback.run.id": setup.runId,
          "flashback.file": setup.file,
          "flashback.line": setup.line,
          "flashback.agent.path": JSON.stringify(setup.agentPath),
          "flashback.definition.hash": setup.definitionHash,
          "flashback.variant": setup.variant,
          "flashback.thinking_level": setup.thinkingLevel,
          "flashback.inputs": redactedJson(setup.inputs, options.secrets),
          "flashback.endpoint": setup.endpoint.kind,
          "server.address": setup.endpoint.url,
        });
        return [line(started)];
      case "turn-started": {
        const { serviceTier } = event.request;
        const billed = { asked: setup.model, wallMs: event.at.wallMs, serviceTier, prices: setup.prices };
        price ??= priceFor(undefined, billed);
        parameters = { ...event.request.generationConfig } as JsonObject;
        const attributes: Attributes = {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "gcp.gemini",
          "gen_ai.agent.name": setup.agent,
          "gen_ai.request.model": setup.model,
          "gen_ai.request.stream": true,
          ...requestAttributes(event.request),
          "flashback.turn": event.turn,
          "flashback.file": setup.file,
          "flashback.line": setup.line,
          "flashback.simulated": setup.simulated,
        };
        const span = open(
          hex(`${setup.runId}/turn/${event.turn}`, 16),
          root.spanId,
          `chat ${setup.model}`,
          3,
          event.at,
          attributes,
        );
        turn = { span, attributes, startedAt: event.at, billed, parts: [], events: [] };
        return [line(span)];
      }
      case "retrying":
        if (!turn) return [];
        turn.events.push({
          name: "flashback.retry",
          timeUnixNano: nano(event.at),
          attributes: toKeyValues({
            "error.type": event.problem.kind,
            "flashback.problem": JSON.stringify(event.problem),
            "flashback.attempt": event.attempt,
            "flashback.of": event.of,
            "flashback.wait_ms": event.waitMs,
          }),
        });
        return [line({ ...turn.span, attributes: [], events: turn.events })];
      case "chunk":
        if (turn) gather(turn, event.at, event.response);
        return [];
      case "turn-ended":
        served = event.modelServed;
        bills.push(event);
        return closeTurn(event.at, {
          "gen_ai.response.model": event.modelServed,
          "gen_ai.response.finish_reasons": [event.finishReason],
          "flashback.finish_reason": event.finishReason,
          ...billAttributes(event),
        });
      case "tool-started": {
        const attributes: Attributes = {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": event.call.name,
          "gen_ai.tool.call.id": event.call.id,
          "gen_ai.tool.type": "function",
          "gen_ai.tool.call.arguments": JSON.stringify(event.call.args),
          "gen_ai.agent.name": setup.agent,
          "flashback.turn": event.turn,
          "flashback.file": setup.file,
          "flashback.line": setup.line,
        };
        const id = hex(`${setup.runId}/tool/${event.turn}/${event.call.id}`, 16);
        const span = open(id, root.spanId, `execute_tool ${event.call.name}`, 1, event.at, attributes);
        tools.set(event.call.id, { span, attributes });
        return [line(span)];
      }
      case "tool-ended": {
        const tool = tools.get(event.callId);
        if (!tool) return [];
        tools.delete(event.callId);
        return [
          line({
            ...tool.span,
            endTimeUnixNano: nano(event.at),
            attributes: toKeyValues({
              ...tool.attributes,
              "gen_ai.tool.call.result": JSON.stringify(event.result),
              "flashback.answered_by": event.by,
              ...(event.isError ? { "error.type": "tool_error" } : {}),
            }),
            status: event.isError ? { code: 2, message: "tool_error" } : {},
          }),
        ];
      }
      case "unrecorded":
        return [];
      case "finished":
        return closeAll(event.at, "done");
      case "failed":
        return closeAll(event.at, "failed", event.problem, event);
      case "cancelled":
        return closeAll(event.at, "cancelled", undefined, event);
    }
  };

  const rawLines = (event: RunEvent): string[] => {
    switch (event.kind) {
      case "turn-started":
        return [
          rawLine(event.at, {
            event: "request",
            turn: event.turn,
            model: setup.model,
            body: event.request as unknown as Json,
          }),
        ];
      case "chunk":
        return [rawLine(event.at, { event: "chunk", turn: event.turn, raw: event.raw })];
      case "retrying":
        return [rawLine(event.at, { event: "retry", turn: event.turn, problem: { ...event.problem } as JsonObject })];
      case "failed":
        return [rawLine(event.at, { event: "failed", problem: { ...event.problem } as JsonObject })];
      default:
        return [];
    }
  };

  return {
    lines: (event) => ({ trace: traceLines(event), raw: rawLines(event) }),
    manifest: () => {
      const manifest: JsonObject = {
        format,
        run_id: setup.runId,
        agent: setup.agent,
        agent_path: setup.agentPath,
        file: setup.file,
        line: setup.line,
        variant: setup.variant,
        definition: {
          sha256: setup.definitionHash,
          ...(options.definition === undefined ? {} : { text: options.definition }),
        },
        inputs: setup.inputs,
        model: { asked: setup.model, ...(served ? { served } : {}) },
        ...(setup.thinkingLevel ? { thinking_level: setup.thinkingLevel } : {}),
        parameters,
        ...(price ? { price: priceRow(price) } : {}),
        ...(options.expected ? { estimate: estimateJson(options.expected) } : {}),
        ...(bills.length > 0 ? { spent: spentJson(bills) } : {}),
        simulated: setup.simulated,
        endpoint: {
          kind: setup.endpoint.kind,
          url: setup.endpoint.url,
          ...(setup.endpoint.keySource ? { key_source: setup.endpoint.keySource } : {}),
        },
        ...(start ? { started_at: new Date(start.wallMs).toISOString() } : {}),
        ...(start && endedAt ? { duration_ms: (endedAt.monoNs - start.monoNs) / 1e6 } : {}),
        outcome,
        ...(problem ? { problem: { ...problem } as JsonObject } : {}),
        redacted: "keys",
      };
      return JSON.parse(redactedJson(manifest, options.secrets)) as JsonObject;
    },
  };
}

type Attributes = Record<string, Json | undefined>;

interface OpenTurn {
  readonly span: OtlpSpan;
  readonly attributes: Attributes;
  readonly startedAt: Stamp;
  readonly parts: OutputPart[];
  readonly events: OtlpEvent[];
  /** What its price depends on, as far as it has come. */
  billed: Billed;
  metadata?: UsageMetadata | undefined;
  firstChunkAt?: Stamp;
  responseId?: string;
}

/** One item of an answer: consecutive chunks of one kind are one item; every call is its own. */
interface OutputPart {
  readonly value:
    | { type: "reasoning" | "text"; content: string }
    | { type: "tool_call"; [key: string]: Json | undefined };
  readonly firstAt: Stamp;
  lastAt: Stamp;
}

function gather(turn: OpenTurn, at: Stamp, response: Extract<RunEvent, { kind: "chunk" }>["response"]): void {
  turn.billed = { ...turn.billed, served: response.modelVersion ?? turn.billed.served, wallMs: at.wallMs };
  turn.metadata = told(turn.metadata, response.usageMetadata);
  if (response.responseId && turn.responseId === undefined) turn.responseId = response.responseId;
  for (const part of response.candidates?.[0]?.content?.parts ?? []) {
    if (part.functionCall) {
      turn.firstChunkAt ??= at;
      const { id, name, args } = part.functionCall;
      const value = { type: "tool_call" as const, ...(id ? { id } : {}), name, arguments: args ?? {} };
      turn.parts.push({ value, firstAt: at, lastAt: at });
      continue;
    }
    if (!part.text) continue;
    turn.firstChunkAt ??= at;
    const type = part.thought ? "reasoning" : "text";
    const last = turn.parts.at(-1);
    if (last && last.value.type === type) {
      (last.value as { content: string }).content += part.text;
      last.lastAt = at;
    } else turn.parts.push({ value: { type, content: part.text }, firstAt: at, lastAt: at });
  }
}

function outputMessages(parts: readonly OutputPart[], finishReason: Json | undefined): string {
  return JSON.stringify([
    { role: "assistant", parts: parts.map((p) => p.value), ...(finishReason ? { finish_reason: finishReason } : {}) },
  ]);
}

/** The prompt as sent, in the conventions' message shape, and the parameters. The exact body stands in the raw events. */
function requestAttributes(request: GenerateContentRequest): Attributes {
  const config = request.generationConfig ?? {};
  const declarations = (request.tools ?? []).flatMap((tool): readonly Json[] =>
    "functionDeclarations" in tool && Array.isArray(tool.functionDeclarations)
      ? tool.functionDeclarations.map((f: FunctionDeclaration) => ({
          type: "function",
          name: f.name,
          ...(f.description ? { description: f.description } : {}),
          ...(f.parametersJsonSchema ? { parameters: f.parametersJsonSchema } : {}),
        }))
      : [tool as JsonObject],
  );
  return {
    "gen_ai.system_instructions": request.systemInstruction
      ? JSON.stringify((request.systemInstruction.parts ?? []).map((p) => ({ type: "text", content: p.text ?? "" })))
      : undefined,
    "gen_ai.input.messages": JSON.stringify(request.contents.map(inputMessage)),
    "gen_ai.tool.definitions": declarations.length ? JSON.stringify(declarations) : undefined,
    "gen_ai.request.temperature": config.temperature,
    "gen_ai.request.top_p": config.topP,
    "gen_ai.request.top_k": config.topK,
    "gen_ai.request.max_tokens": config.maxOutputTokens,
    "gen_ai.request.seed": config.seed,
    "gen_ai.request.stop_sequences": config.stopSequences ? [...config.stopSequences] : undefined,
    "flashback.thinking_level": config.thinkingConfig?.thinkingLevel,
    "flashback.service_tier": request.serviceTier,
  };
}

function inputMessage(content: Content): Json {
  const parts = (content.parts ?? []).map(inputPart);
  const answers = parts.length > 0 && parts.every((p) => p.type === "tool_call_response");
  return { role: answers ? "tool" : content.role === "model" ? "assistant" : "user", parts };
}

function inputPart(part: Part): { readonly type: string; readonly [key: string]: Json | undefined } {
  if (part.functionCall) {
    const { id, name, args } = part.functionCall;
    return { type: "tool_call", ...(id ? { id } : {}), name, arguments: args ?? {} };
  }
  if (part.functionResponse) {
    const { id, name, response } = part.functionResponse;
    return { type: "tool_call_response", ...(id ? { id } : {}), name, response };
  }
  return { type: part.thought ? "reasoning" : "text", content: part.text ?? "" };
}

/** In the conventions cached tokens are part of the input and reasoning tokens part of the output. */
function billAttributes({ usage, cost, searches }: Partial<Bill>): Attributes {
  if (!usage) return {};
  return {
    "gen_ai.usage.input_tokens": usage.input,
    "gen_ai.usage.output_tokens": usage.output + usage.thinking,
    "gen_ai.usage.cache_read.input_tokens": usage.cached,
    "gen_ai.usage.reasoning.output_tokens": usage.thinking,
    "flashback.usage.tool_use_tokens": usage.toolUse || undefined,
    "flashback.usage.audio_tokens": usage.audio?.input || undefined,
    "flashback.usage.searches": searches || undefined,
    "flashback.cost_nano_usd": cost,
  };
}

/** Money in nano-dollars, as everywhere in a record. */
function estimateJson({ p50, p80Low, p80High, input, calls, thinking, output, basis }: Expected): JsonObject {
  return {
    cost_nano_usd: { p50, p80_low: p80Low, p80_high: p80High },
    ...(input === undefined ? {} : { input_tokens: input }),
    ...(calls === undefined ? {} : { calls }),
    thinking_tokens: thinking,
    output_tokens: output,
    basis,
  };
}

/** As far as it was reported; the cost is absent where a call had no price. */
function spentJson(bills: readonly Partial<Bill>[]): JsonObject {
  const usage = bills.reduce((sum, bill) => addUsage(sum, bill.usage ?? noUsage), noUsage);
  const priced = bills.every((bill) => bill.cost !== undefined);
  const searches = bills.reduce((sum, bill) => sum + (bill.searches ?? 0), 0);
  return {
    calls: bills.length,
    usage: usageJson(usage),
    ...(priced ? { cost_nano_usd: bills.reduce((sum, bill) => addUsd(sum, bill.cost ?? zeroUsd), zeroUsd) } : {}),
    ...(searches > 0 ? { searches } : {}),
  };
}

/** The rates in pico-dollars per token, with where they come from. */
function priceRow(price: Price): JsonObject {
  const { model, tier, input, cached, output, longContext, from, until, asOf, inferred, sources, own } = price;
  return {
    model,
    tier,
    input,
    cached,
    output,
    ...(longContext ? { longContext } : {}),
    from,
    ...(until ? { until } : {}),
    asOf,
    ...(own && { own }),
    inferred,
    sources,
  };
}

/** A stable id from text: `digits` hex digits of FNV-1a rounds. Not a secret, only a name that other tools accept. */
function hex(text: string, digits: number): string {
  let result = "";
  for (let round = 0; result.length < digits; round++) {
    let hash = 0x811c9dc5 ^ Math.imul(round + 1, 0x9e3779b9);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    result += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return result.slice(0, digits);
}
