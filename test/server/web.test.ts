import path from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** What a web worker has, and nothing of Node. */
function worker(code: string) {
  const answers: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const listeners: ((event: { data: object }) => void)[] = [];
  const scope: Record<string, unknown> = {
    addEventListener: (_: string, listener: (event: { data: object }) => void) => listeners.push(listener),
    console,
    performance,
    setTimeout,
    clearTimeout,
    TextEncoder,
    TextDecoder,
    URL,
    postMessage(message: Record<string, unknown>) {
      answers.push(structuredClone(message));
      for (const look of waiting) look();
    },
  };
  scope.self = scope;
  vm.runInNewContext(code, scope);
  const post = (data: object) => {
    for (const listener of listeners) listener({ data });
    (scope.onmessage as ((event: { data: object }) => void) | undefined)?.({ data });
  };
  const answer = (matches: (message: Record<string, unknown>) => boolean) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const look = () => {
        const found = answers.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { post, answer };
}

test("in a web worker, without anything of Node, it finds problems and completes", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(import.meta.dirname, "../../src/server/web.ts")],
    bundle: true,
    platform: "browser",
    format: "iife",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error("Nothing was built.");
  const outside = Object.values(metafile.outputs).flatMap((output) => output.imports.filter((each) => each.external));
  expect(outside).toEqual([]);

  const { post, answer } = worker(bundle.text);
  const params = { processId: null, rootUri: null, capabilities: {} };
  post({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  expect(await answer(({ id }) => id === 1)).toMatchObject({ result: { serverInfo: { name: "flashback" } } });
  post({ jsonrpc: "2.0", method: "initialized", params: {} });
  const uri = "vscode-vfs://web/a.agent.yaml";
  const text = "format: agent/v1\nname: x\nmodle: gemini-3.8-flash\n";
  const textDocument = { uri, languageId: "agent-yaml", version: 1, text };
  post({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
  const published = await answer(({ method }) => method === "textDocument/publishDiagnostics");
  expect(JSON.stringify(published)).toContain("modle");
  const position = { line: 3, character: 0 };
  post({ jsonrpc: "2.0", id: 2, method: "textDocument/completion", params: { textDocument: { uri }, position } });
  expect(JSON.stringify(await answer(({ id }) => id === 2))).toContain("system_instruction");
});
