import { isObject } from "../base/json.ts";
import { bareName, type OwnPrice, type OwnPrices, type PicoUsd, type Tier, tiers } from "./prices.ts";

/** Prices that the user gives, as far as they can be used, and a sentence for each that cannot. */
export interface ReadPrices {
  readonly prices: OwnPrices;
  readonly problems: readonly string[];
}

const rates = { input: "input", cached_input: "cached", output: "output" } as const;
const keys = ["model", "tier", ...Object.keys(rates), "from", "until", "source"];
/** US dollars per million tokens. Ten times what the dearest model of any vendor costs. */
const dearest = 10_000;

/**
 * Reads the list of `flashback.prices`: `{model, tier, input, cached_input, output, from, until, source}`, rates in US
 * dollars per million tokens, days as `2027-01-01`. An entry with a mistake is left out, and the others hold.
 */
export function readOwnPrices(value: unknown): ReadPrices {
  if (value === undefined || value === null) return { prices: [], problems: [] };
  if (!Array.isArray(value)) {
    return { prices: [], problems: ["Your prices are not used: they are a list, one entry for each price."] };
  }
  const read = value.map((entry, i) => readEntry(entry, i));
  return {
    prices: read.flatMap((one) => (typeof one === "string" ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === "string" ? [one] : [])),
  };
}

function readEntry(entry: unknown, index: number): OwnPrice | string {
  const nth = `Your price ${index + 1}`;
  if (!isObject(entry)) return `${nth} is not used: it must have a model and its rates.`;
  const model = typeof entry.model === "string" ? bareName(entry.model) : "";
  if (model === "") return `${nth} is not used: it does not say for which model.`;
  const refuse = (why: string) => `${nth} (${model}) is not used: ${why}.`;
  const unknown = Object.keys(entry).find((key) => !keys.includes(key));
  if (unknown !== undefined) return refuse(`"${unknown}" is not one of ${keys.join(", ")}`);
  const tier = entry.tier ?? "standard";
  if (!tiers.includes(tier as Tier)) return refuse(`the tier is one of ${tiers.join(", ")}`);
  const given: { input?: PicoUsd; cached?: PicoUsd; output?: PicoUsd } = {};
  for (const [key, name] of Object.entries(rates)) {
    const rate = entry[key];
    if (rate === undefined) continue;
    if (typeof rate !== "number" || !(rate >= 0 && rate <= dearest)) {
      return refuse(`${key} is a number of US dollars per million tokens, from 0 to ${dearest.toLocaleString("en")}`);
    }
    given[name] = Math.round(rate * 1e6) as PicoUsd;
  }
  if (Object.keys(given).length === 0) return refuse("it has no rate (input, cached_input, output)");
  if (given.cached !== undefined && given.input !== undefined && given.cached > given.input) {
    return refuse("cached input costs more than input in it");
  }
  const { from, until, source } = entry;
  for (const [key, day] of Object.entries({ from, until })) {
    if (day !== undefined && !isDay(day)) return refuse(`${key} is a day such as 2027-01-01`);
  }
  if (typeof from === "string" && typeof until === "string" && until < from) return refuse("it ends before it begins");
  if (source !== undefined && typeof source !== "string") return refuse("source is a text");
  return {
    model,
    tier: tier as Tier,
    ...given,
    ...(typeof from === "string" && { from }),
    ...(typeof until === "string" && { until }),
    ...(typeof source === "string" && source.trim() !== "" && { source: source.trim() }),
  };
}

function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}
