import { expect, test } from "vitest";
import { estimateAgent, estimateAgents } from "../../../src/core/tokens/estimate.ts";
import { formatUsd, formatUsdRange } from "../../../src/core/tokens/format.ts";
import { agent, agents, now, roughWords, words } from "./world.ts";

const world = { counter: words, wallMs: now };
async function estimate(yaml: string, files?: Record<string, string>) {
  return estimateAgent(await agent(yaml, files), world);
}

test("every part of the prompt is counted, and the parts add up", async () => {
  const found = await estimate(
    `
name: a
model: gemini-3.5-flash
inputs:
  plan: {type: string, default: pro}
system_instruction: Be brief.
context: [{file: prices.csv}]
messages: [{role: user, content: Hello there}]
examples: [{input: one two, output: three}]
input: "My plan is {{plan}}"
tools:
  - {type: function, name: look, description: Looks, mock: {ok: true}}
`,
    { "prices.csv": "a b c d" },
  );
  expect(found.input).toEqual({
    system: 3,
    messages: 4 + 2 + 4,
    examples: 3,
    tools: 17,
    total: 3 + 10 + 3 + 17,
    exact: true,
    counted: true,
    drawn: false,
  });
  expect(found.parts.map((part) => [part.of, part.tokens])).toEqual([
    ["system", 3],
    ["context", 4],
    ["messages", 2],
    ["input", 4],
    ["examples", 3],
    ["tools", 17],
  ]);
});

test("a variable without a default is counted as a short question, and said to be drawn", async () => {
  const { input, parts, billedInput } = await estimate(
    "name: a\nmodel: gemini-3.5-flash\ninput: 'Answer this: {{question}}'",
  );
  expect(input).toMatchObject({ messages: 3 + 14, drawn: true, exact: false, counted: true });
  expect(parts.find((part) => part.of === "input")).toMatchObject({ tokens: 17, assumed: 14, drawn: true });
  expect(billedInput.p95).toBeGreaterThan(billedInput.p50);
});

test("lists, choices and what other agents wrote have a size as well", async () => {
  const { parts } = await estimate(`
name: a
model: gemini-3.5-flash
inputs:
  changes: {type: array, items: {type: string}}
  audience: {enum: [developers, executives]}
input: |
  {{#each changes}}- {{this}}
  {{/each}}For {{audience}}: {{state.answer}}
`);
  expect(parts.at(-1)).toMatchObject({ tokens: 3 * 15 + 3 + 196, drawn: true });
});

test("a broken template is counted as far as it goes", async () => {
  const { input } = await estimate("name: a\nmodel: gemini-3.5-flash\ninput: 'Hello {{#each x}} {{'");
  expect(input.total).toBeGreaterThan(0);
});

test("one call: the prior of the level, a short answer, the listed price and that of the model which answers", async () => {
  const found = await estimate(
    "name: hello\nmodel: gemini-3.5-flash\nsystem_instruction: Answer in one short paragraph.",
  );
  expect(found).toMatchObject({ kind: "call", thinkingLevel: "medium", basis: "prior", tokenizer: "words" });
  expect(found.thinking.p50).toBe(641);
  expect(found.output.p50).toBe(300);
  expect(found.calls).toEqual({ p50: 1, p95: 1 });
  expect(found.price?.model).toBe("gemini-3.5-flash");
  expect(found.servedPrice?.model).toBe("gemini-3.6-flash");
  expect(found.redirect).toMatchObject({ billing: "undocumented" });
  const { cost, servedCost } = found;
  if (!cost || !servedCost) throw new Error("no cost");
  expect(`${formatUsd(cost.p50)} (80 %: ${formatUsdRange(cost.p80Low, cost.p80High)})`).toMatchInlineSnapshot(
    `"$0.0092 (80 %: 0.0048–0.019)"`,
  );
  expect(cost.p95).toBeGreaterThan(cost.p80High);
  // Output is 2.4 times cheaper there, and output is nearly all of it.
  expect(cost.p50 / servedCost.p50).toBeCloseTo(2.4, 1);
});

