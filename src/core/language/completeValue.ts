import type { CompletionItem, Position, Range } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import { variantPath } from "../document/applyVariant.ts";
import type { Path } from "../document/definition.ts";
import { joinPath } from "../document/paths.ts";
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
  namesOf,
  rootSchemaOf,
  type Typing,
} from "./completionItems.ts";
import { isOffered, modelFor, priceLine, suggestedModel } from "./models.ts";
import { everyRule } from "./rules/laterRules.ts";
import { textOf } from "./rules/page.ts";
import { agentNames, stateKeys, toolsOf, valueAt } from "./variables.ts";

export function completeValue(typing: Typing, position: Position): readonly CompletionItem[] | undefined {
  const schema = valueSchema(typing);
  if (!schema) return undefined;
  const items =
    isExpression(schema) || typing.place.path.at(-1) === "actual"
      ? completeExpression(typing, position)
      : valueItems(typing, schema);
  return items.length > 0 ? inOrder(items) : undefined;
}

function isExpression(schema: Schema): boolean {
  return schema.kind === "text" && schema.expression === true;
}

/** Also where a variant's dotted path stands for the place that it changes, and in the lists of a matrix. */
function valueSchema(typing: Typing): Schema | undefined {
  const { document, context } = typing;
  const { path } = typing.place;
  const dotted = path[0] === "variants" && path.length >= 3 ? path[2] : path[0] === "matrix" ? path[1] : undefined;
  if (dotted !== undefined) {
    const { definition = document } = context.around ?? {};
    const steps = variantPath(namesOf(typing).value, String(dotted)) ?? String(dotted).split(".");
    return schemaAt(rootSchemaOf(definition), [...steps, ...path.slice(3)], definition)?.schema;
  }
  return schemaAt(rootSchemaOf(document), path, document)?.schema;
}

export function valueItems(typing: Typing, schema: Schema): CompletionItem[] {
  const { place, range, context } = typing;
  switch (schema.kind) {
    case "either":
      return schema.options.flatMap((option) => valueItems(typing, option));
    case "model":
      return modelItems(schema.agent === true, range, context);
    case "boolean":
      return ["true", "false"].map((word) => item(word, kinds.value, range, word));
    case "words":
      return /(?:^|\.)thinking_level$/.test(lastName(place.path))
        ? thinkingItems(typing, schema)
        : schema.words.map(({ word, doc }) => ({
            ...item(word, kinds.enumMember, range, word),
            documentation: { kind: "markdown" as const, value: doc },
          }));
    case "text":
      if (schema.file) return fileItems(place.path, range, context);
      if (schema.folder) return folderItems(range, context.files ?? []);
      if (schema.refers) return nameItems(typing, schema.refers);
      return lastName(place.path) === "key" && place.path.includes("assert")
        ? [...stateKeys(namesOf(typing)).keys()].map((key) => item(key, kinds.variable, range, key))
        : [];
    case "list":
      // `tools: ` and then a word: the list comes with it.
      return place.part === "value" && !place.flow
        ? valueItems(typing, schema.item).map((each) => inList(each, range))
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
  const isDefinition = key === "extends" || (key === "agent" && path.length === 1);
  if (isDefinition) {
    const named = (context.others ?? []).filter((other) => other.kind === "agent");
    if (named.length > 0) {
      return named.map((other) => item(other.file, kinds.file, range, other.file, other.description ?? other.name));
    }
  }
  const wanted =
    key === "ref"
      ? /\.tool\.ya?ml$/
      : isDefinition
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

function nameItems(typing: Typing, refers: NonNullable<(Schema & { kind: "text" })["refers"]>): CompletionItem[] {
  const { place, range, context } = typing;
  const names = namesOf(typing);
  const own = valueAt(names.value, ["name"]);
  const agentItem = (name: string, body: Path) => {
    const description = valueAt(names.value, [...body, "description"]);
    return item(name, kinds.class, range, name, typeof description === "string" ? description : undefined);
  };
  switch (refers) {
    case "agent":
      return [
        ...agentNames(names).map((name) => agentItem(name, ["agents", name])),
        // A test may name the file's own agent as well.
        ...(place.path.includes("assert") && typeof own === "string" ? [agentItem(own, [])] : []),
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
      return toolNames(typing).map(([name, detail]) => item(name, kinds.function, range, name, detail));
    case "dataset":
    case "variant": {
      const map = valueAt(names.value, [refers === "dataset" ? "datasets" : "variants"]);
      const keys = isObject(map) ? Object.keys(map) : [];
      const all = refers === "variant" && !keys.includes("base") ? ["base", ...keys] : keys;
      return all.map((name) => item(name, kinds.constant, range, name));
    }
    case "rule": {
      const seen = new Map(everyRule.map((rule) => [rule.id, textOf(rule).title]));
      return [...seen].sort().map(([id, title]) => item(id, kinds.constant, range, id, title));
    }
  }
}

/** The tools that agents of the file may call, by the name by which they are called. */
function toolNames(typing: Typing): [string, string][] {
  const { others, around } = typing.context;
  const layers = around?.layers() ?? [];
  const found = new Map<string, string>();
  for (const tool of toolsOf(namesOf(typing))) {
    if (typeof tool === "string") found.set(tool, "built in");
    else if (isObject(tool) && typeof tool.ref === "string") {
      const path = joinPath("", tool.ref);
      const read = layers.find((layer) => layer.file === path)?.document.value;
      const shared = isObject(read) ? read : others?.find((other) => other.kind === "tool" && other.file === path);
      if (typeof shared?.name !== "string") continue;
      found.set(shared.name, typeof shared.description === "string" ? shared.description : path);
    } else if (isObject(tool)) {
      const name = [tool.name, tool.agent, tool.type].find((each) => typeof each === "string");
      if (name)
        found.set(String(name), typeof tool.description === "string" ? tool.description : String(tool.type ?? ""));
    }
  }
  return [...found];
}

function modelItems(agent: boolean, range: Range, { wallMs, prices }: CompleteContext): CompletionItem[] {
  const suggested = suggestedModel(wallMs);
  return knownModels()
    .filter((model) => (model.kind === "managed-agent") === agent && isOffered(model, wallMs))
    .sort((a, b) => Number(b.id === suggested) - Number(a.id === suggested) || (a.released < b.released ? 1 : -1))
    .map((model) => {
      const to = redirectAt(model.id, wallMs)?.to;
      const price = to ? `answered by ${to}` : priceLine(model.id, wallMs, prices);
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

function thinkingItems(typing: Typing, schema: Schema & { kind: "words" }): CompletionItem[] {
  const { place, range } = typing;
  const { path } = place;
  const dotted =
    path[0] === "variants" ? String(path[2]).split(".") : path[0] === "matrix" ? String(path[1]).split(".") : path;
  const agent = dotted[0] === "agents" ? dotted.slice(0, 2) : dotted[0] === "defaults" ? ["defaults"] : [];
  const id = modelFor(namesOf(typing), agent);
  const thinking = id === undefined ? undefined : modelOf(id)?.thinking;
  return schema.words
    .filter(({ word }) => !thinking || thinking.levels.some((level) => level === word))
    .map(({ word, doc }) => ({
      ...item(word, kinds.enumMember, range, word, word === thinking?.default ? `${id}'s own level` : undefined),
      documentation: { kind: "markdown" as const, value: doc },
    }));
}
