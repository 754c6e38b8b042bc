import { type ThinkingLevel, thinkingLevels } from "../document/definition.ts";
import { type Estimate, figuresOf, type Planned } from "./estimate.ts";
import { modelOf, priceAt } from "./prices.ts";
import { type LogNormal, thinkingPrior } from "./prior.ts";
import type { NanoUsd } from "./units.ts";

/** A change of one line that would make a run cheaper. */
export interface Cheaper {
  readonly kind: "level" | "batch" | "model";
  /** As it would stand in the definition: "thinking_level: minimal". */
  readonly change: string;
  /** The middle of its cost. */
  readonly cost: NanoUsd;
  /** Between 0 and 1. */
  readonly saving: number;
}

const SMALLER = "gemini-3.5-flash-lite";

/** The least thinking, batch, and the smaller model: each alone; none that saves under 1 %. */
export function cheaperThan(estimate: Estimate): readonly Cheaper[] {
  const { cost, planned, wallMs, prices } = estimate;
  if (!cost || cost.p50 === 0) return [];
  const least = leastLevel(estimate);
  const found = [
    least &&
      at("level", `thinking_level: ${least}`, (one) =>
        one.plan.kind === "calls"
          ? { ...one, plan: { ...one.plan, thinking: thinkingAt(least, one.plan.thinking) } }
          : one,
      ),
    estimate.tier === "standard" &&
      at("batch", "batch, within 24 hours", (one) => priced(one, one.price?.model, "batch")),
    at("model", `model: ${SMALLER}`, (one) => priced(one, SMALLER, estimate.tier)),
  ];
  return found.flatMap((one) => (one && one.saving >= 0.01 ? [one] : []));

  function at(kind: Cheaper["kind"], change: string, apply: (one: Planned) => Planned): Cheaper | undefined {
    const changed = figuresOf(planned.map(apply)).cost;
    return changed && cost && { kind, change, cost: changed.p50, saving: 1 - changed.p50 / cost.p50 };
  }

  /** What was learnt at one level moves to another one by the prior's proportion. */
  function thinkingAt(level: ThinkingLevel, now: LogNormal): LogNormal {
    const { thinkingLevel: from } = estimate;
    if (now.degrees === undefined || !from) return thinkingPrior[level];
    const median = (now.median * thinkingPrior[level].median) / thinkingPrior[from].median;
    return { median, sigma: Math.max(now.sigma, thinkingPrior[level].sigma) };
  }

  function priced(one: Planned, model: string | undefined, tier: Estimate["tier"]): Planned {
    const price = model === undefined ? undefined : priceAt(model, wallMs, tier, prices);
    return price ? { plan: one.plan, seed: one.seed, price } : one;
  }
}

function leastLevel({ kind, model, thinkingLevel }: Estimate) {
  if (kind !== "call" || !thinkingLevel || model === undefined) return undefined;
  const levels = modelOf(model)?.thinking?.levels ?? [];
  const least = thinkingLevels.find((level) => levels.includes(level));
  return least && thinkingLevels.indexOf(least) < thinkingLevels.indexOf(thinkingLevel) ? least : undefined;
}
