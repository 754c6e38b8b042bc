import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/base/json.ts";
import type { ResolvedAgent } from "../../../src/core/document/definition.ts";
import { buildRequest } from "../../../src/core/runs/buildRequest.ts";
import { askedInputs, inputFromText } from "../../../src/core/runs/inputs.ts";
import { answerOfMock } from "../../../src/core/runs/mock.ts";
import { agent, text, tool } from "./world.ts";

function built(changes: Partial<ResolvedAgent>, inputs: JsonObject = {}) {
  const result = buildRequest(agent(changes), inputs);
  if (result.kind === "problem") throw new Error(JSON.stringify(result.problem));
  return result;
}

function refused(changes: Partial<ResolvedAgent>, inputs: JsonObject = {}) {
  const result = buildRequest(agent(changes), inputs);
  return result.kind === "problem" && result.problem.kind === "definition" ? result.problem.message : result;
}

const input = (name: string, schema: JsonObject, more: object = {}) => ({
  name,
  schema,
  required: true,
  untrusted: false,
  secret: false,
  path: ["inputs", name],
  ...more,
});

test("four lines of definition run without any input: the agent is greeted", () =>
  expect(built({}).request).toMatchInlineSnapshot(`
    {
      "body": {
        "contents": [
          {
            "parts": [
              {
                "text": "Hello!",
              },
            ],
            "role": "user",
          },
        ],
        "store": false,
        "systemInstruction": {
          "parts": [
            {
              "text": "Answer in one short paragraph.",
            },
          ],
        },
      },
      "model": "gemini-3.5-flash",
      "timeoutMs": 120000,
    }
  `));

test("what the user says stands in the place of the greeting", () => {
  expect(built({}, { input: "Why?" }).request.body.contents).toEqual([{ role: "user", parts: [{ text: "Why?" }] }]);
  expect(built({}, { input: "" }).request.body.contents).toEqual([{ role: "user", parts: [{ text: "Hello!" }] }]);
  expect(askedInputs(agent()).map((asked) => asked.name)).toEqual(["input"]);
  expect(askedInputs(agent({ inputs: [input("input", {})] }))).toMatchObject([{ required: true }]);
  expect(askedInputs(agent({ input: [text("Go on.")] }))).toEqual([]);
});

test("everything a definition can say goes over the wire in generateContent's words", () => {
  const { request, notes } = built(
    {
      model: "models/gemini-3.8-flash",
      systemInstruction: [text("House style.\n", false), text("You help {{who}}.\n")],
      context: [text("a,b\n1,2", false)],
      examples: [{ input: "ping {{x}}", output: "pong", path: [] }],
      messages: [
        { role: "user", parts: [text("Earlier, {{who}} asked.")] },
        { role: "model", parts: [text("And I answered.")] },
      ],
      input: [text("Now: {{message}}")],
      inputs: [
        input("who", { type: "string" }, { default: "Ana", required: false }),
        input("message", { type: "string" }),
      ],
      generationConfig: {
        thinkingLevel: "low",
        thinkingSummaries: "auto",
        maxOutputTokens: 300,
        stopSequences: ["END"],
        seed: 7,
        temperature: 0.5,
        topP: 0.9,
        topK: 3,
        thinkingBudget: 64,
        candidateCount: 2,
        presencePenalty: 0.5,
        frequencyPenalty: -0.5,
        responseLogprobs: true,
        logprobs: 3,
        mediaResolution: "low",
        toolChoice: { allowed_tools: { mode: "any", tools: ["lookup"] } },
      },
      responseFormat: { type: "text", mime_type: "application/json", schema: { type: "object" } },
      safetySettings: [{ type: "harassment", threshold: "block_only_high", method: "severity" }],
      serviceTier: "flex",
      tools: [
        tool({ name: "lookup", description: "Looks.", parameters: { type: "object", properties: {} } }),
        tool({ name: "bare" }),
        { kind: "builtin", type: "google_search", value: { type: "google_search" }, path: [] },
        {
          kind: "builtin",
          type: "file_search",
          value: { type: "file_search", file_search_store_names: ["s"] },
          path: [],
        },
        { kind: "other", type: "mcp_server", value: { type: "mcp_server", name: "stock" }, path: [] },
      ],
    },
    { message: "{{who}}" },
  );
  expect(request).toMatchInlineSnapshot(`
    {
      "body": {
        "contents": [
          {
            "parts": [
              {
                "text": "ping {{x}}",
              },
            ],
            "role": "user",
          },
          {
            "parts": [
              {
                "text": "pong",
              },
            ],
            "role": "model",
          },
          {
            "parts": [
              {
                "text": "Earlier, Ana asked.",
              },
            ],
            "role": "user",
          },
          {
            "parts": [
              {
                "text": "And I answered.",
              },
            ],
            "role": "model",
          },
          {
            "parts": [
              {
                "text": "a,b
    1,2",
              },
              {
                "text": "Now: {{who}}",
              },
            ],
            "role": "user",
          },
        ],
        "generationConfig": {
          "candidateCount": 2,
          "frequencyPenalty": -0.5,
          "logprobs": 3,
          "maxOutputTokens": 300,
          "mediaResolution": "MEDIA_RESOLUTION_LOW",
          "presencePenalty": 0.5,
          "responseJsonSchema": {
            "type": "object",
          },
          "responseLogprobs": true,
          "responseMimeType": "application/json",
          "seed": 7,
          "stopSequences": [
            "END",
          ],
          "temperature": 0.5,
          "thinkingConfig": {
            "includeThoughts": true,
            "thinkingBudget": 64,
            "thinkingLevel": "LOW",
          },
          "topK": 3,
          "topP": 0.9,
        },
        "safetySettings": [
          {
            "category": "HARM_CATEGORY_HARASSMENT",
            "method": "SEVERITY",
            "threshold": "BLOCK_ONLY_HIGH",
          },
        ],
        "serviceTier": "flex",
        "store": false,
        "systemInstruction": {
          "parts": [
            {
              "text": "House style.

    You help Ana.
    ",
            },
          ],
        },
        "toolConfig": {
          "functionCallingConfig": {
            "allowedFunctionNames": [
              "lookup",
            ],
            "mode": "ANY",
          },
        },
        "tools": [
          {
            "functionDeclarations": [
              {
                "description": "Looks.",
                "name": "lookup",
                "parametersJsonSchema": {
                  "properties": {},
                  "type": "object",
                },
              },
              {
                "name": "bare",
              },
            ],
          },
          {
            "googleSearch": {},
          },
          {
            "fileSearch": {
              "fileSearchStoreNames": [
                "s",
              ],
            },
          },
        ],
      },
      "model": "gemini-3.8-flash",
      "timeoutMs": 120000,
    }
  `);
  expect(notes).toEqual(["Left out: tool stock (mcp_server), which this version does not run."]);
});