test("the range holds 80 of 100 runs of the distribution it is drawn from", async () => {
  // Thinking and output are nearly all of the cost, so the quantiles can be told by simulating them anew.
  const { cost } = await estimate("name: x\nmodel: gemini-3.5-flash\ninput: hi");
  if (!cost) throw new Error("no cost");
  let [inside, below95, state] = [0, 0, 3];
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  for (let i = 0; i < 20_000; i++) {
    const nano = 1500 + (641 * Math.exp(0.7 * normal()) + 300 * Math.exp(0.7 * normal())) * 9000;
    if (nano >= cost.p80Low && nano <= cost.p80High) inside++;
    if (nano <= cost.p95) below95++;
  }
  expect(inside / 20_000).toBeGreaterThan(0.77);
  expect(inside / 20_000).toBeLessThan(0.83);
  expect(below95 / 20_000).toBeGreaterThan(0.935);
  expect(below95 / 20_000).toBeLessThan(0.965);
});

test("more thinking costs more, a cap on output caps it, and a tier changes the price", async () => {
  const at = async (config: string) =>
    (await estimate(`name: a\nmodel: gemini-3.5-flash\n${config}\ninput: hi`)).cost?.p50 ?? Number.NaN;
  const levels = [];
  for (const level of ["minimal", "low", "medium", "high"]) {
    levels.push(await at(`generation_config: {thinking_level: ${level}}`));
  }
  expect([...levels].sort((a, b) => a - b)).toEqual(levels);
  const capped = await estimate(
    "name: a\nmodel: gemini-3.5-flash\ngeneration_config: {thinking_level: high, max_output_tokens: 400}\ninput: hi",
  );
  expect(capped.thinking.p95 + capped.output.p50).toBeLessThanOrEqual(800);
  expect(capped.cost?.p95).toBeLessThanOrEqual(1500 + 400 * 9000);
  expect((await at("service_tier: flex")) * 2).toBeCloseTo(await at("service_tier: standard"), -3);
});

test("what the answer looks like sets its size", async () => {
  const out = async (more: string) =>
    (await estimate(`name: a\nmodel: gemini-3.5-flash\ninput: hi\n${more}`)).output.p50;
  const schema = (s: string) => `response_format: {type: text, mime_type: application/json, schema: ${s}}`;
  expect(await out(schema("{type: string, enum: [order, billing]}"))).toBeLessThan(8);
  expect(await out(schema("{type: object, properties: {title: {type: string}, done: {type: boolean}}}"))).toBeLessThan(
    60,
  );
  expect(await out("examples: [{input: a, output: one two three}, {input: b, output: one two three}]")).toBe(3);
});

test("with tools a run is several calls, each of which sends everything before it again", async () => {
  const one = `name: a\nmodel: gemini-3.5-flash\nsystem_instruction: ${"word ".repeat(1000)}\ninput: hi\n`;
  const tool = "tools: [{type: function, name: look, mock: {status: shipped}}]\n";
  const plain = await estimate(one);
  const withTool = await estimate(one + tool);
  expect(plain.calls.p95).toBe(1);
  expect(withTool.calls).toEqual({ p50: 2, p95: 4 });
  // Two calls: twice the prompt, and the second holds the call and its answer.
  expect(withTool.billedInput.p50).toBeGreaterThan(2 * withTool.input.total);
  expect(withTool.billedInput.p50).toBeLessThan(2.2 * withTool.input.total);
  const capped = await estimate(`${one}${tool}policy: {max_tool_calls: 1}\n`);
  expect(capped.calls.p95).toBeLessThanOrEqual(2);
  const budget = await estimate(`${one}${tool}budget: {max_total_tokens: 500}\n`);
  expect(budget.calls.p95).toBe(1);
});

