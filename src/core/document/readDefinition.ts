import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "./agentDocument.ts";
import { applyVariant } from "./applyVariant.ts";
import {
  type AgentDefinition,
  type Budget,
  type GenerationConfig,
  type InputDeclaration,
  type MessageDefinition,
  type MissingFile,
  type Path,
  type PromptPart,
  type SuiteCap,
  type Target,
  thinkingLevels,
  type Variant,
} from "./definition.ts";
import { readInput } from "./inputSchema.ts";
import { readTool } from "./readTool.ts";

/** A document, or one with what it inherits: `flatten` of extend.ts. */
export interface DefinitionSource extends Pick<AgentDocument, "value" | "rangeAt"> {
  /** Files of `extends` that could not be read. */
  readonly missing?: readonly MissingFile[];
}

/**
 * The agents of a document: the file's own first, then those under `agents` in their order, each with `defaults` and the
 * file's `inputs`. Tolerant: what has the wrong type is left out (and is a problem of the document).
 */
export function agentsOf(document: DefinitionSource, variant?: Variant): readonly AgentDefinition[] {
  const value = applyVariant(document.value, variant);
  const file = isObject(value) ? value : {};
  const target = targetOf(file.target) ?? "interactions";
  const inputs = inputsOf(file.inputs, []);
  const own = readAgent(file, [], {
    name: text(file.name) ?? "agent",
    nameRange: rangeOr(document, ["name"], "value"),
    target,
    inputs,
    missing: document.missing,
  });
  const defaults = isObject(file.defaults) ? file.defaults : {};
  const team = Object.entries(isObject(file.agents) ? file.agents : {}).map(([name, body]) => {
    const path = ["agents", name];
    const written = isObject(body) ? body : {};
    const merged = inherit(defaults, written);
    const mine = inputsOf(merged.inputs, written.inputs === undefined ? ["defaults"] : path);
    return readAgent(
      merged,
      path,
      {
        name,
        nameRange: rangeOr(document, path, "key"),
        target: targetOf(merged.target) ?? target,
        inputs: [...inputs.filter((i) => !mine.some((m) => m.name === i.name)), ...mine],
        missing: document.missing,
      },
      { written, defaults },
    );
  });
  return [own, ...team];
}

/** "base", which changes nothing, then those of the file. */
export function variantsOf(document: DefinitionSource): readonly Variant[] {
  const value = isObject(document.value) ? document.value.variants : undefined;
  const variants: Variant[] = [{ name: "base", changes: {} }];
  for (const [name, changes] of Object.entries(isObject(value) ? value : {})) {
    if (name === "base" || !isObject(changes)) continue;
    variants.push({ name, changes: changes as Readonly<Record<string, Json>> });
  }
  return variants;
}

/** Maps join key by key; texts, numbers and lists of the agent replace those of `defaults`. */
function inherit(defaults: JsonObject, own: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...defaults };
  for (const [key, value] of Object.entries(own)) {
    const inherited = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isObject(inherited) && isObject(value) ? inherit(inherited, value) : value;
  }
  return merged;
}

interface Given {
  readonly name: string;
  readonly nameRange: Range;
  readonly target: Target;
  readonly inputs: readonly InputDeclaration[];
  readonly missing: readonly MissingFile[] | undefined;
}

