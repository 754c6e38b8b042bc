import type { Brand } from "../base/brand.ts";
import type { ThinkingLevel } from "../document/definition.ts";
import { models } from "./prices.data.ts";

/**
 * Pico-dollars (1e-12 USD), per token where a rate is meant. It is the coarsest unit in which every listed price is a
 * whole number (half of $0.075 per million is 37.5 nano-dollars per token), and it reads well: the figure is the
 * price per million tokens in millionths of a dollar, so $1.50 is 1_500_000.
 */
export type PicoUsd = Brand<number, "PicoUsd">;

/** A calendar day, "2026-12-01". Days begin at midnight UTC: nobody says in which zone Google changes prices. */
export type Day = string;

export const tiers = ["standard", "batch", "flex", "priority"] as const;
export type Tier = (typeof tiers)[number];

/** What one token costs. */
export interface Rates {
  readonly input: PicoUsd;
  /** A token read from a cache. Absent: not listed. */
  readonly cached?: PicoUsd;
  readonly output: PicoUsd;
  /** Where audio input has its own rate. */
  readonly audioInput?: PicoUsd;
  readonly audioCached?: PicoUsd;
}

type TierRates = { readonly standard: Rates } & { readonly [T in Exclude<Tier, "standard">]?: Rates };

/** The prices of one model between two days. */
export interface PriceRow extends TierRates {
  readonly from: Day;
  /** The last day; absent while no end is known. */
  readonly until?: Day;
  /** Rates of a call whose prompt is longer than `above` tokens. */
  readonly longContext?: TierRates & { readonly above: number };
  /** Explicit caching, per token and hour. */
  readonly storage?: PicoUsd;
  /** Tiers that no source lists and that follow from the documented rule (half, or 1.8 times). */
  readonly inferred?: readonly Tier[];
  readonly sources: readonly string[];
}

/** Requests for a model are answered by another one. */
export interface Redirect {
  readonly from: Day;
  readonly to: string;
  /** `target`: documented to be billed at the other model's rates. `undocumented`: nobody says at whose. */
  readonly billing: "target" | "undocumented";
  readonly source: string;
}

/** A model's life on one platform. */
export interface Life {
  readonly preview?: true;
  readonly deprecated?: Day;
  /** The first day without it. */
  readonly ends?: Day;
  /** It is promised at least until then. */
  readonly endsNotBefore?: Day;
  readonly note?: string;
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: "model" | "managed-agent";
  readonly aliases?: readonly string[];
  readonly released: Day;
  /** Tokens. */
  readonly context?: number;
  /** Thinking and answer share `context` with the prompt. */
  readonly sharedContext?: true;
  /** Tokens of one answer, thinking included. */
  readonly maxOutput?: number;
  readonly accepts?: readonly string[];
  /** Absent when the model has no thinking levels or they are not known. */
  readonly thinking?: { readonly levels: readonly ThinkingLevel[]; readonly default: ThinkingLevel };
  /** On the Gemini API (Developer API). */
  readonly geminiApi?: Life;
  readonly agentPlatform?: Life;
  readonly replacement?: string;
  /** On the Gemini API only. In order of time. */
  readonly redirects?: readonly Redirect[];
  /** In order of time, without overlap. */
  readonly prices: readonly PriceRow[];
  /** The model that a managed agent runs on unless it says otherwise. */
  readonly defaultModel?: string;
  /** Shortest prefix that implicit caching takes, tokens. */
  readonly cacheMinTokens?: number;
  readonly explicitCaching?: false;
  /** Grounding with Google Search, per query. */
  readonly perSearch?: PicoUsd;
  /** Before Gemini 3: grounding per prompt that was grounded, however many queries it took. */
  readonly perGroundedPrompt?: PicoUsd;
  readonly uncertain?: string;
  readonly sources: readonly string[];
  /** The day on which this row was read. */
  readonly asOf: Day;
}

