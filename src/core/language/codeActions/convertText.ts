import type { Range } from "vscode-languageserver-types";
import { promptAt } from "../prompts.ts";
import { isInBrackets, keepsValue, ownerColumn, type Refactor } from "./refactoring.ts";
import { asBlock, inQuotes } from "./writeText.ts";

/** A text in quotes ↔ the same as a block of lines. */
export const convertText: Refactor = (document, range) => {
  const at = document.pathAt(range.start);
  if (!at || at.part === "gap") return undefined;
  const { placed, path } = at;
  const { node, base } = placed;
  if (node.kind !== "scalar" || typeof node.value !== "string" || isInBrackets(document, path)) return undefined;
  const { source } = document;
  const header = base + node.span.line;
  const isBlock = node.style === "literal" || node.style === "folded";
  const isQuoted = node.style === "single" || node.style === "double";
  const long = node.value.length > 60 || node.span.endLine > node.span.line || /\n/.test(node.value);
  if (!isBlock && !isQuoted && !long && !promptAt(document, range.start)) return undefined;
  const start = { line: header, character: node.span.column };
  const endLine = isBlock ? lastLine(document.source.lineCount, base + node.span.endLine) : base + node.span.endLine;
  // A comment behind the text stands behind the "|" then, and the other way round.
  const behind = isBlock
    ? (/\s#.*$/.exec(source.line(header).slice(node.span.column))?.[0] ?? "")
    : source.line(endLine).slice(node.span.endColumn);
  if (behind.trim() !== "" && !/^\s+#/.test(behind)) return undefined;
  const written = isBlock
    ? node.value.length <= 400
      ? inQuotes(node.value)
      : undefined
    : asBlock(node.value, ownerColumn(document, path) + 2, source.lineBreak);
  if (written === undefined) return undefined;
  const [first = "", ...rest] = written.split(source.lineBreak);
  const comment = behind.trimEnd();
  const newText = [first + comment, ...rest].join(source.lineBreak);
  const replaced: Range = {
    start,
    end: { line: endLine, character: source.line(endLine).trimEnd().length },
  };
  if (isBlock) replaced.end.character = source.lineLength(endLine);
  const edits = [{ range: replaced, newText }];
  if (!keepsValue(document, edits, path)) return undefined;
  const title = isBlock ? "Write the text in quotes" : "Write the text as a block";
  return { title, kind: "refactor.rewrite", edits, files: [] };
};

function lastLine(count: number, line: number): number {
  return Math.min(line, count - 1);
}
