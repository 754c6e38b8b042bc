import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { expect, test } from "vitest";
import { billOf, priceFor } from "../../../src/core/runs/bill.ts";
import { looseCap } from "../../../src/core/runs/looseCap.ts";
import { cheaperThan } from "../../../src/core/tokens/cheaper.ts";
import { estimateAgent } from "../../../src/core/tokens/estimate.ts";
import { readOwnPrices } from "../../../src/core/tokens/ownPrices.ts";
import { knownModels, type OwnPrices, priceAt, type Tier } from "../../../src/core/tokens/prices.ts";
import { agent, now, words } from "./world.ts";

const on = (day: string) => Date.parse(`${day}T12:00:00Z`);
function read(...entries: object[]): OwnPrices {
  const { prices, problems } = readOwnPrices(entries);
  expect(problems).toEqual([]);
  return prices;
}
/** "in / cached / out" in US dollars per million. */
function row(own: OwnPrices, model: string, day = "2026-11-22", tier?: Tier): string | undefined {
  const price = priceAt(model, on(day), tier, own);
  return price && [price.input, price.cached, price.output].map((pico) => pico / 1e6).join(" / ");
}

test("an own price counts before the table's, for its model and tier alone", () => {
  const own = read({ model: "gemini-3.8-flash", input: 0.6, cached_input: 0.06, output: 3, source: "contract 4711" });
  expect(row(own, "gemini-3.8-flash")).toBe("0.6 / 0.06 / 3");
  expect(row(own, "models/gemini-3.8-flash")).toBe("0.6 / 0.06 / 3");
  expect(row(own, "gemini-3.8-flash", "2026-11-22", "batch")).toBe("0.375 / 0.075 / 1.875");
  expect(row(own, "gemini-3.7-flash")).toBe("0.75 / 0.075 / 3.75");
  expect(priceAt("gemini-3.8-flash", now, "standard", own)).toMatchObject({ own: true, sources: ["contract 4711"] });
  // Who is answered or billed as that model pays that price.
  expect(row(own, "gemini-2.5-pro", "2026-12-01")).toBe("0.6 / 0.06 / 3");
  expect(row(own, "antigravity-preview-09-2026")).toBe("0.6 / 0.06 / 3");
});

test("what an entry leaves out stays as the table has it, and ends when that ends", () => {
  const own = read({ model: "gemini-3.8-flash", output: 3 });
  expect(row(own, "gemini-3.8-flash")).toBe("0.75 / 0.075 / 3");
  expect(priceAt("gemini-3.8-flash", now, "standard", own)?.until).toBe("2026-12-31");
  expect(row(own, "gemini-3.8-flash", "2027-01-01")).toBe("1.5 / 0.15 / 3");
  // Cached input never costs more than input.
  expect(row(read({ model: "gemini-3.8-flash", input: 0.05, output: 3 }), "gemini-3.8-flash")).toBe("0.05 / 0.05 / 3");
});

test("from and until are days of their own; of several that hold the last one counts", () => {
  const own = read(
    { model: "gemini-3.8-flash", input: 2, output: 2 },
    { model: "gemini-3.8-flash", input: 1, output: 1, from: "2026-12-01", until: "2026-12-31" },
  );
  expect(row(own, "gemini-3.8-flash", "2026-11-30")).toBe("2 / 0.075 / 2");
  expect(row(own, "gemini-3.8-flash", "2026-12-01")).toBe("1 / 0.075 / 1");
  expect(row(own, "gemini-3.8-flash", "2026-12-31")).toBe("1 / 0.075 / 1");
  expect(row(own, "gemini-3.8-flash", "2027-01-01")).toBe("2 / 0.15 / 2");
});

test("a model that the table does not know can have a price; with half of one it has none", () => {
  expect(row(read({ model: "our-tuned-flash", input: 1, output: 4 }), "our-tuned-flash")).toBe("1 / 1 / 4");
  expect(row(read({ model: "our-tuned-flash", input: 1 }), "our-tuned-flash")).toBeUndefined();
});

