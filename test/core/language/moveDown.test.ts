import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";
import { moveDown } from "../../../src/core/language/moveDown.ts";
import { stablePrefixOf } from "../../../src/core/language/stablePrefix.ts";
import { estimateAgent } from "../../../src/core/tokens/estimate.ts";
import { tokens } from "../../../src/core/tokens/units.ts";
import { apply } from "./apply.ts";
import { today } from "./atCursor.ts";

const counter = {
  name: "words",
  count: async (texts: readonly string[]) =>
    texts.map((text) => ({ tokens: tokens(text.split(/\s+/).filter(Boolean).length), exact: true })),
};
const head =
  "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\ninputs: {name: string, shop: string}\nsystem_instruction: |\n";

async function prefixOf(text: string) {
  const document = parseAgentDocument(text);
  const [agent] = agentsOf(document);
  if (!agent) throw new Error("no agent");
  const estimate = await estimateAgent(await resolveAgent(agent, async () => undefined), { counter, wallMs: today });
  return { document, ...stablePrefixOf(document, estimate) };
}

/** The instructions after the fix for the first so many variables; the title where it is wanted. */
async function moved(instructions: string, count?: number): Promise<string | undefined> {
  const text = head + instructions.replace(/^(?=.)/gm, "  ");
  const { document, breaks } = await prefixOf(text);
  const fix = moveDown(document, breaks.slice(0, count ?? breaks.length));
  if (!fix) return undefined;
  const after = apply(document, fix.edits);
  expect(parseAgentDocument(after).problems).toEqual([]);
  return after.slice(head.length).replace(/^ {2}/gm, "");
}

test("the prefix ends at the first variable, and every stretch between variables is known", async () => {
  const { breaks, stretches } = await prefixOf(`${head}  One two {{name}} three four five {{shop}} six.\n`);
  expect(breaks.map(({ use }) => use.path)).toEqual([["name"], ["shop"]]);
  expect(stretches).toHaveLength(3);
  const [before = 0, between = 0, behind = 0] = stretches;
  expect(between).toBeGreaterThan(before);
  expect(before).toBeGreaterThan(behind);
});

test("a sentence with the variable goes to the end; a paragraph stays one", async () => {
  expect(await moved("You help {{name}}.\nBe brief.\nBe kind.\n")).toBe("Be brief.\nBe kind.\nYou help {{name}}.\n");
  expect(await moved("Be brief.\n\nYou help {{name}} of\n{{shop}} today.\n\nBe kind.\nAlways.\n")).toBe(
    "Be brief.\n\nBe kind.\nAlways.\n\nYou help {{name}} of\n{{shop}} today.\n",
  );
  expect(await moved("For {{name}}.\nBe brief.\nIn {{shop}}.\nBe kind.\n", 1)).toBe(
    "Be brief.\nIn {{shop}}.\nBe kind.\nFor {{name}}.\n",
  );
});

test.each([
  ["an item of a list", "- Help {{name}}.\n- Be brief.\n"],
  ["text under a heading", "# Who\nYou help {{name}}.\n\n# How\nBe brief.\n"],
  ["text in an element", "<who>\nYou help {{name}}.\n</who>\nBe brief.\n"],
  ["text in a fence", "```\nHelp {{name}}.\n```\nBe brief.\n"],
  ["what a line introduces", "The customer:\n\n{{name}} it is.\n\nBe brief.\n"],
  ["a condition", "{{#if name}}\nHelp {{name}}.\n{{/if}}\nBe brief.\n"],
  ["what points to its surroundings", "Use the rules below for {{name}}.\nBe brief.\n"],
  ["what the next sentence refers to", "You help {{name}}.\nThey are in a hurry.\n"],
  ["the last sentence", "Be brief.\nYou help {{name}}.\n"],
  ["a sentence without an end", "You help {{name}}\n\nBe brief.\n"],
])("%s is not moved", async (_, text) => {
  expect(await moved(text)).toBeUndefined();
});
