import type { TeamGraph } from "../../core/language/graph.ts";
import { type Layout, layoutGraph } from "../../core/language/graphLayout.ts";
import type { GraphCursor, GraphView, ToGraph } from "../../protocol/graph.ts";
import { type Card, cardOf, textWidth } from "./card.ts";

export interface GraphState {
  readonly view?: GraphView;
  /** The node that the cursor of the editor, the keyboard or the pointer was on last. */
  readonly current?: GraphCursor;
  readonly mode: "picture" | "list";
  /** "auto": whole, but never too small to read. "fit": whole. */
  readonly zoom: number | "auto" | "fit";
  /** Of the room for the picture. */
  readonly width: number;
  readonly height: number;
}

export const emptyState: GraphState = { mode: "picture", zoom: "auto", width: 0, height: 0 };

export function receive(state: GraphState, message: ToGraph): GraphState {
  switch (message.type) {
    case "view": {
      const current = state.current && stillThere(message.view.graph, state.current);
      const { current: _gone, ...rest } = state;
      return { ...rest, view: message.view, ...(current ? { current } : {}) };
    }
    case "cursor": {
      const { current: _old, ...rest } = state;
      const current = message.at && stillThere(state.view?.graph, message.at);
      return { ...rest, ...(current ? { current } : {}) };
    }
  }
}

function stillThere(graph: TeamGraph | undefined, at: GraphCursor): GraphCursor | undefined {
  return graph?.nodes.some((node) => node.id === at.node) ? at : undefined;
}

/** A picture ready to be drawn: measured and placed. */
export interface Picture {
  readonly graph: TeamGraph;
  readonly cards: ReadonlyMap<string, Card>;
  readonly layout: Layout;
  readonly direction: "down" | "right";
}

const margin = 24;
const zoomLimits = { least: 0.1, most: 2.5, readable: 0.62 } as const;

/** Downwards or to the right: what fits the room better. */
export function pictureOf(graph: TeamGraph, width: number, height: number): Picture {
  const cards = new Map(graph.nodes.map((node) => [node.id, cardOf(node)]));
  const boxes = [...cards].map(([id, card]) => ({ id, width: card.width, height: card.height }));
  const links = graph.edges.map(({ id, from, to, label, kind }) => ({
    id,
    from,
    to,
    ...(label === undefined ? {} : { label: labelSize(label) }),
    ...(kind === "again" ? { back: true } : {}),
  }));
  const place = (direction: "down" | "right") =>
    layoutGraph(boxes, links, {
      direction,
      gap: direction === "down" ? { beside: 20, between: 44 } : { beside: 16, between: 56 },
      roomy: Math.max(width - 2 * margin, 300),
    });
  const down = place("down");
  const downScale = whole(down, width, height);
  // Only where it would have to shrink is the other way tried.
  if (downScale >= 1 || width <= height) return { graph, cards, layout: down, direction: "down" };
  const right = place("right");
  return whole(right, width, height) > downScale * 1.1
    ? { graph, cards, layout: right, direction: "right" }
    : { graph, cards, layout: down, direction: "down" };
}

export const labelHeight = 16;
/** Longer labels are cut; their whole text is in the tooltip. */
export const longestLabel = 240;
function labelSize(label: string): { width: number; height: number } {
  return { width: Math.ceil(Math.min(longestLabel, textWidth(label, 11)) + 8), height: labelHeight };
}

function whole(layout: Layout, width: number, height: number): number {
  if (width === 0 || height === 0) return 1;
  return Math.min(1, (width - 2 * margin) / layout.width, (height - 2 * margin) / layout.height);
}

export function scaleOf(state: GraphState, { layout }: Picture): number {
  if (typeof state.zoom === "number") return state.zoom;
  const fits = Math.max(zoomLimits.least, whole(layout, state.width, state.height));
  return state.zoom === "fit" ? fits : Math.max(Math.min(1, zoomLimits.readable), fits);
}

export function zoomed(state: GraphState, picture: Picture, by: number): GraphState {
  const zoom = Math.min(zoomLimits.most, Math.max(zoomLimits.least, scaleOf(state, picture) * by));
  return { ...state, zoom: Math.round(zoom * 100) / 100 };
}

/** The node with the focus: the current one, else the first. */
export function focusable({ current }: GraphState, { graph }: Picture): string | undefined {
  const words = graph.nodes.filter((node) => node.kind !== "merge");
  return words.find((node) => node.id === current?.node)?.id ?? words[0]?.id;
}

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

/** Along the edges forward and back; across them to the neighbour in the same layer. */
export function moved(picture: Picture, from: string, arrow: Arrow): string | undefined {
  const { layout, graph, direction } = picture;
  const [forward, back] = direction === "down" ? ["ArrowDown", "ArrowUp"] : ["ArrowRight", "ArrowLeft"];
  const middle = (id: string) => {
    const box = layout.boxes.get(id);
    if (!box) return { along: 0, across: 0 };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return direction === "down" ? { along: y, across: x } : { along: x, across: y };
  };
  const here = middle(from);
  const nearest = (ids: readonly string[], far: (id: string) => number) => ids.toSorted((a, b) => far(a) - far(b))[0];
  const isMerge = (id: string) => graph.nodes.find((node) => node.id === id)?.kind === "merge";
  if (arrow === forward || arrow === back) {
    const seen = new Set<string>([from]);
    const step = (id: string): string[] =>
      graph.edges
        .flatMap((edge) =>
          arrow === forward && edge.from === id ? edge.to : arrow === back && edge.to === id ? edge.from : [],
        )
        .filter((next) => !seen.has(next) && seen.add(next))
        .flatMap((next) => (isMerge(next) ? step(next) : [next]));
    // A way back to the beginning of a loop is no way forward.
    const ahead = step(from).filter((id) => (arrow === forward ? 1 : -1) * (middle(id).along - here.along) > 0);
    const next = nearest(
      ahead,
      (id) => Math.abs(middle(id).across - here.across) + Math.abs(middle(id).along - here.along),
    );
    if (next !== undefined) return next;
  }
  // Without an edge that way: the nearest box on that side.
  const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[arrow] as [
    number,
    number,
  ];
  const place = (id: string) => {
    const { along, across } = middle(id);
    return direction === "down" ? { x: across, y: along } : { x: along, y: across };
  };
  const at = place(from);
  const ahead = (id: string) => (place(id).x - at.x) * dx + (place(id).y - at.y) * dy;
  const aside = (id: string) => Math.abs((place(id).x - at.x) * dy) + Math.abs((place(id).y - at.y) * dx);
  const others = graph.nodes.filter((node) => node.kind !== "merge" && node.id !== from).map((node) => node.id);
  return nearest(
    others.filter((id) => ahead(id) > 1),
    (id) => ahead(id) + 3 * aside(id),
  );
}
