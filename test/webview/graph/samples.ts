import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { flattenNow } from "../../../src/core/document/extend.ts";
import { graphOf, type TeamGraph } from "../../../src/core/language/graph.ts";
import type { CostRange } from "../../../src/core/tokens/prior.ts";
import type { NanoUsd } from "../../../src/core/tokens/units.ts";
import type { GraphView } from "../../../src/protocol/graph.ts";

const media = path.join(import.meta.dirname, "../../../media");
const read = (file: string) => graphOf(parseAgentDocument(readFileSync(path.join(media, file), "utf8")));
const head = "format: agent/v1\nname: team\n";

function withCosts(graph: TeamGraph): TeamGraph {
  const usd = (dollars: number) => Math.round(dollars * 1e9) as NanoUsd;
  const costed = (share: number): CostRange => ({
    p50: usd(0.0012 * share),
    p80Low: usd(0.0008 * share),
    p80High: usd(0.0021 * share),
    p95: usd(0.003 * share),
  });
  const nodes = graph.nodes.map((node, i) =>
    node.kind === "agent" || node.kind === "team" ? { ...node, cost: costed(1 + (i % 4)) } : node,
  );
  return { ...graph, nodes };
}

export const support = withCosts(read("samples/4-support-team.agent.yaml"));
export const template = withCosts(read("templates/support_team/support_team.agent.yaml"));
export const one = read("templates/customer_support/customer_support.agent.yaml");

export const parallel = graphOf(
  parseAgentDocument(`${head}defaults: {model: gemini-3.8-flash}
agents:
  facts: {description: Looks things up., tools: [google_search, url_context]}
  figures: {tools: [code_execution]}
  writer: {generation_config: {thinking_level: high}}
  critic: {}
  editor: {}
workflow:
  type: sequential
  steps:
    - {type: parallel, steps: [{agent: facts}, {agent: figures}]}
    - {type: loop, max_iterations: 3, until: state.verdict == ok, steps: [{agent: writer}, {agent: critic}]}
    - {agent: editor, when: "state.length > 400 and inputs.audience in [executives, press]"}
    - {agent: figures, id: check, skip: true}
`),
);

export const circle = graphOf(
  parseAgentDocument(`${head}model: gemini-3.8-flash
sub_agents: [planner, "a2a:https://travel.example.com/agents/hotels", ./flights.agent.yaml, weather]
tools:
  - {type: agent, agent: translator}
  - google_search
agents:
  planner: {sub_agents: [translator], model: gemini-3.8-flash}
  translator: {sub_agents: [planner], model: gemini-3.5-flash-lite}
  a_very_long_name_that_nobody_would_choose_but_that_is_allowed: {model: gemini-3.1-pro-preview}
`),
);

const parent = parseAgentDocument(`${head}model: gemini-3.8-flash
agents:
  planner: {sub_agents: [writer], description: Plans., tools: [google_search]}
  writer: {sub_agents: [planner]}
sub_agents: [planner]
tools: [{type: function, name: look_up}]
`);
export const inherited = graphOf(
  flattenNow(
    parseAgentDocument(
      `format: agent/v1\nname: desk\nextends: shared/base.agent.yaml\nagents: {reader: {model: gemini-3.5-flash-lite, sub_agents: [planner]}}\n`,
    ),
    () => parent,
  ),
);

export const empty = graphOf(parseAgentDocument("# nothing yet\n"));

export const hundred = graphOf(
  parseAgentDocument(
    `${head}defaults: {model: gemini-3.8-flash}\nsub_agents: [a0]\nagents:\n${Array.from(
      { length: 100 },
      (_, i) => `  a${i}: {sub_agents: [${[2 * i + 1, 2 * i + 2].filter((n) => n < 100).map((n) => `a${n}`)}]}`,
    ).join("\n")}\n`,
  ),
);

export function viewOf(graph?: TeamGraph, more: Partial<GraphView> = {}): GraphView {
  return {
    file: "agents/team.agent.yaml",
    ...(graph ? { graph } : {}),
    kept: { version: 1, uri: "file:///project/agents/team.agent.yaml" },
    ...more,
  };
}
