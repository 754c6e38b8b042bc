import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Fix, Problem } from "../document/problem.ts";

export interface QuickFix extends Fix {
  readonly problem: Problem;
  /** The one that most people want. */
  readonly preferred: boolean;
}

/** The repairs for the problems that touch a range, the likeliest first. */
export function quickFixes(document: AgentDocument, range: Range, problems: readonly Problem[]): readonly QuickFix[] {
  return problems
    .filter((problem) => touches(problem.range, range))
    .flatMap((problem) => {
      const fixes: QuickFix[] = [];
      if (problem.fix) fixes.push({ ...problem.fix, problem, preferred: true });
      const other = problem.code === "AG301" ? declare(document, problem) : undefined;
      if (other) fixes.push({ ...other, problem, preferred: fixes.length === 0 });
      return fixes;
    });
}

/** Repairs that cannot change what the author meant: quotes, spaces for tabs, our word for another language's. */
const safe = new Set(["AG103", "AG108"]);

/** All safe repairs of a document as one set of edits, for `source.fixAll`. */
export function fixAll(problems: readonly Problem[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { code, fix } of problems) {
    if (!fix || !(safe.has(code) || fix.title === "Replace tabs with spaces")) continue;
    if (fix.edits.some((edit) => edits.some((other) => touches(edit.range, other.range)))) continue;
    edits.push(...fix.edits);
  }
  return edits;
}

/** Adds the variable to `inputs`, which is made when there is none. */
function declare(document: AgentDocument, problem: Problem): Fix | undefined {
  const name = document.source.slice(problem.range).split(".")[0] ?? "";
  if (!/^[A-Za-z_]\w*$/.test(name) || name === "state") return undefined;
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
