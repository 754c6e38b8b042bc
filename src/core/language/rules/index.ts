import { cutByComment } from "./cutByComment.ts";
import { missingFile, missingFileOfFile, refusedPath, refusedPathOfFile } from "./files.ts";
import { formRules } from "./form.ts";
import { formatLine } from "./format.ts";
import { outputLimit, samplingKnobs, thinkingLevel } from "./generationConfig.ts";
import { modelExists } from "./models.ts";
import { required } from "./required.ts";
import type { Rule } from "./rule.ts";
import { templateSyntax } from "./templateSyntax.ts";
import { undefinedVariable } from "./undefinedVariable.ts";
import { unusedVariable } from "./unusedVariable.ts";
import { thinkingLevelOfVariant, variantPaths } from "./variants.ts";

/** Every rule. One more: its file (or a row in one) and its row here; its page and its tests follow from its examples. */
export const rules: readonly Rule[] = [
  ...formRules,
  cutByComment,
  required,
  formatLine,
  missingFile,
  missingFileOfFile,
  refusedPath,
  refusedPathOfFile,
  variantPaths,
  undefinedVariable,
  unusedVariable,
  templateSyntax,
  modelExists,
  thinkingLevel,
  thinkingLevelOfVariant,
  samplingKnobs,
  outputLimit,
];
