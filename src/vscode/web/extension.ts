import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/browser";
import { createGuard } from "../guard.ts";
import { isOurs, isYamlElsewhere, selector } from "../language/files.ts";
import { registerRulePages, rulePagesAddress } from "../language/rulePages.ts";

/** A web worker has it, and the types of Node do not. */
declare class Worker {
  constructor(address: string);
}

/** What `activate` answers: read by the test in the real editor. */
export interface WebApi {
  readonly web: true;
}

/**
 * The extension where there is no Node, in an editor that is all browser: what the language server says, read over the
 * editor's own file system. Runs, costs and traces need Node, and say so.
 */
export function activate(context: vscode.ExtensionContext): WebApi {
  const output = vscode.window.createOutputChannel("Flashback", { log: true });
  const guard = createGuard({ log: (level, message) => output[level](message) }, () => output.show());
  context.subscriptions.push(
    output,
    registerRulePages({ context, guard }),
    registerLanguage(context, output),
    registerCommands(context, output),
    registerReplay(),
  );
  return { web: true };
}

function registerLanguage(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): vscode.Disposable {
  let client: LanguageClient | undefined;
  const start = () => {
    if (client) return;
    client = new LanguageClient(
      "flashback",
      "Flashback",
      new Worker(vscode.Uri.joinPath(context.extensionUri, "dist", "web", "server.js").toString(true)),
      {
        documentSelector: [...selector],
        initializationOptions: {
          vscode: true,
          files: true,
          // What costs and runs is not here, so nothing that leads there is shown.
          commands: [],
          rulePages: rulePagesAddress(context),
          trusted: vscode.workspace.isTrusted,
          yamlElsewhere: isYamlElsewhere(),
        },
        outputChannel: output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
    client.onRequest("flashback/readFile", readFile);
    client.onRequest("flashback/listFiles", listFiles);
    client.start().catch((error) => output.error(`language server: ${error}`));
  };
  const startFor = (document: vscode.TextDocument) => {
    if (isOurs(document)) start();
  };
  for (const document of vscode.workspace.textDocuments) startFor(document);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(startFor),
    vscode.workspace.onDidSaveTextDocument(startFor),
    // Stopping one that is still starting rejects: it is gone either way.
    { dispose: () => void client?.dispose().catch(() => {}) },
  );
}

async function readFile({ uri }: { readonly uri: string }): Promise<{ readonly text?: string }> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri));
    return { text: new TextDecoder().decode(bytes) };
  } catch {
    // Not there, or not readable: to the server the same.
    return {};
  }
}

async function listFiles({ folder, pattern }: { readonly folder: string; readonly pattern: string }) {
  const within = new vscode.RelativePattern(vscode.Uri.parse(folder), pattern);
  return (await vscode.workspace.findFiles(within, "**/node_modules/**", 500)).map(String);
}

const needsDesktop = "needs Node: open this folder in VS Code on a desktop, or over a remote connection.";

/** Every command of the manifest is there, and says in a sentence why it does nothing here. */
function registerCommands({ extension }: vscode.ExtensionContext, output: vscode.LogOutputChannel): vscode.Disposable {
  const promised: readonly { command: string; title: string }[] = extension.packageJSON.contributes.commands;
  return vscode.Disposable.from(
    ...promised.map(({ command, title }) =>
      vscode.commands.registerCommand(command, () => {
        if (command === "flashback.showOutput") output.show();
        else void vscode.window.showInformationMessage(`“${title}” ${needsDesktop}`);
      }),
    ),
  );
}

/** A trace opens as a sentence and not as an error of the editor. */
function registerReplay(): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider("flashback.trace", {
    openCustomDocument: (uri) => ({ uri, dispose() {} }),
    resolveCustomEditor(_, { webview }) {
      webview.html = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p>Replaying a trace ${needsDesktop}</p>`;
    },
  } satisfies vscode.CustomReadonlyEditorProvider);
}
