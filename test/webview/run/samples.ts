import type { Stamp } from "../../../src/core/base/clock.ts";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import type { Run, RunEvent, RunSetup } from "../../../src/core/runs/run.ts";
import { nanoUsd, tokens } from "../../../src/core/tokens/units.ts";
import type { RunView, ToRun } from "../../../src/protocol/run.ts";

export const start = 1_795_000_000_000;
/** Milliseconds after the start of the sample run, on both clocks. */
export const at = (ms: number): Stamp => ({ monoNs: 5e9 + ms * 1e6, wallMs: start + ms });

export const setup: RunSetup = {
  runId: "20261118-090640-abc",
  agent: "order_desk",
  file: "agents/order-desk.agent.yaml",
  definitionHash: "0".repeat(64),
  agentPath: [],
  line: 2,
  variant: "base",
  model: "gemini-3.5-flash",
  thinkingLevel: "low",
  inputs: { message: "Where is AB123456?" },
  endpoint: { kind: "gemini", url: "https://generativelanguage.googleapis.com", keySource: "secret storage" },
  simulated: false,
};

export const view: RunView = {
  kept: { version: 1, uri: "file:///w/agents/order-desk.agent.yaml", agentPath: [] },
  subject: {
    agent: "order_desk",
    variant: "base",
    variants: ["base", "careful"],
    file: "agents/order-desk.agent.yaml",
    model: "gemini-3.5-flash",
    thinkingLevel: "low",
    inputs: [
      {
        name: "message",
        schema: { type: "string" },
        required: true,
        untrusted: true,
        secret: false,
        path: ["inputs", "message"],
      },
      {
        name: "plan",
        schema: { enum: ["free", "pro"] },
        default: "pro",
        required: false,
        untrusted: false,
        secret: false,
        description: "What the customer pays for",
        path: ["inputs", "plan"],
      },
    ],
    notes: [],
    budget: { maxCostUsd: 0.03, maxLatencyMs: 15_000, maxTotalTokens: 60_000 },
  },
  connection: { kind: "gemini", simulated: false, keySource: "secret storage", trusted: true },
  values: { message: "Where is AB123456? And why is there a card fee on an invoice I paid by transfer?", plan: "pro" },
  estimate: {
    p50: nanoUsd(4_100_000),
    p80Low: nanoUsd(2_800_000),
    p80High: nanoUsd(5_900_000),
    thinking: tokens(205),
    output: tokens(90),
    basis: "prior",
  },
  price: { input: 1.5, cached: 0.15, output: 9, since: "2026-05-19", readOn: "2026-11-22" },
  trace: ".flashback/runs/20261118-090640-abc/trace.otlp.jsonl",
};

const usage = (input: number, cached: number, thinking: number, output: number) => ({
  usageMetadata: {
    promptTokenCount: input,
    cachedContentTokenCount: cached,
    thoughtsTokenCount: thinking,
    candidatesTokenCount: output,
  },
});

function chunk(ms: number, turn: number, part: object, more: object = {}): RunEvent {
  return {
    kind: "chunk",
    at: at(ms),
    turn,
    raw: "",
    response: {
      candidates: [{ content: { role: "model", parts: [part] } }],
      modelVersion: "gemini-3.5-flash",
      ...more,
    },
  };
}

export const begun: readonly RunEvent[] = [
  { kind: "started", at: at(0), setup },
  { kind: "turn-started", at: at(10), turn: 0, request: { contents: [] } },
];

/** The first turn asks for a tool; the tool answers. */
export const toolTurn: readonly RunEvent[] = [
  ...begun,
  chunk(700, 0, {
    text: "The customer names an order. I must look it up before I say anything about dates.",
    thought: true,
  }),
  chunk(
    1900,
    0,
    { functionCall: { id: "c1", name: "lookup_order", args: { order_id: "AB123456" } } },
    usage(816, 0, 187, 22),
  ),
  {
    kind: "turn-ended",
    at: at(2000),
    turn: 0,
    usage: { input: tokens(816), cached: tokens(0), toolUse: tokens(0), thinking: tokens(187), output: tokens(22) },
    cost: nanoUsd(3_105_000),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  {
    kind: "tool-started",
    at: at(2001),
    turn: 0,
    call: { id: "c1", name: "lookup_order", args: { order_id: "AB123456" } },
  },
  {
    kind: "tool-ended",
    at: at(2004),
    turn: 0,
    callId: "c1",
    result: { status: "shipped", carrier: "Postal", promised: "2026-12-01" },
    isError: false,
    by: "mock",
  },
];

/** The second turn is writing its answer. */
export const writing: readonly RunEvent[] = [
  ...toolTurn,
  { kind: "turn-started", at: at(2010), turn: 1, request: { contents: [] } },
  chunk(2600, 1, {
    text: "Shipped, promised for 1 December. As for the fee: nothing in the order explains it, so I must not invent a reason.",
    thought: true,
  }),
  chunk(
    4600,
    1,
    { text: "Your order AB123456 is on its way with Postal and should arrive on **1 December**.\n\n" },
    usage(1004, 612, 312, 24),
  ),
  chunk(5200, 1, { text: "As for the card fee: I do not find" }, usage(1004, 612, 312, 38)),
];

export const done: readonly RunEvent[] = [
  ...writing,
  chunk(
    6000,
    1,
    { text: " one on this order. I have asked billing to look at the invoice." },
    usage(1004, 612, 312, 61),
  ),
  {
    kind: "turn-ended",
    at: at(6100),
    turn: 1,
    usage: { input: tokens(1004), cached: tokens(612), toolUse: tokens(0), thinking: tokens(312), output: tokens(61) },
    cost: nanoUsd(4_037_000),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  { kind: "finished", at: at(6110) },
];

export function failed(problem: RunProblem): readonly RunEvent[] {
  return [...writing, { kind: "failed", at: at(6000), problem }];
}

export const cancelled: readonly RunEvent[] = [...writing, { kind: "cancelled", at: at(5500) }];

export const retrying: readonly RunEvent[] = [
  ...begun,
  {
    kind: "retrying",
    at: at(300),
    turn: 0,
    problem: { kind: "rate-limited", scope: "minute", retryAfterMs: 14_000, message: "Quota exceeded" },
    attempt: 2,
    of: 5,
    waitMs: 14_000,
  },
];

export const simulated = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.map((event) =>
    event.kind === "started"
      ? { ...event, setup: { ...setup, simulated: true, endpoint: { kind: "simulator", url: "http://127.0.0.1:4" } } }
      : event,
  );

export const noKey: RunView = { ...view, connection: { kind: "simulator", simulated: true, trusted: true } };

export const waiting: Run = { kind: "waiting" };

/** What the host says to show these events of this view. */
export function messages(shown: RunView, events: readonly RunEvent[] = [], ms = 5900): readonly ToRun[] {
  return [
    { type: "view", view: shown },
    { type: "run", run: waiting, now: at(0) },
    { type: "events", events, now: at(ms) },
  ];
}
