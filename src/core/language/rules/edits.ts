import type { Range, TextEdit } from "vscode-languageserver-types";
import type { Path } from "../../document/definition.ts";
import type { MapNode, Placed } from "../../document/node.ts";
import type { Fix } from "../../document/problem.ts";

/** A part of a document in which edits are made. */
export interface Editable {
  nodeAt(...path: Path): Placed | undefined;
  /** A line of the document, without its break. */
  line(line: number): string;
}

/** Takes an entry out of its map; with it the map's own key when nothing would be left. */
export function removeKey(part: Editable, path: Path, title = `Remove ${path.at(-1)}`): Fix | undefined {
  const name = path.at(-1);
  const map = part.nodeAt(...path.slice(0, -1));
  if (map?.node.kind !== "map" || typeof name !== "string") return undefined;
  const index = map.node.entries.findLastIndex((entry) => entry.name === name);
  if (index < 0) return undefined;
  if (map.node.entries.length === 1 && !map.node.flow) {
    return path.length > 1 ? removeKey(part, path.slice(0, -1), title) : undefined;
  }
  return { title, edits: [removeEntry(part, map.node, map.base, index)] };
}

/** The edit that takes one of several entries out of a map. */
export function removeEntry(part: Pick<Editable, "line">, map: MapNode, base: number, index: number): TextEdit {
  const { keySpan, value, line } = map.entries[index] as MapNode["entries"][number];
  const start = { line: base + line + keySpan.line, character: keySpan.column };
  const end = { line: base + line + value.span.endLine, character: value.span.endColumn };
  const next = map.entries[index + 1];
  if (next) return removal(start, { line: base + next.line + next.keySpan.line, character: next.keySpan.column });
  const before = map.entries[index - 1];
  if (!before) return removal(start, end);
  const last = { line: base + before.line + before.value.span.endLine, character: before.value.span.endColumn };
  if (map.flow) return removal(last, end);
  return removal(
    { line: last.line, character: part.line(last.line).length },
    { line: end.line, character: part.line(end.line).length },
  );
}

function removal(start: Range["start"], end: Range["end"]): TextEdit {
  return { range: { start, end }, newText: "" };
}

/** Adds `key: value` at the end of a map. */
export function insertKey(part: Editable, path: Path, entry: string, title = `Insert ${entry}`): Fix | undefined {
  const map = part.nodeAt(...path);
  if (map?.node.kind !== "map") return undefined;
  const { node, base } = map;
  if (node.flow) {
    const at = { line: base + node.span.endLine, character: node.span.endColumn - 1 };
    const newText = node.entries.length > 0 ? `, ${entry}` : entry;
    return { title, edits: [{ range: { start: at, end: at }, newText }] };
  }
  const last = node.entries.at(-1);
  if (!last) return undefined;
  const line = base + last.line + Math.max(last.value.span.endLine, last.keySpan.endLine);
  const at = { line, character: part.line(line).length };
  const pad = " ".repeat(last.keySpan.column);
  return {
    title,
    edits: [{ range: { start: at, end: at }, newText: `\n${pad}${entry.replaceAll("\n", `\n${pad}`)}` }],
  };
}

/** Adds an item at the end of a list. */
export function insertItem(part: Editable, path: Path, item: string, title = `Add ${item}`): Fix | undefined {
  const list = part.nodeAt(...path);
  if (list?.node.kind !== "list") return undefined;
  const { node, base } = list;
  const last = node.items.at(-1);
  if (node.flow) {
    const at = { line: base + node.span.endLine, character: node.span.endColumn - 1 };
    return { title, edits: [{ range: { start: at, end: at }, newText: last ? `, ${item}` : item }] };
  }
  if (!last) return undefined;
  const line = base + last.line + last.value.span.endLine;
  const at = { line, character: part.line(line).length };
  return { title, edits: [{ range: { start: at, end: at }, newText: `\n${" ".repeat(node.span.column)}- ${item}` }] };
}
