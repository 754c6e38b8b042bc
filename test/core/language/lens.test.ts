import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";
import { type CardContext, estimateCard, estimateHover } from "../../../src/core/language/estimateCard.ts";
import { agentLenses } from "../../../src/core/language/lens.ts";
import { promptHints } from "../../../src/core/language/promptHints.ts";
import type { TokenCounter } from "../../../src/core/tokens/counter.ts";
import { type Estimate, estimateAgents } from "../../../src/core/tokens/estimate.ts";
import { now, roughWords, words } from "../tokens/world.ts";

const uri = "file:///a.agent.yaml";
async function open(yaml: string, counter: TokenCounter = words) {
  const document = parseAgentDocument(yaml);
  const resolved = await Promise.all(agentsOf(document).map((agent) => resolveAgent(agent, async () => "a b c d")));
  return { document, estimates: await estimateAgents(resolved, { counter, wallMs: now }) };
}
async function titles(yaml: string, counter?: TokenCounter) {
  const { document, estimates } = await open(yaml, counter);
  return agentLenses(document, { uri, estimates }).map((lens) => `${lens.range.start.line}: ${lens.command?.title}`);
}
async function card(yaml: string, context: CardContext = { uri }, counter?: TokenCounter) {
  const { estimates } = await open(yaml, counter);
  return estimateCard(estimates[0] as Estimate, context).value.replace(/data:image\/svg\+xml,[^)]*/g, "…");
}

const hello =
  "format: agent/v1\nname: hello\nmodel: gemini-3.5-flash\nsystem_instruction: Answer in one short paragraph.\n";
const team = `name: team
inputs: {message: string}
defaults: {model: gemini-3.5-flash, generation_config: {thinking_level: low}}
agents:
  one:
    system_instruction: First.
    input: "{{message}}"
  two:
    model: gemini-9-neon
    input: hi
workflow: {type: sequential, steps: [{agent: one}, {agent: two}]}
variants: {quick: {agents.one.model: gemini-3.5-flash-lite}}
`;

test("above an agent: run it, compare it, what it costs", async () => {
  expect(await titles(hello)).toMatchInlineSnapshot(`
    [
      "1: $(play) Run",
      "1: $(arrow-swap) Compare",
      "1: $0.0092 (80 %: 0.0048–0.019) · ~20 in + ~300 out + ~641 thinking · prior, no runs yet",
    ]
  `);
});

test("the number of variants is told, the base among them", async () => {
  expect(await titles(`${hello}variants: {a: {model: x}, b: {model: y}}\n`)).toContain(
    "1: $(arrow-swap) Compare 3 variants",
  );
});

test("a team shows the sum, its agents each their own, and what has no price says so", async () => {
  expect(await titles(team)).toMatchInlineSnapshot(`
    [
      "0: ~17 in + ~660 out + ~398 thinking, sum of 2 agents · not every agent has a price",
      "4: $(play) Run",
      "4: $(arrow-swap) Compare 2 variants",
      "4: $0.0049 (80 %: 0.0026–0.0099) · ~16 in + ~300 out + ~193 thinking · prior, no runs yet",
      "7: $(play) Run",
      "7: $(arrow-swap) Compare 2 variants",
      "7: 1 in + ~300 out + ~193 thinking · no price known for gemini-9-neon",
    ]
  `);
});

test("with nothing assumed and an exact count there is no ~ before the input", async () => {
  const fixed = "name: a\nmodel: gemini-3.5-flash\ninput: one two three\n";
  expect((await titles(fixed))[2]).toContain("· 3 in + ~");
  expect((await titles(fixed, roughWords))[2]).toContain("· ~3 in + ~");
});

test("a managed agent says what it needs, or what it was told", async () => {
  const managed = "name: a\ntarget: managed\nbase_agent: antigravity-preview-09-2026\ninput: Write it.\n";
  expect(await titles(managed)).toMatchInlineSnapshot(`
    [
      "0: 3 in · managed: say budget.expected_total_tokens",
    ]
  `);
  expect(await titles(`${managed}budget: {expected_total_tokens: [150000, 600000]}\n`)).toMatchInlineSnapshot(`
    [
      "0: $0.18 (80 %: 0.085–0.39) · ~300,000 tokens, from expected_total_tokens · prior, no runs yet",
    ]
  `);
});

