// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import { assertion } from "./assertionKeys.ts";
import {
  any,
  boolean,
  file,
  integer,
  type Keys,
  list,
  map,
  mapOf,
  model,
  namePattern,
  number,
  refersTo,
  secretPattern,
  text,
  variablePattern,
  words,
} from "./build.ts";
import { prompt } from "./modelKeys.ts";
import type { Schema } from "./schema.ts";

/** What is measured: caps, variants, rows, tests; and what is kept out of traces. */

const caps = {
  max_cost_usd: {
    schema: number(0),
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
} satisfies Keys;

const budget = map({
  ...caps,
  expected_total_tokens: {
    schema: { kind: "list", item: integer(), min: 2, max: 2 },
    doc: "Your own guess, `[low, high]`, for agents whose use cannot be estimated.",
    snippet: "[${1:1000}, ${2:5000}]",
  },
  per_suite: {
    schema: map({
      ...caps,
      max_cost_usd: {
        ...caps.max_cost_usd,
        doc: "Most US dollars of all runs together. It stops before the next run.",
      },
      max_latency_ms: {
        ...caps.max_latency_ms,
        doc: "Most milliseconds from the first run's start. It stops before the next run.",
      },
      max_total_tokens: { schema: integer(), doc: "Most tokens of all runs together. It stops before the next run." },
      max_input_tokens: { schema: integer(), doc: "Most tokens sent by all runs together." },
      max_output_tokens: { schema: integer(), doc: "Most tokens answered by all runs together." },
    }),
    doc: "Caps for a whole comparison, or for all tests of the file together: each stops it before the next run.",
    snippet: "\n  max_cost_usd: ${1:1.00}",
  },
});

const row = mapOf("column", any);

const dataset: Schema = map(
  {
    file: {
      schema: file,
      doc: "A file with rows: `.jsonl`, `.csv`, `.json` or `.yaml`.",
      snippet: "data/$0",
    },
    rows: { schema: list(row), doc: "The rows, written here.", snippet: "\n  - {$1}" },
    sample: { schema: integer(1), doc: "Takes so many rows, drawn by `seed`." },
    seed: { schema: { kind: "number", integer: true }, doc: "The same number draws the same rows.", snippet: "${1:7}" },
    columns: {
      schema: mapOf("column", text),
      doc: "Column → variable, where they are called differently.",
      snippet: "\n  ${1:Question}: ${2:message}",
    },
  },
  { oneOf: ["file", "rows"] },
);

const test = map({
  name: { schema: text, doc: "What a person gets, as a sentence.", snippet: "${1:answers the question}" },
  vars: {
    schema: mapOf("variable", any, { keys: variablePattern }),
    doc: "Values of the inputs.",
    snippet: "{$1}",
  },
  dataset: { schema: refersTo("dataset"), doc: "Runs once for each row of this data set." },
  assert: {
    schema: list(assertion),
    doc: "What must be so. All must hold.",
    snippet: "\n  - {type: ${1:icontains}, value: $2}",
  },
  repeat: {
    schema: integer(1),
    doc: "How often it runs. Models vary: one run says little.",
    snippet: "${1:3}",
  },
  threshold: {
    schema: number(0, 1),
    doc: "The share of runs that must pass. Without it: all.",
    snippet: "${1:0.9}",
  },
  variants: {
    schema: list(refersTo("variant")),
    doc: "The variants that are tested. Without it: `base`.",
    snippet: "[$1]",
  },
  skip: { schema: boolean, doc: "Leaves the test out.", snippet: "true" },
  only: { schema: boolean, doc: "Runs this test alone. Not to be committed.", snippet: "true" },
});

const ruleId: Schema = {
  kind: "text",
  refers: "rule",
  pattern: { source: "^AG\\d{3}$", says: "A rule's id is AG and three digits, such as AG302." },
};

export const measuringKeys = {
  budget: {
    schema: budget,
    doc: "Caps for one run. The runner stops between turns when one is passed.",
    snippet: "\n  max_cost_usd: ${1:0.05}",
  },
  variants: {
    schema: mapOf("variant", mapOf("path", any)),
    doc: "Named sets of changes to compare: dotted path → value, such as `{generation_config.thinking_level: high}`. The file as it stands is the variant `base`.",
    snippet: "\n  ${1:careful}: {generation_config.thinking_level: ${2:high}}",
  },
  matrix: {
    schema: mapOf("path", list(any, 1)),
    doc: "Dotted path → list of values: every combination is run. Their number and cost are shown before they start.",
    snippet: "\n  generation_config.thinking_level: [${1:low}, ${2:medium}]",
  },
  datasets: {
    schema: mapOf("data set", dataset, { keys: namePattern }),
    doc: "Rows to run over: `{file, sample, seed}` or `{rows}`.",
    snippet: "\n  ${1:questions}: {file: ${2:data/questions.jsonl}}",
  },
  tests: {
    schema: list(test),
    doc: "Tests: `{name, vars, assert, repeat, threshold}`.",
    snippet:
      "\n  - name: ${1:answers the question}\n    vars: {$2}\n    assert:\n      - {type: ${3:icontains}, value: $4}",
  },
  judge: {
    schema: map({
      model: { schema: model, doc: "The model that judges. Best not the one under test." },
      rubric: { schema: prompt, doc: "How it judges, said to the judge beside each assertion.", snippet: "|\n  $0" },
    }),
    doc: "Model for assertions of type `llm-rubric`; its cost is counted apart.",
    snippet: "\n  model: $0",
  },
  secrets: {
    schema: mapOf(
      "secret",
      map({
        description: { schema: text, doc: "What it is for, and where to get it." },
        required: { schema: boolean, doc: "Whether a run needs it.", snippet: "true" },
      }),
      { keys: secretPattern },
    ),
    doc: "Names of secrets. Their values live in the editor's secret storage, the environment or CI.",
    snippet: "\n  ${1:API_TOKEN}: {description: $2}",
  },
  redact: {
    schema: list(
      map(
        {
          pattern: { schema: text, doc: "Regular expression: what matches is removed.", snippet: "'$1'" },
          path: { schema: text, doc: "A value that is removed: `inputs.customer_name`.", snippet: "inputs.$0" },
          label: { schema: text, doc: "What stands in its place." },
        },
        { oneOf: ["pattern", "path"] },
      ),
    ),
    doc: "What is removed from traces before they are written: `{pattern, label}` or `{path}`.",
    snippet: "\n  - {pattern: '$1', label: ${2:name}}",
  },
  lint: {
    schema: map({
      disable: { schema: list(ruleId), doc: "Rules that say nothing in this file.", snippet: "[$1]" },
      severity: {
        schema: mapOf(
          "rule",
          words({
            error: "It must be mended.",
            warning: "It should be mended.",
            information: "It is good to know.",
            hint: "It is shown faintly.",
            off: "It says nothing.",
          }),
          { keys: { source: "^AG\\d{3}$", says: "A rule's id is AG and three digits, such as AG302." } },
        ),
        doc: "Rule → how much it matters.",
        snippet: "\n  ${1:AG302}: ${2|error,warning,information,hint,off|}",
      },
    }),
    doc: "Settings of the checks: `{disable: [ids], severity: {id: level}}`.",
    snippet: "\n  disable: [$1]",
  },
} satisfies Keys;
