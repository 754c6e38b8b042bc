import path from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { findChrome } from "../../scripts/host.mjs";

const root = path.join(import.meta.dirname, "../..");

async function bundled(entry: { entryPoints: string[] } | { stdin: { contents: string; resolveDir: string } }) {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    platform: "browser",
    format: "iife",
    write: false,
    logLevel: "silent",
  });
  return outputFiles?.[0]?.text ?? "";
}

/** An editor in the page: it has two files, and answers for them as the web extension does. */
const editor = `
import { BrowserMessageReader, BrowserMessageWriter, createProtocolConnection } from "vscode-languageserver/browser";
const files = { "prompts/kind.md": "Be kind to {{who}}.\\n", "desk.agent.yaml": "format: agent/v1\\nname: desk\\nmodel: gemini-3.8-flash\\n" };
const folder = "vscode-vfs://github/our%2Bown/";
window.play = async (text, position) => {
  const worker = new Worker("/server.js");
  const connection = createProtocolConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
  connection.onRequest("flashback/readFile", ({ uri }) => ({ text: files[uri.slice(folder.length)] }));
  connection.onRequest("flashback/listFiles", () => Object.keys(files).map((name) => folder + name));
  let told;
  connection.onNotification("textDocument/publishDiagnostics", (params) => { if (params.uri.endsWith("/a.agent.yaml")) told = params.diagnostics; });
  connection.listen();
  const { serverInfo } = await connection.sendRequest("initialize", {
    processId: null, rootUri: null, workspaceFolders: [{ uri: folder.slice(0, -1), name: "own" }], capabilities: {}, initializationOptions: { files: true },
  });
  connection.sendNotification("initialized", {});
  const textDocument = { uri: folder + "a.agent.yaml", languageId: "agent-yaml", version: 1, text };
  connection.sendNotification("textDocument/didOpen", { textDocument });
  const problems = async (count) => {
    while (told?.length !== count) await new Promise((resolve) => setTimeout(resolve, 20));
    return told.map(({ code, message }) => code + " " + message);
  };
  const ask = (method, more) => connection.sendRequest("textDocument/" + method, { textDocument, ...more });
  const found = {
    serverInfo,
    problems: await problems(2),
    keys: (await ask("completion", { position: { line: 5, character: 0 } })).map(({ label }) => label),
    files: (await ask("completion", { position: { line: 3, character: 27 } })).map(({ label }) => label),
    hover: (await ask("hover", { position: { line: 0, character: 2 } })).contents.value,
    lenses: await ask("codeLens", {}),
  };
  worker.terminate();
  return found;
};`;

test("in a real web worker it checks, completes and explains, and sees the files that the editor reads for it", async () => {
  const pages: Record<string, string> = {
    "/": "<!DOCTYPE html><script src=/editor.js></script>",
    "/editor.js": await bundled({ stdin: { contents: editor, resolveDir: root } }),
    "/server.js": await bundled({ entryPoints: [path.join(root, "src/server/web.ts")] }),
  };
  const browser = await chromium.launch({ ...(await findChrome()), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("pageerror", (error) => said.push(String(error)));
    // Nothing leaves the machine: every address is answered from here, or not at all.
    await page.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      const body = pages[pathname];
      const contentType = pathname === "/" ? "text/html" : "text/javascript";
      return body === undefined ? route.abort() : route.fulfill({ body, contentType });
    });
    await page.goto("http://editor.example/");
    const text =
      "format: agent/v1\nname: a\nmodel: gemini-3.8-flash\nsystem_instruction: {file: prompts/kind.md}\ninput: {file: prompts/none.md}\n\n";
    const found = await page.evaluate((text) => (globalThis as never as { play(t: string): unknown }).play(text), text);
    expect(said).toEqual([]);
    expect(found).toMatchObject({
      serverInfo: { name: "flashback" },
      problems: [expect.stringMatching(/^AG301 .*who/), expect.stringMatching(/^AG201 .*none\.md/)],
      keys: expect.arrayContaining(["generation_config"]),
      files: expect.arrayContaining(["prompts/kind.md"]),
      hover: expect.stringContaining("format"),
      // Without a vocabulary there are no costs, and nothing runs here.
      lenses: [],
    });
  } finally {
    await browser.close();
  }
});
