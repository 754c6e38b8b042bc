import type { Budget } from "../document/definition.ts";
import { toUsd } from "../tokens/units.ts";
import { addUsage, noUsage, totalTokens, type Usage } from "../tokens/usage.ts";
import type { Bill } from "./bill.ts";
import type { RunProblem } from "./problem.ts";

/** What a run, or all runs of a comparison, have taken so far. */
export interface Taken {
  readonly usage: Usage;
  /** US dollars; what has no price counts nothing. */
  readonly usd: number;
  readonly elapsedMs: number;
}

export function takenOf(bills: readonly Bill[], elapsedMs: number): Taken {
  return {
    usage: bills.map((bill) => bill.usage).reduce(addUsage, noUsage),
    usd: bills.reduce((sum, bill) => sum + (bill.cost === undefined ? 0 : toUsd(bill.cost)), 0),
    elapsedMs,
  };
}

/** The first cap that is reached. `within` says where the budget stands: `per_suite.` for one of a comparison. */
export function overBudget(
  budget: Budget,
  taken: Taken,
  within = "",
): Extract<RunProblem, { kind: "budget" }> | undefined {
  const { usage, usd, elapsedMs } = taken;
  const caps: readonly (readonly [which: string, spent: number, cap: number | undefined])[] = [
    ["max_cost_usd", usd, budget.maxCostUsd],
    ["max_latency_ms", elapsedMs, budget.maxLatencyMs],
    ["max_total_tokens", totalTokens(usage), budget.maxTotalTokens],
    ["max_input_tokens", usage.input + usage.toolUse, budget.maxInputTokens],
    ["max_output_tokens", usage.output + usage.thinking, budget.maxOutputTokens],
  ];
  for (const [which, spent, cap] of caps) {
    if (cap !== undefined && spent >= cap) return { kind: "budget", which: `${within}${which}`, spent, cap };
  }
  return undefined;
}
