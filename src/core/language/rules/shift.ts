import type { Range } from "vscode-languageserver-types";
import type { Problem } from "../../document/problem.ts";

/** The problem so many lines further down. */
export function shifted(problem: Problem, lines: number): Problem {
  if (lines === 0) return problem;
  const { fix } = problem;
  const range = shiftRange(problem.range, lines);
  if (!fix) return { ...problem, range };
  return {
    ...problem,
    range,
    fix: { ...fix, edits: fix.edits.map((e) => ({ ...e, range: shiftRange(e.range, lines) })) },
  };
}

function shiftRange({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  };
}
