import { brokenPrefix, contextLimit, overBudget } from "./estimates.ts";
import { oneSided, otherForm } from "./examples.ts";
import { rules } from "./index.ts";
import { inlineFile, inputKind, manyTools } from "./limits.ts";
import { leakPath, personalData, personalExamples, personalTests } from "./privacy.ts";
import { foldedList, jsonWithoutSchema, longQuoted, misspeltTool, unfencedText } from "./promptAdvice.ts";
import { contraryOrders, sharedText } from "./prose.ts";
import type { Rule } from "./rule.ts";
import { ruleSet } from "./ruleSet.ts";
import { emptyAssertion, exampleForm, leftOut, selfPraise, singleRun, taughtToTest, untested } from "./testAdvice.ts";
import { dataValues, mocks, soundDefault, testValues } from "./tests.ts";
import { serverAccess, toolDescriptions, unapproved, untrustedProgram } from "./toolAdvice.ts";

/** Rules that an editor's first diagnostics do not wait for: the server reads this file after them. */
export const laterRules: readonly Rule[] = [
  testValues,
  dataValues,
  soundDefault,
  mocks,
  longQuoted,
  foldedList,
  toolDescriptions,
  misspeltTool,
  manyTools,
  serverAccess,
  otherForm,
  inputKind,
  contextLimit,
  overBudget,
  brokenPrefix,
  sharedText,
  inlineFile,
  unfencedText,
  leakPath,
  unapproved,
  untrustedProgram,
  personalExamples,
  personalTests,
  personalData,
  untested,
  emptyAssertion,
  singleRun,
  oneSided,
  exampleForm,
  taughtToTest,
  selfPraise,
  contraryOrders,
  jsonWithoutSchema,
  leftOut,
];

/** Every rule. */
export const everyRule: readonly Rule[] = [...rules, ...laterRules];
export const everyRuleSet = ruleSet(everyRule);

export function ruleOf(id: string): Rule | undefined {
  return everyRule.find((rule) => rule.id === id);
}
