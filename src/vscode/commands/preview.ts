import * as vscode from "vscode";
import type { Services } from "../services.ts";

const scheme = "flashback-preview";
const texts = new Map<string, string>();
let provider: vscode.Disposable | undefined;

/** Shows a text that is not written yet beside the file that it comes from. */
export async function showPreview(
  { context }: Services,
  from: vscode.Uri,
  to: vscode.Uri,
  text: string,
  title: string,
): Promise<void> {
  if (!provider) {
    provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.path),
    });
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) texts.delete(uri.path);
    });
    context.subscriptions.push(provider, closed);
  }
  const preview = to.with({ scheme });
  texts.set(preview.path, text);
  await vscode.commands.executeCommand("vscode.diff", from, preview, title, { preview: true });
}
