// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { TeamGraph } from "../../../src/core/language/graph.ts";
import type { FromGraph, GraphCursor, GraphView } from "../../../src/protocol/graph.ts";
import type { GraphActions } from "../../../src/webview/graph/actions.ts";
import { cardOf, shorten, textWidth } from "../../../src/webview/graph/card.ts";
import {
  type Arrow,
  emptyState,
  focusable,
  type GraphState,
  moved,
  pictureOf,
  receive,
  scaleOf,
  zoomed,
} from "../../../src/webview/graph/state.ts";
import { teamPanel } from "../../../src/webview/graph/view.ts";
import { show } from "../ask.ts";
import * as s from "./samples.ts";

function panel(view: GraphView, more: Partial<GraphState> & { at?: GraphCursor } = {}) {
  const { at, ...rest } = more;
  const said: FromGraph[] = [];
  const actions: GraphActions = {
    post: (message) => void said.push(message),
    open: (node, tool, enter) => void said.push({ type: "open", node, enter, ...(tool === undefined ? {} : { tool }) }),
    mode: () => {},
    zoom: () => {},
    fit: () => {},
    key: () => {},
  };
  let state = receive({ ...emptyState, width: 900, height: 900, ...rest }, { type: "view", view });
  if (at) state = receive(state, { type: "cursor", at });
  const graph = state.view?.graph;
  const picture = graph?.kind === "team" ? pictureOf(graph, 900, 900) : undefined;
  return { page: show(teamPanel(state, picture, actions)), said, state };
}

test("every agent, router and tool is in the picture, with model, level and cost", () => {
  const { page } = panel(s.viewOf(s.support));
  expect(page.text).toContain("support_team 7 agents, 2 tools");
  const names = page.all("button").map((button) => button.getAttribute("aria-label") ?? "");
  expect(names).toContain(
    "billing, agent, gemini-3.5-flash, thinking low, $0.0012 a run, 80 % of runs: $0.00080–0.0021",
  );
  expect(names).toContain("router, by state.topic");
  expect(names.find((name) => name.startsWith("technical"))).toContain(
    "2 tools: google_search, built in; url_context, built in",
  );
});

test("what is inherited says from which file, in the picture and in the list", () => {
  const { page } = panel(s.viewOf(s.inherited));
  const names = page.all("button").map((button) => button.getAttribute("aria-label") ?? "");
  expect(names.find((name) => name.startsWith("planner"))).toContain("from shared/base.agent.yaml");
  expect(names.find((name) => name.startsWith("reader"))).not.toContain("from ");
  expect(page.text).toContain("from base.agent.yaml");
  expect(panel(s.viewOf(s.inherited), { mode: "list" }).page.text).toContain("from shared/base.agent.yaml");
});

test("a screen reader gets the ways between them as sentences", () => {
  const { page } = panel(s.viewOf(s.support));
  const items = [...page.root.querySelectorAll(".sr li")].map((item) => item.textContent);
  expect(items[0]).toMatch(/^support_team, team, sequential, 3 steps.*\. then triage\.$/);
  expect(items.find((text) => text?.startsWith("router"))).toBe(
    "router, by state.topic. order: then 3-order-desk. billing: then billing. technical: then technical. otherwise: then human.",
  );
  // The dot where ways come together has no words: the way goes on through it.
  expect(items.find((text) => text?.startsWith("human"))).toMatch(
    /if state\.topic in \[billing, technical\]: then reviewer\.$/,
  );
});

test("a click shows the place, a double click goes there; a tool is a place of its own", () => {
  const { page, said } = panel(s.viewOf(s.support));
  const node = page.get("button", /^technical/);
  node.dispatchEvent(new MouseEvent("click"));
  node.dispatchEvent(new MouseEvent("dblclick"));
  node.querySelectorAll("g.tool")[1]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(said).toEqual([
    { type: "open", node: "agent:technical", enter: false },
    { type: "open", node: "agent:technical", enter: true },
    { type: "open", node: "agent:technical", tool: 1, enter: false },
  ]);
});

test("the node under the cursor is marked, is the one tab stop, and its ways stand out", () => {
  const { page } = panel(s.viewOf(s.support), { at: { node: "agent:billing" } });
  const stops = page.all("button", /./).filter((button) => button.matches(".node[tabindex='0']"));
  expect(stops.map((button) => button.getAttribute("aria-current"))).toEqual(["true"]);
  expect(stops[0]?.getAttribute("aria-label")).toMatch(/^billing/);
  expect(page.root.querySelectorAll(".way.near").length).toBe(2);
});

test("a cursor on nothing, and a node that is gone, mark nothing", () => {
  const { state } = panel(s.viewOf(s.support), { at: { node: "agent:billing" } });
  expect(receive(state, { type: "cursor" }).current).toBeUndefined();
  expect(receive(state, { type: "cursor", at: { node: "agent:gone" } }).current).toBeUndefined();
  expect(receive(state, { type: "view", view: s.viewOf(s.circle) }).current).toBeUndefined();
  expect(receive(state, { type: "view", view: s.viewOf(s.support) }).current).toEqual({ node: "agent:billing" });
});

