import fs from "node:fs";
import * as vscode from "vscode";
import type { Api } from "../../src/vscode/extension.ts";

/** Runs inside the extension host and writes `{activationMs, diagnosticsMs, lensMs}` where BENCH_REPORT says. */
export async function run(): Promise<void> {
  console.log(`${process.env.TEST_MARK ?? ""}VS Code ${vscode.version}`);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = vscode.extensions.getExtension<Api>("flashback.flashback");
  if (!folder || !extension) throw new Error("No folder, or no extension");
  const { activationMs } = await extension.activate();
  // A file is to be checked when it is opened, not when it is written.
  const settings = vscode.workspace.getConfiguration("flashback.diagnostics");
  await settings.update("scope", "openFiles", vscode.ConfigurationTarget.Workspace);
  // The first file wakes the server; what is measured is the next one, as in a day's work.
  await opened(await write(folder, "first.agent.yaml", definition(5)));
  const times = [];
  for (let i = 0; i < 5; i++) times.push(await opened(await write(folder, `bench-${i}.agent.yaml`, definition(28))));
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  fs.writeFileSync(
    process.env.BENCH_REPORT ?? "bench.json",
    JSON.stringify({
      activationMs,
      diagnosticsMs: median(times.map((t) => t.diagnostics)),
      lensMs: median(times.map((t) => t.lens)),
    }),
  );
}

/** Milliseconds from asking for the file until its one problem and its lenses are there. */
async function opened(file: vscode.Uri): Promise<{ diagnostics: number; lens: number }> {
  const began = performance.now();
  const diagnostics = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error(`No diagnostics for ${file.path}`)), 60_000).unref();
    const listener = vscode.languages.onDidChangeDiagnostics((event) => {
      if (!event.uris.some((uri) => uri.toString() === file.toString())) return;
      if (vscode.languages.getDiagnostics(file).length === 0) return;
      listener.dispose();
      resolve(performance.now() - began);
    });
  });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
  const lens = (async () => {
    for (;;) {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", file, 100);
      if (all.length > 0) return performance.now() - began;
    }
  })();
  return { diagnostics: await diagnostics, lens: await lens };
}

async function write(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const file = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return file;
}

/** Seven lines an agent, and four more; one key is wrong. 28 agents make 200 lines. */
function definition(agents: number): string {
  const lines = ["format: agent/v1", "name: bench", "modle: gemini-3.5-flash", "agents:"];
  for (let i = 0; i < agents; i++)
    lines.push(
      `  agent_${i}:`,
      "    model: gemini-3.5-flash",
      "    description: Answers questions about one part of the product.",
      "    system_instruction: |",
      "      You answer questions about {{topic}} in one paragraph.",
      "      Quote a price only if it is in the attached list.",
      '    input: "{{message}}"',
    );
  return `${lines.join("\n")}\n`;
}
