import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../../src/core/document/resolve.ts";
import { diagnoseNow } from "../../../../src/core/language/diagnose.ts";
import { quickFixes } from "../../../../src/core/language/quickFixes.ts";
import { everyRuleSet, everyRule as rules } from "../../../../src/core/language/rules/laterRules.ts";
import { textOf, wholeExample } from "../../../../src/core/language/rules/page.ts";
import type { TokenCounter } from "../../../../src/core/tokens/counter.ts";
import { estimateAgents } from "../../../../src/core/tokens/estimate.ts";
import { tokens } from "../../../../src/core/tokens/units.ts";
import { shown } from "../../document/problems.ts";
import { apply } from "../apply.ts";
import { today } from "../atCursor.ts";

const counter: TokenCounter = {
  name: "words",
  count: async (texts) => texts.map((text) => ({ tokens: tokens(text.split(/\s+/).length), exact: true })),
};
async function findings(
  text: string,
  readText = async (_: string): Promise<string | undefined> => undefined,
  files: ReadonlyMap<string, string> = new Map(),
) {
  const document = parseAgentDocument(text);
  const agents = await Promise.all(agentsOf(document).map((agent) => resolveAgent(agent, readText)));
  const estimates = await estimateAgents(agents, { counter, wallMs: today });
  const found = diagnoseNow(document, today, files, { estimates, rules: everyRuleSet });
  return found.filter(({ code }) => /^AG60[125]$/.test(code));
}
async function check(...given: Parameters<typeof findings>) {
  return shown(await findings(...given));
}
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";
const words = (n: number) => "word ".repeat(n);

test("more than the model takes is an error, near to it a warning", async () => {
  const text = `${head}system_instruction: Hi\ncontext: [{file: a.md}]\n`;
  expect(await check(text, async () => words(1_200_000))).toMatchInlineSnapshot(
    `"4:11-15 AG601 This sends about 1,200,016 tokens (context.0.file 1,200,001, input 14), and gemini-3.8-flash takes at most 1,048,576."`,
  );
  expect(await check(text, async () => words(900_000))).toMatchInlineSnapshot(
    `"4:11-15 AG601 (warning) This sends about 900,016 tokens (context.0.file 900,001, input 14): more than four fifths of the 1,048,576 that gemini-3.8-flash takes."`,
  );
  expect(await check(text, async () => words(500_000))).toBe("");
});
test("above the length from which a token costs more, that is said", async () => {
  const text = `${head.replace("gemini-3.8-flash", "gemini-3.1-pro-preview")}context: [{file: a.md}]\n`;
  expect(await check(text, async () => words(250_000))).toMatchInlineSnapshot(
    `"3:11-15 AG601 (information) This sends about 250,015 tokens (context.0.file 250,001, input 14): above 200,000 gemini-3.1-pro-preview costs more per token."`,
  );
});
test("an estimate over the budget, of a run and of all tests", async () => {
  expect(
    await check(
      `${head}budget: {max_cost_usd: 0.000001, per_suite: {max_cost_usd: 0.001}}\ntests: [{name: a, repeat: 50, vars: {input: hi}}]\n`,
    ),
  ).toMatchInlineSnapshot(`
    "3:23-31 AG602 A run costs about $0.0039, and hardly any stays below $0.000001. [Raise the cap to 0.0078]
    3:59-64 AG602 (warning) 50 runs of about $0.0039 cost more than $0.001. [Raise the cap to 0.39]"
  `);
  expect(
    await check(
      `${head}budget: {max_cost_usd: 1, per_suite: {max_cost_usd: 1}}\ntests: [{name: a, repeat: 5, vars: {input: hi}}]\n`,
    ),
  ).toBe("");
});
test("a budget of tokens, of one run and of all rows of a data file", async () => {
  const caps = "{max_total_tokens: 500, max_output_tokens: 20000, per_suite: {max_total_tokens: 5000}}";
  const sets = "datasets: {set: {file: rows.csv}}";
  const text = `${head}budget: ${caps}\n${sets}\ntests: [{name: a, dataset: set, repeat: 2}]\n`;
  expect(await check(text, undefined, new Map([["rows.csv", "input\na\nb\nc\n"]]))).toMatchInlineSnapshot(`
    "3:27-30 AG602 (warning) A run uses about 955 tokens: more than half of the runs are over 500. [Raise the cap to 3100]
    3:88-92 AG602 (warning) 6 runs of about 955 tokens are more than 5,000. [Raise the cap to 19000]"
  `);
});
test("a cap on money that cannot hold, for want of a price", async () => {
  expect(
    await check(`${head.replace("gemini-3.8-flash", "unheard-of")}budget: {max_cost_usd: 1}\n`),
  ).toMatchInlineSnapshot(
    `"3:23-24 AG602 (information) No price is known for unheard-of: this cap cannot stop a run."`,
  );
});
test("a variable before long text that could be cached", async () => {
  const prompt = (first: string, last: string) =>
    `${head}inputs: {name: string}\nsystem_instruction: |\n  ${first}\n  ${words(6000)}\n  ${last}\n`;
  expect(await check(prompt("You help {{name}}.", "End."))).toMatchInlineSnapshot(
    `"5:13-17 AG605 (information) About 6,003 tokens behind {{name}} cannot be cached: 2 stand before it, and 4,096 are needed. Below them it would save about $0.0041 in each further request. [Move what says {{name}} to the end]"`,
  );
  expect(await check(prompt("You help.", "For {{name}}."))).toBe("");
  // Some of it can be cached already; the rest is worth as much.
  expect(await check(prompt(`${words(5000)}\n  You help {{name}}.`, "End."))).toMatchInlineSnapshot(
    `"6:13-17 AG605 (information) About 6,002 tokens behind {{name}} cannot be cached: only the 5,003 before it can. Below them it would save about $0.0041 in each further request. [Move what says {{name}} to the end]"`,
  );
  // What stands between two variables counts up to the second.
  expect(await check(prompt("You help {{name}}.", "For {{name}} only."))).toMatchInlineSnapshot(
    `"5:13-17 AG605 (information) About 6,002 tokens behind {{name}} cannot be cached: 2 stand before it, and 4,096 are needed. Below them it would save about $0.0041 in each further request. [Move what says {{name}} to the end]"`,
  );
});
test("what moving a variable saves over the rows of the file", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `{name: n${i % 20}}`).join(", ");
  const text = `${head}inputs: {name: string}\nsystem_instruction: |\n  You help {{name}}.\n  ${words(6000)}\n  End.\ndatasets: {people: {rows: [${rows}]}}\n`;
  expect(await check(text)).toMatchInlineSnapshot(
    `"5:13-17 AG605 (information) About 6,003 tokens behind {{name}} cannot be cached: 2 stand before it, and 4,096 are needed. Below them it would save about $0.0041 in each further request, $0.077 over the 40 rows of this file: up to 97 % of their prompts from the cache instead of 50 %. [Move what says {{name}} to the end]"`,
  );
});
test("the examples of these rules can be read", () => {
  for (const rule of rules.filter(({ scope }) => scope === "estimate")) {
    for (const text of [textOf(rule).bad, textOf(rule).good]) {
      expect(parseAgentDocument(wholeExample(text)).problems).toEqual([]);
    }
  }
});

