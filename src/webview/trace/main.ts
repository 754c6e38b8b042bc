import { render } from "lit/html.js";
import { extentOf } from "../../core/trace/why.ts";
import { type FromTrace, type KeptTrace, type ToTrace, tabs } from "../../protocol/trace.ts";
import { connect, oncePerFrame } from "../ui/host.ts";
import "../ui/base.css";
import "../ui/controls.css";
import "./view.css";
import "./header.css";
import "./banners.css";
import "./overviewPane.css";
import "./signs.css";
import "./stepsPane.css";
import "./asOfPane.css";
import "./whyPane.css";
import type { Actions, KeyName } from "./actions.ts";
import { drawOverview, type Layer, pictureOf } from "./drawOverview.ts";
import { keyName } from "./keys.ts";
import { focusPane } from "./panes.ts";
import * as s from "./state.ts";
import { prepareRows, rowHeight } from "./stepsPane.ts";
import { type Prepared, panel } from "./view.ts";
import { kindOf } from "./words.ts";

let state: s.ReplayState = s.emptyState;
let prepared: Prepared = prepare();
let nearest: ((x: number) => number) | undefined;
const layer: Layer = {};
let asked = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let spokenAt = 0;

const draw = oncePerFrame(() => {
  render(panel(state, prepared, actions), document.body);
  watchSizes();
  drawCanvas();
});
const host = connect<ToTrace, FromTrace, KeptTrace>((message) => {
  change(s.receive(state, message));
  if (message.type === "trace") ask(true);
});
state = s.restored(host.kept);

function prepare(): Prepared {
  const steps = state.view?.steps ?? [];
  return {
    picture: pictureOf(
      steps,
      state.view?.totals.agents ?? [],
      extentOf(steps),
      state.view?.live ?? false,
      state.view?.reading !== undefined,
    ),
    rows: prepareRows(steps, state.folded, s.slowest(steps)[0]),
  };
}

/** The one place where the state changes; everything that follows from a change is done here. */
function change(next: s.ReplayState): void {
  const before = state;
  state = next;
  if (state === before) return;
  if (state.view !== before.view || state.folded !== before.folded) prepared = prepare();
  const moved = state.cursor !== before.cursor;
  if (moved) ask(false);
  if (
    state.cursor !== before.cursor ||
    state.tab !== before.tab ||
    state.scope !== before.scope ||
    state.breakpoints !== before.breakpoints ||
    state.folded !== before.folded ||
    state.following !== before.following
  )
    host.keep(s.keptOf(state));
  draw();
  if (moved || (state.view !== before.view && before.view === undefined)) requestAnimationFrame(showCurrent);
  if (moved) speak();
}

/** Texts are read where the file is. */
function ask(again: boolean): void {
  if (state.cursor === 0 || !s.stepAt(state)) return;
  if (!again && asked === state.cursor && state.asOf?.index === state.cursor) return;
  asked = state.cursor;
  host.post({ type: "as-of", index: state.cursor });
}

/** At most one sentence a second while playing. */
function speak(): void {
  const now = performance.now();
  if (state.playing && now - spokenAt < 1000) return;
  spokenAt = now;
  const step = s.stepAt(state);
  if (step)
    state = {
      ...state,
      spoken: `Step ${step.index} of ${state.view?.steps.length ?? 0}, ${kindOf(step)}, ${step.name}`,
    };
}

function showCurrent(): void {
  const tree = document.getElementById("tree");
  const row = prepared.rows.rowOf.get(state.cursor);
  if (!tree || row === undefined || tree.clientHeight === 0) return;
  const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
  if (top < tree.scrollTop) tree.scrollTop = top;
  else if (bottom > tree.scrollTop + tree.clientHeight) tree.scrollTop = bottom - tree.clientHeight;
}

const actions: Actions = {
  post: (message) => host.post(message),
  go: (index) => change(s.go(state, index)),
  run,
  tab: (tab) => change({ ...state, tab }),
  scope: (scope) => change({ ...state, scope }),
  fold: (index) => change({ ...state, folded: s.toggled(state.folded, index) }),
  breakpoint: (index) => change({ ...state, breakpoints: s.toggled(state.breakpoints, index) }),
  clearBreakpoints: () => change({ ...state, breakpoints: new Set() }),
  query: (query) => change({ ...state, query }),
  scroll: (event) => change({ ...state, scrollTop: (event.target as HTMLElement).scrollTop }),
  scrub: (event) => {
    if (event.type === "pointerdown") (event.target as HTMLElement).focus();
    else if (event.buttons === 0) return;
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const index = nearest?.(event.clientX - left);
    if (index !== undefined) change(s.go(state, index));
  },
};

function run(key: KeyName): void {
  if (key === "search") document.getElementById("search")?.focus();
  else if (key === "next-pane" || key === "previous-pane")
    focusPane(key === "next-pane" ? 1 : -1, { why: state.width > 1120 });
  else if (key === "definition") {
    if (s.stepAt(state)?.source) host.post({ type: "open-definition", index: state.cursor });
  } else change(s.press(state, key));
  if (key === "play") playOn();
}

