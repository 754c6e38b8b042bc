import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { type Path, thinkingLevels } from "../document/definition.ts";
import type { Draft, Source } from "./source.ts";

/** Numbers and lists that mean the same: their name in Python and in the API (camelCase), and ours. */
const same: Readonly<Record<string, string>> = {
  max_output_tokens: "max_output_tokens",
  max_tokens: "max_output_tokens",
  max_completion_tokens: "max_output_tokens",
  stop_sequences: "stop_sequences",
  stop: "stop_sequences",
  seed: "seed",
  temperature: "temperature",
  top_p: "top_p",
  top_k: "top_k",
  candidate_count: "candidate_count",
  presence_penalty: "presence_penalty",
  frequency_penalty: "frequency_penalty",
  response_logprobs: "response_logprobs",
  logprobs: "logprobs",
  thinking_budget: "thinking_budget",
};
/** Interactions do not take them. */
const onlyGenerateContent =
  /^(top_k|candidate_count|presence_penalty|frequency_penalty|response_logprobs|logprobs|thinking_budget|temperature|top_p)$/;

export function snakeOf(key: string): string {
  return key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

/** Settings of a call of the model, whatever the language calls them. `body`: the agent of the result. */
export function convertGeneration(source: Source, path: Path, draft: Draft, body: Path): void {
  const config = source.peek(path);
  if (!isObject(config)) return;
  const put = (at: Path, value: Json | undefined, from: Path) =>
    draft.put([...body, ...at], value, { source, path: from });
  for (const key of source.keys(path)) {
    const snake = snakeOf(key);
    const at = [...path, key];
    const value = config[key];
    if (Object.hasOwn(same, snake)) {
      const ours = same[snake] as string;
      if (value === null) continue;
      put(
        ["generation_config", ours],
        ours === "stop_sequences" && typeof value === "string" ? [source.take(at) as string] : source.take(at),
        at,
      );
      if (onlyGenerateContent.test(ours)) draft.put([...body, "target"], "generate_content");
      continue;
    }
    switch (snake) {
      case "thinking_config":
        thinking(source, at, put, draft, body);
        break;
      case "response_mime_type": {
        const type = source.text(at);
        if (type) {
          put(["response_format", "type"], "text", at);
          put(["response_format", "mime_type"], type, at);
        }
        break;
      }
      case "response_schema":
      case "response_json_schema": {
        if (!isObject(value)) break;
        const schema = plainSchema(source.take(at) as Json);
        if (JSON.stringify(schema) !== JSON.stringify(value)) {
          source.changed(at, "The types of the schema are written in lower case, as JSON Schema has them.");
        }
        put(["response_format", "type"], "text", at);
        if (!draft.has([...body, "response_format", "mime_type"]))
          put(["response_format", "mime_type"], "application/json", at);
        put(["response_format", "schema"], schema, at);
        break;
      }
      case "safety_settings":
        safety(source, at, put);
        break;
      case "labels":
        if (isObject(value)) put(["labels"], source.take(at), at);
        break;
      case "service_tier":
        if (typeof value === "string") put(["service_tier"], (source.take(at) as string).toLowerCase(), at);
        break;
      case "tool_config":
        toolChoice(source, at, put);
        break;
    }
  }
}

type Put = (at: Path, value: Json | undefined, from: Path) => void;

function thinking(source: Source, path: Path, put: Put, draft: Draft, body: Path): void {
  const config = source.peek(path);
  if (!isObject(config)) return;
  for (const key of source.keys(path)) {
    const at = [...path, key];
    const value = config[key];
    const snake = snakeOf(key);
    if (snake === "thinking_level" && typeof value === "string") {
      const level = value.toLowerCase();
      if (!(thinkingLevels as readonly string[]).includes(level)) continue;
      put(["generation_config", "thinking_level"], level, at);
      source.tell(at);
      if (level !== value) source.changed(at, `The level is written in lower case: ${level}.`);
    } else if (snake === "include_thoughts" && typeof value === "boolean") {
      put(["generation_config", "thinking_summaries"], value ? "auto" : "none", at);
      source.tell(at);
    } else if (snake === "thinking_budget" && typeof value === "number") {
      put(["generation_config", "thinking_budget"], source.take(at), at);
      draft.put([...body, "target"], "generate_content");
    }
  }
}

function safety(source: Source, path: Path, put: Put): void {
  const settings: Json[] = [];
  for (const i of source.items(path)) {
    const category = source.peek([...path, i, "category"]);
    const threshold = source.peek([...path, i, "threshold"]);
    if (typeof category !== "string" || typeof threshold !== "string") continue;
    source.tell([...path, i, "category"]);
    source.tell([...path, i, "threshold"]);
    settings.push({ type: category.replace(/^HARM_CATEGORY_/, "").toLowerCase(), threshold: threshold.toLowerCase() });
    const written = `HARM_CATEGORY_${category.replace(/^HARM_CATEGORY_/, "").toUpperCase()}`;
    if (category !== written || threshold !== threshold.toUpperCase()) {
      source.changed([...path, i], "A setting of safety is written as type and threshold, in lower case.");
    }
  }
  if (settings.length > 0) put(["safety_settings"], settings, path);
}

function toolChoice(source: Source, path: Path, put: Put): void {
  const [key] = source.keys(path).filter((each) => snakeOf(each) === "function_calling_config");
  if (key === undefined) return;
  const at = [...path, key];
  const mode = source.text([...at, "mode"])?.toLowerCase();
  const namesKey = source.keys(at).find((each) => snakeOf(each) === "allowed_function_names");
  const names = namesKey ? source.take([...at, namesKey]) : undefined;
  if (Array.isArray(names))
    put(["generation_config", "tool_choice"], { allowed_tools: { mode: mode ?? "auto", tools: names } }, at);
  else if (mode) put(["generation_config", "tool_choice"], mode, at);
}

/** A schema as OpenAPI and Gemini's older field write it: `STRING` is `string`. */
export function plainSchema(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(plainSchema);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value = null]): [string, Json] => {
      if (key === "type" && typeof value === "string") return [key, value.toLowerCase()];
      if (key === "enum" || key === "const" || key === "default" || key === "example" || key === "required")
        return [key, value];
      if (key === "properties" && isObject(value)) {
        return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainSchema(one as Json)]))];
      }
      return [
        /^(any_of|max_items|min_items|max_length|min_length|additional_properties)$/.test(key) ? camelOf(key) : key,
        plainSchema(value),
      ];
    }),
  ) as JsonObject;
}

export function camelOf(key: string): string {
  return key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
}
