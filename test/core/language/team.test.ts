import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { teamOf } from "../../../src/core/language/team.ts";

function edges(text: string): string[] {
  const document = parseAgentDocument(text);
  return teamOf(document).edges.map(({ from, to, target, kind, range, path, when }) => {
    const at = `${range.start.line}:${range.start.character} ${document.source.slice(range)}`;
    const if_ = when === undefined ? "" : ` if ${when}`;
    return `${from.at(-1) ?? "file"} -${kind}-> ${to} (${target})${if_} · ${path.join(".")} · ${at}`;
  });
}

test("the support team of the samples: who works, and in which order", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../../../media/samples/4-support-team.agent.yaml"), "utf8");
  const document = parseAgentDocument(text);
  const team = teamOf(document);
  expect(team.agents.map((agent) => agent.name)).toEqual([
    "support_team",
    "triage",
    "billing",
    "technical",
    "reviewer",
    "human",
  ]);
  expect(team.agents.map((agent) => document.source.slice(agent.range))).toEqual(team.agents.map((a) => a.name));
  expect(team.agents[2]?.description).toBe("Invoices, plans and payment problems.");
  expect(team.entries).toEqual([[]]);
  expect(team.workflows.map((flow) => `${flow.path.join(".")}: ${flow.type}`)).toEqual([
    "workflow: sequential",
    "workflow.steps.1: router",
  ]);
  expect(team.steps.map((step) => step.id)).toEqual([undefined, undefined, "review"]);
  expect(edges(text)).toMatchInlineSnapshot(`
    [
      "file -step-> triage (agent) · workflow.steps.0.agent · 58:13 triage",
      "file -route-> ./3-order-desk.agent.yaml (file) if order · workflow.steps.1.routes.order · 62:15 ./3-order-desk.agent.yaml",
      "file -route-> billing (agent) if billing · workflow.steps.1.routes.billing · 63:17 billing",
      "file -route-> technical (agent) if technical · workflow.steps.1.routes.technical · 64:19 technical",
      "file -default-> human (agent) · workflow.steps.1.default · 65:15 human",
      "file -step-> reviewer (agent) · workflow.steps.2.agent · 69:13 reviewer",
    ]
  `);
});

test("sub-agents, tools and other machines, with and without quotes, known and not", () => {
  expect(
    edges(`agents:
  a:
    sub_agents: [b, "c", ./other.agent.yaml, 'a2a:https://x.example/agent']
    tools:
      - {type: agent, agent: "b"}
      - google_search
  b: {}
`),
  ).toMatchInlineSnapshot(`
    [
      "a -sub_agent-> b (agent) · agents.a.sub_agents.0 · 2:17 b",
      "a -sub_agent-> c (missing) · agents.a.sub_agents.1 · 2:21 c",
      "a -sub_agent-> ./other.agent.yaml (file) · agents.a.sub_agents.2 · 2:25 ./other.agent.yaml",
      "a -a2a-> https://x.example/agent (address) · agents.a.sub_agents.3 · 2:50 https://x.example/agent",
      "a -tool-> b (agent) · agents.a.tools.0.agent · 4:30 b",
    ]
  `);
});

test("all kinds of workflow, inside each other", () => {
  expect(
    edges(`workflow:
  type: loop
  steps:
    - type: parallel
      steps:
        - agent: a
        - id: second
          agent: b
    - type: graph
      steps: [{id: x, agent: a, when: state.y}]
    - type: router
      by: state.topic
      routes:
        one: {agent: a}
        two: {type: sequential, steps: [{agent: b}]}
        three: {ref: three.agent.yaml}
      default: nobody
agents: {a: {}, b: {}}
`),
  ).toMatchInlineSnapshot(`
    [
      "file -step-> a (agent) · workflow.steps.0.steps.0.agent · 5:17 a",
      "file -step-> b (agent) · workflow.steps.0.steps.1.agent · 7:17 b",
      "file -step-> a (agent) · workflow.steps.1.steps.0.agent · 9:29 a",
      "file -route-> a (agent) if one · workflow.steps.2.routes.one.agent · 13:21 a",
      "file -step-> b (agent) · workflow.steps.2.routes.two.steps.0.agent · 14:48 b",
      "file -route-> three.agent.yaml (file) if three · workflow.steps.2.routes.three.ref · 15:21 three.agent.yaml",
      "file -default-> nobody (missing) · workflow.steps.2.default · 16:15 nobody",
    ]
  `);
});

test("a file that only collects agents may begin with each of them", () => {
  const team = teamOf(parseAgentDocument("format: agent/v1\nname: x\nagents: {a: {}, b: {}}\n"));
  expect(team.entries).toEqual([
    ["agents", "a"],
    ["agents", "b"],
  ]);
});

test("broken and circular text gives a team all the same", () => {
  expect(teamOf(parseAgentDocument("")).agents[0]?.name).toBe("agent");
  expect(teamOf(parseAgentDocument("workflow: 3\nagents: [a]\nsub_agents: {x: y}\n")).edges).toEqual([]);
  expect(teamOf(parseAgentDocument("workflow: &w {type: loop, steps: [*w, {agent: a}]}\n")).edges.length).toBeLessThan(
    100,
  );
});
