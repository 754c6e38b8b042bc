import type { TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Fix } from "../document/problem.ts";
import { removeKey } from "./rules/edits.ts";

/** Takes an item out of its list; with it the list's own key when nothing would be left. */
export function removeItem(document: AgentDocument, path: Path, title: string): Fix | undefined {
  const index = path.at(-1);
  const above = path.slice(0, -1);
  const list = document.nodeAt(above);
  if (list?.node.kind !== "list" || typeof index !== "number") return undefined;
  const { source } = document;
  const { node, base } = list;
  const item = node.items[index];
  if (!item) return undefined;
  const editable = { nodeAt: (...to: Path) => document.nodeAt(to), line: (line: number) => source.line(line) };
  if (node.items.length === 1) return removeKey(editable, above, title);
  const startOf = ({ line, value }: typeof item) => ({
    line: base + line + value.span.line,
    character: value.span.column,
  });
  const endOf = ({ line, value }: typeof item) => ({
    line: base + line + value.span.endLine,
    character: value.span.endColumn,
  });
  const removal = (start: TextEdit["range"]["start"], end: typeof start): Fix => ({
    title,
    edits: [{ range: { start, end }, newText: "" }],
  });
  const next = node.items[index + 1];
  const before = node.items[index - 1];
  if (node.flow) {
    if (next) return removal(startOf(item), startOf(next));
    return before && removal(endOf(before), endOf(item));
  }
  const first = base + item.line;
  // The dash of a list that begins behind another dash is not alone on its line.
  if (!/^ *-(?: |$)/.test(source.line(first)) || source.indent(first) !== node.span.column) return undefined;
  if (next) return removal({ line: first, character: 0 }, { line: base + next.line, character: 0 });
  const end = endOf(item);
  const last = end.character === 0 ? end.line - 1 : end.line;
  return removal(
    { line: first - 1, character: source.lineLength(first - 1) },
    { line: last, character: source.lineLength(last) },
  );
}
