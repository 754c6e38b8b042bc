// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import { typeWords } from "../document/inputSchema.ts";
import { builtinTools } from "../document/readTool.ts";
import type { KeySchema, MapSchema, Schema, Word } from "./schema.ts";

/** The words of `*.agent.yaml`, version agent/v1. Everything the editor knows about a key stands here. */

const text: Schema = { kind: "text" };
const template: Schema = { kind: "text", template: true };
const file: Schema = { kind: "text", file: true };
const integer = (min = 0, max?: number): Schema => ({
  kind: "number",
  integer: true,
  min,
  ...(max === undefined ? {} : { max }),
});
const words = (entries: Readonly<Record<string, string>>, open = false): Schema => ({
  kind: "words",
  words: Object.entries(entries).map(([word, doc]): Word => ({ word, doc })),
  ...(open ? { open } : {}),
});
const list = (item: Schema): Schema => ({ kind: "list", item });
const map = (keys: Readonly<Record<string, KeySchema>>): MapSchema => ({ kind: "map", keys: () => keys });
const either = (...options: readonly Schema[]): Schema => ({ kind: "either", options });
const anyMap: Schema = { kind: "any", form: "map" };
const any: Schema = { kind: "any" };

const name: Schema = {
  kind: "text",
  pattern: {
    source: "^[A-Za-z][A-Za-z0-9_-]{0,62}$",
    says: "A name starts with a letter and has letters, digits, _ and - (at most 63).",
  },
};

export const targets = words({
  interactions: "The Interactions API. What is meant when nothing is said.",
  generate_content: "The older generateContent API. Only there: `top_k` and explicit caches.",
  managed: "An agent that Google runs in a sandbox of its own, built on `base_agent`.",
});

export const thinkingLevelWords = words({
  minimal: "As little thinking as the model can do: cheapest and fastest.",
  low: "A little thinking.",
  medium: "Some thinking: for tasks with several steps.",
  high: "Much thinking: dear and slow.",
  xhigh: "As much thinking as the model can do. Few models offer it.",
});

const part: Schema = map({
  text: { schema: template, doc: "The text, written here." },
  file: { schema: file, doc: "The text of a file, path relative to this one.", snippet: "prompts/$0" },
});
const prompt = either(template, list(either(template, part)), part);

const identity = {
  format: {
    schema: words({ "agent/v1": "Version 1 of this language." }),
    doc: "Version of the language this file is written in. It is how the editor knows the file.",
    snippet: "agent/v1",
  },
  name: {
    schema: name,
    doc: "Name of the agent. For ADK it must be a Python identifier: no `-`.",
    mapsTo: "Agents API `id` (managed agents)",
    required: true,
  },
  description: {
    schema: text,
    doc: "What the agent is for. Other agents and routers read it to decide whom to ask.",
    mapsTo: "Agents API `description`; the function's description when used as a tool",
  },
  version: {
    schema: text,
    doc: 'Version of this definition, in quotes: `"1.2.0"`.',
    mapsTo: "Interactions `labels.agent_version`",
    snippet: '"${1:1.0.0}"',
  },
  extends: {
    schema: file,
    doc: "Start from another definition. Maps join key by key; texts and lists replace; `null` removes a key.",
  },
  target: { schema: targets, doc: "Which API runs the agent." },
  labels: {
    schema: { kind: "mapOf", names: "label", value: { kind: "text", maxLength: 63 } },
    doc: "Labels for billing, each at most 63 characters.",
    mapsTo: "Interactions and generateContent `labels`",
  },
} satisfies Record<string, KeySchema>;

