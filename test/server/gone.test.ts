import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Message } from "vscode-languageserver";
import {
  AbstractMessageWriter,
  createConnection,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { startServer } from "../../src/server/server.ts";

/** To an editor that goes away at a certain message. */
class UntilGone extends AbstractMessageWriter {
  readonly #inner: StreamMessageWriter;
  readonly #last: string;
  readonly gone: Promise<void>;
  #tell = () => {};

  constructor(stream: PassThrough, last: string) {
    super();
    this.#inner = new StreamMessageWriter(stream);
    this.#last = last;
    this.gone = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  async write(message: Message & { readonly method?: string }): Promise<void> {
    if (message.method !== this.#last) return this.#inner.write(message);
    this.fireClose();
    this.#tell();
    throw new Error("write EPIPE");
  }

  end(): void {}
}

test("an editor that goes away while it is asked something breaks nothing", async () => {
  const [toServer, toEditor] = [new PassThrough(), new PassThrough()];
  const writer = new UntilGone(toEditor, "client/registerCapability");
  const log: string[] = [];
  startServer(createConnection(new StreamMessageReader(toServer), writer), {
    wallMs: () => Date.UTC(2026, 10, 24),
    readTextBeside: () => async () => undefined,
    filesBeside: async () => [],
    logger: { log: (level, message) => log.push(`${level} ${message}`) },
  });
  const editor = createMessageConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
  editor.listen();
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  await editor.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  await editor.sendNotification("initialized", {});
  await writer.gone;
  // What the library says about it, it says to the editor: that must not throw where nobody catches it.
  await new Promise((resolve) => setImmediate(resolve));
  expect(log.filter((line) => !/write EPIPE|Connection|closed/.test(line))).toEqual([]);
  editor.dispose();
});
