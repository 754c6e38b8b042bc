import path from "node:path";
import * as vscode from "vscode";
import { isObject } from "../../core/base/json.ts";
import { definitionNameFor } from "../../core/foreign/names.ts";
import { convertible, dialectNames, recognise } from "../../core/foreign/recognise.ts";
import type { Loss } from "../../core/foreign/source.ts";
import { listFolder } from "../../node/listFolder.ts";
import type { Services } from "../services.ts";
import { showPreview } from "./preview.ts";

/** What the command may be given: the file, and whether the choice has been made. */
interface Given {
  readonly uri?: vscode.Uri;
  readonly create: boolean;
}

/**
 * A file of another language as a definition. First it is shown beside the original, with a list of what is lost or
 * changed; the file is made only when that is wanted, and nothing is written over.
 */
export async function convert(services: Services, argument: unknown): Promise<vscode.Uri | undefined> {
  const given = readGiven(argument);
  const uri = given.uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!uri) return refuse("Open the file that shall be converted.");
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const dialect = recognise(uri.path, text);
  if (!dialect || dialect === "native" || !convertible.has(dialect)) {
    const can = [...convertible].map((each) => dialectNames[each]).join(", ");
    return refuse(`${path.posix.basename(uri.path)} is in none of the languages that can be converted: ${can}.`);
  }
  const { convertFile } = await import("../../core/foreign/conversions.ts");
  const converted = await convertFile(text, dialect, {
    name: path.posix.basename(uri.path),
    readText: services.readTextBeside(uri),
    files: dialect === "gemini" ? await listFolder(path.dirname(uri.fsPath)) : [],
    wallMs: services.clock.now().wallMs,
  });
  const out = vscode.Uri.joinPath(uri, "..", definitionNameFor(path.posix.basename(uri.path), converted.value));
  if (!given.create) {
    const title = `${path.posix.basename(uri.path)} → ${path.posix.basename(out.path)}`;
    await showPreview(services, uri, out, converted.text, title);
    const losses = converted.losses.map((loss) => ({
      ...loss,
      uri: loss.file === undefined ? uri : vscode.Uri.joinPath(uri, "..", loss.file),
    }));
    if (!(await accept(losses, path.posix.basename(out.path), dialectNames[dialect]))) return undefined;
  }
  return create(out, converted.text);
}

/** The choice, with what it costs. A loss leads to its place in the file. */
export async function accept(
  losses: readonly (Loss & { readonly uri: vscode.Uri })[],
  name: string,
  language: string,
): Promise<boolean> {
  const lost = losses.filter(({ kind }) => kind === "lost");
  const changed = losses.filter(({ kind }) => kind === "changed");
  const item = (loss: (typeof losses)[number]) => ({
    label: `$(${loss.kind === "lost" ? "trash" : "edit"}) ${path.posix.basename(loss.uri.path)}:${loss.range.start.line + 1}`,
    detail: loss.message,
    loss,
  });
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, loss: undefined });
  const picked = await vscode.window.showQuickPick(
    [
      { label: `$(check) Create ${name}`, description: losses.length === 0 ? "nothing is lost" : "", loss: undefined },
      ...(lost.length > 0 ? [separator(`lost (${lost.length})`), ...lost.map(item)] : []),
      ...(changed.length > 0 ? [separator(`changed (${changed.length})`), ...changed.map(item)] : []),
    ],
    {
      title: `${language}: ${lost.length} lost, ${changed.length} changed`,
      placeHolder: "Create it, or choose a line to see where it stands",
      ignoreFocusOut: true,
      matchOnDetail: true,
    },
  );
  if (!picked) return false;
  if (!picked.loss) return true;
  const { uri, range } = picked.loss;
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await vscode.window.showTextDocument(uri, { selection });
  return false;
}

async function create(uri: vscode.Uri, text: string): Promise<vscode.Uri | undefined> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  const there = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (there || !(await vscode.workspace.applyEdit(edit))) {
    return refuse(
      `${vscode.workspace.asRelativePath(uri)} ${there ? "is already there" : "cannot be written"}. Nothing was written.`,
    );
  }
  await vscode.window.showTextDocument(uri, { preview: false });
  return uri;
}

function readGiven(argument: unknown): Given {
  if (argument instanceof vscode.Uri) return { uri: argument, create: false };
  if (!isObject(argument)) return { create: false };
  const { uri, create } = argument as Record<string, unknown>;
  const from = uri instanceof vscode.Uri ? uri : typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  return { create: create === true, ...(from && { uri: from }) };
}

function refuse(sentence: string): undefined {
  void vscode.window.showWarningMessage(sentence);
  return undefined;
}
