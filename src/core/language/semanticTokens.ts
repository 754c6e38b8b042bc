import type { Range, SemanticTokensEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Placed, ScalarNode } from "../document/node.ts";
import { NodeMemo } from "../document/nodeMemo.ts";
import { builtinTools } from "../document/readTool.ts";
import { helpers } from "../document/templateNodes.ts";
import { scalarText } from "./scalarText.ts";
import { type Occurrence, occurrences } from "./symbols.ts";
import { tokenModifiers, tokenTypes } from "./tokenLegend.ts";

type TokenType = (typeof tokenTypes)[number];
type TokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/**
 * What a grammar cannot know: which words are variables, agents, tools, steps, parts of the state; and the words of
 * templates, expressions and `${secret:…}`. A name that nobody declares has its kind's colour too: that it is wrong is
 * the business of a diagnostic.
 */
export function semanticTokens(document: AgentDocument, range?: Range): readonly SemanticToken[] {
  const found = new Map<number, SemanticToken>();
  const key = (line: number, character: number) => line * 65_536 + Math.min(character, 65_535);
  const isAsked = (line: number) => !range || (line >= range.start.line && line <= range.end.line);
  if (document.root) {
    for (const { line, token } of wordsIn(document, document.root)) {
      if (isAsked(line)) found.set(key(line, token.character), { ...token, line });
    }
  }
  for (const occurrence of occurrences(document)) {
    const { start, end } = occurrence.range;
    if (start.line !== end.line || end.character <= start.character || !isAsked(start.line)) continue;
    found.set(key(start.line, start.character), {
      line: start.line,
      character: start.character,
      length: end.character - start.character,
      ...looks(occurrence),
    });
  }
  const inOrder = [...found].sort(([a], [b]) => a - b).map(([, token]) => token);
  return inOrder.filter((token, i) => {
    const before = inOrder[i - 1];
    return !before || before.line < token.line || before.character + before.length <= token.character;
  });
}

function looks({ kind, name, role, scope }: Occurrence): Pick<SemanticToken, "type" | "modifiers"> {
  const modifiers: TokenModifier[] = role === "definition" ? ["declaration"] : role === "write" ? ["modification"] : [];
  switch (kind) {
    case "variable":
      return { type: scope.at(-1) === "properties" ? "property" : "variable", modifiers };
    case "state":
      return { type: "property", modifiers };
    case "agent":
      return { type: "class", modifiers };
    case "tool":
      return {
        type: "function",
        modifiers: builtinTools.some((tool) => tool === name) ? [...modifiers, "defaultLibrary"] : modifiers,
      };
    case "step":
      return { type: "label", modifiers };
    case "variant":
      return { type: "enumMember", modifiers };
    case "dataset":
      return { type: "struct", modifiers };
    case "secret":
      return { type: "variable", modifiers: [...modifiers, "readonly"] };
    case "file":
      return { type: "namespace", modifiers };
  }
}

/** As the protocol sends them: five numbers each, counted from the token before. */
export function encodeTokens(tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    if (token.line !== line) character = 0;
    const modifiers = token.modifiers.reduce((bits, modifier) => bits | (1 << tokenModifiers.indexOf(modifier)), 0);
    data.push(token.line - line, token.character - character, token.length, tokenTypes.indexOf(token.type), modifiers);
    line = token.line;
    character = token.character;
  }
  return data;
}

/** What turns one encoding into another: the piece between what both begin with and what both end with. */
export function tokenEdits(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const deleteCount = before.length - start - tail;
  const data = after.slice(start, after.length - tail);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data: [...data] }];
}

type Word = Omit<SemanticToken, "line"> & { readonly down: number };

/** Kept with the node, lines counted from its base: an edit elsewhere leaves them as they are. */
const known = new NodeMemo<readonly Word[]>();
const none: readonly Word[] = [];

/** Keys whose value is an expression. */
const expressionKeys = new Set(["when", "until", "by", "actual"]);

function wordsIn(document: AgentDocument, root: Placed): { line: number; token: Word }[] {
  const found: { line: number; token: Word }[] = [];
  const visit = ({ node, base }: Placed, key: string | undefined): void => {
    if (node.kind === "map") {
      for (const entry of node.entries) visit({ node: entry.value, base: base + entry.line }, entry.name);
    } else if (node.kind === "list") {
      for (const item of node.items) visit({ node: item.value, base: base + item.line }, undefined);
    } else if (node.kind === "scalar" && typeof node.value === "string") {
      const isExpression = key !== undefined && expressionKeys.has(key) && node.style !== "literal";
      if (!isExpression && !node.value.includes("{{") && !node.value.includes("${")) return;
      let words = known.get(node);
      if (!words) {
        words = wordsOf(document, node, base, isExpression);
        known.set(node, words);
      }
      for (const token of words) found.push({ line: base + token.down, token });
    }
  };
  visit(root, undefined);
  return found;
}

