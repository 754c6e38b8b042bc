/**
 * Splits a stream of server-sent events as its bytes arrive. `push` gives the `data` of every event that is complete, as
 * received; `rest` is what stands after the last one.
 */
export class SseSplitter {
  readonly #decoder = new TextDecoder();
  #buffer = "";

  push(bytes: Uint8Array): readonly string[] {
    // What was there before holds no whole delimiter; only its last characters can begin one.
    const border = /\r\n\r\n|\n\n|\r\r/g;
    border.lastIndex = Math.max(0, this.#buffer.length - 3);
    this.#buffer += this.#decoder.decode(bytes, { stream: true });
    const data: string[] = [];
    let from = 0;
    for (let end = border.exec(this.#buffer); end; end = border.exec(this.#buffer)) {
      const event = dataOf(this.#buffer.slice(from, end.index));
      if (event !== undefined) data.push(event);
      from = border.lastIndex;
    }
    this.#buffer = this.#buffer.slice(from);
    return data;
  }

  /** What has been kept of the event under way. UTF-16 units. */
  get held(): number {
    return this.#buffer.length;
  }

  get rest(): string {
    return this.#buffer.trim();
  }
}

/** Several `data:` lines are one text; an event without any (a comment, a keep-alive) is none. */
function dataOf(event: string): string | undefined {
  const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return lines.length === 0 ? undefined : lines.map((line) => line.slice(5).replace(/^ /, "")).join("\n");
}
