import type { Earlier } from "./earlier.ts";
import { isGap, keyEnd, skipSpace } from "./keyEnd.ts";
import { repeatsName } from "./keyNames.ts";
import { isMarks, isOddKey, type Level, levelAt, misplaced, type Parts, reach, split } from "./level.ts";
import type { AliasNode, Entry, Item, ListNode, MapNode, Span, SyntaxNode } from "./node.ts";
import { leftover, Piece, type Read } from "./piece.ts";
import { readBlockScalar } from "./readBlockScalar.ts";
import { readFlow } from "./readFlow.ts";
import { colonIn, readPlain } from "./readPlain.ts";
import { readQuoted, readUnclosed, unquoted } from "./readQuoted.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import { movedDown, type SyntaxCode, type SyntaxProblem } from "./syntaxProblem.ts";

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
  /** The first lines of many children, counted from its own. */
  readonly starts: Int32Array | undefined;
  /** Its own problems, without its children's. */
  readonly problems: readonly SyntaxProblem[];
  /** In it and below. */
  readonly problemCount: number;
  readonly anchorCount: number;
  /** One of the anchors stands before the children. */
  readonly headAnchor: boolean;
}

/** A piece longer than this keeps the pieces it is made of, so that an edit inside reads only one of them again. */
const longest = 40;
/** Levels deeper than anyone writes. */
const deepest = 100;

/** From so many parts on, an edit looks only at those around it. */
const many = 64;

export function segment(source: SourceText, earlier?: Earlier): Segment {
  return new Segmenter(source, earlier).root();
}

/** What stands behind a key or a dash. */
interface Value {
  readonly node: SyntaxNode;
  readonly children: readonly Segment[];
  /** The line of the first child. */
  readonly first: number;
  /** Keys that stand below a finished value by a slip: read as neighbours. */
  readonly neighbours: readonly Entry[];
  readonly edited?: Edited | undefined;
}

/** How a part of a level is read. */
interface Part {
  readonly column: number;
  readonly junk: boolean;
  readonly left: readonly number[];
  /** The part that began at a line before the edit, if it is at hand. */
  readonly old?: ((from: number) => Segment | undefined) | undefined;
}

/** A level after an edit: its parts, and how they differ from those before. */
interface Edited {
  readonly children: readonly Segment[];
  /** The piece before the edit, and the map or list it held. */
  readonly old: Segment;
  readonly node: MapNode | ListNode;
  /** The parts that fresh ones replace. */
  readonly stale: readonly Segment[];
  readonly fresh: readonly Segment[];
  /** How many parts, and how many entries or items, stand before the fresh ones. */
  readonly from: number;
  readonly before: number;
  /** Line of the first fresh part. */
  readonly start: number;
  /** How many lines everything behind has moved. */
  readonly shift: number;
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
  readonly #earlier: Earlier | undefined;
  /** Only to find out whether there would be a mistake. */
  readonly #trying: boolean;
  #depth: number;

