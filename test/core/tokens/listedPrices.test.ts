import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { models as table } from "../../../src/core/tokens/prices.data.ts";
import { dayOf, modelOf, priceAt, servedBy, tiers } from "../../../src/core/tokens/prices.ts";

/** The price list that the table was made from: what it says, the table must say. */
const list: { as_of: string; models: ListedModel[] } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../../fixtures/prices/models.json"), "utf8"),
);

type Rates = Record<string, number>;
interface ListedRow {
  readonly effective_from: string;
  readonly expires: string | null;
  readonly cache_storage_per_1m_tokens_hour?: number;
  readonly inferred_fields?: string[];
  readonly long_context?: { threshold_tokens: number } & Record<string, Rates>;
}
interface ListedModel {
  readonly id: string;
  readonly aliases?: string[];
  readonly release: string;
  readonly context?: number;
  readonly max_output?: number;
  readonly modalities_in?: string[];
  readonly thinking?: { levels: string[] | null; default: string | null };
  readonly default_model?: string;
  readonly prices?: (ListedRow & Record<string, unknown>)[];
  readonly surcharges?: { google_search_grounding?: { usd_per_1000_queries: number } };
}

/** Every figure by its name, in US dollars per million tokens. */
type Figures = Map<string, number | string | undefined>;
const rateNames = [
  ["input", "input"],
  ["cached", "cached_input"],
  ["output", "output"],
  ["audioInput", "audio_input"],
  ["audioCached", "audio_cached_input"],
] as const;

function listed(): Figures {
  const figures: Figures = new Map();
  for (const model of list.models) {
    figures.set(`${model.id} context`, model.context);
    figures.set(`${model.id} max_output`, model.max_output);
    figures.set(`${model.id} accepts`, model.modalities_in?.join());
    figures.set(`${model.id} levels`, model.thinking?.levels?.join());
    figures.set(`${model.id} default level`, model.thinking?.default ?? undefined);
    figures.set(`${model.id} runs on`, model.default_model);
    figures.set(`${model.id} aliases`, model.aliases?.join());
    figures.set(`${model.id} search`, model.surcharges?.google_search_grounding?.usd_per_1000_queries);
    for (const row of model.prices ?? []) {
      const at = `${model.id} ${row.effective_from}`;
      figures.set(`${at} until`, row.expires ?? undefined);
      figures.set(`${at} inferred`, row.inferred_fields?.join());
      figures.set(`${at} storage`, row.cache_storage_per_1m_tokens_hour);
      figures.set(`${at} long context above`, row.long_context?.threshold_tokens);
      for (const tier of tiers) {
        for (const [, name] of rateNames) {
          figures.set(`${at} ${tier} ${name}`, (row[tier] as Rates | undefined)?.[name]);
          figures.set(`${at} long context ${tier} ${name}`, row.long_context?.[tier]?.[name]);
        }
      }
    }
  }
  return figures;
}

function ours(): Figures {
  const figures: Figures = new Map();
  for (const model of table) {
    figures.set(`${model.id} context`, model.context);
    figures.set(`${model.id} max_output`, model.maxOutput);
    figures.set(`${model.id} accepts`, model.accepts?.join());
    figures.set(`${model.id} levels`, model.thinking?.levels.join());
    figures.set(`${model.id} default level`, model.thinking?.default);
    figures.set(`${model.id} runs on`, model.defaultModel);
    figures.set(`${model.id} aliases`, model.aliases?.join());
    figures.set(`${model.id} search`, model.perSearch && model.perSearch / 1e9);
    for (const row of model.prices) {
      const at = `${model.id} ${row.from}`;
      figures.set(`${at} until`, row.until);
      figures.set(`${at} inferred`, row.inferred?.join());
      figures.set(`${at} storage`, row.storage && row.storage / 1e6);
      figures.set(`${at} long context above`, row.longContext?.above);
      for (const tier of tiers) {
        for (const [key, name] of rateNames) {
          const [rate, long] = [row[tier]?.[key], row.longContext?.[tier]?.[key]];
          figures.set(`${at} ${tier} ${name}`, rate && rate / 1e6);
          figures.set(`${at} long context ${tier} ${name}`, long && long / 1e6);
        }
      }
    }
  }
  return figures;
}

