import { assertNever } from "../base/assert.ts";
import { formatCap, formatMs, formatTokens, formatUsd } from "../tokens/format.ts";
import { fromUsd } from "../tokens/units.ts";
import type { RunProblem } from "./problem.ts";

export interface Sentence {
  /** What happened, in one sentence. */
  readonly what: string;
  /** What to do about it; absent when there is nothing. */
  readonly todo?: string;
}

/**
 * Every problem in words. `arrivedTokens` is the output that had come by then, where the caller knows it. Plain text, one
 * line each, without any key.
 */
export function sentence(problem: RunProblem, arrivedTokens?: number): Sentence {
  switch (problem.kind) {
    case "no-key":
      return {
        what: "No Gemini API key.",
        todo: "Add a key (it goes into the editor's secret storage), or set GEMINI_API_KEY.",
      };
    case "bad-key":
      return {
        what: `The API key was refused (${problem.status}): ${told(problem.message)}`,
        todo:
          problem.status === 403
            ? "Check that the key's project may use the Gemini API and this model, or use another key."
            : "Replace the key: it may be mistyped, expired or deleted.",
      };
    case "bad-request":
      return {
        what:
          problem.status === 0 ? `Not sent: ${told(problem.message)}` : `${problem.status}: ${told(problem.message)}`,
        todo:
          problem.status === 404
            ? "Check the model's name and the base URL."
            : "Change the definition accordingly and run again.",
      };
    case "rate-limited":
      return rateLimited(problem);
    case "server":
      return { what: `${problem.status}: the model's server failed.`, todo: "Run again later." };
    case "offline":
      return {
        what: `${problem.endpoint} cannot be reached: ${told(problem.message)}`,
        todo: "Check the network, the proxy, and the base URL setting.",
      };
    case "timeout":
      return {
        what: `Nothing arrived for ${formatMs(problem.afterMs)}; what came is kept.`,
        todo: "Run again; a lower thinking level answers sooner.",
      };
    case "blocked":
      return blocked(problem, arrivedTokens);
    case "cut":
      return {
        what: `Stream cut${arrivedTokens ? ` after ${arrivedTokens} tokens` : ""}; what came is kept.`,
        todo: "Re-run.",
      };
    case "malformed":
      return {
        what: `The stream held something that is not Gemini's protocol: ${told(problem.message)}`,
        todo: "Run again; if it stays, check what stands between you and the model (base URL, proxy).",
      };
    case "budget":
      return budget(problem);
    case "tool":
      return {
        what: `Tool ${problem.tool}: ${told(problem.message)}`,
        todo: "Give the tool a mock, or correct its definition.",
      };
    case "definition":
      return { what: told(problem.message) };
    case "storage":
      return {
        what: `The trace cannot be written: ${told(problem.message)}`,
        todo: "The run goes on without being recorded. Check the disk and the permissions of .flashback.",
      };
    default:
      return assertNever(problem);
  }
}

/** The line shown while a client waits before it tries again: "429: quota per minute. Tries again in 14 s (2nd of 5)". */
export function retrySentence(retry: {
  readonly problem: RunProblem;
  readonly attempt: number;
  readonly of: number;
  readonly waitMs: number;
}): string {
  const { problem } = retry;
  const why =
    problem.kind === "rate-limited"
      ? `429: quota${problem.scope === "unknown" ? "" : ` per ${problem.scope}`}`
      : problem.kind === "server"
        ? `${problem.status}: the model's server failed`
        : sentence(problem).what.replace(/\.$/, "");
  return `${why}. Tries again in ${formatMs(retry.waitMs)} (${ordinal(retry.attempt)} of ${retry.of})`;
}

function rateLimited(problem: Extract<RunProblem, { kind: "rate-limited" }>): Sentence {
  switch (problem.scope) {
    case "day":
      return {
        what: "429: quota per day is used up. Stopped here.",
        todo: "Go on after midnight Pacific time, when it starts anew, or use another key or model.",
      };
    case "minute":
    case "unknown":
      return {
        what: `429: quota${problem.scope === "minute" ? " per minute" : ""} is used up.`,
        todo:
          problem.retryAfterMs === undefined
            ? "Wait a minute and run again, fewer at a time."
            : `Run again in ${formatMs(problem.retryAfterMs)}, fewer at a time.`,
      };
    default:
      return assertNever(problem.scope);
  }
}

function blocked(problem: Extract<RunProblem, { kind: "blocked" }>, arrivedTokens: number | undefined): Sentence {
  if (problem.reason === "MALFORMED_FUNCTION_CALL") {
    return {
      what: "The model wrote a function call that cannot be read.",
      todo: "Run again; simpler parameters and clearer descriptions make it rarer.",
    };
  }
  const by = problem.reason === "SAFETY" ? " by safety" : "";
  const reasons = [...(by ? [] : [problem.reason]), ...(problem.message ? [problem.message.replace(/\.$/, "")] : [])];
  const why = `${by}${reasons.length > 0 ? `: ${reasons.join(", ")}` : ""}`;
  return {
    what:
      problem.where === "prompt"
        ? `The prompt was blocked${why}. No answer came.`
        : `Blocked${why}. ${arrivedTokens === 0 ? "No answer came." : "What came before is kept."}`,
    todo:
      problem.reason === "RECITATION"
        ? "Ask for the answer in its own words."
        : "Reword the prompt or its inputs, or change safety_settings.",
  };
}

function budget(problem: Extract<RunProblem, { kind: "budget" }>): Sentence {
  const money = problem.which.endsWith("_usd");
  const amount = problem.which.endsWith("_ms") ? formatMs : formatTokens;
  const spent = money ? formatUsd(fromUsd(problem.spent)) : amount(problem.spent);
  const cap = money ? formatCap(problem.cap) : amount(problem.cap);
  const unit = problem.which.endsWith("_tokens") ? " tokens" : "";
  return {
    what: `Stopped at the budget: ${spent} of ${cap}${unit}${money ? " spent" : ""} (${problem.which}). What is done is kept.`,
    todo: `Raise ${problem.which} under budget, or make the run smaller.`,
  };
}

/** One line, ended like a sentence. */
function told(message: string): string {
  const line = message.trim().replace(/\s+/g, " ");
  return /[.!?…)]$/.test(line) ? line : `${line}.`;
}

function ordinal(n: number): string {
  return `${n}${n === 1 ? "st" : n === 2 ? "nd" : n === 3 ? "rd" : "th"}`;
}
