import { isGap, keyEnd, skipSpace } from "./keyEnd.ts";
import { isMarks, isOddKey, type Level, levelAt, misplaced, split } from "./level.ts";
import type { AliasNode, Entry, Item, Span, SyntaxNode } from "./node.ts";
import { leftover, Piece, type Read } from "./piece.ts";
import { readBlockScalar } from "./readBlockScalar.ts";
import { readFlow } from "./readFlow.ts";
import { colonIn, readPlain } from "./readPlain.ts";
import { readQuoted, readUnclosed, unquoted } from "./readQuoted.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import { movedDown, type SyntaxProblem } from "./syntaxProblem.ts";

/**
 * A document as a tree of pieces, cut by indentation alone: under a map or list at indent k, every line of an entry stands
 * deeper than k. So the extent of an entry is known without reading its inside. It makes an edit cheap (only the piece
 * around it is read again) and walls damage in (an unclosed quote spoils its own entry and no other).
 *
 * Pieces never change. A piece depends only on its own lines, the indents of its level and the one above, and its kind, so
 * after an edit every piece whose lines did not change is used again, and the outcome is that of reading the text anew.
 */
export interface Segment {
  readonly lines: number;
  /** Indent of the level it belongs to, and of the one above; -1 for the root. */
  readonly indent: number;
  readonly parentIndent: number;
  /** "junk": a line that is no entry here, with the lines that hang on it. It holds nothing. */
  readonly kind: "root" | "entry" | "item" | "junk";
  /** Column of its first character when it stands behind a `- ` on the same line, otherwise -1. */
  readonly column: number;
  /** What it holds; more than one only when damaged. Positions count from its first line. */
  readonly entries: readonly Entry[];
  readonly items: readonly Item[];
  /** The whole value, for the root alone. */
  readonly root: SyntaxNode | undefined;
  readonly children: readonly Segment[];
  /** Lines before the first child. */
  readonly before: number;
  /** Its own problems, without its children's. */
  readonly problems: readonly SyntaxProblem[];
  /** In it and below. */
  readonly problemCount: number;
  readonly anchorCount: number;
}

/** A piece longer than this keeps the pieces it is made of, so that an edit inside reads only one of them again. */
const longest = 40;
/** Levels deeper than anyone writes. */
const deepest = 100;

/** Finds a piece of the earlier tree by where it would start now. */
export type Reuse = (line: number, indent: number) => Segment | undefined;

export function segment(source: SourceText, reuse: Reuse = () => undefined): Segment {
  return new Segmenter(source, reuse).root();
}

/** The pieces of `old` whose lines an edit left alone: old lines [first, oldEnd) became [first, newEnd). */
export function reusable(old: Segment, edit: { first: number; oldEnd: number; newEnd: number }): Reuse {
  const found = new Map<number, Segment>();
  const shift = edit.newEnd - edit.oldEnd;
  const collect = (parent: Segment, base: number) => {
    let start = base + parent.before;
    for (const child of parent.children) {
      const end = start + child.lines;
      if (end <= edit.first) found.set(keyOf(start, child.indent), child);
      else if (start >= edit.oldEnd) found.set(keyOf(start + shift, child.indent), child);
      else collect(child, start);
      start = end;
    }
  };
  collect(old, 0);
  return (line, indent) => found.get(keyOf(line, indent));
}

function keyOf(line: number, indent: number): number {
  return line * 4096 + Math.min(indent, 4095);
}

/** What stands behind a key or a dash. */
interface Value {
  readonly node: SyntaxNode;
  readonly children: readonly Segment[];
  /** The line of the first child. */
  readonly first: number;
  /** Keys that stand below a finished value by a slip: read as neighbours. */
  readonly neighbours: readonly Entry[];
}

/** `&name` and `!tag` in front of a value. */
interface Marks {
  anchor?: string;
  tag?: string;
}
const noMarks: Readonly<Marks> = {};

/** Where a value begins. */
interface Site {
  readonly line: number;
  readonly column: number;
  readonly marks: Readonly<Marks>;
  readonly kind: "root" | "entry" | "item";
  /** Its key, when that stands on the same line. */
  readonly name: string;
}

class Segmenter {
  readonly #source: SourceText;
  readonly #reuse: Reuse;
  /** Only to find out whether there would be a mistake. */
  readonly #trying: boolean;
  #depth: number;

