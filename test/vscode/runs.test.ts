import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated, closeAll, open, samples, tabs, until } from "./world.ts";

/** Nothing has to be asked, so running it starts it. */
const ready = `format: agent/v1
name: ready
model: gemini-3.5-flash
system_instruction: Answer in one short paragraph.
input: Why is the sky blue?
variants:
  quick: {generation_config.thinking_level: minimal}
`;

const runs = () => vscode.Uri.joinPath(samples(), ".flashback", "runs");

async function recorded(): Promise<string[]> {
  // Before the first run there is no such folder.
  const entries = await vscode.workspace.fs.readDirectory(runs()).then(
    (all) => all,
    () => [],
  );
  return entries.map(([name]) => name).sort();
}

async function read(file: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}

/** The run folder that has come since `before` and whose manifest says how the run ended. */
function finishedRun(before: readonly string[]): Promise<{ id: string; manifest: string; trace: vscode.Uri }> {
  return until("a recorded run", async () => {
    const id = (await recorded()).find((name) => !before.includes(name));
    if (!id) return undefined;
    const manifest = await read(vscode.Uri.joinPath(runs(), id, "manifest.json"));
    if (!manifest || !/"(outcome|ended_at)"/.test(manifest)) return undefined;
    return { id, manifest, trace: vscode.Uri.joinPath(runs(), id, "trace.otlp.jsonl") };
  });
}

suite("Running an agent without a key", () => {
  suiteSetup(async () => {
    await activated();
    // What is asked here is whether it works, not how long a model would take.
    await vscode.workspace
      .getConfiguration("flashback")
      .update("simulator.latencyScale", 0, vscode.ConfigurationTarget.Workspace);
  });
  teardown(closeAll);

  test("goes to the simulator, shows a panel and records a trace", async () => {
    const before = await recorded();
    const { document } = await open("ready.agent.yaml", ready);
    await vscode.commands.executeCommand("flashback.run", { uri: document.uri.toString(), agentPath: [] });
    await until("the panel", () =>
      tabs().find((tab) => tab.input instanceof vscode.TabInputWebview && /runPanel/.test(tab.input.viewType)),
    );
    const { manifest, trace } = await finishedRun(before);
    assert.match(manifest, /"simulated":\s*true/);
    const lines = (await read(trace))?.trim().split("\n") ?? [];
    assert.ok(lines.length > 1, `${lines.length} lines`);
    for (const line of lines) JSON.parse(line);
  });

  test("keeps its records out of git", async () => {
    const ignore = await read(vscode.Uri.joinPath(samples(), ".flashback", ".gitignore"));
    assert.match(ignore ?? "", /^\/runs\/$/m);
  });

  test("a recorded trace opens as a replay", async () => {
    const [id] = await recorded();
    assert(id);
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.joinPath(runs(), id, "trace.otlp.jsonl"));
    const tab = await until("the replay", () =>
      tabs().find((each) => each.input instanceof vscode.TabInputCustom && each.input.viewType === "flashback.trace"),
    );
    assert.equal(tab.isActive, true);
  });

  test("the latest run can be replayed by a command", async () => {
    await vscode.commands.executeCommand("flashback.replayLast");
    const latest = (await recorded()).at(-1);
    assert(latest);
    await until("the replay of the latest run", () =>
      tabs().find((each) => each.input instanceof vscode.TabInputCustom && each.input.uri.path.includes(latest)),
    );
  });

  test("where nothing can be recorded the run goes on all the same", async () => {
    const folder = vscode.Uri.joinPath(samples(), ".flashback");
    await closeAll();
    await vscode.workspace.fs.delete(folder, { recursive: true });
    // A file in the way: permissions would not stop an administrator.
    await vscode.workspace.fs.writeFile(folder, new Uint8Array());
    const { document } = await open("ready.agent.yaml", ready);
    await vscode.commands.executeCommand("flashback.run", { uri: document.uri.toString(), agentPath: [] });
    await until("the panel", () => tabs().find((tab) => tab.input instanceof vscode.TabInputWebview));
    assert.equal((await vscode.workspace.fs.stat(folder)).size, 0, "the file in the way is left alone");
    await vscode.workspace.fs.delete(folder);
  });
});
