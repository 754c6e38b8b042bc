import type { ClientCapabilities, Connection, InitializeResult } from "vscode-languageserver";
import { canonical, folderOf } from "../core/language/address.ts";
import { fileReferences } from "../core/language/fileReferences.ts";
import { features } from "./features/index.ts";
import { OpenDocument } from "./openDocument.ts";
import { type Feature, Session } from "./session.ts";
import type { FileChange } from "./workspace/filesChanged.ts";
import type { World } from "./world.ts";

/** What a definition may name, when it changes; anything that comes or goes, since that may be a folder of them. */
const watchers = [
  { globPattern: "**/*.{md,txt,prompt,csv,jsonl,json,yaml,yml}", kind: 2 },
  { globPattern: "**/*", kind: 5 },
];
/** Before the whole workspace is read: what is open comes first. Milliseconds. */
const beforeReading = 100;

/** What reads definitions from the disk: not before the editor has its first answers. */
const onDisk = () => import("./workspace/firstCheck.ts");

/** Answers one editor about its definitions: keeps those it has open, knows the others, asks the features. */
export function startServer(connection: Connection, world: World): void {
  const session = new Session(connection, world);
  const { open, workspace, diagnostics } = session;
  quietWhenGone(connection);
  let configured: unknown;
  /** Prices that an editor without such a setting has given at its start. */
  let started: unknown;

  connection.onInitialize((params) => {
    session.client = params.capabilities;
    session.isVsCode =
      params.initializationOptions?.vscode === true ||
      /visual studio code|vscode|vscodium|code - oss|cursor/i.test(params.clientInfo?.name ?? "");
    session.commands = params.initializationOptions?.commands ?? (session.isVsCode ? undefined : []);
    session.rulePages = params.initializationOptions?.rulePages ?? world.rulePages;
    configured = params.initializationOptions?.diagnosticsScope;
    started = params.initializationOptions?.prices;
    session.trusted = params.initializationOptions?.trusted !== false;
    session.foreign.yamlElsewhere = params.initializationOptions?.yamlElsewhere !== false;
    const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    world.useOptions?.(params.initializationOptions ?? {});
    workspace.useFolders(folders);
    return resultFor(session.client);
  });
  connection.onInitialized(() => {
    const registrations: object[] = registeredLater(session.client);
    if (session.client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const method = "workspace/didChangeWatchedFiles";
      registrations.push({ id: "files", method, registerOptions: { watchers } });
    }
    if (session.client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      const method = "workspace/didChangeConfiguration";
      registrations.push({ id: "settings", method, registerOptions: { section: "flashback" } });
    }
    if (registrations.length > 0) {
      session.safely("watch", undefined, () => connection.sendRequest("client/registerCapability", { registrations }));
    }
    const { folders } = workspace;
    session.readMore(async () => {
      await Promise.all([configure(), new Promise<void>((resolve) => setTimeout(resolve, beforeReading))]);
      const { firstCheck } = await onDisk();
      await firstCheck(session, folders);
    });
  });
  connection.onNotification("flashback/trusted", () => session.safely("trusted", undefined, () => session.trust()));
  connection.onDidChangeConfiguration(() => session.safely("settings", undefined, configure));
  connection.onNotification("workspace/didChangeWorkspaceFolders", ({ event }: FoldersChange) => {
    const removed = new Set(event.removed.map((folder) => canonical(folder.uri)));
    const added = event.added.map((folder) => folder.uri);
    const before = [...workspace.uris()];
    workspace.useFolders([...workspace.folders.filter((folder) => !removed.has(folder)), ...added]);
    const now = new Set(workspace.uris());
    for (const uri of before) if (!now.has(uri)) diagnostics.gone(uri);
    session.readMore(async () => (await onDisk()).firstCheck(session, added));
  });

  connection.onDidOpenTextDocument(({ textDocument }) => {
    session.safely("open", undefined, () => {
      const { uri, text, version } = textDocument;
      if (session.foreign.opened(textDocument)) return;
      const key = canonical(uri);
      const document = new OpenDocument(uri, text, version, {
        readText: world.readTextBeside(uri),
        files: (now) => workspace.textsFor(key, fileReferences(now)),
        looking: () => session.looking,
      });
      open.set(uri, document);
      workspace.opened(document);
      diagnostics.publishSoon(document);
      diagnostics.touched(uri);
      if (!workspace.isInside(key)) session.readMore(async () => (await onDisk()).readBeside(session, folderOf(key)));
    });
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    session.safely("change", undefined, () => {
      const document = open.get(uri);
      if (!document) return session.foreign.changed(uri, contentChanges, version);
      document.change(contentChanges, version);
      workspace.changed(document);
      diagnostics.publishSoon(document);
      diagnostics.touched(uri);
    });
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    session.safely("close", undefined, () => {
      if (session.foreign.closed(uri) || !open.delete(uri)) return;
      workspace.closed(uri);
      diagnostics.closed(uri);
    });
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    session.safely("save", undefined, () => session.foreign.saved(uri));
    filesChanged([{ uri, type: 2 }]);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(changes));
  connection.onShutdown(() => diagnostics.release());
  for (const feature of features) feature.register(session);
  connection.listen();

  function filesChanged(changes: readonly FileChange[]): void {
    void session.safely("files", undefined, async () =>
      (await import("./workspace/filesChanged.ts")).filesChanged(session, changes),
    );
  }

  async function configure(): Promise<void> {
    const { configuration } = session.client.workspace ?? {};
    let prices: unknown;
    if (configuration) {
      prices = await connection.workspace.getConfiguration("flashback.prices");
      // An editor without such a setting answers null: then it holds what it said at its start.
      configured = (await connection.workspace.getConfiguration("flashback.diagnostics.scope")) ?? configured;
    }
    await session.usePrices(prices ?? started);
    diagnostics.checkEverything(configured !== "openFiles");
  }
}

/**
 * The library logs through the connection, also that a message could not be sent because the editor has gone; and that
 * throws where nobody catches it.
 */
function quietWhenGone({ console }: Connection): void {
  for (const level of ["error", "warn", "info", "log"] as const) {
    const say = console[level].bind(console);
    console[level] = (message) => {
      try {
        say(message);
      } catch {
        // Nobody is left to be told.
      }
    };
  }
}

interface FoldersChange {
  readonly event: { readonly added: readonly { uri: string }[]; readonly removed: readonly { uri: string }[] };
}

/** The files of the language, also where an editor calls them by another name. */
const ownFiles = [
  { language: "agent-yaml" },
  { language: "agent-tool-yaml" },
  { language: "agent-test-yaml" },
  { pattern: "**/*.{agent,tool,agent.test}.{yaml,yml}" },
];

function isRegisteredLater({ ownFiles: parts }: Feature, client: ClientCapabilities): boolean {
  return parts?.every((part) => part.canRegister(client) === true) ?? false;
}

function registeredLater(client: ClientCapabilities): object[] {
  return features
    .filter((feature) => isRegisteredLater(feature, client))
    .flatMap((feature) => feature.ownFiles ?? [])
    .map(({ method, options }) => ({
      id: method,
      method,
      registerOptions: { documentSelector: ownFiles, ...options },
    }));
}

function resultFor(client: ClientCapabilities): InitializeResult {
  const now = features.filter((feature) => !isRegisteredLater(feature, client));
  return {
    serverInfo: { name: "flashback" },
    capabilities: Object.assign(
      {
        positionEncoding: "utf-16",
        textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
      },
      ...now.map((feature) => feature.capabilities),
    ),
  };
}
