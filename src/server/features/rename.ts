import { type PrepareRenameResult, ResponseError, type WorkspaceEdit } from "vscode-languageserver";
import type { dataFiles, Refused } from "../../core/language/rename.ts";
import { toWorkspaceEdit } from "../convert.ts";
import type { Feature, Session } from "../session.ts";

/** LSP's number for a request that was right and cannot be done; the editor shows the sentence. */
const requestFailed = -32803;
/** LSP's number. */
const information = 3;

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
          const { dataFiles: dataFilesOf, rename } = await import("../../core/language/rename.ts");
          await session.ready();
          if (token.isCancellationRequested) return null;
          const around = session.around(uri);
          const edits = rename(around, position, params.newName);
          if ("refused" in edits) return edits;
          void sayWhatStays(session, dataFilesOf(around, position, edits.keys()));
          return toWorkspaceEdit(edits, (each) => workspace.shown(each));
        }),
      ),
    );
  },
};

/** The data files that go on calling a column as the variable was called. */
async function sayWhatStays(session: Session, data: ReturnType<typeof dataFiles>): Promise<void> {
  if (!data || data.files.length === 0) return;
  await session.safely("rename", undefined, async () => {
    const { hasColumn } = await import("../../core/language/rename.ts");
    const { connection, workspace, world } = session;
    const stay = new Set<string>();
    for (const { uri, file } of data.files) {
      const text = await world.readTextBeside(workspace.shown(uri))(file);
      if (text !== undefined && hasColumn(file, text, data.name)) stay.add(file);
    }
    if (stay.size === 0) return;
    const files = [...stay].join(", ");
    const message = `"${data.name}" is also a column of ${files}. Data files are not changed: rename it there too.`;
    await connection.sendNotification("window/showMessage", { type: information, message });
  });
}

function orRefuse<T extends object>(answer: T | Refused | null): T | null {
  if (answer && "refused" in answer) throw new ResponseError(requestFailed, answer.refused);
  return answer;
}
