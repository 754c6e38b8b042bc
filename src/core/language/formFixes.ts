import type { TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { LineKind } from "../document/sourceText.ts";

/** Repairs of a mistake of form that are worked out only when somebody asks for them: each leaves one mistake less. */
export function mendForm(document: AgentDocument, problem: Problem): readonly Fix[] {
  const { message, range } = problem;
  const { line } = range.start;
  const fixes = message.startsWith("A merge conflict")
    ? keepOneSide(document, line)
    : message.startsWith("The brackets do not match")
      ? matchBracket(document, problem)
      : /neither a key nor part of a text|^The text does not follow on/.test(message)
        ? [spaceBehindColon(document, line), intoText(document, line)]
        : /^(?:A list item|This line is indented differently|A key stands among)/.test(message)
          ? [besideNeighbours(document, line), intoText(document, line)]
          : [];
  return fixes.filter((fix) => fix !== undefined).filter((fix) => leavesFewer(document, fix));
}

/** A line of a prompt that reads like a key: `Note: be brief.` at the margin, with more of the text below it. */
export function indentIntoText(document: AgentDocument, { range }: Problem): Fix | undefined {
  const { source } = document;
  const { line } = range.start;
  const inner = textAbove(document, line);
  const next = line + 1 < source.lineCount ? source.indent(line + 1) : 0;
  const prose = next >= (inner ?? Number.POSITIVE_INFINITY) || /^[A-Z]|\s/.test(source.slice(range));
  return inner !== undefined && prose ? intoText(document, line) : undefined;
}

/** Lines that lost their indentation, back into the text above them. */
function intoText(document: AgentDocument, from: number): Fix | undefined {
  const { source } = document;
  let first = from;
  let inner = textAbove(document, first);
  // The lines above may have lost it too.
  while (inner === undefined) {
    first = above(document, first);
    if (first < 0 || isKey(source.line(first))) return undefined;
    inner = textAbove(document, first);
  }
  const edits: TextEdit[] = [];
  for (let line = first; line < source.lineCount; line++) {
    if (source.kind(line) === LineKind.blank) continue;
    const indent = source.indent(line);
    if (indent >= inner) continue;
    const kind = source.kind(line);
    if (line > from && (isKey(source.line(line)) || kind === LineKind.comment || kind === LineKind.document)) break;
    edits.push(shift(line, inner - indent));
  }
  const title = edits.length > 1 ? "Indent these lines into the text above" : "Indent this line into the text above";
  return { title, edits };
}

/** The column of the text that ends above a line; undefined when none does. */
function textAbove(document: AgentDocument, line: number): number | undefined {
  const { source } = document;
  const last = above(document, line);
  const at = last < 0 ? undefined : document.pathAt({ line: last, character: source.indent(last) });
  const node = at?.part === "value" ? at.placed.node : undefined;
  if (!at || node?.kind !== "scalar" || (node.style !== "literal" && node.style !== "folded")) return undefined;
  for (let one = at.placed.base + node.span.line + 1; one < line; one++) {
    if (source.kind(one) === LineKind.blank) continue;
    return source.indent(one) > source.indent(line) ? source.indent(one) : undefined;
  }
  return undefined;
}

/** `model:gemini-…` */
function spaceBehindColon({ source }: AgentDocument, line: number): Fix | undefined {
  const found = /^( *(?:- +)*)([A-Za-z_][\w-]*):(?=[^\s/])/.exec(source.line(line));
  if (!found) return undefined;
  const at = { line, character: found[0].length };
  return { title: 'Put a space behind the ":"', edits: [{ range: { start: at, end: at }, newText: " " }] };
}

/** A line that stands a little beside the items or keys above it. */
function besideNeighbours(document: AgentDocument, line: number): Fix | undefined {
  const { source } = document;
  const indent = source.indent(line);
  const dash = isItem(source.line(line));
  for (let one = above(document, line); one >= 0; one = above(document, one)) {
    const text = source.line(one);
    const inText = textAbove(document, one + 1) !== undefined && !isKey(text);
    const column = dash ? source.indent(one) : (/^ *(?:- +)*/.exec(text)?.[0].length ?? 0);
    if (!inText && isItem(text) === dash && column > indent && (dash || column - indent === 1)) {
      return { title: "Move it to the column of its neighbours", edits: moved(document, line, column) };
    }
    if (source.indent(one) <= indent) return undefined;
  }
  return undefined;
}

/** A line with what stands below it; without, when only the line itself has lost its place. */
function moved({ source }: AgentDocument, first: number, column: number): readonly TextEdit[] {
  const indent = source.indent(first);
  const edits = [shift(first, column - indent)];
  for (let line = first + 1; line < source.lineCount; line++) {
    if (source.kind(line) === LineKind.blank) continue;
    const there = source.indent(line);
    if (there <= indent || (edits.length === 1 && there >= column + (isItem(source.line(first)) ? 2 : 1))) break;
    if (there === column && isItem(source.line(line)) === isItem(source.line(first))) break;
    edits.push(shift(line, column - indent));
  }
  return edits;
}

/** Both sides of a merge, when all of its lines are there. */
function keepOneSide({ source }: AgentDocument, at: number): readonly Fix[] {
  let first = at;
  while (first >= 0 && !source.line(first).startsWith("<<<<<<<")) first--;
  const find = (mark: string) => {
    for (let line = Math.max(first, 0) + 1; line < source.lineCount; line++) {
      const text = source.line(line);
      if (text.startsWith("<<<<<<<")) break;
      if (text.startsWith(mark)) return line;
    }
    return -1;
  };
  const middle = find("=======");
  const last = find(">>>>>>>");
  if (first < 0 || middle < 0 || last < middle || at > last) return [];
  const base = find("|||||||");
  const end = base > first && base < middle ? base : middle;
  const named = (side: string, line: number) => {
    const name = source.line(line).slice(7).trim();
    return name ? `Keep ${side} (${name})` : `Keep ${side}`;
  };
  const until = (line: number) =>
    line < source.lineCount ? { line, character: 0 } : { line: line - 1, character: source.lineLength(line - 1) };
  const cut = (from: number, to: number): TextEdit => ({
    range: { start: { line: from, character: 0 }, end: until(to) },
    newText: "",
  });
  return [
    { title: named("ours", first), edits: [cut(first, first + 1), cut(end, last + 1)] },
    { title: named("theirs", last), edits: [cut(first, middle + 1), cut(last, last + 1)] },
  ];
}

/** Another bracket, or none. */
function matchBracket(document: AgentDocument, { range: { start } }: Problem): readonly Fix[] {
  const range = { start, end: { line: start.line, character: start.character + 1 } };
  const written = document.source.slice(range);
  const other = written === "]" ? "}" : written === "}" ? "]" : undefined;
  if (other === undefined) return [];
  return [
    { title: `Write ${other} instead of ${written}`, edits: [{ range, newText: other }] },
    { title: `Remove the ${written}`, edits: [{ range, newText: "" }] },
  ];
}

function leavesFewer(document: AgentDocument, { edits }: Fix): boolean {
  const count = ({ problems }: AgentDocument) => problems.filter(({ code }) => code === "AG101").length;
  const after = edits.toReversed().reduce((text, { range, newText }) => text.edit(range, newText), document);
  return count(after) < count(document);
}

function shift(line: number, columns: number): TextEdit {
  const at = { line, character: 0 };
  return { range: { start: at, end: at }, newText: " ".repeat(columns) };
}

/** The nearest line above with something on it. */
function above({ source }: AgentDocument, line: number): number {
  let one = line - 1;
  while (one >= 0 && source.kind(one) === LineKind.blank) one--;
  return one;
}

function isItem(text: string): boolean {
  return /^ *-(?: |$)/.test(text);
}

function isKey(text: string): boolean {
  return /^ *(?:- +)*[\w.-]+:(?: |$)/.test(text);
}
