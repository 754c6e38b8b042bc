import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { addressOf } from "../../../src/core/language/address.ts";
import { namesOf } from "../../../src/core/language/facts.ts";
import { occurrences } from "../../../src/core/language/symbols.ts";

function names(text: string, kinds?: RegExp): string {
  const document = parseAgentDocument(text);
  // Whoever asks for the files alone misses none.
  const uri = "file:///project/x.agent.yaml";
  const files = occurrences(document).filter((each) => each.kind === "file");
  const named = namesOf(uri, document);
  for (const { name } of files) expect(named).toContain(addressOf(uri, name));
  return occurrences(document)
    .filter(({ kind }) => !kinds || kinds.test(kind))
    .map(({ kind, name, scope, role, range, of }) => {
      // The place holds the name and nothing else.
      expect(document.source.slice(range)).toBe(name);
      const sign = { definition: "=", write: "<", reference: " " }[role];
      return `${range.start.line}:${range.start.character} ${sign} ${kind} ${name}${scope.length ? ` of ${scope.join(".")}` : ""}${of ? ` in ${of}` : ""}`;
    })
    .join("\n");
}
const sample = (name: string) =>
  readFileSync(path.join(import.meta.dirname, `../../../media/samples/${name}.agent.yaml`), "utf8");

test("the names of the order desk", () =>
  expect(names(sample("3-order-desk"))).toMatchInlineSnapshot(`
  "1:6 = agent order_desk
  6:2 = variable customer_name
  7:2 = variable message
  10:2 = secret SHOP_TOKEN
  13:10   file prompts/house-style.md
  15:17   variable customer_name
  21:4   variable message
  26:10 = tool lookup_order
  31:8 = variable order_id of tools.0.parameters.properties
  32:17   variable order_id of tools.0.parameters.properties
  33:78   variable order_id of tools.0.parameters.properties
  33:133   secret SHOP_TOKEN
  35:9   file tools/refund.tool.yaml
  37:10 = tool stock
  39:41   tool stock_level
  42:12   tool request_refund
  47:18   variable customer_name
  51:11   variable customer_name
  51:31   variable message
  53:35   tool lookup_order
  53:56   variable order_id of tools.0.parameters.properties
  56:11   variable customer_name
  56:31   variable message
  58:39   tool request_refund"
`));
test("the names of the support team", () =>
  expect(names(sample("4-support-team"))).toMatchInlineSnapshot(`
  "1:6 = agent support_team
  6:2 = variable message
  7:2 = variable plan
  11:10 = state ticket_id
  18:2 = agent triage of agents
  21:14   variable message
  22:16 < state topic
  27:2 = agent billing of agents
  30:48   variable plan
  32:21   file data/prices.csv
  33:14   variable message
  34:16 < state answer
  35:2 = agent technical of agents
  38:12   tool google_search
  38:27   tool url_context
  39:14   variable message
  40:16 < state answer
  42:2 = agent reviewer of agents
  48:14   state answer
  49:2 = agent human of agents
  52:14   variable message
  53:16 < state answer
  58:13   agent triage of agents
  60:16   state topic
  62:15   file ./3-order-desk.agent.yaml
  63:17   agent billing of agents
  64:19   agent technical of agents
  65:15   agent human of agents
  66:15   variable customer_name in ./3-order-desk.agent.yaml
  67:18 < state answer
  68:10 = step review
  69:13   agent reviewer of agents
  70:18   state topic
  79:2 = variant cheap_triage
  79:24   agent triage of agents
  80:2 = variant no_review
  80:29   step review
  83:2 = dataset real_questions
  83:25   file data/questions.jsonl
  87:13   dataset real_questions
  89:37   state topic
  89:58   variable expected_topic of datasets.real_questions
  92:11   variable message
  92:53   variable plan
  95:35   agent triage of agents
  95:43   agent billing of agents
  95:52   agent reviewer of agents"
`));
test("the names of release notes", () =>
  expect(names(sample("2-release-notes"))).toMatchInlineSnapshot(`
  "1:6 = agent release_notes
  7:2 = variable product
  8:2 = variable audience
  9:2 = variable changes
  12:32   variable product
  13:14   variable audience
  18:10   variable changes
  32:6 = variable title of response_format.schema.properties
  33:6 = variable items of response_format.schema.properties
  38:12 = variable kind of response_format.schema.properties.items.items.properties
  39:12 = variable text of response_format.schema.properties.items.items.properties
  40:21   variable kind of response_format.schema.properties.items.items.properties
  40:27   variable text of response_format.schema.properties.items.items.properties
  41:15   variable title of response_format.schema.properties
  41:22   variable items of response_format.schema.properties
  44:2 = variant quick
  45:2 = variant careful
  54:6   variable product
  55:6   variable changes
  61:11   variable product
  61:27   variable audience
  61:49   variable changes"
`));