test("while the text is broken the last picture stays, with a quiet note that leads to the mistake", () => {
  const { page, said } = panel(s.viewOf(s.support, { broken: { line: 24, message: "never closed", older: true } }));
  expect(page.text).toContain("Line 24 has a mistake. This is the picture from before it.");
  expect(page.has("button", /^billing/)).toBe(true);
  page.click("button", "Line 24");
  expect(said).toEqual([{ type: "open-line", line: 24 }]);
  const first = panel(s.viewOf(s.support, { broken: { line: 3, message: "x", older: false } }));
  expect(first.page.text).toContain("The picture shows what could be read.");
});

test("as a list: the same, with links", () => {
  const { page, said } = panel(s.viewOf(s.support), { mode: "list" });
  page.click("button", "url_context");
  page.click("button", "router, by state.topic");
  expect(said).toEqual([
    { type: "open", node: "agent:technical", tool: 1, enter: true },
    { type: "open", node: "router:workflow/steps/1", enter: true },
  ]);
  expect(page.text).toContain("otherwise: then human");
});

test("one agent alone: its tools, its variables, and what would make it a team", () => {
  const { page, said } = panel(s.viewOf(s.one));
  expect(page.text).toContain("2 tools lookup_order function request_refund shared");
  expect(page.text).toContain("1 variable message text, required, untrusted");
  page.click("button", "message");
  expect(said).toEqual([{ type: "open-variable", index: 0 }]);
});

test("no agent, no server, no file: what is so, and what to do", () => {
  expect(panel(s.viewOf(s.empty)).page.text).toContain("Nothing to show yet. agents/team.agent.yaml defines no agent.");
  const { page, said } = panel(s.viewOf(undefined, { trouble: "server" }));
  page.click("button", "Restart It");
  expect(said).toEqual([{ type: "restart-server" }]);
  expect(page.get("status").textContent).toBe("The language server does not answer.");
  expect(panel(s.viewOf(undefined, { trouble: "gone" })).page.text).toContain("cannot be opened any more.");
  expect(panel(s.viewOf()).page.text).toContain("Reading…");
});

test("arrows follow the edges, and go to the neighbour where there is none", () => {
  const picture = pictureOf(s.support, 900, 900);
  const walk = (from: string, ...arrows: Arrow[]) =>
    arrows.reduce<string | undefined>((at, arrow) => (at === undefined ? at : moved(picture, at, arrow)), from);
  expect(walk("root", "ArrowDown")).toBe("agent:triage");
  expect(walk("root", "ArrowDown", "ArrowDown")).toBe("router:workflow/steps/1");
  expect(walk("router:workflow/steps/1", "ArrowUp")).toBe("agent:triage");
  expect(walk("agent:billing", "ArrowRight")).toBe("agent:technical");
  expect(walk("agent:billing", "ArrowLeft")).toBe("outside:./3-order-desk.agent.yaml");
  // Over the dot where the ways come together.
  expect(walk("agent:human", "ArrowDown")).toBe("agent:reviewer");
  expect(walk("agent:reviewer", "ArrowDown")).toBeUndefined();
});

test("every node can be reached from the first by arrows", () => {
  for (const graph of [s.support, s.template, s.parallel, s.circle, s.hundred]) {
    for (const [width, height] of [
      [600, 900],
      [1600, 500],
    ] as const) {
      const picture = pictureOf(graph, width, height);
      const start = focusable(emptyState, picture) as string;
      const reached = new Set([start]);
      for (const at of reached) {
        for (const arrow of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const) {
          const next = moved(picture, at, arrow);
          if (next !== undefined) reached.add(next);
        }
      }
      const all = graph.nodes.filter((node) => node.kind !== "merge").map((node) => node.id);
      expect(all.filter((id) => !reached.has(id))).toEqual([]);
    }
  }
});

test("the picture is whole where it can be read, and larger, smaller and whole on request", () => {
  const state: GraphState = { ...emptyState, width: 500, height: 500 };
  const big = pictureOf(s.hundred, 500, 500);
  expect(scaleOf(state, big)).toBe(0.62);
  expect(scaleOf({ ...state, zoom: "fit" }, big)).toBeLessThan(0.3);
  expect(scaleOf({ ...state, zoom: "fit" }, pictureOf(s.circle, 5000, 5000))).toBeLessThanOrEqual(1);
  const larger = zoomed(state, big, 1.2);
  expect(larger.zoom).toBeCloseTo(0.74);
  expect(zoomed({ ...state, zoom: 2.4 }, big, 1.2).zoom).toBe(2.5);
});

test("a wide room gets a picture that goes to the right", () => {
  expect(pictureOf(s.parallel, 1700, 500).direction).toBe("right");
  expect(pictureOf(s.parallel, 500, 1700).direction).toBe("down");
});

test("a text that is too wide ends with three dots, and fits", () => {
  expect(shorten("short", 100, 12)).toBe("short");
  const cut = shorten("a_very_long_name_that_does_not_fit", 80, 12);
  expect(cut).toMatch(/^a_very.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(80);
  expect(shorten("日本語の長い名前です", 60, 12)).toMatch(/^日本.*…$/);
});

test("no card is wider than it may be, and many tools are counted", () => {
  const node = (s.support as TeamGraph).nodes.find((each) => each.id === "agent:technical");
  if (!node?.tools[0]) throw new Error("It has tools.");
  const many = cardOf({ ...node, title: "x".repeat(63), tools: Array(40).fill(node.tools[0]) });
  expect(many.width).toBeLessThanOrEqual(254);
  expect(many.tools?.shown).toBe(4);
  expect(many.lines.at(-1)?.text).toBe("36 more tools");
});
