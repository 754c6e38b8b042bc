import type { ForeignDialect } from "./recognise.ts";
import type { Shape } from "./shape.ts";

// Which keys the other languages have. Sources: ADK's config classes (2.5.0), the zod schema of gemini-api-cli (June
// 2026), GitHub's page on .prompt.yml, promptfoo's and Docker Agent's configuration references.

const text: Shape = { form: "text" };
const number: Shape = { form: "number" };
const boolean: Shape = { form: "boolean" };
const map: Shape = { form: "map" };
const list: Shape = { form: "list" };
const any: Shape = {};
const keysOf = (names: string, shape: Shape): Record<string, Shape> =>
  Object.fromEntries(names.split(" ").map((name) => [name, shape]));

/** A Python name: `{name: shop.callbacks.log}`, with `args`. */
const code: Shape = { form: ["map", "text"], keys: { name: text, args: any } };

/** The fields of google.genai's GenerateContentConfig, as Python writes them; the camelCase of the API is taken too. */
const generateContentConfig: Shape = {
  form: "map",
  keys: {
    ...keysOf(
      "temperature top_p top_k candidate_count max_output_tokens seed presence_penalty frequency_penalty logprobs",
      number,
    ),
    ...keysOf("response_logprobs audio_timestamp enable_enhanced_civic_answers", boolean),
    ...keysOf("response_mime_type cached_content media_resolution service_tier", text),
    ...keysOf("stop_sequences response_modalities tools safety_settings", list),
    ...keysOf(
      "http_options tool_config labels thinking_config speech_config image_config automatic_function_calling model_selection_config routing_config model_armor_config",
      any,
    ),
    ...keysOf("should_return_http_response response_schema response_json_schema system_instruction", any),
  },
  also: /^[a-z]+(?:[A-Z][a-z]*)+$/,
};

const adkBase: Record<string, Shape> = {
  agent_class: text,
  name: { form: "text", required: true },
  description: text,
  sub_agents: { form: "list", item: { form: ["map", "text"], keys: { config_path: text, code: any } } },
};

/** Callbacks, and what newer versions build from Python by the same ending. */
const fromCode = /_callbacks?$|_code$/;

const adkLlm: Shape = {
  form: "map",
  keys: {
    ...adkBase,
    ...keysOf("model global_instruction output_key mode", text),
    instruction: { form: "text", required: true },
    static_instruction: any,
    ...keysOf(
      "disallow_transfer_to_parent disallow_transfer_to_peers accumulate_output_key parallel_worker wait_for_output rerun_on_resume",
      boolean,
    ),
    ...keysOf("input_schema output_schema", code),
    include_contents: { form: "text", words: ["default", "none"] },
    tools: { form: "list", item: { form: ["map", "text"], keys: { name: text, args: any }, also: fromCode } },
    generate_content_config: generateContentConfig,
    ...keysOf("planner code_executor retry_config timeout state_schema", any),
  },
  also: fromCode,
};

const adkTeam = (more: Record<string, Shape>): Shape => ({
  form: "map",
  keys: { ...adkBase, ...more },
  also: fromCode,
});

/** By `agent_class`. A class of the author's own takes whatever it likes. */
export function adkShape(agentClass: string | undefined): Shape | undefined {
  const last = agentClass?.replace(/^google\.adk\.(?:\w+\.)*/, "");
  switch (last) {
    case undefined:
    case "":
    case "LlmAgent":
      return adkLlm;
    case "SequentialAgent":
    case "ParallelAgent":
      return adkTeam({});
    case "LoopAgent":
      return adkTeam({ max_iterations: number });
    default:
      return undefined;
  }
}

const sources: Shape = {
  form: "list",
  item: {
    form: "map",
    keys: {
      type: { form: "text", words: ["gcs", "inline", "github", "repository", "skill_registry"], required: true },
      target: { form: "text", required: true },
      ...keysOf("source content encoding", text),
    },
  },
};
const environment: Shape = {
  form: ["text", "map"],
  keys: {
    type: { form: "text", words: ["remote"] },
    sources,
    network: {
      form: ["text", "map"],
      keys: {
        allowlist: {
          form: "list",
          item: { form: "map", keys: { domain: { form: "text", required: true }, transform: any, credential: text } },
        },
      },
    },
    env: map,
  },
};

const gemini: Shape = {
  form: "map",
  keys: {
    id: { form: "text", required: true },
    ...keysOf("base_agent description instructions system_instruction", text),
    agent_config: map,
    tools: { form: "list", item: { form: "map", keys: { type: { form: "text", required: true } }, also: /./ } },
    base_environment: environment,
    environment,
    sources,
    examples: { form: "list", item: { form: "map", keys: { title: text, prompt: text } } },
  },
};

const githubPrompt: Shape = {
  form: "map",
  keys: {
    ...keysOf("name description model", text),
    modelParameters: {
      form: "map",
      keys: keysOf(
        "temperature maxTokens maxCompletionTokens topP seed frequencyPenalty presencePenalty stop stream",
        any,
      ),
      also: /_/,
    },
    messages: {
      form: "list",
      required: true,
      item: {
        form: "map",
        keys: {
          role: { form: "text", words: ["system", "user", "assistant", "developer"], required: true },
          content: { ...any, required: true },
        },
      },
    },
    responseFormat: { form: "text", words: ["text", "json_object", "json_schema"] },
    jsonSchema: { form: ["text", "map"] },
    testData: { form: "list" },
    evaluators: {
      form: "list",
      item: {
        form: "map",
        keys: {
          ...keysOf("name uses", text),
          string: { form: "map", keys: keysOf("equals contains startsWith endsWith", text) },
          llm: { form: "map", keys: { ...keysOf("modelId prompt systemPrompt", text), choices: list } },
        },
      },
    },
    tools: list,
  },
};

const promptfooTest: Shape = {
  form: ["map", "text"],
  keys: keysOf(
    "description vars provider providers providerOutput prompts assert assertScoringFunction options threshold metadata",
    any,
  ),
  lenient: true,
};
const promptfoo: Shape = {
  form: "map",
  keys: {
    ...keysOf(
      "description tags providers targets prompts scenarios outputPath sharing nunjucksFilters env derivedMetrics extensions metadata redteam writeLatestResults evaluateOptions commandLineOptions tracing",
      any,
    ),
    defaultTest: promptfooTest,
    tests: { form: ["list", "text", "map"], item: promptfooTest },
  },
  lenient: true,
};

export const shapes: Readonly<Partial<Record<ForeignDialect, Shape>>> = {
  gemini,
  "github-prompt": githubPrompt,
  promptfoo,
};
