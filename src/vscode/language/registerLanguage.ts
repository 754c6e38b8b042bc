import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { serverStart } from "../../protocol/server.ts";
import type { Services } from "../services.ts";
import { Crashes } from "./crashes.ts";
import { isOurs, isYamlElsewhere, selector } from "./files.ts";
import { rulePagesAddress } from "./rulePages.ts";

/** The language server as the rest of the extension sees it. */
export interface Language extends vscode.Disposable {
  /** Resolves when the server answers; starts it if no definition has been opened yet. */
  start(): Promise<void>;
  /** Of the server's process, while it runs. */
  processId(): number | undefined;
  /** A question of our own to the server, which is started for it. Undefined: it does not answer. */
  ask<T>(method: string, params: object): Promise<T | undefined>;
}

/** The links in a hover that may run something: the estimate's card has them. */
const linkedCommands = [
  "flashback.run",
  "flashback.compare",
  "flashback.showEstimate",
  "flashback.whatIf",
  "flashback.showPrices",
  "flashback.count",
];

/** Checks, completes and explains definitions, by a server in a process of its own. It starts when there are some. */
export function registerLanguage(services: Services): Language {
  let client: LanguageClient | undefined;
  let starting: Promise<void> | undefined;
  let disposed = false;
  const crashes = new Crashes();

  const start = () => {
    starting ??= services
      .guard("language server", async () => {
        // Read here and not at activation: the client is the largest part of the extension.
        const library = await import("vscode-languageclient/node");
        if (disposed) return;
        client = createClient(library, services, crashes, restart);
        await client.start();
      })
      .then(() => {});
    return starting;
  };
  const restart = () =>
    services.guard("language server", async () => {
      crashes.forget();
      if (!disposed) await client?.start();
    });

  const startFor = (document: vscode.TextDocument) => {
    if (isOurs(document)) void start();
  };
  for (const document of vscode.workspace.textDocuments) startFor(document);
  void services.guard("definitions of the workspace", async () => {
    // What is wrong in definitions that nobody has opened is told too.
    if (vscode.workspace.getConfiguration("flashback").get("diagnostics.scope") === "openFiles") return;
    const [any] = await vscode.workspace.findFiles("**/*.agent.{yaml,yml}", undefined, 1);
    if (any && !disposed) await start();
  });
  const opened = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(startFor),
    vscode.workspace.onDidSaveTextDocument(startFor),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void services.guard("trust", async () => client?.sendNotification("flashback/trusted"));
    }),
  );
  return {
    start,
    processId: () => client?.serverProcess?.pid,
    async ask<T>(method: string, params: object) {
      await start();
      // A server that ends meanwhile rejects: to the one who asks it is the same as no answer.
      return client?.sendRequest<T>(method, params).catch(() => undefined);
    },
    dispose() {
      disposed = true;
      opened.dispose();
      // Stopping a server that has crashed, or is still starting, rejects: it is gone either way.
      void client?.dispose().catch(() => {});
    },
  };
}

function createClient(
  library: typeof import("vscode-languageclient/node"),
  { context, output }: Services,
  crashes: Crashes,
  restart: () => Promise<unknown>,
): LanguageClient {
  const { LanguageClient, TransportKind, CloseAction, ErrorAction, RevealOutputChannelOn } = library;
  const server = {
    module: context.asAbsolutePath("dist/server.mjs"),
    transport: TransportKind.ipc,
    options: { execArgv: [...serverStart.execArgv], env: serverStart.env },
  };
  return new LanguageClient(
    "flashback",
    "Flashback",
    { run: server, debug: server },
    {
      documentSelector: [...selector],
      // Whatever a product built on the editor calls itself, its lenses draw icons and its hovers may run commands.
      initializationOptions: {
        vscode: true,
        rulePages: rulePagesAddress(context),
        trusted: vscode.workspace.isTrusted,
        yamlElsewhere: isYamlElsewhere(),
      },
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands: linkedCommands }, supportThemeIcons: true },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed() {
          output.error("language server: its process has ended unexpectedly");
          if (crashes.next() === "restart") {
            void vscode.window.showInformationMessage(
              "Flashback's language server stopped and has been started again. Your files are as they were.",
            );
            return { action: CloseAction.Restart, handled: true };
          }
          void vscode.window
            .showErrorMessage(
              "Flashback's language server stopped again. Until it is restarted there are no checks, no completion and no costs; runs work all the same.",
              "Restart",
              "Show Log",
            )
            .then((answer) => {
              if (answer === "Restart") void restart();
              if (answer === "Show Log") output.show();
            });
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
}
