import type * as vscode from "vscode";

/** The one name under which the key lies in the editor's secret storage. */
const name = "flashback.geminiKey";

/** The key as the user gave it to the editor. It goes from here to the model client and nowhere else. */
export interface Secrets {
  key(): Promise<string | undefined>;
  setKey(key: string): Promise<void>;
  deleteKey(): Promise<void>;
  /** Fires when the key was given, changed or removed, also by another window. */
  readonly onDidChange: vscode.Event<void>;
}

export function createSecrets(storage: vscode.SecretStorage): Secrets {
  return {
    key: async () => (await storage.get(name)) || undefined,
    setKey: async (key) => storage.store(name, key),
    deleteKey: async () => storage.delete(name),
    onDidChange: (listener, self, disposables) =>
      storage.onDidChange((e) => e.key === name && listener.call(self, undefined), undefined, disposables),
  };
}
