import type { Position, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { keyEnd, skipSpace } from "../document/keyEnd.ts";

/**
 * The indentation of a line that Enter has just begun: below `key:` or `key: |` one level deeper, in a prompt as deep as
 * the line above, behind `- name: x` in the column of its keys. What stood behind the cursor moves along.
 */
export function formatOnType(document: AgentDocument, position: Position): readonly TextEdit[] {
  const { source } = document;
  const { line } = position;
  if (line === 0 || line >= source.lineCount) return [];
  let above = line - 1;
  while (above > 0 && source.line(above).trim() === "") above--;
  const written = /^[ \t]*/.exec(source.line(line))?.[0] ?? "";
  const wanted = columnBelow(document, above, line);
  if (wanted === undefined || written === " ".repeat(wanted)) return [];
  const range = { start: { line, character: 0 }, end: { line, character: written.length } };
  return [{ range, newText: " ".repeat(wanted) }];
}

function columnBelow(document: AgentDocument, above: number, line: number): number | undefined {
  const { source } = document;
  const text = source.line(above);
  const indent = source.indent(above);
  if (text.trim() === "") return 0;
  const at = document.pathAt({ line: above, character: indent });
  const node = at?.placed.node;
  if (at && node?.kind === "scalar" && at.part === "value") {
    const header = at.placed.base + node.span.line;
    const block = node.style === "literal" || node.style === "folded";
    // In the lines of a text an author's own indentation goes on.
    if (block && above > header) return indent;
    // Quoted texts over several lines: where the line is indented means nothing.
    if (!block && above > header) return undefined;
  }
  if (/^\s*#/.test(text)) return indent;
  let column = indent;
  let dashes = 0;
  while (text.charAt(column) === "-" && /\s|$/.test(text.charAt(column + 1))) {
    column = skipSpace(text, column + 1);
    dashes++;
  }
  const colon = keyEnd(text, column);
  const head = text
    .slice(colon + 1)
    .replace(/\s#.*$/, "")
    .trim();
  if (colon < 0) return dashes > 0 && text.slice(indent).trim() !== "-" ? indent : undefined;
  if (head === "" || /^[|>][-+0-9]*$/.test(head) || /^&\S+$/.test(head)) {
    // What stands there already is what the new line joins.
    const next = nextContent(document, line);
    if (next > column && source.line(line).trim() === "") return next;
    return column + 2;
  }
  return /^["'[{]/.test(head) && !isClosed(document, above) ? undefined : column;
}

function nextContent({ source }: AgentDocument, line: number): number {
  for (let at = line; at < source.lineCount; at++) if (source.line(at).trim() !== "") return source.indent(at);
  return -1;
}

/** Whether the value that begins on this line ends on it. */
function isClosed(document: AgentDocument, line: number): boolean {
  const last = document.source.line(line).trimEnd().length;
  const at = document.pathAt({ line, character: Math.max(0, last - 1) });
  return at?.placed.node.kind !== "scalar" || at.placed.base + at.placed.node.span.endLine <= line;
}
