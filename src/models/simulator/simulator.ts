import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isObject, type Json } from "../../core/base/json.ts";
import { type Logger, nullLogger } from "../../core/base/logger.ts";
import type { GenerateContentRequest, Part, UsageMetadata } from "../../core/runs/generateContent.ts";
import { simulatorName } from "../../core/runs/modelClient.ts";
import { hash32, random } from "../../core/runs/random.ts";
import { knownModels, modelOf } from "../../core/tokens/prices.ts";
import { answerTo, promptText, type Script, signatureFor } from "./answer.ts";
import * as errors from "./errors.ts";
import { errorOf, type Fault, Faults, isFaultKind } from "./faults.ts";
import { PromptCache } from "./promptCache.ts";
import { validate } from "./validate.ts";
import { roughCount } from "./words.ts";

export interface SimulatorOptions {
  /** 0, and so any free port, when absent. Always on 127.0.0.1. */
  readonly port?: number;
  /** The same seed and the same requests give the same answers; 1 when absent. */
  readonly seed?: number;
  /** Multiplies every wait; 1 when absent, 0 in tests. */
  readonly latencyScale?: number;
  readonly faults?: readonly Fault[];
  /** Counts tokens of plain text; `roughCount` when absent. */
  readonly countTokens?: (text: string) => number;
  /** Bytes of a request body; 32 MB when absent. */
  readonly largestBody?: number;
  readonly logger?: Logger;
}

