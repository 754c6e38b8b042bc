import type { TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Fix } from "../document/problem.ts";
import type { Break } from "./stablePrefix.ts";

/**
 * Moves the sentences that hold these variables to the end of their prompt, so that what is the same in every request
 * stands first. Only whole lines that say something by themselves, and only where their place cannot matter: a block text
 * without conditions, no list, heading, fence or element around them, no word that points to what stands beside them.
 */
export function moveDown(document: AgentDocument, breaks: readonly Break[]): Fix | undefined {
  const [first] = breaks;
  if (!first || breaks.some(({ prompt }) => prompt !== first.prompt)) return undefined;
  const { prompt, text } = first;
  if (prompt.node.style !== "literal" || /\{\{\s*[#/^]/.test(text.text)) return undefined;
  const lines = text.text.split(/\r?\n/);
  const lineOf = (offset: number) => text.text.slice(0, offset).split("\n").length - 1;
  const moved = new Set<number>();
  const emptied = new Set<number>();
  for (const { use } of breaks) {
    const unit = sentencesAround(lines, lineOf(use.start));
    if (!unit || !isSafe(lines, unit)) return undefined;
    for (let line = unit.from; line <= unit.to; line++) moved.add(line);
    // A paragraph of its own takes one of the empty lines around it along.
    if (isBlank(lines[unit.from - 1]) && isBlank(lines[unit.to + 1])) emptied.add(unit.to + 1);
  }
  const last = lines.findLastIndex((line) => line.trim() !== "");
  // Nothing stands behind it: it is where it should be.
  if (moved.has(last)) return undefined;
  const start = text.positionAt(0).line;
  const { source } = document;
  const edits: TextEdit[] = [...moved, ...emptied].map((line) => ({
    range: { start: { line: start + line, character: 0 }, end: { line: start + line + 1, character: 0 } },
    newText: "",
  }));
  const apart = lines.some((line, i) => line.trim() === "" && i < last) ? source.lineBreak : "";
  const at = { line: start + last, character: source.line(start + last).length };
  const newText = [...moved]
    .sort((a, b) => a - b)
    .map((line) => `${source.lineBreak}${source.line(start + line)}`)
    .join("");
  edits.push({ range: { start: at, end: at }, newText: `${apart}${newText}` });
  const names = [...new Set(breaks.map(({ use }) => `{{${use.path.join(".")}}}`))].join(", ");
  return { title: `Move what says ${names} to the end`, edits };
}

interface Lines {
  readonly from: number;
  readonly to: number;
}

/** The lines from one end of a sentence to another; undefined where none ends a line. */
function sentencesAround(lines: readonly string[], line: number): Lines | undefined {
  let from = line;
  while (from > 0 && !isBlank(lines[from - 1]) && !endsSentence(lines[from - 1])) from--;
  let to = line;
  while (to < lines.length && !endsSentence(lines[to])) {
    if (isBlank(lines[to])) return undefined;
    to++;
  }
  return to < lines.length ? { from, to } : undefined;
}

const pointing =
  /\b(?:above|below|following|preceding|previous|next|earlier|later|then|first|second|finally|also|therefore|so|but|however|otherwise)\b/i;
const referring = /^(?:it|its|this|that|these|those|they|their|he|she|his|her|so|then|but|and|or|also)\b/i;

function isSafe(lines: readonly string[], { from, to }: Lines): boolean {
  const unit = lines.slice(from, to + 1);
  const before = lines.slice(0, from);
  const above = before.findLast((line) => !isBlank(line));
  const next = lines.slice(to + 1).find((line) => !isBlank(line));
  const open = (pattern: RegExp) => before.filter((line) => pattern.test(line)).length;
  return (
    unit.every((line) => !/^\s*(?:[-*+>|]|\d+[.)]|#|<|`{3})/.test(line) && !pointing.test(line)) &&
    !referring.test(unit[0]?.trim() ?? "") &&
    !referring.test(next?.trim() ?? "") &&
    !/^\s*#|:\s*$/.test(above ?? "") &&
    open(/^\s*`{3}/) % 2 === 0 &&
    open(/^\s*<\w[^>]*>\s*$/) === open(/^\s*<\/\w[^>]*>\s*$/)
  );
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

function endsSentence(line: string | undefined): boolean {
  return /[.!?]["')\]]?\s*$/.test(line ?? "");
}
