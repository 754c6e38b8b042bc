import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, samples, tabs, until } from "./world.ts";

suite("New Agent", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("makes an agent from a template, with the cursor at what changes first, and no problem in it", async () => {
    const folder = vscode.Uri.joinPath(samples(), "made");
    const main = await vscode.commands.executeCommand<vscode.Uri>("flashback.newAgent", {
      template: "support_team",
      name: "front_desk",
      folder,
    });
    assert.equal(main.path, vscode.Uri.joinPath(folder, "front_desk.agent.yaml").path);
    const editor = vscode.window.activeTextEditor;
    assert(editor && editor.document.uri.path === main.path);
    assert.match(editor.document.getText(), /^name: front_desk$/m);
    assert.match(editor.document.lineAt(editor.selection.active.line - 2).text, /# Change first:/);
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, "prompts/house_rules.md"));
    // The lens comes from the server: by then it has checked the file.
    await until("a lens", async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", main);
      return lenses.length > 0;
    });
    assert.deepEqual(vscode.languages.getDiagnostics(main), []);
  });

  test("writes over nothing, and Escape leaves nothing", async () => {
    const folder = vscode.Uri.joinPath(samples(), "kept");
    const mine = vscode.Uri.joinPath(folder, "data/messages.jsonl");
    await vscode.workspace.fs.writeFile(mine, new TextEncoder().encode("mine"));
    const given = { template: "classifier", name: "sorter", folder };
    assert.equal(await vscode.commands.executeCommand("flashback.newAgent", given), undefined);
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(mine)), "mine");
    assert.deepEqual(await names(folder), ["data"]);

    const before = await names(samples());
    const asking = vscode.commands.executeCommand("flashback.newAgent", { template: "hello", name: "never" });
    // The list of folders opens, and is left.
    let done = false;
    void asking.then(() => {
      done = true;
    });
    await until("the command to end", async () => {
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      return done;
    });
    assert.deepEqual(await names(samples()), before);
  });

  test("undo takes all of it back, with its folders; what has been changed since stays", async () => {
    const before = await names(samples());
    const given = { template: "support_team", name: "taken_back", folder: vscode.Uri.joinPath(samples(), "new/team") };
    const make = () => vscode.commands.executeCommand<vscode.Uri>("flashback.newAgent", given);
    await make();
    assert.deepEqual(await names(given.folder), ["data", "prompts", "taken_back.agent.yaml"]);
    await vscode.commands.executeCommand("undo");
    await until("everything to go", async () => (await names(samples())).join() === before.join());
    assert.deepEqual(
      tabs().filter((tab) => tab.label.startsWith("taken_back")),
      [],
    );

    const main = await make();
    const rules = vscode.Uri.joinPath(given.folder, "prompts/house_rules.md");
    const editor = await vscode.window.showTextDocument(rules);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Mine. "));
    await editor.document.save();
    const { document } = await vscode.window.showTextDocument(main);
    const text = document.getText();
    // The editor says so in a dialog, which it does not open in tests.
    await vscode.commands.executeCommand("undo").then(undefined, () => undefined);
    assert.equal(document.getText(), text);
    assert.deepEqual(await names(given.folder), ["data", "prompts", "taken_back.agent.yaml"]);
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(rules)), /^Mine\. /);
  });
});

async function names(folder: vscode.Uri): Promise<readonly string[]> {
  return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
}
