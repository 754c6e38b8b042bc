import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { agentFile, agentTestFile, toolFile } from "../../../src/core/schema/agentSchema.ts";
import { checkSchema } from "../../../src/core/schema/checkSchema.ts";
import { fileKindOf, rootSchemas } from "../../../src/core/schema/fileKind.ts";
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
    "1:20-37 AG107 "max_tokens_output" is not a key of the language. Did you mean "max_output_tokens"? [Rename to max_output_tokens]
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
    `"2:0-5 AG107 "owner" is not a key that can stand here. Keys of your own start with "x-"."`,
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
    6:4-10 AG109 "google" is not known here. Did you mean google_search? Allowed: google_search, code_execution, url_context, google_maps, computer_use. [Change to google_search]"
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
test("a comma ends a text in braces", () => {
  check("inputs: {a: {type: string, description: Number, such as 12}}").toMatchInlineSnapshot(
    `"1:48-58 AG103 The comma before this ends the text. Put the whole text in quotes. [Put the text in quotes]"`,
  );
  expect(fixed("inputs: {a: {type: string, description: Number, such as 12}}")).toBe(
    'inputs: {a: {type: string, description: "Number, such as 12"}}',
  );
});
test("names of one's own are such that they can be used", () => {
  check("inputs: {my var: string, größe: string}\nagents: {2nd: {}}\nsecrets: {API-KEY: {}}").toMatchInlineSnapshot(`
    "1:9-15 AG109 A prompt can only name what has letters, digits, _ and -, and begins with a letter. [Rename to my_var]
    2:9-12 AG109 A name starts with a letter and has letters, digits, _ and - (at most 63). [Rename to nd]
    3:10-17 AG109 A secret's name has letters, digits and _, and begins with a letter."
  `);
});

