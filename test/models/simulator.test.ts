import { request as httpRequest } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isObject, type Json, type JsonObject } from "../../src/core/base/json.ts";
import { misfit } from "../../src/core/base/misfit.ts";
import type { GenerateContentResponse } from "../../src/core/runs/generateContent.ts";
import { random } from "../../src/core/runs/random.ts";
import { quantile } from "../../src/core/runs/statistics.ts";
import { type Simulator, startSimulator } from "../../src/models/models.ts";
import { drawThinking, thinkingTokens } from "../../src/models/simulator/distributions.ts";
import { fromSchema } from "../../src/models/simulator/fromSchema.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ latencyScale: 0 });
});
afterAll(() => simulator.stop());

const says = (text: string) => ({ contents: [{ role: "user", parts: [{ text }] }] });

async function post(path: string, body: unknown, url = simulator.url): Promise<{ status: number; json: JsonObject }> {
  const response = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as JsonObject };
}

async function generate(body: object, model = "gemini-3.5-flash", url = simulator.url) {
  const { status, json } = await post(`/v1/models/${model}:generateContent`, body, url);
  expect(status).toBe(200);
  return json as unknown as GenerateContentResponse;
}

async function stream(body: object): Promise<GenerateContentResponse[]> {
  const url = `${simulator.url}/v1/models/gemini-3.5-flash:streamGenerateContent?alt=sse`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const events = (await response.text()).split("\r\n\r\n").filter((event) => event !== "");
  expect(events.every((event) => event.startsWith("data: "))).toBe(true);
  return events.map((event) => JSON.parse(event.slice(6)) as GenerateContentResponse);
}

const partsOf = (answer: GenerateContentResponse) => answer.candidates?.[0]?.content?.parts ?? [];
const textOf = (answer: GenerateContentResponse) =>
  partsOf(answer)
    .map((part) => (part.thought ? "" : (part.text ?? "")))
    .join("");

test("an answer in prose is about the question, and a greeting is greeted", async () => {
  expect(textOf(await generate(says("Why do volcanoes erupt near tectonic plates?")))).toMatch(
    /volcanoes|tectonic|plates/i,
  );
  expect(textOf(await generate(says("Hello!")))).toMatch(/^Hello!/);
});

test("usage grows from chunk to chunk, adds up, and the last chunk ends the answer", async () => {
  const chunks = await stream({
    ...says("Tell me about the tides of the northern sea."),
    generationConfig: { thinkingConfig: { thinkingLevel: "HIGH", includeThoughts: true } },
  });
  const totals = chunks.map((chunk) => chunk.usageMetadata?.totalTokenCount ?? -1);
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
  const {
    promptTokenCount = 0,
    thoughtsTokenCount = 0,
    candidatesTokenCount = 0,
    totalTokenCount,
  } = chunks.at(-1)?.usageMetadata ?? {};
  expect(promptTokenCount + thoughtsTokenCount + candidatesTokenCount).toBe(totalTokenCount);
  expect(partsOf(chunks[0] as GenerateContentResponse)[0]).toMatchObject({ thought: true });
  expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual([
    ...chunks.slice(1).map(() => undefined),
    "STOP",
  ]);
  expect(new Set(chunks.map((chunk) => chunk.responseId)).size).toBe(1);
});

test("no thoughts are shown unless they were asked for", async () => {
  const chunks = await stream(says("Tell me about the tides."));
  expect(chunks.flatMap(partsOf).some((part) => part.thought)).toBe(false);
  expect(chunks.at(-1)?.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0);
});

test("the same seed and the same requests give the same answers; asking again gives another", async () => {
  const body = says("What is a good name for a boat?");
  const answers = async (seed: number) => {
    const one = await startSimulator({ latencyScale: 0, seed });
    const list = [textOf(await generate(body, undefined, one.url)), textOf(await generate(body, undefined, one.url))];
    await one.stop();
    return list;
  };
  const [first, again, other] = [await answers(5), await answers(5), await answers(6)];
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  expect(first[0]).not.toBe(first[1]);
  const seeded = { ...body, generationConfig: { seed: 3 } };
  expect(textOf(await generate(seeded))).toBe(textOf(await generate(seeded)));
});

