import { html, nothing, type TemplateResult } from "lit/html.js";
import type { GraphNode, GraphPart, TeamGraph } from "../../core/language/graph.ts";
import { icon } from "../ui/icon.ts";
import type { GraphActions } from "./actions.ts";
import { costWords, originWords } from "./card.ts";
import type { GraphState } from "./state.ts";
import { counted, nodeWords, waysFrom } from "./words.ts";

/** The same as the picture, in words: every node with its tools and the ways out of it. */
export function list(state: GraphState, graph: TeamGraph, actions: GraphActions): TemplateResult {
  return html`<ol class="list" aria-label=${`Agents of ${graph.name}, in order`}>${spoken(graph).map(
    (node) => html`<li class=${state.current?.node === node.id ? "current" : nothing}>
      ${place(node, actions)}
      ${facts(node)}
      ${toolList(node, actions)}
      ${ways(graph, node, actions)}
    </li>`,
  )}</ol>`;
}

/** For a screen reader, beside the picture: text only, since the picture's nodes are the buttons. */
export function spokenList(graph: TeamGraph): TemplateResult {
  return html`<ul class="sr" aria-label="The picture in words">${spoken(graph).map(
    (node) => html`<li>${[nodeWords(node), ...waysFrom(graph, node.id).map((way) => way.words)].join(". ")}.</li>`,
  )}</ul>`;
}

/** One agent and nobody else: what it can do, and what it is told. */
export function single(graph: TeamGraph, actions: GraphActions): TemplateResult {
  const [node] = graph.nodes;
  if (!node) return html``;
  return html`<section class="single">
    <h1>${icon("hubot")} <button type="button" class="link" @click=${() => actions.open(node.id, undefined, true)}>${node.title}</button></h1>
    ${node.description ? html`<p>${node.description}</p>` : nothing}
    ${facts(node)}
    <h2>${node.tools.length === 0 ? "No tools" : counted(node.tools.length, "tool")}</h2>
    ${toolList(node, actions)}
    <h2>${graph.variables.length === 0 ? "No variables" : counted(graph.variables.length, "variable")}</h2>
    <ul class="parts">${graph.variables.map((part, index) =>
      row(part, "symbol-variable", () => actions.post({ type: "open-variable", index })),
    )}</ul>
    <p class="dim xs">One agent alone. With <code>agents</code>, <code>sub_agents</code> or a <code>workflow</code> in the file, this shows who works with whom.</p>
  </section>`;
}

function spoken(graph: TeamGraph): readonly GraphNode[] {
  return graph.nodes.filter((node) => node.kind !== "merge");
}

function place(node: GraphNode, actions: GraphActions) {
  return html`<button
    type="button"
    class="link name"
    aria-label=${nodeWords(node)}
    title=${node.description ?? nothing}
    @click=${() => actions.open(node.id, undefined, true)}
  >${node.title}</button>`;
}

function facts(node: GraphNode) {
  const words = [
    node.step !== undefined && node.step !== node.title ? `step ${node.step}` : "",
    node.detail ?? "",
    node.model ?? "",
    node.level ? `thinking ${node.level}${node.levelIsDefault ? ", its default" : ""}` : "",
    costWords(node),
    originWords(node.origin),
  ].filter((text) => text !== "");
  return [
    words.length > 0 ? html`<p class="dim facts num">${words.join(" · ")}</p>` : nothing,
    node.notes.map(
      ({ tone, text }) =>
        html`<p class=${`facts ${tone === "error" ? "bad" : ""}`}>${icon(tone === "info" ? "info" : tone, "small")} ${text}</p>`,
    ),
  ];
}

function toolList(node: GraphNode, actions: GraphActions) {
  if (node.tools.length === 0) return nothing;
  return html`<ul class="parts">${node.tools.map((tool, i) => row(tool, "tools", () => actions.open(node.id, i, true)))}</ul>`;
}

function row(part: GraphPart, sign: "tools" | "symbol-variable", click: () => void) {
  return html`<li>${icon(sign, "small")}<button type="button" class="link" @click=${click}>${part.title}</button><span class="dim">${part.detail}</span></li>`;
}

function ways(graph: TeamGraph, node: GraphNode, actions: GraphActions) {
  const found = waysFrom(graph, node.id);
  if (found.length === 0) return nothing;
  return html`<ul class="ways">${found.map(
    ({ node: to, words }) =>
      html`<li><span class="dim">${words.slice(0, words.length - to.title.length)}</span><button type="button" class="link" @click=${() => actions.open(to.id, undefined, true)}>${to.title}</button></li>`,
  )}</ul>`;
}
