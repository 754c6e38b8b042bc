import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, samples, until } from "./world.ts";

/** Its problems tell that the server knows the file. */
async function opened(name: string, text: string): Promise<vscode.TextEditor> {
  const editor = await open(name, text);
  await until("the outline", async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      editor.document.uri,
    );
    return symbols?.length ? symbols : undefined;
  });
  return editor;
}

suite("Writing an agent definition", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("formatting puts the file in order and leaves the prompt as it is", async () => {
    const { document } = await opened(
      "untidy.agent.yaml",
      "format:   agent/v1\nname: untidy   # the name\n\n\nsystem_instruction: |\n      Be  brief.  \n        - and kind\n\n\n      Always.\n",
    );
    await vscode.commands.executeCommand("editor.action.formatDocument");
    const tidy =
      "format: agent/v1\nname: untidy   # the name\n\nsystem_instruction: |\n  Be  brief.  \n    - and kind\n\n\n  Always.\n";
    await until("the formatted text", () => document.getText() === tidy || undefined);
  });

  test("a YAML file of another kind is left to its own formatter", async () => {
    const { document } = await open("other.yaml", "a:   1\nb:    2\n");
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
      "vscode.executeFormatDocumentProvider",
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    assert.equal(edits, undefined);
  });

  test("variables, agents and tools have colours of their own", async () => {
    const { document } = await opened(
      "colours.agent.yaml",
      "format: agent/v1\nname: colours\ninputs: {topic: string}\ninput: About {{topic}}\ntools: [google_search]\n",
    );
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      "vscode.provideDocumentSemanticTokensLegend",
      document.uri,
    );
    const tokens = await until("the colours", async () => {
      const found = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        "vscode.provideDocumentSemanticTokens",
        document.uri,
      );
      return found?.data.length ? found : undefined;
    });
    const found: string[] = [];
    let position = new vscode.Position(0, 0);
    for (let i = 0; i < tokens.data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = tokens.data.slice(i, i + 5);
      position = new vscode.Position(position.line + down, down === 0 ? position.character + right : right);
      const word = document.getText(new vscode.Range(position, position.translate(0, length)));
      found.push(`${word} ${legend.tokenTypes[type]}`);
    }
    assert.deepEqual(
      found.filter((each) => !each.startsWith("colours")),
      ["topic variable", "topic variable", "google_search function"],
    );
  });

  test("a variant's path is completed step by step", async () => {
    const text =
      "format: agent/v1\nname: paths\nmodel: gemini-3.8-flash\nvariants:\n  quick:\n    generation_config.\n";
    const { document } = await opened("paths.agent.yaml", text);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      new vscode.Position(5, 22),
      ".",
      100,
    );
    const level = list.items.find((item) => item.label === "thinking_level");
    assert(level, list.items.map((item) => String(item.label)).join(", "));
    const { documentation } = level;
    assert.match(
      documentation instanceof vscode.MarkdownString ? documentation.value : String(documentation),
      /thinks/,
    );
  });

  test("a prompt moves to a file of its own", async () => {
    const { document } = await opened(
      "moving.agent.yaml",
      "format: agent/v1\nname: moving\nmodel: gemini-3.8-flash\nsystem_instruction: |\n  You answer in one short paragraph.\n",
    );
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(4, 8, 4, 8),
      vscode.CodeActionKind.RefactorExtract.value,
    );
    const move = actions.find((each) => /^Move the prompt to/.test(each.title));
    assert(move?.edit, actions.map((each) => each.title).join(", "));
    assert.ok(await vscode.workspace.applyEdit(move.edit));
    assert.match(document.getText(), /system_instruction: \{file: prompts\/moving\.md\}/);
    const made = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(samples(), "prompts/moving.md"));
    assert.equal(made.getText(), "You answer in one short paragraph.\n");
  });

  test("Enter indents as the place asks", async () => {
    const editor = await opened(
      "enter.agent.yaml",
      "format: agent/v1\nname: enter\ntools:\n  - type: function\n    name: f\n    description: x\n",
    );
    const { document } = editor;
    editor.selection = new vscode.Selection(5, 18, 5, 18);
    await vscode.commands.executeCommand("default:type", { text: "\n" });
    await vscode.commands.executeCommand("default:type", { text: "parameters:" });
    await vscode.commands.executeCommand("default:type", { text: "\n" });
    await until("the indentation", () => document.lineAt(7).text === "      " || undefined);
    assert.equal(document.lineAt(6).text, "    parameters:");
  });
});
