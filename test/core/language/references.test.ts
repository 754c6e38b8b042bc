import { expect, test } from "vitest";
import { definition } from "../../../src/core/language/definition.ts";
import { highlight } from "../../../src/core/language/highlight.ts";
import { linkedEditing } from "../../../src/core/language/linkedEditing.ts";
import { meaningsOf, occurrenceAt, pathsTo, references } from "../../../src/core/language/references.ts";
import { filesOf } from "./files.ts";

function found(texts: Record<string, string>) {
  const files = filesOf(texts);
  const occurrence = occurrenceAt(files.facts(files.uri), files.position);
  if (!occurrence) return expect("no name");
  const places = meaningsOf(files, files.uri, occurrence).flatMap((meaning) => [
    ...references(files, meaning),
    ...pathsTo(files, meaning),
  ]);
  return expect(places.map((place) => files.at(place.uri, place.occurrence.range)).join("\n"));
}

const base = `format: agent/v1
name: base
inputs: {topic: string}
agents: {writer: {input: "{{topic}}"}}
tools: [{ref: tools/refund.tool.yaml}]
`;
const child = `extends: base.agent.yaml
input: "{{topic}} {{> style.md}}"
policy: {approve: [refund]}
sub_agents: [writer]
`;
const tests = `format: agent-test/v1
agent: ./child.agent.yaml
tests: [{vars: {topic: x}, assert: [{type: tool-called, value: refund}, {type: agent-path, value: [writer]}]}]
`;
const tool = "format: tool/v1\ntype: function\nname: refund\nparameters: {properties: {id: {}}}\n";
const around = {
  "base.agent.yaml": base,
  "child.agent.yaml": child,
  "child.agent.test.yaml": tests,
  "tools/refund.tool.yaml": tool,
  "style.md": "In short: {{topic}}.\n{{#each topic}}{{this.x}}{{/each}}\n",
  "stranger.agent.yaml": 'inputs: {topic: string}\ninput: "{{topic}}"\npolicy: {deny: [refund]}\n',
};

test("a variable: in its file, in those that extend it, in their tests and in their prompts", () => {
  found({ ...around, "base.agent.yaml": base.replace("topic: string", "to‸pic: string") }).toMatchInlineSnapshot(`
    "base.agent.yaml 2: topic
    base.agent.yaml 3: topic
    child.agent.yaml 1: topic
    child.agent.test.yaml 2: topic
    style.md 0: topic
    style.md 1: topic"
  `);
  found({ ...around, "child.agent.yaml": child.replace("{{topic}}", "{{topic‸}}") }).toMatchInlineSnapshot(`
    "base.agent.yaml 2: topic
    base.agent.yaml 3: topic
    child.agent.yaml 1: topic
    child.agent.test.yaml 2: topic
    style.md 0: topic
    style.md 1: topic"
  `);
});
test("a shared tool: where it is declared, and wherever it is named", () =>
  found({ ...around, "tools/refund.tool.yaml": tool.replace("refund", "ref‸und") }).toMatchInlineSnapshot(`
    "tools/refund.tool.yaml 2: refund
    child.agent.yaml 2: refund
    child.agent.test.yaml 2: refund"
  `));
test("an agent of the file that is extended", () =>
  found({ ...around, "child.agent.yaml": child.replace("[writer]", "[wri‸ter]") }).toMatchInlineSnapshot(`
    "base.agent.yaml 3: writer
    child.agent.yaml 3: writer
    child.agent.test.yaml 2: writer"
  `));
test("a file's own agent: its name, and the paths that lead to it", () =>
  found({ ...around, "base.agent.yaml": base.replace("name: base", "name: ‸base") }).toMatchInlineSnapshot(`
    "base.agent.yaml 1: base
    child.agent.yaml 0: base.agent.yaml"
  `));
test("a file: every path that leads to it, however it is written", () =>
  found({
    "a.agent.yaml": "sub_agents: [./b/c.agent.yaml, ‸b/c.agent.yaml, other.agent.yaml]\n",
    "b/d.agent.yaml": "tools: [{type: agent, agent: ../b/c.agent.yaml}]\n",
  }).toMatchInlineSnapshot(`
    "a.agent.yaml 0: ./b/c.agent.yaml
    a.agent.yaml 0: b/c.agent.yaml
    b/d.agent.yaml 0: ../b/c.agent.yaml"
  `));
test("inputs of a step belong to the file that the step calls", () =>
  found({
    "a.agent.yaml": "workflow: {type: sequential, steps: [{agent: ./b.agent.yaml, inputs: {who‸: x}}]}\n",
    "b.agent.yaml": 'inputs: {who: string}\ninput: "{{who}}"\n',
  }).toMatchInlineSnapshot(`
    "b.agent.yaml 0: who
    b.agent.yaml 1: who
    a.agent.yaml 0: who"
  `));
