import { expect, test } from "vitest";
import { estimateAgent } from "../../../src/core/tokens/estimate.ts";
import {
  comparable,
  historyOf,
  learn,
  type PastCall,
  type PastRun,
  predictive,
} from "../../../src/core/tokens/learn.ts";
import { type CallsPlan, draw, spreadOf, studentQuantile, thinkingPrior } from "../../../src/core/tokens/prior.ts";
import { agent, now, words } from "./world.ts";

function run(calls: readonly Partial<PastCall>[], more: Partial<PastRun> = {}): PastRun {
  return {
    id: "r",
    file: "a.agent.yaml",
    agent: "a",
    variant: "base",
    definition: "00",
    model: "gemini-3.6-flash",
    level: "medium",
    simulated: false,
    startedAt: now,
    calls: calls.map((call) => ({ input: 100, cached: 0, thinking: 641, output: 300, ...call })),
    variables: 0,
    ...more,
  };
}
const plan: CallsPlan = {
  kind: "calls",
  prompt: 100,
  variables: { median: 14, sigma: 0.8 },
  rounds: [0.25, 0.4, 0.2, 0.1, 0.05],
  call: { median: 40, sigma: 0.4 },
  result: { median: 150, sigma: 0.8 },
  toolUse: { median: 0, sigma: 1 },
  thinking: thinkingPrior.medium,
  output: { median: 300, sigma: 0.7 },
  maxOutput: 65_536,
  maxTotal: Number.POSITIVE_INFINITY,
  cached: 0,
};

test("Student's quantiles are those of the tables", () => {
  for (const [degrees, p90, p99] of [
    [6, 1.43976, 3.14267],
    [10, 1.37218, 2.76377],
    [30, 1.31042, 2.45726],
  ] as const) {
    expect(studentQuantile(0.9, degrees)).toBeCloseTo(p90, 3);
    expect(studentQuantile(0.99, degrees)).toBeCloseTo(p99, 1);
    expect(studentQuantile(0.1, degrees)).toBeCloseTo(-p90, 3);
  }
});

test("a belief moves from the prior to what was seen, and becomes narrower the more was", () => {
  const seen = (n: number) =>
    predictive(
      thinkingPrior.medium,
      Array.from({ length: n }, () => ({ value: 2000, weight: 1 })),
    );
  const medians = [0, 1, 3, 10, 30].map((n) => Math.round(seen(n).median));
  expect(medians).toMatchInlineSnapshot(`
    [
      641,
      1219,
      1585,
      1844,
      1944,
    ]
  `);
  expect(seen(0)).toBe(thinkingPrior.medium);
  expect(seen(30).sigma).toBeLessThan(seen(3).sigma);
  // By hand, one run: 0.77 × ln 641 + ln 2000, by 1.77.
  expect(seen(1).median).toBeCloseTo(Math.exp((0.77 * Math.log(641) + Math.log(2000)) / 1.77), 6);
  expect(seen(1).degrees).toBe(7);
});

test("every size is learnt from the calls: thinking, answer, calls and results of tools, rounds, what came from a cache", () => {
  const runs = Array.from({ length: 30 }, () =>
    run([
      { input: 100, thinking: 50, output: 20 },
      { input: 720, thinking: 50, output: 20, cached: 410 },
      { input: 1340, thinking: 50, output: 900, cached: 670 },
    ]),
  );
  const learnt = learn(plan, runs);
  if (!learnt) throw new Error("nothing learnt");
  const { thinking, output, call, result, rounds, cacheShares } = learnt.plan;
  expect(thinking.median).toBeLessThan(60);
  expect(output.median).toBeGreaterThan(850);
  expect(call.median).toBeLessThan(22);
  expect(result.median).toBeGreaterThan(560);
  expect(result.median).toBeLessThan(610);
  expect(rounds[2]).toBeGreaterThan(0.85);
  expect(rounds.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10);
  expect(cacheShares?.at(-1)).toBeCloseTo(0.5, 10);
  expect(cacheShares?.[0]).toBe(0);
  // A variable's size was not recorded: the prior's stays.
  expect(learnt.plan.variables).toEqual(plan.variables);
  const drawn = draw(learnt.plan, [], 1);
  expect(spreadOf(drawn.calls).p50).toBe(3);
});

test("comparable are runs of the same agent, model and level; simulated and real ones keep apart", () => {
  const family = { agent: "a", model: "gemini-3.6-flash", level: "medium" } as const;
  const all = [
    run([{}]),
    run([{}], { agent: "b" }),
    run([{}], { model: "gemini-3.8-flash" }),
    run([{}], { level: "high" }),
    run([{}], { simulated: true }),
    run([]),
  ];
  expect(comparable(all, family)).toEqual([all[0]]);
  expect(comparable(all, { ...family, simulated: true })).toEqual([all[4]]);
});

test("newer runs weigh more, and those of an earlier text or another variant half", () => {
  const at = (thinking: number, more: Partial<PastRun> = {}) => run([{ thinking }], more);
  const drifted = [...Array.from({ length: 20 }, () => at(3000)), ...Array.from({ length: 20 }, () => at(300))];
  const middle = (runs: readonly PastRun[]) => learn(plan, runs)?.plan.thinking.median ?? 0;
  expect(middle(drifted)).toBeGreaterThan(Math.sqrt(3000 * 300) * 1.3);
  const edited = [at(3000), ...Array.from({ length: 3 }, () => at(300, { definition: "other" }))];
  const same = [at(3000), ...Array.from({ length: 3 }, () => at(300))];
  expect(middle(edited)).toBeGreaterThan(middle(same) * 1.1);
  const variants = [at(3000), ...Array.from({ length: 3 }, () => at(300, { variant: "short" }))];
  expect(middle(variants)).toBe(middle(edited));
});

test("two sizes are told, one is not", () => {
  const of = (sizes: readonly number[]) =>
    learn(
      plan,
      sizes.map((output) => run([{ output }])),
    )?.learnt.twoSizes;
  const wave = (n: number, around: number) => Array.from({ length: n }, (_, i) => around * (1 + 0.3 * Math.sin(i)));
  expect(of([...wave(8, 90), ...wave(8, 2400)])).toEqual([{ of: "output", low: 90, high: 2401 }]);
  expect(of(wave(30, 300))).toEqual([]);
  expect(of([90, 2400, 90])).toEqual([]);
});

test("an estimate says from how many runs it comes, and that simulated ones teach nothing", async () => {
  const found = await agent("name: a\nmodel: gemini-3.5-flash\ninput: hi");
  const of = (runs: readonly PastRun[], file = "a.agent.yaml") =>
    estimateAgent(found, { counter: words, wallMs: now, history: historyOf(runs, file) });
  const prior = await of([]);
  expect(prior.basis).toBe("prior");
  const twelve = Array.from({ length: 12 }, () => run([{ thinking: 100, output: 50 }]));
  const learnt = await of(twelve);
  expect(learnt.basis).toBe("runs:12");
  expect(learnt.cost?.p50).toBeLessThan((prior.cost?.p50 ?? 0) / 3);
  const width = ({ p80Low, p80High }: { p80Low: number; p80High: number }) => p80High / p80Low;
  expect(learnt.cost && prior.cost && width(learnt.cost) < width(prior.cost)).toBe(true);
  expect((await of(twelve, "b.agent.yaml")).basis).toBe("prior");
  const simulated = await of(twelve.map((each) => ({ ...each, simulated: true })));
  expect(simulated).toMatchObject({ basis: "prior", learnt: { runs: 0, simulated: 12 } });
  expect(simulated.cost).toEqual(prior.cost);
});
