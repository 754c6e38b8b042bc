import type { AgentRule } from "./rule.ts";

export const templateSyntax: AgentRule = {
  id: "AG303",
  scope: "agent",
  severity: "error",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt, template }) => {
      if (template.problems.length === 0) return [];
      const text = agent.textOf(prompt);
      return template.problems.map(({ message, start, end }) => ({ message, range: text.rangeAt(start, end) }));
    }),
};
