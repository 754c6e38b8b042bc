// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import type { CompletionItem, Position } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import type { KeySchema, Schema } from "../schema/schema.ts";
import { mapsOf, schemaAt } from "../schema/schemaAt.ts";
import { valuesOf } from "./completeExpression.ts";
import { valueItems } from "./completeValue.ts";
import {
  about,
  deprecated,
  inOrder,
  item,
  kinds,
  namesOf,
  rootSchemaOf,
  snippet,
  suggestNext,
  type Typing,
} from "./completionItems.ts";
import { hasModel, wordsOf } from "./hover.ts";
import { agentNames, toolsOf, typeOf, type Variable, valueAt, variablesFor, variablesOfTests } from "./variables.ts";

export function completeKey(typing: Typing, position: Position): readonly CompletionItem[] | undefined {
  const { document, place } = typing;
  const { path } = place;
  const found = schemaAt(rootSchemaOf(document), path, document);
  if (!found) return undefined;
  const node = document.nodeAt(path)?.node;
  // Below a text that has begun, prose goes on.
  if (node?.kind === "scalar" && (node.style === "literal" || node.style === "folded")) return undefined;
  const present = new Set(node?.kind === "map" ? node.entries.map((e) => e.name) : []);
  present.delete(place.word);
  const write = { ...typing, deeper: deeperThan(typing, position) };
  const keys: [string, KeySchema][] = [];
  const items: CompletionItem[] = [];
  for (const schema of mapsOf(found.schema, node)) {
    if (schema.kind === "mapOf") items.push(...nameItems(write, schema.names, present));
    if (schema.kind !== "map") continue;
    const chosen = schema.oneOf?.some((name) => present.has(name)) ? schema.oneOf : [];
    for (const [name, key] of Object.entries(schema.keys())) {
      if (!present.has(name) && !chosen.includes(name)) keys.push([name, key]);
    }
  }
  // What must be there first, what is better left out last.
  const rank = ([, key]: [string, KeySchema]) => (key.deprecated ? 2 : key.required ? 0 : 1);
  keys.sort((a, b) => rank(a) - rank(b));
  items.push(...keys.map(([name, key]) => keyItem(name, key, write)));
  // An item of a list may be a word as well: `- google_search`.
  if (node?.kind !== "map") {
    items.push(...valueItems(typing, found.schema));
    if (typeof path.at(-1) === "number") items.push(...wholeItems(String(path.at(-2)), write));
  }
  return items.length > 0 ? inOrder(items) : undefined;
}

interface Write extends Typing {
  /** Spaces that a snippet's further lines need beside those of the line. */
  readonly deeper: string;
}

/** The editor keeps the line's own indentation; behind "- " the key stands deeper than that. */
function deeperThan({ document, place }: Typing, position: Position): string {
  return " ".repeat(Math.max(0, place.column - document.source.indent(position.line)));
}

function keyItem(name: string, key: KeySchema, { place, range, deeper }: Write): CompletionItem {
  const more = {
    ...about({ of: "key", path: place.path, name }),
    ...(key.deprecated ? { tags: [deprecated] } : {}),
    ...(key.required ? { detail: "required" } : {}),
  };
  if (place.colon) return { ...item(name, kinds.property, range, name), ...more };
  let text = key.snippet ?? defaultSnippet(key.schema);
  if (place.flow) text = text.includes("\n") || text.startsWith("|") ? inFlow(key.schema) : text;
  const body = text.startsWith("\n") ? text : ` ${text}`;
  const inserted = `${name}:${body.replaceAll("\n", `\n${place.flow ? "" : deeper}`)}`;
  const choice =
    wordsOf(key.schema).length > 0 || hasModel(key.schema) || key.schema.kind === "boolean" || names(key.schema);
  const waits = (text === "" || text === "$0") && choice;
  return {
    ...item(name, kinds.property, range, waits ? `${name}: ` : inserted),
    ...more,
    insertTextFormat: snippet,
    ...(waits ? { command: suggestNext } : {}),
  };
}

function names(schema: Schema): boolean {
  return schema.kind === "text" && (schema.refers !== undefined || schema.file === true || schema.folder === true);
}

function inFlow(schema: Schema): string {
  if (schema.kind === "list") return "[$1]";
  return schema.kind === "map" || schema.kind === "mapOf" || schema.kind === "cases" ? "{$1}" : "";
}

function defaultSnippet(schema: Schema): string {
  switch (schema.kind) {
    case "map":
    case "mapOf":
    case "cases":
      return "\n  $0";
    case "list":
      return "\n  - $0";
    case "any":
      return schema.form === "map" ? "\n  $0" : schema.form === "list" ? "\n  - $0" : "";
    default:
      return "";
  }
}

