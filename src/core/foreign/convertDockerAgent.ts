import { isObject, type Json } from "../base/json.ts";
import type { Path } from "../document/definition.ts";
import { suggestedModel } from "../language/models.ts";
import { type ConvertWorld, geminiModel } from "./convert.ts";
import { convertGeneration } from "./convertGeneration.ts";
import { agentName, asText } from "./prose.ts";
import type { Draft, Source } from "./source.ts";

/** A team of Docker Agent: `root`, or the first, is the file's own agent. */
export function convertDockerAgent(source: Source, draft: Draft, world: ConvertWorld): void {
  const written = source.keys(["agents"]);
  const rootName = written.includes("root") ? "root" : written[0];
  const names = new Map<string, string>();
  for (const name of written) {
    let ours =
      name === rootName ? agentName(name === "root" ? world.name.replace(/\.ya?ml$/, "") : name) : agentName(name);
    for (let n = 2; [...names.values()].includes(ours); n++) ours = `${agentName(name)}_${n}`;
    names.set(name, ours);
  }
  draft.put(["format"], "agent/v1");
  draft.put(["name"], names.get(rootName ?? "") ?? agentName(world.name), { source, path: ["agents", rootName ?? ""] });
  for (const [name, ours] of names) {
    const from: Path = ["agents", name];
    const body: Path = name === rootName ? [] : ["agents", ours];
    if (ours !== name) source.changed(from, `The agent ${name} is called ${ours} here.`);
    const put = (at: Path, value: Json | undefined, key: string) =>
      draft.put([...body, ...at], value, { source, path: [...from, key] });
    put(["description"], source.text([...from, "description"]), "description");
    put(["model"], model(source, draft, body, [...from, "model"], world), "model");
    const instruction = source.text([...from, "instruction"]);
    if (instruction !== undefined) {
      put(["system_instruction"], asText(instruction), "instruction");
      if (/\$\{?\w/.test(instruction))
        source.changed([...from, "instruction"], "Variables of the environment are text here.");
    }
    for (const key of ["sub_agents", "handoffs"]) {
      const others: string[] = [];
      for (const i of source.items([...from, key])) {
        const other = source.peek([...from, key, i]);
        const known = typeof other === "string" ? names.get(other) : undefined;
        if (known === undefined) source.lost([...from, key, i], `${other} is not an agent of this file.`);
        else {
          source.tell([...from, key, i]);
          others.push(known);
        }
      }
      if (others.length === 0) continue;
      if (key === "handoffs")
        source.changed([...from, key], "A handoff is a sub-agent here: the conversation may be handed to it.");
      const before = draft.get([...body, "sub_agents"]);
      put(["sub_agents"], [...new Set([...(Array.isArray(before) ? (before as string[]) : []), ...others])], key);
    }
    toolsets(source, [...from, "toolsets"], (value) => put(["tools"], value, "toolsets"));
  }
}

function model(source: Source, draft: Draft, body: Path, path: Path, { wallMs }: ConvertWorld): string {
  const suggested = suggestedModel(wallMs);
  const written = source.peek(path);
  if (typeof written !== "string") {
    source.changed(path, `No model is named: ${suggested} is taken.`);
    return suggested;
  }
  const named: Path = ["models", written];
  if (!isObject(source.peek(named))) {
    const inline = geminiModel(written);
    if (inline === undefined)
      source.changed(path, `${written} is not a model of Gemini: ${suggested} stands in its place.`);
    else if (inline === written) source.tell(path);
    else source.changed(path, `The model is written ${inline}.`);
    return inline ?? suggested;
  }
  source.tell(path);
  convertGeneration(source, named, draft, body);
  const provider = source.text([...named, "provider"]);
  const id = source.text([...named, "model"]) ?? "";
  const ours = provider === undefined || provider === "google" ? geminiModel(id) : undefined;
  if (ours === undefined)
    source.changed(
      [...named, "model"],
      `${id} of ${provider} is not a model of Gemini: ${suggested} stands in its place.`,
    );
  else source.changed(path, `The model ${written} is written by its own name, ${ours}.`);
  return ours ?? suggested;
}

function toolsets(source: Source, path: Path, put: (value: Json) => void): void {
  const tools: Json[] = [];
  for (const i of source.items(path)) {
    const at: Path = [...path, i];
    const type = source.peek([...at, "type"]);
    const url = source.peek([...at, "remote", "url"]);
    const command = source.peek([...at, "command"]);
    if (type === "mcp" && typeof url === "string") {
      source.tell([...at, "type"]);
      source.tell([...at, "remote", "url"]);
      source.tell([...at, "remote", "transport_type"]);
      const name = source.text([...at, "name"]) ?? /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? "server";
      const headers = source.peek([...at, "remote", "headers"]);
      if (isObject(headers)) source.tell([...at, "remote", "headers"]);
      tools.push({
        type: "mcp_server",
        name,
        url,
        ...(isObject(headers) && { headers: withEnv(headers) }),
        ...allowed(source, at),
      });
    } else if (type === "mcp" && typeof command === "string") {
      source.tell([...at, "type"]);
      source.tell([...at, "command"]);
      const args = source.peek([...at, "args"]);
      if (Array.isArray(args)) source.tell([...at, "args"]);
      const env = source.peek([...at, "env"]);
      if (isObject(env)) source.tell([...at, "env"]);
      tools.push({
        type: "mcp_stdio",
        command: [command, ...(Array.isArray(args) ? args.map(String) : [])],
        ...(isObject(env) && { env: withEnv(env) }),
        ...allowed(source, at),
      });
    } else source.lost(at, `The tool ${type} of Docker Agent has no counterpart.`);
  }
  if (tools.length > 0) put(tools);
}

function allowed(source: Source, at: Path): { readonly allowed_tools?: Json } {
  const tools = source.peek([...at, "tools"]);
  return Array.isArray(tools) ? { allowed_tools: source.take([...at, "tools"]) as Json } : {};
}

/** `$NAME` and `${env.NAME}` → `${env:NAME}`. */
function withEnv(values: Readonly<Record<string, Json | undefined>>): Json {
  return Object.fromEntries(
    Object.entries(values).map(([key, value = null]) => [
      key,
      typeof value === "string"
        ? value.replace(/\$\{(?:env\.)?(\w+)\}|\$(\w+)/g, (_, braced, bare) => `\${env:${braced ?? bare}}`)
        : value,
    ]),
  );
}