/** Goes on by itself, and stops at a breakpoint and at the end. */
function playOn(): void {
  clearTimeout(timer);
  if (!state.playing) return;
  timer = setTimeout(() => {
    change(s.go(state, state.cursor + 1));
    const ended = state.cursor >= (state.view?.steps.length ?? 0) && !state.view?.live;
    if (ended || state.breakpoints.has(state.cursor)) change({ ...state, playing: false });
    playOn();
  }, s.pause(state));
}

addEventListener("keydown", (event) => {
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (target?.id === "search" && (event.key === "Enter" || event.key === "Escape")) {
    event.preventDefault();
    if (event.key === "Enter") change(s.nextHit(state, event.shiftKey ? -1 : 1));
    else {
      change({ ...state, query: "" });
      focusRow();
    }
    return;
  }
  if (!target?.matches("input") && /^[1-7]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const tab = tabs[Number(event.key) - 1];
    if (tab && !(tab === "why" && state.width > 1120)) change({ ...state, tab });
    return;
  }
  if (event.key === "Escape") {
    // First out of the zoom, then back to the tree.
    event.preventDefault();
    if (state.zoom) forget();
    else focusRow();
    return;
  }
  if (arrows(event, target) || (target?.id === "overview" && zoom(event))) return event.preventDefault();
  const name = keyName(event);
  if (!name) return;
  event.preventDefault();
  const inTree = target?.getAttribute("role") === "treeitem" && !name.endsWith("-pane");
  run(name);
  // The row that had the focus may be drawn anew elsewhere: it goes along with the cursor.
  if (inTree) focusRow();
});

/** After the next drawing, since the row may not be there yet. */
function focusRow(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.getElementById(`step-${state.cursor}`)?.focus({ preventScroll: true })),
  );
}

/** ← and →: fold and unfold in the tree, one step in the overview. */
function arrows(event: KeyboardEvent, target: HTMLElement | undefined): boolean {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (!by) return false;
  if (target?.id === "overview") {
    change(s.go(state, state.cursor + by));
    return true;
  }
  const step = s.stepAt(state);
  if (target?.getAttribute("role") !== "treeitem" || !step) return false;
  if (step.kind === "agent_enter" && state.folded.has(step.index) === by > 0) actions.fold(step.index);
  else if (by < 0 && step.group !== undefined) change(s.go(state, step.group));
  else if (by > 0 && step.kind === "agent_enter") change(s.go(state, step.index + 1));
  focusRow();
  return true;
}

/** `w` `s` `a` `d` and `0` on the overview. */
function zoom(event: KeyboardEvent): boolean {
  const { extent } = prepared.picture;
  const at = s.stepAt(state)?.t;
  if (!extent || !/^[wsad0]$/.test(event.key)) return false;
  const [from, to] = state.zoom ?? [extent.from, extent.to];
  const span = to - from;
  if (event.key === "0") return forget();
  if (event.key === "a" || event.key === "d") {
    const by = Math.max(extent.from - from, Math.min(extent.to - to, (event.key === "a" ? -span : span) / 4));
    change({ ...state, zoom: [from + by, to + by] });
    return true;
  }
  const wide = event.key === "w" ? span / 2 : span * 2;
  if (wide >= extent.to - extent.from) return forget();
  if (wide < 0.1) return true;
  const middle = at === undefined || at < from || at > to ? from + span / 2 : at;
  const start = Math.max(extent.from, Math.min(extent.to - wide, middle - wide / 2));
  change({ ...state, zoom: [start, start + wide] });
  return true;
}

function forget(): boolean {
  const { zoom: _zoom, ...rest } = state;
  change(rest);
  return true;
}

function drawCanvas(): void {
  const canvas = document.getElementById("overview");
  if (!(canvas instanceof HTMLCanvasElement) || !state.view) return;
  const look = {
    cursor: state.cursor,
    counters: state.view.totals.durationMs !== undefined && state.view.totals.durationMs > 0,
    ...(state.zoom ? { zoom: state.zoom } : {}),
  };
  nearest = drawOverview(canvas, prepared.picture, look, layer);
}

// The size of the panel and of the tree, as far as the page can tell them.
const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => measure());
const watched = new Set<Element>();
function watchSizes(): void {
  for (const element of [document.querySelector(".panel"), document.getElementById("tree")])
    if (element && sizes && !watched.has(element)) {
      watched.add(element);
      sizes.observe(element);
    }
}
function measure(): void {
  const width = document.querySelector(".panel")?.clientWidth || state.width;
  const treeHeight = document.getElementById("tree")?.clientHeight || state.treeHeight;
  if (width === state.width && treeHeight === state.treeHeight) {
    drawCanvas();
    return;
  }
  change({ ...state, width, treeHeight });
  requestAnimationFrame(showCurrent);
}

// VS Code changes the classes of the body and the variables of the root when the theme changes.
new MutationObserver(drawCanvas).observe(document.body, { attributes: true, attributeFilter: ["class"] });
new MutationObserver(drawCanvas).observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });

draw();
host.post({ type: "ready" });
