import { cutByComment } from "./cutByComment.ts";
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
import { lostZero } from "./lostZero.ts";
import { modelExists } from "./models.ts";
import { foreignBraces, secretInPrompt, slippedLine, tabsInPrompt, timeInPrefix, untrustedOrders } from "./prompts.ts";
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
  nestedLists,
  refusedInTool,
  soundAnswer,
  soundParameters,
  toolNames,
  unenforcedInAnswer,
  unenforcedKeywords,
} from "./tools.ts";
import { undefinedVariable } from "./undefinedVariable.ts";
import { unusedVariable } from "./unusedVariable.ts";
import { thinkingLevelOfVariant, variantPaths } from "./variants.ts";
import { readElsewhere } from "./yaml11.ts";

/**
 * The rules that are held against every keystroke from the first: mistakes. Advice, and what looks at the meaning of
 * texts, is in `laterRules.ts`. One more: its file (or a row in one) and its row here or there; its page and its tests
 * follow from its examples.
 */
export const rules: readonly Rule[] = [
  ...formRules,
  ...foreignRules,
  cutByComment,
  readElsewhere,
  lostZero,
  lintIds,
  required,
  tabsInPrompt,
  slippedLine,
  formatLine,
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
  timeInPrefix,
  secretInPrompt,
  toolNames,
  refusedInTool,
  unenforcedKeywords,
  unenforcedInAnswer,
  nestedLists,
  soundParameters,
  soundAnswer,
  toolForTarget,
  toolChoice,
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
  noCap,
  plainSecret,
  untrustedOrders,
  openNetwork,
];

/** Those of `laterRules.ts`. */
const laterIds =
  "AG112 AG115 AG307 AG308 AG406 AG407 AG408 AG411 AG412 AG413 AG508 AG601 AG602 AG605 AG606 AG609 AG703 AG704 AG705 AG707 AG708 AG801 AG802 AG803 AG804 AG805 AG806 AG807 AG808 AG809 AG810";

/** The ids of all rules, each once, in their order. */
export function ruleIds(): readonly string[] {
  return [...new Set([...rules.map((rule) => rule.id), ...laterIds.split(" ")])].sort();
}