test("tools of every type have their own keys", () => {
  check(
    "tools:\n" +
      "  - {type: google_search, search_types: [web]}\n" +
      "  - {type: file_search, top_k: 0}\n" +
      "  - {type: mcp_server, name: a, url: u, allowed_tool: []}\n" +
      "  - {type: mcp_stdio, command: 3}\n" +
      "  - {type: agent, agent: a, parameters: {}}\n" +
      "  - {type: code_execution, name: a}\n" +
      "  - {type: google_maps, latitude: 91}\n",
  ).toMatchInlineSnapshot(`
    "2:41-44 AG109 "web" is not known here. Did you mean web_search? Allowed: web_search, image_search, enterprise_web_search. [Change to web_search]
    3:31-32 AG506 0 is too small: the least is 1. [Change to 1]
    3:4-33 AG110 "file_search_store_names" is missing. The stores that are searched. [Insert file_search_store_names]
    4:40-52 AG107 "allowed_tool" is not a key of the language. Did you mean "allowed_tools"? [Rename to allowed_tools]
    5:31-32 AG109 Here stands the number 3, and a text belongs here. [Put it in quotes]
    6:28-38 AG107 "parameters" cannot stand here: it belongs to type: function.
    7:27-31 AG107 "name" cannot stand here: it belongs to type: function or type: mcp_server or type: mcp_stdio or type: agent.
    8:34-36 AG506 91 is too large: the most is 90. [Change to 90]"
  `);
});
test("how a function is run, by request or by command", () => {
  const tool = (run: string) => `tools: [{type: function, name: f, run: ${run}}]`;
  check(tool("{http: {url: 'https://x', method: get}}")).toMatchInlineSnapshot(
    `"1:73-76 AG109 "get" is not known here. Did you mean GET? Allowed: GET, POST, PUT, PATCH, DELETE, HEAD. [Change to GET]"`,
  );
  check(tool("{http: {url: a}, command: [a]}")).toMatchInlineSnapshot(
    `"1:56-63 AG109 "http" and "command" exclude each other: one of them belongs here."`,
  );
  check(tool("{comand: [a]}")).toMatchInlineSnapshot(
    `"1:40-46 AG107 "comand" is not a key of the language. Did you mean "command"? [Rename to command]"`,
  );
  check(tool("{}")).toMatchInlineSnapshot(`"1:39-41 AG110 "http" or "command" is missing."`);
  check(tool("{command: node tool.mjs}")).toMatchInlineSnapshot(
    `"1:49-62 AG109 Here stands a text, and a list belongs here. [Make it a list]"`,
  );
});
test("a JSON Schema has the words of JSON Schema", () => {
  const parameters = (body: string) => `tools: [{type: function, name: f, parameters: ${body}}]`;
  check(parameters("{type: objekt, propertys: {a: {type: strng}}}")).toMatchInlineSnapshot(`
    "1:53-59 AG109 "objekt" is not known here. Did you mean object? Allowed: string, number, integer, boolean, array, object, null. [Change to object]
    1:61-70 AG107 "propertys" is not a key of the language. Did you mean "properties"? [Rename to properties]"
  `);
  check(parameters("{type: object, properties: {a: {type: [string, null], min_length: 2}}}")).toMatchInlineSnapshot(`
    "1:93-97 AG109 "null" stands in quotes here: without them YAML reads something else. [Put it in quotes]
    1:100-110 AG107 "min_length" is not a key of the language. Did you mean "minLength"? [Rename to minLength]"
  `);
  check(parameters("{type: object, required: a, properties: {a: string}}")).toMatchInlineSnapshot(`
    "1:71-72 AG109 Here stands a text, and a list belongs here. [Make it a list]
    1:90-96 AG109 Here stands a text, and a map or true or false belongs here. [Change to {type: string}]"
  `);
  check(
    parameters("{$ref: a, x-mine: 1, if: {const: 1}, then: true, additionalProperties: false}"),
  ).toMatchInlineSnapshot(`""`);
  check("response_format: {schema: {file: a.json}}").toMatchInlineSnapshot(`""`);
});
test("policy, choice of tools, filters", () => {
  check("policy: {aprove: [a], max_tool_calls: -1}").toMatchInlineSnapshot(`
    "1:9-15 AG107 "aprove" is not a key of the language. Did you mean "approve"? [Rename to approve]
    1:38-40 AG506 -1 is too small: the least is 0. [Change to 0]"
  `);
  check("generation_config: {tool_choice: {allowed_tools: {mode: any, tool: [a]}}}").toMatchInlineSnapshot(
    `"1:61-65 AG107 "tool" is not a key of the language. Did you mean "tools"? [Rename to tools]"`,
  );
  check("generation_config: {tool_choice: {allowed_tools: [a]}, media_resolution: lowest}").toMatchInlineSnapshot(
    `"1:73-79 AG109 "lowest" is not known here. Allowed: low, medium, high."`,
  );
  check("safety_settings: [{type: harrassment, threshold: block_all}]").toMatchInlineSnapshot(`
    "1:25-36 AG109 "harrassment" is not known here. Did you mean harassment? Allowed: hate_speech, dangerous_content, harassment, sexually_explicit, civic_integrity, image_hate, image_dangerous_content, image_harassment, image_sexually_explicit, jailbreak. [Change to harassment]
    1:49-58 AG109 "block_all" is not known here. Allowed: block_low_and_above, block_medium_and_above, block_only_high, block_none, off."
  `);
  check("response_format: {type: image, aspect_ratio: 16:9, image_size: 512}").toMatchInlineSnapshot(
    `"1:63-66 AG109 "512" stands in quotes here: without them YAML reads something else. [Put it in quotes]"`,
  );
  check("response_format: {type: audio, schema: {}}").toMatchInlineSnapshot(
    `"1:31-37 AG107 "schema" cannot stand here: it belongs to type: text."`,
  );
  check("cache: {ttl: 3600}\ncontext: [a.md, {text: a, file: b}]").toMatchInlineSnapshot(`
    "1:13-17 AG109 Here stands the number 3600, and a text belongs here. [Put it in quotes]
    2:10-14 AG109 Here stands a text, and a map belongs here.
    2:26-30 AG109 "text" and "file" exclude each other: one of them belongs here."
  `);
});

