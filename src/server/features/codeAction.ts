import type { CodeAction, CodeActionParams } from "vscode-languageserver";
import type { Problem } from "../../core/document/problem.ts";
import { fixAll, quickFixes } from "../../core/language/quickFixes.ts";
import { toCodeAction } from "../convert.ts";
import type { OpenDocument } from "../openDocument.ts";
import type { Feature } from "../session.ts";

const fixAllKind = "source.fixAll.flashback";

export const codeActionFeature: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind] } },
  register(session) {
    session.connection.onCodeAction((params) =>
      session.answer<CodeAction[] | null>("codeAction", params, null, (document) => {
        const problems = document.problems(session.world.wallMs());
        return actions(document, params, problems);
      }),
    );
  },
};

function actions(document: OpenDocument, { range, context }: CodeActionParams, problems: readonly Problem[]) {
  const wanted = (kind: string) => !context.only || context.only.some((only) => `${kind}.`.startsWith(`${only}.`));
  const found: CodeAction[] = [];
  if (wanted("quickfix")) {
    found.push(...quickFixes(document.document, range, problems).map((fix) => toCodeAction(document.uri, fix)));
  }
  // Only for who asks for it: on save, or by name.
  if (context.only && wanted(fixAllKind)) {
    const edits = fixAll(problems);
    if (edits.length > 0) {
      const edit = { changes: { [document.uri]: [...edits] } };
      found.push({ title: "Make all safe repairs", kind: fixAllKind, edit });
    }
  }
  return found;
}
