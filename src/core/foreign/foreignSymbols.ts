import type { DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { type Placed, rangeOf } from "../document/node.ts";
import { entriesOf, entryAt, followed, itemsOf, type PlacedEntry, textAt } from "../language/parts.ts";
import type { ForeignDialect } from "./recognise.ts";

// LSP's numbers.
const kinds = { class: 5, method: 6, property: 7, function: 12, string: 15, array: 18, object: 19, event: 24 } as const;

/** Lists whose items are more than values, in any of the languages. */
const itemKinds: Readonly<Record<string, SymbolKind>> = {
  sub_agents: kinds.class,
  agents: kinds.class,
  tools: kinds.function,
  toolsets: kinds.function,
  tests: kinds.method,
  testData: kinds.method,
  evaluators: kinds.method,
  messages: kinds.event,
  providers: kinds.object,
  targets: kinds.object,
  prompts: kinds.string,
  sources: kinds.object,
  edges: kinds.event,
};
const deepest = 4;

/** The outline of another language's file: its keys, with agents, tools, messages and tests by their names. */
export function foreignSymbols(document: AgentDocument, _dialect: ForeignDialect): readonly DocumentSymbol[] {
  return document.root ? inMap(document.root, []) : [];

  function inMap(placed: Placed, path: Path): DocumentSymbol[] {
    if (path.length >= deepest) return [];
    return entriesOf(document, placed).map((entry): DocumentSymbol => {
      const at = [...path, entry.name];
      const key = rangeOf(entry.keySpan, entry.base);
      const value = rangeOf(entry.node.span, entry.base);
      const children = within(entry, at);
      const detail =
        entry.node.kind === "scalar" && entry.node.value !== null ? firstLine(String(entry.node.value)) : "";
      return {
        name: entry.name === "" ? "?" : entry.name,
        kind: kindOf(entry, path),
        range: { start: key.start, end: isAfter(value.end, key.end) ? value.end : key.end },
        selectionRange: key,
        ...(detail && { detail }),
        ...(children.length > 0 && { children }),
      };
    });
  }

  function within(placed: Placed, path: Path): DocumentSymbol[] {
    const at = followed(document, placed);
    if (at?.node.kind === "map") return inMap(at, path);
    if (at?.node.kind !== "list" || path.length >= deepest) return [];
    const kind = itemKinds[String(path.at(-1))];
    if (kind === undefined) return [];
    return itemsOf(document, at).map((item, i): DocumentSymbol => {
      const range = rangeOf(item.node.span, item.base);
      return {
        name: nameOf(item) ?? `${i + 1}`,
        kind,
        range,
        selectionRange: { start: range.start, end: range.start },
      };
    });
  }

  function nameOf(item: Placed): string | undefined {
    const own = textAt(document, item);
    if (own) return firstLine(own.text.replace(/^file:\/\//, ""));
    if (item.node.kind === "list")
      return (
        itemsOf(document, item)
          .flatMap((each) => nameOf(each) ?? [])
          .join(" → ") || undefined
      );
    for (const key of [
      "name",
      "id",
      "label",
      "description",
      "config_path",
      "title",
      "ref",
      "role",
      "type",
      "target",
      "input",
    ]) {
      const found = textAt(document, entryAt(document, item, key));
      if (found) return firstLine(key === "role" ? withContent(found.text, item) : found.text);
    }
    return undefined;
  }

  function withContent(role: string, item: Placed): string {
    const content = textAt(document, entryAt(document, item, "content"));
    return content ? `${role}: ${content.text.trim()}` : role;
  }
}

function kindOf({ node }: PlacedEntry, path: Path): SymbolKind {
  if (path.at(-1) === "agents") return kinds.class;
  if (node.kind === "map") return kinds.object;
  if (node.kind === "list") return kinds.array;
  return path.length === 0 ? kinds.property : kinds.string;
}

function firstLine(text: string): string {
  const line = text.trimStart().split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function isAfter(a: { line: number; character: number }, b: { line: number; character: number }): boolean {
  return a.line > b.line || (a.line === b.line && a.character > b.character);
}
