import fc from "fast-check";
import * as oracle from "simple-statistics";
import { describe, expect, test } from "vitest";
import { differenceOf, type Pair } from "../../../src/core/runs/difference.ts";
import { logNormal, random } from "../../../src/core/runs/random.ts";
import {
  bootstrap,
  mean,
  normalCdf,
  normalQuantile,
  percentile,
  quantile,
  studentQuantile975,
  wilson,
} from "../../../src/core/runs/statistics.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

describe("against simple-statistics", () => {
  test("median and mean agree", () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(quantile(list, 0.5)).toBeCloseTo(oracle.median(list), 6);
        expect(mean(list)).toBeCloseTo(oracle.mean(list), 6);
      }),
    );
  });

  test("every quantile is the same value", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const sorted = [...list].sort((a, b) => a - b);
        expect(quantile(list, p)).toBeCloseTo(oracle.quantileSorted(sorted, p), 6);
      }),
    );
  });

  test("the normal distribution agrees, and its inverse undoes it", () => {
    for (const z of [-3, -1.96, -0.5, 0, 0.3, 1, 2.5]) {
      expect(normalCdf(z)).toBeCloseTo(oracle.cumulativeStdNormalProbability(z), 3);
      expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 4);
    }
    expect(normalQuantile(0.975)).toBeCloseTo(oracle.probit(0.975), 2);
  });
});

test("a percentile that the sample cannot carry is not given", () => {
  const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  expect([percentile(count(1), 0.5), percentile([], 0.5)]).toEqual([1, undefined]);
  expect([percentile(count(19), 0.95), percentile(count(20), 0.95)]).toEqual([undefined, 19.05]);
  expect([percentile(count(99), 0.99), percentile(count(100), 0.99)]).toEqual([undefined, 99.01]);
});

test("Wilson's interval is the published one, and never leaves 0 to 1", () => {
  const nine = wilson(9, 10);
  expect([nine.low, nine.high].map((x) => Number(x.toFixed(4)))).toEqual([0.5958, 0.9821]);
  const none = wilson(0, 10);
  expect([none.low, none.high].map((x) => Number(x.toFixed(4)))).toEqual([0, 0.2775]);
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (k, n) => {
      const { low, high } = wilson(Math.min(k, n), n);
      expect(0 <= low && low <= Math.min(k, n) / n + 1e-12 && Math.min(k, n) / n <= high + 1e-12 && high <= 1).toBe(
        true,
      );
    }),
  );
});

test("the bootstrap is the same every time, and says nothing from five pairs", () => {
  const pairs = (...list: number[]) => list.map((y) => ({ x: 0, y }));
  const list = pairs(1, 2, 3, 4, 5, 6, 7, 8);
  const average = (_: number, y: number, n: number) => y / n;
  expect(bootstrap(list, average)).toEqual(bootstrap(list, average));
  const uneven = pairs(1.03, 2.71, 3.14, 4.2, 5.9, 6.6, 7.07, 8.5, 9.81, 11.3, 12.9, 17.2);
  expect(bootstrap(uneven, average, { seed: 2 })).not.toEqual(bootstrap(uneven, average));
  expect(bootstrap(list.slice(0, 5), average)).toBeUndefined();
  expect(bootstrap(list, () => Number.NaN)).toBeUndefined();
  expect(bootstrap(pairs(3, 3, 3, 3, 3, 3), average)).toEqual({ low: 3, high: 3 });
});

test("the 95 % interval of a ratio covers the truth about that often, skewed costs and all", () => {
  const next = random("coverage");
  const truth = -0.3;
  let covered = 0;
  const trials = 300;
  for (let trial = 0; trial < trials; trial++) {
    const pairs: Pair[] = Array.from({ length: 30 }, () => {
      const size = logNormal(next, 1000, 0.6);
      return { baseline: [size * logNormal(next, 1, 0.3)], other: [size * (1 + truth) * logNormal(next, 1, 0.3)] };
    });
    const interval = differenceOf("cost", pairs, { seed: trial })?.interval;
    if (interval && interval.low <= truth && truth <= interval.high) covered++;
  }
  expect(covered / trials).toBeGreaterThan(0.89);
  expect(covered / trials).toBeLessThan(0.985);
}, 60_000);

test("Student's t is the tables' own", () => {
  const table = [
    [5, 2.571],
    [7, 2.365],
    [10, 2.228],
    [29, 2.045],
    [100, 1.984],
  ] as const;
  for (const [freedom, value] of table) expect(Math.abs(studentQuantile975(freedom) - value)).toBeLessThan(0.01);
});

describe("in words", () => {
  const next = random(7);
  const around = (centre: number, sigma = 0.02) => logNormal(next, centre, sigma);
  const pairs = (base: number, other: number, n = 40, sigma = 0.02): Pair[] =>
    Array.from({ length: n }, () => ({ baseline: [around(base, sigma)], other: [around(other, sigma)] }));
  const said = (metric: Parameters<typeof differenceOf>[0], list: readonly Pair[]) =>
    differenceOf(metric, list)?.sentence;

  test("a clear difference is a range", () => {
    expect(said("cost", pairs(100, 56))).toMatch(/^Cheaper by 4[34](–4[45])? %$/);
    expect(said("cost", pairs(100, 200))).toMatch(/^Dearer by (98|99|100)–10[0-3] %$/);
    expect(said("latency", pairs(100, 80))).toMatch(/^Faster by (19|20)(–2[01])? %$/);
    expect(said("ttft", pairs(100, 120))).toMatch(/^First token later by /);
    expect(said("tokens", pairs(100, 80))).toMatch(/^Fewer tokens by /);
  });

  test("no difference, too wide a one, and too few inputs each have their words", () => {
    expect(said("cost", pairs(100, 100))).toBe("Cost: about the same");
    expect(said("latency", pairs(100, 101, 10, 0.5))).toMatch(/^Time: not enough runs to say: about [\d,]+0 more$/);
    expect(said("cost", pairs(100, 50, 5))).toBe("Cost: not enough inputs to say: at least 6");
    expect(said("cost", [])).toBeUndefined();
    expect(said("cost", [{ baseline: [], other: [1] }])).toBeUndefined();
  });

  const quality = (base: (i: number) => number, other: (i: number) => number, n = 200): Pair[] =>
    Array.from({ length: n }, (_, i) => ({ baseline: [base(i)], other: [other(i)] }));

  test("quality is judged by its margin and never by chance alone", () => {
    expect(
      said(
        "pass_rate",
        quality(
          () => 1,
          () => 1,
        ),
      ),
    ).toBe("No measurable loss of quality (n = 200)");
    expect(
      said(
        "pass_rate",
        quality(
          () => 1,
          (i) => Number(i % 8 !== 0),
        ),
      ),
    ).toMatch(/^Worse: passes [89]–1[78] points less often \(n = 200\)$/);
    expect(
      said(
        "pass_rate",
        quality(
          (i) => Number(i % 2),
          () => 1,
        ),
      ),
    ).toMatch(/^Passes 4\d–5\d points more often/);
    expect(
      said(
        "pass_rate",
        quality(
          (i) => Number(i % 3 > 0),
          (i) => Number(i % 4 > 0),
          40,
        ),
      ),
    ).toMatch(/^Quality: not enough runs to say: about [\d,]+0 more$/);
  });
});
