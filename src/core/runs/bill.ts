import { costOf, usageOf } from "../tokens/cost.ts";
import { modelOf, priceAt, tierOf, tierOfTraffic } from "../tokens/prices.ts";
import type { NanoUsd } from "../tokens/units.ts";
import type { Usage } from "../tokens/usage.ts";
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
 * What one call used and costs, from its last `usageMetadata`. A call that was answered by another known model is billed
 * at that model's price, as Google states it for routed calls; a tier that the answer names wins over the one asked for.
 */
export function billOf(metadata: UsageMetadata | undefined, by: Billed): Bill {
  const usage = usageOf(sane(metadata));
  const model = by.served !== undefined && modelOf(by.served) !== undefined ? by.served : by.asked;
  const price = priceAt(model, by.wallMs, tierOfTraffic(metadata?.trafficType) ?? tierOf(by.serviceTier));
  return price ? { usage, cost: costOf(usage, price) } : { usage };
}

/** No call has a thousand million tokens: such a count is a server's mistake, and its price would not be exact. */
function sane(metadata: UsageMetadata | undefined): UsageMetadata | undefined {
  return metadata && Object.fromEntries(Object.entries(metadata).filter(([, value]) => !(Number(value) > 1e9)));
}
