import { LineKind, type SourceText } from "./sourceText.ts";
import type { SyntaxCode, SyntaxProblem } from "./syntaxProblem.ts";

/** A line with one of these was not read, so what hangs on it is read in a wrong place. */
const unread: ReadonlySet<SyntaxCode> = new Set([
  "tab",
  "half-key",
  "odd-key",
  "list-here",
  "key-in-list",
  "stray-line",
]);
/** These may be wrong only because of such a line. */
const mayEcho: ReadonlySet<SyntaxCode> = new Set([...unread, "indent", "deeper", "other", "duplicate"]);

/** One mistake, one message: leaves out what another mistake has caused. Problems are sorted and count from the top. */
export function withoutEchoes(problems: readonly SyntaxProblem[], source: SourceText): readonly SyntaxProblem[] {
  if (problems.length < 2) return problems;
  const skipped = new Set<number>();
  for (const { code, line } of problems) if (unread.has(code)) skipped.add(line);
  let conflictEnd = -1;
  let tab = false;
  let oddKey = false;
  let secondDocument = false;
  let shifted: SyntaxProblem | undefined;
  return problems.filter((problem) => {
    const { code, line } = problem;
    if (line <= conflictEnd) return false;
    if (mayEcho.has(code) && skipped.size > 0 && hangsOn(skipped, line, source)) return false;
    switch (code) {
      case "conflict":
        conflictEnd = endOfConflict(line, source);
        return true;
      case "second-document": {
        const first = !secondDocument;
        secondDocument = true;
        return first;
      }
      case "duplicate":
        // The keys of a second document repeat those of the first.
        return !secondDocument;
      case "tab": {
        // A file indented by tabs is one mistake, and one repair.
        const first = !tab;
        tab = true;
        return first;
      }
      case "odd-key": {
        const first = !oddKey;
        oddKey = true;
        return first;
      }
      case "indent": {
        const same = shifted?.column === problem.column && isOneBlock(shifted.line, line, problem.column, source);
        shifted = problem;
        return !same;
      }
      default:
        return true;
    }
  });
}

/** Lines that are looked at upwards for what a line hangs on. */
const farthest = 500;

/** Whether the line above that this one stands under was not read. */
function hangsOn(skipped: ReadonlySet<number>, line: number, source: SourceText): boolean {
  const indent = source.indent(line);
  for (let at = line - 1; at >= Math.max(0, line - farthest); at--) {
    const kind = source.kind(at);
    if (kind === LineKind.tab && skipped.has(at)) return true;
    if (source.hasContent(at) && source.indent(at) < indent) return skipped.has(at);
  }
  return false;
}

/** Whether no line between stands further left: a block that was moved as a whole. */
function isOneBlock(from: number, to: number, column: number, source: SourceText): boolean {
  for (let at = from + 1; at < to; at++) {
    if (source.hasContent(at) && source.indent(at) < column) return false;
  }
  return true;
}

function endOfConflict(line: number, source: SourceText): number {
  for (let at = line; at < source.lineCount; at++) {
    if (source.indent(at) === 0 && source.line(at).startsWith(">>>>>>>")) return at;
  }
  return line;
}
