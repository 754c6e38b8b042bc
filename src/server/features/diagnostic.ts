import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Feature } from "../session.ts";

/** For editors that ask; the others are told by `Diagnostics` itself. */
export const diagnosticFeature: Feature = {
  capabilities: {
    diagnosticProvider: { identifier: "flashback", interFileDependencies: true, workspaceDiagnostics: true },
  },
  register({ connection, diagnostics }) {
    connection.languages.diagnostics.on(async (params, token) => {
      const report = await diagnostics.document(params, token);
      // A newer text has its own question.
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, "A newer text has come.");
      return report;
    });
    connection.languages.diagnostics.onWorkspace((params, token, _, partial) =>
      diagnostics.workspace(params, token, partial && ((part) => partial.report(part))),
    );
  },
};