test("a workflow's keys are those of its type", () => {
  check("workflow: {type: sequential, steps: [{agent: a, wen: state.x}], until: state.x}").toMatchInlineSnapshot(`
    "1:48-51 AG107 "wen" is not a key of the language. Did you mean "when"? [Rename to when]
    1:64-69 AG107 "until" cannot stand here: it belongs to type: loop."
  `);
  check("workflow: {type: loop, steps: [{agent: a}]}").toMatchInlineSnapshot(
    `"1:10-43 AG110 "max_iterations" is missing. How many rounds at most. [Insert max_iterations]"`,
  );
  check("workflow: {type: parallel, steps: [{agent: a}], join: any}").toMatchInlineSnapshot(
    `"1:54-57 AG109 "any" is not known here. Allowed: all, first."`,
  );
  check("workflow: {type: parallel, steps: [{agent: a}], join: {any: 2}}").toMatchInlineSnapshot(`""`);
  check("workflow: {type: router, by: state.x, routes: {}}").toMatchInlineSnapshot(
    `"1:46-48 AG109 At least one route belongs here."`,
  );
  check("workflow: {type: graph, steps: []}").toMatchInlineSnapshot(
    `"1:31-33 AG109 This list has 0 items and needs at least 1."`,
  );
  check("workflow: {steps: [{agent: a}], by: state.x}").toMatchInlineSnapshot(
    `"1:10-44 AG110 "type" is missing. Order of work. [Insert type]"`,
  );
  check("workflow: {tpye: router, by: state.x, routes: {a: b}}").toMatchInlineSnapshot(
    `"1:11-15 AG107 "tpye" is not a key of the language. Did you mean "type"? [Rename to type]"`,
  );
  check("workflow: {type: rooter, anything: x}").toMatchInlineSnapshot(
    `"1:17-23 AG109 "rooter" is not known here. Did you mean router? Allowed: sequential, parallel, loop, router, graph. [Change to router]"`,
  );
});
test("an expression is read, and its mistake has its place", () => {
  const when = (text: string) => `workflow: {type: graph, steps: [{agent: a, when: ${text}}]}`;
  check(when("state.topic = billing")).toMatchInlineSnapshot(`"1:61-62 AG303 Equal is written ==. [Write ==]"`);
  check(when("'len(state.x) > 3'")).toMatchInlineSnapshot(`"1:50-54 AG303 An expression calls no functions."`);
  check(when('"{{state.x}}"')).toMatchInlineSnapshot(
    `"1:50-61 AG303 An expression stands without {{ }}. [Write state.x]"`,
  );
  check(
    "workflow:\n  type: loop\n  max_iterations: 2\n  until: |\n    done\n  steps: [{agent: a}]",
  ).toMatchInlineSnapshot(
    `"4:9-5:8 AG303 done is a text here, always the same. To read a value write state.done or inputs.done."`,
  );
  check("workflow: {type: router, by: topic, routes: {a: b}}").toMatchInlineSnapshot(
    `"1:29-34 AG303 topic is a text here, always the same. To read a value write state.topic or inputs.topic. [Write state.topic]"`,
  );
  expect(fixed(when("state.topic = billing"))).toBe(when("state.topic == billing"));
  expect(fixed(when('"{{state.x}}"'))).toBe(when('"state.x"'));
});
test("workflows stand in workflows", () => {
  check(`workflow:
  type: sequential
  steps:
    - agent: a
      inputs: {text: "{{state.x}}"}
    - type: loop
      id: again
      max_iterations: 3
      until: state.ok
      steps:
        - type: router
          by: state.t
          routes:
            a: {agent: b, output_key: c}
            b: {type: parallel, steps: [{agnt: x}]}
          default: human
      when: true
      output_key: answer
    - {id: lost}
    - just a text`).toMatchInlineSnapshot(`
      "15:41-45 AG107 "agnt" is not a key of the language. Did you mean "agent"? [Rename to agent]
      19:6-16 AG110 "agent" is missing. The agent that works: a name under \`agents\`, or the path of a definition. [Insert agent]
      20:6-17 AG109 Here stands a text, and a map belongs here."
    `);
});
test("sub-agents, session, defaults", () => {
  check("sub_agents: a\nsession: {history: all, state: [a]}\noutput_key: a b").toMatchInlineSnapshot(`
    "1:12-13 AG109 Here stands a text, and a list belongs here. [Make it a list]
    2:19-22 AG109 "all" is not known here. Allowed: none, previous.
    2:31-34 AG109 Here stands a list, and a map belongs here.
    3:12-15 AG109 A prompt can only name what has letters, digits, _ and -, and begins with a letter. [Change to a_b]"
  `);
  check("session: {history: 0}\ndefaults: {tests: []}\nagents: [a]").toMatchInlineSnapshot(`
    "1:19-20 AG506 0 is too small: the least is 1. [Change to 1]
    2:11-16 AG107 "tests" is not a key that can stand here. Keys of your own start with "x-". [Rename to x-tests]
    3:8-11 AG109 Here stands a list, and a map belongs here."
  `);
});

