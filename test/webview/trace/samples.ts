import type { RunEvent } from "../../../src/core/runs/run.ts";
import { usageOf } from "../../../src/core/tokens/cost.ts";
import { nanoUsd } from "../../../src/core/tokens/units.ts";
import { asOf, spansFor } from "../../../src/core/trace/asOf.ts";
import { packSteps } from "../../../src/core/trace/packSteps.ts";
import { bodyOf, rawOf, readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../../src/core/trace/steps.ts";
import { totalsOf } from "../../../src/core/trace/summary.ts";
import { turnOf, whyOf } from "../../../src/core/trace/why.ts";
import type { ToTrace, TraceView } from "../../../src/protocol/trace.ts";
import { at, events } from "../../core/trace/sampleRun.ts";

/** What the host says of a trace's text. */
export function viewOf(text: string, more: Partial<TraceView> = {}): Extract<ToTrace, { type: "trace" }> {
  const { spans, ...trace } = readTrace(text);
  const steps = stepsOf({ ...trace, spans });
  return {
    type: "trace",
    steps: packSteps(steps),
    view: {
      name: "trace.otlp.jsonl",
      trace,
      totals: totalsOf({ ...trace, spans }, steps),
      why: whyOf(steps, spans),
      live: false,
      messages: !spans.some((s) => s.kind === "model") || spans.some((s) => s.items.length > 0),
      contextLimit: 1_048_576,
      ...more,
    },
  };
}

/** What the host answers when a step's texts are asked for. */
export function asOfOf(text: string, index: number): Extract<ToTrace, { type: "as-of" }> {
  const trace = readTrace(text);
  const steps = stepsOf(trace);
  const bodies = new Map(
    spansFor(trace, steps, index).map((i) => {
      const span = trace.spans[i];
      const lines = (span?.places ?? []).map(({ offset, length }) => text.slice(offset, offset + length));
      return [i, span ? { attributes: bodyOf(span, lines), raw: rawOf(span, lines) } : { attributes: {}, raw: [] }];
    }),
  );
  return {
    type: "as-of",
    asOf: asOf(trace, steps, index, (i) => bodies.get(i) ?? { attributes: {}, raw: [] }),
    turn: turnOf(trace, steps, index),
  };
}

/** A run that goes wrong once: the tool answers with an error and is called again. */
export const troubled: readonly RunEvent[] = [
  ...events.slice(0, 6),
  { kind: "tool-started", at: at(666), turn: 1, call: { id: "c1", name: "get_order", args: { id: 48213 } } },
  {
    kind: "tool-ended",
    at: at(1472),
    turn: 1,
    callId: "c1",
    result: { error: "not_found", message: "no such order" },
    isError: true,
    by: "mock",
  },
  ...events.slice(8, 10).map((e) => ({ ...e, at: at((e.at.monoNs - 5e9) / 1e6 + 394) })),
  {
    kind: "chunk",
    at: at(2400),
    turn: 2,
    raw: "{}",
    response: {
      candidates: [
        {
          content: {
            role: "model",
            parts: [
              {
                text: "**Reading the error**\nThe number is not known. Either the number is wrong or the shop is.\n\n",
                thought: true,
              },
            ],
          },
        },
      ],
    },
  },
  {
    kind: "chunk",
    at: at(3100),
    turn: 2,
    raw: "{}",
    response: {
      candidates: [
        {
          content: {
            role: "model",
            parts: [{ text: "**Deciding**\nAsking once more with the zone costs little.", thought: true }],
          },
        },
      ],
    },
  },
  {
    kind: "chunk",
    at: at(4300),
    turn: 2,
    raw: "{}",
    response: {
      candidates: [
        {
          content: {
            role: "model",
            parts: [{ functionCall: { id: "c2", name: "get_order", args: { id: 48213, zone: "EU" } } }],
          },
        },
      ],
    },
  },
  {
    kind: "turn-ended",
    at: at(4306),
    turn: 2,
    usage: usageOf({
      promptTokenCount: 905,
      cachedContentTokenCount: 640,
      candidatesTokenCount: 24,
      thoughtsTokenCount: 540,
    }),
    cost: nanoUsd(5_569_500),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  {
    kind: "tool-started",
    at: at(4310),
    turn: 2,
    call: { id: "c2", name: "get_order", args: { id: 48213, zone: "EU" } },
  },
  {
    kind: "tool-ended",
    at: at(4728),
    turn: 2,
    callId: "c2",
    result: { status: "shipped", carrier: "DHL", parcel: "JD0146 0000 8873" },
    isError: false,
    by: "mock",
  },
  {
    kind: "turn-started",
    at: at(4740),
    turn: 3,
    request: {
      systemInstruction: { parts: [{ text: "Be brief. Never promise a date.\nLast tool error: not_found" }] },
      contents: [{ role: "user", parts: [{ text: "Where is my order 48213?" }] }],
    },
  },
  {
    kind: "chunk",
    at: at(5600),
    turn: 3,
    raw: "{}",
    response: { candidates: [{ content: { role: "model", parts: [{ text: "Your order has shipped with DHL, " }] } }] },
  },
  {
    kind: "chunk",
    at: at(6050),
    turn: 3,
    raw: "{}",
    response: { candidates: [{ content: { role: "model", parts: [{ text: "parcel JD0146 0000 8873." }] } }] },
  },
  {
    kind: "turn-ended",
    at: at(6060),
    turn: 3,
    usage: usageOf({
      promptTokenCount: 1010,
      cachedContentTokenCount: 0,
      candidatesTokenCount: 90,
      thoughtsTokenCount: 76,
    }),
    cost: nanoUsd(3_009_000),
    finishReason: "STOP",
    modelServed: "gemini-3.5-flash",
  },
  { kind: "finished", at: at(6066) },
];
