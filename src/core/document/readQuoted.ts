import { isGap, quoteEnd, skipSpace } from "./keyEnd.ts";
import type { ScalarNode } from "./node.ts";
import type { Piece, Read } from "./piece.ts";
import { LineKind } from "./sourceText.ts";

/** A text in quotes, over as many lines as it takes; undefined when it is never closed. */
export function readQuoted(piece: Piece, line: number, column: number): Read<ScalarNode> | undefined {
  const first = piece.line(line);
  const quote = first.charCodeAt(column);
  const double = quote === 34;
  let end = quoteEnd(first, column + 1, quote);
  if (end >= 0) {
    const inside = first.slice(column + 1, end);
    if (double && inside.includes("\\")) checkEscapes(piece, line, first, column + 1, end);
    return read(piece, double, double ? unescaped(inside) : single(inside), [line, column, line, end + 1]);
  }
  // A line's white space at both ends falls away; a break is a space, and each empty line is a break.
  const head = double
    ? withoutGapBehind(first.slice(column + 1))
    : { text: first.slice(column + 1).trimEnd(), joins: false };
  let value = double ? unescaped(head.text) : head.text;
  let { joins } = head;
  let breaks = 0;
  /** Comments that stand too far left to be part of the text. */
  const comments: number[] = [];
  const written =
    double && first.includes("\\", column) ? [{ line, text: first, from: column + 1, to: first.length }] : [];
  for (let next = line + 1; next < piece.to; next++) {
    if (piece.source.kind(next) === LineKind.blank) {
      breaks++;
      continue;
    }
    if (!piece.holds(next)) {
      if (piece.source.kind(next) === LineKind.document && piece.indent < 0) return undefined;
      if (piece.source.kind(next) === LineKind.comment) comments.push(next);
      continue;
    }
    const text = piece.line(next);
    const start = skipSpace(text, 0);
    end = quoteEnd(text, start, quote);
    value += breaks > 0 ? "\n".repeat(breaks) : joins ? "" : " ";
    breaks = 0;
    if (double && text.includes("\\")) written.push({ line: next, text, from: start, to: end < 0 ? text.length : end });
    if (end >= 0) {
      value += double ? unescaped(text.slice(start, end)) : text.slice(start, end);
      for (const each of comments) piece.report("stray-line", each, piece.source.indent(each));
      for (const each of written) if (!checkEscapes(piece, each.line, each.text, each.from, each.to)) break;
      return read(piece, double, double ? value : single(value), [line, column, next, end + 1]);
    }
    const part = double ? withoutGapBehind(text.slice(start)) : { text: text.slice(start).trimEnd(), joins: false };
    value += double ? unescaped(part.text) : part.text;
    joins = part.joins;
  }
  return undefined;
}

/** What an unclosed quote holds: the rest of its line. */
export function readUnclosed(piece: Piece, line: number, column: number): Read<ScalarNode> {
  const text = piece.line(line);
  const end = text.trimEnd().length;
  const double = text.charCodeAt(column) === 34;
  const inside = text.slice(column + 1, end);
  return read(piece, double, double ? unescaped(inside) : single(inside), [
    line,
    column,
    line,
    Math.max(end, column + 1),
  ]);
}

/** The text of a key in quotes, without them. */
export function unquoted(piece: Piece, line: number, text: string, column: number, end: number): string {
  const inside = text.slice(column + 1, end);
  if (text.charCodeAt(column) === 39) return single(inside);
  checkEscapes(piece, line, text, column + 1, end);
  return unescaped(inside);
}

type Place = readonly [line: number, column: number, endLine: number, endColumn: number];

function read(piece: Piece, double: boolean, value: string, place: Place): Read<ScalarNode> {
  const [, , line, column] = place;
  return {
    node: { kind: "scalar", value, style: double ? "double" : "single", span: piece.span(...place) },
    line,
    column,
  };
}

function single(text: string): string {
  return text.includes("''") ? text.replaceAll("''", "'") : text;
}

/** Without white space at the end, unless a backslash keeps it. A backslash at the very end joins the lines. */
function withoutGapBehind(text: string): { text: string; joins: boolean } {
  let end = text.length;
  while (end > 0 && isGap(text.charCodeAt(end - 1))) end--;
  let slashes = 0;
  while (slashes < end && text.charCodeAt(end - 1 - slashes) === 92) slashes++;
  if (slashes % 2 === 0) return { text: text.slice(0, end), joins: false };
  if (end < text.length) return { text: text.slice(0, end + 1), joins: false };
  return { text: text.slice(0, end - 1), joins: true };
}

const escapes = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^xuU])/g;

/** Reports the first backslash that means nothing. */
function checkEscapes(piece: Piece, line: number, text: string, from: number, to: number): boolean {
  for (let at = text.indexOf("\\", from); at >= 0 && at < to; ) {
    escapes.lastIndex = at;
    const match = escapes.exec(text);
    const known =
      match?.index === at &&
      (match[0].length > 2 ? codePoint(match[0]) !== undefined : meaning(match[0]) !== undefined);
    // A backslash at the end of a line of several joins it to the next.
    if (!known && at < text.length - 1) {
      piece.reportSpan("escape", piece.span(line, at, line, at + 2), text.slice(at, at + 2));
      return false;
    }
    at = text.indexOf("\\", at + (match?.[0].length ?? 2));
  }
  return true;
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(escapes, (whole) => (whole.length > 2 ? codePoint(whole) : meaning(whole)) ?? whole);
}

function codePoint(written: string): string | undefined {
  const code = Number.parseInt(written.slice(2), 16);
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

const meanings: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

function meaning(written: string): string | undefined {
  const c = written.charAt(1);
  return ' \t"/\\'.includes(c) ? c : meanings[c];
}
