import { isGap, skipSpace } from "./keyEnd.ts";
import type { AliasNode, Entry, Item, ListNode, MapNode, ScalarNode, Span, SyntaxNode } from "./node.ts";
import { isComment, type Piece, type Read } from "./piece.ts";
import { readQuoted } from "./readQuoted.ts";
import { resolveScalar } from "./resolveScalar.ts";
import { LineKind } from "./sourceText.ts";
import { templateEnd } from "./templateText.ts";

export interface FlowRead extends Read {
  /** False: it, or something in it, is never closed. What was read before is in the node. */
  readonly closed: boolean;
}

/** A list or map in brackets, over as many lines as it takes. */
export function readFlow(piece: Piece, line: number, column: number): FlowRead {
  const reader = new FlowReader(piece, line, column);
  const node = reader.collection(0);
  return { node, line: reader.line, column: reader.column, closed: node.closed };
}

const deepest = 100;
/** Marks the end of what may belong to the brackets. */
const nothing = -1;

type Collection = (MapNode | ListNode) & { closed: boolean };

class FlowReader {
  readonly #piece: Piece;
  line: number;
  column: number;
  #text: string;
  #depth = 0;
  /** One mistake in brackets is enough: those behind it are most likely its echo. */
  #reported = false;

  constructor(piece: Piece, line: number, column: number) {
    this.#piece = piece;
    this.line = line;
    this.column = column;
    this.#text = piece.line(line);
  }

  collection(depth: number): Collection {
    this.#depth = depth;
    const { line, column } = this;
    const isMap = this.#text.charCodeAt(column) === 123;
    const entries: Entry[] = [];
    const items: Item[] = [];
    this.column++;
    let expected = true;
    let closed = false;
    for (;;) {
      const c = this.#next();
      if (c === nothing) break;
      if (c === 93 || c === 125) {
        if ((c === 125) !== isMap) this.#report("bracket", this.line, this.column);
        this.column++;
        closed = true;
        break;
      }
      if (c === 44) {
        if (expected) this.#report("bracket", line, column);
        expected = true;
        this.column++;
        continue;
      }
      if (!expected) this.#report("bracket", line, column);
      expected = false;
      const whole = isMap ? this.#entry(entries, depth) : this.#item(items, depth);
      if (!whole) break;
    }
    const span = this.#span(line, column, this.line, this.column);
    return isMap
      ? { kind: "map", entries, flow: true, span, closed }
      : { kind: "list", items, flow: true, span, closed };
  }