/** The rates that hold for one model, tier and day. */
export interface Price extends Omit<Rates, "cached"> {
  /** The model at whose rates is billed; another than asked for where a redirect bills at its target's rates. */
  readonly model: string;
  readonly tier: Tier;
  /** The listed rate for cached input; the input rate where none is listed. */
  readonly cached: PicoUsd;
  readonly longContext?: {
    readonly above: number;
    readonly input: PicoUsd;
    readonly cached: PicoUsd;
    readonly output: PicoUsd;
  };
  readonly storage?: PicoUsd;
  readonly perSearch?: PicoUsd;
  readonly perGroundedPrompt?: PicoUsd;
  readonly from: Day;
  readonly until?: Day;
  /** The tier's rates follow from a rule and are not listed. */
  readonly inferred: boolean;
  readonly sources: readonly string[];
  readonly asOf: Day;
  /** The user's own price: `sources` is where they have it from, if they say. */
  readonly own?: true;
}

/** A price that the user gives for a model and tier, known or not. What it leaves out stays as the table has it. */
export interface OwnPrice {
  /** Without `models/` before it. */
  readonly model: string;
  readonly tier: Tier;
  readonly input?: PicoUsd;
  readonly cached?: PicoUsd;
  readonly output?: PicoUsd;
  /** Absent: since ever. */
  readonly from?: Day;
  /** The last day. Absent: for ever. */
  readonly until?: Day;
  /** Where it comes from, in the user's words. */
  readonly source?: string;
}

/** In the user's order: where several hold, the last one counts. Looked at before the table. */
export type OwnPrices = readonly OwnPrice[];

export function picoUsd(amount: number): PicoUsd {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new Error(`Not a price: ${amount}`);
  return amount as PicoUsd;
}

const byName = new Map(
  models.flatMap((model) => [model.id, ...(model.aliases ?? [])].map((id) => [id, model] as const)),
);

/** Every model of the table, newest rows included; order as in the table. */
export function knownModels(): readonly ModelInfo[] {
  return models;
}

/** Takes `models/…`, `publishers/google/models/…`, aliases and a fixed version such as `-001`. Unknown: undefined. */
export function modelOf(id: string): ModelInfo | undefined {
  const name = bareName(id);
  return byName.get(name) ?? byName.get(name.replace(/-\d{3}$/, ""));
}

