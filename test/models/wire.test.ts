import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Json } from "../../src/core/base/json.ts";
import type { GenerateContentRequest } from "../../src/core/runs/generateContent.ts";
import type { ModelEvent } from "../../src/core/runs/modelClient.ts";
import { type FaultKind, openClient, type Simulator, startSimulator } from "../../src/models/models.ts";
import { clock } from "../../src/node/clock.ts";
import { all } from "../core/runs/world.ts";

const key = "AIzaTestTestTestTestTestTestTestTest";
const instant = { now: clock.now, sleep: async () => {} };
const body: GenerateContentRequest = {
  contents: [{ role: "user", parts: [{ text: "Why does the kettle whistle when the water boils?" }] }],
  store: false,
};
const never = new AbortController().signal;
let simulator: Simulator;
const outside: string[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ latencyScale: 0 });
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string | URL | Request, init?: RequestInit) => {
    const { hostname } = new URL(url instanceof Request ? url.url : url);
    if (hostname !== "127.0.0.1") outside.push(hostname);
    return real(url, init);
  });
});
afterEach(() => simulator.setFaults([]));
afterAll(async () => {
  await simulator.stop();
  vi.unstubAllGlobals();
  expect(outside).toEqual([]);
});

function client(
  changes: { headers?: Record<string, string>; url?: string; tries?: number; longestEvent?: number } = {},
) {
  return openClient({
    endpoint: { kind: "custom", url: changes.url ?? simulator.url, keySource: "test" },
    key,
    clock: instant,
    jitter: () => 0.5,
    ...(changes.headers && { headers: changes.headers }),
    ...(changes.tries && { tries: changes.tries }),
    ...(changes.longestEvent && { longestEvent: changes.longestEvent }),
  });
}

function call(
  request: GenerateContentRequest = body,
  {
    model = "gemini-3.5-flash",
    timeoutMs = 5_000,
    ...rest
  }: Parameters<typeof client>[0] & { model?: string; timeoutMs?: number } = {},
): Promise<ModelEvent[]> {
  return all(client(rest).stream({ model, body: request, timeoutMs }, never));
}

function shape(events: readonly ModelEvent[]) {
  return events
    .map((event) => (event.kind === "failed" ? `failed:${event.problem.kind}` : event.kind))
    .join(" ")
    .replace(/chunk( chunk)+/, "chunk…");
}

function chunks(events: readonly ModelEvent[]) {
  return events.flatMap((event) => (event.kind === "chunk" ? [event] : []));
}

test("a stream arrives in several events, each stamped, verbatim and understood", async () => {
  const events = await call();
  expect(shape(events)).toBe("opened chunk…");
  const came = chunks(events);
  expect(came.length).toBeGreaterThan(2);
  for (const { raw, response } of came) expect(JSON.parse(raw)).toEqual(response);
  const stamps = events.map((event) => event.at.monoNs);
  expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
  expect(came.at(-1)?.response.candidates?.[0]?.finishReason).toBe("STOP");
  expect(came.at(-1)?.response.modelVersion).toBe("gemini-3.5-flash");
});

test("what the SDK sends is the request, nothing added and nothing lost", async () => {
  const request: GenerateContentRequest = {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      { role: "user", parts: [{ text: "Hi" }] },
      { role: "model", parts: [{ text: "Hello." }] },
      { role: "user", parts: [{ text: "context" }, { text: "Where is AB123456?" }] },
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "lookup",
            description: "d",
            parametersJsonSchema: { type: "object", properties: { a: { const: 1 } } },
          },
        ],
      },
      { googleSearch: {} },
      { urlContext: {} },
      { codeExecution: {} },
    ],
    toolConfig: { functionCallingConfig: { mode: "AUTO" } },
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_ONLY_HIGH" }],
    serviceTier: "flex",
    store: false,
    generationConfig: {
      temperature: 1,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 3000,
      stopSequences: ["END"],
      seed: 7,
      responseMimeType: "application/json",
      responseJsonSchema: { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
      thinkingConfig: { thinkingLevel: "LOW", includeThoughts: true },
    },
  };
  await call(request);
  expect(simulator.ledger.at(-1)?.body).toEqual(request);
});

