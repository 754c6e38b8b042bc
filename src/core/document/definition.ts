import type { Range } from "vscode-languageserver-types";
import type { Json, JsonObject } from "../base/json.ts";

/** A path in the document: keys of maps and indexes of lists, from the root. */
export type Path = readonly (string | number)[];

export type Target = "interactions" | "generate_content" | "managed";
/** Ordered from least to most thinking. `xhigh` exists on one model only. */
export const thinkingLevels = ["minimal", "low", "medium", "high", "xhigh"] as const;
export type ThinkingLevel = (typeof thinkingLevels)[number];

/** A piece of prompt: a template written in place, or the text of a file (path relative to the definition). */
export type PromptPart =
  | { readonly kind: "text"; readonly text: string; readonly path: Path }
  | { readonly kind: "file"; readonly file: string; readonly path: Path };

export interface MessageDefinition {
  readonly role: "user" | "model";
  readonly parts: readonly PromptPart[];
}

/** A declared variable. `schema` is JSON Schema; a type word in the file is expanded to one. */
export interface InputDeclaration {
  readonly name: string;
  readonly schema: JsonObject;
  readonly default?: Json;
  readonly required: boolean;
  readonly untrusted: boolean;
  readonly secret: boolean;
  readonly description?: string;
  readonly path: Path;
}

export interface FunctionTool {
  readonly kind: "function";
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly parameters?: JsonObject;
  /** What the tool answers in tests and previews; absent when there is none. */
  readonly mock?: Json;
  /** How the runner would call it, as written. */
  readonly run?: Json;
  readonly path: Path;
}

export type ToolDefinition =
  | FunctionTool
  /** A tool on Google's side, such as `google_search`. */
  | { readonly kind: "builtin"; readonly type: string; readonly value: JsonObject; readonly path: Path }
  /** `{ref: path}`: a shared `*.tool.yaml`, not yet read. */
  | { readonly kind: "ref"; readonly file: string; readonly path: Path }
  /** A kind that this version accepts and does not run. */
  | { readonly kind: "other"; readonly type: string; readonly value: JsonObject; readonly path: Path };

export interface GenerationConfig {
  readonly thinkingLevel?: ThinkingLevel;
  readonly thinkingSummaries?: "auto" | "none";
  readonly maxOutputTokens?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly toolChoice?: Json;
  /** For models before Gemini 3. */
  readonly thinkingBudget?: number;
  readonly candidateCount?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly responseLogprobs?: boolean;
  readonly logprobs?: number;
  readonly mediaResolution?: string;
}

export interface Budget {
  readonly maxCostUsd?: number;
  readonly maxLatencyMs?: number;
  readonly maxTotalTokens?: number;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly expectedTotalTokens?: readonly [number, number];
}

/** What a whole comparison, or all tests of the file together, may cost: `budget.per_suite.max_cost_usd`. */
export interface SuiteCap {
  readonly usd: number;
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

/**
 * One agent as the file gives it, after defaults and a variant were applied. Reading is tolerant: what has the wrong type
 * is left out here and reported as a problem of the document.
 */
export interface AgentDefinition {
  readonly name: string;
  readonly description?: string;
  /** Where the agent's body stands: `[]` for the file's own agent, `["agents", "triage"]` for one of a team. */
  readonly path: Path;
  /** The value of `name`, or the key under `agents`, in the text. */
  readonly nameRange: Range;
  readonly target: Target;
  readonly model?: string;
  readonly fallbackModels: readonly string[];
  readonly systemInstruction: readonly PromptPart[];
  /** Attached documents; they stand first in the user turn. */
  readonly context: readonly PromptPart[];
  readonly messages: readonly MessageDefinition[];
  readonly examples: readonly { readonly input: string; readonly output: string; readonly path: Path }[];
  /** The user turn; `{{input}}` when the file says nothing. */
  readonly input: readonly PromptPart[];
  readonly inputs: readonly InputDeclaration[];
  readonly generationConfig: GenerationConfig;
  /** `{type, mime_type, schema}` as written. */
  readonly responseFormat?: JsonObject;
  readonly safetySettings: readonly JsonObject[];
  readonly serviceTier?: string;
  readonly tools: readonly ToolDefinition[];
  readonly maxToolCalls?: number;
  readonly budget: Budget;
  /** Set when the agent is a team: its workflow as written. Such an agent has no model of its own. */
  readonly workflow?: JsonObject;
  /** Set for `target: managed`: `base_agent` and `agent_config`. */
  readonly managed?: JsonObject;
  /** What it inherits and could not be read. */
  readonly missing?: readonly MissingFile[];
}

/** A file that could not be read, with the sentence to show. */
export interface MissingFile {
  readonly file: string;
  /** Where the definition names it. */
  readonly path: Path;
  readonly message: string;
}

/** A named set of changes: dotted path → value. `base` (no changes) is always a variant. */
export interface Variant {
  readonly name: string;
  readonly changes: Readonly<Record<string, Json>>;
}

/** An agent whose file parts and shared tools have been read: it can be counted, rendered and run. */
export interface ResolvedAgent
  extends Omit<AgentDefinition, "systemInstruction" | "context" | "input" | "messages" | "tools"> {
  readonly systemInstruction: readonly TextPart[];
  readonly context: readonly TextPart[];
  readonly input: readonly TextPart[];
  readonly messages: readonly { readonly role: "user" | "model"; readonly parts: readonly TextPart[] }[];
  readonly tools: readonly Exclude<ToolDefinition, { kind: "ref" }>[];
  readonly missing: readonly MissingFile[];
}

/** `template` is false for the text of a data file (context), which is sent as it is. */
export interface TextPart {
  readonly text: string;
  readonly template: boolean;
  readonly path: Path;
  /** Where the text comes from when it is not the definition itself. */
  readonly file?: string;
}
