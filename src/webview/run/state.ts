import type { Stamp } from "../../core/base/clock.ts";
import { isObject, type JsonObject } from "../../core/base/json.ts";
import type { Run, RunEvent } from "../../core/runs/run.ts";
import { step } from "../../core/runs/step.ts";
import type { RunView, ToRun } from "../../protocol/run.ts";
import { rawFields } from "./fields.ts";

/** What the panel shows. Everything else is derived from it. */
export interface RunState {
  readonly view?: RunView;
  readonly run: Run;
  /** The host's clock when it last spoke. */
  readonly hostNow: Stamp;
  /** Milliseconds since then, by this page's own clock. */
  readonly sinceMs: number;
  /** When the wait before the next try began, by turn. */
  readonly retryFrom: Readonly<Record<number, Stamp>>;
  /** What stands in the fields. */
  readonly raw: Readonly<Record<string, string>>;
  /** What had been typed when this page was last on show; its fields are known with the first view. */
  readonly typed: JsonObject;
  /** A start was tried: say what is missing. */
  readonly tried: boolean;
}

export const emptyState: RunState = {
  run: { kind: "waiting" },
  hostNow: { monoNs: 0, wallMs: 0 },
  sinceMs: 0,
  retryFrom: {},
  raw: {},
  typed: {},
  tried: false,
};

/** A page that comes back, after its tab was hidden or the window reloaded, has what was typed into it. */
export function restored(kept: unknown): RunState {
  const known = isObject(kept) && kept.version === 1 && isObject(kept.values);
  return known ? { ...emptyState, typed: kept.values as JsonObject } : emptyState;
}

/** The next state after a message of the host. */
export function receive(state: RunState, message: ToRun): RunState {
  switch (message.type) {
    case "view": {
      const { view } = message;
      const same = state.view?.subject.agent === view.subject.agent && state.view.subject.file === view.subject.file;
      // What is being typed stays when the definition changes under it; new fields get their own values.
      const given = rawFields(view.subject.inputs, state.view ? view.values : { ...view.values, ...state.typed });
      return { ...state, view, raw: same ? { ...given, ...state.raw } : given };
    }
    case "run":
      return { ...state, run: message.run, hostNow: message.now, sinceMs: 0, retryFrom: {} };
    case "events":
      return {
        ...state,
        run: message.events.reduce(step, state.run),
        retryFrom: message.events.reduce(noteRetry, state.retryFrom),
        hostNow: message.now,
        sinceMs: 0,
      };
    default:
      // A newer host may say more than this page understands; the rest still holds.
      return state;
  }
}

function noteRetry(noted: RunState["retryFrom"], event: RunEvent): RunState["retryFrom"] {
  return event.kind === "retrying" ? { ...noted, [event.turn]: event.at } : noted;
}

/** The host's clock at this moment, as far as the page can tell. */
export function nowOf(state: RunState): Stamp {
  return {
    monoNs: state.hostNow.monoNs + state.sinceMs * 1e6,
    wallMs: state.hostNow.wallMs + state.sinceMs,
  };
}
