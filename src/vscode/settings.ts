import * as vscode from "vscode";

/** The settings of `flashback.*`, read when they are needed; names and defaults stand in package.json. */
export interface Settings {
  /** Empty when the user did not redirect the calls. */
  readonly baseUrl: string;
  readonly concurrency: number;
  readonly confirmAboveUsd: number;
  readonly latencyScale: number;
  /** A folder of the user's own templates, as written; empty when there is none. */
  readonly templatesFolder: string;
}

export function readSettings(): Settings {
  const all = vscode.workspace.getConfiguration("flashback");
  return {
    baseUrl: all.get("baseUrl", ""),
    concurrency: all.get("concurrency", 4),
    confirmAboveUsd: all.get("compare.confirmAboveUsd", 1),
    latencyScale: all.get("simulator.latencyScale", 1),
    templatesFolder: all.get("templates.folder", ""),
  };
}
