import { isGap, skipSpace } from "./keyEnd.ts";
import type { ScalarNode } from "./node.ts";
import type { Piece, Read } from "./piece.ts";
import { resolveScalar } from "./resolveScalar.ts";
import { LineKind } from "./sourceText.ts";

/**
 * A text without quotes, outside of brackets: from here to a comment, a line with a key, or the end of the piece.
 * With `anyColon` lines with a ": " belong to it too: text that lacks its quotes.
 */
export function readPlain(piece: Piece, line: number, column: number, anyColon = false): Read<ScalarNode> {
  const { source } = piece;
  const text = piece.line(line);
  let end = plainEnd(text, column);
  let endLine = line;
  let value = text.slice(column, end);
  let open = end + gapLength(text, end) === text.length;
  let breaks = 0;
  for (let next = line + 1; open && next < piece.to; next++) {
    const kind = source.kind(next);
    if (kind === LineKind.blank) breaks++;
    else if (kind === LineKind.comment || (kind === LineKind.document && piece.indent < 0)) break;
    else if (piece.holds(next)) {
      const more = piece.line(next);
      const start = skipSpace(more, 0);
      if (!anyColon && colonIn(more, start) >= 0) break;
      end = plainEnd(more, start);
      endLine = next;
      value += (breaks === 0 ? " " : "\n".repeat(breaks)) + more.slice(start, end);
      open = end + gapLength(more, end) === more.length;
      breaks = 0;
    }
  }
  const node: ScalarNode = {
    kind: "scalar",
    value: resolveScalar(value),
    style: "plain",
    span: piece.span(line, column, endLine, end),
  };
  return { node, line: endLine, column: end };
}

/** Where a text without quotes ends on its line: before a comment and the space in front of it. */
export function plainEnd(text: string, column: number): number {
  let end = text.length;
  for (let at = text.indexOf("#", column + 1); at >= 0; at = text.indexOf("#", at + 1)) {
    if (isGap(text.charCodeAt(at - 1))) {
      end = at;
      break;
    }
  }
  while (end > column && isGap(text.charCodeAt(end - 1))) end--;
  return end;
}

/** The column of a ":" that makes what stands before it a key, or -1. */
export function colonIn(text: string, column: number): number {
  for (let at = text.indexOf(":", column); at >= 0; at = text.indexOf(":", at + 1)) {
    if (isGap(text.charCodeAt(at + 1))) return at < plainEnd(text, column) ? at : -1;
  }
  return -1;
}

function gapLength(text: string, column: number): number {
  return skipSpace(text, column) - column;
}
