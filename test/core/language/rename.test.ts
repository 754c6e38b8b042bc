import { expect, test } from "vitest";
import { prepareRename, rename } from "../../../src/core/language/rename.ts";
import { renameFiles } from "../../../src/core/language/renameFiles.ts";
import { filesOf, folder } from "./files.ts";

function renamed(newName: string, texts: Record<string, string>) {
  const files = filesOf(texts);
  const ready = prepareRename(files, files.position);
  if ("refused" in ready) return expect(`refused: ${ready.refused}`);
  const edits = rename(files, files.position, newName);
  if ("refused" in edits) return expect(`refused: ${edits.refused}`);
  return expect(
    Object.entries(files.edited(edits))
      .map(([name, text]) => `── ${name}\n${text}`)
      .join(""),
  );
}
const one = (text: string) => ({ "a.agent.yaml": text });

test("a variable, wherever it stands in its file", () =>
  renamed(
    "subject",
    one(`inputs: {"topic": string}
input: "{{topic}} {{#each topic}}{{../topic}}{{/each}}"
workflow: {type: router, by: inputs.topic, routes: {x: y}}
variants: {v: {inputs.topic.default: x}}
tests: [{vars: {'to‸pic': x}}]
`),
  ).toMatchInlineSnapshot(`
    "── a.agent.yaml
    inputs: {"subject": string}
    input: "{{subject}} {{#each subject}}{{../subject}}{{/each}}"
    workflow: {type: router, by: inputs.subject, routes: {x: y}}
    variants: {v: {inputs.subject.default: x}}
    tests: [{vars: {'subject': x}}]
    "
  `));
