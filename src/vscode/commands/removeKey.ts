import * as vscode from "vscode";
import type { Services } from "../services.ts";

export async function removeKey(services: Services): Promise<void> {
  if (!(await services.secrets.key())) {
    void vscode.window.showInformationMessage("There is no key in the editor's secret storage.");
    return;
  }
  await services.secrets.deleteKey();
  const now = await services.endpoint();
  void vscode.window.showInformationMessage(
    now.simulated
      ? "The key is removed. Runs go to the built-in simulator now."
      : `The key is removed. Runs still go to ${now.endpoint.url}, with the key from ${now.endpoint.keySource ?? "elsewhere"}.`,
  );
}
