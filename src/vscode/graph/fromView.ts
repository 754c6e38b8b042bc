import { isObject } from "../../core/base/json.ts";
import type { FromGraph, KeptGraph } from "../../protocol/graph.ts";

/** The door for messages of the team's view: what does not have the right shape is not a message. */
export function readFromGraph(message: unknown): FromGraph | undefined {
  if (!isObject(message)) return undefined;
  switch (message.type) {
    case "ready":
    case "restart-server":
      return { type: message.type };
    case "open":
      return typeof message.node === "string"
        ? {
            type: "open",
            node: message.node,
            enter: message.enter === true,
            ...(isIndex(message.tool) ? { tool: message.tool } : {}),
          }
        : undefined;
    case "open-variable":
      return isIndex(message.index) ? { type: "open-variable", index: message.index } : undefined;
    case "open-line":
      return isIndex(message.line) && message.line > 0 ? { type: "open-line", line: message.line } : undefined;
    default:
      return undefined;
  }
}

/** What VS Code gives back after a reload of the window; an older version may have written it. */
export function readKeptGraph(state: unknown): KeptGraph | undefined {
  if (!isObject(state) || state.version !== 1 || typeof state.uri !== "string") return undefined;
  return { version: 1, uri: state.uri };
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
