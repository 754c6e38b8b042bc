import type { ReadText } from "../base/readText.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { mostProblems, type Problem } from "../document/problem.ts";
import { agentFile, agentTestFile, toolFile } from "../schema/agentSchema.ts";
import { checkSchema, renameTo } from "../schema/checkSchema.ts";
import { fileKindOf } from "../schema/fileKind.ts";
import { type FileTexts, fileReferences } from "./fileReferences.ts";
import { promptKeys } from "./prompts.ts";
import { withoutDoubles } from "./rules/doubles.ts";
import { findProblems, findTestProblems, findToolProblems } from "./rules/findProblems.ts";
import { applyLint } from "./rules/lint.ts";
import { checkVariantValues } from "./rules/variants.ts";

export interface DiagnoseContext {
  /** The day decides which models are redirected or gone. Milliseconds since 1970. */
  readonly wallMs: number;
  /** Reads beside the definition. Without it, files are not checked. */
  readonly readText?: ReadText;
  /** Its name tells what it is when it does not say so itself. */
  readonly fileName?: string;
}

/** Everything there is to say about a definition, in the order of its text, with the files it names. */
export async function diagnose(document: AgentDocument, context: DiagnoseContext): Promise<readonly Problem[]> {
  const files = await readFiles(document, context.readText);
  return diagnoseNow(document, context.wallMs, files, context.fileName);
}

/** Reads each file that the definition names, once. */
export async function readFiles(document: AgentDocument, readText: ReadText | undefined): Promise<FileTexts> {
  if (!readText) return new Map();
  const names = [...new Set(fileReferences(document).map((reference) => reference.file))].slice(0, 200);
  return new Map(await Promise.all(names.map(async (name) => [name, await readText(name)] as const)));
}

/** The same without waiting: for text that changes with every key. */
export function diagnoseNow(
  document: AgentDocument,
  wallMs: number,
  files: FileTexts = new Map(),
  fileName?: string,
): readonly Problem[] {
  const all: Problem[] = [...document.problems];
  const kind = fileKindOf(document, fileName);
  if (document.root === undefined || document.value === null || document.value === "") {
    if (document.text.trim() === "" || document.root) all.push(emptyFile);
  } else if (kind === "tool") {
    all.push(...checkSchema(document, toolFile), ...findToolProblems(document, wallMs, files));
  } else if (kind === "test") {
    all.push(...checkSchema(document, agentTestFile), ...findTestProblems(document, wallMs, files));
  } else if (kind === "agent") {
    all.push(...checkSchema(document, agentFile), ...checkVariantValues(document));
    all.push(...findProblems(document, wallMs, files));
  }
  const hidden = all.some(({ fix }) => promptKeys.some((key) => fix?.title === renameTo(key)));
  // Which inputs a misspelt prompt uses is not known before it has its name.
  const said = applyLint(document, withoutDoubles(hidden ? all.filter(({ code }) => code !== "AG302") : all));
  return limited([...said].sort(byPlace));
}

const start = { line: 0, character: 0 };
const emptyFile: Problem = {
  code: "AG110",
  severity: "warning",
  message: "The file is empty: it defines no agent yet.",
  range: { start, end: start },
  fix: {
    title: "Insert format: agent/v1",
    edits: [{ range: { start, end: start }, newText: "format: agent/v1\n" }],
  },
};

function byPlace(a: Problem, b: Problem): number {
  const lines = a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
  return lines || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** The first hundred. What agents share under `defaults` is checked for each of them and told once. */
function limited(problems: readonly Problem[]): readonly Problem[] {
  const shown: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, problem] of problems.entries()) {
    const { code, range, message } = problem;
    const key = `${code} ${range.start.line} ${range.start.character} ${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (shown.length === mostProblems - 1 && index < problems.length - 1) {
      const left = `${problems.length - index} more problems are not shown.`;
      return [...shown, { code, severity: "information", message: left, range }];
    }
    shown.push(problem);
  }
  return shown;
}
