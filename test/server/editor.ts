import { PassThrough } from "node:stream";
import type { ClientCapabilities, Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver";
import {
  createConnection,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Logger } from "../../src/core/base/logger.ts";
import type { TokenCounter } from "../../src/core/tokens/counter.ts";
import { tokens } from "../../src/core/tokens/units.ts";
import { startServer } from "../../src/server/server.ts";
import type { World } from "../../src/server/world.ts";

/** An editor and the server, joined by streams as two processes would be. */
export interface Editor {
  readonly connection: MessageConnection;
  readonly files: Map<string, string>;
  readonly log: string[];
  /** Number of `workspace/codeLens/refresh` so far. */
  refreshes(): number;
  counterReady(): void;
  open(name: string, text: string): Promise<readonly Diagnostic[]>;
  /** Replaces columns of a line, as typing does; answers the diagnostics of the new version. */
  type(name: string, line: number, from: number, to: number, text: string): Promise<readonly Diagnostic[]>;
  ask<T>(method: string, name: string, more?: object): Promise<T>;
  diagnostics(name: string, version: number): Promise<readonly Diagnostic[]>;
  close(): void;
}

export const today = Date.UTC(2026, 10, 24);
const folder = "file:///project/";

/** `workspace`: more of what the editor can do. */
export async function openEditor(
  world: Partial<World> = {},
  workspace: ClientCapabilities["workspace"] = {
    workspaceEdit: { documentChanges: true, resourceOperations: ["create", "rename"] },
  },
): Promise<Editor> {
  const toServer = new PassThrough();
  const toEditor = new PassThrough();
  const files = new Map<string, string>();
  const log: string[] = [];
  const logger: Logger = { log: (level, message) => log.push(`${level} ${message}`) };
  let ready: () => void = () => {};
  let exact = false;
  const counter: TokenCounter = {
    name: "words",
    count: async (texts) => texts.map((text) => ({ tokens: tokens(text.split(/\s+/).length), exact })),
  };
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toEditor)), {
    wallMs: () => today,
    readTextBeside: () => async (name) => files.get(name),
    filesBeside: async () => [...files.keys()],
    openCounter(onReady) {
      ready = onReady;
      return counter;
    },
    logger,
    ...world,
  });
  const connection = createMessageConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
  const published = new Map<string, PublishDiagnosticsParams>();
  const waiting: { uri: string; version: number; resolve: (found: readonly Diagnostic[]) => void }[] = [];
  let refreshes = 0;
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params);
    for (const wait of waiting.splice(0)) {
      if (wait.uri === params.uri && (params.version ?? 0) >= wait.version) wait.resolve(params.diagnostics);
      else waiting.push(wait);
    }
  });
  connection.onRequest("workspace/codeLens/refresh", () => {
    refreshes++;
    return null;
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    clientInfo: { name: "Visual Studio Code" },
    capabilities: {
      workspace: {
        codeLens: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        ...workspace,
      },
      textDocument: { definition: { linkSupport: true } },
    },
  });
  await connection.sendNotification("initialized", {});

  const versions = new Map<string, number>();
  const uriOf = (name: string) => folder + name;
  const diagnostics = (name: string, version: number) =>
    new Promise<readonly Diagnostic[]>((resolve) => {
      const last = published.get(uriOf(name));
      if (last && (last.version ?? 0) >= version) resolve(last.diagnostics);
      else waiting.push({ uri: uriOf(name), version, resolve });
    });
  return {
    connection,
    files,
    log,
    refreshes: () => refreshes,
    counterReady() {
      exact = true;
      ready();
    },
    diagnostics,
    async open(name, text) {
      versions.set(name, 1);
      published.delete(uriOf(name));
      const answer = diagnostics(name, 1);
      const textDocument = { uri: uriOf(name), languageId: "agent-yaml", version: 1, text };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
      return answer;
    },
    async type(name, line, from, to, text) {
      const version = (versions.get(name) ?? 0) + 1;
      versions.set(name, version);
      const answer = diagnostics(name, version);
      const range = { start: { line, character: from }, end: { line, character: to } };
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uriOf(name), version },
        contentChanges: [{ range, text }],
      });
      return answer;
    },
    ask: (method, name, more = {}) =>
      connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: uriOf(name) }, ...more }),
    close() {
      connection.dispose();
      toServer.destroy();
      toEditor.destroy();
    },
  };
}

export function said(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${d.range.start.line}:${d.range.start.character} ${d.code} ${d.message}`);
}
