import { expect, test } from "vitest";
import { type Billed, billOf, searchesIn } from "../../../src/core/runs/bill.ts";
import type { GenerateContentResponse, UsageMetadata } from "../../../src/core/runs/generateContent.ts";
import {
  billOfInteraction,
  billOfInteractionStream,
  type Interaction,
} from "../../../src/core/runs/interactionBill.ts";
import { runAgent } from "../../../src/core/runs/runAgent.ts";
import { runOf, totalsOf } from "../../../src/core/runs/step.ts";
import { costOf, usageOf } from "../../../src/core/tokens/cost.ts";
import { priceAt } from "../../../src/core/tokens/prices.ts";
import { addUsd, zeroUsd } from "../../../src/core/tokens/units.ts";
import { totalTokens } from "../../../src/core/tokens/usage.ts";
import { readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../../src/core/trace/steps.ts";
import { totalsOf as traceTotals } from "../../../src/core/trace/summary.ts";
import { agent, all, chunk, scripted, setup, tickingClock, tool } from "./world.ts";

// Every public accounting bug that is known to us, with its arithmetic. Amounts are nano-dollars (1e-9 USD), so a price of
// $1.50 per million tokens is 1,500 for one. `buggy` is what the tool of the issue would have said of the same call.

const wallMs = Date.parse("2026-11-24T12:00:00Z");
/** Nano-dollars per token on that day. */
const flash35 = { input: 1_500, cached: 150, output: 9_000 };
const flash37 = { input: 750, cached: 75, output: 3_750 };

function bill(metadata: UsageMetadata, asked = "gemini-3.5-flash", more: Partial<Billed> = {}) {
  return billOf(metadata, { asked, wallMs, ...more });
}

interface Golden {
  readonly issue: string;
  readonly model: string;
  readonly metadata: UsageMetadata;
  readonly ours: number;
  readonly buggy: number;
  /** How far off: the buggy figure over ours. */
  readonly off: string;
}

const golden: readonly Golden[] = [
  {
    issue: "langfuse/langfuse#16321: thinking is in the total of tokens and not in the cost",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 949, candidatesTokenCount: 310, thoughtsTokenCount: 929, totalTokenCount: 2_188 },
    ours: 949 * flash35.input + (310 + 929) * flash35.output,
    buggy: 949 * flash35.input + 310 * flash35.output,
    off: "0.335",
  },
  {
    issue: "vercel/ai#6082: output tokens without thoughts",
    model: "gemini-3.7-flash",
    metadata: { promptTokenCount: 1_200, candidatesTokenCount: 400, thoughtsTokenCount: 641, totalTokenCount: 2_241 },
    ours: 1_200 * flash37.input + (400 + 641) * flash37.output,
    buggy: 1_200 * flash37.input + 400 * flash37.output,
    off: "0.500",
  },
  {
    issue: "simonw/llm-gemini#75: 8 in, 1 out, 98 thought: hello",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 8, candidatesTokenCount: 1, thoughtsTokenCount: 98, totalTokenCount: 107 },
    ours: 8 * flash35.input + (1 + 98) * flash35.output,
    buggy: 8 * flash35.input + 1 * flash35.output,
    off: "0.023",
  },
  {
    issue: "confident-ai/deepeval#2943: nothing is output when the whole budget went into thinking",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 500, thoughtsTokenCount: 1_348, totalTokenCount: 1_848 },
    ours: 500 * flash35.input + 1_348 * flash35.output,
    buggy: 500 * flash35.input,
    off: "0.058",
  },
  {
    issue: "constellation-works/orbit#1274: the cached part billed inside the prompt and again beside it",
    model: "gemini-3.7-flash",
    metadata: { promptTokenCount: 100_000, cachedContentTokenCount: 90_000, candidatesTokenCount: 1_000 },
    ours: 10_000 * flash37.input + 90_000 * flash37.cached + 1_000 * flash37.output,
    buggy: 100_000 * flash37.input + 90_000 * flash37.cached + 1_000 * flash37.output,
    off: "4.750",
  },
  {
    issue: "google-gemini/gemini-cli#14524: cached tokens added to the total, as if they were tokens of their own",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 12_000, cachedContentTokenCount: 9_000, candidatesTokenCount: 200 },
    ours: 3_000 * flash35.input + 9_000 * flash35.cached + 200 * flash35.output,
    buggy: (12_000 + 9_000) * flash35.input + 200 * flash35.output,
    off: "4.353",
  },
  {
    issue: "BerriAI/litellm#24622: prompts of tools on Google's side dropped, and thoughts counted twice beside them",
    model: "gemini-3.5-flash",
    metadata: {
      promptTokenCount: 1_000,
      toolUsePromptTokenCount: 300,
      candidatesTokenCount: 50,
      thoughtsTokenCount: 200,
      totalTokenCount: 1_550,
    },
    ours: (1_000 + 300) * flash35.input + (50 + 200) * flash35.output,
    buggy: 1_000 * flash35.input + (50 + 200 + 200) * flash35.output,
    off: "1.321",
  },
  {
    issue: "rajbos/ai-engineering-fluency#1454: the total is not its parts",
    model: "gemini-3.5-flash",
    metadata: {
      promptTokenCount: 48,
      cachedContentTokenCount: 7,
      candidatesTokenCount: 8,
      thoughtsTokenCount: 190,
      totalTokenCount: 246,
    },
    ours: 41 * flash35.input + 7 * flash35.cached + (8 + 190) * flash35.output,
    // All 246 at the input rate: what is left when only the total is kept.
    buggy: 246 * flash35.input,
    off: "0.200",
  },
  {
    issue: "RooCodeInc/Roo-Code#4836: another model's price",
    model: "gemini-3.5-flash",
    metadata: {
      promptTokenCount: 4_912,
      cachedContentTokenCount: 2_949,
      candidatesTokenCount: 118,
      thoughtsTokenCount: 205,
    },
    ours: 1_963 * flash35.input + 2_949 * flash35.cached + 323 * flash35.output,
    buggy: 1_963 * flash37.input + 2_949 * flash37.cached + 323 * flash37.output,
    off: "0.462",
  },
  {
    issue: "BoltAI/BoltAI#301: 13,398 characters taken for 467,728 tokens instead of 3,216",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 3_216, candidatesTokenCount: 100 },
    ours: 3_216 * flash35.input + 100 * flash35.output,
    buggy: 467_728 * flash35.input + 100 * flash35.output,
    off: "122.727",
  },
  {
    issue: "cline/cline#4584: a count four times low, although the answer tells the true one",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 40_000, candidatesTokenCount: 600 },
    ours: 40_000 * flash35.input + 600 * flash35.output,
    buggy: 10_000 * flash35.input + 600 * flash35.output,
    off: "0.312",
  },
  {
    issue:
      "cline/cline#5280: the vocabulary of another vendor (cl100k counts 11 % of a prompt less) where the answer tells",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 10_000, candidatesTokenCount: 100 },
    ours: 10_000 * flash35.input + 100 * flash35.output,
    buggy: 8_900 * flash35.input + 100 * flash35.output,
    off: "0.896",
  },
  {
    issue: "LionSR/TeXRA#1063: the system instruction counted beside a prompt that already holds it",
    model: "gemini-3.5-flash",
    metadata: { promptTokenCount: 6_000, candidatesTokenCount: 100 },
    ours: 6_000 * flash35.input + 100 * flash35.output,
    buggy: (6_000 + 2_400) * flash35.input + 100 * flash35.output,
    off: "1.364",
  },
];

