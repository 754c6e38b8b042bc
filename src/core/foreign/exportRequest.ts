import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Path, ResolvedAgent } from "../document/definition.ts";
import type { FlatDocument } from "../document/extend.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { resolveAgent } from "../document/resolve.ts";
import { buildRequest } from "../runs/buildRequest.ts";
import type { GenerateContentRequest } from "../runs/generateContent.ts";
import type { ExportedFile, ExportTarget, ExportWorld } from "./export.ts";
import { type Call, type Parameter, printers } from "./printRequest.ts";
import type { Source } from "./source.ts";

/** Keys of an agent that a request holds. */
const inRequest = [
  "model",
  "system_instruction",
  "input",
  "messages",
  "examples",
  "context",
  "inputs",
  "generation_config",
  "response_format",
  "safety_settings",
  "service_tier",
  "target",
  "labels",
];
/** More of them that only Interactions have. */
const inInteraction = ["store", "background", "base_agent", "agent_config", "environment"];

/** Marks in a rendered text where a parameter stands. Characters that no text uses. */
const open = "\uE000";
const close = "\uE001";

/** One request as a program: curl, TypeScript or Python. The key comes from the environment. */
export async function exportRequest(
  source: Source,
  flat: FlatDocument,
  to: ExportTarget,
  world: ExportWorld,
): Promise<readonly ExportedFile[] | string> {
  const found = agentsOf(flat).find(({ path }) => JSON.stringify(path) === JSON.stringify(world.agent));
  if (!found) return "There is no such agent.";
  const agent = await resolveAgent(found, world.readText);
  if (agent.workflow)
    return `"${agent.name}" is a team: a request is written for one of its agents. Name it with --agent.`;
  const [missing] = agent.missing;
  if (missing) return missing.message;
  const managed = agent.target === "managed" || agent.managed !== undefined;
  const interaction = managed || agent.target === "interactions";
  tick(source, agent.path, interaction);
  const { agent: open, values, parameters } = parametrized(agent, world.values, source);
  const plain: ResolvedAgent = {
    ...withoutManaged(open),
    target: "generate_content",
    model: open.model ?? "gemini-3.5-flash",
  };
  const built = buildRequest(plain, values, { wallMs: world.wallMs });
  if (built.kind === "problem") {
    const { problem } = built;
    return "message" in problem && typeof problem.message === "string" ? problem.message : "No request can be built.";
  }
  for (const note of built.notes) if (!interaction) source.lost([...agent.path, "tools"], note);
  if (!managed && agent.model === undefined) return `"${agent.name}" has no model.`;
  const raw = isObject(flat.value) ? at(flat.value, agent.path) : {};
  const body = interaction ? interactionBody(built.request.body, agent, raw, managed) : built.request.body;
  const model = built.request.model;
  const call: Call = {
    name: agent.name,
    path: interaction ? "/v1/interactions" : `/v1/models/${encodeURIComponent(model)}:generateContent`,
    body: JSON.parse(JSON.stringify(body)) as Json,
    parameters,
  };
  const { file, print } = printers[to as keyof typeof printers];
  return [{ path: `${agent.name}${file}`, text: print(call) }];
}

function at(value: JsonObject, path: Path): JsonObject {
  let found: Json | undefined = value;
  for (const step of path) found = isObject(found) ? found[String(step)] : undefined;
  const own = isObject(found) ? found : {};
  const defaults = path.length > 0 && isObject(value.defaults) ? value.defaults : {};
  return { ...defaults, ...own };
}

/** Ticks off what a request says, and says what of it is left out. */
function tick(source: Source, path: Path, interaction: boolean): void {
  for (const key of [...inRequest, ...(interaction ? inInteraction : [])]) source.tell([...path, key]);
  source.tell(["inputs"]);
  source.tell(["format"]);
  if (path.length > 0) {
    // The other agents are not asked for.
    for (const name of source.keys(["agents"])) if (name !== path[1]) source.tell(["agents", name]);
    for (const key of Object.keys(source.value)) if (key !== "agents" && key !== "inputs") source.tell([key]);
  }
  if (source.peek([...path, "model", "fallback"]) !== undefined)
    source.lost([...path, "model", "fallback"], "One request asks one model.");
  for (const i of source.items([...path, "tools"])) {
    const at: Path = [...path, "tools", i];
    const tool = source.peek(at);
    if (!isObject(tool)) {
      source.tell(at);
      continue;
    }
    for (const key of Object.keys(tool))
      if (key !== "run" && key !== "mock" && key !== "response") source.tell([...at, key]);
    if (tool.run !== undefined || tool.mock !== undefined) {
      source.lost(
        [...at, tool.run === undefined ? "mock" : "run"],
        "A request declares a function; answering its calls is up to the program.",
      );
      source.tell([...at, "mock"]);
    }
    if (interaction && (tool.type === "agent" || tool.type === "mcp_stdio"))
      source.lost(at, `A tool of type ${tool.type} is no part of a request.`);
  }
}