/** One request that was answered or refused. */
export interface LedgerEntry {
  readonly path: string;
  readonly model?: string;
  readonly status: number;
  readonly fault?: Fault["kind"];
  /** As received; the last 500 requests keep theirs. */
  readonly body?: Json;
  /** As told to the caller so far: also of a stream that was cut. */
  readonly usage?: UsageMetadata;
  /** The whole answer went out. */
  readonly complete: boolean;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`: the base URL for a client. */
  readonly url: string;
  readonly port: number;
  readonly seed: number;
  readonly ledger: readonly LedgerEntry[];
  setFaults(faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/**
 * A server on loopback that speaks the wire format of the Gemini API (generateContent, streamGenerateContent,
 * countTokens, models), with times and thinking drawn as in `distributions.ts`. It needs no key and calls nobody.
 * A single request chooses a fault with the header `x-simulate-fault`. Rejects when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(options);
  const server = createServer((request, response) => {
    // By this `isSimulatorAt` knows it behind a base URL, so that its answers are marked wherever they are asked for.
    response.setHeader("server", simulatorName);
    world.answer(request, response).catch((bug: unknown) => {
      // Our own bug must not take the host process down: the caller sees a 500, the log says what it was.
      (options.logger ?? nullLogger).log("error", `simulator: ${bug instanceof Error ? bug.stack : bug}`);
      refuse(response, errors.internal());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seed: world.seed,
    ledger: world.ledger,
    setFaults: (faults) => world.faults.set(faults),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class World {
  readonly seed: number;
  readonly ledger: LedgerEntry[] = [];
  readonly faults = new Faults();
  readonly #scale: number;
  readonly #count: (text: string) => number;
  readonly #largest: number;
  readonly #cache: PromptCache;
  readonly #seen = new Map<string, number>();

  constructor(options: SimulatorOptions) {
    this.seed = options.seed ?? 1;
    this.#scale = options.latencyScale ?? 1;
    this.#count = options.countTokens ?? roughCount;
    this.#largest = options.largestBody ?? 32 * 1024 * 1024;
    this.#cache = new PromptCache(this.#count);
    this.faults.set(options.faults ?? []);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request.url ?? "/");
    if (!isLocal(request)) return this.#refuse(response, path, errors.foreignCaller());
    const route = /^\/(v1|v1beta|v1alpha)\/models(?:\/([^/:]+))?(?::(\w+))?$/.exec(path);
    // A model's name needs no escapes; what has some is the name of none.
    const [, version = "v1", model, method] = route ?? [];
    if (!route) return this.#refuse(response, path, errors.noSuchPath(path));
    if (request.method === "GET" && method === undefined) return this.#listModels(response, path, version, model);
    if (request.method !== "POST" || model === undefined || method === undefined) {
      return this.#refuse(response, path, errors.noSuchPath(path));
    }
    const text = await bodyOf(request, this.#largest);
    if (text === undefined) return this.#refuse(response, path, errors.tooLarge(this.#largest));
    const body = parsed(text);
    const isLatest = model.endsWith("-latest") && version === "v1";
    if (isLatest || !modelOf(model) || modelOf(model)?.kind !== "model") {
      return this.#refuse(response, path, errors.modelNotFound(model, version, method), { model, body });
    }
    if (method === "countTokens") return this.#countTokens(response, path, model, body);
    if (method !== "generateContent" && method !== "streamGenerateContent") {
      return this.#refuse(response, path, errors.noSuchPath(path));
    }
    await this.#generate(request, response, { path, model, body, text, method });
  }

  async #generate(
    request: IncomingMessage,
    response: ServerResponse,
    call: { path: string; model: string; body: Json | undefined; text: string; method: string },
  ): Promise<void> {
    const { path, model, body } = call;
    const fault = faultOfHeader(request) ?? this.faults.next();
    const about = { model, ...(fault && { fault: fault.kind }), ...(body !== undefined && { body }) };
    const instead = fault && errorOf(fault, model);
    if (instead) return this.#refuse(response, path, instead, about);
    const checked = validate(body, model);
    if (checked.kind === "error") return this.#refuse(response, path, checked.error, about);
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    if (fault?.kind === "stall") {
      this.#note({ path, status: 0, complete: false, ...about });
      return;
    }

    const prompt = promptText(checked.request);
    const promptTokens = this.#count(prompt);
    const cached = this.#cache.read(model, prompt, modelOf(model)?.cacheMinTokens ?? 4096);
    const script = answerTo(checked.request, {
      model,
      next: random(`${this.seed} ${model} ${hash32(call.text)} ${this.#occurrence(checked.request, call.text)}`),
      count: this.#count,
      newTokens: promptTokens - cached,
    });
    const responseId = Buffer.from(`${hash32(call.text).toString(16)}${this.ledger.length}`).toString("base64url");
    const chunks = chunksOf(script, fault, { promptTokens, cached, model, responseId });
    const unary = call.method === "generateContent";
    const sse = new URL(request.url ?? "/", "http://localhost").searchParams.get("alt") === "sse";
    const entry = this.#note({ path, status: 200, complete: false, ...about });
    const sent: Chunk[] = [];
    for (const [index, chunk] of chunks.entries()) {
      await wait(chunk.afterMs * this.#scale, gone.signal);
      if (gone.signal.aborted) return;
      if (!response.headersSent && !unary) {
        response.writeHead(200, {
          "content-type": sse ? "text/event-stream" : "application/json; charset=UTF-8",
          "cache-control": "no-cache",
        });
      }
      if (index === 2 || index === chunks.length - 1) {
        const broken = breaks(fault, response, chunk);
        if (broken) return;
      }
      sent.push(chunk);
      entry.usage = chunk.body.usageMetadata as UsageMetadata;
      if (sse && !unary) response.write(`data: ${JSON.stringify(chunk.body)}\r\n\r\n`);
    }
    entry.complete = true;
    if (unary) return void send(response, 200, joined(sent));
    if (!sse) response.write(JSON.stringify(sent.map((chunk) => chunk.body)));
    response.end();
  }

  #occurrence(request: GenerateContentRequest, text: string): number {
    // A request with a seed of its own is always answered alike; otherwise the n-th same request has the n-th answer.
    if (request.generationConfig?.seed !== undefined) return 0;
    const key = String(hash32(text));
    const before = this.#seen.get(key) ?? 0;
    this.#seen.set(key, before + 1);
    return before;
  }

  #countTokens(response: ServerResponse, path: string, model: string, body: Json | undefined): void {
    const nested = isObject(body) ? body.generateContentRequest : undefined;
    const checked = validate(nested ?? body, model);
    if (checked.kind === "error") {
      this.#refuse(response, path, checked.error, { model });
      return;
    }
    const totalTokens = this.#count(promptText(checked.request));
    this.#note({ path, model, status: 200, complete: true });
    send(response, 200, { totalTokens, promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }] });
  }

  #listModels(response: ServerResponse, path: string, version: string, model: string | undefined): void {
    const rows = knownModels()
      .filter((row) => row.kind === "model")
      .map((row) => ({
        name: `models/${row.id}`,
        version: "simulated",
        displayName: row.name,
        inputTokenLimit: row.context ?? 1_048_576,
        outputTokenLimit: row.maxOutput ?? 65_536,
        supportedGenerationMethods: ["generateContent", "countTokens"],
        thinking: row.thinking !== undefined,
      }));
    const found = model === undefined ? { models: rows } : rows.find((row) => row.name === `models/${model}`);
    if (!found) {
      this.#refuse(response, path, errors.modelNotFound(model ?? "", version, "getModel"));
      return;
    }
    this.#note({ path, status: 200, complete: true });
    send(response, 200, found);
  }

  #refuse(
    response: ServerResponse,
    path: string,
    error: errors.WireError,
    about: { model?: string; fault?: Fault["kind"]; body?: Json | undefined } = {},
  ): void {
    const { body, ...rest } = about;
    this.#note({ path, status: error.status, complete: true, ...rest, ...(body !== undefined && { body }) });
    refuse(response, error);
  }

  #note(entry: LedgerEntry): { -readonly [K in keyof LedgerEntry]: LedgerEntry[K] } {
    const row = { ...entry };
    this.ledger.push(row);
    const old = this.ledger[this.ledger.length - 501];
    if (old && "body" in old) {
      const { body: _, ...rest } = old;
      this.ledger[this.ledger.length - 501] = rest;
    }
    return row;
  }
}

