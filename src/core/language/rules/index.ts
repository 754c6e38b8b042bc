import { cutByComment } from "./cutByComment.ts";
import { brokenPrefix, contextLimit, overBudget } from "./estimates.ts";
import {
  endlessFiles,
  missingFile,
  missingFileOfFile,
  missingFurther,
  refusedPath,
  refusedPathOfFile,
} from "./files.ts";
import { foreignRules, formRules } from "./form.ts";
import { formatLine } from "./format.ts";
import { outputLimit, samplingKnobs, thinkingLevel } from "./generationConfig.ts";
import { lintIds } from "./lintIds.ts";
import { modelExists } from "./models.ts";
import {
  foldedList,
  foreignBraces,
  jsonWithoutSchema,
  longQuoted,
  misspeltTool,
  secretInPrompt,
  slippedLine,
  tabsInPrompt,
  timeInPrefix,
  unfencedText,
  untrustedOrders,
} from "./prompts.ts";
import {
  driftingModel,
  endsWithModel,
  fieldOfOtherApi,
  noCap,
  roomToAnswer,
  thinkingBudget,
  toolChoice,
  toolForTarget,
} from "./requests.ts";
import { required } from "./required.ts";
import type { Rule } from "./rule.ts";
import { openNetwork, plainSecret } from "./safety.ts";
import { stateOrder } from "./stateOrder.ts";
import {
  doubleNames,
  endlessAgents,
  endlessLoop,
  missingAgent,
  parallelWrites,
  routedDescriptions,
  routes,
  unreachableAgent,
} from "./teams.ts";
import { templateSyntax } from "./templateSyntax.ts";
import {
  dataValues,
  emptyAssertion,
  exampleForm,
  leftOut,
  mocks,
  selfPraise,
  singleRun,
  soundDefault,
  taughtToTest,
  testValues,
  untested,
} from "./tests.ts";
import {
  nestedLists,
  refusedInTool,
  serverAccess,
  soundAnswer,
  soundParameters,
  toolDescriptions,
  toolNames,
  unapproved,
  unenforcedInAnswer,
  unenforcedKeywords,
} from "./tools.ts";
import { undefinedVariable } from "./undefinedVariable.ts";
import { unusedVariable } from "./unusedVariable.ts";
import { thinkingLevelOfVariant, variantPaths } from "./variants.ts";
import { readElsewhere } from "./yaml11.ts";

/** Every rule. One more: its file (or a row in one) and its row here; its page and its tests follow from its examples. */
export const rules: readonly Rule[] = [
  ...formRules,
  ...foreignRules,
  cutByComment,
  readElsewhere,
  lintIds,
  required,
  tabsInPrompt,
  slippedLine,
  longQuoted,
  formatLine,
  foldedList,
  missingFile,
  missingFileOfFile,
  missingAgent,
  missingFurther,
  endlessFiles,
  refusedPath,
  refusedPathOfFile,
  endlessAgents,
  unreachableAgent,
  doubleNames,
  routes,
  endlessLoop,
  parallelWrites,
  routedDescriptions,
  variantPaths,
  undefinedVariable,
  unusedVariable,
  templateSyntax,
  stateOrder,
  foreignBraces,
  testValues,
  dataValues,
  soundDefault,
  timeInPrefix,
  secretInPrompt,
  toolNames,
  refusedInTool,
  unenforcedKeywords,
  unenforcedInAnswer,
  nestedLists,
  soundParameters,
  soundAnswer,
  toolDescriptions,
  misspeltTool,
  toolForTarget,
  toolChoice,
  serverAccess,
  mocks,
  modelExists,
  driftingModel,
  thinkingLevel,
  thinkingLevelOfVariant,
  thinkingBudget,
  samplingKnobs,
  outputLimit,
  roomToAnswer,
  fieldOfOtherApi,
  endsWithModel,
  contextLimit,
  overBudget,
  noCap,
  brokenPrefix,
  plainSecret,
  untrustedOrders,
  unfencedText,
  unapproved,
  openNetwork,
  untested,
  emptyAssertion,
  singleRun,
  exampleForm,
  taughtToTest,
  selfPraise,
  jsonWithoutSchema,
  leftOut,
];

/** The rules by their ids, each once, in the order of the ids. */
export function ruleIds(): readonly string[] {
  return [...new Set(rules.map((rule) => rule.id))].sort();
}

export function ruleOf(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
