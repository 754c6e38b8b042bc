import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { packSteps, unpackSteps } from "../../../src/core/trace/packSteps.ts";
import { readTrace } from "../../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../../src/core/trace/steps.ts";
import { at, events, recorded } from "./sampleRun.ts";

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, "../../fixtures/traces", name), "utf8");

test.each([
  ["a whole run", recorded()],
  ["a run that goes on", recorded(events.slice(0, 7))],
  ["a run that failed", recorded([...events.slice(0, 3), { kind: "failed", at: at(500), problem: { kind: "cut" } }])],
  ["state", fixture("state.otlp.jsonl")],
  ["agents at once", fixture("parallel.otlp.jsonl")],
  ["no times", recorded().replace(/"(?:start|end)TimeUnixNano":"\d+",/g, "")],
  ["nothing", ""],
])("steps come out as they went in: %s", (_name, text) => {
  const steps = stepsOf(readTrace(text));
  expect(unpackSteps(structuredClone(packSteps(steps)))).toEqual(steps);
});
