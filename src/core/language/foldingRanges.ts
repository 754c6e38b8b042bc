import type { FoldingRange } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Placed, ScalarNode } from "../document/node.ts";
import { LineKind } from "../document/sourceText.ts";
import type { TemplateNode } from "../document/templateNodes.ts";
import { promptsOf, templateOf } from "./prompts.ts";
import { scalarText } from "./scalarText.ts";

/** Every entry and item that runs over more than one line, blocks of templates, runs of comments, `# region`. */
export function foldingRanges(document: AgentDocument): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const { source } = document;
  const visit = ({ node, base }: Placed, from: number) => {
    const last = base + node.span.endLine;
    // A bracket that closes on a line of its own stays to be seen.
    const closes = (node.kind === "map" || node.kind === "list") && node.flow && /^\s*[\]}]/.test(source.line(last));
    const end = closes ? last - 1 : last;
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
  for (const prompt of promptsOf(document)) {
    if (prompt.node.style !== "literal" || !String(prompt.node.value).includes("{{#")) continue;
    ranges.push(...blocksIn(document, prompt.node, prompt.base, templateOf(document, prompt).nodes));
  }
  return onePerLine([...ranges, ...comments(document)]);
}

/** `{{#each}}` down to the line before its `{{/each}}`. */
function blocksIn(
  document: AgentDocument,
  node: ScalarNode,
  base: number,
  nodes: readonly TemplateNode[],
): FoldingRange[] {
  const text = scalarText(document.source, node, base);
  const visit = (inside: readonly TemplateNode[]): FoldingRange[] =>
    inside.flatMap((each) => {
      if (each.kind !== "if" && each.kind !== "each" && each.kind !== "with") return [];
      const startLine = text.positionAt(each.start).line;
      const endLine = text.positionAt(Math.max(each.start, each.end - 1)).line - 1;
      const below = each.kind === "if" ? [...each.then, ...each.otherwise] : [...each.body, ...each.otherwise];
      return [...(endLine > startLine ? [{ startLine, endLine }] : []), ...visit(below)];
    });
  return visit(nodes);
}

function comments(document: AgentDocument): FoldingRange[] {
  const { source } = document;
  const ranges: FoldingRange[] = [];
  const regions: number[] = [];
  for (let line = 0; line < source.lineCount; line++) {
    if (source.kind(line) !== LineKind.comment) continue;
    const region = /^\s*#\s*(region|endregion)\b/.exec(source.line(line))?.[1];
    if (region === "region") regions.push(line);
    if (region === "endregion") {
      const startLine = regions.pop();
      if (startLine !== undefined) ranges.push({ startLine, endLine: line, kind: "region" });
    }
    if (region) continue;
    let end = line;
    while (
      end + 1 < source.lineCount &&
      source.kind(end + 1) === LineKind.comment &&
      !/^\s*#\s*(?:end)?region\b/.test(source.line(end + 1))
    ) {
      end++;
    }
    if (end > line) ranges.push({ startLine: line, endLine: end, kind: "comment" });
    line = end;
  }
  return ranges;
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
