import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** Opens the card on the agent's name: the hover there, for a CodeLens has none of its own. */
export async function showEstimate(_services: Services, target?: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "agent-yaml") return;
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    editor.document.uri,
    1000,
  );
  // The lens lies on the agent's name, and so does the card.
  const name = lenses.find((lens) => lens.command?.command === "flashback.showEstimate" && isFor(lens, target))?.range;
  if (!name) return;
  editor.selection = new vscode.Selection(name.start, name.start);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand("editor.action.showHover");
}

function isFor(lens: vscode.CodeLens, target: unknown): boolean {
  return target === undefined || JSON.stringify(lens.command?.arguments?.[0]) === JSON.stringify(target);
}
