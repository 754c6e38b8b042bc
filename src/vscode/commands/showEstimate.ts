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
  const line = lenses.find((lens) => lens.command?.command === "flashback.showEstimate" && isFor(lens, target))?.range
    .start.line;
  if (line === undefined) return;
  const text = editor.document.lineAt(line).text;
  // The name itself: after `name:`, or the key of an agent of a team.
  const column = /^\s*(?:name:\s*["']?)?/.exec(text)?.[0].length ?? 0;
  editor.selection = new vscode.Selection(line, column, line, column);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand("editor.action.showHover");
}

function isFor(lens: vscode.CodeLens, target: unknown): boolean {
  return target === undefined || JSON.stringify(lens.command?.arguments?.[0]) === JSON.stringify(target);
}