test("commands carry where the agent stands; before any estimate they are there alone", () => {
  const document = parseAgentDocument(team.replace(/workflow.*\n/, ""));
  const lenses = agentLenses(document, { uri, estimates: [], icons: false });
  expect(lenses.map((lens) => lens.command?.title)).toEqual(Array(3).fill(["Run", "Compare 2 variants"]).flat());
  expect(lenses[2]?.command).toEqual({
    title: "Run",
    command: "flashback.run",
    arguments: [{ uri, agentPath: ["agents", "one"] }],
  });
});

test("a broken document has lenses as far as it can be read", async () => {
  for (const yaml of ["", "name: [", "agents: {a: 3, b: {input: hi}}", "agents:\n\t- x"]) {
    expect((await titles(yaml)).length).toBeGreaterThan(0);
  }
});

test("the card begins with bar, table and what would be cheaper; basis, price and who answers follow", async () => {
  expect(await card(hello)).toMatchInlineSnapshot(`
    "**hello, one call: $0.0092** 80 %: $0.0048–0.019 · 95 % stay below $0.023

    ![in, not cached 0.4 %, thinking 68 %, output 32 %](…)

    | |    tokens |    per million |    cost |    share |
    |:--|--:|--:|--:|--:|
    | ![](…) in, not cached |    ~20 |    $1.50 |    $0.000030 |    0.4 % |
    | ![](…) thinking, medium |    ~641 |    $9.00 |    $0.0058 |    68 % |
    | ![](…) output |    ~300 |    $9.00 |    $0.0027 |    32 % |

    Each row at its own middle, $0.0085 together; whole runs have theirs at $0.0092.

    ---

    | **Cheaper** | | | |
    |:--|--:|--:|:--|
    | thinking_level: minimal |    about −68 % |    $0.0030 |    quality not measured |
    | batch, within 24 hours |    about −50 % |    $0.0046 |    same answers |
    | model: gemini-3.5-flash-lite |    about −72 % |    $0.0026 |    quality not measured |

    gemini-3.5-flash, batch: in force since 19 May 2026, read 22 Nov 2026 from ai.google.dev.

    gemini-3.5-flash-lite, standard: in force since 21 Jul 2026, read 22 Nov 2026 from ai.google.dev.

    ---

    **Basis** prior, no runs yet. Of thinking at medium there is one public sample (3.8 Flash: low 193, medium 641, high 1,348 tokens); the answer's length follows from examples, schema or cap; nothing comes from a cache.

    **Price** gemini-3.5-flash, standard: in $1.50, cached $0.15, out $9.00 per million. In force since 19 May 2026; read 22 Nov 2026 from [ai.google.dev/gemini-api/docs/pricing](https://ai.google.dev/gemini-api/docs/pricing).

    Through the Gemini API gemini-3.5-flash is answered by gemini-3.6-flash since 8 Oct 2026 (in $0.75, cached $0.075, out $3.75 until 31 Dec 2026): $0.0038 if billed at its price; at whose is not documented.

    Local count, exact tokenizer (words), variables assumed, without the wire's own role markers"
  `);
});

test("the card of an agent with tools tells of calls and searches", async () => {
  const text = await card(`${hello}tools: [google_search, {type: function, name: look, mock: 1}]\n`);
  expect(text).toContain("one run of ~2 calls");
  expect(text).toContain("Every call sends everything before it again");
  expect(text).toContain("$14.00 per 1,000");
});

test("the card of a team lists its agents, that of a managed one says what it rests on", async () => {
  expect(await card(team)).toMatchInlineSnapshot(`
    "**team, each of its agents once**

    ~17 in + ~660 out + ~398 thinking tokens · not every agent has a price

    | agent |    in |    out |    thinking |    cost (80 %) |
    |:--|--:|--:|--:|:--|
    | one |    ~16 |    ~300 |    ~193 |    $0.0049 (0.0026–0.0099) |
    | two |    1 |    ~300 |    ~193 |    no price known for gemini-9-neon |

    ---

    **Basis** the sum of its agents, each run once: what the workflow skips or repeats is not in it. Prior, no runs yet.

    Local count, exact tokenizer (words), variables assumed, without the wire's own role markers"
  `);
  expect(
    await card(
      "name: a\ntarget: managed\nbase_agent: antigravity-preview-09-2026\ninput: Write.\nbudget: {expected_total_tokens: [150000, 600000]}",
    ),
  ).toContain("the file's `expected_total_tokens`");
});

