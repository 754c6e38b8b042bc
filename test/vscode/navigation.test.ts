import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { activated, closeAll, open, samples, until } from "./world.ts";

const head = "format: agent/v1\nmodel: gemini-3.8-flash\n";

async function write(name: string, text: string): Promise<vscode.Uri> {
  const file = vscode.Uri.joinPath(samples(), name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return file;
}

async function textOf(file: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(file)).getText();
}

/** The place of a word in the text. */
function at(document: vscode.TextDocument, word: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(word) + 1);
}

suite("Among definitions", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("problems of a definition that nobody has opened stand in the Problems panel, once each", async () => {
    const file = await write("nav/unopened.agent.yaml", `${head}name: unopened\nmodle: x\n`);
    await open("1-hello.agent.yaml");
    const problems = await until("its problem", () => {
      const found = vscode.languages.getDiagnostics(file);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(problems.length, 1);
    const mended = await write("nav/deleted.agent.yaml", `${head}name: deleted\nmodle: x\n`);
    await until("the problem of another", () => vscode.languages.getDiagnostics(mended).length === 1);
    await write("nav/deleted.agent.yaml", `${head}name: deleted\n`);
    await until("it to be mended", () => vscode.languages.getDiagnostics(mended).length === 0);
    await write("nav/deleted.agent.yaml", `${head}name: deleted\nmodle: x\n`);
    await until("it to be wrong again", () => vscode.languages.getDiagnostics(mended).length === 1);
    await vscode.workspace.fs.delete(mended);
    await until("the problem to go with its file", () => vscode.languages.getDiagnostics(mended).length === 0);
    // Opened, a file is asked about by itself; still each problem is told once.
    const { document } = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, new vscode.Position(3, 1));
    assert.equal(vscode.languages.getDiagnostics(file).length, 1);
  });

  test("a folder of definitions that comes all at once, as a checkout brings it, is checked", async () => {
    const folder = vscode.Uri.joinPath(samples(), "nav", "brought", "by", "git");
    const file = vscode.Uri.joinPath(folder, "x.agent.yaml");
    // Not through the editor, and faster than it can watch what is new.
    mkdirSync(folder.fsPath, { recursive: true });
    writeFileSync(file.fsPath, `${head}name: x\nmodle: x\n`);
    await until("its problem", () => vscode.languages.getDiagnostics(file).length === 1);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(samples(), "nav", "brought"), { recursive: true });
    await until("the problem to go with its folder", () => vscode.languages.getDiagnostics(file).length === 0);
  });

  test("references of a tool, and its new name, in every file", async () => {
    const tool = await write("nav/t.tool.yaml", "format: tool/v1\ntype: function\nname: give_back\n");
    const other = await write(
      "nav/other.agent.yaml",
      `${head}name: other\ntools: [{ref: t.tool.yaml}]\npolicy: {deny: [give_back]}\n`,
    );
    const { document } = await open(
      "nav/one.agent.yaml",
      `${head}name: one\ntools: [{ref: t.tool.yaml}]\npolicy: {approve: [give_back]}\n`,
    );
    const position = at(document, "give_back");
    const places = await until("three places", async () => {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeReferenceProvider",
        document.uri,
        position,
      );
      return found.length === 3 ? found : undefined;
    });
    assert.deepEqual(places.map((place) => place.uri.path.split("/").at(-1)).toSorted(), [
      "one.agent.yaml",
      "other.agent.yaml",
      "t.tool.yaml",
    ]);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      position,
      "refund",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    for (const file of [tool, other, document.uri]) assert.match(await textOf(file), /\brefund\b/);
    await assert.rejects(
      async () =>
        await vscode.commands.executeCommand(
          "vscode.executeDocumentRenameProvider",
          document.uri,
          position,
          "two words",
        ),
      /cannot be a name here/,
    );
    await vscode.workspace.saveAll();
  });

  test("the call hierarchy goes from an agent to those that call it, across files", async () => {
    await write("nav/team.agent.yaml", `${head}name: team\nsub_agents: [desk.agent.yaml]\n`);
    const { document } = await open("nav/desk.agent.yaml", `${head}name: desk\n`);
    const incoming = await until("a caller", async () => {
      const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
        "vscode.prepareCallHierarchy",
        document.uri,
        at(document, "desk"),
      );
      if (!item) return undefined;
      const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
        "vscode.provideIncomingCalls",
        item,
      );
      return calls.length > 0 ? calls : undefined;
    });
    assert.deepEqual(
      incoming.map((call) => call.from.name),
      ["team"],
    );
  });

  test("a file that gets another name takes the paths that name it along", async () => {
    const style = await write("nav/style.md", "Be brief.\n");
    const { document } = await open(
      "nav/styled.agent.yaml",
      `${head}name: styled\nsystem_instruction: [{file: ./style.md}]\n`,
    );
    await until("the link", async () => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        document.uri,
        10,
      );
      return links.some((link) => link.target?.path.endsWith("/nav/style.md"));
    });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(style, vscode.Uri.joinPath(samples(), "nav/voice.md"));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until("the path to follow", () => document.getText().includes("{file: ./voice.md}"));
    await vscode.workspace.saveAll();
  });

  suiteTeardown(() => vscode.workspace.fs.delete(vscode.Uri.joinPath(samples(), "nav"), { recursive: true }));

  test("the tests of an agent, in a file of their own, know its names and follow a rename", async () => {
    const { document: agent } = await open(
      "tested.agent.yaml",
      'format: agent/v1\nname: tested\nmodel: gemini-3.8-flash\ninputs: {message: string}\ninput: "{{message}}"\n',
    );
    const { document } = await open(
      "tested.agent.test.yaml",
      "format: agent-test/v1\nagent: tested.agent.yaml\ntests:\n  - name: one\n    vars: {message: hi}\n    assert: [{type: contains, value: x}]\n",
    );
    assert.equal(document.languageId, "agent-test-yaml");
    const at = new vscode.Position(4, 13);
    const hover = await until("the hover", async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        at,
      );
      return found.length > 0 ? found : undefined;
    });
    const [said] = hover.flatMap((each) => each.contents);
    assert(said instanceof vscode.MarkdownString);
    assert.match(said.value, /In `tested\.agent\.yaml`/);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      at,
      "question",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(agent.getText(), /inputs: \{question: string\}\ninput: "\{\{question\}\}"/);
    assert.match(document.getText(), /vars: \{question: hi\}/);
  });
});
