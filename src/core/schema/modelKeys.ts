// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
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
  model,
  number,
  oneOrMore,
  refersTo,
  template,
  text,
  variablePattern,
  words,
} from "./build.ts";
import { inputDeclaration, jsonSchemaOrFile } from "./jsonSchemaKeys.ts";
import type { KeySchema, MapSchema, Schema } from "./schema.ts";

/** Model and prompt: what one call of a model is made of. */

const thinkingLevelWords = words({
  minimal: "As little thinking as the model can do: cheapest and fastest.",
  low: "A little thinking.",
  medium: "Some thinking: for tasks with several steps.",
  high: "Much thinking: dear and slow.",
  xhigh: "As much thinking as the model can do. Few models offer it.",
});

const part: MapSchema = map(
  {
    text: { schema: template, doc: "The text, written here." },
    file: { schema: file, doc: "The text of a file, path relative to this one.", snippet: "prompts/$0" },
  },
  { oneOf: ["text", "file"], id: "promptPart" },
);
/** A text, a part, or several. */
export const prompt = either(template, list(either(template, part)), part);

export const toolChoiceWords = words({
  auto: "The model decides.",
  any: "The model must call a tool.",
  none: "No tool may be called.",
  validated: "The model decides; calls are checked against the declarations.",
});

/** `{mode, tools}`, as `tool_choice` and MCP servers take it. */
export const allowedTools: MapSchema = map({
  mode: { schema: toolChoiceWords, doc: "How the model may use them.", mapsTo: "Interactions `AllowedTools.mode`" },
  tools: {
    schema: list(refersTo("tool")),
    doc: "The names of the tools that may be called.",
    mapsTo: "Interactions `AllowedTools.tools`",
    snippet: "[$1]",
  },
});

const mediaResolution = words({
  low: "Few tokens, coarse.",
  medium: "In between.",
  high: "Many tokens, fine.",
  ultra_high: "As fine as it gets. Only for single images.",
});

const onlyGenerateContent = "Only with `target: generate_content`.";

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
    mapsTo: "Interactions `generation_config.thinking_summaries`; generateContent `thinkingConfig.includeThoughts`",
  },
  max_output_tokens: {
    schema: integer(1),
    doc: "Most tokens of one answer, thinking included. Too low a number can end the answer before it begins.",
    mapsTo: "Interactions `generation_config.max_output_tokens`; generateContent `maxOutputTokens`",
    snippet: "${1:1024}",
  },
  stop_sequences: {
    schema: { kind: "list", item: text, max: 5 },
    doc: "The answer ends where one of these texts would come. At most five.",
    mapsTo: "Interactions `generation_config.stop_sequences`; generateContent `stopSequences`",
    snippet: '["${1:END}"]',
  },
  seed: {
    schema: { kind: "number", integer: true },
    doc: "Number that makes answers more alike from run to run. It is no promise.",
    mapsTo: "Interactions `generation_config.seed`; generateContent `seed`",
    snippet: "${1:1}",
  },
  tool_choice: {
    schema: either(
      toolChoiceWords,
      map({
        allowed_tools: {
          schema: either(list(refersTo("tool")), allowedTools),
          doc: "Only these tools may be called: their names, or `{mode, tools}`.",
          mapsTo: "Interactions `ToolChoiceConfig.allowed_tools`; generateContent `allowedFunctionNames`",
          required: true,
          snippet: "{mode: ${1:any}, tools: [$2]}",
        },
      }),
    ),
    doc: "Whether and which tools may be called.",
    mapsTo: "Interactions `generation_config.tool_choice`; generateContent `toolConfig.functionCallingConfig`",
  },
  temperature: {
    schema: number(0, 2),
    doc: "Randomness of the choice of words, 0 to 2.",
    mapsTo: "Interactions `generation_config.temperature`; generateContent `temperature`",
    deprecated: "The Interactions API marks temperature as deprecated: Gemini 3 models are tuned for its default.",
  },
  top_p: {
    schema: number(0, 1),
    doc: "Only the likeliest words, up to this share, are considered.",
    mapsTo: "Interactions `generation_config.top_p`; generateContent `topP`",
    deprecated: "The Interactions API marks top_p as deprecated: it will be removed.",
  },
  top_k: {
    schema: integer(1),
    doc: `Only so many of the likeliest words are considered. ${onlyGenerateContent}`,
    mapsTo: "generateContent `topK`",
  },
  candidate_count: {
    schema: integer(1, 8),
    doc: `How many answers are made. ${onlyGenerateContent} Gemini 3.6 and later refuse more than one.`,
    mapsTo: "generateContent `candidateCount`",
  },
  presence_penalty: {
    schema: number(-2, 2),
    doc: `Above 0, words that were used already become less likely. ${onlyGenerateContent} Gemini 3.6 and later refuse it.`,
    mapsTo: "generateContent `presencePenalty`",
  },
  frequency_penalty: {
    schema: number(-2, 2),
    doc: `Above 0, words become less likely the more often they were used. ${onlyGenerateContent} Gemini 3.6 and later refuse it.`,
    mapsTo: "generateContent `frequencyPenalty`",
  },
  response_logprobs: {
    schema: boolean,
    doc: `How likely the chosen words were is sent along, where the model allows it. ${onlyGenerateContent}`,
    mapsTo: "generateContent `responseLogprobs`",
  },
  logprobs: {
    schema: integer(0, 20),
    doc: `For each word so many likely ones are sent along. ${onlyGenerateContent}`,
    mapsTo: "generateContent `logprobs`",
  },
  media_resolution: {
    schema: words({ low: "Few tokens, coarse.", medium: "In between.", high: "Many tokens, fine." }),
    doc: `How finely images and videos are read; it changes their tokens. ${onlyGenerateContent} Under \`context\` it can be said for each document.`,
    mapsTo: "generateContent `mediaResolution`",
  },
  thinking_budget: {
    schema: { kind: "number", integer: true, min: -1 },
    doc: "Tokens for thinking, for models before Gemini 3. Newer ones take `thinking_level`.",
    mapsTo: "generateContent `thinkingConfig.thinkingBudget`",
    deprecated: "Gemini 3 models take thinking_level instead of a number of tokens.",
  },
} satisfies Keys;

