import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { flattenNow } from "../../../src/core/document/extend.ts";
import { type HoverContext, hover } from "../../../src/core/language/hover.ts";
import { atCursor, today } from "./atCursor.ts";

function check(marked: string, context: Partial<HoverContext> = {}) {
  const { document, position } = atCursor(marked);
  const contents = hover(document, position, { wallMs: today, ...context })?.contents;
  return expect(contents && typeof contents === "object" && "value" in contents ? contents.value : contents);
}

test("a key says what it does and what it becomes", () => {
  check("na‸me: x").toMatchInlineSnapshot(`
    "**name** · a text · required

    Name of the agent. For ADK it must be a Python identifier: no \`-\`.

    Becomes: Agents API \`id\` (managed agents); ADK \`name\`."
  `);
  check("agents:\n  a:\n    generation_config: {think‸ing_level: low}").toMatchInlineSnapshot(`
    "**thinking_level** · one of minimal, low, medium, high, xhigh

    How much the model thinks before it answers. Thinking is billed as output. Without it the model's own level holds.

    - \`minimal\`: As little thinking as the model can do: cheapest and fastest.
    - \`low\`: A little thinking.
    - \`medium\`: Some thinking: for tasks with several steps.
    - \`high\`: Much thinking: dear and slow.
    - \`xhigh\`: As much thinking as the model can do. Few models offer it.

    Becomes: Interactions \`generation_config.thinking_level\`; generateContent \`thinkingConfig.thinkingLevel\` (upper case)."
  `);
});
test("a model has a card with prices, their date and source", () => {
  check("model: gemini-3.8-fl‸ash").toMatchInlineSnapshot(`
    "**Gemini 3.8 Flash** \`gemini-3.8-flash\`

    | per million tokens | USD |
    |:--|--:|
    | input | 0.75 |
    | input, cached | 0.075 |
    | output and thinking | 3.75 |

    context 1,048,576 tokens · answers up to 65,536 · thinking low, medium, high (medium when not said).

    Price in force since 2026-09-02 until 2026-12-31; read 2026-11-22 from npm @pydantic/genai-prices@0.1.8 (2026-09-23), which cites https://ai.google.dev/gemini-api/docs/pricing."
  `);
  check("model: gemini-3.5-fl‸ash").toMatchInlineSnapshot(`
    "**Gemini 3.5 Flash** \`gemini-3.5-flash\` · deprecated

    Since 2026-10-08 requests are answered by \`gemini-3.6-flash\`; what is billed is not documented.

    | per million tokens | USD |
    |:--|--:|
    | input | 1.50 |
    | input, cached | 0.15 |
    | output and thinking | 9.00 |

    context 1,048,576 tokens · answers up to 65,536 · thinking minimal, low, medium, high (medium when not said).

    _What a redirected call is billed at is not documented. For the 2.5 models it is the other model's rates, so probably here too._

    Price in force since 2026-05-19; read 2026-11-22 from [ai.google.dev](https://ai.google.dev/gemini-api/docs/pricing)."
  `);
  check("variants:\n  a: {agents.b.model: gemini-3.6-fl‸ash}").toMatchSnapshot();
  check("model: no-such-mod‸el").toMatchInlineSnapshot(`undefined`);
});
test("a word of a value", () => {
  check("generation_config:\n  thinking_level: lo‸w").toMatchInlineSnapshot(`"**low** · A little thinking."`);
  check("tools: [google_sea‸rch]").toMatchInlineSnapshot(`"**google_search** · Searches the web. Billed per search."`);
});
test("a variable has its type and default, wherever it is used", () => {
  const head =
    "inputs:\n  plan: {enum: [free, pro], default: free, description: What they pay.}\n  message: {type: string, untrusted: true}\n";
  check(`${head}input: |\n  On {{pl‸an}}.`).toMatchInlineSnapshot(`
    "**{{plan}}** · one of free, pro

    What they pay.

    When not given: \`"free"\`."
  `);
  check(`${head}input: "{{#if mes‸sage}}x{{/if}}"`).toMatchInlineSnapshot(`
    "**{{message}}** · text

    Must be given.

    Untrusted: it comes from outside and may hold orders meant for the model."
  `);
  check(head.replace("pl", "pl‸")).toMatchInlineSnapshot(`
    "**{{plan}}** · one of free, pro

    What they pay.

    When not given: \`"free"\`."
  `);
  check("input: '{{nob‸ody}}'").toMatchInlineSnapshot(`"**{{nobody}}** is not declared under \`inputs\`."`);
  check("agents:\n  a: {output_key: answer}\n  b: {input: '{{state.ans‸wer}}'}").toMatchInlineSnapshot(`
    "**{{state.answer}}** · what an earlier step left

    Set by \`agents.a.output_key\`."
  `);
});
test("a helper and a block", () => {
  check("input: '{{trunc‸ate input 5}}'").toMatchInlineSnapshot(`
    "**truncate** · At most so many characters.

    \`{{truncate message 500}}\`"
  `);
  check("input: '{{#ea‸ch input}}{{/each}}'").toMatchInlineSnapshot(`
    "**each** · The text once for each item of a list: \`{{this}}\`, \`{{@index}}\`, \`{{@first}}\`, \`{{@last}}\`.

    \`{{#each changes}}- {{this}}{{/each}}\`"
  `);
});
test("prose is left alone", () =>
  check("system_instruction: |\n  if you de‸fault to json").toMatchInlineSnapshot(`undefined`));
