import type { AgentRule, EstimateRule, FileRule, Rule, TestRule, ToolRule } from "./rule.ts";

/** Rules by what they look at. */
export interface RuleSet {
  readonly agent: readonly AgentRule[];
  readonly tool: readonly ToolRule[];
  readonly test: readonly TestRule[];
  readonly file: readonly FileRule[];
  readonly estimate: readonly EstimateRule[];
  /** The ids of those that find that something is missing. */
  readonly absences: ReadonlySet<string>;
}

export function ruleSet(rules: readonly Rule[]): RuleSet {
  const of = <R extends Rule>(scope: R["scope"]) => rules.filter((rule): rule is R => rule.scope === scope);
  return {
    agent: of("agent"),
    tool: of("tool"),
    test: of("test"),
    file: of("file"),
    estimate: of("estimate"),
    absences: new Set(rules.filter((rule) => rule.absence).map((rule) => rule.id)),
  };
}
