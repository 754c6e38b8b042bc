import type { Position, Range, SelectionRange } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { type Placed, rangeOf, spanHolds } from "../document/node.ts";
import { scalarText } from "./scalarText.ts";

/** What "expand selection" selects, from the word under each position outwards to the whole file. */
export function selectionRanges(document: AgentDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    let inner: SelectionRange | undefined;
    for (const range of rangesAround(document, position)) inner = inner ? { range, parent: inner } : { range };
    return inner ?? { range: { start: position, end: position } };
  });
}

/** From the outside to the inside, each one inside the one before and smaller. */
function rangesAround(document: AgentDocument, position: Position): Range[] {
  const { source } = document;
  const last = source.lineCount - 1;
  const ranges: Range[] = [
    { start: { line: 0, character: 0 }, end: { line: last, character: source.lineLength(last) } },
  ];
  const add = (range: Range) => {
    const around = ranges.at(-1) as Range;
    const inside = !isBefore(range.start, around.start) && !isBefore(around.end, range.end);
    const smaller = isBefore(around.start, range.start) || isBefore(range.end, around.end);
    const holds = !isBefore(position, range.start) && !isBefore(range.end, position);
    if (inside && smaller && holds) ranges.push(range);
  };
  let placed: Placed | undefined = document.root;
  while (placed) {
    const { node, base }: Placed = placed;
    add(rangeOf(node.span, base));
    placed = undefined;
    if (node.kind === "map") {
      for (const entry of node.entries) {
        const from = base + entry.line;
        const key = rangeOf(entry.keySpan, from);
        const value = rangeOf(entry.value.span, from);
        const whole = { start: key.start, end: isBefore(value.end, key.end) ? key.end : value.end };
        if (isBefore(position, whole.start) || isBefore(whole.end, position)) continue;
        add(whole);
        if (spanHolds(entry.keySpan, position.line - from, position.character)) add(key);
        else placed = { node: entry.value, base: from };
        break;
      }
    } else if (node.kind === "list") {
      const item = node.items.find(({ value, line }) =>
        spanHolds(value.span, position.line - base - line, position.character),
      );
      if (item) placed = { node: item.value, base: base + item.line };
    } else if (node.kind === "scalar") {
      const text = scalarText(source, node, base);
      const offset = text.offsetAt(position);
      if (offset !== undefined) {
        const end = text.text.trimEnd().length;
        add(text.rangeAt(text.text.search(/\S|$/), end));
        for (const [from, to] of textAround(text.text, offset)) add(text.rangeAt(from, to));
      }
    }
  }
  return ranges;
}

/** Paragraph, line, tag, path, word. */
function textAround(text: string, offset: number): [number, number][] {
  const found: [number, number][] = [];
  const before = text.slice(0, offset);
  const paragraph = Math.max(before.search(/\n[ \t]*\n(?![\s\S]*\n[ \t]*\n)/), -1);
  const from = paragraph < 0 ? 0 : paragraph + (/^\n[ \t]*\n/.exec(text.slice(paragraph))?.[0].length ?? 0);
  const blank = text.slice(offset).search(/\n[ \t]*(?:\n|$)/);
  found.push([from, blank < 0 ? text.trimEnd().length : offset + blank]);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const indent = /^\s*/.exec(text.slice(lineStart, lineEnd))?.[0].length ?? 0;
  found.push([Math.min(lineStart + indent, offset), lineEnd]);
  const open = text.lastIndexOf("{{", offset);
  const close = open < 0 ? -1 : text.indexOf("}}", open);
  if (open >= lineStart && close >= 0 && offset <= close + 2) {
    found.push([open, close + 2], [Math.min(open + 2, offset), Math.max(close, offset)]);
  }
  for (const part of [/[\w@.$-]/, /[\p{L}\p{N}_@]/u]) {
    let start = offset;
    let end = offset;
    while (start > lineStart && part.test(text.charAt(start - 1))) start--;
    while (end < lineEnd && part.test(text.charAt(end))) end++;
    if (end > start) found.push([start, end]);
  }
  return found;
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
