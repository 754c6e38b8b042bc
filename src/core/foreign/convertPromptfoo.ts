import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { builtinTools } from "../document/readTool.ts";
import { suggestedModel } from "../language/models.ts";
import { assertionTypes } from "../schema/assertionKeys.ts";
import { type ConvertWorld, geminiModel } from "./convert.ts";
import { convertGeneration, plainSchema, snakeOf } from "./convertGeneration.ts";
import { agentName, asTemplate, Inputs, variableName } from "./prose.ts";
import { Draft, type Source } from "./source.ts";

/** The first prompt with the first of Gemini's models is the agent; the other prompts and models are variants of it. */
export async function convertPromptfoo(source: Source, draft: Draft, world: ConvertWorld): Promise<void> {
  const put = (at: Path, value: Json | undefined, from: Path) => draft.put(at, value, { source, path: from });
  const description = source.text(["description"]);
  const name = agentName(
    world.name.replace(/\.ya?ml$/, "").replace(/^promptfooconfig[.\-_]?/, "") || description?.slice(0, 40) || "prompt",
  );
  draft.put(["format"], "agent/v1");
  draft.put(["name"], name);
  put(["description"], description, ["description"]);
  const inputs = new Inputs(draft);
  providers(source, draft, world);
  await prompts(source, draft, inputs, world);
  tests(source, draft, inputs);
}

function providers(source: Source, draft: Draft, { wallMs }: ConvertWorld): void {
  const key =
    source.peek(["providers"]) === undefined && source.peek(["targets"]) !== undefined ? "targets" : "providers";
  const single = source.peek([key]);
  const paths: Path[] = typeof single === "string" ? [[key]] : source.items([key]).map((i) => [key, i]);
  let first = true;
  for (const path of paths) {
    const item = source.peek(path);
    const idPath: Path = isObject(item) ? [...path, "id"] : path;
    const id = source.peek(idPath);
    const model = typeof id === "string" && /^(?:google|vertex|palm|googleai):/.test(id) ? geminiModel(id) : undefined;
    if (typeof id !== "string") continue;
    if (model === undefined) {
      source.lost(path, `${id} is not a model of Gemini.`);
      continue;
    }
    if (id.startsWith("vertex:"))
      source.changed(idPath, `${id} is called through the Gemini API, unless the endpoint says otherwise.`);
    else source.tell(idPath);
    const label = source.peek([...path, "label"]);
    if (first) {
      first = false;
      draft.put(["model"], model, { source, path: idPath });
      config(source, [...path, "config"], draft);
      continue;
    }
    const variant = uniqueName(draft, typeof label === "string" ? (source.take([...path, "label"]) as string) : model);
    const changes: Record<string, Json> = { model };
    const other = new Draft();
    config(source, [...path, "config"], other);
    for (const [setting, value = null] of Object.entries(
      isObject(other.value.generation_config) ? other.value.generation_config : {},
    )) {
      changes[`generation_config.${setting}`] = value;
    }
    source.changed(path, `Another provider is the variant ${variant} here.`);
    draft.put(["variants", variant], changes, { source, path });
  }
  if (first) {
    const suggested = suggestedModel(wallMs);
    draft.put(["model"], suggested);
    source.changed([key], `None of the providers is a model of Gemini: ${suggested} is taken.`);
  }
}

function config(source: Source, path: Path, draft: Draft): void {
  tools(source, [...path, "tools"], draft);
  convertGeneration(source, path, draft, []);
  convertGeneration(source, [...path, "generationConfig"], draft, []);
}

