import { costOf, usageOf } from "../tokens/cost.ts";
import { modelOf, type Price, priceAt, tierOf, tierOfTraffic } from "../tokens/prices.ts";
import type { NanoUsd } from "../tokens/units.ts";
import { noUsage, type Usage } from "../tokens/usage.ts";
import type { UsageMetadata } from "./generateContent.ts";

export interface Bill {
  readonly usage: Usage;
  /** Absent when the table has no price. */
  readonly cost?: NanoUsd;
}

/** Which model was asked and which one answered, when, and at which tier: all that a price depends on. */
export interface Billed {
  readonly asked: string;
  /** `modelVersion` of the answer. */
  readonly served?: string | undefined;
  readonly wallMs: number;
  readonly serviceTier?: string | undefined;
}

/**
 * What one call used and costs, from its last `usageMetadata`. Without a count in it nothing has been reported, and that
 * has no cost, rather than none.
 */
export function billOf(metadata: UsageMetadata | undefined, by: Billed): Bill {
  if (!reports(metadata)) return { usage: noUsage };
  const usage = usageOf(metadata);
  const price = priceFor(metadata, by);
  return price ? { usage, cost: costOf(usage, price) } : { usage };
}

/**
 * The price of a call. One that was answered by another known model is billed at that model's price, as Google states it
 * for routed calls; a tier that the answer names wins over the one asked for.
 */
export function priceFor(metadata: UsageMetadata | undefined, by: Billed): Price | undefined {
  const model = by.served !== undefined && modelOf(by.served) !== undefined ? by.served : by.asked;
  return priceAt(model, by.wallMs, tierOfTraffic(metadata?.trafficType) ?? tierOf(by.serviceTier));
}

/** Whether there is a count in it: a chunk may tell the kind of traffic alone. */
export function reports(metadata: UsageMetadata | undefined): boolean {
  return Object.entries(metadata ?? {}).some(([key, value]) => key.endsWith("TokenCount") && value !== undefined);
}

/** Running totals as a stream repeats them; what a later chunk leaves out stays as an earlier one told it. */
export function told(before: UsageMetadata | undefined, now: UsageMetadata | undefined): UsageMetadata | undefined {
  return before && now ? { ...before, ...now } : (now ?? before);
}
