import { addUsd, type NanoUsd, zeroUsd } from "../tokens/units.ts";
import type { Run } from "./run.ts";
import { totalsOf } from "./step.ts";

/** Money that was billed. `atLeast`: for a part of it nobody reported how much. */
export interface Spent {
  readonly cost: NanoUsd;
  readonly atLeast?: true;
}

/** As much of a comparison as its money depends on. */
interface Shown {
  readonly runs: ReadonlyMap<string, Run>;
  readonly replaced?: Spent;
}

/** Costs together; one that is not known counts nothing, and with a part missing the sum has it missing too. */
export function sumOf(parts: Iterable<Partial<Spent>>): Spent {
  let cost = zeroUsd;
  let atLeast = false;
  for (const part of parts) {
    cost = addUsd(cost, part.cost ?? zeroUsd);
    atLeast ||= part.atLeast === true;
  }
  return { cost, ...(atLeast && { atLeast }) };
}

/** All that a comparison cost: the runs on show, whatever became of them, and those that others replaced. */
export function spentOf(state: Shown, shown: Iterable<Partial<Spent>> = shownIn(state)): Spent {
  return sumOf([...shown, ...(state.replaced ? [state.replaced] : [])]);
}

function* shownIn({ runs }: Shown): Iterable<Partial<Spent>> {
  for (const run of runs.values()) if (run.kind !== "waiting") yield totalsOf(run);
}
