import * as vscode from "vscode";

const text = `format: agent/v1
name: my_agent
model: gemini-3.5-flash
system_instruction: Answer in one short paragraph.
input: "{{input}}"
`;

/** An untitled definition that is already right and can be run. */
export async function newAgent(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "agent-yaml", content: text });
  const editor = await vscode.window.showTextDocument(document);
  const at = text.indexOf("my_agent");
  editor.selection = new vscode.Selection(document.positionAt(at), document.positionAt(at + "my_agent".length));
}
