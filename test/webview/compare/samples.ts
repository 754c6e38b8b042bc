import type { Stamp } from "../../../src/core/base/clock.ts";
import { type MatrixEvent, type MatrixPlan, planMatrix } from "../../../src/core/runs/matrix.ts";
import type { RunProblem } from "../../../src/core/runs/problem.ts";
import type { Run, RunEvent } from "../../../src/core/runs/run.ts";
import { runOf } from "../../../src/core/runs/step.ts";
import { nanoUsd, tokens } from "../../../src/core/tokens/units.ts";
import type { CompareView, PlanNote, SentMatrix, SetUp, ToCompare } from "../../../src/protocol/compare.ts";

export const start = 1_795_000_000_000;
export const at = (ms: number): Stamp => ({ monoNs: 5e9 + ms * 1e6, wallMs: start + ms });

const questions = [
  "Where is my parcel? It was due on Tuesday.",
  "I was charged twice in October and I want one of them back.",
  "The export button does nothing since this morning.",
  "What does the gold plan cost?",
  "Can I change the address? It has not left yet, I hope.",
  "What are your opening hours?",
  "Error 4012 after the update, and now my invoice page is blank.",
  "Why is there a card fee on an invoice I paid by transfer?",
];
const answers = [
  "Your parcel left our hub in Leipzig on Monday and is one day late. The carrier now says Wednesday before noon.",
  "I can see two charges of the same amount on 3 and 4 October. The second looks like a repeated order; I have asked for it to be returned.",
  "Please reload the page once with the cache off (Ctrl+Shift+R). This morning's release moved the export to a new address.",
  "I do not find a gold plan in our price list; there are Free and Pro. Pro is 12 euros a month.",
];

export const setUp: SetUp = {
  variants: ["base", "no_review"],
  models: [],
  thinking: ["low", "medium"],
  source: "real_questions",
  inputs: questions.map((message, n) => ({ id: String(n + 1), values: { message } })),
  repeats: 5,
};

const planned = planMatrix({
  variants: setUp.variants,
  thinkingLevels: setUp.thinking,
  inputs: setUp.inputs,
  repeats: setUp.repeats,
});
if (planned.kind !== "plan") throw new Error(planned.message);
export const plan: MatrixPlan = planned.plan;

export const planNote: PlanNote = {
  runs: plan.cells.length,
  calls: { low: 160, high: 320 },
  cost: { low: nanoUsd(1.1e9), high: nanoUsd(1.9e9) },
  time: { lowMs: 150_000, highMs: 260_000 },
  concurrency: 12,
  asksAboveUsd: 1,
  columns: plan.columns.map((column) => ({
    column,
    model: "gemini-3.5-flash",
    modelName: "Gemini 3.5 Flash",
    level: column.thinkingLevel ?? "low",
    what: column.variant === "base" ? "as in the file" : "review step skipped",
    estimate: {
      p50: nanoUsd(column.thinkingLevel === "medium" ? 22e6 : 11e6),
      range: { low: nanoUsd(8.1e6), high: nanoUsd(15e6) },
      basis: "prior",
    },
    time: { lowMs: 4000, highMs: 8000 },
  })),
};

/** A small seeded generator, so that the pictures stay the same. */
function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

/** The events of one run of a cell, up to `share` of the way. */
export function cellEvents(column: number, row: number, repeat: number, share = 1, problem?: RunProblem): RunEvent[] {
  const draw = random(column * 977 + row * 131 + repeat * 17 + 1);
  const slow = column % 2 === 1 ? 2 : 1;
  const thinking = Math.round((250 + draw() * 700) * slow);
  const ttft = 1200 + thinking * 4 + draw() * 700;
  const words = (answers[row % answers.length] ?? "").split(/(?<=\s)/);
  const note = plan.columns[column];
  const events: RunEvent[] = [
    {
      kind: "started",
      at: at(repeat * 900 + row * 60),
      setup: {
        runId: `20261118-${column}${row}${repeat}`,
        agent: "support_team",
        file: "support-team.agent.yaml",
        definitionHash: "0".repeat(64),
        agentPath: [],
        line: 2,
        variant: note?.variant ?? "base",
        model: "gemini-3.5-flash",
        thinkingLevel: note?.thinkingLevel ?? "low",
        inputs: setUp.inputs[row]?.values ?? {},
        endpoint: { kind: "gemini", url: "https://generativelanguage.googleapis.com" },
        simulated: false,
      },
    },
    { kind: "turn-started", at: at(repeat * 900 + row * 60 + 5), turn: 0, request: { contents: [] } },
  ];
  const begun = repeat * 900 + row * 60;
  const usage = (out: number) => ({
    promptTokenCount: 1300,
    cachedContentTokenCount: 700,
    thoughtsTokenCount: thinking,
    candidatesTokenCount: out,
  });
  if (share > 0) {
    events.push({
      kind: "chunk",
      at: at(begun + 600),
      turn: 0,
      raw: "",
      response: {
        candidates: [{ content: { parts: [{ text: "Which topic is it?", thought: true }] } }],
        usageMetadata: { promptTokenCount: 1300, thoughtsTokenCount: Math.round(thinking * Math.min(1, share * 2)) },
      },
    });
  }
  const said = Math.floor(words.length * Math.max(0, share * 1.25 - 0.25));
  if (said > 0) {
    events.push({
      kind: "chunk",
      at: at(begun + ttft),
      turn: 0,
      raw: "",
      response: {
        candidates: [{ content: { parts: [{ text: words.slice(0, said).join("") }] } }],
        usageMetadata: usage(said * 2),
        modelVersion: "gemini-3.5-flash",
      },
    });
  }
  if (problem) {
    events.push({ kind: "failed", at: at(begun + ttft + 200), problem });
  } else if (share === 1) {
    const out = words.length * 2;
    events.push(
      {
        kind: "turn-ended",
        at: at(begun + ttft + out * 12),
        turn: 0,
        usage: {
          input: tokens(1300),
          cached: tokens(700),
          toolUse: tokens(0),
          thinking: tokens(thinking),
          output: tokens(out),
        },
        cost: nanoUsd((600 * 1.5 + 700 * 0.15 + (thinking + out) * 9) * 1000),
        finishReason: "STOP",
        modelServed: "gemini-3.5-flash",
      },
      { kind: "finished", at: at(begun + ttft + out * 12 + 3) },
    );
  }
  return events;
}