const formatType: KeySchema = {
  schema: words({ text: "Text, or JSON as text.", image: "An image.", audio: "Speech.", video: "A video." }),
  doc: "What kind of answer.",
};
const delivery: KeySchema = {
  schema: words({ inline: "Inside the answer.", uri: "As an address." }),
  doc: "How the data is sent.",
  mapsTo: "Interactions `response_format.delivery`",
};
const textFormat = map({
  type: formatType,
  mime_type: {
    schema: words({ "text/plain": "Plain text.", "application/json": "JSON after the schema." }, true),
    doc: "Format of the answer.",
    mapsTo: "Interactions `response_format.mime_type`; generateContent `responseMimeType`",
    snippet: "application/json",
  },
  schema: {
    schema: jsonSchemaOrFile,
    doc: "JSON Schema of the answer, or `{file: path}`.",
    mapsTo: "Interactions `response_format.schema`; generateContent `responseJsonSchema`",
    snippet: "\n  type: object\n  properties:\n    ${1:name}: {type: string}\n  required: [${1:name}]",
  },
});
const responseFormat: Schema = {
  kind: "cases",
  key: "type",
  id: "responseFormat",
  cases: {
    text: textFormat,
    image: map({
      type: formatType,
      mime_type: {
        schema: words({ "image/jpeg": "JPEG." }, true),
        doc: "Format of the image.",
        mapsTo: "Interactions `response_format.mime_type`",
      },
      aspect_ratio: {
        schema: words(
          Object.fromEntries(
            ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:8", "8:1", "1:4", "4:1"].map(
              (ratio) => [ratio, `${ratio.split(":")[0]} wide to ${ratio.split(":")[1]} high.`],
            ),
          ),
        ),
        doc: "Width to height, in quotes.",
        mapsTo: "Interactions `response_format.aspect_ratio`",
      },
      image_size: {
        schema: words({ "512": "512 pixels.", "1K": "1,024 pixels.", "2K": "2,048 pixels.", "4K": "4,096 pixels." }),
        doc: "Size of the longer side.",
        mapsTo: "Interactions `response_format.image_size`",
      },
      delivery,
    }),
    audio: map({
      type: formatType,
      mime_type: {
        schema: words(
          Object.fromEntries(
            ["mp3", "ogg_opus", "l16", "wav", "alaw", "mulaw"].map((kind) => [`audio/${kind}`, `${kind} sound.`]),
          ),
        ),
        doc: "Format of the sound.",
        mapsTo: "Interactions `response_format.mime_type`",
      },
      bit_rate: { schema: integer(1), doc: "Bits a second.", mapsTo: "Interactions `response_format.bit_rate`" },
      sample_rate: {
        schema: integer(1),
        doc: "Samples a second.",
        mapsTo: "Interactions `response_format.sample_rate`",
      },
      delivery,
    }),
    video: map({
      type: formatType,
      aspect_ratio: {
        schema: words({ "16:9": "Lying.", "9:16": "Standing." }),
        doc: "Width to height, in quotes.",
        mapsTo: "Interactions `response_format.aspect_ratio`",
      },
      duration: {
        schema: text,
        doc: "How long it is, such as `8s`.",
        mapsTo: "Interactions `response_format.duration`",
      },
      resolution: {
        schema: words({ "360p": "360 lines.", "720p": "720 lines.", "1080p": "1,080 lines.", "4k": "2,160 lines." }),
        doc: "How many lines the picture has.",
        mapsTo: "Interactions `response_format.resolution`",
      },
      gcs_uri: {
        schema: text,
        doc: "Where in Cloud Storage it is written.",
        mapsTo: "Interactions `response_format.gcs_uri`",
      },
      delivery,
    }),
  },
  without: textFormat,
};

