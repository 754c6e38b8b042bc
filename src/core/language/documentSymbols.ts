import type { DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { type Placed, rangeOf } from "../document/node.ts";

// LSP's numbers.
const kinds = {
  class: 5,
  method: 6,
  property: 7,
  enumMember: 22,
  variable: 13,
  string: 15,
  array: 18,
  object: 19,
  function: 12,
  event: 24,
} as const;
const deepest = 4;

/** The outline: keys, agents, variables, tools by name, variants, tests. */
export function documentSymbols(document: AgentDocument): readonly DocumentSymbol[] {
  return document.root ? symbolsIn(document.root, [], 0) : [];
}

function symbolsIn(placed: Placed, path: readonly (string | number)[], depth: number): DocumentSymbol[] {
  const { node, base } = placed;
  if (depth >= deepest || path[0] === "response_format") return [];
  if (node.kind === "map") {
    return node.entries.flatMap((entry): DocumentSymbol[] => {
      const inner: Placed = { node: entry.value, base: base + entry.line };
      const key = rangeOf(entry.keySpan, inner.base);
      const value = rangeOf(entry.value.span, inner.base);
      const at = [...path, entry.name];
      const { value: node } = entry;
      const children = symbolsIn(inner, at, depth + 1);
      const detail = node.kind === "scalar" && node.value !== null ? firstLine(String(node.value)) : "";
      return [
        {
          name: entry.name === "" ? "?" : entry.name,
          kind: kindOf(at, node.kind),
          range: { start: key.start, end: isAfter(value.end, key.end) ? value.end : key.end },
          selectionRange: key,
          ...(detail ? { detail } : {}),
          ...(children.length > 0 ? { children } : {}),
        },
      ];
    });
  }
  if (node.kind !== "list") return [];
  return node.items.flatMap((item, i): DocumentSymbol[] => {
    const inner: Placed = { node: item.value, base: base + item.line };
    const named = nameOf(inner);
    if (named === undefined) return [];
    const range = rangeOf(item.value.span, inner.base);
    const kind = path.at(-1) === "tools" ? kinds.function : path.at(-1) === "tests" ? kinds.method : kinds.event;
    return [{ name: named || `${i + 1}`, kind, range, selectionRange: { start: range.start, end: range.start } }];
  });
}

/** What an item of a list calls itself. */
function nameOf({ node }: Placed): string | undefined {
  if (node.kind === "scalar") return node.value === null ? undefined : firstLine(String(node.value));
  if (node.kind !== "map") return undefined;
  for (const key of ["name", "id", "ref", "agent", "file", "type", "role"]) {
    const value = node.entries.find((e) => e.name === key)?.value;
    if (value?.kind === "scalar" && value.value !== null) return firstLine(String(value.value));
  }
  return undefined;
}

function kindOf(path: readonly (string | number)[], node: string): SymbolKind {
  const parent = path.at(-2);
  if (parent === "agents") return kinds.class;
  if (parent === "inputs" || parent === "secrets") return kinds.variable;
  if (parent === "variants") return kinds.enumMember;
  if (node === "map") return kinds.object;
  if (node === "list") return kinds.array;
  return path.length === 1 ? kinds.property : kinds.string;
}

function firstLine(text: string): string {
  const line = text.trimStart().split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function isAfter(a: { line: number; character: number }, b: { line: number; character: number }): boolean {
  return a.line > b.line || (a.line === b.line && a.character > b.character);
}