test("thinking follows the stated distributions", () => {
  const next = random("levels");
  for (const level of ["low", "medium", "high"] as const) {
    const drawn = Array.from({ length: 4000 }, () => drawThinking(next, level, 1));
    const { median, sigma } = thinkingTokens[level];
    expect((quantile(drawn, 0.5) ?? 0) / median).toBeGreaterThan(0.95);
    expect((quantile(drawn, 0.5) ?? 0) / median).toBeLessThan(1.05);
    expect(Math.log((quantile(drawn, 0.841345) ?? 0) / median) / sigma).toBeCloseTo(1, 0);
  }
});

test("a small cap is used up: MAX_TOKENS, within the cap, thinking first", async () => {
  const capped = async (maxOutputTokens: number, thinkingLevel: string) =>
    generate({
      ...says("Describe the harbour."),
      generationConfig: { maxOutputTokens, thinkingConfig: { thinkingLevel } },
    });
  const starved = await capped(20, "HIGH");
  expect(textOf(starved)).toBe("");
  expect(starved.candidates?.[0]?.finishReason).toBe("MAX_TOKENS");
  expect(starved.usageMetadata).toMatchObject({ thoughtsTokenCount: 20 });
  const short = await capped(15, "MINIMAL");
  expect(short.candidates?.[0]?.finishReason).toBe("MAX_TOKENS");
  const { thoughtsTokenCount = 0, candidatesTokenCount = 0 } = short.usageMetadata ?? {};
  expect(thoughtsTokenCount + candidatesTokenCount).toBeLessThanOrEqual(15);
});

test("a long prompt that is repeated is read from the cache, a short one is not", async () => {
  const long = Array.from({ length: 6000 }, (_, i) => `word${i}`).join(" ");
  const ask = async (text: string) => (await generate({ ...says(text) })).usageMetadata?.cachedContentTokenCount;
  expect(await ask(`${long} first question`)).toBeUndefined();
  const hit = await ask(`${long} second question`);
  expect(hit).toBeGreaterThan(4096);
  expect(await ask("short")).toBeUndefined();
  expect(await ask("short")).toBeUndefined();
});

