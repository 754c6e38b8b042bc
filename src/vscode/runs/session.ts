import { createHash, randomBytes } from "node:crypto";
import path from "node:path";
import * as vscode from "vscode";
import { parseAgentDocument } from "../../core/document/agentDocument.ts";
import type { AgentDefinition, Path, ResolvedAgent, Variant } from "../../core/document/definition.ts";
import { type FlatDocument, flatten, readingDocuments } from "../../core/document/extend.ts";
import { agentsOf, variantsOf } from "../../core/document/readDefinition.ts";
import { resolveAgent } from "../../core/document/resolve.ts";
import { runIdAt } from "../../core/runs/setup.ts";
import type { Connection } from "../../protocol/run.ts";
import type { Services } from "../services.ts";

/** One agent of one definition: what the lens, the palette and a reopened panel name. */
export interface Target {
  readonly uri: vscode.Uri;
  readonly agentPath: Path;
}

/** A definition as it stands in the editor at this moment, saved or not. */
export interface Definition {
  readonly uri: vscode.Uri;
  readonly text: string;
  /** With what it inherits. */
  readonly document: FlatDocument;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
  /** Relative to the workspace folder, with `/`. */
  readonly file: string;
  /** The folder under which `.flashback` is kept. */
  readonly root: string;
  readonly variants: readonly Variant[];
}

/** Nothing where the file cannot be read: it was deleted, or lies on a disk that is gone. */
export async function readDefinition(services: Services, uri: vscode.Uri): Promise<Definition | undefined> {
  let text: string;
  try {
    text = (await vscode.workspace.openTextDocument(uri)).getText();
  } catch (error) {
    services.logger.log("info", `runs: ${uri.toString()} cannot be read: ${String(error)}`);
    return undefined;
  }
  const document = await flatten(parseAgentDocument(text), readingDocuments(services.readTextBeside(uri)));
  return {
    uri,
    text,
    document,
    hash: createHash("sha256").update(text).digest("hex"),
    file: vscode.workspace.asRelativePath(uri, false).replaceAll("\\", "/"),
    root: rootOf(services, uri),
    variants: variantsOf(document),
  };
}

/** The workspace folder; for a lone file its own folder; for one that was never saved the extension's storage. */
export function rootOf(services: Services, uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder) return folder.uri.fsPath;
  return uri.scheme === "file"
    ? path.dirname(uri.fsPath)
    : (services.context.storageUri ?? services.context.globalStorageUri).fsPath;
}

/** The agent at a path, with a variant's changes. */
export function agentAt(definition: Definition, agentPath: Path, variant: string): AgentDefinition | undefined {
  const changes = definition.variants.find((one) => one.name === variant);
  if (!changes) return undefined;
  const wanted = JSON.stringify(agentPath);
  return agentsOf(definition.document, changes).find((agent) => JSON.stringify(agent.path) === wanted);
}

/** The same with its files and shared tools read. */
export async function resolvedAt(
  services: Services,
  definition: Definition,
  agentPath: Path,
  variant: string,
): Promise<ResolvedAgent | undefined> {
  const agent = agentAt(definition, agentPath, variant);
  return agent && resolveAgent(agent, services.readTextBeside(definition.uri));
}

/** The agents of a definition that are no teams themselves, with their files and shared tools read. */
export async function resolvedMembers(
  services: Services,
  definition: Definition,
  variant: string,
): Promise<readonly ResolvedAgent[]> {
  const changes = definition.variants.find((one) => one.name === variant);
  const agents = changes ? agentsOf(definition.document, changes) : [];
  const read = services.readTextBeside(definition.uri);
  return Promise.all(agents.filter((agent) => !agent.workflow).map((agent) => resolveAgent(agent, read)));
}

/** What a command was called with; else the agent at the cursor of the definition in front. */
export async function targetOf(services: Services, argument: unknown): Promise<Target | undefined> {
  const named = readTarget(argument);
  if (named) return named;
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isDefinition(editor.document)) return undefined;
  const definition = await readDefinition(services, editor.document.uri);
  return definition && { uri: definition.uri, agentPath: agentPathAt(definition, editor.selection.active.line) };
}

function isDefinition(document: vscode.TextDocument): boolean {
  return document.languageId === "agent-yaml" || /\.agent\.ya?ml$/.test(document.uri.path);
}

/** The last agent that begins at or above this line; the file's own where there is none. */
function agentPathAt(definition: Definition, line: number): Path {
  const agents = agentsOf(definition.document);
  const runnable = agents.filter((agent) => agent.path.length > 0 && agent.nameRange.start.line <= line);
  return runnable.at(-1)?.path ?? agents[0]?.path ?? [];
}

function readTarget(argument: unknown): Target | undefined {
  if (argument instanceof vscode.Uri) return { uri: argument, agentPath: [] };
  if (typeof argument !== "object" || argument === null) return undefined;
  const { uri, agentPath } = argument as { uri?: unknown; agentPath?: unknown };
  const at = uri instanceof vscode.Uri ? uri : typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  return at && { uri: at, agentPath: readPath(agentPath) };
}

/** A path that came from outside: keys and indexes, anything else is the file's own agent. */
export function readPath(value: unknown): Path {
  return Array.isArray(value) && value.every((key) => typeof key === "string" || typeof key === "number") ? value : [];
}

export function targetKey({ uri, agentPath }: Target): string {
  return `${uri.toString()}#${JSON.stringify(agentPath)}`;
}

/** A name for a run's folder: sorts by time, and two of the same millisecond differ. */
export function newRunId(services: Services, more = ""): string {
  const salt = randomBytes(3).toString("hex");
  return runIdAt(services.clock.now().wallMs, more ? `${salt}-${more.replaceAll(".", "-")}` : salt);
}

/** Where a run would go now, as the panels show it. */
export async function connectionOf(services: Services): Promise<Connection> {
  const { endpoint, simulated } = await services.endpoint();
  return {
    kind: endpoint.kind,
    simulated,
    trusted: vscode.workspace.isTrusted,
    ...(endpoint.keySource !== undefined && { keySource: endpoint.keySource }),
  };
}

/** Opens the definition with the cursor on the agent's name. */
export async function showAgent(services: Services, { uri, agentPath }: Target): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
  const definition = await readDefinition(services, uri);
  const range = definition && agentAt(definition, agentPath, "base")?.nameRange;
  if (!range) return;
  const at = new vscode.Position(range.start.line, range.start.character);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
