import type { Severity } from "../../document/problem.ts";
import { ruleOf } from "./laterRules.ts";
import type { Rule, RuleText } from "./rule.ts";
import { ruleTexts } from "./texts.data.ts";

const levels: Readonly<Record<Severity, string>> = {
  error: "An error",
  warning: "A warning",
  information: "Information",
  hint: "A hint",
};

/** Why it matters, and its examples. Rules with one id share them. */
export function textOf({ id }: Pick<Rule, "id">): RuleText {
  const text = ruleTexts[id];
  if (!text) throw new Error(`${id} has no text in texts.data.ts`);
  return text;
}

/** What a rule is about, as a page of Markdown. */
export function rulePage(id: string): string | undefined {
  const rule = ruleOf(id);
  if (!rule) return undefined;
  const { title, why, bad, good, fix } = textOf(rule);
  const example = (text: string) => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
  const parts = [
    `# ${id}: ${title}`,
    `${levels[rule.severity]}${fix ? "" : ", without a quick fix"}.`,
    why,
    "Found in:",
    example(bad),
    "Not found in:",
    example(good),
    ...(fix
      ? [`**Quick fix.** ${fix}${rule.safe ? " It cannot change what is meant: “Fix All” makes it too." : ""}`]
      : []),
    "## Not here",
    `Another level, or none, for the whole file:`,
    example(`lint:\n  severity: {${id}: hint}\n  disable: [${id}]`),
    "For one line, by a comment above it or behind it:",
    example(`# agent-lint-disable-next-line ${id}\n# agent-lint-disable-line ${id}`),
    "",
  ];
  return `${parts.join("\n\n").trimEnd()}\n`;
}

/** The example with the lines that every definition has. */
export function wholeExample(text: string): string {
  const has = (key: string) => new RegExp(`^${key}:`, "m").test(text);
  if (has("format") || has("name")) return `${text}\n`;
  const model = has("model") || has("agents") || has("base_agent") || has("workflow") || has("extends");
  return `format: agent/v1\nname: example\n${model ? "" : "model: gemini-3.8-flash\n"}${text}\n`;
}
