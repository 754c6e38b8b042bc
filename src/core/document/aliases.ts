import type { AliasNode, Placed, SyntaxNode } from "./node.ts";
import { NodeMemo } from "./nodeMemo.ts";
import type { Segment } from "./segments.ts";
import type { SyntaxProblem } from "./syntaxProblem.ts";

/** What the `*name`s of a document stand for. */
export interface Aliases {
  readonly targets: ReadonlyMap<AliasNode, Placed>;
  /** Counted from the top of the document. */
  readonly problems: readonly SyntaxProblem[];
  /** References that would grow without bound: they have no value. */
  readonly refused: ReadonlySet<AliasNode>;
}

const noAliases: Aliases = { targets: new Map(), problems: [], refused: new Set() };
const mostThroughAlias = 100_000;

/** Enters only pieces with an anchor or a reference. */
export function resolveAliases(root: Segment): Aliases {
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
  const enter = (piece: Segment, base: number) => {
    if (piece.anchorCount === 0) return;
    if (piece.children.length === 0) {
      if (piece.root) visit(piece.root, base);
      for (const entry of piece.entries) visit(entry.value, base + entry.line);
      for (const item of piece.items) visit(item.value, base + item.line);
      return;
    }
    const node = piece.root ?? piece.entries[0]?.value ?? piece.items[0]?.value;
    if (node && node.kind !== "alias" && node.anchor) anchors.set(node.anchor, { node, base });
    let start = base + piece.before;
    for (const child of piece.children) {
      enter(child, start);
      start += child.lines;
    }
  };
  enter(root, 0);

  const refused = new Set<AliasNode>();
  const sizeOf = sizer(targets);
  for (const { node, base } of aliases) {
    if (sizeOf(node) <= mostThroughAlias) continue;
    if (refused.size === 0) {
      problems.push({ code: "many-aliases", line: base + node.span.line, column: node.span.column });
    }
    refused.add(node);
  }
  return { targets, problems, refused };
}

/** How many values a node without references holds: a fact of the node. */
const plainSizes = new NodeMemo<number>();

/** Counts the values in a node with all that its references stand for. One that leads back to itself has no end. */
function sizer(targets: ReadonlyMap<AliasNode, Placed>): (node: SyntaxNode) => number {
  const sizes = new Map<SyntaxNode, number>();
  const open = new Set<SyntaxNode>();
  let references = false;
  const sizeOf = (node: SyntaxNode): number => {
    if (node.kind === "scalar") return 1;
    const known = plainSizes.get(node);
    if (known !== undefined) return known;
    const counted = sizes.get(node);
    if (counted !== undefined) {
      references = true;
      return counted;
    }
    if (node.kind === "alias") {
      references = true;
      const target = targets.get(node)?.node;
      if (!target) return 1;
      return open.has(target) ? Number.POSITIVE_INFINITY : sizeOf(target);
    }
    const outside = references;
    references = false;
    let size = 1;
    open.add(node);
    if (node.kind === "map") for (const entry of node.entries) size += sizeOf(entry.value);
    else for (const item of node.items) size += sizeOf(item.value);
    open.delete(node);
    if (references) sizes.set(node, size);
    else plainSizes.set(node, size);
    references ||= outside;
    return size;
  };
  return sizeOf;
}
