import type { Range, TextEdit } from "vscode-languageserver-types";

export type Severity = "error" | "warning" | "information" | "hint";

/** What is wrong in a document, where, and how to mend it. The codes are those of the rules (AG101…). */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** The likeliest repair, if one can be made by replacing text. */
  readonly fix?: Fix;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** More of one document are never shown: nobody reads them, and editors slow down. */
export const mostProblems = 100;
