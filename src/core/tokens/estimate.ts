import type { Path, ResolvedAgent, ThinkingLevel } from "../document/definition.ts";
import type { TokenCounter } from "./counter.ts";
import type { Price, Redirect, Tier } from "./prices.ts";
import type { Plan } from "./prior.ts";
import type { NanoUsd, Tokens } from "./units.ts";

/** A middle and what 95 of 100 runs stay below. */
export interface Spread {
  readonly p50: Tokens;
  readonly p95: Tokens;
}

export interface CostRange {
  readonly p50: NanoUsd;
  /** 80 of 100 runs lie between these two. */
  readonly p80Low: NanoUsd;
  readonly p80High: NanoUsd;
  readonly p95: NanoUsd;
}

/** What one piece of the prompt counts. */
export interface PartCount {
  readonly path: Path;
  readonly of: "system" | "context" | "messages" | "examples" | "input" | "tools" | "schema";
  readonly tokens: Tokens;
  /** A variable without a default stands in it: its size is assumed (`placeholder.ts`). */
  readonly drawn: boolean;
  readonly exact: boolean;
}

/** What one run of an agent will use and cost, before it runs. */
export interface Estimate {
  readonly agent: string;
  /**
   * `call`: counted and drawn call by call. `managed`: from the file's `expected_total_tokens`.
   * `team`: the sum over its agents, as if each ran once.
   */
  readonly kind: "call" | "managed" | "team";
  /** As the definition says it; absent when it says none. */
  readonly model?: string;
  readonly tier: Tier;
  /** The level the definition or else the model's default asks for. */
  readonly thinkingLevel?: ThinkingLevel;
  /** The listed price of `model`; absent when the table has none for it on that day. */
  readonly price?: Price;
  /** Set when another model answers: it, its price, and whether it is known at whose rates is billed. */
  readonly redirect?: Redirect;
  readonly servedPrice?: Price;
  /**
   * The first call's prompt. `tools` holds function declarations and the response schema, `messages` the context, the
   * messages and the user turn. The parts add up to the total.
   */
  readonly input: {
    readonly system: Tokens;
    readonly tools: Tokens;
    readonly messages: Tokens;
    readonly examples: Tokens;
    readonly total: Tokens;
    /** Counted by the exact tokenizer. */
    readonly exact: boolean;
    /** Some of it is a variable whose size is assumed. */
    readonly drawn: boolean;
  };
  readonly parts: readonly PartCount[];
  /** All prompts of a run together: more than `input.total` when tools are called. */
  readonly billedInput: Spread;
  /** Model calls of a run. */
  readonly calls: { readonly p50: number; readonly p95: number };
  readonly output: Spread;
  readonly thinking: Spread;
  readonly cost?: CostRange;
  /** The same run at the price of the model that answers. */
  readonly servedCost?: CostRange;
  readonly basis: "prior" | `runs:${number}`;
  /** The tokenizer that counted. */
  readonly tokenizer: string;
  /** For which day the price was looked up. */
  readonly wallMs: number;
  /** The distributions behind the figures; one for each agent of a team. */
  readonly plans: readonly Plan[];
  /** The members of a team. */
  readonly members: readonly Estimate[];
}

export interface EstimateWorld {
  readonly counter: TokenCounter;
  readonly wallMs: number;
}

export type EstimateAgent = (agent: ResolvedAgent, world: EstimateWorld) => Promise<Estimate>;
