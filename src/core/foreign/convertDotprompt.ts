import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { type ConvertWorld, takeModel } from "./convert.ts";
import { convertGeneration } from "./convertGeneration.ts";
import { frontMatter } from "./frontMatter.ts";
import { fromPicoschema } from "./picoschema.ts";
import { agentName, Inputs } from "./prose.ts";
import type { Draft, Source } from "./source.ts";

/** Google's prompt file: front matter, and a body in Handlebars. */
export function convertDotprompt(source: Source, draft: Draft, text: string, world: ConvertWorld): void {
  const put = (at: Path, value: Json | undefined, from: Path) => draft.put(at, value, { source, path: from });
  const { body } = frontMatter(text);
  const said = source.text(["name"]) ?? world.name.replace(/\.prompt$/, "").replace(/^_/, "");
  const name = agentName(said);
  if (name !== said) source.changed(["name"], `The prompt is called ${name} here.`);
  draft.put(["format"], "agent/v1");
  put(["name"], name, ["name"]);
  put(["description"], source.text(["description"]), ["description"]);
  put(["model"], takeModel(source, ["model"], world.wallMs), ["model"]);
  convertGeneration(source, ["config"], draft, []);
  const inputs = new Inputs(draft);
  declare(source, draft);
  output(source, put);
  tools(source, put);
  prompts(source, body, put, inputs);
}

type Put = (at: Path, value: Json | undefined, from: Path) => void;

function declare(source: Source, draft: Draft): void {
  const at: Path = ["input", "schema"];
  const schema = source.peek(at);
  const presets = source.peek(["input", "default"]);
  if (isObject(schema)) {
    source.tell(at);
    const { schema: converted, changed } = fromPicoschema(schema);
    if (changed) source.changed(at, "Picoschema is written as JSON Schema.");
    const required =
      isObject(converted) && Array.isArray(converted.required) ? (converted.required as readonly Json[]) : [];
    const properties = isObject(converted) && isObject(converted.properties) ? converted.properties : {};
    for (const [name, one] of Object.entries(properties)) {
      const preset = isObject(presets) ? presets[name] : undefined;
      const optional = preset === undefined && !required.includes(name);
      const words = isObject(one) ? one : {};
      const empty =
        words.type === "array"
          ? []
          : words.type === "object"
            ? {}
            : words.type === "boolean"
              ? false
              : words.type === "string"
                ? ""
                : undefined;
      const given =
        preset !== undefined
          ? { default: preset }
          : optional && empty !== undefined && !Array.isArray(words.enum)
            ? { default: empty }
            : {};
      if (optional) {
        const instead = "default" in given ? "here it is empty then" : "here it must be given";
        source.changed(at, `${name} may be missing there: ${instead}.`);
      }
      draft.put(["inputs", name], { ...words, ...given } as Json, { source, path: at });
    }
  }
  if (isObject(presets)) {
    source.tell(["input", "default"]);
    for (const [name, preset] of Object.entries(presets)) {
      if (!draft.has(["inputs", name])) {
        const type = Array.isArray(preset) ? "array" : preset === null ? "string" : typeof preset;
        draft.put(["inputs", name], { type, default: preset ?? "" } as Json, { source, path: ["input", "default"] });
      }
    }
  }
}

function output(source: Source, put: Put): void {
  const format = source.peek(["output", "format"]);
  const schema = source.peek(["output", "schema"]);
  if (format === "text") source.tell(["output", "format"]);
  if (format !== "json" && !isObject(schema)) return;
  if (format === "json") source.tell(["output", "format"]);
  put(["response_format", "type"], "text", ["output"]);
  put(["response_format", "mime_type"], "application/json", ["output"]);
  if (!isObject(schema)) return;
  source.tell(["output", "schema"]);
  const { schema: converted, changed } = fromPicoschema(schema);
  if (changed) source.changed(["output", "schema"], "Picoschema is written as JSON Schema.");
  put(["response_format", "schema"], converted, ["output", "schema"]);
}