test.each<[FaultKind, string]>([
  ["quota-day", "failed:rate-limited"],
  ["bad-key", "failed:bad-key"],
  ["cut", "opened chunk… failed:cut"],
  ["cut-clean", "opened chunk… failed:cut"],
  ["malformed", "opened chunk… failed:malformed"],
  ["error-midway", "opened chunk… failed:server"],
  ["unfinished", "opened chunk…"],
  ["blocked-prompt", "opened chunk"],
  ["blocked-answer", "opened chunk…"],
])("fault %s: %s", async (fault, expected) => {
  expect(shape(await call(body, { headers: { "x-simulate-fault": fault } }))).toBe(expected);
});

test("a quota per minute and an overloaded server are waited out, a second time longer", async () => {
  simulator.setFaults([
    { kind: "503", times: 2 },
    { kind: "quota-minute", times: 1, retryAfterMs: 3_500 },
  ]);
  const events = await call();
  expect(shape(events)).toBe("retrying retrying retrying opened chunk…");
  const waits = events.flatMap((event) => (event.kind === "retrying" ? [[event.attempt, event.of, event.waitMs]] : []));
  expect(waits).toEqual([
    [2, 5, 1000],
    [3, 5, 2000],
    [4, 5, 3500],
  ]);
  expect(events.flatMap((event) => (event.kind === "retrying" ? [event.problem] : []))[2]).toMatchObject({
    kind: "rate-limited",
    scope: "minute",
    retryAfterMs: 3_500,
    quota: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
  });
});

test("after five tries it is over, and the server has seen five", async () => {
  simulator.setFaults([{ kind: "500" }]);
  const before = simulator.ledger.length;
  expect(shape(await call())).toBe("retrying retrying retrying retrying failed:server");
  expect(simulator.ledger.length - before).toBe(5);
});

test("a quota per day is not tried again, however short the delay it names", async () => {
  simulator.setFaults([{ kind: "quota-day", retryAfterMs: 1_000 }]);
  const before = simulator.ledger.length;
  expect((await call()).at(-1)).toMatchObject({ problem: { kind: "rate-limited", scope: "day" } });
  expect(simulator.ledger.length - before).toBe(1);
});

test("a wait that is too long to be worth it ends the call at once", async () => {
  simulator.setFaults([{ kind: "quota-minute", retryAfterMs: 600_000 }]);
  expect(shape(await call())).toBe("failed:rate-limited");
});

test("a stream that broke after something came is not sent again", async () => {
  const before = simulator.ledger.length;
  simulator.setFaults([{ kind: "error-midway", times: 1 }]);
  await call();
  expect(simulator.ledger.length - before).toBe(1);
});

test.each<FaultKind>(["stall", "stall-midway"])(
  "%s: nothing arrives for a while, and that is a timeout",
  async (fault) => {
    simulator.setFaults([{ kind: fault }]);
    const events = await call(body, { timeoutMs: 120 });
    expect(events.at(-1)).toMatchObject({ kind: "failed", problem: { kind: "timeout", afterMs: 120 } });
    expect(chunks(events).length > 0).toBe(fault === "stall-midway");
  },
);

test("cancelling in the middle ends quietly, keeps what came, and hangs up", async () => {
  const slow = await startSimulator({ latencyScale: 0.2 });
  const stop = new AbortController();
  const came: ModelEvent[] = [];
  for await (const event of client({ url: slow.url }).stream(
    { model: "gemini-3.5-flash", body, timeoutMs: 5_000 },
    stop.signal,
  )) {
    came.push(event);
    if (event.kind === "chunk") stop.abort();
  }
  expect(shape(came)).toBe("opened chunk");
  await vi.waitFor(() => expect(slow.ledger.at(-1)?.complete).toBe(false));
  await slow.stop();
});

