import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { addressOf, canonical, folderOf, isWithin } from "../core/language/address.ts";
import { startServer } from "./server.ts";
import type { World } from "./world.ts";

/**
 * The server inside of a web worker, for editors that run in a browser. It has no disk: the editor around it reads and
 * lists files for it, if it can, and without that the definitions that are open are all there is. It has no vocabulary, so
 * no costs.
 *
 * With `initializationOptions.files`: `flashback/readFile` `{uri}` → `{text?}`; `flashback/listFiles` `{folder, pattern}` →
 * addresses.
 */
const port = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
let roots: readonly string[] = [];
let answers = false;

const world: World = {
  wallMs: () => Date.now(),
  useOptions({ files }) {
    answers = files === true;
  },
  useFolders(uris) {
    roots = uris.map(canonical);
  },
  readTextBeside: (uri) => async (name) => {
    const target = addressOf(uri, name);
    const root = roots.find((each) => isWithin(canonical(uri), each)) ?? folderOf(canonical(uri));
    return target !== undefined && isWithin(target, root) ? (await readFile(target)).text : undefined;
  },
  readFile,
  async findDefinitions(folder, { matches, depth }) {
    const found = await listFiles(folder, depth === 0 ? "*.{yaml,yml}" : "**/*.{yaml,yml}");
    return found.filter((uri) => matches(uri.slice(uri.lastIndexOf("/") + 1)));
  },
  async filesBeside(uri) {
    const folder = folderOf(canonical(uri));
    const found = await listFiles(folder, "**/*.{md,txt,prompt,csv,jsonl,json,yaml,yml}");
    return found.map(canonical).flatMap((each) => (isWithin(each, folder) ? [shortened(each, folder)] : []));
  },
  logger: { log: (level, message) => connection.console[level === "debug" ? "log" : level](message) },
};
startServer(connection, world);

function shortened(uri: string, folder: string): string {
  return decodeURIComponent(uri.slice(folder.length)).replace(/^\//, "");
}

async function readFile(uri: string): Promise<{ readonly text?: string }> {
  return (await asked<{ readonly text?: string }>("flashback/readFile", { uri })) ?? {};
}

async function listFiles(folder: string, pattern: string): Promise<readonly string[]> {
  return (await asked<readonly string[]>("flashback/listFiles", { folder, pattern })) ?? [];
}

async function asked<T>(method: string, params: object): Promise<T | undefined> {
  if (!answers) return undefined;
  try {
    return await connection.sendRequest<T>(method, params);
  } catch {
    // It could not: to a definition the same as no file.
    return undefined;
  }
}
