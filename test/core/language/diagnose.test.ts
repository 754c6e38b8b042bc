import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { diagnose, diagnoseNow } from "../../../src/core/language/diagnose.ts";
import { cpuMs } from "../../cpu.ts";
import { repaired, shown } from "../document/problems.ts";

const today = Date.UTC(2026, 10, 24);
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";

function check(text: string, before = head) {
  return expect(shown(diagnoseNow(parseAgentDocument(before + text), today)));
}
function fixed(text: string, before = head): string {
  return repaired(before + text, diagnoseNow(parseAgentDocument(before + text), today)[0]).slice(before.length);
}

test("a variable that nobody declares, with the nearest name", () => {
  const text = 'inputs: {topic: string}\ninput: "About {{topik}} and {{state.x}}"\nsystem_instruction: "{{topic}}"\n';
  check(text).toMatchInlineSnapshot(`
    "4:16-21 AG301 "topik" is not declared under "inputs". Did you mean topic? [Change topik to topic]
    4:30-37 AG301 Nothing sets state.x. State comes from "output_key" and "session.state"."
  `);
  expect(fixed(text)).toContain("About {{topic}} and");
});
test("the place is right in blocks, quotes with escapes, and lists of parts", () => {
  check(
    "system_instruction: |\n  Hello.\n    {{ a }}\ninput:\n  - text: \"tab\\t{{b}}\"\n  - 'it''s {{c}}'\n",
  ).toMatchInlineSnapshot(`
    "5:7-8 AG301 "a" is not declared under "inputs".
    7:18-19 AG301 "b" is not declared under "inputs".
    8:13-14 AG301 "c" is not declared under "inputs"."
  `);
});
test("names inside each may be the item's", () => {
  check(
    "inputs: {xs: array}\ninput: |\n  {{#each xs}}\n  {{title}} {{@index}}\n  {{/each}}\n  {{title}}\n",
  ).toMatchInlineSnapshot(`"8:4-9 AG301 "title" is not declared under "inputs"."`);
});
test("without input the user's turn is {{input}}", () => {
  check("system_instruction: Answer {{input}}").toMatchInlineSnapshot(`""`);
});
test("agents see the file's variables and their own, and state", () => {
  check(
    `inputs: {message: string}
agents:
  a:
    input: "{{message}} {{own}}"
    inputs: {own: string}
    output_key: answer
  b:
    input: "{{own}} {{state.answer}} {{state.anser}}"
`,
  ).toMatchInlineSnapshot(`
    "5:2-3 AG110 "model" is missing in a, and defaults have none. [Insert model: gemini-3.8-flash]
    9:2-3 AG110 "model" is missing in b, and defaults have none. [Insert model: gemini-3.8-flash]
    10:14-17 AG301 "own" is not declared under "inputs".
    10:39-50 AG301 Nothing sets state.anser. State comes from "output_key" and "session.state". Did you mean state.answer? [Change to state.answer]"
  `);
});
test("a variable that no prompt uses", () => {
  check("inputs: {a: string, b: string}\ninput: '{{a}}'").toMatchInlineSnapshot(
    `"3:20-21 AG302 (warning) No prompt uses {{b}}."`,
  );
  // A file may use it.
  check("inputs: {a: string, b: string}\ninput: [{file: p.md}]").toMatchInlineSnapshot(`""`);
});
test("a prompt that a comment cuts off", () => {
  check("system_instruction: Use C # always\ninput: hi").toMatchInlineSnapshot(
    `"3:25-34 AG104 (warning) The text ends before " #": what follows is a comment. Put the text in quotes if it belongs to the prompt. [Put it all in quotes]"`,
  );
  check("system_instruction: Be brief. # as agreed\ninput: hi").toMatchInlineSnapshot(`""`);
  expect(fixed("system_instruction: Use C # always\ninput: hi")).toContain('"Use C # always"');
});
test("what the template language has not", () => {
  check(
    "inputs: {a: string, b: string}\ninput: |\n  {{#if a}}\n  {{{a}}} {{lookup b 1}} {{a\n  {{#each}}\n  {{/with}}\n",
  ).toMatchInlineSnapshot(`
    "3:20-21 AG302 (warning) No prompt uses {{b}}.
    5:2-11 AG303 {{#if}} is never closed by {{/if}}.
    6:2-9 AG303 {{{ }}} is not needed: nothing is ever escaped. Write {{ }}.
    6:12-18 AG303 "lookup" is no helper. There are json, default, join, truncate, now.
    6:25-28 AG303 This {{ is never closed by }}. For a literal {{ write \\{{.
    7:2-11 AG303 {{#each}} needs a variable.
    7:2-11 AG303 {{#each}} is never closed by {{/each}}.
    8:2-11 AG303 {{/with}} stands where {{/each}} is due."
  `);
});

