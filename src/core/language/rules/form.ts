import type { FormRule } from "./rule.ts";

/** What is found while a text is read, and when it is held against the schema. Here are only the words of their pages. */
export const formRules: readonly FormRule[] = [
  {
    id: "AG101",
    scope: "form",
    severity: "error",
    title: "The text is not YAML",
    why: "The file cannot be read from here on as it is meant. The message says what is wrong in plain words and what most likely caused it: a quote that is never closed, a tab, a line that has lost its indentation, a second colon. The rest of the file is read and checked all the same.",
    bad: 'description: "Answers questions',
    good: 'description: "Answers questions"',
    fix: "Closes the quote or bracket, moves the line, puts the text in quotes: as the case may be.",
  },
  {
    id: "AG102",
    scope: "form",
    severity: "error",
    title: "A key stands twice",
    why: "Of two values for one key the later one wins, and some tools do not even say so. Keep one of them.",
    bad: `input: Hello
input: Good morning`,
    good: "input: Good morning",
    fix: "Removes the first one, which has no effect.",
  },
  {
    id: "AG103",
    scope: "form",
    severity: "error",
    title: "A text that begins with a brace",
    why: "YAML reads a value that begins with `{` as a map, so `{{topic}}` without quotes is no text. Put it in quotes, or start it on the next line behind `|`.",
    bad: `inputs: {topic: string}
input: {{topic}}`,
    good: `inputs: {topic: string}
input: "{{topic}}"`,
    fix: "Puts the text in quotes.",
    safe: true,
  },
  {
    id: "AG107",
    scope: "form",
    severity: "error",
    title: "A key that the language does not have",
    why: "A misspelt key has no effect, and nobody notices: the agent runs without it. Keys of your own start with `x-` and are left alone.",
    bad: "generation_config: {thinking_levl: low}",
    good: "generation_config: {thinking_level: low}",
    fix: "Changes it to the nearest key, or puts `x-` before it.",
  },
  {
    id: "AG108",
    scope: "form",
    severity: "error",
    title: "A key of another language",
    why: "`instruction` is ADK's word, `maxOutputTokens` that of generateContent, `prompt` promptfoo's. Here the words are those of the Interactions API.",
    bad: "instruction: Answer in one sentence.",
    good: "system_instruction: Answer in one sentence.",
    fix: "Renames the key, or moves it to the map where it belongs.",
    safe: true,
  },
  {
    id: "AG109",
    scope: "form",
    severity: "error",
    title: "A value of the wrong kind",
    why: "The API, or the runner, cannot take it. The message says what can stand there.",
    bad: "tools: google_search",
    good: "tools: [google_search]",
    fix: "Changes the value to what was likely meant.",
  },
  {
    id: "AG113",
    scope: "form",
    severity: "error",
    title: "Parts of YAML that are not part of the language",
    why: "A definition is one document without merge keys (`<<`) and tags (`!secret`): what agents share stands under `defaults`, and secrets under `secrets`.",
    bad: `input: Hello
---
description: Another`,
    good: "input: Hello",
    fix: "Removes the line that begins a second document.",
  },
];

/** What is found in the files of other languages only. */
export const foreignRules: readonly FormRule[] = [
  {
    id: "AG212",
    scope: "form",
    language: "adk",
    severity: "error",
    title: "A name that ADK refuses",
    why: "In ADK an agent's name is a Python identifier: letters, digits and `_`, and no digit first. `user` is kept for the person who writes.",
    bad: `agent_class: LlmAgent
name: order-desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Look up the order.`,
    good: `agent_class: LlmAgent
name: order_desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Look up the order.`,
    fix: "Replaces what is not allowed by `_`.",
  },
  {
    id: "AG306",
    scope: "form",
    language: "adk",
    severity: "warning",
    title: "Braces that ADK would try to fill in",
    why: "ADK replaces every `{name}` in an instruction by what the session's state has under that name, and raises `KeyError` when nothing has put it there. There is no way to write such braces as text: reword them, or write `{name?}`, which may be missing.",
    bad: `agent_class: LlmAgent
name: order_desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Answer as {json} and nothing else.`,
    good: `agent_class: LlmAgent
name: order_desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Answer as JSON and nothing else.`,
    fix: "Writes `{name?}`.",
  },
  {
    id: "AG709",
    scope: "form",
    language: "adk",
    severity: "hint",
    title: "A reference to Python code",
    why: "The name leads to code that ADK loads and runs with the rights of whoever starts the agent. Flashback does not run it: what it does is not known here, and is not counted. A function of a definition is called by HTTP, by MCP, or answers with a `mock`.",
    bad: `agent_class: LlmAgent
name: order_desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Look up the order.
tools: [{name: shop.tools.look_up}]`,
    good: `agent_class: LlmAgent
name: order_desk
model: gemini-3.8-flash
description: Looks up orders.
instruction: Look up the order.
tools: [{name: google_search}]`,
  },
];