/** `layers` tells which parts stand in the agent itself and which under `defaults`, so that paths lead to the text. */
function readAgent(
  body: JsonObject,
  path: Path,
  given: Given,
  layers?: { readonly written: JsonObject; readonly defaults: JsonObject },
): AgentDefinition {
  const at = (key: string): Path =>
    layers && layers.written[key] === undefined && layers.defaults[key] !== undefined
      ? ["defaults", key]
      : [...path, key];
  const model = isObject(body.model) ? text(body.model.id) : text(body.model);
  const managed = given.target === "managed" ? managedOf(body) : undefined;
  const agentConfig = isObject(managed?.agent_config) ? managed.agent_config : {};
  const workflow = isObject(body.workflow) ? body.workflow : undefined;
  const description = text(body.description);
  const chosen = model ?? text(agentConfig.model);
  const serviceTier = text(body.service_tier);
  const responseFormat = [body.response_format ?? null].flat().find(isObject);
  const policy = isObject(body.policy) ? body.policy : {};
  const maxToolCalls = integer(policy.max_tool_calls);
  const noInput = body.input === undefined || body.input === null;
  const declared = given.inputs.some((input) => input.name === "input");
  return {
    name: given.name,
    ...(description === undefined ? {} : { description }),
    path,
    nameRange: given.nameRange,
    target: given.target,
    ...(chosen === undefined ? {} : { model: chosen }),
    fallbackModels: isObject(body.model) ? texts(body.model.fallback) : [],
    systemInstruction: partsOf(body.system_instruction, at("system_instruction")),
    context: contextOf(body.context, at("context")),
    messages: messagesOf(body.messages, at("messages")),
    examples: examplesOf(body.examples, at("examples")),
    input: noInput ? [{ kind: "text", text: "{{input}}", path: [...path, "input"] }] : partsOf(body.input, at("input")),
    inputs:
      noInput && !declared && !workflow
        ? [...given.inputs, readInput("input", { type: "string", description: "What the user says." }, path)]
        : given.inputs,
    generationConfig: generationConfigOf(body.generation_config),
    ...(responseFormat ? { responseFormat } : {}),
    safetySettings: list(body.safety_settings).filter(isObject),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    tools: list(body.tools).flatMap((tool, i) => readTool(tool, [...at("tools"), i]) ?? []),
    ...(maxToolCalls === undefined ? {} : { maxToolCalls }),
    budget: budgetOf(body.budget),
    ...(workflow ? { workflow } : {}),
    ...(managed ? { managed } : {}),
    ...(given.missing && given.missing.length > 0 ? { missing: given.missing } : {}),
  };
}

/** The agent's own cap on a whole comparison, else the file's. */
export function suiteCapOf(document: DefinitionSource, agentPath: Path): SuiteCap | undefined {
  for (const agent of [agentPath, []]) {
    const path = [...agent, "budget", "per_suite", "max_cost_usd"];
    const usd = path.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), document.value);
    if (typeof usd === "number" && usd >= 0) return { usd, line: rangeOr(document, path, "key").start.line + 1 };
  }
  return undefined;
}

/** All caps on a whole comparison: the agent's own, else the file's, each by itself. */
export function suiteBudgetOf(document: DefinitionSource, agentPath: Path): Budget {
  const under = (agent: Path) =>
    budgetOf(
      [...agent, "budget", "per_suite"].reduce<Json | undefined>(
        (at, key) => (isObject(at) ? at[key] : undefined),
        document.value,
      ),
    );
  return { ...under([]), ...under(agentPath) };
}

function managedOf(body: JsonObject): JsonObject {
  const { base_agent, agent_config } = body;
  return {
    ...(base_agent === undefined ? {} : { base_agent }),
    ...(agent_config === undefined ? {} : { agent_config }),
  };
}

function inputsOf(value: Json | undefined, path: Path): readonly InputDeclaration[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([name, declared]) => readInput(name, declared ?? null, [...path, "inputs", name]));
}

/** A text, or a list of texts, `{text}` and `{file}`. */
function partsOf(value: Json | undefined, path: Path): readonly PromptPart[] {
  if (typeof value === "string") return [{ kind: "text", text: value, path }];
  if (typeof value === "number" || typeof value === "boolean") return [{ kind: "text", text: String(value), path }];
  if (isObject(value)) return partOf(value, path);
  return list(value).flatMap((part, i) =>
    typeof part === "string"
      ? [{ kind: "text" as const, text: part, path: [...path, i] }]
      : isObject(part)
        ? partOf(part, [...path, i])
        : [],
  );
}

function partOf(part: JsonObject, path: Path): readonly PromptPart[] {
  if (typeof part.text === "string") return [{ kind: "text", text: part.text, path: [...path, "text"] }];
  if (typeof part.file === "string") return [{ kind: "file", file: part.file, path: [...path, "file"] }];
  return [];
}

