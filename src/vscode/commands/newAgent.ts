import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { isObject } from "../../core/base/json.ts";
import { type AgentTemplate, nameProblem, newAgent as newAgentFrom } from "../../core/language/agentTemplate.ts";
import { allTemplates, type TemplateFolder } from "../../node/templates.ts";
import type { Services } from "../services.ts";

/** What the command may be given beforehand, by a key binding or by another extension. */
interface Given {
  readonly template?: string;
  readonly name?: string;
  /** The new agent's own folder. */
  readonly folder?: vscode.Uri;
}

/**
 * A new agent from a template: which one, its name, where. Nothing is written before all three are known, and nothing
 * is written over. The writing is one edit of the workspace: undo takes all of it back, unless some of it has been changed
 * since, of which the editor tells.
 */
export async function newAgent(services: Services, argument: unknown): Promise<vscode.Uri | undefined> {
  const given = readGiven(argument);
  const template = await pickTemplate(await templatesFor(services), given.template);
  if (!template) return undefined;
  const name = given.name ?? (await askName(template));
  if (name === undefined) return undefined;
  const wrong = nameProblem(name);
  if (wrong) return refuse(`An agent cannot be called "${name}". ${wrong}`);
  const folder = given.folder ?? (await pickFolder(name));
  if (!folder) return undefined;
  const agent = newAgentFrom(template, name);
  const files = agent.files.map(({ path, content }) => ({
    uri: vscode.Uri.joinPath(folder, path),
    contents: typeof content === "string" ? new TextEncoder().encode(content) : content,
  }));
  for (const { uri } of files) {
    if (await exists(uri)) return refuse(`${shown(uri)} is already there. Nothing was written.`);
  }
  const folders = await missingFolders(folder, files);
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, contents } of files) edit.createFile(uri, { contents });
  if (!(await vscode.workspace.applyEdit(edit))) {
    await removeMade(files);
    return refuse(`${shown(folder)} cannot be written. Nothing was kept.`);
  }
  const main = vscode.Uri.joinPath(folder, agent.main);
  services.context.subscriptions.push(removeFoldersWith(main, folders));
  const { line, character } = agent.firstChange.position;
  const at = new vscode.Range(line, character, line, character);
  const editor = await vscode.window.showTextDocument(main, { preview: false, selection: at });
  editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  vscode.window.setStatusBarMessage(`${name}: change first ${agent.firstChange.what}`, 15_000);
  return main;
}

