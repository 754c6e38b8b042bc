import { expect, test } from "vitest";
import { calibrationOf } from "../../../src/core/tokens/calibration.ts";
import type { PastRun } from "../../../src/core/tokens/learn.ts";
import { now } from "./world.ts";

function run(k: number, output: number, more: Partial<PastRun> = {}): PastRun {
  return {
    id: String(k),
    file: "a",
    agent: "a",
    variant: "base",
    definition: "",
    model: "gemini-3.6-flash",
    level: "medium",
    simulated: false,
    startedAt: now + k,
    calls: [{ input: 100, cached: 0, thinking: 600, output }],
    variables: 0,
    ...more,
  };
}

test("each run is predicted from those before it alone", () => {
  // The last one is like no other: had it been known before, the range would have held it.
  const runs = Array.from({ length: 12 }, (_, k) => run(k, k === 11 ? 60_000 : 300));
  const found = calibrationOf(runs.toReversed());
  expect(found).toMatchObject({ runs: 12, families: 1, coverage: 11 / 12 });
  expect(found?.byPast).toEqual([
    { from: 0, to: 0, runs: 1, coverage: 1 },
    { from: 1, to: 2, runs: 2, coverage: 1 },
    { from: 3, to: 9, runs: 7, coverage: 1 },
    { from: 10, to: 29, runs: 2, coverage: 0.5 },
  ]);
});

test("the loss stands beside the baselines, over the same runs", () => {
  const sizes = [300, 200, 500, 250, 320, 410, 280, 350];
  const pinball = calibrationOf(sizes.map((size, k) => run(k, size)))?.pinball;
  if (!pinball) throw new Error("nothing judged");
  expect(pinball.runs).toBe(7);
  expect(pinball.maxTokens).toBeGreaterThan(100 * pinball.estimate);
  // By hand: the second run costs (100 × 0.75 + 800 × 3.75) ∕ 1e6 dollars, the first one 375 millionths more.
  const two = calibrationOf([run(0, 300), run(1, 200)])?.pinball;
  expect(two?.mean).toBeCloseTo(((0.9 + 0.5 + 0.1) / 3) * 375e-6, 12);
});

test("simulated and real runs are judged apart; without any, or without a price, there is nothing", () => {
  const runs = [run(0, 300), run(1, 300, { simulated: true }), run(2, 300, { model: "gemini-9-neon" })];
  expect(calibrationOf(runs)?.runs).toBe(1);
  expect(calibrationOf(runs, { simulated: true })?.runs).toBe(1);
  expect(calibrationOf([])).toBeUndefined();
  expect(calibrationOf(runs.slice(2))).toBeUndefined();
});
