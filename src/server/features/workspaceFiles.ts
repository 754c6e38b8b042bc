import type { FileOperationRegistrationOptions } from "vscode-languageserver";
import { toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../session.ts";

const anything: FileOperationRegistrationOptions = { filters: [{ pattern: { glob: "**/*" } }] };

/** Files and folders that get another name: the paths that name them follow. */
export const workspaceFilesFeature: Feature = {
  capabilities: {
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { willRename: anything, didRename: anything, didDelete: anything },
    },
  },
  register(session) {
    const { connection, workspace, diagnostics } = session;
    connection.workspace.onWillRenameFiles(({ files }, token) =>
      session.safely("renameFiles", null, async () => {
        const { renameFiles } = await import("../../core/language/renameFiles.ts");
        await session.ready();
        if (token.isCancellationRequested) return null;
        const edits = renameFiles(workspace.allFacts(), files);
        return edits.size > 0 ? toWorkspaceEdit(edits, (each) => workspace.shown(each)) : null;
      }),
    );
    const gone = (uri: string) => {
      for (const each of workspace.forgetWithin(uri)) {
        diagnostics.gone(each);
        diagnostics.touched(each);
      }
      workspace.forgetTexts();
      for (const document of session.open.values()) diagnostics.recheck(document);
    };
    connection.workspace.onDidDeleteFiles(({ files }) => {
      session.safely("deleteFiles", undefined, () => {
        for (const { uri } of files) gone(uri);
      });
    });
    connection.workspace.onDidRenameFiles(({ files }) => {
      session.safely("renameFiles", undefined, () => {
        for (const { oldUri } of files) gone(oldUri);
        for (const { newUri } of files)
          session.readMore(async () => (await import("../workspace/firstCheck.ts")).readWithin(session, newUri));
      });
    });
  },
};