  constructor(source: SourceText, reuse: Reuse, trying = false, depth = 0) {
    this.#source = source;
    this.#reuse = reuse;
    this.#trying = trying;
    this.#depth = depth;
  }

  root(): Segment {
    const source = this.#source;
    const piece = new Piece(source, 0, this.#end(), -1);
    let line = 0;
    let column = -1;
    for (; line < piece.to; line++) {
      const text = source.line(line);
      if (text.startsWith("%") && this.#isDirective(line)) piece.report("directive", line, 0);
      else if (source.kind(line) === LineKind.document && text.startsWith("---") && column < 0) {
        const at = leftover(text, 3);
        column = Math.max(3, at);
        if (at >= 0) break;
      } else if (source.hasContent(line)) {
        if (column >= 0) column = 0;
        break;
      }
    }
    const empty = line >= piece.to;
    const value = empty
      ? undefined
      : column > 0
        ? this.#value(piece, line, column, "root")
        : this.#below(piece, line, {}, "root");
    for (let at = line + 1; at < piece.to; at++) {
      if (source.kind(at) === LineKind.document && !value?.children.length) piece.report("second-document", at, 0);
    }
    return finish(piece, { kind: "root", column: -1, parentIndent: -1, entries: none, items: none, value });
  }

  /** Where the document ends: before a last `...`. */
  #end(): number {
    const source = this.#source;
    let last = source.lineCount - 1;
    while (last >= 0 && !source.hasContent(last)) last--;
    const ends = last >= 0 && source.kind(last) === LineKind.document && source.line(last).startsWith("...");
    return ends && leftover(source.line(last), 3) < 0 ? last : source.lineCount;
  }

  /** `%YAML 1.2` is one when a `---` follows. */
  #isDirective(line: number): boolean {
    const source = this.#source;
    let next = line;
    while (next < source.lineCount && (!source.hasContent(next) || source.line(next).startsWith("%"))) next++;
    return next < source.lineCount && source.line(next).startsWith("---");
  }

