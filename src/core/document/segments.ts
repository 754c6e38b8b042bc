import { isGap, keyEnd, skipSpace } from "./keyEnd.ts";
import type { Leaf, LeafParser, SyntaxCode, SyntaxProblem } from "./leaf.ts";
import type { Entry, Item, Span, SyntaxNode } from "./node.ts";
import { LineKind, type SourceText } from "./sourceText.ts";

/**
 * A document as a tree of pieces, cut by indentation alone: under a map or list at indent k, every line of an entry stands
 * deeper than k. So the extent of an entry is known without reading its inside. It makes an edit cheap (only the piece
 * around it is read again) and walls damage in (an unclosed quote spoils its own entry and no other).
 *
 * Pieces never change. A piece depends only on its own lines, its level's indent and its kind, so after an edit every
 * piece whose lines did not change is used again, and the outcome is the same as reading the whole text anew.
 */
export interface Segment {
  readonly lines: number;
  /** Indent of the level it belongs to; -1 for the root. */
  readonly indent: number;
  readonly kind: "root" | "entry" | "item";
  /** Column of its first character when it stands behind a `- ` on the same line, otherwise -1. */
  readonly column: number;
  /** What it holds; more than one only when damaged. Positions count from its first line. */
  readonly entries: readonly Entry[];
  readonly items: readonly Item[];
  /** The whole value, for the root alone. */
  readonly root?: SyntaxNode;
  readonly children: readonly Segment[];
  /** Lines before the first child. */
  readonly before: number;
  /** Its own problems, without its children's. */
  readonly problems: readonly SyntaxProblem[];
  /** In it and below. */
  readonly problemCount: number;
  readonly anchorCount: number;
}

/** An entry longer than this becomes a container of pieces if its value is a block map or list. */
const longest = 40;

/** Finds a piece of the earlier tree by where it would start now. */
export type Reuse = (line: number, indent: number) => Segment | undefined;

