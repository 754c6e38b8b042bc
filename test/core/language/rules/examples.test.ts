import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import type { Problem } from "../../../../src/core/document/problem.ts";
import { checkForeign } from "../../../../src/core/foreign/checkForeign.ts";
import { diagnose } from "../../../../src/core/language/diagnose.ts";
import { quickFixes } from "../../../../src/core/language/quickFixes.ts";
import { ruleIds } from "../../../../src/core/language/rules/index.ts";
import { ruleOf, everyRule as rules } from "../../../../src/core/language/rules/laterRules.ts";
import { textOf, wholeExample } from "../../../../src/core/language/rules/page.ts";
import type { Rule } from "../../../../src/core/language/rules/rule.ts";
import { repaired, shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

async function check(rule: Rule, text: string): Promise<readonly Problem[]> {
  if (textOf(rule).language === "adk") {
    const context = { wallMs: today, files: new Map(), name: "root_agent.yaml", form: true };
    return checkForeign(parseAgentDocument(text), "adk", context);
  }
  const readText = async (file: string) => textOf(rule).files?.[file];
  return diagnose(parseAgentDocument(text), { wallMs: today, readText, trusted: !textOf(rule).untrusted });
}

const ids = ruleIds().filter((id) => rules.some((rule) => rule.id === id && rule.scope !== "estimate"));
for (const id of ids) {
  const rule = ruleOf(id) as Rule;
  test(`${id} finds its bad example, and says nothing about the good one`, async () => {
    const good = await check(rule, wholeExample(textOf(rule).good));
    expect(shown(good.filter(({ severity }) => severity === "error" || severity === "warning"))).toBe("");
    expect(good.map(({ code }) => code)).not.toContain(id);
    const bad = await check(rule, wholeExample(textOf(rule).bad));
    expect(bad.map(({ code }) => code)).toContain(id);
    // One mistake is one finding: what else is said about the bad example is advice.
    const others = bad.filter(({ code, severity }) => code !== id && (severity === "error" || severity === "warning"));
    expect(shown(others)).toBe("");
  });
  if (!textOf(rule).fix) continue;
  test(`${id}'s quick fix mends its bad example`, async () => {
    const text = wholeExample(textOf(rule).bad);
    const document = parseAgentDocument(text);
    const before = await check(rule, text);
    const found = before.find(({ code }) => code === id) as Problem;
    const [fix] = quickFixes(document, found.range, [found], { files: Object.keys(textOf(rule).files ?? {}) }).filter(
      ({ kind }) => kind === "repair",
    );
    if (!fix) throw new Error(`${id} has no quick fix: ${shown([found])}`);
    const after = await check(rule, repaired(text, { ...found, fix }));
    expect(shown(after.filter((problem) => problem.code === id))).toBe("");
    const known = new Set(before.map(({ code, message }) => `${code} ${message}`));
    expect(shown(after.filter(({ code, message }) => !known.has(`${code} ${message}`)))).toBe("");
  });
}

test("every id is known before all rules have been read", () => {
  expect(ruleIds()).toEqual([...new Set(rules.map(({ id }) => id))].sort());
});

test("every rule has a page's worth of words", () => {
  for (const rule of rules) {
    expect(textOf(rule).title.length, rule.id).toBeGreaterThan(10);
    expect(textOf(rule).why.length, rule.id).toBeGreaterThan(60);
    expect(rule.id).toMatch(/^AG\d{3}$/);
  }
});
