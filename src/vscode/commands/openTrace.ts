import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { traceViewType } from "../trace/traceEditor.ts";

/** Replays the trace it is given, such as the one chosen in the explorer; otherwise asks for one. */
export async function openTrace(_services: Services, file?: unknown): Promise<void> {
  const trace = file instanceof vscode.Uri ? file : await pickTrace();
  if (trace) await vscode.commands.executeCommand("vscode.openWith", trace, traceViewType);
}

async function pickTrace(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: "Open a trace",
    filters: { "OTLP traces": ["jsonl", "json"], "All files": ["*"] },
  });
  return picked?.[0];
}
