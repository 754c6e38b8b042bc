import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { nearest } from "../schema/nearest.ts";
import { lessThinking } from "./budgetFixes.ts";
import { indentIntoText, mendForm } from "./formFixes.ts";
import { fence, firstState, giveState, moveToInput, takeOutSecret } from "./promptFixes.ts";
import { insertItem, insertKey, removeEntry, removeKey } from "./rules/edits.ts";
import { ruleOf } from "./rules/laterRules.ts";
import { declareSecret } from "./secretFixes.ts";
import { lowerList, mendSchema, removeTool } from "./toolFixes.ts";

export interface QuickFix extends Fix {
  /** An empty file that is made, relative to the document. */
  readonly create?: string;
  readonly problem: Problem;
  /** The one that most people want. */
  readonly preferred: boolean;
  /** "silence": it leaves everything as it is, and asks for nothing to be said about it. */
  readonly kind: "repair" | "silence";
}

/**
 * The repairs for the problems that touch a range, the likeliest first; then those that only silence them. `files`: what
 * there is beside the document.
 */
export function quickFixes(
  document: AgentDocument,
  range: Range,
  problems: readonly Problem[],
  options: { readonly files?: readonly string[] } = {},
): readonly QuickFix[] {
  const touched = problems.filter((problem) => touches(problem.range, range));
  const repairs = touched.flatMap((problem) => {
    const files = problem.code === "AG201" ? fileFixes(document, problem, options.files ?? []) : [];
    const more = moreFixes[problem.code]?.(document, problem);
    const fixes = [problem.fix, more, files].flat().filter((fix) => fix !== undefined);
    return fixes.map((fix, i): QuickFix => ({ ...fix, problem, preferred: i === 0, kind: "repair" }));
  });
  const silences = touched.flatMap((problem) =>
    silence(document, problem).map((fix): QuickFix => ({ ...fix, problem, preferred: false, kind: "silence" })),
  );
  return [...repairs, ...silences];
}

/** Repairs that are worked out only when somebody asks for them. */
const moreFixes: Readonly<
  Record<string, (document: AgentDocument, problem: Problem) => Fix | readonly Fix[] | undefined>
> = {
  AG101: mendForm,
  AG102: removeFirst,
  AG107: indentIntoText,
  AG301: declare,
  AG302: removeInput,
  AG303: mendTemplate,
  AG304: giveState,
  AG310: takeOutSecret,
  AG404: lowerList,
  AG405: mendSchema,
  AG406: draftDescription,
  AG409: removeTool,
  AG505: removeSetting,
  AG602: lessThinking,
  AG603: capTests,
  AG701: declareSecret,
  AG702: moveToInput,
  AG703: fence,
};

