import { isGap, keyEnd, skipSpace } from "./keyEnd.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import type { SyntaxCode } from "./syntaxProblem.ts";

/** The entries of a map, or the items of a list: what stands in one column. */
export interface Level {
  /** Line of the first entry or item. */
  readonly first: number;
  readonly indent: number;
  readonly kind: "entry" | "item";
  /** Column of the first one when it stands behind a `- `, otherwise -1. */
  readonly column: number;
}

/** Where a level's parts begin. A part is an entry, an item, or a line that can be neither, with what hangs below it. */
export interface Parts {
  readonly starts: readonly number[];
  /** The starts that are neither entry nor item. */
  readonly junk: ReadonlySet<number>;
  /** Lines that stand too far left for the part they are in, and begin none. */
  readonly left: readonly number[];
}

/** What begins at this line, under something at `parentIndent`: a map, a list, or neither. */
export function levelAt(source: SourceText, first: number, to: number, parentIndent: number): Level | undefined {
  const kind = source.kind(first);
  if (kind === LineKind.document || kind === LineKind.tab) return undefined;
  const indent = levelIndent(source, first, to, parentIndent);
  const line = source.line(first);
  const start = source.indent(first);
  if (kind === LineKind.dash) return { first, indent, kind: "item", column: -1 };
  if (keyEnd(line, start) >= 0) return { first, indent, kind: "entry", column: -1 };
  if (`"'[{|>&!`.includes(line.charAt(start)) || isOddKey(line, start)) return undefined;
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
function levelIndent(source: SourceText, first: number, to: number, parentIndent: number): number {
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

/** `key:` with a list below it whose dashes stand in the key's own column. */
export function ownsDashes(source: SourceText, from: number, to: number, indent: number): boolean {
  if (!/:\s*(?:[&!]\S*\s*)*(?:#.*)?$/.test(source.line(from))) return false;
  for (let line = from + 1; line < to; line++) {
    if (!source.hasContent(line) || source.kind(line) === LineKind.document) continue;
    if (source.indent(line) > indent && isMarks(source.line(line))) continue;
    return source.kind(line) === LineKind.dash && source.indent(line) === indent;
  }
  return false;
}

/** A line with nothing but `&name` or `!tag`: it belongs to what follows. */
export function isMarks(line: string): boolean {
  return /^\s*[&!]\S*(?:\s+[&!]\S*)*\s*(?:\s#.*)?$/.test(line);
}

/** Why a line cannot stand where it stands, by what it looks like. `kind`: that of the part it is in. */
export function misplaced(source: SourceText, line: number, kind: "entry" | "item" | "junk"): SyntaxCode {
  const text = source.line(line);
  const indent = source.indent(line);
  switch (source.kind(line)) {
    case LineKind.tab:
      return "tab";
    case LineKind.document:
      return "second-document";
    case LineKind.dash:
      return kind === "item" ? "stray-line" : "list-here";
  }
  if (isConflict(text)) return "conflict";
  if (isOddKey(text, indent)) return "odd-key";
  if (text.charAt(indent) === "]" || text.charAt(indent) === "}") return "bracket";
  if (keyEnd(text, indent) < 0) return "half-key";
  return kind === "entry" ? "stray-line" : "key-in-list";
}

/** How many parts ahead of its own line the beginning of a part may depend on. */
export const reach = 2;

/**
 * Cuts a level into its parts. `breaks` tells whether lines [from, to) would be read with a mistake as a part of their own:
 * that alone decides whether a line that looks like an entry is a stray one. Only parts that begin before `until` are cut.
 *
 * Whether a line begins a part is told by the part above it and by what stands below, at most up to the second line that
 * could begin one too (it stands no deeper than the level): `reach` parts. So an edit has no say in parts further up.
 */
export function split(
  source: SourceText,
  level: Level,
  to: number,
  parentIndent: number,
  breaks: (from: number, to: number) => boolean,
  until = to,
): Parts {
  const starts: number[] = [];
  const junk = new Set<number>();
  const left: number[] = [];
  let line = level.first;
  if (level.column >= 0) {
    starts.push(line);
    line++;
  }
  for (; line < until; line++) {
    if (!source.hasContent(line)) continue;
    const indent = source.indent(line);
    const isFirst = line === level.first && level.column < 0;
    if (indent > level.indent && !isFirst) continue;
    const kind = source.kind(line);
    const atKeysColumn =
      parentIndent === level.indent && indent === level.indent && kind === LineKind.dash && level.kind === "item";
    if (indent <= parentIndent && !atKeysColumn) continue;
    const current = starts.at(-1);
    const dash = kind === LineKind.dash;
    if (kind === LineKind.tab || kind === LineKind.document) left.push(line);
    else if (beginsPart(source, line, level.kind)) {
      if (current !== undefined && isStray(source, line, to, current, level.indent, breaks)) left.push(line);
      else starts.push(line);
    } else if (dash && current !== undefined && indent === level.indent && ownsDashes(source, current, to, indent)) {
      // A list whose dashes stand in its key's own column.
    } else if (cannotHaveBody.test(source.line(line)) || !hasOwnBody(source, line, to, current)) left.push(line);
    else {
      junk.add(line);
      starts.push(line);
    }
  }
  return { starts, junk, left };
}

function beginsPart(source: SourceText, line: number, kind: "entry" | "item"): boolean {
  if (kind === "item") return source.kind(line) === LineKind.dash;
  return source.kind(line) === LineKind.other && keyEnd(source.line(line), source.indent(line)) >= 0;
}

/** A conflict marker, or a bracket that closes one from above. */
const cannotHaveBody = /^(?:<{7}|={7}$|>{7}|\|{7}|\s*[\]}])/;

/** Whether the lines below hang on this one: they stand in a column that nothing above it has opened. */
function hasOwnBody(source: SourceText, line: number, to: number, current: number | undefined): boolean {
  let below = line + 1;
  while (below < to && !source.hasContent(below)) below++;
  if (below >= to) return false;
  const inner = source.indent(below);
  if (inner <= source.indent(line)) return false;
  if (current === undefined) return true;
  let above = line - 1;
  while (above > current && !source.hasContent(above)) above--;
  if (opensBody.test(source.line(above)) && source.indent(above) < inner) return false;
  let least = Number.POSITIVE_INFINITY;
  for (let at = line - 1; at >= current; at--) {
    if (!source.hasContent(at)) continue;
    const indent = source.indent(at);
    if (indent >= least) continue;
    const text = source.line(at);
    if (indent === inner || (source.kind(at) === LineKind.dash && skipSpace(text, indent + 1) === inner)) return false;
    if (opensBlockScalar.test(text) && inner >= least) return false;
    least = indent;
  }
  return true;
}

/** Indent of the line behind, when that line stands deeper although this one opens nothing; otherwise -1. */
function deeperBehind(source: SourceText, line: number, to: number): number {
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
function isStray(
  source: SourceText,
  line: number,
  to: number,
  previous: number,
  levelIndent: number,
  breaks: (from: number, to: number) => boolean,
): boolean {
  const behind = deeperBehind(source, line, to);
  if (behind < 0) return false;
  if (isPushedLeft(source, line, to, behind, previous, levelIndent)) return true;
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
  while (end < to && !(source.hasContent(end) && source.indent(end) <= levelIndent)) end++;
  return breaks(line, end);
}

/** Looks no further than the second line behind that could begin a part. */
function isPushedLeft(
  source: SourceText,
  line: number,
  to: number,
  behind: number,
  previous: number,
  levelIndent: number,
): boolean {
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
  while (second < to && source.indent(second) > Math.max(behind, levelIndent)) second = next(second);
  return second < to && isKey(second);
}

const opensBody = /(?:[:|>][+\-0-9]*|^\s*-)(?:\s+[&!]\S*)*\s*(?:\s#.*)?$/;
const opensBlockScalar = /(?:^|[\s:-])[|>][+\-0-9]*(?:\s+#.*)?\s*$/;

function isConflict(line: string): boolean {
  return /^(?:<{7}|={7}$|>{7}|\|{7})/.test(line);
}

/** `? key` and `: value`, YAML's long way to write an entry. */
export function isOddKey(line: string, column: number): boolean {
  const c = line.charCodeAt(column);
  return (c === 63 || c === 58) && isGap(line.charCodeAt(column + 1));
}