const generationConfig = {
  thinking_level: {
    schema: thinkingLevelWords,
    doc: "How much the model thinks before it answers. Thinking is billed as output. Without it the model's own level holds.",
    mapsTo:
      "Interactions `generation_config.thinking_level`; generateContent `thinkingConfig.thinkingLevel` (upper case)",
  },
  thinking_summaries: {
    schema: words({ auto: "Summaries of the thoughts come with the answer.", none: "No thoughts are shown." }),
    doc: "Whether summaries of the thinking are sent along.",
    mapsTo: "Interactions `thinking_summaries`; generateContent `thinkingConfig.includeThoughts`",
  },
  max_output_tokens: {
    schema: integer(1),
    doc: "Most tokens of one answer, thinking included. Too low a number can end the answer before it begins.",
    mapsTo: "Interactions `max_output_tokens`; generateContent `maxOutputTokens`",
    snippet: "${1:1024}",
  },
  stop_sequences: {
    schema: { kind: "list", item: text, max: 5 },
    doc: "The answer ends where one of these texts would come. At most five.",
    mapsTo: "Interactions `stop_sequences`; generateContent `stopSequences`",
    snippet: '["${1:END}"]',
  },
  seed: {
    schema: { kind: "number", integer: true },
    doc: "Number that makes answers more alike from run to run. It is no promise.",
    mapsTo: "Interactions and generateContent `seed`",
    snippet: "${1:1}",
  },
  tool_choice: {
    schema: either(
      words({
        auto: "The model decides.",
        any: "The model must call a tool.",
        none: "No tool may be called.",
        validated: "The model decides; calls are checked against the declarations.",
      }),
      map({ allowed_tools: { schema: any, doc: "Only these tools may be called." } }),
    ),
    doc: "Whether and which tools may be called.",
    mapsTo: "Interactions `tool_choice`; generateContent `toolConfig.functionCallingConfig`",
  },
  temperature: {
    schema: { kind: "number", min: 0, max: 2 },
    doc: "Randomness of the choice of words, 0 to 2.",
    mapsTo: "generateContent `temperature`",
    deprecated: "The Interactions API marks temperature as deprecated: Gemini 3 models are tuned for its default.",
  },
  top_p: {
    schema: { kind: "number", min: 0, max: 1 },
    doc: "Only the likeliest words, up to this share, are considered.",
    mapsTo: "generateContent `topP`",
    deprecated: "The Interactions API marks top_p as deprecated: it will be removed.",
  },
  top_k: {
    schema: integer(1),
    doc: "Only so many of the likeliest words are considered. Only with `target: generate_content`.",
    mapsTo: "generateContent `topK`",
  },
  thinking_budget: {
    schema: { kind: "number", integer: true, min: -1 },
    doc: "Tokens for thinking, for models before Gemini 3. Newer ones take `thinking_level`.",
    mapsTo: "generateContent `thinkingConfig.thinkingBudget`",
    deprecated: "Gemini 3 models take thinking_level instead of a number of tokens.",
  },
} satisfies Record<string, KeySchema>;

const responseFormat = map({
  type: {
    schema: words({ text: "Text, or JSON as text.", image: "An image.", audio: "Speech." }),
    doc: "What kind of answer.",
  },
  mime_type: {
    schema: words({ "text/plain": "Plain text.", "application/json": "JSON after the schema." }, true),
    doc: "Format of the answer.",
    mapsTo: "generateContent `responseMimeType`",
    snippet: "application/json",
  },
  schema: {
    schema: either(anyMap),
    doc: "JSON Schema of the answer, or `{file: path}`.",
    mapsTo: "generateContent `responseJsonSchema`",
    snippet: "\n  type: object\n  properties:\n    ${1:name}: {type: string}\n  required: [${1:name}]",
  },
});

const inputDeclaration = map({
  type: {
    schema: either(words(Object.fromEntries(typeWords.map((w) => [w, `JSON type ${w}.`]))), list(text)),
    doc: "JSON type of the value.",
  },
  description: { schema: text, doc: "What the variable is; shown when a value is asked for." },
  default: { schema: any, doc: "The value when none is given. Without it the variable must be given." },
  untrusted: {
    schema: { kind: "boolean" },
    doc: "The value comes from outside and may hold orders meant for the model.",
    snippet: "true",
  },
  secret: {
    schema: { kind: "boolean" },
    doc: "The value is never written to a trace and may not stand in a prompt.",
    snippet: "true",
  },
  enum: { schema: list(any), doc: "The values that are allowed.", snippet: "[$1]" },
  const: { schema: any, doc: "The one value that is allowed." },
  pattern: { schema: text, doc: "Regular expression that a text must match." },
  format: { schema: text, doc: "Format of a text: date, email, uri and so on." },
  min_length: { schema: integer(), doc: "Fewest characters." },
  max_length: { schema: integer(), doc: "Most characters." },
  minimum: { schema: { kind: "number" }, doc: "Smallest number." },
  maximum: { schema: { kind: "number" }, doc: "Largest number." },
  exclusive_minimum: { schema: { kind: "number" }, doc: "The number must be larger." },
  exclusive_maximum: { schema: { kind: "number" }, doc: "The number must be smaller." },
  multiple_of: { schema: { kind: "number" }, doc: "The number must be a multiple of this one." },
  items: { schema: either(text, anyMap), doc: "What each item of a list is.", snippet: "{type: ${1:string}}" },
  min_items: { schema: integer(), doc: "Fewest items." },
  max_items: { schema: integer(), doc: "Most items." },
  unique_items: { schema: { kind: "boolean" }, doc: "No item stands twice." },
  properties: { schema: anyMap, doc: "The parts of an object." },
  required: { schema: list(text), doc: "The parts that must be there." },
  additional_properties: { schema: any, doc: "Whether an object may have other parts." },
  title: { schema: text, doc: "A short name." },
  examples: { schema: list(any), doc: "Examples of the value." },
});