test("a stalled stream is given up and hung up also where fetch forgets its signal once the answer has begun", async () => {
  // Node 20 does so after a garbage collection.
  const watched = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, { signal: _, ...init }: RequestInit) => watched(url, init));
  let hungUp = 0;
  const server = createServer((_request, response) => {
    response.on("close", () => hungUp++);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}\r\n\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(shape(await call(body, { url, timeoutMs: 200 }))).toBe("opened chunk failed:timeout");
    const abort = new AbortController();
    for await (const event of client({ url }).stream({ model: "m", body, timeoutMs: 60_000 }, abort.signal)) {
      if (event.kind === "chunk") abort.abort();
    }
    await vi.waitFor(() => expect(hungUp).toBe(2));
  } finally {
    vi.stubGlobal("fetch", watched);
    server.closeAllConnections();
    server.close();
  }
});

test("cancelling while nothing has come, while waiting to retry, and before the start, all end quietly", async () => {
  const stop = new AbortController();
  simulator.setFaults([{ kind: "stall" }]);
  const pending = all(client().stream({ model: "gemini-3.5-flash", body, timeoutMs: 60_000 }, stop.signal));
  setTimeout(() => stop.abort(), 30);
  expect(await pending).toEqual([]);
  expect(await all(client().stream({ model: "gemini-3.5-flash", body, timeoutMs: 1 }, stop.signal))).toEqual([]);

  simulator.setFaults([{ kind: "503" }]);
  const again = new AbortController();
  const patient = openClient({ endpoint: { kind: "custom", url: simulator.url }, clock });
  const came: string[] = [];
  for await (const event of patient.stream({ model: "gemini-3.5-flash", body, timeoutMs: 5_000 }, again.signal)) {
    came.push(event.kind);
    setTimeout(() => again.abort(), 10);
  }
  expect(came).toEqual(["retrying"]);
});

test("nobody at the address and an unknown host are offline, said in words", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  expect((await call(body, { url })).at(-1)).toMatchObject({
    problem: { kind: "offline", endpoint: url, message: "nothing answers at that address" },
  });
});

