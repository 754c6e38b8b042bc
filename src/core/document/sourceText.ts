import type { Position, Range } from "vscode-languageserver-types";

/** What a line is, seen without its neighbours. */
export const LineKind = { blank: 0, comment: 1, dash: 2, other: 3, tab: 4, document: 5 } as const;

/** Some whole lines of a text, with their line breaks. Never changes: texts before and after an edit share most of theirs. */
interface Block {
  readonly text: string;
  /** Offset of each line's first character, in the block. */
  readonly starts: Int32Array;
  /** indent * 8 + LineKind, for each line. */
  readonly marks: Int32Array;
}

/** Lines of a block; after edits, from a quarter to twice as many. */
const usual = 128;

/**
 * A text as numbered lines, as the language server protocol counts them: UTF-16 columns; lines end at LF, CRLF or CR.
 * Never changes: `edit` gives a new one, which costs the blocks around the edit and not the whole. Beside the text it keeps
 * one number per line (indent and kind), which is all that splitting a document into segments looks at.
 */
export class SourceText {
  readonly #blocks: readonly Block[];
  /** Of each block, and of the end: the first line, the first offset. */
  readonly #firstLines: Int32Array;
  readonly #offsets: Int32Array;
  #text: string | undefined;
  /** The block that was looked at last, mostly the next one to be looked at. */
  #at = 0;
  #block: Block;
  #from = 0;
  #to: number;

  private constructor(blocks: readonly Block[], text?: string) {
    this.#blocks = blocks;
    this.#text = text;
    this.#firstLines = new Int32Array(blocks.length + 1);
    this.#offsets = new Int32Array(blocks.length + 1);
    for (const [i, block] of blocks.entries()) {
      this.#firstLines[i + 1] = (this.#firstLines[i] as number) + block.starts.length;
      this.#offsets[i + 1] = (this.#offsets[i] as number) + block.text.length;
    }
    this.#block = blocks[0] as Block;
    this.#to = this.#block.starts.length;
  }

  static of(text: string): SourceText {
    return new SourceText(blocksOf(text, true), text);
  }

