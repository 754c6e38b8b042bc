import type { Hover, Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { FlatDocument } from "../document/extend.ts";
import { rangeOf } from "../document/node.ts";
import { variablesOf } from "../document/template.ts";
import { helpers } from "../document/templateNodes.ts";
import type { Schema } from "../schema/schema.ts";
import { schemaAt } from "../schema/schemaAt.ts";
import type { Estimate } from "../tokens/estimate.ts";
import type { OwnPrices } from "../tokens/prices.ts";
import { rootSchemaOf } from "./completionItems.ts";
import { describeKey, describeModel, describeVariable } from "./describe.ts";
import { describeFile, fileAt } from "./describeFile.ts";
import { describeInherited } from "./describeInherited.ts";
import { describeName } from "./describeName.ts";
import { describeTokens } from "./describeTokens.ts";
import { promptAt, promptKeys, templateOf } from "./prompts.ts";
import { ruleOf } from "./rules/laterRules.ts";
import { textOf } from "./rules/page.ts";
import { occurrenceOf } from "./sameName.ts";
import type { Surroundings } from "./surroundings.ts";
import { stateKeys, variablesFor } from "./variables.ts";

export interface HoverContext {
  /** The day for which prices are told. Milliseconds since 1970. */
  readonly wallMs: number;
  /** The user's own. Default: none. */
  readonly prices?: OwnPrices;
  /** The definition with what it inherits. */
  readonly flat?: FlatDocument;
  /** The files in which names may be declared as well. */
  readonly around?: Surroundings;
  /** Counts of its prompts, as far as there are some. */
  readonly estimates?: readonly Estimate[];
  /** The text of a file that it names, as far as it has been read. */
  textOf?(file: string): string | undefined;
}

/** What the word under the cursor means: a key, a name, a file, a model, a value's word, a variable or a helper of a prompt. */
export function hover(document: AgentDocument, position: Position, context: HoverContext): Hover | undefined {
  // What needs every name of the file comes last.
  return (
    hoverOnFile(document, position, context) ??
    hoverInPrompt(document, position, context) ??
    hoverOnRule(document, position) ??
    hoverOnPart(document, position, context) ??
    hoverOnName(document, position, context) ??
    hoverOnText(document, position, context)
  );
}

/** Whether the answer there has figures: on an agent's name, on the key of a prompt and inside of its text. */
export function asksForTokens(document: AgentDocument, position: Position): boolean {
  const at = document.pathAt(position);
  if (!at) return promptAt(document, position) !== undefined;
  const { path, part } = at;
  const [first] = path;
  if (part !== "key") return (first === "name" && path.length === 1) || promptAt(document, position) !== undefined;
  if (first === "agents" && path.length === 2) return true;
  const key = first === "agents" ? path[2] : first === "defaults" ? path[1] : first;
  return promptKeys.some((each) => each === key);
}

function hoverOnFile(document: AgentDocument, position: Position, { textOf }: HoverContext): Hover | undefined {
  const found = textOf && fileAt(document, position);
  return found && markdown(describeFile(found.file, textOf(found.file)), found.range);
}

/** An agent, a tool, a part of the state, a data set, a variant, a secret, where it is named. */
function hoverOnName(document: AgentDocument, position: Position, { around }: HoverContext): Hover | undefined {
  if (!mayBeName(document, position)) return undefined;
  const found = occurrenceOf(document, position);
  const text = found && describeName(document, found, around?.layers);
  return text ? markdown(text, found.range) : undefined;
}

/** Prose and gaps are no names: then nobody has to know all names of the file. */
function mayBeName(document: AgentDocument, position: Position): boolean {
  const at = document.pathAt(position);
  if (!at || at.part === "gap") return false;
  const { node } = at.placed;
  if (at.part === "key") return true;
  if (node.kind !== "scalar" || typeof node.value !== "string") return false;
  if (node.value.includes("${")) return true;
  if (promptAt(document, position)) return false;
  const schema = schemaAt(rootSchemaOf(document), at.path, document)?.schema;
  return !schema || namesSomething(schema) || /[{}]/.test(node.value);
}

function namesSomething(schema: Schema): boolean {
  if (schema.kind === "either") return schema.options.some(namesSomething);
  return (
    schema.kind === "text" &&
    (schema.refers !== undefined || schema.expression === true || schema.pattern !== undefined)
  );
}

/** The id of a rule, in `lint` and in comments. */
function hoverOnRule(document: AgentDocument, position: Position): Hover | undefined {
  const line = document.source.line(position.line);
  for (const { 0: id, index } of line.matchAll(/\bAG\d{3}\b/g)) {
    if (position.character < index || position.character > index + id.length) continue;
    const rule = ruleOf(id);
    if (!rule) return undefined;
    const start = { line: position.line, character: index };
    const { title, why } = textOf(rule);
    return markdown(`**${id}** · ${title}\n\n${why}`, {
      start,
      end: { ...start, character: index + id.length },
    });
  }
  return undefined;
}

function hoverInPrompt(document: AgentDocument, position: Position, { flat }: HoverContext): Hover | undefined {
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
    const inherited = flat && flat.parents.length > 0 ? variablesFor(flat, prompt.agent).get(use.name) : undefined;
    const from = inherited?.path && flat?.originOf(inherited.path)?.file;
    if (inherited && from) return markdown(`${describeVariable(inherited)}\n\nInherited from \`${from}\`.`, range);
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

/** The words of a prompt. */
function hoverOnText(document: AgentDocument, position: Position, { estimates }: HoverContext): Hover | undefined {
  const at = estimates && estimates.length > 0 ? promptAt(document, position) : undefined;
  const key = at?.prompt.path[at.prompt.agent.length];
  const count = at && estimates && describeTokens(at.prompt.path, estimates);
  return count ? markdown(`**${key}** · ${count}`, undefined) : undefined;
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
  const root = rootSchemaOf(document);
  if (at.part === "key") {
    const name = String(path.at(-1));
    const found = schemaAt(root, path, document);
    const range = document.rangeAt(path)?.key;
    if (found?.key) {
      const more = [
        describeTokens(path, context.estimates ?? []),
        context.flat && describeInherited(context.flat, path),
      ].filter((each) => each !== undefined);
      return markdown([describeKey(name, found.key), ...more].join("\n\n"), range);
    }
    if (path.at(-2) === "inputs") {
      const variable = variablesFor(document, path.slice(0, -2)).get(name);
      if (variable) return markdown(describeVariable(variable), range);
    }
    return undefined;
  }
  if (placed.node.kind !== "scalar" || typeof placed.node.value !== "string") return undefined;
  const { value } = placed.node;
  const range = rangeOf(placed.node.span, placed.base);
  const found = schemaAt(root, path, document);
  if (!found) {
    // The model of a managed agent's settings, and of a variant.
    const isModel = /(?:^|\.)model$/.test(String(path.at(-1)));
    const card = isModel ? describeModel(value, context.wallMs, context.prices) : undefined;
    return card ? markdown(card, range) : undefined;
  }
  if (hasModel(found.schema) || path.at(-1) === "model") {
    const card = describeModel(value, context.wallMs, context.prices);
    if (card) return markdown(card, range);
  }
  const words = wordsOf(found.schema);
  const word = words.find((w) => w.word === value);
  if (!word) return undefined;
  // The opposite of an assertion is told with what it is the opposite of.
  const opposite = words.find((w) => value === `not-${w.word}`);
  return markdown(`**${word.word}** · ${opposite ? `Not so: ${opposite.doc}` : word.doc}`, range);
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
