import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Problem, Severity } from "../../document/problem.ts";

export const severities = ["error", "warning", "information", "hint"] as const satisfies readonly Severity[];

/** A comment that silences rules: `# agent-lint-disable-next-line AG201 AG301`. Without ids it is about all of them. */
export interface LintComment {
  readonly line: number;
  readonly reach: "line" | "next-line" | "file";
  readonly ids: readonly { readonly id: string; readonly range: Range }[];
}

const mark = "agent-lint-disable";
const written = /#\s*agent-lint-disable(-next-line|-line)?(?![\w-])([^#]*)/;

const ofDocuments = new WeakMap<AgentDocument, readonly LintComment[]>();

export function lintComments(document: AgentDocument): readonly LintComment[] {
  let comments = ofDocuments.get(document);
  if (!comments) {
    comments = findComments(document);
    ofDocuments.set(document, comments);
  }
  return comments;
}

function findComments(document: AgentDocument): readonly LintComment[] {
  const { source } = document;
  const found: LintComment[] = [];
  for (const line of source.linesWith(mark)) {
    const whole = source.line(line);
    const match = written.exec(whole);
    if (!match || (match.index > 0 && !/\s/.test(whole.charAt(match.index - 1)))) continue;
    // In a prompt it is text.
    const place = document.pathAt({ line, character: match.index + 1 });
    if (place?.part === "value" && place.placed.node.kind === "scalar" && place.placed.node.style !== "empty") {
      const { span } = place.placed.node;
      if (match.index < span.endColumn || line < span.endLine + place.placed.base) continue;
    }
    const reach = match[1] === "-line" ? "line" : match[1] === "-next-line" ? "next-line" : "file";
    const start = match.index + match[0].length - (match[2]?.length ?? 0);
    // What is no id is a word of explanation.
    const ids = [...(match[2] ?? "").matchAll(/\bAG\w*/g)].map((match) => {
      const [id] = match;
      const from = start + match.index;
      return { id, range: { start: { line, character: from }, end: { line, character: from + id.length } } };
    });
    found.push({ line, reach, ids });
  }
  return found;
}

/** The problems that are left, each at the level that the file gives it. */
export function applyLint(document: AgentDocument, problems: readonly Problem[]): readonly Problem[] {
  const lint = isObject(document.value) ? document.value.lint : undefined;
  const comments = lintComments(document);
  if (comments.length === 0 && !isObject(lint)) return problems;
  const off = new Set(isObject(lint) && Array.isArray(lint.disable) ? (lint.disable as readonly Json[]) : []);
  const levels = isObject(lint) && isObject(lint.severity) ? lint.severity : {};
  const lines = new Map<number, LintComment[]>();
  for (const comment of comments) {
    if (comment.reach === "file") for (const { id } of comment.ids) off.add(id);
    else {
      const line = comment.reach === "line" ? comment.line : comment.line + 1;
      lines.set(line, [...(lines.get(line) ?? []), comment]);
    }
  }
  return problems.flatMap((problem) => {
    const { code } = problem;
    if (off.has(code)) return [];
    const silenced = lines
      .get(problem.range.start.line)
      ?.some(({ ids }) => ids.length === 0 || ids.some((i) => i.id === code));
    if (silenced) return [];
    const level = Object.hasOwn(levels, code) ? severities.find((s) => s === levels[code]) : undefined;
    return level && level !== problem.severity ? [{ ...problem, severity: level }] : [problem];
  });
}
