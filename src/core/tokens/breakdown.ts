import { partsOf } from "./cost.ts";
import type { Estimate } from "./estimate.ts";
import type { PicoUsd, Price } from "./prices.ts";
import { type Tokens, tokens } from "./units.ts";
import type { Usage } from "./usage.ts";

/** One row of the bill: what, how many, at which rate, and what it comes to. */
export interface Row {
  readonly what: "input" | "cached" | "thinking" | "output";
  readonly tokens: Tokens;
  readonly rate: PicoUsd;
  readonly cost: PicoUsd;
  /** Of the sum of all rows, between 0 and 1. */
  readonly share: number;
}

export interface Breakdown {
  readonly rows: readonly Row[];
  /** Pico-dollars. */
  readonly sum: number;
}

/**
 * The bill of a run that is in the middle of its range in every part, at one price. It is not the middle of all runs: few
 * are in the middle everywhere, and dear parts weigh more.
 */
export function breakdownOf(estimate: Estimate, price: Price): Breakdown {
  const usage: Usage = {
    input: estimate.billedInput.p50,
    cached: tokens(0),
    toolUse: tokens(0),
    thinking: estimate.thinking.p50,
    output: estimate.output.p50,
  };
  // The prompts of several calls together say nothing about the length of any of them.
  const { longContext: _, ...flat } = price;
  const costs = partsOf(usage, estimate.calls.p50 > 1 || estimate.kind === "managed" ? flat : price);
  const sum = costs.input + costs.cached + costs.thinking + costs.output;
  const row = (what: Row["what"], count: Tokens, rate: PicoUsd): Row => ({
    what,
    tokens: count,
    rate,
    cost: costs[what],
    share: sum === 0 ? 0 : costs[what] / sum,
  });
  const rows = [
    row("input", tokens(usage.input - usage.cached), price.input),
    row("cached", usage.cached, price.cached),
    row("thinking", usage.thinking, price.output),
    row("output", usage.output, price.output),
  ];
  return { rows: rows.filter(({ what, tokens: count }) => what !== "cached" || count > 0), sum };
}
