/// <reference types="node" />
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import type { ToTrace } from "../../../src/protocol/trace.ts";
import { events, recorded } from "../../core/trace/sampleRun.ts";
import { asOfOf, troubled, viewOf } from "./samples.ts";

interface Scene {
  readonly messages: readonly ToTrace[];
  act?(page: Page): Promise<void>;
}

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, "../../fixtures/traces", name), "utf8");

/** A trace at a step with a tab open, as a person would get there. */
function at(text: string, step: number, key: string, view = viewOf(text)): Scene {
  return {
    messages: [view],
    act: async (page) => {
      await page.keyboard.press("Home");
      for (let i = 1; i < step; i++) await page.keyboard.press("F10");
      await page.keyboard.press(key);
      await page.evaluate((m) => postMessage(m, "*"), asOfOf(text, step));
    },
  };
}
const run = recorded(troubled);
const noTimes = run.replace(/"(?:start|end)TimeUnixNano":"\d+",?/g, "").replace(/,(?=\})/g, "");
const growing = recorded(events.slice(0, 7));

export const scenes: Readonly<Record<string, Scene>> = {
  conversation: at(run, 6, "1"),
  state: at(fixture("state.otlp.jsonl"), 7, "2"),
  prompt: at(run, 9, "3"),
  tool: at(run, 5, "4"),
  thoughts: at(run, 6, "5"),
  raw: at(run, 6, "6"),
  why: at(run, 6, "7"),
  parallel: at(fixture("parallel.otlp.jsonl"), 6, "1"),
  adk: at(fixture("adk.otlp.json"), 4, "4"),
  noTimes: at(noTimes, 5, "4"),
  torn: at(run.slice(0, run.length - 300), 6, "1"),
  live: at(growing, 5, "4", viewOf(growing, { live: true })),
  loading: at(run, 6, "1", viewOf(run, { reading: { read: 43e6, size: 100e6, stopped: false, leftMs: 400 } })),
  empty: { messages: [{ type: "refused", name: "trace.otlp.jsonl", why: { kind: "empty" } }] },
  newer: { messages: [{ type: "refused", name: "trace.otlp.jsonl", why: { kind: "newer", format: 7, reads: 1 } }] },
  notATrace: {
    messages: [
      {
        type: "refused",
        name: "notes.otlp.jsonl",
        why: {
          kind: "not-a-trace",
          looked: ["OTLP TracesData, one JSON object per line", "OTLP TracesData as one JSON object"],
        },
      },
    ],
  },
};
