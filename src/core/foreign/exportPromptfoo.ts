import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { camelOf } from "./convertGeneration.ts";
import type { ExportedFile, ExportWorld } from "./export.ts";
import { type Writer, writeTemplate } from "./exportTemplate.ts";
import type { Source } from "./source.ts";
import { writeYaml } from "./writeDefinition.ts";

/** promptfooconfig.yaml: the prompt, its models (variants of the model are providers) and its tests. */
export async function exportPromptfoo(source: Source, world: ExportWorld): Promise<readonly ExportedFile[]> {
  source.tell(["format"]);
  const name = source.text(["name"]);
  const files: ExportedFile[] = [];
  const made: Record<string, Json> = {};
  const description = source.text(["description"]);
  made.description = description ?? name ?? "prompt";
  if (description !== undefined && name !== undefined)
    source.changed(["name"], "promptfoo's files have no name; they have the description.");
  const turns = await conversation(source, world);
  const [only] = turns;
  if (turns.length === 1 && only?.role === "user") made.prompts = [only.content];
  else {
    files.push({ path: "prompt.json", text: `${JSON.stringify(turns, null, 2)}\n` });
    made.prompts = ["file://prompt.json"];
    source.changed(["system_instruction"], "A conversation is a file of its own there, prompt.json.");
  }
  made.providers = providers(source);
  const kept = source.peek(["x-promptfoo"]);
  const tests = testsOf(source);
  if (tests !== undefined) made.tests = tests;
  if (isObject(kept)) {
    for (const [key, value = null] of Object.entries(kept)) {
      if (key.includes(".") || made[key] !== undefined) continue;
      source.tell(["x-promptfoo", key]);
      made[key] = value;
    }
  }
  const declared = source.keys(["inputs"]);
  for (const input of declared) {
    const preset = source.peek(["inputs", input, "default"]);
    if (source.peek(["inputs", input]) === "string") source.tell(["inputs", input]);
    else if (preset !== undefined) {
      made.defaultTest = { vars: { ...defaultVars(made.defaultTest), [input]: preset } };
      source.changed(
        ["inputs", input],
        `promptfoo declares no variables: the default of ${input} stands in defaultTest.`,
      );
    } else source.changed(["inputs", input], `promptfoo declares no variables: what ${input} may be is not said.`);
  }
  // A list is one value here, and no test for each of its items.
  const lists = [made.defaultTest, ...(Array.isArray(tests) ? (tests as readonly Json[]) : [])].some((test) =>
    Object.values(defaultVars(test)).some(Array.isArray),
  );
  if (lists) {
    const before = isObject(made.defaultTest) ? made.defaultTest : {};
    const options = isObject(before.options) ? before.options : {};
    made.defaultTest = { ...before, options: { disableVarExpansion: true, ...options } };
  }
  return [{ path: "promptfooconfig.yaml", text: writeYaml(made) }, ...files];
}

function defaultVars(test: Json | undefined): JsonObject {
  return isObject(test) && isObject(test.vars) ? test.vars : {};
}

