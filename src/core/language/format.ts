import type { Position, Range, TextEdit } from "vscode-languageserver-types";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import type { Placed, ScalarNode, SyntaxNode } from "../document/node.ts";
import { LineKind, type SourceText } from "../document/sourceText.ts";
import { flowGaps } from "./formatFlow.ts";

/**
 * Two spaces for each level, one space behind `:`, `-` and `,`, nothing at the end of a line, at most one blank line in a
 * row, none at the beginning, a line break at the end. Only white space is ever changed: comments and brackets stay, the
 * text of a prompt stays, and what is damaged is left as it is, with the columns of all that is around it. The outcome is
 * read again before it is given: a value that would be another is a reason to leave that part alone.
 */
export function format(document: AgentDocument): readonly TextEdit[] {
  const edits = layout(document);
  if (edits.length === 0 || keepsMeaning(document, edits)) return edits;
  // Entry by entry of the file: those that are sound alone.
  const groups = new Map<number, TextEdit[]>();
  for (const edit of edits) {
    const start = entryAround(document, edit.range.start.line)[0];
    const group = groups.get(start) ?? [];
    group.push(edit);
    groups.set(start, group);
  }
  if (groups.size > 100) return [];
  const sound = [...groups.values()].filter((group) => keepsMeaning(document, group)).flat();
  return keepsMeaning(document, sound) ? sound : [];
}

/** The lines of a range alone; where that would tear the structure apart, the whole entries of the file around it. */
export function formatRange(document: AgentDocument, range: Range): readonly TextEdit[] {
  const edits = layout(document);
  const within = (first: number, last: number) =>
    edits.filter(({ range: { start, end } }) => start.line >= first && lastLine(start, end) <= last);
  const last = lastLine(range.start, range.end);
  const asked = within(range.start.line, last);
  if (keepsMeaning(document, asked)) return asked;
  const whole = within(entryAround(document, range.start.line)[0], entryAround(document, last)[1] - 1);
  return keepsMeaning(document, whole) ? whole : [];
}

/** A range that ends before the first character of a line does not mean that line. */
function lastLine(start: Position, end: Position): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

/** The lines [from, to) of the file's own entry that a line belongs to. */
function entryAround({ root, source }: AgentDocument, line: number): [number, number] {
  const starts = root?.node.kind === "map" ? root.node.entries.map((e) => root.base + e.line + e.keySpan.line) : [];
  const next = starts.findIndex((start) => start > line);
  const from = next < 0 ? starts.at(-1) : starts[next - 1];
  return [from ?? 0, next < 0 ? source.lineCount : (starts[next] as number)];
}

function keepsMeaning(document: AgentDocument, edits: readonly TextEdit[]): boolean {
  const formatted = parseAgentDocument(applied(document, edits));
  return (
    formatted.problems.length === document.problems.length &&
    JSON.stringify(formatted.value) === JSON.stringify(document.value)
  );
}

function applied({ source }: AgentDocument, edits: readonly TextEdit[]): string {
  let text = "";
  let at = 0;
  for (const { range, newText } of edits) {
    text += source.text.slice(at, source.offsetAt(range.start)) + newText;
    at = source.offsetAt(range.end);
  }
  return text + source.text.slice(at);
}

function layout(document: AgentDocument): readonly TextEdit[] {
  const { root } = document;
  if (!root || root.node.kind === "scalar" || root.node.kind === "alias" || root.node.flow) return [];
  return new Layout(document).edits(root);
}

/** A map or list, with the column where its entries start and the one where they should. */
interface Level {
  readonly old: number;
  readonly wanted: number;
  readonly depth: number;
  readonly parent: Level | undefined;
}

/** What a value hangs on: its key, or the dash of its item. */
interface Owner {
  readonly line: number;
  /** Behind the `:` or the `-`. */
  readonly end: number;
  readonly level: Level;
}

/** Of lines. "own": the first word of an entry stands there. "inside": of a value. "kept": not to be touched. */
const mark = { free: 0, own: 1, inside: 2, kept: 3 } as const;

class Layout {
  readonly #document: AgentDocument;
  readonly #source: SourceText;
  readonly #marks: Uint8Array;
  /** Number of damaged lines before each line. */
  readonly #damage: Int32Array;
  /** The levels that are open at a line with the first word of an entry; `first`: the one that this word belongs to. */
  readonly #starts = new Map<number, { readonly first: Level; readonly last: Level }>();
  /** By where they begin: what is asked for twice is done once. */
  readonly #edits = new Map<number, TextEdit>();

  constructor(document: AgentDocument) {
    this.#document = document;
    this.#source = document.source;
    this.#marks = new Uint8Array(document.source.lineCount);
    this.#damage = new Int32Array(document.source.lineCount + 1);
  }

