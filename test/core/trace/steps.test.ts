import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { addUsage, noUsage } from "../../../src/core/tokens/usage.ts";
import { readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsJson, stepsOf } from "../../../src/core/trace/steps.ts";
import { summaryOf } from "../../../src/core/trace/summary.ts";
import { whyOf } from "../../../src/core/trace/why.ts";
import { events, recorded } from "./sampleRun.ts";
import { table } from "./table.ts";

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, "../../fixtures/traces", name), "utf8");
const steps = (text: string) => stepsOf(readTrace(text));

/** The same trace with some attributes or fields gone. */
function without(text: string, pattern: RegExp): string {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.filter((v) => !(typeof v?.key === "string" && pattern.test(v.key))).map(strip);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !pattern.test(key))
        .map(([key, v]) => [key, strip(v)]),
    );
  };
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.stringify(strip(JSON.parse(line))))
    .join("\n");
}
const times = /UnixNano$|time_to_first_chunk|times_ns/;
const messages = /messages$|system_instructions|tool\.call\.(arguments|result)|times_ns|inputs$/;

test("a run, step by step", () => {
  expect(table(steps(recorded()))).toMatchInlineSnapshot(`
    "1 user_input support/User · “Where is my order 48213?” · @0 · instant
    2 agent_enter support/support · @0 · instant
    3   thought support/Thought · “Plan I will read the order first.” · @4 · 656 ms measured · wait 318 + thinking 338
    4   tool_call support/get_order · “id: 48213” · @660 · instant
    5   tool_result support/get_order · “status: "shipped", carrier: "DHL"” · @666 · 412 ms measured · tool 412
    6   answer support/Answer · “Your order has shipped with DHL.” · @1080 · 1300 ms measured · retry 500 + wait≈ 300 + thinking≈ 300 + output 200
    7   agent_exit support/support · @2386 · instant"
  `);
});

test("the file of format 1 still reads as it did", () => {
  expect(fixture("format-1.otlp.jsonl")).not.toBe("");
  expect(table(steps(fixture("format-1.otlp.jsonl")))).toBe(table(steps(recorded())));
});

test("tokens and cost of the steps add up to those of the turns, each counted once", () => {
  const all = steps(recorded());
  const usage = all.reduce((sum, s) => (s.usage ? addUsage(sum, s.usage) : sum), noUsage);
  expect(usage).toEqual({ input: 1682, cached: 512, toolUse: 0, thinking: 156, output: 58 });
  expect(all.reduce((sum, s) => sum + (s.cost ?? 0), 0)).toBe(1_552_800 + 2_205_000);
});

test("a run that is still going on ends open", () => {
  expect(table(steps(recorded(events.slice(0, 7))))).toMatchInlineSnapshot(`
    "1 user_input support/User · “Where is my order 48213?” · @0 · instant
    2 agent_enter support/support · @0 · instant · open
    3   thought support/Thought · “Plan I will read the order first.” · @4 · 656 ms measured · wait 318 + thinking 338
    4   tool_call support/get_order · “id: 48213” · @660 · instant
    5   tool_result support/get_order · @666 · unknown · tool 0 · open"
  `);
});

test("without times nothing is given a duration, and the order holds", () => {
  const all = steps(without(recorded(), times));
  expect(table(all)).toMatchInlineSnapshot(`
    "1 user_input support/User · “Where is my order 48213?” · no time · unknown
    2 agent_enter support/support · no time · unknown
    3   thought support/Thought · “Plan I will read the order first.” · no time · unknown
    4   tool_call support/get_order · “id: 48213” · no time · unknown
    5   tool_result support/get_order · “status: "shipped", carrier: "DHL"” · no time · unknown
    6   answer support/Answer · “Your order has shipped with DHL.” · no time · unknown
    7   agent_exit support/support · no time · unknown"
  `);
  expect(all.flatMap((s) => s.stretches)).toEqual([]);
  expect(whyOf(all, readTrace(without(recorded(), times)).spans).time).toBeUndefined();
});

test("without messages the steps, times, tokens and costs are there", () => {
  expect(table(steps(without(recorded(), messages)))).toMatchInlineSnapshot(`
    "1 agent_enter support/support · @0 · instant
    2   answer support/Answer · “gemini-3.5-flash” · @4 · 660 ms measured · wait 318 + model 342
    3   tool_call support/get_order · @666 · instant
    4   tool_result support/get_order · @666 · 412 ms measured · tool 412
    5   answer support/Answer · “gemini-3.5-flash” · @1080 · 1304 ms measured · retry 500 + wait 600 + model 204
    6   agent_exit support/support · @2386 · instant"
  `);
});

test("with neither it is still a list of what happened", () => {
  const neither = without(without(recorded(), messages), times);
  expect(table(steps(neither))).toMatchInlineSnapshot(`
    "1 agent_enter support/support · no time · unknown
    2   answer support/Answer · “gemini-3.5-flash” · no time · unknown
    3   tool_call support/get_order · no time · unknown
    4   tool_result support/get_order · no time · unknown
    5   answer support/Answer · “gemini-3.5-flash” · no time · unknown
    6   agent_exit support/support · no time · unknown"
  `);
});

test("a trace of the agent development kit opens", () => {
  expect(table(steps(fixture("adk.otlp.json")))).toMatchInlineSnapshot(`
    "1 user_input hello_agent/User · “hi” · @0 · instant
    2 agent_enter hello_agent/hello_agent · @1 · instant
    3   tool_call hello_agent/say_hello · @3 · 911 ms measured · model 911
    4   tool_result hello_agent/say_hello · “greeting: "Hello"” · @913 · 1 ms measured · tool 1
    5   answer hello_agent/Answer · “Hello there!” · @919 · 924 ms measured · model 924
    6   agent_exit hello_agent/hello_agent · @1847 · instant"
  `);
});