test("in each and with, a name is one of the item's where its schema says so, else the file's", () =>
  expect(
    names(`inputs:
  users:
    type: array
    items: {type: object, properties: {name: string, home: {type: object, properties: {city: string}}}, required: [name]}
  name: string
input: |
  {{#each users}}{{name}} {{this.name}} {{../name}} {{home.city}} {{odd}}
  {{#with home}}{{city}}{{/with}}{{/each}}
  {{name}} {{users.0}}
`),
  ).toMatchInlineSnapshot(`
    "1:2 = variable users
    3:39 = variable name of inputs.users.items.properties
    3:53 = variable home of inputs.users.items.properties
    3:87 = variable city of inputs.users.items.properties.home.properties
    3:115   variable name of inputs.users.items.properties
    4:2 = variable name
    6:10   variable users
    6:19   variable name of inputs.users.items.properties
    6:33   variable name of inputs.users.items.properties
    6:45   variable name
    6:54   variable home of inputs.users.items.properties
    6:59   variable city of inputs.users.items.properties.home.properties
    7:10   variable home of inputs.users.items.properties
    7:18   variable city of inputs.users.items.properties.home.properties
    8:4   variable name
    8:13   variable users"
  `));

test("an agent's own variable hides the file's; one that all share under defaults is one", () =>
  expect(
    names(
      `inputs: {topic: string}
defaults: {system_instruction: "{{plan}} {{topic}}"}
agents:
  a: {inputs: {topic: string, plan: string}, input: "{{topic}} {{plan}}"}
  b: {inputs: {plan: string}, input: "{{topic}} {{plan}}"}
`,
      /variable/,
    ),
  ).toMatchInlineSnapshot(`
    "0:9 = variable topic
    1:34   variable plan
    1:43   variable topic
    3:15 = variable topic of agents.a
    3:30 = variable plan
    3:55   variable topic of agents.a
    3:65   variable plan
    4:15 = variable plan
    4:40   variable topic
    4:50   variable plan"
  `));

test("expressions, steps, dotted paths, edges", () =>
  expect(
    names(`inputs: {plan: string}
session: {state: {seen: 1}}
agents:
  a: {inputs: {who: string}, output_key: "draft"}
workflow:
  type: loop
  until: state.draft == done and "x" != inputs.plan
  steps:
    - {id: one, agent: a, inputs: {who: "{{state.draft}}", what: 1}, when: 'state.seen'}
    - {type: graph, steps: [{id: two, agent: ./b.agent.yaml, inputs: {q: x}}], edges: [{from: one, to: two}]}
variants:
  v: {agents.a.model: m, workflow.steps.one.skip: true, "agents.a.inputs.who.default": x, session.state.seen: 2}
tests:
  - {variants: [v, base], vars: {plan: pro}, dataset: d, assert: [{type: equals, actual: state.draft, value: "{{row.want}}"}]}
datasets:
  d: {rows: [{want: 1}]}
redact: [{path: inputs.plan}]
`),
  ).toMatchInlineSnapshot(`
    "0:9 = variable plan
    1:18 = state seen
    3:2 = agent a of agents
    3:15 = variable who of agents.a
    3:42 < state draft
    6:15   state draft
    6:47   variable plan
    8:11 = step one
    8:23   agent a of agents
    8:35   variable who of agents.a
    8:49   state draft
    8:59   variable what of agents.a
    8:82   state seen
    9:33 = step two
    9:45   file ./b.agent.yaml
    9:70   variable q in ./b.agent.yaml
    9:94   step one
    9:103   step two
    11:2 = variant v
    11:13   agent a of agents
    11:40   step one
    11:64   agent a of agents
    11:73   variable who of agents.a
    11:104   state seen
    13:16   variant v
    13:19   variant base
    13:33   variable plan
    13:54   dataset d
    13:95   state draft
    13:116   variable want of datasets.d
    15:2 = dataset d
    15:14 < variable want of datasets.d
    16:23   variable plan"
  `));

test("a shared tool: its name, its arguments, its secrets", () =>
  expect(
    names(`format: tool/v1
type: function
name: refund
parameters: {type: object, properties: {id: {type: string}}, required: [id]}
run: {http: {url: "https://x/{{args.id}}", headers: {Authorization: "Bearer \${secret:TOKEN}"}}}
`),
  ).toMatchInlineSnapshot(`
    "2:6 = tool refund
    3:40 = variable id of parameters.properties
    3:72   variable id of parameters.properties
    4:36   variable id of parameters.properties
    4:85   secret TOKEN"
  `));

test("a file of tests names its agent and what it asks", () =>
  expect(
    names(`format: agent-test/v1
agent: ./desk.agent.yaml
tests:
  - vars: {message: hi}
    assert: [{type: not-tool-called, value: refund}, {type: agent-path, value: [triage, "b.agent.yaml"]}]
`),
  ).toMatchInlineSnapshot(`
    "1:7   file ./desk.agent.yaml
    3:11   variable message
    4:44   tool refund
    4:80   agent triage of agents
    4:89   file b.agent.yaml"
  `));

test("nonsense has names too, or none", () => {
  expect(names("")).toBe("");
  expect(names("inputs: [a]\ntools: x\nworkflow: [1]\ntests: {a: b}\nvariants: 3\n")).toBe("");
  names("inputs: &i {a: *i}\nagents: &a {x: *a}\ninput: '{{#each a}}{{b}}'\n");
});
