import { realpathSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Connection, createConnection, ProposedFeatures } from "vscode-languageserver/node";
import type { Logger } from "../core/base/logger.ts";
import { readTextBeside } from "../node/files.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { startServer } from "./server.ts";
import type { FindOptions, World } from "./world.ts";

export interface ServerOptions {
  /** Where the tokenizer's files lie. Default: beside the program that runs. */
  readonly dist?: string;
}

/** Speaks over stdin and stdout until the editor says goodbye or goes away. Nothing else may print meanwhile. */
export function startStdioServer(options: ServerOptions = {}): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
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
  const listings = new Map<string, { readonly at: number; readonly files: Promise<readonly string[]> }>();
  return {
    wallMs: () => Date.now(),
    logger,
    useFolders(uris) {
      roots = uris.flatMap((uri) => filePath(uri) ?? []);
    },
    readTextBeside(uri) {
      const file = filePath(uri);
      if (!file) return async () => undefined;
      return readTextBeside(file, rootOf(file));
    },
    findDefinitions: (folder, options) => findDefinitions(filePath(folder), options),
    readFile: readFileAt,
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
    openCounter: (onReady) => openTokenCounter({ folder: dist, onReady, logger }),
  };

  /** The workspace folder around a file: what it may name lies inside. */
  function rootOf(file: string): string {
    return roots.find((root) => file.startsWith(root + path.sep)) ?? path.dirname(file);
  }
}

function filePath(uri: string): string | undefined {
  return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
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

/** Folders that hold other people's files, or what was built. */
const passedOver = new Set(["node_modules", "dist", "out", "build", "target", "venv", "__pycache__"]);
const mostDefinitions = 20_000;
/** Larger files are not definitions that somebody wrote. Bytes. */
const largest = 20 * 1024 * 1024;

async function findDefinitions(folder: string | undefined, options: FindOptions): Promise<readonly string[]> {
  const { matches, depth = 32, stop } = options;
  const found: string[] = [];
  const visit = async (at: string, level: number): Promise<void> => {
    let entries: Awaited<ReturnType<typeof readEntries>>;
    try {
      entries = await readEntries(at);
    } catch {
      // Not readable: nothing is found in it.
      return;
    }
    const below: string[] = [];
    for (const entry of entries) {
      const inner = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (level < depth && !entry.name.startsWith(".") && !passedOver.has(entry.name)) below.push(inner);
      } else if (matches(entry.name) && found.length < mostDefinitions) found.push(pathToFileURL(inner).href);
    }
    for (const inner of below) {
      if (stop?.() || found.length >= mostDefinitions) return;
      await visit(inner, level + 1);
    }
  };
  if (folder) await visit(folder, 0);
  return found;
}

async function readFileAt(uri: string): Promise<{ text?: string; why?: string }> {
  const file = filePath(uri);
  if (!file) return {};
  try {
    const about = await stat(file);
    if (!about.isFile()) return {};
    if (about.size > largest) return { why: "This file is larger than 20 MB, so it is not checked." };
    return { text: new TextDecoder().decode(await readFile(file)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    if (code === "EACCES" || code === "EPERM")
      return { why: "This file cannot be read: its permissions do not allow it." };
    if (code === "ELOOP") return { why: "This file cannot be read: its link leads back to itself." };
    return { why: `This file cannot be read: ${message}.` };
  }
}