test("sub-agents that run at once are interleaved by time, each in its own group", () => {
  expect(table(steps(fixture("parallel.otlp.jsonl")))).toMatchInlineSnapshot(`
    "1 agent_enter lead/lead · @0 · instant
    2   agent_enter left/left · @10 · instant
    3   agent_enter right/right · @20 · instant
    4     answer left/Answer · “left one” · @30 · 370 ms measured · model 370
    5     answer right/Answer · “right one” · @40 · 260 ms measured · model 260
    6     answer right/Answer · “right two” · @320 · 570 ms measured · model 570
    7     answer left/Answer · “left two” · @410 · 180 ms measured · model 180
    8     agent_exit left/left · @600 · instant
    9     agent_exit right/right · @900 · instant
    10   agent_exit lead/lead · @1000 · instant"
  `);
});

test("time and cost are divided by cause, and the rest is said", () => {
  const text = recorded();
  expect(whyOf(steps(text), readTrace(text).spans)).toMatchInlineSnapshot(`
    {
      "cost": {
        "shares": [
          {
            "cause": "input",
            "cost": 1755000,
          },
          {
            "cause": "thinking",
            "cost": 1404000,
          },
          {
            "cause": "output",
            "cost": 522000,
          },
          {
            "cause": "cached",
            "cost": 76800,
          },
        ],
        "total": 3757800,
        "unattributed": 0,
      },
      "slowest": {
        "cause": "retry",
        "ms": 1300,
        "step": 6,
      },
      "time": {
        "shares": [
          {
            "cause": "thinking",
            "estimatedMs": 300,
            "ms": 638,
          },
          {
            "cause": "wait",
            "estimatedMs": 300,
            "ms": 618,
          },
          {
            "cause": "retry",
            "estimatedMs": 0,
            "ms": 500,
          },
          {
            "cause": "tool",
            "estimatedMs": 0,
            "ms": 412,
          },
          {
            "cause": "output",
            "estimatedMs": 0,
            "ms": 200,
          },
        ],
        "totalMs": 2386,
        "unattributedMs": 18,
      },
    }
  `);
});

test("moments in which two things happened at once are counted once", () => {
  const text = fixture("parallel.otlp.jsonl");
  const { time } = whyOf(steps(text), readTrace(text).spans);
  const sum = (time?.shares ?? []).reduce((s, x) => s + x.ms, 0) + (time?.unattributedMs ?? 0);
  expect(sum).toBeCloseTo(time?.totalMs ?? -1, 6);
});

test("the summary that the command line prints", () => {
  expect(summaryOf(readTrace(recorded()))).toMatchInlineSnapshot(`
    {
      "agents": [
        "support",
      ],
      "cost_usd": 0.0037578,
      "duration_ms": 2386,
      "errors": 0,
      "format": "flashback 1",
      "losses": [],
      "models": [
        "gemini-3.5-flash",
      ],
      "simulated": true,
      "spans": 4,
      "started_at": "2026-11-22T09:14:00.000Z",
      "steps": 7,
      "usage": {
        "cached": 512,
        "input": 1682,
        "output": 58,
        "thinking": 156,
        "tool_use": 0,
        "total": 1896,
      },
    }
  `);
});

test("the steps that the command line prints", () => {
  expect(stepsJson(steps(recorded()))).toMatchInlineSnapshot(`
    [
      {
        "agent": "support",
        "duration_ms": 0,
        "duration_quality": "measured",
        "index": 1,
        "kind": "user_input",
        "name": "User",
        "t_ms": 0,
      },
      {
        "agent": "support",
        "duration_ms": 0,
        "duration_quality": "measured",
        "index": 2,
        "kind": "agent_enter",
        "name": "support",
        "t_ms": 0,
      },
      {
        "agent": "support",
        "cost_usd": 0.0013908,
        "duration_ms": 656,
        "duration_quality": "measured",
        "index": 3,
        "kind": "thought",
        "name": "Thought",
        "t_ms": 4,
        "usage": {
          "cached": 512,
          "input": 812,
          "output": 0,
          "thinking": 96,
          "tool_use": 0,
        },
      },
      {
        "agent": "support",
        "cost_usd": 0.000162,
        "duration_ms": 0,
        "duration_quality": "measured",
        "index": 4,
        "kind": "tool_call",
        "name": "get_order",
        "t_ms": 660,
        "usage": {
          "cached": 0,
          "input": 0,
          "output": 18,
          "thinking": 0,
          "tool_use": 0,
        },
      },
      {
        "agent": "support",
        "duration_ms": 412,
        "duration_quality": "measured",
        "index": 5,
        "kind": "tool_result",
        "name": "get_order",
        "t_ms": 666,
      },
      {
        "agent": "support",
        "cost_usd": 0.002205,
        "duration_ms": 1300,
        "duration_quality": "measured",
        "index": 6,
        "kind": "answer",
        "name": "Answer",
        "t_ms": 1080,
        "usage": {
          "cached": 0,
          "input": 870,
          "output": 40,
          "thinking": 60,
          "tool_use": 0,
        },
      },
      {
        "agent": "support",
        "duration_ms": 0,
        "duration_quality": "measured",
        "index": 7,
        "kind": "agent_exit",
        "name": "support",
        "t_ms": 2386,
      },
    ]
  `);
});
