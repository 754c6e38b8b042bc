import { type Count, countNewlines } from "./gemma.ts";

/**
 * The count of one text that is being edited. Text is held as paragraphs, each a line with the newlines after it: the
 * border between a newline and another character is a safe cut, so an edit counts the touched paragraphs only.
 */
export class TextCount {
  /** Undefined after an edit, until somebody asks: joining a megabyte takes longer than counting the edit. */
  #text: string | undefined;
  readonly #paragraphs: string[] = [];
  /** Of the paragraphs, in lists of their own: looking for a place reads nothing else. */
  readonly #lengths: number[] = [];
  readonly #tokens: number[] = [];
  readonly #exact: boolean[] = [];
  #sum = 0;
  #inexact = 0;
  readonly #countLine: (line: string) => Count;

  constructor(text: string, countLine: (line: string) => Count) {
    this.#countLine = countLine;
    this.#replace(0, 0, text);
    this.#text = text;
  }

  get text(): string {
    this.#text ??= this.#paragraphs.join("");
    return this.#text;
  }

  get count(): Count {
    return { tokens: this.#sum, exact: this.#inexact === 0 };
  }

  /** Replaces what stands between two offsets, which lie within the text. */
  edit(start: number, end: number, inserted: string): Count {
    // From the paragraph before the first touched one (a newline put in front of a line joins the run before it) to the
    // one after the last.
    const lengths = this.#lengths;
    let [from, fromOffset] = [0, 0];
    while (from < lengths.length && fromOffset + (lengths[from] as number) < start) {
      fromOffset += lengths[from++] as number;
    }
    let [to, toOffset] = [from, fromOffset];
    while (to < lengths.length && toOffset <= end) toOffset += lengths[to++] as number;
    const touched = this.#paragraphs.slice(from, to).join("");
    this.#replace(from, to, touched.slice(0, start - fromOffset) + inserted + touched.slice(end - fromOffset));
    this.#text = undefined;
    return this.count;
  }

  /** Makes the text `next`: finds what changed and counts that. */
  update(next: string): Count {
    const { text } = this;
    const start = commonPrefix(text, next);
    const rest = Math.min(text.length, next.length) - start;
    const tail = commonSuffix(text, next, rest);
    this.edit(start, text.length - tail, next.slice(start, next.length - tail));
    this.#text = next;
    return this.count;
  }

  #replace(from: number, to: number, text: string): void {
    for (let i = from; i < to; i++) {
      this.#sum -= this.#tokens[i] as number;
      if (!this.#exact[i]) this.#inexact--;
    }
    const [paragraphs, lengths, tokens, exact]: [string[], number[], number[], boolean[]] = [[], [], [], []];
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf("\n", at);
      const lineEnd = newline < 0 ? text.length : newline;
      let end = lineEnd;
      while (text.charCodeAt(end) === 10) end++;
      const line = lineEnd > at ? this.#countLine(text.slice(at, lineEnd)) : { tokens: 0, exact: true };
      const sum = line.tokens + countNewlines(end - lineEnd);
      paragraphs.push(text.slice(at, end));
      lengths.push(end - at);
      tokens.push(sum);
      exact.push(line.exact);
      this.#sum += sum;
      if (!line.exact) this.#inexact++;
      at = end;
    }
    splice(this.#paragraphs, from, to, paragraphs);
    splice(this.#lengths, from, to, lengths);
    splice(this.#tokens, from, to, tokens);
    splice(this.#exact, from, to, exact);
  }
}

function splice<T>(list: T[], from: number, to: number, items: readonly T[]): void {
  if (items.length === to - from) for (const [i, item] of items.entries()) list[from + i] = item;
  else if (items.length < 1000) list.splice(from, to - from, ...items);
  else {
    // `splice(...many)` overflows the stack with a large file.
    const after = list.slice(to);
    list.length = from;
    for (const item of items) list.push(item);
    for (const item of after) list.push(item);
  }
}

const STRIDE = 4096;

/** Compared in strides, which is a comparison of memory, and the last stride letter by letter. */
function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i + STRIDE <= end && a.slice(i, i + STRIDE) === b.slice(i, i + STRIDE)) i += STRIDE;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function commonSuffix(a: string, b: string, limit: number): number {
  let i = 0;
  const same = (n: number) => a.slice(a.length - i - n, a.length - i) === b.slice(b.length - i - n, b.length - i);
  while (i + STRIDE <= limit && same(STRIDE)) i += STRIDE;
  while (i < limit && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i++;
  return i;
}
