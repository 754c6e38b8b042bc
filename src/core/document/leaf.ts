import type { SyntaxNode } from "./node.ts";

/**
 * Parses one small piece of a document: an entry `key: value`, an item `- value`, or a whole text without structure.
 * The tree of segments decides where a piece begins and ends; which parser reads the piece is nobody else's business.
 */
export interface LeafParser {
  /** Lines end with LF. Positions in the answer count from the piece's first line. Never throws. */
  parse(text: string): Leaf;
}

export interface Leaf {
  readonly root: SyntaxNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}

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
  | "list-here"
  | "key-in-list"
  | "stray-line"
  | "block-header"
  | "conflict"
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

export interface SyntaxProblem {
  readonly code: SyntaxCode;
  readonly line: number;
  readonly column: number;
  /** Without an end it runs to the end of its line. */
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The word it is about: a key, a character, an anchor's name. */
  readonly word?: string;
  /** The parser's own words. */
  readonly detail?: string;
}
