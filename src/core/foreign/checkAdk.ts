import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { folderOf, joinPath, refusal } from "../document/paths.ts";
import type { Problem, Severity } from "../document/problem.ts";
import { bareRange, entryAt, textAt } from "../language/parts.ts";
import { nearest } from "../schema/nearest.ts";
import { modelOf } from "../tokens/prices.ts";
import { adkStateUses } from "./adkState.ts";
import type { ForeignContext } from "./checkForeign.ts";
import { foreignFiles } from "./foreignFiles.ts";
import { recognise } from "./recognise.ts";

type Context = Pick<ForeignContext, "files" | "name" | "wallMs">;

/** What the rules say of an agent of ADK beyond its keys. */
export function checkAdk(document: AgentDocument, context: Context): readonly Problem[] {
  const value = isObject(document.value) ? document.value : {};
  const kind = String(value.agent_class ?? "LlmAgent").replace(/^.*\./, "");
  const say = new Say(document);
  name(say, value);
  state(say, document, context, value);
  untrusted(say, document);
  team(say, document, context, kind);
  if (kind === "LoopAgent" && value.max_iterations === undefined) {
    say.at(
      ["agent_class"],
      "AG207",
      "warning",
      'This loop has no "max_iterations": it goes on until an agent in it escalates.',
    );
  }
  generation(say, value);
  python(say, document, value);
  return say.problems;
}

class Say {
  readonly problems: Problem[] = [];
  readonly #document: AgentDocument;
  constructor(document: AgentDocument) {
    this.#document = document;
  }
  range(path: Path): Range | undefined {
    const { node, base } = this.#document.nodeAt(path) ?? {};
    if (node?.kind === "scalar" && base !== undefined) return bareRange(node, base);
    return this.#document.rangeAt(path)?.key ?? this.#document.rangeAt(path)?.value;
  }
  at(path: Path, code: string, severity: Severity, message: string, newText?: string): void {
    const range = this.range(path);
    if (range) this.on(range, code, severity, message, newText);
  }
  on(range: Range, code: string, severity: Severity, message: string, newText?: string): void {
    const fix = newText === undefined ? {} : { fix: { title: `Change to ${newText}`, edits: [{ range, newText }] } };
    this.problems.push({ code, severity, message, range, ...fix });
  }
}

/** AG212: a name is a Python identifier. */
function name(say: Say, { name }: JsonObject): void {
  if (typeof name !== "string" || name === "") return;
  if (name === "user") say.at(["name"], "AG212", "error", 'ADK keeps the name "user" for the person who writes.');
  else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    const valid = name.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^(?=\p{N})/u, "_");
    const message = `ADK refuses the name "${name}": it must be a Python identifier (letters, digits and _).`;
    say.at(["name"], "AG212", "error", message, valid);
  }
}

