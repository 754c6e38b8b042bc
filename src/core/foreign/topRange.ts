import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { rangeOf } from "../document/node.ts";

/** The first word of the document, for what concerns the whole of it. */
export function topRange({ root }: AgentDocument): Range {
  const entry = root?.node.kind === "map" ? root.node.entries[0] : undefined;
  if (root && entry) return rangeOf(entry.keySpan, root.base + entry.line);
  return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
}