test("links run commands only where they are wanted, and names cannot break out of the Markdown", async () => {
  expect(await card(hello)).not.toContain("command:");
  const odd = await card('name: "a](command:x) | **b**"\nmodel: gemini-3.5-flash\ninput: hi\n', {
    uri: "file:///a(1).yaml",
    commands: true,
  });
  expect(odd).toContain("(command:flashback.run?%5B%7B%22uri%22%3A%22file%3A%2F%2F%2Fa%281%29.yaml");
  expect(odd).not.toContain("](command:x)");
});

test("an inexact count says so on the card", async () => {
  expect(await card(hello, { uri }, roughWords)).toContain("within 7.5 % for most prompts");
});

test("the bar is an image that Markdown can hold, with patterns beside colours", async () => {
  const { estimates } = await open(hello);
  const { value } = estimateCard(estimates[0] as Estimate, { uri });
  const address = /!\[[^\]]*\]\(data:image\/svg\+xml,([^)]*)\)/.exec(value)?.[1] ?? "";
  const svg = decodeURIComponent(address);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="480" height="12"/);
  expect(svg).toContain('<pattern id="thinking"');
  const widths = [...svg.matchAll(/<rect x="([\d.]+)" width="([\d.]+)"/g)].map((m) => Number(m[2]) + 1);
  expect(widths.reduce((a, b) => a + b)).toBeCloseTo(480, 0);
});

test("the card hangs on the agent's name and nowhere else", async () => {
  const { document, estimates } = await open(hello);
  const at = (line: number, character: number) => estimateHover(document, { line, character }, { uri, estimates });
  expect(at(1, 8)?.range).toEqual({ start: { line: 1, character: 6 }, end: { line: 1, character: 11 } });
  expect(at(0, 8)).toBeUndefined();
  expect(at(1, 2)).toBeUndefined();
});

test("the card says how far the instructions are the same in every request, with a link to what ends it", async () => {
  const long = "word ".repeat(6_000);
  const said = async (prompt: string) => {
    const { document, estimates } = await open(`${hello.split("system")[0]}system_instruction: |\n  ${prompt}\n`);
    const hover = estimateHover(document, { line: 1, character: 8 }, { uri, estimates });
    const { value = "" } = (hover?.contents ?? {}) as { value?: string };
    return /\*\*Cache\*\*.*/.exec(value)?.[0];
  };
  expect(await said(`You help {{name}}.\n  ${long}`)).toMatchInlineSnapshot(
    `"**Cache** The first 2 of 6,003 tokens of the instructions are the same in every request, up to {{name}} in [line 5](file:///a.agent.yaml#L5). A cache takes 4,096 and more."`,
  );
  expect(await said(`${long}\n  You help {{name}}.`)).toMatchInlineSnapshot(
    `"**Cache** The first 6,002 of 6,003 tokens of the instructions are the same in every request, up to {{name}} in [line 6](file:///a.agent.yaml#L6)."`,
  );
  expect(await said(long)).toMatchInlineSnapshot(
    `"**Cache** All 6,000 tokens of the instructions are the same in every request."`,
  );
  expect(await said("Be brief, {{name}}.")).toBeUndefined();
});

test("each part of a prompt tells its tokens at the end of its line", async () => {
  const { document, estimates } = await open(`name: a
model: gemini-3.5-flash
system_instruction: |
  Be brief.
  Be kind.
context: [{file: prices.csv}, {file: more.csv}]
input: "{{message}}"
tools:
  - google_search
`);
  const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  expect(
    promptHints(document, whole, { estimates }).map((h) => `${h.position.line}:${h.position.character} ${h.label}`),
  ).toMatchInlineSnapshot(`
    [
      "2:21 6 tokens",
      "5:47 8 tokens",
      "6:20 ~14 tokens",
      "8:17 + $14 per 1,000 searches",
    ]
  `);
  const part = { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } };
  expect(promptHints(document, part, { estimates })).toHaveLength(2);
  expect(promptHints(document, whole, { estimates: [] })).toEqual([]);
});

test("a shared tool has nothing to run", async () => {
  const { document, estimates } = await open("format: tool/v1\ntype: function\nname: f\n");
  expect(agentLenses(document, { uri: "file:///f.tool.yaml", estimates })).toEqual([]);
});
