import type {
  ClientCapabilities,
  CodeAction,
  CodeActionParams,
  Connection,
  Hover,
  InitializeResult,
  Position,
  TextDocumentPositionParams,
} from "vscode-languageserver";
import type { AgentDocument } from "../core/document/agentDocument.ts";
import { complete } from "../core/language/complete.ts";
import { definition } from "../core/language/definition.ts";
import { documentSymbols } from "../core/language/documentSymbols.ts";
import { estimateHover } from "../core/language/estimateCard.ts";
import { foldingRanges } from "../core/language/foldingRanges.ts";
import { hover } from "../core/language/hover.ts";
import { agentLenses } from "../core/language/lens.ts";
import { promptHints } from "../core/language/promptHints.ts";
import { fixAll, quickFixes } from "../core/language/quickFixes.ts";
import type { TokenCounter } from "../core/tokens/counter.ts";
import { toCodeAction, toDiagnostic, toLink } from "./convert.ts";
import { OpenDocument } from "./openDocument.ts";
import type { World } from "./world.ts";

const fixAllKind = "source.fixAll.flashback";
/** What a definition may name: prompts, data, tools. */
const watched = "**/*.{md,txt,prompt,csv,jsonl,json,yaml,yml}";

/** Answers one editor about the definitions it has open. A mistake of ours in one answer leaves the others alone. */
export function startServer(connection: Connection, world: World): void {
  const open = new Map<string, OpenDocument>();
  const publishing = new Set<string>();
  let client: ClientCapabilities = {};
  let isVsCode = false;
  let counter: TokenCounter | undefined;

  connection.onInitialize((params) => {
    client = params.capabilities;
    isVsCode =
      params.initializationOptions?.vscode === true ||
      /visual studio code|vscode|vscodium|code - oss|cursor/i.test(params.clientInfo?.name ?? "");
    const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    world.useFolders?.(folders);
    return result;
  });
  connection.onInitialized(() => {
    if (!client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    const registration = {
      id: "files",
      method: "workspace/didChangeWatchedFiles",
      registerOptions: { watchers: [{ globPattern: watched }] },
    };
    safely("watch", undefined, () =>
      connection.sendRequest("client/registerCapability", { registrations: [registration] }),
    );
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, text, version } }) => {
    safely("open", undefined, () => {
      open.set(uri, new OpenDocument(uri, text, version, world.readTextBeside(uri)));
      publishSoon(uri);
    });
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    safely("change", undefined, () => {
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
    refreshEstimates();
  };
  connection.onDidSaveTextDocument(filesChanged);
  connection.onDidChangeWatchedFiles(filesChanged);

  connection.onCompletion((params) =>
    answer("completion", params, null, async (document, position) => {
      const files = await world.filesBeside(document.uri);
      const items = complete(document.document, position, { wallMs: world.wallMs(), files });
      return items ? [...items] : null;
    }),
  );
  connection.onHover((params) =>
    answer<Hover | null>("hover", params, null, async (document, position) => {
      // Nobody who asks about another word waits for an estimate.
      const estimates = isAgentName(document.document, position) ? await newestEstimates(document) : [];
      const context = { uri: document.uri, commands: isVsCode, estimates };
      const card = estimates.length > 0 ? estimateHover(document.document, position, context) : undefined;
      return card ?? hover(document.document, position, { wallMs: world.wallMs() }) ?? null;
    }),
  );
  connection.onDefinition((params) =>
    answer("definition", params, null, (document, position) => {
      const target = definition(document.document, position);
      if (!target) return null;
      const link = toLink(document.uri, target);
      if (client.textDocument?.definition?.linkSupport) return [link];
      return [{ uri: link.targetUri, range: link.targetSelectionRange }] as never;
    }),
  );
  connection.onDocumentSymbol((params) =>
    answer("documentSymbol", params, null, (document) => [...documentSymbols(document.document)]),
  );
  connection.onFoldingRanges((params) =>
    answer("foldingRange", params, null, (document) => [...foldingRanges(document.document)]),
  );
  connection.onCodeAction((params) =>
    answer<CodeAction[] | null>("codeAction", params, null, (document) => actions(document, params)),
  );
  connection.onCodeLens((params) =>
    answer("codeLens", params, null, async (document) => {
      const { version } = document;
      const estimates = await newestEstimates(document);
      if (open.get(document.uri)?.version !== version) return null;
      return agentLenses(document.document, { uri: document.uri, estimates, icons: isVsCode });
    }),
  );
  connection.languages.inlayHint.on((params) =>
    answer("inlayHint", params, null, async (document) => {
      const { version } = document;
      const estimates = await newestEstimates(document);
      if (open.get(document.uri)?.version !== version) return null;
      return promptHints(document.document, params.range, { estimates });
    }),
  );

  connection.listen();

  /** Runs a handler on the document it asks about; what it throws is logged, and the fallback is the answer. */
  function answer<T>(
    feature: string,
    params: { readonly textDocument: { readonly uri: string } },
    fallback: T,
    handle: (document: OpenDocument, position: Position) => T | Promise<T>,
  ): Promise<T> {
    const document = open.get(params.textDocument.uri);
    if (!document) return Promise.resolve(fallback);
    const position = (params as Partial<TextDocumentPositionParams>).position ?? { line: 0, character: 0 };
    return safely(feature, fallback, () => handle(document, position));
  }

  async function safely<T>(feature: string, fallback: T, run: () => T | Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const { stack, message } = error instanceof Error ? error : { stack: undefined, message: String(error) };
      world.logger.log("error", `server ${feature}: ${stack ?? message}`);
      return fallback;
    }
  }

  /** In the next turn of the event loop, once for all changes that have come by then; the last one is never lost. */
  function publishSoon(uri: string): void {
    if (publishing.has(uri)) return;
    publishing.add(uri);
    setTimeout(() => {
      publishing.delete(uri);
      void safely("diagnostics", undefined, () => publish(uri));
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

  function actions(document: OpenDocument, { range, context }: CodeActionParams): CodeAction[] {
    const problems = document.problems(world.wallMs());
    const wanted = (kind: string) => !context.only || context.only.some((only) => `${kind}.`.startsWith(`${only}.`));
    const found: CodeAction[] = [];
    if (wanted("quickfix")) {
      found.push(...quickFixes(document.document, range, problems).map((fix) => toCodeAction(document.uri, fix)));
    }
    // Only for who asks for it: on save, or by name.
    if (context.only && wanted(fixAllKind)) {
      const edits = fixAll(problems);
      if (edits.length > 0) {
        const edit = { changes: { [document.uri]: [...edits] } };
        found.push({ title: "Make all safe repairs", kind: fixAllKind, edit });
      }
    }
    return found;
  }

  function newestEstimates(document: OpenDocument) {
    counter ??= world.openCounter?.(() => {
      for (const each of open.values()) each.forgetEstimates();
      refreshEstimates();
    });
    if (!counter) return Promise.resolve([]);
    const { lastEstimates } = document;
    return safely("estimate", lastEstimates, () => document.estimates(counter as TokenCounter, world.wallMs()));
  }

  /** What shows counts and costs is asked for again. */
  function refreshEstimates(): void {
    if (!counter) return;
    for (const feature of ["codeLens", "inlayHint"] as const) {
      if (!client.workspace?.[feature]?.refreshSupport) continue;
      void safely("refresh", undefined, () => connection.sendRequest(`workspace/${feature}/refresh`));
    }
  }
}

function isAgentName(document: AgentDocument, position: Position): boolean {
  const at = document.pathAt(position);
  if (!at) return false;
  const [first] = at.path;
  return at.part === "key" ? first === "agents" && at.path.length === 2 : first === "name" && at.path.length === 1;
}

const result: InitializeResult = {
  serverInfo: { name: "flashback" },
  capabilities: {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
    completionProvider: { triggerCharacters: ["{", "#", ".", ":", " ", "/"] },
    hoverProvider: true,
    definitionProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind] },
    codeLensProvider: { resolveProvider: false },
    inlayHintProvider: { resolveProvider: false },
  },
};
