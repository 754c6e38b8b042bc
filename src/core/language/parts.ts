import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { type Placed, rangeOf, type ScalarNode, type Span } from "../document/node.ts";

/** An entry of a map: its key and its value, both counted from `base`. */
export interface PlacedEntry extends Placed {
  readonly name: string;
  readonly keySpan: Span;
}

/** The entries of a map, also of one that stands elsewhere and is named here by `*name`; none when it is no map. */
export function entriesOf(document: AgentDocument, placed: Placed | undefined): readonly PlacedEntry[] {
  const map = followed(document, placed);
  if (map?.node.kind !== "map") return [];
  return map.node.entries.map(({ name, keySpan, value, line }) => ({
    name,
    keySpan,
    node: value,
    base: map.base + line,
  }));
}

export function itemsOf(document: AgentDocument, placed: Placed | undefined): readonly Placed[] {
  const list = followed(document, placed);
  if (list?.node.kind !== "list") return [];
  return list.node.items.map(({ value, line }) => ({ node: value, base: list.base + line }));
}

/** Of a key that stands twice the last one counts. */
export function entryAt(document: AgentDocument, placed: Placed | undefined, name: string): PlacedEntry | undefined {
  const map = followed(document, placed);
  if (map?.node.kind !== "map") return undefined;
  const entry = map.node.entries.findLast((each) => each.name === name);
  return entry && { name, keySpan: entry.keySpan, node: entry.value, base: map.base + entry.line };
}

/** A text that is not empty, with its node and the base of that. */
export function textAt(
  document: AgentDocument,
  placed: Placed | undefined,
): { readonly text: string; readonly node: ScalarNode; readonly base: number } | undefined {
  const found = followed(document, placed);
  if (found?.node.kind !== "scalar" || typeof found.node.value !== "string" || found.node.value === "")
    return undefined;
  return { text: found.node.value, node: found.node, base: found.base };
}

export function followed(document: AgentDocument, placed: Placed | undefined): Placed | undefined {
  return placed?.node.kind === "alias" ? document.target(placed.node) : placed;
}

/** Where a text stands, without the quotes around it. */
export function bareRange(node: ScalarNode, base: number): Range {
  const range = rangeOf(node.span, base);
  return node.style === "single" || node.style === "double" ? inside(range) : range;
}

/** Where a key stands, without the quotes around it. */
export function bareKeyRange({ name, keySpan, base }: PlacedEntry): Range {
  const range = rangeOf(keySpan, base);
  const quoted = keySpan.line === keySpan.endLine && keySpan.endColumn - keySpan.column >= name.length + 2;
  return quoted ? inside(range) : range;
}

function inside({ start, end }: Range): Range {
  return {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: Math.max(start.character + 1, end.character - 1) },
  };
}
