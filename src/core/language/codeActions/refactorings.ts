import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import { convertBrackets } from "./convertBrackets.ts";
import { convertText } from "./convertText.ts";
import { extractPrompt } from "./extractPrompt.ts";
import { inlineFile } from "./inlineFile.ts";
import { inlineAgent, moveAgent } from "./moveAgent.ts";
import type { Refactor, Refactoring, RefactoringContext } from "./refactoring.ts";

const all: readonly Refactor[] = [extractPrompt, inlineFile, moveAgent, inlineAgent, convertText, convertBrackets];

/** What can be written in another form at a place, or for what is selected there. */
export function refactorings(document: AgentDocument, range: Range, context: RefactoringContext): Refactoring[] {
  return all.flatMap((refactor) => refactor(document, range, context) ?? []);
}
