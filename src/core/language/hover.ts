import type { Hover, Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { rangeOf } from "../document/node.ts";
import { variablesOf } from "../document/template.ts";
import { helpers } from "../document/templateNodes.ts";
import { agentFile } from "../schema/agentSchema.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaAt } from "../schema/schemaAt.ts";
import { describeKey, describeModel, describeVariable } from "./describe.ts";
import { promptAt, templateOf } from "./prompts.ts";
import { stateKeys, variablesFor } from "./variables.ts";

export interface HoverContext {
  /** The day for which prices are told. Milliseconds since 1970. */
  readonly wallMs: number;
}

/** What the word under the cursor means: a key, a model, a value's word, a variable or a helper of a prompt. */
export function hover(document: AgentDocument, position: Position, context: HoverContext): Hover | undefined {
  return hoverInPrompt(document, position) ?? hoverOnPart(document, position, context);
}

function hoverInPrompt(document: AgentDocument, position: Position): Hover | undefined {
  const at = promptAt(document, position);
  if (!at) return undefined;
  const { prompt, text, offset } = at;
  const use = variablesOf(templateOf(document, prompt)).find((u) => u.start <= offset && offset <= u.end);
  if (use) {
    const range = text.rangeAt(use.start, use.end);
    if (use.name === "state") {
      const setter = stateKeys(document).get(use.path[1] ?? "");
      const where = setter ? `Set by \`${setter.join(".")}\`.` : "Nothing in this file sets it.";
      return markdown(`**{{${use.path.join(".")}}}** · what an earlier step left\n\n${where}`, range);
    }
    const variable = variablesFor(document, prompt.agent).get(use.name);
    if (variable) return markdown(describeVariable(variable), range);
    return use.local ? undefined : markdown(`**{{${use.name}}}** is not declared under \`inputs\`.`, range);
  }
  const word = wordAt(text.text, offset);
  if (!word || !insideBraces(text.text, offset)) return undefined;
  const range = text.rangeAt(word.start, word.end);
  const help = Object.hasOwn(helpers, word.text) ? helpers[word.text as keyof typeof helpers] : undefined;
  if (help) return markdown(`**${word.text}** · ${help.doc}\n\n\`${help.usage}\``, range);
  const block = blockDocs[word.text];
  return block ? markdown(block, range) : undefined;
}

const blockDocs: Readonly<Record<string, string>> = {
  if: "**if** · The text up to `{{/if}}` (or `{{else}}`) when the value is there and not empty.\n\n`{{#if plan}}…{{else}}…{{/if}}`",
  unless: "**unless** · The text up to `{{/unless}}` when the value is missing or empty.",
  each: "**each** · The text once for each item of a list: `{{this}}`, `{{@index}}`, `{{@first}}`, `{{@last}}`.\n\n`{{#each changes}}- {{this}}{{/each}}`",
  with: "**with** · Inside, names are looked for in the value first.",
  else: "**else** · What is said otherwise.",
  this: "**this** · The item at hand.",
};

function hoverOnPart(document: AgentDocument, position: Position, context: HoverContext): Hover | undefined {
  const at = document.pathAt(position);
  if (!at || at.part === "gap") return undefined;
  const { path, placed } = at;
  if (at.part === "key") {
    const name = String(path.at(-1));
    const found = schemaAt(agentFile, path, document);
    const range = document.rangeAt(path)?.key;
    if (found?.key) return markdown(describeKey(name, found.key), range);
    if (path.at(-2) === "inputs") {
      const variable = variablesFor(document, path.slice(0, -2)).get(name);
      if (variable) return markdown(describeVariable(variable), range);
    }
    return undefined;
  }
  if (placed.node.kind !== "scalar" || typeof placed.node.value !== "string") return undefined;
  const { value } = placed.node;
  const range = rangeOf(placed.node.span, placed.base);
  const found = schemaAt(agentFile, path, document);
  if (!found) {
    // The model of a managed agent's settings, and of a variant.
    const isModel = /(?:^|\.)model$/.test(String(path.at(-1)));
    const card = isModel ? describeModel(value, context.wallMs) : undefined;
    return card ? markdown(card, range) : undefined;
  }
  if (hasModel(found.schema) || path.at(-1) === "model") {
    const card = describeModel(value, context.wallMs);
    if (card) return markdown(card, range);
  }
  const word = wordsOf(found.schema).find((w) => w.word === value);
  return word ? markdown(`**${word.word}** · ${word.doc}`, range) : undefined;
}

export function hasModel(schema: Schema): boolean {
  return schema.kind === "model" || (schema.kind === "either" && schema.options.some(hasModel));
}

export function wordsOf(schema: Schema): readonly { readonly word: string; readonly doc: string }[] {
  if (schema.kind === "words") return schema.words;
  return schema.kind === "either" ? schema.options.flatMap(wordsOf) : [];
}

function wordAt(text: string, offset: number): { text: string; start: number; end: number } | undefined {
  let start = offset;
  while (start > 0 && /[\w@]/.test(text.charAt(start - 1))) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text.charAt(end))) end++;
  return end > start ? { text: text.slice(start, end), start, end } : undefined;
}

function insideBraces(text: string, offset: number): boolean {
  const open = text.lastIndexOf("{{", offset);
  if (open < 0) return false;
  const close = text.indexOf("}}", open);
  return close < 0 || close + 2 > offset;
}

function markdown(value: string, range: Range | undefined): Hover {
  return { contents: { kind: "markdown", value }, ...(range ? { range } : {}) };
}
