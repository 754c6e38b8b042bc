import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { agentFile } from "../../../src/core/schema/agentSchema.ts";
import { checkSchema } from "../../../src/core/schema/checkSchema.ts";
import { repaired, shown } from "../document/problems.ts";

function check(text: string) {
  return expect(shown(checkSchema(parseAgentDocument(`name: x\n${text}`), agentFile)));
}
function fixed(text: string): string {
  const whole = `name: x\n${text}`;
  return repaired(whole, checkSchema(parseAgentDocument(whole), agentFile)[0]).slice(8);
}

test("a misspelt key names the nearest one", () => {
  check("modle: m").toMatchInlineSnapshot(
    `"1:0-5 AG107 "modle" is not a key of the language. Did you mean "model"? [Rename to model]"`,
  );
  check("instructon: hi").toMatchInlineSnapshot(
    `"1:0-10 AG107 "instructon" is not a key of the language. Did you mean "system_instruction"? [Rename to system_instruction]"`,
  );
  check("generation_config: {max_tokens_output: 1, thinking_lvl: low}").toMatchInlineSnapshot(`
    "1:20-37 AG107 "max_tokens_output" is not a key that can stand here. There are thinking_level, thinking_summaries, max_output_tokens, stop_sequences, seed, tool_choice, temperature, top_p, top_k, thinking_budget.
    1:42-54 AG107 "thinking_lvl" is not a key of the language. Did you mean "thinking_level"? [Rename to thinking_level]"
  `);
  expect(fixed("modle: m")).toBe("model: m");
});
test("a word of another language is translated", () => {
  check("instruction: hi\nmaxOutputTokens: 5\ngenerationConfig: {maxOutputTokens: 5}").toMatchInlineSnapshot(`
    "1:0-11 AG108 "instruction" is called "system_instruction" here. [Rename to system_instruction]
    2:0-15 AG107 "maxOutputTokens" is not a key of the language. Did you mean "max_output_tokens", under "generation_config"? [Move it under generation_config]
    3:0-16 AG108 "generationConfig" is called "generation_config" here. [Rename to generation_config]"
  `);
  expect(fixed("temperature: 1\nmodel: m")).toBe("generation_config:\n  temperature: 1\nmodel: m");
  expect(fixed("temperature: 1\ngeneration_config:\n  seed: 2\n")).toBe(
    "generation_config:\n  temperature: 1\n  seed: 2\n",
  );
});
test("a key of one's own starts with x-", () => {
  check("x-owner: me\nowner: me").toMatchInlineSnapshot(
    `"2:0-5 AG107 "owner" is not a key that can stand here. Keys of your own start with "x-". [Rename to x-owner]"`,
  );
});
test("wrong values say what is allowed", () => {
  check("generation_config:\n  thinking_level: hihg\n  max_output_tokens: many\n  seed: 1.5").toMatchInlineSnapshot(`
    "2:18-22 AG109 "hihg" is not known here. Did you mean high? Allowed: minimal, low, medium, high, xhigh. [Change to high]
    3:21-25 AG109 Here stands a text, and a whole number belongs here.
    4:8-11 AG109 Here stands the number 1.5, and a whole number belongs here. [Change to 2]"
  `);
  check("store: yes\nversion: 1.10\ntools: google_search").toMatchInlineSnapshot(`
    "1:7-10 AG109 Here stands a text, and true or false belongs here. [Change to true]
    2:9-13 AG109 Here stands the number 1.1, and a text belongs here. [Put it in quotes]
    3:7-20 AG109 Here stands a text, and a list belongs here. [Make it a list]"
  `);
  expect(fixed("version: 1.10")).toBe('version: "1.10"');
  expect(fixed("tools: google_search")).toBe("tools: [google_search]");
  expect(fixed("store: yes")).toBe("store: true");
});
test("a number out of its range", () => {
  check("generation_config: {temperature: 3, max_output_tokens: 0}").toMatchInlineSnapshot(`
    "1:33-34 AG506 3 is too large: the most is 2. [Change to 2]
    1:55-56 AG506 0 is too small: the least is 1. [Change to 1]"
  `);
});
test("braces without quotes where text belongs", () => {
  check("system_instruction: {topic}\ndescription: {a: 1}").toMatchInlineSnapshot(`
    "1:20-27 AG103 A value that starts with { is read as a map, and a text belongs here. Put it in quotes. [Put the text in quotes]
    2:13-19 AG103 A value that starts with { is read as a map, and a text belongs here. Put it in quotes. [Put the text in quotes]"
  `);
  expect(fixed("system_instruction: {topic}")).toBe('system_instruction: "{topic}"');
});
test("a key without a value", () =>
  check("model:\ntools:").toMatchInlineSnapshot(`
  "1:0-5 AG109 "model" has no value yet: the id of a model or a map belongs here.
  2:0-5 AG109 "tools" has no value yet: a list belongs here."
`));
test("tools are told apart by their type", () => {
  check(
    "tools:\n  - type: function\n    nam: a\n  - type: functon\n  - {ref: a.tool.yaml, x: 1}\n  - google\n",
  ).toMatchInlineSnapshot(`
    "3:4-7 AG107 "nam" is not a key of the language. Did you mean "name"? [Rename to name]
    4:10-17 AG109 "functon" is not known here. Did you mean function? Allowed: function, google_search, code_execution, url_context, google_maps, computer_use, file_search, mcp_server, mcp_stdio, agent. [Change to function]
    5:23-24 AG107 "x" is not a key that can stand here. There are ref, type.
    6:4-10 AG109 "google" is not known here. Did you mean google_search? Allowed: google_search, code_execution, url_context, google_maps, computer_use, file_search. [Change to google_search]"
  `);
});
test("a missing key can be inserted", () => {
  check("tools: [{type: function}]").toMatchInlineSnapshot(
    `"1:8-24 AG110 "name" is missing. Name under which the model calls the function. [Insert name]"`,
  );
  expect(fixed("tools:\n  - type: function\n")).toBe("tools:\n  - name: my_agent\n    type: function\n");
});
test("variables are declared with type words or JSON Schema's", () => {
  check("inputs: {a: strng, b: {type: array, maxLength: 2}, c: {enum: [1]}}").toMatchInlineSnapshot(`
    "1:12-17 AG109 "strng" is not known here. Did you mean string? Allowed: string, number, integer, boolean, array, object. [Change to string]
    1:36-45 AG108 "maxLength" is called "max_length" here. [Rename to max_length]"
  `);
});
test("what an agent inside the file may say", () => {
  check("agents:\n  a: {format: agent/v1, modell: m}").toMatchInlineSnapshot(`
    "2:6-12 AG107 "format" is not a key that can stand here. Keys of your own start with "x-". [Rename to x-format]
    2:24-30 AG107 "modell" is not a key of the language. Did you mean "model"? [Rename to model]"
  `);
});
test("the other groups are accepted as they are", () => {
  check("tests: [{foo: 1}]\ndatasets: {a: {b: 1}}\nworkflow: {type: loop, foo: 1}\nlint: {}").toMatchInlineSnapshot(
    `""`,
  );
});

test("the samples fit the schema", () => {
  const samples = path.join(import.meta.dirname, "../../../media/samples");
  for (const file of readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"))) {
    const document = parseAgentDocument(readFileSync(path.join(samples, file), "utf8"));
    expect(shown(checkSchema(document, agentFile)), file).toBe("");
  }
});

test("problems move with their lines when text above changes", () => {
  const filler = Array.from({ length: 60 }, (_, i) => `  a${i}: {modl: x}`).join("\n");
  const before = parseAgentDocument(`name: x\nagents:\n${filler}\n`);
  const first = checkSchema(before, agentFile);
  const start = { line: 0, character: 0 };
  const after = before.edit({ start, end: start }, "# note\n# note\n");
  expect(shown(checkSchema(after, agentFile))).toBe(shown(checkSchema(parseAgentDocument(after.text), agentFile)));
  expect(checkSchema(after, agentFile)[0]?.range.start.line).toBe((first[0]?.range.start.line ?? 0) + 2);
});