  /** All of it. Put together when it is asked for: what is asked after each key does without. */
  get text(): string {
    this.#text ??= this.#blocks.map((block) => block.text).join("");
    return this.#text;
  }
  get length(): number {
    return this.#offsets[this.#blocks.length] as number;
  }
  get lineCount(): number {
    return this.#firstLines[this.#blocks.length] as number;
  }
  /** The line without its line break. */
  line(line: number): string {
    const block = this.#blockOf(line);
    const i = line - this.#from;
    return block.text.slice(block.starts[i] as number, lineEnd(block, i));
  }
  /** Lines [from, to) with LF as the line break. */
  lines(from: number, to: number): string {
    const text = this.between(this.#startOf(from), to < this.lineCount ? this.#startOf(to) : this.length);
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
  lineLength(line: number): number {
    const block = this.#blockOf(line);
    const i = line - this.#from;
    return lineEnd(block, i) - (block.starts[i] as number);
  }
  indent(line: number): number {
    return (this.#blockOf(line).marks[line - this.#from] as number) >> 3;
  }
  kind(line: number): number {
    return (this.#blockOf(line).marks[line - this.#from] as number) & 7;
  }
  /** Neither blank nor a comment. */
  hasContent(line: number): boolean {
    return ((this.#blockOf(line).marks[line - this.#from] as number) & 7) > LineKind.comment;
  }
  /** The line break that ends most lines: that of the first. */
  get lineBreak(): "\n" | "\r\n" {
    const [first] = this.#blocks;
    const end = first && lineEnd(first, 0);
    return end !== undefined && first?.text.charCodeAt(end) === 13 && first.text.charCodeAt(end + 1) === 10
      ? "\r\n"
      : "\n";
  }
  /** Whether a word, without a line break in it, stands anywhere. */
  includes(word: string): boolean {
    return this.#blocks.some((block) => linesIn(block, word).length > 0);
  }
  /** The lines in which a word stands. */
  linesWith(word: string): readonly number[] {
    const found: number[] = [];
    for (const [i, block] of this.#blocks.entries())
      for (const line of linesIn(block, word)) found.push((this.#firstLines[i] as number) + line);
    return found;
  }

  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.length;
    const column = Math.max(0, Math.min(position.character, this.lineLength(position.line)));
    return this.#startOf(position.line) + column;
  }
  positionAt(offset: number): Position {
    const at = lastUpTo(this.#offsets, this.#blocks.length - 1, offset);
    const block = this.#blocks[at] as Block;
    const inside = offset - (this.#offsets[at] as number);
    const i = lastUpTo(block.starts, block.starts.length - 1, inside);
    const start = block.starts[i] as number;
    const character = Math.min(Math.max(0, inside - start), lineEnd(block, i) - start);
    return { line: (this.#firstLines[at] as number) + i, character };
  }
  slice(range: Range): string {
    return this.between(this.offsetAt(range.start), this.offsetAt(range.end));
  }
  /** The text between two offsets. */
  between(from: number, to: number): string {
    if (to <= from) return "";
    let found = "";
    for (let at = lastUpTo(this.#offsets, this.#blocks.length - 1, from); at < this.#blocks.length; at++) {
      const start = this.#offsets[at] as number;
      if (start >= to) break;
      found += (this.#blocks[at] as Block).text.slice(Math.max(0, from - start), to - start);
    }
    return found;
  }

  /** The edited text, and which lines are new: old lines [first, oldEnd) became [first, newEnd). */
  edit(range: Range, inserted: string): { source: SourceText; first: number; oldEnd: number; newEnd: number } {
    let from = this.offsetAt(range.start);
    let to = this.offsetAt(range.end);
    if (to < from) [from, to] = [to, from];
    // A break that is torn apart or completed at the seam (CR | LF) belongs to the lines on both sides.
    let first = this.positionAt(from).line;
    if (first > 0 && from === this.#startOf(first) && this.between(from - 1, from) === "\r") first--;
    let oldEnd = this.positionAt(to).line + 1;
    if (to === this.#startOf(oldEnd - 1) && oldEnd < this.lineCount) oldEnd++;

    const blocks = this.#blocks;
    const at = lastUpTo(this.#firstLines, blocks.length - 1, first);
    let end = lastUpTo(this.#firstLines, blocks.length - 1, oldEnd - 1) + 1;
    // What has become short is joined to what follows.
    const left = (this.#firstLines[end] as number) - (this.#firstLines[at] as number) - (oldEnd - first);
    if (left < usual / 4 && end < blocks.length) end++;
    const start = this.#offsets[at] as number;
    const stop = this.#offsets[end] as number;
    const fresh = blocksOf(this.between(start, from) + inserted + this.between(to, stop), end === blocks.length);
    const source = new SourceText([...blocks.slice(0, at), ...fresh, ...blocks.slice(end)]);
    return { source, first, oldEnd, newEnd: oldEnd + source.lineCount - this.lineCount };
  }

  #startOf(line: number): number {
    const block = this.#blockOf(line);
    return (this.#offsets[this.#at] as number) + (block.starts[line - this.#from] as number);
  }

  #blockOf(line: number): Block {
    if (line >= this.#from && line < this.#to) return this.#block;
    // Mostly the next one; else it is looked for.
    let at = this.#at + 1;
    if (line < this.#to || at >= this.#blocks.length || line >= (this.#firstLines[at + 1] as number)) {
      at = lastUpTo(this.#firstLines, this.#blocks.length - 1, line);
    }
    this.#at = at;
    this.#block = this.#blocks[at] as Block;
    this.#from = this.#firstLines[at] as number;
    this.#to = this.#firstLines[at + 1] as number;
    return this.#block;
  }
}

/** Cuts whole lines into blocks. `last`: the text ends with them, and its last line has no break. */
function blocksOf(text: string, last: boolean): readonly Block[] {
  const starts = lineStarts(text);
  const count = last ? starts.length : starts.length - 1;
  const parts = Math.max(1, Math.round(count / usual));
  const blocks: Block[] = [];
  for (let i = 0; i < parts; i++) {
    const from = Math.floor((count * i) / parts);
    const to = Math.floor((count * (i + 1)) / parts);
    const offset = starts[from] as number;
    const piece = text.slice(offset, to < starts.length ? starts[to] : text.length);
    const own = starts.slice(from, to);
    if (offset > 0) for (let k = 0; k < own.length; k++) own[k] = (own[k] as number) - offset;
    const block: Block = { text: piece, starts: own, marks: new Int32Array(own.length) };
    for (let k = 0; k < own.length; k++) block.marks[k] = markOf(piece, own[k] as number, lineEnd(block, k));
    blocks.push(block);
  }
  return blocks;
}

const found = new WeakMap<Block, Map<string, readonly number[]>>();
const nowhere: readonly number[] = [];

/** Kept with the block: an edit elsewhere leaves it as it is. */
function linesIn(block: Block, word: string): readonly number[] {
  let words = found.get(block);
  if (!words) {
    words = new Map();
    found.set(block, words);
  }
  let lines = words.get(word);
  if (!lines) {
    const { text, starts } = block;
    const each: number[] = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const line = lastUpTo(starts, starts.length - 1, at);
      if (each.at(-1) !== line) each.push(line);
    }
    lines = each.length > 0 ? each : nowhere;
    words.set(word, lines);
  }
  return lines;
}

/** The last of the first `last + 1` numbers that is not above `value`; the first when all are. */
function lastUpTo(numbers: Int32Array, last: number, value: number): number {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
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

/** Where a line of a block ends, before its line break. */
function lineEnd({ text, starts }: Block, line: number): number {
  const start = starts[line] as number;
  let end = line + 1 < starts.length ? (starts[line + 1] as number) : text.length;
  if (end > start && text.charCodeAt(end - 1) === 10) {
    end--;
    if (end > start && text.charCodeAt(end - 1) === 13) end--;
  } else if (end > start && text.charCodeAt(end - 1) === 13) end--;
  return end;
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