function tools(source: Source, put: Put): void {
  const found: Json[] = [];
  for (const i of source.items(["tools"])) {
    const name = source.text(["tools", i]);
    if (name === undefined) continue;
    source.changed(
      ["tools", i],
      `${name} is a name there: write here what it takes, and how it is run or what it answers (mock).`,
    );
    found.push({
      type: "function",
      name: name.replace(/[^A-Za-z0-9_.:-]/g, "_"),
      description: `The tool ${name}. Say what it does.`,
      parameters: { type: "object", properties: {} },
    });
  }
  if (found.length > 0) put(["tools"], found, ["tools"]);
}

function prompts(source: Source, body: string, put: Put, inputs: Inputs): void {
  const notes = new Set<string>();
  const turns: { role: string; text: string }[] = [];
  let role = "user";
  let rest = body;
  const marker = /\{\{~?\s*(?:role\s+"(\w+)"|(history))\s*~?\}\}/;
  for (let match = marker.exec(rest); match; match = marker.exec(rest)) {
    turns.push({ role, text: rest.slice(0, match.index) });
    if (match[2]) {
      notes.add("the history of the conversation comes of itself (session.history)");
      put(["session", "history"], "previous", []);
    }
    role = match[1] ?? "user";
    rest = rest.slice(match.index + match[0].length);
  }
  turns.push({ role, text: rest });
  const said = turns
    .map((turn) => ({ ...turn, text: template(turn.text, notes, inputs).trim() }))
    .filter(({ text }) => text !== "");
  const system = said.filter((turn) => turn.role === "system");
  if (system.length > 0) put(["system_instruction"], `${system.map(({ text }) => text).join("\n\n")}\n`, []);
  const others = said.filter((turn) => turn.role !== "system");
  if (others.at(-1)?.role === "user") put(["input"], `${others.pop()?.text}\n`, []);
  if (others.length > 0)
    put(
      ["messages"],
      others.map(({ role, text }): Json => ({ role: role === "model" ? "model" : "user", content: text })),
      [],
    );
  if (notes.size > 0) source.changed([], `Of the prompt: ${[...notes].join("; ")}.`);
}

/** Handlebars is nearly ours. */
function template(text: string, notes: Set<string>, inputs: Inputs): string {
  const words = new Set(["this", "else", "json", "default", "join", "if", "unless", "each", "with"]);
  return text.replace(/(\\?)\{\{(~?)([#/>!&]?)\s*([\s\S]*?)\s*(~?)\}\}/g, (whole, escaped, _left, sign, inner) => {
    if (escaped) return whole;
    if (sign === "!") {
      notes.add("comments are gone");
      return "";
    }
    if (sign === ">") {
      const name = String(inner).split(/\s/)[0] ?? "";
      notes.add(`the partial ${name} is the file _${name}.prompt, which is read as a template`);
      return `{{> _${name}.prompt}}`;
    }
    if (
      /^(?:media|section|pending|ifEquals|unlessEquals)\b/.test(inner) ||
      (sign === "#" && !/^(?:if|unless|each|with)\b/.test(inner))
    ) {
      notes.add(`${whole} is text now`);
      return `\\${whole}`;
    }
    if (sign === "" && /^@/.test(inner) && !/^@(?:index|first|last)\b/.test(inner)) {
      notes.add(`${whole} is text now`);
      return `\\${whole}`;
    }
    const name = /^(?:(?:#?(?:if|unless|each|with)|json|default|join)\s+)?([\p{L}_][\p{L}\p{N}_]*)/u.exec(
      String(inner),
    )?.[1];
    if (name && sign !== "/" && !words.has(name) && !insideBlock(text, whole))
      inputs.declare(name, sign === "#" && /^each/.test(inner) ? "array" : "string");
    return whole;
  });
}

/** In `each` and `with` a name may be that of an item: what is not declared is left to the checks. */
function insideBlock(text: string, whole: string): boolean {
  const before = text.slice(0, text.indexOf(whole));
  const opened = before.match(/\{\{~?#(?:each|with)\b/g)?.length ?? 0;
  const closed = before.match(/\{\{~?\/(?:each|with)\b/g)?.length ?? 0;
  return opened > closed;
}
