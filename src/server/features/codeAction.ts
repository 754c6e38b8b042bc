import type { CodeAction } from "vscode-languageserver";
import type { Feature } from "../session.ts";

export const fixAllKind = "source.fixAll.flashback";
export const refactorKinds = ["refactor.extract", "refactor.inline", "refactor.rewrite"] as const;

export const codeActionFeature: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: ["quickfix", ...refactorKinds, fixAllKind] } },
  register(session) {
    session.connection.onCodeAction((params) =>
      session.answer<CodeAction[] | null>("codeAction", params, null, async (document) => {
        const { version } = document;
        const { codeActions } = await import("../codeActions.ts");
        const found = await codeActions(session, document, params);
        return document.version === version ? found : null;
      }),
    );
  },
};
