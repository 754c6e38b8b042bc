import type { Position, Range } from "vscode-languageserver-types";
import type { Json } from "../base/json.ts";
import { type Aliases, resolveAliases } from "./aliases.ts";
import type { Path } from "./definition.ts";
import { describeSyntax } from "./describeSyntax.ts";
import { Earlier } from "./earlier.ts";
import { damages, withoutEchoes } from "./echoes.ts";
import { type AliasNode, type Entry, type MapNode, type Placed, rangeOf, type SyntaxNode, spanHolds } from "./node.ts";
import { NodeMemo } from "./nodeMemo.ts";
import { plainValue } from "./plainValue.ts";
import type { Problem } from "./problem.ts";
import { type Segment, segment } from "./segments.ts";
import { SourceText } from "./sourceText.ts";
import { movedDown, type SyntaxProblem } from "./syntaxProblem.ts";

/** A definition's text and what it says. Broken text gives a document too: with problems, and without the broken parts. */
export interface AgentDocument {
  readonly text: string;
  readonly source: SourceText;
  /** Mistakes of form, in the order of the text. `diagnose` adds what the schema and the references say. */
  readonly problems: readonly Problem[];
  /** Plain data. Parts shared through `&name`/`*name` are one object. */
  readonly value: Json;
  readonly root: Placed | undefined;
  /** The node at a path; through references. */
  nodeAt(path: Path): Placed | undefined;
  rangeAt(path: Path): { readonly key?: Range; readonly value: Range } | undefined;
  pathAt(position: Position): PathAt | undefined;
  /**
   * Whether what stands at a path was not read whole because of a mistake of form. What is "missing" there then may well
   * be written, only not understood: a check that a key exists has nothing to say until that mistake is mended.
   */
  damaged(path: Path): boolean;
  /** A node as plain data, with what its references stand for. Kept with the node: cheap for all that did not change. */
  valueOf(node: SyntaxNode): Json;
  /** What `*name` stands for; undefined when nothing is so called. */
  target(alias: AliasNode): Placed | undefined;
  /** The document after a change of text. Costs the changed piece, not the whole. */
  edit(range: Range, text: string): AgentDocument;
}

export interface PathAt {
  readonly path: Path;
  /** "gap": inside the map or list at `path`, but on none of its parts. */
  readonly part: "key" | "value" | "gap";
  readonly placed: Placed;
}

/** Reads a definition. Never throws; a byte order mark is left out of `text`. */
export function parseAgentDocument(text: string): AgentDocument {
  const source = SourceText.of(text.startsWith("\uFEFF") ? text.slice(1) : text);
  return new SegmentedDocument(source, segment(source));
}

class SegmentedDocument implements AgentDocument {
  readonly source: SourceText;
  readonly #segments: Segment;
  readonly root: Placed | undefined;
  #found: readonly SyntaxProblem[] | undefined;
  #problems: readonly Problem[] | undefined;
  #value: { json: Json } | undefined;
  #aliases: Aliases | undefined;

  constructor(source: SourceText, segments: Segment) {
    this.source = source;
    this.#segments = segments;
    this.root = segments.root ? { node: segments.root, base: 0 } : undefined;
  }

  get text(): string {
    return this.source.text;
  }

  get problems(): readonly Problem[] {
    this.#problems ??= this.#findProblems();
    return this.#problems;
  }

  get value(): Json {
    this.#value ??= { json: this.root ? plainValue(this.root.node, () => this.#resolved()) : null };
    return this.#value.json;
  }

  nodeAt(path: Path): Placed | undefined {
    return this.#find(path)?.placed;
  }

  rangeAt(path: Path): { key?: Range; value: Range } | undefined {
    const found = this.#find(path);
    if (!found) return undefined;
    const value = rangeOf(found.placed.node.span, found.placed.base);
    return found.key ? { key: found.key, value } : { value };
  }

  pathAt(position: Position): PathAt | undefined {
    let placed = this.root;
    const path: (string | number)[] = [];
    for (;;) {
      if (!placed) return undefined;
      const { node, base }: Placed = placed;
      if (node.kind === "map") {
        let next: Placed | undefined;
        for (const entry of node.entries) {
          const from = base + entry.line;
          const line = position.line - from;
          if (spanHolds(entry.keySpan, line, position.character)) {
            return { path: [...path, entry.name], part: "key", placed: { node: entry.value, base: from } };
          }
          const { span } = entry.value;
          const empty = entry.value.kind === "scalar" && entry.value.style === "empty";
          const behindKey = empty && line === entry.keySpan.line && position.character > entry.keySpan.endColumn;
          if (spanHolds(span, line, position.character) || behindKey) {
            path.push(entry.name);
            next = { node: entry.value, base: from };
            break;
          }
        }
        if (!next) return { path, part: "gap", placed };
        placed = next;
      } else if (node.kind === "list") {
        const index = node.items.findIndex((item) =>
          spanHolds(item.value.span, position.line - base - item.line, position.character),
        );
        const item = node.items[index];
        if (!item) return { path, part: "gap", placed };
        path.push(index);
        placed = { node: item.value, base: base + item.line };
      } else {
        const inside = spanHolds(node.span, position.line - base, position.character);
        const empty = node.kind === "scalar" && node.style === "empty";
        return { path, part: inside || empty ? "value" : "gap", placed };
      }
    }
  }