test("files that extend each other in a circle are answered", () =>
  found({
    "a.agent.yaml": "extends: b.agent.yaml\ninputs: {x‸: string}\n",
    "b.agent.yaml": 'extends: a.agent.yaml\ninput: "{{x}}"\n',
  }).toMatchInlineSnapshot(`
    "a.agent.yaml 1: x
    b.agent.yaml 1: x"
  `));
test("between names there is nothing", () =>
  found({ "a.agent.yaml": "mo‸del: x\n" }).toMatchInlineSnapshot(`"no name"`));

function target(texts: Record<string, string>) {
  const files = filesOf(texts);
  return expect(
    definition(files.document, files.position, files)
      .map(({ uri, range }) => files.at(uri, range))
      .join("\n"),
  );
}
test("definition crosses files, and prefers the own one", () => {
  target({ ...around, "child.agent.yaml": child.replace("{{topic}}", "{{‸topic}}") }).toMatchInlineSnapshot(
    `"base.agent.yaml 2: topic"`,
  );
  target({ ...around, "child.agent.yaml": child.replace("[refund]", "[re‸fund]") }).toMatchInlineSnapshot(
    `"tools/refund.tool.yaml 2: refund"`,
  );
  target({ ...around, "child.agent.test.yaml": tests.replace("topic: x", "‸topic: x") }).toMatchInlineSnapshot(
    `"base.agent.yaml 2: topic"`,
  );
  target({
    "a.agent.yaml": 'extends: b.agent.yaml\ninputs: {x: string}\ninput: "{{‸x}}"\n',
    "b.agent.yaml": "inputs: {x: string}\n",
  }).toMatchInlineSnapshot(`"a.agent.yaml 1: x"`);
});

test("highlights tell what sets a name from what reads it", () => {
  const { document, position } = filesOf({
    "a.agent.yaml": `session: {state: {draft: ""}}
agents:
  a: {output_key: draft}
  b: {input: "{{state.dr‸aft}} {{draft}}"}
`,
  });
  const lines = highlight(document, position).map(
    ({ range, kind }) => `${range.start.line}:${range.start.character} ${kind}`,
  );
  expect(lines).toEqual(["0:18 3", "2:18 3", "3:22 2"]);
});

test("linked editing: at a definition, while no other file would be left behind", () => {
  const ranges = (texts: Record<string, string>) => {
    const files = filesOf(texts);
    return linkedEditing(files.document, files.position, files)?.ranges.map((range) => files.at(files.uri, range));
  };
  const one = 'inputs: {topic: string}\ninput: "{{topic}}"\n';
  expect(ranges({ "a.agent.yaml": one.replace("topic", "top‸ic") })).toEqual([
    "a.agent.yaml 0: topic",
    "a.agent.yaml 1: topic",
  ]);
  expect(ranges({ "a.agent.yaml": one.replace("{{topic", "{{top‸ic") })).toBeUndefined();
  expect(
    ranges({
      "a.agent.yaml": one.replace("topic", "top‸ic"),
      "b.agent.yaml": 'extends: a.agent.yaml\ninput: "{{topic}}"\n',
    }),
  ).toBeUndefined();
});

const team = `format: agent/v1
name: desk
agents:
  triage: {inputs: {message: string}, input: "{{message}}", output_key: topic}
  billing: {tools: [{type: function, name: pay, parameters: {properties: {amount: {type: number}}}}]}
tools: [{ref: tools/refund.tool.yaml}]
workflow: {type: sequential, steps: [{id: first, agent: triage}]}
datasets: {asked: {rows: [{message: a, expected: b}]}}
variants: {quick: {agents.triage.model: m}}
`;
const about = `format: agent-test/v1
agent: ../desk.agent.yaml
datasets: {own: {rows: [{message: c, wanted: d}]}}
variants: {other: {workflow.steps.first.skip: true, agents.triage.model: m, tools.pay.mock: 1}}
tests:
  - {vars: {message: x}, variants: [quick], dataset: asked, assert: [{type: equals, value: "{{row.expected}} {{row.message}}"}]}
  - {dataset: own, assert: [{type: equals, value: "{{row.wanted}}", actual: state.topic}]}
  - assert:
      - {type: tool-called, value: pay, args: {amount: 3}}
      - {type: tool-called, value: refund, args: {id: 3}}
      - {type: agent-path, value: [desk, triage]}
`;
const tested = { "desk.agent.yaml": team, "tests/desk.agent.test.yaml": about, "tools/refund.tool.yaml": tool };
const asked = (place: string) =>
  found({ ...tested, "tests/desk.agent.test.yaml": about.replace(place.replace("‸", ""), place) });

