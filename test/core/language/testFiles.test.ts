import { expect, test } from "vitest";
import { complete } from "../../../src/core/language/complete.ts";
import { hover } from "../../../src/core/language/hover.ts";
import { surroundingsOf } from "../../../src/core/language/surroundings.ts";
import { today } from "./atCursor.ts";
import { filesOf } from "./files.ts";

/** A team with a parent and a shared tool; its tests stand in a folder of their own. */
const around = {
  "desk.agent.yaml": `format: agent/v1
name: desk
description: Answers customers.
extends: shared/base.agent.yaml
inputs: {message: {type: string, description: What they ask.}}
agents:
  triage:
    description: Names the topic.
    inputs: {plan: {enum: [free, pro]}}
    output_key: topic
    response_format: {type: text, mime_type: application/json, schema: {type: string, enum: [order, other]}}
tools:
  - google_search
  - {type: function, name: pay, description: Pays., parameters: {properties: {amount: {type: number, description: In euros.}}, required: [amount]}}
  - ref: tools/refund.tool.yaml
workflow: {type: sequential, steps: [{id: first, agent: triage}]}
datasets: {asked: {rows: [{message: a, expected: b}]}}
variants: {quick: {generation_config.thinking_level: minimal}}
`,
  "shared/base.agent.yaml": "format: agent/v1\nmodel: gemini-3.5-flash\ninputs: {tone: string}\nvariants: {slow: {}}\n",
  "tools/refund.tool.yaml":
    "format: tool/v1\ntype: function\nname: refund\ndescription: Gives back.\nparameters: {properties: {id: {type: string}}}\n",
};
function inTests(marked: string) {
  const files = filesOf({
    ...around,
    "tests/desk.agent.test.yaml": `format: agent-test/v1\nagent: ../desk.agent.yaml\n${marked}`,
  });
  return { ...files, around: surroundingsOf(files.document, (file) => files.documentOf(file)) };
}
function suggested(marked: string) {
  const { document, position, around } = inTests(marked);
  const items = complete(document, position, { wallMs: today, around });
  return expect(items?.map((i) => (i.detail ? `${i.label} (${i.detail})` : i.label)));
}
function said(marked: string) {
  const { document, position, around } = inTests(marked);
  const contents = hover(document, position, { wallMs: today, around })?.contents;
  return expect(contents && typeof contents === "object" && "value" in contents ? contents.value : contents);
}

