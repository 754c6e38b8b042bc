import { expect, test } from "vitest";
import { complete } from "../../../src/core/language/complete.ts";
import { atCursor, today } from "./atCursor.ts";

const files = ["prompts/style.md", "tools/refund.tool.yaml"];
function items(marked: string) {
  const { document, position } = atCursor(marked);
  return complete(document, position, { wallMs: today, files });
}
function labels(marked: string) {
  return expect(items(marked)?.map((i) => (i.detail ? `${i.label} (${i.detail})` : i.label)));
}
/** The text after the item with this label was taken. */
function taking(marked: string, label: string): string {
  const { document, position } = atCursor(marked);
  const item = complete(document, position, { wallMs: today, files })?.find((i) => i.label === label);
  if (!item?.textEdit || !("range" in item.textEdit)) return `no ${label}`;
  const { range, newText } = item.textEdit;
  return document.edit(range, newText).text;
}

test("keys of the file, in the order people write them, without those that are there", () => {
  labels("format: agent/v1\nname: x\n‸\nmodel: y").toMatchInlineSnapshot(`
    [
      "description",
      "version",
      "extends",
      "target",
      "labels",
      "system_instruction",
      "input",
      "messages",
      "examples",
      "context",
      "inputs",
      "generation_config",
      "response_format",
      "safety_settings",
      "service_tier",
      "store",
      "background",
      "cache",
      "tools",
      "policy",
      "agents",
      "sub_agents",
      "workflow",
      "output_key",
      "session",
      "defaults",
      "base_agent",
      "agent_config",
      "environment",
      "instructions_file",
      "skills",
      "schedule",
      "budget",
      "variants",
      "matrix",
      "datasets",
      "tests",
      "judge",
      "secrets",
      "redact",
      "lint",
    ]
  `);
});
test("keys after their beginning, also in the middle of a file", () => {
  expect(taking("name: x\nsys‸\nmodel: m\n", "system_instruction")).toMatchInlineSnapshot(`
    "name: x
    system_instruction: |
      $0
    model: m
    "
  `);
  expect(taking("name: x\nmo‸: y\n", "model")).toMatchInlineSnapshot(`
    "name: x
    model: y
    "
  `);
  expect(taking("name: x\nmodel‸\n", "model")).toMatchInlineSnapshot(`
    "name: x
    model: 
    "
  `);
});
test("keys of an agent in the file", () => {
  labels("agents:\n  a:\n    description: d\n    ‸").toMatchInlineSnapshot(`
    [
      "target",
      "labels",
      "model",
      "system_instruction",
      "input",
      "messages",
      "examples",
      "context",
      "inputs",
      "generation_config",
      "response_format",
      "safety_settings",
      "service_tier",
      "store",
      "background",
      "cache",
      "tools",
      "policy",
      "sub_agents",
      "workflow",
      "output_key",
      "session",
      "base_agent",
      "agent_config",
      "environment",
      "instructions_file",
      "skills",
      "schedule",
      "budget",
    ]
  `);
});
test("keys of the settings, in both forms", () => {
  labels("generation_config:\n  ‸").toMatchInlineSnapshot(`
    [
      "thinking_level",
      "thinking_summaries",
      "max_output_tokens",
      "stop_sequences",
      "seed",
      "tool_choice",
      "top_k",
      "candidate_count",
      "presence_penalty",
      "frequency_penalty",
      "response_logprobs",
      "logprobs",
      "media_resolution",
    ]
  `);
  labels("generation_config: {thinking_level: low, ‸}").toMatchInlineSnapshot(`
    [
      "thinking_summaries",
      "max_output_tokens",
      "stop_sequences",
      "seed",
      "tool_choice",
      "top_k",
      "candidate_count",
      "presence_penalty",
      "frequency_penalty",
      "response_logprobs",
      "logprobs",
      "media_resolution",
    ]
  `);
});
test("keys of a function, behind the dash and below it", () => {
  labels("tools:\n  - type: function\n    ‸").toMatchInlineSnapshot(`
    [
      "name",
      "description",
      "parameters",
      "response",
      "run",
      "mock",
    ]
  `);
  expect(taking("tools:\n  - type: function\n    name: a\n    para‸", "parameters")).toMatchInlineSnapshot(`
    "tools:
      - type: function
        name: a
        parameters:
      type: object
      properties:
        \${1:id}: {type: string, description: $2}
      required: [\${1:id}]"
  `);
  expect(taking("tools:\n  - type: function\n    name: a\n  - na‸", "type")).toMatchInlineSnapshot(`
    "tools:
      - type: function
        name: a
      - type: "
  `);
  labels("tools:\n  - ‸").toMatchInlineSnapshot(`
    [
      "ref",
      "type",
      "google_search",
      "code_execution",
      "url_context",
      "google_maps",
      "computer_use",
    ]
  `);
});
test("words of a value, with what they mean", () => {
  labels("target: ‸").toMatchInlineSnapshot(`
    [
      "interactions",
      "generate_content",
      "managed",
    ]
  `);
  labels("store: ‸").toMatchInlineSnapshot(`
    [
      "true",
      "false",
    ]
  `);
  labels("inputs:\n  a: ‸").toMatchInlineSnapshot(`
    [
      "string",
      "number",
      "integer",
      "boolean",
      "array",
      "object",
    ]
  `);
  labels("inputs: {a: {type: ‸}}").toMatchInlineSnapshot(`
    [
      "string",
      "number",
      "integer",
      "boolean",
      "array",
      "object",
    ]
  `);
  expect(taking("target: gen‸", "generate_content")).toBe("target: generate_content");
});
test("models with their price, the newest first, the redirected marked", () => {
  labels("model: ‸").toMatchInlineSnapshot(`
    [
      "gemini-3.8-flash ($0.75 in, $3.75 out per million tokens)",
      "gemini-4-hydrogen ($1.50 in, $7.50 out per million tokens)",
      "gemini-4-carbon ($2.00 in, $10.00 out per million tokens)",
      "gemini-4-argon ($2.00 in, $10.00 out per million tokens)",
      "gemini-3.7-flash ($0.75 in, $3.75 out per million tokens)",
      "gemini-3.5-flash-lite ($0.30 in, $2.50 out per million tokens)",
      "gemini-3.6-flash ($0.75 in, $3.75 out per million tokens)",
      "gemini-3.5-flash (answered by gemini-3.6-flash)",
      "gemini-3.1-flash-lite ($0.25 in, $1.50 out per million tokens)",
      "gemini-3.1-pro-preview ($2.00 in, $12.00 out per million tokens)",
      "gemini-3-flash-preview ($0.50 in, $3.00 out per million tokens)",
      "gemini-2.5-flash-lite ($0.10 in, $0.40 out per million tokens)",
      "gemini-2.5-flash ($0.30 in, $2.50 out per million tokens)",
      "gemini-2.5-pro ($1.25 in, $10.00 out per million tokens)",
    ]
  `);
  expect(
    items("model: ‸")
      ?.filter((i) => i.tags)
      .map((i) => i.label),
  ).toMatchInlineSnapshot(`
    [
      "gemini-3.5-flash",
    ]
  `);
  labels("base_agent: ‸").toMatchInlineSnapshot(`
    [
      "antigravity-preview-09-2026 ($0.75 in, $3.75 out per million tokens)",
    ]
  `);
  labels("agents:\n  a: {model: {id: ‸}}").toMatchSnapshot();
});
test("thinking levels of the model that is chosen", () => {
  labels("model: gemini-3.8-flash\ngeneration_config:\n  thinking_level: ‸").toMatchInlineSnapshot(`
    [
      "low",
      "medium (gemini-3.8-flash's own level)",
      "high",
    ]
  `);
  labels(
    "defaults: {model: gemini-3.5-flash-lite}\nagents:\n  a:\n    generation_config: {thinking_level: ‸}",
  ).toMatchInlineSnapshot(`
    [
      "minimal (gemini-3.5-flash-lite's own level)",
      "low",
      "medium",
      "high",
    ]
  `);
});
test("variables inside prompts, with what closes them", () => {
  const head = "inputs: {topic: string, plan: {enum: [free, pro], default: free}}\n";
  labels(`${head}input: "{{‸"`).toMatchInlineSnapshot(`
    [
      "topic (text)",
      "plan (one of free, pro)",
      "#if",
      "#each",
      "#unless",
      "#with",
      "json ({{json items indent=2}})",
      "default ({{default plan "free"}})",
      "join ({{join topics ", "}})",
      "truncate ({{truncate message 500}})",
      "now ({{now}})",
    ]
  `);
  expect(taking(`${head}input: "{{to‸"`, "topic").split("\n")[1]).toBe('input: "{{topic}}"');
  expect(taking(`${head}input: |\n  About {{to‸}} and more\n`, "topic").split("\n")[2]).toBe(
    "  About {{topic}} and more",
  );
  labels(`${head}input: |\n  {{#if ‸`).toMatchInlineSnapshot(`
    [
      "topic (text)",
      "plan (one of free, pro)",
    ]
  `);
  labels(
    "agents:\n  a: {output_key: answer}\n  b:\n    inputs: {own: string}\n    input: '{{state.‸}}'",
  ).toMatchInlineSnapshot(`
    [
      "state.answer (set by agents.a.output_key)",
    ]
  `);
  labels("agents:\n  b:\n    inputs: {own: string}\n    input: '{{ow‸'").toMatchInlineSnapshot(`
    [
      "own (text)",
      "#if",
      "#each",
      "#unless",
      "#with",
      "json ({{json items indent=2}})",
      "default ({{default plan "free"}})",
      "join ({{join topics ", "}})",
      "truncate ({{truncate message 500}})",
      "now ({{now}})",
    ]
  `);
});
test("nothing in prose and comments", () => {
  expect(items("system_instruction: |\n  Be ‸brief")).toBeUndefined();
  expect(items("system_instruction: |\n  Be brief.\n  ‸\n")).toBeUndefined();
  expect(items("# mod‸")).toBeUndefined();
  expect(items("description: wor‸d")).toBeUndefined();
});
test("files where a file belongs", () => {
  labels("system_instruction:\n  - file: ‸").toMatchInlineSnapshot(`
    [
      "prompts/style.md",
      "tools/refund.tool.yaml",
    ]
  `);
  labels("tools: [{ref: ‸}]").toMatchInlineSnapshot(`
    [
      "prompts/style.md",
      "tools/refund.tool.yaml",
    ]
  `);
});
test("paths and values of variants", () => {
  labels("agents: {a: {}}\nworkflow: {steps: [{id: review}]}\nvariants:\n  quick: {‸}").toMatchInlineSnapshot(`
    [
      "defaults.model",
      "defaults.generation_config.thinking_level",
      "defaults.generation_config.max_output_tokens",
      "agents.a.model",
      "agents.a.generation_config.thinking_level",
      "agents.a.generation_config.max_output_tokens",
      "agents.a.system_instruction",
      "workflow.steps.review.skip",
    ]
  `);
  labels("model: gemini-3.8-flash\nvariants:\n  quick: {generation_config.thinking_level: ‸}").toMatchInlineSnapshot(`
    [
      "low",
      "medium (gemini-3.8-flash's own level)",
      "high",
    ]
  `);
});
test("a whole agent in an empty file", () => {
  expect(taking("‸", "agent")).toMatchInlineSnapshot(`
    "format: agent/v1
    name: \${1:my_agent}
    description: \${2:What it is for.}
    model: \${3:gemini-3.8-flash}

    inputs:
      \${4:message}: string

    system_instruction: |
      \${5:You answer in one short paragraph.}

    input: "{{\${4:message}}}"
    $0"
  `);
});
test("a list comes with its first word", () => {
  expect(taking("tools: goo‸", "google_search")).toBe("tools: [google_search]");
});
test("anywhere in a file that is being typed, it answers", () => {
  const text =
    'format: agent/v1\nname: x\ntools:\n  - type: function\n    parameters: {type: object, properties: {a: [}}\nagents:\n  a:\n    input: "{{x';
  for (let i = 0; i <= text.length; i++) items(`${text.slice(0, i)}‸`);
  for (let i = 0; i <= text.length; i++) items(`${text.slice(0, i)}‸${text.slice(i)}`);
});