const modelKeys = {
  model: {
    schema: either(
      { kind: "model" },
      map({
        id: { schema: { kind: "model" }, doc: "The model.", required: true },
        fallback: { schema: list({ kind: "model" }), doc: "Models to try when the first cannot answer, in order." },
      }),
    ),
    doc: "The model that answers: an id, or `{id, fallback}`.",
    mapsTo: "Interactions and generateContent `model`; fallback is done by the runner",
  },
  system_instruction: {
    schema: prompt,
    doc: "What the model is told before the user speaks: a text, or a list of `{text}` and `{file}` joined by an empty line. What stands before the first variable is the same in every request and can be cached.",
    mapsTo: "Interactions `system_instruction`; generateContent `systemInstruction`",
    snippet: "|\n  $0",
  },
  input: {
    schema: prompt,
    doc: "The user's turn. Without it: `{{input}}`.",
    mapsTo: "Interactions `input`; generateContent, the last of `contents`",
    snippet: '"{{${1:message}}}"',
  },
  messages: {
    schema: list(
      map({
        role: {
          schema: words({ user: "Said by the user.", model: "Said by the model." }),
          doc: "Who speaks.",
          required: true,
        },
        content: { schema: prompt, doc: "What is said.", required: true },
      }),
    ),
    doc: "Fixed earlier turns of the conversation.",
    mapsTo: "Interactions, earlier turns of `input`; generateContent `contents`",
    snippet: "\n  - role: user\n    content: $1\n  - role: model\n    content: $2",
  },
  examples: {
    schema: list(
      map({
        input: { schema: any, doc: "What a user says.", required: true },
        output: { schema: any, doc: "What the model should answer.", required: true },
      }),
    ),
    doc: "Examples of question and answer. They are sent as turns before `input`.",
    mapsTo: "as `messages`",
    snippet: "\n  - input: $1\n    output: $2",
  },
  context: {
    schema: list(
      either(
        text,
        map({
          file: { schema: file, doc: "A file beside this one." },
          uri: { schema: text, doc: "A file that the API holds." },
          text: { schema: text, doc: "The text itself. It is sent as it is." },
          mime_type: { schema: text, doc: "Type of the document, such as `application/pdf`." },
          title: { schema: text, doc: "Title of the document." },
          media_resolution: { schema: text, doc: "How finely images are read; it changes their tokens." },
        }),
      ),
    ),
    doc: "Attached documents. They stand first, so that they can be cached.",
    mapsTo: "Interactions and generateContent parts; Files API",
    snippet: "\n  - file: $0",
  },
  inputs: {
    schema: {
      kind: "mapOf",
      names: "variable",
      value: either(words(Object.fromEntries(typeWords.map((w) => [w, `A value of type ${w}.`]))), inputDeclaration),
    },
    doc: "The variables of the prompts, each with a type: a word, or a map with JSON Schema's words and `default`, `untrusted`, `secret`, `description`. Values are checked before a run.",
    snippet: "\n  ${1:message}: ${2:string}",
  },
  generation_config: {
    schema: map(generationConfig),
    doc: "How the model answers: thinking, length, tools.",
    mapsTo: "Interactions `generation_config`; generateContent `generationConfig`",
    snippet: "\n  $0",
  },
  response_format: {
    schema: either(responseFormat, list(responseFormat)),
    doc: "Form of the answer, for JSON with its schema.",
    mapsTo: "Interactions `response_format`; generateContent `responseMimeType` and `responseJsonSchema`",
    snippet:
      "\n  type: text\n  mime_type: application/json\n  schema:\n    type: object\n    properties:\n      ${1:name}: {type: string}\n    required: [${1:name}]",
  },
  safety_settings: {
    schema: list(
      map({
        type: { schema: text, doc: "Kind of harm.", required: true },
        threshold: { schema: text, doc: "From where on answers are blocked.", required: true },
      }),
    ),
    doc: "What is blocked by the filters.",
    mapsTo: "Interactions and generateContent `safety_settings`",
  },
  service_tier: {
    schema: words({
      standard: "The usual price and speed.",
      flex: "Half the price, and slower.",
      priority: "Dearer, and served first.",
      deferred: "Answered later.",
    }),
    doc: "Price and speed. It changes the estimate.",
    mapsTo: "Interactions and generateContent `service_tier`",
  },
  store: { schema: { kind: "boolean" }, doc: "Whether Google keeps the interaction.", mapsTo: "Interactions `store`" },
  background: {
    schema: { kind: "boolean" },
    doc: "Runs in the background; the result is fetched later.",
    mapsTo: "Interactions `background`",
  },
  cache: {
    schema: either(
      words({ auto: "What repeats is cached by itself; parts are ordered for it.", off: "No caching." }),
      map({ ttl: { schema: any, doc: "How long an explicit cache lives. Only with `target: generate_content`." } }),
    ),
    doc: "Caching of what repeats.",
    mapsTo: "generateContent `cachedContent`",
  },
} satisfies Record<string, KeySchema>;

