import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { flatten } from "../../../src/core/document/extend.ts";
import { graphOf, mostNodes, nodeAt, type TeamGraph } from "../../../src/core/language/graph.ts";
import { cpuMs } from "../../cpu.ts";
import { atCursor } from "./atCursor.ts";

/** A graph as text: a line for each node, and the ways out of it below. */
function draw({ nodes, edges }: TeamGraph): string {
  const name = new Map(nodes.map((node) => [node.id, node.kind === "merge" ? "(merge)" : node.title]));
  return nodes
    .flatMap((node) => [
      [
        `${name.get(node.id)} [${node.kind}]`,
        node.step && `#${node.step}`,
        node.detail,
        node.model && `${node.model} ${node.level}${node.levelIsDefault ? " (default)" : ""}`,
        ...node.tools.map((tool) => `<${tool.title}: ${tool.detail}>`),
        ...node.notes.map(({ tone, text }) => `!${tone}: ${text}`),
      ]
        .filter(Boolean)
        .join(" "),
      ...edges
        .filter((edge) => edge.from === node.id)
        .map((edge) => `  ${edge.kind}${edge.label ? ` "${edge.label}"` : ""} > ${name.get(edge.to)}`),
    ])
    .join("\n");
}

const graph = (text: string) => graphOf(parseAgentDocument(text));
const head = "format: agent/v1\nname: team\n";

test("the support team: a router with its routes, a step with a condition", () => {
  const file = path.join(import.meta.dirname, "../../../media/samples/4-support-team.agent.yaml");
  expect(draw(graph(readFileSync(file, "utf8")))).toMatchInlineSnapshot(`
    "support_team [team] sequential, 3 steps
      next > triage
    triage [agent] gemini-3.5-flash low
      next > router
    router [router] by state.topic
      route "order" > 3-order-desk
      route "billing" > billing
      route "technical" > technical
      default "otherwise" > human
    3-order-desk [file] 3-order-desk.agent.yaml
      next > (merge)
    billing [agent] gemini-3.5-flash low
      next > (merge)
    technical [agent] gemini-3.5-flash medium <google_search: built in> <url_context: built in>
      next > (merge)
    human [agent] gemini-3.5-flash low
      next > (merge)
    (merge) [merge]
      next "if state.topic in [billing, technical]" > reviewer
    reviewer [agent] #review gemini-3.5-flash low"
  `);
});

test("parallel steps part and meet again; a loop leads back", () => {
  const text = `${head}agents:
  a: {model: gemini-3.8-flash}
  b: {model: gemini-3.8-flash}
  c: {model: gemini-3.8-flash}
workflow:
  type: sequential
  steps:
    - {type: parallel, join: {any: 1}, steps: [{agent: a}, {agent: b}]}
    - {type: loop, max_iterations: 3, until: state.ok == true, steps: [{agent: c}, {agent: a}]}
    - {agent: b, id: last}
`;
  expect(draw(graph(text))).toMatchInlineSnapshot(`
    "team [team] sequential, 3 steps
      next > parallel
    parallel [parallel] 2 steps
      next > a
      next > b
    a [agent] gemini-3.8-flash medium (default)
      next > 1 done
    b [agent] gemini-3.8-flash medium (default)
      next > 1 done
    1 done [join]
      next > loop
    loop [loop] up to 3 rounds
      next > c
    c [agent] gemini-3.8-flash medium (default)
      next > a
    a [agent] gemini-3.8-flash medium (default)
      again "again" > loop
      next "until state.ok == true" > b
    b [agent] #last gemini-3.8-flash medium (default)"
  `);
});

test("conditions one after the other: the ways past them come together", () => {
  const text = `${head}agents: {a: {}, b: {}, c: {}}
workflow:
  type: graph
  steps:
    - {agent: a, when: inputs.x == 1}
    - {agent: b, when: inputs.x == 2, skip: true}
    - agent: c
`;
  expect(draw(graph(text))).toMatchInlineSnapshot(`
    "team [team] graph, 3 steps
      next "if inputs.x == 1" > a
      otherwise "otherwise" > (merge)
    a [agent]
      next > (merge)
    (merge) [merge]
      next "if inputs.x == 2" > b
      otherwise "otherwise" > c
    b [agent] !info: skipped
      next > c
    c [agent]"
  `);
});

