import { isObject } from "../../core/base/json.ts";
import { type ThinkingLevel, thinkingLevels } from "../../core/document/definition.ts";
import type { FromCompare, SetUp } from "../../protocol/compare.ts";
import type { FromRun } from "../../protocol/run.ts";

// The one door for messages of the webviews: what does not have the right shape is not a message.

export function readFromRun(message: unknown): FromRun | undefined {
  if (!isObject(message)) return undefined;
  switch (message.type) {
    case "ready":
    case "cancel":
    case "open-trace":
    case "open-definition":
    case "compare":
    case "add-key":
    case "trust":
      return { type: message.type };
    case "start":
      return isObject(message.values) && typeof message.variant === "string"
        ? { type: "start", values: message.values, variant: message.variant }
        : undefined;
    case "choose-variant":
      return typeof message.variant === "string" ? { type: "choose-variant", variant: message.variant } : undefined;
    default:
      return undefined;
  }
}

export function readFromCompare(message: unknown): FromCompare | undefined {
  if (!isObject(message)) return undefined;
  switch (message.type) {
    case "ready":
    case "pause":
    case "resume":
    case "cancel":
    case "change":
    case "open-definition":
    case "add-key":
    case "trust":
      return { type: message.type };
    case "go-on":
      return { type: "go-on", ...capOf(message.capUsd) };
    case "set-up": {
      const setUp = readSetUp(message.setUp);
      return setUp && { type: "set-up", setUp };
    }
    case "start":
      return { type: "start", confirmed: message.confirmed === true, ...capOf(message.capUsd) };
    case "re-run":
    case "open-trace":
      return typeof message.cell === "string" ? { type: message.type, cell: message.cell } : undefined;
    case "open-diff":
      return typeof message.left === "string" && typeof message.right === "string"
        ? { type: "open-diff", left: message.left, right: message.right }
        : undefined;
    case "export": {
      const { format } = message;
      return format === "csv" || format === "markdown" || format === "json" ? { type: "export", format } : undefined;
    }
    default:
      return undefined;
  }
}

/** An amount that is none is no permission to spend. */
function capOf(value: unknown): { readonly capUsd?: number } {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? { capUsd: value } : {};
}

export function readSetUp(value: unknown): SetUp | undefined {
  if (!isObject(value)) return undefined;
  const { variants, models, thinking, source, inputs, repeats } = value;
  if (!isTexts(variants) || !isTexts(models) || !isTexts(thinking) || typeof source !== "string") return undefined;
  if (!Array.isArray(inputs) || typeof repeats !== "number") return undefined;
  return {
    variants,
    models,
    thinking: thinking.filter((level): level is ThinkingLevel => (thinkingLevels as readonly string[]).includes(level)),
    source,
    inputs: inputs.flatMap((input: unknown) =>
      isObject(input) && typeof input.id === "string" && isObject(input.values)
        ? [{ id: input.id, values: input.values }]
        : [],
    ),
    repeats,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