export function segment(source: SourceText, parser: LeafParser, reuse: Reuse = () => undefined): Segment {
  return new Segmenter(source, parser, reuse).root();
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

interface Level {
  /** Line of the first entry or item. */
  readonly first: number;
  readonly indent: number;
  readonly kind: "entry" | "item";
  /** Column of the first one when it stands behind a `- `. */
  readonly column: number;
}

class Segmenter {
  readonly #source: SourceText;
  readonly #parser: LeafParser;
  readonly #reuse: Reuse;
  #depth = 0;

  constructor(source: SourceText, parser: LeafParser, reuse: Reuse) {
    this.#source = source;
    this.#parser = parser;
    this.#reuse = reuse;
  }

  root(): Segment {
    const source = this.#source;
    const end = source.lineCount;
    let first = 0;
    const skip = () => {
      while (first < end && (!source.hasContent(first) || source.line(first).startsWith("%"))) first++;
    };
    skip();
    if (first < end && /^---\s*(#.*)?$/.test(source.line(first))) {
      first++;
      skip();
    }
    const level = first < end ? this.#levelAt(first, end, -1) : undefined;
    if (level) {
      const root = this.#container(0, end, -1, "root", -1, level, undefined);
      if (root) return root;
    }
    const leaf = this.#parser.parse(this.#text(0, end, -1, -1, "root"));
    return finish({ lines: end, indent: -1, kind: "root", column: -1, before: end }, leaf, []);
  }

  #build(from: number, to: number, indent: number, kind: "entry" | "item", column: number): Segment {
    const old = this.#reuse(from, indent);
    if (old && old.lines === to - from && old.kind === kind && old.column === column) return old;
    if (to - from > longest) {
      const container = this.#tryContainer(from, to, indent, kind, column, false);
      if (container) return container;
    }
    const leaf = this.#parser.parse(this.#text(from, to, indent, column, kind));
    if (leaf.problems.length > 0 && to - from > 1) {
      const container = this.#tryContainer(from, to, indent, kind, column, true);
      if (container) return container;
    }
    return finish({ lines: to - from, indent, kind, column, before: to - from }, leaf, none);
  }

  /** Splits an entry whose value is a block map or list; undefined when it is not. */
  #tryContainer(
    from: number,
    to: number,
    indent: number,
    kind: "entry" | "item",
    column: number,
    damaged: boolean,
  ): Segment | undefined {
    if (this.#depth >= 100) return undefined;
    const source = this.#source;
    const line = source.line(from);
    const start = column >= 0 ? column : source.indent(from);
    const colon = kind === "entry" ? keyEnd(line, start) : start;
    let at = skipSpace(line, colon + 1);
    // An anchor or a tag may stand before the value.
    while (line.charCodeAt(at) === 38 || line.charCodeAt(at) === 33) {
      const next = skipSpace(line, line.slice(at).search(/\s|$/) + at);
      if (kind === "item" && keyEnd(line, at) >= 0) break;
      at = next;
    }
    const inline = at < line.length && line.charCodeAt(at) !== 35;
    let level: Level | undefined;
    let broken: SyntaxProblem | undefined;
    if (!inline) {
      const first = this.#firstContent(from + 1, to, indent, kind);
      if (first >= 0 && source.kind(first) !== LineKind.tab) level = this.#levelAt(first, to, indent);
    } else if (kind === "item") {
      const dash = line.charCodeAt(at) === 45 && isGap(line.charCodeAt(at + 1));
      if (dash) level = { first: from, indent: at, kind: "item", column: at };
      else if (keyEnd(line, at) >= 0) level = { first: from, indent: at, kind: "entry", column: at };
    } else if (damaged && `"'[{`.includes(line.charAt(at))) {
      // A quote or bracket that was opened and not closed in front of a value that goes on below.
      const first = this.#firstContent(from + 1, to, indent, kind);
      if (
        first >= 0 &&
        (source.kind(first) === LineKind.dash || keyEnd(source.line(first), source.indent(first)) >= 0)
      ) {
        level = this.#levelAt(first, to, indent);
        broken = { code: /["']/.test(line.charAt(at)) ? "quote" : "bracket", line: 0, column: at };
      }
    }
    if (!level) return undefined;
    this.#depth++;
    const container = this.#container(from, to, indent, kind, column, level, broken);
    this.#depth--;
    return container;
  }

  #container(
    from: number,
    to: number,
    indent: number,
    kind: Segment["kind"],
    column: number,
    level: Level,
    broken: SyntaxProblem | undefined,
  ): Segment | undefined {
    const source = this.#source;
    const { starts, junk } = this.#split(level, to, indent);
    if (starts.length === 0) return undefined;
    const own: SyntaxProblem[] = junk.map((problem) => ({ ...problem, line: problem.line - from }));
    if (broken) own.push(broken);
    const children: Segment[] = [];
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] as number;
      const behindDash = i === 0 ? level.column : -1;
      children.push(this.#build(start, starts[i + 1] ?? to, level.indent, level.kind, behindDash));
      if (behindDash < 0 && source.indent(start) !== level.indent) {
        own.push({ code: "indent", line: start - from, column: source.indent(start) });
      }
    }
    const before = (starts[0] as number) - from;
    const value = joined(level, children, before);
    const shape = { lines: to - from, indent, kind, column, before };
    if (kind === "root") return finish(shape, { root: value, problems: own }, children);
    if (kind === "item") {
      const anchor = level.column < 0 ? this.#headAnchor(from) : undefined;
      const items: Item[] = [{ value: anchor ? { ...value, anchor } : value, line: 0 }];
      const list: SyntaxNode = { kind: "list", items, flow: false, span: value.span };
      return finish(shape, { root: list, problems: own }, children);
    }
    const line = source.line(from);
    const start = column >= 0 ? column : source.indent(from);
    const headText = " ".repeat(start) + (broken ? line.slice(start, keyEnd(line, start) + 1) : line.slice(start));
    const head = this.#parser.parse(headText);
    own.push(...head.problems);
    const entry = head.root?.kind === "map" ? head.root.entries[0] : undefined;
    if (!entry) return undefined;
    const named = entry.value.kind !== "alias" && entry.value.anchor ? { ...value, anchor: entry.value.anchor } : value;
    const entries: Entry[] = [{ name: entry.name, keySpan: entry.keySpan, value: named, line: 0 }];
    const span: Span = { ...value.span, line: 0, column: start };
    return finish(shape, { root: { kind: "map", entries, flow: false, span }, problems: own }, children);
  }

  #headAnchor(line: number): string | undefined {
    return /^\s*-\s+&(\S+)/.exec(this.#source.line(line))?.[1];
  }

  /** The lines of a piece as its parser gets them: what stands before it, and lines that are not its own, are blank. */
  #text(from: number, to: number, indent: number, column: number, kind: Segment["kind"]): string {
    const source = this.#source;
    if (column < 0 && to - from === 1) return source.lines(from, to);
    const dashes = kind === "entry" && this.#ownsDashes(from, to, indent);
    const isForeign = (line: number) =>
      line > from &&
      indent >= 0 &&
      source.hasContent(line) &&
      source.indent(line) <= indent &&
      !(dashes && source.kind(line) === LineKind.dash && source.indent(line) === indent);
    let clean = column < 0;
    for (let line = from; line < to && clean; line++) clean = !isForeign(line);
    if (clean) return source.lines(from, to);
    const lines: string[] = [];
    for (let line = from; line < to; line++) lines.push(isForeign(line) ? "" : source.line(line));
    if (column >= 0) lines[0] = " ".repeat(column) + (lines[0] ?? "").slice(column);
    return lines.join("\n") + (to < source.lineCount ? "\n" : "");
  }

  /** `key:` with a list below it whose dashes stand in the key's own column. */
  #ownsDashes(from: number, to: number, indent: number): boolean {
    if (!/:\s*(?:[&!]\S*\s*)*(?:#.*)?$/.test(this.#source.line(from))) return false;
    for (let line = from + 1; line < to; line++) {
      if (!this.#source.hasContent(line) || this.#source.kind(line) === LineKind.document) continue;
      return this.#source.kind(line) === LineKind.dash && this.#source.indent(line) === indent;
    }
    return false;
  }

  #firstContent(line: number, to: number, indent: number, kind: "entry" | "item"): number {
    const source = this.#source;
    for (; line < to; line++) {
      if (!source.hasContent(line) || source.kind(line) === LineKind.document) continue;
      if (source.indent(line) > indent) return line;
      if (kind === "entry" && source.indent(line) === indent && source.kind(line) === LineKind.dash) return line;
    }
    return -1;
  }

  /** What begins at this line: a map, a list, or neither. */
  #levelAt(first: number, to: number, parentIndent: number): Level | undefined {
    const source = this.#source;
    if (source.kind(first) === LineKind.document || source.kind(first) === LineKind.tab) return undefined;
    const indent = this.#levelIndent(first, to, parentIndent);
    const line = source.line(first);
    const start = source.indent(first);
    if (source.kind(first) === LineKind.dash) return { first, indent, kind: "item", column: -1 };
    if (keyEnd(line, start) >= 0) return { first, indent, kind: "entry", column: -1 };
    if (`"'[{|>&!?`.includes(line.charAt(start))) return undefined;
    // A half-typed first key, a conflict marker: the lines behind it tell.
    let misses = 0;
    for (let next = first + 1; next < Math.min(to, first + 400); next++) {
      if (source.indent(next) !== indent) continue;
      if (source.kind(next) === LineKind.dash && isConflict(line)) return { first, indent, kind: "item", column: -1 };
      if (source.kind(next) !== LineKind.other) continue;
      if (keyEnd(source.line(next), indent) >= 0) return { first, indent, kind: "entry", column: -1 };
      if (++misses > 8) return undefined;
    }
    return undefined;
  }

  /** The first entry decides, unless it stands alone and those behind it agree on a smaller indent. */
  #levelIndent(first: number, to: number, parentIndent: number): number {
    const source = this.#source;
    const indent = source.indent(first);
    if (source.kind(first) !== LineKind.dash && keyEnd(source.line(first), indent) < 0) return indent;
    let other = -1;
    for (let line = first + 1; line < to; line++) {
      if (source.kind(line) !== LineKind.dash && source.kind(line) !== LineKind.other) continue;
      const here = source.indent(line);
      if (here > indent || here <= parentIndent) continue;
      if (here === indent) return indent;
      if (here === other) return other;
      if (other < 0) other = here;
    }
    return indent;
  }

  #starts(line: number, kind: "entry" | "item"): boolean {
    const source = this.#source;
    if (kind === "item") return source.kind(line) === LineKind.dash;
    return source.kind(line) === LineKind.other && keyEnd(source.line(line), source.indent(line)) >= 0;
  }

  /** The lines on which the entries of a level start, and the lines at its indent that cannot be one. */
  #split(level: Level, to: number, parentIndent: number): { starts: number[]; junk: SyntaxProblem[] } {
    const source = this.#source;
    const starts: number[] = [];
    const junk: SyntaxProblem[] = [];
    let lastTab = -2;
    let line = level.first;
    if (level.column >= 0) {
      starts.push(line);
      line++;
    }
    for (; line < to; line++) {
      if (!source.hasContent(line)) continue;
      const indent = source.indent(line);
      const kind = source.kind(line);
      if (indent > level.indent && !(line === level.first && level.column < 0)) continue;
      const atKeysColumn =
        parentIndent === level.indent && indent === level.indent && kind === LineKind.dash && level.kind === "item";
      if (indent <= parentIndent && !atKeysColumn) continue;
      const current = starts.at(-1);
      if (kind === LineKind.tab) {
        if (lastTab !== line - 1) junk.push({ code: "tab", line, column: 0 });
        lastTab = line;
      } else if (kind === LineKind.document) {
        junk.push({ code: "second-document", line, column: 0 });
      } else if (!this.#starts(line, level.kind)) {
        const dash = kind === LineKind.dash;
        if (dash && current !== undefined && indent === level.indent && this.#ownsDashes(current, to, indent)) continue;
        const isKey = kind === LineKind.other && keyEnd(source.line(line), indent) >= 0;
        const code: SyntaxCode = isConflict(source.line(line))
          ? "conflict"
          : dash
            ? "list-here"
            : isKey
              ? "key-in-list"
              : "half-key";
        junk.push({ code, line, column: indent });
      } else if (current !== undefined && this.#isStray(line, to, current, level)) {
        junk.push({ code: "stray-line", line, column: indent });
      } else starts.push(line);
    }
    return { starts, junk };
  }

  /** Indent of the line behind, when that line stands deeper although this one opens nothing; otherwise -1. */
  #deeperBehind(line: number, to: number): number {
    const source = this.#source;
    let next = line + 1;
    while (next < to && source.kind(next) === LineKind.blank) next++;
    if (next >= to) return -1;
    const indent = source.indent(next);
    if (indent <= source.indent(line)) return -1;
    const text = source.line(line);
    if (opensBody.test(text)) return -1;
    if (source.kind(line) === LineKind.dash && indent === skipSpace(text, source.indent(line) + 1)) return -1;
    return indent;
  }

  /**
   * A line that looks like an entry of this level but belongs to the one before: a prompt's line that lost its indent, or
   * an entry pushed left out of its map. Decided only for text that YAML rejects.
   */
  #isStray(line: number, to: number, previous: number, level: Level): boolean {
    const behind = this.#deeperBehind(line, to);
    if (behind < 0) return false;
    if (this.#isPushedLeft(line, to, behind, previous)) return true;
    const source = this.#source;
    const indent = source.indent(line);
    let at = line - 1;
    while (at > previous && source.kind(at) === LineKind.blank) at--;
    if (at <= previous || source.indent(at) <= indent) return false;
    let least = source.indent(at);
    for (; at >= previous; at--) {
      if (source.kind(at) === LineKind.blank) continue;
      const here = source.indent(at);
      if (here < least) {
        if (opensBlockScalar.test(source.line(at))) break;
        if (at === previous || here <= indent) return false;
        least = here;
      } else if (at === previous) return false;
    }
    if (at < previous || behind < least) return false;
    let end = line + 1;
    while (end < to && !(source.hasContent(end) && source.indent(end) <= level.indent)) end++;
    return this.#parser.parse(this.#text(line, end, level.indent, -1, level.kind)).problems.length > 0;
  }

  #isPushedLeft(line: number, to: number, behind: number, previous: number): boolean {
    const source = this.#source;
    const next = (from: number) => {
      let at = from + 1;
      while (at < to && !source.hasContent(at)) at++;
      return at;
    };
    const isKey = (at: number) =>
      source.kind(at) === LineKind.other && source.indent(at) === behind && keyEnd(source.line(at), behind) >= 0;
    const first = next(line);
    if (first >= to || !isKey(first)) return false;
    let at = line - 1;
    while (at > previous && (!source.hasContent(at) || source.indent(at) > behind)) at--;
    if (at < previous) return false;
    const text = source.line(at);
    const dashed = source.kind(at) === LineKind.dash && skipSpace(text, source.indent(at) + 1) === behind;
    if (source.indent(at) !== behind && !opensBody.test(text) && !dashed) return false;
    let second = next(first);
    while (second < to && source.indent(second) > behind) second = next(second);
    return second < to && isKey(second);
  }
}

