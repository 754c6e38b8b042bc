import { PassThrough } from "node:stream";
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
  Registration,
  RegistrationParams,
  ServerCapabilities,
} from "vscode-languageserver";
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
  /** What the server said that it can do, and what it asked to be asked for later. */
  readonly capabilities: ServerCapabilities;
  readonly registered: readonly Registration[];
  /** Number of `workspace/codeLens/refresh` so far. */
  refreshes(): number;
  counterReady(): void;
  /** `languageId`: "agent-yaml" unless it is said. */
  open(name: string, text: string, languageId?: string): Promise<readonly Diagnostic[]>;
  /** Replaces columns of a line, as typing does; answers the diagnostics of the new version. */
  type(name: string, line: number, from: number, to: number, text: string): Promise<readonly Diagnostic[]>;
  ask<T>(method: string, name: string, more?: object): Promise<T>;
  diagnostics(name: string, version: number): Promise<readonly Diagnostic[]>;
  /** What was published last, of a file that is open or not. */
  shown(name: string): string[] | undefined;
  close(): void;
}

export const today = Date.UTC(2026, 10, 24);
const folder = "file:///project/";

export interface EditorOptions {
  /** What lies in the folder when it is opened. Without it the server looks at no disk. */
  readonly files?: Readonly<Record<string, string>>;
  /** More of what the editor can do, or other things. */
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  readonly folders?: readonly string[];
  /** What another editor says in place of all of this. */
  readonly initialize?: object;
}

export async function openEditor(world: Partial<World> = {}, options: EditorOptions = {}): Promise<Editor> {
  const toServer = new PassThrough();
  const toEditor = new PassThrough();
  const files = new Map<string, string>(Object.entries(options.files ?? {}));
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
    readTextBeside: () => async (name) => files.get(name.replace(/^\.\//, "")),
    filesBeside: async () => [...files.keys()],
    async openCounter(onReady) {
      ready = onReady;
      return counter;
    },
    logger,
    ...(options.files ? disk(files) : {}),
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
  const registered: Registration[] = [];
  connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
    registered.push(...registrations);
    return null;
  });
  connection.listen();
  const { capabilities } = await connection.sendRequest<InitializeResult>("initialize", {
    processId: null,
    rootUri: folder,
    ...(options.folders ? { workspaceFolders: options.folders.map((uri) => ({ uri, name: uri })) } : {}),
    ...(options.initializationOptions ? { initializationOptions: options.initializationOptions } : {}),
    clientInfo: { name: "Visual Studio Code" },
    capabilities: {
      ...options.capabilities,
      workspace: {
        codeLens: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        workspaceEdit: { documentChanges: true, resourceOperations: ["create", "rename"] },
        ...options.capabilities?.workspace,
      },
      textDocument: {
        definition: { linkSupport: true },
        completion: { completionItem: { snippetSupport: true } },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        ...options.capabilities?.textDocument,
      },
    },
    ...options.initialize,
  });
  await connection.sendNotification("initialized", {});

  const versions = new Map<string, number>();
  const uriOf = (name: string) => (name.startsWith("file:") ? name : folder + name);
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
    capabilities,
    registered,
    refreshes: () => refreshes,
    counterReady() {
      exact = true;
      ready();
    },
    diagnostics,
    shown(name) {
      const last = published.get(uriOf(name));
      return last && said(last.diagnostics);
    },
    async open(name, text, languageId = "agent-yaml") {
      versions.set(name, 1);
      published.delete(uriOf(name));
      const answer = diagnostics(name, 1);
      const textDocument = { uri: uriOf(name), languageId, version: 1, text };
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

/** The files of a test as a disk. Names that begin with `file:` lie outside of the folder. */
function disk(files: ReadonlyMap<string, string>): Pick<World, "findDefinitions" | "readFile"> {
  const uriOf = (name: string) => (name.startsWith("file:") ? name : folder + name);
  return {
    findDefinitions: async (within, { matches, depth = 32 }) => {
      const inside = within.endsWith("/") ? within : `${within}/`;
      return [...files.keys()].map(uriOf).filter((uri) => {
        const rest = uri.startsWith(inside) ? uri.slice(inside.length) : undefined;
        return rest !== undefined && rest.split("/").length <= depth + 1 && matches(rest);
      });
    },
    readFile: async (uri) => {
      const text = files.get(uri.startsWith(folder) ? uri.slice(folder.length) : uri);
      return text === undefined ? {} : { text };
    },
  };
}

export function said(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${d.range.start.line}:${d.range.start.character} ${d.code} ${d.message}`);
}
