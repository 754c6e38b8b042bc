import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { GraphEdge } from "../../core/language/graph.ts";
import { type IconName, iconPaths } from "../ui/icon.ts";
import type { GraphActions } from "./actions.ts";
import { type Card, type CardLine, costWords, originWords, shorten, toolWords } from "./card.ts";
import { focusable, type GraphState, longestLabel, type Picture, scaleOf } from "./state.ts";
import { edgeVerbs, nodeWords } from "./words.ts";

/** Room for the ring around a node at the edge. */
const rim = 5;

/** The drawing: edges below, their labels, the nodes on top. Each node is a button; one of them is the tab stop. */
export function drawing(state: GraphState, picture: Picture, actions: GraphActions): TemplateResult {
  const { layout, graph } = picture;
  const scale = scaleOf(state, picture);
  const [width, height] = [Math.ceil(layout.width) + 2 * rim, Math.ceil(layout.height) + 2 * rim];
  const current = state.current?.node;
  const names = new Map(graph.nodes.map((node) => [node.id, node.title]));
  return html`<svg
    class="picture"
    role="group"
    aria-label=${`Picture of ${graph.name}`}
    width=${Math.round(width * scale)}
    height=${Math.round(height * scale)}
    viewBox=${`${-rim} ${-rim} ${width} ${height}`}
  >
    <g aria-hidden="true">${graph.edges.map((edge) => way(edge, picture, current, names))}</g>
    ${graph.nodes.map((node) => {
      const card = picture.cards.get(node.id);
      return card ? drawnNode(card, state, picture, actions) : nothing;
    })}
  </svg>`;
}

function way(edge: GraphEdge, picture: Picture, current: string | undefined, names: ReadonlyMap<string, string>) {
  const place = picture.layout.links.get(edge.id);
  if (!place) return nothing;
  const near = current !== undefined && (edge.from === current || edge.to === current);
  const { x, y, angle } = place.tip;
  const label = edge.label;
  const box = place.label;
  // Into a place where ways come together there is no point: the way goes on.
  const pointed = picture.cards.get(edge.to)?.shape !== "dot";
  const said = `${names.get(edge.from)} ${edgeVerbs[edge.kind]} ${names.get(edge.to)}`;
  return svg`<g class=${`way ${edge.kind}${near ? " near" : ""}`}>
    <title>${label === undefined ? said : `${label}: ${said}`}</title>
    <path class="reach" d=${place.path} />
    <path class="line" d=${place.path} />
    ${pointed ? svg`<path class="tip" d="M0 0L-8 -4L-8 4Z" transform=${`translate(${x} ${y}) rotate(${angle})`} />` : nothing}
    ${
      label !== undefined && box
        ? svg`<rect class="paper" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="3" />
          <text class="label" x=${box.x + box.width / 2} y=${box.y + 12} text-anchor="middle">${shorten(label, longestLabel, 11)}</text>`
        : nothing
    }
  </g>`;
}

function drawnNode(card: Card, state: GraphState, picture: Picture, actions: GraphActions) {
  const { node, shape } = card;
  const place = picture.layout.boxes.get(node.id);
  if (!place) return nothing;
  const at = `translate(${round(place.x)} ${round(place.y)})`;
  if (shape === "dot") {
    return svg`<g class="node merge" transform=${at} aria-hidden="true"><circle cx="5" cy="5" r="3" /></g>`;
  }
  const isCurrent = state.current?.node === node.id;
  const skipped = node.notes.some((note) => note.text === "skipped");
  const radius = shape === "pill" ? card.height / 2 : 5;
  return svg`<g
    class=${`node ${node.kind}${isCurrent ? " current" : ""}${skipped ? " skipped" : ""}`}
    id=${elementId(node.id)}
    transform=${at}
    role="button"
    tabindex=${focusable(state, picture) === node.id ? 0 : -1}
    aria-label=${nodeWords(node)}
    aria-current=${isCurrent ? "true" : nothing}
    @click=${() => actions.open(node.id, undefined, false)}
    @dblclick=${() => actions.open(node.id, undefined, true)}
    @keydown=${(event: KeyboardEvent) => actions.key(event, node.id)}
  >
    <title>${[node.description ?? node.title, costWords(node), originWords(node.origin), ...node.notes.map((n) => n.text)].filter((t) => t).join("\n")}</title>
    <rect class="body" width=${card.width} height=${card.height} rx=${radius} />
    ${isCurrent ? svg`<rect class="ring" x="-3" y="-3" width=${card.width + 6} height=${card.height + 6} rx=${radius + 3} />` : nothing}
    ${card.icon ? (shape === "pill" ? sign(card.icon, 11, 7) : sign(card.icon, 10, 9, "", 16)) : nothing}
    ${card.lines.filter((line) => line.look !== "tool").map((line) => textLine(line, card))}
    ${tools(card, state, actions)}
  </g>`;
}

function tools(card: Card, state: GraphState, actions: GraphActions) {
  const { node, tools: place } = card;
  if (!place) return nothing;
  const lines = card.lines.filter((line) => line.look === "tool");
  return svg`<path class="rule" d=${`M1 ${place.y - 5}H${card.width - 1}`} />${lines.map((line, i) => {
    const y = place.y + i * place.step;
    const current = state.current?.node === node.id && state.current.tool === i;
    const click = (enter: boolean) => (event: Event) => {
      event.stopPropagation();
      actions.open(node.id, i, enter);
    };
    const tool = node.tools[i];
    return svg`<g class=${`tool${current ? " current" : ""}`} @click=${click(false)} @dblclick=${click(true)}>
      <title>${tool ? toolWords(tool) : line.text}</title>
      <rect class="hit" x="4" y=${y + 1} width=${card.width - 8} height=${place.step} rx="3" />
      ${textLine(line, card)}
    </g>`;
  })}`;
}

function textLine(line: CardLine, card: Card) {
  return svg`${line.icon ? sign(line.icon, line.x - 19, line.y - 11, line.tone ?? "") : nothing}
    <text class=${`${line.look} ${line.tone ?? ""}`} x=${line.x} y=${line.y}>${line.text}</text>${
      line.right === undefined
        ? nothing
        : svg`<text class="dim" x=${card.width - 12} y=${line.y} text-anchor="end">${line.right}</text>`
    }`;
}

function sign(name: IconName, x: number, y: number, tone = "", size = 13) {
  return svg`<g class=${`sign ${tone}`} fill="currentColor" transform=${`translate(${x} ${y}) scale(${size / 16})`}>${iconPaths(name)}</g>`;
}

/** Names may hold anything: the element's id is the node's id with safe letters. */
export function elementId(id: string): string {
  return `node-${encodeURIComponent(id)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
