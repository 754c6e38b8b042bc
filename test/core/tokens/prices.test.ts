import { calcPrice } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { formatRate } from "../../../src/core/tokens/format.ts";
import {
  dayOf,
  knownModels,
  modelOf,
  priceAt,
  redirectAt,
  servedBy,
  stageAt,
  type Tier,
  tierOf,
  tierOfTraffic,
} from "../../../src/core/tokens/prices.ts";

const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
/** "in / cached / out" per million tokens. */
function row(model: string, day: string, tier?: Tier): string | undefined {
  const price = priceAt(model, at(day), tier);
  return price && [price.input, price.cached, price.output].map(formatRate).join(" / ");
}

test("on 8 October 2026 requests for 3.5 Flash begin to be answered by 3.6 Flash; both prices are known", () => {
  expect(servedBy("gemini-3.5-flash", at("2026-10-07"))).toBeUndefined();
  expect(servedBy("gemini-3.5-flash", Date.parse("2026-10-08T00:00:00Z"))).toBe("gemini-3.6-flash");
  expect(redirectAt("gemini-3.5-flash", at("2026-11-22"))).toMatchObject({
    from: "2026-10-08",
    billing: "undocumented",
  });
  expect(row("gemini-3.5-flash", "2026-10-07")).toBe("1.50 / 0.15 / 9.00");
  expect(row("gemini-3.5-flash", "2026-10-08")).toBe("1.50 / 0.15 / 9.00");
  expect(row("gemini-3.6-flash", "2026-10-08")).toBe("0.75 / 0.075 / 3.75");
  const life = modelOf("gemini-3.5-flash")?.geminiApi ?? {};
  expect([stageAt(life, at("2026-10-07")), stageAt(life, at("2026-10-08"))]).toEqual(["ga", "deprecated"]);
});

test("on 1 December 2026 Argon and Carbon double, and 2.5 is answered and billed as its replacement", () => {
  for (const model of ["gemini-4-argon", "gemini-4-carbon"]) {
    expect(row(model, "2026-11-30")).toBe("2.00 / 0.10 / 10.00");
    expect(row(model, "2026-12-01")).toBe("4.00 / 0.20 / 20.00");
    expect(row(model, "2026-12-01", "batch")).toBe("2.00 / 0.20 / 10.00");
  }
  expect(row("gemini-2.5-pro", "2026-11-30")).toBe("1.25 / 0.125 / 10.00");
  expect(row("gemini-2.5-pro", "2026-12-01")).toBe("0.75 / 0.075 / 3.75");
  expect(priceAt("gemini-2.5-pro", at("2026-12-01"))?.model).toBe("gemini-3.8-flash");
  expect(row("gemini-2.5-pro", "2027-01-01")).toBe("1.50 / 0.15 / 7.50");
  expect(row("gemini-2.5-flash", "2026-12-01")).toBe("0.30 / 0.03 / 2.50");
  expect(servedBy("gemini-2.5-flash", at("2026-12-01"))).toBe("gemini-3.5-flash-lite");
});

test("on 1 January 2027 the introductory prices of 3.6, 3.7 and 3.8 Flash end", () => {
  for (const model of ["gemini-3.6-flash", "gemini-3.7-flash", "gemini-3.8-flash"]) {
    expect(row(model, "2026-12-31")).toBe("0.75 / 0.075 / 3.75");
    expect(priceAt(model, Date.parse("2026-12-31T23:59:59.999Z"))?.until).toBe("2026-12-31");
    expect(row(model, "2027-01-01")).toBe("1.50 / 0.15 / 7.50");
    expect(priceAt(model, Date.parse("2027-01-01T00:00:00Z"))?.from).toBe("2027-01-01");
  }
});

test("tiers: half for batch and flex, 1.8 times for priority, none where none is known", () => {
  expect(row("gemini-3.5-flash", "2026-11-22", "batch")).toBe("0.75 / 0.15 / 4.50");
  expect(row("gemini-3.5-flash", "2026-11-22", "flex")).toBe("0.75 / 0.15 / 4.50");
  expect(row("gemini-3.5-flash", "2026-11-22", "priority")).toBe("2.70 / 0.27 / 16.20");
  expect(row("gemini-3.6-flash", "2026-11-22", "batch")).toBe("0.375 / 0.075 / 1.875");
  expect(priceAt("gemini-3.6-flash", at("2026-11-22"), "batch")?.inferred).toBe(true);
  expect(row("gemini-4-hydrogen", "2026-11-22", "priority")).toBeUndefined();
});

test("a model is found by its id, with a prefix, as an alias and with a fixed version; an unknown one is not", () => {
  expect(modelOf("models/gemini-3.5-flash")?.id).toBe("gemini-3.5-flash");
  expect(modelOf("publishers/google/models/gemini-3.5-flash")?.id).toBe("gemini-3.5-flash");
  expect(modelOf("gemini-3.5-flash-001")?.id).toBe("gemini-3.5-flash");
  expect(modelOf("gemini-3.1-pro-preview-customtools")?.id).toBe("gemini-3.1-pro-preview");
  for (const unknown of ["", "gpt-9", "gemini-9-neon", "constructor", "__proto__"]) {
    expect(modelOf(unknown)).toBeUndefined();
    expect(priceAt(unknown, at("2026-11-22"))).toBeUndefined();
    expect(servedBy(unknown, at("2026-11-22"))).toBeUndefined();
  }
});