interface Chunk {
  readonly afterMs: number;
  readonly body: { readonly [key: string]: unknown };
}

interface Heading {
  readonly promptTokens: number;
  readonly cached: number;
  readonly model: string;
  readonly responseId: string;
}

/** The events of a stream with the wait before each; usage grows from one to the next, as the API reports it. */
function chunksOf(script: Script, fault: Fault | undefined, heading: Heading): readonly Chunk[] {
  const msPerToken = 1000 / script.tokensPerSecond;
  const chunk = (afterMs: number, thinking: number, output: number, rest: Record<string, unknown>): Chunk => ({
    afterMs,
    body: {
      ...rest,
      usageMetadata: usageMetadata(heading, thinking, output),
      modelVersion: heading.model,
      responseId: heading.responseId,
    },
  });
  const candidate = (parts: readonly Part[], finishReason?: string, more: object = {}) => ({
    candidates: [{ content: { role: "model", parts }, ...(finishReason && { finishReason }), index: 0, ...more }],
  });
  if (fault?.kind === "blocked-prompt") {
    const blockReason = fault.reason ?? "PROHIBITED_CONTENT";
    return [chunk(script.beginMs, 0, 0, { promptFeedback: { blockReason } })];
  }
  const chunks: Chunk[] = [];
  const share = script.thinkingTokens / Math.max(1, script.thoughts.length);
  for (const [index, text] of script.thoughts.entries()) {
    const thinking = Math.round(share * (index + 1));
    const afterMs = share * msPerToken + (index === 0 ? script.beginMs : 0);
    chunks.push(chunk(afterMs, thinking, 0, candidate([{ text, thought: true }])));
  }
  let output = 0;
  let afterMs = chunks.length > 0 ? 0 : script.beginMs + script.thinkingTokens * msPerToken;
  const pieces = fault?.kind === "blocked-answer" ? script.pieces.slice(0, 2) : script.pieces;
  for (const piece of pieces) {
    output += piece.tokens;
    afterMs += piece.tokens * msPerToken;
    chunks.push(chunk(afterMs, script.thinkingTokens, output, candidate(piece.parts)));
    afterMs = 0;
  }
  if (fault?.kind === "blocked-answer") {
    const safetyRatings = [{ category: "HARM_CATEGORY_HARASSMENT", probability: "HIGH", blocked: true }];
    const last = { candidates: [{ finishReason: fault.reason ?? "SAFETY", index: 0, safetyRatings }] };
    return [...chunks, chunk(afterMs, script.thinkingTokens, output, last)];
  }
  // Of the last part a model sends, only the signature matters.
  const calls = script.pieces.some((piece) => piece.parts.some((part) => part.functionCall));
  const end: Part = calls ? { text: "" } : { text: "", thoughtSignature: signatureFor(heading.responseId) };
  return [...chunks, chunk(afterMs, script.thinkingTokens, output, candidate([end], script.finishReason))];
}