  edits(root: Placed): readonly TextEdit[] {
    const end = this.#source.lineCount;
    this.#findDamage(root);
    const old = root.node.span.column;
    this.#collection(root, end, { old, wanted: this.#isSound(0, end) ? 0 : old, depth: 0, parent: undefined });
    this.#between();
    return [...this.#edits].sort(([a], [b]) => a - b).map(([, edit]) => edit);
  }

  #findDamage(root: Placed): void {
    const damaged = new Uint8Array(this.#source.lineCount);
    for (const { range } of this.#document.problems) {
      for (let line = range.start.line; line <= Math.min(range.end.line, damaged.length - 1); line++) damaged[line] = 1;
    }
    const visit = ({ node, base }: Placed): void => {
      if ((node.kind !== "map" && node.kind !== "list") || node.flow) return;
      if (node.kind === "map") {
        for (const entry of node.entries) {
          const from = base + entry.line;
          if (!this.#isPlainKey(from + entry.keySpan.line, entry.keySpan, node.span.column)) {
            damaged[from + entry.keySpan.line] = 1;
          }
          visit({ node: entry.value, base: from });
        }
      } else {
        let line = base + node.span.line;
        for (const item of node.items) {
          const from = base + item.line;
          const dash = this.#dashLine(from + item.value.span.line, node.span.column, line);
          if (dash < 0) damaged[Math.min(from + item.value.span.line, damaged.length - 1)] = 1;
          else line = dash + 1;
          visit({ node: item.value, base: from });
        }
      }
    };
    visit(root);
    for (let line = 0; line < damaged.length; line++) {
      this.#damage[line + 1] = (this.#damage[line] as number) + (damaged[line] as number);
    }
  }

  /** `key:` as people write it: nothing but dashes before it, in the column of its neighbours. No `? key`, no `*key :`. */
  #isPlainKey(line: number, key: { column: number; endColumn: number; line: number; endLine: number }, column: number) {
    if (key.line !== key.endLine || key.column !== column) return false;
    const text = this.#source.line(line);
    if (/[*&!?]/.test(text.charAt(key.column)) || !/^\s*:(?:\s|$)/.test(text.slice(key.endColumn))) return false;
    return /^ *(?:-[ \t]+)*$/.test(text.slice(0, key.column));
  }

  /** The line of the dash in this column, at a value or above it; -1 when there is none. */
  #dashLine(line: number, column: number, first: number): number {
    for (let at = Math.min(line, this.#source.lineCount - 1); at >= first; at--) {
      const text = this.#source.line(at);
      if (/^-(?:\s|$)/.test(text.slice(column)) && /^ *(?:-[ \t]+)*$/.test(text.slice(0, column))) return at;
      if (at < line && this.#source.hasContent(at)) return -1;
    }
    return -1;
  }

  #isSound(from: number, to: number): boolean {
    return this.#damage[to] === this.#damage[from];
  }

  #collection({ node, base }: Placed, end: number, level: Level): void {
    if (node.kind === "map") {
      node.entries.forEach((entry, i) => {
        const from = base + entry.line;
        const line = from + entry.keySpan.line;
        const next = node.entries[i + 1];
        const to = Math.max(line + 1, next ? base + next.line + next.keySpan.line : end);
        const colon = this.#source.line(line).indexOf(":", entry.keySpan.endColumn);
        const value: Placed = { node: entry.value, base: from };
        if (this.#mayTouch(value, line, to)) {
          this.#start(line, level, i === 0);
          this.#gap(line, entry.keySpan.endColumn, colon, "");
        }
        this.#value(value, to, { line, end: colon + 1, level });
      });
    } else if (node.kind === "list") {
      const lines = this.#dashes({ node, base });
      node.items.forEach((item, i) => {
        const line = lines[i] as number;
        const to = Math.max(line + 1, lines[i + 1] ?? end);
        const value: Placed = { node: item.value, base: base + item.line };
        if (this.#mayTouch(value, line, to)) this.#start(line, level, i === 0);
        this.#value(value, to, { line, end: level.old + 1, level });
      });
    }
  }

