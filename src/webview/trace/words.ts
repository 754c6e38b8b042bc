import { formatMs, formatShare, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import type { NanoUsd } from "../../core/tokens/units.ts";
import type { Cause, Step, StepKind } from "../../core/trace/steps.ts";
import type { CostCause } from "../../core/trace/why.ts";
import type { Tab } from "../../protocol/trace.ts";

export { formatTokens as count };

/** A narrow no-break space would be lost in some fonts: a no-break space stands before every unit. */

const nbsp = "\u00a0";
/** As wide as a digit. */
const figure = "\u2007";

export const kinds: Readonly<Record<StepKind, string>> = {
  user_input: "User input",
  agent_enter: "Enter",
  agent_exit: "Exit",
  thought: "Thought",
  answer: "Output",
  tool_call: "Tool call",
  tool_result: "Tool result",
  state_write: "State write",
  other: "Span",
};

export const causes: Readonly<Record<Cause, string>> = {
  thinking: "Thinking",
  wait: "Waiting for first token",
  output: "Output",
  tool: "Client tools",
  model: "Model call, not divided",
  retry: "Waiting to try again",
};

export const costCauses: Readonly<Record<CostCause, string>> = {
  thinking: "Thinking",
  input: "New input",
  output: "Output",
  cached: "Cached input",
};

export const tabNames: Readonly<Record<Tab, string>> = {
  conversation: "Conversation",
  state: "State",
  prompt: "Prompt as sent",
  tool: "Tool call",
  thoughts: "Thoughts",
  raw: "Raw",
  why: "Why",
};

/** What a step is, in words: "Tool error" where it failed. */
export function kindOf(step: Step): string {
  return step.error !== undefined && step.kind === "tool_result" ? "Tool error" : kinds[step.kind];
}

export function share(part: number): string {
  return formatShare(part).replaceAll(" ", nbsp);
}

export function ms(value: number): string {
  return formatMs(value).replaceAll(" ", nbsp);
}

/** Seconds with two decimals: a moment, not a duration. */
export function clock(value: number): string {
  return `${(value / 1000).toFixed(2)}${nbsp}s`;
}

/** Two significant digits; in a column padded so that decimal points meet. */
export function usd(amount: NanoUsd, column = false): string {
  const text = formatUsd(amount);
  if (!column) return text;
  if (amount === 0) return `$0.00${figure.repeat(3)}`;
  const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : -1;
  return text + figure.repeat(Math.max(0, 5 - places));
}

/** The whole amount, for a tooltip. */
export function exactUsd(amount: NanoUsd): string {
  return `$${(amount / 1e9).toFixed(9).replace(/0{1,6}$/, "")}`;
}

export function megabytes(bytes: number): string {
  return bytes < 10e6 ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6));
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatTokens(n)} ${n === 1 ? one : many}`;
}
