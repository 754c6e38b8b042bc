import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workplace } from "./world.ts";

let place: ReturnType<typeof workplace>;
let call: ReturnType<typeof workplace>["call"];
beforeAll(() => {
  place = workplace();
  call = place.call;
  const write = (file: string, text: string) => writeFileSync(path.join(place.cwd, file), text);
  write("flash.agent.yaml", "name: flash\nmodel: gemini-3.8-flash\nsystem_instruction: Be brief.\ninput: Hello\n");
  write("broken.agent.yaml", "- no\n- agent\n");
  write("look.agent.yaml", "name: look\nmodel: gemini-3.8-flash\ncontext: [{file: a.pdf}]\ninput: What is it?\n");
});
afterAll(() => place.remove());

test("prices: the table with its age and sources, and what changes next for the agents under the folder", async () => {
  const { code, out } = await call(["prices", "--at", "2026-11-24"]);
  expect(code).toBe(0);
  expect(out).toContain("The table was read on 2026-11-22, 2 days ago.");
  expect(out).toMatch(/^4 Argon and 4 Carbon double on 2026-12-01\.$/m);
  expect(out).toMatch(
    /^3\.6 Flash, 3\.7 Flash and 3\.8 Flash double on 2027-01-01: your agents \+\$[\d.]+ per 1,000 runs \(.*flash \+\$[\d.]+/m,
  );
  expect(out).toMatch(/^Gemini 3\.8 Flash +standard +0\.75 +0\.075 +3\.75 +2026-09-02 +2026-12-31/m);
  expect(out).toMatch(/^Source: https:\/\/ai\.google\.dev/m);
});

test("prices of one model, on a day, as JSON", async () => {
  const { json } = await call([
    "prices",
    "flash.agent.yaml",
    "--model",
    "models/gemini-3.8-flash",
    "--at",
    "2026-12-31",
    "--json",
  ]);
  const { prices, changes } = json();
  expect(prices[0]).toMatchObject({ model: "gemini-3.8-flash", tier: "standard", input: 0.75, expires: "2026-12-31" });
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ day: "2027-01-01", factor: 2, agents: [{ agent: "flash" }] });
  // Every rate doubles, so the change is what 1,000 runs cost before.
  const before = (await call(["estimate", "flash.agent.yaml", "--json"])).json().agents[0].cost_usd.p50;
  if (Date.now() < Date.parse("2027-01-01")) {
    expect(changes[0].agents[0].usd_per_1000_runs).toBeCloseTo(before * 1000, 4);
  }
  const later = (await call(["prices", "--model", "gemini-3.8-flash", "--at", "2027-01-01", "--json"])).json();
  expect([later.prices[0].input, later.changes]).toEqual([1.5, []]);
});

test("prices: an old table says so; unknown models and days are one sentence", async () => {
  expect((await call(["prices", "--at", "2027-03-01"])).out).toContain("Prices may have changed since");
  expect(await call(["prices", "--model", "gpt-9"])).toMatchObject({ code: 2, err: expect.stringContaining("gpt-9") });
  expect((await call(["prices", "--at", "soon"])).err).toContain("--at takes a day such as 2027-01-01");
  expect((await call(["prices", "--at", "2026-02-30"])).code).toBe(2);
  const before = await call(["prices", "--model", "gemini-4-hydrogen", "--at", "2026-11-01"]);
  expect(before.out).toContain("No price is known for gemini-4-hydrogen on 2026-11-01.");
});

test("what if: every model, level and tier with its range, the cheapest first, and what has no row", async () => {
  const { out, code } = await call(["estimate", "flash.agent.yaml", "--what-if"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^What if: flash\nAs it is: \$[\d.]+ a run, 80 % of runs: \$[\d.]+–[\d.]+\.$/m);
  expect(out).toMatch(/^Gemini 3\.8 Flash +medium +standard +\$[\d.]+ +\$[\d.]+–[\d.]+ +same +as it is$/m);
  expect(out).toMatch(/^Left out: Gemini 3\.8 Flash: no thinking level minimal\.$/m);
  expect(out).toMatch(/^Left out: Gemini 4 Carbon: its thinking levels are not known\.$/m);
  expect(out).toMatch(/^Left out: Gemini 3 Pro Preview: ended on 2026-03-09\.$/m);
  const { rows } = (await call(["estimate", "flash.agent.yaml", "--what-if", "--json"])).json();
  const costs = rows.map((row: { cost_usd: { p50: number } }) => row.cost_usd.p50);
  expect(costs).toEqual(costs.toSorted((a: number, b: number) => a - b));
  expect(rows.length).toBeGreaterThan(60);
  const at = (model: string, level: string, tier: string) =>
    rows.find((r: Record<string, unknown>) => r.model === model && r.thinking_level === level && r.tier === tier);
  // The row of the agent as it is says what its estimate says, and half of every rate is half of the cost.
  const { cost_usd } = (await call(["estimate", "flash.agent.yaml", "--json"])).json().agents[0];
  const now = at("gemini-3.8-flash", "medium", "standard");
  expect(now).toMatchObject({ as_it_is: true, change: 0, cost_usd });
  expect(at("gemini-3.8-flash", "medium", "batch").cost_usd.p50).toBeCloseTo(cost_usd.p50 / 2, 6);
  expect(at("gemini-3.8-flash", "low", "standard").cost_usd.p50).toBeLessThan(cost_usd.p50);
});

test("what if, per month; what an agent sends beside text must be taken", async () => {
  const { json } = await call(["estimate", "flash.agent.yaml", "--what-if", "--per-month", "10000", "--json"]);
  const { rows, runs_per_month } = json();
  expect(runs_per_month).toBe(10_000);
  for (const row of rows) expect(row.month_usd).toBeCloseTo(row.cost_usd.mean * 10_000, 6);
  expect((await call(["estimate", "flash.agent.yaml", "--per-month", "10000"])).out).toMatch(/A month +80 %, a month/);
  expect((await call(["estimate", "flash.agent.yaml", "--per-month", "0"])).code).toBe(2);
  const { out } = await call(["estimate", "look.agent.yaml", "--what-if"]);
  expect(out).toMatch(/^Left out: Gemini 3\.8 Flash: does not take pdf\.$/m);
  expect(out).toMatch(/^Gemini 3\.7 Flash +medium/m);
});

test("what if of a team changes all of its agents", async () => {
  const { rows } = (await call(["estimate", "4-support-team.agent.yaml", "--what-if", "--json"])).json();
  expect(rows.length).toBeGreaterThan(60);
  expect(rows[0].cost_usd.p80_high).toBeGreaterThan(rows[0].cost_usd.p80_low);
});