test("deep thinking is given more time before it counts as stalled", () => {
  expect(built({}).request.timeoutMs).toBe(120_000);
  expect(built({ generationConfig: { thinkingLevel: "high" } }).request.timeoutMs).toBe(240_000);
});

describe("what cannot be run is told in a sentence", () => {
  test.each<[string, Partial<ResolvedAgent>, JsonObject?]>([
    ["no model", { model: " " }],
    ["a team", { workflow: { type: "sequential" } }],
    ["a managed agent", { target: "managed", managed: { base_agent: "x" } }],
    ["a missing file", { missing: [{ file: "a.md", path: [], message: "prompts/a.md does not exist" }] }],
    ["an undefined variable", { systemInstruction: [text("For {{nobody}}.")] }],
    ["a broken template", { input: [text("{{#if input}}")] }],
    ["missing inputs", { inputs: [input("product", { type: "string" }), input("changes", { type: "array" })] }],
    ["a wrong type", { inputs: [input("n", { type: "integer" })] }, { n: "many" }],
    ["a wrong word", { inputs: [input("plan", { enum: ["free", "pro"] })] }, { plan: "gold" }],
    ["a list too short", { inputs: [input("list", { type: "array", min_items: 1 })] }, { list: [] }],
    ["a wrong item", { inputs: [input("list", { type: "array", items: { type: "string" } })] }, { list: ["a", 1] }],
    ["a missing property", { inputs: [input("o", { type: "object", required: ["id"] })] }, { o: {} }],
    ["a text too long", { inputs: [input("s", { type: "string", max_length: 3 })] }, { s: "four" }],
    ["a pattern missed", { inputs: [input("week", { type: "string", pattern: "^W[0-9]{2}$" })] }, { week: "46" }],
    ["an empty turn", { input: [text("")] }],
    ["a schema in a file", { responseFormat: { schema: { file: "answer.schema.json" } } }],
  ])("%s", (_, changes, inputs) => expect(refused(changes, inputs)).toMatchSnapshot());
});

test("text from a command line or a box becomes what the schema asks for", () => {
  const read = (schema: JsonObject, typed: string) => inputFromText({ schema }, typed);
  expect([
    read({ type: "string" }, "12"),
    read({ type: "integer" }, "12"),
    read({ type: "boolean" }, "true"),
    read({ type: "array" }, '["a","b"]'),
    read({ type: ["string", "null"] }, "null"),
    read({ type: "number" }, "a lot"),
    read({}, "12"),
  ]).toEqual(["12", 12, true, ["a", "b"], "null", "a lot", "12"]);
  const changes = { inputs: [input("n", { type: "integer" })], input: [text("{{n}}")] };
  expect(built(changes, { n: "3" }).request.body.contents[0]?.parts).toEqual([{ text: "3" }]);
});

test("the default of a declared input is used, and a value given wins over it", () => {
  const changes = {
    inputs: [input("plan", { enum: ["free", "pro"] }, { default: "free" })],
    input: [text("{{plan}}")],
  };
  expect(built(changes).request.body.contents[0]?.parts).toEqual([{ text: "free" }]);
  expect(built(changes, { plan: "pro" }).request.body.contents[0]?.parts).toEqual([{ text: "pro" }]);
});

test("a mock answers with a value, call by call, or by what the arguments say", () => {
  const answer = (mock: Parameters<typeof answerOfMock>[0], args: JsonObject = {}, call = 0) => {
    const found = answerOfMock(mock, args, call);
    return found.kind === "answer" ? found.value : found.kind;
  };
  expect(answer({ status: "shipped" })).toEqual({ status: "shipped" });
  expect(answer(null)).toBe(null);
  expect([0, 1, 5].map((call) => answer(["a", "b"], {}, call))).toEqual(["a", "b", "b"]);
  expect(answer([])).toBe("none");
  const cases = [{ match: { id: 1, deep: { a: true } }, return: "one" }, { return: "any" }];
  expect(answer(cases, { id: 1, deep: { a: true, b: 2 }, more: 3 }, 7)).toBe("one");
  expect(answer(cases, { id: 2 })).toBe("any");
  expect(answer({ match: { id: 1 }, return: "one" }, { id: 2 })).toBe("none");
});
