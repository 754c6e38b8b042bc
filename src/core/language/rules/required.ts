import { isObject } from "../../base/json.ts";
import type { Fix } from "../../document/problem.ts";
import { nearest } from "../../schema/nearest.ts";
import { suggestedModel } from "../models.ts";
import type { AgentPart } from "./agentPart.ts";
import type { AgentRule, Finding } from "./rule.ts";

/** What must be there and depends on other keys. What a map always needs is said by the schema, under the same id. */
export const required: AgentRule = {
  id: "AG110",
  scope: "agent",
  severity: "error",
  absence: true,
  check(agent) {
    const { body, kind } = agent;
    if (kind === "defaults" || agent.facts.file("extends") !== undefined || body.extends !== undefined) return [];
    if (agent.target === "managed") {
      if (kind !== "own" || body.base_agent !== undefined) return [];
      const says = 'An agent with "target: managed" needs a base.';
      return missing(agent, "base_agent", "antigravity-preview-09-2026", says);
    }
    // A team's frame asks nobody itself; a half-typed model is reported where it stands.
    const frame = isObject(agent.setting("workflow")) || (kind === "own" && isObject(body.agents));
    if (frame || body.model !== undefined || agent.model !== undefined) return [];
    // A misspelt one is told where it stands.
    const keys = Object.keys(body).slice(0, 100);
    if (keys.some((key) => nearest(key, ["model"]) === "model")) return [];
    if (kind === "member" && agent.facts.defaults("model") !== undefined) return [];
    const says =
      kind === "own"
        ? '"model" is missing: nobody would answer.'
        : `"model" is missing in ${agent.name}, and defaults have none.`;
    return missing(agent, "model", suggestedModel(agent.facts.day() * 86_400_000), says);
  },
};

function missing(agent: AgentPart, key: string, word: string, message: string): readonly Finding[] {
  const first = agent.node.entries[0];
  if (!first) return [];
  const firstKey = agent.rangeAt(first.name)?.key;
  const named = agent.kind === "own" ? agent.rangeAt("name")?.value : agent.rangeAt()?.key;
  const range = named ?? firstKey;
  if (!range) return [];
  let fix: Fix | undefined;
  if (!agent.node.flow) {
    // Behind the name, which people write first; else before the first key.
    const name = agent.node.entries.find((e) => e.name === "name" || e.name === "description");
    const entry = name ?? first;
    const line = agent.base + entry.line + (name ? name.value.span.endLine : entry.keySpan.line);
    const pad = " ".repeat(entry.keySpan.column);
    const at = { line, character: name ? agent.line(line).length : entry.keySpan.column };
    const newText = name ? `\n${pad}${key}: ${word}` : `${key}: ${word}\n${pad}`;
    fix = { title: `Insert ${key}: ${word}`, edits: [{ range: { start: at, end: at }, newText }] };
  }
  return [{ message, range, fix }];
}
