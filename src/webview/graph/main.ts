import { render } from "lit/html.js";
import type { FromGraph, KeptGraph, ToGraph } from "../../protocol/graph.ts";
import { connect, oncePerFrame } from "../ui/host.ts";
import "../ui/base.css";
import "../ui/controls.css";
import "./view.css";
import "./picture.css";
import "./list.css";
import type { GraphActions } from "./actions.ts";
import { elementId } from "./picture.ts";
import { type Arrow, emptyState, type GraphState, moved, type Picture, pictureOf, receive, zoomed } from "./state.ts";
import { teamPanel } from "./view.ts";

let state: GraphState = emptyState;
let picture: Picture | undefined;
let madeFor: readonly unknown[] = [];
/** Keeps the focus on the current node over a drawing. */
let takeFocus = false;

const draw = oncePerFrame(() => {
  prepare();
  render(teamPanel(state, picture, actions), document.body);
  if (takeFocus) {
    takeFocus = false;
    currentElement()?.focus({ preventScroll: true });
  }
  measure();
});
const host = connect<ToGraph, FromGraph, KeptGraph>((message) => {
  if (message.type === "view") host.keep(message.view.kept);
  change(receive(state, message));
});

/** Measured and placed once for a graph and a size. */
function prepare(): void {
  const graph = state.view?.graph;
  const wanted = [graph, state.width, state.height];
  if (wanted.every((value, i) => value === madeFor[i]) && madeFor.length > 0) return;
  madeFor = wanted;
  picture = graph?.kind === "team" ? pictureOf(graph, state.width, state.height) : undefined;
}

function change(next: GraphState): void {
  const before = state;
  if (next === before) return;
  state = next;
  draw();
  // A picture larger than the room begins where the team begins.
  const isNew = next.view?.graph !== undefined && before.view?.graph === undefined;
  if (isNew || (next.current?.node !== before.current?.node && next.current)) requestAnimationFrame(showCurrent);
}

const actions: GraphActions = {
  post: (message) => host.post(message),
  open(node, tool, enter) {
    change({ ...state, current: { node, ...(tool === undefined ? {} : { tool }) } });
    host.post({ type: "open", node, enter, ...(tool === undefined ? {} : { tool }) });
  },
  mode: (mode) => change({ ...state, mode }),
  zoom: (by) => picture && change(zoomed(state, picture, by)),
  fit: () => change({ ...state, zoom: "fit" }),
  key(event, node) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") actions.open(node, undefined, event.key === "Enter");
    else if (/^Arrow/.test(event.key) && picture) {
      const next = moved(picture, node, event.key as Arrow);
      if (next !== undefined) {
        takeFocus = true;
        change({ ...state, current: { node: next } });
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || state.mode !== "picture" || !picture) return;
  if (event.key === "+" || event.key === "=") actions.zoom(1.2);
  else if (event.key === "-") actions.zoom(1 / 1.2);
  else if (event.key === "0") actions.fit();
  else return;
  event.preventDefault();
});
// As in the editor and in every browser; without Ctrl the wheel scrolls.
addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey || !picture || state.mode !== "picture") return;
    event.preventDefault();
    actions.zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  },
  { passive: false },
);

function currentElement(): HTMLElement | null {
  return state.current ? document.getElementById(elementId(state.current.node)) : null;
}

/** Only when it is out of sight: what is in view stays where it is. */
function showCurrent(): void {
  const room = document.getElementById("room");
  const element = currentElement() ?? document.querySelector(".list > li.current, .node[tabindex='0']");
  if (!room || !element) return;
  const [outer, inner] = [room.getBoundingClientRect(), element.getBoundingClientRect()];
  const seen =
    inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;
  if (seen) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", inline: "center", behavior: still ? "auto" : "smooth" });
}

// The size of the room for the picture, as far as the page can tell it.
const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => measure());
let watched: Element | null = null;
function measure(): void {
  const room = document.getElementById("room");
  if (room !== watched) {
    if (watched) sizes?.unobserve(watched);
    watched = room;
    if (room) sizes?.observe(room);
  }
  const [width, height] = [room?.offsetWidth ?? 0, room?.offsetHeight ?? 0];
  if (width !== state.width || height !== state.height) change({ ...state, width, height });
}

draw();
host.post({ type: "ready" });
