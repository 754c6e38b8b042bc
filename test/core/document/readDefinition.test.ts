import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import type { Path } from "../../../src/core/document/definition.ts";
import { agentsOf, suiteCapOf, variantsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";

function agents(text: string, variant?: string) {
  const document = parseAgentDocument(text);
  return agentsOf(
    document,
    variantsOf(document).find((v) => v.name === variant),
  );
}

test("the smallest agent takes what the user says as its input", () => {
  const [agent] = agents("name: hello\nmodel: m\nsystem_instruction: Be brief.\n");
  expect(agent).toMatchObject({
    name: "hello",
    model: "m",
    target: "interactions",
    path: [],
    nameRange: { start: { line: 0, character: 6 }, end: { line: 0, character: 11 } },
    systemInstruction: [{ kind: "text", text: "Be brief.", path: ["system_instruction"] }],
    input: [{ kind: "text", text: "{{input}}" }],
    inputs: [{ name: "input", schema: { type: "string" }, required: true }],
  });
});
test("agents of a team inherit defaults and the file's variables; lists and texts replace, maps join", () => {
  const all = agents(`
name: team
inputs: {message: string, plan: {enum: [free, pro], default: free}}
defaults:
  model: m1
  generation_config: {thinking_level: low, max_output_tokens: 5}
  tools: [google_search]
agents:
  a: {input: "{{message}}", generation_config: {thinking_level: high}}
  b: {model: m2, input: hi, tools: [], inputs: {plan: string, own: integer}}
`);
  expect(all.map((agent) => [agent.name, agent.path.join("."), agent.model, agent.generationConfig])).toEqual([
    ["team", "", undefined, {}],
    ["a", "agents.a", "m1", { thinkingLevel: "high", maxOutputTokens: 5 }],
    ["b", "agents.b", "m2", { thinkingLevel: "low", maxOutputTokens: 5 }],
  ]);
  expect(all[1]?.tools.map((t) => [t.kind, t.path])).toEqual([["builtin", ["defaults", "tools", 0]]]);
  expect(all[2]?.tools).toEqual([]);
  expect(all[2]?.inputs.map((i) => [i.name, i.path.join("."), i.required])).toEqual([
    ["message", "inputs.message", true],
    ["plan", "agents.b.inputs.plan", true],
    ["own", "agents.b.inputs.own", true],
  ]);
});
test("types of variables become JSON Schema", () => {
  const [agent] = agents(
    "name: x\ninput: hi\ninputs:\n  a: string\n  b: {type: array, items: string, min_items: 1, description: B, untrusted: true}\n  c: {enum: [1, 2], default: 1}\n  d: {type: object, properties: {e: integer}, additional_properties: false}\n",
  );
  expect(agent?.inputs.map(({ path, ...rest }) => rest)).toMatchInlineSnapshot(`
    [
      {
        "name": "a",
        "required": true,
        "schema": {
          "type": "string",
        },
        "secret": false,
        "untrusted": false,
      },
      {
        "description": "B",
        "name": "b",
        "required": true,
        "schema": {
          "items": {
            "type": "string",
          },
          "minItems": 1,
          "type": "array",
        },
        "secret": false,
        "untrusted": true,
      },
      {
        "default": 1,
        "name": "c",
        "required": false,
        "schema": {
          "enum": [
            1,
            2,
          ],
          "type": "integer",
        },
        "secret": false,
        "untrusted": false,
      },
      {
        "name": "d",
        "required": true,
        "schema": {
          "additionalProperties": false,
          "properties": {
            "e": {
              "type": "integer",
            },
          },
          "type": "object",
        },
        "secret": false,
        "untrusted": false,
      },
    ]
  `);
});
test("parts of a prompt, examples, messages and context", () => {
  const [agent] = agents(`
name: x
system_instruction: [one, {text: two}, {file: three.md}, 4, {nonsense: 5}]
messages: [{role: user, content: hi}, {role: model, content: [{text: hello}]}, {role: ghost, content: boo}]
examples: [{input: a, output: {b: 1}}, {input: only}]
context: [{file: a.csv}, {text: raw}, {uri: x}]
`);
  expect(agent?.systemInstruction.map((p) => (p.kind === "text" ? p.text : `file ${p.file}`))).toEqual([
    "one",
    "two",
    "file three.md",
  ]);
  expect(agent?.messages.map((m) => `${m.role} ${m.parts.length}`)).toEqual(["user 1", "model 1"]);
  expect(agent?.examples).toEqual([{ input: "a", output: '{"b":1}', path: ["examples", 0] }]);
  expect(agent?.context).toHaveLength(2);
});
test("tools of every kind", () => {
  const [agent] = agents(`
name: x
tools:
  - google_search
  - {type: function, name: f, description: d, parameters: {type: object}, mock: [1, 2], run: {http: {}}}
  - {type: function}
  - {ref: t.tool.yaml}
  - {type: mcp_server, name: s, url: u}
  - {type: file_search, top_k: 3}
policy: {max_tool_calls: 4}
`);
  expect(
    agent?.tools.map((t) =>
      t.kind === "function"
        ? `function ${t.name} ${JSON.stringify(t.mock)}`
        : t.kind === "ref"
          ? `ref ${t.file}`
          : `${t.kind} ${t.type}`,
    ),
  ).toEqual([
    "builtin google_search",
    "function f [1,2]",
    "ref t.tool.yaml",
    "other mcp_server",
    "builtin file_search",
  ]);
  expect(agent?.maxToolCalls).toBe(4);
});
test("a managed agent, its model and budget", () => {
  const [agent] = agents(
    "name: x\ntarget: managed\nbase_agent: b\nagent_config: {model: m}\nbudget: {max_cost_usd: 2.5, max_latency_ms: -1, expected_total_tokens: [1, 2]}\n",
  );
  expect(agent).toMatchObject({
    model: "m",
    managed: { base_agent: "b", agent_config: { model: "m" } },
    budget: { maxCostUsd: 2.5, expectedTotalTokens: [1, 2] },
  });
});
test("the cap on a whole comparison is the agent's own or the file's, with its line", () => {
  const text = `format: agent/v1
name: team
budget:
  max_cost_usd: 0.03
  per_suite: {max_cost_usd: 1.00}
agents:
  triage: {model: m}
  billing:
    model: m
    budget:
      per_suite:
        max_cost_usd: 0.2
`;
  const cap = (path: Path, of = text) => suiteCapOf(parseAgentDocument(of), path);
  expect(cap([])).toEqual({ usd: 1, line: 5 });
  expect(cap(["agents", "triage"])).toEqual({ usd: 1, line: 5 });
  expect(cap(["agents", "billing"])).toEqual({ usd: 0.2, line: 12 });
  expect(cap([], "name: x\nbudget: {per_suite: {max_cost_usd: much}}\n")).toBeUndefined();
});
test("variants change values by dotted paths, in lists by id, and leave the rest alone", () => {
  const text = `
name: x
model: m
agents: {a: {model: m1, input: hi}}
workflow: {type: sequential, steps: [{id: review, agent: a}]}
variants:
  base: {model: never}
  cheap: {agents.a.model: m2, generation_config.thinking_level: low}
  no_review: {workflow.steps.review.skip: true, workflow.steps.nobody.skip: true, name.first: x}
  broken: 5
`;
  expect(variantsOf(parseAgentDocument(text)).map((v) => v.name)).toEqual(["base", "cheap", "no_review"]);
  expect(agents(text, "cheap").map((a) => [a.model, a.generationConfig])).toEqual([
    ["m", { thinkingLevel: "low" }],
    ["m2", {}],
  ]);
  expect(agents(text, "no_review")[0]).toMatchObject({
    name: "x",
    workflow: { steps: [{ id: "review", agent: "a", skip: true }] },
  });
  expect(agents(text, "base")[0]?.model).toBe("m");
});
test("broken definitions give agents without the broken parts", () => {
  for (const text of [
    "",
    "foo",
    "- a",
    "name: [1]\nmodel: {}\ninputs: 5\ntools: x\nagents: [a]\nvariants: x",
    "agents: {a: , b: 5}\ndefaults: 3",
  ]) {
    const all = agents(text);
    expect(all[0]?.name).toBe("agent");
  }
});

test("files, partials and shared tools are read; what is not there is said", async () => {
  const files: Record<string, string> = {
    "p/style.md": "Be brief.\n{{> more.md}}\n",
    "p/more.md": "Be kind to {{name}}. {{> style.md}}",
    "data.csv": "{{not}} a template",
    "t.tool.yaml": "format: tool/v1\ntype: function\nname: refund\nmock: {ok: true}\n",
    "no.tool.yaml": "hello",
  };
  const [agent] = agents(`
name: x
system_instruction: [{file: p/style.md}, "Inline: {{> p/more.md}}!", {file: gone.md}, {file: /etc/passwd}]
context: [{file: data.csv}]
tools: [{ref: t.tool.yaml}, {ref: no.tool.yaml}, {ref: ../up.tool.yaml}]
`);
  if (!agent) throw new Error("no agent");
  const asked: string[] = [];
  const resolved = await resolveAgent(agent, async (file) => {
    asked.push(file);
    return files[file];
  });
  expect(resolved.systemInstruction.map((p) => p.text)).toMatchInlineSnapshot(`
    [
      "Be brief.
    Be kind to {{name}}. 
    ",
      "Inline: Be kind to {{name}}. Be brief.!",
    ]
  `);
  expect(resolved.context).toMatchObject([{ text: "{{not}} a template", template: false, file: "data.csv" }]);
  expect(resolved.tools).toMatchObject([{ kind: "function", name: "refund", mock: { ok: true }, path: ["tools", 0] }]);
  expect(resolved.missing.map((m) => m.message)).toMatchInlineSnapshot(`
    [
      "The path /etc/passwd is absolute. Paths are relative to the definition.",
      "The file gone.md was not found.",
      "The file ../up.tool.yaml was not found.",
      "no.tool.yaml holds no tool.",
    ]
  `);
  expect(asked).not.toContain("/etc/passwd");
});

test("the schema of the answer may stand in a file, JSON or YAML", async () => {
  const resolved = async (text: string, files: Readonly<Record<string, string>>) => {
    const [agent] = agents(`name: a\nmodel: m\n${text}`);
    if (!agent) throw new Error("There is always one.");
    const { responseFormat, missing } = await resolveAgent(agent, async (file) => files[file]);
    return { schema: responseFormat?.schema, missing: missing.map(({ message }) => message) };
  };
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const json = { "answer.json": JSON.stringify(schema, null, 2) };
  expect(await resolved("response_format: {type: text, schema: {file: answer.json}}\n", json)).toEqual({
    schema,
    missing: [],
  });
  const yaml = { "answer.yaml": "type: object\nproperties:\n  a: {type: string}\n" };
  const several = "response_format:\n  - {type: text, schema: {file: answer.yaml}}\n  - {type: audio}\n";
  expect((await resolved(several, yaml)).schema).toEqual(schema);
  expect((await resolved(several, {})).missing).toEqual(["The file answer.yaml was not found."]);
  expect((await resolved(several, { "answer.yaml": "just text" })).missing).toEqual([
    "answer.yaml holds no JSON Schema.",
  ]);
});
test("every setting that the language knows is read", () => {
  const [agent] = agents(`name: a
generation_config:
  thinking_budget: -1
  candidate_count: 2
  presence_penalty: 0.5
  frequency_penalty: -0.5
  response_logprobs: true
  logprobs: 3
  media_resolution: low
`);
  expect(agent?.generationConfig).toEqual({
    thinkingBudget: -1,
    candidateCount: 2,
    presencePenalty: 0.5,
    frequencyPenalty: -0.5,
    responseLogprobs: true,
    logprobs: 3,
    mediaResolution: "low",
  });
});
