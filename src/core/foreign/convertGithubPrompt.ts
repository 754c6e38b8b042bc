import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { type ConvertWorld, takeModel } from "./convert.ts";
import { convertGeneration } from "./convertGeneration.ts";
import { agentName, asTemplate, Inputs, variableName } from "./prose.ts";
import type { Draft, Source } from "./source.ts";

/** A prompt of GitHub Models: messages, test data, evaluators. */
export function convertGithubPrompt(source: Source, draft: Draft, world: ConvertWorld): void {
  const put = (at: Path, value: Json | undefined, from: Path) => draft.put(at, value, { source, path: from });
  const said = source.text(["name"]) ?? world.name.replace(/\.prompt\.ya?ml$/, "");
  const name = agentName(said);
  draft.put(["format"], "agent/v1");
  put(["name"], name, ["name"]);
  const description = source.text(["description"]);
  put(["description"], description ?? (name === said ? undefined : said), description ? ["description"] : ["name"]);
  if (name !== said)
    source.changed(["name"], `The prompt is called ${name} here: ${said} is no name of this language.`);
  put(["model"], takeModel(source, ["model"], world.wallMs), ["model"]);
  convertGeneration(source, ["modelParameters"], draft, []);
  const inputs = new Inputs(draft);
  messages(source, put, inputs);
  answer(source, put);
  tests(source, put, inputs);
}

type Put = (at: Path, value: Json | undefined, from: Path) => void;

const roles = new Set(["system", "developer", "user", "assistant"]);

function messages(source: Source, put: Put, inputs: Inputs): void {
  const read: { role: string; text: string; path: Path }[] = [];
  for (const i of source.items(["messages"])) {
    const path: Path = ["messages", i, "content"];
    const content = source.text(path);
    const role = source.text(["messages", i, "role"]);
    if (content === undefined || role === undefined) continue;
    if (!roles.has(role)) source.changed(["messages", i, "role"], `The role ${role} is the user's here.`);
    read.push({ role, text: asTemplate(content, { source, path, inputs }), path });
  }
  const system = read.filter(({ role }) => role === "system" || role === "developer");
  const [first] = system;
  if (first) {
    put(
      ["system_instruction"],
      system.map(({ text }, i) => (i < system.length - 1 ? text.trimEnd() : text)).join("\n\n"),
      first.path,
    );
    if (system.length > 1) source.changed(["messages"], "The messages of the system are one instruction here.");
    if (read.indexOf(first) > 0) source.changed(first.path, "What the system says comes first here.");
  }
  const turns = read.filter((each) => !system.includes(each));
  const last = turns.at(-1);
  if (last?.role === "user") {
    put(["input"], last.text, last.path);
    turns.pop();
  } else if (last) source.changed(last.path, "The last message is not the user's: what the user says follows it here.");
  const [earlier] = turns;
  if (earlier) {
    put(
      ["messages"],
      turns.map(({ role, text }): Json => ({ role: role === "assistant" ? "model" : "user", content: text })),
      ["messages"],
    );
  }
}

function answer(source: Source, put: Put): void {
  const format = source.peek(["responseFormat"]);
  if (format === "text") source.tell(["responseFormat"]);
  if (format !== "json_object" && format !== "json_schema") return;
  source.tell(["responseFormat"]);
  put(["response_format", "type"], "text", ["responseFormat"]);
  put(["response_format", "mime_type"], "application/json", ["responseFormat"]);
  const written = source.peek(["jsonSchema"]);
  if (written === undefined) return;
  let schema: unknown = written;
  if (typeof written === "string") {
    try {
      schema = JSON.parse(written);
    } catch {
      source.lost(["jsonSchema"], "The schema is not JSON.");
      return;
    }
    source.changed(["jsonSchema"], "The schema is written as YAML, without its name and without strict.");
  }
  if (!isObject(schema)) return;
  if (isObject(schema.schema) && typeof written !== "string")
    source.changed(["jsonSchema"], "The name of the schema and strict are left out.");
  source.tell(["jsonSchema"]);
  put(["response_format", "schema"], isObject(schema.schema) ? schema.schema : schema, ["jsonSchema"]);
}

