import type { Position, Range } from "vscode-languageserver-types";

/** Whether a position is in a range, also at either end of it. */
export function holds({ start, end }: Range, { line, character }: Position): boolean {
  if (line < start.line || (line === start.line && character < start.character)) return false;
  return line < end.line || (line === end.line && character <= end.character);
}
