import type { Position, Range } from "vscode-languageserver-types";
import type { Json } from "../base/json.ts";
import type { Path } from "./definition.ts";
import { describeSyntax } from "./describeSyntax.ts";
import type { SyntaxProblem } from "./leaf.ts";
import {
  type AliasNode,
  type Entry,
  type MapNode,
  type Placed,
  rangeOf,
  type SyntaxNode,
  setKey,
  spanHolds,
} from "./node.ts";
import type { Problem } from "./problem.ts";
import { reusable, type Segment, segment } from "./segments.ts";
import { SourceText } from "./sourceText.ts";
import { yamlLeaf } from "./yamlLeaf.ts";

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
  return new SegmentedDocument(source, segment(source, yamlLeaf));
}

class SegmentedDocument implements AgentDocument {
  readonly source: SourceText;
  readonly #segments: Segment;
  readonly root: Placed | undefined;
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
    this.#value ??= { json: this.root ? plain(this.root.node, this.#resolved()) : null };
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

  target(alias: AliasNode): Placed | undefined {
    return this.#resolved().targets.get(alias);
  }

  edit(range: Range, text: string): AgentDocument {
    const edit = this.source.edit(range, text);
    return new SegmentedDocument(edit.source, segment(edit.source, yamlLeaf, reusable(this.#segments, edit)));
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
    const found: SyntaxProblem[] = [];
    const collect = (piece: Segment, base: number) => {
      if (piece.problemCount === 0) return;
      for (const problem of piece.problems) {
        found.push({
          ...problem,
          line: problem.line + base,
          ...(problem.endLine === undefined ? {} : { endLine: problem.endLine + base }),
        });
      }
      let start = base + piece.before;
      for (const child of piece.children) {
        collect(child, start);
        start += child.lines;
      }
    };
    collect(this.#segments, 0);
    if (this.#segments.anchorCount > 0) found.push(...this.#resolved().problems);
    found.sort((a, b) => a.line - b.line || a.column - b.column);
    return withoutEchoes(found).map((problem) => describeSyntax(problem, this.source));
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
const indexes = new WeakMap<MapNode, ReadonlyMap<string, Entry>>();

/** One mistake, one message: leaves out what another mistake just above has caused. */
function withoutEchoes(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  let conflict = Number.NEGATIVE_INFINITY;
  let shift = Number.NEGATIVE_INFINITY;
  let tab = Number.NEGATIVE_INFINITY;
  let shiftColumn = -1;
  let secondDocument = false;
  return problems.filter(({ code, line, column }) => {
    switch (code) {
      case "conflict": {
        const echo = line - conflict < 60;
        conflict = line;
        return !echo;
      }
      case "second-document":
        secondDocument = true;
        return true;
      case "duplicate":
        // The keys of a second document repeat those of the first.
        return !secondDocument && line - conflict > 60 && line - shift > 60 && line - tab > 60;
      case "tab":
        tab = line;
        return true;
      case "indent": {
        if (line - tab < 30) return false;
        const echo = column === shiftColumn && line - shift < 60;
        shift = line;
        shiftColumn = column;
        return !echo;
      }
      case "half-key":
      case "list-here":
      case "key-in-list":
      case "stray-line":
        return line - tab >= 30;
      default:
        return true;
    }
  });
}

interface Aliases {
  readonly targets: ReadonlyMap<AliasNode, Placed>;
  readonly problems: readonly SyntaxProblem[];
  /** References that would grow without bound: they have no value. */
  readonly refused: ReadonlySet<AliasNode>;
}

const noAliases: Aliases = { targets: new Map(), problems: [], refused: new Set() };
const mostThroughAlias = 100_000;

function resolveAliases(root: Segment): Aliases {
  if (root.anchorCount === 0) return noAliases;
  const targets = new Map<AliasNode, Placed>();
  const problems: SyntaxProblem[] = [];
  const anchors = new Map<string, Placed>();
  const aliases: { node: AliasNode; base: number }[] = [];
  const visit = (node: SyntaxNode, base: number) => {
    if (node.kind === "alias") {
      const target = anchors.get(node.name);
      if (target) {
        targets.set(node, target);
        aliases.push({ node, base });
      } else {
        problems.push({ code: "alias", line: base + node.span.line, column: node.span.column, word: node.name });
      }
      return;
    }
    if (node.anchor) anchors.set(node.anchor, { node, base });
    if (node.kind === "map") for (const entry of node.entries) visit(entry.value, base + entry.line);
    else if (node.kind === "list") for (const item of node.items) visit(item.value, base + item.line);
  };
  // Node by node from the root, so that the order is that of the text.
  if (root.root) visit(root.root, 0);

  const sizes = new Map<SyntaxNode, number>();
  const refused = new Set<AliasNode>();
  const open = new Set<SyntaxNode>();
  const sizeOf = (node: SyntaxNode): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    let size = 1;
    if (node.kind === "alias") {
      const target = targets.get(node)?.node;
      if (target) size = open.has(target) ? Number.POSITIVE_INFINITY : sizeOf(target);
    } else {
      open.add(node);
      if (node.kind === "map") for (const entry of node.entries) size += sizeOf(entry.value);
      if (node.kind === "list") for (const item of node.items) size += sizeOf(item.value);
      open.delete(node);
    }
    sizes.set(node, size);
    return size;
  };
  for (const { node, base } of aliases) {
    if (sizeOf(node) <= mostThroughAlias) continue;
    if (refused.size === 0)
      problems.push({ code: "many-aliases", line: base + node.span.line, column: node.span.column });
    refused.add(node);
  }
  return { targets, problems, refused };
}

/** Values of nodes that hold no reference depend on the node alone. */
const plainValues = new WeakMap<SyntaxNode, { json: Json }>();

function plain(node: SyntaxNode, aliases: Aliases): Json {
  let references = false;
  const own = new Map<SyntaxNode, Json>();
  const read = (current: SyntaxNode): Json => {
    if (current.kind === "scalar") return current.value;
    if (current.kind === "alias") {
      references = true;
      const target = aliases.targets.get(current)?.node;
      return target && !aliases.refused.has(current) ? read(target) : null;
    }
    const known = plainValues.get(current);
    if (known) return known.json;
    const shared = own.get(current);
    if (shared !== undefined) return shared;
    const outside = references;
    references = false;
    let json: Json;
    if (current.kind === "list") json = current.items.map((item) => read(item.value));
    else {
      const map: Record<string, Json> = {};
      for (const entry of current.entries) setKey(map, entry.name, read(entry.value));
      json = map;
    }
    if (references) own.set(current, json);
    else plainValues.set(current, { json });
    references ||= outside;
    return json;
  };
  return read(node);
}
