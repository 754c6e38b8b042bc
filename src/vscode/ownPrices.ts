import * as vscode from "vscode";
import type { OwnPrices } from "../core/tokens/prices.ts";
import type { Guard } from "./guard.ts";

/** The prices of `flashback.prices`, kept up to date. A mistake in them is told once, and the others hold. */
export function watchOwnPrices(guard: Guard): vscode.Disposable & { now(): OwnPrices } {
  let prices: OwnPrices = [];
  let told = "";
  const read = () =>
    guard("prices", async () => {
      const value: unknown = vscode.workspace.getConfiguration("flashback").get("prices");
      if (Array.isArray(value) && value.length === 0) {
        prices = [];
        return;
      }
      const { readOwnPrices } = await import("../core/tokens/costs.ts");
      const found = readOwnPrices(value);
      prices = found.prices;
      const [first = ""] = found.problems;
      if (first !== told && first !== "") {
        void vscode.window.showWarningMessage(first, "Open Settings").then((answer) => {
          if (answer)
            void vscode.commands.executeCommand("workbench.action.openSettingsJson", {
              revealSetting: { key: "flashback.prices" },
            });
        });
      }
      told = first;
    });
  void read();
  const listening = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("flashback.prices")) void read();
  });
  return { now: () => prices, dispose: () => listening.dispose() };
}