test("a model that is not in the table has counts and no price", async () => {
  const found = await estimate("name: a\nmodel: gemini-9-neon\ninput: hi");
  expect(found.model).toBe("gemini-9-neon");
  expect(found.input.total).toBe(1);
  expect(found.thinking.p50).toBe(641);
  expect("cost" in found || "price" in found).toBe(false);
  expect("cost" in (await estimate("name: a\ninput: hi"))).toBe(false);
});

test("a managed agent is as large as its file says, and otherwise not known", async () => {
  const yaml = `
name: a
target: managed
base_agent: antigravity-preview-09-2026
agent_config: {model: gemini-3.5-flash}
input: Write the report.
`;
  const told = await estimate(`${yaml}budget: {expected_total_tokens: [150000, 600000]}\n`);
  expect(told).toMatchObject({ kind: "managed", model: "gemini-3.5-flash" });
  expect(told.billedInput.p50 + told.output.p50 + told.thinking.p50).toBeCloseTo(300_000, -4);
  // Nothing from a cache in the worst case, up to 87 % otherwise.
  expect(told.cost?.p95 ?? 0).toBeGreaterThan(1.3 * (told.cost?.p80High ?? 0));
  const untold = await estimate(yaml);
  expect(untold.cost).toBeUndefined();
  expect(untold.input.total).toBe(4);
  const base = await estimate("name: a\ntarget: managed\nbase_agent: antigravity-preview-09-2026\ninput: Write.");
  expect(base.model).toBe("gemini-3.8-flash");
});

test("a team is the sum of its agents", async () => {
  const team = await agents(`
name: team
inputs: {message: {type: string, default: hello}}
defaults: {model: gemini-3.5-flash, generation_config: {thinking_level: low}}
agents:
  one: {system_instruction: First., input: "{{message}}"}
  two: {system_instruction: Second one., input: "{{message}}"}
workflow: {type: sequential, steps: [{agent: one}, {agent: two}]}
`);
  const [sum, one, two] = await estimateAgents(team, world);
  if (!sum?.cost || !one?.cost || !two?.cost) throw new Error("no cost");
  expect(sum).toMatchObject({ kind: "team", calls: { p50: 2, p95: 2 } });
  expect(sum.members.map((member) => member.agent)).toEqual(["one", "two"]);
  expect(sum.input.total).toBe(one.input.total + two.input.total);
  expect(sum.cost.p50).toBeGreaterThan(one.cost.p50 + two.cost.p50);
  // Two agents are not always dear at once, and not independent either: the range lies between.
  const spread = (cost: { p80Low: number; p80High: number }) => cost.p80High - cost.p80Low;
  expect(spread(sum.cost)).toBeLessThan(0.97 * (spread(one.cost) + spread(two.cost)));
  expect(spread(sum.cost)).toBeGreaterThan(1.1 * Math.hypot(spread(one.cost), spread(two.cost)));
  expect(one.cost.p50).not.toBe(two.cost.p50);
  const partly = await agents(`
name: team
agents: {one: {model: gemini-9-neon, input: hi}, two: {model: gemini-3.5-flash, input: hi}}
workflow: {type: sequential, steps: [{agent: one}]}
`);
  expect((await estimateAgents(partly, world))[0]?.cost).toBeUndefined();
});

test("the same agent is estimated alike every time", async () => {
  const yaml = "name: a\nmodel: gemini-3.5-flash\ninput: '{{x}}'\ntools: [{type: function, name: f, mock: 1}]";
  expect(await estimate(yaml)).toEqual(await estimate(yaml));
});

test("an inexact counter makes an inexact estimate", async () => {
  const found = await estimateAgent(await agent("name: a\nmodel: gemini-3.5-flash\ninput: hi"), {
    counter: roughWords,
    wallMs: now,
  });
  expect(found.input.exact).toBe(false);
  expect(found.tokenizer).toBe("about words");
});
