import { type ThinkingLevel, thinkingLevels } from "../document/definition.ts";
import { fromPico } from "./cost.ts";
import type { Estimate, Planned } from "./estimate.ts";
import {
  dayOf,
  knownModels,
  type ModelInfo,
  modelOf,
  priceAt,
  redirectAt,
  stageAt,
  type Tier,
  tiers,
} from "./prices.ts";
import { addDrawn, type CostRange, costRangeOf, draw, type Plan, thinkingPrior } from "./prior.ts";
import type { NanoUsd } from "./units.ts";

/** One agent on one model, at one thinking level and tier. */
export interface WhatIfRow {
  readonly model: string;
  /** As the price list calls it. */
  readonly name: string;
  /** Absent where nothing is known that a level could change: a managed agent. */
  readonly level?: ThinkingLevel;
  readonly tier: Tier;
  readonly cost: CostRange;
  /** So much a run costs when there are many. */
  readonly mean: NanoUsd;
  /** Against the agent as it is: −0.4 is 40 % less. Absent where that has no price. */
  readonly change?: number;
  /** The agent as it is. */
  readonly isNow: boolean;
  /** The price is the user's own. */
  readonly own?: true;
  /** Another model answers, and it is not known at whose price. */
  readonly answeredBy?: string;
}

export interface WhatIf {
  readonly agent: string;
  /** The cheapest first. */
  readonly rows: readonly WhatIfRow[];
  /** What has no row, and why. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
  readonly basis: Estimate["basis"];
  readonly wallMs: number;
}

/** An agent, or every agent of a team, on each model × thinking level × tier: the same drawn runs at other prices. */
export function whatIf(estimate: Estimate, needs: readonly string[] = []): WhatIf {
  const { wallMs, prices: own = [], planned } = estimate;
  const members = estimate.kind === "team" ? estimate.members : [estimate];
  const leftOut: { what: string; why: string }[] = [];
  const rows: WhatIfRow[] = [];
  const now = new Set(
    members.map((one) => keyOf(modelOf(one.model ?? "")?.id ?? one.model, one.thinkingLevel, one.tier)),
  );
  for (const { id, name, info } of candidates(estimate)) {
    const out = (why: string) => leftOut.push({ what: name, why });
    const why = info && reasonAgainst(info, needs, wallMs);
    if (why !== undefined) {
      out(why);
      continue;
    }
    const byLevel = planned.some(({ plan }) => plan.kind === "calls");
    const known = info?.thinking?.levels ?? (info ? [] : thinkingLevels);
    const levels: readonly (ThinkingLevel | undefined)[] = byLevel ? known : [undefined];
    if (levels.length === 0) {
      out("its thinking levels are not known");
      continue;
    }
    const lacking = thinkingLevels.filter((level) => byLevel && level !== "xhigh" && !known.includes(level));
    if (lacking.length > 0) out(`no thinking level ${lacking.join(", ")}`);
    const unpriced = tiers.filter((tier) => !priceAt(id, wallMs, tier, own));
    if (unpriced.length === tiers.length) {
      out(`no price is known for ${dayOf(wallMs)}`);
      continue;
    }
    if (unpriced.length > 0) out(`no price is listed for ${unpriced.join(", ")}`);
    const redirect = info && redirectAt(id, wallMs);
    for (const level of levels) {
      for (const tier of tiers) {
        const price = priceAt(id, wallMs, tier, own);
        if (!price || planned.length === 0) continue;
        const drawn = addDrawn(planned.map((one) => draw(at(one, level, estimate, members), [price], one.seed)))
          .costs[0];
        if (!drawn) continue;
        const cost = costRangeOf(drawn);
        const mean = fromPico(Math.round(drawn.cost.reduce((sum, one) => sum + one, 0) / drawn.cost.length));
        rows.push({
          model: id,
          name,
          ...(level !== undefined && { level }),
          tier,
          cost,
          mean,
          ...(estimate.cost && estimate.cost.p50 > 0 && { change: cost.p50 / estimate.cost.p50 - 1 }),
          isNow: now.size === 1 && now.has(keyOf(id, level, tier)),
          ...(price.own && { own: true }),
          ...(redirect?.billing === "undocumented" && !price.own && { answeredBy: redirect.to }),
        });
      }
    }
  }
  rows.sort((a, b) => a.cost.p50 - b.cost.p50);
  return { agent: estimate.agent, rows, leftOut, basis: estimate.basis, wallMs };
}

function keyOf(...parts: readonly unknown[]): string {
  return parts.join(" ");
}

/** The models of the table, and those that only the user knows. */
function candidates({ prices = [] }: Estimate): { id: string; name: string; info?: ModelInfo }[] {
  const known = knownModels().filter(({ kind }) => kind === "model");
  const others = [...new Set(prices.map(({ model }) => model))].filter((model) => !modelOf(model));
  return [...known.map((info) => ({ id: info.id, name: info.name, info })), ...others.map((id) => ({ id, name: id }))];
}

function reasonAgainst(model: ModelInfo, needs: readonly string[], wallMs: number): string | undefined {
  const life = model.geminiApi ?? {};
  if (stageAt(life, wallMs) === "ended") return `ended on ${life.ends}`;
  if (model.released > dayOf(wallMs)) return `comes on ${model.released}`;
  const missing = model.accepts ? needs.filter((need) => !model.accepts?.includes(need)) : [];
  return missing.length > 0 ? `does not take ${missing.join(", ")}` : undefined;
}

/** The same runs with another level: thinking longer or shorter by what the levels differ in the prior. */
function at(one: Planned, level: ThinkingLevel | undefined, estimate: Estimate, members: readonly Estimate[]): Plan {
  const { plan } = one;
  if (plan.kind !== "calls" || level === undefined) return plan;
  const from = (members.find((member) => member.planned.includes(one)) ?? estimate).thinkingLevel ?? "medium";
  const factor = thinkingPrior[level].median / thinkingPrior[from].median;
  const { median, sigma } = plan.thinking;
  const thinking =
    level === from ? plan.thinking : { median: median * factor, sigma: Math.max(sigma, thinkingPrior[level].sigma) };
  return { ...plan, thinking };
}