describe("tools", () => {
  const tools = [
    {
      functionDeclarations: [
        {
          name: "lookup_order",
          description: "Returns status and carrier of one order.",
          parametersJsonSchema: {
            type: "object",
            properties: { order_id: { type: "string", pattern: "^[A-Z]{2}[0-9]{6}$" } },
            required: ["order_id"],
          },
        },
      ],
    },
  ];

  test("a fitting tool is called with arguments out of the user's words, twice for two orders", async () => {
    const calls = partsOf(await generate({ ...says("Where are AB123456 and XY654321?"), tools })).flatMap(
      (part) => part.functionCall ?? [],
    );
    expect(calls.map((call) => [call.name, call.args])).toEqual([
      ["lookup_order", { order_id: "AB123456" }],
      ["lookup_order", { order_id: "XY654321" }],
    ]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(2);
  });

  test("the answer uses the result; a replay without the signature or the response is a 400", async () => {
    const asked = { ...says("Where is AB123456?"), tools };
    const content = (await generate(asked)).candidates?.[0]?.content;
    const call = content?.parts?.[0];
    const id = call?.functionCall?.id;
    const response = { functionResponse: { id, name: "lookup_order", response: { status: "shipped" } } };
    const replay = (parts: unknown[], responses: unknown[]) => ({
      ...asked,
      contents: [...asked.contents, { role: "model", parts }, { role: "user", parts: responses }],
    });
    expect(textOf(await generate(replay([call], [response])))).toMatch(/shipped/);
    const path = "/v1/models/gemini-3.5-flash:generateContent";
    const { thoughtSignature: _, ...bare } = call ?? {};
    const unsigned = await post(path, replay([bare], [response]));
    expect([unsigned.status, JSON.stringify(unsigned.json)]).toEqual([
      400,
      expect.stringContaining("missing a thought_signature"),
    ]);
    const unequal = await post(path, replay([call, call], [response]));
    expect([unequal.status, JSON.stringify(unequal.json)]).toEqual([
      400,
      expect.stringContaining("number of function response parts"),
    ]);
  });

  test("NONE calls nothing, ANY calls something, and a greeting calls nothing", async () => {
    const calls = async (text: string, mode?: string) => {
      const toolConfig = mode ? { functionCallingConfig: { mode } } : undefined;
      return partsOf(await generate({ ...says(text), tools, ...(toolConfig && { toolConfig }) })).filter(
        (p) => p.functionCall,
      ).length;
    };
    expect(await calls("Where is AB123456?", "NONE")).toBe(0);
    expect(await calls("Sing!", "ANY")).toBe(1);
    expect(await calls("Hello!")).toBe(0);
  });
});

describe("answers that must be JSON", () => {
  const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
    fc.constantFrom<JsonObject>(
      { type: "string" },
      { type: "string", pattern: "^[A-Z]{2}[0-9]{3,5}$" },
      { type: "string", maxLength: 8 },
      { type: "integer", minimum: 3, maximum: 9 },
      { type: "number" },
      { type: "boolean" },
      { enum: ["red", "green"] },
      { const: 4 },
      { type: ["string", "null"] },
      { anyOf: [{ type: "integer" }, { type: "string" }] },
    ),
  );
  const schema = fc.letrec<{ any: JsonObject }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ type: fc.constant("array"), items: tie("any"), minItems: fc.nat(2) }) as fc.Arbitrary<JsonObject>,
      fc
        .dictionary(fc.constantFrom("id", "title", "due_date", "city", "count", "items"), tie("any"))
        .map(
          (properties): JsonObject => ({ type: "object", properties, required: Object.keys(properties).slice(0, 2) }),
        ),
    ),
  })).any;

  test("fit whatever schema was given", () => {
    fc.assert(
      fc.property(schema, fc.string(), (wanted, about) => {
        const made = fromSchema(wanted, { next: random(about), about });
        expect(misfit(made, wanted, "answer")).toBeUndefined();
      }),
    );
  });

  test("also those that refer to themselves", () => {
    const tree = { type: "object", properties: { kids: { type: "array", items: { $ref: "#" } } }, required: ["kids"] };
    expect(isObject(fromSchema(tree, { next: random(1), about: "a tree" }))).toBe(true);
  });

  test("have one item for each line of the user's list", () => {
    const item = { type: "object", properties: { kind: { enum: ["added", "fixed"] }, text: { type: "string" } } };
    const wanted = {
      type: "object",
      properties: {
        title: { type: "string" },
        items: { type: "array", items: { ...item, required: ["kind", "text"] } },
      },
      required: ["title", "items"],
    };
    const about = "Changes:\n- Add dark mode\n- Fix crash on empty file\n";
    expect(fromSchema(wanted, { next: random(1), about })).toEqual({
      title: "Add dark mode, and 1 more",
      items: [
        { kind: "added", text: "Add dark mode" },
        { kind: "fixed", text: "Fix crash on empty file" },
      ],
    });
  });

  test("come over the wire as one JSON text", async () => {
    const wanted = { type: "object", properties: { topic: { enum: ["billing", "technical"] } }, required: ["topic"] };
    const generationConfig = { responseMimeType: "application/json", responseJsonSchema: wanted };
    const chunks = await stream({ ...says("There is a billing problem."), generationConfig });
    expect(JSON.parse(chunks.map(textOf).join("")) as Json).toEqual({ topic: "billing" });
  });
});

