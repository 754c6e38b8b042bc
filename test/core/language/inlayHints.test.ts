import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { foldingRanges } from "../../../src/core/language/foldingRanges.ts";
import { inlayHints } from "../../../src/core/language/inlayHints.ts";
import { today } from "./atCursor.ts";

function hints(text: string): string[] {
  const document = parseAgentDocument(text);
  const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  return inlayHints(document, range, { estimates: [], wallMs: today }).map(
    ({ position, label }) => `${document.source.line(position.line).slice(0, position.character)} ⟨${String(label)}⟩`,
  );
}

test("a model says the level of thinking that it has when the file says none", () => {
  expect(hints("name: x\nmodel: gemini-3.8-flash\n")).toMatchInlineSnapshot(`
    [
      "model: gemini-3.8-flash ⟨thinking medium⟩",
    ]
  `);
  expect(hints("model: gemini-3.8-flash\ngeneration_config: {thinking_level: low}\n")).toEqual([]);
  expect(hints("model: nobody-knows\n")).toEqual([]);
  expect(
    hints(
      "defaults:\n  model: gemini-3.8-flash # for all\nagents:\n  a: {generation_config: {thinking_level: low}}\n  b: {}\n",
    ),
  ).toMatchInlineSnapshot(`
    [
      "  model: gemini-3.8-flash # for all ⟨thinking medium⟩",
    ]
  `);
});
test("a variant says the model that answers in it", () => {
  expect(
    hints(
      "model: gemini-3.5-flash\ngeneration_config: {thinking_level: low}\nvariants:\n  quick: {generation_config.thinking_level: minimal}\n  small: {model: gemini-3.5-flash-lite}\n",
    ),
  ).toMatchInlineSnapshot(`
    [
      "  quick: {generation_config.thinking_level: minimal} ⟨on gemini-3.5-flash → gemini-3.6-flash⟩",
    ]
  `);
});

function folds(text: string): string[] {
  const document = parseAgentDocument(text);
  return foldingRanges(document).map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? ""}`.trim());
}
test("blocks of templates, regions and brackets over lines fold", () => {
  expect(
    folds(
      "input: |\n  {{#each a}}\n  - {{this}}\n  x\n  {{/each}}\n# region tools\ntools: [\n    a,\n    b\n  ]\n# endregion\n# one\n# two\n",
    ),
  ).toEqual(["0-4", "1-3", "5-10 region", "6-8", "11-12 comment"]);
});
