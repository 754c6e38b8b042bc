import type { Position } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { isGap, keyEnd, skipSpace } from "../document/keyEnd.ts";
import { LineKind } from "../document/sourceText.ts";

/**
 * Where someone is typing. Found from indentation and the text of the line alone, since what is being typed is seldom
 * well-formed.
 */
export interface Place {
  /** Of the map or list around the cursor (for a key), or of the value itself. */
  readonly path: Path;
  readonly part: "key" | "value";
  /** What has been typed of the key or value, from `start` on. */
  readonly word: string;
  readonly start: number;
  /** Column after the word under the cursor. */
  readonly end: number;
  /** Column of the key. */
  readonly column: number;
  readonly flow: boolean;
  /** A `:` follows the word already. */
  readonly colon: boolean;
}

export function placeAt(document: AgentDocument, position: Position): Place | undefined {
  const { source } = document;
  if (position.line >= source.lineCount) return undefined;
  const line = source.line(position.line);
  const before = line.slice(0, position.character);
  if (/(?:^|\s)#/.test(withoutQuotes(before))) return undefined;
  const tokens = structureOf(before);
  const last = tokens.at(-1);
  const flowStart = openBracket(before, last?.kind === "key" ? last.end : (last?.end ?? 0));
  if (flowStart >= 0) return flowPlace(document, position, { first: position.line, tokens, start: flowStart });
  const above = openAbove(document, position);
  if (above) return flowPlace(document, position, above);
  const dashed = tokens.filter((t) => t.kind === "dash");
  const key = last?.kind === "key" ? last : undefined;
  if (key) {
    const start = skipSpace(before, key.end);
    const path = [...pathAbove(document, position.line, key.column, dashed), key.name];
    return {
      path,
      part: "value",
      word: before.slice(start),
      start,
      end: wordEnd(line, position.character, /[\s,#]/),
      column: key.column,
      flow: false,
      colon: false,
    };
  }
  const start = skipSpace(before, last?.end ?? 0);
  const end = wordEnd(line, position.character, /[\s:,]/);
  const column = before.trim() === "" && !last ? position.character : start;
  return {
    path: pathAbove(document, position.line, column, dashed),
    part: "key",
    word: before.slice(start),
    start,
    end,
    column,
    flow: false,
    colon: line.charAt(skipSpace(line, end)) === ":",
  };
}

interface Token {
  readonly kind: "dash" | "key";
  readonly column: number;
  /** Behind the dash or the colon. */
  readonly end: number;
  readonly name: string;
}

/** The dashes and the key at the beginning of a line. */
function structureOf(line: string): Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(line, 0);
  while (line.charCodeAt(at) === 45 && isGap(line.charCodeAt(at + 1)) && at + 1 <= line.length) {
    tokens.push({ kind: "dash", column: at, end: at + 1, name: "" });
    at = skipSpace(line, at + 1);
  }
  const colon = keyEnd(line, at);
  if (colon >= 0) {
    const name = line
      .slice(at, colon)
      .trim()
      .replace(/^(["'])(.*)\1$/, "$2");
    tokens.push({ kind: "key", column: at, end: colon + 1, name });
  }
  return tokens;
}

/** The path of what stands at `column` in a line, from the lines above it. `dashes`: on the line itself. */
function pathAbove(document: AgentDocument, line: number, column: number, dashes: readonly Token[]): Path {
  const { source } = document;
  const path: (string | number)[] = [];
  let limit = column;
  let afterDash = false;
  const take = (token: Token, at: number) => {
    if (token.kind === "dash") {
      path.unshift(indexOf(document, at, token.column));
      afterDash = true;
    } else {
      path.unshift(token.name);
      afterDash = false;
    }
    limit = token.column;
  };
  for (const token of dashes.toReversed()) if (token.column < limit) take(token, line);
  for (let at = line - 1; at >= 0 && limit > (afterDash ? -1 : 0); at--) {
    if (!source.hasContent(at)) continue;
    const indent = source.indent(at);
    if (indent > limit) continue;
    for (const token of structureOf(source.line(at)).toReversed()) {
      // A list may stand in the column of its own key.
      const above = token.column < limit || (afterDash && token.kind === "key" && token.column === limit);
      if (above) take(token, at);
    }
    if (limit === 0 && !afterDash) break;
  }
  return path;
}

/** Which item of its list the dash in this line begins. */
function indexOf(document: AgentDocument, line: number, column: number): number {
  const { source } = document;
  let index = 0;
  for (let at = line - 1; at >= 0; at--) {
    if (!source.hasContent(at) || source.indent(at) > column) continue;
    if (source.indent(at) < column || source.kind(at) !== LineKind.dash) break;
    index++;
  }
  return index;
}

function wordEnd(line: string, from: number, stop: RegExp): number {
  let end = from;
  while (end < line.length && !stop.test(line.charAt(end)) && !/[\]}]/.test(line.charAt(end))) end++;
  return end;
}

function withoutQuotes(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"?|'[^']*'?/g, (quoted) => "x".repeat(quoted.length));
}

/** Column of the first bracket that is open at the end of `before`, or -1. */
function openBracket(before: string, from: number): number {
  const text = withoutQuotes(before);
  const start = skipSpace(text, from);
  const open: number[] = [];
  if (!/[[{]/.test(text.charAt(start))) return -1;
  // Two braces begin a variable, not a map.
  if (text.startsWith("{{", start)) return -1;
  for (let i = start; i < text.length; i++) {
    if (/[[{]/.test(text.charAt(i))) open.push(i);
    else if (/[\]}]/.test(text.charAt(i))) open.pop();
  }
  return open[0] ?? -1;
}

/** Brackets that are open where the cursor stands. */
interface Flow {
  /** The line on which they were opened. */
  readonly first: number;
  readonly tokens: readonly Token[];
  /** The column of the outermost. */
  readonly start: number;
}

/** Further up nobody looks. */
const mostLines = 60;

/** The outermost brackets that a line above has opened and that are still open. Lines inside stand deeper than it. */
function openAbove(document: AgentDocument, position: Position): Flow | undefined {
  const { source } = document;
  let found: Flow | undefined;
  let least = source.line(position.line).trim() === "" ? position.character : source.indent(position.line);
  for (let at = position.line - 1; at >= Math.max(0, position.line - mostLines); at--) {
    if (!source.hasContent(at)) continue;
    const line = source.line(at);
    const indent = source.indent(at);
    if (indent < least) {
      const tokens = structureOf(line);
      const start = openBracket(line, tokens.at(-1)?.end ?? 0);
      if (start >= 0 && isOpen(textFrom(document, at, start, position))) found = { first: at, tokens, start };
    }
    least = Math.min(least, indent);
    if (least === 0) break;
  }
  return found;
}

function textFrom({ source }: AgentDocument, first: number, start: number, position: Position): string {
  const lines: string[] = [];
  for (let at = first; at <= position.line; at++) {
    const line = at === position.line ? source.line(at).slice(0, position.character) : source.line(at);
    // A comment ends with its line, and here lines are joined.
    const written = at === first ? " ".repeat(start) + line.slice(start) : line;
    lines.push(written.replace(/\s#(?=[^"']*$).*$/, (comment) => " ".repeat(comment.length)));
  }
  return lines.join(" ");
}

function isOpen(text: string): boolean {
  let depth = 0;
  for (const c of withoutQuotes(text)) {
    if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") depth--;
  }
  return depth > 0;
}

function flowPlace(document: AgentDocument, position: Position, { first, tokens, start }: Flow): Place {
  const line = document.source.line(position.line);
  const last = tokens.at(-1);
  const dashes = tokens.filter((t) => t.kind === "dash");
  const column = last?.kind === "key" ? last.column : start;
  const path: (string | number)[] = [...pathAbove(document, first, column, dashes)];
  if (last?.kind === "key") path.push(last.name);
  const text = first === position.line ? line.slice(0, position.character) : textFrom(document, first, start, position);
  const offset = text.length - position.character;
  const masked = withoutQuotes(text);
  const levels: { map: boolean; index: number; key: string | undefined; from: number }[] = [];
  for (let i = start; i < masked.length; i++) {
    const c = masked.charAt(i);
    const level = levels.at(-1);
    if (c === "{" || c === "[") {
      if (level) path.push(level.map ? (level.key ?? "") : level.index);
      levels.push({ map: c === "{", index: 0, key: undefined, from: i + 1 });
    } else if (c === "}" || c === "]") {
      levels.pop();
      if (levels.length > 0) path.pop();
    } else if (level && c === ",") {
      level.index++;
      level.key = undefined;
      level.from = i + 1;
    } else if (level?.map && c === ":" && isGap(masked.charCodeAt(i + 1)) && level.key === undefined) {
      level.key = text
        .slice(level.from, i)
        .trim()
        .replace(/^(["'])(.*)\1$/, "$2");
      level.from = i + 1;
    }
  }
  const level = levels.at(-1) ?? { map: true, index: 0, key: undefined, from: start + 1 };
  const wordStart = Math.max(0, skipSpace(text, level.from) - offset);
  const isKey = level.map && level.key === undefined;
  if (!level.map) path.push(level.index);
  else if (level.key !== undefined) path.push(level.key);
  const end = wordEnd(line, position.character, /[\s:,]/);
  return {
    path,
    part: isKey ? "key" : "value",
    word: line.slice(wordStart, position.character),
    start: wordStart,
    end,
    column: wordStart,
    flow: true,
    colon: line.charAt(skipSpace(line, end)) === ":",
  };
}
