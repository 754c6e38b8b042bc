import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, tabs, until } from "./world.ts";

suite("The team", () => {
  suiteSetup(activated);
  teardown(closeAll);

  test("is drawn beside its definition, once, and the cursor stays in the text", async () => {
    const editor = await open("4-support-team.agent.yaml");
    await vscode.commands.executeCommand("flashback.showTeam");
    const shown = () => tabs().filter((tab) => tab.label === "Team: 4-support-team.agent.yaml");
    await until("the panel", () => shown().length === 1);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, editor.document.uri.path);
    await vscode.commands.executeCommand("flashback.showTeam", editor.document.uri);
    assert.equal(shown().length, 1);
    assert.notEqual(shown()[0]?.group.viewColumn, editor.viewColumn);
  });

  test("is not asked of another kind of file", async () => {
    await open("notes.txt", "nothing");
    await vscode.commands.executeCommand("flashback.showTeam");
    assert.equal(tabs().filter((tab) => tab.label.startsWith("Team:")).length, 0);
  });
});