test("a server that hangs up, answers a page, or nothing at all, each has its name", async () => {
  const answers: ((response: import("node:http").ServerResponse) => void)[] = [
    (response) => response.destroy(),
    (response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>"),
    (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome to the hotel</h1>"),
    (response) => response.writeHead(200).end(),
    (response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
  ];
  const server = createServer((_, response) => answers[asked++]?.(response));
  let asked = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const problems: Json[] = [];
  for (const _ of answers) {
    const last = (await call(body, { url, tries: 1 })).at(-1);
    if (last?.kind === "failed") problems.push(last.problem as unknown as Json);
  }
  server.close();
  server.closeAllConnections();
  expect(JSON.parse(JSON.stringify(problems).replaceAll(url, "URL"))).toMatchInlineSnapshot(`
    [
      {
        "endpoint": "URL",
        "kind": "offline",
        "message": "the connection was closed without an answer",
      },
      {
        "kind": "server",
        "message": "Bad Gateway",
        "status": 502,
      },
      {
        "kind": "malformed",
        "message": "the answer is no stream of events: <h1>Welcome to the hotel</h1>",
      },
      {
        "kind": "cut",
      },
      {
        "endpoint": "URL",
        "kind": "offline",
        "message": "unexpected redirect",
      },
    ]
  `);
});

test("an event that never ends is given up before it fills the memory", async () => {
  const piece = Buffer.alloc(1 << 16, "x");
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: ");
    let left = 60;
    const more = () => {
      while (left-- > 0 && !response.destroyed) if (!response.write(piece)) return response.once("drain", more);
      return response.end();
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const last = (await call(body, { url, tries: 1, longestEvent: 1 << 20 })).at(-1);
  server.close();
  server.closeAllConnections();
  expect(last).toMatchObject({
    kind: "failed",
    problem: { kind: "malformed", message: "one event is too long to be an answer" },
  });
});

test("the API's own complaints come through in its words", async () => {
  const problems = [
    await call(body, { model: "gemini-3.5-flesh" }),
    await call(
      { ...body, generationConfig: { thinkingConfig: { thinkingLevel: "MINIMAL" } } },
      { model: "gemini-3.8-flash" },
    ),
    await call({ contents: [] }),
  ].map((events) => events.at(-1));
  expect(problems.map((event) => (event?.kind === "failed" ? event.problem : event))).toMatchInlineSnapshot(`
    [
      {
        "kind": "bad-request",
        "message": "models/gemini-3.5-flesh is not found for API version v1, or is not supported for streamGenerateContent. Call ListModels to see the list of available models and their supported methods.",
        "status": 404,
      },
      {
        "kind": "bad-request",
        "message": "Thinking level MINIMAL is not supported for this model.",
        "status": 400,
      },
      {
        "kind": "bad-request",
        "message": "contents are required",
        "status": 0,
      },
    ]
  `);
});

test("the key is in no event, also when the server repeats it", async () => {
  const echo = createServer((request, response) => {
    const said = request.headers["x-goog-api-key"];
    if (request.url?.includes("3.6"))
      response
        .writeHead(403, { "content-type": "application/json" })
        .end(JSON.stringify({ error: { code: 403, message: `no: ${said}` } }));
    else
      response
        .writeHead(200, { "content-type": "text/event-stream" })
        .end(`data: {"candidates":[{"content":{"parts":[{"text":"${said}"}]}}]}\n\n`);
  });
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const events = [...(await call(body, { url })), ...(await call(body, { url, model: "gemini-3.6-flash" }))];
  echo.close();
  echo.closeAllConnections();
  expect(shape(events)).toBe("opened chunk failed:bad-key");
  expect(JSON.stringify(events)).not.toContain(key);
  expect(JSON.stringify(events)).toContain("[key]");
});

test("without a key a gateway gets no key header, and Google is not called at all", async () => {
  const events = await all(
    openClient({ endpoint: { kind: "gemini", url: "https://generativelanguage.googleapis.com" }, clock }).stream(
      { model: "gemini-3.5-flash", body, timeoutMs: 100 },
      never,
    ),
  );
  expect(events).toMatchObject([{ kind: "failed", problem: { kind: "no-key" } }]);
  let header: unknown = "unset";
  const gateway = createServer((request, response) => {
    header = request.headers["x-goog-api-key"];
    response.end();
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/gemini`;
  await all(
    openClient({ endpoint: { kind: "custom", url }, clock }).stream({ model: "m", body, timeoutMs: 900 }, never),
  );
  gateway.close();
  gateway.closeAllConnections();
  expect(header).toBeUndefined();
});

test("an address that is none is said so, not called", async () => {
  const events = await call(body, { url: "not an address" });
  expect(events).toMatchObject([{ kind: "failed", problem: { kind: "definition" } }]);
});

test("many calls under one signal cause no warning", async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  const { signal } = new AbortController();
  const one = client();
  await Promise.all(
    Array.from({ length: 20 }, () => all(one.stream({ model: "gemini-3.5-flash", body, timeoutMs: 5_000 }, signal))),
  );
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

test("an alias that only v1beta knows is asked there", async () => {
  await call(body, { model: "gemini-flash-latest" });
  expect(simulator.ledger.at(-1)?.path).toBe("/v1beta/models/gemini-flash-latest:streamGenerateContent");
});

test("a word that stands for a key at a gateway is not taken out of answers", async () => {
  const gateway = createServer((_request, response) => {
    const said = "There are none left.";
    response
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(`data: {"candidates":[{"content":{"parts":[{"text":"${said}"}]},"finishReason":"STOP"}]}\n\n`);
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const model = openClient({ endpoint: { kind: "custom", url }, key: "none", clock });
  const events = await all(model.stream({ model: "gemini-3.5-flash", body, timeoutMs: 900 }, never));
  gateway.close();
  gateway.closeAllConnections();
  expect(JSON.stringify(events)).toContain("There are none left.");
});
