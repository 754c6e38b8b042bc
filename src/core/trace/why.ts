import { partsOf } from "../tokens/cost.ts";
import { type NanoUsd, nanoUsd } from "../tokens/units.ts";
import type { Cause, Step, Stretch } from "./steps.ts";
import type { Span, Trace } from "./trace.ts";

export interface TimeShare {
  readonly cause: Cause;
  readonly ms: number;
  /** The part of `ms` that is estimated. */
  readonly estimatedMs: number;
}

export type CostCause = "thinking" | "input" | "output" | "cached";
export interface CostShare {
  readonly cause: CostCause;
  readonly cost: NanoUsd;
}

/** Time and money by cause. The shares and the unattributed rest add up to the total. */
export interface Why {
  /** Absent when the trace has no times. */
  readonly time?: { readonly totalMs: number; readonly shares: readonly TimeShare[]; readonly unattributedMs: number };
  /** Absent when no cost was recorded. */
  readonly cost?: { readonly total: NanoUsd; readonly shares: readonly CostShare[]; readonly unattributed: NanoUsd };
  /** The step that took longest, with what most of it went into. */
  readonly slowest?: { readonly step: number; readonly cause: Cause; readonly ms: number };
}

/** Where two causes overlap (tools that run at once), the moment counts once, for the first of these. */
const order: readonly Cause[] = ["output", "thinking", "model", "tool", "wait", "retry"];

/** `spans` are the model spans that the steps come from. */
export function whyOf(steps: readonly Step[], spans: readonly Pick<Span, "usage" | "cost" | "price">[]): Why {
  const stretches = steps.flatMap((step) => step.stretches);
  const time = timeOf(steps, stretches);
  const cost = costOf(spans);
  const slowest = slowestOf(steps);
  return { ...(time ? { time } : {}), ...(cost ? { cost } : {}), ...(slowest ? { slowest } : {}) };
}

/** From the first thing that has a time to the last. */
export function extentOf(steps: readonly Step[]): { readonly from: number; readonly to: number } | undefined {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const step of steps) {
    if (step.t === undefined) continue;
    from = Math.min(from, step.t);
    to = Math.max(to, step.t + (step.duration ?? 0));
    for (const s of step.stretches) to = Math.max(to, s.t + s.duration);
  }
  return from <= to ? { from, to } : undefined;
}

/** Stretches of time to which nothing belongs, each before the step at its end. */
export function gapsOf(
  steps: readonly Step[],
): readonly { readonly t: number; readonly duration: number; readonly step: number }[] {
  const gaps: { t: number; duration: number; step: number }[] = [];
  let covered: number | undefined;
  for (const step of steps) {
    if (step.t === undefined) continue;
    if (covered !== undefined && step.t - covered > 0.5)
      gaps.push({ t: covered, duration: step.t - covered, step: step.index });
    covered = Math.max(covered ?? step.t, step.t, ...step.stretches.map((s) => s.t + s.duration));
  }
  return gaps;
}

function timeOf(steps: readonly Step[], stretches: readonly Stretch[]): Why["time"] {
  const extent = extentOf(steps);
  if (!extent || (extent.to === extent.from && stretches.length === 0)) return undefined;
  const edges = stretches
    .flatMap((s) => [
      { at: s.t, s, by: 1 },
      { at: s.t + s.duration, s, by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  const active = new Map<Cause, number>();
  const estimated = new Map<Cause, number>();
  const ms = new Map<Cause, { ms: number; estimatedMs: number }>();
  let last = extent.from;
  for (const { at, s, by } of edges) {
    const cause = order.find((c) => (active.get(c) ?? 0) > 0);
    if (cause && at > last) {
      const sum = ms.get(cause) ?? { ms: 0, estimatedMs: 0 };
      sum.ms += at - last;
      if ((estimated.get(cause) ?? 0) > 0) sum.estimatedMs += at - last;
      ms.set(cause, sum);
    }
    last = Math.max(last, at);
    active.set(s.cause, (active.get(s.cause) ?? 0) + by);
    if (s.quality === "estimated") estimated.set(s.cause, (estimated.get(s.cause) ?? 0) + by);
  }
  const shares = [...ms].map(([cause, sum]) => ({ cause, ...sum })).sort((a, b) => b.ms - a.ms);
  const totalMs = extent.to - extent.from;
  return { totalMs, shares, unattributedMs: Math.max(0, totalMs - shares.reduce((sum, s) => sum + s.ms, 0)) };
}

function costOf(spans: readonly Pick<Span, "usage" | "cost" | "price">[]): Why["cost"] {
  const pico: Record<CostCause, number> = { thinking: 0, input: 0, output: 0, cached: 0 };
  let total = 0;
  let any = false;
  for (const { cost, usage, price } of spans) {
    if (cost === undefined) continue;
    any = true;
    total += cost;
    if (!usage || !price) continue;
    const parts = partsOf(usage, price as Parameters<typeof partsOf>[1]);
    for (const cause of Object.keys(pico) as CostCause[]) pico[cause] += parts[cause];
  }
  if (!any) return undefined;
  const shares = (Object.keys(pico) as CostCause[])
    .map((cause) => ({ cause, cost: nanoUsd(pico[cause] / 1000) }))
    .filter((share) => share.cost > 0)
    .sort((a, b) => b.cost - a.cost);
  const rest = total - shares.reduce((sum, share) => sum + share.cost, 0);
  // Each share is rounded by itself: a few nano-dollars either way are no finding.
  return { total: nanoUsd(total), shares, unattributed: nanoUsd(Math.abs(rest) <= 4 ? 0 : rest) };
}

function slowestOf(steps: readonly Step[]): Why["slowest"] {
  let best: Why["slowest"];
  for (const step of steps)
    if (step.duration !== undefined && step.duration > (best?.ms ?? 0)) {
      const main = step.stretches.reduce<Stretch | undefined>(
        (a, b) => (a && a.duration >= b.duration ? a : b),
        undefined,
      );
      if (main) best = { step: step.index, cause: main.cause, ms: step.duration };
    }
  return best;
}

/** The division of the model call around a step, with the tools it asked for. */
export function turnOf(trace: Pick<Trace, "spans">, steps: readonly Step[], index: number): Why {
  const isModel = (step: Step | undefined) =>
    step !== undefined && step.kind !== "user_input" && trace.spans[step.span]?.kind === "model";
  let first = index - 1;
  while (first > 0 && !isModel(steps[first])) first--;
  const { span, agent } = steps[first] ?? {};
  while (first > 0 && steps[first - 1]?.span === span) first--;
  let last = first;
  // Until the same agent asks again, or leaves.
  while (last + 1 < steps.length) {
    const next = steps[last + 1];
    if (next?.agent === agent && ((isModel(next) && next?.span !== span) || next?.kind === "agent_exit")) break;
    last++;
  }
  const mine = steps.slice(first, last + 1).filter((step) => step.agent === agent);
  const model = span === undefined ? undefined : trace.spans[span];
  return whyOf(mine, model && isModel(steps[first]) ? [model] : []);
}