/** AG301 where a name is nearly one that is written to the state, AG306 where nothing in the files writes it. */
function state(say: Say, document: AgentDocument, { files }: Context, value: JsonObject): void {
  const uses = adkStateUses(document);
  if (uses.length === 0) return;
  const keys = outputKeys(value, files);
  for (const { name, optional, braces, range, nameRange } of uses) {
    const [first = ""] = name.split(/[.[]/);
    if (optional || name.includes(":") || first === "artifact" || keys.has(first)) continue;
    const near = nearest(first, keys);
    if (near && first.length > 2) {
      const message = `No agent here writes "${first}" to the state. Did you mean "${near}"? ADK raises KeyError for what is not there.`;
      say.on(nameRange, "AG301", "error", message, name.replace(first, near));
      continue;
    }
    const escaped = braces > 1 ? " More braces do not prevent it: ADK has no way to write a brace before a name." : "";
    const message = `ADK replaces {${name}} from the session's state, and raises KeyError when nothing has put it there. No output_key around this file does.${escaped}`;
    const newText = `{${name}?}`;
    say.on(range, "AG306", "warning", message, newText);
  }
}

/** What the agents of the team write: their `output_key`. */
function outputKeys(value: JsonObject, files: Context["files"]): ReadonlySet<string> {
  const keys = new Set<string>();
  if (typeof value.output_key === "string") keys.add(value.output_key);
  for (const text of files.values()) {
    const key = text === undefined ? undefined : /^output_key[ \t]*:[ \t]*(["']?)([^\s"'#]+)\1/m.exec(text)?.[2];
    if (key) keys.add(key);
  }
  return keys;
}

/** AG702: a guess by the name, so a hint. */
function untrusted(say: Say, document: AgentDocument): void {
  for (const { name, range } of adkStateUses(document)) {
    if (!/^(?:user:)?user_?(?:input|message|query|request|question|prompt|text)$/i.test(name)) continue;
    const message = `{${name}} looks like a text from outside, and an instruction is obeyed: what a person writes belongs in the conversation.`;
    say.on(range, "AG702", "hint", message);
  }
}

/** AG203, AG205, AG208, AG209: agents that are files of their own. */
function team(say: Say, document: AgentDocument, { files, name }: Context, kind: string): void {
  const seen = new Map<string, Range>();
  const written = new Map<string, string>();
  for (const { file, range, path } of foreignFiles(document, "adk")) {
    if (path[0] !== "sub_agents" || refusal(file)) continue;
    const at = joinPath("", file);
    if (seen.has(at)) {
      const message = `${file} stands here twice: in ADK an agent has one parent, and the second one is refused.`;
      say.on(range, "AG205", "error", message);
      continue;
    }
    seen.set(at, range);
    const text = files.get(at);
    if (at === name) say.on(range, "AG203", "error", "An agent cannot be its own sub-agent.");
    if (text === undefined || recognise(at, text) === undefined) continue;
    const chain = pathBack(at, name, files, []);
    if (chain) say.on(range, "AG203", "error", `This goes round in a circle: ${[name, ...chain, name].join(" → ")}.`);
    const { value } = parseAgentDocument(text);
    if (!isObject(value)) continue;
    if (kind === "LlmAgent" && isBlank(value.description)) {
      const message = `${file} has no description: whether the conversation is handed to it is decided by that.`;
      say.on(range, "AG209", "warning", message);
    }
    const key = value.output_key;
    if (kind !== "ParallelAgent" || typeof key !== "string") continue;
    const other = written.get(key);
    if (other)
      say.on(range, "AG208", "warning", `${file} and ${other} run at once and both write "${key}": the last one wins.`);
    else written.set(key, file);
  }
}

/** The way from a file to `name` by config_path. */
function pathBack(
  from: string,
  name: string,
  files: Context["files"],
  way: readonly string[],
): readonly string[] | undefined {
  const text = files.get(from);
  if (text === undefined || way.includes(from) || way.length > 20) return undefined;
  for (const { file } of foreignFiles(parseAgentDocument(text), "adk")) {
    if (refusal(file)) continue;
    const next = joinPath(folderOf(from), file);
    if (next === name) return [...way, from];
    const found = pathBack(next, name, files, [...way, from]);
    if (found) return found;
  }
  return undefined;
}

/** AG503, AG504, AG506, in both spellings of `generate_content_config`. */
function generation(say: Say, value: JsonObject): void {
  const config = value.generate_content_config;
  const model = typeof value.model === "string" ? modelOf(value.model) : undefined;
  if (!isObject(config)) return;
  const find = (map: JsonObject, snake: string): string | undefined =>
    [snake, snake.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase())].find((key) => map[key] !== undefined);
  const outputKey = find(config, "max_output_tokens");
  const most = model?.maxOutput;
  const asked = outputKey ? config[outputKey] : undefined;
  if (outputKey && most !== undefined && typeof asked === "number" && asked > most) {
    const path = ["generate_content_config", outputKey];
    say.at(path, "AG506", "error", `${model?.id} answers with at most ${most} tokens.`, String(most));
  }
  const thinkingKey = find(config, "thinking_config");
  const thinking = thinkingKey ? config[thinkingKey] : undefined;
  if (!thinkingKey || !isObject(thinking) || !model?.thinking) return;
  const budgetKey = find(thinking, "thinking_budget");
  if (budgetKey && !/^gemini-[12]\b/.test(model.id)) {
    const path = ["generate_content_config", thinkingKey, budgetKey];
    say.at(path, "AG504", "warning", `${model.id} takes thinking_level; a budget of tokens is from before Gemini 3.`);
  }
  const levelKey = find(thinking, "thinking_level");
  const level = levelKey ? thinking[levelKey] : undefined;
  if (!levelKey || typeof level !== "string") return;
  const offered: readonly string[] = model.thinking.levels;
  if (offered.includes(level.toLowerCase())) return;
  const path = ["generate_content_config", thinkingKey, levelKey];
  say.at(path, "AG503", "error", `${model.id} does not offer "${level}". It offers ${offered.join(", ")}.`);
}

/** AG709, once: what a file needs beside itself. */
function python(say: Say, document: AgentDocument, value: JsonObject): void {
  const named: Path[] = [];
  const isCode = (item: Json | undefined) => isObject(item) && typeof item.name === "string" && item.name.includes(".");
  for (const [key, inner] of Object.entries(value)) {
    if (/_callbacks?$/.test(key) || key === "tools") {
      if (Array.isArray(inner)) {
        const i = (inner as readonly Json[]).findIndex(isCode);
        if (i >= 0) named.push([key, i, "name"]);
      }
    } else if (/_code$/.test(key) || key === "input_schema" || key === "output_schema") named.push([key]);
  }
  const [first] = named;
  if (!first) return;
  const at = textAt(document, entryAt(document, document.nodeAt(first.slice(0, -1)), String(first.at(-1))));
  const range = at ? bareRange(at.node, at.base) : say.range(first);
  if (!range) return;
  say.on(
    range,
    "AG709",
    "hint",
    "This names Python code. ADK imports and runs it; here, and in a conversion, it is a name only.",
  );
}

function isBlank(value: Json | undefined): boolean {
  return typeof value !== "string" || value.trim() === "";
}