test("models: unknown, answered by another, deprecated, ended", () => {
  const models = ["gemini-3.8-flsh", "gemini-3.5-flash", "gemini-3-pro-preview", "gemini-2.5-flash", "gpt-5"];
  for (const model of models) {
    check(`format: agent/v1\nname: x\nmodel: ${model}\n`, "").toMatchSnapshot(model);
  }
});
test("thinking levels and lengths that a model does not have", () => {
  const text = "generation_config: {thinking_level: minimal, max_output_tokens: 100000, temperature: 1, top_k: 3}";
  check(text).toMatchInlineSnapshot(`
    "3:36-43 AG503 gemini-3.8-flash does not offer "minimal". It offers low, medium, high. [Change to low]
    3:64-70 AG506 gemini-3.8-flash answers with at most 65536 tokens. [Change to 65536]
    3:72-83 AG505 (warning) The Interactions API marks temperature as deprecated: leave it out, or use target: generate_content.
    3:88-93 AG505 Only target: generate_content takes top_k."
  `);
  expect(fixed(text)).toContain("thinking_level: low");
  check(`target: generate_content\n${text.replace("minimal", "low").replace("100000", "1000")}`).toMatchInlineSnapshot(
    `""`,
  );
});
test("an agent's model and its defaults are looked at together, and told once", () => {
  check(
    "defaults:\n  model: gemini-3.8-flash\n  generation_config: {thinking_level: minimal}\nagents:\n  a: {input: hi}\n  b: {input: hi, model: gemini-3.6-flash}\n",
    "format: agent/v1\nname: x\n",
  ).toMatchInlineSnapshot(
    `"4:38-45 AG503 gemini-3.8-flash does not offer "minimal". It offers low, medium, high. [Change to low]"`,
  );
});
test("a variant that would change nothing, or to what cannot be", () => {
  const text = `agents: {triage: {input: hi, model: gemini-3.8-flash}}
workflow: {type: sequential, steps: [{id: review, agent: triage}]}
variants:
  a: {generation_config.thinking_levl: low, agents.triag.model: gemini-3.7-flash, workflow.steps.reviw.skip: true}
  b: {generation_config.thinking_level: hihg, agents.triage.generation_config.max_output_tokens: -1}
  c: {agents.triage.generation_config.thinking_level: minimal}
  d: {workflow.steps.review.skip: true, agents.triage.model: gemini-3.6-flash, x-mine.y: 1, tests.0.name: x}
`;
  check(text).toMatchInlineSnapshot(`
    "6:6-37 AG210 "thinking_levl" in "generation_config.thinking_levl" is not a key of the language. Did you mean generation_config.thinking_level? [Change to generation_config.thinking_level]
    6:44-62 AG210 There is no agent "triag" for "agents.triag.model" to change. Did you mean agents.triage.model? [Change to agents.triage.model]
    6:82-107 AG210 "workflow.steps.reviw.skip" leads nowhere in this file, so the variant would change nothing.
    7:40-44 AG109 "hihg" is not known here. Did you mean high? Allowed: minimal, low, medium, high, xhigh. [Change to high]
    7:97-99 AG506 -1 is too small: the least is 1. [Change to 1]
    8:54-61 AG503 In this variant triage asks gemini-3.8-flash, which does not offer "minimal". It offers low, medium, high. [Change to low]"
  `);
  check(
    "generation_config: {thinking_level: minimal}\nvariants: {new: {model: gemini-3.8-flash}}\n",
    "format: agent/v1\nname: x\nmodel: gemini-3.6-flash\n",
  ).toMatchInlineSnapshot(
    `"4:24-40 AG503 In this variant x asks gemini-3.8-flash, which does not offer "minimal". It offers low, medium, high."`,
  );
});
test("what is missing, and where it is inserted", () => {
  check("name: x\n", "").toMatchInlineSnapshot(`
    "0:0-4 AG114 (hint) "format: agent/v1" on the first line tells every tool what this file is. [Insert format: agent/v1]
    0:6-7 AG110 "model" is missing: nobody would answer. [Insert model: gemini-3.8-flash]"
  `);
  check("", "").toMatchInlineSnapshot(
    `"0:0-0 AG110 (warning) The file is empty: it defines no agent yet. [Insert format: agent/v1]"`,
  );
  check("- a\n", "").toMatchInlineSnapshot(`"0:0-3 AG109 Here stands a list, and a map belongs here."`);
  check("format: agent/v1\nname: x\ntarget: managed\n", "").toMatchInlineSnapshot(
    `"1:6-7 AG110 An agent with "target: managed" needs a base. [Insert base_agent: antigravity-preview-09-2026]"`,
  );
  const [, model] = diagnoseNow(parseAgentDocument("name: x\n"), today);
  expect(repaired("name: x\n", model)).toBe("name: x\nmodel: gemini-3.8-flash\n");
});