test("tests in a file of their own: the variables, also of an agent alone, in rows as well", () => {
  asked("{me‸ssage: x}").toMatchInlineSnapshot(`
    "desk.agent.yaml 3: message
    desk.agent.yaml 3: message
    desk.agent.yaml 7: message
    tests/desk.agent.test.yaml 2: message
    tests/desk.agent.test.yaml 5: message
    tests/desk.agent.test.yaml 5: message"
  `);
  asked("{me‸ssage: c").toMatchInlineSnapshot(`
    "desk.agent.yaml 3: message
    desk.agent.yaml 3: message
    desk.agent.yaml 7: message
    tests/desk.agent.test.yaml 2: message
    tests/desk.agent.test.yaml 5: message
    tests/desk.agent.test.yaml 5: message"
  `);
  asked("row.me‸ssage").toMatchInlineSnapshot(`
    "desk.agent.yaml 3: message
    desk.agent.yaml 3: message
    desk.agent.yaml 7: message
    tests/desk.agent.test.yaml 2: message
    tests/desk.agent.test.yaml 5: message
    tests/desk.agent.test.yaml 5: message"
  `);
});
test("tests in a file of their own: columns for their assertions", () => {
  asked("row.exp‸ected").toMatchInlineSnapshot(`
    "desk.agent.yaml 7: expected
    tests/desk.agent.test.yaml 5: expected"
  `);
  asked("row.wan‸ted").toMatchInlineSnapshot(`
    "tests/desk.agent.test.yaml 2: wanted
    tests/desk.agent.test.yaml 6: wanted"
  `);
});
test("tests in a file of their own: variants, data sets, steps, state, agents, the agent itself", () => {
  asked("[qui‸ck]").toMatchInlineSnapshot(`
    "desk.agent.yaml 8: quick
    tests/desk.agent.test.yaml 5: quick"
  `);
  asked("dataset: ask‸ed").toMatchInlineSnapshot(`
    "desk.agent.yaml 7: asked
    tests/desk.agent.test.yaml 5: asked"
  `);
  asked("steps.fir‸st").toMatchInlineSnapshot(`
    "desk.agent.yaml 6: first
    tests/desk.agent.test.yaml 3: first"
  `);
  asked("state.top‸ic").toMatchInlineSnapshot(`
    "desk.agent.yaml 3: topic
    tests/desk.agent.test.yaml 6: topic"
  `);
  asked("desk, tri‸age]").toMatchInlineSnapshot(`
    "desk.agent.yaml 3: triage
    desk.agent.yaml 6: triage
    desk.agent.yaml 8: triage
    tests/desk.agent.test.yaml 3: triage
    tests/desk.agent.test.yaml 10: triage"
  `);
  asked("[de‸sk").toMatchInlineSnapshot(`
    "desk.agent.yaml 1: desk
    tests/desk.agent.test.yaml 10: desk
    tests/desk.agent.test.yaml 1: ../desk.agent.yaml"
  `);
});
test("tests in a file of their own: tools and what they are called with, also shared ones", () => {
  asked("value: pa‸y").toMatchInlineSnapshot(`
    "desk.agent.yaml 4: pay
    tests/desk.agent.test.yaml 3: pay
    tests/desk.agent.test.yaml 8: pay"
  `);
  asked("amo‸unt").toMatchInlineSnapshot(`
    "desk.agent.yaml 4: amount
    tests/desk.agent.test.yaml 8: amount"
  `);
  asked("args: {i‸d").toMatchInlineSnapshot(`
    "tools/refund.tool.yaml 3: id
    tests/desk.agent.test.yaml 9: id"
  `);
  found({ ...tested, "tools/refund.tool.yaml": tool.replace("{id", "{‸id") }).toMatchInlineSnapshot(`
    "tools/refund.tool.yaml 3: id
    tests/desk.agent.test.yaml 9: id"
  `);
});
test("rows give values to variables, unless the data set says to which", () => {
  found({
    "a.agent.yaml":
      "inputs: {top‸ic: string}\ndatasets:\n  a: {rows: [{topic: x, more: y}]}\n  b: {columns: {topic: other, asked: topic}, rows: [{topic: 1, asked: 2}]}\ntests: [{dataset: a, assert: [{type: equals, value: '{{row.topic}}'}]}]\n",
  }).toMatchInlineSnapshot(`
    "a.agent.yaml 0: topic
    a.agent.yaml 2: topic
    a.agent.yaml 3: topic
    a.agent.yaml 4: topic"
  `);
  found({
    "a.agent.yaml": "inputs: {topic: string}\ndatasets: {b: {columns: {to‸pic: other}, rows: [{topic: 1}]}}\n",
  }).toMatchInlineSnapshot(`
    "a.agent.yaml 1: topic
    a.agent.yaml 1: topic"
  `);
  found({
    "a.agent.yaml": "inputs: {topic: string}\n",
    "b.agent.yaml": "extends: a.agent.yaml\ndatasets: {b: {columns: {topic: other}, rows: [{to‸pic: 1}]}}\n",
  }).toMatchInlineSnapshot(`
    "b.agent.yaml 1: topic
    b.agent.yaml 1: topic"
  `);
});
