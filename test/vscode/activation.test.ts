import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, extensionId, open } from "./world.ts";

suite("The extension", () => {
  teardown(closeAll);

  test("wakes up when an agent definition is opened, within 50 ms of processor time", async () => {
    const editor = await open("1-hello.agent.yaml");
    assert.equal(editor.document.languageId, "agent-yaml");
    const { activationCpuMs, activationMs } = await activated();
    assert.ok(activationCpuMs <= 50, `took ${activationCpuMs} ms, by the clock ${activationMs} ms`);
  });

  test("knows .agent.yml too, and leaves other YAML alone", async () => {
    assert.equal((await open("short.agent.yml", "name: short\n")).document.languageId, "agent-yaml");
    assert.equal((await open("notes.yaml", "name: short\n")).document.languageId, "yaml");
  });

  test("knows shared tools, and tests in a file of their own", async () => {
    assert.equal((await open("tools/refund.tool.yaml")).document.languageId, "agent-tool-yaml");
    assert.equal((await open("a.agent.test.yaml", "tests: []\n")).document.languageId, "agent-test-yaml");
  });

  test("every command of the manifest is there", async () => {
    await activated();
    const known = new Set(await vscode.commands.getCommands(true));
    const promised: { command: string }[] =
      vscode.extensions.getExtension(extensionId)?.packageJSON.contributes.commands ?? [];
    assert.ok(promised.length > 5);
    assert.deepEqual(
      promised.map((c) => c.command).filter((c) => !known.has(c)),
      [],
    );
  });
});
