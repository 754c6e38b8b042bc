import { type Fix, mostProblems } from "../../document/problem.ts";
import type { VariableUse } from "../../document/template.ts";
import { nearest } from "../../schema/nearest.ts";
import { type AgentPart, usesInText } from "./agentPart.ts";
import { type AgentRule, type Finding, replace } from "./rule.ts";

export const undefinedVariable: AgentRule = {
  id: "AG301",
  scope: "agent",
  severity: "error",
  absence: true,
  check(agent) {
    // Names that another file declares are not known here.
    if (!agent.facts.whole()) return [];
    const findings: Finding[] = [];
    for (const { prompt, uses } of agent.prompts) {
      const wrong = uses.filter((use) => !isKnown(use, agent));
      if (wrong.length === 0) continue;
      const text = agent.textOf(prompt);
      for (const use of wrong) {
        const range = text.rangeAt(use.start, use.end);
        // What is never shown needs no neighbour looked up among thousands of names.
        findings.push({ range, ...describe(use, agent, range, findings.length < mostProblems) });
      }
    }
    for (const { file, kind, range } of agent.references) {
      const text = kind === "prompt" ? agent.facts.text(file) : undefined;
      const wrong = typeof text === "string" ? usesInText(text).filter((use) => !isKnown(use, agent)) : [];
      for (const name of new Set(wrong.map((use) => use.path.join(".")))) {
        const why = name.startsWith("state.") ? `nothing sets ${name}` : `"${name}" is not declared under "inputs"`;
        findings.push({ message: `${file} uses {{${name}}}, and ${why}.`, range });
      }
    }
    return findings;
  },
};

function isKnown(use: VariableUse, agent: AgentPart): boolean {
  // In each and with a name may be one of the item's own.
  if (use.local || agent.variable(use.name) !== undefined) return true;
  if (use.name !== "state") return false;
  const key = use.path[1];
  return key === undefined || agent.facts.state(key);
}

function describe(
  use: VariableUse,
  agent: AgentPart,
  range: Finding["range"],
  search: boolean,
): { message: string; fix?: Fix } {
  const written = use.path.join(".");
  if (use.name === "state") {
    const near = search ? nearest(use.path[1] ?? "", agent.facts.stateNames().split("\n")) : undefined;
    const message = `Nothing sets state.${use.path[1]}. State comes from "output_key" and "session.state".`;
    if (!near) return { message };
    const newText = ["state", near, ...use.path.slice(2)].join(".");
    return { message: `${message} Did you mean ${newText}?`, fix: replace(range, newText) };
  }
  const near = search ? nearest(use.name, agent.variableNames()) : undefined;
  const message = `"${use.name}" is not declared under "inputs".`;
  if (!near) return { message };
  const newText = [near, ...use.path.slice(1)].join(".");
  return {
    message: `${message} Did you mean ${near}?`,
    fix: replace(range, newText, `Change ${written} to ${newText}`),
  };
}
