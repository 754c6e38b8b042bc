import { open } from "node:fs/promises";
import type { Body } from "../core/trace/asOf.ts";
import { bodyOf, rawOf, TraceReader } from "../core/trace/readTrace.ts";
import type { Span, Trace } from "../core/trace/trace.ts";

/** Where the bytes of a trace are: a file, or a buffer where there is no file. */
export interface Bytes {
  /** Bytes and the time of the last change, milliseconds since 1970. */
  stat(): Promise<{ readonly size: number; readonly changed: number }>;
  /** At most `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function fileBytes(path: string): Bytes {
  return {
    stat: async () => {
      const file = await open(path, "r");
      try {
        const { size, mtimeMs } = await file.stat();
        return { size, changed: mtimeMs };
      } finally {
        await file.close();
      }
    },
    read: async (offset, length) => {
      const file = await open(path, "r");
      try {
        const buffer = Buffer.allocUnsafe(length);
        const { bytesRead } = await file.read(buffer, 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

export function bufferBytes(buffer: Uint8Array, changed: number): Bytes {
  return {
    stat: async () => ({ size: buffer.length, changed }),
    read: async (offset, length) => buffer.subarray(offset, offset + length),
  };
}

const chunkSize = 1024 * 1024;
/** A trace that is one JSON value must fit into one string. Bytes. */
const largestWhole = 256 * 1024 * 1024;

/**
 * A trace file as it is read: piece by piece, so that nothing else waits, and again from where it ended when it has
 * grown. The index stays in memory, the texts stay in the file.
 */
export class TraceFile {
  readonly #bytes: Bytes;
  #reader = new TraceReader();
  /** Bytes that have been given to the reader, or lie in `#pieces`. */
  #read = 0;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #changed = 0;
  #whole: string | undefined;
  #decoder = new TextDecoder();

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get read(): number {
    return this.#read;
  }
  get size(): number {
    return this.#size;
  }
  /** Milliseconds since 1970. */
  get changed(): number {
    return this.#changed;
  }

  /**
   * Reads on until the end of the file or until the signal aborts, and says whether anything was new. `tick` is called
   * after each piece. A file that has become shorter is read anew.
   */
  async readOn(signal: AbortSignal, tick?: () => void): Promise<boolean> {
    const { size, changed } = await this.#bytes.stat();
    if (size < this.#read) this.#forget();
    this.#size = size;
    this.#changed = changed;
    const before = this.#read;
    while (this.#read < size && !signal.aborted) {
      const chunk = await this.#bytes.read(this.#read, Math.min(chunkSize, size - this.#read));
      if (chunk.length === 0) break; // It has become shorter while it was read.
      this.#take(chunk);
      tick?.();
    }
    if (this.#read >= size) await this.#end();
    return this.#read !== before;
  }

  trace(): Trace {
    return this.#reader.trace(this.#whole === undefined ? undefined : () => this.#whole ?? "");
  }

  /** The texts of a span. */
  async body(span: Span): Promise<Body> {
    const lines = await Promise.all(
      span.places.map(async ({ offset, length }) =>
        this.#reader.whole
          ? (this.#whole ?? "").slice(offset, offset + length)
          : new TextDecoder().decode(await this.#bytes.read(offset, length)),
      ),
    );
    return { attributes: bodyOf(span, lines), raw: rawOf(span, lines) };
  }

  #forget(): void {
    this.#reader = new TraceReader();
    this.#read = 0;
    this.#pieces = [];
    this.#whole = undefined;
  }

  #take(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#line(chunk.subarray(from, end), this.#read + end);
      from = end + 1;
    }
    if (from < chunk.length) this.#pieces.push(chunk.slice(from));
    this.#read += chunk.length;
  }

  /** `end` is the offset of the line's end in the file. */
  #line(last: Uint8Array, end: number): void {
    const bytes = this.#joined(last);
    this.#pieces = [];
    this.#reader.line(this.#decoder.decode(bytes), { offset: end - bytes.length, length: bytes.length });
  }

  #joined(last: Uint8Array): Uint8Array {
    return this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
  }

  /** A last line without its end is whole when it is JSON, else it is torn, or still being written. */
  async #end(): Promise<void> {
    const rest = this.#joined(new Uint8Array());
    const text = this.#decoder.decode(rest);
    if (/\S/.test(text) && isJson(text)) this.#line(new Uint8Array(), this.#read);
    this.#reader.tail(this.#pieces.length > 0 && /\S/.test(text));
    if (this.#reader.trace().problem?.kind === "not-a-trace" && this.#size <= largestWhole)
      this.#whole = this.#decoder.decode(await this.#bytes.read(0, this.#size));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