test("a type that every object's property is called like is told as it is written", () => {
  check('inputs:\n  b: {type: constructor}\ninput: "{{b‸}}"').toMatchInlineSnapshot(`
    "**{{b}}** · constructor

    Must be given."
  `);
});

/** With the files that the definition extends. */
function checkWith(marked: string, files: Readonly<Record<string, string>>) {
  const { document } = atCursor(marked);
  const flat = flattenNow(document, (file) => {
    const text = files[file];
    return text === undefined ? undefined : parseAgentDocument(text);
  });
  return check(marked, { flat });
}

test("what a definition inherits, and from where", () => {
  const files = {
    "base.agent.yaml":
      "extends: shared/root.agent.yaml\nmodel: gemini-3.8-flash\ngeneration_config: {thinking_level: high, seed: 7}\ninputs: {topic: {type: string, description: What it is about.}}\n",
    "shared/root.agent.yaml": "service_tier: flex\nsystem_instruction: |\n  Be kind.\n  And brief.\n",
  };
  checkWith("extend‸s: base.agent.yaml\nname: x\n", files).toMatchInlineSnapshot(`
    "**extends** · the path of a file

    Start from another definition. Maps join key by key; texts and lists replace; \`null\` removes a key.

    Inherited:
    - \`service_tier\`: \`flex\` · \`shared/root.agent.yaml\`
    - \`system_instruction\`: \`Be kind.…\` · \`shared/root.agent.yaml\`
    - \`model\`: \`gemini-3.8-flash\` · \`base.agent.yaml\`
    - \`generation_config\`: \`{"thinking_level":"high","seed":7}\` · \`base.agent.yaml\`
    - \`inputs\`: \`{"topic":{"type":"string","description":"What it is about."}…\` · \`base.agent.yaml\`"
  `);
  checkWith("extends: base.agent.yaml\ngeneration_con‸fig: {thinking_level: low}\n", files).toMatchInlineSnapshot(`
    "**generation_config** · a map

    How the model answers: thinking, length, tools.

    Becomes: Interactions \`generation_config\`; generateContent \`generationConfig\`.

    Inherited:
    - \`seed\`: \`7\` · \`base.agent.yaml\`"
  `);
  checkWith("extends: base.agent.yaml\ngeneration_config: {thinking_le‸vel: low}\n", files).toMatchInlineSnapshot(`
    "**thinking_level** · one of minimal, low, medium, high, xhigh

    How much the model thinks before it answers. Thinking is billed as output. Without it the model's own level holds.

    - \`minimal\`: As little thinking as the model can do: cheapest and fastest.
    - \`low\`: A little thinking.
    - \`medium\`: Some thinking: for tasks with several steps.
    - \`high\`: Much thinking: dear and slow.
    - \`xhigh\`: As much thinking as the model can do. Few models offer it.

    Becomes: Interactions \`generation_config.thinking_level\`; generateContent \`thinkingConfig.thinkingLevel\` (upper case).

    In \`base.agent.yaml\`: \`high\`, replaced here."
  `);
  checkWith("extends: base.agent.yaml\ninput: About {{to‸pic}}\n", files).toMatchInlineSnapshot(`
    "**{{topic}}** · text

    What it is about.

    Must be given.

    Inherited from \`base.agent.yaml\`."
  `);
});
test("what a prompt counts", () => {
  const part = { path: ["system_instruction"], tokens: 31, exact: true, drawn: false };
  const estimates = [{ path: [], parts: [part, { ...part, path: ["system_instruction", 1], drawn: true }] }] as never;
  check("system_instruc‸tion:\n  - text: a\n  - text: b\n", { estimates }).toContain("~62 tokens.");
  check("inp‸ut: hello\n", { estimates }).not.toContain("tokens.");
});
test("the words of a prompt: its tokens, and what part of all that is sent", () => {
  const part = { path: ["system_instruction"], tokens: 30, exact: true, drawn: false };
  const message = { ...part, path: ["messages", 0, "content"], drawn: true };
  const estimates = [{ path: [], parts: [part, message], input: { total: 120 } }] as never;
  const text =
    "system_instruction: |\n  Be {{tone}}.\n\n  See AG101.\nname: a\nmessages:\n  - {role: user, content: Hello}\n";
  const at = (word: string) => check(text.replace(word, `${word.slice(0, 1)}‸${word.slice(1)}`), { estimates });
  at("Be").toBe("**system_instruction** · 30 tokens, 25 % of what its agent sends.");
  at("See").toContain("30 tokens, 25 %");
  at("Hello").toBe("**messages** · ~30 tokens, 25 % of what its agent sends.");
  at("system_instruction").toContain("30 tokens, 25 % of what its agent sends.");
  at("tone").toBe("**{{tone}}** is not declared under `inputs`.");
  at("AG101").toContain("**AG101**");
  at("name").not.toContain("tokens");
  check("system_instruction: B‸e.\n").toBeUndefined();
  // What two agents inherit is a part of two inputs.
  const twice = [0, 1].map(() => ({ path: [], parts: [part], input: { total: 120 } })) as never;
  check("system_instruction: B‸e.\n", { estimates: twice }).toBe("**system_instruction** · 30 tokens.");
});
test("a file: how it begins; a definition: who it is", () => {
  const text = Array.from({ length: 20 }, (_, i) => `Line ${i + 1}`).join("\n");
  check("input: {file: prompts/st‸yle.md}", { textOf: () => text }).toMatchInlineSnapshot(`
    "**prompts/style.md** · 20 lines

    \`\`\`
    Line 1
    Line 2
    Line 3
    Line 4
    Line 5
    Line 6
    Line 7
    Line 8
    Line 9
    Line 10
    Line 11
    Line 12
    \`\`\`

    … 8 more"
  `);
  check("input: '{{> prompts/st‸yle.md}}'", { textOf: () => "Be `kind`.\n```\n" }).toMatchInlineSnapshot(`
    "**prompts/style.md** · 2 lines

    \`\`\`\`
    Be \`kind\`.
    \`\`\`
    \`\`\`\`"
  `);
  check("sub_agents: [./hu‸man.agent.yaml]", {
    textOf: () => "name: human\ndescription: A person.\nmodel: gemini-3.8-flash\n",
  }).toMatchInlineSnapshot(`
    "**./human.agent.yaml** · 3 lines

    Agent **human** · \`gemini-3.8-flash\` · A person.

    \`\`\`yaml
    name: human
    description: A person.
    model: gemini-3.8-flash
    \`\`\`"
  `);
  check("input: {file: go‸ne.md}", { textOf: () => undefined }).toMatchInlineSnapshot(`"**gone.md** · not found"`);
});
test("names: agents, tools, state, steps, data sets, variants, secrets", () => {
  const team =
    "defaults: {model: gemini-3.8-flash}\nagents:\n  triage: {description: Names the topic., output_key: topic, tools: [{type: function, name: look_up, description: Finds it., parameters: {type: object, properties: {id: {type: string, description: Its number.}, deep: {type: boolean}}, required: [id]}}]}\nvariants: {cheap: {agents.triage.model: gemini-3.5-flash-lite}}\ndatasets: {real: {file: data/q.jsonl, sample: 40}}\nsecrets: {SHOP: {description: Key of the shop.}}\n";
  check(`${team}workflow:\n  type: sequential\n  steps:\n    - agent: tri‸age`).toMatchInlineSnapshot(`
    "**triage** · agent

    Names the topic.

    \`gemini-3.8-flash\` · 1 tool · sets \`state.topic\`"
  `);
  check(`${team}policy: {approve: [look‸_up]}`).toMatchInlineSnapshot(`
    "**look_up** · function

    Finds it.

    - \`id\`: text. Its number.
    - \`deep\`: true or false, may be left out"
  `);
  check(`${team}workflow: {steps: [{agent: triage, when: state.top‸ic == x}]}`).toMatchInlineSnapshot(`
    "**state.topic**

    Set by \`agents.triage.output_key\`. Read in 1 place."
  `);
  check(`${team}tests: [{dataset: re‸al}]`).toMatchInlineSnapshot(`
    "**real** · data set

    Rows of \`data/q.jsonl\`, 40 of them drawn."
  `);
  check(`${team}tests: [{variants: [che‸ap]}]`).toMatchInlineSnapshot(`
    "**cheap** · variant

    - \`agents.triage.model\`: \`"gemini-3.5-flash-lite"\`"
  `);
  check(`${team}tools: [{type: mcp_server, headers: {A: '\${secret:SH‸OP}'}}]`).toMatchInlineSnapshot(`
    "**SHOP** · secret

    Key of the shop.

    Its value comes from the editor's secret storage, the environment or CI, and is never written to a trace."
  `);
  check("inputs: {plan: {enum: [free, pro], default: free}}\ntests: [{vars: {pl‸an: pro}}]").toMatchInlineSnapshot(`
    "**{{plan}}** · one of free, pro

    When not given: \`"free"\`."
  `);
});
test("an assertion says what it asserts; a rule what it is about", () => {
  check("tests: [{assert: [{type: tool-c‸alled, value: x}]}]").toMatchInlineSnapshot(
    `"**tool-called** · This tool was called."`,
  );
  check("tests: [{assert: [{type: not-cont‸ains, value: x}]}]").toMatchInlineSnapshot(
    `"**not-contains** · Not so: This text stands in it."`,
  );
  check("lint: {disable: [AG30‸1]}").toContain("**AG301** · ");
  check("# agent-lint-disable-next-line AG1‸07\nx: 1").toContain("**AG107** · ");
});
