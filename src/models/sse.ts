/**
 * Splits a stream of server-sent events as its bytes arrive. `push` gives the `data` of every event that is complete, as
 * received; `rest` is what stands after the last one.
 */
export class SseSplitter {
  readonly #decoder = new TextDecoder();
  #buffer = "";

  push(bytes: Uint8Array): readonly string[] {
    this.#buffer += this.#decoder.decode(bytes, { stream: true });
    const data: string[] = [];
    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/.exec(this.#buffer);
      if (!end) return data;
      const event = this.#buffer.slice(0, end.index);
      this.#buffer = this.#buffer.slice(end.index + end[0].length);
      const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
      if (lines.length > 0) data.push(lines.map((line) => line.slice(5).replace(/^ /, "")).join("\n"));
    }
  }

  get rest(): string {
    return this.#buffer.trim();
  }
}