test("files that are not there, and paths that cannot be followed elsewhere", async () => {
  const document = parseAgentDocument(
    `${head}system_instruction:\n  - file: a.md\n  - file: "b.md"\n  - text: "{{> c/d.md}}"\n  - file: /etc/passwd\n  - file: a\\b.md\ntools: [{ref: t.tool.yaml}]\n`,
  );
  const readText = async (file: string) => (file === "a.md" ? "hi" : undefined);
  expect(shown(await diagnose(document, { wallMs: today, readText }))).toMatchInlineSnapshot(`
    "5:11-15 AG201 The file b.md was not found. Paths are relative to this definition.
    6:15-21 AG201 The file c/d.md was not found. Paths are relative to this definition.
    7:10-21 AG202 The path /etc/passwd is absolute. Paths are relative to the definition.
    8:10-16 AG202 Paths are written with /: a/b.md. [Write it with /]
    9:14-25 AG201 The file t.tool.yaml was not found. Paths are relative to this definition."
  `);
});

test("at most a hundred problems, with the number of the others", () => {
  const problems = diagnoseNow(parseAgentDocument(head + "k: @x\n".repeat(5000)), today);
  expect(problems).toHaveLength(100);
  expect(problems.at(-1)?.message).toMatchInlineSnapshot(`"4901 more problems are not shown."`);
});

const samples = path.join(import.meta.dirname, "../../../media/samples");
for (const file of readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"))) {
  test(`${file} has nothing that fails a check`, async () => {
    const readText = async (name: string) => readFileSync(path.join(samples, name), "utf8");
    const document = parseAgentDocument(readFileSync(path.join(samples, file), "utf8"));
    const problems = await diagnose(document, { wallMs: today, readText });
    expect(problems.filter((p) => p.severity === "error" || p.severity === "warning")).toEqual([]);
    expect(shown(problems)).toMatchSnapshot();
  });
}