/** All runs, or those of the first repeats and what is under way behind them. */
export function runs(whole: boolean): readonly (readonly [string, Run])[] {
  return plan.cells.flatMap((cell): (readonly [string, Run])[] => {
    const { column, row, repeat } = cell;
    const wrong: RunProblem | undefined =
      column === 2 && row === 7 && repeat === 2
        ? { kind: "blocked", where: "answer", reason: "SAFETY" }
        : column === 1 && row === 1 && repeat === 1
          ? { kind: "cut" }
          : undefined;
    if (whole) return [[cell.id, runOf(cellEvents(column, row, repeat, wrong ? 0.6 : 1, wrong))]];
    if (repeat < 2) return [[cell.id, runOf(cellEvents(column, row, repeat, wrong ? 0.6 : 1, wrong))]];
    if (repeat === 2 && row < 3) {
      const share = [0.9, 0.2, 0.6, 0.4][(column + row) % 4] ?? 0.5;
      return [[cell.id, runOf(cellEvents(column, row, repeat, share))]];
    }
    return [];
  });
}

export const subject: CompareView["subject"] = {
  agent: "support_team",
  file: "support-team.agent.yaml",
  variants: [
    { name: "base", what: "as in the file" },
    { name: "no_review", what: "review step skipped" },
    { name: "cheap_triage", what: "triage on 3.5 Flash-Lite" },
  ],
  models: [
    { id: "gemini-3.5-flash", name: "Gemini 3.5 Flash" },
    { id: "gemini-3.5-flash-lite", name: "Gemini 3.5 Flash-Lite" },
  ],
  levels: ["minimal", "low", "medium", "high"],
  inputs: [{ name: "message", schema: { type: "string" }, required: true, untrusted: true, secret: false, path: [] }],
  sources: [
    { id: "typed", label: "typed here", rows: [{ id: "1", values: { message: "" } }] },
    { id: "real_questions", label: "real_questions", rows: setUp.inputs },
  ],
};

const live = { kind: "gemini", simulated: false, keySource: "secret storage", trusted: true } as const;
const simulator = { kind: "simulator", simulated: true, trusted: true } as const;

export const setUpView: CompareView = {
  kept: { version: 1, uri: "file:///w/support-team.agent.yaml", agentPath: [] },
  subject,
  connection: live,
  phase: "set-up",
  questions: [
    { id: "variants", what: "base, no_review, cheap_triage · 8 inputs · once", setUp, plan: { ...planNote, runs: 24 } },
    { id: "thinking", what: "minimal, low, medium · 8 inputs · once", setUp, plan: { ...planNote, runs: 24 } },
    { id: "smaller", what: "3.5 Flash, 3.5 Flash-Lite · 8 inputs · 3 times", setUp, plan: { ...planNote, runs: 48 } },
  ],
  setUp,
  plan: planNote,
  simulated: false,
};

export const emptyView: CompareView = { ...setUpView, phase: "empty" };
export const noKeyView: CompareView = { ...emptyView, connection: simulator };
export const begunView: CompareView = { ...setUpView, phase: "begun", startedAt: at(0) };
export const doneView: CompareView = { ...begunView, endedAt: at(192_000) };
export const simulatedView: CompareView = { ...begunView, connection: simulator, simulated: true };

export function matrix(phase: SentMatrix["phase"], whole = phase === "complete"): SentMatrix {
  return { plan, phase, runs: runs(whole), limit: 12 };
}

export function messages(view: CompareView, sent?: SentMatrix, ms = 6000): readonly ToCompare[] {
  return [{ type: "view", view }, ...(sent ? ([{ type: "matrix", matrix: sent, now: at(ms) }] as const) : [])];
}

export const retryEvent: MatrixEvent = {
  kind: "cell",
  cell: plan.cells.find((cell) => cell.column === 2 && cell.row === 0 && cell.repeat === 2)?.id ?? "",
  event: {
    kind: "retrying",
    at: at(5000),
    turn: 0,
    problem: { kind: "rate-limited", scope: "minute", retryAfterMs: 14_000, message: "Quota exceeded" },
    attempt: 2,
    of: 5,
    waitMs: 14_000,
  },
};