const writer: Writer = {
  text: (text) => (/\{[{%#]/.test(text) ? `{% raw %}${text}{% endraw %}` : text),
  path: (parts) => `{{${parts.join(".")}}}`,
  call(helper, parts, value) {
    if (helper === "default" && typeof value === "string")
      return `{{${parts.join(".")} | default(${JSON.stringify(value)})}}`;
    if (helper === "json") return `{{${parts.join(".")} | dump}}`;
    return undefined;
  },
  block(kind, parts, body, otherwise) {
    const path = parts.join(".");
    const or = otherwise === "" ? "" : `{% else %}${otherwise}`;
    if (kind === "each") return `{% for item in ${path} %}${body}{% endfor %}`;
    return `{% if ${kind === "unless" ? "not " : ""}${path} %}${body}${or}{% endif %}`;
  },
};

interface Turn {
  readonly role: string;
  readonly content: string;
  readonly [key: string]: Json;
}

async function conversation(source: Source, world: ExportWorld): Promise<Turn[]> {
  const textOf = async (path: Path): Promise<string | undefined> => {
    const value = source.peek(path);
    if (typeof value === "string") {
      source.tell(path);
      return writeTemplate(value, writer, source, path);
    }
    if (isObject(value) && typeof value.text === "string") return textOf([...path, "text"]);
    if (isObject(value) && typeof value.file === "string") {
      const text = await world.readText(value.file);
      if (text === undefined) {
        source.lost([...path, "file"], `${value.file} was not found.`);
        return undefined;
      }
      source.changed([...path, "file"], `The text of ${value.file} is written in the prompt.`);
      return writeTemplate(text, writer, source, [...path, "file"]);
    }
    const parts: string[] = [];
    for (const i of source.items(path)) {
      const part = await textOf([...path, i]);
      if (part !== undefined) parts.push(part);
    }
    return parts.length > 0
      ? parts.map((text, i) => (i < parts.length - 1 ? text.trimEnd() : text)).join("\n\n")
      : undefined;
  };
  const turns: Turn[] = [];
  const system = await textOf(["system_instruction"]);
  if (system !== undefined) turns.push({ role: "system", content: system });
  for (const i of source.items(["examples"])) {
    const input = source.peek(["examples", i, "input"]);
    const output = source.peek(["examples", i, "output"]);
    if (typeof input !== "string" || typeof output !== "string") continue;
    source.changed(["examples", i], "An example is two turns of the conversation there.");
    turns.push({ role: "user", content: writer.text(input) }, { role: "assistant", content: writer.text(output) });
  }
  for (const i of source.items(["messages"])) {
    const content = await textOf(["messages", i, "content"]);
    const role = source.text(["messages", i, "role"]);
    if (content !== undefined) turns.push({ role: role === "model" ? "assistant" : "user", content });
  }
  turns.push({ role: "user", content: (await textOf(["input"])) ?? "{{input}}" });
  return turns;
}

function providers(source: Source): Json {
  const model = isObject(source.peek(["model"])) ? source.text(["model", "id"]) : source.text(["model"]);
  const config: Record<string, Json> = {};
  const own: Path = ["generation_config"];
  const generation: Record<string, Json> = {};
  for (const key of source.keys(own)) {
    const value = source.peek([...own, key]);
    if (value === undefined) continue;
    if (key === "thinking_level")
      generation.thinkingConfig = { thinkingLevel: String(source.take([...own, key])).toUpperCase() };
    else if (key === "tool_choice" || key === "thinking_summaries" || key === "thinking_budget") continue;
    else if (["temperature", "top_p", "top_k", "max_output_tokens", "stop_sequences"].includes(key))
      config[camelOf(key)] = source.take([...own, key]) as Json;
    else generation[camelOf(key)] = source.take([...own, key]) as Json;
  }
  const format = source.peek(["response_format"]);
  if (isObject(format)) {
    if (format.type === "text") source.tell(["response_format", "type"]);
    const mime = source.text(["response_format", "mime_type"]);
    if (mime) generation.responseMimeType = mime;
    if (isObject(format.schema)) generation.responseJsonSchema = source.take(["response_format", "schema"]) as Json;
  }
  if (Object.keys(generation).length > 0) config.generationConfig = generation;
  if (source.peek(["target"]) === "generate_content") source.tell(["target"]);
  const tools = declarations(source);
  if (tools) config.tools = tools;
  const found: Json[] = [
    { id: `google:${model ?? "gemini-3.5-flash"}`, ...(Object.keys(config).length > 0 && { config }) },
  ];
  for (const name of source.keys(["variants"])) {
    const changes = source.peek(["variants", name]);
    if (!isObject(changes) || typeof changes.model !== "string") continue;
    const others = Object.keys(changes).filter((key) => key !== "model");
    source.changed(
      ["variants", name],
      `The variant ${name} is another provider there${others.length > 0 ? `, without ${others.join(", ")}` : ""}.`,
    );
    found.push({ id: `google:${changes.model}`, label: name, ...(Object.keys(config).length > 0 && { config }) });
  }
  return found;
}

function declarations(source: Source): Json | undefined {
  const functions: Json[] = [];
  const others: Json[] = [];
  for (const i of source.items(["tools"])) {
    const path: Path = ["tools", i];
    const tool = source.peek(path);
    const type = isObject(tool) ? tool.type : tool;
    if (isObject(tool) && type === "function") {
      const { type: _, run, mock, name, description, parameters } = tool;
      for (const key of ["type", "name", "description", "parameters"]) source.tell([...path, key]);
      if (run !== undefined) source.lost([...path, "run"], "promptfoo calls no functions.");
      if (mock !== undefined) source.lost([...path, "mock"], "promptfoo calls no functions.");
      functions.push({
        name: name as Json,
        ...(description !== undefined && { description }),
        ...(parameters !== undefined && { parametersJsonSchema: parameters }),
      } as Json);
    } else if (
      typeof type === "string" &&
      ["google_search", "code_execution", "url_context", "google_maps"].includes(type)
    ) {
      source.tell(isObject(tool) ? [...path, "type"] : path);
      others.push({ [camelOf(type)]: {} });
    } else source.lost(path, `A tool of type ${type ?? "ref"} cannot be given to promptfoo.`);
  }
  const all = [...(functions.length > 0 ? [{ functionDeclarations: functions } as Json] : []), ...others];
  return all.length > 0 ? all : undefined;
}

/** Assertions of ours that promptfoo has under the same name. */
const sameThere =
  /^(?:not-)?(?:equals|contains|icontains|contains-all|icontains-all|contains-any|regex|starts-with|is-json|llm-rubric|similar|cost|latency)$/;

function testsOf(source: Source): Json | undefined {
  const found: Json[] = [];
  for (const i of source.items(["tests"])) {
    const path: Path = ["tests", i];
    const test = source.peek(path);
    if (!isObject(test)) continue;
    const name = source.text([...path, "name"]);
    const vars = isObject(test.vars) ? (source.take([...path, "vars"]) as Json) : undefined;
    if (typeof test.dataset === "string") {
      const rows = source.peek(["datasets", test.dataset]);
      source.changed(
        [...path, "dataset"],
        `The rows of ${test.dataset} are not run through by a test there: give the file to tests instead.`,
      );
      if (!isObject(rows)) continue;
    }
    const assert = source.items([...path, "assert"]).flatMap((j): Json[] => {
      const at: Path = [...path, "assert", j];
      const one = source.peek(at);
      if (!isObject(one) || typeof one.type !== "string") return [];
      if (!sameThere.test(one.type) || one.actual !== undefined) {
        source.lost(
          at,
          one.actual === undefined ? `promptfoo has no assertion ${one.type}.` : "promptfoo looks at the output alone.",
        );
        return [];
      }
      for (const key of ["type", "value", "threshold"]) if (one[key] !== undefined) source.tell([...at, key]);
      const { type, value, threshold } = one;
      return [{ type, ...(value !== undefined && { value }), ...(threshold !== undefined && { threshold }) } as Json];
    });
    found.push({
      ...(name !== undefined && { description: name }),
      ...(vars !== undefined && { vars }),
      ...(assert.length > 0 && { assert }),
    });
  }
  return found.length > 0 ? found : undefined;
}