test.each(golden)("$issue", ({ model, metadata, ours, buggy, off }) => {
  const { usage, cost } = bill(metadata, model);
  expect(cost).toBe(ours);
  expect(cost).not.toBe(buggy);
  expect((buggy / ours).toFixed(3)).toBe(off);
  // Each token once: the parts are the total that Google tells.
  if (metadata.totalTokenCount !== undefined) expect(totalTokens(usage)).toBe(metadata.totalTokenCount);
});

test("JohnnyZ93/oai-compatible-copilot#160: only the first prompt counted; every call sends its own and is billed for it", async () => {
  const call = (input: number, output: number) =>
    chunk([{ functionCall: { name: "lookup" } }], { finishReason: "STOP", input, output });
  const client = scripted([
    [call(6_000, 20)],
    [call(7_350, 20)],
    [chunk([{ text: "Done." }], { finishReason: "STOP", input: 8_700, output: 150 })],
  ]);
  const world = agent({ tools: [tool({ name: "lookup", mock: "found" })] });
  const events = await all(
    runAgent({ setup: setup(), agent: world, client, clock: tickingClock(), signal: new AbortController().signal }),
  );
  const run = runOf(events);
  if (run.kind === "waiting") throw new Error("no run");
  const ours = (6_000 + 7_350 + 8_700) * flash35.input + (20 + 20 + 150) * flash35.output;
  const buggy = 6_000 * flash35.input + (20 + 20 + 150) * flash35.output;
  expect(totalsOf(run).cost).toBe(ours);
  expect((buggy / ours).toFixed(2)).toBe("0.31");
});

