import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../../src/core/language/diagnose.ts";
import { shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

async function check(text: string, files: Record<string, string>) {
  const readText = async (file: string) => files[file];
  return expect(shown(await diagnose(parseAgentDocument(text), { wallMs: today, readText })));
}
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";

test("what a prompt's file uses is declared in the definition", async () => {
  const text = `${head}inputs: {topic: string}\nsystem_instruction: [{file: prompts/a.md}]\n`;
  (await check(text, { "prompts/a.md": "About {{topic}}, {{tone}} and {{state.x}}." })).toMatchInlineSnapshot(`
    "4:28-40 AG301 prompts/a.md uses {{tone}}, and "tone" is not declared under "inputs".
    4:28-40 AG301 prompts/a.md uses {{state.x}}, and nothing sets state.x."
  `);
});
test("partials that are not there, and partials that hold each other", async () => {
  const text = `${head}system_instruction: [{file: prompts/a.md}, {file: prompts/c.md}]\n`;
  const files = { "prompts/a.md": "{{> b.md}}", "prompts/b.md": "{{> a.md}}", "prompts/c.md": "{{> gone.md}}" };
  (await check(text, files)).toMatchInlineSnapshot(`
    "3:28-40 AG203 This never ends: prompts/a.md holds prompts/b.md holds prompts/a.md.
    3:50-62 AG201 prompts/c.md holds {{> gone.md}}, and there is no file prompts/gone.md."
  `);
});
test("what a definition extends counts as its own; a circle and a missing parent are said", async () => {
  const text = 'format: agent/v1\nname: x\nextends: base.agent.yaml\ninput: "{{topic}} {{tone}}"\n';
  const base = `${head}inputs: {topic: string}\n`;
  (await check(text, { "base.agent.yaml": base })).toMatchInlineSnapshot(
    `"3:20-24 AG301 "tone" is not declared under "inputs"."`,
  );
  (await check(text, { "base.agent.yaml": `${base}extends: other.agent.yaml\n` })).toMatchInlineSnapshot(
    `"2:9-24 AG201 The file other.agent.yaml, which base.agent.yaml extends, was not found."`,
  );
  const other = `${head}extends: base.agent.yaml\n`;
  (
    await check(text, { "base.agent.yaml": `${base}extends: other.agent.yaml\n`, "other.agent.yaml": other })
  ).toMatchInlineSnapshot(
    `"2:9-24 AG203 This never ends: this file extends base.agent.yaml extends other.agent.yaml extends base.agent.yaml."`,
  );
});
test("agents, skills and schemas in other files are there, or it is said", async () => {
  const text = `${head}sub_agents: [./a.agent.yaml, b.agent.yaml]\nskills: [skills/report]\nresponse_format: {type: text, mime_type: application/json, schema: {file: s.json}}\n`;
  (await check(text, { "./a.agent.yaml": head })).toMatchInlineSnapshot(`
    "3:29-41 AG201 The file b.agent.yaml was not found. Paths are relative to this definition.
    4:9-22 AG201 The file skills/report/SKILL.md was not found. Paths are relative to this definition.
    5:74-80 AG201 The file s.json was not found. Paths are relative to this definition."
  `);
});
test("a file of tests is held against the agent it is about", async () => {
  const text = `format: agent-test/v1
agent: a.agent.yaml
tests:
  - name: one
    vars: {topik: bees}
    assert: [{type: contains, value: ""}]
  - name: two
    only: true
    vars: {topic: bees}
    assert: [{type: contains, value: honey}]
`;
  (
    await check(text, { "a.agent.yaml": `${head}inputs: {topic: string}\ninput: "{{topic}}"\n` })
  ).toMatchInlineSnapshot(`
    "4:11-16 AG307 No variable "topik" is declared under "inputs". Did you mean topic? [Change to topic]
    5:37-39 AG802 (warning) Every answer has an empty text in it: this never fails.
    7:4-8 AG810 (warning) "only" leaves all other tests out. [Remove only]"
  `);
  (await check(text, {})).toMatchInlineSnapshot(
    `"1:7-19 AG201 The file a.agent.yaml was not found. Paths are relative to this definition."`,
  );
});
test("a file of tests in a folder of its own is held against what its agent extends", async () => {
  const text = `format: agent-test/v1
agent: ../agents/a.agent.yaml
tests:
  - vars: {topik: bees}
    assert: [{type: contains, value: honey}]
`;
  const files = {
    "../agents/a.agent.yaml": "format: agent/v1\nname: a\nextends: ./shared/base.agent.yaml\n",
    "../agents/shared/base.agent.yaml": `${head}inputs: {topic: string}\ninput: "{{topic}}"\n`,
  };
  (await check(text, files)).toMatchInlineSnapshot(
    `"3:11-16 AG307 No variable "topik" is declared under "inputs". Did you mean topic? [Change to topic]"`,
  );
});
test("rows of a data set have what must be given", async () => {
  const text = `${head}inputs: {topic: string, tone: {type: string, default: calm}}\ninput: "{{topic}} {{tone}}"\ndatasets:\n  a: {file: a.jsonl}\n  b: {file: b.csv}\n  c: {rows: [{topic: bees}, {topic: 5}]}\n`;
  (
    await check(text, { "a.jsonl": '{"topic": "bees"}\n', "b.csv": "theme,expected\nbees,honey\n" })
  ).toMatchInlineSnapshot(`
    "7:12-17 AG307 The rows of b.csv have no "topic", which must be given.
    8:36-37 AG307 "topic" must be a string, not 5."
  `);
});
test("a key in a data file is found", async () => {
  const text = `${head}context: [{file: notes.txt}]\n`;
  const key = `AIza${"x".repeat(35)}`;
  (await check(text, { "notes.txt": `The key is ${key}.` })).toMatchInlineSnapshot(
    `"3:17-26 AG701 In notes.txt stands a Google API key, in the clear."`,
  );
});

test("a path in other letters, large or small, is told with the right ones", async () => {
  const text = `${head}extends: Base.agent.yaml
system_instruction:
  - file: Prompts/a.md
skills: [skills/Refund]
input: "{{> parts/Tone.md}}"
`;
  const right: Record<string, string> = {
    "Base.agent.yaml": "base.agent.yaml",
    "Prompts/a.md": "prompts/a.md",
    "skills/Refund/SKILL.md": "skills/refund/SKILL.md",
    "parts/Tone.md": "parts/tone.md",
  };
  const readText = Object.assign(async () => undefined, { spelling: async (file: string) => right[file] });
  const found = await diagnose(parseAgentDocument(text), { wallMs: today, readText });
  expect(shown(found.filter(({ code }) => code === "AG201"))).toBe("");
  expect(shown(found.filter(({ code }) => code === "AG202"))).toMatchInlineSnapshot(`
    "3:9-24 AG202 The disk spells it base.agent.yaml: on a machine that tells large letters from small ones it is not found. [Change to base.agent.yaml]
    5:10-22 AG202 The disk spells it prompts/a.md: on a machine that tells large letters from small ones it is not found. [Change to prompts/a.md]
    6:9-22 AG202 The disk spells it skills/refund/SKILL.md: on a machine that tells large letters from small ones it is not found. [Change to skills/refund]
    7:12-25 AG202 The disk spells it parts/tone.md: on a machine that tells large letters from small ones it is not found. [Change to parts/tone.md]"
  `);
});
