import type { CompletionItem, Position, Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { variantPath } from "../document/applyVariant.ts";
import type { Path } from "../document/definition.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaAt } from "../schema/schemaAt.ts";
import { knownModels, modelOf, redirectAt } from "../tokens/prices.ts";
import { completeExpression } from "./completeExpression.ts";
import {
  about,
  type CompleteContext,
  deprecated,
  inOrder,
  item,
  kinds,
  rangeIn,
  rootSchemaOf,
} from "./completionItems.ts";
import { isOffered, modelFor, priceLine, suggestedModel } from "./models.ts";
import type { Place } from "./place.ts";
import { everyRule } from "./rules/laterRules.ts";
import { textOf } from "./rules/page.ts";
import { agentNames, valueAt } from "./variables.ts";

export function completeValue(
  document: AgentDocument,
  position: Position,
  place: Place,
  context: CompleteContext,
): readonly CompletionItem[] | undefined {
  const quote = /^["']/.exec(place.word)?.[0] ?? "";
  const range = rangeIn(position.line, place.start + quote.length, place.end);
  const schema = valueSchema(document, place.path);
  if (!schema) return undefined;
  if (isExpression(schema) || place.path.at(-1) === "actual") {
    const found = completeExpression(document, position, { ...place, start: place.start + quote.length });
    return found.length > 0 ? found : undefined;
  }
  const items = valueItems(document, schema, place, range, context);
  return items.length > 0 ? inOrder(items) : undefined;
}

function isExpression(schema: Schema): boolean {
  return schema.kind === "text" && schema.expression === true;
}

/** Also where a variant's dotted path stands for the place that it changes, and in the lists of a matrix. */
function valueSchema(document: AgentDocument, path: Path): Schema | undefined {
  const root = rootSchemaOf(document);
  const dotted = path[0] === "variants" && path.length >= 3 ? path[2] : path[0] === "matrix" ? path[1] : undefined;
  if (dotted !== undefined) {
    const rest = path[0] === "variants" ? path.slice(3) : path.slice(3);
    const steps = variantPath(document.value, String(dotted)) ?? String(dotted).split(".");
    return schemaAt(root, [...steps, ...rest], document)?.schema;
  }
  return schemaAt(root, path, document)?.schema;
}

export function valueItems(
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
      return /(?:^|\.)thinking_level$/.test(lastName(place.path))
        ? thinkingItems(document, schema, place, range)
        : schema.words.map(({ word, doc }) => ({
            ...item(word, kinds.enumMember, range, word),
            documentation: { kind: "markdown" as const, value: doc },
          }));
    case "text":
      if (schema.file) return fileItems(place.path, range, context);
      if (schema.folder) return folderItems(range, context.files ?? []);
      if (schema.refers) return nameItems(document, schema.refers, range, context);
      return lastName(place.path) === "key" && place.path.includes("assert") ? stateItems(document, range) : [];
    case "list":
      // `tools: ` and then a word: the list comes with it.
      return place.part === "value" && !place.flow
        ? valueItems(document, schema.item, place, range, context).map((each) => inList(each, range))
        : [];
    default:
      return [];
  }
}

/** The last name of a path, also where items of a list follow it. */
function lastName(path: Path): string {
  return String(path.findLast((step) => typeof step === "string") ?? "");
}

function inList(each: CompletionItem, range: Range): CompletionItem {
  return { ...each, textEdit: { range, newText: `[${each.label}]` } };
}

/** Files of the kind that the key is for come alone, where there are some. */
function fileItems(path: Path, range: Range, context: CompleteContext): CompletionItem[] {
  const { files = [] } = context;
  const key = lastName(path);
  if (key === "extends") {
    const named = (context.others ?? []).filter((other) => other.kind === "agent");
    if (named.length > 0) {
      return named.map((other) => item(other.file, kinds.file, range, other.file, other.description ?? other.name));
    }
  }
  const wanted =
    key === "ref"
      ? /\.tool\.ya?ml$/
      : key === "extends"
        ? /\.agent\.ya?ml$/
        : path.includes("datasets")
          ? /\.(?:jsonl|csv|json|ya?ml)$/
          : /^(?:system_instruction|input|messages|content|rubric)$/.test(String(path.findLast(isPromptKey) ?? ""))
            ? /\.(?:md|txt|prompt)$/
            : key === "instructions_file"
              ? /\.md$/
              : undefined;
  const fitting = wanted ? files.filter((file) => wanted.test(file)) : files;
  return (fitting.length > 0 ? fitting : files).map((file) => item(file, kinds.file, range, file));
}

function isPromptKey(step: string | number): boolean {
  return typeof step === "string" && step !== "file" && step !== "text";
}

function folderItems(range: Range, files: readonly string[]): CompletionItem[] {
  const folders = files.filter((file) => file.endsWith("/SKILL.md")).map((file) => file.slice(0, -"/SKILL.md".length));
  return folders.map((folder) => item(folder, kinds.folder, range, folder));
}

function stateItems(document: AgentDocument, range: Range): CompletionItem[] {
  const keys = new Set<string>();
  const visit = (value: Json | undefined): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    else if (isObject(value)) {
      if (typeof value.output_key === "string") keys.add(value.output_key);
      for (const key of ["agents", "workflow", "steps", "routes"]) visit(value[key]);
      if (!("steps" in value) && !("agents" in value))
        for (const each of Object.values(value)) if (isObject(each)) visit(each);
    }
  };
  visit(document.value);
  const state = valueAt(document.value, ["session", "state"]);
  if (isObject(state)) for (const key of Object.keys(state)) keys.add(key);
  return [...keys].map((key) => item(key, kinds.variable, range, key));
}