test("a wrong entry is left out with a sentence, and the others hold", () => {
  const { prices, problems } = readOwnPrices([
    7,
    {},
    { model: "a" },
    { model: "a", input: -1 },
    { model: "a", input: "1.50" },
    { model: "a", input: Number.NaN },
    { model: "a", input: 1, tier: "cheap" },
    { model: "a", input: 1, cached_input: 2 },
    { model: "a", input: 1, from: "2026-02-30" },
    { model: "a", input: 1, from: "2027-01-01", until: "2026-01-01" },
    { model: "a", inptu: 1 },
    { model: "good", input: 1, output: 2 },
    { model: "a", input: 1, source: 5 },
  ]);
  expect(prices).toEqual([{ model: "good", tier: "standard", input: 1_000_000, output: 2_000_000 }]);
  expect(problems.join("\n")).toMatchInlineSnapshot(`
    "Your price 1 is not used: it must have a model and its rates.
    Your price 2 is not used: it does not say for which model.
    Your price 3 (a) is not used: it has no rate (input, cached_input, output).
    Your price 4 (a) is not used: input is a number of US dollars per million tokens, from 0 to 10,000.
    Your price 5 (a) is not used: input is a number of US dollars per million tokens, from 0 to 10,000.
    Your price 6 (a) is not used: input is a number of US dollars per million tokens, from 0 to 10,000.
    Your price 7 (a) is not used: the tier is one of standard, batch, flex, priority.
    Your price 8 (a) is not used: cached input costs more than input in it.
    Your price 9 (a) is not used: from is a day such as 2027-01-01.
    Your price 10 (a) is not used: it ends before it begins.
    Your price 11 (a) is not used: "inptu" is not one of model, tier, input, cached_input, output, from, until, source.
    Your price 13 (a) is not used: source is a text."
  `);
  expect(readOwnPrices({ "gemini-3.8-flash": 1 }).problems).toHaveLength(1);
  expect(readOwnPrices(undefined)).toEqual({ prices: [], problems: [] });
});

test("no entry, however broken, makes it throw", () => {
  const broken = [
    null,
    [],
    [[]],
    "",
    0,
    true,
    { model: null },
    { model: {} },
    { __proto__: null, model: "x", tier: [] },
  ];
  for (const entry of broken) expect(readOwnPrices([entry]).problems, JSON.stringify(entry)).toHaveLength(1);
});

test("estimates, what would be cheaper, caps and bills are at the own price", async () => {
  const yaml = "name: a\nmodel: gemini-3.5-flash\nsystem_instruction: Be brief.\ninput: Hello\n";
  const listed = await estimateAgent(await agent(yaml), { counter: words, wallMs: now });
  const prices = read({ model: "gemini-3.5-flash", input: 0.15, cached_input: 0.015, output: 0.9 });
  const own = await estimateAgent(await agent(yaml), { counter: words, wallMs: now, prices });
  expect((own.cost?.p50 ?? 0) / (listed.cost?.p50 ?? 1)).toBeCloseTo(0.1, 3);
  // Another model answers, and would be billed at its own price: not where the user gives one.
  expect([listed.servedCost !== undefined, own.servedCost !== undefined]).toEqual([true, false]);
  const lite = read({ model: "gemini-3.5-flash-lite", input: 0.0001, cached_input: 0.0001, output: 0.0001 });
  const small = cheaperThan(await estimateAgent(await agent(yaml), { counter: words, wallMs: now, prices: lite }));
  expect(small.find(({ kind }) => kind === "model")?.saving).toBeGreaterThan(0.99);

  const usage = { promptTokenCount: 1000, candidatesTokenCount: 100 };
  const by = { asked: "gemini-3.5-flash", served: "gemini-3.6-flash", wallMs: now };
  expect(billOf(usage, by).cost).toBe(1000 * 750 + 100 * 3750);
  expect(billOf(usage, { ...by, prices }).cost).toBe(1000 * 150 + 100 * 900);
  expect(priceFor(usage, { ...by, prices })?.own).toBe(true);
  const served = read({ model: "gemini-3.6-flash", input: 0.2, output: 1 });
  expect(billOf(usage, { ...by, prices: served }).cost).toBe(1000 * 200 + 100 * 1000);

  const mine = { model: "mine", budget: { maxCostUsd: 1 } } as Parameters<typeof looseCap>[0];
  expect(looseCap(mine, now)).toMatch(/^No price is known for mine/);
  expect(looseCap(mine, now, read({ model: "mine", input: 1, output: 1 }))).toBeUndefined();
});

test("the editor's settings offer every model of the table, and take what is read and nothing else", () => {
  const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../../package.json"), "utf8"));
  const setting = manifest.contributes.configuration.properties["flashback.prices"];
  expect(setting.items.properties.model.anyOf[0].enum).toEqual(
    knownModels()
      .filter(({ kind }) => kind === "model")
      .map(({ id }) => id),
  );
  const check = new Ajv({ strict: false }).compile(setting);
  const entries: [object, boolean][] = [
    [{ model: "gemini-3.8-flash", tier: "batch", input: 1, cached_input: 0.1, output: 2, from: "2026-12-01" }, true],
    [{ model: "ours", input: 1, output: 2, until: "2026-12-01", source: "contract" }, true],
    [{ input: 1 }, false],
    [{ model: "ours", input: -1 }, false],
    [{ model: "ours", input: 1, tier: "cheap" }, false],
    [{ model: "ours", input: 1, from: "soon" }, false],
    [{ model: "ours", inptu: 1 }, false],
  ];
  for (const [entry, fine] of entries) {
    expect(check([entry]), JSON.stringify(entry)).toBe(fine);
    expect(readOwnPrices([entry]).problems.length === 0, JSON.stringify(entry)).toBe(fine);
  }
});
