import { isObject, type Json, type JsonObject } from "../base/json.ts";

export type MessagePart =
  | { readonly kind: "text" | "thought"; readonly text: string }
  | { readonly kind: "call"; readonly name: string; readonly id?: string; readonly value: Json }
  | { readonly kind: "result"; readonly name?: string; readonly id?: string; readonly value: Json }
  /** Something that is not shown as text: a picture, a file. `name` says what. */
  | { readonly kind: "other"; readonly name: string; readonly value: Json };

export interface Message {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly parts: readonly MessagePart[];
}

/** The texts of one model call, from whichever attributes hold them; empty where the recorder kept none. */
export interface Texts {
  readonly system: readonly string[];
  readonly tools: readonly { readonly name: string; readonly value: Json }[];
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

/** Reads the GenAI conventions' messages, as JSON text or structured, and those that ADK writes beside them. */
export function textsOf(attributes: JsonObject): Texts {
  const adkRequest = asJson(attributes["gcp.vertex.agent.llm_request"]);
  const adkResponse = asJson(attributes["gcp.vertex.agent.llm_response"]);
  const request = isObject(adkRequest) ? adkRequest : {};
  const config = isObject(request.config) ? request.config : {};
  const input = messagesIn(asJson(attributes["gen_ai.input.messages"]) ?? asJson(attributes["gen_ai.prompt"]));
  const output = messagesIn(asJson(attributes["gen_ai.output.messages"]) ?? asJson(attributes["gen_ai.completion"]));
  const system = systemIn(asJson(attributes["gen_ai.system_instructions"]));
  return {
    system: system.length ? system : systemIn(config.system_instruction ?? config.systemInstruction),
    tools: toolsIn(asJson(attributes["gen_ai.tool.definitions"]) ?? config.tools),
    input: input.length ? input : messagesIn(request.contents),
    output: output.length ? output : isObject(adkResponse) ? messagesIn([adkResponse.content ?? null]) : [],
  };
}

/** The answer alone, and the last message of the prompt: what the index keeps, without reading a long history. */
export function endsOf(attributes: JsonObject): { readonly last?: Message; readonly output: readonly Message[] } {
  const input = attributes["gen_ai.input.messages"];
  const output = messagesIn(asJson(attributes["gen_ai.output.messages"]));
  const quick = typeof input === "string" ? lastMessage(input) : undefined;
  if (quick && (output.length > 0 || attributes["gcp.vertex.agent.llm_response"] === undefined))
    return { last: quick, output: output.length ? output : messagesIn(asJson(attributes["gen_ai.completion"])) };
  const texts = textsOf(attributes);
  const last = texts.input.at(-1);
  return { ...(last ? { last } : {}), output: texts.output };
}

/** The last of a list of messages as JSON text; undefined when it cannot be told without reading all of it. */
function lastMessage(text: string): Message | undefined {
  const from = text.lastIndexOf('{"role":"');
  if (from < 0 || !text.endsWith("]")) return undefined;
  try {
    // Had the found place been inside another value, the rest of the text would not be one whole object.
    return messagesIn([JSON.parse(text.slice(from, -1)) as Json])[0];
  } catch {
    return undefined;
  }
}

/** What a tool was called with and what it answered, as JSON. */
export function toolTextsOf(attributes: JsonObject): { readonly args?: Json; readonly result?: Json } {
  const args = firstJson(attributes, ["gen_ai.tool.call.arguments", "gcp.vertex.agent.tool_call_args", "input.value"]);
  const result = firstJson(attributes, ["gen_ai.tool.call.result", "gcp.vertex.agent.tool_response", "output.value"]);
  return { ...(args === undefined ? {} : { args }), ...(result === undefined ? {} : { result }) };
}

/** JSON text → value; other text stays text; a value stays what it is. */
export function asJson(value: Json | undefined): Json | undefined {
  if (typeof value !== "string") return value;
  const first = value.trimStart()[0];
  if (first !== "{" && first !== "[" && first !== '"' && !/^\s*(?:-?\d|true|false|null)/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    // Cut off, or text that only begins like JSON: shown as it is.
    return value;
  }
}

function firstJson(attributes: JsonObject, keys: readonly string[]): Json | undefined {
  for (const key of keys) if (attributes[key] !== undefined) return asJson(attributes[key]);
  return undefined;
}

function messagesIn(value: Json | undefined): readonly Message[] {
  if (typeof value === "string") return value ? [{ role: "user", parts: [{ kind: "text", text: value }] }] : [];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry): readonly Message[] => {
    if (typeof entry === "string") return [{ role: "user", parts: [{ kind: "text", text: entry }] }];
    if (!isObject(entry)) return [];
    const content = entry.parts ?? entry.content;
    const parts = Array.isArray(content)
      ? content.flatMap(partIn)
      : typeof content === "string" && content
        ? [{ kind: "text" as const, text: content }]
        : [];
    const calls = Array.isArray(entry.tool_calls) ? entry.tool_calls.flatMap(partIn) : [];
    const all = [...parts, ...calls];
    const answers = all.length > 0 && all.every((p) => p.kind === "result");
    return [{ role: answers ? "tool" : roleOf(entry.role), parts: all }];
  });
}

function roleOf(role: Json | undefined): Message["role"] {
  if (role === "assistant" || role === "model") return "assistant";
  return role === "system" || role === "developer" ? "system" : role === "tool" ? "tool" : "user";
}

function partIn(part: Json): readonly MessagePart[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [];
  const call = part.functionCall ?? part.function_call ?? (isObject(part.function) ? part.function : undefined);
  if (part.type === "tool_call" || isObject(call)) {
    const c = isObject(call) ? call : part;
    const id = text(c.id) ?? text(part.id);
    return [
      {
        kind: "call",
        name: text(c.name) ?? "tool",
        ...(id ? { id } : {}),
        value: asJson(c.arguments ?? c.args ?? {}) ?? {},
      },
    ];
  }
  const answer = part.functionResponse ?? part.function_response;
  if (part.type === "tool_call_response" || isObject(answer)) {
    const a = isObject(answer) ? answer : part;
    const [id, name] = [text(a.id), text(a.name)];
    return [
      {
        kind: "result",
        ...(id ? { id } : {}),
        ...(name ? { name } : {}),
        value: asJson(a.response ?? a.result ?? a.content ?? null) ?? null,
      },
    ];
  }
  const words = text(part.content) ?? text(part.text);
  if (words !== undefined) {
    const thought = part.type === "reasoning" || part.type === "thinking" || part.thought === true;
    return [{ kind: thought ? "thought" : "text", text: words }];
  }
  return [
    { kind: "other", name: text(part.type) ?? text(part.modality) ?? Object.keys(part)[0] ?? "part", value: part },
  ];
}

function systemIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return value ? [value] : [];
  if (isObject(value)) return systemIn(value.parts ?? value.content ?? value.text);
  if (!Array.isArray(value)) return [];
  return value.flatMap((part) =>
    typeof part === "string" ? [part] : isObject(part) ? [text(part.content) ?? text(part.text) ?? ""] : [],
  );
}

function toolsIn(value: Json | undefined): Texts["tools"] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((tool): Texts["tools"] => {
    if (!isObject(tool)) return [];
    const inner = tool.function_declarations ?? tool.functionDeclarations;
    if (Array.isArray(inner)) return toolsIn(inner);
    const name = text(tool.name) ?? (isObject(tool.function) ? text(tool.function.name) : undefined);
    return [{ name: name ?? Object.keys(tool)[0] ?? "tool", value: tool }];
  });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
