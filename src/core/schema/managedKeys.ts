// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import {
  anyMap,
  boolean,
  either,
  file,
  folder,
  integer,
  type Keys,
  list,
  map,
  mapOf,
  model,
  oneOrMore,
  secretPattern,
  template,
  text,
  words,
} from "./build.ts";
import type { KeySchema, Schema } from "./schema.ts";

/** Managed agents: what Google runs in a sandbox of its own. */

const configType: KeySchema = {
  schema: words({
    antigravity: "The general agent that works in a sandbox.",
    "deep-research": "Searches and writes a report.",
    "code-mender": "Finds and mends security holes.",
    dynamic: "Settings that are passed on as they are.",
  }),
  doc: "Kind of the base agent.",
  required: true,
};
const configModel: KeySchema = {
  schema: model,
  doc: "The model that the agent uses. It is fixed when the agent is made.",
  mapsTo: "Agents API `agent_config.model`",
};
const request = {
  description: { schema: text, doc: "What is to be done." },
  finding_id: { schema: text, doc: "The finding that is meant." },
  source_files: { schema: list(anyMap), doc: "The files: `{path, content}`." },
} satisfies Keys;

const agentConfig: Schema = {
  kind: "cases",
  key: "type",
  id: "agentConfig",
  cases: {
    antigravity: map({
      type: configType,
      model: configModel,
      max_total_tokens: {
        schema: integer(1),
        doc: "Most tokens of one run: input, output and thinking, without what comes from a cache. It is checked between steps.",
        mapsTo: "Agents API `agent_config.max_total_tokens` (a text on the wire)",
        snippet: "${1:600000}",
      },
    }),
    "deep-research": map({
      type: configType,
      thinking_summaries: {
        schema: words({ auto: "Summaries of the thoughts come with the answer.", none: "No thoughts are shown." }),
        doc: "Whether summaries of the thinking are sent along.",
        mapsTo: "Interactions `agent_config.thinking_summaries`",
      },
      collaborative_planning: {
        schema: boolean,
        doc: "Whether the plan is shown before the work begins.",
        mapsTo: "Interactions `agent_config.collaborative_planning`",
      },
      visualization: {
        schema: words({ auto: "Charts where they help.", off: "No charts." }),
        doc: "Whether charts are drawn.",
        mapsTo: "Interactions `agent_config.visualization`",
      },
      enable_bigquery_tool: {
        schema: boolean,
        doc: "Whether BigQuery may be asked.",
        mapsTo: "Interactions `agent_config.enable_bigquery_tool`",
      },
    }),
    "code-mender": map({
      type: configType,
      model: configModel,
      find_request: {
        schema: map({ mode: { schema: text, doc: "How thoroughly." }, ...request }),
        doc: "What is searched for.",
        mapsTo: "Interactions `agent_config.find_request`",
      },
      fix_request: {
        schema: map(request),
        doc: "What is mended.",
        mapsTo: "Interactions `agent_config.fix_request`",
      },
      session_config: {
        schema: map({ max_rounds: { schema: integer(1), doc: "Most rounds." } }),
        doc: "Limits of the work.",
        mapsTo: "Interactions `agent_config.session_config`",
      },
      session_id: {
        schema: text,
        doc: "An earlier work that goes on.",
        mapsTo: "Interactions `agent_config.session_id`",
      },
    }),
    dynamic: map({ type: configType }, { open: true }),
  },
};

const sourceType: KeySchema = {
  schema: words({
    gcs: "A folder or file in Cloud Storage.",
    repository: "A Git repository.",
    inline: "A file from here: its text, or a file beside this one.",
    skill_registry: "A skill that is registered.",
  }),
  doc: "Where the files come from.",
  required: true,
};
const target: KeySchema = {
  schema: template,
  doc: "Where they lie in the sandbox.",
  mapsTo: "Environment `sources[].target`",
  snippet: "/workspace/$0",
};
const remoteSource = (doc: string, snippet: string) =>
  map({
    type: sourceType,
    source: { schema: template, doc, mapsTo: "Environment `sources[].source`", required: true, snippet },
    target,
  });

