import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** Bottom right, while an agent definition is to be seen: where a run would go, and how to change that. */
export function registerStatus(services: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("flashback.endpoint", vscode.StatusBarAlignment.Right, 90);
  item.name = "Flashback: where runs go";
  let latest = 0;

  const update = () =>
    services.guard("status bar", async () => {
      const turn = ++latest;
      if (!vscode.window.visibleTextEditors.some((e) => e.document.languageId === "agent-yaml")) return item.hide();
      const { endpoint, simulated } = await services.endpoint();
      if (turn !== latest) return;
      const host =
        endpoint.kind === "gemini" ? "Gemini" : URL.canParse(endpoint.url) ? new URL(endpoint.url).host : endpoint.url;
      item.text = simulated ? "$(beaker) Simulated" : `$(cloud) ${host}`;
      item.tooltip = simulated
        ? "There is no key yet: runs go to the built-in simulator. Nothing is sent, nothing is billed. Click to add a key."
        : `Runs go to ${endpoint.url} with the key from ${endpoint.keySource ?? "nowhere"} and are billed. Click to change the key.`;
      item.backgroundColor = simulated ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
      item.command = "flashback.setKey";
      item.show();
    });
  void update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeVisibleTextEditors(update),
    services.secrets.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration("flashback") && update()),
  );
}
