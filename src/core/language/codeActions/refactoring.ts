import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";

/** A change of form that keeps what is meant. */
export interface Refactoring {
  readonly title: string;
  readonly kind: "refactor.extract" | "refactor.inline" | "refactor.rewrite";
  /** In the definition. */
  readonly edits: readonly TextEdit[];
  /** Files that are made; paths are relative to the definition. */
  readonly files: readonly NewFile[];
  /** Why it cannot be done here, as a sentence. Then it changes nothing, and is shown to those who look for it. */
  readonly disabled?: string;
}

export interface NewFile {
  readonly file: string;
  readonly text: string;
}

export interface RefactoringContext {
  /** Files that lie beside the definition. */
  readonly files: readonly string[];
  /** The text of a file that the definition names, when it has been read. */
  textOf(file: string): string | undefined;
  /** Other files in which the name at the place stands. */
  readonly namedIn?: readonly string[];
}

/** Each kind looks at the place by itself and gives what it can do there. */
export type Refactor = (
  document: AgentDocument,
  range: Range,
  context: RefactoringContext,
) => readonly Refactoring[] | Refactoring | undefined;

/** The document after edits that do not overlap. */
export function edited(document: AgentDocument, edits: readonly TextEdit[]): AgentDocument {
  return [...edits]
    .sort((a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character)
    .reduce((at, { range, newText }) => at.edit(range, newText), document);
}

/** Whether edits leave every value as it is and break nothing. */
export function keepsValue(document: AgentDocument, edits: readonly TextEdit[], path: Path): boolean {
  const after = edited(document, edits);
  const same = (a: AgentDocument, b: AgentDocument) => JSON.stringify(at(a, path)) === JSON.stringify(at(b, path));
  return after.problems.length === document.problems.length && same(document, after);
}

function at(document: AgentDocument, path: Path): unknown {
  let value: unknown = document.value;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

/** Whether some `{…}` or `[…]` is around a path: no text over several lines can stand in one. */
export function isInBrackets(document: AgentDocument, path: Path): boolean {
  for (let depth = 0; depth < path.length; depth++) {
    const node = document.nodeAt(path.slice(0, depth))?.node;
    if (node?.kind === "alias") return true;
    if ((node?.kind === "map" || node?.kind === "list") && node.flow) return true;
  }
  return false;
}

/** The column of the key, or of the dash, that a value hangs on. */
export function ownerColumn(document: AgentDocument, path: Path): number {
  const key = document.rangeAt(path)?.key;
  return key ? key.start.character : (document.nodeAt(path.slice(0, -1))?.node.span.column ?? 0);
}

/** A name that no file has yet: `prompts/a.md`, then `prompts/a-2.md`. */
export function freeName(file: string, files: readonly string[]): string {
  const dot = file.search(/\.(?:agent\.yaml|\w+)$/);
  for (let i = 1; ; i++) {
    const name = i === 1 ? file : `${file.slice(0, dot)}-${i}${file.slice(dot)}`;
    if (!files.includes(name)) return name;
  }
}

/** A path from a folder to a file, both seen from the definition. */
export function pathFrom(folder: string, file: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = file.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