/** All safe repairs of a document as one set of edits, for `source.fixAll`: they cannot change what the author meant. */
export function fixAll(problems: readonly Problem[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const untabs = ({ fix }: Problem) => fix?.title === "Replace tabs with spaces";
  // Until the tabs are gone, nothing else can be sure of its place.
  for (const problem of [...problems.filter(untabs), ...problems.filter((one) => !untabs(one))]) {
    const { code, fix } = problem;
    if (!fix || !(ruleOf(code)?.safe || untabs(problem))) continue;
    if (fix.edits.some((edit) => edits.some((other) => overlaps(edit.range, other.range)))) continue;
    edits.push(...fix.edits);
  }
  return edits;
}

/** A comment above the line, and a line under `lint`. A mistake of form has no use for either. */
function silence(document: AgentDocument, { code, range }: Problem): readonly Fix[] {
  if (!ruleOf(code) || code === "AG101") return [];
  const { source } = document;
  const { lineBreak } = source;
  const fixes: Fix[] = [];
  const { line } = range.start;
  const inside = document.pathAt({ line, character: source.indent(line) });
  const inText =
    inside?.part === "value" && inside.placed.node.kind === "scalar" && inside.placed.node.style !== "empty";
  const first = inText ? inside.placed.base + inside.placed.node.span.line : line;
  // Inside of a block a comment would be part of the text.
  if (!inText || first === line) {
    const at = { line, character: 0 };
    const newText = `${" ".repeat(source.indent(line))}# agent-lint-disable-next-line ${code}${lineBreak}`;
    fixes.push({ title: `Disable ${code} for this line`, edits: [{ range: { start: at, end: at }, newText }] });
  }
  const title = `Disable ${code} for this file`;
  const editable = editableOf(document);
  const list = document.nodeAt(["lint", "disable"]);
  const more = list
    ? insertItem(editable, ["lint", "disable"], code, title)
    : insertKey(editable, ["lint"], `disable: [${code}]`, title);
  if (more) fixes.push(more);
  else if (!document.nodeAt(["lint"]) && document.root?.node.kind === "map") {
    const end = insertKey(editable, [], `lint: {disable: [${code}]}`, title);
    if (end) fixes.push(end);
  }
  return fixes;
}

function editableOf(document: AgentDocument) {
  return { nodeAt: (...path: Path) => document.nodeAt(path), line: (line: number) => document.source.line(line) };
}

/** Of a key that stands twice the first one has no effect. */
function removeFirst(document: AgentDocument, { range }: Problem): Fix | undefined {
  const at = document.pathAt(range.start);
  const parent = at && document.nodeAt(at.path.slice(0, -1));
  const name = at?.path.at(-1);
  if (parent?.node.kind !== "map") return undefined;
  const index = parent.node.entries.findIndex((entry) => entry.name === name);
  const last = parent.node.entries.findLastIndex((entry) => entry.name === name);
  if (index < 0 || index === last) return undefined;
  const edit = removeEntry(editableOf(document), parent.node, parent.base, index);
  return { title: `Remove the first ${name}, which has no effect`, edits: [edit] };
}

function removeInput(document: AgentDocument, { range }: Problem): Fix | undefined {
  const at = document.pathAt(range.start);
  return at?.part === "key" ? removeKey(editableOf(document), at.path, `Remove ${at.path.at(-1)}`) : undefined;
}

function removeSetting(document: AgentDocument, { range }: Problem): Fix | undefined {
  const at = document.pathAt(range.start);
  return at?.part === "key" ? removeKey(editableOf(document), at.path) : undefined;
}

/** What the definition itself says of a tool: its name in words, and what it takes. */
function draftDescription(document: AgentDocument, { range }: Problem): Fix | undefined {
  const path = document.pathAt(range.start)?.path.slice(0, -1);
  const tool = path && document.nodeAt(path);
  if (!path || tool?.node.kind !== "map") return undefined;
  const words = document.source
    .slice(range)
    .replace(/^["']|["']$/g, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2");
  const name = words
    .replace(/[\W_]+/g, " ")
    .trim()
    .toLowerCase();
  const properties = document.nodeAt([...path, "parameters", "properties"])?.node;
  const takes = properties?.kind === "map" ? properties.entries.map((entry) => entry.name) : [];
  const sentence = `${name.charAt(0).toUpperCase()}${name.slice(1)}.${takes.length > 0 ? ` Takes ${takes.join(", ")}.` : ""}`;
  const title = "Draft a description";
  const there = document.rangeAt([...path, "description"]);
  if (there) return { title, edits: [{ range: there.value, newText: sentence }] };
  const { start, end } = range;
  const newText = tool.node.flow
    ? `, description: "${sentence}"`
    : `${document.source.lineBreak}${" ".repeat(tool.node.span.column)}description: ${sentence}`;
  const at = tool.node.flow ? end : { line: start.line, character: document.source.lineLength(start.line) };
  return { title, edits: [{ range: { start: at, end: at }, newText }] };
}

/** A budget for a run and for all tests of a file. */
function capTests(document: AgentDocument, { fix }: Problem): Fix | undefined {
  const editable = editableOf(document);
  if (!fix || !document.nodeAt(["tests"]) || document.nodeAt(["budget", "per_suite"])) return undefined;
  const title = "Insert a budget, also for all tests together";
  const caps = ["max_total_tokens: 500000", "per_suite: {max_cost_usd: 5}"];
  const budget = document.nodeAt(["budget"])?.node;
  if (budget?.kind === "map") return insertKey(editable, ["budget"], caps.join(budget.flow ? ", " : "\n"), title);
  return insertKey(editable, [], `budget: {${caps.join(", ")}}`, title);
}

/** `{{{name}}}` without its third braces; the block that is open, closed at the end of the text. */
function mendTemplate(document: AgentDocument, { range, message }: Problem): Fix | undefined {
  const written = document.source.slice(range);
  const three = /^\{\{\{(.*)\}\}\}$/s.exec(written)?.[1];
  if (three !== undefined) return { title: "Write {{ }}", edits: [{ range, newText: `{{${three}}}` }] };
  const open = /^\{\{#(\w+)\}\} is never closed/.exec(message)?.[1];
  if (open) {
    const at = document.pathAt(range.start);
    const node = at?.placed.node;
    if (!at || node?.kind !== "scalar") return undefined;
    const line = at.placed.base + node.span.endLine;
    const block = node.style === "literal" || node.style === "folded";
    const quoted = node.style === "double" || node.style === "single";
    const character = block ? document.source.lineLength(line) : node.span.endColumn - (quoted ? 1 : 0);
    const pad = block ? `${document.source.lineBreak}${" ".repeat(document.source.indent(line))}` : "";
    const place = { line, character };
    return {
      title: `Close it with {{/${open}}}`,
      edits: [{ range: { start: place, end: place }, newText: `${pad}{{/${open}}}` }],
    };
  }
  return undefined;
}

/** The file whose path is most like the one that was not found; and to make that one. */
function fileFixes(document: AgentDocument, { range, message }: Problem, files: readonly string[]) {
  const file = /^The file (.+) was not found/.exec(message)?.[1];
  if (file === undefined) return [];
  const written = document.source.slice(range);
  // A folder of skills, or a file that another file names: the text here is another.
  if (written !== file) return [];
  const ending = file.slice(file.lastIndexOf("."));
  const name = file.slice(file.lastIndexOf("/") + 1);
  const elsewhere = files.find((one) => one.endsWith(`/${name}`) || one === name);
  const near =
    elsewhere ??
    nearest(
      file,
      files.filter((one) => one.endsWith(ending)),
    );
  const fixes: (Fix & { create?: string })[] = [];
  if (near && near !== file) fixes.push({ title: `Change to ${near}`, edits: [{ range, newText: near }] });
  if (/\.(md|txt|prompt)$/.test(file)) fixes.push({ title: `Make the file ${file}`, edits: [], create: file });
  return fixes;
}

/** Adds the variable to `inputs`, which is made when there is none; a part of the state to what it begins with. */
function declare(document: AgentDocument, problem: Problem): Fix | undefined {
  const [name = "", key] = document.source.slice(problem.range).split(".");
  if (name === "state") return key === undefined ? undefined : firstState(document, key);
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const title = `Declare ${name} under inputs`;
  const inputs = document.nodeAt(["inputs"]);
  const lineBreak = document.source.lineBreak;
  if (inputs?.node.kind === "map" && inputs.node.entries.length > 0) {
    const { node, base } = inputs;
    if (node.flow) {
      const at = { line: base + node.span.endLine, character: node.span.endColumn - 1 };
      return { title, edits: [{ range: { start: at, end: at }, newText: `, ${name}: string` }] };
    }
    const last = node.entries.at(-1);
    if (!last) return undefined;
    const line = base + last.line + Math.max(last.value.span.endLine, last.keySpan.endLine);
    const at = { line, character: document.source.lineLength(line) };
    const newText = `${lineBreak}${" ".repeat(last.keySpan.column)}${name}: string`;
    return { title, edits: [{ range: { start: at, end: at }, newText }] };
  }
  if (inputs) return undefined;
  // In front of the prompts, where people look for it.
  const before =
    document.rangeAt(["system_instruction"])?.key ??
    document.rangeAt(["input"])?.key ??
    document.rangeAt(["agents"])?.key;
  if (!before) return undefined;
  const newText = `inputs:${lineBreak}  ${name}: string${lineBreak}`;
  return { title, edits: [{ range: { start: before.start, end: before.start }, newText }] };
}

function touches(a: Range, b: Range): boolean {
  const before = (x: Range["start"], y: Range["start"]) =>
    x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

/** Both change the same text, or it is open which comes first. */
function overlaps(a: Range, b: Range): boolean {
  const ends = (x: Range, y: Range) =>
    x.end.line === y.start.line && x.end.character === y.start.character && !isEmpty(x) && !isEmpty(y);
  return touches(a, b) && !ends(a, b) && !ends(b, a);
}

function isEmpty({ start, end }: Range): boolean {
  return start.line === end.line && start.character === end.character;
}
