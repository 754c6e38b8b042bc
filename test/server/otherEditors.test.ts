import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Location,
  LocationLink,
  SymbolInformation,
  TextEdit,
} from "vscode-languageserver";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { type Editor, openEditor, said } from "./editor.ts";

/** What an editor says of itself when it starts a server. */
interface Recorded {
  readonly clientInfo?: { readonly name: string; readonly version?: string };
  readonly capabilities: ClientCapabilities & {
    readonly workspace?: { readonly diagnostic?: { readonly refreshSupport: boolean } };
  };
  readonly rootUri?: null;
}

/** As the editors sent it, recorded from the wire. */
const folder = path.join(import.meta.dirname, "../fixtures/editors");
const recorded: readonly (readonly [name: string, says: Recorded])[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => [path.basename(file, ".json"), JSON.parse(readFileSync(path.join(folder, file), "utf8"))]);
const bare: Recorded = { capabilities: { general: { positionEncodings: ["utf-8"] } }, rootUri: null };

let editor: Editor;
afterEach(() => editor.close());

const broken = 'format: agent/v1\nname: a\nmodle: x\ninputs: {topic: string}\ninput:   "Ü {{topic}}"\n\n';
const desk = "format: agent/v1\nname: desk\nmodel: gemini-3.8-flash\nsystem_instruction: Be kind to them.\n";

test("five other editors are known", () => {
  expect(recorded.map(([name]) => name)).toEqual([
    "helix-25.01.1",
    "helix-25.07.1",
    "neovim-0.10.4",
    "neovim-0.12.4",
    "neovim-0.7.2",
  ]);
  editor = { close() {} } as Editor;
});

