import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, samples, until } from "./world.ts";

/** The problems of a file once there are some. */
function problems(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  return until(`problems of ${uri.path}`, () => {
    const all = vscode.languages.getDiagnostics(uri);
    return all.length > 0 ? all : undefined;
  });
}

suite("In an agent definition", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("a wrong key is underlined, and its quick fix writes the nearest right one", async () => {
    const { document } = await open("wrong.agent.yaml", "format: agent/v1\nname: wrong\nmodle: gemini-3.5-flash\n");
    const [problem] = await problems(document.uri);
    assert(problem);
    assert.equal(document.getText(problem.range), "modle");
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = fixes.find((each) => /model/.test(each.title));
    assert(fix, `no fix among ${fixes.map((each) => each.title).join(", ")}`);
    if (fix.edit) assert.ok(await vscode.workspace.applyEdit(fix.edit));
    if (fix.command) await vscode.commands.executeCommand(fix.command.command, ...(fix.command.arguments ?? []));
    assert.equal(document.lineAt(2).text, "model: gemini-3.5-flash");
    await until("the problem to go", () =>
      vscode.languages.getDiagnostics(document.uri).every((each) => !each.message.includes("modle")),
    );
  });

  test("the code of a problem leads to the page of its rule, in the editor", async () => {
    const { document } = await open("rule.agent.yaml", "format: agent/v1\nname: rule\nmodle: gemini-3.5-flash\n");
    const [problem] = await problems(document.uri);
    const code = problem?.code;
    assert(code !== null && typeof code === "object", "no link");
    assert.equal(code.value, "AG107");
    assert.equal(code.target.toString(), `${vscode.env.uriScheme}://flashback.flashback/rules/AG107.md`);
    const page = vscode.Uri.joinPath(
      vscode.extensions.getExtension("flashback.flashback")?.extensionUri ?? document.uri,
      "media/rules/AG107.md",
    );
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(page)), /^# AG107: /);
  });

  test("a file that is missing is made by its quick fix, as a click does it, and the problem goes", async () => {
    const editor = await open(
      "missing.agent.yaml",
      "format: agent/v1\nname: missing\nmodel: gemini-3.8-flash\nsystem_instruction: {file: notes/opening_hours.txt}\n",
    );
    const { uri } = editor.document;
    const [problem] = await problems(uri);
    // No file has a name like it, so that making it is the first thing offered.
    assert.match(problem?.message ?? "", /notes\/opening_hours\.txt was not found/);
    assert(problem);
    editor.selection = new vscode.Selection(problem.range.start, problem.range.start);
    const made = vscode.Uri.joinPath(samples(), "notes/opening_hours.txt");
    const isThere = () =>
      vscode.workspace.fs.stat(made).then(
        () => true,
        () => false,
      );
    // The editor drops what was asked for when further problems arrive at that moment: one clicks again.
    await until("the file", async () => {
      if (await isThere()) return true;
      await vscode.commands.executeCommand("editor.action.codeAction", { kind: "quickfix", apply: "first" });
      return isThere();
    });
    await until("the problem to go", () =>
      vscode.languages.getDiagnostics(uri).every((each) => !each.message.includes("was not found")),
    );
    assert.equal(editor.document.isDirty, false);
  });

  test("the keys that may stand here are offered", async () => {
    const { document } = await open("keys.agent.yaml", "format: agent/v1\nname: keys\n\n");
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      new vscode.Position(2, 0),
    );
    const labels = list.items.map((item) => (typeof item.label === "string" ? item.label : item.label.label));
    for (const key of ["model", "system_instruction", "inputs", "tools"]) assert.ok(labels.includes(key), key);
    assert.ok(!labels.includes("name"), "a key that is there already is not offered again");
  });

  test("suggestions come while one types, and the tab key indents by two spaces", async () => {
    const { document } = await open("typed.agent.yaml", "format: agent/v1\nname: typed\n");
    const settings = vscode.workspace.getConfiguration("editor", document);
    // A key that is being typed is still a text to the grammar, and in texts VS Code suggests nothing by itself.
    assert.equal(settings.get<{ strings: string }>("quickSuggestions")?.strings, "on");
    assert.equal(settings.get("wordBasedSuggestions"), "off");
    assert.deepEqual([settings.get("insertSpaces"), settings.get("tabSize")], [true, 2]);
    assert.deepEqual([settings.get("formatOnType"), settings.get("linkedEditing")], [true, true]);
  });

  test("a key says what it is for", async () => {
    const { document } = await open("1-hello.agent.yaml");
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(3, 5),
    );
    const text = hovers.flatMap((hover) => hover.contents.map((c) => (typeof c === "string" ? c : c.value))).join("\n");
    assert.match(text, /system_instruction|instruction/);
  });

  test("Run, Compare and the cost stand above the agent", async () => {
    const { document } = await open("1-hello.agent.yaml");
    const titles = await until("the lenses", async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        100,
      );
      const all = lenses.map((lens) => lens.command?.title ?? "");
      return all.some((title) => title.includes("$0.")) ? all : undefined;
    });
    assert.ok(
      titles.some((title) => /Run/.test(title)),
      titles.join(" | "),
    );
    assert.ok(
      titles.some((title) => /Compare/.test(title)),
      titles.join(" | "),
    );
    assert.ok(
      titles.some((title) => /\$0\.\d+ \(80 %: 0?\.?\d.*–.*\) · .*\bin\b/.test(title)),
      titles.join(" | "),
    );
  });

  test("a definition in a sorry state still gets answers, and at most 100 problems", async () => {
    const text = `name: x\n\ttabbed: 1\n<<<<<<< HEAD\nmodel: "open\n${"unknown: 1\n".repeat(500)}`;
    const { document } = await open("sorry.agent.yaml", text);
    const all = await problems(document.uri);
    assert.ok(all.length <= 100, `${all.length} problems`);
  });

  test("a language server that is killed comes back by itself, once", async () => {
    const api = await activated();
    await problems((await open("wrong.agent.yaml", "name: a\nmodle: x\n")).document.uri);
    const first = await until("the server's process", () => api.serverProcessId());
    process.kill(first, "SIGKILL");
    await until("another process", () => {
      const now = api.serverProcessId();
      return now !== undefined && now !== first ? now : undefined;
    });
    const { document } = await open("again.agent.yaml", "name: b\nmodle: x\n");
    assert.equal(
      (await problems(document.uri)).some((problem) => document.getText(problem.range) === "modle"),
      true,
    );
  });

  test("the server can be restarted by hand", async () => {
    const api = await activated();
    const before = api.serverProcessId();
    await vscode.commands.executeCommand("flashback.restartServer");
    assert.notEqual(api.serverProcessId(), before);
    const { document } = await open("by-hand.agent.yaml", "name: c\nmodle: x\n");
    await problems(document.uri);
  });
});