test("managed agents: configuration and sandbox", () => {
  check("agent_config: {type: antigravity, max_total_tokens: '900'}").toMatchInlineSnapshot(
    `"1:52-57 AG109 Here stands a text, and a whole number belongs here. [Change to 900]"`,
  );
  check("agent_config: {model: m}").toMatchInlineSnapshot(
    `"1:14-24 AG110 "type" is missing. Kind of the base agent. [Insert type]"`,
  );
  check("agent_config: {type: dynamic, anything: {a: 1}}").toMatchInlineSnapshot(`""`);
  check("environment: env_123\nskills: skills/a\nschedule: {cron: '* * * * *'}").toMatchInlineSnapshot(`
    "2:8-16 AG109 Here stands a text, and a list belongs here. [Make it a list]
    3:10-29 AG110 "time_zone" is missing. The time zone of that, such as \`Europe/Madrid\`. [Insert time_zone]"
  `);
  check("environment: {type: local}").toMatchInlineSnapshot(
    `"1:20-25 AG109 "local" is not known here. Did you mean remote? Allowed: remote. [Change to remote]"`,
  );
  check(`environment:
  type: remote
  sources:
    - {type: inline, file: a, content: b, target: c}
    - {type: inline, target: c}
    - {type: gcs, target: c}
    - {type: github, source: c}
  network: {allowlist: [{domain: a, headers: {}}]}
  env: {A: x, B: {value: 1}, C: {valeu: 1}}`).toMatchInlineSnapshot(`
    "4:30-37 AG109 "file" and "content" exclude each other: one of them belongs here.
    5:6-31 AG110 "file" or "content" is missing.
    6:6-28 AG110 "source" is missing. The address, beginning with \`gs://\`. [Insert source]
    7:13-19 AG109 "github" is not known here. Allowed: gcs, repository, inline, skill_registry.
    8:36-43 AG107 "headers" is not a key that can stand here. There are domain, credential, transform.
    9:11-12 AG109 Here stands a text, and a map belongs here.
    9:33-38 AG107 "valeu" is not a key of the language. Did you mean "value"? [Rename to value]"
  `);
  check("environment: {type: remote, network: enabled}").toMatchInlineSnapshot(
    `"1:37-44 AG109 "enabled" is not known here. Did you mean disabled? Allowed: disabled. [Change to disabled]"`,
  );
});

