import type { ScalarNode } from "./node.ts";
import { leftover, type Piece, type Read } from "./piece.ts";
import { LineKind } from "./sourceText.ts";

/** `|` or `>` with the lines below it. A line that lost its indentation belongs to the text, and is reported. */
export function readBlockScalar(piece: Piece, line: number, column: number): Read<ScalarNode> {
  const { source } = piece;
  const head = piece.line(line);
  const header = /^[|>](?:([-+])([1-9])?|([1-9])([-+])?)?/.exec(head.slice(column));
  const folded = head.charCodeAt(column) === 62;
  const chomp = header?.[1] ?? header?.[4];
  const given = Number(header?.[2] ?? header?.[3] ?? 0);
  const rest = leftover(head, column + (header?.[0].length ?? 1));
  if (rest >= 0) piece.report("block-header", line, rest);

  /** The column in which its lines begin. */
  let inner = given > 0 ? Math.max(piece.indent, 0) + given : -1;
  let last = line;
  /** A comment further left: it ends the text, unless lines of it follow. */
  let comment = -1;
  let stray = -2;
  /** Lines before the text with more spaces than it. */
  let wide = -1;
  /** A line with nothing but a tab, further left than the text. */
  let tab = -1;
  for (let at = line + 1; at < piece.to; at++) {
    const kind = source.kind(at);
    const indent = source.indent(at);
    // A line of spaces that reaches into the text belongs to it, and so does one with a tab.
    const white = kind === LineKind.blank;
    const tabbed = white && source.lineLength(at) > indent;
    if (white && (tabbed ? indent <= piece.indent || indent < inner : inner < 0 || indent <= inner)) {
      if (tabbed && tab < 0 && comment < 0) tab = at;
      else if (tabbed) continue;
      else if (inner < 0 && (wide < 0 || indent > source.indent(wide))) wide = at;
      continue;
    }
    if (kind === LineKind.document && piece.indent < 0) break;
    if (indent <= piece.indent || kind === LineKind.document) {
      if (kind === LineKind.comment && comment < 0) comment = at;
      continue;
    }
    if (inner < 0 && comment < 0) {
      inner = indent;
      if (wide >= 0 && source.indent(wide) > inner) piece.report("indent", wide, 0);
    }
    if (inner >= 0 && indent >= inner) {
      if (comment >= 0 && (white || kind === LineKind.comment)) continue;
      if (comment >= 0) piece.report("stray-line", comment, source.indent(comment));
      comment = -1;
      last = at;
    } else if (kind === LineKind.comment) {
      if (comment < 0) comment = at;
    } else {
      if (inner < 0) inner = indent;
      if (comment >= 0) piece.report("stray-line", comment, source.indent(comment));
      else if (indent < inner && stray !== at - 1) piece.report("stray-line", at, indent);
      comment = -1;
      stray = at;
      last = at;
    }
  }
  if (tab >= 0) piece.report("tab", tab, 0);

  const lines: string[] = [];
  for (let at = line + 1; at <= last; at++) lines.push(textAt(at));
  let value = folded ? fold(lines) : lines.join("\n");
  if (chomp === "+") {
    // Blank lines behind the text, up to a comment. What follows the last line break of the file is no line.
    const behind: string[] = [];
    const end = piece.to === source.lineCount && source.lineLength(piece.to - 1) === 0 ? piece.to - 1 : piece.to;
    for (let at = last + 1; at < end && source.kind(at) === LineKind.blank; at++) behind.push(textAt(at));
    if (last > line) value += "\n";
    if (behind.length > 0) value += `${behind.join("\n")}\n`;
  } else if (chomp !== "-" && last > line) value += "\n";
  const endColumn = last > line ? piece.line(last).trimEnd().length : column + (header?.[0].length ?? 1);
  const span = piece.span(line, column, last, endColumn);
  return { node: { kind: "scalar", value, style: folded ? "folded" : "literal", span }, line: last, column: endColumn };

  function textAt(at: number): string {
    const kind = source.kind(at);
    if (kind !== LineKind.blank && !piece.holds(at)) return "";
    return piece.line(at).slice(inner < 0 ? source.lineLength(at) : Math.min(inner, source.indent(at)));
  }
}

/** Lines that follow each other become one, but for those indented further, which keep their breaks. */
function fold(lines: readonly string[]): string {
  let value = "";
  let breaks = 0;
  let free = true;
  let begun = false;
  for (const line of lines) {
    if (line === "") {
      breaks++;
      continue;
    }
    const further = line.startsWith(" ") || line.startsWith("\t");
    if (!begun) value = "\n".repeat(breaks);
    else if (further || free) value += "\n".repeat(breaks + 1);
    else value += breaks === 0 ? " " : "\n".repeat(breaks);
    value += line;
    free = further;
    begun = true;
    breaks = 0;
  }
  return value;
}