  damaged(path: Path): boolean {
    const { source } = this;
    const problems = this.#syntaxProblems();
    const found = problems.length > 0 ? this.#find(path) : undefined;
    if (!found) return false;
    const { node, base } = found.placed;
    if (path.length === 0) {
      const whole = { node, firstLine: 0, lastLine: source.lineCount, keyLine: undefined };
      return problems.some((each) => damages(each, whole, source));
    }
    const firstLine = found.key?.start.line ?? base + node.span.line;
    const isBlock = (node.kind === "map" || node.kind === "list") && !node.flow;
    // Lines below that were not read may have been meant for it.
    const wrong = new Set(problems.map((each) => each.line));
    let lastLine = base + node.span.endLine;
    const goesOn = (line: number) =>
      line < source.lineCount &&
      (!source.hasContent(line) || wrong.has(line) || source.indent(line) > node.span.column);
    while (isBlock && goesOn(lastLine + 1)) lastLine++;
    const keyLine = firstLine < base + node.span.line ? firstLine : undefined;
    return problems.some((each) => damages(each, { node, firstLine, lastLine, keyLine }, source));
  }

  valueOf(node: SyntaxNode): Json {
    return plainValue(node, () => this.#resolved());
  }

  target(alias: AliasNode): Placed | undefined {
    return this.#resolved().targets.get(alias);
  }

  edit(range: Range, text: string): AgentDocument {
    const edit = this.source.edit(range, text);
    if (edit.source.line(0).startsWith("\uFEFF")) return parseAgentDocument(edit.source.text);
    return new SegmentedDocument(edit.source, segment(edit.source, new Earlier(this.#segments, edit)));
  }

  #find(path: Path): { placed: Placed; key?: Range } | undefined {
    let placed = this.root;
    let key: Range | undefined;
    for (const step of path) {
      if (placed?.node.kind === "alias") placed = this.target(placed.node);
      if (!placed) return undefined;
      const { node, base }: Placed = placed;
      if (node.kind === "map") {
        const entry = entryOf(node, String(step));
        if (!entry) return undefined;
        placed = { node: entry.value, base: base + entry.line };
        key = rangeOf(entry.keySpan, placed.base);
      } else if (node.kind === "list") {
        const item = typeof step === "number" ? node.items[step] : undefined;
        if (!item) return undefined;
        placed = { node: item.value, base: base + item.line };
        key = undefined;
      } else return undefined;
    }
    return placed ? (key ? { placed, key } : { placed }) : undefined;
  }

  #resolved(): Aliases {
    this.#aliases ??= resolveAliases(this.#segments);
    return this.#aliases;
  }

  #findProblems(): readonly Problem[] {
    return withoutEchoes(this.#syntaxProblems(), this.source).map((problem) => describeSyntax(problem, this.source));
  }

  /** All of them, counted from the top, in the order of the text. */
  #syntaxProblems(): readonly SyntaxProblem[] {
    this.#found ??= this.#collectProblems();
    return this.#found;
  }

  #collectProblems(): readonly SyntaxProblem[] {
    const found: SyntaxProblem[] = [];
    const collect = (piece: Segment, base: number) => {
      if (piece.problemCount === 0) return;
      for (const problem of piece.problems) found.push(movedDown(problem, base));
      let start = base + piece.before;
      for (const child of piece.children) {
        collect(child, start);
        start += child.lines;
      }
    };
    collect(this.#segments, 0);
    if (this.#segments.anchorCount > 0) found.push(...this.#resolved().problems);
    found.sort((a, b) => a.line - b.line || a.column - b.column);
    return found;
  }
}

/** Of a key that stands twice the last one counts, as in `value`. */
function entryOf(map: MapNode, name: string): Entry | undefined {
  if (map.entries.length < 16) return map.entries.findLast((entry) => entry.name === name);
  let index = indexes.get(map);
  if (!index) {
    index = new Map(map.entries.map((entry) => [entry.name, entry]));
    indexes.set(map, index);
  }
  return index.get(name);
}
const indexes = new NodeMemo<ReadonlyMap<string, Entry>>();