/** Declarations as generateContent takes them: functions in a map of their own, each tool of Google's as a key. */
function tools(source: Source, path: Path, draft: Draft): void {
  const found: Json[] = [];
  const isTested = source.peek(["tests"]) !== undefined;
  for (const i of source.items(path)) {
    for (const key of source.keys([...path, i])) {
      const at: Path = [...path, i, key];
      if (snakeOf(key) === "function_declarations") {
        for (const j of source.items(at)) {
          const one = source.peek([...at, j]);
          if (!isObject(one) || typeof one.name !== "string") continue;
          source.tell([...at, j]);
          const { parametersJsonSchema, parameters_json_schema, parameters, ...rest } = one;
          const schema = parametersJsonSchema ?? parameters_json_schema ?? parameters;
          found.push({
            type: "function",
            ...rest,
            ...(schema !== undefined && { parameters: plainSchema(schema) }),
            ...(isTested && { mock: { ok: true } }),
          } as Json);
          if (isTested)
            source.changed(
              [...at, j],
              `promptfoo calls no functions. Here tests do: the mock of ${one.name} is a beginning.`,
            );
          if (JSON.stringify(plainSchema(schema ?? {})) !== JSON.stringify(schema ?? {})) {
            source.changed([...at, j], "The types of the schema are written in lower case, as JSON Schema has them.");
          }
        }
      } else if ((builtinTools as readonly string[]).includes(snakeOf(key))) {
        const settings = source.peek(at);
        source.tell(at);
        const more = isObject(settings) ? settings : {};
        found.push(Object.keys(more).length === 0 ? snakeOf(key) : ({ type: snakeOf(key), ...more } as Json));
      }
    }
  }
  if (found.length > 0) draft.put(["tools"], found, { source, path });
}

function uniqueName(draft: Draft, wanted: string): string {
  const plain = agentName(wanted.replaceAll(".", "_"));
  let name = plain === "base" ? "other" : plain;
  for (let n = 2; draft.has(["variants", name]); n++) name = `${plain}_${n}`;
  return name;
}

async function prompts(source: Source, draft: Draft, inputs: Inputs, world: ConvertWorld): Promise<void> {
  const single = source.peek(["prompts"]);
  const paths: Path[] =
    typeof single === "string" ? [["prompts"]] : source.items(["prompts"]).map((i) => ["prompts", i]);
  let first = true;
  for (const [index, path] of paths.entries()) {
    const item = source.peek(path);
    const textPath: Path = isObject(item) ? (typeof item.raw === "string" ? [...path, "raw"] : [...path, "id"]) : path;
    const written = source.peek(textPath);
    if (typeof written !== "string") continue;
    let text = written;
    if (written.startsWith("file://")) {
      const file = written.slice("file://".length);
      const read = /\.(txt|md|j2|njk|json|prompt)$/.test(file) ? await world.readText(file) : undefined;
      if (read === undefined) {
        source.lost(textPath, `${written} could not be read as a prompt.`);
        continue;
      }
      source.changed(textPath, `The text of ${file} is written here, since its templates are of another kind.`);
      text = read;
    } else source.tell(textPath);
    const turns = chat(text);
    const convert = (part: string) => asTemplate(part, { source, path: textPath, inputs, jinja: true });
    const changes: Record<string, Json> = {};
    if (turns) {
      source.changed(textPath, "A conversation in JSON is written as system_instruction, messages and input.");
      const system = turns.filter((turn) => turn.role === "system").map((turn) => convert(turn.content));
      if (system.length > 0) changes.system_instruction = system.join("\n\n");
      const others = turns.filter((turn) => turn.role !== "system");
      if (others.at(-1)?.role === "user") changes.input = convert(others.pop()?.content ?? "");
      if (others.length > 0)
        changes.messages = others.map(
          ({ role, content }): Json => ({ role: role === "user" ? "user" : "model", content: convert(content) }),
        );
    } else changes.input = convert(text);
    if (first) {
      first = false;
      for (const [key, value] of Object.entries(changes)) draft.put([key], value, { source, path: textPath });
    } else {
      const label =
        isObject(item) && typeof item.label === "string"
          ? (source.take([...path, "label"]) as string)
          : `prompt_${index + 1}`;
      const variant = uniqueName(draft, label);
      source.changed(path, `Another prompt is the variant ${variant} here; prompts and models are not multiplied.`);
      draft.put(["variants", variant], changes, { source, path });
    }
  }
}

/** A prompt that is a list of messages. */
function chat(text: string): { role: string; content: string }[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return undefined;
    const turns = parsed.filter(
      (turn): turn is { role: string; content: string } =>
        isObject(turn) && typeof turn.role === "string" && typeof turn.content === "string",
    );
    return turns.length === parsed.length && turns.length > 0 ? turns : undefined;
  } catch {
    // A template that begins with a bracket.
    return undefined;
  }
}

