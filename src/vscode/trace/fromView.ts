import { isObject } from "../../core/base/json.ts";
import type { FromTrace } from "../../protocol/trace.ts";

/** The door for messages of the replay: what does not have the right shape is not a message. */
export function readFromTrace(message: unknown): FromTrace | undefined {
  if (!isObject(message)) return undefined;
  switch (message.type) {
    case "ready":
    case "stop-reading":
    case "read-rest":
    case "open-trace":
    case "open-sample":
      return { type: message.type };
    case "as-of":
    case "open-definition":
      return isPlace(message.index) ? { type: message.type, index: message.index } : undefined;
    case "open-text":
      return isPlace(message.line) ? { type: "open-text", line: message.line } : { type: "open-text" };
    default:
      return undefined;
  }
}

/** A step or a line, from 1. */
function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
