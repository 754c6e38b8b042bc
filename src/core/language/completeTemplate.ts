import type { CompletionItem, Position } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { helpers } from "../document/templateNodes.ts";
import {
  about,
  type CompleteContext,
  inOrder,
  item,
  kinds,
  namesOf,
  rangeIn,
  snippet,
  suggestNext,
} from "./completionItems.ts";
import { placeAt } from "./place.ts";
import { type Named, stateKeys, typeOf, valueAt, variablesFor, variablesOfTests } from "./variables.ts";

/** Between `{{` (which stands at column `open`) and `}}`. */
export function completeTemplate(
  document: AgentDocument,
  position: Position,
  open: number,
  context: CompleteContext,
): CompletionItem[] {
  const { files = [] } = context;
  const data = namesOf({ document, context });
  const line = document.source.line(position.line);
  const before = line.slice(open + 2, position.character);
  const partial = /^~?\s*>\s*([^\s}]*)$/.exec(before);
  if (partial) return partialItems(position, line, partial[1] as string, files);
  const word = /[\p{L}\p{N}_.@/-]*$/u.exec(before)?.[0] ?? "";
  const start = position.character - word.length;
  const end = position.character + (/^[\p{L}\p{N}_.-]*/u.exec(line.slice(position.character))?.[0].length ?? 0);
  const closed = /^[~\s]*\}\}/.exec(line.slice(end))?.[0] ?? "";
  const close = closed ? "" : "}}";
  // A value that begins with {{ needs quotes: they come with the first name.
  const head = line.slice(0, open);
  const bare = /^\s*(?:-\s+)*(?:[^\s"'#][^"'#]*:\s+|-\s+)$/.test(head) && /^\s*$/.test(line.slice(end + closed.length));
  const quoted =
    bare && /^\s*$/.test(before.slice(0, before.length - word.length)) && placeOf(document, position, open);
  const range = quoted ? rangeIn(position.line, open, end + closed.length) : rangeIn(position.line, start, end);
  const write = (name: string) => (quoted ? `"{{${name}}}"` : name + close);
  const named = (name: string, detail: string): CompletionItem => ({
    ...item(name, kinds.variable, range, write(name), detail),
    ...(quoted ? { filterText: `{{${name}` } : {}),
  });
  const items: CompletionItem[] = [];
  if (word.startsWith("state.")) {
    for (const [key, path] of stateKeys(data)) items.push(named(`state.${key}`, `set by ${path.join(".")}`));
    return inOrder(items);
  }
  const path = pathOf(document, position);
  const agent = agentOf(path);
  items.push(...itemsOfBlock(document, position, agent).map(([name, detail]) => named(name, detail)));
  for (const [name, detail] of local(document, data, path)) items.push(named(name, detail));
  // Tests may name whatever they give values to.
  const own = path[0] === "tests" ? variablesOfTests(data) : variablesFor(document, agent);
  for (const variable of own.values()) {
    const detail = variable.declaration ? typeOf(variable.declaration.schema) : "";
    items.push({ ...named(variable.name, detail), ...about({ of: "variable", agent, name: variable.name }) });
  }
  const { flat } = context;
  if (flat && flat.parents.length > 0) {
    for (const { name, path } of variablesFor(flat, agent).values()) {
      const from = path && !own.has(name) ? flat.originOf(path)?.file : undefined;
      if (from) items.push(named(name, `from ${from}`));
    }
  }
  if (stateKeys(data).size > 0) {
    items.push({
      ...item("state.", kinds.variable, range, "state.", "what an earlier step left"),
      command: suggestNext,
    });
  }
  const opening = /^\s*~?\s*$/.test(before.slice(0, before.length - word.length));
  if (opening && !quoted) items.push(...openings(close, range));
  return inOrder(items);
}

function openings(close: string, range: ReturnType<typeof rangeIn>): CompletionItem[] {
  const rest = close ? "}}" : "";
  const blocks: [string, string][] = [
    ["#if", `#if \${1:name}}}$0{{/if${rest}`],
    ["#each", `#each \${1:items}}}{{this}}{{/each${rest}`],
    ["#unless", `#unless \${1:name}}}$0{{/unless${rest}`],
    ["#with", `#with \${1:name}}}$0{{/with${rest}`],
  ];
  return [
    ...blocks.map(([label, text]) => ({ ...item(label, kinds.snippet, range, text), insertTextFormat: snippet })),
    { ...item("> file", kinds.file, range, "> ", "the text of a file"), filterText: ">", command: suggestNext },
    ...Object.entries(helpers).map(([name, { doc, usage }]) => ({
      ...item(name, kinds.function, range, name === "now" ? `now${close}` : `${name} `, usage),
      documentation: doc,
    })),
  ];
}

function partialItems(position: Position, line: string, word: string, files: readonly string[]): CompletionItem[] {
  const end = position.character + (/^[^\s}~]*/.exec(line.slice(position.character))?.[0].length ?? 0);
  const close = /^[~\s]*\}\}/.test(line.slice(end)) ? "" : "}}";
  const range = rangeIn(position.line, position.character - word.length, end);
  return inOrder(
    files
      .filter((file) => /\.(?:md|txt|prompt)$/.test(file))
      .map((file) => item(file, kinds.file, range, file + close)),
  );
}