test("an agent, a step, a tool, a part of the state, a data set, a variant, a secret", () => {
  renamed(
    "front",
    one("agents: {tri‸age: {}}\nsub_agents: [triage]\nvariants: {v: {agents.triage.model: m}}\n"),
  ).toMatchInlineSnapshot(`
    "── a.agent.yaml
    agents: {front: {}}
    sub_agents: [front]
    variants: {v: {agents.front.model: m}}
    "
  `);
  renamed(
    "check",
    one("workflow: {steps: [{id: re‸view}]}\nvariants: {v: {workflow.steps.review.skip: true}}\n"),
  ).toMatchInlineSnapshot(`
    "── a.agent.yaml
    workflow: {steps: [{id: check}]}
    variants: {v: {workflow.steps.check.skip: true}}
    "
  `);
  renamed("find", one("tools: [{type: function, name: look‸up}]\npolicy: {deny: [lookup]}\n")).toMatchInlineSnapshot(`
    "── a.agent.yaml
    tools: [{type: function, name: find}]
    policy: {deny: [find]}
    "
  `);
  renamed(
    "text",
    one('output_key: dr‸aft\ninput: "{{state.draft}}"\nworkflow: {until: state.draft == x}\n'),
  ).toMatchInlineSnapshot(`
    "── a.agent.yaml
    output_key: text
    input: "{{state.text}}"
    workflow: {until: state.text == x}
    "
  `);
  renamed("rows", one("datasets: {d‸: {}}\ntests: [{dataset: d}]\n")).toMatchInlineSnapshot(`
    "── a.agent.yaml
    datasets: {rows: {}}
    tests: [{dataset: rows}]
    "
  `);
  renamed("fast", one("variants: {qu‸ick: {}}\ntests: [{variants: [quick]}]\n")).toMatchInlineSnapshot(`
    "── a.agent.yaml
    variants: {fast: {}}
    tests: [{variants: [fast]}]
    "
  `);
  renamed(
    "KEY",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: how a secret is named.
    one('secrets: {TOK‸EN: {}}\ntools: [{headers: {Authorization: "Bearer ${secret:TOKEN}"}}]\n'),
  ).toMatchInlineSnapshot(`
    "── a.agent.yaml
    secrets: {KEY: {}}
    tools: [{headers: {Authorization: "Bearer \${secret:KEY}"}}]
    "
  `);
});
test("across files: the tool where it is declared, the variable in a prompt of its own", () => {
  renamed("give_back", {
    "t.tool.yaml": "format: tool/v1\nname: refund\n",
    "a.agent.yaml": "tools: [{ref: t.tool.yaml}]\npolicy: {approve: [ref‸und]}\n",
    "b.agent.yaml": "tools: [{ref: ./t.tool.yaml}]\ntests: [{assert: [{type: tool-called, value: refund}]}]\n",
    "c.agent.yaml": "tools: [{type: function, name: refund}]\n",
  }).toMatchInlineSnapshot(`
    "── t.tool.yaml
    format: tool/v1
    name: give_back
    ── a.agent.yaml
    tools: [{ref: t.tool.yaml}]
    policy: {approve: [give_back]}
    ── b.agent.yaml
    tools: [{ref: ./t.tool.yaml}]
    tests: [{assert: [{type: tool-called, value: give_back}]}]
    "
  `);
  renamed("subject", {
    "a.agent.yaml": "inputs: {to‸pic: string}\nsystem_instruction: [{file: p.md}]\n",
    "p.md": "On {{topic}}\n",
  }).toMatchInlineSnapshot(`
    "── a.agent.yaml
    inputs: {subject: string}
    system_instruction: [{file: p.md}]
    ── p.md
    On {{subject}}
    "
  `);
});
test("what is refused, and why", () => {
  renamed("x", one("mo‸del: y\n")).toMatchInlineSnapshot(
    `"refused: Only names can be renamed: of variables, agents, tools, steps, state, data sets, variants."`,
  );
  renamed("x", one('input: "{{in‸put}}"\n')).toMatchInlineSnapshot(
    `"refused: Every agent has {{input}}: what the user says. Declare a variable of your own under inputs to use another name."`,
  );
  renamed("x", one("tools: [google_se‸arch]\n")).toMatchInlineSnapshot(
    `"refused: "google_search" is not declared in these files: it is a tool of Google's or of a server, and has its name from there."`,
  );
  renamed("x", one("system_instruction: [{file: a‸.md}]\n")).toMatchInlineSnapshot(
    `"refused: This is the path of a file. Rename the file itself; the paths that name it follow."`,
  );
  renamed("x", one("tests: [{variants: [ba‸se]}]\n")).toMatchInlineSnapshot(
    `"refused: "base" is the definition as it is. It has no other name."`,
  );
  renamed("two words", one("inputs: {a‸: string}\n")).toMatchInlineSnapshot(
    `"refused: "two words" cannot be a name here. Such a name starts with a letter or _ and has letters, digits and _."`,
  );
  renamed("no", one("inputs: {a‸: string}\n")).toMatchInlineSnapshot(
    `"refused: "no" cannot be a name: YAML reads it as a value of its own."`,
  );
  renamed("state", one("inputs: {a‸: string}\n")).toMatchInlineSnapshot(
    `"refused: "state" cannot be a variable: in a template it means something else."`,
  );
  renamed("9", one("agents: {a‸: {}}\n")).toMatchInlineSnapshot(
    `"refused: "9" cannot be a name here. The name of an agent starts with a letter and has letters, digits, _ and - (at most 63)."`,
  );
  renamed("b", one("inputs: {a‸: string, b: string}\n")).toMatchInlineSnapshot(
    `"refused: There is already a variable "b"."`,
  );
  renamed("b", one("agents: {a‸: {}, b: {}}\n")).toMatchInlineSnapshot(`"refused: There is already an agent "b"."`);
  renamed("b", one("name: b\nagents: {a‸: {}}\n")).toMatchInlineSnapshot(`"refused: There is already an agent "b"."`);
  // The agent has a variable of that name, which the prompt would then mean.
  renamed(
    "b",
    one('inputs: {a‸: string}\nagents: {x: {inputs: {b: string}, input: "{{a}} {{b}}"}}\n'),
  ).toMatchInlineSnapshot(`"refused: There is already a variable "b"."`);
  renamed("b", {
    "a.agent.yaml": "inputs: {a‸: string}\n",
    "c.agent.yaml": 'extends: a.agent.yaml\ninputs: {b: string}\ninput: "{{a}}"\n',
  }).toMatchInlineSnapshot(`"refused: There is already a variable "b" in c.agent.yaml."`);
  renamed("subject", {
    "a.agent.yaml": "inputs: {to‸pic: string}\nsystem_instruction: [{file: p.md}]\n",
    "b.agent.yaml": "inputs: {topic: string}\nsystem_instruction: [{file: p.md}]\n",
    "p.md": "On {{topic}}\n",
  }).toMatchInlineSnapshot(
    `"refused: "topic" is used in p.md, where it means something in a.agent.yaml and b.agent.yaml each. Give them prompts of their own first."`,
  );
});

function moved(from: string, to: string, texts: Record<string, string>) {
  const files = filesOf(texts);
  const edits = renameFiles(files.all, [{ oldUri: folder + from, newUri: folder + to }]);
  return expect(
    Object.entries(files.edited(edits))
      .map(([name, text]) => `── ${name}\n${text}`)
      .join(""),
  );
}
test("a file gets another name: the paths that name it follow, each as it was written", () =>
  moved("p/style.md", "p/my voice.md", {
    "a.agent.yaml": 'system_instruction: [{file: ./p/style.md}]\ninput: "{{> p/style.md}}"\n',
    "b/c.agent.yaml": "system_instruction: [{file: ../p/style.md}]\n",
    "p/other.md": "{{> style.md}}\n",
    "d.agent.yaml": "system_instruction: [{file: p/style2.md}]\n",
  }).toMatchInlineSnapshot(`
    "── a.agent.yaml
    system_instruction: [{file: ./p/my voice.md}]
    input: "{{> p/my voice.md}}"
    ── b/c.agent.yaml
    system_instruction: [{file: ../p/my voice.md}]
    ── p/other.md
    {{> my voice.md}}
    "
  `));
