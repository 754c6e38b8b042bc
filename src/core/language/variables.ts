import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { InputDeclaration, Path } from "../document/definition.ts";
import { readInput } from "../document/inputSchema.ts";

/** A name that a prompt may use. */
export interface Variable {
  readonly name: string;
  /** Absent for `state` and what it holds. */
  readonly declaration?: InputDeclaration;
  /** Where it is declared; absent for the `input` that every agent has. */
  readonly path?: Path;
}

/** Data in which names are looked up: a document's, or what it has with the files around it. */
export type Named = Pick<AgentDocument, "value">;

/** The variables of an agent's prompts: the file's, those of `defaults`, its own, and `state` when something sets it. */
export function variablesFor(document: Named, agent: Path): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  const add = (path: Path) => {
    const inputs = valueAt(document.value, [...path, "inputs"]);
    if (!isObject(inputs)) return;
    for (const [name, declared] of Object.entries(inputs)) {
      const at = [...path, "inputs", name];
      found.set(name, { name, declaration: readInput(name, declared ?? null, at), path: at });
    }
  };
  add([]);
  if (agent.length > 0) add(["defaults"]);
  // What stands under `defaults` is written for any of the agents.
  if (agent[0] === "defaults") for (const name of agentNames(document)) add(["agents", name]);
  else if (agent.length > 0) add(agent);
  if (!found.has("input") && valueAt(document.value, [...agent, "input"]) === undefined) {
    const declaration = readInput("input", { type: "string", description: "What the user says." }, agent);
    found.set("input", { name: "input", declaration });
  }
  return found;
}

/** The variables that tests and rows may give values to: the file's, and those that agents of it declare for themselves. */
export function variablesOfTests(document: Named): ReadonlyMap<string, Variable> {
  const bodies: readonly Path[] = [[], ...agentNames(document).map((name) => ["agents", name])];
  return new Map(bodies.flatMap((body) => [...variablesFor(document, body)]));
}

/** The names that `state` has somewhere: `session.state`, and every `output_key` with the place that sets it. */
export function stateKeys(document: Named): ReadonlyMap<string, Path> {
  const keys = new Map<string, Path>();
  const visit = (value: Json | undefined, path: Path, deep: boolean) => {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((item, i) => {
        visit(item, [...path, i], deep);
      });
    } else if (isObject(value)) {
      if (typeof value.output_key === "string") keys.set(value.output_key, [...path, "output_key"]);
      if (deep) for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name], true);
      else visit(value.workflow, [...path, "workflow"], true);
    }
  };
  const initial = valueAt(document.value, ["session", "state"]);
  if (isObject(initial)) for (const name of Object.keys(initial)) keys.set(name, ["session", "state", name]);
  visit(document.value, [], false);
  for (const name of agentNames(document)) visit(valueAt(document.value, ["agents", name]), ["agents", name], false);
  return keys;
}

export function agentNames(document: Named): readonly string[] {
  const agents = valueAt(document.value, ["agents"]);
  return isObject(agents) ? Object.keys(agents) : [];
}

/** What stands under the `tools` of the file's agents: words and maps. */
export function toolsOf(document: Named): readonly Json[] {
  const bodies: readonly Path[] = [[], ["defaults"], ...agentNames(document).map((name) => ["agents", name])];
  return bodies.flatMap((body) => {
    const tools = valueAt(document.value, [...body, "tools"]);
    return Array.isArray(tools) ? (tools as readonly Json[]) : [];
  });
}

export function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(step)];
    else if (isObject(at)) at = Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined;
    else return undefined;
  }
  return at;
}

/** A variable's type in a few words: "text", "one of free, pro", "list of text". */
export function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map(String).join(", ")}`;
  const { type } = schema;
  if (type === "array") {
    const items = isObject(schema.items) ? typeOf(schema.items) : "anything";
    return `list of ${items}`;
  }
  if (typeof type === "string") return plainWords.get(type) ?? type;
  return Array.isArray(type) ? type.map((t) => plainWords.get(String(t)) ?? String(t)).join(" or ") : "anything";
}

const plainWords: ReadonlyMap<string, string> = new Map([
  ["string", "text"],
  ["integer", "whole number"],
  ["boolean", "true or false"],
]);