test("sub-agents and agents as tools, circles among them, and agents elsewhere", () => {
  const text = `${head}model: gemini-3.8-flash
sub_agents: [a, "a2a:https://other.example.com", ./b.agent.yaml, gone]
tools:
  - {type: agent, agent: c}
  - google_search
  - {ref: tools/x.tool.yaml}
  - {type: function, name: f, description: d}
agents:
  a: {sub_agents: [c]}
  c: {sub_agents: [a]}
  d: {description: Nobody knows it.}
`;
  expect(draw(graph(text))).toMatchInlineSnapshot(`
    "team [agent] gemini-3.8-flash medium (default) <google_search: built in> <x: shared> <f: function>
      sub_agent > a
      sub_agent > https://other.example.com
      sub_agent > b
      sub_agent > gone
      tool > c
    a [agent]
      sub_agent > c
    https://other.example.com [address] on another machine
    b [file] b.agent.yaml
    gone [missing] !error: no agent of this name
    c [agent]
      sub_agent > a
    d [agent] !warning: nobody calls it"
  `);
});

test("an agent that is a team is drawn with its team, once", () => {
  const text = `${head}agents:
  inner:
    workflow: {type: sequential, steps: [{agent: a}, {agent: b}]}
  a: {}
  b: {}
workflow: {type: sequential, steps: [{agent: inner}, {agent: inner, id: again}]}
`;
  expect(draw(graph(text))).toMatchInlineSnapshot(`
    "team [team] sequential, 2 steps
      next > inner
    inner [team] sequential, 2 steps
      next > a
    a [agent]
      next > b
    b [agent]
      next > inner
    inner [team] #again sequential, 2 steps"
  `);
});

test("a collection of agents has no middle, and nobody is missed", () => {
  const { kind, nodes } = graph(`${head}agents: {a: {}, b: {}}\n`);
  expect(kind).toBe("team");
  expect(nodes.map((n) => [n.title, n.notes])).toEqual([
    ["a", []],
    ["b", []],
  ]);
});

test("one agent alone: its tools and its variables", () => {
  const one = graph(`${head}model: gemini-3.8-flash
inputs: {topic: string, message: {type: string, untrusted: true, default: x}}
tools: [google_search]
`);
  expect(one.kind).toBe("single");
  expect(one.nodes[0]?.tools.map((t) => t.title)).toEqual(["google_search"]);
  expect(one.variables.map((v) => `${v.title}: ${v.detail}`)).toEqual([
    "topic: text, required",
    "message: text, has a default, untrusted",
  ]);
});

test("what defines no agent is empty", () => {
  for (const text of ["", "# only a comment\n", "just text", "format: tool/v1\nname: x\n", "- a\n- b\n"]) {
    expect(graph(text)).toMatchObject({ kind: "empty", nodes: [], edges: [] });
  }
});

test("broken text gives a picture of what can be read", () => {
  const { nodes } = graph(`${head}agents:\n  a: {}\n  b: {\nworkflow:\n  type: sequential\n  steps:\n    - agent: a\n`);
  expect(nodes.map((n) => n.title)).toContain("a");
  expect(graph("workflow: {type: router, routes: 3, default: [x]}").nodes.length).toBeGreaterThan(0);
  expect(graph("sub_agents: {a: 1}\nagents: [1]\ntools: x\n").kind).not.toBe("team");
});

test("what is inherited is drawn too", async () => {
  const base = parseAgentDocument(`${head}agents: {a: {}}\nworkflow: {type: sequential, steps: [{agent: a}]}\n`);
  const own = parseAgentDocument("format: agent/v1\nname: mine\nextends: base.agent.yaml\n");
  const flat = await flatten(own, async () => base);
  expect(draw(graphOf(flat))).toMatchInlineSnapshot(`
    "mine [team] sequential, 1 step
      next > a
    a [agent]"
  `);
});

