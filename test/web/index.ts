import * as vscode from "vscode";

/** What the editor calls inside its worker; there is no Node here, and no mocha. A rejection fails the run. */
export async function run(): Promise<void> {
  const found: Record<string, unknown> = {};
  const extension = vscode.extensions.getExtension("flashback.flashback");
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!extension || !folder) throw new Error("No extension, or no folder.");
  found.node = typeof process !== "undefined" && process.versions?.node !== undefined;
  found.activated = await extension.activate();
  const commands = new Set(await vscode.commands.getCommands(true));
  const promised: { command: string }[] = extension.packageJSON.contributes.commands;
  found.missingCommands = promised.map(({ command }) => command).filter((command) => !commands.has(command));
  const uri = vscode.Uri.joinPath(folder.uri, "web.agent.yaml");
  const text =
    "format: agent/v1\nname: web\nmodle: x\nsystem_instruction: {file: prompts/house-style.md}\ninput: {file: prompts/none.md}\n\n";
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  const codes = () => vscode.languages.getDiagnostics(uri).map(({ code }) => (code as { value: string }).value);
  const end = Date.now() + 60_000;
  while (codes().length < 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  found.problems = codes().sort();
  const ask = <T>(name: string, ...more: unknown[]) => vscode.commands.executeCommand<T>(name, uri, ...more);
  const list = await ask<vscode.CompletionList>("vscode.executeCompletionItemProvider", new vscode.Position(5, 0));
  found.completes = list.items.some(({ label }) => label === "generation_config");
  const hovers = await ask<vscode.Hover[]>("vscode.executeHoverProvider", new vscode.Position(0, 2));
  found.explains = hovers.length;
  found.buttons = (await ask<vscode.CodeLens[]>("vscode.executeCodeLensProvider"))?.length ?? 0;
  console.log(`#flashback# ${JSON.stringify(found)}`);
}