  #dashes({ node, base }: Placed): readonly number[] {
    if (node.kind !== "list") return [];
    let first = base + node.span.line;
    return node.items.map((item) => {
      const at = base + item.line + item.value.span.line;
      const dash = this.#dashLine(at, node.span.column, first);
      if (dash >= 0) first = dash + 1;
      return dash >= 0 ? dash : at;
    });
  }

  /** Whether the line of a key or dash is sound; marks what is not. A block below it is looked at by itself. */
  #mayTouch({ node, base }: Placed, line: number, to: number): boolean {
    const block = (node.kind === "map" || node.kind === "list") && !node.flow;
    const head = block ? Math.max(line + 1, base + node.span.line) : to;
    if (this.#isSound(line, head)) return true;
    this.#marks.fill(mark.kept, line, head);
    return false;
  }

  /** A line that starts with a key or dash. Behind a dash on the same line it has been seen already. */
  #start(line: number, level: Level, first: boolean): void {
    const known = first ? this.#starts.get(line) : undefined;
    if (known) {
      this.#starts.set(line, { first: known.first, last: level });
      return;
    }
    this.#starts.set(line, { first: level, last: level });
    this.#marks[line] = mark.own;
    this.#indent(line, level.wanted);
  }

  #value({ node, base }: Placed, to: number, owner: Owner): void {
    const { level, line } = owner;
    const behind = this.#source.line(line).slice(owner.end);
    const white = /^\s*/.exec(behind)?.[0] ?? "";
    const touched = this.#marks[line] !== mark.kept;
    const start = base + node.span.line;
    const block = (node.kind === "map" || node.kind === "list") && !node.flow;
    const sound = this.#isSound(Math.min(start, line), to);
    const stays = block && start === line && !sound;
    if (touched && !stays && white.length < behind.length && behind.charAt(white.length) !== "#") {
      this.#gap(line, owner.end, owner.end + white.length, " ");
    }
    // A quoted text that goes on below ends where it ends.
    const goesOn = node.kind === "scalar" && start === line && node.span.endLine > node.span.line;
    if (touched && (!goesOn || node.style === "literal" || node.style === "folded")) this.#trim(line);
    if (block) {
      const old = node.span.column;
      const inner = { old, wanted: sound ? level.wanted + 2 : old, depth: level.depth + 1, parent: level };
      this.#collection({ node, base }, to, inner);
    } else if (touched) this.#leaf(node, base, to, owner);
  }

  #leaf(node: SyntaxNode, base: number, to: number, { line, level }: Owner): void {
    const start = base + node.span.line;
    const end = Math.min(base + node.span.endLine, to - 1);
    if (node.kind === "scalar" && (node.style === "literal" || node.style === "folded")) {
      this.#block(node, start, to, level);
      return;
    }
    if (end <= line) {
      if (node.kind !== "scalar" && node.kind !== "alias") this.#flow(node, base);
      return;
    }
    // Its lines move with their owner, and stay to the right of it.
    const shift = start > line ? level.wanted + 2 - this.#source.indent(start) : level.wanted - level.old;
    for (let at = line + 1; at <= end; at++) {
      if (at < start && this.#source.kind(at) <= LineKind.comment) continue;
      this.#marks[at] = mark.inside;
      if (this.#source.kind(at) === LineKind.blank) continue;
      this.#indent(at, Math.max(level.wanted + 1, this.#source.indent(at) + shift));
    }
    if (node.kind === "map" || node.kind === "list") this.#flow(node, base);
    else this.#trimBehind(end, node.span.endColumn);
  }

  #flow(node: SyntaxNode, base: number): void {
    const { span } = node;
    const from = this.#source.offsetAt({ line: base + span.line, character: span.column });
    const to = this.#source.offsetAt({ line: base + span.endLine, character: span.endColumn });
    for (const gap of flowGaps(this.#source.between(from, to))) {
      const start = this.#source.positionAt(from + gap.from);
      this.#gap(start.line, start.character, start.character + gap.to - gap.from, gap.text);
    }
    for (let line = base + span.line + 1; line <= base + span.endLine; line++) this.#marks[line] = mark.inside;
    this.#trimBehind(base + span.endLine, span.endColumn);
  }

  /** The lines of a `|` or `>`: all of them move by the same distance, so that its text stays. */
  #block(node: ScalarNode, header: number, to: number, level: Level): void {
    const source = this.#source;
    const head = /[|>]([-+0-9]*)/.exec(source.line(header).slice(node.span.column))?.[1] ?? "";
    let indent = -1;
    let last = header;
    for (let line = header + 1; line < to; line++) {
      if (source.line(line).trim() === "") {
        if (indent >= 0 && source.lineLength(line) > indent) last = line;
        continue;
      }
      if (indent < 0) {
        if (source.indent(line) <= level.old) break;
        indent = source.indent(line);
        if (/\d/.test(head)) indent = Math.min(indent, level.old + Number(/\d/.exec(head)?.[0]));
      } else if (source.indent(line) < indent) break;
      last = line;
    }
    const shift = /\d/.test(head) ? level.wanted - level.old : level.wanted + 2 - indent;
    for (let line = header + 1; line <= last; line++) {
      this.#marks[line] = mark.inside;
      const blank = source.line(line).trim() === "";
      if (!blank || source.lineLength(line) > indent) this.#indent(line, source.indent(line) + shift);
      else if (source.lineLength(line) > indent + shift) this.#gap(line, indent + shift, source.lineLength(line), "");
    }
    // With `+` the blank lines behind it are its text.
    if (!head.includes("+")) return;
    for (let line = last + 1; line < to && source.kind(line) === LineKind.blank; line++) this.#marks[line] = mark.kept;
  }

  /** Comments, blank lines, and the end of the file. */
  #between(): void {
    const source = this.#source;
    const count = source.lineCount;
    let above: { readonly first: Level; readonly last: Level } | undefined;
    const below = new Map<number, { readonly first: Level; readonly last: Level } | undefined>();
    let next: { readonly first: Level; readonly last: Level } | undefined;
    for (let line = count - 1; line >= 0; line--) {
      if (this.#marks[line] === mark.kept) next = undefined;
      next = this.#starts.get(line) ?? next;
      below.set(line, next);
    }
    let blanks = 1;
    for (let line = 0; line < count; line++) {
      above = this.#starts.get(line) ?? above;
      if (this.#marks[line] !== mark.free) {
        blanks = 0;
        if (this.#marks[line] === mark.kept) above = undefined;
        continue;
      }
      const kind = source.kind(line);
      if (kind === LineKind.blank) {
        const isEnd = line === count - 1;
        if (isEnd) this.#gap(line, 0, source.lineLength(line), "");
        else if (blanks > 0 || this.#isTail(line)) this.#remove(line);
        else this.#gap(line, 0, source.lineLength(line), "");
        blanks++;
        continue;
      }
      blanks = 0;
      if (kind !== LineKind.comment || /^[ ]*\t/.test(source.line(line))) continue;
      const wanted = commentColumn(source.indent(line), above?.last, below.get(line)?.first);
      if (wanted !== undefined) this.#indent(line, wanted);
      this.#trim(line);
    }
    const last = count - 1;
    if (source.lineLength(last) > 0 && this.#marks[last] !== mark.kept && source.kind(last) !== LineKind.blank) {
      const end = { line: last, character: source.lineLength(last) };
      const trimmed = { line: last, character: source.line(last).trimEnd().length };
      const trims = this.#edits.has(source.offsetAt(trimmed));
      this.#edit({ range: { start: trims ? trimmed : end, end }, newText: source.lineBreak });
    }
  }

  /** Nothing but blank lines from here to the end. */
  #isTail(line: number): boolean {
    for (let at = line; at < this.#source.lineCount; at++) {
      if (this.#source.kind(at) !== LineKind.blank || this.#marks[at] !== mark.free) return false;
    }
    return true;
  }

  #indent(line: number, wanted: number): void {
    const white = /^[ \t]*/.exec(this.#source.line(line))?.[0].length ?? 0;
    const indent = this.#source.indent(line);
    // A tab at the beginning of a line of a text is the text's own.
    this.#gap(line, 0, this.#marks[line] === mark.inside ? indent : white, " ".repeat(Math.max(0, wanted)));
  }

  #trim(line: number): void {
    const text = this.#source.line(line);
    this.#gap(line, text.trimEnd().length, text.length, "");
  }

  /** The end of a line on which a value ends. */
  #trimBehind(line: number, column: number): void {
    const text = this.#source.line(line);
    this.#gap(line, Math.max(column, text.trimEnd().length), text.length, "");
  }

  #gap(line: number, from: number, to: number, text: string): void {
    const written = this.#source.line(line).slice(from, to);
    if (to < from || written === text || written.trim() !== "") return;
    this.#edit({ range: { start: { line, character: from }, end: { line, character: to } }, newText: text });
  }

  #remove(line: number): void {
    this.#edit({ range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } }, newText: "" });
  }

  #edit(edit: TextEdit): void {
    this.#edits.set(this.#source.offsetAt(edit.range.start), edit);
  }
}

/** A comment stands with what follows it, unless it is indented like something that ends above it. */
function commentColumn(column: number, above: Level | undefined, below: Level | undefined): number | undefined {
  if (below && (!above || below.depth > above.depth)) return below.wanted;
  let found: Level | undefined;
  for (let level: Level | undefined = below; level; level = level.parent) {
    if (level.old <= column && (!found || level.old > found.old)) found = level;
  }
  const followed = found;
  for (let level = above; level; level = level.parent) {
    // A list may stand in the column of its key: then the outer one is meant.
    const outer = found !== followed && found?.old === level.old;
    if (level.old <= column && (!found || level.old > found.old || outer)) found = level;
  }
  return (found ?? below)?.wanted;
}