function usageMetadata(heading: Heading, thinking: number, output: number): UsageMetadata {
  const { promptTokens, cached } = heading;
  const details = (tokenCount: number) => [{ modality: "TEXT", tokenCount }];
  return {
    promptTokenCount: promptTokens,
    ...(cached > 0 && { cachedContentTokenCount: cached, cacheTokensDetails: details(cached) }),
    ...(output > 0 && { candidatesTokenCount: output }),
    ...(thinking > 0 && { thoughtsTokenCount: thinking }),
    totalTokenCount: promptTokens + thinking + output,
    promptTokensDetails: details(promptTokens),
  } as UsageMetadata;
}

/** One response instead of many chunks. */
function joined(chunks: readonly Chunk[]): Record<string, unknown> {
  const last = chunks.at(-1)?.body ?? {};
  type Candidates = readonly { readonly content?: { readonly parts?: readonly Part[] } }[];
  const parts = chunks.flatMap((chunk) => (chunk.body.candidates as Candidates)?.[0]?.content?.parts ?? []);
  const merged: Part[] = [];
  for (const part of parts) {
    const before = merged.at(-1);
    const plain = before?.text !== undefined && part.text !== undefined && before.thought === part.thought;
    if (plain) merged[merged.length - 1] = { ...before, ...part, text: `${before.text}${part.text}` };
    else if (part.text !== "" || part.thoughtSignature) merged.push(part);
  }
  const candidates = last.candidates as Candidates | undefined;
  return candidates
    ? { ...last, candidates: [{ ...candidates[0], content: { role: "model", parts: merged } }] }
    : { ...last };
}

/** Lets a fault strike where a chunk would have gone out; true when the answer is over. */
function breaks(fault: Fault | undefined, response: ServerResponse, chunk: Chunk): boolean {
  const event = `data: ${JSON.stringify(chunk.body)}\r\n\r\n`;
  switch (fault?.kind) {
    case "cut":
      response.write(event.slice(0, event.length / 2), () => response.destroy());
      return true;
    case "cut-clean":
      response.end(event.slice(0, event.length / 2));
      return true;
    case "unfinished":
      response.end();
      return true;
    case "malformed":
      response.end(`data: ${JSON.stringify(chunk.body).slice(0, 40)}\r\n\r\n`);
      return true;
    case "error-midway":
      response.end(`data: ${JSON.stringify(errors.overloaded().body)}\r\n\r\n`);
      return true;
    case "stall-midway":
      return true;
    default:
      return false;
  }
}

/** A page on another host that resolves to 127.0.0.1 shows itself by `Host` or `Origin`. */
function isLocal(request: IncomingMessage): boolean {
  const { host = "", origin } = request.headers;
  return loopback.test(host) && (origin === undefined || loopback.test(origin.replace(/^https?:\/\//, "")));
}

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Without the query. Not by `URL`, which throws at some of what may stand there. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, "");
}

function faultOfHeader(request: IncomingMessage): Fault | undefined {
  const word = String(request.headers["x-simulate-fault"] ?? "");
  return isFaultKind(word) ? { kind: word } : undefined;
}

/** The whole body as text; undefined when it is larger than `most` bytes. */
async function bodyOf(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    // Far too large: nothing more is read.
    else if (size > most * 2) return undefined;
  }
  return size > most ? undefined : Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: the check of the body says so to the caller.
    return undefined;
  }
}

function refuse(response: ServerResponse, error: errors.WireError): void {
  if (response.headersSent) response.destroy();
  else send(response, error.status, error.body);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", vary: "Origin" });
  response.end(JSON.stringify(body, undefined, 2));
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0) {
      setImmediate(resolve);
      return;
    }
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
