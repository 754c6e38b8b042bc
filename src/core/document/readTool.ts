import { isObject, type Json } from "../base/json.ts";
import type { Path, ToolDefinition } from "./definition.ts";

/** Tools that run on Google's side: a word is enough. */
export const builtinTools = [
  "google_search",
  "code_execution",
  "url_context",
  "google_maps",
  "computer_use",
  "file_search",
] as const;

/** One item of `tools`, or the whole of a `*.tool.yaml`; undefined when it is neither. */
export function readTool(value: Json, path: Path): ToolDefinition | undefined {
  if (typeof value === "string") {
    const body = { type: value };
    return isBuiltin(value)
      ? { kind: "builtin", type: value, value: body, path }
      : { kind: "other", type: value, value: body, path };
  }
  if (!isObject(value)) return undefined;
  if (typeof value.ref === "string") return { kind: "ref", file: value.ref, path };
  const { type, name, description, parameters, mock, run } = value;
  if (typeof type !== "string") return undefined;
  if (type === "function") {
    if (typeof name !== "string") return undefined;
    return {
      kind: "function",
      name,
      ...(typeof description === "string" ? { description } : {}),
      ...(isObject(parameters) ? { parameters } : {}),
      ...(mock === undefined ? {} : { mock }),
      ...(run === undefined ? {} : { run }),
      path,
    };
  }
  return isBuiltin(type) ? { kind: "builtin", type, value, path } : { kind: "other", type, value, path };
}

function isBuiltin(type: string): boolean {
  return (builtinTools as readonly string[]).includes(type);
}
