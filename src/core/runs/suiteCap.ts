import type { SuiteCap } from "../document/definition.ts";
import { fromUsd, type NanoUsd, toUsd } from "../tokens/units.ts";

interface Range {
  readonly low: NanoUsd;
  readonly high: NanoUsd;
}

/** Whether a comparison may cost more than its file allows: the upper end of the estimate counts. */
export function mayExceed(cap: SuiteCap | undefined, cost: Range | undefined): boolean {
  return cap !== undefined && cost !== undefined && cost.high > fromUsd(cap.usd);
}

/** Where a comparison stands that is to go on beyond its cap. */
interface Standing {
  readonly spent: NanoUsd;
  /** Runs that have ended, of how many. */
  readonly ended: number;
  readonly total: number;
}

/**
 * What a cap is raised to, in US dollars: the upper end of the estimate, or, where the runs so far were dearer than that,
 * what as many more like them would cost and a quarter more. Two significant digits, rounded up.
 */
export function raisedCap(cost: Range | undefined, standing?: Standing): number {
  const { spent = 0, ended = 0, total = 0 } = standing ?? {};
  const perRun = ended > 0 ? spent / ended : 0;
  const asBefore = spent + 1.25 * perRun * Math.max(1, total - ended);
  return roundedUp(Math.max(cost?.high ?? 0, standing ? asBefore : 0));
}

/** The most repeats whose upper end still fits under the cap; at least one. */
export function fittingRepeats(repeats: number, cap: SuiteCap, cost: Range): number {
  return Math.max(1, Math.min(repeats, Math.floor((repeats * fromUsd(cap.usd)) / cost.high)));
}

function roundedUp(nano: number): number {
  if (nano <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(nano)) - 1);
  return toUsd((Math.ceil(nano / unit) * unit) as NanoUsd);
}
