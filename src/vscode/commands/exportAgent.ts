import path from "node:path";
import * as vscode from "vscode";
import { isObject } from "../../core/base/json.ts";
import { parseAgentDocument } from "../../core/document/agentDocument.ts";
import type { Path } from "../../core/document/definition.ts";
import { flatten, readingDocuments } from "../../core/document/extend.ts";
import { agentsOf } from "../../core/document/readDefinition.ts";
import type { ExportTarget } from "../../core/foreign/export.ts";
import type { Services } from "../services.ts";
import { accept } from "./convert.ts";

const targets: readonly {
  readonly to: ExportTarget;
  readonly label: string;
  readonly detail: string;
  readonly language?: string;
}[] = [
  { to: "curl", label: "curl", detail: "One request as a shell script", language: "shellscript" },
  {
    to: "typescript",
    label: "TypeScript",
    detail: "One request as a program without packages",
    language: "typescript",
  },
  { to: "python", label: "Python", detail: "One request as a program without packages", language: "python" },
  { to: "adk", label: "ADK", detail: "A folder with root_agent.yaml and a file for each other agent" },
  { to: "promptfoo", label: "promptfoo", detail: "A folder with promptfooconfig.yaml" },
  { to: "gemini", label: "Gemini agent.yaml", detail: "The folder of a managed agent" },
];

/** What the command may be given: the definition, the language, and for a folder where it goes. */
interface Given {
  readonly uri?: vscode.Uri;
  readonly to?: ExportTarget;
  readonly folder?: vscode.Uri;
}

/**
 * A definition in the words of others. A request opens as a text that is not saved yet; a folder is made after what is
 * lost has been shown, and nothing is written over.
 */
export async function exportAgent(services: Services, argument: unknown): Promise<vscode.Uri | undefined> {
  const given = readGiven(argument);
  const uri = given.uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!uri || !/\.agent\.ya?ml$/.test(uri.path)) return refuse("Open the agent definition that shall be exported.");
  const target = targets.find(({ to }) => to === given.to) ?? (await pickTarget());
  if (!target) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const readText = services.readTextBeside(uri);
  const flat = await flatten(parseAgentDocument(document.getText()), readingDocuments(readText));
  const agent = target.language ? await pickAgent(agentsOf(flat)) : [];
  if (!agent) return undefined;
  const { exportDefinition } = await import("../../core/foreign/conversions.ts");
  const wallMs = services.clock.now().wallMs;
  const exported = await exportDefinition(flat, target.to, { readText, wallMs, agent, values: {} });
  const [first] = exported.files;
  if (exported.problem !== undefined || !first) return refuse(exported.problem ?? "There is nothing to export.");
  if (target.language) {
    const shown = await vscode.workspace.openTextDocument({ language: target.language, content: first.text });
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: false });
    const lost = exported.losses.filter(({ kind }) => kind === "lost").length;
    if (lost > 0)
      vscode.window.setStatusBarMessage(
        `${target.label}: ${lost} parts of the definition are not in a request`,
        15_000,
      );
    return shown.uri;
  }
  const name = `${path.posix.basename(uri.path).replace(/\.agent\.ya?ml$/, "")}_${target.to}`;
  const folder = given.folder ?? vscode.Uri.joinPath(uri, "..", name);
  if (!given.folder) {
    const losses = exported.losses.map((loss) => ({ ...loss, uri }));
    if (!(await accept(losses, `${path.posix.basename(folder.path)}/ (${exported.files.length} files)`, target.label)))
      return undefined;
  }
  return writeFolder(folder, exported.files);
}

async function pickTarget(): Promise<(typeof targets)[number] | undefined> {
  return vscode.window.showQuickPick(targets, { title: "Export Agent", placeHolder: "As what?", matchOnDetail: true });
}

/** A team's request is that of one of its agents. */
async function pickAgent(agents: ReturnType<typeof agentsOf>): Promise<Path | undefined> {
  const single = agents.filter((agent) => !agent.workflow);
  const [only] = single;
  if (single.length < 2 || !agents[0]?.workflow) return only?.path;
  const picked = await vscode.window.showQuickPick(
    single
      .filter(({ path }) => path.length > 0)
      .map((agent) => ({ label: agent.name, detail: agent.description ?? "", path: agent.path })),
    { title: "Export Agent: which one?", placeHolder: "A request asks one agent" },
  );
  return picked?.path;
}

async function writeFolder(
  folder: vscode.Uri,
  files: readonly { path: string; text: string }[],
): Promise<vscode.Uri | undefined> {
  const there = await vscode.workspace.fs.stat(folder).then(
    () => true,
    () => false,
  );
  if (there) return refuse(`${vscode.workspace.asRelativePath(folder)} is already there. Nothing was written.`);
  const edit = new vscode.WorkspaceEdit();
  for (const { path, text } of files) {
    edit.createFile(vscode.Uri.joinPath(folder, path), { contents: new TextEncoder().encode(text) });
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    return refuse(`${vscode.workspace.asRelativePath(folder)} cannot be written.`);
  const main = vscode.Uri.joinPath(folder, files[0]?.path ?? "");
  await vscode.window.showTextDocument(main, { preview: false });
  return main;
}

function readGiven(argument: unknown): Given {
  if (argument instanceof vscode.Uri) return { uri: argument };
  if (!isObject(argument)) return {};
  const { uri, to, folder } = argument as Record<string, unknown>;
  const target = targets.find((each) => each.to === to)?.to;
  return {
    ...(uri instanceof vscode.Uri && { uri }),
    ...(target && { to: target }),
    ...(folder instanceof vscode.Uri && { folder }),
  };
}

function refuse(sentence: string): undefined {
  void vscode.window.showWarningMessage(sentence);
  return undefined;
}