  #part(
    level: Level,
    from: number,
    to: number,
    parentIndent: number,
    how: { column: number; junk: boolean; left: readonly number[] },
  ): Segment {
    const { column, junk, left } = how;
    const { indent } = level;
    const kind = junk ? "junk" : level.kind;
    const old = this.#reuse(from, indent);
    if (
      old &&
      old.lines === to - from &&
      old.kind === kind &&
      old.column === column &&
      old.parentIndent === parentIndent
    )
      return old;
    const source = this.#source;
    const piece = new Piece(source, from, to, indent);
    const start = column >= 0 ? column : source.indent(from);
    if (junk) {
      piece.report(misplaced(source, from, "junk"), from, start);
      return finish(piece, { kind, column, parentIndent, entries: none, items: none, value: undefined });
    }
    if (start !== indent) piece.report("indent", from, start);
    let entries: readonly Entry[] = none;
    let items: readonly Item[] = none;
    let value: Value;
    if (kind === "item") {
      value = this.#value(piece, from, start + 1, "item");
      items = [{ value: value.node, line: 0 }];
    } else {
      const { name, keySpan, colon } = readKey(piece, from, start);
      value = this.#value(piece, from, colon + 1, "entry", name);
      const entry: Entry = { name, keySpan, value: value.node, line: 0 };
      entries = value.neighbours.length === 0 ? [entry] : [entry, ...value.neighbours];
    }
    const segment = finish(piece, { kind, column, parentIndent, entries, items, value });
    if (left.length === 0) return segment;
    const strays = left.filter((line) => line !== piece.closer);
    return strays.length === 0 ? segment : withProblems(segment, this.#strays(strays, from, level.kind));
  }

  #strays(lines: readonly number[], from: number, kind: "entry" | "item"): SyntaxProblem[] {
    return lines.map((line) => {
      const code = misplaced(this.#source, line, kind);
      return { code, line: line - from, column: code === "tab" ? 0 : this.#source.indent(line) };
    });
  }

  #value(piece: Piece, line: number, column: number, kind: "root" | "entry" | "item", name = ""): Value {
    const text = piece.line(line);
    const start = skipSpace(text, column);
    if (kind === "item") {
      const dash = text.charCodeAt(start) === 45 && isGap(text.charCodeAt(start + 1));
      if (dash || keyEnd(text, start) >= 0) {
        // A tab between a dash and what it holds would be indentation.
        if (text.slice(column, start).includes("\t")) piece.report("tab", line, column);
        return this.#level(piece, { first: line, indent: start, kind: dash ? "item" : "entry", column: start }, {});
      }
    }
    const marks: Marks = {};
    const at = readMarks(piece, line, text, start, marks);
    if (leftover(text, at) >= 0) return this.#inline(piece, { line, column: at, marks, kind, name });
    // Nothing on this line.
    const first = this.#bodyStart(piece, line + 1, kind);
    if (first >= 0) return this.#below(piece, first, marks, kind);
    const end = marks.anchor === undefined && marks.tag === undefined ? column : text.slice(0, at).trimEnd().length;
    return plainValue(withAnchor(piece.empty(line, end), marks));
  }

  /** A value that begins on a line of its own. */
  #below(piece: Piece, line: number, marks: Marks, kind: "root" | "entry" | "item"): Value {
    const source = this.#source;
    let first = line;
    while (isMarks(source.line(first))) {
      readMarks(piece, first, source.line(first), source.indent(first), marks);
      const next = this.#bodyStart(piece, first + 1, kind);
      if (next < 0) return plainValue(withAnchor(piece.empty(first, source.line(first).trimEnd().length), marks));
      first = next;
    }
    const level = levelAt(source, first, piece.to, piece.indent);
    if (level) return this.#level(piece, level, marks);
    const text = piece.line(first);
    const start = skipSpace(text, 0);
    if (source.kind(first) === LineKind.document) {
      return plainValue(piece.empty(first, 0));
    }
    if (source.kind(first) === LineKind.tab) {
      const dash = text.charCodeAt(start) === 45 && isGap(text.charCodeAt(start + 1));
      if ((kind === "root" && !/[[{"']/.test(text.charAt(start))) || dash || keyEnd(text, start) >= 0) {
        piece.report("tab", first, 0);
        return plainValue(withAnchor(piece.empty(first, start), marks));
      }
    }
    const at = readMarks(piece, first, text, start, marks);
    return this.#inline(piece, { line: first, column: at, marks, kind, name: "" });
  }

  /** The first line of a value below its key: deeper, or a dash in the key's own column. */
  #bodyStart(piece: Piece, from: number, kind: "root" | "entry" | "item"): number {
    const source = this.#source;
    for (let line = from; line < piece.to; line++) {
      if (!source.hasContent(line)) continue;
      if (piece.holds(line)) return line;
      const inColumn = source.kind(line) === LineKind.dash && source.indent(line) === piece.indent;
      if (kind === "entry" && inColumn) return line;
    }
    return -1;
  }

  /** A block map or list. */
  #level(piece: Piece, level: Level, marks: Readonly<Marks>): Value {
    if (this.#depth >= deepest) {
      piece.report("deep", level.first, level.indent);
      return plainValue(piece.empty(level.first, level.indent));
    }
    const { source, to } = piece;
    const parentIndent = piece.indent;
    const { starts, junk, left } = split(source, level, to, parentIndent, (from, end) =>
      this.#breaks(level, from, end, parentIndent),
    );
    const start = starts[0];
    if (start === undefined) {
      piece.report("half-key", level.first, level.indent);
      return plainValue(piece.empty(level.first, level.indent));
    }
    this.#depth++;
    let next = 0;
    const leftUntil = (end: number): readonly number[] => {
      if (next >= left.length || (left[next] as number) >= end) return none;
      const begin = next;
      while (next < left.length && (left[next] as number) < end) next++;
      return left.slice(begin, next);
    };
    piece.problems.push(...this.#strays(leftUntil(start), piece.from, level.kind));
    const children = starts.map((from, i) => {
      const end = starts[i + 1] ?? to;
      const column = i === 0 ? level.column : -1;
      return this.#part(level, from, end, parentIndent, { column, junk: junk.has(from), left: leftUntil(end) });
    });
    this.#depth--;
    const node = joined(level, children, start - piece.from);
    if (node.kind === "map") duplicates(node.entries, piece.problems);
    return { node: withAnchor(node, marks), children, first: start, neighbours: none };
  }

  #breaks(level: Level, from: number, to: number, parentIndent: number): boolean {
    if (this.#trying) return false;
    const reader = new Segmenter(this.#source, () => undefined, true, this.#depth);
    return reader.#part(level, from, to, parentIndent, { column: -1, junk: false, left: none }).problemCount > 0;
  }

  /** A value that begins here, in the middle or at the beginning of a line, and is no block map or list. */
  #inline(piece: Piece, site: Site): Value {
    const { line, column, marks } = site;
    const text = piece.line(line);
    const c = text.charCodeAt(column);
    const clean = piece.problems.length;
    const done = (read: Read): Value =>
      piece.problems.length > clean ? plainValue(withAnchor(read.node, marks)) : this.#after(piece, read, site);
    if (c === 124 || c === 62) return done(readBlockScalar(piece, line, column));
    if (c === 34 || c === 39) {
      const read = readQuoted(piece, line, column);
      if (read && (read.line === line || leftover(piece.line(read.line), read.column) < 0)) return done(read);
      piece.problems.length = clean;
      piece.report("quote", line, column);
      const body = this.#brokenBody(piece, line);
      if (body) return this.#level(piece, body, marks);
      return plainValue(withAnchor(readUnclosed(piece, line, column).node, marks));
    }
    if (c === 123 && text.charCodeAt(column + 1) === 123) {
      const { node } = readPlain(piece, line, column, true);
      piece.reportSpan("template", node.span);
      return plainValue(withAnchor({ ...node, value: String(node.value) }, marks));
    }
    if (c === 91 || c === 123) {
      const body = this.#brokenBody(piece, line);
      if (body && opensNothing(piece, line, column, body.first)) {
        piece.report("bracket", line, column);
        return this.#level(piece, body, marks);
      }
      const read = readFlow(piece, line, column);
      if (!read.closed && piece.problems.length === clean) piece.report("bracket", line, column);
      return done(read);
    }
    if (c === 42) return this.#alias(piece, site);
    if (c === 45 && isGap(text.charCodeAt(column + 1))) piece.report("list-here", line, column);
    else if (isOddKey(text, column)) piece.report("odd-key", line, column);
    else if (c === 93 || c === 125) piece.report("bracket", line, column);
    else if (c === 64 || c === 96 || c === 37 || c === 44) piece.report("start", line, column, text.charAt(column));
    if (piece.problems.length > clean) return done(readPlain(piece, line, column, true));
    if (colonIn(text, column) >= 0) return this.#unquotedColon(piece, site);
    return done(readPlain(piece, line, column));
  }

  #alias(piece: Piece, site: Site): Value {
    const { line, column, marks } = site;
    const text = piece.line(line);
    let end = column + 1;
    while (!isGap(text.charCodeAt(end))) end++;
    const name = text.slice(column + 1, end);
    if (leftover(text, end) >= 0 || name === "") {
      piece.report("alias", line, column, name);
      return plainValue(readPlain(piece, line, column, true).node);
    }
    if (marks.anchor !== undefined || marks.tag !== undefined) piece.report("anchor", line, column);
    const node: AliasNode = { kind: "alias", name, span: piece.span(line, column, line, end) };
    return this.#after(piece, { node, line, column: end }, { ...site, marks: noMarks });
  }

  #unquotedColon(piece: Piece, { line, column, marks }: Site): Value {
    const { node } = readPlain(piece, line, column, true);
    piece.reportSpan("colon", node.span);
    return plainValue(withAnchor(node, marks));
  }

  /** Looks at what stands behind a value, on its line and below. */
  #after(piece: Piece, read: Read, site: Site): Value {
    const node = withAnchor(read.node, site.marks);
    const text = piece.line(read.line);
    const rest = leftover(text, read.column);
    if (rest >= 0) {
      const c = text.charCodeAt(rest);
      const isColon = c === 58 && isGap(text.charCodeAt(rest + 1));
      const whole = piece.span(site.line, site.column, read.line, text.trimEnd().length);
      if (isColon && node.kind === "scalar") piece.reportSpan("colon", whole);
      else piece.report(isColon ? "odd-key" : c === 93 || c === 125 ? "bracket" : "other", read.line, rest);
      return plainValue(node);
    }
    const next = piece.nextContent(read.line + 1);
    if (next < 0) return plainValue(node);
    const { source } = piece;
    const indent = source.indent(next);
    const below = piece.line(next);
    const onKeysLine = site.kind === "entry" && read.line === piece.from;
    if (onKeysLine && source.kind(next) === LineKind.other && deeperKey.test(below)) {
      piece.reportSpan("deeper", piece.span(next, 0, next, indent), site.name);
      const level: Level = { first: next, indent, kind: "entry", column: -1 };
      const { node: map, children, first } = this.#level(piece, level, noMarks);
      piece.problems.push(...problemsOf(children, first - piece.from));
      return { node, children: none, first: -1, neighbours: map.kind === "map" ? map.entries : none };
    }
    if (node.kind === "scalar" && node.style === "plain" && colonIn(below, indent) >= 0) {
      return this.#unquotedColon(piece, site);
    }
    const tab = source.kind(next) === LineKind.tab;
    piece.report(tab ? "tab" : "other", next, tab ? 0 : indent);
    return plainValue(node);
  }

  /** The block map or list below a quote or bracket that was opened and not closed. */
  #brokenBody(piece: Piece, line: number): Level | undefined {
    const first = piece.nextContent(line + 1);
    if (first < 0) return undefined;
    const source = this.#source;
    const isPart = source.kind(first) === LineKind.dash || keyEnd(source.line(first), source.indent(first)) >= 0;
    return isPart ? levelAt(source, first, piece.to, piece.indent) : undefined;
  }
}

