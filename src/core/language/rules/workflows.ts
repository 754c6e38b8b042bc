import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";

/** A workflow, or a step or route that is one itself. */
export interface Workflow {
  readonly body: JsonObject;
  readonly path: Path;
  readonly type: string;
}

/** The workflow under `path`, then those inside of it. */
export function workflowsIn(value: Json | undefined, path: Path): readonly Workflow[] {
  const found: Workflow[] = [];
  const visit = (body: Json | undefined, at: Path, top: boolean) => {
    if (!isObject(body) || at.length > 100 || found.length > 10_000) return;
    const type = typeof body.type === "string" ? body.type : "";
    if (!top && body.steps === undefined && body.routes === undefined && type === "") return;
    found.push({ body, path: at, type });
    for (const { value: inner, path: below } of partsOf(body, at)) visit(inner, below, false);
  };
  visit(value, path, true);
  return found;
}

/** The steps, routes and the default of a workflow. */
export function partsOf(body: JsonObject, path: Path): readonly { readonly value: Json; readonly path: Path }[] {
  const parts: { value: Json; path: Path }[] = [];
  if (Array.isArray(body.steps)) {
    for (const [i, step] of (body.steps as readonly Json[]).entries())
      parts.push({ value: step, path: [...path, "steps", i] });
  }
  if (isObject(body.routes)) {
    for (const [name, to] of Object.entries(body.routes)) {
      if (to !== undefined) parts.push({ value: to, path: [...path, "routes", name] });
    }
  }
  if (body.default !== undefined) parts.push({ value: body.default, path: [...path, "default"] });
  return parts;
}

/** The agent that a step names: `triage`, or `{agent: triage}`. */
export function agentOf(part: Json): { readonly name: string; readonly key: readonly string[] } | undefined {
  if (typeof part === "string") return { name: part, key: [] };
  if (!isObject(part)) return undefined;
  for (const key of ["agent", "ref", "file"]) {
    const name = part[key];
    if (typeof name === "string") return { name, key: [key] };
  }
  return undefined;
}

/** The places of an agent's body that name another agent, of this file or of another. */
export function namedAgents(agent: JsonObject): readonly { readonly name: string; readonly path: Path }[] {
  const found: { name: string; path: Path }[] = [];
  const add = (name: Json | undefined, path: Path) => {
    if (typeof name === "string" && name !== "") found.push({ name, path });
  };
  const { sub_agents: subAgents, tools, workflow } = agent;
  if (Array.isArray(subAgents)) {
    for (const [i, name] of (subAgents as readonly Json[]).entries()) add(name, ["sub_agents", i]);
  }
  if (Array.isArray(tools)) {
    for (const [i, tool] of (tools as readonly Json[]).entries()) {
      if (isObject(tool) && tool.type === "agent") add(tool.agent, ["tools", i, "agent"]);
    }
  }
  for (const { body, path } of workflowsIn(workflow, ["workflow"])) {
    for (const part of partsOf(body, path)) {
      const named = agentOf(part.value);
      if (named) add(named.name, [...part.path, ...named.key]);
    }
  }
  return found;
}