/** A model's name without what may stand before it. */
export function bareName(id: string): string {
  return id.trim().replace(/^.*\bmodels\//, "");
}

export function priceAt(
  model: string,
  wallMs: number,
  tier: Tier = "standard",
  own: OwnPrices = [],
): Price | undefined {
  const day = dayOf(wallMs);
  const ours = ownPriceOn(own, model, tier, day);
  const listed = listedPrice(model, { wallMs, day, tier, own: ours ? [] : own });
  return ours ? withOwn(ours, listed, day) : listed;
}

/** Whether the user gives a price for this model, tier and moment. */
export function hasOwnPrice(model: string, wallMs: number, tier: Tier, own: OwnPrices): boolean {
  return ownPriceOn(own, model, tier, dayOf(wallMs)) !== undefined;
}

function ownPriceOn(own: OwnPrices, model: string, tier: Tier, day: Day): OwnPrice | undefined {
  if (own.length === 0) return undefined;
  const same = modelOf(model)?.id ?? bareName(model);
  return own.findLast(
    (one) =>
      one.tier === tier &&
      (modelOf(one.model)?.id ?? one.model) === same &&
      (one.from ?? day) <= day &&
      day <= (one.until ?? day),
  );
}

/** Without a row in the table, an own price must say both what a token costs to send and to get. */
function withOwn(own: OwnPrice, listed: Price | undefined, day: Day): Price | undefined {
  const input = own.input ?? listed?.input;
  const output = own.output ?? listed?.output;
  if (input === undefined || output === undefined) return listed;
  const cached = own.cached ?? picoUsd(Math.min(listed?.cached ?? input, input));
  // The end of a listed rate that is still in use is an end of this price too.
  const until = [own.until, ...(own.input === undefined || own.output === undefined ? [listed?.until] : [])]
    .filter((one) => one !== undefined)
    .sort()[0];
  const { until: _, ...rest } = listed ?? { from: day, asOf: day };
  return {
    ...rest,
    model: modelOf(own.model)?.id ?? own.model,
    tier: own.tier,
    input,
    cached,
    output,
    ...(own.from !== undefined && { from: own.from }),
    ...(until !== undefined && { until }),
    inferred: false,
    sources: own.source === undefined ? [] : [own.source],
    own: true,
  };
}

function listedPrice(
  model: string,
  on: { readonly wallMs: number; readonly day: Day; readonly tier: Tier; readonly own: OwnPrices },
): Price | undefined {
  const { wallMs, day, tier, own } = on;
  const asked = modelOf(model);
  if (!asked) return undefined;
  const redirect = redirectOn(asked, day);
  if (redirect?.billing === "target") return priceAt(redirect.to, wallMs, tier, own);
  if (asked.defaultModel) return priceAt(asked.defaultModel, wallMs, tier, own);
  const row = asked.prices.find((r) => r.from <= day && (r.until === undefined || day <= r.until));
  const rates = row?.[tier];
  if (!row || !rates) return undefined;
  const { above, [tier]: long } = row.longContext ?? {};
  return {
    ...rates,
    model: asked.id,
    tier,
    cached: cachedRate(rates, row.standard),
    ...(above !== undefined && long
      ? {
          longContext: {
            above,
            input: long.input,
            cached: cachedRate(long, row.longContext?.standard),
            output: long.output,
          },
        }
      : {}),
    ...(row.storage !== undefined ? { storage: row.storage } : {}),
    ...(asked.perSearch !== undefined ? { perSearch: asked.perSearch } : {}),
    ...(asked.perGroundedPrompt !== undefined ? { perGroundedPrompt: asked.perGroundedPrompt } : {}),
    from: row.from,
    ...(row.until !== undefined ? { until: row.until } : {}),
    inferred: row.inferred?.includes(tier) ?? false,
    sources: row.sources,
    asOf: asked.asOf,
  };
}

/** The model that answers requests for `model` on the Gemini API, when it is another one. */
export function servedBy(model: string, wallMs: number): string | undefined {
  const asked = modelOf(model);
  const redirect = asked && redirectOn(asked, dayOf(wallMs));
  return redirect && (servedBy(redirect.to, wallMs) ?? redirect.to);
}

/** The redirect in force, with its day, billing and source. */
export function redirectAt(model: string, wallMs: number): Redirect | undefined {
  const asked = modelOf(model);
  return asked && redirectOn(asked, dayOf(wallMs));
}

/** Where a model stands in its life. */
export function stageAt(life: Life, wallMs: number): "preview" | "ga" | "deprecated" | "ended" {
  const day = dayOf(wallMs);
  if (life.ends !== undefined && life.ends <= day) return "ended";
  if (life.deprecated !== undefined && life.deprecated <= day) return "deprecated";
  return life.preview ? "preview" : "ga";
}

/** The tier in a definition's or request's `service_tier`. Unknown or absent: standard. */
export function tierOf(serviceTier: string | undefined): Tier {
  const word = serviceTier?.toLowerCase().replace(/^service_tier_/, "");
  return tiers.find((tier) => tier === word) ?? "standard";
}

/** The tier that was applied, from `usageMetadata.trafficType`; undefined when it does not say. */
export function tierOfTraffic(trafficType: string | undefined): Tier | undefined {
  switch (trafficType) {
    case "ON_DEMAND":
      return "standard";
    case "ON_DEMAND_PRIORITY":
      return "priority";
    case "ON_DEMAND_FLEX":
      return "flex";
    default:
      return undefined;
  }
}

export function dayOf(wallMs: number): Day {
  return new Date(wallMs).toISOString().slice(0, 10);
}

function redirectOn(model: ModelInfo, day: Day): Redirect | undefined {
  return model.redirects?.findLast((redirect) => redirect.from <= day);
}

/** Not listed for a tier: the standard rate, which is never more than the tier's own input rate. */
function cachedRate(rates: Rates, standard: Rates | undefined): PicoUsd {
  return rates.cached ?? picoUsd(Math.min(standard?.cached ?? rates.input, rates.input));
}