/** Only words in small letters are taken for keys; a text that goes on with "Note: …" is one that needs quotes. */
const deeperKey = /^ *[a-z][a-z0-9_]*:(?:\s|$)/;

function readKey(piece: Piece, line: number, start: number): { name: string; keySpan: Span; colon: number } {
  const text = piece.line(line);
  const colon = keyEnd(text, start);
  let c = text.charCodeAt(start);
  let at = start;
  if (c === 38 || c === 33) {
    const marks: Marks = {};
    at = readMarks(piece, line, text, start, marks);
    if (marks.anchor !== undefined) piece.report("anchor", line, start);
    c = text.charCodeAt(at);
  }
  let end = colon;
  while (end > at && isGap(text.charCodeAt(end - 1))) end--;
  const name = c === 34 || c === 39 ? unquoted(piece, line, text, at, end - 1) : text.slice(at, end);
  const keySpan = piece.span(line, at, line, end);
  if (name === "<<") piece.reportSpan("merge", keySpan);
  if (c === 42) piece.report("odd-key", line, at);
  return { name, keySpan, colon };
}

/** `&name` and `!tag`, each at most once. Gives the column behind them. */
function readMarks(piece: Piece, line: number, text: string, column: number, marks: Marks): number {
  let at = column;
  for (let c = text.charCodeAt(at); c === 38 || c === 33; c = text.charCodeAt(at)) {
    let end = at;
    while (!isGap(text.charCodeAt(end))) end++;
    const word = text.slice(at, end);
    if (c === 38) {
      if (marks.anchor !== undefined || word === "&") piece.report("anchor", line, at);
      marks.anchor = word.slice(1);
    } else {
      if (marks.tag !== undefined) piece.report("anchor", line, at);
      else piece.reportSpan("tag", piece.span(line, at, line, end), word);
      marks.tag = word;
    }
    at = skipSpace(text, end);
  }
  return at;
}