test("budget, variants, matrix, data sets", () => {
  check("budget: {max_cost: 1, per_suite: {max_cost_usd: x}, expected_total_tokens: [1]}").toMatchInlineSnapshot(`
    "1:9-17 AG107 "max_cost" is not a key of the language. Did you mean "max_cost_usd"? [Rename to max_cost_usd]
    1:48-49 AG109 Here stands a text, and a number belongs here.
    1:75-78 AG109 This list has 1 items and needs 2."
  `);
  check("variants: [a]\nmatrix: {model: a, generation_config.seed: []}").toMatchInlineSnapshot(`
    "1:10-13 AG109 Here stands a list, and a map belongs here.
    2:16-17 AG109 Here stands a text, and a list belongs here. [Make it a list]
    2:43-45 AG109 This list has 0 items and needs at least 1."
  `);
  check("datasets: {a: {file: x, rows: []}, b: {}, c: {rows: [1], sample: 0}}").toMatchInlineSnapshot(`
    "1:24-28 AG109 "file" and "rows" exclude each other: one of them belongs here.
    1:38-40 AG110 "file" or "rows" is missing.
    1:53-54 AG109 Here stands the number 1, and a map belongs here.
    1:65-66 AG506 0 is too small: the least is 1. [Change to 1]"
  `);
});
test("each kind of assertion has its own keys", () => {
  const asserts = (...all: string[]) => `tests:\n  - assert:\n${all.map((one) => `      - ${one}`).join("\n")}`;
  check(
    asserts(
      "{type: contain, value: a}",
      "{type: not-contains, value: [a]}",
      "{type: contains-all, value: a}",
      "{type: cost}",
      "{type: cost, threshold: -1}",
      "{type: similar, value: a, threshold: 2}",
      "{type: tool-called, value: a, arguments: {}}",
      "{type: latency, treshold: 5}",
      "{type: equals, value: a, actual: answer}",
      "{type: state, value: a}",
      "{type: file-contains, value: a}",
      "{type: no-network-denied, value: a}",
      "{type: finish-reason, value: stop}",
      "{type: javascript, value: a}",
      "{value: a}",
      "contains a",
    ),
  ).toMatchInlineSnapshot(`
    "3:15-22 AG109 "contain" is not known here. Did you mean contains? [Change to contains]
    4:36-39 AG109 Here stands a list, and a text belongs here.
    5:36-37 AG109 Here stands a text, and a list belongs here. [Make it a list]
    6:8-20 AG110 "threshold" is missing. Most US dollars that the run may cost. [Insert threshold]
    7:32-34 AG506 -1 is too small: the least is 0. [Change to 0]
    8:45-46 AG506 2 is too large: the most is 1. [Change to 1]
    9:38-47 AG107 "arguments" is not a key that can stand here. There are type, value, args, times.
    10:24-32 AG107 "treshold" is not a key of the language. Did you mean "threshold"? [Rename to threshold]
    11:41-47 AG109 What is looked at is output, or a value such as state.topic.
    12:8-31 AG110 "key" is missing. The name in \`state\`. [Insert key]
    13:8-39 AG110 "path" is missing. The path in the sandbox. [Insert path]
    14:34-39 AG107 "value" is not a key that can stand here. There are type.
    16:15-25 AG109 "javascript" is not known here.
    17:8-18 AG110 "type" is missing. What is asserted. [Insert type]
    18:8-18 AG109 Here stands a text, and a map belongs here."
  `);
});
test("tests, judge, secrets, redact, lint", () => {
  check("tests: [{name: a, repeat: 0, threshold: 90, variant: [a]}]").toMatchInlineSnapshot(`
    "1:26-27 AG506 0 is too small: the least is 1. [Change to 1]
    1:40-42 AG506 90 is too large: the most is 1. [Change to 1]
    1:44-51 AG107 "variant" is not a key of the language. Did you mean "variants"? [Rename to variants]"
  `);
  check(
    "judge: {modell: m}\nsecrets: {A: text, B: {}}\nredact: [{label: a}, {pattern: a, path: b}]",
  ).toMatchInlineSnapshot(`
    "1:8-14 AG107 "modell" is not a key of the language. Did you mean "model"? [Rename to model]
    2:13-17 AG109 Here stands a text, and a map belongs here.
    3:9-19 AG110 "pattern" or "path" is missing.
    3:34-38 AG109 "pattern" and "path" exclude each other: one of them belongs here."
  `);
  check("lint: {disable: [302], severity: {AG302: warn, ag1: off}}").toMatchInlineSnapshot(`
    "1:17-20 AG109 Here stands the number 302, and a text belongs here. [Put it in quotes]
    1:41-45 AG109 "warn" is not known here. Did you mean warning? Allowed: error, warning, information, hint, off. [Change to warning]
    1:47-50 AG109 A rule's id is AG and three digits, such as AG302."
  `);
});

