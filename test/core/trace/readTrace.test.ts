import fc from "fast-check";
import { expect, test } from "vitest";
import { readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../../src/core/trace/steps.ts";
import { recorded } from "./sampleRun.ts";

const whole = recorded();
const lines = whole.trimEnd().split("\n");

function span(id: string, more: object = {}, format?: number): string {
  const attributes = format === undefined ? [] : [{ key: "flashback.format", value: { intValue: String(format) } }];
  return JSON.stringify({
    resourceSpans: [
      { resource: { attributes }, scopeSpans: [{ spans: [{ traceId: "t", spanId: id, name: id, ...more }] }] },
    ],
  });
}

test("our own file is read without a loss", () => {
  const trace = readTrace(whole);
  expect(trace).toMatchObject({
    format: "flashback 1",
    losses: [],
    simulated: true,
    open: false,
    startedAt: Date.UTC(2026, 10, 22, 9, 14),
  });
  expect(trace.spans.map((s) => [s.kind, s.name, s.open])).toMatchInlineSnapshot(`
    [
      [
        "agent",
        "invoke_agent support",
        false,
      ],
      [
        "model",
        "chat gemini-3.5-flash",
        false,
      ],
      [
        "tool",
        "execute_tool get_order",
        false,
      ],
      [
        "model",
        "chat gemini-3.5-flash",
        false,
      ],
    ]
  `);
});

test("a file that ends in the middle of a line keeps everything before it and says which line", () => {
  const torn = whole.slice(0, whole.indexOf(lines[5] as string) + 40);
  const trace = readTrace(torn);
  expect(trace.torn).toBe(6);
  expect(trace.problem).toBeUndefined();
  expect(trace.spans.map((s) => [s.name, s.open])).toEqual([
    ["invoke_agent support", true],
    ["chat gemini-3.5-flash", false],
    ["execute_tool get_order", false],
  ]);
});

test("an empty file is empty, not broken", () => {
  expect(readTrace("").problem).toEqual({ kind: "empty" });
  expect(readTrace("\n \n").problem).toEqual({ kind: "empty" });
});

test.each([
  ["text", "hello\nworld\n"],
  ["another JSON", '{"a":1}'],
  ["a JSON list over several lines", "[\n1,\n2\n]"],
  ["half of a line", '{"resourceSpans":['],
  ["binary", "\u0000\u0001PK\u0003\uffff"],
])("a file that is no trace is named so: %s", (_name, text) => {
  expect(readTrace(text).problem).toEqual({ kind: "not-a-trace" });
});

test("a newer format is refused whole, with both numbers", () => {
  const trace = readTrace(`${span("a", {}, 7)}\n`);
  expect(trace.problem).toEqual({ kind: "newer", format: 7, reads: 1 });
  expect(trace.spans).toEqual([]);
});

test("bad lines in the middle are losses with their numbers, and lose nothing else", () => {
  const text = [lines[0], "{broken", lines[1], '{"some":"record"}', '{"resourceLogs":[]}', ...lines.slice(2)].join(
    "\n",
  );
  const trace = readTrace(text);
  expect(trace.spans).toHaveLength(4);
  expect(trace.losses).toEqual([
    { what: "lines that are not JSON", count: 1, lines: [2] },
    { what: "records that are not spans", count: 1, lines: [4] },
    { what: "log or metric records", count: 1, lines: [5] },
  ]);
  expect(trace.torn).toBeUndefined();
});

test("one JSON object over many lines is read as well", () => {
  const pretty = JSON.stringify(JSON.parse(lines.at(-1) as string), null, 2);
  expect(readTrace(pretty).spans.map((s) => s.name)).toEqual(["invoke_agent support"]);
});

test("spans whose parent is missing stand in a group of their own, at the end", () => {
  const text = [
    span("root", { startTimeUnixNano: "1000000000", endTimeUnixNano: "9000000000" }),
    span("lost", { parentSpanId: "nowhere", startTimeUnixNano: "2000000000", endTimeUnixNano: "2500000000" }),
    span("child", { parentSpanId: "root", startTimeUnixNano: "3000000000", endTimeUnixNano: "3500000000" }),
  ].join("\n");
  expect(stepsOf(readTrace(text)).map((s) => `${s.depth} ${s.name} (${s.agent})`)).toEqual([
    "0 child (run)",
    "0 Spans without a parent (no parent)",
    "1 lost (no parent)",
  ]);
});

test("parents in a circle are shown, not followed for ever", () => {
  const text = [
    span("a", { parentSpanId: "b" }),
    span("b", { parentSpanId: "a" }),
    span("self", { parentSpanId: "self" }),
  ].join("\n");
  expect(stepsOf(readTrace(text)).length).toBeGreaterThan(0);
});

test("a chain of 50,000 spans does not overflow", () => {
  const text = Array.from({ length: 50_000 }, (_, i) => span(`s${i}`, i ? { parentSpanId: `s${i - 1}` } : {})).join(
    "\n",
  );
  expect(stepsOf(readTrace(text))).toHaveLength(1);
});

test("any prefix of a recorded file reads, and what was complete in it is there", () => {
  fc.assert(
    fc.property(fc.nat(whole.length), (length) => {
      const prefix = whole.slice(0, length);
      const trace = readTrace(prefix);
      const complete = prefix.split("\n").slice(0, -1);
      const names = new Set(complete.map((line) => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans[0].spanId));
      for (const id of names) expect(trace.spans.some((s) => s.id === id)).toBe(true);
      stepsOf(trace);
    }),
    { numRuns: 300 },
  );
});

test("no text makes the reader throw", () => {
  const piece = fc.oneof(fc.constantFrom(...lines), fc.json(), fc.string(), fc.constant(""));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      stepsOf(readTrace(pieces.join("\n")));
    }),
    { numRuns: 200 },
  );
});

test("what the user asked last is found behind a long history, also when a message quotes one", () => {
  const chat = (messages: object[]) =>
    span("m", {
      attributes: [
        { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
        { key: "gen_ai.input.messages", value: { stringValue: JSON.stringify(messages) } },
      ],
    });
  const asked = (...messages: object[]) => readTrace(chat(messages)).spans[0]?.asked;
  const user = (content: string) => ({ role: "user", parts: [{ type: "text", content }] });
  expect(asked(user("first"), { role: "assistant", parts: [] }, user("second"))).toBe("second");
  expect(asked(user('say {"role":"user","parts":[]}'))).toBe('say {"role":"user","parts":[]}');
  const nested = { type: "tool_call_response", id: "1", response: { list: [{ role: "user" }] } };
  expect(asked(user("first"), { role: "tool", parts: [nested] })).toBeUndefined();
  expect(asked({ parts: [{ type: "text", content: "no role" }] })).toBe("no role");
});
