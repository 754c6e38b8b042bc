import type {
  CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  Position,
  Range,
} from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { helpers } from "../document/templateNodes.ts";
import { agentFile, agentKeys } from "../schema/agentSchema.ts";
import type { KeySchema, Schema } from "../schema/schema.ts";
import { mapsOf, schemaAt } from "../schema/schemaAt.ts";
import { knownModels, modelOf, redirectAt } from "../tokens/prices.ts";
import { describeKey, describeModel, describeVariable } from "./describe.ts";
import { hasModel, wordsOf } from "./hover.ts";
import { isOffered, modelFor, priceLine, suggestedModel } from "./models.ts";
import { type Place, placeAt } from "./place.ts";
import { agentNames, stateKeys, typeOf, valueAt, variablesFor } from "./variables.ts";

export interface CompleteContext {
  readonly wallMs: number;
  /** Files that a definition may name, relative to it. */
  readonly files?: readonly string[];
}

// The values of LSP's enums, which are types alone in a bundle that is to stay small.
const kinds = { property: 10, value: 12, enumMember: 20, variable: 6, file: 17, snippet: 15, function: 3 } as const;
const snippet: InsertTextFormat = 2;
/** Asks the editor for the next suggestions, behind `key: `. Editors that do not know the command leave it out. */
const suggestNext = { title: "Suggest", command: "editor.action.triggerSuggest" };

/** What may be typed at a position. Undefined where nothing is offered (in prose, in comments). */
export function complete(
  document: AgentDocument,
  position: Position,
  context: CompleteContext,
): readonly CompletionItem[] | undefined {
  const line = document.source.line(position.line);
  const before = line.slice(0, position.character);
  const open = before.lastIndexOf("{{");
  if (open >= 0 && before.indexOf("}}", open) < 0 && before.charAt(open - 1) !== "\\") {
    return completeTemplate(document, position, line, open);
  }
  if (insideBlock(document, position)) return undefined;
  const place = placeAt(document, position);
  if (!place) return undefined;
  if (document.text.trim() === "") return [skeleton(position, context.wallMs)];
  return place.part === "key"
    ? completeKey(document, position, place, context)
    : completeValue(document, position, place, context);
}

function completeTemplate(document: AgentDocument, position: Position, line: string, open: number): CompletionItem[] {
  const before = line.slice(open + 2, position.character);
  const word = /[\w.@/-]*$/.exec(before)?.[0] ?? "";
  const start = position.character - word.length;
  const end = position.character + (/^[\w.-]*/.exec(line.slice(position.character))?.[0].length ?? 0);
  const range = rangeIn(position.line, start, end);
  const close = /^[~\s]*\}\}/.test(line.slice(end)) ? "" : "}}";
  const place = placeAt(document, { line: position.line, character: 0 });
  const agent = agentOf(document, position, place);
  const items: CompletionItem[] = [];
  if (word.startsWith("state.")) {
    for (const [key, path] of stateKeys(document)) {
      items.push(item(`state.${key}`, kinds.variable, range, `state.${key}${close}`, `set by ${path.join(".")}`));
    }
    return items;
  }
  for (const variable of variablesFor(document, agent).values()) {
    const detail = variable.declaration ? typeOf(variable.declaration.schema) : "";
    items.push({
      ...item(variable.name, kinds.variable, range, `${variable.name}${close}`, detail),
      documentation: { kind: "markdown", value: describeVariable(variable) },
    });
  }
  if (stateKeys(document).size > 0)
    items.push({
      ...item("state.", kinds.variable, range, "state.", "what an earlier step left"),
      command: suggestNext,
    });
  const opening = /^\s*[~]?\s*$/.test(before.slice(0, before.length - word.length));
  if (opening) {
    const rest = close ? "}}" : "";
    const blocks: [string, string][] = [
      ["#if", `#if \${1:name}}}$0{{/if${rest}`],
      ["#each", `#each \${1:items}}}{{this}}{{/each${rest}`],
      ["#unless", `#unless \${1:name}}}$0{{/unless${rest}`],
      ["#with", `#with \${1:name}}}$0{{/with${rest}`],
    ];
    for (const [label, text] of blocks)
      items.push({ ...item(label, kinds.snippet, range, text), insertTextFormat: snippet });
    for (const [name, { doc, usage }] of Object.entries(helpers)) {
      items.push({
        ...item(name, kinds.function, range, name === "now" ? `now${close}` : `${name} `, usage),
        documentation: doc,
      });
    }
  }
  return items.map((each, i) => ({ ...each, sortText: order(i) }));
}

/** The agent in whose body a line stands. */
function agentOf(document: AgentDocument, position: Position, place: Place | undefined): Path {
  const path = document.pathAt(position)?.path ?? place?.path ?? [];
  const above =
    path.length > 0
      ? path
      : (placeAt(document, { line: position.line, character: Number.MAX_SAFE_INTEGER })?.path ?? []);
  if (above[0] === "agents" && above.length > 1) return above.slice(0, 2);
  return above[0] === "defaults" ? ["defaults"] : [];
}