test("a folder moves: paths into it and out of it follow, those inside it stay", () =>
  moved("team", "old/team", {
    "a.agent.yaml": "sub_agents: [team/b.agent.yaml]\n",
    "team/b.agent.yaml": "sub_agents: [c.agent.yaml, ../a.agent.yaml]\n",
    "team/c.agent.yaml": "model: x\n",
  }).toMatchInlineSnapshot(`
    "── a.agent.yaml
    sub_agents: [old/team/b.agent.yaml]
    ── team/b.agent.yaml
    sub_agents: [c.agent.yaml, ../../a.agent.yaml]
    "
  `));

const desk = `name: desk
inputs: {mess‸age: string}
input: "{{message}}"
datasets: {asked: {rows: [{message: a, expected: b}]}, named: {columns: {Question: message}, rows: [{Question: c}]}}
`;
const deskTests = `format: agent-test/v1
agent: ../desk.agent.yaml
datasets: {own: {rows: [{message: d}]}}
tests: [{vars: {message: x}}, {dataset: asked, assert: [{type: equals, value: "{{row.message}} {{message}}"}]}]
`;
test("an input: in rows, and in the tests in files of their own", () =>
  renamed("question", { "desk.agent.yaml": desk, "tests/desk.agent.test.yaml": deskTests }).toMatchInlineSnapshot(`
    "── desk.agent.yaml
    name: desk
    inputs: {question: string}
    input: "{{question}}"
    datasets: {asked: {rows: [{question: a, expected: b}]}, named: {columns: {Question: question}, rows: [{Question: c}]}}
    ── tests/desk.agent.test.yaml
    format: agent-test/v1
    agent: ../desk.agent.yaml
    datasets: {own: {rows: [{question: d}]}}
    tests: [{vars: {question: x}}, {dataset: asked, assert: [{type: equals, value: "{{row.question}} {{question}}"}]}]
    "
  `));
test("from the tests: an input of the agent that they test, an argument of a shared tool", () => {
  renamed("question", {
    "desk.agent.yaml": desk.replace("‸", ""),
    "desk.agent.test.yaml": "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{vars: {mes‸sage: x}}]\n",
  }).toMatchInlineSnapshot(`
    "── desk.agent.yaml
    name: desk
    inputs: {question: string}
    input: "{{question}}"
    datasets: {asked: {rows: [{question: a, expected: b}]}, named: {columns: {Question: question}, rows: [{Question: c}]}}
    ── desk.agent.test.yaml
    format: agent-test/v1
    agent: desk.agent.yaml
    tests: [{vars: {question: x}}]
    "
  `);
  renamed("order", {
    "t.tool.yaml": "format: tool/v1\nname: refund\nparameters: {properties: {id: {}}, required: [id]}\n",
    "desk.agent.yaml": "tools: [{ref: t.tool.yaml}]\n",
    "desk.agent.test.yaml":
      "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{assert: [{type: tool-called, value: refund, args: {i‸d: 3}}]}]\n",
  }).toMatchInlineSnapshot(`
    "── t.tool.yaml
    format: tool/v1
    name: refund
    parameters: {properties: {order: {}}, required: [order]}
    ── desk.agent.test.yaml
    format: agent-test/v1
    agent: desk.agent.yaml
    tests: [{assert: [{type: tool-called, value: refund, args: {order: 3}}]}]
    "
  `);
  renamed("front", {
    "desk.agent.yaml": "name: desk\n",
    "desk.agent.test.yaml":
      "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{assert: [{type: agent-path, value: [de‸sk]}]}]\n",
  }).toMatchInlineSnapshot(`
    "── desk.agent.yaml
    name: front
    ── desk.agent.test.yaml
    format: agent-test/v1
    agent: desk.agent.yaml
    tests: [{assert: [{type: agent-path, value: [front]}]}]
    "
  `);
});
test("a column has that name already", () => {
  const rows = (name: string) => `${name}\ndatasets: {d: {rows: [{message: a, answer: b}]}}\n`;
  renamed("answer", one(rows("inputs: {mess‸age: string}"))).toMatchInlineSnapshot(
    `"refused: There is already a variable "answer"."`,
  );
  renamed("answer", {
    "desk.agent.yaml": "inputs: {mess‸age: string}\n",
    "desk.agent.test.yaml": rows("format: agent-test/v1\nagent: desk.agent.yaml"),
  }).toMatchInlineSnapshot(`"refused: There is already a variable "answer" in desk.agent.test.yaml."`);
});
test("one value for the variables of several agents", () => {
  const agents = 'agents:\n  a: {inputs: {mess‸age: string}}\n  b: {inputs: {message: string}, input: "{{message}}"}\n';
  const given = "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{vars: {message: x}}]\n";
  renamed("question", { "desk.agent.yaml": agents, "desk.agent.test.yaml": given }).toMatchInlineSnapshot(
    `"refused: desk.agent.test.yaml gives one value to "message" of a and b, which each declare it. Declare it once first: under the inputs of the file."`,
  );
  renamed("question", {
    "desk.agent.yaml": agents.replace("‸", ""),
    "desk.agent.test.yaml": given.replace("{message", "{mess‸age"),
  }).toMatchInlineSnapshot(
    `"refused: desk.agent.test.yaml gives one value to "message" of a and b, which each declare it. Declare it once first: under the inputs of the file."`,
  );
});
