import * as vscode from "vscode";
import { recognise } from "../../core/foreign/recognise.ts";

/** Definitions, shared tools, and tests in a file of their own. */
const languageIds: readonly string[] = ["agent-yaml", "agent-tool-yaml", "agent-test-yaml"];

/** Of YAML files the server keeps those that it recognises, and answers nothing about the others. */
export const selector: readonly ({ readonly language: string } | { readonly pattern: string })[] = [
  ...languageIds.map((language) => ({ language })),
  { language: "yaml" },
  { pattern: "**/*.prompt" },
];

/** Whether the server is started for it: a definition of ours or in another language, but not any YAML. */
export function isOurs(document: vscode.TextDocument): boolean {
  if (languageIds.includes(document.languageId)) return true;
  const candidate = document.languageId === "yaml" || document.uri.path.endsWith(".prompt");
  return candidate && recognise(document.uri.path, document.getText()) !== undefined;
}

/** Whether another extension says what is wrong with any YAML, and outlines it. */
export function isYamlElsewhere(): boolean {
  return vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined;
}
