import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import { type Placed, rangeOf } from "../../document/node.ts";
import { LineKind } from "../../document/sourceText.ts";
import { hasComment } from "../formatFlow.ts";
import { isInBrackets, keepsValue, ownerColumn, type Refactor } from "./refactoring.ts";
import { inQuotes } from "./writeText.ts";

/** A map or list in brackets ↔ the same over several lines. */
export const convertBrackets: Refactor = (document, range) => {
  const at = document.pathAt(range.start);
  if (!at) return undefined;
  // On a key: its value. Inside brackets: the outermost ones.
  let depth = at.part === "key" ? at.path.length : 0;
  if (at.part !== "key") {
    while (depth <= at.path.length) {
      const node = document.nodeAt(at.path.slice(0, depth))?.node;
      if ((node?.kind === "map" || node?.kind === "list") && node.flow) break;
      depth++;
    }
  }
  const path = at.path.slice(0, depth);
  const placed = document.nodeAt(path);
  if (!placed || path.length === 0 || isInBrackets(document, path)) return undefined;
  if (placed.node.kind !== "map" && placed.node.kind !== "list") return undefined;
  const edit = placed.node.flow ? overLines(document, placed, path) : inOneLine(document, placed, path);
  if (!edit || !keepsValue(document, [edit], path)) return undefined;
  const what = placed.node.kind === "map" ? "map" : "list";
  const title = placed.node.flow ? `Write the ${what} over several lines` : `Write the ${what} in one line`;
  return { title, kind: "refactor.rewrite", edits: [edit], files: [] };
};

function overLines(document: AgentDocument, { node, base }: Placed, path: Path): TextEdit | undefined {
  const { source } = document;
  if (node.kind !== "map" && node.kind !== "list") return undefined;
  const range = rangeOf(node.span, base);
  const owner = document.rangeAt(path)?.key;
  const line = source.line(range.start.line);
  const inItem = owner === undefined;
  // Behind a dash the first entry stands on the same line, which an anchor there would not allow.
  if (inItem && !/^[\s-]*$/.test(line.slice(0, range.start.character))) return undefined;
  if (hasComment(source.slice(range))) return undefined;
  const slice = (placed: Placed): string => source.slice(rangeOf(placed.node.span, placed.base));
  const parts =
    node.kind === "map"
      ? node.entries.map((entry) => {
          const value = slice({ node: entry.value, base: base + entry.line });
          return `${source.slice(rangeOf(entry.keySpan, base + entry.line))}:${value === "" ? "" : ` ${value}`}`;
        })
      : node.items.map((item) => `- ${slice({ node: item.value, base: base + item.line })}`);
  if (parts.length === 0 || parts.some((part) => /[\r\n]/.test(part))) return undefined;
  const indent = " ".repeat(ownerColumn(document, path) + 2);
  const end = range.end.line;
  const behind = source.line(end).slice(range.end.character).trimEnd();
  if (behind !== "" && !/^\s+#/.test(behind)) return undefined;
  const separator = source.lineBreak + indent;
  const newText = inItem
    ? [parts[0] + behind, ...parts.slice(1)].join(separator)
    : `${behind}${separator}${parts.join(separator)}`;
  // The space behind the colon goes with the bracket.
  const before = line.slice(0, range.start.character);
  const start = inItem ? range.start.character : before.trimEnd().length;
  return {
    range: {
      start: { line: range.start.line, character: start },
      end: { line: end, character: source.lineLength(end) },
    },
    newText,
  };
}

const longest = 110;

function inOneLine(document: AgentDocument, placed: Placed, path: Path): TextEdit | undefined {
  const { source } = document;
  const key = document.rangeAt(path)?.key;
  const { node, base } = placed;
  if (!key || node.span.endLine - node.span.line > 40) return undefined;
  const first = key.start.line;
  const last = base + node.span.endLine;
  for (let line = first; line <= last; line++) {
    if (source.kind(line) === LineKind.comment || /\s#/.test(source.line(line))) return undefined;
  }
  const text = flat(document, placed);
  if (text === undefined || key.end.character + text.length > longest) return undefined;
  const colon = source.line(first).indexOf(":", key.end.character);
  const range: Range = {
    start: { line: first, character: colon + 1 },
    end: { line: last, character: source.lineLength(last) },
  };
  if (
    source
      .line(first)
      .slice(colon + 1)
      .trim() !== ""
  )
    return undefined;
  return { range, newText: ` ${text}` };
}

function flat(document: AgentDocument, { node, base }: Placed): string | undefined {
  const { source } = document;
  const range = rangeOf(node.span, base);
  if (node.kind === "alias") return source.slice(range);
  if (node.kind === "scalar") {
    if (node.style === "empty") return "null";
    if (range.start.line !== range.end.line || node.style === "literal" || node.style === "folded") return undefined;
    const written = source.slice(range);
    return node.style === "plain" && /[,[\]{}]/.test(written) ? inQuotes(String(node.value)) : written;
  }
  if (node.flow) return range.start.line === range.end.line ? source.slice(range) : undefined;
  const parts =
    node.kind === "map"
      ? node.entries.map((entry) => {
          const value = flat(document, { node: entry.value, base: base + entry.line });
          return value === undefined
            ? undefined
            : `${source.slice(rangeOf(entry.keySpan, base + entry.line))}: ${value}`;
        })
      : node.items.map((item) => flat(document, { node: item.value, base: base + item.line }));
  if (parts.some((part) => part === undefined)) return undefined;
  return node.kind === "map" ? `{${parts.join(", ")}}` : `[${parts.join(", ")}]`;
}
