import type { ResolvedAgent } from "../document/definition.ts";
import { formatCap } from "../tokens/format.ts";
import { type OwnPrices, priceAt, tierOf } from "../tokens/prices.ts";

/** Without a price nothing is spent that could be counted, so no cap on money holds: to be said before a run. */
export function looseCap(
  { model = "", budget, serviceTier }: Pick<ResolvedAgent, "model" | "budget" | "serviceTier">,
  wallMs: number,
  prices: OwnPrices = [],
): string | undefined {
  if (budget.maxCostUsd === undefined || priceAt(model, wallMs, tierOf(serviceTier), prices)) return undefined;
  const cap = `the budget of ${formatCap(budget.maxCostUsd)} (max_cost_usd) cannot stop this run`;
  const other = budget.maxTotalTokens === undefined ? " Set max_total_tokens: tokens are always counted." : "";
  return `No price is known for ${model}: ${cap}.${other}`;
}

/** The same for a comparison and the cap of its file, by the models of its columns. */
export function looseSuiteCap(
  cap: { readonly usd: number } | undefined,
  agents: readonly Pick<ResolvedAgent, "model" | "serviceTier">[],
  wallMs: number,
  prices: OwnPrices = [],
): string | undefined {
  if (cap === undefined) return undefined;
  const unpriced = agents.flatMap(({ model = "", serviceTier }) =>
    priceAt(model, wallMs, tierOf(serviceTier), prices) ? [] : [model],
  );
  if (unpriced.length === 0) return undefined;
  const names = [...new Set(unpriced)].join(", ");
  return `No price is known for ${names}: what those runs cost is not counted against the file's cap of ${formatCap(cap.usd)}.`;
}
