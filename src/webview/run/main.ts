import { render } from "lit/html.js";
import type { FromRun, KeptRun, ToRun } from "../../protocol/run.ts";
import { connect, oncePerFrame } from "../ui/host.ts";
import "../ui/base.css";
import "../ui/controls.css";
import "../ui/strips.css";
import "../ui/tokenBar.css";
import "./view.css";
import "./header.css";
import "./form.css";
import "./cards.css";
import "./side.css";
import "./gauge.css";
import type { RunActions } from "./actions.ts";
import { readFields } from "./fields.ts";
import { emptyState, type RunState, receive, restored } from "./state.ts";
import { runPanel } from "./view.ts";

let state: RunState = emptyState;
let heard = performance.now();

const draw = oncePerFrame(() => {
  const focused = document.activeElement?.id;
  render(runPanel(state, actions), document.body);
  // Run and Cancel take each other's place: the focus goes along.
  if ((focused === "start" || focused === "cancel") && document.activeElement === document.body) {
    (document.getElementById("cancel") ?? document.getElementById("start"))?.focus();
  }
});
const host = connect<ToRun, FromRun, KeptRun>((message) => {
  state = receive(state, message);
  heard = performance.now();
  keep();
  draw();
});

state = restored(host.kept);

const actions: RunActions = {
  post: (message) => host.post(message),
  start() {
    const { view } = state;
    if (!view || isLive()) return;
    const { values, problems } = readFields(view.subject.inputs, state.raw);
    const [missing] = Object.keys(problems);
    state = { ...state, tried: missing !== undefined };
    draw();
    if (missing === undefined) host.post({ type: "start", values, variant: view.subject.variant });
    else document.getElementById(`input-${missing}`)?.focus();
  },
  edit(name, raw) {
    state = { ...state, raw: { ...state.raw, [name]: raw } };
    keep();
    draw();
  },
};

function isLive(): boolean {
  return state.run.kind === "running" && state.view?.reopened?.interrupted !== true;
}

/** What VS Code gives back to the host after a reload of the window. Secrets are typed in again. */
function keep(): void {
  const { view, run } = state;
  if (!view) return;
  const shown = view.subject.inputs.filter((field) => !field.secret);
  const { values } = readFields(shown, state.raw);
  host.keep({
    ...view.kept,
    variant: view.subject.variant,
    values,
    ...(run.kind !== "waiting" && { runId: run.setup.runId }),
  });
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isLive()) host.post({ type: "cancel" });
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) actions.start();
  else return;
  event.preventDefault();
});

// Only the clock moves between two messages: ten times a second is enough for tenths.
setInterval(() => {
  if (!isLive() || document.hidden) return;
  state = { ...state, sinceMs: performance.now() - heard };
  draw();
}, 100);

draw();
host.post({ type: "ready" });
