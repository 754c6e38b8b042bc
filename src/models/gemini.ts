import { setMaxListeners } from "node:events";
import { type GenerateContentParameters, GoogleGenAI } from "@google/genai";
import type { Clock } from "../core/base/clock.ts";
import { isObject } from "../core/base/json.ts";
import { type Channel, channel } from "../core/runs/channel.ts";
import type { GenerateContentResponse } from "../core/runs/generateContent.ts";
import type { Endpoint, ModelClient, ModelEvent, ModelRequest } from "../core/runs/modelClient.ts";
import type { RunProblem } from "../core/runs/problem.ts";
import { errorEvent, ofStatus, problemOf } from "./classify.ts";
import { SseSplitter } from "./sse.ts";

export interface ClientOptions {
  readonly endpoint: Endpoint;
  /** Never part of an event or a message. May be absent for the simulator and for a gateway that adds its own. */
  readonly key?: string;
  readonly clock: Clock;
  /** Sent with every request, such as `x-simulate-fault`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Tries in all; 5 when absent. */
  readonly tries?: number;
  /** The longest wait before a retry that is still worth it; 120 s when absent. */
  readonly longestWaitMs?: number;
  /** The longest event that is waited for, in UTF-16 units; 16 Mi when absent: a picture stays below. */
  readonly longestEvent?: number;
  /** From 0 to 1; spreads the retries of several calls. */
  readonly jitter?: () => number;
}

/**
 * A client over `@google/genai`. The SDK builds and sends the request; what arrives is read by a tap on its fetch, so
 * that every event is stamped on arrival and kept as received. The SDK's own retries, time limit, automatic function
 * calling and automatic continuation are off: each would do something that the record does not show, and continuation
 * bills the input again at every hop.
 */
export function openClient(options: ClientOptions): ModelClient {
  const { endpoint, clock } = options;
  const tries = options.tries ?? 5;
  const longest = options.longestWaitMs ?? 120_000;
  const jitter = options.jitter ?? Math.random;
  let sdk: GoogleGenAI | undefined;
  return {
    endpoint,
    simulated: endpoint.kind === "simulator",
    async *stream(request, signal) {
      if (signal.aborted) return;
      const refused = refusal(options);
      if (refused) return yield { kind: "failed", at: clock.now(), problem: refused };
      sdk ??= openSdk(options);
      // A comparison gives one signal to all its calls; Node takes more than ten listeners for a leak.
      setMaxListeners(0, signal);
      for (let attempt = 1; ; attempt++) {
        const problem = yield* oneTry(sdk, request, signal, options);
        if (problem === undefined || signal.aborted) return;
        const waitMs = attempt < tries ? waitBefore(problem, attempt, jitter()) : undefined;
        if (waitMs === undefined || waitMs > longest) {
          return yield { kind: "failed", at: clock.now(), problem: problem.problem };
        }
        yield { kind: "retrying", at: clock.now(), problem: problem.problem, attempt: attempt + 1, of: tries, waitMs };
        await clock.sleep(waitMs, signal);
        if (signal.aborted) return;
      }
    },
  };
}

function refusal({ endpoint, key }: ClientOptions): RunProblem | undefined {
  if (endpoint.kind === "gemini" && !key) return { kind: "no-key" };
  if (URL.canParse(endpoint.url) && /^https?:$/.test(new URL(endpoint.url).protocol)) return undefined;
  const message = `The base URL "${endpoint.url}" is no http(s) address: correct the setting or GOOGLE_GEMINI_BASE_URL.`;
  return { kind: "definition", message };
}

function openSdk({ endpoint, key, headers }: ClientOptions): GoogleGenAI {
  return new GoogleGenAI({
    // The SDK wants some key; where there is none, the tap takes its header off again.
    apiKey: key || "none",
    vertexai: false,
    httpOptions: { baseUrl: endpoint.url, ...(headers && { headers: { ...headers } }) },
  });
}

interface Tried {
  readonly problem: RunProblem;
  /** Something of an answer had come: trying again would bill it twice. */
  readonly begun: boolean;
}

/** How long to wait before the next try; undefined when another try is no use or no right. */
function waitBefore({ problem, begun }: Tried, attempt: number, jitter: number): number | undefined {
  if (begun) return undefined;
  const backoff = 1000 * 2 ** (attempt - 1) * (0.75 + jitter / 2);
  if (problem.kind === "server") return Math.round(backoff);
  if (problem.kind !== "rate-limited" || problem.scope === "day") return undefined;
  return Math.round(problem.retryAfterMs ?? 5 * backoff);
}

/** What the tap reports, in order of arrival. */
type Arrival = ModelEvent | { readonly kind: "over"; readonly tried?: Tried };

async function* oneTry(
  sdk: GoogleGenAI,
  request: ModelRequest,
  signal: AbortSignal,
  options: ClientOptions,
): AsyncGenerator<ModelEvent, Tried | undefined, undefined> {
  const arrivals = channel<Arrival>();
  const stop = new AbortController();
  const onAbort = () => {
    stop.abort();
    arrivals.push({ kind: "over" });
  };
  signal.addEventListener("abort", onAbort, { once: true });
  void send(sdk, request, stop, arrivals, options).then((tried) =>
    arrivals.push({ kind: "over", ...(tried && { tried }) }),
  );
  try {
    for await (const arrival of arrivals) {
      if (signal.aborted) return undefined;
      if (arrival.kind === "over") return arrival.tried;
      yield arrival;
    }
    return undefined;
  } finally {
    signal.removeEventListener("abort", onAbort);
    stop.abort();
  }
}

