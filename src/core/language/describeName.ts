import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { describeVariable } from "./describe.ts";
import { modelFor } from "./models.ts";
import { type Occurrence, occurrences } from "./symbols.ts";
import { agentNames, stateKeys, typeOf, valueAt, variablesFor } from "./variables.ts";

/** What a name stands for, where it is used; where it is declared only what that place does not say itself. */
export function describeName(
  document: AgentDocument,
  { kind, name, role, scope, path }: Occurrence,
): string | undefined {
  switch (kind) {
    case "agent":
      return scope[0] === "agents" ? agent(document, name) : undefined;
    case "tool":
      return role === "definition" ? undefined : tool(document, name);
    case "state":
      return state(document, name);
    case "dataset":
      return role === "definition" ? undefined : dataset(document, name);
    case "variant":
      return role === "definition" ? undefined : variant(document, name);
    case "secret":
      return secret(document, name);
    case "step":
      return role === "definition" ? undefined : step(document, name);
    case "variable": {
      // Of a test, a step, a variant's path; prompts and declarations are told elsewhere.
      const isDeclared = path.at(-2) === "inputs" && role === "definition";
      const found = isDeclared || scope.length > 2 ? undefined : variablesFor(document, scope).get(name);
      return found?.path ? describeVariable(found) : undefined;
    }
    case "file":
      return undefined;
  }
}

function agent(document: AgentDocument, name: string): string | undefined {
  const body = valueAt(document.value, ["agents", name]);
  if (!isObject(body)) return undefined;
  const model = modelFor(document, ["agents", name]);
  const tools = Array.isArray(body.tools)
    ? `${body.tools.length} ${body.tools.length === 1 ? "tool" : "tools"}`
    : undefined;
  const sets = text(body.output_key);
  const facts = [model && `\`${model}\``, tools, sets && `sets \`state.${sets}\``].filter((each) => each !== undefined);
  return lines(`**${name}** · agent`, text(body.description), facts.join(" · "));
}

function tool(document: AgentDocument, name: string): string | undefined {
  const bodies: Path[] = [[], ["defaults"], ...agentNames(document).map((each) => ["agents", each])];
  for (const body of bodies) {
    const tools = valueAt(document.value, [...body, "tools"]);
    for (const each of Array.isArray(tools) ? (tools as readonly Json[]) : []) {
      if (!isObject(each) || each.name !== name) continue;
      return lines(`**${name}** · ${text(each.type) ?? "tool"}`, text(each.description), parameters(each));
    }
  }
  return undefined;
}

function parameters({ parameters: schema }: JsonObject): string | undefined {
  const properties = isObject(schema) ? schema.properties : undefined;
  if (!isObject(properties)) return undefined;
  const required = isObject(schema) && Array.isArray(schema.required) ? (schema.required as readonly Json[]) : [];
  return Object.entries(properties)
    .map(([name, part]) => {
      const about = isObject(part) ? text(part.description) : undefined;
      const type = isObject(part) ? typeOf(part) : "anything";
      return `- \`${name}\`: ${type}${required.includes(name) ? "" : ", may be left out"}${about ? `. ${about}` : ""}`;
    })
    .join("\n");
}

function state(document: AgentDocument, name: string): string | undefined {
  const all = occurrences(document).filter((each) => each.kind === "state" && each.name === name);
  const setters = all.filter((each) => each.role !== "reference").map((each) => `\`${each.path.join(".")}\``);
  const uses = all.length - setters.length;
  const where = setters.length > 0 ? `Set by ${setters.join(", ")}.` : "Nothing in this file sets it.";
  const read = uses === 0 ? "Nothing in this file reads it." : `Read in ${uses} ${uses === 1 ? "place" : "places"}.`;
  return stateKeys(document).has(name) || uses > 0 ? lines(`**state.${name}**`, `${where} ${read}`) : undefined;
}

function dataset(document: AgentDocument, name: string): string | undefined {
  const found = valueAt(document.value, ["datasets", name]);
  if (!isObject(found)) return undefined;
  const { file, rows, sample } = found;
  const from =
    typeof file === "string" ? `Rows of \`${file}\`` : `${Array.isArray(rows) ? rows.length : 0} rows in this file`;
  return lines(`**${name}** · data set`, `${from}${typeof sample === "number" ? `, ${sample} of them drawn` : ""}.`);
}

function variant(document: AgentDocument, name: string): string | undefined {
  const found = valueAt(document.value, ["variants", name]);
  if (!isObject(found)) return undefined;
  const changes = Object.entries(found).map(([path, to]) => `- \`${path}\`: \`${JSON.stringify(to ?? null)}\``);
  return lines(`**${name}** · variant`, changes.join("\n"));
}

function secret(document: AgentDocument, name: string): string | undefined {
  const found = valueAt(document.value, ["secrets", name]);
  const about = isObject(found) ? text(found.description) : undefined;
  const declared = found === undefined ? "It is not declared under `secrets`." : undefined;
  return lines(
    `**${name}** · secret`,
    about ?? declared,
    "Its value comes from the editor's secret storage, the environment or CI, and is never written to a trace.",
  );
}

function step(document: AgentDocument, name: string): string | undefined {
  const found = occurrences(document).find(
    (each) => each.kind === "step" && each.name === name && each.role === "definition",
  );
  const value = found && valueAt(document.value, found.path.slice(0, -1));
  if (!isObject(value)) return undefined;
  const what = [
    text(value.agent) && `agent \`${text(value.agent)}\``,
    text(value.when) && `when \`${text(value.when)}\``,
  ];
  return lines(`**${name}** · step`, what.filter((each) => each !== undefined).join(" · "));
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function lines(...all: readonly (string | undefined)[]): string {
  return all.filter((each) => each !== undefined && each !== "").join("\n\n");
}
