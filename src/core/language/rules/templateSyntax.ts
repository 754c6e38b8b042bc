import type { AgentRule } from "./rule.ts";

export const templateSyntax: AgentRule = {
  id: "AG303",
  scope: "agent",
  severity: "error",
  title: "A template that cannot be read",
  why: "Prompts know a small part of Handlebars: `{{name}}`, `{{#if}}`, `{{#unless}}`, `{{#each}}`, `{{#with}}`, `{{> file}}`, and the helpers json, default, join, truncate and now. Nothing is escaped, and no code runs. For two braces that are meant as they stand, write `\\\\{{`.",
  bad: `inputs:
  names: {type: array, items: {type: string}}
input: |
  {{#each names}}
  - {{this}}`,
  good: `inputs:
  names: {type: array, items: {type: string}}
input: |
  {{#each names}}
  - {{this}}
  {{/each}}`,
  fix: "Closes the block, or takes away what is not needed.",
  check: (agent) =>
    agent.prompts.flatMap(({ prompt, template }) => {
      if (template.problems.length === 0) return [];
      const text = agent.textOf(prompt);
      return template.problems.map(({ message, start, end }) => ({ message, range: text.rangeAt(start, end) }));
    }),
};
