// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import {
  anyMap,
  integer,
  type Keys,
  list,
  map,
  model,
  number,
  refersTo,
  stateKey,
  template,
  templateValue,
  text,
  words,
} from "./build.ts";
import { jsonSchemaOrFile } from "./jsonSchemaKeys.ts";
import type { CasesSchema, KeySchema, MapSchema, Schema } from "./schema.ts";

/** What a test can assert. Names follow promptfoo where the meaning is the same; any can have `not-` before it. */

interface Assertion {
  readonly doc: string;
  readonly keys: Keys;
}

const value = (schema: Schema, doc: string, snippet?: string): Keys => ({
  value: { schema, doc, required: true, ...(snippet === undefined ? {} : { snippet }) },
});
const atMost = (schema: Schema, doc: string, snippet: string): Keys => ({
  threshold: { schema, doc, required: true, snippet },
});
const share: Schema = number(0, 1);

const assertions = {
  equals: { doc: "It is exactly this.", keys: value(templateValue, "What it must be.") },
  contains: { doc: "This text stands in it.", keys: value(template, "The text.") },
  icontains: { doc: "This text stands in it, in small or capital letters.", keys: value(template, "The text.") },
  "contains-all": {
    doc: "All of these texts stand in it.",
    keys: value(list(template, 1), "The texts.", "[$1]"),
  },
  "icontains-all": {
    doc: "All of these texts stand in it, in small or capital letters.",
    keys: value(list(template, 1), "The texts.", "[$1]"),
  },
  "contains-any": {
    doc: "At least one of these texts stands in it.",
    keys: value(list(template, 1), "The texts.", "[$1]"),
  },
  regex: { doc: "A part of it matches.", keys: value(text, "The regular expression.", "'$1'") },
  "starts-with": { doc: "It begins so.", keys: value(template, "The text.") },
  "is-json": {
    doc: "It can be read as JSON.",
    keys: { value: { schema: jsonSchemaOrFile, doc: "A JSON Schema that it must fit as well." } },
  },
  "json-schema": {
    doc: "It is JSON that fits a schema.",
    keys: {
      value: {
        schema: jsonSchemaOrFile,
        doc: "The schema, or `{file: path}`. Without it: that of `response_format`.",
      },
    },
  },
  "llm-rubric": {
    doc: "A model judges whether it is so. The judge's cost is counted apart.",
    keys: {
      ...value(template, "What must be true of the answer.", "${1:The answer names its source.}"),
      model: { schema: model, doc: "The model that judges. Without it: that of `judge`." },
      threshold: { schema: share, doc: "The judge's mark from which on it passes." },
    },
  },
  similar: {
    doc: "It means nearly the same.",
    keys: {
      ...value(template, "The text to compare with."),
      threshold: { schema: share, doc: "How alike: 1 is the same. Without it: 0.75.", snippet: "${1:0.75}" },
    },
  },
  cost: {
    doc: "The run costs at most this.",
    keys: atMost(number(0), "Most US dollars that the run may cost.", "${1:0.01}"),
  },
  latency: {
    doc: "The run takes at most this long.",
    keys: atMost(integer(1), "Most milliseconds that the run may take.", "${1:5000}"),
  },
  "tool-called": {
    doc: "This tool was called.",
    keys: {
      ...value(refersTo("tool"), "The tool."),
      args: { schema: anyMap, doc: "Arguments that one call must have had; others may stand beside them." },
      times: { schema: integer(), doc: "How often exactly. Without it: at least once." },
    },
  },
  "tool-order": {
    doc: "These tools were called in this order, others between them or not.",
    keys: value(list(refersTo("tool"), 1), "The tools.", "[$1]"),
  },
  "agent-path": {
    doc: "These agents worked, in this order.",
    keys: value(list(refersTo("agent"), 1), "The agents.", "[$1]"),
  },
  state: {
    doc: "At the end, `state` holds this.",
    keys: {
      key: { schema: stateKey, doc: "The name in `state`.", required: true },
      ...value(templateValue, "What it must be."),
    },
  },
  "max-turns": {
    doc: "The model was called at most so often.",
    keys: atMost(integer(1), "Most calls of the model.", "${1:4}"),
  },
  tokens: {
    doc: "The run used at most so many tokens.",
    keys: atMost(integer(1), "Most tokens, all kinds together.", "${1:5000}"),
  },
  "thought-tokens": {
    doc: "It thought at most so much.",
    keys: atMost(integer(), "Most tokens of thinking.", "${1:1000}"),
  },
  "cached-ratio": {
    doc: "At least this share of what was sent came from the cache.",
    keys: atMost(share, "The least share, 0 to 1.", "${1:0.5}"),
  },
  "file-exists": {
    doc: "This file is in the sandbox at the end.",
    keys: value(template, "The path in the sandbox.", "/workspace/$0"),
  },
  "file-contains": {
    doc: "This text stands in a file of the sandbox.",
    keys: {
      path: { schema: template, doc: "The path in the sandbox.", required: true, snippet: "/workspace/$0" },
      ...value(template, "The text."),
    },
  },
  "no-network-denied": { doc: "The sandbox did not try to reach what it may not.", keys: {} },
  "finish-reason": {
    doc: "The answer ended for this reason.",
    keys: value(
      words(
        {
          stop: "It was complete.",
          max_tokens: "It reached `max_output_tokens`.",
          safety: "A filter stopped it.",
          recitation: "It repeated what it had learnt.",
          malformed_function_call: "A call of a tool could not be read.",
          unexpected_tool_call: "It called a tool that is not there.",
          too_many_tool_calls: "It called tools without end.",
        },
        true,
      ),
      "The reason.",
    ),
  },
  "same-as-baseline": {
    doc: "It is what the blessed run answered.",
    keys: { threshold: { schema: share, doc: "How alike: 1 (what is meant when nothing is said) is the same." } },
  },
} as const satisfies Readonly<Record<string, Assertion>>;

export type AssertionType = keyof typeof assertions;
export const assertionTypes = Object.keys(assertions) as readonly AssertionType[];

const type: KeySchema = {
  schema: words(
    Object.fromEntries([
      ...Object.entries(assertions).map(([word, { doc }]) => [word, doc]),
      ...Object.keys(assertions).map((word) => [`not-${word}`, `The opposite of \`${word}\`.`]),
    ]),
  ),
  doc: "What is asserted. With `not-` before it: that it is not so.",
  required: true,
};

const actual: KeySchema = {
  schema: {
    kind: "text",
    pattern: {
      source: "^(?:output|(?:state|inputs)\\.[\\p{L}_][\\p{L}\\p{N}_.-]*)$",
      says: "What is looked at is output, or a value such as state.topic.",
    },
  },
  doc: "What is looked at: `output` (what is meant when nothing is said), or a value such as `state.topic`.",
  snippet: "state.${1:topic}",
};
/** Those that look at a text or a value. */
const looking: ReadonlySet<string> = new Set<AssertionType>([
  "equals",
  "contains",
  "icontains",
  "contains-all",
  "icontains-all",
  "contains-any",
  "regex",
  "starts-with",
  "is-json",
  "json-schema",
  "llm-rubric",
  "similar",
]);

const cases = Object.entries(assertions).flatMap(([word, { keys }]: [string, Assertion]): [string, MapSchema][] => {
  const own = map({ type, ...keys, ...(looking.has(word) ? { actual } : {}) });
  return [
    [word, own],
    [`not-${word}`, own],
  ];
});

/** One item of `assert`. */
export const assertion: CasesSchema = {
  kind: "cases",
  key: "type",
  id: "assertion",
  cases: Object.fromEntries(cases),
};
