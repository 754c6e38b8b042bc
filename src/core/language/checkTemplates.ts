import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { type Fix, mostProblems, type Problem } from "../document/problem.ts";
import { parseTemplate, type VariableUse, variablesOf } from "../document/template.ts";
import { nearest } from "../schema/nearest.ts";
import { type FileTexts, fileReferences } from "./fileReferences.ts";
import { type Prompt, promptsOf, templateOf } from "./prompts.ts";
import { scalarText } from "./scalarText.ts";
import { agentNames, stateKeys, type Variable, valueAt, variablesFor } from "./variables.ts";

/** What is never shown needs no neighbour looked up among thousands of names. */
const unsearched: ReadonlyMap<string, Variable> = new Map();

/** Variables that nobody declares (AG301), that nobody uses (AG302), and templates that cannot be read (AG303). */
export function checkTemplates(document: AgentDocument, files: FileTexts): readonly Problem[] {
  const problems: Problem[] = [];
  const state = stateKeys(document);
  const scopes = new Map<string, ReadonlyMap<string, Variable>>();
  const scopeOf = (agent: Path) => {
    const key = agent.join("/");
    const scope = scopes.get(key) ?? variablesFor(document, agent);
    scopes.set(key, scope);
    return scope;
  };
  const used = new Set<string>();
  for (const prompt of promptsOf(document)) {
    const cut = cutByComment(document, prompt);
    if (cut) problems.push(cut);
    const template = templateOf(document, prompt);
    const uses = variablesOf(template);
    for (const use of uses) used.add(use.name);
    const scope = scopeOf(prompt.agent);
    const wrong = uses.filter((use) => !isKnown(use, scope, state));
    if (wrong.length === 0 && template.problems.length === 0) continue;
    const text = scalarText(document.source, prompt.node, prompt.base);
    for (const { message, start, end } of template.problems) {
      problems.push({ code: "AG303", severity: "error", message, range: text.rangeAt(start, end) });
    }
    for (const [index, use] of wrong.entries()) {
      const range = text.rangeAt(use.start, use.end);
      problems.push({
        code: "AG301",
        severity: "error",
        range,
        ...undefinedVariable(use, index < mostProblems ? scope : unsearched, state, range),
      });
    }
  }
  problems.push(...unused(document, used, files));
  return problems;
}

/** `Use C # always` without quotes: YAML keeps "Use C" (AG104). A comment behind a whole sentence is left in peace. */
function cutByComment(document: AgentDocument, { node, base }: Prompt): Problem | undefined {
  if (node.style !== "plain" || node.span.line !== node.span.endLine) return undefined;
  const line = base + node.span.line;
  const written = document.source.line(line);
  const rest = written.slice(node.span.endColumn).trimEnd();
  if (!/^\s+#/.test(rest) || /[.!?:]$/.test(String(node.value))) return undefined;
  const text = written.slice(node.span.column).trimEnd();
  const start = { line, character: node.span.column };
  const end = { line, character: written.trimEnd().length };
  return {
    code: "AG104",
    severity: "warning",
    message: `The text ends before " #": what follows is a comment. Put the text in quotes if it belongs to the prompt.`,
    range: { start: { line, character: node.span.endColumn }, end },
    ...(text.includes('"')
      ? {}
      : { fix: { title: "Put it all in quotes", edits: [{ range: { start, end }, newText: `"${text}"` }] } }),
  };
}

function isKnown(use: VariableUse, scope: ReadonlyMap<string, Variable>, state: ReadonlyMap<string, Path>): boolean {
  if (scope.has(use.name)) return true;
  // In each and with a name may be one of the item's own.
  if (use.local) return true;
  if (use.name !== "state") return false;
  const key = use.path[1];
  return key === undefined || state.has(key);
}

function undefinedVariable(
  use: VariableUse,
  scope: ReadonlyMap<string, Variable>,
  state: ReadonlyMap<string, Path>,
  range: Problem["range"],
): { message: string; fix?: Fix } {
  const written = use.path.join(".");
  if (use.name === "state") {
    const near = nearest(use.path[1] ?? "", state.keys());
    const message = `Nothing sets state.${use.path[1]}. State comes from "output_key" and "session.state".`;
    if (!near) return { message };
    const newText = ["state", near, ...use.path.slice(2)].join(".");
    return {
      message: `${message} Did you mean ${newText}?`,
      fix: { title: `Change to ${newText}`, edits: [{ range, newText }] },
    };
  }
  const near = nearest(use.name, scope.keys());
  const message = `"${use.name}" is not declared under "inputs".`;
  if (!near) return { message };
  const newText = [near, ...use.path.slice(1)].join(".");
  return {
    message: `${message} Did you mean ${near}?`,
    fix: { title: `Change ${written} to ${newText}`, edits: [{ range, newText }] },
  };
}

/** Only where every prompt can be seen: a file that has not been read may use any of them. */
function unused(document: AgentDocument, used: ReadonlySet<string>, files: FileTexts): Problem[] {
  const inFiles = new Set(used);
  for (const { file, kind } of fileReferences(document)) {
    if (kind === "definition") return [];
    if (kind !== "prompt") continue;
    const text = files.get(file);
    if (text === undefined) return [];
    for (const use of variablesOf(parseTemplate(text))) inFiles.add(use.name);
    if (text.includes("{{>")) return [];
  }
  // Expressions of a workflow name them as inputs.x.
  const workflow = JSON.stringify(valueAt(document.value, ["workflow"]) ?? "");
  const problems: Problem[] = [];
  for (const agent of [[], ["defaults"], ...agentNames(document).map((name) => ["agents", name])]) {
    const inputs = valueAt(document.value, [...agent, "inputs"]);
    for (const name of Object.keys(typeof inputs === "object" && inputs && !Array.isArray(inputs) ? inputs : {})) {
      if (inFiles.has(name) || workflow.includes(`inputs.${name}`)) continue;
      const at = document.rangeAt([...agent, "inputs", name]);
      if (!at?.key) continue;
      problems.push({
        code: "AG302",
        severity: "warning",
        message: `No prompt uses {{${name}}}.`,
        range: at.key,
      });
    }
  }
  return problems;
}
