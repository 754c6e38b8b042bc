import { type Estimate, figuresOf } from "./estimate.ts";
import {
  type Day,
  dayOf,
  knownModels,
  type ModelInfo,
  modelOf,
  type OwnPrices,
  type Price,
  priceAt,
  servedBy,
  stageAt,
  type Tier,
  tiers,
} from "./prices.ts";
import { type NanoUsd, nanoUsd } from "./units.ts";

/** One model and tier as it is billed on a day. */
export interface PriceTableRow {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly price: Price;
  /** Another model answers for it. */
  readonly servedBy?: string;
}

/** Prices that change on one day in the same way. */
export interface PriceChange {
  readonly day: Day;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** After divided by before, where every rate changes by the same; 2 is double. */
  readonly factor?: number;
  readonly before: Price;
  readonly after: Price;
  /** From then on another model answers. */
  readonly answeredBy?: string;
  /** Agents that pay it, and by how much 1,000 of their runs change. */
  readonly agents: readonly { readonly file?: string; readonly agent: string; readonly per1000: NanoUsd }[];
}

const DAY = 86_400_000;
/** How far the table is looked ahead. */
const AHEAD = 400;

/** What every model costs on a day, also those that only the user knows. Without those that have ended. */
export function priceTableAt(wallMs: number, own: OwnPrices = [], model?: string): readonly PriceTableRow[] {
  const wanted = model === undefined ? undefined : (modelOf(model)?.id ?? model);
  return namesOf(own)
    .filter(({ id, info }) => (wanted === undefined ? !isOver(info, wallMs) : id === wanted))
    .flatMap(({ id, name }) =>
      tiers.flatMap((tier) => {
        const price = priceAt(id, wallMs, tier, own);
        const served = servedBy(id, wallMs);
        return price ? [{ id, name, tier, price, ...(served !== undefined && { servedBy: served }) }] : [];
      }),
    );
}

/** Models that have no price on that day, by name. */
export function unpricedAt(wallMs: number, own: OwnPrices = []): readonly string[] {
  return namesOf(own)
    .filter(({ id, info }) => !isOver(info, wallMs) && !priceAt(id, wallMs, "standard", own))
    .map(({ name }) => name);
}

/** What changes after `wallMs`, the next first, with what it means for the agents that are estimated. */
export function comingChanges(
  wallMs: number,
  own: OwnPrices = [],
  estimates: readonly { readonly file?: string; readonly estimate: Estimate }[] = [],
): readonly PriceChange[] {
  const found: PriceChange[] = [];
  const midnight = Math.floor(wallMs / DAY) * DAY;
  const names = namesOf(own).filter(({ info }) => !isOver(info, wallMs));
  for (let day = 1; day <= AHEAD; day++) {
    const at = midnight + day * DAY;
    const same = new Map<string, PriceChange & { models: { id: string; name: string }[] }>();
    const payers = new Map<string, Set<string>>();
    for (const { id, name } of names) {
      const [before, after] = [priceAt(id, at - DAY, "standard", own), priceAt(id, at, "standard", own)];
      if (!before || !after || ratesOf(before) === ratesOf(after)) continue;
      const served = servedBy(id, at);
      const answeredBy = served !== undefined && served !== servedBy(id, at - DAY) ? served : undefined;
      const key = `${ratesOf(before)} ${ratesOf(after)} ${answeredBy ?? ""}`;
      payers.set(key, (payers.get(key) ?? new Set()).add(id));
      const known = same.get(key);
      // Billed as another model already: that one tells it.
      if (known && before.model !== id && known.models.some((one) => one.id === before.model)) continue;
      if (known) known.models.push({ id, name });
      else {
        const factor = factorOf(before, after);
        same.set(key, {
          day: dayOf(at),
          models: [{ id, name }],
          ...(factor !== undefined && { factor }),
          before,
          after,
          ...(answeredBy !== undefined && { answeredBy }),
          agents: [],
        });
      }
    }
    for (const [key, change] of same) {
      const ids = payers.get(key) ?? new Set<string>();
      found.push({ ...change, agents: estimates.flatMap((one) => changed(one, ids, at, own)) });
    }
  }
  return found;
}

/** "3.6 Flash, 3.7 Flash and 3.8 Flash double on 2027-01-01". */
export function changeText({ day, models, factor, before, after, answeredBy }: PriceChange): string {
  const names = models.map(({ name }) => name.replace(/^Gemini /, ""));
  const last = names.pop() ?? "";
  const who = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
  const one = names.length === 0;
  const rates = (price: Price) => `$${price.input / 1e6} in, $${price.output / 1e6} out`;
  if (answeredBy !== undefined) {
    return `${who} ${one ? "is" : "are"} answered by ${answeredBy} from ${day}: ${rates(before)} → ${rates(after)} per million`;
  }
  if (factor === 2) return `${who} ${one ? "doubles" : "double"} on ${day}`;
  if (factor === 0.5) return `${who} ${one ? "halves" : "halve"} on ${day}`;
  return `${who} ${one ? "changes" : "change"} on ${day}: ${rates(before)} → ${rates(after)} per million`;
}

function changed(
  { file, estimate }: { readonly file?: string; readonly estimate: Estimate },
  ids: ReadonlySet<string>,
  at: number,
  own: OwnPrices,
): PriceChange["agents"] {
  // A team is the sum of its agents, which stand for themselves.
  if (estimate.kind === "team" || !estimate.cost) return [];
  const asked = modelOf(estimate.model ?? "")?.id ?? estimate.model ?? "";
  if (!ids.has(asked)) return [];
  const cost = (wallMs: number) => {
    const price = priceAt(asked, wallMs, estimate.tier, own);
    return price && figuresOf(estimate.planned.map(({ plan, seed }) => ({ plan, seed, price }))).cost?.p50;
  };
  const [before, after] = [cost(at - DAY), cost(at)];
  if (before === undefined || after === undefined || before === after) return [];
  return [{ ...(file !== undefined && { file }), agent: estimate.agent, per1000: nanoUsd((after - before) * 1000) }];
}

function namesOf(own: OwnPrices): { id: string; name: string; info?: ModelInfo }[] {
  const others = [...new Set(own.map(({ model }) => model))].filter((model) => !modelOf(model));
  return [
    ...knownModels()
      .filter(({ kind }) => kind === "model")
      .map((info) => ({ id: info.id, name: info.name, info })),
    ...others.map((id) => ({ id, name: id })),
  ];
}

function isOver(model: ModelInfo | undefined, wallMs: number): boolean {
  return model !== undefined && stageAt(model.geminiApi ?? {}, wallMs) === "ended";
}

function ratesOf({ input, cached, output }: Price): string {
  return `${input}/${cached}/${output}`;
}

function factorOf(before: Price, after: Price): number | undefined {
  const factors = [after.input / before.input, after.cached / before.cached, after.output / before.output];
  const [first = 1] = factors;
  return factors.every((factor) => Math.abs(factor - first) < 1e-9) ? first : undefined;
}
