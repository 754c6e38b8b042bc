import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { rangeOf } from "../document/node.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { nearest } from "../schema/nearest.ts";
import { suggestedModel } from "./models.ts";

/** What must be there and depends on other keys: the format, a model, the base of a managed agent. */
export function checkRequired(document: AgentDocument, wallMs: number): readonly Problem[] {
  const { value, root } = document;
  const start = { line: 0, character: 0 };
  if (!root || value === null || value === "") {
    if (document.text.trim() !== "" && !root) return [];
    const message = "The file is empty: it defines no agent yet.";
    return [{ ...hintFormat(start), code: "AG110", severity: "warning", message }];
  }
  if (!isObject(value)) return [];
  const problems: Problem[] = [];
  const first = root.node.kind === "map" ? root.node.entries[0] : undefined;
  const top = first ? rangeOf(first.keySpan, root.base + first.line) : { start, end: start };
  if (value.format === undefined && root.node.kind === "map" && !root.node.flow) {
    problems.push({ ...hintFormat(top.start), range: top });
  }
  if (value.extends !== undefined) return problems;
  for (const agent of agentsOf(document)) {
    const own = agent.path.length === 0;
    const body = own ? value : bodyOf(value, agent.name);
    if (!isObject(body)) continue;
    if (agent.target === "managed" && own && body.base_agent === undefined) {
      problems.push(
        missing(
          document,
          "base_agent",
          "antigravity-preview-09-2026",
          'An agent with "target: managed" needs a base.',
          agent.nameRange,
        ),
      );
    }
    // A team's frame asks nobody itself; a half-typed model is reported where it stands.
    const frame = agent.workflow !== undefined || (own && isObject(value.agents));
    if (agent.model !== undefined || frame || agent.target === "managed" || body.model !== undefined) continue;
    // A misspelt one is told where it stands.
    if (
      Object.keys(body)
        .slice(0, 100)
        .some((key) => nearest(key, ["model"]) === "model")
    )
      continue;
    if (!own && isObject(value.defaults) && value.defaults.model !== undefined) continue;
    const says = own
      ? '"model" is missing: nobody would answer.'
      : `"model" is missing in ${agent.name}, and defaults have none.`;
    problems.push(
      missing(
        document,
        "model",
        suggestedModel(wallMs),
        says,
        own && value.name === undefined ? top : agent.nameRange,
        agent.path,
      ),
    );
  }
  return problems;
}

function bodyOf(file: { readonly [key: string]: Json | undefined }, name: string): Json | undefined {
  return isObject(file.agents) ? file.agents[name] : undefined;
}

function hintFormat(at: { line: number; character: number }): Problem {
  const range = { start: at, end: at };
  return {
    code: "AG114",
    severity: "hint",
    message: '"format: agent/v1" on the first line tells every tool what this file is.',
    range,
    fix: { title: "Insert format: agent/v1", edits: [{ range, newText: "format: agent/v1\n" }] },
  };
}

function missing(
  document: AgentDocument,
  key: string,
  word: string,
  message: string,
  range: Problem["range"],
  path: readonly (string | number)[] = [],
): Problem {
  const body = document.nodeAt(path);
  let fix: Fix | undefined;
  if (body?.node.kind === "map" && !body.node.flow && body.node.entries.length > 0) {
    // Behind the name, which people write first; else before the first key.
    const name = body.node.entries.find((e) => e.name === "name" || e.name === "description");
    const entry = name ?? body.node.entries[0];
    if (entry) {
      const line = body.base + entry.line + (name ? name.value.span.endLine : entry.keySpan.line);
      const pad = " ".repeat(entry.keySpan.column);
      const at = { line, character: name ? document.source.lineLength(line) : entry.keySpan.column };
      const newText = name ? `\n${pad}${key}: ${word}` : `${key}: ${word}\n${pad}`;
      fix = { title: `Insert ${key}: ${word}`, edits: [{ range: { start: at, end: at }, newText }] };
    }
  }
  return { code: "AG110", severity: "error", message, range, ...(fix ? { fix } : {}) };
}
