import type { Json } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import type { Placed } from "../../document/node.ts";
import { NodeMemo } from "../../document/nodeMemo.ts";
import { folderOf, pathFrom } from "../../document/paths.ts";
import type { Problem } from "../../document/problem.ts";
import type { Estimate } from "../../tokens/estimate.ts";
import type { FileTexts } from "../fileReferences.ts";
import { agentBodies, hasAlias, type PlacedMap } from "./agentBodies.ts";
import { AgentPart } from "./agentPart.ts";
import { type Answers, Asked, documentOf, Facts, type Questions, stillTrue } from "./facts.ts";
import { rules } from "./index.ts";
import { ListPart, ToolPart } from "./listPart.ts";
import type { Finding, Rule } from "./rule.ts";
import { type RuleSet, ruleSet } from "./ruleSet.ts";
import { shifted } from "./shift.ts";

/** What is looked for until more has been read. */
export const firstRules = ruleSet(rules);

export interface Looking {
  /** What is looked for. Default: what the first diagnostics say; `everyRuleSet` is all. */
  readonly rules?: RuleSet | undefined;
  /** Whether programs may be started in the folder. Default: true. */
  readonly trusted?: boolean | undefined;
}

/**
 * What the rules find in a definition. A part that an edit left alone is not looked at again, unless something it asked
 * about the rest of the file has another answer now: the outcome is the same as looking at everything anew.
 */
export function findProblems(
  document: AgentDocument,
  wallMs: number,
  files: FileTexts,
  { rules: set = firstRules, trusted = true }: Looking = {},
): Problem[] {
  const facts = new Facts(document, wallMs, files, trusted);
  const problems: Problem[] = [];
  for (const { path, placed } of agentBodies(document)) {
    if (path.length === 0) {
      problems.push(...checkAgent(set, document, path, placed, facts));
      const { node, base } = document.nodeAt(["tools"]) ?? placed;
      if (node.kind !== "list") continue;
      const target = new AgentPart(document, path, placed, facts).target;
      node.items.forEach((item, i) => {
        const tool = { node: item.value, base: base + item.line };
        const key = `tools ${i} ${target}`;
        problems.push(
          ...kept(set, tool, key, facts, (asked) =>
            checkTool(set, new ToolPart(document, ["tools", i], asked, target)),
          ),
        );
      });
    } else {
      problems.push(
        ...kept(set, placed, path.join(" "), facts, (asked) => [
          ...checkAgent(set, document, path, placed, asked),
          ...checkTools(set, document, new AgentPart(document, path, placed, asked), asked),
        ]),
      );
    }
  }
  problems.push(...checkTests(set, document, facts));
  const file = { document, facts, wallMs };
  for (const rule of set.file) for (const finding of rule.check(file)) problems.push(problemOf(rule, finding));
  return problems;
}

/** What is found with the counts of tokens: they come after the keystroke, and may be of an earlier version. */
export function findByEstimates(
  document: AgentDocument,
  wallMs: number,
  estimates: readonly Estimate[],
  { rules: set = firstRules, files }: Looking & { readonly files: FileTexts },
): Problem[] {
  if (estimates.length === 0) return [];
  const file = { document, facts: new Facts(document, wallMs, files), wallMs };
  return set.estimate.flatMap((rule) => rule.check(file, estimates).map((finding) => problemOf(rule, finding)));
}

/** What the rules for tools find in a `*.tool.yaml`. */
export function findToolProblems(
  document: AgentDocument,
  wallMs: number,
  files: FileTexts,
  { rules: set = firstRules, trusted = true }: Looking = {},
): Problem[] {
  return checkTool(set, new ToolPart(document, [], new Facts(document, wallMs, files, trusted), undefined));
}

/** What the rules find in a file of tests. What the tests may say depends on the agent they are about. */
export function findTestProblems(
  document: AgentDocument,
  wallMs: number,
  files: FileTexts,
  { rules: set = firstRules }: Looking = {},
): Problem[] {
  const own = new Facts(document, wallMs, files);
  const name = own.file("agent");
  const text = typeof name === "string" ? own.text(name) : undefined;
  const facts = typeof text === "string" ? new Facts(documentOf(text), wallMs, seenFrom(name, files)) : undefined;
  const file = { document, facts: own, wallMs };
  const found = set.file.flatMap((rule) =>
    anyFileRules.has(rule.id) ? rule.check(file).map((finding) => problemOf(rule, finding)) : [],
  );
  return facts ? [...found, ...checkTests(set, document, facts)] : found;
}

/** The same files by the paths that another file names them by. */
function seenFrom(file: Json | undefined, files: FileTexts): FileTexts {
  const folder = typeof file === "string" ? folderOf(file) : "";
  if (folder === "") return files;
  return new Map(
    [...files].flatMap(([each, text]) => {
      const path = pathFrom(folder, each);
      return path === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** Rules that look at files, values and words, of whatever kind the file is. */
const anyFileRules = new Set(["AG105", "AG106", "AG109", "AG201", "AG202", "AG701"]);

function checkTests(set: RuleSet, document: AgentDocument, facts: Facts): readonly Problem[] {
  const tests = document.nodeAt(["tests"]);
  if (tests?.node.kind !== "list") return [];
  return tests.node.items.flatMap((item, i) =>
    kept(set, { node: item.value, base: tests.base + item.line }, `tests ${i}`, facts, (asked) => {
      const test = new ListPart(document, ["tests", i], asked);
      return set.test.flatMap((rule) => rule.check(test).map((finding) => problemOf(rule, finding)));
    }),
  );
}

export function problemOf(rule: Rule, { severity = rule.severity, message, range, fix }: Finding): Problem {
  return { code: rule.id, severity, message, range, ...(fix ? { fix } : {}) };
}

function checkAgent(set: RuleSet, document: AgentDocument, path: Path, placed: PlacedMap, facts: Questions): Problem[] {
  const agent = new AgentPart(document, path, placed, facts);
  return set.agent.flatMap((rule) => rule.check(agent).map((finding) => problemOf(rule, finding)));
}

function checkTools(set: RuleSet, document: AgentDocument, agent: AgentPart, facts: Questions): Problem[] {
  const tools: Json | undefined = agent.body.tools;
  if (!Array.isArray(tools)) return [];
  const { target } = agent;
  return tools.flatMap((_, i) => checkTool(set, new ToolPart(document, [...agent.path, "tools", i], facts, target)));
}

function checkTool(set: RuleSet, tool: ToolPart): Problem[] {
  return set.tool.flatMap((rule) => rule.check(tool).map((finding) => problemOf(rule, finding)));
}

interface Memo {
  readonly set: RuleSet;
  readonly key: string;
  readonly answers: Answers;
  /** Lines count from the node's base. */
  readonly problems: readonly Problem[];
}
const memos = new NodeMemo<Memo>();

/** What was found in this node before, when all that it asked still has the same answers; else what is found now. */
function kept(
  set: RuleSet,
  { node, base }: Placed,
  key: string,
  facts: Facts,
  look: (asked: Asked) => readonly Problem[],
): readonly Problem[] {
  const memo = memos.get(node);
  if (memo?.set === set && memo.key === key && stillTrue(memo.answers, facts))
    return memo.problems.map((p) => shifted(p, base));
  const asked = new Asked(facts);
  const problems = look(asked);
  // What `*name` stands for can change while this node stays as it is.
  if (!hasAlias(node)) {
    memos.set(node, { set, key, answers: asked.answers, problems: problems.map((p) => shifted(p, -base)) });
  }
  return problems;
}