const environment: Schema = map({
  type: {
    schema: words({ remote: "A sandbox on Google's side." }),
    doc: "Kind of environment.",
    mapsTo: "Environment `type`",
    required: true,
  },
  environment_id: {
    schema: text,
    doc: "A sandbox that exists already.",
    mapsTo: "Environment `environment_id`",
  },
  sources: {
    schema: list({
      kind: "cases",
      key: "type",
      id: "source",
      cases: {
        gcs: remoteSource("The address, beginning with `gs://`.", "gs://$0"),
        repository: remoteSource("The address of the repository.", "https://github.com/$0"),
        skill_registry: remoteSource("The name of the skill.", "$0"),
        inline: map(
          {
            type: sourceType,
            file: { schema: file, doc: "A file beside this one. Its text is sent; at most 1 MB.", snippet: "data/$0" },
            content: { schema: text, doc: "The text itself.", mapsTo: "Environment `sources[].content`" },
            encoding: {
              schema: words({ base64: "The text holds other data." }),
              doc: "How `content` is written.",
              mapsTo: "Environment `sources[].encoding`",
            },
            target: { ...target, required: true },
          },
          { oneOf: ["file", "content"] },
        ),
      },
    }),
    doc: "Files that lie in the sandbox at the beginning.",
    mapsTo: "Environment `sources`; inline text is put in when it is sent",
    snippet: "\n  - {type: inline, file: ${1:data/prices.csv}, target: ${2:/workspace/prices.csv}}",
  },
  network: {
    schema: either(
      words({ disabled: "No network at all." }),
      map({
        allowlist: {
          schema: list(
            map({
              domain: {
                schema: text,
                doc: "A domain that may be reached. `*` stands for any part.",
                mapsTo: "Environment `network.allowlist[].domain`",
                required: true,
                snippet: "${1:pypi.org}",
              },
              credential: {
                schema: text,
                doc: "Id of a credential that Google keeps and adds to requests. Better than a header written here.",
                mapsTo: "Environment `network.allowlist[].credential`",
              },
              transform: {
                schema: oneOrMore(mapOf("header", template)),
                doc: "Headers that are added on the way out. Secrets as `${secret:NAME}`.",
                mapsTo: "Environment `network.allowlist[].transform`",
              },
            }),
          ),
          doc: "The domains that may be reached.",
          mapsTo: "Environment `network.allowlist`",
          required: true,
          snippet: "\n  - {domain: ${1:pypi.org}}",
        },
      }),
    ),
    doc: "What the sandbox may reach: `disabled`, or `{allowlist}`. Without it: everything.",
    mapsTo: "Environment `network`",
    snippet: "\n  allowlist:\n    - {domain: ${1:pypi.org}}",
  },
  env: {
    schema: mapOf(
      "variable",
      map(
        {
          value: {
            schema: template,
            doc: "The value, for what is no secret.",
            mapsTo: "Environment `env.*.value`",
          },
          credential: {
            schema: text,
            doc: "Id of a credential that Google keeps.",
            mapsTo: "Environment `env.*.credential`",
          },
        },
        { oneOf: ["value", "credential"] },
      ),
      { keys: secretPattern },
    ),
    doc: "Environment variables of the sandbox: each `{value}` or `{credential}`.",
    mapsTo: "Environment `env`",
    snippet: "\n  ${1:LOCALE}: {value: ${2:en-GB}}",
  },
});

export const managedKeys = {
  base_agent: {
    schema: { kind: "model", agent: true },
    doc: "The managed agent this one is built on. Required with `target: managed`.",
    mapsTo: "Agents API `base_agent`",
  },
  agent_config: {
    schema: agentConfig,
    doc: "Settings of the base agent: `{type, model, max_total_tokens}`.",
    mapsTo: "Agents API and Interactions `agent_config`",
    snippet: "\n  type: antigravity\n  model: $0",
  },
  environment: {
    schema: either(words({ remote: "A sandbox on Google's side, empty and with open network." }, true), environment),
    doc: "The sandbox: `remote`, an id, or `{type: remote, sources, network, env}`.",
    mapsTo: "Agents API `base_environment`; Interactions `environment`",
    snippet: "\n  type: remote\n  network:\n    allowlist:\n      - {domain: ${1:pypi.org}}",
  },
  instructions_file: {
    schema: file,
    doc: "A Markdown file with rules for the agent, sent as `/.agents/AGENTS.md`.",
    mapsTo: "Environment `sources`",
    snippet: "AGENTS.md",
  },
  skills: {
    schema: list(folder),
    doc: "Folders with a `SKILL.md`, sent to `/.agents/skills/`.",
    mapsTo: "Environment `sources`",
    snippet: "[skills/$0]",
  },
  schedule: {
    schema: map({
      cron: {
        schema: text,
        doc: "When it runs: minute, hour, day, month, weekday.",
        mapsTo: "Triggers API `schedule`",
        required: true,
        snippet: '"${1:0 6 * * 1}"',
      },
      time_zone: {
        schema: text,
        doc: "The time zone of that, such as `Europe/Madrid`.",
        mapsTo: "Triggers API `time_zone`",
        required: true,
        snippet: "${1:Etc/UTC}",
      },
      max_consecutive_failures: {
        schema: integer(1),
        doc: "After so many failures in a row it is paused. Without it: 5.",
        mapsTo: "Triggers API `max_consecutive_failures`",
      },
      execution_timeout_seconds: {
        schema: integer(1),
        doc: "Most seconds that one run may take. Without it: 600.",
        mapsTo: "Triggers API `execution_timeout_seconds`",
      },
    }),
    doc: "When it runs by itself: `{cron, time_zone, …}`.",
    mapsTo: "Triggers API",
    snippet: '\n  cron: "${1:0 6 * * 1}"\n  time_zone: ${2:Etc/UTC}',
  },
} satisfies Keys;
