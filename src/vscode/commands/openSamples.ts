import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { Services } from "../services.ts";

const first = "1-hello.agent.yaml";
const pending = "flashback.openFirstSample";

/** Opens the first sample where the samples are open already; otherwise copies them to a place the user picks. */
export async function openSamples(services: Services): Promise<void> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(folder.uri, first);
    if (await exists(file)) return show(file);
  }
  const place = await pickPlace();
  if (!place) return;
  await copyFolder(vscode.Uri.joinPath(services.context.extensionUri, "media", "samples"), place);
  await services.context.globalState.update(pending, place.toString());
  await vscode.commands.executeCommand("vscode.openFolder", place, {
    forceNewWindow: vscode.workspace.workspaceFolders !== undefined,
  });
}

/** After the window has come back with the samples in it: shows the first one, once. */
export async function openFirstSample(services: Services): Promise<void> {
  const place = services.context.globalState.get<string>(pending);
  const folder = vscode.workspace.workspaceFolders?.find((f) => f.uri.toString() === place);
  if (!folder) return;
  await services.context.globalState.update(pending, undefined);
  await show(vscode.Uri.joinPath(folder.uri, first));
}

async function pickPlace(): Promise<vscode.Uri | undefined> {
  const temporary = { label: "$(clock) A temporary folder", detail: "To look around; your system clears it some day." };
  const own = {
    label: "$(folder) A folder of mine…",
    detail: "The samples go into a new folder flashback-samples there.",
  };
  const picked = await vscode.window.showQuickPick([temporary, own], { title: "Where shall the sample agents go?" });
  if (!picked) return undefined;
  if (picked === temporary) return vscode.Uri.file(await mkdtemp(path.join(os.tmpdir(), "flashback-samples-")));
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Put the samples here",
    })) ?? [];
  if (!parent) return undefined;
  const place = vscode.Uri.joinPath(parent, "flashback-samples");
  if (!(await exists(place))) return place;
  void vscode.window.showWarningMessage(`There is already a folder ${place.fsPath}. Nothing was copied.`);
  return undefined;
}

/** By hand, for the packed samples may be read-only and a copy must not be. */
async function copyFolder(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(to);
  for (const [name, type] of await vscode.workspace.fs.readDirectory(from)) {
    const [source, target] = [vscode.Uri.joinPath(from, name), vscode.Uri.joinPath(to, name)];
    if (type === vscode.FileType.Directory) await copyFolder(source, target);
    else await vscode.workspace.fs.writeFile(target, await vscode.workspace.fs.readFile(source));
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  // `stat` has no other way to say that nothing is there.
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

async function show(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(file, { preview: false });
}
