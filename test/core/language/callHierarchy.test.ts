import { expect, test } from "vitest";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "../../../src/core/language/callHierarchy.ts";
import { documentLinks, resolveLink } from "../../../src/core/language/documentLinks.ts";
import { workspaceSymbols } from "../../../src/core/language/workspaceSymbols.ts";
import { filesOf } from "./files.ts";

function calls(texts: Record<string, string>) {
  const files = filesOf(texts);
  const [item] = prepareCallHierarchy(files, files.position);
  if (!item) return expect("no agent");
  const places = (uri: string, ranges: Parameters<typeof files.at>[1][]) =>
    ranges.map((r) => files.at(uri, r)).join(", ");
  return expect(
    [
      `${item.name} (${item.detail})`,
      ...incomingCalls(files, item).map((c) => `← ${c.from.name}: ${places(c.from.uri, c.fromRanges)}`),
      ...outgoingCalls(files, item).map((c) => `→ ${c.to.name} (${c.to.detail}): ${places(item.uri, c.fromRanges)}`),
    ].join("\n"),
  );
}
const team = {
  "team.agent.yaml": `name: team
agents:
  triage: {description: Sorts., sub_agents: [billing, a2a:https://x.example/agent]}
  billing: {tools: [{type: agent, agent: ./desk.agent.yaml}]}
workflow:
  type: router
  routes: {a: triage, b: triage, c: desk.agent.yaml}
  default: nobody
`,
  "desk.agent.yaml": "name: desk\ndescription: Finds orders.\nextends: team.agent.yaml\nsub_agents: [billing]\n",
};

test("who calls an agent, and whom it calls", () => {
  calls({
    ...team,
    "team.agent.yaml": team["team.agent.yaml"].replace("  triage", "  tri‸age"),
  }).toMatchInlineSnapshot(`
    "triage (Sorts.)
    ← team: team.agent.yaml 6: triage, team.agent.yaml 6: triage
    → billing (team.agent.yaml): team.agent.yaml 2: billing
    → https://x.example/agent (): team.agent.yaml 2: https://x.example/agent"
  `);
  calls({
    ...team,
    "team.agent.yaml": team["team.agent.yaml"].replace("name: team", "name: te‸am"),
  }).toMatchInlineSnapshot(`
    "team (team.agent.yaml)
    → triage (Sorts.): team.agent.yaml 6: triage, team.agent.yaml 6: triage
    → desk (Finds orders.): team.agent.yaml 6: desk.agent.yaml"
  `);
  calls({
    ...team,
    "team.agent.yaml": team["team.agent.yaml"].replace("[billing", "[bill‸ing"),
  }).toMatchInlineSnapshot(`
    "billing (team.agent.yaml)
    ← triage: team.agent.yaml 2: billing
    ← desk: desk.agent.yaml 3: billing
    → desk (Finds orders.): team.agent.yaml 3: ./desk.agent.yaml"
  `);
});
test("across files, also to an agent that is inherited", () => {
  calls({ ...team, "team.agent.yaml": team["team.agent.yaml"].replace("./desk", "./de‸sk") }).toMatchInlineSnapshot(`
    "desk (Finds orders.)
    ← team: team.agent.yaml 6: desk.agent.yaml
    ← billing: team.agent.yaml 3: ./desk.agent.yaml
    → billing (team.agent.yaml): desk.agent.yaml 3: billing"
  `);
  calls({
    ...team,
    "desk.agent.yaml": team["desk.agent.yaml"].replace("[billing", "[bill‸ing"),
  }).toMatchInlineSnapshot(`
    "billing (team.agent.yaml)
    ← triage: team.agent.yaml 2: billing
    ← desk: desk.agent.yaml 3: billing
    → desk (Finds orders.): team.agent.yaml 3: ./desk.agent.yaml"
  `);
  calls({
    ...team,
    "desk.agent.yaml": team["desk.agent.yaml"].replace("description", "des‸cription"),
  }).toMatchInlineSnapshot(`"no agent"`);
});

test("links: paths are found when they are clicked, addresses at once", () => {
  const files = filesOf({
    "p/a.agent.yaml": `extends: ../base.agent.yaml
system_instruction: "{{> style.md}}"
skills: [skills/report]
tools:
  - {type: mcp_server, url: "https://x.example/mcp"}
  - {type: function, run: {http: {url: "https://x.example/{{args.id}}"}}}
sub_agents: [a2a:https://y.example/z]
‸`,
  });
  const lines = documentLinks(files.document).map((link) => {
    const { target } = link.target ? link : resolveLink(files.uri, link);
    return `${files.at(files.uri, link.range)} → ${target}`;
  });
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "p/a.agent.yaml 0: ../base.agent.yaml → file:///project/base.agent.yaml
    p/a.agent.yaml 1: style.md → file:///project/p/style.md
    p/a.agent.yaml 2: skills/report → file:///project/p/skills/report/SKILL.md
    p/a.agent.yaml 4: https://x.example/mcp → https://x.example/mcp
    p/a.agent.yaml 6: https://y.example/z → https://y.example/z"
  `);
});

test("symbols of the workspace: the nearest first", () => {
  const files = filesOf({ ...team, "x.agent.yaml": "name: bill\ninputs: {billing: string}\n‸" });
  const names = (query: string) => workspaceSymbols(files.all, query).map((s) => `${s.name} in ${s.containerName}`);
  expect(names("bil")).toMatchInlineSnapshot(`
    [
      "bill in x.agent.yaml",
      "billing in team.agent.yaml",
      "billing in x.agent.yaml",
    ]
  `);
  expect(names("tge")).toEqual(["triage in team.agent.yaml"]);
  expect(names("zzz")).toEqual([]);
  expect(names("").length).toBe(6);
});