function withAnchor<Node extends SyntaxNode>(node: Node, { anchor }: Readonly<Marks>): Node {
  return anchor === undefined || anchor === "" || node.kind === "alias" ? node : { ...node, anchor };
}

function plainValue(node: SyntaxNode): Value {
  return { node, children: none, first: -1, neighbours: none };
}

/** A bracket that its line does not close, in front of lines that are no part of it. Never so in a text without mistakes. */
function opensNothing(piece: Piece, line: number, column: number, below: number): boolean {
  const text = piece.line(line);
  let depth = 0;
  for (let at = column; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 91 || c === 123) depth++;
    else if (c === 93 || c === 125) {
      if (--depth === 0) return false;
    } else if (c === 34 || c === 39) {
      at = text.indexOf(text.charAt(at), at + 1);
      if (at < 0) return false;
    } else if (c === 35 && isGap(text.charCodeAt(at - 1))) break;
  }
  const { source } = piece;
  if (source.kind(below) === LineKind.dash) return true;
  if (/["'[{,]/.test(source.line(below))) return false;
  const next = piece.nextContent(below + 1);
  return next >= 0 && (source.kind(next) === LineKind.dash || /^\s*[\w-]+:(?:\s|$)/.test(source.line(next)));
}

/** The map or list that a level's parts make up. */
function joined(level: Level, children: readonly Segment[], before: number): SyntaxNode {
  let start = before;
  let span: Span | undefined;
  const grow = (from: Span, to: Span, line: number) => {
    span = {
      line: span?.line ?? from.line + line,
      column: span?.column ?? from.column,
      endLine: to.endLine + line,
      endColumn: to.endColumn,
    };
  };
  const nowhere: Span = { line: before, column: level.indent, endLine: before, endColumn: level.indent };
  if (level.kind === "entry") {
    const entries: Entry[] = [];
    for (const child of children) {
      for (const entry of child.entries) {
        const line = entry.line + start;
        entries.push(line === 0 ? entry : { name: entry.name, keySpan: entry.keySpan, value: entry.value, line });
        const last = entry.value.kind === "scalar" && entry.value.style === "empty" ? entry.keySpan : entry.value.span;
        grow(entry.keySpan, last, line);
      }
      start += child.lines;
    }
    return { kind: "map", entries, flow: false, span: span ?? nowhere };
  }
  const items: Item[] = [];
  for (const child of children) {
    for (const item of child.items) {
      const line = item.line + start;
      items.push(line === 0 ? item : { value: item.value, line });
      grow({ ...item.value.span, line: 0, column: level.indent }, item.value.span, line);
    }
    start += child.lines;
  }
  return { kind: "list", items, flow: false, span: span ?? nowhere };
}

/** One for all: a large file has many pieces. */
const none: readonly never[] = [];

interface Held {
  readonly kind: Segment["kind"];
  readonly column: number;
  readonly parentIndent: number;
  readonly entries: readonly Entry[];
  readonly items: readonly Item[];
  readonly value: Value | undefined;
}

function finish(piece: Piece, held: Held): Segment {
  const { value } = held;
  const lines = piece.to - piece.from;
  const own = piece.problems;
  let children = value?.children ?? none;
  let anchorCount = 0;
  if (value) {
    const { node } = value;
    if (children.length === 0) {
      anchorCount = inspect(node, own);
      for (const neighbour of value.neighbours) anchorCount += inspect(neighbour.value, []);
    } else if (node.kind !== "alias" && node.anchor !== undefined) anchorCount = 1;
  }
  let before = lines;
  if (value && children.length > 0) {
    before = value.first - piece.from;
    for (const child of children) anchorCount += child.anchorCount;
    if (held.kind !== "root" && lines <= longest) {
      // Small enough to be read anew as a whole: its parts need not be kept.
      own.push(...problemsOf(children, before));
      children = none;
      before = lines;
    }
  }
  let problemCount = own.length;
  for (const child of children) problemCount += child.problemCount;
  return {
    lines,
    indent: piece.indent,
    parentIndent: held.parentIndent,
    kind: held.kind,
    column: held.column,
    entries: held.entries,
    items: held.items,
    root: held.kind === "root" ? value?.node : undefined,
    children,
    before,
    problems: problemCount > 0 ? own : none,
    problemCount,
    anchorCount,
  };
}

function withProblems(segment: Segment, problems: readonly SyntaxProblem[]): Segment {
  return {
    ...segment,
    problems: [...segment.problems, ...problems],
    problemCount: segment.problemCount + problems.length,
  };
}

/** Of pieces and what is below them, counted from `line` lines above the first. */
function problemsOf(segments: readonly Segment[], line: number): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  let start = line;
  for (const each of segments) {
    if (each.problemCount > 0) {
      for (const problem of each.problems) found.push(movedDown(problem, start));
      for (const problem of problemsOf(each.children, start + each.before)) found.push(problem);
    }
    start += each.lines;
  }
  return found;
}

/** Duplicate keys of the maps in brackets; counts anchors and aliases. */
function inspect(node: SyntaxNode, problems: SyntaxProblem[]): number {
  if (node.kind === "alias") return 1;
  let count = node.anchor ? 1 : 0;
  if (node.kind === "map") {
    if (node.flow) duplicates(node.entries, problems);
    for (const entry of node.entries) count += inspect(entry.value, problems);
  } else if (node.kind === "list") {
    for (const item of node.items) count += inspect(item.value, problems);
  }
  return count;
}

function duplicates(entries: readonly Entry[], problems: SyntaxProblem[]): void {
  if (entries.length < 2) return;
  const seen = new Set<string>();
  for (const { name, keySpan, line } of entries) {
    if (seen.has(name) && name !== "<<") {
      problems.push({
        code: "duplicate",
        line: keySpan.line + line,
        column: keySpan.column,
        endLine: keySpan.endLine + line,
        endColumn: keySpan.endColumn,
        word: name,
      });
    }
    seen.add(name);
  }
}
