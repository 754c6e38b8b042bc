import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Layer } from "../document/extend.ts";
import { describeVariable } from "./describe.ts";
import { modelFor } from "./models.ts";
import { type Occurrence, occurrences } from "./symbols.ts";
import { toolsOf, typeOf, valueAt, variablesFor, variablesOfTests } from "./variables.ts";

/**
 * What a name stands for, where it is used; where it is declared only what that place does not say itself. `layers`: the
 * files in which it may be declared when it is not in this one.
 */
export function describeName(
  document: AgentDocument,
  occurrence: Occurrence,
  layers: () => readonly Layer[] = () => [],
): string | undefined {
  const { kind, name } = occurrence;
  const here = describeDeclared(document, occurrence);
  const read = kind === "state" ? readIn(document, name) : "";
  if (here) return kind === "state" ? `${here} ${read}` : here;
  if (occurrence.role !== "definition") {
    for (const { file, document: each } of layers()) {
      const there = describeDeclared(each, occurrence);
      if (there) return lines(there, `In \`${file}\`.`);
    }
  }
  if (kind === "state") return lines(`**state.${name}**`, `Nothing in this file sets it. ${read}`);
  return kind === "secret" ? secret(name, "It is not declared under `secrets`.") : undefined;
}

/** What a file says of a name; undefined when it does not declare it. */
function describeDeclared(
  document: AgentDocument,
  { kind, name, role, scope, path, tool: called }: Occurrence,
): string | undefined {
  const isUse = role !== "definition";
  switch (kind) {
    case "agent":
      if (scope[0] === "agents")
        return agent(document, name, ["agents", name]) ?? (isUse ? own(document, name) : undefined);
      return isUse ? own(document, name) : undefined;
    case "tool":
      return isUse ? tool(document, name) : undefined;
    case "state":
      return state(document, name);
    case "dataset":
      return isUse ? dataset(document, name) : undefined;
    case "variant":
      return isUse ? variant(document, name) : undefined;
    case "secret": {
      const found = valueAt(document.value, ["secrets", name]);
      return found === undefined ? undefined : secret(name, isObject(found) ? text(found.description) : undefined);
    }
    case "step":
      return isUse ? step(document, name) : undefined;
    case "variable": {
      if (path[0] === "tests" && path[4] === "args") {
        const declared = called === undefined ? valueAt(document.value, scope) : parametersOf(document, called);
        return argument(name, isObject(declared) ? declared[name] : undefined);
      }
      // Of a test, a step, a variant's path; prompts and declarations are told elsewhere.
      const isDeclared = path.at(-2) === "inputs" && !isUse;
      if (isDeclared || scope.length > 2) return undefined;
      const givesValues = path[0] === "tests" || path[0] === "datasets";
      const found = (givesValues ? variablesOfTests(document) : variablesFor(document, scope)).get(name);
      return found?.path ? describeVariable(found) : undefined;
    }
    case "file":
      return undefined;
  }
}

/** The file's own agent, by its own name. */
function own(document: AgentDocument, name: string): string | undefined {
  return valueAt(document.value, ["name"]) === name && !isTool(document) ? agent(document, name, []) : undefined;
}

function isTool({ value }: AgentDocument): boolean {
  return isObject(value) && value.format === "tool/v1";
}

function agent(document: AgentDocument, name: string, path: Path): string | undefined {
  const body = valueAt(document.value, path);
  if (!isObject(body)) return undefined;
  const model = modelFor(document, path);
  const tools = Array.isArray(body.tools)
    ? `${body.tools.length} ${body.tools.length === 1 ? "tool" : "tools"}`
    : undefined;
  const sets = text(body.output_key);
  const facts = [model && `\`${model}\``, tools, sets && `sets \`state.${sets}\``].filter((each) => each !== undefined);
  return lines(`**${name}** · agent`, text(body.description), facts.join(" · "));
}

function tool(document: AgentDocument, name: string): string | undefined {
  const found = toolCalled(document, name);
  return found && lines(`**${name}** · ${text(found.type) ?? "tool"}`, text(found.description), parameters(found));
}

function toolCalled(document: AgentDocument, name: string): JsonObject | undefined {
  const all = isTool(document) ? [document.value] : toolsOf(document);
  return all.find((each): each is JsonObject => isObject(each) && each.name === name);
}

function parametersOf(document: AgentDocument, tool: string): Json | undefined {
  const { parameters: schema } = toolCalled(document, tool) ?? {};
  return isObject(schema) ? schema.properties : undefined;
}

function argument(name: string, schema: Json | undefined): string | undefined {
  return isObject(schema) ? lines(`**${name}** · ${typeOf(schema)}`, text(schema.description)) : undefined;
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
  const setters = statesCalled(document, name).filter((each) => each.role !== "reference");
  if (setters.length === 0) return undefined;
  const where = setters.map((each) => `\`${each.path.join(".")}\``).join(", ");
  return lines(`**state.${name}**`, `Set by ${where}.`);
}

function readIn(document: AgentDocument, name: string): string {
  const uses = statesCalled(document, name).filter((each) => each.role === "reference").length;
  return uses === 0 ? "Nothing in this file reads it." : `Read in ${uses} ${uses === 1 ? "place" : "places"}.`;
}

function statesCalled(document: AgentDocument, name: string): readonly Occurrence[] {
  return occurrences(document).filter((each) => each.kind === "state" && each.name === name);
}

function dataset(document: AgentDocument, name: string): string | undefined {
  const found = valueAt(document.value, ["datasets", name]);
  if (!isObject(found)) return undefined;
  const { file, rows, sample } = found;
  const count = Array.isArray(rows) ? rows.length : 0;
  const from =
    typeof file === "string" ? `Rows of \`${file}\`` : `${count} ${count === 1 ? "row" : "rows"} written here`;
  return lines(`**${name}** · data set`, `${from}${typeof sample === "number" ? `, ${sample} of them drawn` : ""}.`);
}

function variant(document: AgentDocument, name: string): string | undefined {
  const found = valueAt(document.value, ["variants", name]);
  if (!isObject(found)) return undefined;
  const changes = Object.entries(found).map(([path, to]) => `- \`${path}\`: \`${JSON.stringify(to ?? null)}\``);
  return lines(`**${name}** · variant`, changes.join("\n"));
}

function secret(name: string, about: string | undefined): string {
  const kept =
    "Its value comes from the editor's secret storage, the environment or CI, and is never written to a trace.";
  return lines(`**${name}** · secret`, about, kept);
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
