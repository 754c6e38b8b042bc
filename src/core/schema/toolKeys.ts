// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import type { builtinTools } from "../document/readTool.ts";
import {
  any,
  boolean,
  either,
  file,
  integer,
  type Keys,
  list,
  map,
  mapOf,
  number,
  refersTo,
  template,
  templateValue,
  text,
  words,
} from "./build.ts";
import { jsonSchema } from "./jsonSchemaKeys.ts";
import { allowedTools } from "./modelKeys.ts";
import type { CasesSchema, KeySchema, MapSchema, Schema } from "./schema.ts";

/** Tools: what the model may call, how a call is answered, and what needs consent. */

/** Those on Google's side that need nothing but their name. */
const wordTools = {
  google_search: "Searches the web. Billed per search.",
  code_execution: "Runs Python that the model writes, on Google's side.",
  url_context: "Reads web pages that the prompt names.",
  google_maps: "Places and routes. Billed per request.",
  computer_use: "Operates a screen.",
};
const builtinDocs: Readonly<Record<(typeof builtinTools)[number], string>> = {
  ...wordTools,
  file_search: "Searches in stores of files.",
};

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
const typed = { type: toolType };

const functionName: Schema = {
  kind: "text",
  pattern: {
    source: "^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$",
    says: "A function's name starts with a letter or _ and has letters, digits and _ . : - (at most 128).",
  },
};
/** Values that may hold `${env:NAME}` and `${secret:NAME}`. */
const headers = mapOf("header", template);

const http: MapSchema = map({
  method: {
    schema: words({
      GET: "Reads.",
      POST: "Sends.",
      PUT: "Replaces.",
      PATCH: "Changes.",
      DELETE: "Removes.",
      HEAD: "Reads the headers alone.",
    }),
    doc: "What is done. Without it: GET, or POST when there is a body.",
  },
  url: {
    schema: template,
    doc: "The address. `{{args.x}}` is an argument of the call.",
    required: true,
    snippet: '"https://${1:example.com}/${2:things}/{{args.${3:id}}}"',
  },
  headers: {
    schema: headers,
    doc: "Headers. Secrets as `${secret:NAME}`, values of the environment as `${env:NAME}`.",
    snippet: '\n  ${1:Authorization}: "Bearer \\${secret:${2:TOKEN}}"',
  },
  query: { schema: mapOf("parameter", template), doc: "What stands behind `?` in the address." },
  body: { schema: templateValue, doc: "What is sent: a text, or a map or list that becomes JSON." },
  timeout_ms: { schema: integer(1), doc: "Most milliseconds that an answer may take." },
});

const run: MapSchema = map(
  {
    http: {
      schema: http,
      doc: "An HTTP request: `{method, url, headers, query, body}`.",
      snippet: '\n  method: ${1|GET,POST|}\n  url: "https://${2:example.com}/{{args.${3:id}}}"',
    },
    command: {
      schema: list(template, 1),
      doc: "A command and its arguments. It asks for consent, in a trusted workspace only. The arguments of the call come as JSON on its input.",
      snippet: '[${1:node}, ${2:tool.mjs}, "{{args.${3:id}}}"]',
    },
    env: { schema: mapOf("variable", template), doc: "Environment of the command. Secrets as `${secret:NAME}`." },
    timeout_ms: { schema: integer(1), doc: "Most milliseconds that the command may take." },
  },
  { oneOf: ["http", "command"] },
);

