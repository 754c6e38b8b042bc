import { isObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { agentFile, agentTestFile, toolFile } from "./agentSchema.ts";
import type { Schema } from "./schema.ts";

/** What a file of the language can be. */
export type FileKind = "agent" | "tool" | "test";

export const rootSchemas: Readonly<Record<FileKind, Schema>> = {
  agent: agentFile,
  tool: toolFile,
  test: agentTestFile,
};

/**
 * What a document is: by its `format`, else by the name of its file, else an agent. Undefined when its `format` is that
 * of something else (`skill/v1`): nothing is said about it.
 */
export function fileKindOf(document: Pick<AgentDocument, "value">, fileName = ""): FileKind | undefined {
  const format = isObject(document.value) ? document.value.format : undefined;
  if (typeof format === "string" && /^[a-z][a-z-]*\/v\d+$/.test(format)) {
    if (format.startsWith("agent/")) return "agent";
    return format === "tool/v1" ? "tool" : format === "agent-test/v1" ? "test" : undefined;
  }
  if (/\.tool\.ya?ml$/i.test(fileName)) return "tool";
  return /\.agent\.test\.ya?ml$/i.test(fileName) ? "test" : "agent";
}
