import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { stateUses } from "./adkState.ts";
import type { ExportedFile, ExportWorld } from "./export.ts";
import { type Writer, writeTemplate } from "./exportTemplate.ts";
import type { Source } from "./source.ts";
import { writeYaml } from "./writeDefinition.ts";

/** A folder of ADK: `root_agent.yaml`, a file for each other agent, and Python for the functions. */
export async function exportAdk(source: Source, world: ExportWorld): Promise<readonly ExportedFile[]> {
  const own = source.text(["name"]) ?? "agent";
  source.tell(["format"]);
  const agents = source.keys(["agents"]);
  const names = new Map<string, string>();
  for (const name of agents) {
    let plain = python(name);
    for (let n = 2; [...names.values(), python(own)].includes(plain); n++) plain = `${python(name)}_${n}`;
    if (plain !== name)
      source.changed(["agents", name], `The agent is called ${plain} there: ADK wants a Python identifier.`);
    names.set(name, plain);
  }
  const rootName = python(own);
  if (rootName !== own)
    source.changed(["name"], `The agent is called ${rootName} there: ADK wants a Python identifier.`);
  const functions: string[] = [];
  const files: ExportedFile[] = [];
  const shared: Shared = {
    source,
    world,
    names,
    package: rootName,
    functions,
    made: files,
    taken: new Set([rootName, ...names.values()]),
  };
  const root = await body([], rootName, shared);
  files.unshift({ path: "root_agent.yaml", text: writeYaml(root) });
  for (const [name, plain] of names)
    files.push({ path: `${plain}.yaml`, text: writeYaml(await body(["agents", name], plain, shared)) });
  for (const name of source.keys(["inputs"])) {
    source.changed(
      ["inputs", name],
      `ADK declares no inputs: put ${name} into the session's state before the agent runs.`,
    );
  }
  for (const name of source.keys(["session", "state"])) {
    source.changed(
      ["session", "state", name],
      `ADK's files have no state to begin with: put ${name} into the session's state.`,
    );
  }
  if (functions.length > 0) files.push({ path: "tools.py", text: `${functions.join("\n\n\n")}\n` });
  files.push({ path: "__init__.py", text: "" });
  return files;
}

interface Shared {
  readonly source: Source;
  readonly world: ExportWorld;
  readonly names: ReadonlyMap<string, string>;
  readonly package: string;
  readonly functions: string[];
  readonly made: ExportedFile[];
  readonly taken: Set<string>;
}

function python(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_]+/gu, "_");
  return /^[\p{L}_]/u.test(plain) && plain !== "user" ? plain : `_${plain}`;
}

async function body(at: Path, name: string, shared: Shared): Promise<JsonObject> {
  const { source } = shared;
  const made: Record<string, Json> = {};
  const put = (key: string, value: Json | undefined) => {
    if (value !== undefined) made[key] = value;
  };
  const description = source.text([...at, "description"]);
  const workflow = source.peek([...at, "workflow"]);
  const kept = source.peek([...at, "x-adk"]);
  if (isObject(workflow)) {
    Object.assign(made, await team([...at, "workflow"], name, shared));
    put("description", description);
  } else {
    put("agent_class", "LlmAgent");
    put("name", name);
    put("description", description);
    const model = source.peek([...at, "model"]);
    put("model", isObject(model) ? source.text([...at, "model", "id"]) : source.text([...at, "model"]));
    put("instruction", (await instruction([...at, "system_instruction"], shared)) ?? "");
    put("output_key", source.text([...at, "output_key"]));
    if (source.peek([...at, "session", "history"]) === "none") {
      source.tell([...at, "session", "history"]);
      put("include_contents", "none");
    }
    if (source.peek([...at, "target"]) === "generate_content") source.tell([...at, "target"]);
    put("generate_content_config", generation(at, source));
    put("tools", tools(at, shared));
    put("sub_agents", subAgents(at, shared));
    userTurn(at, source);
  }
  if (isObject(kept)) {
    for (const [key, value = null] of Object.entries(kept)) {
      // What stood inside of a list has lost its place.
      if (key.split(".").some((step) => /^\d+$/.test(step))) continue;
      source.tell([...at, "x-adk", key]);
      set(made, key.split("."), value);
    }
  }
  return made;
}