/** Names that are known: the variables that a test, a row or a step gives values to, the values that a router tells apart. */
function nameItems(write: Write, what: string, present: ReadonlySet<string>): CompletionItem[] {
  const { document, place, range } = write;
  const { path } = place;
  const names = namesOf(write);
  const key = path.at(-1);
  const found = new Map<string, string>();
  const add = (variables: ReadonlyMap<string, Variable>) => {
    for (const { name, declaration } of variables.values()) {
      found.set(name, declaration ? typeOf(declaration.schema) : "");
    }
  };
  if ((what === "variable" && key === "vars") || (what === "column" && path.at(-2) === "rows")) {
    add(variablesOfTests(names));
  } else if (what === "variable" && key === "inputs" && path.includes("workflow")) {
    const called = valueAt(document.value, [...path.slice(0, -1), "agent"]);
    if (typeof called === "string" && agentNames(names).includes(called)) add(variablesFor(names, ["agents", called]));
  } else if (what === "route") {
    const by = valueAt(document.value, [...path.slice(0, -1), "by"]);
    if (typeof by === "string") for (const value of valuesOf(names, by)) found.set(value, `a value of ${by}`);
  } else if (what === "secret") {
    for (const [, name = ""] of document.text.matchAll(/\$\{secret:(\w+)\}/g)) found.set(name, "used in this file");
  }
  return [...found]
    .filter(([name]) => !present.has(name))
    .map(([name, detail]) => ({
      ...item(name, kinds.variable, range, place.colon ? name : `${name}: `, detail),
      ...(what === "route" && !place.colon ? { command: suggestNext } : {}),
    }));
}

/** Whole items of a list: label, what it is, its text. */
const whole: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  tools: [
    [
      "function tool",
      "a function of your own",
      "type: function\nname: ${1:look_up}\ndescription: ${2:What it does, and when to call it.}\nparameters:\n  type: object\n  properties:\n    ${3:id}: {type: string, description: ${4:What it is.}}\n  required: [${3:id}]\nmock: {${5:ok}: ${6:true}}",
    ],
    [
      "MCP server",
      "tools of a remote server",
      "type: mcp_server\nname: ${1:stock}\nurl: ${2:https://example.com/mcp}\nallowed_tools: [$3]",
    ],
    ["agent as a tool", "another agent of the team", "type: agent\nagent: $1"],
    ["shared tool", "a *.tool.yaml file", "ref: ${1:tools/}$0"],
  ],
  tests: [
    [
      "test",
      "of one input",
      "name: ${1:answers the question}\nvars: {${2:message}: $3}\nassert:\n  - {type: ${4:icontains}, value: $5}",
    ],
    [
      "test over a data set",
      "of each of its rows",
      'name: ${1:is right nearly always}\ndataset: $2\nassert:\n  - {type: equals, value: "{{row.${3:expected}}}"}\nrepeat: ${4:3}\nthreshold: ${5:0.9}',
    ],
    [
      "test with a judge",
      "of what only a reader can tell",
      "name: ${1:explains it well}\nvars: {${2:message}: $3}\nassert:\n  - type: llm-rubric\n    value: ${4:The answer names its source.}",
    ],
  ],
  steps: [
    ["step", "an agent works", "agent: ${1:name}\noutput_key: ${2:answer}"],
    [
      "router step",
      "one of several agents works",
      "type: router\nby: state.${1:topic}\nroutes:\n  ${2:billing}: ${3:billing}\ndefault: $4",
    ],
    [
      "loop step",
      "again and again",
      "type: loop\nmax_iterations: ${1:3}\nuntil: state.${2:verdict} == ${3:ok}\nsteps:\n  - agent: $4",
    ],
  ],
  messages: [["turns", "a question and its answer", "role: user\ncontent: $1"]],
};

function wholeItems(list: string, { place, range, deeper }: Write): CompletionItem[] {
  if (place.flow || place.colon) return [];
  return (whole[list] ?? []).map(([label, detail, text]) => ({
    ...item(label, kinds.snippet, range, text.replaceAll("\n", `\n${deeper}`), detail),
    insertTextFormat: snippet,
  }));
}

/** Arguments that a tool has, where a test says what it must have been called with. */
export function argumentItems(typing: Typing): CompletionItem[] {
  const { document, place, range, context } = typing;
  const name = valueAt(document.value, [...place.path.slice(0, -1), "value"]);
  const shared = context.around?.layers().map((layer) => layer.document.value) ?? [];
  const tool = [...toolsOf(namesOf(typing)), ...shared].find(
    (each) => isObject(each) && each.name === name && each.parameters,
  );
  const parameters = isObject(tool) ? tool.parameters : undefined;
  const properties = isObject(parameters) ? parameters.properties : undefined;
  if (!isObject(properties)) return [];
  const present = valueAt(document.value, place.path);
  return inOrder(
    Object.entries(properties)
      .filter(([key]) => !isObject(present) || present[key] === undefined || key === place.word)
      .map(([key, schema]) =>
        item(key, kinds.property, range, place.colon ? key : `${key}: `, isObject(schema) ? typeOf(schema) : ""),
      ),
  );
}