/** Attached documents; a `uri` is not text and is left to the runner of the other API. */
function contextOf(value: Json | undefined, path: Path): readonly PromptPart[] {
  return list(value).flatMap((part, i) => (isObject(part) ? partOf(part, [...path, i]) : []));
}

function messagesOf(value: Json | undefined, path: Path): readonly MessageDefinition[] {
  return list(value).flatMap((message, i) => {
    if (!isObject(message) || (message.role !== "user" && message.role !== "model")) return [];
    return [{ role: message.role, parts: partsOf(message.content, [...path, i, "content"]) }];
  });
}

function examplesOf(value: Json | undefined, path: Path): AgentDefinition["examples"] {
  const say = (part: Json | undefined) =>
    part === undefined || typeof part === "string" ? part : JSON.stringify(part);
  return list(value).flatMap((example, i) => {
    const [input, output] = isObject(example) ? [say(example.input), say(example.output)] : [];
    return input === undefined || output === undefined ? [] : [{ input, output, path: [...path, i] }];
  });
}

function generationConfigOf(value: Json | undefined): GenerationConfig {
  if (!isObject(value)) return {};
  const config: { -readonly [K in keyof GenerationConfig]: GenerationConfig[K] } = {};
  const level = thinkingLevels.find((l) => l === value.thinking_level);
  if (level) config.thinkingLevel = level;
  if (value.thinking_summaries === "auto" || value.thinking_summaries === "none") {
    config.thinkingSummaries = value.thinking_summaries;
  }
  const maxOutputTokens = integer(value.max_output_tokens);
  if (maxOutputTokens !== undefined) config.maxOutputTokens = maxOutputTokens;
  if (Array.isArray(value.stop_sequences)) config.stopSequences = texts(value.stop_sequences);
  if (typeof value.seed === "number") config.seed = value.seed;
  if (typeof value.temperature === "number") config.temperature = value.temperature;
  if (typeof value.top_p === "number") config.topP = value.top_p;
  if (typeof value.top_k === "number") config.topK = value.top_k;
  if (typeof value.thinking_budget === "number") config.thinkingBudget = value.thinking_budget;
  if (typeof value.candidate_count === "number") config.candidateCount = value.candidate_count;
  if (typeof value.presence_penalty === "number") config.presencePenalty = value.presence_penalty;
  if (typeof value.frequency_penalty === "number") config.frequencyPenalty = value.frequency_penalty;
  if (typeof value.response_logprobs === "boolean") config.responseLogprobs = value.response_logprobs;
  if (typeof value.logprobs === "number") config.logprobs = value.logprobs;
  if (typeof value.media_resolution === "string") config.mediaResolution = value.media_resolution;
  if (value.tool_choice !== undefined && value.tool_choice !== null) config.toolChoice = value.tool_choice;
  return config;
}

function budgetOf(value: Json | undefined): Budget {
  if (!isObject(value)) return {};
  const budget: { -readonly [K in keyof Budget]: Budget[K] } = {};
  const amount = (key: string) => {
    const number = value[key];
    return typeof number === "number" && number >= 0 ? number : undefined;
  };
  const names = {
    maxCostUsd: "max_cost_usd",
    maxLatencyMs: "max_latency_ms",
    maxTotalTokens: "max_total_tokens",
    maxInputTokens: "max_input_tokens",
    maxOutputTokens: "max_output_tokens",
  } as const;
  for (const [name, key] of Object.entries(names) as [keyof typeof names, string][]) {
    const number = amount(key);
    if (number !== undefined) budget[name] = number;
  }
  const [low, high] = list(value.expected_total_tokens);
  if (typeof low === "number" && typeof high === "number") budget.expectedTotalTokens = [low, high];
  return budget;
}

function rangeOr(document: DefinitionSource, path: Path, part: "key" | "value"): Range {
  const found = document.rangeAt(path);
  const start = { line: 0, character: 0 };
  return (part === "key" ? found?.key : found?.value) ?? { start, end: start };
}

function targetOf(value: Json | undefined): Target | undefined {
  return value === "interactions" || value === "generate_content" || value === "managed" ? value : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function integer(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: Json | undefined): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}