/** What every tool with a description may say. */
const builtinDocs: Readonly<Record<(typeof builtinTools)[number], string>> = {
  google_search: "Searches the web. Billed per search.",
  code_execution: "Runs Python that the model writes, on Google's side.",
  url_context: "Reads web pages that the prompt names.",
  google_maps: "Places and routes. Billed per request.",
  computer_use: "Operates a screen.",
  file_search: "Searches in stores of files.",
};
const toolWords = words(builtinDocs);
const toolType: KeySchema = {
  schema: words({
    function: "A function of your own.",
    ...builtinDocs,
    mcp_server: "Tools of a remote MCP server.",
    mcp_stdio: "Tools of an MCP server that is started here.",
    agent: "Another agent as a tool.",
  }),
  doc: "Kind of tool.",
  required: true,
};
const openMap = (keys: Readonly<Record<string, KeySchema>>): MapSchema => ({
  kind: "map",
  keys: () => keys,
  open: true,
});
export const functionTool = map({
  type: toolType,
  name: {
    schema: {
      kind: "text",
      pattern: {
        source: "^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$",
        says: "A function's name starts with a letter or _ and has letters, digits and _ . : - (at most 128).",
      },
    },
    doc: "Name under which the model calls the function.",
    mapsTo: "Interactions `tools[].name`; generateContent `functionDeclarations[].name`",
    required: true,
  },
  description: {
    schema: text,
    doc: "What the function does and when to call it. The model decides by this text.",
    mapsTo: "`description` of the declaration",
  },
  parameters: {
    schema: anyMap,
    doc: "JSON Schema of the arguments.",
    mapsTo: "Interactions `parameters`; generateContent `parametersJsonSchema`",
    snippet: "\n  type: object\n  properties:\n    ${1:id}: {type: string, description: $2}\n  required: [${1:id}]",
  },
  response: { schema: anyMap, doc: "JSON Schema of what the function answers." },
  run: {
    schema: openMap({
      http: { schema: anyMap, doc: "An HTTP request: `{method, url, headers, body}`." },
      command: { schema: { kind: "any", form: "list" }, doc: "A command. Asks for consent in a trusted workspace." },
    }),
    doc: "How the runner calls the function.",
  },
  mock: {
    schema: any,
    doc: "What the function answers in tests and previews: a value, a list of values for call after call, or a list of `{match, return}`.",
    snippet: "{${1:ok}: ${2:true}}",
  },
});
const typed = { type: toolType };
const builtinCases = Object.fromEntries(builtinTools.map((word) => [word, openMap(typed)]));
export const tool: Schema = either(toolWords, {
  kind: "cases",
  key: "type",
  cases: {
    function: functionTool,
    ...builtinCases,
    mcp_server: openMap({
      ...typed,
      name: { schema: text, doc: "Name of the server.", required: true },
      url: { schema: text, doc: "Address of the server.", required: true },
      headers: { schema: anyMap, doc: "Headers. Secrets as `${secret:NAME}`." },
      allowed_tools: { schema: any, doc: "The tools that may be called. Without it: all." },
    }),
    mcp_stdio: openMap({
      ...typed,
      command: { schema: any, doc: "How the server is started. Asks for consent.", required: true },
    }),
    agent: openMap({ ...typed, agent: { schema: text, doc: "Name or path of the agent.", required: true } }),
  },
  without: map({
    ref: { schema: file, doc: "A shared tool: the path of a `*.tool.yaml`.", required: true },
    type: { ...toolType, required: false },
  }),
});