/** In the lines of a `|` text: people write prose there. */
function insideBlock(document: AgentDocument, position: Position): boolean {
  const at = document.pathAt(position);
  const node = at?.placed.node;
  if (node?.kind !== "scalar" || (node.style !== "literal" && node.style !== "folded")) return false;
  return at?.part === "value" && position.line > at.placed.base + node.span.line;
}

function completeKey(
  document: AgentDocument,
  position: Position,
  place: Place,
  context: CompleteContext,
): readonly CompletionItem[] | undefined {
  const range = rangeIn(position.line, place.start, place.end);
  if (place.path[0] === "variants" && place.path.length === 2) return completeVariantPath(document, place, range);
  const found = schemaAt(agentFile, place.path, document);
  if (!found) return undefined;
  const node = document.nodeAt(place.path)?.node;
  // Below a text that has begun, prose goes on.
  if (node?.kind === "scalar" && (node.style === "literal" || node.style === "folded")) return undefined;
  const present = new Set(node?.kind === "map" ? node.entries.map((e) => e.name) : []);
  present.delete(place.word);
  const items: CompletionItem[] = [];
  for (const schema of mapsOf(found.schema, node)) {
    if (schema.kind !== "map") continue;
    for (const [name, key] of Object.entries(schema.keys())) {
      if (present.has(name) || key.deprecated) continue;
      items.push(keyItem(name, key, place, range, document, position));
    }
  }
  // An item of a list may be a word as well: `- google_search`.
  if (node?.kind !== "map") items.push(...valueItems(document, found.schema, place, range, context));
  return items.length > 0 ? items.map((each, i) => ({ ...each, sortText: order(i) })) : undefined;
}