test("a stream repeats running totals: adding its chunks up would bill the prompt once per chunk (BoundaryML/baml#882)", async () => {
  const end = { input: 1_000, thinking: 120, output: 0 };
  const client = scripted([
    [
      chunk([{ text: "…", thought: true }], end),
      chunk([{ text: "He" }], { ...end, thinking: 200, output: 20 }),
      chunk([{ text: "llo" }], { ...end, thinking: 200, output: 50, finishReason: "STOP" }),
    ],
  ]);
  const events = await all(
    runAgent({ setup: setup(), agent: agent(), client, clock: tickingClock(), signal: new AbortController().signal }),
  );
  const run = runOf(events);
  if (run.kind === "waiting") throw new Error("no run");
  expect(totalsOf(run).cost).toBe(1_000 * flash35.input + (50 + 200) * flash35.output);
  const buggy = 3 * 1_000 * flash35.input + (0 + 20 + 50 + 120 + 200 + 200) * flash35.output;
  expect(totalsOf(run).cost).toBeLessThan(buggy / 2);
});

test("sound has its own rate where the list gives one, in the prompt, in the cache and from tools", () => {
  // 3 Flash Preview: text 500, cached 50, sound 1,000, cached sound 100, output 3,000
  const metadata = {
    promptTokenCount: 10_000,
    promptTokensDetails: [
      { modality: "TEXT", tokenCount: 4_000 },
      { modality: "AUDIO", tokenCount: 6_000 },
    ],
    cachedContentTokenCount: 5_000,
    cacheTokensDetails: [
      { modality: "TEXT", tokenCount: 2_000 },
      { modality: "AUDIO", tokenCount: 3_000 },
    ],
    toolUsePromptTokenCount: 500,
    toolUsePromptTokensDetails: [{ modality: "AUDIO", tokenCount: 500 }],
    candidatesTokenCount: 100,
    candidatesTokensDetails: [{ modality: "TEXT", tokenCount: 100 }],
    thoughtsTokenCount: 40,
  };
  const text = 2_000 * 500 + 2_000 * 50;
  const sound = (3_000 + 500) * 1_000 + 3_000 * 100;
  expect(bill(metadata, "gemini-3-flash-preview").cost).toBe(text + sound + (100 + 40) * 3_000);
  // As text: the bug of a table that has one rate for all.
  expect(
    bill(
      { ...metadata, promptTokensDetails: [], cacheTokensDetails: [], toolUsePromptTokensDetails: [] },
      "gemini-3-flash-preview",
    ).cost,
  ).toBe(5_500 * 500 + 5_000 * 50 + 140 * 3_000);
  // 3.5 Flash has one rate for all.
  expect(bill(metadata).cost).toBe(5_500 * flash35.input + 5_000 * flash35.cached + 140 * flash35.output);
  // Cached, and nobody says of what: a prompt of sound alone had sound alone in the cache.
  const soundOnly = {
    promptTokenCount: 100,
    promptTokensDetails: [{ modality: "AUDIO", tokenCount: 100 }],
    cachedContentTokenCount: 60,
  };
  expect(bill(soundOnly, "gemini-3-flash-preview").cost).toBe(40 * 1_000 + 60 * 100);
});

test("the tier that was applied is billed, and not the one that was asked for", () => {
  const metadata = { promptTokenCount: 1_000, candidatesTokenCount: 100 };
  const standard = 1_000 * flash35.input + 100 * flash35.output;
  expect(bill(metadata, "gemini-3.5-flash", { serviceTier: "priority" }).cost).toBe(1_000 * 2_700 + 100 * 16_200);
  // Priority beyond its limit is lowered to standard without an error.
  expect(bill({ ...metadata, serviceTier: "standard" }, "gemini-3.5-flash", { serviceTier: "priority" }).cost).toBe(
    standard,
  );
  expect(bill({ ...metadata, trafficType: "ON_DEMAND" }, "gemini-3.5-flash", { serviceTier: "priority" }).cost).toBe(
    standard,
  );
  expect(bill({ ...metadata, trafficType: "ON_DEMAND_FLEX" }).cost).toBe(standard / 2);
  expect(bill({ ...metadata, serviceTier: "SERVICE_TIER_FLEX" }).cost).toBe(standard / 2);
  // Said by nobody, or nothing known of: what was asked for.
  expect(
    bill({ ...metadata, trafficType: "ON_DEMAND_OFFPEAK" }, "gemini-3.5-flash", { serviceTier: "flex" }).cost,
  ).toBe(standard / 2);
  // Paid by the month.
  expect(bill({ ...metadata, trafficType: "PROVISIONED_THROUGHPUT" })).not.toHaveProperty("cost");
});

