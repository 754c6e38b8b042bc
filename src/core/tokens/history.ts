import type { ThinkingLevel } from "../document/definition.ts";
import type { CallsPlan } from "./prior.ts";

/** What is known of earlier runs of a definition, as an estimate asks for it. */
export interface History {
  /** The plan after the runs of this family; undefined when there are none. */
  learn(plan: CallsPlan, family: Family): { readonly plan: CallsPlan; readonly learnt: Learnt } | undefined;
}

/** Which runs are comparable. */
export interface Family {
  readonly agent: string;
  /** The model that answers. */
  readonly model: string;
  readonly level: ThinkingLevel;
  /** Default: `base`. */
  readonly variant?: string;
  readonly simulated?: boolean;
}

/** Which runs an estimate comes from, and what is remarkable about them. */
export interface Learnt {
  readonly runs: number;
  /** Runs of the simulator, which teach nothing; told when there are no others. */
  readonly simulated?: number;
  /** What comes in two sizes, far apart: the range spans both, and few runs lie in its middle. */
  readonly twoSizes: readonly Twofold[];
}

export interface Twofold {
  readonly of: "thinking" | "output";
  readonly low: number;
  readonly high: number;
}
