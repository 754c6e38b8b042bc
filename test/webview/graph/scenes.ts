import type { Page } from "playwright-core";
import type { GraphView, ToGraph } from "../../../src/protocol/graph.ts";
import * as s from "./samples.ts";

interface Scene {
  readonly messages: readonly ToGraph[];
  readonly act?: (page: Page) => Promise<unknown>;
}

const view = (...args: Parameters<typeof s.viewOf>): ToGraph => ({
  type: "view",
  view: s.viewOf(...args) as GraphView,
});
const cursor = (node: string, tool?: number): ToGraph => ({
  type: "cursor",
  at: { node, ...(tool === undefined ? {} : { tool }) },
});

export const scenes: Readonly<Record<string, Scene>> = {
  support: { messages: [view(s.support), cursor("agent:billing")] },
  template: { messages: [view(s.template), cursor("agent:order", 0)] },
  parallel: { messages: [view(s.parallel), cursor("loop:workflow/steps/1")] },
  circle: { messages: [view(s.circle), cursor("root")] },
  inherited: { messages: [view(s.inherited), cursor("root")] },
  hundred: { messages: [view(s.hundred)] },
  whole: { messages: [view(s.hundred), cursor("agent:a3")], act: (page) => page.keyboard.press("0") },
  single: { messages: [view(s.one)] },
  empty: { messages: [view(s.empty)] },
  broken: {
    messages: [
      view(s.support, { broken: { line: 24, message: "This quote is never closed.", older: true } }),
      cursor("agent:triage"),
    ],
  },
  list: {
    messages: [view(s.support), cursor("agent:technical")],
    act: (page) => page.getByRole("radio", { name: "List" }).click(),
  },
  focus: {
    messages: [view(s.support)],
    act: async (page) => {
      await page.getByRole("button", { name: /^triage/ }).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
    },
  },
  server: { messages: [view(undefined, { trouble: "server" })] },
  gone: { messages: [view(undefined, { trouble: "gone" })] },
};