test("suggestions: inputs of the agent, of what it extends and of its team, in vars and in rows", () => {
  suggested("tests: [{vars: {‸}}]").toMatchInlineSnapshot(`
    [
      "tone (text)",
      "message (text)",
      "input (text)",
      "plan (one of free, pro)",
    ]
  `);
  suggested("tests:\n  - vars:\n      message: x\n      ‸\n").toMatchInlineSnapshot(`
    [
      "tone (text)",
      "input (text)",
      "plan (one of free, pro)",
    ]
  `);
  suggested("datasets: {own: {rows: [{‸}]}}").toMatchInlineSnapshot(`
    [
      "tone (text)",
      "message (text)",
      "input (text)",
      "plan (one of free, pro)",
    ]
  `);
  suggested("tests: [{assert: [{type: equals, value: '{{‸'}]}]").toMatchInlineSnapshot(`
    [
      "tone (text)",
      "message (text)",
      "input (text)",
      "plan (one of free, pro)",
      "state. (what an earlier step left)",
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
test("suggestions: data sets and their columns, variants, agents, tools and their arguments", () => {
  suggested("datasets: {own: {rows: []}}\ntests: [{dataset: ‸}]").toMatchInlineSnapshot(`
    [
      "asked",
      "own",
    ]
  `);
  suggested("tests: [{dataset: asked, assert: [{type: equals, value: '{{row.‸'}]}]").toMatchInlineSnapshot(`
    [
      "row.message (of asked)",
      "row.expected (of asked)",
      "tone (text)",
      "message (text)",
      "input (text)",
      "plan (one of free, pro)",
      "state. (what an earlier step left)",
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
  suggested("variants: {mine: {}}\ntests: [{variants: [‸]}]").toMatchInlineSnapshot(`
    [
      "base",
      "slow",
      "quick",
      "mine",
    ]
  `);
  suggested("tests: [{assert: [{type: agent-path, value: [‸]}]}]").toMatchInlineSnapshot(`
    [
      "triage (Names the topic.)",
      "desk (Answers customers.)",
    ]
  `);
  suggested("tests: [{assert: [{type: tool-called, value: ‸}]}]").toMatchInlineSnapshot(`
    [
      "google_search (built in)",
      "pay (Pays.)",
      "refund (Gives back.)",
    ]
  `);
  suggested("tests: [{assert: [{type: tool-called, value: pay, args: {‸}}]}]").toMatchInlineSnapshot(`
    [
      "amount (number)",
    ]
  `);
  suggested("tests: [{assert: [{type: tool-called, value: refund, args: {‸}}]}]").toMatchInlineSnapshot(`
    [
      "id (text)",
    ]
  `);
});
test("suggestions: the state, and what it can be", () => {
  suggested("tests: [{assert: [{type: state, key: ‸}]}]").toMatchInlineSnapshot(`
    [
      "topic",
    ]
  `);
  suggested("tests:\n  - assert:\n      - {type: equals, actual: ‸}\n").toMatchInlineSnapshot(`
    [
      "output (the answer)",
      "state.topic (set by agents.triage.output_key)",
      "inputs.tone (text)",
      "inputs.message (text)",
      "inputs.input (text)",
    ]
  `);
});
test("suggestions: the paths and values of variants follow the agent that is tested", () => {
  suggested("variants: {mine: {workflow.steps.‸}}").toMatchInlineSnapshot(`
    [
      "first. (triage)",
    ]
  `);
  suggested("variants: {mine: {generation_config.thinking_level: ‸}}").toMatchInlineSnapshot(`
    [
      "minimal",
      "low",
      "medium (gemini-3.5-flash's own level)",
      "high",
    ]
  `);
});
test("hover: an input, an agent, the agent itself, a tool, its argument, a data set, a variant, a step, the state", () => {
  said("tests: [{vars: {mess‸age: x}}]").toMatchInlineSnapshot(`
    "**{{message}}** · text

    What they ask.

    Must be given.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{vars: {pl‸an: x}}]").toMatchInlineSnapshot(`
    "**{{plan}}** · one of free, pro

    Must be given.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{vars: {to‸ne: x}}]").toMatchInlineSnapshot(`
    "**{{tone}}** · text

    Must be given.

    In \`../shared/base.agent.yaml\`."
  `);
  said("datasets: {own: {rows: [{mess‸age: x}]}}").toMatchInlineSnapshot(`
    "**{{message}}** · text

    What they ask.

    Must be given.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: agent-path, value: [tri‸age]}]}]").toMatchInlineSnapshot(`
    "**triage** · agent

    Names the topic.

    sets \`state.topic\`

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: agent-path, value: [de‸sk]}]}]").toMatchInlineSnapshot(`
    "**desk** · agent

    Answers customers.

    3 tools

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: tool-called, value: pa‸y, args: {amount: 3}}]}]").toMatchInlineSnapshot(`
    "**pay** · function

    Pays.

    - \`amount\`: number. In euros.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: tool-called, value: pay, args: {am‸ount: 3}}]}]").toMatchInlineSnapshot(`
    "**amount** · number

    In euros.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: tool-called, value: ref‸und}]}]").toMatchInlineSnapshot(`
    "**refund** · function

    Gives back.

    - \`id\`: text, may be left out

    In \`../tools/refund.tool.yaml\`."
  `);
  said("tests: [{dataset: ask‸ed}]").toMatchInlineSnapshot(`
    "**asked** · data set

    1 row written here.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{variants: [qui‸ck]}]").toMatchInlineSnapshot(`
    "**quick** · variant

    - \`generation_config.thinking_level\`: \`"minimal"\`

    In \`../desk.agent.yaml\`."
  `);
  said("variants: {mine: {workflow.steps.fir‸st.skip: true}}").toMatchInlineSnapshot(`
    "**first** · step

    agent \`triage\`

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: equals, actual: state.top‸ic}]}]").toMatchInlineSnapshot(`
    "**state.topic**

    Set by \`agents.triage.output_key\`.

    In \`../desk.agent.yaml\`."
  `);
  said("tests: [{assert: [{type: equals, actual: state.un‸set}]}]").toMatchInlineSnapshot(`
    "**state.unset**

    Nothing in this file sets it. Read in 1 place."
  `);
});
test("an agent that cannot be read leaves what the file itself says", () => {
  const files = filesOf({
    "a.agent.test.yaml": "format: agent-test/v1\nagent: gone.agent.yaml\ndatasets: {d: {}}\ntests: [{dataset: ‸}]\n",
  });
  const context = { wallMs: today, around: surroundingsOf(files.document, (file) => files.documentOf(file)) };
  expect(complete(files.document, files.position, context)?.map((each) => each.label)).toEqual(["d"]);
});
test("an agent: what it extends is suggested and told as well", () => {
  const ask = (marked: string) => {
    const files = filesOf({
      "base.agent.yaml": "agents: {writer: {description: Writes.}}\ntools: [{ref: refund.tool.yaml}]\n",
      "refund.tool.yaml": around["tools/refund.tool.yaml"],
      "a.agent.yaml": `extends: base.agent.yaml\n${marked}`,
    });
    const surroundings = surroundingsOf(files.document, (file) => files.documentOf(file));
    return { ...files, context: { wallMs: today, around: surroundings } };
  };
  const names = ask("sub_agents: [‸]\n");
  expect(complete(names.document, names.position, names.context)?.map((each) => each.label)).toEqual(["writer"]);
  const tools = ask("policy: {approve: [‸]}\n");
  expect(complete(tools.document, tools.position, tools.context)?.map((each) => each.label)).toEqual(["refund"]);
  const writer = ask("sub_agents: [wri‸ter]\n");
  expect(hover(writer.document, writer.position, writer.context)?.contents).toMatchInlineSnapshot(`
    {
      "kind": "markdown",
      "value": "**writer** · agent

    Writes.

    In \`base.agent.yaml\`.",
    }
  `);
});
