import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ResolvedAgent, ThinkingLevel } from "../document/definition.ts";
import type { CountedAgent } from "./countAgent.ts";
import { type CallsPlan, type LogNormal, type TotalPlan, thinkingPrior } from "./prior.ts";

/** Rounds of tool calls in a run, where the agent has functions to call. Assumed: most runs call once or twice. */
const ROUNDS = [0.25, 0.4, 0.2, 0.1, 0.05];
/** The tokens of an answer of which nothing is known. Assumed. */
const ANSWER: LogNormal = { median: 300, sigma: 0.7 };
/** A function call as the model writes it, and what comes back when there is no mock. Assumed. */
const CALL: LogNormal = { median: 40, sigma: 0.4 };
const RESULT: LogNormal = { median: 150, sigma: 0.8 };
/** Variables without a default are this much larger or smaller than what stands for them. Assumed. */
const VARIABLES_SIGMA = 0.8;
/** Prompt text that one tool on Google's side adds. Assumed. */
const TOOL_USE: LogNormal = { median: 450, sigma: 1 };
const READING = new Set([
  "google_search",
  "url_context",
  "google_maps",
  "file_search",
  "retrieval",
  "enterprise_web_search",
]);

/** What is believed about an agent's run before there is any: sizes from the definition, the rest from the prior. */
export function callsPlan(
  agent: ResolvedAgent,
  counted: CountedAgent,
  { level, maxOutput }: { readonly level: ThinkingLevel; readonly maxOutput: number },
): CallsPlan {
  const all = counted.parts.reduce((sum, part) => sum + part.tokens, 0);
  const assumed = counted.parts.reduce((sum, part) => sum + part.assumed, 0);
  const reading = agent.tools.filter((tool) => tool.kind === "builtin" && READING.has(tool.type)).length;
  const { mocks } = counted;
  return {
    kind: "calls",
    prompt: all - assumed,
    variables: { median: assumed, sigma: VARIABLES_SIGMA },
    rounds: roundsOf(agent),
    call: CALL,
    result: mocks.length > 0 ? { median: mean(mocks), sigma: 0.5 } : RESULT,
    toolUse: { median: TOOL_USE.median * reading, sigma: TOOL_USE.sigma },
    thinking: thinkingPrior[level],
    output: outputOf(agent, counted.exampleOutputs, maxOutput),
    maxOutput,
    maxTotal: agent.budget.maxTotalTokens ?? Number.POSITIVE_INFINITY,
    cached: 0,
  };
}

/** The same where no more is known of an agent than the size of its prompt. */
export function callsPlanOf(known: {
  readonly prompt: number;
  readonly level: ThinkingLevel;
  readonly maxOutput: number;
  readonly hasTools: boolean;
}): CallsPlan {
  return {
    kind: "calls",
    prompt: known.prompt,
    variables: { median: 0, sigma: VARIABLES_SIGMA },
    rounds: known.hasTools ? ROUNDS : [1],
    call: CALL,
    result: RESULT,
    toolUse: { median: 0, sigma: TOOL_USE.sigma },
    thinking: thinkingPrior[known.level],
    output: ANSWER,
    maxOutput: known.maxOutput,
    maxTotal: Number.POSITIVE_INFINITY,
    cached: 0,
  };
}

/**
 * A managed agent works in Google's sandbox: only the file can say how much. Its `expected_total_tokens` is taken as the
 * range of 80 of 100 runs. The shares are those of a loop that sends everything again at every step, and up to 87 % of
 * the prompts come from a cache (Artificial Analysis, coding agents on 3.8 Flash and 4 Argon, 2026).
 */
export function managedPlan(agent: ResolvedAgent): TotalPlan | undefined {
  const [low, high] = agent.budget.expectedTotalTokens ?? [0, 0];
  if (!(low > 0) || !(high >= low)) return undefined;
  const sigma = Math.log(high / low) / (2 * 1.2816);
  return {
    kind: "total",
    total: { median: Math.sqrt(low * high), sigma },
    thinkingShare: 0.03,
    outputShare: 0.02,
    cached: 0.87,
  };
}

function roundsOf(agent: ResolvedAgent): readonly number[] {
  if (!agent.tools.some((tool) => tool.kind === "function")) return [1];
  const most = Math.max(0, Math.min(agent.maxToolCalls ?? ROUNDS.length - 1, ROUNDS.length - 1));
  const kept = ROUNDS.slice(0, most + 1);
  const rest = 1 - kept.reduce((sum, chance) => sum + chance, 0);
  return [...kept.slice(0, -1), (kept.at(-1) ?? 0) + rest];
}

/** From the examples, else from the response schema, else a short answer; never more than half of what is allowed. */
function outputOf(agent: ResolvedAgent, examples: readonly number[], maxOutput: number): LogNormal {
  if (examples.length > 0) {
    const logs = examples.map((count) => Math.log(Math.max(1, count)));
    const middle = mean(logs);
    const deviation = Math.sqrt(mean(logs.map((log) => (log - middle) ** 2)));
    return { median: Math.exp(middle), sigma: examples.length < 3 ? 0.5 : Math.max(0.3, deviation) };
  }
  const schema = agent.responseFormat?.schema;
  if (isObject(schema)) {
    return { median: jsonSize(schema), sigma: Array.isArray(schema.enum) ? 0.15 : 0.5 };
  }
  return { median: Math.min(ANSWER.median, maxOutput / 2), sigma: ANSWER.sigma };
}

/** About how many tokens a value of this schema has, written as JSON. */
function jsonSize(schema: JsonObject, depth = 0): number {
  if (Array.isArray(schema.enum)) return 2 + mean(schema.enum.map((value) => wordSize(String(value))));
  if (schema.const !== undefined) return wordSize(JSON.stringify(schema.const));
  if (depth > 6) return 10;
  const one = [schema.anyOf, schema.oneOf].find(Array.isArray) as readonly Json[] | undefined;
  if (one) return Math.max(1, ...one.filter(isObject).map((each) => jsonSize(each, depth + 1)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.entries(isObject(schema.properties) ? schema.properties : {}).reduce(
        (sum, [name, value]) => sum + wordSize(name) + 4 + (isObject(value) ? jsonSize(value, depth + 1) : 5),
        2,
      );
    case "array": {
      const item = isObject(schema.items) ? jsonSize(schema.items, depth + 1) : 10;
      const [least, most] = [numberOr(schema.minItems, 0), numberOr(schema.maxItems, 4)];
      return 2 + Math.max(least, Math.min(4, most)) * (item + 1);
    }
    case "boolean":
    case "null":
      return 1;
    case "integer":
    case "number":
      return 4;
    default:
      return typeof schema.maxLength === "number" ? Math.min(20, 2 + schema.maxLength / 4) : 20;
  }
}

function wordSize(word: string): number {
  return Math.ceil(word.length / 5);
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? Math.min(value, 1000) : otherwise;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
