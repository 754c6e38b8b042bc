import type { Position, Range } from "vscode-languageserver-types";

/** What a line is, seen without its neighbours. */
export const LineKind = { blank: 0, comment: 1, dash: 2, other: 3, tab: 4, document: 5 } as const;

/**
 * A text as numbered lines, as the language server protocol counts them: UTF-16 columns; lines end at LF, CRLF or CR.
 * Never changes: `edit` gives a new one. Beside the text it keeps one number per line (indent and kind), which is all
 * that splitting a document into segments looks at.
 */
export class SourceText {
  readonly text: string;
  /** Offset of each line's first character. */
  readonly #starts: Int32Array;
  /** indent * 8 + LineKind, for each line. */
  readonly #marks: Int32Array;

  private constructor(text: string, starts: Int32Array, marks: Int32Array) {
    this.text = text;
    this.#starts = starts;
    this.#marks = marks;
  }

  static of(text: string): SourceText {
    const starts = lineStarts(text);
    const marks = new Int32Array(starts.length);
    for (let line = 0; line < starts.length; line++) {
      marks[line] = markOf(text, starts[line] as number, lineEnd(text, starts, line));
    }
    return new SourceText(text, starts, marks);
  }

  get lineCount(): number {
    return this.#starts.length;
  }
  /** The line without its line break. */
  line(line: number): string {
    return this.text.slice(this.#starts[line] as number, lineEnd(this.text, this.#starts, line));
  }
  /** Lines [from, to) with LF as the line break. */
  lines(from: number, to: number): string {
    const end = to < this.lineCount ? this.#starts[to] : undefined;
    const text = this.text.slice(this.#starts[from], end);
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
  lineLength(line: number): number {
    return lineEnd(this.text, this.#starts, line) - (this.#starts[line] as number);
  }
  indent(line: number): number {
    return (this.#marks[line] as number) >> 3;
  }
  kind(line: number): number {
    return (this.#marks[line] as number) & 7;
  }
  /** Neither blank nor a comment. */
  hasContent(line: number): boolean {
    return ((this.#marks[line] as number) & 7) > LineKind.comment;
  }
  /** The line break that ends most lines: that of the first. */
  get lineBreak(): "\n" | "\r\n" {
    return this.#starts.length > 1 && this.text.charCodeAt((this.#starts[1] as number) - 2) === 13 ? "\r\n" : "\n";
  }

  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.text.length;
    const column = Math.max(0, Math.min(position.character, this.lineLength(position.line)));
    return (this.#starts[position.line] as number) + column;
  }
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.lineCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const character = Math.min(Math.max(0, offset - (this.#starts[low] as number)), this.lineLength(low));
    return { line: low, character };
  }
  slice(range: Range): string {
    return this.text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  /** The edited text, and which lines are new: old lines [first, oldEnd) became [first, newEnd). */
  edit(range: Range, inserted: string): { source: SourceText; first: number; oldEnd: number; newEnd: number } {
    let from = this.offsetAt(range.start);
    let to = this.offsetAt(range.end);
    if (to < from) [from, to] = [to, from];
    const text = this.text.slice(0, from) + inserted + this.text.slice(to);
    // A break that is torn apart or completed at the seam (CR | LF) belongs to the lines on both sides.
    let first = this.positionAt(from).line;
    if (first > 0 && from === this.#starts[first] && this.text.charCodeAt(from - 1) === 13) first--;
    let oldEnd = this.positionAt(to).line + 1;
    if (to === this.#starts[oldEnd - 1] && oldEnd < this.lineCount) oldEnd++;
    const start = this.#starts[first] as number;
    const shift = text.length - this.text.length;
    const tail = oldEnd < this.lineCount ? (this.#starts[oldEnd] as number) : this.text.length;
    const middle = lineStarts(text.slice(start, tail + shift));
    // The piece ends with a line break, so its last "line" is the old line behind it (unless the text ends there).
    const count = oldEnd < this.lineCount ? middle.length - 1 : middle.length;
    const total = first + count + (this.lineCount - oldEnd);
    const starts = new Int32Array(total);
    const marks = new Int32Array(total);
    const oldStarts = this.#starts;
    starts.set(oldStarts.subarray(0, first));
    marks.set(this.#marks.subarray(0, first));
    for (let i = 0; i < count; i++) starts[first + i] = (middle[i] as number) + start;
    starts.set(oldStarts.subarray(oldEnd), first + count);
    if (shift !== 0)
      for (let line = first + count; line < total; line++) starts[line] = (starts[line] as number) + shift;
    marks.set(this.#marks.subarray(oldEnd), first + count);
    for (let line = first; line < first + count; line++) {
      marks[line] = markOf(text, starts[line] as number, lineEnd(text, starts, line));
    }
    return { source: new SourceText(text, starts, marks), first, oldEnd, newEnd: first + count };
  }
}

function lineStarts(text: string): Int32Array {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) starts.push(i + 1);
    else if (c === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return Int32Array.from(starts);
}

function lineEnd(text: string, starts: Int32Array, line: number): number {
  if (line + 1 >= starts.length) return text.length;
  const next = starts[line + 1] as number;
  const crlf = text.charCodeAt(next - 1) === 10 && text.charCodeAt(next - 2) === 13 && next - 2 >= (starts[line] ?? 0);
  return next - (crlf ? 2 : 1);
}

function markOf(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && text.charCodeAt(i) === 32) i++;
  const indent = (i - from) * 8;
  if (i === to) return indent;
  const c = text.charCodeAt(i);
  if (c === 9) {
    let j = i;
    while (j < to && (text.charCodeAt(j) === 9 || text.charCodeAt(j) === 32)) j++;
    if (j === to) return indent;
    return indent + (text.charCodeAt(j) === 35 ? LineKind.comment : LineKind.tab);
  }
  if (c === 35) return indent + LineKind.comment;
  const endsAt = (at: number) => at >= to || text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9;
  if (c === 45 && endsAt(i + 1)) return indent + LineKind.dash;
  if (i === from && (c === 45 || c === 46) && endsAt(i + 3)) {
    const three = text.slice(i, i + 3);
    if (three === "---" || three === "...") return LineKind.document;
  }
  return indent + LineKind.other;
}