function tests(source: Source, draft: Draft, inputs: Inputs): void {
  const found: Json[] = [];
  const sharedVars = vars(source, ["defaultTest", "vars"]);
  const sharedAssert = assertions(source, ["defaultTest", "assert"], inputs);
  const all = (own: Record<string, Json>) => ({ ...sharedVars, ...own });
  const written = source.peek(["tests"]);
  if (typeof written === "string") {
    const file = /^(?:file:\/\/)?([^:*]+\.(?:csv|jsonl|json|ya?ml))$/.exec(written)?.[1];
    if (file && /\.(csv|jsonl|ya?ml)$/.test(file)) {
      source.changed(
        ["tests"],
        `The rows of ${file} are a data set here: their columns are inputs; what a column __expected says is not asserted.`,
      );
      draft.put(["datasets", "tests"], { file }, { source, path: ["tests"] });
      found.push({ name: "Every row", dataset: "tests", ...(sharedAssert.length > 0 && { assert: sharedAssert }) });
    }
  }
  const shared = isWhole(source, ["defaultTest"]);
  for (const i of source.items(["tests"])) {
    const path: Path = ["tests", i];
    const test = source.peek(path);
    if (!isObject(test)) continue;
    const own = vars(source, [...path, "vars"]);
    const assert = [...sharedAssert, ...assertions(source, [...path, "assert"], inputs)];
    const name = source.text([...path, "description"]) ?? nameOf(own, i);
    const threshold = source.peek([...path, "threshold"]);
    if (typeof threshold === "number")
      source.changed(
        [...path, "threshold"],
        "The threshold of a test is a share of its runs here, not of its assertions: it is left out.",
      );
    const rows = isWhole(source, path) || shared ? [all(own)] : combinations(all(own), inputs);
    if (rows.length > 1)
      source.changed([...path, "vars"], `promptfoo runs once for each item of a list: these are ${rows.length} tests.`);
    for (const [n, row] of rows.slice(0, mostTests).entries()) {
      found.push({
        name: rows.length > 1 ? `${name} (${n + 1})` : name,
        ...(Object.keys(row).length > 0 && { vars: row }),
        ...(assert.length > 0 && { assert }),
      });
    }
    if (rows.length > mostTests)
      source.lost([...path, "vars"], `Of the combinations of its lists the first ${mostTests} are here.`);
  }
  fitInputs(found, inputs);
  if ((sharedAssert.length > 0 || Object.keys(sharedVars).length > 0) && found.length > 0) {
    source.changed(["defaultTest"], "What all tests share is written in each of them.");
  }
  if (found.length > 0) draft.put(["tests"], found, { source, path: ["tests"] });
}

/** Whether a list of a test is one value, and no test for each of its items. */
function isWhole(source: Source, path: Path): boolean {
  return source.take([...path, "options", "disableVarExpansion"]) === true;
}

const mostTests = 100;

/** A test for each item of its lists, every one with every other; what a prompt runs through is one value. */
function combinations(vars: Record<string, Json>, inputs: Inputs): Record<string, Json>[] {
  let rows: Record<string, Json>[] = [{}];
  for (const [name, value] of Object.entries(vars)) {
    const isEach = Array.isArray(value) && value.length > 0 && inputs.declared(name) !== "array";
    const all: readonly Json[] = isEach ? value : [value];
    // Far more than are written need not be made.
    const items = rows.length * all.length > 10_000 ? all.slice(0, 1) : all;
    rows = rows.flatMap((row) => items.map((item) => ({ ...row, [name]: item })));
  }
  return rows;
}

