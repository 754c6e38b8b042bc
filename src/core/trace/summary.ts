import { type NanoUsd, nanoUsd, toUsd } from "../tokens/units.ts";
import { addUsage, noUsage, type Usage, usageJson } from "../tokens/usage.ts";
import type { Step } from "./steps.ts";
import { stepsOf } from "./steps.ts";
import type { Trace } from "./trace.ts";
import { extentOf } from "./why.ts";

/** What a trace comes to, in our own units. */
export interface Totals {
  readonly usage: Usage;
  /** Absent when no span has a cost. */
  readonly cost?: NanoUsd;
  /** Milliseconds; absent when the trace has no times. */
  readonly durationMs?: number;
  readonly agents: readonly string[];
  readonly models: { readonly asked: readonly string[]; readonly served: readonly string[] };
  readonly errors: number;
}

export function totalsOf(trace: Trace, steps: readonly Step[]): Totals {
  let usage = noUsage;
  let cost: number | undefined;
  for (const step of steps) {
    if (step.usage) usage = addUsage(usage, step.usage);
    if (step.cost !== undefined) cost = (cost ?? 0) + step.cost;
  }
  const extent = extentOf(steps);
  const models = trace.spans.flatMap((span) => (span.kind === "model" ? [span.model] : []));
  const names = (list: readonly (string | undefined)[]) => [...new Set(list.filter((name) => name !== undefined))];
  return {
    usage,
    ...(cost === undefined ? {} : { cost: nanoUsd(cost) }),
    ...(extent ? { durationMs: extent.to - extent.from } : {}),
    agents: names(steps.map((step) => step.agent)),
    models: { asked: names(models.map((m) => m?.asked)), served: names(models.map((m) => m?.served)) },
    errors: steps.filter((step) => step.error !== undefined && step.kind !== "agent_exit").length,
  };
}

/** `flashback trace summary --json`, as the command line promises it. */
export function summaryOf(trace: Trace, steps: readonly Step[] = stepsOf(trace)): object {
  const { usage, cost, durationMs, agents, models, errors } = totalsOf(trace, steps);
  return {
    format: trace.format,
    spans: trace.spans.length,
    steps: steps.length,
    agents,
    models: [...new Set([...models.asked, ...models.served])],
    ...(trace.startedAt === undefined ? {} : { started_at: new Date(trace.startedAt).toISOString() }),
    ...(durationMs === undefined ? {} : { duration_ms: Math.round(durationMs * 1000) / 1000 }),
    usage: usageJson(usage),
    ...(cost === undefined ? {} : { cost_usd: toUsd(cost) }),
    simulated: trace.simulated,
    errors,
    losses: [
      ...(trace.torn === undefined ? [] : [{ what: `the file ends in the middle of line ${trace.torn}`, count: 1 }]),
      ...trace.losses.map(({ what, count }) => ({ what, count })),
    ],
  };
}
