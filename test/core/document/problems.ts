import type { Problem } from "../../../src/core/document/problem.ts";

/** Problems as a person reads them: place, code, sentence, repair. */
export function shown(problems: readonly Problem[]): string {
  return problems
    .map(({ code, severity, message, range, fix }) => {
      const { start, end } = range;
      const until = start.line === end.line ? end.character : `${end.line}:${end.character}`;
      const word = severity === "error" ? "" : ` (${severity})`;
      return `${start.line}:${start.character}-${until} ${code}${word} ${message}${fix ? ` [${fix.title}]` : ""}`;
    })
    .join("\n");
}

/** The text after a problem's repair. */
export function repaired(text: string, problem: Problem | undefined): string {
  const lines = text.split("\n");
  const offset = (line: number, character: number) =>
    lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0) + character;
  return (problem?.fix?.edits ?? []).toReversed().reduce((result, { range, newText }) => {
    const from = offset(range.start.line, range.start.character);
    return result.slice(0, from) + newText + result.slice(offset(range.end.line, range.end.character));
  }, text);
}
