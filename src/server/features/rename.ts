import { type PrepareRenameResult, ResponseError, type WorkspaceEdit } from "vscode-languageserver";
import type { Refused } from "../../core/language/rename.ts";
import { toWorkspaceEdit } from "../convert.ts";
import type { Feature, Session } from "../session.ts";

/** LSP's number for a request that was right and cannot be done; the editor shows the sentence. */
const requestFailed = -32803;
/** LSP's number. */
const information = 3;

export const renameFeature: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register(session) {
    const { connection, workspace, world } = session;
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
          const [{ rename }, { renameColumns }] = await Promise.all([
            import("../../core/language/rename.ts"),
            import("../../core/language/renameColumns.ts"),
          ]);
          await session.ready();
          if (token.isCancellationRequested) return null;
          const around = session.around(uri);
          const edits = rename(around, position, params.newName);
          if ("refused" in edits) return edits;
          const columns = await renameColumns(around, position, params.newName, {
            document: (each) => workspace.document(each),
            textOf: (each, file) => world.readTextBeside(workspace.shown(each))(file),
          });
          if ("refused" in columns) return columns;
          void sayWhatStays(session, columns);
          const all = new Map(edits);
          for (const [each, list] of columns.edits) all.set(each, [...(all.get(each) ?? []), ...list]);
          return toWorkspaceEdit(all, (each) => workspace.shown(each));
        }),
      ),
    );
  },
};

/** The data files that go on calling a column as the variable was called, and whose data sets do not say so. */
async function sayWhatStays(
  session: Session,
  { name, stay }: { readonly name: string; readonly stay: readonly string[] },
): Promise<void> {
  if (stay.length === 0) return;
  await session.safely("rename", undefined, async () => {
    const message = `"${name}" is also a column of ${stay.join(", ")}. Data files are not changed: rename it there too.`;
    await session.connection.sendNotification("window/showMessage", { type: information, message });
  });
}

function orRefuse<T extends object>(answer: T | Refused | null): T | null {
  if (answer && "refused" in answer) throw new ResponseError(requestFailed, answer.refused);
  return answer;
}
