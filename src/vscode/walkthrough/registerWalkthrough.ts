import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** A step of the walkthrough is done when the thing itself has happened, however it came about. */
export function registerWalkthrough(services: Services): vscode.Disposable {
  const reach = (step: "opened" | "ran" | "replayed") =>
    services.guard("walkthrough", () => vscode.commands.executeCommand("setContext", `flashback.${step}`, true));
  const look = () => {
    for (const { input } of vscode.window.tabGroups.all.flatMap((group) => group.tabs)) {
      if (input instanceof vscode.TabInputText && /\.agent\.ya?ml$/.test(input.uri.path)) void reach("opened");
      // The editor puts its own prefix before a panel's view type.
      if (input instanceof vscode.TabInputWebview && input.viewType.endsWith("flashback.runPanel")) void reach("ran");
      if (input instanceof vscode.TabInputCustom && input.viewType === "flashback.trace") void reach("replayed");
    }
  };
  look();
  return vscode.window.tabGroups.onDidChangeTabs(look);
}
