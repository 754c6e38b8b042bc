/** What is wrong with the form of a text. `describeSyntax` says it in plain words. */
export type SyntaxCode =
  | "quote"
  | "bracket"
  | "indent"
  | "deeper"
  | "tab"
  | "colon"
  | "start"
  | "escape"
  | "half-key"
  | "odd-key"
  | "list-here"
  | "key-in-list"
  | "stray-line"
  | "block-header"
  | "conflict"
  | "directive"
  | "second-document"
  | "duplicate"
  | "template"
  | "alias"
  | "anchor"
  | "merge"
  | "tag"
  | "deep"
  | "many-aliases"
  | "other";

/** Lines count from the piece it was found in, until `problems` of the document counts them from the top. */
export interface SyntaxProblem {
  readonly code: SyntaxCode;
  readonly line: number;
  readonly column: number;
  /** Without an end it runs to the end of its line. */
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The word it is about: a key, a character, an anchor's name. */
  readonly word?: string;
}

/** The same problem, counted from `lines` further up. */
export function movedDown(problem: SyntaxProblem, lines: number): SyntaxProblem {
  if (lines === 0) return problem;
  const { line, endLine } = problem;
  return { ...problem, line: line + lines, ...(endLine === undefined ? {} : { endLine: endLine + lines }) };
}
