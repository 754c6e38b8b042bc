import { expect, test } from "vitest";
import { hover } from "../../../src/core/language/hover.ts";
import { atCursor, today } from "./atCursor.ts";

function check(marked: string) {
  const { document, position } = atCursor(marked);
  const contents = hover(document, position, { wallMs: today })?.contents;
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
