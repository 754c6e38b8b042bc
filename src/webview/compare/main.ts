import { render } from "lit/html.js";
import { mayExceed } from "../../core/runs/suiteCap.ts";
import type { FromCompare, KeptComparison, ToCompare } from "../../protocol/compare.ts";
import { connect, oncePerFrame } from "../ui/host.ts";
import "../ui/base.css";
import "../ui/controls.css";
import "../ui/strips.css";
import "../ui/tokenBar.css";
import "../ui/columnMark.css";
import "./view.css";
import "./title.css";
import "./setUpBar.css";
import "./strips.css";
import "./grid.css";
import "./head.css";
import "./filters.css";
import "./cell.css";
import "./drawer.css";
import "./emptyState.css";
import type { CompareActions } from "./actions.ts";
import { canReRun } from "./drawer.ts";
import { standingOf } from "./figures.ts";
import { focusCell, nextError, showCell } from "./grid.ts";
import {
  type CompareState,
  cellId,
  columnOrder,
  emptyState,
  isLive,
  lookOf,
  type Place,
  receive,
  restored,
  runsMove,
} from "./state.ts";
import { comparePanel } from "./view.ts";

/** Under this width, also at 200 % zoom, the narrow layout takes over. */
const narrowBelow = 720;

let state: CompareState = emptyState;
let heard = performance.now();

const draw = oncePerFrame(() => {
  const focused = document.activeElement?.id;
  render(comparePanel(state, actions, innerWidth < narrowBelow), document.body);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  keep();
});

function change(by: Partial<CompareState>): void {
  state = { ...state, ...by };
  draw();
}

const host = connect<ToCompare, FromCompare, KeptComparison>((message) => {
  state = receive(state, message);
  heard = performance.now();
  draw();
  // A page that comes back begins at the top: its cell is looked for once.
  if (message.type === "matrix" && comesBack && state.selected) {
    const { selected } = state;
    requestAnimationFrame(() => showCell(selected));
    comesBack = false;
  }
});
state = restored(host.kept);
let comesBack = state.selected !== undefined;
let kept = "";

/** For the next page of this panel; the host is given the same after a reload of the window. */
function keep(): void {
  const { view } = state;
  if (!view) return;
  const next = { ...view.kept, look: lookOf(state) };
  const text = JSON.stringify(next);
  if (text === kept) return;
  kept = text;
  host.keep(next);
}

const actions: CompareActions = {
  post: (message) => host.post(message),
  setUp(by) {
    const { view } = state;
    if (view?.phase !== "set-up") return;
    const setUp = { ...view.setUp, ...by };
    // Shown at once; the host answers with what it would take.
    change({ view: { ...view, setUp }, asksStart: false });
    host.post({ type: "set-up", setUp });
  },
  start() {
    const { view } = state;
    if (view?.phase !== "set-up" || view.plan.problem || view.subject.problem || !view.connection.trusted) return;
    if (view.plan.asksAboveUsd !== undefined || mayExceed(view.plan.cap, view.plan.cost)) {
      change({ asksStart: true });
      requestAnimationFrame(() => document.getElementById("start-confirmed")?.focus());
    } else host.post({ type: "start", confirmed: false });
  },
  askStart: (asksStart) => change({ asksStart }),
  askCap: (asksCap) => change({ asksCap }),
  askCancel(asksCancel) {
    change({ asksCancel });
    if (asksCancel) requestAnimationFrame(() => document.getElementById("cancel-confirmed")?.focus());
  },
  cancel() {
    change({ asksCancel: false });
    host.post({ type: "cancel" });
  },
  select(place, { open = false } = {}) {
    const { selected: _, ...rest } = state;
    const before = state.selected;
    state = place ? { ...state, selected: place, drawer: open || state.drawer } : { ...rest, drawer: false };
    // Not on the next frame: a key pressed before it would count from the cell that was left.
    draw.now();
    if (!place && before) focusCell(before);
    // The drawer takes room away: after it has been drawn, its cell may lie behind it.
    if (place && open) requestAnimationFrame(() => showCell(place));
  },
  filter: (filter) => change({ filter }),
  find: (find) => change({ find }),
  showAll: () => change({ filter: "all", find: "" }),
  baseline: (baseline) => change({ baseline, other: state.baseline }),
  other: (other) => change({ other }),
};

function selectedId(place: Place | undefined = state.selected): string | undefined {
  const { plan } = state.matrix;
  return place && plan ? cellId(plan, place) : undefined;
}

/** Keys that work wherever the focus is; letters do nothing while typing. */
function onKey(event: KeyboardEvent): boolean {
  const typing = (event.target as Element | null)?.closest("input, textarea, select") !== null;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    (document.activeElement as HTMLElement | null)?.blur?.();
    actions.start();
    return true;
  }
  if (event.key === "Escape") return back(typing);
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return false;
  const id = selectedId();
  const [base = 0] = columnOrder(state);
  const { selected } = state;
  switch (event.key) {
    case "p":
      if (!isLive(state)) return false;
      host.post({ type: state.matrix.phase === "paused" ? "resume" : "pause" });
      return true;
    case "/":
      document.getElementById("find")?.focus();
      return true;
    case "n":
    case "N": {
      const next = nextError(state, event.key === "n" ? 1 : -1);
      if (!next) return false;
      actions.select(next);
      focusCell(next);
      return true;
    }
    case "t":
      if (id) host.post({ type: "open-trace", cell: id });
      return id !== undefined;
    case "d":
      if (!id || !selected || selected.column === base) return false;
      host.post({ type: "open-diff", left: selectedId({ ...selected, column: base }) ?? "", right: id });
      return true;
    case "r":
      if (!id || !canReRun(state, state.matrix.runs.get(id))) return false;
      host.post({ type: "re-run", cell: id });
      return true;
    case "b":
      if (!selected) return false;
      actions.baseline(selected.column);
      draw.now();
      focusCell(selected);
      return true;
    default:
      return false;
  }
}

function back(typing: boolean): boolean {
  if (typing && state.find !== "") change({ find: "" });
  else if (state.asksStart) change({ asksStart: false });
  else if (state.asksCancel) change({ asksCancel: false });
  else if (state.drawer) actions.select(undefined);
  else if (isLive(state)) actions.askCancel(true);
  else return false;
  return true;
}

addEventListener("keydown", (event) => {
  if (onKey(event)) event.preventDefault();
});
addEventListener("resize", draw);
setInterval(() => {
  const moves = isLive(state) || (runsMove(state) && standingOf(state.matrix).live > 0);
  if (!moves || document.hidden) return;
  change({ sinceMs: performance.now() - heard });
}, 200);

draw();
host.post({ type: "ready" });