  /** False: something in it was never closed. */
  #entry(entries: Entry[], depth: number): boolean {
    const { key, name, whole } = this.#key(depth);
    if (!whole) {
      entries.push({ name, keySpan: key.span, value: this.#piece.empty(this.line, this.column), line: 0 });
      return false;
    }
    const place = { line: this.line, column: this.column };
    if (this.#next() === 58 && this.#isColon(key.kind === "scalar" && key.style !== "plain")) {
      const { value, whole: closed } = this.#value(depth);
      entries.push({ name, keySpan: key.span, value, line: 0 });
      return closed;
    }
    this.#goTo(place.line, place.column);
    entries.push({ name, keySpan: key.span, value: this.#piece.empty(place.line, place.column), line: 0 });
    return true;
  }

  /** An item of a list; `a: b` in it is a map of one entry. */
  #item(items: Item[], depth: number): boolean {
    const { line, column } = this;
    const { key, name, whole } = this.#key(depth, true);
    if (!whole) {
      items.push({ value: key, line: 0 });
      return false;
    }
    const place = { line: this.line, column: this.column };
    const quoted = key.kind === "scalar" && (key.style === "double" || key.style === "single");
    if (this.#next() === 58 && this.#isColon(quoted || key.kind === "map" || key.kind === "list")) {
      // The key of such a pair stands on one line.
      if (this.line !== line || key.kind === "map" || key.kind === "list") this.#report("odd-key", line, column);
      const { value, whole: closed } = this.#value(depth);
      const entry: Entry = { name, keySpan: key.span, value, line: 0 };
      const { endLine, endColumn } = value.span;
      const span: Span = { line: key.span.line, column: key.span.column, endLine, endColumn };
      items.push({ value: { kind: "map", entries: [entry], flow: true, span }, line: 0 });
      return closed;
    }
    this.#goTo(place.line, place.column);
    items.push({ value: key, line: 0 });
    return true;
  }

  #key(depth: number, mayBeItem = false): { key: SyntaxNode; name: string; whole: boolean } {
    const c = this.#text.charCodeAt(this.column);
    if (c === 63 && isGap(this.#text.charCodeAt(this.column + 1))) {
      this.#report("odd-key", this.line, this.column);
      this.column++;
      this.#next();
    }
    if (this.#text.charCodeAt(this.column) === 58 && this.#isColon(false)) {
      this.#report("odd-key", this.line, this.column);
      return { key: this.#piece.empty(this.line, this.column), name: "", whole: true };
    }
    const { line, column } = this;
    const { node, whole } = this.#node(depth);
    if (!mayBeItem && (node.kind !== "scalar" || node.anchor !== undefined)) this.#report("odd-key", line, column);
    const { span } = node;
    // A key is its text, also when it looks like a number.
    const plain = node.kind === "scalar" && typeof node.value !== "string" && span.line === span.endLine;
    const name = plain
      ? this.#piece.line(span.line + this.#piece.from).slice(span.column, span.endColumn)
      : node.kind === "scalar"
        ? String(node.value ?? "")
        : "";
    return { key: node, name, whole };
  }

  #value(depth: number): { value: SyntaxNode; whole: boolean } {
    this.column++;
    const place = { line: this.line, column: this.column };
    const c = this.#next();
    if (c === nothing || c === 44 || c === 93 || c === 125) {
      return { value: this.#piece.empty(place.line, place.column), whole: true };
    }
    const { node, whole } = this.#node(depth);
    return { value: node, whole };
  }

  #node(depth: number): { node: SyntaxNode; whole: boolean } {
    const marks: { anchor?: string } = {};
    let tagged = false;
    let c = this.#text.charCodeAt(this.column);
    while (c === 38 || c === 33) {
      const { line, column } = this;
      const end = this.#wordEnd();
      if (c === 38) {
        if (marks.anchor !== undefined || end === column + 1) this.#report("anchor", line, column);
        marks.anchor = this.#text.slice(column + 1, end);
      } else {
        if (tagged) this.#report("anchor", line, column);
        tagged = true;
        this.#piece.reportSpan("tag", this.#span(line, column, line, end), this.#text.slice(column, end));
      }
      this.column = end;
      const place = { line, column: end };
      c = this.#next();
      if (c === nothing || c === 44 || c === 93 || c === 125 || (c === 58 && this.#isColon(false))) {
        return { node: { ...this.#piece.empty(place.line, place.column), ...marks }, whole: c !== nothing };
      }
    }
    const { line, column } = this;
    if (c === 123) {
      const end = templateEnd(this.#text, column);
      if (end >= 0) return { node: { ...this.#plain(end), ...marks }, whole: true };
    }
    if (c === 91 || c === 123) {
      if (depth >= deepest) {
        this.#report("deep", line, column);
        return { node: this.#piece.empty(line, column), whole: false };
      }
      const { closed, ...node } = this.collection(depth + 1);
      this.#depth = depth;
      return { node: { ...node, ...marks } as SyntaxNode, whole: closed };
    }
    if (c === 34 || c === 39) {
      const quoted = readQuoted(this.#piece, line, column);
      if (!quoted) {
        this.#report("quote", line, column);
        this.column = this.#text.length;
        return { node: this.#piece.empty(line, column), whole: false };
      }
      this.#goTo(quoted.line, quoted.column);
      return { node: { ...quoted.node, ...marks }, whole: true };
    }
    if (c === 42) {
      const end = this.#wordEnd();
      const name = this.#text.slice(column + 1, end);
      if (marks.anchor !== undefined || tagged || name === "") this.#report("anchor", line, column);
      this.column = end;
      const node: AliasNode = { kind: "alias", name, span: this.#span(line, column, line, end) };
      return { node, whole: true };
    }
    const behind = this.#text.charCodeAt(column + 1);
    const startsNone =
      "|>@`%#".includes(this.#text.charAt(column)) ||
      ((c === 45 || c === 63 || c === 58) && (isGap(behind) || isFlowMark(behind)));
    const node = this.#plain(column + (startsNone ? 1 : 0));
    if (startsNone) {
      const { endLine, endColumn } = node.span;
      if (!this.#reported) {
        this.#piece.reportSpan("start", { ...node.span, endLine, endColumn }, this.#text.charAt(column));
      }
      this.#reported = true;
    }
    return { node: { ...node, ...marks }, whole: true };
  }

  /** A text without quotes; `known` is the first column that may end it. */
  #plain(known: number): ScalarNode {
    const { line, column } = this;
    let template = this.#text.startsWith("{{", column);
    let at = known;
    let end = known;
    let value = "";
    let start = column;
    for (;;) {
      const text = this.#text;
      let stop = false;
      while (at < text.length) {
        const c = text.charCodeAt(at);
        const more = c === 123 ? templateEnd(text, at) : -1;
        if (more >= 0 && at > column) {
          template = true;
          at = more;
          end = at;
          continue;
        }
        stop =
          isFlowMark(c) ||
          (c === 58 && (isGap(text.charCodeAt(at + 1)) || isFlowMark(text.charCodeAt(at + 1)))) ||
          isComment(text, at);
        if (stop) break;
        at++;
        if (!isGap(c)) end = at;
      }
      value += text.slice(start, end);
      if (stop) break;
      const next = this.#nextLine();
      if (next.line < 0) break;
      const first = this.#piece.line(next.line);
      const from = skipSpace(first, 0);
      const c = first.charCodeAt(from);
      if (
        c === 35 ||
        isFlowMark(c) ||
        (c === 58 && (isGap(first.charCodeAt(from + 1)) || isFlowMark(first.charCodeAt(from + 1))))
      )
        break;
      value += next.blank === 0 ? " " : "\n".repeat(next.blank);
      this.#goTo(next.line, from);
      start = from;
      at = from;
      end = from;
    }
    this.column = end;
    const span = this.#span(line, column, this.line, end);
    if (template) this.#piece.reportSpan("template", span);
    return { kind: "scalar", value: template ? value : resolveScalar(value), style: "plain", span };
  }

  /** The next line of the piece for a text that goes on, and how many blank ones lie between; -1 when there is none. */
  #nextLine(): { line: number; blank: number } {
    const { source, to, indent } = this.#piece;
    let blank = 0;
    for (let line = this.line + 1; line < to; line++) {
      const kind = source.kind(line);
      if (kind === LineKind.blank) blank++;
      else if (kind === LineKind.comment || (kind === LineKind.document && indent < 0)) break;
      else if (this.#piece.holds(line)) return { line, blank };
      else if (source.indent(line) === indent && isCloser(this.#piece.line(line), indent)) break;
    }
    return { line: -1, blank };
  }

  /** Goes to the next character that means something; `nothing` at the end. */
  #next(): number {
    const { source, to, indent } = this.#piece;
    for (;;) {
      this.column = skipSpace(this.#text, this.column);
      if (this.column < this.#text.length && !isComment(this.#text, this.column))
        return this.#text.charCodeAt(this.column);
      let line = this.line + 1;
      for (; line < to; line++) {
        const kind = source.kind(line);
        if (kind === LineKind.document && indent < 0) return nothing;
        if (kind === LineKind.comment || kind === LineKind.blank) continue;
        if (this.#piece.holds(line)) break;
        if (source.indent(line) !== indent || this.#depth > 0) continue;
        if (isCloser(this.#piece.line(line), indent)) {
          this.#piece.closer = line;
          break;
        }
      }
      if (line >= to) return nothing;
      this.#goTo(line, 0);
    }
  }

  #goTo(line: number, column: number): void {
    if (line !== this.line) this.#text = this.#piece.line(line);
    this.line = line;
    this.column = column;
  }

  /** Whether the ":" here ends a key. Behind quotes and brackets it may touch what follows. */
  #isColon(touching: boolean): boolean {
    const behind = this.#text.charCodeAt(this.column + 1);
    return touching || isGap(behind) || isFlowMark(behind);
  }

  #wordEnd(): number {
    let end = this.column + 1;
    while (!isGap(this.#text.charCodeAt(end)) && !isFlowMark(this.#text.charCodeAt(end))) end++;
    return end;
  }

  #report(code: "bracket" | "quote" | "odd-key" | "anchor" | "deep", line: number, column: number): void {
    if (!this.#reported) this.#piece.report(code, line, column);
    this.#reported = true;
  }

  #span(line: number, column: number, endLine: number, endColumn: number): Span {
    return this.#piece.span(line, column, endLine, endColumn);
  }
}

function isCloser(text: string, column: number): boolean {
  const c = text.charCodeAt(column);
  return c === 93 || c === 125;
}

/** , [ ] { } */
function isFlowMark(c: number): boolean {
  return c === 44 || c === 91 || c === 93 || c === 123 || c === 125;
}