/** Each input gets the type that all of its values have, as texts where they differ; a default where a test gives none. */
function fitInputs(tests: Json[], inputs: Inputs): void {
  const rows = tests.flatMap((test) => (isObject(test) && test.dataset === undefined ? [test] : []));
  if (rows.length === 0) return;
  const names = new Set([...inputs.names, ...rows.flatMap(({ vars }) => (isObject(vars) ? Object.keys(vars) : []))]);
  for (const name of names) {
    const values = rows.map(({ vars }) => (isObject(vars) ? vars[name] : undefined) ?? undefined);
    const given = values.filter((value) => value !== undefined);
    const missing = given.length < rows.length;
    const types = new Set(given.map((value) => (Array.isArray(value) ? "array" : typeof value)));
    const before = inputs.declared(name);
    const [only = "string"] = types;
    const type = before === "array" ? "array" : types.size > 1 || (missing && !presets.has(only)) ? "string" : only;
    const isNone = given.length === 0 && before !== undefined;
    inputs.declareAs(
      name,
      missing ? { type: isNone ? before : type, default: presets.get(isNone ? String(before) : type) ?? "" } : type,
    );
    for (const { vars } of rows as { vars?: Record<string, Json> }[]) {
      if (!vars || vars[name] === undefined) continue;
      const value = vars[name];
      if (value === null) delete vars[name];
      else if (type === "array" && !Array.isArray(value)) vars[name] = [value];
      else if (type === "string" && typeof value !== "string") vars[name] = JSON.stringify(value);
    }
  }
}

const presets: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["string", ""],
  ["array", []],
  ["object", {}],
  ["boolean", false],
]);

function nameOf(vars: JsonObject, i: number): string {
  const [first] = Object.values(vars);
  return typeof first === "string" && first !== "" && !first.includes("\n") && first.length <= 60
    ? first
    : `Test ${i + 1}`;
}

function vars(source: Source, path: Path): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const key of source.keys(path)) {
    const value = source.peek([...path, key]);
    if (value === undefined) continue;
    if (typeof value === "string" && value.startsWith("file://")) {
      source.lost([...path, key], `${value} is not read for a variable.`);
      continue;
    }
    const name = variableName(key);
    if (name !== key) source.changed([...path, key], `The variable ${key} is called ${name} here.`);
    else source.tell([...path, key]);
    found[name] = value;
  }
  return found;
}

const sameValue = new Set([
  "equals",
  "contains",
  "icontains",
  "contains-all",
  "icontains-all",
  "contains-any",
  "regex",
  "starts-with",
  "llm-rubric",
  "similar",
  "is-json",
]);

function assertions(source: Source, path: Path, inputs: Inputs): Json[] {
  const found: Json[] = [];
  for (const i of source.items(path)) {
    const at: Path = [...path, i];
    const type = source.peek([...at, "type"]);
    if (typeof type !== "string") continue;
    const plain = type.replace(/^not-/, "");
    const known =
      (assertionTypes as readonly string[]).includes(plain) &&
      (sameValue.has(plain) || plain === "cost" || plain === "latency");
    if (!known) {
      source.lost(at, `There is no assertion ${type} here.`);
      continue;
    }
    source.tell([...at, "type"]);
    const value = source.peek([...at, "value"]);
    const threshold = source.peek([...at, "threshold"]);
    const one: Record<string, Json> = { type };
    if (plain === "cost" || plain === "latency") {
      if (typeof threshold !== "number") {
        source.lost(at, `${type} needs a threshold.`);
        continue;
      }
      source.tell([...at, "threshold"]);
      one.threshold = threshold;
    } else {
      if (value !== undefined && typeof value === "string" && value.startsWith("file://")) {
        source.lost(at, `${value} is not read for an assertion.`);
        continue;
      }
      if (value !== undefined) {
        source.tell([...at, "value"]);
        one.value =
          typeof value === "string" && plain !== "regex"
            ? asTemplate(value, { source, path: [...at, "value"], inputs, jinja: true })
            : value;
      }
      if (plain.includes("-a") && typeof value === "string") {
        source.changed([...at, "value"], "Several texts are a list here.");
        one.value = value.split(",").map((part) => part.trim());
      }
      if (typeof threshold === "number" && (plain === "similar" || plain === "llm-rubric")) {
        source.tell([...at, "threshold"]);
        one.threshold = threshold;
      }
    }
    found.push(one);
  }
  return found;
}
