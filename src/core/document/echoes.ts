import type { SyntaxNode } from "./node.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import type { SyntaxCode, SyntaxProblem } from "./syntaxProblem.ts";

/** A line with one of these was not read, or in a wrong place, and so is what hangs on it. */
const unread: ReadonlySet<SyntaxCode> = new Set([
  "indent",
  "tab",
  "half-key",
  "odd-key",
  "list-here",
  "key-in-list",
  "stray-line",
]);
/** These may be wrong only because of such a line. */
const mayEcho: ReadonlySet<SyntaxCode> = new Set([...unread, "deeper", "other", "duplicate"]);
/** Told once for lines that follow each other in one column. */
const toldOnce: ReadonlySet<SyntaxCode> = new Set(["indent", "list-here", "key-in-list"]);

/** One mistake, one message: leaves out what another mistake has caused. Problems are sorted and count from the top. */
export function withoutEchoes(problems: readonly SyntaxProblem[], source: SourceText): readonly SyntaxProblem[] {
  if (problems.length < 2) return problems;
  const skipped = new Set<number>();
  for (const { code, line } of problems) if (unread.has(code)) skipped.add(line);
  let conflictEnd = -1;
  let tab = false;
  let oddKey = false;
  let secondDocument = false;
  const latest = new Map<SyntaxCode, SyntaxProblem>();
  /** Whether two problems lie in one block: no line between stands further left than the first. */
  const together = (first: SyntaxProblem | undefined, column: number, line: number) =>
    first !== undefined && isOneBlock(first.line, line, column, source);
  return problems.filter((problem) => {
    const { code, line } = problem;
    if (line <= conflictEnd) return false;
    const before = latest.get(code);
    latest.set(code, problem);
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
      case "duplicate": {
        // The keys of a second document repeat those of the first; so do those of a map that ran into another.
        const indent = latest.get("indent");
        const deeper = latest.get("deeper");
        const mixed = together(indent, indent?.column ?? 0, line) || together(deeper, deeper?.endColumn ?? 0, line);
        return !secondDocument && !mixed;
      }
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
      default:
        return !(toldOnce.has(code) && before?.column === problem.column && together(before, problem.column, line));
    }
  });
}

/** What a part of a document is, for `damages`. */
interface Extent {
  readonly node: SyntaxNode;
  readonly firstLine: number;
  readonly lastLine: number;
  /** The line of its key, when it begins below that. */
  readonly keyLine: number | undefined;
}

/**
 * Whether something in a map, list or text may be missing, or in a wrong place, because a line was not read. A line that
 * belongs further inside is a matter of the part it belongs to.
 */
export function damages(
  problem: SyntaxProblem,
  { node, firstLine, lastLine, keyLine }: Extent,
  source: SourceText,
): boolean {
  const { code, line, column } = problem;
  if (line < firstLine || line > lastLine || harmless.has(code)) return false;
  if ((node.kind !== "map" && node.kind !== "list") || node.flow) return true;
  if (code === "tab" || code === "conflict" || code === "second-document" || line === keyLine) return true;
  return unread.has(code) && Math.min(column, source.indent(line)) <= node.span.column;
}
const harmless: ReadonlySet<SyntaxCode> = new Set([
  "duplicate",
  "merge",
  "tag",
  "template",
  "many-aliases",
  "directive",
]);

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