  constructor(source: SourceText, earlier: Earlier | undefined, trying = false, depth = 0) {
    this.#source = source;
    this.#earlier = earlier;
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
    for (let at = column > 0 ? line + 1 : line; at < piece.to; at++) {
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

  #part(level: Level, from: number, to: number, parentIndent: number, how: Part): Segment {
    const { column, junk, left } = how;
    const { indent } = level;
    const kind = junk ? "junk" : level.kind;
    const old = how.old ? how.old(from) : this.#earlier?.whole(from, indent);
    if (
      old &&
      old.indent === indent &&
      old.lines === to - from &&
      old.kind === kind &&
      old.column === column &&
      old.parentIndent === parentIndent
    ) {
      return old;
    }
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
    const breaks = (from: number, end: number) => this.#breaks(level, from, end, piece.indent);
    this.#depth++;
    const edited = this.#edited(piece, level, breaks);
    const { source, to } = piece;
    const children = edited?.children ?? this.#parts(piece, level, split(source, level, to, piece.indent, breaks), to);
    this.#depth--;
    const [firstChild] = children;
    if (!firstChild) {
      piece.report("half-key", level.first, level.indent);
      return plainValue(piece.empty(level.first, level.indent));
    }
    if (edited) {
      const { first } = level;
      return { node: withAnchor(this.#rejoined(piece, edited), marks), children, first, neighbours: none, edited };
    }
    let lines = 0;
    for (const child of children) lines += child.lines;
    const first = to - lines;
    const node = joined(level.indent, level.kind, children, first - piece.from);
    if (node.kind === "map") duplicates(node.entries, piece.problems);
    return { node: withAnchor(node, marks), children, first, neighbours: none };
  }

  /** The parts of a level that begin before `until`. */
  #parts(piece: Piece, level: Level, parts: Parts, until: number, old?: Part["old"]): Segment[] {
    const { starts, junk, left } = parts;
    let next = 0;
    const leftUntil = (end: number): readonly number[] => {
      if (next >= left.length || (left[next] as number) >= end) return none;
      const begin = next;
      while (next < left.length && (left[next] as number) < end) next++;
      return left.slice(begin, next);
    };
    const start = starts[0] ?? piece.to;
    for (const problem of this.#strays(leftUntil(start), piece.from, level.kind)) piece.problems.push(problem);
    return starts.map((from, i) => {
      const end = starts[i + 1] ?? until;
      const column = from === level.first ? level.column : -1;
      return this.#part(level, from, end, piece.indent, { column, junk: junk.has(from), left: leftUntil(end), old });
    });
  }

  /**
   * The parts of a large level after an edit inside it: those around the edit are cut anew, the others stay. Above, the
   * first one cut begins where it began, since the edit is out of its reach; below, the last one must begin where it
   * began, and with that all behind it. Undefined when that is not sure to be the whole truth.
   */
  #edited(piece: Piece, level: Level, breaks: (from: number, to: number) => boolean): Edited | undefined {
    const earlier = this.#earlier;
    const old = earlier?.around(piece.from, piece.indent);
    const head = old?.children[0];
    if (!earlier || !old?.starts || !head) return undefined;
    const { first, oldEnd, newEnd } = earlier.edit;
    const shift = newEnd - oldEnd;
    const sameLevel =
      head.indent === level.indent &&
      head.kind === level.kind &&
      head.column === level.column &&
      head.parentIndent === piece.indent &&
      piece.from + old.before === level.first &&
      old.lines + shift === piece.to - piece.from;
    const node = old.root ?? old.entries[0]?.value ?? old.items[0]?.value;
    if (!sameLevel || node?.kind !== (level.kind === "entry" ? "map" : "list") || first < level.first) return undefined;
    const { children } = old;
    const starts = old.starts;
    const from = Math.max(0, lastUpTo(starts, first - piece.from) - reach - 1);
    const to = Math.min(children.length, lastUpTo(starts, oldEnd - 1 - piece.from) + 3);
    const startOf = (index: number) => piece.from + (starts[index] as number);
    const start = startOf(from);
    const until = to < children.length ? startOf(to) + shift : piece.to;
    const zone: Level = { ...level, first: start, column: from === 0 ? level.column : -1 };
    const parts = split(piece.source, zone, piece.to, piece.indent, breaks, until);
    if (parts.starts[0] !== start) return undefined;
    if (to < children.length) {
      const end = startOf(to - 1) + shift;
      if (parts.starts.at(-1) !== end || parts.junk.has(end) !== ((children[to - 1] as Segment).kind === "junk")) {
        return undefined;
      }
    }
    const kept = new Map<number, Segment>();
    for (let i = from; i < to; i++) {
      const child = children[i] as Segment;
      const begin = startOf(i);
      if (begin + child.lines <= first) kept.set(begin, child);
      else if (begin >= oldEnd) kept.set(begin + shift, child);
    }
    const fresh = this.#parts(piece, zone, parts, until, (line) => kept.get(line));
    const stale = children.slice(from, to);
    const ahead = children.slice(0, from);
    return {
      children: ahead.concat(fresh, children.slice(to)),
      old,
      node: node as MapNode | ListNode,
      stale,
      fresh,
      from,
      start: start - piece.from,
      // Counted one by one: a damaged part holds none, or several, so neither number can be told from the other.
      before: held(ahead),
      shift,
    };
  }

  /** The map or list of an edited level: what stands before the edit as it was, what stands behind moved. */
  #rejoined(piece: Piece, { node: old, stale, fresh, start, before, shift }: Edited): MapNode | ListNode {
    const replaced = held(stale);
    const indent = fresh[0]?.indent ?? 0;
    if (old.kind === "map") {
      const now = joined(indent, "entry", fresh, start) as MapNode;
      const behind = old.entries.slice(before + replaced);
      const moved =
        shift === 0
          ? behind
          : behind.map(({ name, keySpan, value, line }) => ({ name, keySpan, value, line: line + shift }));
      const entries = old.entries.slice(0, before).concat(now.entries, moved);
      const node: MapNode = { kind: "map", entries, flow: false, span: spanOf(indent, entries, none, start) };
      const change = { before: old.entries.slice(before, before + replaced), now: now.entries };
      if (repeatsName(node, old, change)) duplicates(entries, piece.problems);
      return node;
    }
    const now = joined(indent, "item", fresh, start) as ListNode;
    const behind = old.items.slice(before + replaced);
    const moved = shift === 0 ? behind : behind.map((item) => ({ value: item.value, line: item.line + shift }));
    const items = old.items.slice(0, before).concat(now.items, moved);
    return { kind: "list", items, flow: false, span: spanOf(indent, none, items, start) };
  }

  #breaks(level: Level, from: number, to: number, parentIndent: number): boolean {
    if (this.#trying) return false;
    const reader = new Segmenter(this.#source, undefined, true, this.#depth);
    const part = reader.#part(level, from, to, parentIndent, { column: -1, junk: false, left: none });
    return problemsOf([part], 0).some(({ code }) => !onlyOurs.has(code));
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

/** YAML itself does not mind these. */
const onlyOurs: ReadonlySet<SyntaxCode> = new Set(["tag", "merge", "odd-key"]);

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
      if (marks.anchor !== undefined || word === "&" || /[[\]{},]/.test(word)) piece.report("anchor", line, at);
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
function joined(
  indent: number,
  kind: "entry" | "item",
  children: readonly Segment[],
  first: number,
): MapNode | ListNode {
  const entries: Entry[] = [];
  const items: Item[] = [];
  let start = first;
  for (const child of children) {
    for (const entry of child.entries) {
      const line = entry.line + start;
      entries.push(line === 0 ? entry : { name: entry.name, keySpan: entry.keySpan, value: entry.value, line });
    }
    for (const item of child.items) {
      const line = item.line + start;
      items.push(line === 0 ? item : { value: item.value, line });
    }
    start += child.lines;
  }
  const span = spanOf(indent, entries, items, first);
  return kind === "entry" ? { kind: "map", entries, flow: false, span } : { kind: "list", items, flow: false, span };
}

/** From the first part to the end of the last. */
function spanOf(indent: number, entries: readonly Entry[], items: readonly Item[], line: number): Span {
  const entry = entries[0];
  const lastEntry = entries.at(-1);
  if (entry && lastEntry) {
    const { value, keySpan } = lastEntry;
    const end = value.kind === "scalar" && value.style === "empty" ? keySpan : value.span;
    return {
      line: entry.keySpan.line + entry.line,
      column: entry.keySpan.column,
      endLine: end.endLine + lastEntry.line,
      endColumn: end.endColumn,
    };
  }
  const item = items[0];
  const lastItem = items.at(-1);
  if (!item || !lastItem) return { line, column: indent, endLine: line, endColumn: indent };
  const { endLine, endColumn } = lastItem.value.span;
  return { line: item.line, column: indent, endLine: endLine + lastItem.line, endColumn };
}

/** How many entries or items some parts hold. */
function held(parts: readonly Segment[]): number {
  let count = 0;
  for (const part of parts) count += part.entries.length + part.items.length;
  return count;
}

/** The index of the last start that is not behind a line. */
function lastUpTo(starts: Int32Array, line: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

function startsOf(children: readonly Segment[], before: number): Int32Array | undefined {
  if (children.length < many) return undefined;
  const starts = new Int32Array(children.length);
  let at = before;
  for (let i = 0; i < children.length; i++) {
    starts[i] = at;
    at += (children[i] as Segment).lines;
  }
  return starts;
}

function editedStarts({ old, children, stale, fresh, from, start, shift }: Edited): Int32Array | undefined {
  if (children.length < many || !old.starts) return undefined;
  const starts = new Int32Array(children.length);
  starts.set(old.starts.subarray(0, from));
  let at = start;
  for (const [i, part] of fresh.entries()) {
    starts[from + i] = at;
    at += part.lines;
  }
  const behind = from + fresh.length;
  starts.set(old.starts.subarray(from + stale.length), behind);
  if (shift !== 0) for (let i = behind; i < starts.length; i++) starts[i] = (starts[i] as number) + shift;
  return starts;
}

/** The sum of a number over the children; after an edit, from what it was before. */
function total(
  children: readonly Segment[],
  edited: Edited | undefined,
  before: number,
  of: (each: Segment) => number,
): number {
  let sum = edited ? before : 0;
  if (edited) {
    for (const part of edited.stale) sum -= of(part);
    for (const part of edited.fresh) sum += of(part);
  } else for (const child of children) sum += of(child);
  return sum;
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
  const edited = value?.edited;
  let anchorCount = 0;
  let before = lines;
  if (value && children.length > 0) {
    const { node } = value;
    before = value.first - piece.from;
    const head = hasAnchor(node) ? 1 : 0;
    const known = edited ? edited.old.anchorCount - (edited.old.headAnchor ? 1 : 0) : 0;
    anchorCount = head + total(children, edited, known, (child) => child.anchorCount);
    if (held.kind !== "root" && lines <= longest) {
      // Small enough to be read anew as a whole: its parts need not be kept.
      for (const problem of problemsOf(children, before)) own.push(problem);
      children = none;
      before = lines;
    }
  } else if (value) {
    anchorCount = inspect(value.node, own);
    for (const neighbour of value.neighbours) anchorCount += inspect(neighbour.value, []);
  }
  const known = edited ? edited.old.problemCount - edited.old.problems.length : 0;
  const below = children.length > 0 ? total(children, edited, known, (child) => child.problemCount) : 0;
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
    starts: edited && children.length > 0 ? editedStarts(edited) : startsOf(children, before),
    problems: own.length > 0 ? own : none,
    problemCount: own.length + below,
    anchorCount,
    headAnchor: value !== undefined && children.length > 0 && hasAnchor(value.node),
  };
}

function hasAnchor(node: SyntaxNode): boolean {
  return node.kind !== "alias" && node.anchor !== undefined;
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