const toolKeys = {
  tools: {
    schema: list(tool),
    doc: "What the model may call: words such as `google_search`, functions of your own, MCP servers, or `{ref: path}` to a shared tool.",
    mapsTo: "Interactions and Agents API `tools`; generateContent `tools`",
    snippet:
      "\n  - type: function\n    name: ${1:look_up}\n    description: ${2:What it does.}\n    parameters:\n      type: object\n      properties:\n        ${3:id}: {type: string}\n      required: [${3:id}]\n    mock: {${4:ok}: true}",
  },
  policy: {
    schema: openMap({
      approve: { schema: any, doc: "Tools that a person must allow, call by call." },
      deny: { schema: any, doc: "Tools that may not be called." },
      max_tool_calls: { schema: integer(), doc: "Most calls of tools in one run." },
    }),
    doc: "What needs a person's consent, and how many calls a run may make.",
  },
} satisfies Record<string, KeySchema>;

const agentBody: MapSchema = { kind: "map", keys: () => agentKeys };

const teamKeys = {
  agents: {
    schema: { kind: "mapOf", names: "agent", value: agentBody },
    doc: "Agents that live in this file, by name. What they share stands under `defaults`.",
    snippet: "\n  ${1:triage}:\n    description: $2\n    system_instruction: |\n      $0",
  },
  sub_agents: {
    schema: { kind: "any", form: "list" },
    doc: "Agents to which the conversation may be handed: names, paths, `a2a:<url>`.",
  },
  workflow: {
    schema: openMap({
      type: {
        schema: words({
          sequential: "One step after the other.",
          parallel: "All steps at once.",
          loop: "Again and again, up to `max_iterations`.",
          router: "One of several, chosen by a value.",
          graph: "Steps with conditions.",
        }),
        doc: "Order of work.",
        required: true,
      },
      steps: {
        schema: { kind: "any", form: "list" },
        doc: "The steps: `{id, agent, inputs, when, output_key, skip}`.",
      },
    }),
    doc: "Order of work of a team. An agent with a workflow has no model of its own. The API has no workflows: they are run here.",
  },
  output_key: { schema: text, doc: "The result is kept as `state.<name>`." },
  session: {
    schema: anyMap,
    doc: "Memory between turns: `{history, state}`.",
    mapsTo: "Interactions `previous_interaction_id`",
  },
  defaults: {
    schema: agentBody,
    doc: "What all agents under `agents` inherit.",
    snippet: "\n  model: $0",
  },
} satisfies Record<string, KeySchema>;

const managedKeys = {
  base_agent: {
    schema: { kind: "model", agent: true },
    doc: "The managed agent this one is built on. Required with `target: managed`.",
    mapsTo: "Agents API `base_agent`",
  },
  agent_config: {
    schema: anyMap,
    doc: "Settings of the base agent: `{type, model, max_total_tokens}`.",
    mapsTo: "Agents API `agent_config`",
  },
  environment: {
    schema: any,
    doc: "The sandbox: `remote`, an id, or `{type: remote, sources, network, env}`.",
    mapsTo: "Agents API `base_environment`; Interactions `environment`",
  },
  instructions_file: { schema: file, doc: "A Markdown file with rules for the agent, sent as `/.agents/AGENTS.md`." },
  skills: { schema: { kind: "any", form: "list" }, doc: "Folders with a `SKILL.md`." },
  schedule: { schema: anyMap, doc: "When it runs by itself: `{cron, time_zone, …}`.", mapsTo: "Triggers API" },
} satisfies Record<string, KeySchema>;

const budgetKeys = {
  max_cost_usd: {
    schema: { kind: "number", min: 0 },
    doc: "Most US dollars that one run may cost. It is stopped between turns.",
    snippet: "${1:0.05}",
  },
  max_latency_ms: { schema: integer(), doc: "Most milliseconds that one run may take.", snippet: "${1:10000}" },
  max_total_tokens: {
    schema: integer(),
    doc: "Most tokens of one run, all kinds together.",
    mapsTo: "Agents API `agent_config.max_total_tokens`",
    snippet: "${1:20000}",
  },
  max_input_tokens: { schema: integer(), doc: "Most tokens sent in one run." },
  max_output_tokens: { schema: integer(), doc: "Most tokens answered in one run, thinking included." },
  expected_total_tokens: {
    schema: { kind: "list", item: integer(), min: 2, max: 2 },
    doc: "Your own guess, `[low, high]`, for agents whose use cannot be estimated.",
    snippet: "[${1:1000}, ${2:5000}]",
  },
  per_suite: {
    schema: anyMap,
    doc: "Caps for a whole comparison, or for all tests of the file together: `max_cost_usd` stops it before the next run.",
  },
} satisfies Record<string, KeySchema>;

