import { expect, test } from "vitest";
import { billOf } from "../../../src/core/runs/bill.ts";
import type { RunEvent } from "../../../src/core/runs/run.ts";
import { costOf } from "../../../src/core/tokens/cost.ts";
import { fromKeyValues } from "../../../src/core/trace/events.ts";
import { recorder } from "../../../src/core/trace/record.ts";
import { redact } from "../../../src/core/trace/redact.ts";
import { cpuMs } from "../../cpu.ts";
import { at, events, recorded, setup } from "./sampleRun.ts";

interface Line {
  name: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano?: string;
  status?: object;
  events?: object[];
  attributes: Record<string, unknown>;
}

function spans(text: string): Line[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const span = JSON.parse(line).resourceSpans[0].scopeSpans[0].spans[0];
      return { ...span, attributes: fromKeyValues(span.attributes) };
    });
}

test("a span is written when it opens and again, whole, when it closes", () => {
  expect(
    spans(recorded()).map(
      (s) => `${s.name} ${s.endTimeUnixNano ? "closed" : s.attributes["gen_ai.operation.name"] ? "opened" : "update"}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "invoke_agent support opened",
      "chat gemini-3.5-flash opened",
      "chat gemini-3.5-flash closed",
      "execute_tool get_order opened",
      "execute_tool get_order closed",
      "chat gemini-3.5-flash opened",
      "chat gemini-3.5-flash update",
      "chat gemini-3.5-flash closed",
      "invoke_agent support closed",
    ]
  `);
});

test("a turn carries the prompt as sent, the answer, what it used and what it cost", () => {
  const chat = spans(recorded()).find((s) => s.name.startsWith("chat") && s.endTimeUnixNano);
  expect(chat).toMatchInlineSnapshot(`
    {
      "attributes": {
        "flashback.cost_nano_usd": 1552800,
        "flashback.file": "agents/support.agent.yaml",
        "flashback.finish_reason": "STOP",
        "flashback.line": 7,
        "flashback.output.times_ns": "[[318000000,396000000],[656000000,656000000]]",
        "flashback.price": "{"model":"gemini-3.5-flash","tier":"standard","input":1500000,"cached":150000,"output":9000000,"from":"2026-05-19","asOf":"2026-11-22","inferred":false,"sources":["https://ai.google.dev/gemini-api/docs/pricing","npm @pydantic/genai-prices@0.1.8 (2026-09-23), which cites https://ai.google.dev/gemini-api/docs/pricing","https://github.com/BerriAI/litellm/pull/28299"]}",
        "flashback.simulated": true,
        "flashback.thinking_level": "low",
        "flashback.turn": 1,
        "gen_ai.agent.name": "support",
        "gen_ai.input.messages": "[{"role":"user","parts":[{"type":"text","content":"Where is my order 48213?"}]}]",
        "gen_ai.operation.name": "chat",
        "gen_ai.output.messages": "[{"role":"assistant","parts":[{"type":"reasoning","content":"**Plan** I will read the order first."},{"type":"tool_call","id":"c1","name":"get_order","arguments":{"id":48213}}],"finish_reason":"STOP"}]",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-3.5-flash",
        "gen_ai.request.stream": true,
        "gen_ai.request.temperature": 0.2,
        "gen_ai.response.finish_reasons": [
          "STOP",
        ],
        "gen_ai.response.id": "r1",
        "gen_ai.response.model": "gemini-3.5-flash",
        "gen_ai.response.time_to_first_chunk": 0.318,
        "gen_ai.system_instructions": "[{"type":"text","content":"Be brief. Never promise a date."}]",
        "gen_ai.tool.definitions": "[{"type":"function","name":"get_order","description":"One order by its number."}]",
        "gen_ai.usage.cache_read.input_tokens": 512,
        "gen_ai.usage.input_tokens": 812,
        "gen_ai.usage.output_tokens": 114,
        "gen_ai.usage.reasoning.output_tokens": 96,
      },
      "endTimeUnixNano": "1795338840664000000",
      "kind": 3,
      "name": "chat gemini-3.5-flash",
      "parentSpanId": "b367cb69787e8217",
      "spanId": "81ce2fe779144f65",
      "startTimeUnixNano": "1795338840004000000",
      "status": {},
      "traceId": "fa8771cec593c8805ff02360f958330b",
    }
  `);
});

test("a tool call carries its arguments and its result", () => {
  const tool = spans(recorded()).find((s) => s.name.startsWith("execute_tool") && s.endTimeUnixNano);
  expect(tool?.attributes).toMatchInlineSnapshot(`
    {
      "flashback.answered_by": "mock",
      "flashback.file": "agents/support.agent.yaml",
      "flashback.line": 7,
      "flashback.turn": 1,
      "gen_ai.agent.name": "support",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.call.arguments": "{"id":48213}",
      "gen_ai.tool.call.id": "c1",
      "gen_ai.tool.call.result": "{"status":"shipped","carrier":"DHL"}",
      "gen_ai.tool.name": "get_order",
      "gen_ai.tool.type": "function",
    }
  `);
});

test("cached and thinking tokens stand inside input and output, as the conventions say", () => {
  const { attributes } = spans(recorded()).find(
    (s) => s.attributes["flashback.turn"] === 1 && s.endTimeUnixNano,
  ) as Line;
  expect(attributes["gen_ai.usage.input_tokens"]).toBe(812);
  expect(attributes["gen_ai.usage.output_tokens"]).toBe(18 + 96);
  expect(attributes["gen_ai.usage.reasoning.output_tokens"]).toBe(96);
});

test("a cancelled run closes what was open, with what was billed", () => {
  const until = events.slice(0, 4);
  const text = recorded([
    ...until,
    { kind: "cancelled", at: at(500), usage: { input: 812, cached: 0, toolUse: 0, thinking: 40, output: 0 } as never },
  ]);
  const closed = spans(text).filter((s) => s.endTimeUnixNano);
  expect(
    closed.map((s) => [
      s.name,
      s.attributes["flashback.outcome"],
      s.attributes["gen_ai.usage.reasoning.output_tokens"],
    ]),
  ).toEqual([
    ["chat gemini-3.5-flash", "cancelled", 40],
    ["invoke_agent support", "cancelled", undefined],
  ]);
});

test("a failed run says why on the call and on the run", () => {
  const failed: RunEvent = {
    kind: "failed",
    at: at(900),
    problem: { kind: "server", status: 503, message: "overloaded" },
  };
  const closed = spans(recorded([...events.slice(0, 2), failed])).filter((s) => s.endTimeUnixNano);
  expect(closed.map((s) => [s.name, s.status, s.attributes["error.type"]])).toEqual([
    ["chat gemini-3.5-flash", { code: 2, message: "server" }, "server"],
    ["invoke_agent support", { code: 2, message: "server" }, "server"],
  ]);
});

test("raw lines hold the request and what came over the wire, verbatim and with both clocks", () => {
  const record = recorder(setup);
  const raw = events.flatMap((e) => record.lines(e).raw).map((line) => JSON.parse(line));
  expect(raw.map((r) => r.event)).toEqual(["request", "chunk", "chunk", "chunk", "request", "retry", "chunk", "chunk"]);
  expect(raw[1]).toEqual({
    t_mono_ns: "5322000000",
    t_wall: "2026-11-22T09:14:00.322Z",
    event: "chunk",
    turn: 1,
    raw: (events[2] as { raw: string }).raw,
  });
});

test("the manifest says with what the run was made and how it ended", () => {
  const record = recorder(setup, { definition: "name: support\n" });
  for (const event of events) record.lines(event);
  const { price, ...manifest } = record.manifest();
  expect(price).toMatchObject({ model: "gemini-3.5-flash", tier: "standard", input: 1_500_000, output: 9_000_000 });
  expect(manifest).toMatchInlineSnapshot(`
    {
      "agent": "support",
      "agent_path": [],
      "definition": {
        "sha256": "00ff",
        "text": "name: support
    ",
      },
      "duration_ms": 2386,
      "endpoint": {
        "kind": "simulator",
        "url": "http://127.0.0.1:4000",
      },
      "file": "agents/support.agent.yaml",
      "format": 1,
      "inputs": {
        "question": "Where is my order 48213?",
      },
      "line": 7,
      "model": {
        "asked": "gemini-3.5-flash",
        "served": "gemini-3.5-flash",
      },
      "outcome": "done",
      "parameters": {
        "temperature": 0.2,
        "thinkingConfig": {
          "thinkingLevel": "low",
        },
      },
      "redacted": "keys",
      "run_id": "20261122-091400-a1b2",
      "simulated": true,
      "spent": {
        "calls": 2,
        "cost_nano_usd": 3757800,
        "usage": {
          "cached": 512,
          "input": 1682,
          "output": 58,
          "thinking": 156,
          "tool_use": 0,
          "total": 1896,
        },
      },
      "started_at": "2026-11-22T09:14:00.000Z",
      "thinking_level": "low",
      "variant": "base",
    }
  `);
});

// Made of pieces, so that no scanner of repositories takes these for real keys.
const looksLikeKeys = {
  google: `AI${"za"}SyA1234567890abcdefghijklmnopqrstuvw`,
  openai: `s${"k"}-proj-abcdefghijklmnopqrstuv`,
  github: `gh${"p"}_abcdefghijklmnopqrstuvwxyz0123456789`,
  jwt: `ey${"J"}hbGciOiJIUzI1NiJ9.ey${"J"}zdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnop`,
  bearer: "Bearer abcdefghijklmnopqrstuvwxyz",
};

test.each(Object.entries(looksLikeKeys))("nothing that looks like a key is written: %s", (_name, key) => {
  const secret = key.replace("Bearer ", "");
  const with_ = events.map((e) =>
    e.kind === "turn-started"
      ? {
          ...e,
          request: { ...e.request, contents: [{ role: "user" as const, parts: [{ text: `use "${key}" please` }] }] },
        }
      : e,
  );
  const record = recorder({ ...setup, inputs: { token: key } });
  const written = with_.flatMap((e) => Object.values(record.lines(e)).flat());
  written.push(JSON.stringify(record.manifest()));
  expect(written.join("\n")).not.toContain(secret);
  expect(written.join("\n")).toContain("[redacted: ");
  for (const line of written) expect(() => JSON.parse(line)).not.toThrow();
});

test("a declared secret is taken out however it looks", () => {
  expect(redact('{"text":"the word is \\"open sesame\\""}', ["open sesame"])).toBe(
    '{"text":"the word is \\"[redacted: secret]\\""}',
  );
});

test("the price beside a cost is the one it was made with: of the model that answered, at the tier that was applied", () => {
  const metadata = { promptTokenCount: 1000, candidatesTokenCount: 10, trafficType: "ON_DEMAND_FLEX" };
  const response = { modelVersion: "gemini-3.6-flash", usageMetadata: metadata };
  const { usage, cost } = billOf(metadata, { asked: setup.model, served: "gemini-3.6-flash", wallMs: at(2).wallMs });
  const record = recorder(setup);
  const lines = [
    { kind: "started", at: at(0), setup },
    { kind: "turn-started", at: at(1), turn: 1, request: { contents: [] } },
    { kind: "chunk", at: at(2), turn: 1, raw: "{}", response },
    { kind: "turn-ended", at: at(3), turn: 1, usage, cost, finishReason: "STOP", modelServed: "gemini-3.6-flash" },
  ].flatMap((event) => record.lines(event as RunEvent).trace);
  const price = JSON.parse(String(spans(lines.join("\n")).at(-1)?.attributes["flashback.price"]));
  expect(price).toMatchObject({ model: "gemini-3.6-flash", tier: "flex" });
  expect(costOf(usage, price)).toBe(cost);
  expect(record.manifest().price).toEqual(price);
});

test.each([
  ["a text with quotes and backslashes", 'say "open\\sesame"'],
  ["a number", 4711],
])("the value of a secret input is nowhere in a record, and the record stays JSON: %s", (_name, value) => {
  const text = typeof value === "string" ? value : String(value);
  const request = { contents: [{ role: "user" as const, parts: [{ text: `The word is ${text}.` }] }] };
  const call = { id: "c1", name: "f", args: { word: value, packed: JSON.stringify({ word: value }) } };
  const record = recorder({ ...setup, inputs: { word: value } }, { secrets: [text], definition: `default: ${text}` });
  const written = [
    { kind: "started", at: at(0), setup },
    { kind: "turn-started", at: at(1), turn: 1, request },
    { kind: "tool-started", at: at(2), turn: 1, call },
    { kind: "chunk", at: at(3), turn: 1, raw: JSON.stringify({ said: text }), response: {} },
    { kind: "finished", at: at(4) },
  ].flatMap((event) => Object.values(record.lines(event as RunEvent)).flat());
  written.push(JSON.stringify(record.manifest()));
  for (const line of written) {
    JSON.parse(line, (_, item: unknown) => {
      expect(String(item)).not.toContain(text);
      expect(String(item)).not.toContain(JSON.stringify(text).slice(1, -1));
      return item;
    });
  }
  const inputs = spans(written.filter((line) => line.includes("resourceSpans")).join("\n"))[0]?.attributes[
    "flashback.inputs"
  ];
  expect(JSON.parse(String(inputs))).toEqual({ word: "[redacted: secret]" });
});

test("a PIN is not looked for inside longer numbers", () => {
  expect(redact("4711 and 1795347110", ["4711"])).toBe("[redacted: secret] and 1795347110");
});

test.each([
  ["spaces", " ".repeat(200_000)],
  ["backslashes", "\\".repeat(200_000)],
  ["keys that never end", "-----BEGIN PRIVATE KEY-----".repeat(4_000)],
])("hostile text is read in no time: %s", (_name, text) => {
  expect(cpuMs(() => expect(redact(text)).toBe(text))).toBeLessThan(2000);
});

test("ordinary text stays as it is", () => {
  const text = "Authorization is needed for task-force-of-the-year; sk-short and AIza are words, api_key: none";
  expect(redact(text)).toBe(text);
});