function set(made: Record<string, Json>, [step = "", ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    made[step] ??= value;
    return;
  }
  const inner = made[step];
  const map: Record<string, Json> = isObject(inner) ? { ...(inner as Record<string, Json>) } : {};
  set(map, rest, value);
  made[step] = map;
}

const classes: Readonly<Record<string, string>> = {
  sequential: "SequentialAgent",
  parallel: "ParallelAgent",
  loop: "LoopAgent",
};

async function team(at: Path, name: string, shared: Shared): Promise<JsonObject> {
  const { source } = shared;
  const type = source.text([...at, "type"]) ?? "sequential";
  if (type === "router") return router(at, name, shared);
  const agentClass = classes[type];
  const members: Json[] = [];
  if (!agentClass)
    source.changed([...at, "type"], `ADK's files have no ${type}: its steps are a sequence there, without conditions.`);
  for (const i of source.items([...at, "steps"])) {
    const step: Path = [...at, "steps", i];
    const agent = source.peek([...step, "agent"]);
    if (typeof agent === "string") {
      const known = shared.names.get(agent);
      if (known) {
        source.tell([...step, "agent"]);
        members.push({ config_path: `${known}.yaml` });
      } else source.lost([...step, "agent"], `${agent} is a file of its own: export it by itself.`);
    } else if (isObject(source.peek(step))) {
      let inner = `${name}_${i + 1}`;
      while (shared.taken.has(inner)) inner += "_";
      shared.taken.add(inner);
      members.push({ config_path: `${inner}.yaml` });
      shared.made.push({ path: `${inner}.yaml`, text: writeYaml(await team(step, inner, shared)) });
    }
  }
  const most = source.number([...at, "max_iterations"]);
  return {
    agent_class: agentClass ?? "SequentialAgent",
    name,
    sub_agents: members,
    ...(type === "loop" && most !== undefined && { max_iterations: most }),
  };
}

/** One of several: there the model chooses, by their descriptions. */
function router(at: Path, name: string, { source, names }: Shared): JsonObject {
  const routes: Path[] = source.keys([...at, "routes"]).map((route) => [...at, "routes", route]);
  const members = new Set<string>();
  let model: Json | undefined;
  for (const path of [...routes, [...at, "default"]]) {
    const agent = source.peek(path);
    const known = typeof agent === "string" ? names.get(agent) : undefined;
    if (known === undefined) {
      if (agent !== undefined)
        source.lost(path, `${typeof agent === "string" ? agent : "A step"} is no agent of this file.`);
      continue;
    }
    source.tell(path);
    members.add(known);
    model ??= source.peek(["agents", String(agent), "model"]);
  }
  source.changed(
    [...at, "type"],
    "ADK's files have no router: the model hands over to one of the agents, by their descriptions.",
  );
  return {
    agent_class: "LlmAgent",
    name,
    ...(typeof model === "string" && { model }),
    instruction: "Hand the conversation over to the agent that fits best. Do not answer yourself.",
    sub_agents: [...members].map((each) => ({ config_path: `${each}.yaml` })),
  };
}

const writer: Writer = {
  text: (text) => text,
  path: (parts) => `{${(parts[0] === "state" ? parts.slice(1) : parts).join(".")}}`,
  call: (helper, parts, value) =>
    helper === "default" && value === ""
      ? `{${(parts[0] === "state" ? parts.slice(1) : parts).join(".")}?}`
      : undefined,
};