function wordsOf(document: AgentDocument, node: ScalarNode, base: number, isExpression: boolean): readonly Word[] {
  const written = scalarText(document.source, node, base);
  const { text } = written;
  const words: Word[] = [];
  const add = (start: number, end: number, type: TokenType, modifiers: readonly TokenModifier[] = []) => {
    const from = written.positionAt(start);
    const to = written.positionAt(end);
    if (from.line !== to.line || to.character <= from.character) return;
    words.push({
      down: from.line - base,
      character: from.character,
      length: to.character - from.character,
      type,
      modifiers,
    });
  };
  if (isExpression && !text.includes("{{")) expressionWords(text, add);
  else {
    // What stands in a comment is no tag.
    const tags = text.replace(/\{\{~?!--[\s\S]*?--~?\}\}/g, (comment) => comment.replace(/[{}]/g, " "));
    for (const { 0: tag, index } of tags.matchAll(/(?<!(?<!\\)\\)\{\{(?!~?!)(?:[^{}]|\}(?!\}))*\}\}/g)) {
      tagWords(tag, index, add);
    }
  }
  for (const { 0: whole, 1: word = "", 2: name = "", index } of text.matchAll(/\$\{(env|secret):([^}\s]*)\}/g)) {
    add(index + 2, index + 2 + word.length, "keyword");
    if (name) add(index + whole.length - 1 - name.length, index + whole.length - 1, "variable", ["readonly"]);
  }
  return words.length > 0 ? words : none;
}

type Add = (start: number, end: number, type: TokenType, modifiers?: readonly TokenModifier[]) => void;

/** The words between two braces. Names that mean something are told better by `occurrences`. */
function tagWords(tag: string, offset: number, add: Add): void {
  const partial = /^\{\{~?\s*>\s*([^\s~}]+)/.exec(tag);
  if (partial) {
    const end = offset + partial[0].length;
    add(end - (partial[1] as string).length, end, "namespace");
    return;
  }
  const opening = /^\{\{~?\s*(?:[#/]\s*\w*|else\b(?:\s+if\b)?)/.exec(tag)?.[0] ?? "";
  const word = /(?:[#/]|else).*$/.exec(opening)?.[0] ?? "";
  if (word) add(offset + opening.length - word.length, offset + opening.length, "keyword");
  const rest = tag.slice(opening.length);
  const from = offset + opening.length;
  let first = word === "";
  for (const match of rest.matchAll(/"[^"]*"|'[^']*'|\w+(?==)|@?[\p{L}_][\p{L}\p{N}_-]*|-?\d+(?:\.\d+)?/gu)) {
    const at = match.index;
    const text = match[0];
    const before = rest.charAt(at - 1);
    const start = from + at;
    const end = start + text.length;
    if (/^["']/.test(text)) add(start, end, "string");
    else if (/^-?\d/.test(text)) {
      if (before !== ".") add(start, end, "number");
    } else if (rest.charAt(at + text.length) === "=") add(start, end, "property");
    else if (before === "." || before === "/") add(start, end, "property");
    else if (text.startsWith("@") || text === "this" || text === "state")
      add(start, end, "variable", ["defaultLibrary"]);
    else if (/^(?:true|false|null)$/.test(text)) add(start, end, "keyword");
    else if ((first || before === "(") && Object.hasOwn(helpers, text)) add(start, end, "function", ["defaultLibrary"]);
    else add(start, end, "variable");
    first = false;
  }
}

function expressionWords(text: string, add: Add): void {
  for (const match of text.matchAll(/"[^"]*"|'[^']*'|[\p{L}_][\p{L}\p{N}_-]*|-?\d+(?:\.\d+)?|==|!=|[<>]/gu)) {
    const start = match.index;
    const word = match[0];
    const end = start + word.length;
    const before = text.charAt(start - 1);
    if (/^["']/.test(word)) add(start, end, "string");
    else if (/^-?\d/.test(word)) add(start, end, "number");
    else if (/^[=!<>]/.test(word)) add(start, end, "operator");
    else if (before === ".") add(start, end, "property");
    else if (/^(?:and|or|not|in|true|false|null)$/.test(word)) add(start, end, "keyword");
    else if (/^(?:state|inputs)$/.test(word) && text.charAt(end) === ".")
      add(start, end, "variable", ["defaultLibrary"]);
    else add(start, end, "string");
  }
}
