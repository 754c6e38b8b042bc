import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { startServer } from "./server.ts";
import type { World } from "./world.ts";

/**
 * The server inside of a web worker, for editors that run in a browser. It sees the definitions that are open and nothing
 * else: no files beside them, and no vocabulary, so no costs.
 */
const port = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
const world: World = {
  wallMs: () => Date.now(),
  readTextBeside: () => async () => undefined,
  filesBeside: async () => [],
  logger: { log: (level, message) => connection.console[level === "debug" ? "log" : level](message) },
};
startServer(connection, world);
