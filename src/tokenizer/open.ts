import { readFile } from "node:fs/promises";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type Logger, nullLogger } from "../core/base/logger.ts";
import { approximateTokens } from "../core/tokens/approximate.ts";
import type { TokenCount, TokenCounter } from "../core/tokens/counter.ts";
import { tokens } from "../core/tokens/units.ts";
import type { FromWorker, ToWorker, WorkerData } from "./messages.ts";

export interface CounterOptions {
  /** Where `gemma.ranks.gz`, `tiktoken_bg.wasm` and `tokenizer.cjs` lie: `dist`. */
  readonly folder: string;
  /**
   * `thread` (the default): counts on a thread of its own, by the fallback until that is ready. `here`: loads on this
   * thread at the first count, which waits for it; for a command line that has nothing else to do.
   */
  readonly where?: "thread" | "here";
  /** The exact tokenizer answers from now on: what was counted before may be counted again. */
  readonly onReady?: () => void;
  readonly logger?: Logger;
  /** The thread's entry, if it is not `tokenizer.cjs`. */
  readonly entry?: string;
}

export interface OpenCounter extends TokenCounter, AsyncDisposable {
  /** Loads without being asked for a count. Resolves to whether the exact tokenizer answers; never rejects. */
  ready(): Promise<boolean>;
}

const EXACT = "gemma (tiktoken)";
const FALLBACK = "character classes";
const RANKS = "gemma.ranks.gz";

/** Nothing is loaded before the first count (or `ready`). */
export function openTokenCounter(options: CounterOptions): OpenCounter {
  return options.where === "here" ? new CounterHere(options) : new CounterOnThread(options);
}

function approximate(texts: readonly string[]): readonly TokenCount[] {
  return texts.map((text) => ({ tokens: approximateTokens(text), exact: false }));
}

function problem(logger: Logger, message: string): void {
  logger.log("warn", `tokens: counting by character classes (within 7.5 % for most prompts): ${message}`);
}

class CounterHere implements OpenCounter {
  readonly #options: CounterOptions;
  #loading: Promise<{ count(text: string): { tokens: number; exact: boolean }; free(): void } | undefined> | undefined;
  #exact = true;

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#exact ? EXACT : FALLBACK;
  }

  async count(texts: readonly string[]): Promise<readonly TokenCount[]> {
    const loaded = await this.#load();
    if (!loaded) return approximate(texts);
    return texts.map((text) => {
      const count = loaded.count(text);
      return { tokens: tokens(count.tokens), exact: count.exact };
    });
  }

  async ready(): Promise<boolean> {
    return (await this.#load()) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#loading)?.free();
    this.#loading = Promise.resolve(undefined);
  }

  #load() {
    this.#loading ??= this.#reallyLoad();
    return this.#loading;
  }

  async #reallyLoad() {
    try {
      // Late: the engine is a megabyte of WASM that most commands never need.
      const [{ loadGemma }, { RecentTexts }] = await Promise.all([import("./gemma.ts"), import("./recentTexts.ts")]);
      const gemma = loadGemma(await readFile(path.join(this.#options.folder, RANKS)));
      const texts = new RecentTexts(gemma);
      this.#options.onReady?.();
      return { count: (text: string) => texts.count(text), free: gemma.free };
    } catch (error) {
      // The vocabulary is missing or damaged: a count with a stated error is better than none.
      this.#exact = false;
      problem(this.#options.logger ?? nullLogger, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/** Texts up to this length are remembered, up to that sum. Code units. */
const REMEMBERED = 20_000;
const REMEMBERED_SUM = 2_000_000;

class CounterOnThread implements OpenCounter {
  readonly #options: CounterOptions;
  readonly #pending = new Map<number, { texts: readonly string[]; resolve: (counts: readonly TokenCount[]) => void }>();
  readonly #known = new Map<string, TokenCount>();
  #knownSum = 0;
  #state: "idle" | "loading" | "ready" | "failed" = "idle";
  #worker: Worker | undefined;
  #settle: (ready: boolean) => void = () => {};
  readonly #settled = new Promise<boolean>((resolve) => {
    this.#settle = resolve;
  });
  #nextId = 0;

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#state === "ready" ? EXACT : FALLBACK;
  }

  async count(texts: readonly string[]): Promise<readonly TokenCount[]> {
    if (this.#state === "idle") this.#start();
    if (this.#state !== "ready") return approximate(texts);
    const counts = new Map(texts.map((text) => [text, this.#known.get(text)] as const));
    const unknown = [...counts].flatMap(([text, count]) => (count ? [] : [text]));
    if (unknown.length > 0) {
      for (const [i, count] of (await this.#ask(unknown)).entries()) {
        counts.set(unknown[i] as string, count);
        this.#remember(unknown[i] as string, count);
      }
    }
    return texts.map((text) => counts.get(text) as TokenCount);
  }

  async ready(): Promise<boolean> {
    if (this.#state === "idle") this.#start();
    if (this.#state === "loading") this.#worker?.ref();
    const ready = await this.#settled;
    this.#rest();
    return ready;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(undefined);
    await this.#worker?.terminate();
  }

  #start(): void {
    this.#state = "loading";
    const { folder, entry } = this.#options;
    const workerData: WorkerData = { ranks: path.join(folder, RANKS) };
    try {
      this.#worker = new Worker(entry ?? path.join(folder, "tokenizer.cjs"), { workerData, name: "tokens" });
    } catch (error) {
      // No threads here, or no such file.
      this.#fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#worker.unref();
    this.#worker.on("message", (message: FromWorker) => this.#receive(message));
    this.#worker.on("error", (error) => this.#fail(error.message));
    this.#worker.on("exit", (code) => this.#fail(`the thread ended with code ${code}`));
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        if (this.#state !== "loading") return;
        this.#state = "ready";
        this.#settle(true);
        this.#options.onReady?.();
        return;
      case "failed":
        this.#fail(message.message);
        return;
      case "counted": {
        const asked = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        this.#rest();
        asked?.resolve(message.counts.map((count) => ({ tokens: tokens(count.tokens), exact: count.exact })));
      }
    }
  }

  #ask(texts: readonly string[]): Promise<readonly TokenCount[]> {
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#pending.set(id, { texts, resolve });
      this.#worker?.ref();
      this.#worker?.postMessage({ id, texts } satisfies ToWorker);
    });
  }

  /** Answers what is open by the fallback, and everything from now on. */
  #fail(message: string | undefined): void {
    if (this.#state === "failed") return;
    this.#state = "failed";
    if (message !== undefined) problem(this.#options.logger ?? nullLogger, message);
    this.#settle(false);
    for (const { texts, resolve } of this.#pending.values()) resolve(approximate(texts));
    this.#pending.clear();
    this.#known.clear();
  }

  /** An idle thread keeps no process alive. */
  #rest(): void {
    if (this.#pending.size === 0) this.#worker?.unref();
  }

  #remember(text: string, count: TokenCount): void {
    if (text.length > REMEMBERED || this.#known.has(text) || this.#state !== "ready") return;
    this.#known.set(text, count);
    this.#knownSum += text.length;
    for (const [oldest] of this.#known) {
      if (this.#knownSum <= REMEMBERED_SUM) return;
      this.#known.delete(oldest);
      this.#knownSum -= oldest.length;
    }
  }
}
