import type { Stamp } from "../core/base/clock.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { Budget, InputDeclaration, ThinkingLevel } from "../core/document/definition.ts";
import type { Expected } from "../core/runs/expected.ts";
import type { Run, RunEvent } from "../core/runs/run.ts";

/** What is run: read from the definition, and again whenever it is saved or edited. */
export interface RunSubject {
  readonly agent: string;
  readonly variant: string;
  /** Of the file, `base` first. */
  readonly variants: readonly string[];
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  /** As the definition asks; absent when it names none. */
  readonly model?: string;
  readonly thinkingLevel?: ThinkingLevel;
  readonly inputs: readonly InputDeclaration[];
  readonly budget: Budget;
  /** Set for a team (`workflow`): how many agents it has, and on which models they run. */
  readonly team?: { readonly agents: number; readonly models: readonly string[] };
  /** Why this agent cannot be run as it stands: a sentence for the panel. */
  readonly problem?: string;
  /** What the definition says and a run leaves out, a sentence each. */
  readonly notes: readonly string[];
}

/** Where a run would go, decided before it starts and shown beside every number. */
export interface Connection {
  readonly kind: "gemini" | "custom" | "simulator";
  readonly simulated: boolean;
  /** "secret storage", "GEMINI_API_KEY", …; never the key. */
  readonly keySource?: string;
  /** False in a workspace that is not trusted: nothing runs and nothing is sent. */
  readonly trusted: boolean;
}

/** The row of the price table for the model, as sentences need it: US dollars per million tokens. */
export interface PriceNote {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** ISO dates; absent where the table does not say. */
  readonly since?: string;
  readonly readOn?: string;
  /** The user's own price. */
  readonly own?: true;
  /** Set when another model answers for this one. */
  readonly redirect?: { readonly to: string; readonly since: string };
}

export interface RunView {
  readonly subject: RunSubject;
  readonly connection: Connection;
  /** What the form starts with: the last used values of this agent, else the defaults. */
  readonly values: JsonObject;
  readonly estimate?: Expected;
  readonly price?: PriceNote;
  /** Where the run's trace lies, relative to the workspace; absent until there is one. */
  readonly trace?: string;
  /** Set when the run on show was read back from its record: nothing is called. */
  readonly reopened?: { readonly savedAt: number; readonly interrupted: boolean };
  /** The definition's text is another one than the run on show was made with. */
  readonly stale?: boolean;
  /** Which panel this is, for what the view keeps over a reload. */
  readonly kept: Pick<KeptRun, "version" | "uri" | "agentPath">;
}

/** Host → view. `run` replaces the run on show; `events` carry it on. */
export type ToRun =
  | { readonly type: "view"; readonly view: RunView }
  | { readonly type: "run"; readonly run: Run; readonly now: Stamp }
  | { readonly type: "events"; readonly events: readonly RunEvent[]; readonly now: Stamp };

/** View → host. */
export type FromRun =
  | { readonly type: "ready" }
  | { readonly type: "start"; readonly values: JsonObject; readonly variant: string }
  | { readonly type: "choose-variant"; readonly variant: string }
  | { readonly type: "cancel" }
  | { readonly type: "open-trace" }
  | { readonly type: "open-definition" }
  | { readonly type: "compare" }
  | { readonly type: "add-key" }
  | { readonly type: "trust" };

/** What VS Code keeps for a panel over a reload of its window. */
export interface KeptRun {
  readonly version: 1;
  readonly uri: string;
  readonly agentPath: readonly (string | number)[];
  readonly variant: string;
  readonly runId?: string;
  readonly values: JsonObject;
}
