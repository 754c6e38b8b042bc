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
 * of something else (`skill/v1`), or when only its name is like one of ours: nothing is said about it.
 */
export function fileKindOf(document: Pick<AgentDocument, "value">, fileName = ""): FileKind | undefined {
  const format = isObject(document.value) ? document.value.format : undefined;
  if (typeof format === "string" && /^[a-z][a-z-]*\/v\d+$/.test(format)) {
    if (format.startsWith("agent/")) return "agent";
    return format === "tool/v1" ? "tool" : format === "agent-test/v1" ? "test" : undefined;
  }
  const kind = kindOfName(fileName);
  if (kind === "agent" || !isObject(document.value)) return kind;
  // Others may call their files so too: one that says neither its format nor anything of ours is left alone.
  return hallmarks[kind].some((key) => Object.hasOwn(document.value as object, key)) ? kind : undefined;
}

const hallmarks = { tool: ["type", "parameters", "mock"], test: ["agent", "tests", "datasets"] } as const;

function kindOfName(fileName: string): FileKind {
  if (/\.tool\.ya?ml$/i.test(fileName)) return "tool";
  return /\.agent\.test\.ya?ml$/i.test(fileName) ? "test" : "agent";
}