test("the model that answered is billed, and the step for long prompts only by the call's own prompt", () => {
  const metadata = { promptTokenCount: 1_000, candidatesTokenCount: 100 };
  expect(bill(metadata, "gemini-3.5-flash", { served: "gemini-3.6-flash" }).cost).toBe(1_000 * 750 + 100 * 3_750);
  // 3.1 Pro: 2,000 and 12,000, above 200,000 tokens 4,000 and 18,000. Two continuations of 150,000 each are no long prompt.
  const twice = { promptTokenCount: 300_000, candidatesTokenCount: 10, initialPromptTokenCount: 150_000 };
  expect(bill(twice, "gemini-3.1-pro-preview").cost).toBe(300_000 * 2_000 + 10 * 12_000);
  expect(bill({ ...twice, initialPromptTokenCount: 300_000 }, "gemini-3.1-pro-preview").cost).toBe(
    300_000 * 4_000 + 10 * 18_000,
  );
});

test("searches are billed by the query, before Gemini 3 by the prompt; chunks that repeat them do not bill them again", () => {
  const grounded = (...webSearchQueries: string[]): GenerateContentResponse => ({
    candidates: [{ groundingMetadata: { webSearchQueries } }],
  });
  expect(searchesIn([])).toBe(0);
  expect(searchesIn([grounded("a"), grounded("a", "b")])).toBe(2);
  expect(searchesIn([grounded("a"), grounded("b", " ")])).toBe(2);
  expect(searchesIn([grounded("a", "a")])).toBe(2);
  expect(searchesIn([{ candidates: [{ groundingMetadata: { webSearchQueries: "a" as never } }] }])).toBe(0);
  const metadata = { promptTokenCount: 1_000, candidatesTokenCount: 100 };
  // $14 per 1,000 queries; $35 per 1,000 prompts.
  expect(bill(metadata, "gemini-3.5-flash", { searches: 3 })).toMatchObject({
    cost: 1_000 * flash35.input + 100 * flash35.output + 3 * 14_000_000,
    searches: 3,
  });
  expect(bill(metadata, "gemini-2.5-flash", { searches: 3 }).cost).toBe(1_000 * 300 + 100 * 2_500 + 35_000_000);
  expect(bill(metadata, "gemini-2.5-flash").cost).toBe(1_000 * 300 + 100 * 2_500);
});

test("a run tells its searches and what they cost", async () => {
  const answer = {
    ...chunk([{ text: "Sunny." }], { finishReason: "STOP", input: 100, output: 10 }),
  };
  const client = scripted([
    [
      {
        ...answer,
        candidates: [{ ...answer.candidates?.[0], groundingMetadata: { webSearchQueries: ["weather", "sun"] } }],
      },
    ],
  ]);
  const events = await all(
    runAgent({ setup: setup(), agent: agent(), client, clock: tickingClock(), signal: new AbortController().signal }),
  );
  const run = runOf(events);
  if (run.kind === "waiting") throw new Error("no run");
  expect(totalsOf(run)).toMatchObject({
    searches: 2,
    cost: 100 * flash35.input + 10 * flash35.output + 2 * 14_000_000,
  });
});

test("a cache that is kept is billed by the hour, rounded once", () => {
  const price = priceAt("gemini-3.5-flash", wallMs);
  if (!price) throw new Error("no price");
  // $1.00 per million tokens and hour: 12,345 tokens for 1.5 hours are 18,517.5 micro-dollars.
  expect(costOf(usageOf(undefined), price, { kept: { tokens: 12_345, hours: 1.5 } })).toBe(18_517_500);
});

const interaction: Interaction = {
  id: "i1",
  model: "gemini-3.5-flash",
  status: "completed",
  usage: {
    total_input_tokens: 10_000,
    total_cached_tokens: 4_000,
    total_output_tokens: 300,
    total_thought_tokens: 500,
    total_tool_use_tokens: 200,
    total_tokens: 11_000,
    grounding_tool_count: [
      { type: "google_search", count: 2 },
      { type: "google_maps", count: 5 },
    ],
  },
};