const measuringKeys = {
  budget: {
    schema: map(budgetKeys),
    doc: "Caps for one run. The runner stops between turns when one is passed.",
    snippet: "\n  max_cost_usd: ${1:0.05}",
  },
  variants: {
    schema: { kind: "mapOf", names: "variant", value: { kind: "mapOf", names: "path", value: any } },
    doc: "Named sets of changes to compare: dotted path → value, such as `{generation_config.thinking_level: high}`. The file as it stands is the variant `base`.",
    snippet: "\n  ${1:careful}: {generation_config.thinking_level: ${2:high}}",
  },
  datasets: { schema: anyMap, doc: "Rows to run over: `{file, sample, seed}` or `{rows}`." },
  tests: { schema: { kind: "any", form: "list" }, doc: "Tests: `{name, vars, assert, repeat, threshold}`." },
  judge: { schema: anyMap, doc: "Model for assertions of type `llm-rubric`; its cost is counted apart." },
  secrets: {
    schema: anyMap,
    doc: "Names of secrets. Their values live in the editor's secret storage, the environment or CI.",
  },
  redact: {
    schema: { kind: "any", form: "list" },
    doc: "What is removed from traces before they are written: `{pattern, label}` or `{path}`.",
  },
  lint: { schema: anyMap, doc: "Settings of the checks: `{disable: [ids], severity: {id: level}}`." },
} satisfies Record<string, KeySchema>;

/** Keys of an agent under `agents` or of `defaults`. */
export const agentKeys: Readonly<Record<string, KeySchema>> = {
  description: identity.description,
  target: identity.target,
  labels: identity.labels,
  ...modelKeys,
  ...toolKeys,
  sub_agents: teamKeys.sub_agents,
  workflow: teamKeys.workflow,
  output_key: teamKeys.output_key,
  session: teamKeys.session,
  ...managedKeys,
  budget: measuringKeys.budget,
};

/** Keys of a definition file, in the order in which people write them. */
export const fileKeys: Readonly<Record<string, KeySchema>> = {
  ...identity,
  ...modelKeys,
  ...toolKeys,
  ...teamKeys,
  ...managedKeys,
  ...measuringKeys,
};

export const agentFile: MapSchema = { kind: "map", keys: () => fileKeys };

/** `*.tool.yaml` */
export const toolFile: MapSchema = {
  kind: "map",
  keys: () => ({
    format: {
      schema: words({ "tool/v1": "Version 1 of this language." }),
      doc: "Version of the language.",
      required: true,
    },
    ...functionTool.keys(),
  }),
};

/** Words of other languages → ours: `instruction`, `maxOutputTokens`. `under`: the map where ours belongs. */
export const foreignKeys: Readonly<Record<string, { readonly key: string; readonly under?: string }>> = {
  instruction: { key: "system_instruction" },
  instructions: { key: "system_instruction" },
  system: { key: "system_instruction" },
  systemPrompt: { key: "system_instruction" },
  system_prompt: { key: "system_instruction" },
  prompt: { key: "input" },
  user: { key: "input" },
  contents: { key: "input" },
  modelParameters: { key: "generation_config" },
  generate_content_config: { key: "generation_config" },
  generationConfig: { key: "generation_config" },
  config: { key: "generation_config" },
  variables: { key: "inputs" },
  parameters: { key: "inputs" },
  input_schema: { key: "inputs" },
  outputSchema: { key: "response_format" },
  output_schema: { key: "response_format" },
  responseSchema: { key: "response_format" },
  toolsets: { key: "tools" },
  functions: { key: "tools" },
  testData: { key: "tests" },
  id: { key: "name" },
  temperature: { key: "temperature", under: "generation_config" },
  top_p: { key: "top_p", under: "generation_config" },
  top_k: { key: "top_k", under: "generation_config" },
  seed: { key: "seed", under: "generation_config" },
  max_tokens: { key: "max_output_tokens", under: "generation_config" },
  max_output_tokens: { key: "max_output_tokens", under: "generation_config" },
  stop_sequences: { key: "stop_sequences", under: "generation_config" },
  thinking_level: { key: "thinking_level", under: "generation_config" },
  thinking: { key: "thinking_level", under: "generation_config" },
  tool_choice: { key: "tool_choice", under: "generation_config" },
};
