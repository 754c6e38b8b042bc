import * as vscode from "vscode";
import type { Services } from "../services.ts";

const scheme = "flashback-costs";
const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();
let provider: vscode.Disposable | undefined;

/** Shows a text in the editor's own Markdown preview; where that is not there, as a document. */
export async function showCostDocument({ context }: Services, name: string, text: string): Promise<vscode.Uri> {
  if (!provider) {
    provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path }) => texts.get(path) ?? "",
    });
    context.subscriptions.push(provider);
  }
  const uri = vscode.Uri.parse(`${scheme}:/${encodeURIComponent(name)}.md`);
  texts.set(uri.path, text);
  changed.fire(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  try {
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  } catch {
    // The editor's Markdown extension is switched off: the text can be read as it is.
    await vscode.window.showTextDocument(document, { preview: true });
  }
  return uri;
}
