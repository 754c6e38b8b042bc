import { type PrepareRenameResult, ResponseError, type WorkspaceEdit } from "vscode-languageserver";
import type { Refused } from "../../core/language/rename.ts";
import { toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../session.ts";

/** LSP's number for a request that was right and cannot be done; the editor shows the sentence. */
const requestFailed = -32803;

export const renameFeature: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register(session) {
    const { connection, workspace } = session;
    connection.onPrepareRename(async (params) =>
      orRefuse(
        await session.answer<PrepareRenameResult | Refused | null>(
          "rename",
          params,
          null,
          async ({ uri }, position) => {
            const { prepareRename } = await import("../../core/language/rename.ts");
            return prepareRename(session.around(uri), position);
          },
        ),
      ),
    );
    connection.onRenameRequest(async (params, token) =>
      orRefuse(
        await session.answer<WorkspaceEdit | Refused | null>("rename", params, null, async ({ uri }, position) => {
          const { rename } = await import("../../core/language/rename.ts");
          await session.ready();
          if (token.isCancellationRequested) return null;
          const edits = rename(session.around(uri), position, params.newName);
          return "refused" in edits ? edits : toWorkspaceEdit(edits, (each) => workspace.shown(each));
        }),
      ),
    );
  },
};

function orRefuse<T extends object>(answer: T | Refused | null): T | null {
  if (answer && "refused" in answer) throw new ResponseError(requestFailed, answer.refused);
  return answer;
}
