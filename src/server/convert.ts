import type { CodeAction, Diagnostic, LocationLink, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Problem } from "../core/document/problem.ts";
import type { Target } from "../core/language/definition.ts";
import type { QuickFix } from "../core/language/quickFixes.ts";

// LSP's numbers: the protocol package would be loaded for nothing else.
const severities = { error: 1, warning: 2, information: 3, hint: 4 } as const;
const unnecessary = 1;

/** `pages`: where the pages of the rules are; the code leads to its own. */
export function toDiagnostic({ code, severity, message, range }: Problem, pages: string | undefined): Diagnostic {
  const tag = code === "AG302" ? unnecessary : undefined;
  return {
    range,
    severity: severities[severity],
    code,
    ...(pages === undefined ? {} : { codeDescription: { href: `${pages}${code}.md` } }),
    source: "flashback",
    message,
    ...(tag ? { tags: [tag] } : {}),
  };
}

export function toCodeAction(
  uri: string,
  { title, edits, problem, preferred, create }: QuickFix,
  pages: string | undefined,
): CodeAction {
  const made = create === undefined ? undefined : { kind: "create" as const, uri: besideOf(uri, create) };
  return {
    title,
    kind: "quickfix",
    diagnostics: [toDiagnostic(problem, pages)],
    isPreferred: preferred,
    edit: made
      ? { documentChanges: [{ ...made, options: { ignoreIfExists: true } }] }
      : { changes: { [uri]: [...edits] } },
  };
}

export function toLink({ origin, uri, range }: Target, shown: (uri: string) => string): LocationLink {
  return { targetUri: shown(uri), targetRange: range, targetSelectionRange: range, originSelectionRange: origin };
}

export function toWorkspaceEdit(
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  shown: (uri: string) => string,
): WorkspaceEdit {
  return { changes: Object.fromEntries([...edits].map(([uri, list]) => [shown(uri), [...list]])) };
}

function besideOf(uri: string, file: string): string {
  return new URL(file.split("/").map(encodeURIComponent).join("/"), uri).href;
}