test("what is inherited says which file has it and where; the cursor in this file is not on it", async () => {
  const base = parseAgentDocument(`${head}inputs: {message: string}
agents:
  a: {tools: [{type: function, name: look_up}]}
  b: {model: m}
workflow: {type: sequential, steps: [{agent: a}, {type: router, by: inputs.message, routes: {x: b}}]}
sub_agents: [./c.agent.yaml]
`);
  const own = parseAgentDocument(
    "format: agent/v1\nname: mine\nextends: shared/base.agent.yaml\nagents: {b: {description: Mine.}}\n",
  );
  const flat = await flatten(own, async () => base);
  const drawn = graphOf(flat);
  const line = ({ origin }: { origin?: { file: string; range: { start: { line: number } } } }) =>
    origin && `${origin.file} ${origin.range.start.line}`;
  expect(
    drawn.nodes.filter(({ kind }) => kind !== "merge").map((node) => [node.title, line(node), ...node.tools.map(line)]),
  ).toEqual([
    ["mine", undefined],
    ["a", "shared/base.agent.yaml 4", "shared/base.agent.yaml 4"],
    ["router", "shared/base.agent.yaml 6"],
    ["b", undefined],
    ["c", "shared/base.agent.yaml 7"],
  ]);
  expect(nodeAt(drawn, { line: 2, character: 3 })).toEqual({ node: "root" });
  expect(nodeAt(drawn, { line: 3, character: 11 })).toEqual({ node: "agent:b" });
  const alone = graphOf(
    await flatten(parseAgentDocument("name: x\nextends: y.agent.yaml\n"), async () =>
      parseAgentDocument("model: m\ninputs: {q: string}\n"),
    ),
  );
  expect(alone.variables.map(line)).toEqual(["y.agent.yaml 1"]);
});

test("a thousand steps are no picture, and take no time", () => {
  const steps = Array.from({ length: 5000 }, () => "    - {agent: a, when: inputs.x == 1}").join("\n");
  const document = parseAgentDocument(`${head}agents: {a: {}}\nworkflow:\n  type: sequential\n  steps:\n${steps}\n`);
  let drawn = graphOf(document);
  expect(drawn.cut).toBe(true);
  expect(drawn.nodes.length).toBeLessThanOrEqual(mostNodes + 2);
  const took = cpuMs(() => {
    drawn = graphOf(document);
  });
  expect(took).toBeLessThan(1000);
});

test.each([
  ["name: te‸am", "team"],
  ["  bil‸ling:", "billing"],
  ["    description: Invo‸ices", "billing"],
  ["    tools: [google_search, url‸_context]", "technical, tool 1"],
  ["    - agent: tri‸age", "triage"],
  ["      by: state‸.topic", "router"],
  ["        billing: bil‸ling", "billing"],
  ["      default: hu‸man", "human"],
  ["budget: {max_cost‸_usd: 1}", undefined],
])("the cursor in %j is on %s", (line, expected) => {
  const template = `format: agent/v1
name: team
defaults: {model: gemini-3.8-flash}
agents:
  triage:
    output_key: topic
  billing:
    description: Invoices
  technical:
    tools: [google_search, url_context]
  human: {}
workflow:
  type: sequential
  steps:
    - agent: triage
    - type: router
      by: state.topic
      routes:
        billing: billing
        technical: technical
      default: human
budget: {max_cost_usd: 1}
`;
  const { document, position } = atCursor(template.replace(line.replace("‸", ""), line));
  const drawn = graphOf(document);
  const at = nodeAt(drawn, position);
  const title = drawn.nodes.find((n) => n.id === at?.node)?.title;
  expect(at && (at.tool === undefined ? title : `${title}, tool ${at.tool}`)).toBe(expected);
});