const opensBody = /(?:[:|>][+\-0-9]*|^\s*-)\s*(?:\s#.*)?$/;
const opensBlockScalar = /(?:^|[\s:-])[|>][+\-0-9]*(?:\s+#.*)?\s*$/;

function isConflict(line: string): boolean {
  return /^(?:<{7}|={7}$|>{7}|\|{7})/.test(line);
}

/** The map or list that a container's children make up. */
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
  const none: Span = { line: before, column: level.indent, endLine: before, endColumn: level.indent };
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
    return { kind: "map", entries, flow: false, span: span ?? none };
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
  return { kind: "list", items, flow: false, span: span ?? none };
}

/** One for all: a large file has many pieces. */
const none: readonly never[] = [];

interface Shape {
  readonly lines: number;
  readonly indent: number;
  readonly kind: Segment["kind"];
  readonly column: number;
  readonly before: number;
}

function finish(shape: Shape, leaf: Leaf, children: readonly Segment[]): Segment {
  const { root } = leaf;
  const found: SyntaxProblem[] = [];
  let anchorCount = 0;
  if (children.length === 0) {
    if (root) anchorCount = inspect(root, found);
  } else {
    const value = shape.kind === "entry" ? (root as { entries: readonly Entry[] }).entries[0]?.value : root;
    const node = shape.kind === "item" ? (root as { items: readonly Item[] }).items[0]?.value : value;
    if (node?.kind === "map") duplicates(node.entries, found);
    if (node && node.kind !== "alias" && node.anchor) anchorCount++;
  }
  const problems = found.length > 0 ? [...leaf.problems, ...found] : leaf.problems;
  let problemCount = problems.length;
  for (const child of children) {
    problemCount += child.problemCount;
    anchorCount += child.anchorCount;
  }
  return {
    ...shape,
    entries: shape.kind === "entry" && root?.kind === "map" ? root.entries : none,
    items: shape.kind === "item" && root?.kind === "list" ? root.items : none,
    ...(shape.kind === "root" && root ? { root } : {}),
    children,
    problems,
    problemCount,
    anchorCount,
  };
}

/** Duplicate keys of every map in the piece; counts anchors and aliases. */
function inspect(node: SyntaxNode, problems: SyntaxProblem[]): number {
  if (node.kind === "alias") return 1;
  let count = node.anchor ? 1 : 0;
  if (node.kind === "map") {
    duplicates(node.entries, problems);
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
