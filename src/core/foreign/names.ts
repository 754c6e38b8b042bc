import type { JsonObject } from "../base/json.ts";

/** What the definition made from a file is called: after the file when that says something, else after the agent. */
export function definitionNameFor(file: string, value: JsonObject): string {
  const base = file.replace(/\.(?:prompt\.ya?ml|agent\.ya?ml|ya?ml|prompt)$/, "");
  const general = /^(?:root_agent|agent|promptfooconfig|cagent|docker-agent)$/.test(base);
  const name = general && typeof value.name === "string" ? value.name : base;
  const made = `${name}.agent.yaml`;
  return made === file ? `${name}.converted.agent.yaml` : made;
}
