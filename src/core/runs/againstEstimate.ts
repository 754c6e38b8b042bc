import { assertNever } from "../base/assert.ts";
import { costOf } from "../tokens/cost.ts";
import { formatTokens, formatUsd } from "../tokens/format.ts";
import { modelOf, type Price } from "../tokens/prices.ts";
import { addUsd, type NanoUsd, nanoUsd, zeroUsd } from "../tokens/units.ts";
import type { Usage } from "../tokens/usage.ts";
import { priceFor } from "./bill.ts";
import type { Expected } from "./expected.ts";
import type { BegunRun, Turn } from "./run.ts";
import { totalsOf } from "./step.ts";

/** A part of the difference between what a run was expected to cost and what it cost. */
export interface Reason {
  readonly kind: "thinking" | "output" | "calls" | "input" | "cache" | "model" | "searches";
  /** What it made dearer; negative where it saved. */
  readonly cost: NanoUsd;
  readonly sentence: string;
}

export interface AgainstEstimate {
  readonly actual: NanoUsd;
  /** Of the 80 % range. */
  readonly verdict: "below" | "within" | "above";
  /** Outside of the range: what makes most of the difference, the largest first. */
  readonly reasons: readonly Reason[];
}

/**
 * How a run stands to its estimate, and why it lies outside of it. While it runs, and where a part was never reported, it
 * can only be above. Nothing without a cost.
 */
export function againstEstimate(expected: Expected, run: BegunRun): AgainstEstimate | undefined {
  const totals = totalsOf(run);
  const { cost } = totals;
  if (cost === undefined) return undefined;
  const open = run.kind === "running" || totals.atLeast === true;
  const verdict = cost > expected.p80High ? "above" : cost < expected.p80Low && !open ? "below" : "within";
  if (verdict === "within") return { actual: cost, verdict, reasons: [] };
  const difference = cost - expected.p50;
  const all = reasonsOf(expected, run, totals.usage);
  const reasons = all
    .filter((reason) => Math.sign(reason.cost) === Math.sign(difference) && reason.cost / difference >= 0.2)
    .sort((a, b) => Math.abs(b.cost) - Math.abs(a.cost));
  return { actual: cost, verdict, reasons: reasons.slice(0, 3) };
}

/** "Above the estimate." */
export function verdictWords(verdict: AgainstEstimate["verdict"]): string {
  switch (verdict) {
    case "above":
      return "Above the estimate.";
    case "below":
      return "Below the estimate.";
    case "within":
      return "Within the estimate.";
    default:
      return assertNever(verdict);
  }
}

function reasonsOf(expected: Expected, run: BegunRun, usage: Usage): readonly Reason[] {
  const asked = run.setup.model;
  const priced = run.turns.flatMap((turn) => {
    const price = priceOf(run, turn, turn.modelServed);
    return price ? [{ turn, price }] : [];
  });
  // The estimate is at the rates of what was asked for; what another model's rates change is a reason of its own.
  const rates = (run.turns[0] && priceOf(run, run.turns[0], undefined)) ?? priced[0]?.price;
  if (!rates) return [];
  const reasons: Reason[] = [];
  const add = (kind: Reason["kind"], pico: number, sentence: string) => {
    const cost = nanoUsd(pico / 1000);
    if (cost !== 0) reasons.push({ kind, cost, sentence: `${sentence}: ${signedUsd(cost)}.` });
  };

  const instead = (verb: string, took: number, about: number) =>
    `The model ${verb} ${formatTokens(took)} tokens instead of about ${formatTokens(about)}`;
  const { thinking, output } = usage;
  add("thinking", (thinking - expected.thinking) * rates.output, instead("thought", thinking, expected.thinking));
  add("output", (output - expected.output) * rates.output, instead("wrote", output, expected.output));

  if (expected.input !== undefined && expected.calls !== undefined) {
    const sent = usage.input + usage.toolUse;
    const calls = run.turns.length;
    if (calls !== expected.calls) {
      const sentence = `The run took ${calls} model ${calls === 1 ? "call" : "calls"} instead of about ${expected.calls}; each sends everything before it again`;
      add("calls", (sent - expected.input) * rates.input, sentence);
    } else {
      const sentence = `${formatTokens(sent)} tokens were sent instead of about ${formatTokens(expected.input)}`;
      add("input", (sent - expected.input) * rates.input, sentence);
    }
  }
  const saved = priced.reduce((sum, { turn, price }) => sum + turn.usage.cached * (price.input - price.cached), 0);
  add("cache", -saved, `${formatTokens(usage.cached)} of the tokens sent came from a cache`);

  // At whose rates: the same turns once more at those of the model that was asked for.
  const others = [...new Set(priced.flatMap(({ price }) => (price.model === modelOf(asked)?.id ? [] : [price.model])))];
  if (others.length > 0) {
    const cost = (of: (turn: Turn, price: Price) => Price | undefined) =>
      priced.reduce<NanoUsd>((sum, { turn, price }) => {
        const at = of(turn, price);
        return at ? addUsd(sum, costOf(turn.usage, at)) : sum;
      }, zeroUsd);
    const difference = cost((_, price) => price) - cost((turn) => priceOf(run, turn, undefined));
    const sentence = `${others.join(", ")} answered for ${asked}, at ${difference < 0 ? "lower" : "higher"} prices`;
    add("model", difference * 1000, sentence);
  }
  const searches = run.turns.reduce((sum, turn) => sum + (turn.searches ?? 0), 0);
  const search = priced.reduce((sum, { turn, price }) => {
    const all = costOf(turn.usage, price, { searches: turn.searches ?? 0 });
    return sum + (all - costOf(turn.usage, price)) * 1000;
  }, 0);
  const counted = `${searches} ${searches === 1 ? "search" : "searches"} with Google, in no estimate`;
  add("searches", search, counted);
  return reasons;
}

function priceOf(run: BegunRun, turn: Turn, served: string | undefined): Price | undefined {
  return priceFor(undefined, {
    asked: run.setup.model,
    served,
    wallMs: turn.startedAt.wallMs,
    serviceTier: turn.serviceTier,
    prices: run.setup.prices,
  });
}

function signedUsd(cost: NanoUsd): string {
  return cost > 0 ? `+${formatUsd(cost)}` : formatUsd(cost).replace("-", "−");
}
