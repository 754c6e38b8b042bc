import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, until } from "./world.ts";
import type { YamlExtension } from "./yamlExtension/extension.ts";

/** Its name is said twice, a key is misspelt, and the formatter has something to do. */
const agent = `agent_class: LlmAgent
name: greeter
name: welcomer
model:   gemini-3.8-flash
instructon: Greet them.
`;

suite("Beside Red Hat's YAML extension", () => {
  let yaml: YamlExtension;
  suiteSetup(async () => {
    await activated();
    const extension = vscode.extensions.getExtension<YamlExtension>("redhat.vscode-yaml");
    assert(extension, "the other extension is there");
    yaml = await extension.activate();
    await yaml.start();
  });
  suiteTeardown(() => yaml.stop());
  teardown(closeAll);

  test("each mistake in a file of another language is told once, by the one whose it is", async () => {
    const { document } = await open("beside/root_agent.yaml", agent);
    const told = await until("both to have looked", () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return new Set(found.map(({ source }) => source)).size > 1 ? found : undefined;
    });
    assert.deepEqual(told.map(({ source, range }) => `${range.start.line} ${source}`).sort(), [
      "2 YAML",
      "4 flashback",
    ]);
  });

  test("outline, hover and folding are the other one's; the cost is ours; formatting asks nobody", async () => {
    const text = agent.replace("name: welcomer\n", "");
    const { document } = await open("beside/second/root_agent.yaml", text);
    const ask = <T>(command: string, ...more: unknown[]) =>
      vscode.commands.executeCommand<T | undefined>(command, document.uri, ...more);
    const outline = await until("an outline", async () => {
      const found = await ask<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider");
      return found?.length ? found : undefined;
    });
    assert.deepEqual(
      outline.map(({ name }) => name),
      ["agent_class", "name", "model", "instructon"],
    );
    await until("what a run costs", async () => {
      const lenses = await ask<vscode.CodeLens[]>("vscode.executeCodeLensProvider");
      return lenses?.some(({ command }) => command?.title.startsWith("$0.")) || undefined;
    });
    const at = new vscode.Position(3, 2);
    // The other one has no schema for it, and neither of us invents something.
    assert.deepEqual(await ask("vscode.executeHoverProvider", at), []);
    // With two formatters the editor would ask which one, and change nothing.
    await vscode.commands.executeCommand("editor.action.formatDocument");
    await until("the formatted text", () => document.getText() === text.replace(":   ", ": ") || undefined);
  });

  test("our own files are ours alone", async () => {
    const text = "format: agent/v1\nname: alone\nname: alone\nmodel:   gemini-3.8-flash\nmodle: x\n";
    const { document } = await open("beside.agent.yaml", text);
    // Opened behind it: when the other one has told of this, it has had its turn at the first.
    const other = await open("beside/third/notes.yaml", "a: 1\na: 2\n");
    await until("the other one", () => vscode.languages.getDiagnostics(other.document.uri).length > 0);
    const told = await until("our problems", () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 1 ? found : undefined;
    });
    assert.deepEqual([...new Set(told.map(({ source }) => source))], ["flashback"]);
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.equal(outline.filter(({ name }) => name === "model").length, 1);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("editor.action.formatDocument");
    await until("the formatted text", () => document.getText().includes("model: gemini") || undefined);
  });
});