/** The agent with a mark for each input that is not given, and what the marks stand for. */
function parametrized(
  agent: ResolvedAgent,
  given: JsonObject,
  source: Source,
): { readonly agent: ResolvedAgent; readonly values: JsonObject; readonly parameters: readonly Parameter[] } {
  const values: Record<string, Json> = {};
  const parameters: Parameter[] = [];
  for (const { name, schema, default: preset, path } of agent.inputs) {
    const value = given[name];
    if (value !== undefined) values[name] = value;
    else if (schema.type === "string" || schema.type === undefined) {
      values[name] = `${open}${name}${close}`;
      parameters.push({ name, ...(typeof preset === "string" && { preset }) });
    } else if (preset !== undefined) values[name] = preset;
    else {
      values[name] = example(schema);
      source.changed(
        path,
        `${name} is not a text: ${JSON.stringify(values[name])} stands in the request for it. Give a value.`,
      );
    }
  }
  // A mark is no value of an enum, and has its own length.
  const inputs = agent.inputs.map((input) =>
    parameters.some(({ name }) => name === input.name) ? { ...input, schema: { type: "string" } } : input,
  );
  return { agent: { ...agent, inputs }, values, parameters };
}

function example(schema: JsonObject): Json {
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0] as Json;
  switch (schema.type) {
    case "array":
      return [isObject(schema.items) ? example(schema.items) : "…"];
    case "object":
      return Object.fromEntries(
        Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, one]) => [
          name,
          example(isObject(one) ? one : {}),
        ]),
      );
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return true;
    default:
      return "…";
  }
}

function withoutManaged(agent: ResolvedAgent): ResolvedAgent {
  const { managed: _, ...rest } = agent;
  return rest;
}

/** The same call in the words of Interactions. */
function interactionBody(
  body: GenerateContentRequest,
  agent: ResolvedAgent,
  raw: JsonObject,
  managed: boolean,
): JsonObject {
  const texts = (parts: GenerateContentRequest["contents"][number]["parts"]) =>
    (parts ?? []).map(({ text }): Json => ({ type: "text", text: text ?? "" }));
  const turns = body.contents;
  const last = turns.at(-1);
  const single = turns.length === 1 && last?.parts?.length === 1 ? last.parts[0]?.text : undefined;
  const input: Json =
    single ??
    (turns.length === 1
      ? texts(last?.parts)
      : turns.map(
          ({ role, parts }): Json => ({
            type: role === "model" ? "model_output" : "user_input",
            content: texts(parts),
          }),
        ));
  const tools = agent.tools.flatMap((tool): Json[] => {
    if (tool.kind === "function") {
      const { name, description, parameters } = tool;
      return [
        {
          type: "function",
          name,
          ...(description !== undefined && { description }),
          ...(parameters !== undefined && { parameters }),
        },
      ];
    }
    if (tool.kind === "builtin") return [tool.value];
    return tool.type === "mcp_server" ? [tool.value] : [];
  });
  const config = raw.agent_config;
  const system = body.systemInstruction?.parts?.map(({ text }) => text ?? "").join("");
  return {
    ...(managed ? { agent: raw.base_agent as Json } : { model: agent.model?.replace(/^models\//, "") }),
    ...(managed &&
      isObject(config) && {
        agent_config: {
          ...config,
          ...(typeof config.max_total_tokens === "number" && { max_total_tokens: String(config.max_total_tokens) }),
        },
      }),
    ...(managed && raw.environment !== undefined && { environment: raw.environment }),
    ...(system && { system_instruction: system }),
    input,
    ...(tools.length > 0 && { tools }),
    ...(isObject(raw.generation_config) && !managed && { generation_config: raw.generation_config }),
    ...(raw.response_format !== undefined && { response_format: raw.response_format }),
    ...(Array.isArray(raw.safety_settings) && { safety_settings: raw.safety_settings as Json }),
    ...(typeof raw.service_tier === "string" && { service_tier: raw.service_tier }),
    ...(isObject(raw.labels) && { labels: raw.labels }),
    ...(raw.background === true && { background: true }),
    // Google keeps interactions unless it is told not to; what runs in the background has to be kept.
    store: raw.store === undefined ? raw.background === true : (raw.store as Json),
  };
}
