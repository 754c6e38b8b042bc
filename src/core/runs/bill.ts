import { costOf, usageOf } from "../tokens/cost.ts";
import {
  hasOwnPrice,
  modelOf,
  type OwnPrices,
  type Price,
  priceAt,
  type Tier,
  tierOf,
  tierOfTraffic,
  tiers,
} from "../tokens/prices.ts";
import type { NanoUsd } from "../tokens/units.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import type { GenerateContentResponse, UsageMetadata } from "./generateContent.ts";

export interface Bill {
  readonly usage: Usage;
  /** Absent when the table has no price. */
  readonly cost?: NanoUsd;
  /** Queries of Google Search; in `cost` at the list price, for nobody says what of the free ones is left. */
  readonly searches?: number;
}

/** Which model was asked and which one answered, when, and at which tier: all that a price depends on. */
export interface Billed {
  readonly asked: string;
  /** `modelVersion` of the answer. */
  readonly served?: string | undefined;
  readonly wallMs: number;
  readonly serviceTier?: string | undefined;
  /** Queries that the answer tells of: `searchesIn`. */
  readonly searches?: number | undefined;
  /** The user's own prices. */
  readonly prices?: OwnPrices | undefined;
}

/**
 * What one call used and costs, from its last `usageMetadata`. Without a count in it nothing has been reported, and that
 * has no cost, rather than none.
 */
export function billOf(metadata: UsageMetadata | undefined, by: Billed): Bill {
  if (!reports(metadata)) return { usage: noUsage };
  const usage = usageOf(metadata);
  const price = priceFor(metadata, by);
  const { searches = 0 } = by;
  // Put together from several calls, it was never as long as their sum.
  const prompt = metadata?.initialPromptTokenCount;
  const extras = { searches, ...(Number.isSafeInteger(prompt) && { prompt: prompt as number }) };
  return { usage, ...(price && { cost: costOf(usage, price, extras) }), ...(searches > 0 && { searches }) };
}

/**
 * The price of a call. One that was answered by another known model is billed at that model's price, as Google states it
 * for routed calls, unless the user gives a price for the one asked; a tier that the answer names wins over the one asked for. Provisioned throughput is paid by the month:
 * its tokens have no price.
 */
export function priceFor(metadata: UsageMetadata | undefined, by: Billed): Price | undefined {
  if (metadata?.trafficType === "PROVISIONED_THROUGHPUT") return undefined;
  const { asked, served, wallMs, prices = [] } = by;
  const tier = tierApplied(metadata) ?? tierOf(by.serviceTier);
  const isOwn = (model: string) => hasOwnPrice(model, wallMs, tier, prices);
  const other = served !== undefined && (isOwn(served) || (modelOf(served) !== undefined && !isOwn(asked)));
  return priceAt(other ? served : asked, wallMs, tier, prices);
}

/** A tier can be lowered without a word beside this one. */
function tierApplied(metadata: UsageMetadata | undefined): Tier | undefined {
  const named = metadata?.serviceTier?.toLowerCase().replace(/^service_tier_/, "");
  return tierOfTraffic(metadata?.trafficType) ?? tiers.find((tier) => tier === named);
}

/** Whether there is a count in it: a chunk may tell the kind of traffic alone. */
export function reports(metadata: UsageMetadata | undefined): boolean {
  return Object.entries(metadata ?? {}).some(([key, value]) => key.endsWith("TokenCount") && value !== undefined);
}

/** Running totals as a stream repeats them; what a later chunk leaves out stays as an earlier one told it. */
export function told(before: UsageMetadata | undefined, now: UsageMetadata | undefined): UsageMetadata | undefined {
  return before && now ? { ...before, ...now } : (now ?? before);
}

/**
 * The queries that the chunks of one answer tell of. Chunks repeat them or add to them; one that stands twice in the same
 * list was asked twice.
 */
export function searchesIn(responses: Iterable<GenerateContentResponse>): number {
  const different = new Set<string>();
  let most = 0;
  for (const response of responses) {
    let here = 0;
    for (const candidate of response.candidates ?? []) {
      const queries: unknown = candidate.groundingMetadata?.webSearchQueries;
      const asked = Array.isArray(queries) ? queries.filter((one) => typeof one === "string" && one.trim() !== "") : [];
      for (const query of asked) different.add(query);
      here += asked.length;
    }
    most = Math.max(most, here);
  }
  return Math.max(most, different.size);
}