function readGiven(argument: unknown): Given {
  if (!isObject(argument)) return {};
  const { template, name, folder } = argument as Record<string, unknown>;
  return {
    ...(typeof template === "string" ? { template } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(folder instanceof vscode.Uri ? { folder } : {}),
  };
}

async function templatesFor(services: Services): Promise<TemplateFolder> {
  const builtIn = services.context.asAbsolutePath(path.join("media", "templates"));
  const own = ownFolder(services.settings().templatesFolder);
  try {
    return await allTemplates(builtIn, own);
  } catch (error) {
    if (own === undefined) throw error;
    const ours = await allTemplates(builtIn, undefined);
    const reason = `The setting flashback.templates.folder names a folder that cannot be read: ${own}`;
    return { ...ours, broken: [...ours.broken, { name: path.basename(own), reason }] };
  }
}

/** As people write a folder in the settings: absolute, from the home folder, or from the first workspace folder. */
function ownFolder(setting: string): string | undefined {
  const text = setting.trim();
  if (text === "") return undefined;
  if (text === "~" || /^~[/\\]/.test(text)) return path.join(os.homedir(), text.slice(1));
  return path.resolve(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir(), text);
}

async function pickTemplate(
  { templates, broken }: TemplateFolder,
  name: string | undefined,
): Promise<AgentTemplate | undefined> {
  const found = templates.find((template) => template.name === name);
  if (found) return found;
  const items = [
    ...templates.map((template) => ({
      label: template.name,
      description: template.contents,
      detail: template.description,
      template,
    })),
    ...broken.map(({ name, reason }) => ({
      label: `$(warning) ${name}`,
      description: "cannot be used",
      detail: reason,
      template: undefined,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "New Agent (1 of 3): Template",
    placeHolder: "What shall the agent do?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked && !picked.template) return refuse(`${picked.label.slice("$(warning) ".length)}: ${picked.detail}`);
  return picked?.template;
}

async function askName(template: AgentTemplate): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: "New Agent (2 of 3): Name",
    prompt: "Letters, digits, _ and -. The file is called after it.",
    value: template.name,
    validateInput: (text) => nameProblem(text),
  });
}

/** A folder of its own beside what is open, or in a place the user picks. */
async function pickFolder(name: string): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const beside = active && active.scheme !== "untitled" ? vscode.Uri.joinPath(active, "..") : undefined;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const inside = beside && vscode.workspace.getWorkspaceFolder(beside) ? [beside] : [];
  const places = [...folders.map((folder) => folder.uri), ...inside].filter(
    (uri, i, all) => all.findIndex((other) => other.toString() === uri.toString()) === i,
  );
  if (places.length === 0) return askFolder(name);
  const items = [
    ...places.map((place) => ({
      label: `$(new-folder) ${shown(vscode.Uri.joinPath(place, name))}`,
      description: place === beside ? "beside the open file" : "",
      place,
    })),
    { label: "$(folder) Another folder…", description: "", place: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "New Agent (3 of 3): Folder",
    placeHolder: `Where shall the folder ${name} go?`,
  });
  if (!picked) return undefined;
  return picked.place ? vscode.Uri.joinPath(picked.place, name) : askFolder(name);
}

async function askFolder(name: string): Promise<vscode.Uri | undefined> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: `New Agent (3 of 3): where shall the folder ${name} go?`,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Put the agent here",
    })) ?? [];
  return parent && vscode.Uri.joinPath(parent, name);
}

/** The folders that the files will bring with them, the innermost first. */
async function missingFolders(
  folder: vscode.Uri,
  files: readonly { readonly uri: vscode.Uri }[],
): Promise<readonly vscode.Uri[]> {
  const found = new Map<string, vscode.Uri>();
  for (const { uri } of [{ uri: vscode.Uri.joinPath(folder, "any") }, ...files]) {
    for (let at = vscode.Uri.joinPath(uri, ".."); !found.has(at.path); at = vscode.Uri.joinPath(at, "..")) {
      if (await exists(at)) break;
      found.set(at.path, at);
    }
  }
  return [...found.values()].sort((a, b) => b.path.length - a.path.length);
}

/** Undo takes the files back and leaves their folders: those that are empty then go with the agent. */
function removeFoldersWith(main: vscode.Uri, folders: readonly vscode.Uri[]): vscode.Disposable {
  return vscode.workspace.onDidDeleteFiles(async ({ files }) => {
    if (!files.some((uri) => uri.toString() === main.toString())) return;
    for (const uri of folders) {
      const isEmpty = await vscode.workspace.fs.readDirectory(uri).then(
        (inside) => inside.length === 0,
        // It is gone already.
        () => false,
      );
      if (isEmpty) await vscode.workspace.fs.delete(uri);
    }
  });
}

/** The edit was refused half-way: takes back the files that are ours, byte for byte. */
async function removeMade(files: readonly { uri: vscode.Uri; contents: Uint8Array }[]): Promise<void> {
  for (const { uri, contents } of files) {
    if (!(await exists(uri))) continue;
    if (Buffer.compare(await vscode.workspace.fs.readFile(uri), contents) === 0) await vscode.workspace.fs.delete(uri);
  }
}

function refuse(sentence: string): undefined {
  void vscode.window.showWarningMessage(sentence);
  return undefined;
}

/** As the explorer shows it: from the workspace folder where it lies in one. */
function shown(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  // `stat` has no other way to say that nothing is there.
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
