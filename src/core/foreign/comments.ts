import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Placed } from "../document/node.ts";
import { LineKind } from "../document/sourceText.ts";
import { entriesOf, itemsOf } from "../language/parts.ts";

export interface Comment {
  /** Without the `#`; lines are joined. */
  readonly text: string;
  /** What stands below it, or on its line; absent: nothing does. */
  readonly path?: Path;
  readonly trailing: boolean;
}

/** Lines that are for a tool, and not for people. */
const notForPeople = /^#!|^#\s*yaml-language-server:/;

/** The comments of a document, each with what it stands at. */
export function commentsOf(document: AgentDocument): readonly Comment[] {
  const { source } = document;
  const inText = new Set<number>();
  /** Line → what begins there, the outermost. */
  const begins = new Map<number, Path>();
  const trailing: Comment[] = [];
  const visit = (placed: Placed, path: Path): void => {
    const { node, base } = placed;
    if (node.kind === "map") {
      for (const entry of entriesOf(document, placed)) {
        const line = entry.base + entry.keySpan.line;
        const at = [...path, entry.name];
        if (!begins.has(line)) begins.set(line, at);
        visit(entry, at);
      }
    } else if (node.kind === "list") {
      for (const [i, item] of itemsOf(document, placed).entries()) {
        const line = item.base + item.node.span.line;
        if (!begins.has(line)) begins.set(line, [...path, i]);
        visit(item, [...path, i]);
      }
    } else if (node.kind === "scalar") {
      const { span } = node;
      const block = node.style === "literal" || node.style === "folded";
      for (let line = base + span.line + 1; line <= base + span.endLine; line++) inText.add(line);
      const rest = source.line(base + span.endLine).slice(span.endColumn);
      const found = block ? undefined : /^\s+#(.*)$/.exec(rest)?.[1];
      if (found !== undefined) trailing.push({ text: found, path, trailing: true });
    }
  };
  if (document.root) visit(document.root, []);
  const above: Comment[] = [];
  const first = [...begins.keys()].reduce((a, b) => Math.min(a, b), source.lineCount);
  for (let line = 0; line < source.lineCount; line++) {
    if (source.kind(line) !== LineKind.comment || inText.has(line)) continue;
    const lines: string[] = [];
    let end = line;
    while (end < source.lineCount && source.kind(end) === LineKind.comment && !inText.has(end)) {
      const text = source.line(end).trim();
      if (!notForPeople.test(text)) lines.push(text.slice(1));
      end++;
    }
    const path =
      source.hasContent(end) || end >= source.lineCount ? begins.get(end) : nextBegin(begins, end, source.lineCount);
    const isHeader = line < first;
    if (lines.length > 0) above.push({ text: lines.join("\n"), trailing: false, ...(path && !isHeader && { path }) });
    line = end;
  }
  return [...above, ...trailing];
}

function nextBegin(begins: ReadonlyMap<number, Path>, from: number, to: number): Path | undefined {
  for (let line = from; line < to; line++) {
    const path = begins.get(line);
    if (path) return path;
  }
  return undefined;
}
