import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type AsOf, asOf, spansFor } from "../../../src/core/trace/asOf.ts";
import { bodyOf, rawOf, readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../../src/core/trace/steps.ts";
import { recorded } from "./sampleRun.ts";

/** As the panel does it: only the spans that were asked for are read. */
function look(text: string, index: number): AsOf {
  const trace = readTrace(text);
  const steps = stepsOf(trace);
  const bodies = new Map(
    spansFor(trace, steps, index).map((i) => {
      const span = trace.spans[i];
      if (!span) throw new Error(`No span ${i}`);
      const lines = span.places.map(({ offset, length }) => text.slice(offset, offset + length));
      return [i, { attributes: bodyOf(span, lines), raw: rawOf(span, lines) }];
    }),
  );
  return asOf(trace, steps, index, (i) => bodies.get(i) ?? { attributes: {}, raw: [] });
}
const talk = ({ conversation }: AsOf) =>
  conversation.entries
    .map((e) => `${e.step ?? "-"} ${e.kind} ${e.who}: ${e.text.text.replace(/\s+/g, " ")}`)
    .join("\n");
const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, "../../fixtures/traces", name), "utf8");

test("the conversation goes up to the step and no further", () => {
  expect(talk(look(recorded(), 3))).toMatchInlineSnapshot(`"1 user User: Where is my order 48213?"`);
  expect(talk(look(recorded(), 5))).toMatchInlineSnapshot(`
    "1 user User: Where is my order 48213?
    4 call support: get_order({ "id": 48213 })
    5 result get_order: { "status": "shipped", "carrier": "DHL" }"
  `);
  expect(talk(look(recorded(), 7))).toMatchInlineSnapshot(`
    "1 user User: Where is my order 48213?
    4 call support: get_order({ "id": 48213 })
    5 result get_order: { "status": "shipped", "carrier": "DHL" }
    6 answer support: Your order has shipped with DHL."
  `);
});

test("the empty text that ends a stream is nobody's word", () => {
  const before = String.raw`]},{\"role\":\"tool\"`;
  const ended = recorded().replaceAll(before, String.raw`,{\"type\":\"text\",\"content\":\"\"}${before}`);
  expect(ended).not.toBe(recorded());
  expect(talk(look(ended, 7))).toBe(talk(look(recorded(), 7)));
});

test("a call whose result is still to come says only where it comes", () => {
  const { tool } = look(recorded(), 4);
  expect(tool).toEqual({
    name: "get_order",
    callStep: 4,
    args: { text: '{\n  "id": 48213\n}' },
    resultStep: 5,
    later: true,
    running: false,
    failed: false,
  });
  expect(JSON.stringify(look(recorded(), 4))).not.toContain("DHL");
});

test("nothing later than the cursor stands anywhere in it", () => {
  for (let step = 1; step <= 5; step++)
    expect(JSON.stringify(look(recorded(), step))).not.toContain("has shipped with");
  for (let step = 1; step <= 2; step++)
    expect(JSON.stringify(look(recorded(), step))).not.toContain("read the order first");
  expect(look(recorded(), 3).raw.text).not.toContain("tool_call");
  expect(look(recorded(), 4).raw.text).toContain("tool_call");
  expect(look(fixture("adk.otlp.json"), 2).raw.text).toContain("agent_run [hello_agent]");
});

test("the prompt as sent is compared with the request before", () => {
  const { prompt } = look(recorded(), 6);
  expect(prompt?.parts.map((p) => `${p.compared}: ${p.label}`)).toEqual([
    "same: System instruction",
    "same: 1 tool",
    "same: Message 1 · user",
    "new: Message 2 · model",
    "new: Message 3 · tool result",
  ]);
  expect(prompt).toMatchObject({
    step: 6,
    against: 3,
    parameters: [
      { name: "thinking level", value: "low" },
      { name: "temperature", value: "0.2" },
    ],
  });
});

test("thoughts are those of the call at the cursor, with what they cost", () => {
  expect(look(recorded(), 4).thoughts).toMatchInlineSnapshot(`
    {
      "cost": 864000,
      "ms": 338,
      "quality": "measured",
      "step": 3,
      "texts": [
        {
          "text": "**Plan** I will read the order first.",
        },
      ],
      "tokens": 96,
    }
  `);
  expect(look(recorded(), 6).thoughts).toMatchInlineSnapshot(`
    {
      "cost": 540000,
      "ms": 300,
      "quality": "estimated",
      "step": 6,
      "texts": [],
      "tokens": 60,
    }
  `);
});

test("the state is the inputs and every write up to here, with what this step changed", () => {
  const text = fixture("state.otlp.jsonl");
  const steps = stepsOf(readTrace(text));
  const second = steps.filter((s) => s.kind === "state_write").at(1)?.index ?? 0;
  expect(look(text, second).state).toMatchInlineSnapshot(`
    {
      "recorded": true,
      "rows": [
        {
          "by": 4,
          "key": "order.id",
          "value": "48213",
        },
        {
          "before": "new",
          "by": 7,
          "key": "parcel",
          "value": ""JD01"",
        },
        {
          "before": {
            "by": 4,
            "value": ""new"",
          },
          "by": 7,
          "key": "status",
          "value": ""shipped"",
        },
      ],
    }
  `);
});

test("without messages the steps stand in for the conversation", () => {
  const bare = recorded().replace(
    /\{"key":"gen_ai\.(?:input|output)\.messages","value":\{"stringValue":"(?:[^"\\]|\\.)*"\}\},?/g,
    "",
  );
  const last = stepsOf(readTrace(bare)).length;
  expect(look(bare, last).conversation.recorded).toBe(false);
  expect(talk(look(bare, last))).toContain("result support");
});