const ofString: Readonly<Record<string, string>> = {
  equals: "equals",
  contains: "contains",
  startsWith: "starts-with",
};

function tests(source: Source, put: Put, inputs: Inputs): void {
  const found: Json[] = [];
  const assertions = evaluators(source);
  for (const i of source.items(["testData"])) {
    const row = source.peek(["testData", i]);
    if (!isObject(row)) continue;
    const vars: Record<string, Json> = {};
    for (const [key, value = null] of Object.entries(row)) {
      if (key === "expected" || value === null) continue;
      const name = variableName(key);
      if (!inputs.has(name)) {
        source.changed(["testData", i, key], `No message uses ${key}: it is declared all the same.`);
        inputs.declare(name);
      }
      source.tell(["testData", i, key]);
      vars[name] = value;
    }
    const expected = row.expected;
    const of = (text: string) =>
      text.replace(/\{\{\s*expected\s*\}\}/g, () => {
        source.tell(["testData", i, "expected"]);
        return String(expected ?? "");
      });
    const assert = assertions.flatMap((each): Json[] => {
      const value = each.value;
      // Without what is expected there is nothing to compare with.
      if (expected === undefined && typeof value === "string" && /\{\{\s*expected\s*\}\}/.test(value)) return [];
      return [
        {
          ...each,
          value:
            typeof value === "string"
              ? of(value).replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name) => `{{${variableName(String(name))}}}`)
              : value,
        },
      ];
    });
    if (expected !== undefined && assert.length === 0 && typeof expected === "string") {
      assert.push({ type: "similar", value: expected });
      source.changed(["testData", i, "expected"], "What is expected is an assertion here: similar.");
    }
    found.push({
      name: `Row ${i + 1}`,
      ...(Object.keys(vars).length > 0 && { vars }),
      ...(assert.length > 0 && { assert }),
    });
    source.tell(["testData", i]);
  }
  if (found.length === 0) {
    if (assertions.length > 0)
      found.push({ name: "Evaluators", assert: assertions.map((each): Json => ({ ...each })) });
    else return;
  }
  put(["tests"], found, source.peek(["testData"]) === undefined ? ["evaluators"] : ["testData"]);
}

interface Assertion {
  readonly type: string;
  readonly value: Json;
}

function evaluators(source: Source): Assertion[] {
  const found: Assertion[] = [];
  for (const i of source.items(["evaluators"])) {
    const at: Path = ["evaluators", i];
    const name = source.text([...at, "name"]);
    const uses = source.peek([...at, "uses"]);
    let any = false;
    for (const key of source.keys([...at, "string"])) {
      const type = ofString[key];
      const value = source.peek([...at, "string", key]);
      if (key === "endsWith" && typeof value === "string") {
        source.changed([...at, "string", key], "There is no endsWith: it is a regular expression here.");
        found.push({ type: "regex", value: `${value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$` });
        any = true;
      } else if (type && typeof value === "string") {
        source.tell([...at, "string", key]);
        found.push({ type, value });
        any = true;
      }
    }
    const prompt = source.text([...at, "llm", "prompt"]);
    if (prompt !== undefined) {
      source.changed(
        [...at, "llm"],
        "A model as judge is an llm-rubric here: its prompt is the rubric; its own model, system prompt and choices are left out.",
      );
      found.push({ type: "llm-rubric", value: prompt.replace(/\{\{\s*completion\s*\}\}/g, "the answer") });
      any = true;
    }
    if (uses === "github/similarity") {
      source.tell([...at, "uses"]);
      found.push({ type: "similar", value: "{{expected}}" });
      any = true;
    } else if (typeof uses === "string" && uses.startsWith("github/")) {
      source.changed([...at, "uses"], `${uses} is an llm-rubric here.`);
      found.push({ type: "llm-rubric", value: `The answer is good in this respect: ${uses.slice(7)}.` });
      any = true;
    }
    if (name !== undefined && any) source.changed([...at, "name"], "An assertion has no name.");
    else if (name !== undefined) source.lost([...at, "name"], "This evaluator has no counterpart.");
  }
  return found;
}
