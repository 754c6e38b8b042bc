import type { FoldingRange } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Placed } from "../document/node.ts";
import { LineKind } from "../document/sourceText.ts";

/** Every entry and item that runs over more than one line, and runs of comments. */
export function foldingRanges(document: AgentDocument): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const visit = ({ node, base }: Placed, from: number) => {
    const end = base + node.span.endLine;
    if (end > from) ranges.push({ startLine: from, endLine: end });
    if (node.kind === "map") {
      for (const entry of node.entries) {
        const inner = base + entry.line;
        visit({ node: entry.value, base: inner }, inner + entry.keySpan.line);
      }
    } else if (node.kind === "list") {
      for (const item of node.items) {
        const inner = base + item.line;
        visit({ node: item.value, base: inner }, inner + item.value.span.line);
      }
    }
  };
  if (document.root && document.root.node.kind !== "scalar") {
    const { node, base } = document.root;
    if (node.kind === "map") {
      for (const entry of node.entries) {
        visit({ node: entry.value, base: base + entry.line }, base + entry.line + entry.keySpan.line);
      }
    } else visit(document.root, base + node.span.line);
  }
  const { source } = document;
  for (let line = 0; line < source.lineCount; line++) {
    if (source.kind(line) !== LineKind.comment) continue;
    let end = line;
    while (end + 1 < source.lineCount && source.kind(end + 1) === LineKind.comment) end++;
    if (end > line) ranges.push({ startLine: line, endLine: end, kind: "comment" });
    line = end;
  }
  return onePerLine(ranges);
}

/** `- name: x` opens an item and a map in the same line: the longer one is offered. */
function onePerLine(ranges: readonly FoldingRange[]): FoldingRange[] {
  const longest = new Map<number, FoldingRange>();
  for (const range of ranges) {
    const known = longest.get(range.startLine);
    if (!known || known.endLine < range.endLine) longest.set(range.startLine, range);
  }
  return [...longest.values()].sort((a, b) => a.startLine - b.startLine);
}