describe("the other doors", () => {
  test("tokens are counted as they are billed", async () => {
    const body = { ...says("How long is a piece of string?"), systemInstruction: { parts: [{ text: "Be brief." }] } };
    const plain = await post("/v1/models/gemini-3.5-flash:countTokens", body);
    const nested = await post("/v1/models/gemini-3.5-flash:countTokens", { generateContentRequest: body });
    const { usageMetadata } = await generate(body);
    expect([plain.json.totalTokens, nested.json.totalTokens]).toEqual([
      usageMetadata?.promptTokenCount,
      usageMetadata?.promptTokenCount,
    ]);
  });

  test("a counter of one's own is used", async () => {
    const counted = await startSimulator({ latencyScale: 0, countTokens: (text) => text.length });
    const { usageMetadata } = await generate(says("12345"), undefined, counted.url);
    expect(usageMetadata?.promptTokenCount).toBe(5);
    await counted.stop();
  });

  test("models are listed and found", async () => {
    const list = (await (await fetch(`${simulator.url}/v1/models`)).json()) as { models: { name: string }[] };
    expect(list.models.map((model) => model.name)).toContain("models/gemini-3.5-flash");
    expect((await fetch(`${simulator.url}/v1beta/models/gemini-3.5-flash`)).status).toBe(200);
    expect((await fetch(`${simulator.url}/v1/models/gemini-0`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/v2/anything`)).status).toBe(404);
  });

  test("without alt=sse a stream is a JSON array", async () => {
    const url = `${simulator.url}/v1/models/gemini-3.5-flash:streamGenerateContent`;
    const response = await fetch(url, { method: "POST", body: JSON.stringify(says("Hi")) });
    expect(Array.isArray(await response.json())).toBe(true);
  });
});

describe("who may call", () => {
  function call(headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(`${simulator.url}/v1/models`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on("error", reject);
      request.end();
    });
  }

  test("callers of this machine, by any of its names", async () => {
    const { port } = simulator;
    expect(await call({ host: `localhost:${port}` })).toBe(200);
    expect(await call({ host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` })).toBe(200);
  });

  test("no page of another host, however its name resolves", async () => {
    const { port } = simulator;
    expect(await call({ host: `evil.example:${port}` })).toBe(403);
    expect(await call({ host: `127.0.0.1.evil.example:${port}` })).toBe(403);
    expect(await call({ host: `localhost:${port}`, origin: "https://evil.example" })).toBe(403);
    expect(await call({ host: `localhost:${port}`, origin: "null" })).toBe(403);
    expect(await call({ host: "evil.example:1@localhost" })).toBe(403);
  });

  test("no body beyond the limit, and none that is not JSON", async () => {
    const small = await startSimulator({ latencyScale: 0, largestBody: 1000 });
    const path = "/v1/models/gemini-3.5-flash:generateContent";
    expect((await post(path, says("x".repeat(1500)), small.url)).status).toBe(413);
    const response = await fetch(`${small.url}${path}`, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
    expect((await generate(says("Still there?"), undefined, small.url)).candidates).toHaveLength(1);
    await small.stop();
  });

  test("a port that is taken is said at once", async () => {
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow("EADDRINUSE");
  });
});

test("whatever is sent, something orderly comes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      const { status, json } = await post("/v1/models/gemini-3.5-flash:generateContent", body);
      expect([200, 400]).toContain(status);
      expect(isObject(json)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a path that cannot be read is one that does not exist", async () => {
  for (const path of ["//", "/v1/models/%E0%A4%A"]) {
    const status = await new Promise((resolve) => {
      httpRequest({ host: "127.0.0.1", port: simulator.port, path }, (r) => resolve(r.resume().statusCode)).end();
    });
    expect(status).toBe(404);
  }
});

test("a schema that asks for a thousand million values gets as many as can be read", () => {
  const source = { next: random("seed"), about: "" };
  const text = { type: "string", minLength: 1e9 };
  const list = (items: Json) => ({ type: "array", minItems: 1e9, items });
  expect(fromSchema(list({ type: "boolean" }), source)).toHaveLength(9_999);
  expect(JSON.stringify(fromSchema(list(list(list({ type: "boolean" }))), source)).length).toBeLessThan(1e6);
  expect(String(fromSchema(text, source)).length).toBe(100_000);
});