test("before its first day and after its end a model has no price", () => {
  expect(priceAt("gemini-4-hydrogen", at("2026-11-11"))).toBeUndefined();
  expect(priceAt("gemini-3.6-flash", at("2026-08-12"))).toBeUndefined();
  expect(priceAt("gemini-3-pro-preview", at("2026-03-09"))).toBeUndefined();
});

test("a managed agent costs what its model costs", () => {
  expect(priceAt("antigravity-preview-09-2026", at("2026-11-22"))?.model).toBe("gemini-3.8-flash");
  expect(priceAt("antigravity-preview-05-2026", at("2026-11-22"))?.model).toBe("gemini-3.8-flash");
  expect(modelOf("antigravity-preview-09-2026")?.kind).toBe("managed-agent");
});

test("tiers are read from a definition and from what was applied", () => {
  expect([undefined, "FLEX", "service_tier_priority", "nonsense"].map(tierOf)).toEqual([
    "standard",
    "flex",
    "priority",
    "standard",
  ]);
  expect(["ON_DEMAND", "ON_DEMAND_FLEX", "ON_DEMAND_PRIORITY", "PROVISIONED_THROUGHPUT"].map(tierOfTraffic)).toEqual([
    "standard",
    "flex",
    "priority",
    undefined,
  ]);
});

test("every row of the table is sound", () => {
  for (const model of knownModels()) {
    expect(model.sources.length, model.id).toBeGreaterThan(0);
    expect(model.asOf, model.id).toMatch(/^\d{4}-\d\d-\d\d$/);
    if (model.thinking) expect(model.thinking.levels, model.id).toContain(model.thinking.default);
    for (const redirect of model.redirects ?? []) expect(modelOf(redirect.to), model.id).toBeDefined();
    for (const [i, price] of model.prices.entries()) {
      expect(price.sources.length, model.id).toBeGreaterThan(0);
      const next = model.prices[i + 1];
      if (next) expect(dayOf(Date.parse(price.until ?? "9999-01-01") + 86_400_000), model.id).toBe(next.from);
      for (const rates of [price.standard, price.batch, price.flex, price.priority]) {
        if (!rates) continue;
        for (const rate of Object.values(rates)) expect(Number.isSafeInteger(rate), model.id).toBe(true);
        expect(rates.output, model.id).toBeGreaterThan(rates.input);
        expect(rates.cached ?? 0, model.id).toBeLessThan(rates.input);
      }
    }
  }
});

/** Where @pydantic/genai-prices 0.1.8 and the table differ on purpose. */
const differences: readonly { readonly model: RegExp; readonly day: RegExp; readonly why: string }[] = [
  { model: /^gemini-4-/, day: /./, why: "the package (2026-09-23) is older than Gemini 4" },
  { model: /^gemini-3\.6-flash$/, day: /^2026-08-01$/, why: "sources disagree about the first weeks of 3.6 Flash" },
  {
    model: /^gemini-2\.5-(pro|flash)$/,
    day: /^(2026-12|2027)/,
    why: "answered by other models at their rates from 2026-12-01",
  },
  {
    model: /^gemini-3-pro-preview$/,
    day: /^(2026-(0[4-9]|1)|2027)/,
    why: "shut down on 2026-03-09; the package has no end",
  },
  { model: /^antigravity-/, day: /./, why: "the package lists no managed agents" },
];

test("the table agrees with @pydantic/genai-prices on every day that matters", () => {
  const days = [
    "2026-02-20",
    "2026-08-01",
    "2026-09-22",
    "2026-10-08",
    "2026-11-22",
    "2026-12-01",
    "2026-12-31",
    "2027-01-01",
  ];
  const wrong: string[] = [];
  const real = new Set<unknown>();
  let compared = 0;
  for (const { id, released } of knownModels()) {
    for (const day of days) {
      if (day < released) continue;
      const known = differences.find((one) => one.model.test(id) && one.day.test(day));
      const ours = priceAt(id, at(day));
      const found = calcPrice({ input_tokens: 1, output_tokens: 1 }, id, {
        providerId: "google",
        timestamp: new Date(at(day)),
      });
      const theirs = found?.model_price as
        | Record<string, number | { base: number; tiers: { start: number; price: number }[] }>
        | undefined;
      for (const [rate, key, long] of [
        [ours?.input, "input_mtok", ours?.longContext?.input],
        [ours?.cached, "cache_read_mtok", ours?.longContext?.cached],
        [ours?.output, "output_mtok", ours?.longContext?.output],
        [ours?.audioInput, "input_audio_mtok", undefined],
      ] as const) {
        const listed = theirs?.[key];
        const [base, step] = typeof listed === "object" ? [listed.base, listed.tiers[0]] : [listed, undefined];
        compared++;
        const [mine, above] = [rate, long].map((pico) => (pico === undefined ? undefined : pico / 1e6));
        const same = mine === base && above === step?.price && (!step || step.start === ours?.longContext?.above);
        if (same) continue;
        if (known) real.add(known);
        else {
          const after = (price: number | undefined, from: number | undefined) =>
            price ? `, ${price} above ${from}` : "";
          const [our, their] = [after(above, ours?.longContext?.above), after(step?.price, step?.start)];
          wrong.push(`${id} on ${day}, ${key}: the table says ${mine}${our}, the package ${base}${their}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(
    differences.filter((one) => !real.has(one)).map(({ model, why }) => `${model}: ${why}`),
    "explained, and no longer different",
  ).toEqual([]);
  expect(compared).toBeGreaterThan(150);
});