test("null takes away what is inherited, in a file that extends another", () => {
  const extending = (text: string) => check(`extends: base.agent.yaml\n${text}`);
  extending("tools: null\ngeneration_config: {seed: null}\nagents: {a: null}\nworkflow: ~").toMatchInlineSnapshot(`""`);
  extending("messages: [{role: user, content: null}]\nmodel:").toMatchInlineSnapshot(`
    "2:33-37 AG109 Here stands nothing, and a text belongs here.
    3:0-5 AG109 "model" has no value yet: the id of a model or a map belongs here."
  `);
  check("tools: null").toMatchInlineSnapshot(`"1:7-11 AG109 Here stands nothing, and a list belongs here."`);
});

test("a shared tool has a root of its own", () => {
  const tool = (text: string) => expect(shown(checkSchema(parseAgentDocument(text), toolFile)));
  tool("format: tool/v1\ntype: function\nname: f\nmock: {a: 1}\n").toMatchInlineSnapshot(`""`);
  tool("type: function\nname: f\nprompt: x\n").toMatchInlineSnapshot(`
    "2:0-6 AG107 "prompt" is not a key that can stand here. There are format, type, name, description, parameters, response, run, mock.
    0:0-4 AG110 "format" is missing. Version of the language this file is written in. [Insert format]"
  `);
  tool("format: tool/v1\nname: f\n").toMatchInlineSnapshot(
    `"0:0-6 AG110 "type" is missing. Kind of tool. [Insert type]"`,
  );
  tool("format: tool/v1\ntype: mcp_server\nname: f\nurl: u\n").toMatchInlineSnapshot(`""`);
});
test("so have tests in a file of their own", () => {
  const tests = (text: string) => expect(shown(checkSchema(parseAgentDocument(text), agentTestFile)));
  tests("format: agent-test/v1\nagent: a.agent.yaml\ntests: []\n").toMatchInlineSnapshot(`""`);
  tests("format: agent-test/v1\nmodel: m\ntests: [{asert: []}]\n").toMatchInlineSnapshot(`
    "1:0-5 AG107 "model" is not a key that can stand here. There are format, agent, description, tests, datasets, variants, matrix, judge, budget, secrets, redact, lint.
    2:9-14 AG107 "asert" is not a key of the language. Did you mean "assert"? [Rename to assert]
    0:0-6 AG110 "agent" is missing. The definition that is tested, path relative to this file. [Insert agent]"
  `);
});
test("what a file is follows from its format, else from its name", () => {
  const kind = (text: string, name?: string) => fileKindOf(parseAgentDocument(text), name);
  expect(kind("format: agent/v1")).toBe("agent");
  expect(kind("format: agent/v2")).toBe("agent");
  expect(kind("name: a", "dir/a.agent.yaml")).toBe("agent");
  expect(kind("format: tool/v1", "a.agent.yaml")).toBe("tool");
  expect(kind("type: function", "dir/a.tool.yml")).toBe("tool");
  expect(kind("", "dir/a.tool.yml")).toBe("tool");
  expect(kind("services: {}", "compose.tool.yml")).toBeUndefined();
  expect(kind("tests: []", "a.agent.test.yaml")).toBe("test");
  expect(kind("format: skill/v1", "a.agent.yaml")).toBeUndefined();
});

test("samples, templates and examples fit their schemas", () => {
  const root = path.join(import.meta.dirname, "../../..");
  const files = ["media/samples", "media/templates"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:agent|tool|agent\.test)\.ya?ml$/.test(file))
      .map((file) => path.join(root, folder, file)),
  );
  expect(files.length).toBeGreaterThan(12);
  for (const file of files) {
    const document = parseAgentDocument(readFileSync(file, "utf8"));
    const kind = fileKindOf(document, file);
    expect(shown(kind ? checkSchema(document, rootSchemas[kind]) : []), file).toBe("");
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

test("a key is not renamed to one that is there", () => {
  check("model: a\nmodle: b").toMatchInlineSnapshot(
    `"2:0-5 AG107 "modle" is not a key of the language. Did you mean "model"?"`,
  );
  check("system_instruction: a\ninstructions: b").toMatchInlineSnapshot(
    `"2:0-12 AG108 "instructions" is called "system_instruction" here, and that stands here already."`,
  );
});
