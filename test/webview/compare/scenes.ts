import type { Page } from "playwright-core";
import { step } from "../../../src/core/runs/step.ts";
import type { ToCompare } from "../../../src/protocol/compare.ts";
import * as s from "./samples.ts";

interface Scene {
  readonly messages: readonly ToCompare[];
  readonly act?: (page: Page) => Promise<void>;
}

const pick = (row: number, column: number) => async (page: Page) => page.locator(`#cell-${row}-${column}`).click();

const cancelled = {
  ...s.matrix("cancelled"),
  runs: s
    .runs(false)
    .map(
      ([cell, run]) => [cell, run.kind === "running" ? step(run, { kind: "cancelled", at: s.at(8000) }) : run] as const,
    ),
};

export const scenes: Readonly<Record<string, Scene>> = {
  empty: { messages: s.messages(s.emptyView) },
  nokey: { messages: s.messages(s.noKeyView) },
  setup: { messages: s.messages(s.setUpView) },
  typed: {
    messages: s.messages({
      ...s.setUpView,
      setUp: { ...s.setUp, source: "typed", inputs: [{ id: "1", values: { message: "Where is my parcel?" } }] },
    }),
  },
  asks: {
    messages: s.messages(s.setUpView),
    act: async (page) => page.getByRole("button", { name: "Start" }).click(),
  },
  running: {
    messages: [
      ...s.messages(s.simulatedView, s.matrix("running")),
      { type: "events", events: [s.retryEvent], now: s.at(6200) },
    ],
  },
  paused: { messages: s.messages(s.begunView, s.matrix("paused")) },
  done: { messages: s.messages(s.doneView, s.matrix("complete"), 192_000), act: pick(6, 1) },
  all: { messages: s.messages(s.doneView, s.matrix("complete"), 192_000) },
  error: { messages: s.messages(s.doneView, s.matrix("complete"), 192_000), act: pick(1, 1) },
  cancelled: { messages: s.messages({ ...s.begunView, endedAt: s.at(8000) }, cancelled) },
  reopened: {
    messages: s.messages(
      { ...s.begunView, reopened: { savedAt: s.start, interrupted: true }, stale: true },
      s.matrix("running"),
    ),
  },
};