async function instruction(at: Path, { source, world }: Shared): Promise<string | undefined> {
  const written = source.peek(at);
  const parts: string[] = [];
  const add = (text: string, path: Path) => {
    source.tell(path);
    const literal = stateUses(text.replace(/\\?\{\{[\s\S]*?\}\}/g, "")).map((use) => use.name);
    if (literal.length > 0)
      source.changed(
        path,
        `ADK takes {${[...new Set(literal)].join("}, {")}} from the session's state: there is no way to write it as text.`,
      );
    parts.push(writeTemplate(text, writer, source, path));
  };
  if (typeof written === "string") add(written, at);
  else if (isObject(written)) await part(written, at);
  else {
    for (const i of source.items(at)) {
      const one = source.peek([...at, i]);
      if (typeof one === "string") add(one, [...at, i]);
      else if (isObject(one)) await part(one, [...at, i]);
    }
  }
  return parts.length > 0
    ? parts.map((text, i) => (i < parts.length - 1 ? text.trimEnd() : text)).join("\n\n")
    : undefined;

  async function part(one: JsonObject, path: Path): Promise<void> {
    if (typeof one.text === "string") add(one.text, [...path, "text"]);
    else if (typeof one.file === "string") {
      const text = await world.readText(one.file);
      if (text === undefined) source.lost([...path, "file"], `${one.file} was not found.`);
      else {
        source.changed([...path, "file"], `The text of ${one.file} is written in the agent's own file.`);
        add(text, [...path, "file"]);
      }
    }
  }
}

function generation(at: Path, source: Source): JsonObject | undefined {
  const made: Record<string, Json> = {};
  const thinking: Record<string, Json> = {};
  const config: Path = [...at, "generation_config"];
  for (const key of source.keys(config)) {
    const path = [...config, key];
    const value = source.peek(path);
    if (value === undefined) continue;
    if (key === "thinking_level") thinking.thinking_level = String(source.take(path)).toUpperCase();
    else if (key === "thinking_summaries") thinking.include_thoughts = source.take(path) === "auto";
    else if (key === "thinking_budget") thinking.thinking_budget = source.take(path) as Json;
    else if (key === "tool_choice") {
      const choice = source.peek(path);
      if (typeof choice === "string")
        made.tool_config = { function_calling_config: { mode: (source.take(path) as string).toUpperCase() } };
    } else if (key !== "media_resolution") made[key] = source.take(path) as Json;
  }
  if (Object.keys(thinking).length > 0) made.thinking_config = thinking;
  const format: Path = [...at, "response_format"];
  if (isObject(source.peek(format))) {
    if (source.peek([...format, "type"]) === "text") source.tell([...format, "type"]);
    const mime = source.text([...format, "mime_type"]);
    if (mime) made.response_mime_type = mime;
    if (isObject(source.peek([...format, "schema"])))
      made.response_json_schema = source.take([...format, "schema"]) as Json;
  }
  const settings = source.items([...at, "safety_settings"]).flatMap((i): Json[] => {
    const type = source.text([...at, "safety_settings", i, "type"]);
    const threshold = source.text([...at, "safety_settings", i, "threshold"]);
    return type && threshold
      ? [{ category: `HARM_CATEGORY_${type.toUpperCase()}`, threshold: threshold.toUpperCase() }]
      : [];
  });
  if (settings.length > 0) made.safety_settings = settings;
  if (isObject(source.peek([...at, "labels"]))) made.labels = source.take([...at, "labels"]) as Json;
  return Object.keys(made).length > 0 ? made : undefined;
}

const builtins: Readonly<Record<string, string>> = {
  google_search: "google_search",
  url_context: "url_context",
  google_maps: "google_maps_grounding",
};

