import type { Stamp } from "../../../src/core/base/clock.ts";
import type { JsonObject } from "../../../src/core/base/json.ts";
import type { GenerateContentRequest, Part } from "../../../src/core/runs/generateContent.ts";
import type { RunEvent, RunSetup } from "../../../src/core/runs/run.ts";
import { usageOf } from "../../../src/core/tokens/cost.ts";
import { nanoUsd } from "../../../src/core/tokens/units.ts";
import { recorder } from "../../../src/core/trace/record.ts";

export const setup: RunSetup = {
  runId: "20261122-091400-a1b2",
  agent: "support",
  file: "agents/support.agent.yaml",
  definitionHash: "00ff",
  agentPath: [],
  line: 7,
  variant: "base",
  model: "gemini-3.5-flash",
  thinkingLevel: "low",
  inputs: { question: "Where is my order 48213?" },
  endpoint: { kind: "simulator", url: "http://127.0.0.1:4000" },
  simulated: true,
};

/** Milliseconds after the start of the run. */
export function at(ms: number): Stamp {
  return { monoNs: 5_000_000_000 + ms * 1e6, wallMs: Date.UTC(2026, 10, 22, 9, 14) + ms };
}

function chunk(ms: number, turn: number, parts: readonly Part[], more: JsonObject = {}): RunEvent {
  const response = { candidates: [{ content: { role: "model" as const, parts } }], responseId: `r${turn}`, ...more };
  return { kind: "chunk", at: at(ms), turn, raw: JSON.stringify(response), response };
}

const tools = [{ functionDeclarations: [{ name: "get_order", description: "One order by its number." }] }];
const first: GenerateContentRequest = {
  contents: [{ role: "user", parts: [{ text: "Where is my order 48213?" }] }],
  systemInstruction: { parts: [{ text: "Be brief. Never promise a date." }] },
  tools,
  generationConfig: { temperature: 0.2, thinkingConfig: { thinkingLevel: "low" } },
};
const call = { id: "c1", name: "get_order", args: { id: 48213 } };
const answer = { status: "shipped", carrier: "DHL" };

/** Two turns: a thought and a tool call, then an answer whose thinking was billed and not shown. */
export const events: readonly RunEvent[] = [
  { kind: "started", at: at(0), setup },
  { kind: "turn-started", at: at(4), turn: 1, request: first },
  chunk(322, 1, [{ text: "**Plan** I will read", thought: true }]),
  chunk(400, 1, [{ text: " the order first.", thought: true }]),
  chunk(660, 1, [{ functionCall: call }]),
  {
    kind: "turn-ended",
    at: at(664),
    turn: 1,
    usage: usageOf({
      promptTokenCount: 812,
      cachedContentTokenCount: 512,
      candidatesTokenCount: 18,
      thoughtsTokenCount: 96,
    }),
    cost: nanoUsd(1_552_800),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  { kind: "tool-started", at: at(666), turn: 1, call },
  { kind: "tool-ended", at: at(1078), turn: 1, callId: "c1", result: answer, isError: false, by: "mock" },
  {
    kind: "turn-started",
    at: at(1080),
    turn: 2,
    request: {
      ...first,
      contents: [
        ...first.contents,
        { role: "model", parts: [{ functionCall: call }] },
        { role: "user", parts: [{ functionResponse: { id: "c1", name: "get_order", response: answer } }] },
      ],
    },
  },
  {
    kind: "retrying",
    at: at(1120),
    turn: 2,
    problem: { kind: "rate-limited", scope: "minute", retryAfterMs: 500, message: "Quota exceeded" },
    attempt: 1,
    of: 3,
    waitMs: 500,
  },
  chunk(2180, 2, [{ text: "Your order has shipped" }]),
  chunk(2380, 2, [{ text: " with DHL." }]),
  {
    kind: "turn-ended",
    at: at(2384),
    turn: 2,
    usage: usageOf({
      promptTokenCount: 870,
      cachedContentTokenCount: 0,
      candidatesTokenCount: 40,
      thoughtsTokenCount: 60,
    }),
    cost: nanoUsd(2_205_000),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  { kind: "finished", at: at(2386) },
];

/** The trace file of these events. */
export function recorded(list: readonly RunEvent[] = events, of: RunSetup = setup): string {
  const record = recorder(of);
  return list.flatMap((event) => record.lines(event).trace.map((line) => `${line}\n`)).join("");
}
