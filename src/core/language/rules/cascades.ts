import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Problem } from "../../document/problem.ts";
import { LineKind } from "../../document/sourceText.ts";
import type { RuleSet } from "./ruleSet.ts";

/** What the schema says about a part that could not be read as it is meant. */
const ofSchema = new Set(["AG107", "AG108", "AG109", "AG110", "AG102", "AG105"]);

/**
 * One mistake, one message: leaves out what a mistake of form has caused. That something is missing is not said of a map
 * of which a part could not be read; nor anything about the very line that is wrong.
 */
export function withoutEchoes(
  document: AgentDocument,
  problems: readonly Problem[],
  { absences }: RuleSet,
): readonly Problem[] {
  const broken = document.problems.filter(({ code, severity }) => code === "AG101" && severity === "error");
  if (broken.length === 0) return problems;
  const lines = new Set(broken.map(({ range }) => range.start.line));
  // In a text of thousands of mistakes nobody misses what is said of the last ones.
  broken.length = Math.min(broken.length, 100);
  const conflict = broken.find(({ message }) => message.startsWith("A merge conflict"));
  const tabs = broken.filter(({ message }) => message.startsWith("A tab")).map((tab) => tabbed(document, tab));
  return problems.filter((problem) => {
    const { code, message, range } = problem;
    if (code === "AG101") return true;
    // Behind a tab nobody knows what stands in what.
    if (tabs.some(([from, to]) => range.start.line >= from && range.start.line < to)) return false;
    if (conflict && range.start.line > conflict.range.start.line && ofSchema.has(code)) {
      return !insideConflict(document, conflict.range.start.line, range.start.line);
    }
    if (ofSchema.has(code) && code !== "AG110" && lines.has(range.start.line)) return false;
    // Of a value that could not be read as it is meant, what is wrong with what was read.
    if (broken.some((one) => touches(one.range, range))) return false;
    // Its value is what could not be read.
    if (code === "AG109" && message.includes("has no value yet") && lines.has(nextLine(document, range.start.line))) {
      return false;
    }
    if (code === "AG110") {
      const elsewhere = message.startsWith('"model"');
      return !broken.some(({ range: { start } }) =>
        elsewhere ? hides(document, problem, start.line) : around(document, problem, start.line),
      );
    }
    return !absences.has(code) || !broken.some((one) => hides(document, problem, one.range.start.line));
  });
}

function touches(a: Range, b: Range): boolean {
  if (a.start.line !== b.start.line) return false;
  const end = (range: Range) => (range.end.line > range.start.line ? Number.POSITIVE_INFINITY : range.end.character);
  return a.start.character <= end(b) && b.start.character <= end(a);
}

/** From the line with the tab to the next key at the margin, which stands in nothing. */
function tabbed({ source }: AgentDocument, { range }: Problem): readonly [number, number] {
  const from = range.start.line;
  let to = range.start.line + 1;
  while (to < source.lineCount && (!source.hasContent(to) || source.indent(to) > 0 || source.kind(to) === LineKind.tab))
    to++;
  return [from, to];
}

/** The next line with something on it. */
function nextLine({ source }: AgentDocument, line: number): number {
  let next = line + 1;
  while (next < source.lineCount && source.kind(next) === LineKind.blank) next++;
  return next;
}

/** Whether the map in which something is missing goes on to the line that could not be read, or ends just before it. */
function around(document: AgentDocument, { range }: Problem, line: number): boolean {
  const at = document.pathAt(range.start);
  if (!at) return true;
  for (const path of [at.path, at.path.slice(0, -1)]) {
    const placed = document.nodeAt(path);
    if (placed?.node.kind !== "map") continue;
    if (document.damaged(path)) return true;
    const { span } = placed.node;
    return line >= placed.base + span.line && line <= placed.base + span.endLine + 1;
  }
  return true;
}

/** Under these keys stands what others need: variables, agents, what is written to the state. */
const giving = /^(?:inputs|session|agents|output_key|defaults|extends)$/;

/** Whether what could not be read in that line may be what is said to be missing. */
function hides(document: AgentDocument, { code, message }: Problem, line: number): boolean {
  // A file is there or not, whatever this one says.
  if (code === "AG201" && !message.startsWith("There is no agent")) return false;
  if (!["AG110", "AG201", "AG209", "AG301"].includes(code)) return true;
  const { source } = document;
  const at = document.pathAt({ line, character: source.indent(line) });
  // In a prompt, or in a tool, nothing is declared.
  if (!at || at.path.length === 0) return true;
  const own = at.path[0] === "agents" ? at.path.slice(2) : at.path[0] === "defaults" ? at.path.slice(1) : at.path;
  return own.length === 0 || giving.test(String(own[0])) || (code === "AG209" && own[0] === "description");
}

/** Between `<<<<<<<` and `>>>>>>>` one of two sides is chosen: neither is held against the schema. */
function insideConflict(document: AgentDocument, from: number, line: number): boolean {
  const { source } = document;
  for (let at = from; at < source.lineCount && at < from + 1000; at++) {
    if (source.line(at).startsWith(">>>>>>>")) return line <= at;
  }
  return false;
}