test("an interaction: thoughts beside the output, the cached part inside the input, tools beside it, searches by count", () => {
  const { usage, cost, searches } = billOfInteraction(interaction, { wallMs });
  const tokens = (6_000 + 200) * flash35.input + 4_000 * flash35.cached + (300 + 500) * flash35.output;
  expect(cost).toBe(tokens + 2 * 14_000_000);
  expect(searches).toBe(2);
  expect(totalTokens(usage)).toBe(11_000);
  // The same call told in the other shape costs the same.
  const same = {
    promptTokenCount: 10_000,
    cachedContentTokenCount: 4_000,
    candidatesTokenCount: 300,
    thoughtsTokenCount: 500,
    toolUsePromptTokenCount: 200,
  };
  expect(bill(same, "gemini-3.5-flash", { searches: 2 }).cost).toBe(cost);
  expect(
    billOfInteraction({ ...interaction, service_tier: "flex", usage: { total_input_tokens: 1_000 } }, { wallMs }).cost,
  ).toBe(1_000 * 750);
  expect(billOfInteraction({ id: "x", model: "gemini-3.5-flash" }, { wallMs })).toEqual({ usage: usageOf(undefined) });
  expect(billOfInteraction({ model: "unheard-of", usage: { total_input_tokens: 5 } }, { wallMs })).not.toHaveProperty(
    "cost",
  );
});

test("a managed agent is billed at the rates of its model; sound by modality", () => {
  const usage = { total_input_tokens: 100_000, total_cached_tokens: 60_000, total_output_tokens: 10_000 };
  const tokens = (rates: typeof flash37) => 40_000 * rates.input + 60_000 * rates.cached + 10_000 * rates.output;
  // 3.8 Flash costs what 3.7 does.
  expect(billOfInteraction({ agent: "antigravity-preview-09-2026", usage }, { wallMs }).cost).toBe(tokens(flash37));
  const own = { agent: "antigravity-preview-09-2026", agent_config: { model: "gemini-3.5-flash" }, usage };
  expect(billOfInteraction(own, { wallMs }).cost).toBe(tokens(flash35));
  const sound = {
    model: "gemini-3-flash-preview",
    usage: { total_input_tokens: 1_000, input_tokens_by_modality: [{ modality: "audio", tokens: 900 }] },
  };
  expect(billOfInteraction(sound, { wallMs }).cost).toBe(100 * 500 + 900 * 1_000);
});

test("a stream of an interaction: running totals once, each continuation with its whole input, a repeated end not again", () => {
  const events = [
    { event_type: "interaction.created", interaction: { id: "a", model: "gemini-3.5-flash" } },
    { event_type: "step.delta", metadata: { total_usage: { total_input_tokens: 1_000, total_output_tokens: 5 } } },
    { event_type: "step.stop", usage: { total_input_tokens: 1_000, total_output_tokens: 40 } },
    {
      event_type: "interaction.completed",
      interaction: {
        id: "a",
        status: "requires_continuation",
        usage: { total_input_tokens: 1_000, total_output_tokens: 50, total_thought_tokens: 10 },
      },
    },
    { event_type: "interaction.created", interaction: { id: "b", model: "gemini-3.5-flash" } },
    {
      event_type: "interaction.completed",
      interaction: { id: "b", status: "completed", usage: { total_input_tokens: 1_060, total_output_tokens: 70 } },
    },
  ];
  const ours = (1_000 + 1_060) * flash35.input + (50 + 10 + 70) * flash35.output;
  expect(billOfInteractionStream(events, { wallMs })).toMatchObject({ interactions: 2, cost: ours });
  // Resumed after its end: the events come once more.
  expect(billOfInteractionStream([...events, ...events.slice(4)], { wallMs })).toMatchObject({
    interactions: 2,
    cost: ours,
  });
  // The continuation's input forgotten: half of the bill.
  expect(ours).not.toBe(1_000 * flash35.input + 130 * flash35.output);
});

