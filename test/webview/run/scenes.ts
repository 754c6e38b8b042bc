import type { ToRun } from "../../../src/protocol/run.ts";
import * as s from "./samples.ts";

interface Scene {
  readonly messages: readonly ToRun[];
}

const { trace: _, ...untraced } = s.view;

export const scenes: Readonly<Record<string, Scene>> = {
  waiting: { messages: s.messages({ ...untraced, values: { plan: "pro" } }, []) },
  running: { messages: s.messages(s.view, s.writing) },
  tool: { messages: s.messages(s.view, s.toolTurn, 2500) },
  done: { messages: s.messages(s.noKey, s.simulated(s.done)) },
  failed: { messages: s.messages(s.view, s.failed({ kind: "cut" })) },
  blocked: { messages: s.messages(s.view, s.failed({ kind: "blocked", where: "answer", reason: "SAFETY" })) },
  cancelled: { messages: s.messages(s.view, s.cancelled) },
  retrying: { messages: s.messages(s.view, s.retrying, 3000) },
  unrecorded: {
    messages: s.messages(s.view, [
      ...s.writing,
      { kind: "unrecorded", at: s.at(5300), problem: { kind: "storage", message: "No space left on device" } },
    ]),
  },
  interrupted: {
    messages: s.messages({ ...s.view, reopened: { savedAt: s.start, interrupted: true }, stale: true }, s.writing),
  },
  reopened: {
    messages: s.messages({ ...s.noKey, reopened: { savedAt: s.start, interrupted: false } }, s.simulated(s.done)),
  },
  untrusted: { messages: s.messages({ ...untraced, connection: { ...s.noKey.connection, trusted: false } }) },
  unable: {
    messages: s.messages({
      ...untraced,
      subject: {
        ...s.view.subject,
        problem: "This agent is a team: running teams comes later. Run one of its agents.",
      },
    }),
  },
};
