import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../../src/vscode/extension.ts";

export const extensionId = "flashback.flashback";

/** The folder of sample agents that the window shows. */
export function samples(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, "a folder is open");
  return folder.uri;
}

export async function activated(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert(extension, "Flashback is installed");
  return extension.activate();
}

/** Opens a sample, or a new file beside them with the text given. */
export async function open(name: string, text?: string): Promise<vscode.TextEditor> {
  const file = vscode.Uri.joinPath(samples(), name);
  if (text !== undefined) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
}

/** Asks again until there is an answer; the host may be slow, and a fixed wait would be wrong either way. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  limitMs = 60_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== (false as T)) return answer;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