function keyItem(
  name: string,
  key: KeySchema,
  place: Place,
  range: Range,
  document: AgentDocument,
  position: Position,
): CompletionItem {
  const documentation = { kind: "markdown" as const, value: describeKey(name, key) };
  if (place.colon) return { ...item(name, kinds.property, range, name), documentation };
  let text = key.snippet ?? defaultSnippet(key.schema);
  if (place.flow) text = text.includes("\n") || text.startsWith("|") ? "" : text;
  // The editor keeps the line's own indentation; behind "- " the key stands deeper than that.
  const deeper = " ".repeat(Math.max(0, place.column - document.source.indent(position.line)));
  const body = text.startsWith("\n") ? text : ` ${text}`;
  const inserted = `${name}:${body.replaceAll("\n", `\n${place.flow ? "" : deeper}`)}`;
  const choice = wordsOf(key.schema).length > 0 || hasModel(key.schema) || key.schema.kind === "boolean";
  const waits = (text === "" || text === "$0") && choice;
  return {
    ...item(name, kinds.property, range, waits ? `${name}: ` : inserted),
    documentation,
    insertTextFormat: snippet,
    ...(waits ? { command: suggestNext } : {}),
  };
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

function completeValue(
  document: AgentDocument,
  position: Position,
  place: Place,
  context: CompleteContext,
): readonly CompletionItem[] | undefined {
  const quote = /^["']/.exec(place.word)?.[0] ?? "";
  const range = rangeIn(position.line, place.start + quote.length, place.end);
  const schema = valueSchema(document, place.path);
  if (!schema) return undefined;
  const items = valueItems(document, schema, place, range, context);
  return items.length > 0 ? items.map((each, i) => ({ ...each, sortText: order(i) })) : undefined;
}

/** Also where a variant's dotted path stands for the place that it changes. */
function valueSchema(document: AgentDocument, path: Path): Schema | undefined {
  if (path[0] === "variants" && path.length === 3) {
    return schemaAt(agentFile, String(path[2]).split("."), document)?.schema;
  }
  if (path.at(-1) === "model" && path.at(-2) === "agent_config") return { kind: "model" };
  return schemaAt(agentFile, path, document)?.schema;
}

function valueItems(
  document: AgentDocument,
  schema: Schema,
  place: Place,
  range: Range,
  context: CompleteContext,
): CompletionItem[] {
  switch (schema.kind) {
    case "either":
      return schema.options.flatMap((option) => valueItems(document, option, place, range, context));
    case "model":
      return modelItems(schema.agent === true, range, context.wallMs);
    case "boolean":
      return ["true", "false"].map((word) => item(word, kinds.value, range, word));
    case "words":
      return place.path.at(-1) === "thinking_level" || String(place.path.at(-1)).endsWith(".thinking_level")
        ? thinkingItems(document, schema, place, range)
        : schema.words.map(({ word, doc }) => ({
            ...item(word, kinds.enumMember, range, word),
            documentation: { kind: "markdown" as const, value: doc },
          }));
    case "text":
      return schema.file ? (context.files ?? []).map((file) => item(file, kinds.file, range, file)) : [];
    case "list":
      // `tools: ` and then a word: the list comes with it.
      return place.part === "value" && !place.flow
        ? valueItems(document, schema.item, place, range, context).map((each) => inList(each, range))
        : [];
    default:
      return [];
  }
}

function inList(each: CompletionItem, range: Range): CompletionItem {
  return { ...each, textEdit: { range, newText: `[${each.label}]` } };
}

function modelItems(agent: boolean, range: Range, wallMs: number): CompletionItem[] {
  const suggested = suggestedModel(wallMs);
  return knownModels()
    .filter((model) => (model.kind === "managed-agent") === agent && isOffered(model, wallMs))
    .sort((a, b) => Number(b.id === suggested) - Number(a.id === suggested) || (a.released < b.released ? 1 : -1))
    .map((model) => {
      const to = redirectAt(model.id, wallMs)?.to;
      const detail = to ? `answered by ${to}` : priceLine(model.id, wallMs);
      const documentation = describeModel(model.id, wallMs);
      return {
        ...item(model.id, kinds.enumMember, range, model.id, detail),
        ...(documentation ? { documentation: { kind: "markdown" as const, value: documentation } } : {}),
        ...(to ? { tags: [1 as const] } : {}),
        ...(model.id === suggested ? { preselect: true } : {}),
      };
    });
}

function thinkingItems(
  document: AgentDocument,
  schema: Schema & { kind: "words" },
  place: Place,
  range: Range,
): CompletionItem[] {
  const dotted = place.path[0] === "variants" ? String(place.path[2]).split(".") : place.path;
  const agent = dotted[0] === "agents" ? dotted.slice(0, 2) : dotted[0] === "defaults" ? ["defaults"] : [];
  const id = modelFor(document, agent);
  const thinking = id === undefined ? undefined : modelOf(id)?.thinking;
  return schema.words
    .filter(({ word }) => !thinking || thinking.levels.some((level) => level === word))
    .map(({ word, doc }) => ({
      ...item(word, kinds.enumMember, range, word, word === thinking?.default ? `${id}'s own level` : undefined),
      documentation: { kind: "markdown" as const, value: doc },
    }));
}

/** The dotted paths that variants most often change. */
function completeVariantPath(document: AgentDocument, place: Place, range: Range): CompletionItem[] {
  const worth = [
    "model",
    "generation_config.thinking_level",
    "generation_config.max_output_tokens",
    "system_instruction",
    "input",
    "service_tier",
  ];
  const names = agentNames(document);
  const paths = [
    ...(names.length === 0 ? worth : []),
    ...(names.length > 0 ? worth.slice(0, 3).map((path) => `defaults.${path}`) : []),
    ...names.flatMap((name) => worth.slice(0, 4).map((path) => `agents.${name}.${path}`)),
  ];
  const steps = valueAt(document.value, ["workflow", "steps"]);
  for (const step of Array.isArray(steps) ? steps : []) {
    if (isObject(step) && typeof step.id === "string") paths.push(`workflow.steps.${step.id}.skip`);
  }
  return paths.map((path, i) => {
    const last = path.split(".").at(-1) ?? "";
    const key = agentKeys[last] ?? schemaAt(agentFile, path.split("."), document)?.key;
    return {
      ...item(path, kinds.property, range, place.colon ? path : `${path}: `),
      sortText: order(i),
      ...(key ? { documentation: { kind: "markdown" as const, value: describeKey(last, key) } } : {}),
      ...(place.colon ? {} : { command: suggestNext }),
    };
  });
}

function skeleton(position: Position, wallMs: number): CompletionItem {
  const text = [
    "format: agent/v1",
    `name: \${1:my_agent}`,
    `description: \${2:What it is for.}`,
    `model: \${3:${suggestedModel(wallMs)}}`,
    "",
    "inputs:",
    `  \${4:message}: string`,
    "",
    "system_instruction: |",
    `  \${5:You answer in one short paragraph.}`,
    "",
    `input: "{{\${4:message}}}"`,
    "$0",
  ].join("\n");
  return {
    ...item(
      "agent",
      kinds.snippet,
      rangeIn(position.line, position.character, position.character),
      text,
      "A new agent",
    ),
    insertTextFormat: snippet,
    filterText: "agent format name",
  };
}

function item(label: string, kind: CompletionItemKind, range: Range, newText: string, detail?: string): CompletionItem {
  return { label, kind, textEdit: { range, newText }, ...(detail ? { detail } : {}) };
}

function rangeIn(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: Math.max(start, end) } };
}

function order(index: number): string {
  return String(index).padStart(3, "0");
}