test("a cap is raised to what nearly all runs stay below, or the model thinks less", async () => {
  const text = `${head}budget: {max_cost_usd: 0.000001, max_output_tokens: 20, per_suite: {max_total_tokens: 100}}\ngeneration_config: {thinking_level: high}\ntests: [{name: a, repeat: 50, vars: {input: hi}}]\n`;
  const document = parseAgentDocument(text);
  const found = await findings(text);
  const titles = found.map((one) => quickFixes(document, one.range, [one]).map(({ title }) => title));
  expect(titles).toMatchInlineSnapshot(`
    [
      [
        "Raise the cap to 0.014",
        "Think less: thinking_level: low",
        "Disable AG602 for this line",
        "Disable AG602 for this file",
      ],
      [
        "Raise the cap to 5200",
        "Think less: thinking_level: low",
        "Disable AG602 for this line",
        "Disable AG602 for this file",
      ],
      [
        "Raise the cap to 270000",
        "Think less: thinking_level: low",
        "Disable AG602 for this line",
        "Disable AG602 for this file",
      ],
    ]
  `);
  const after = apply(
    document,
    found.flatMap(({ fix }) => fix?.edits ?? []),
  );
  expect(after).toMatchInlineSnapshot(`
    "format: agent/v1
    name: x
    model: gemini-3.8-flash
    budget: {max_cost_usd: 0.014, max_output_tokens: 5200, per_suite: {max_total_tokens: 270000}}
    generation_config: {thinking_level: high}
    tests: [{name: a, repeat: 50, vars: {input: hi}}]
    "
  `);
  expect(await check(after)).toBe("");
  const [, less] = found.slice(0, 1).flatMap((one) => quickFixes(document, one.range, [one]));
  expect(apply(document, less?.edits ?? [])).toBe(text.replace("high", "low"));
});