const harm = (word: string) => ({ [word]: `${word.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())}.` });

export const modelKeys = {
  model: {
    schema: either(
      model,
      map({
        id: { schema: model, doc: "The model.", required: true },
        fallback: {
          schema: list(model),
          doc: "Models to try when the first cannot answer, in order.",
          snippet: "[$1]",
        },
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
      map(
        {
          file: { schema: file, doc: "A file beside this one." },
          uri: {
            schema: text,
            doc: "A file that the API holds.",
            mapsTo: "Interactions content `uri`; generateContent `fileData.fileUri`",
          },
          text: { schema: text, doc: "The text itself. It is sent as it is." },
          mime_type: {
            schema: text,
            doc: "Type of the document, such as `application/pdf`.",
            mapsTo: "Interactions content `mime_type`; generateContent `fileData.mimeType`",
          },
          title: { schema: text, doc: "Title of the document." },
          media_resolution: {
            schema: mediaResolution,
            doc: "How finely images are read; it changes their tokens.",
            mapsTo: "Interactions content `resolution`; generateContent `mediaResolution.level`",
          },
        },
        { oneOf: ["file", "uri", "text"] },
      ),
    ),
    doc: "Attached documents. They stand first, so that they can be cached.",
    mapsTo: "Interactions and generateContent parts; Files API",
    snippet: "\n  - file: $0",
  },
  inputs: {
    schema: mapOf("variable", inputDeclaration, { keys: variablePattern }),
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
    schema: oneOrMore(responseFormat),
    doc: "Form of the answer, for JSON with its schema.",
    mapsTo: "Interactions `response_format`; generateContent `responseMimeType` and `responseJsonSchema`",
    snippet:
      "\n  type: text\n  mime_type: application/json\n  schema:\n    type: object\n    properties:\n      ${1:name}: {type: string}\n    required: [${1:name}]",
  },
  safety_settings: {
    schema: list(
      map({
        type: {
          schema: words({
            ...harm("hate_speech"),
            ...harm("dangerous_content"),
            ...harm("harassment"),
            ...harm("sexually_explicit"),
            ...harm("civic_integrity"),
            ...harm("image_hate"),
            ...harm("image_dangerous_content"),
            ...harm("image_harassment"),
            ...harm("image_sexually_explicit"),
            ...harm("jailbreak"),
          }),
          doc: "Kind of harm.",
          mapsTo: "Interactions `safety_settings.type`; generateContent `safetySettings.category`",
          required: true,
        },
        threshold: {
          schema: words({
            block_low_and_above: "Blocks also what is hardly harmful.",
            block_medium_and_above: "Blocks what is somewhat harmful.",
            block_only_high: "Blocks only what is very harmful.",
            block_none: "Blocks nothing.",
            off: "The filter is off.",
          }),
          doc: "From where on answers are blocked.",
          mapsTo: "Interactions `safety_settings.threshold`; generateContent `safetySettings.threshold`",
          required: true,
        },
        method: {
          schema: words({ severity: "How bad it is counts too.", probability: "How likely it is counts." }),
          doc: "What the threshold is compared with.",
          mapsTo: "Interactions `safety_settings.method`; generateContent `safetySettings.method`",
        },
      }),
    ),
    doc: "What is blocked by the filters.",
    mapsTo: "Interactions `safety_settings`; generateContent `safetySettings`",
    snippet: "\n  - {type: ${1:harassment}, threshold: ${2:block_only_high}}",
  },
  service_tier: {
    schema: words({
      standard: "The usual price and speed.",
      flex: "Half the price, and slower.",
      priority: "Dearer, and served first.",
      deferred: "Answered later.",
    }),
    doc: "Price and speed. It changes the estimate.",
    mapsTo: "Interactions `service_tier`; generateContent `serviceTier`",
  },
  store: {
    schema: boolean,
    doc: "Whether Google keeps the interaction.",
    mapsTo: "Interactions and generateContent `store`",
  },
  background: {
    schema: boolean,
    doc: "Runs in the background; the result is fetched later.",
    mapsTo: "Interactions `background`",
  },
  cache: {
    schema: either(
      words({ auto: "What repeats is cached by itself; parts are ordered for it.", off: "No caching." }),
      map({
        ttl: {
          schema: {
            kind: "text",
            pattern: { source: "^\\d+(\\.\\d+)?s$", says: 'A time in seconds, such as "3600s".' },
          },
          doc: `How long an explicit cache lives, such as \`"3600s"\`. ${onlyGenerateContent} Gemini 4 has no explicit caches.`,
          required: true,
          snippet: '"${1:3600}s"',
        },
      }),
    ),
    doc: "Caching of what repeats.",
    mapsTo: "generateContent `cachedContent`",
  },
} satisfies Keys;
