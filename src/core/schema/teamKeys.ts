// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import {
  any,
  boolean,
  either,
  expression,
  integer,
  type Keys,
  list,
  map,
  mapOf,
  name,
  namePattern,
  refersTo,
  stateKey,
  templateValue,
  variablePattern,
  words,
} from "./build.ts";
import type { CasesSchema, KeySchema, MapSchema, Schema } from "./schema.ts";

/** Teams: agents in one file, who may hand over to whom, and the order of their work. */

const agentName = refersTo("agent");

const workflowType: KeySchema = {
  schema: words({
    sequential: "One step after the other.",
    parallel: "All steps at once.",
    loop: "Again and again, up to `max_iterations`.",
    router: "One of several, chosen by a value.",
    graph: "Steps with conditions: each runs when its `when` holds.",
  }),
  doc: "Order of work.",
  required: true,
};

const outputKey: KeySchema = {
  schema: stateKey,
  doc: "The result is kept as `state.<name>`: later prompts read it as `{{state.<name>}}`.",
  mapsTo: "ADK `output_key`",
  snippet: "${1:answer}",
};

/** What every step may say, also one that is a workflow of its own. */
const stepKeys = {
  id: { schema: name, doc: "Name of the step, for `variants` and for reading the trace." },
  inputs: {
    schema: mapOf("variable", templateValue, { keys: variablePattern }),
    doc: "Values for the inputs of the agent. Texts may read `{{state.x}}`.",
    snippet: "{$1}",
  },
  when: {
    schema: expression,
    doc: "The step runs only when this holds: `state.topic in [billing, technical]`.",
    snippet: "state.${1:topic} == ${2:billing}",
  },
  output_key: outputKey,
  skip: { schema: boolean, doc: "Leaves the step out. Variants set it.", snippet: "true" },
} satisfies Keys;

const step: CasesSchema = {
  kind: "cases",
  key: "type",
  id: "step",
  get cases() {
    return nestedWorkflows;
  },
  get without() {
    return agentStep;
  },
};
const steps: KeySchema = {
  schema: list(step, 1),
  doc: "The steps: `{agent, inputs, when, output_key, skip}`, or a workflow inside this one.",
  required: true,
  snippet: "\n  - agent: ${1:triage}\n  - agent: ${2:answer}",
};
/** Where a router may lead: an agent, or a step with more to say. */
const route: Schema = either(agentName, step);

const agentStep: MapSchema = map({
  agent: {
    schema: agentName,
    doc: "The agent that works: a name under `agents`, or the path of a definition.",
    required: true,
  },
  ...stepKeys,
  type: { ...workflowType, required: false },
});

const ownKeys: Readonly<Record<string, Keys>> = {
  sequential: { steps },
  parallel: {
    steps,
    join: {
      schema: either(
        words({ all: "All steps must have ended.", first: "The first that ends is enough." }),
        map({
          any: { schema: integer(1), doc: "So many steps must have ended.", required: true, snippet: "${1:2}" },
        }),
      ),
      doc: "When the work goes on: `all` (what is meant when nothing is said), `first`, or `{any: n}`.",
    },
  },
  loop: {
    steps,
    max_iterations: {
      schema: integer(1),
      doc: "How many rounds at most. It must be said, so that a loop cannot run until the budget ends.",
      mapsTo: "ADK `max_iterations`",
      required: true,
      snippet: "${1:3}",
    },
    until: {
      schema: expression,
      doc: "The loop ends when this holds after a round: `state.verdict == ok`.",
      snippet: "state.${1:verdict} == ${2:ok}",
    },
  },
  router: {
    by: {
      schema: expression,
      doc: "The value that chooses the route.",
      required: true,
      snippet: "state.${1:topic}",
    },
    routes: {
      schema: mapOf("route", route, { min: 1 }),
      doc: "Value → agent, or a step. In quotes where YAML would read a number or a truth value.",
      required: true,
      snippet: "\n  ${1:billing}: ${2:billing}",
    },
    default: { schema: route, doc: "Where every other value leads. Without it such a run ends with an error." },
  },
  graph: { steps },
};

const cases = (more: Keys): Readonly<Record<string, MapSchema>> =>
  Object.fromEntries(
    Object.entries(ownKeys).map(([type, keys]) => [type, map({ type: workflowType, ...keys, ...more })]),
  );
const nestedWorkflows = cases(stepKeys);

const workflow: CasesSchema = { kind: "cases", key: "type", id: "workflow", cases: cases({}) };

/** `agentBody`: agents hold agents. */
export const teamKeys = (agentBody: MapSchema) =>
  ({
    agents: {
      schema: mapOf("agent", agentBody, { keys: namePattern }),
      doc: "Agents that live in this file, by name. What they share stands under `defaults`.",
      mapsTo: "ADK: one file each",
      snippet: "\n  ${1:triage}:\n    description: $2\n    system_instruction: |\n      $0",
    },
    sub_agents: {
      schema: list(agentName),
      doc: "Agents to which the conversation may be handed: names, paths, `a2a:<url>`.",
      mapsTo: "ADK `sub_agents`",
      snippet: "[$1]",
    },
    workflow: {
      schema: workflow,
      doc: "Order of work of a team. An agent with a workflow has no model of its own. The API has no workflows: they are run here.",
      mapsTo: "ADK `SequentialAgent`, `ParallelAgent`, `LoopAgent`, `Workflow.edges`",
      snippet: "\n  type: ${1|sequential,parallel,loop,router,graph|}\n  $0",
    },
    output_key: outputKey,
    session: {
      schema: map({
        history: {
          schema: either(
            words({ none: "Every turn begins anew.", previous: "The whole conversation so far." }),
            integer(1),
          ),
          doc: "What of earlier turns is sent: `none`, `previous`, or the number of turns.",
          mapsTo: "Interactions `previous_interaction_id`",
        },
        state: {
          schema: mapOf("value", any, { keys: variablePattern }),
          doc: "What `state` holds at the beginning.",
          snippet: '\n  ${1:ticket_id}: "$2"',
        },
      }),
      doc: "Memory between turns: `{history, state}`.",
      mapsTo: "Interactions `previous_interaction_id`",
      snippet: "\n  history: ${1:previous}",
    },
    defaults: {
      schema: agentBody,
      doc: "What all agents under `agents` inherit.",
      snippet: "\n  model: $0",
    },
  }) satisfies Keys;
