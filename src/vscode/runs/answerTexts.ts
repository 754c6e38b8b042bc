import * as vscode from "vscode";

const scheme = "flashback-answer";

/** Answers as read-only documents, for the editor's own diff. */
export interface AnswerTexts extends vscode.Disposable {
  /** Two texts side by side; the names are what the tabs say. */
  diff(left: NamedText, right: NamedText): Promise<void>;
}

export interface NamedText {
  /** Unique; a path without special characters. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export function createAnswerTexts(): AnswerTexts {
  const texts = new Map<string, string>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) =>
      texts.get(uri.toString()) ?? "This answer is no longer held. Open its trace instead.",
  });
  const closed = vscode.workspace.onDidCloseTextDocument((document) => texts.delete(document.uri.toString()));
  return {
    async diff(left, right) {
      const [a, b] = [left, right].map(({ id, text }) => {
        const uri = vscode.Uri.from({ scheme, path: `/${id}.md` });
        texts.set(uri.toString(), text);
        return uri;
      });
      await vscode.commands.executeCommand("vscode.diff", a, b, `${left.name} ↔ ${right.name}`, { preview: true });
    },
    dispose: () => vscode.Disposable.from(provider, closed).dispose(),
  };
}