const functionKeys = {
  ...typed,
  name: {
    schema: functionName,
    doc: "Name under which the model calls the function.",
    mapsTo: "Interactions `tools[].name`; generateContent `functionDeclarations[].name`",
    required: true,
  },
  description: {
    schema: text,
    doc: "What the function does and when to call it. The model decides by this text.",
    mapsTo: "Interactions `tools[].description`; generateContent `functionDeclarations[].description`",
  },
  parameters: {
    schema: jsonSchema,
    doc: "JSON Schema of the arguments.",
    mapsTo: "Interactions `tools[].parameters`; generateContent `functionDeclarations[].parametersJsonSchema`",
    snippet: "\n  type: object\n  properties:\n    ${1:id}: {type: string, description: $2}\n  required: [${1:id}]",
  },
  response: {
    schema: jsonSchema,
    doc: "JSON Schema of what the function answers.",
    mapsTo: "generateContent `functionDeclarations[].responseJsonSchema`",
  },
  run: {
    schema: run,
    doc: "How the runner calls the function: `{http}` or `{command}`.",
    snippet: "\n  http:\n    $0",
  },
  mock: {
    schema: any,
    doc: "What the function answers in tests and previews: a value, a list of values for call after call, or a list of `{match, return}`.",
    snippet: "{${1:ok}: ${2:true}}",
  },
} satisfies Keys;
const functionTool = map(functionKeys);

const named: KeySchema = { schema: text, doc: "Name of the server.", required: true };

const toolCases: Readonly<Record<string, MapSchema>> = {
  function: functionTool,
  google_search: map({
    ...typed,
    search_types: {
      schema: list(
        words({
          web_search: "Web pages.",
          image_search: "Images.",
          enterprise_web_search: "Web pages, as companies may use them.",
        }),
        1,
      ),
      doc: "What is searched.",
      mapsTo: "Interactions `tools[].search_types`",
      snippet: "[${1:web_search}]",
    },
  }),
  code_execution: map(typed),
  url_context: map(typed),
  google_maps: map({
    ...typed,
    latitude: { schema: number(-90, 90), doc: "Where the user is.", mapsTo: "Interactions `tools[].latitude`" },
    longitude: { schema: number(-180, 180), doc: "Where the user is.", mapsTo: "Interactions `tools[].longitude`" },
    enable_widget: {
      schema: boolean,
      doc: "Whether a map can be shown with the answer.",
      mapsTo: "Interactions `tools[].enable_widget`; generateContent `googleMaps.enableWidget`",
    },
  }),
  computer_use: map({
    ...typed,
    environment: {
      schema: words({ browser: "A browser.", mobile: "A telephone.", desktop: "A whole screen." }),
      doc: "What kind of screen.",
      mapsTo: "Interactions `tools[].environment`; generateContent `computerUse.environment`",
    },
    excluded_predefined_functions: {
      schema: list(text),
      doc: "Actions that the model may not ask for.",
      mapsTo:
        "Interactions `tools[].excluded_predefined_functions`; generateContent `computerUse.excludedPredefinedFunctions`",
      snippet: "[$1]",
    },
    enable_prompt_injection_detection: {
      schema: boolean,
      doc: "Whether what stands on the screen is searched for orders to the model.",
      mapsTo: "Interactions `tools[].enable_prompt_injection_detection`",
    },
    disabled_safety_policies: {
      schema: list(
        words({
          financial_transactions: "Paying and moving money.",
          sensitive_data_modification: "Changing sensitive data.",
          communication_tool: "Writing to people.",
          account_creation: "Opening accounts.",
          data_modification: "Changing data.",
          user_consent_management: "Giving consent for the user.",
          legal_terms_and_agreements: "Accepting terms.",
        }),
      ),
      doc: "For what the model need not ask first.",
      mapsTo: "Interactions `tools[].disabled_safety_policies`",
    },
  }),
  file_search: map({
    ...typed,
    file_search_store_names: {
      schema: list(text, 1),
      doc: "The stores that are searched.",
      mapsTo: "Interactions `tools[].file_search_store_names`; generateContent `fileSearch.fileSearchStoreNames`",
      required: true,
      snippet: "[${1:fileSearchStores/my-store}]",
    },
    top_k: {
      schema: integer(1),
      doc: "Most pieces that are found.",
      mapsTo: "Interactions `tools[].top_k`; generateContent `fileSearch.topK`",
    },
    metadata_filter: {
      schema: text,
      doc: "Which files are searched, by what is known about them.",
      mapsTo: "Interactions `tools[].metadata_filter`; generateContent `fileSearch.metadataFilter`",
    },
  }),
  mcp_server: map({
    ...typed,
    name: { ...named, mapsTo: "Interactions `tools[].name`; generateContent `mcpServers[].name`" },
    url: {
      schema: template,
      doc: "Address of the server.",
      mapsTo: "Interactions `tools[].url`; generateContent `mcpServers[].streamableHttpTransport.url`",
      required: true,
      snippet: "https://${1:example.com}/mcp",
    },
    headers: {
      schema: headers,
      doc: "Headers. Secrets as `${secret:NAME}`.",
      mapsTo: "Interactions `tools[].headers`; generateContent `mcpServers[].streamableHttpTransport.headers`",
    },
    allowed_tools: {
      schema: list(either(text, allowedTools)),
      doc: "The tools that may be called: names, or `{mode, tools}`. Without it: all.",
      mapsTo: "Interactions `tools[].allowed_tools`",
      snippet: "[{mode: ${1:auto}, tools: [$2]}]",
    },
  }),
  mcp_stdio: map({
    ...typed,
    name: { ...named, required: false },
    command: {
      schema: either(text, list(text, 1)),
      doc: "How the server is started: a command and its arguments. It asks for consent, in a trusted workspace only.",
      required: true,
      snippet: "[${1:npx}, ${2:my-server}]",
    },
    env: { schema: mapOf("variable", template), doc: "Environment of the server. Secrets as `${secret:NAME}`." },
    allowed_tools: {
      schema: list(either(text, allowedTools)),
      doc: "The tools that may be called. Without it: all.",
      snippet: "[$1]",
    },
  }),
  agent: map({
    ...typed,
    agent: {
      schema: refersTo("agent"),
      doc: "Name of an agent in this file, or the path of a definition.",
      required: true,
    },
    name: { schema: functionName, doc: "Name under which the model calls it. Without it: the agent's." },
    description: { schema: text, doc: "When to call it. Without it: the agent's description." },
  }),
};

