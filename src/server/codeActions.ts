import type { CodeAction, CodeActionParams, Range, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Problem } from "../core/document/problem.ts";
import { canonical, fileNameOf } from "../core/language/address.ts";
import type { Refactoring } from "../core/language/codeActions/refactoring.ts";
import { refactorings } from "../core/language/codeActions/refactorings.ts";
import { holds } from "../core/language/holds.ts";
import { fixAll, quickFixes } from "../core/language/quickFixes.ts";
import { meaningsOf, occurrenceAt, references } from "../core/language/references.ts";
import { occurrences } from "../core/language/symbols.ts";
import { toCodeAction } from "./convert.ts";
import { fixAllKind, refactorKinds } from "./features/codeAction.ts";
import type { OpenDocument } from "./openDocument.ts";
import type { Session } from "./session.ts";

/** Repairs and refactorings for a range, of the kinds that the editor asks for. */
export async function codeActions(
  session: Session,
  document: OpenDocument,
  params: CodeActionParams,
): Promise<CodeAction[]> {
  const problems = document.problems(session.world.wallMs());
  // What there is beside it, for a file that was not found.
  const lost = problems.some(({ code, range }) => code === "AG201" && overlaps(range, params.range));
  const files = lost ? await session.world.filesBeside(document.uri) : [];
  const found = actions(session, document, params, problems, files);
  if (refactorKinds.some((kind) => wants(params, kind))) found.push(...(await rewrites(session, document, params)));
  return found;
}

function wants({ context }: CodeActionParams, kind: string): boolean {
  return !context.only || context.only.some((only) => `${kind}.`.startsWith(`${only}.`));
}

function actions(
  session: Session,
  document: OpenDocument,
  params: CodeActionParams,
  problems: readonly Problem[],
  files: readonly string[],
): CodeAction[] {
  const found: CodeAction[] = [];
  if (wants(params, "quickfix")) {
    const fixes = quickFixes(document.document, params.range, problems, { files });
    const possible = fixes.filter(({ create }) => create === undefined || canCreate(session));
    found.push(...possible.map((fix) => toCodeAction(document.uri, fix, session.rulePages)));
  }
  // Only for who asks for it: on save, or by name.
  if (params.context.only && wants(params, fixAllKind)) {
    const edits = fixAll(problems);
    if (edits.length > 0) {
      const edit = { changes: { [document.uri]: [...edits] } };
      found.push({ title: "Make all safe repairs", kind: fixAllKind, edit });
    }
  }
  return found;
}

async function rewrites(session: Session, open: OpenDocument, params: CodeActionParams): Promise<CodeAction[]> {
  const { document, uri } = open;
  const { range } = params;
  const creates = canCreate(session);
  const named = occurrences(document).find((each) => each.kind === "file" && holds(each.range, range.start))?.name;
  const [files, text, namedIn] = await Promise.all([
    creates ? session.world.filesBeside(uri) : [],
    named === undefined ? undefined : session.world.readTextBeside(uri)(named),
    agentNamedIn(session, open, range),
  ]);
  const textOf = (file: string) => (file === named ? text : undefined);
  const tells = session.client.textDocument?.codeAction?.disabledSupport === true;
  return refactorings(document, range, { files, textOf, namedIn })
    .filter(
      ({ disabled, ...each }) =>
        wants(params, each.kind) && (creates || each.files.length === 0) && (!disabled || tells),
    )
    .map(({ title, kind, disabled, ...change }) =>
      disabled === undefined
        ? { title, kind, edit: toWorkspaceEdit(open, change) }
        : { title, kind, disabled: { reason: disabled } },
    );
}

/** The other files that name the agent whose own place this is. */
async function agentNamedIn(
  session: Session,
  { uri, document }: OpenDocument,
  { start }: Range,
): Promise<readonly string[]> {
  const at = document.pathAt(start);
  if (at?.part !== "key" || at.path.length !== 2 || at.path[0] !== "agents") return [];
  await session.ready();
  const around = session.around(uri);
  const home = canonical(uri);
  const occurrence = occurrenceAt(around.facts(home), start);
  const places = occurrence ? meaningsOf(around, home, occurrence).flatMap((each) => references(around, each)) : [];
  return [...new Set(places.map((place) => place.uri))].filter((each) => each !== home).map(fileNameOf);
}

function toWorkspaceEdit(
  { uri, version }: OpenDocument,
  { edits, files }: Pick<Refactoring, "edits" | "files">,
): WorkspaceEdit {
  if (files.length === 0) return { changes: { [uri]: [...edits] } };
  const top = { line: 0, character: 0 };
  const made = files.flatMap(({ file, text }) => {
    const address = new URL(file.split("/").map(encodeURIComponent).join("/"), uri).href;
    const filled: TextDocumentEdit = {
      textDocument: { uri: address, version: null },
      edits: [{ range: { start: top, end: top }, newText: text }],
    };
    return [{ kind: "create" as const, uri: address }, filled];
  });
  return { documentChanges: [...made, { textDocument: { uri, version }, edits: [...edits] }] };
}

/** Whether the editor makes files that an action asks for. */
function canCreate({ client }: Session): boolean {
  // There is no way to say it but `documentChanges`, which Neovim can and does not declare.
  return client.workspace?.workspaceEdit?.resourceOperations?.includes("create") === true;
}

function overlaps(a: Range, b: Range): boolean {
  return a.start.line <= b.end.line && b.start.line <= a.end.line;
}
