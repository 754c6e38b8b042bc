import { expect, test } from "vitest";
import { fittingRepeats, mayExceed, raisedCap } from "../../../src/core/runs/suiteCap.ts";
import { fromUsd } from "../../../src/core/tokens/units.ts";

const cap = { usd: 1, line: 77 };
const range = (low: number, high: number) => ({ low: fromUsd(low), high: fromUsd(high) });

test("the upper end of the estimate is held against the cap", () => {
  expect(mayExceed(cap, range(0.4, 1.01))).toBe(true);
  expect(mayExceed(cap, range(0.4, 1))).toBe(false);
  expect(mayExceed(undefined, range(8, 13))).toBe(false);
  expect(mayExceed(cap, undefined)).toBe(false);
});

test("a cap is raised to the upper end, in a figure that can be said", () => {
  expect(raisedCap(range(8.4, 12.6))).toBe(13);
  expect(raisedCap(range(0.08, 0.1301))).toBe(0.14);
});

test("runs that were dearer than the estimate raise it further, always above what is spent", () => {
  const standing = { spent: fromUsd(1.04), ended: 80, total: 800 };
  expect(raisedCap(range(8.4, 12.6), standing)).toBe(13);
  expect(raisedCap(range(0.4, 0.8), standing)).toBe(13);
  expect(raisedCap(undefined, { spent: fromUsd(1), ended: 799, total: 800 })).toBeGreaterThan(1);
});

test("fewer repeats: as many as the cap carries, and never none", () => {
  expect(fittingRepeats(5, cap, range(1, 2.4))).toBe(2);
  expect(fittingRepeats(5, cap, range(10, 24))).toBe(1);
});
