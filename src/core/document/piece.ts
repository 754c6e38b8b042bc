import { isGap, skipSpace } from "./keyEnd.ts";
import type { ScalarNode, Span, SyntaxNode } from "./node.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import type { SyntaxCode, SyntaxProblem } from "./syntaxProblem.ts";

/**
 * The lines of one entry while it is read. Lines are counted from the top of the text; spans and problems from the first
 * line of the piece, so that they stay true when the text above changes.
 */
export class Piece {
  readonly source: SourceText;
  readonly from: number;
  readonly to: number;
  /** Lines of its value stand deeper than this; others between them are not its own. */
  readonly indent: number;
  readonly problems: SyntaxProblem[] = [];
  /** The line of a closing bracket that stands in the key's own column, which is allowed. */
  closer = -1;

  constructor(source: SourceText, from: number, to: number, indent: number) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.indent = indent;
  }

  line(line: number): string {
    return this.source.line(line);
  }

  /** A line of its own that is not blank. It may look like a comment: inside a quoted text it is none. */
  holds(line: number): boolean {
    const kind = this.source.kind(line);
    return kind !== LineKind.blank && kind !== LineKind.document && this.source.indent(line) > this.indent;
  }

  /** The first line from `line` on that holds neither nothing nor a comment, or -1. */
  nextContent(line: number): number {
    for (let at = line; at < this.to; at++) {
      if (this.holds(at) && this.source.kind(at) !== LineKind.comment) return at;
    }
    return -1;
  }

  span(line: number, column: number, endLine: number, endColumn: number): Span {
    return { line: line - this.from, column, endLine: endLine - this.from, endColumn };
  }

  /** A problem that runs to the end of its line. */
  report(code: SyntaxCode, line: number, column: number, word?: string): void {
    this.problems.push({ code, line: line - this.from, column, ...(word === undefined ? {} : { word }) });
  }

  reportSpan(code: SyntaxCode, span: Span, word?: string): void {
    this.problems.push({ code, ...span, ...(word === undefined ? {} : { word }) });
  }

  empty(line: number, column: number): ScalarNode {
    return { kind: "scalar", value: null, style: "empty", span: this.span(line, column, line, column) };
  }
}

/** A value and the place right behind it. */
export interface Read<Node extends SyntaxNode = SyntaxNode> {
  readonly node: Node;
  readonly line: number;
  readonly column: number;
}

/** The column of what stands on a line behind a value, or -1: a comment is nothing. */
export function leftover(text: string, column: number): number {
  const at = skipSpace(text, column);
  if (at >= text.length || isComment(text, at)) return -1;
  return at;
}

/** Whether a comment begins here: a # behind space. */
export function isComment(text: string, column: number): boolean {
  return text.charCodeAt(column) === 35 && (column === 0 || isGap(text.charCodeAt(column - 1)));
}
