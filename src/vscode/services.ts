import path from "node:path";
import * as vscode from "vscode";
import type { Clock } from "../core/base/clock.ts";
import type { Logger } from "../core/base/logger.ts";
import type { ReadText } from "../core/base/readText.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { clock } from "../node/clock.ts";
import { readTextBeside } from "../node/files.ts";
import { type OpenCounter, openTokenCounter } from "../tokenizer/open.ts";
import { type Connection, createConnection } from "./connection.ts";
import { createGuard, type Guard } from "./guard.ts";
import { watchOwnPrices } from "./ownPrices.ts";
import { createSecrets, type Secrets } from "./secrets.ts";
import { readSettings, type Settings } from "./settings.ts";
import { webviewHtml, webviewOptions } from "./webviewHtml.ts";

/** What the parts of the extension share. Built once by `activate` and handed to each part. */
export interface Services extends Omit<Connection, "dispose"> {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly logger: Logger;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly secrets: Secrets;
  settings(): Settings;
  /** The user's own prices. */
  prices(): OwnPrices;
  /** Reads what a definition names; for one inside a workspace folder, anything of that folder, else its own folder's. */
  readTextBeside(definition: vscode.Uri): ReadText;
  /** Loads its vocabulary, on a thread of its own, when it is first asked for. */
  counter(): OpenCounter;
  webviewHtml(webview: vscode.Webview, name: string, title: string): string;
  readonly webviewOptions: vscode.WebviewOptions;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const output = vscode.window.createOutputChannel("Flashback", { log: true });
  const logger: Logger = { log: (level, message) => output[level](message) };
  const secrets = createSecrets(context.secrets);
  const connection = createConnection({ secrets, logger, clock, settings: readSettings });
  const guard = createGuard(logger, () => output.show());
  const prices = watchOwnPrices(guard);
  let counter: OpenCounter | undefined;
  context.subscriptions.push(output, connection, prices, { dispose: () => void counter?.[Symbol.asyncDispose]() });
  return {
    ...connection,
    context,
    output,
    logger,
    guard,
    clock,
    secrets,
    settings: readSettings,
    prices: prices.now,
    readTextBeside: (definition) =>
      readTextBeside(
        definition.fsPath,
        vscode.workspace.getWorkspaceFolder(definition)?.uri.fsPath ?? path.dirname(definition.fsPath),
      ),
    counter: () => (counter ??= openTokenCounter({ folder: context.asAbsolutePath("dist"), logger })),
    webviewHtml: (webview, name, title) => webviewHtml(context.extensionUri, webview, name, title),
    webviewOptions: webviewOptions(context.extensionUri),
  };
}
