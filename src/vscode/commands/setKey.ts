import * as vscode from "vscode";
import type { Services } from "../services.ts";

export async function setKey(services: Services): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: "Gemini API key",
    prompt: "Kept in the editor's secret storage, never in a file.",
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? "A key has no spaces or line breaks." : undefined),
  });
  if (!key?.trim()) return;
  await services.secrets.setKey(key.trim());
  void vscode.window.showInformationMessage("The key is kept. Runs now go to Gemini and are billed by Google.");
}