describe.each([...recorded, ["an editor that says nothing of itself", bare] as const])("%s", (_, says) => {
  const { capabilities } = says;
  const { textDocument = {}, workspace = {} } = capabilities;

  /** Opens it, with the requests that the server sends to the editor. */
  async function start() {
    const asked: string[] = [];
    editor = await openEditor(
      {},
      {
        files: { "desk.agent.yaml": desk, "broken.agent.yaml": broken },
        initialize: { clientInfo: undefined, rootUri: "file:///project", ...says },
      },
    );
    editor.connection.onRequest((method, params) => {
      asked.push(method);
      return method === "workspace/configuration" ? (params as { items: object[] }).items.map(() => null) : null;
    });
    return asked;
  }
  /** Told, or asked for. */
  async function problems(name: string, text: string): Promise<readonly string[]> {
    const told = editor.open(name, text, "yaml.agent");
    if (!textDocument.diagnostic) return said(await told);
    const { items } = await editor.ask<{ items: Diagnostic[] }>("diagnostic", name);
    return said(items);
  }

  test("is told what is wrong, by pushing or by pulling", async () => {
    await start();
    expect(await problems("broken.agent.yaml", broken)).toEqual([
      '2:0 AG107 "modle" is not a key of the language. Did you mean "model"?',
    ]);
    expect(editor.log.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  test("gets suggestions that it can write, without commands of another editor", async () => {
    await start();
    await problems("broken.agent.yaml", broken);
    const items = await editor.ask<CompletionItem[]>("completion", "broken.agent.yaml", {
      position: { line: 5, character: 0 },
    });
    expect(items.map(({ label }) => label)).toContain("system_instruction");
    expect(items.filter(({ command }) => command)).toEqual([]);
    const snippets = items.filter(({ insertTextFormat }) => insertTextFormat === 2).length > 0;
    expect(snippets).toBe(textDocument.completion?.completionItem?.snippetSupport === true);
    if (!snippets) expect(items.filter(({ textEdit }) => /\$\{?\d/.test((textEdit as TextEdit).newText))).toEqual([]);
  });

  test("gets hovers, definitions, an outline, formatting and repairs in a shape that it knows", async () => {
    await start();
    await problems("broken.agent.yaml", broken);
    const hover = await editor.ask<Hover>("hover", "broken.agent.yaml", { position: { line: 4, character: 1 } });
    expect(JSON.stringify(hover.contents)).toContain("The user's turn");
    const [to] = await editor.ask<(Location | LocationLink)[]>("definition", "broken.agent.yaml", {
      position: { line: 4, character: 15 },
    });
    expect(to && "targetUri" in to).toBe(textDocument.definition?.linkSupport === true);
    const outline = await editor.ask<(DocumentSymbol | SymbolInformation)[]>("documentSymbol", "broken.agent.yaml");
    const nested = textDocument.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
    expect(outline.every((symbol) => "location" in symbol !== nested)).toBe(true);
    const topic = outline.find(({ name }) => name === "topic");
    expect(topic).toEqual(nested ? undefined : expect.objectContaining({ containerName: "inputs" }));
    const edits = await editor.ask<TextEdit[]>("formatting", "broken.agent.yaml", {
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits.length).toBeGreaterThan(0);
    const start2 = { line: 2, character: 1 };
    const [repair] = await editor.ask<CodeAction[]>("codeAction", "broken.agent.yaml", {
      range: { start: start2, end: start2 },
      context: { diagnostics: [] },
    });
    expect(repair?.title).toBe("Rename to model");
  });

  test("is offered to move a prompt to a file when it can create files", async () => {
    await start();
    await problems("desk.agent.yaml", desk);
    const at = { line: 3, character: 25 };
    const actions = await editor.ask<CodeAction[]>("codeAction", "desk.agent.yaml", {
      range: { start: at, end: at },
      context: { diagnostics: [], only: ["refactor.extract"] },
    });
    const creates = workspace.workspaceEdit?.resourceOperations?.includes("create") === true;
    expect(actions.some(({ title }) => title.startsWith("Move the prompt to"))).toBe(creates);
  });

  test("sees what an agent costs, and no button that it cannot press", async () => {
    await start();
    await problems("desk.agent.yaml", desk);
    const lenses = await editor.ask<CodeLens[]>("codeLens", "desk.agent.yaml");
    expect(lenses.map(({ command }) => [command?.command, command?.title.includes("$(")])).toEqual([["", false]]);
    expect(lenses[0]?.command?.title).toMatch(/^\$0\.0\d+ /);
  });

  test("learns that a file has gone, and is asked nothing that it has not said it can answer", async () => {
    const asked = await start();
    const text = desk.replace("Be kind to them.", "{file: kind.md}");
    editor.files.set("kind.md", "Be kind.\n");
    expect(await problems("desk.agent.yaml", text)).toEqual([]);
    await editor.ask("codeLens", "desk.agent.yaml");
    editor.counterReady();
    editor.files.delete("kind.md");
    const uri = "file:///project/kind.md";
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 3 }] });
    // Helix says it under a name of its own.
    const asksAgain = (workspace.diagnostics ?? workspace.diagnostic)?.refreshSupport === true;
    const again = "workspace/diagnostic/refresh";
    if (textDocument.diagnostic && asksAgain) await expect.poll(() => asked, { timeout: 10_000 }).toContain(again);
    const now = async () => {
      if (!textDocument.diagnostic) return editor.shown("desk.agent.yaml");
      return said((await editor.ask<{ items: Diagnostic[] }>("diagnostic", "desk.agent.yaml")).items);
    };
    await expect.poll(now, { timeout: 10_000 }).toEqual([expect.stringContaining("AG201")]);
    const can: Record<string, boolean> = {
      "workspace/configuration": workspace.configuration === true,
      "window/workDoneProgress/create": capabilities.window?.workDoneProgress === true,
      "workspace/codeLens/refresh": workspace.codeLens?.refreshSupport === true,
      "workspace/inlayHint/refresh": workspace.inlayHint?.refreshSupport === true,
      [again]: asksAgain,
    };
    expect(asked.filter((method) => can[method] !== true)).toEqual([]);
    const watches = workspace.didChangeWatchedFiles?.dynamicRegistration === true;
    expect(editor.registered.some(({ id }) => id === "files")).toBe(watches);
  });
});

test("an editor that says which of our commands it has gets their buttons", async () => {
  editor = await openEditor(
    {},
    { initialize: { clientInfo: { name: "Neovim" }, initializationOptions: { commands: ["flashback.run"] } } },
  );
  await editor.open("desk.agent.yaml", desk);
  const lenses = await editor.ask<CodeLens[]>("codeLens", "desk.agent.yaml");
  expect(lenses.map(({ command }) => command?.command)).toEqual(["flashback.run", ""]);
});

test("over its own streams: an address that is none is no reason to fail", async () => {
  const program = path.join(import.meta.dirname, "../../src/cli/main.ts");
  const child = spawn(process.execPath, [program, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  editor = {
    close() {
      connection.dispose();
      child.kill();
    },
  } as Editor;
  connection.listen();
  // Neovim makes this of the folder `.`.
  const answer = await connection.sendRequest("initialize", { processId: null, rootUri: "file://.", capabilities: {} });
  expect(answer).toMatchObject({ serverInfo: { name: "flashback" } });
  await connection.sendRequest("shutdown");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await connection.sendNotification("exit");
  expect(await ended).toBe(0);
});
