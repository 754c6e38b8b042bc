import { costTableText, whatIfView } from "../core/tokens/costTables.ts";
import type { Estimate } from "../core/tokens/estimate.ts";
import { nanoUsd, toUsd } from "../core/tokens/units.ts";
import { type WhatIf, whatIf } from "../core/tokens/whatIf.ts";
import { type Io, printJson } from "./command.ts";

/** `needs`: what the agent sends beside text. */
export function printWhatIf(
  estimate: Estimate,
  options: {
    readonly needs: readonly string[];
    readonly perMonth: number | undefined;
    readonly json: boolean;
  },
  io: Io,
): void {
  const { needs, perMonth, json } = options;
  const found = whatIf(estimate, needs);
  if (json) printJson(io, whatIfJson(found, perMonth));
  else io.out(costTableText(whatIfView(found, estimate, perMonth)));
}

function whatIfJson({ agent, rows, leftOut, basis }: WhatIf, perMonth: number | undefined) {
  return {
    agent,
    basis,
    ...(perMonth !== undefined && { runs_per_month: perMonth }),
    rows: rows.map(({ model, level, tier, cost, mean, change, isNow, own, answeredBy }) => ({
      model,
      thinking_level: level ?? null,
      tier,
      cost_usd: {
        p50: toUsd(cost.p50),
        p80_low: toUsd(cost.p80Low),
        p80_high: toUsd(cost.p80High),
        p95: toUsd(cost.p95),
        mean: toUsd(mean),
      },
      ...(perMonth !== undefined && { month_usd: toUsd(nanoUsd(mean * perMonth)) }),
      ...(change !== undefined && { change: Math.round(change * 1000) / 1000 }),
      ...(isNow && { as_it_is: true }),
      ...(own && { own_price: true }),
      ...(answeredBy !== undefined && { answered_by: answeredBy }),
    })),
    left_out: leftOut,
  };
}
