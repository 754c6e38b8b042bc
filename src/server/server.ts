import type { Connection, InitializeResult } from "vscode-languageserver";
import { toDiagnostic } from "./convert.ts";
import { features } from "./features/index.ts";
import { OpenDocument } from "./openDocument.ts";
import { Session } from "./session.ts";
import type { World } from "./world.ts";

/** What a definition may name: prompts, data, tools. */
const watched = "**/*.{md,txt,prompt,csv,jsonl,json,yaml,yml}";

/** Answers one editor about the definitions it has open: keeps them, publishes their problems, asks the features. */
export function startServer(connection: Connection, world: World): void {
  const session = new Session(connection, world);
  const { open } = session;
  const publishing = new Set<string>();

  connection.onInitialize((params) => {
    session.client = params.capabilities;
    session.isVsCode =
      params.initializationOptions?.vscode === true ||
      /visual studio code|vscode|vscodium|code - oss|cursor/i.test(params.clientInfo?.name ?? "");
    const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    world.useFolders?.(folders);
    return result;
  });
  connection.onInitialized(() => {
    if (!session.client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    const registration = {
      id: "files",
      method: "workspace/didChangeWatchedFiles",
      registerOptions: { watchers: [{ globPattern: watched }] },
    };
    session.safely("watch", undefined, () =>
      connection.sendRequest("client/registerCapability", { registrations: [registration] }),
    );
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, text, version } }) => {
    session.safely("open", undefined, () => {
      open.set(uri, new OpenDocument(uri, text, version, world.readTextBeside(uri)));
      publishSoon(uri);
    });
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    session.safely("change", undefined, () => {
      open.get(uri)?.change(contentChanges, version);
      publishSoon(uri);
    });
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    open.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  const filesChanged = () => {
    for (const [uri, document] of open) {
      document.forgetFiles();
      publishSoon(uri);
    }
    session.refreshEstimates();
  };
  connection.onDidSaveTextDocument(filesChanged);
  connection.onDidChangeWatchedFiles(filesChanged);
  for (const feature of features) feature.register(session);
  connection.listen();

  /** In the next turn of the event loop, once for all changes that have come by then; the last one is never lost. */
  function publishSoon(uri: string): void {
    if (publishing.has(uri)) return;
    publishing.add(uri);
    setTimeout(() => {
      publishing.delete(uri);
      void session.safely("diagnostics", undefined, () => publish(uri));
    }, 0);
  }

  async function publish(uri: string): Promise<void> {
    const document = open.get(uri);
    if (!document) return;
    send(document);
    const { version } = document;
    // A newer version has its own turn.
    if ((await document.readFiles()) && open.get(uri) === document && document.version === version) send(document);
  }

  function send(document: OpenDocument): void {
    const diagnostics = document.problems(world.wallMs()).map(toDiagnostic);
    void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
  }
}

const result: InitializeResult = {
  serverInfo: { name: "flashback" },
  capabilities: Object.assign(
    { positionEncoding: "utf-16", textDocumentSync: { openClose: true, change: 2, save: { includeText: false } } },
    ...features.map((feature) => feature.capabilities),
  ),
};
