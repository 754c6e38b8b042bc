import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, samples, tabs, until } from "./world.ts";

const agent = `agent_class: LlmAgent
name: greeter
model: gemini-3.5-flash
instruction: Greet {visitor} in one line.
`;

suite("A file of another language", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("stays YAML, and is checked and priced where it lies", async () => {
    const { document } = await open("adk/root_agent.yaml", agent.replace("instruction:", "instructon:"));
    assert.equal(document.languageId, "yaml");
    const problem = await until("a problem", () =>
      vscode.languages.getDiagnostics(document.uri).find((each) => /instructon/.test(each.message)),
    );
    assert.equal(problem.source, "flashback");
    const lens = await until("a lens with a price", async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
      );
      return lenses.find((each) => each.command?.title.startsWith("$0."));
    });
    assert.equal(lens.range.start.line, 1);
  });

  test("somebody else's YAML gets nothing", async () => {
    const text = "apiVersion: v1\nkind: Pod\nname: {{x}}\nname: twice\n";
    const other = await open("deploy/agent.yaml", text);
    // Ours, opened after it: when that one has its problem, the other has had its turn.
    const { document } = await open("adk/second/root_agent.yaml", "agent_class: LlmAgent\nname: a-b\ninstruction: x\n");
    await until("a problem", () => vscode.languages.getDiagnostics(document.uri).length > 0);
    assert.deepEqual(vscode.languages.getDiagnostics(other.document.uri), []);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      other.document.uri,
    );
    assert.deepEqual(lenses, []);
  });

  test("is shown as a definition before it becomes one, and Escape writes nothing", async () => {
    const { document } = await open("adk/third/root_agent.yaml", agent);
    const made = vscode.Uri.joinPath(document.uri, "../greeter.agent.yaml");
    let done = false;
    void vscode.commands.executeCommand("flashback.convert", { uri: document.uri }).then(() => {
      done = true;
    });
    await until("the comparison", () => tabs().some(({ input }) => input instanceof vscode.TabInputTextDiff));
    await until("the command to end", async () => {
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      return done;
    });
    await assert.rejects(async () => vscode.workspace.fs.stat(made));

    const created = await vscode.commands.executeCommand<vscode.Uri>("flashback.convert", {
      uri: document.uri,
      create: true,
    });
    assert.equal(created.path, made.path);
    const text = (await vscode.workspace.openTextDocument(created)).getText();
    assert.match(text, /^system_instruction: Greet \{\{visitor\}\} in one line\.$/m);
    // Not over what is there now.
    const again = await vscode.commands.executeCommand("flashback.convert", { uri: document.uri, create: true });
    assert.equal(again, undefined);
  });

  test("is what our own agent can become: a request opens unsaved, a folder is written", async () => {
    const { document } = await open("1-hello.agent.yaml");
    const request = await vscode.commands.executeCommand<vscode.Uri>("flashback.export", {
      uri: document.uri,
      to: "python",
    });
    assert.equal(request.scheme, "untitled");
    const script = await vscode.workspace.openTextDocument(request);
    assert.match(script.getText(), /GEMINI_API_KEY/);
    const folder = vscode.Uri.joinPath(samples(), "hello_adk");
    const main = await vscode.commands.executeCommand<vscode.Uri>("flashback.export", {
      uri: document.uri,
      to: "adk",
      folder,
    });
    assert.equal(main.path, vscode.Uri.joinPath(folder, "root_agent.yaml").path);
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(main)), /^agent_class: LlmAgent$/m);
  });
});
