import { realpathSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Connection, createConnection, type MessageReader, ProposedFeatures } from "vscode-languageserver/node";
import type { Logger } from "../core/base/logger.ts";
import { findDefinitions, readDefinition } from "../node/definitions.ts";
import { readTextBeside } from "../node/files.ts";
import type { RunHistoryReader } from "../node/runHistory.ts";
import { WholeMessageWriter } from "./nodeWriter.ts";
import { startServer } from "./server.ts";
import type { World } from "./world.ts";

export interface ServerOptions {
  /** Where the tokenizer's files lie. Default: beside the program that runs. */
  readonly dist?: string;
}

/** Speaks over stdin and stdout until the editor says goodbye or goes away. Nothing else may print meanwhile. */
export function startStdioServer(options: ServerOptions = {}): Promise<void> {
  // The library also takes a stream for the one and a writer for the other: it ends the process with the stream.
  const input = process.stdin as unknown as MessageReader;
  const connection = createConnection(ProposedFeatures.all, input, new WholeMessageWriter(process.stdout));
  const ended = new Promise<void>((resolve) => {
    connection.onExit(() => resolve());
    process.stdin.on("end", () => resolve());
    process.stdin.on("close", () => resolve());
  });
  startServer(connection, nodeWorld(connection, options));
  return ended;
}

/** Speaks over the channel of the process that forked this one: how the extension talks to it. */
export function startIpcServer(options: ServerOptions = {}): void {
  const connection = createConnection(ProposedFeatures.all);
  startServer(connection, nodeWorld(connection, options));
}

function nodeWorld(connection: Connection, options: ServerOptions): World {
  const dist = options.dist ?? path.dirname(realpathSync(process.argv[1] ?? "."));
  const logger: Logger = {
    log: (level, message) => connection.console[level === "debug" ? "log" : level](message),
  };
  /** The editor's folders; a definition outside of them sees its own folder. */
  let roots: readonly string[] = [];
  /** By folder. */
  const histories = new Map<string, RunHistoryReader>();
  const listings = new Map<string, { readonly at: number; readonly files: Promise<readonly string[]> }>();
  return {
    wallMs: () => Date.now(),
    nextTurn: setImmediate,
    logger,
    rulePages: pathToFileURL(path.join(dist, "..", "media", "rules", path.sep)).href,
    useFolders(uris) {
      roots = uris.flatMap((uri) => filePath(uri) ?? []);
    },
    readTextBeside(uri) {
      const file = filePath(uri);
      if (!file) return async () => undefined;
      return readTextBeside(file, rootOf(file));
    },
    async findDefinitions(folder, options) {
      const at = filePath(folder);
      return at ? findDefinitions(at, options) : [];
    },
    async readFile(uri) {
      const file = filePath(uri);
      return file ? readDefinition(file) : {};
    },
    filesBeside(uri) {
      const file = filePath(uri);
      if (!file) return Promise.resolve([]);
      const folder = path.dirname(file);
      const known = listings.get(folder);
      if (known && Date.now() - known.at < 2000) return known.files;
      const files = list(folder);
      listings.set(folder, { at: Date.now(), files });
      return files;
    },
    async readHistory(uri) {
      const file = filePath(uri);
      if (!file) return undefined;
      const { RunHistoryReader } = await import("../node/runHistory.ts");
      const root = rootOf(file);
      const reader = histories.get(root) ?? new RunHistoryReader(root);
      histories.set(root, reader);
      return (await reader.read()).of(path.relative(root, file).replaceAll("\\", "/"));
    },
    forgetRuns() {
      for (const reader of histories.values()) reader.forget();
    },
    async openCounter(onReady) {
      const { openTokenCounter } = await import("../tokenizer/open.ts");
      return openTokenCounter({ folder: dist, onReady, logger });
    },
  };

  /** The workspace folder around a file: what it may name lies inside. */
  function rootOf(file: string): string {
    return roots.find((root) => file.startsWith(root + path.sep)) ?? path.dirname(file);
  }
}

function filePath(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // Some editors make `file://.` of a folder that they do not know: nothing lies there.
    return undefined;
  }
}

const useful = /\.(md|txt|prompt|csv|jsonl|json|ya?ml)$/;

/** Files of a folder and three levels below, at most 500. */
async function list(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (relative: string, depth: number): Promise<void> => {
    let entries: Awaited<ReturnType<typeof readEntries>>;
    try {
      entries = await readEntries(path.join(folder, relative));
    } catch {
      // Not readable: nothing is offered from it.
      return;
    }
    for (const entry of entries) {
      if (found.length >= 500 || entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const name = relative ? `${relative}/${entry.name}` : entry.name;
      if (entry.isDirectory() && depth < 3) await visit(name, depth + 1);
      else if (entry.isFile() && useful.test(entry.name)) found.push(name);
    }
  };
  await visit("", 0);
  return found;
}

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}