test("a stream that was cut is billed at least what it had told, and says so", () => {
  const created = { event_type: "interaction.created", interaction: { id: "a", model: "gemini-3.5-flash" } };
  const stop = { event_type: "step.stop", usage: { total_input_tokens: 800, total_output_tokens: 20 } };
  const cut = billOfInteractionStream([created, stop], { wallMs });
  expect(cut).toMatchObject({ atLeast: true, cost: 800 * flash35.input + 20 * flash35.output });
  const untold = billOfInteractionStream([created], { wallMs });
  expect(untold.atLeast).toBe(true);
  expect(untold).not.toHaveProperty("cost");
  // Only each step tells its own.
  const steps = [
    created,
    { event_type: "step.stop", step_usage: { total_input_tokens: 800, total_output_tokens: 20 } },
    { event_type: "step.stop", step_usage: { total_input_tokens: 900, total_thought_tokens: 5 } },
    { event_type: "interaction.completed", interaction: { id: "a" } },
  ];
  const told = billOfInteractionStream(steps, { wallMs });
  expect(told).toMatchObject({ cost: 1_700 * flash35.input + 25 * flash35.output });
  expect(told).not.toHaveProperty("atLeast");
});

/** A span as other recorders write it. */
function span(id: string, parent: string | undefined, name: string, attributes: Record<string, string | number>) {
  return JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: "t",
                spanId: id,
                ...(parent && { parentSpanId: parent }),
                name,
                startTimeUnixNano: `1763976000000000${id.charCodeAt(0) + 100}`,
                endTimeUnixNano: "1763976001000000000",
                attributes: Object.entries(attributes).map(([key, value]) => ({
                  key,
                  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
                })),
              },
            ],
          },
        ],
      },
    ],
  });
}

test("agents within agents: the sum is that of the calls, never of the parents and their children", () => {
  const used = (input: number, output: number) => ({
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
  });
  const chat = { "gen_ai.operation.name": "chat" };
  const invoke = { "gen_ai.operation.name": "invoke_agent" };
  const trace = readTrace(
    [
      // The parents tell the sums of what is below them.
      span("a", undefined, "invoke_agent boss", { ...invoke, ...used(600, 60) }),
      span("b", "a", "call_llm", { ...used(100, 10) }),
      // The same call once more, by the layer below.
      span("c", "b", "generate_content gemini-3.5-flash", { ...chat, ...used(100, 10) }),
      // A tool that is an agent, run within the call that asked for it.
      span("d", "b", "execute_tool helper", { "gen_ai.operation.name": "execute_tool", ...used(500, 50) }),
      span("e", "d", "invoke_agent helper", { ...invoke, ...used(500, 50) }),
      span("f", "e", "chat gemini-3.5-flash", { ...chat, ...used(200, 20) }),
      span("g", "e", "chat gemini-3.5-flash", { ...chat, ...used(300, 30) }),
    ].join("\n"),
  );
  const { usage } = traceTotals(trace, stepsOf(trace));
  expect(usage).toMatchObject({ input: 100 + 200 + 300, output: 10 + 20 + 30 });
  // Where the outer span of a call tells nothing, the inner one does.
  const quiet = readTrace(
    [
      span("a", undefined, "invoke_agent boss", invoke),
      span("b", "a", "call_llm", {}),
      span("c", "b", "generate_content gemini-3.5-flash", { ...chat, ...used(100, 10) }),
    ].join("\n"),
  );
  expect(traceTotals(quiet, stepsOf(quiet)).usage).toMatchObject({ input: 100, output: 10 });
});

test("failed and cancelled runs show the part that was billed", async () => {
  const begun = chunk([{ text: "Half an" }], { input: 1_000, output: 30 });
  const cut = runOf(
    await all(
      runAgent({
        setup: setup(),
        agent: agent(),
        client: scripted([[begun]]),
        clock: tickingClock(),
        signal: new AbortController().signal,
      }),
    ),
  );
  if (cut.kind === "waiting") throw new Error("no run");
  expect(cut.kind).toBe("failed");
  expect(totalsOf(cut)).toMatchObject({ cost: 1_000 * flash35.input + 30 * flash35.output, atLeast: true });
});

test("what is below a nano-dollar is kept until the end of a bill and rounded once", () => {
  const price = priceAt("gemini-3.6-flash", wallMs, "batch");
  if (!price) throw new Error("no price");
  // Cached of 3.6 Flash is 75 nano-dollars, half of 3.1 Flash-Lite's is 12.5: two are 25 exactly.
  expect(costOf(usageOf({ promptTokenCount: 3, candidatesTokenCount: 1 }), price)).toBe(3 * 375 + 1_875);
  let sum = zeroUsd;
  for (let i = 0; i < 10_000; i++) sum = addUsd(sum, costOf(usageOf({ promptTokenCount: 1 }), price));
  expect(sum).toBe(3_750_000);
});