function nameItems(
  document: AgentDocument,
  refers: NonNullable<(Schema & { kind: "text" })["refers"]>,
  range: Range,
  context: CompleteContext,
): CompletionItem[] {
  switch (refers) {
    case "agent":
      return [
        ...agentNames(document).map((name) => {
          const description = valueAt(document.value, ["agents", name, "description"]);
          return item(name, kinds.class, range, name, typeof description === "string" ? description : undefined);
        }),
        ...(context.others ?? [])
          .filter((other) => other.kind === "agent")
          .map(({ file, name, description }) => {
            const path = file.startsWith(".") ? file : `./${file}`;
            return {
              ...item(path, kinds.file, range, path, description ?? name),
              ...(name ? { filterText: `${path} ${name}` } : {}),
            };
          }),
      ];
    case "tool":
      return toolNames(document, context).map(([name, detail]) => item(name, kinds.function, range, name, detail));
    case "dataset":
    case "variant": {
      const map = valueAt(document.value, [refers === "dataset" ? "datasets" : "variants"]);
      const names = isObject(map) ? Object.keys(map) : [];
      const all = refers === "variant" && !names.includes("base") ? ["base", ...names] : names;
      return all.map((name) => item(name, kinds.constant, range, name));
    }
    case "rule": {
      const seen = new Map(everyRule.map((rule) => [rule.id, textOf(rule).title]));
      return [...seen].sort().map(([id, title]) => item(id, kinds.constant, range, id, title));
    }
  }
}

/** The tools that agents of the file may call, by the name by which they are called. */
function toolNames(document: AgentDocument, context: CompleteContext): [string, string][] {
  const found = new Map<string, string>();
  const bodies: Path[] = [[], ["defaults"], ...agentNames(document).map((name) => ["agents", name])];
  for (const body of bodies) {
    const tools = valueAt(document.value, [...body, "tools"]);
    for (const tool of Array.isArray(tools) ? (tools as readonly Json[]) : []) {
      if (typeof tool === "string") found.set(tool, "built in");
      else if (isObject(tool) && typeof tool.ref === "string") {
        const path = tool.ref.replace(/^\.\//, "");
        const shared = context.others?.find((other) => other.kind === "tool" && other.file === path);
        if (shared?.name) found.set(shared.name, shared.description ?? shared.file);
      } else if (isObject(tool)) {
        const name = [tool.name, tool.agent, tool.type].find((each) => typeof each === "string");
        if (name)
          found.set(String(name), typeof tool.description === "string" ? tool.description : String(tool.type ?? ""));
      }
    }
  }
  return [...found];
}

function modelItems(agent: boolean, range: Range, wallMs: number): CompletionItem[] {
  const suggested = suggestedModel(wallMs);
  return knownModels()
    .filter((model) => (model.kind === "managed-agent") === agent && isOffered(model, wallMs))
    .sort((a, b) => Number(b.id === suggested) - Number(a.id === suggested) || (a.released < b.released ? 1 : -1))
    .map((model) => {
      const to = redirectAt(model.id, wallMs)?.to;
      const price = to ? `answered by ${to}` : priceLine(model.id, wallMs);
      const levels = model.thinking ? `thinks ${fromTo(model.thinking.levels)}` : undefined;
      const detail = [price, levels].filter((each) => each !== undefined).join(" · ");
      return {
        ...item(model.id, kinds.enumMember, range, model.id, detail),
        ...about({ of: "model", id: model.id }),
        ...(to ? { tags: [deprecated] } : {}),
        ...(model.id === suggested ? { preselect: true } : {}),
      };
    });
}

/** "minimal to high". */
function fromTo(levels: readonly string[]): string {
  return levels.length > 2 ? `${levels[0]} to ${levels.at(-1)}` : levels.join(", ");
}

function thinkingItems(
  document: AgentDocument,
  schema: Schema & { kind: "words" },
  place: Place,
  range: Range,
): CompletionItem[] {
  const { path } = place;
  const dotted =
    path[0] === "variants" ? String(path[2]).split(".") : path[0] === "matrix" ? String(path[1]).split(".") : path;
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