function tools(at: Path, shared: Shared): Json | undefined {
  const { source } = shared;
  const found: Json[] = [];
  for (const i of source.items([...at, "tools"])) {
    const path: Path = [...at, "tools", i];
    const tool = source.peek(path);
    const type = isObject(tool) ? tool.type : tool;
    const builtin = typeof type === "string" ? builtins[type] : undefined;
    if (builtin) {
      source.tell(isObject(tool) ? [...path, "type"] : path);
      found.push({ name: builtin });
      continue;
    }
    if (!isObject(tool)) {
      source.lost(path, `${tool} is no tool that ADK's files can name.`);
      continue;
    }
    const kept = tool["x-adk"];
    if (type === "function" && kept !== undefined) {
      source.tell(path);
      found.push(kept as Json);
      if (tool.mock !== undefined || tool.run !== undefined) source.lost(path, "mock and run are not ADK's.");
    } else if (type === "function" && typeof tool.name === "string") {
      found.push({ name: `${shared.package}.tools.${python(tool.name)}` });
      shared.functions.push(stub(tool));
      source.changed(path, `${tool.name} is a Python function in tools.py there, which has to be written.`);
    } else if (type === "agent" && typeof tool.agent === "string" && shared.names.has(tool.agent)) {
      source.tell([...path, "type"]);
      source.tell([...path, "agent"]);
      found.push({ name: "AgentTool", args: { agent: { config_path: `${shared.names.get(tool.agent)}.yaml` } } });
    } else source.lost(path, `A tool of type ${type ?? "ref"} cannot be named in ADK's files.`);
  }
  return found.length > 0 ? found : undefined;
}

const pythonTypes: Readonly<Record<string, string>> = {
  string: "str",
  number: "float",
  integer: "int",
  boolean: "bool",
  array: "list",
  object: "dict",
};

/** A function to be filled in; its mock is its answer until then. */
function stub(tool: JsonObject): string {
  const parameters = isObject(tool.parameters) ? tool.parameters : {};
  const properties = isObject(parameters.properties) ? parameters.properties : {};
  const required = Array.isArray(parameters.required) ? (parameters.required as readonly Json[]) : [];
  const given = Object.entries(properties)
    .map(([name, schema]) => ({
      name: python(name),
      type: pythonTypes[String(isObject(schema) ? schema.type : "string")] ?? "str",
      optional: !required.includes(name),
    }))
    .sort((a, b) => Number(a.optional) - Number(b.optional));
  const list = given
    .map(({ name, type, optional }) => `${name}: ${type}${optional ? " | None = None" : ""}`)
    .join(", ");
  const answer =
    tool.mock === undefined
      ? `raise NotImplementedError(${pythonText(`${tool.name} is not written yet.`)})`
      : `return ${pythonValue(tool.mock as Json)}`;
  const says = typeof tool.description === "string" ? `    ${pythonText(tool.description)}\n` : "";
  return `def ${python(String(tool.name))}(${list}):\n${says}    ${answer}`;
}

export function pythonText(text: string): string {
  // What JSON writes in a text means the same in Python.
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) =>
    c.charCodeAt(0) < 0xa0 || c === "\u2028" || c === "\u2029"
      ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
      : c,
  );
}

export function pythonValue(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return pythonText(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(pythonValue).join(", ")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, inner = null]) => `${pythonText(key)}: ${pythonValue(inner)}`)
      .join(", ")}}`;
  return String(value);
}

function subAgents(at: Path, { source, names }: Shared): Json | undefined {
  const found: Json[] = [];
  for (const i of source.items([...at, "sub_agents"])) {
    const path: Path = [...at, "sub_agents", i];
    const name = source.peek(path);
    const known = typeof name === "string" ? names.get(name) : undefined;
    if (known) {
      source.tell(path);
      found.push({ config_path: `${known}.yaml` });
    } else source.lost(path, `${name} is a file of its own: export it by itself.`);
  }
  return found.length > 0 ? found : undefined;
}

/** ADK's agents answer what the user says as it is. */
function userTurn(at: Path, source: Source): void {
  const input = source.peek([...at, "input"]);
  if (typeof input === "string" && /^\s*\{\{\s*\w+\s*\}\}\s*$/.test(input))
    source.changed([...at, "input"], "In ADK the user's turn is what the user says.");
  else if (input !== undefined)
    source.lost([...at, "input"], "In ADK the user's turn is what the user says: this text is not sent.");
}