/** Sends once and pushes what arrives. Resolves when it is over, never rejects. */
async function send(
  sdk: GoogleGenAI,
  request: ModelRequest,
  stop: AbortController,
  arrivals: Channel<Arrival>,
  options: ClientOptions,
): Promise<Tried | undefined> {
  const { endpoint, key } = options;
  const tap = new Tap(arrivals, options, stop.signal, () => stalled());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timedOut = false;
  const stalled = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = true;
      stop.abort();
    }, request.timeoutMs);
  };
  try {
    stalled();
    const stream = await sdk.models.generateContentStream(parametersOf(request, tap, stop.signal));
    // The tap has handed every event out by now; the SDK is read to its end so that it reads the wire to its end.
    for await (const _ of stream) if (tap.problem) break;
    return tap.atEnd();
  } catch (thrown) {
    if (timedOut) return { problem: { kind: "timeout", afterMs: request.timeoutMs }, begun: tap.begun };
    if (stop.signal.aborted) return undefined;
    const { status, body, begun } = tap;
    const problem = tap.problem ?? tap.strange() ?? problemOf({ endpoint: endpoint.url, status, body, thrown, begun });
    return { problem: without(problem, key), begun };
  } finally {
    clearTimeout(timer);
  }
}

/** The SDK's types name enums and mutable arrays for what are these same strings and lists on the wire. */
function parametersOf({ model, body }: ModelRequest, tap: Tap, abortSignal: AbortSignal): GenerateContentParameters {
  const { contents, generationConfig, ...rest } = body;
  const off = { automaticContinuation: false, automaticFunctionCalling: { disable: true } };
  const httpOptions = {
    // The -latest aliases exist in v1beta only.
    apiVersion: model.endsWith("-latest") ? "v1beta" : "v1",
    fetch: (url: string | URL | Request, init?: RequestInit) => tap.fetch(url, init),
  };
  const config = { ...rest, ...generationConfig, ...off, httpOptions, abortSignal };
  const parameters: unknown = { model, contents, config };
  return parameters as GenerateContentParameters;
}

/** Stands where the SDK calls fetch: sees the answer before the SDK does. */
class Tap {
  status: number | undefined;
  /** Of an error answer. */
  body: string | undefined;
  begun = false;
  problem: RunProblem | undefined;
  readonly #arrivals: Channel<Arrival>;
  readonly #options: ClientOptions;
  readonly #stop: AbortSignal;
  readonly #alive: () => void;
  readonly #splitter = new SseSplitter();

  constructor(arrivals: Channel<Arrival>, options: ClientOptions, stop: AbortSignal, alive: () => void) {
    this.#arrivals = arrivals;
    this.#options = options;
    this.#stop = stop;
    this.#alive = alive;
  }

  async fetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    const headers = new Headers(init?.headers);
    if (!this.#options.key) headers.delete("x-goog-api-key");
    // A redirect could carry the key to another host.
    const response = await fetch(url, { ...init, headers, redirect: "error" });
    this.#alive();
    this.status = response.status;
    if (!response.ok) {
      this.body = (await response.text()).slice(0, 100_000);
      return new Response(this.body, { status: response.status, headers: response.headers });
    }
    this.#arrivals.push({ kind: "opened", at: this.#options.clock.now(), status: response.status });
    const watched = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, controller) => {
          this.#read(bytes);
          // What never ends its event would fill the memory.
          if (this.#splitter.held > (this.#options.longestEvent ?? 16 << 20)) {
            this.problem ??= { kind: "malformed", message: "one event is too long to be an answer" };
            controller.terminate();
          } else controller.enqueue(bytes);
        },
      }),
      // Not left to fetch: Node 20's forgets its signal when a garbage collection comes while the answer streams.
      { signal: this.#stop },
    );
    return new Response(watched ?? null, { status: response.status, headers: response.headers });
  }

  /** What is wrong with a stream that ended properly. */
  atEnd(): Tried | undefined {
    const { begun } = this;
    const problem =
      this.problem ??
      this.strange() ??
      (this.#splitter.rest !== "" || !begun ? ({ kind: "cut" } satisfies RunProblem) : undefined);
    return problem && { problem: without(problem, this.#options.key), begun };
  }

  /** A page or another format where a stream of events was due. */
  strange(): RunProblem | undefined {
    const { rest } = this.#splitter;
    if (rest === "" || "data:".startsWith(rest.slice(0, 5))) return undefined;
    return { kind: "malformed", message: `the answer is no stream of events: ${excerpt(rest)}` };
  }

  #read(bytes: Uint8Array): void {
    this.#alive();
    const at = this.#options.clock.now();
    for (const data of this.#splitter.push(bytes)) {
      if (this.problem) return;
      const value = parsed(data);
      const error = errorEvent(value);
      if (error) this.problem = ofStatus(error.status, error.text);
      else if (!isObject(value)) this.problem = { kind: "malformed", message: `not JSON: ${excerpt(data)}` };
      else {
        this.begun = true;
        const raw = redacted(data, this.#options.key);
        const response = (raw === data ? value : parsed(raw)) as GenerateContentResponse;
        this.#arrivals.push({ kind: "chunk", at, raw, response });
      }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller tells it as a malformed stream.
    return undefined;
  }
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A server may repeat what it was sent: the key is taken out of whatever it says. */
function without(problem: RunProblem, key: string | undefined): RunProblem {
  if (!key) return problem;
  return JSON.parse(redacted(JSON.stringify(problem), key)) as RunProblem;
}

/** A gateway may want no key and get a word such as `none`: that is no secret, and stands in ordinary answers. */
function redacted(text: string, key: string | undefined): string {
  return key && key.length >= 12 ? text.replaceAll(key, "[key]") : text;
}