function placeOf(document: AgentDocument, position: Position, open: number): boolean {
  // In the lines of a block nothing needs quotes.
  const at = document.pathAt({ line: position.line, character: open });
  const node = at?.placed.node;
  return !(node?.kind === "scalar" && (node.style === "literal" || node.style === "folded"));
}

function pathOf(document: AgentDocument, position: Position): Path {
  const path = document.pathAt(position)?.path ?? [];
  if (path.length > 0) return path;
  return placeAt(document, { line: position.line, character: Number.MAX_SAFE_INTEGER })?.path ?? [];
}

/** The agent in whose body a path lies. */
function agentOf(path: Path): Path {
  if (path[0] === "agents" && path.length > 1) return path.slice(0, 2);
  return path[0] === "defaults" ? ["defaults"] : [];
}

/** `args.x` where a tool is run, `row.x` in a test over a data set. */
function local(document: AgentDocument, data: Named, path: Path): [string, string][] {
  const run = path.indexOf("run");
  if (run >= 2 && path[run - 2] === "tools") {
    const properties = valueAt(document.value, [...path.slice(0, run), "parameters", "properties"]);
    return isObject(properties)
      ? Object.entries(properties).map(([name, schema]) => [`args.${name}`, isObject(schema) ? typeOf(schema) : ""])
      : [];
  }
  if (path[0] !== "tests" || path.length < 3) return [];
  const dataset = valueAt(document.value, [...path.slice(0, 2), "dataset"]);
  if (typeof dataset !== "string") return [];
  const columns = columnsOf(valueAt(data.value, ["datasets", dataset]));
  return columns.length > 0 ? columns.map((name) => [`row.${name}`, `of ${dataset}`]) : [["row.", `of ${dataset}`]];
}

function columnsOf(dataset: Json | undefined): readonly string[] {
  if (!isObject(dataset)) return [];
  const { columns, rows } = dataset;
  if (isObject(columns)) return Object.keys(columns);
  const first = Array.isArray(rows) ? (rows as readonly Json[])[0] : undefined;
  return isObject(first) ? Object.keys(first) : [];
}

/** In `{{#each changes}}`: the item, and its parts where they are declared. */
function itemsOfBlock(document: AgentDocument, position: Position, agent: Path): [string, string][] {
  const { source } = document;
  const open: string[] = [];
  const first = Math.max(0, position.line - 60);
  for (let line = first; line <= position.line; line++) {
    const text = line === position.line ? source.line(line).slice(0, position.character) : source.line(line);
    for (const [, sign, name = ""] of text.matchAll(/\{\{~?\s*(#each|\/each)\s*([\w.]*)[^}]*\}\}/g)) {
      if (sign === "#each") open.push(name);
      else open.pop();
    }
  }
  const list = open.at(-1);
  if (list === undefined) return [];
  const schema = variablesFor(document, agent).get(list)?.declaration?.schema;
  const items = isObject(schema?.items) ? schema.items : undefined;
  const parts = isObject(items?.properties) ? Object.entries(items.properties) : [];
  return [
    ["this", items ? typeOf(items) : `an item of ${list}`],
    ...parts.map(([name, part]): [string, string] => [`this.${name}`, isObject(part) ? typeOf(part) : ""]),
    ["@index", "0, 1, 2 …"],
    ["@first", "true for the first"],
    ["@last", "true for the last"],
  ];
}
