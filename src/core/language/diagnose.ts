import type { ReadText } from "../base/readText.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { mostProblems, type Problem } from "../document/problem.ts";
import { checkSchema, renameTo } from "../schema/checkSchema.ts";
import { fileKindOf, rootSchemas } from "../schema/fileKind.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { type FileReference, type FileTexts, fileReferences, furtherFiles } from "./fileReferences.ts";
import { promptKeys } from "./prompts.ts";
import { withoutEchoes } from "./rules/cascades.ts";
import { withoutDoubles } from "./rules/doubles.ts";
import {
  findByEstimates,
  findProblems,
  findTestProblems,
  findToolProblems,
  firstRules,
  type Looking,
} from "./rules/findProblems.ts";
import { applyLint } from "./rules/lint.ts";
import { checkVariantValues } from "./rules/variants.ts";

export interface DiagnoseOptions extends Looking {
  /** Its name tells what it is when it does not say so itself. */
  readonly fileName?: string;
  /** The newest there are, perhaps of an earlier version. */
  readonly estimates?: readonly Estimate[];
}

export interface DiagnoseContext extends DiagnoseOptions {
  /** The day decides which models are redirected or gone. Milliseconds since 1970. */
  readonly wallMs: number;
  /** Reads beside the definition. Without it, files are not checked. */
  readonly readText?: ReadText;
}

/** Everything there is to say about a definition, in the order of its text, with the files it names. */
export async function diagnose(document: AgentDocument, context: DiagnoseContext): Promise<readonly Problem[]> {
  const files = await readFiles(document, context.readText);
  const { everyRuleSet } = await import("./rules/laterRules.ts");
  return diagnoseNow(document, context.wallMs, files, { rules: everyRuleSet, ...context });
}

const mostFiles = 500;

/** Reads each file that the definition names, and those that they name, once. */
export async function readFiles(document: AgentDocument, readText: ReadText | undefined): Promise<FileTexts> {
  const spellings = new Map<string, string>();
  const texts = Object.assign(new Map<string, string | undefined>(), { spellings });
  if (!readText) return texts;
  let wanted: readonly Pick<FileReference, "file" | "kind">[] = fileReferences(document);
  while (wanted.length > 0) {
    const unread = new Map(wanted.filter(({ file }) => !texts.has(file)).map((one) => [one.file, one]));
    const some = [...unread.values()].slice(0, mostFiles - texts.size);
    const [read, spelled] = await Promise.all([
      Promise.all(some.map(({ file }) => readText(file))),
      Promise.all(some.map(({ file }) => readText.spelling?.(file))),
    ]);
    some.forEach(({ file }, i) => {
      texts.set(file, read[i]);
      const spelling = spelled[i];
      if (spelling !== undefined) spellings.set(file, spelling);
    });
    wanted = some.flatMap((one, i) => (read[i] === undefined ? [] : furtherFiles(one, read[i])));
  }
  return texts;
}

/** The same without waiting: for text that changes with every key. */
export function diagnoseNow(
  document: AgentDocument,
  wallMs: number,
  files: FileTexts = new Map(),
  options: DiagnoseOptions = {},
): readonly Problem[] {
  const all: Problem[] = [...document.problems];
  const kind = fileKindOf(document, options.fileName);
  if (document.root === undefined || document.value === null || document.value === "") {
    if (document.text.trim() === "" || document.root) all.push(emptyFile);
  } else if (kind !== undefined) {
    all.push(...checkSchema(document, rootSchemas[kind]));
    if (kind === "tool") all.push(...findToolProblems(document, wallMs, files, options));
    if (kind === "test") all.push(...findTestProblems(document, wallMs, files, options));
    if (kind === "agent")
      all.push(
        ...checkVariantValues(document),
        ...findProblems(document, wallMs, files, options),
        ...findByEstimates(document, wallMs, options.estimates ?? [], { ...options, files }),
      );
  }
  const hidden = all.some(({ fix }) => promptKeys.some((key) => fix?.title === renameTo(key)));
  // Which inputs a misspelt prompt uses is not known before it has its name.
  const known = hidden ? all.filter(({ code }) => code !== "AG302") : all;
  const said = applyLint(document, withoutDoubles(withoutEchoes(document, known, options.rules ?? firstRules)));
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
