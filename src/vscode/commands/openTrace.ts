import * as vscode from "vscode";
import { listRuns } from "../../node/runFolder.ts";
import type { Services } from "../services.ts";

/** Replays the trace it is given, else the latest one of the workspace, else asks for a file. */
export async function openTrace(_services: Services, file?: unknown): Promise<void> {
  const trace = file instanceof vscode.Uri ? file : ((await latestTrace()) ?? (await pickTrace()));
  if (trace) await vscode.commands.executeCommand("vscode.openWith", trace, "flashback.trace");
}

async function latestTrace(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const runs = (await Promise.all(folders.map((folder) => listRuns(folder.uri.fsPath)))).flat();
  const latest = runs.sort((a, b) => b.startedAt - a.startedAt)[0];
  return latest && vscode.Uri.file(latest.trace);
}

async function pickTrace(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: "Open a trace",
    filters: { "OTLP traces": ["jsonl"], "All files": ["*"] },
  });
  return picked?.[0];
}