test("inputs are not called unused because their prompt is misspelt", () => {
  check("inputs: {topic: string}\nsystem: About {{topic}}\n").toMatchInlineSnapshot(
    `"4:0-6 AG108 "system" is called "system_instruction" here. [Rename to system_instruction]"`,
  );
});
test("a key indented by a slip is one mistake, and moving it left mends it", () => {
  const text = "name: x\n  model: gemini-3.8-flash\n  input: Hi\nsystem_instruction: Be kind.\n";
  check(text, "format: agent/v1\n").toMatchInlineSnapshot(
    `"2:0-2 AG101 This line is indented below "name", which has a value already. Move it left to the column of "name". [Move it to the column of name]"`,
  );
  expect(fixed(text, "format: agent/v1\n")).toBe(text.replaceAll("\n  ", "\n"));
  const tool = "tools:\n  - type: function\n    name: f\n      description: d\n";
  expect(fixed(tool)).toBe(tool.replace("      description", "    description"));
});
test("a second colon is one mistake, and quotes mend it, on one line and on several", () => {
  const text = "description: Use it well\n  Note: not at night\n";
  check(text).toMatchInlineSnapshot(
    `"3:13-4:20 AG101 A second ": " in a value that has no quotes. Put the text in quotes, or start it on the next line behind "|". [Put the text in quotes]"`,
  );
  expect(fixed(text)).toBe('description: "Use it well\n  Note: not at night"\n');
  expect(fixed("system_instruction: Note: be kind\n")).toBe('system_instruction: "Note: be kind"\n');
  check("system_instruction: Note: be kind\n").toMatchInlineSnapshot(
    `"3:20-33 AG101 A second ": " in a value that has no quotes. Put the text in quotes, or start it on the next line behind "|". [Put the text in quotes]"`,
  );
});
test("a variant's word of another place is led to its own", () => {
  check("variants: {quick: {thinking: low}}\n").toMatchInlineSnapshot(
    `"3:19-27 AG210 "thinking" is not a key of the language. Did you mean generation_config.thinking_level? [Change to generation_config.thinking_level]"`,
  );
  check("variants:\n  - name: quick\n    model: gemini-3.6-flash\n").toMatchInlineSnapshot(
    `"4:2-5:27 AG109 Here stands a list, and a map belongs here: each name is a key, as in "quick: …" instead of "- name: quick"."`,
  );
});
test("blocks nested by thousands are one mistake and no crash", () => {
  const text = `inputs: {a: string}\ninput: |\n  ${"{{#if a}}".repeat(5000)}{{/if}}\n`;
  expect(shown(diagnoseNow(parseAgentDocument(head + text), today))).toContain("more than 200 deep");
});
test("thousands of variables in one prompt are checked while one waits", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `  {{u${i}}} {{v${i}}}`).join("\n");
  const declared = Array.from({ length: 5000 }, (_, i) => `  v${i}: string`).join("\n");
  const text = `${head}inputs:\n${declared}\ninput: |\n${lines}\n`;
  expect(cpuMs(() => void diagnoseNow(parseAgentDocument(text), today))).toBeLessThan(3000);
});

test("a key that every object has is unknown like any other", () => {
  check("Constructor: 1\n").toMatchInlineSnapshot(
    `"3:0-11 AG107 "Constructor" is not a key that can stand here. Keys of your own start with "x-". [Rename to x-Constructor]"`,
  );
});

test("a shared tool and tests in a file of their own have words of their own", () => {
  const of = (text: string, fileName: string) =>
    expect(shown(diagnoseNow(parseAgentDocument(text), today, new Map(), { fileName })));
  of("format: tool/v1\ntype: function\nname: f\ndescription: d\ntest: []\n", "a.tool.yaml").toMatchInlineSnapshot(
    `"4:0-4 AG107 "test" is not a key that can stand here. There are format, type, name, description, parameters, response, run, mock."`,
  );
  of("type: function\nname: f\ndescription: d\n", "a.tool.yaml").toMatchInlineSnapshot(
    `"0:0-4 AG110 "format" is missing. Version of the language this file is written in. [Insert format]"`,
  );
  of("format: agent-test/v1\nagent: a.agent.yaml\ntests: [{vras: {}}]\n", "a.agent.test.yaml").toMatchInlineSnapshot(
    `"2:9-13 AG107 "vras" is not a key of the language. Did you mean "vars"? [Rename to vars]"`,
  );
  of("version: 3\nservices: {}\n", "compose.tool.yaml").toMatchInlineSnapshot(`""`);
});

test("the file with the schema of an answer, and the one that is tested, are looked for", async () => {
  const of = async (text: string) =>
    expect(shown(await diagnose(parseAgentDocument(text), { wallMs: today, readText: async () => undefined })));
  (await of(`${head}response_format: {schema: {file: answer.json}}\n`)).toMatchInlineSnapshot(
    `"3:33-44 AG201 The file answer.json was not found. Paths are relative to this definition."`,
  );
  (await of("format: agent-test/v1\nagent: gone.agent.yaml\ntests: []\n")).toMatchInlineSnapshot(
    `"1:7-22 AG201 The file gone.agent.yaml was not found. Paths are relative to this definition."`,
  );
});