/** One item of `tools`. */
export const tool: Schema = either(words(wordTools), {
  kind: "cases",
  key: "type",
  id: "tool",
  cases: toolCases,
  without: map({
    ref: { schema: file, doc: "A shared tool: the path of a `*.tool.yaml`.", required: true, snippet: "tools/$0" },
    type: { ...toolType, required: false },
  }),
});

/** `*.tool.yaml`: a tool of any kind with the line that says so. */
export function sharedTool(format: KeySchema): CasesSchema {
  const cases = Object.entries(toolCases).map(([type, { keys, ...more }]) => {
    const own = { format, ...keys() };
    return [type, { ...more, keys: () => own }] as const;
  });
  return { kind: "cases", key: "type", cases: Object.fromEntries(cases) };
}

export const toolKeys = {
  tools: {
    schema: list(tool),
    doc: "What the model may call: words such as `google_search`, functions of your own, MCP servers, other agents, or `{ref: path}` to a shared tool.",
    mapsTo: "Interactions and Agents API `tools`; generateContent `tools`",
    snippet:
      "\n  - type: function\n    name: ${1:look_up}\n    description: ${2:What it does.}\n    parameters:\n      type: object\n      properties:\n        ${3:id}: {type: string}\n      required: [${3:id}]\n    mock: {${4:ok}: true}",
  },
  policy: {
    schema: map({
      approve: {
        schema: list(refersTo("tool")),
        doc: "Tools that a person must allow, call by call.",
        snippet: "[$1]",
      },
      deny: { schema: list(refersTo("tool")), doc: "Tools that may not be called.", snippet: "[$1]" },
      max_tool_calls: { schema: integer(), doc: "Most calls of tools in one run.", snippet: "${1:6}" },
    }),
    doc: "What needs a person's consent, and how many calls a run may make.",
    snippet: "\n  approve: [$1]\n  max_tool_calls: ${2:6}",
  },
} satisfies Keys;
