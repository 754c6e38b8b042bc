// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets are written ${1:so}, secrets ${secret:so}.
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { flattenNow } from "../../../src/core/document/extend.ts";
import { complete } from "../../../src/core/language/complete.ts";
import { type About, documentationOf } from "../../../src/core/language/completionItems.ts";
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
      "temperature",
      "top_p",
      "thinking_budget",
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
      "temperature",
      "top_p",
      "thinking_budget",
    ]
  `);
});
test("keys of a function, behind the dash and below it", () => {
  labels("tools:\n  - type: function\n    ‸").toMatchInlineSnapshot(`
    [
      "name (required)",
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
      "ref (required)",
      "type",
      "google_search",
      "code_execution",
      "url_context",
      "google_maps",
      "computer_use",
      "function tool (a function of your own)",
      "MCP server (tools of a remote server)",
      "agent as a tool (another agent of the team)",
      "shared tool (a *.tool.yaml file)",
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
      "gemini-3.8-flash ($0.75 in, $3.75 out per million tokens · thinks low to high)",
      "gemini-4-hydrogen ($1.50 in, $7.50 out per million tokens · thinks low to xhigh)",
      "gemini-4-carbon ($2.00 in, $10.00 out per million tokens)",
      "gemini-4-argon ($2.00 in, $10.00 out per million tokens · thinks low to high)",
      "gemini-3.7-flash ($0.75 in, $3.75 out per million tokens · thinks low to high)",
      "gemini-3.5-flash-lite ($0.30 in, $2.50 out per million tokens · thinks minimal to high)",
      "gemini-3.6-flash ($0.75 in, $3.75 out per million tokens · thinks minimal to high)",
      "gemini-3.5-flash (answered by gemini-3.6-flash · thinks minimal to high)",
      "gemini-3.1-flash-lite ($0.25 in, $1.50 out per million tokens · thinks minimal to high)",
      "gemini-3.1-pro-preview ($2.00 in, $12.00 out per million tokens · thinks low to high)",
      "gemini-3-flash-preview ($0.50 in, $3.00 out per million tokens · thinks minimal to high)",
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
      "> file (the text of a file)",
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
      "> file (the text of a file)",
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
    ]
  `);
  labels("tools: [{ref: ‸}]").toMatchInlineSnapshot(`
    [
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
      "description",
      "target",
      "labels",
      "model",
      "system_instruction",
      "input",
      "messages",
      "examples",
      "context",
      "inputs",
      "generation_config.",
      "response_format",
      "safety_settings",
      "service_tier",
      "store",
      "background",
      "cache",
      "tools",
      "policy.",
      "agents.",
      "sub_agents",
      "workflow.",
      "output_key",
      "session.",
      "defaults.",
      "base_agent",
      "agent_config.",
      "environment",
      "instructions_file",
      "skills",
      "schedule.",
      "budget.",
      "judge.",
      "secrets",
      "redact",
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
test("what must be there comes first, what is better left out last and marked", () => {
  const found = items("tools:\n  - type: mcp_server\n    ‸");
  expect(found?.slice(0, 2).map((i) => [i.label, i.detail])).toEqual([
    ["name", "required"],
    ["url", "required"],
  ]);
  const settings = items("generation_config:\n  ‸");
  expect(settings?.filter((i) => i.tags?.includes(1)).map((i) => i.label)).toEqual(
    settings?.slice(-3).map((i) => i.label),
  );
});
test("names of agents, tools, data sets, variants, rules", () => {
  const team =
    "agents:\n  triage: {description: Names the topic., tools: [{type: function, name: look_up, description: Finds it.}]}\n  billing: {tools: [google_search]}\nvariants: {cheap: {}}\ndatasets: {real: {rows: [{q: 1, a: 2}]}}\n";
  labels(`${team}workflow:\n  type: sequential\n  steps:\n    - agent: ‸`).toMatchInlineSnapshot(`
    [
      "triage (Names the topic.)",
      "billing",
    ]
  `);
  labels(`${team}sub_agents: [triage, ‸]`).toMatchInlineSnapshot(`
    [
      "triage (Names the topic.)",
      "billing",
    ]
  `);
  labels(`${team}policy:\n  approve: [‸]`).toMatchInlineSnapshot(`
    [
      "look_up (Finds it.)",
      "google_search (built in)",
    ]
  `);
  labels(`${team}tests:\n  - assert: [{type: tool-called, value: ‸}]`).toMatchInlineSnapshot(`
    [
      "look_up (Finds it.)",
      "google_search (built in)",
    ]
  `);
  labels(`${team}tests:\n  - dataset: ‸`).toMatchInlineSnapshot(`
    [
      "real",
    ]
  `);
  labels(`${team}tests:\n  - variants: [‸]`).toMatchInlineSnapshot(`
    [
      "base",
      "cheap",
    ]
  `);
  labels(`${team}tests:\n  - dataset: real\n    assert: [{type: equals, value: "{{row.‸}}"}]`).toMatchInlineSnapshot(`
    [
      "row.q (of real)",
      "row.a (of real)",
      "input (text)",
      "#if",
      "#each",
      "#unless",
      "#with",
      "> file (the text of a file)",
      "json ({{json items indent=2}})",
      "default ({{default plan "free"}})",
      "join ({{join topics ", "}})",
      "truncate ({{truncate message 500}})",
      "now ({{now}})",
    ]
  `);
  expect(items("lint: {disable: [‸]}")?.find((i) => i.label === "AG301")?.detail).toMatch(/.+/);
});
test("definitions and tools of the workspace, by their paths", () => {
  const { document, position } = atCursor("sub_agents:\n  - ‸");
  const others = [
    { file: "desk/human.agent.yaml", kind: "agent" as const, name: "human", description: "A person answers." },
    { file: "tools/refund.tool.yaml", kind: "tool" as const, name: "request_refund" },
  ];
  const found = complete(document, position, { wallMs: today, others });
  expect(found?.map((i) => `${i.label} (${i.detail})`)).toEqual(["./desk/human.agent.yaml (A person answers.)"]);
  const tools = atCursor("tools: [{ref: tools/refund.tool.yaml}]\npolicy: {approve: [‸]}");
  expect(complete(tools.document, tools.position, { wallMs: today, others })?.map((i) => i.label)).toEqual([
    "request_refund",
  ]);
});
test("assertion types, and the keys that each has", () => {
  expect(items("tests:\n  - assert: [{type: ‸}]")?.length).toBeGreaterThan(40);
  labels("tests:\n  - assert:\n      - type: tool-called\n        ‸").toMatchInlineSnapshot(`
    [
      "value (required)",
      "args",
      "times",
    ]
  `);
  labels(
    "tools: [{type: function, name: f, parameters: {type: object, properties: {id: {type: string}, n: {type: integer}}}}]\ntests: [{assert: [{type: tool-called, value: f, args: {‸}}]}]",
  ).toMatchInlineSnapshot(`
    [
      "id (text)",
      "n (whole number)",
    ]
  `);
});
test("expressions: names, signs, and the values that a name can have", () => {
  const team =
    "inputs: {plan: {enum: [free, pro]}}\nagents:\n  triage: {output_key: topic, response_format: {schema: {type: string, enum: [order, billing]}}}\nworkflow:\n  type: sequential\n  steps:\n    - agent: triage\n      when: ";
  labels(`${team}‸`).toMatchInlineSnapshot(`
    [
      "state.topic (set by agents.triage.output_key)",
      "inputs.plan (one of free, pro)",
      "inputs.input (text)",
      "not",
    ]
  `);
  labels(`${team}state.topic ‸`).toMatchInlineSnapshot(`
    [
      "== (is)",
      "!= (is not)",
      "in (is one of)",
      "not in (is none of)",
      "and (both)",
      "or (one of both)",
      "< (less than)",
      "> (more than)",
    ]
  `);
  labels(`${team}state.topic in [order, ‸`).toMatchInlineSnapshot(`
    [
      "order",
      "billing",
    ]
  `);
  labels(`${team}not inputs.plan == ‸`).toMatchInlineSnapshot(`
    [
      "free",
      "pro",
    ]
  `);
  expect(taking(`${team}state.topic == bil‸`, "billing").split("\n").at(-1)).toBe("      when: state.topic == billing");
  labels(
    "agents:\n  t: {output_key: topic, response_format: {schema: {enum: [order, billing]}}}\nworkflow:\n  type: router\n  by: state.topic\n  routes:\n    order: t\n    ‸",
  ).toMatchInlineSnapshot(`
    [
      "billing (a value of state.topic)",
    ]
  `);
});
test("a variant's path, step by step, through lists by id and name", () => {
  const file =
    "agents: {a: {model: m}}\ntools: [{type: function, name: look_up}]\nworkflow: {type: sequential, steps: [{id: review, agent: a}, {agent: a}]}\nvariants:\n  quick:\n    ";
  labels(`${file}agents.‸`).toMatchInlineSnapshot(`
    [
      "a.",
    ]
  `);
  labels(`${file}workflow.steps.‸`).toMatchInlineSnapshot(`
    [
      "review. (a)",
      "1. (a)",
    ]
  `);
  labels(`${file}workflow.steps.review.‸`).toMatchInlineSnapshot(`
    [
      "agent",
      "id",
      "inputs",
      "when",
      "output_key",
      "skip",
      "type",
    ]
  `);
  labels(`${file}tools.‸`).toMatchInlineSnapshot(`
    [
      "look_up. (function)",
    ]
  `);
  expect(taking(`${file}agents.a.gen‸`, "generation_config.").split("\n").at(-1)).toBe(
    "    agents.a.generation_config.",
  );
  expect(taking(`${file}agents.a.mo‸`, "model").split("\n").at(-1)).toBe("    agents.a.model: ");
  labels(`${file}service_tier: ‸`).toMatchInlineSnapshot(`
    [
      "standard",
      "flex",
      "priority",
      "deferred",
    ]
  `);
});
test("secrets, in the place where they may stand", () => {
  const file =
    "secrets: {SHOP: {description: Of the shop.}, OTHER: {}}\ntools:\n  - type: mcp_server\n    headers: {A: 'Bearer ";
  labels(`${file}\${secret:‸'}`).toMatchInlineSnapshot(`
    [
      "SHOP (Of the shop.)",
      "OTHER",
    ]
  `);
  expect(taking(`${file}\${secret:SH‸'}`, "SHOP").split("\n").at(-1)).toBe("    headers: {A: 'Bearer ${secret:SHOP}'}");
  labels(`${file}\${‸`).toMatchInlineSnapshot(`
    [
      "secret: (from the secret store)",
      "env: (from the environment)",
    ]
  `);
});
test("partials, items of a list, arguments of a tool", () => {
  expect(taking("input: |\n  {{> pro‸", "prompts/style.md").split("\n").at(-1)).toBe("  {{> prompts/style.md}}");
  const each =
    "inputs: {changes: {type: array, items: {type: object, properties: {title: string}}}}\ninput: |\n  {{#each changes}}\n  - {{";
  expect(
    items(`${each}‸`)
      ?.slice(0, 5)
      .map((i) => i.label),
  ).toEqual(["this", "this.title", "@index", "@first", "@last"]);
  labels(
    "tools:\n  - type: function\n    parameters: {properties: {id: {type: string}}}\n    run: {http: {url: 'https://x/{{args.‸'}}",
  ).toMatchInlineSnapshot(`
    [
      "args.id (text)",
      "input (text)",
      "#if",
      "#each",
      "#unless",
      "#with",
      "> file (the text of a file)",
      "json ({{json items indent=2}})",
      "default ({{default plan "free"}})",
      "join ({{join topics ", "}})",
      "truncate ({{truncate message 500}})",
      "now ({{now}})",
    ]
  `);
});
test("a template that begins a value gets the quotes that it needs", () => {
  const head = "inputs: {topic: string}\n";
  expect(taking(`${head}input: {{‸}}`, "topic").split("\n")[1]).toBe('input: "{{topic}}"');
  expect(taking(`${head}input: {{to‸`, "topic").split("\n")[1]).toBe('input: "{{topic}}"');
  expect(taking(`${head}input: Say {{to‸}}`, "topic").split("\n")[1]).toBe("input: Say {{topic}}");
});
test("whole tools, tests and steps", () => {
  expect(taking("tools:\n  - ‸", "function tool")).toMatchInlineSnapshot(`
    "tools:
      - type: function
      name: \${1:look_up}
      description: \${2:What it does, and when to call it.}
      parameters:
        type: object
        properties:
          \${3:id}: {type: string, description: \${4:What it is.}}
        required: [\${3:id}]
      mock: {\${5:ok}: \${6:true}}"
  `);
  expect(taking("tests:\n  - ‸", "test over a data set")).toMatchInlineSnapshot(`
    "tests:
      - name: \${1:is right nearly always}
      dataset: $2
      assert:
        - {type: equals, value: "{{row.\${3:expected}}}"}
      repeat: \${4:3}
      threshold: \${5:0.9}"
  `);
  expect(taking("workflow:\n  type: sequential\n  steps:\n    - ‸", "router step")).toMatchInlineSnapshot(`
    "workflow:
      type: sequential
      steps:
        - type: router
      by: state.\${1:topic}
      routes:
        \${2:billing}: \${3:billing}
      default: $4"
  `);
});
test("variables of a test, inputs of a step", () => {
  labels(
    "inputs: {message: string}\nagents: {a: {inputs: {plan: string}}}\ntests:\n  - vars: {message: x, ‸}",
  ).toMatchInlineSnapshot(`
    [
      "input (text)",
      "plan (text)",
    ]
  `);
  labels(
    "agents: {a: {inputs: {plan: string}, input: x}}\nworkflow:\n  type: sequential\n  steps:\n    - agent: a\n      inputs:\n        ‸",
  ).toMatchInlineSnapshot(`
    [
      "plan (text)",
    ]
  `);
});
test("behind damage, in front of it and inside it", () => {
  const damaged =
    'name: x\ndescription: "never closed\nagents:\n  a:\n    generation_config: {thinking_level: low\n    tools: [google_search\n';
  expect(items(`${damaged}    ‸`)?.map((i) => i.label)).toContain("system_instruction");
  expect(items(`${damaged}  b:\n    model: ‸`)?.map((i) => i.label)).toContain("gemini-3.8-flash");
  expect(items(`${damaged}budget:\n  ‸`)?.map((i) => i.label)).toContain("max_cost_usd");
  expect(items(damaged.replace("low\n", "low, ‸\n"))?.map((i) => i.label)).toContain("max_output_tokens");
});
test("more about a key, a model, a variable, when someone looks at it", () => {
  const more = (marked: string, label: string) => {
    const { document, position } = atCursor(marked);
    const found = complete(document, position, { wallMs: today })?.find((i) => i.label === label);
    return documentationOf(document, found?.data as About, { wallMs: today });
  };
  expect(more("‸\nname: x", "model")).toContain("Becomes: ");
  expect(more("model: ‸", "gemini-3.8-flash")).toContain("per million tokens");
  expect(more("inputs: {topic: {type: string, description: What it is about.}}\ninput: '{{‸}}'", "topic")).toContain(
    "What it is about.",
  );
  expect(more("model: m\nvariants: {a: {generation_config.‸}}", "thinking_level")).toContain("thinks");
});
test("in brackets over several lines, also when they are not closed", () => {
  const config = "agents:\n  a:\n    generation_config: {\n      thinking_level: low, # why\n      ";
  expect(items(`${config}‸\n    }\n`)?.map((i) => i.label)).toContain("max_output_tokens");
  expect(items(`${config}‸\n    }\n`)?.map((i) => i.label)).not.toContain("thinking_level");
  expect(items(`${config}max‸`)?.map((i) => i.label)).toContain("max_output_tokens");
  expect(taking(`${config}max‸`, "max_output_tokens").split("\n").at(-1)).toBe("      max_output_tokens: ${1:1024}");
  expect(items("tools: [\n    goo‸\n  ]\n")?.map((i) => i.label)).toContain("google_search");
  expect(items("tools: [\n    {type: function,\n     ‸}\n  ]\n")?.map((i) => i.label)).toContain("parameters");
  // A bracket of a prompt above is none of the file's.
  expect(items("input: |\n  {\n‸")?.map((i) => i.label)).toContain("model");
});
test("variables that are inherited, with the file that declares them", () => {
  const { document, position } = atCursor("extends: base.agent.yaml\ninput: '{{‸}}'\n");
  const base = parseAgentDocument("inputs: {topic: string}\n");
  const flat = flattenNow(document, () => base);
  const found = complete(document, position, { wallMs: today, flat });
  expect(found?.find((i) => i.label === "topic")?.detail).toBe("from base.agent.yaml");
});
test("an empty file begins as its name says", () => {
  const { document, position } = atCursor("‸");
  const begins = (fileName: string) => {
    const [first] = complete(document, position, { wallMs: today, fileName }) ?? [];
    return first?.textEdit?.newText.split("\n").slice(0, 2);
  };
  expect(begins("desk.agent.yaml")).toEqual(["format: agent/v1", "name: ${1:my_agent}"]);
  expect(begins("file:///a/refund.tool.yaml")).toEqual(["format: tool/v1", "type: function"]);
  expect(begins("file:///a/desk.agent.test.yaml")).toEqual(["format: agent-test/v1", "agent: ${1:desk.agent.yaml}"]);
});