/** Where the table says more than the list, and why. Without an end: every figure whose name begins so. */
const more: readonly { readonly figures: RegExp; readonly why: string }[] = [
  {
    figures: /^gemini-3\.[678]-flash \S+ priority cached_input$/,
    why: "1.8 times the standard rate for cached input, as every other rate of the tier",
  },
  {
    figures: /^gemini-3\.5-flash \S+ priority cached_input$/,
    why: "listed by https://github.com/BerriAI/litellm/pull/28299",
  },
  {
    figures: /^gemini-3\.1-pro-preview \S+ (long context )?priority cached_input$/,
    why: "1.8 times the standard rate for cached input, as every other rate of the tier",
  },
  {
    figures: /^gemini-3\.1-pro-preview \S+ long context (batch|flex) (input|output)$/,
    why: "half of the standard rate, as below the step",
  },
  {
    figures: /^gemini-2\.5-pro \S+ (standard cached_input|long context (above|standard \w+))$/,
    why: "@pydantic/genai-prices lists them",
  },
  { figures: /^gemini-2\.5-flash \S+ standard audio_/, why: "@pydantic/genai-prices lists them" },
  {
    figures: /^(gemini-3-pro-preview|gemini-2\.5-flash-lite) \d/,
    why: "the list has no row; @pydantic/genai-prices has one, up to the day of the shutdown",
  },
];

test("every figure of the price list stands in the table, model by model and tier by tier", () => {
  const [theirs, table] = [listed(), ours()];
  const wrong: string[] = [];
  const used = new Set<unknown>();
  for (const name of new Set([...theirs.keys(), ...table.keys()])) {
    const [a, b] = [theirs.get(name), table.get(name)];
    if (a === b) continue;
    const known = a === undefined && more.find(({ figures }) => figures.test(name));
    if (known) used.add(known);
    else wrong.push(`${name}: the list says ${a}, the table ${b}`);
  }
  expect(wrong).toEqual([]);
  expect(
    more.filter((one) => !used.has(one)).map(({ figures }) => String(figures)),
    "explained, and no longer there",
  ).toEqual([]);
  expect([...theirs.values()].filter((value) => value !== undefined).length).toBeGreaterThan(200);
});

test("each model is found by its id, its aliases, with every prefix and with a fixed version, at the same price", () => {
  const wallMs = Date.parse(`${list.as_of}T12:00:00Z`);
  for (const { id, aliases = [] } of list.models) {
    for (const name of [id, ...aliases]) {
      for (const written of [name, `models/${name}`, `publishers/google/models/${name}`, `${name}-001`, ` ${name} `]) {
        expect(modelOf(written)?.id, written).toBe(id);
        expect(priceAt(written, wallMs), written).toEqual(priceAt(id, wallMs));
      }
    }
  }
});

test("a clock walks over the winter, day by day, and prices change on the days that were announced and on no other", () => {
  const price = (id: string, wallMs: number): string => {
    const rates = tiers.flatMap((tier) => {
      const at = priceAt(id, wallMs, tier);
      return at ? [`${tier} ${at.input / 1e6}/${at.cached / 1e6}/${at.output / 1e6}`] : [];
    });
    const served = servedBy(id, wallMs);
    return `${rates.join(", ") || "no price"}${served ? `, answered by ${served}` : ""}`;
  };
  const day = 86_400_000;
  const changes: string[] = [];
  for (let at = Date.parse("2026-11-20T00:00:00Z"); at < Date.parse("2027-02-01T00:00:00Z"); at += day) {
    for (const { id } of table) {
      // To the last millisecond of a day its price holds.
      expect(price(id, at + day - 1), `${id} ${dayOf(at)}`).toBe(price(id, at));
      const [before, after] = [price(id, at - 1), price(id, at)];
      if (before !== after) changes.push(`${dayOf(at)} ${id}: ${before} → ${after}`);
    }
  }
  expect(changes).toMatchInlineSnapshot(`
    [
      "2026-12-01 gemini-4-argon: standard 2/0.1/10, batch 1/0.1/5 → standard 4/0.2/20, batch 2/0.2/10",
      "2026-12-01 gemini-4-carbon: standard 2/0.1/10, batch 1/0.1/5 → standard 4/0.2/20, batch 2/0.2/10",
      "2026-12-01 gemini-2.5-pro: standard 1.25/0.125/10 → standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75, answered by gemini-3.8-flash",
      "2026-12-01 gemini-2.5-flash: standard 0.3/0.03/2.5 → standard 0.3/0.03/2.5, batch 0.15/0.03/1.25, flex 0.15/0.03/1.25, answered by gemini-3.5-flash-lite",
      "2027-01-01 gemini-3.6-flash: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75 → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5",
      "2027-01-01 gemini-3.7-flash: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75 → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5",
      "2027-01-01 gemini-3.8-flash: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75 → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5",
      "2027-01-01 gemini-2.5-pro: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75, answered by gemini-3.8-flash → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5, answered by gemini-3.8-flash",
      "2027-01-01 antigravity-preview-09-2026: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75 → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5",
      "2027-01-01 antigravity-preview-05-2026: standard 0.75/0.075/3.75, batch 0.375/0.075/1.875, flex 0.375/0.075/1.875, priority 1.35/0.135/6.75, answered by antigravity-preview-09-2026 → standard 1.5/0.15/7.5, batch 0.75/0.15/3.75, flex 0.75/0.15/3.75, priority 2.7/0.27/13.5, answered by antigravity-preview-09-2026",
    ]
  `);
});
