import { isObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { SyntaxNode } from "../../document/node.ts";
import { NodeMemo } from "../../document/nodeMemo.ts";
import { nearest } from "../../schema/nearest.ts";
import { fileReferences } from "../fileReferences.ts";
import { promptsUnder, templateOf } from "../prompts.ts";
import { valueAt } from "../variables.ts";
import { agentBodies } from "./agentBodies.ts";
import { usesInText, usesOf } from "./agentPart.ts";
import type { FilePart, FileRule, Finding } from "./rule.ts";

export const unusedVariable: FileRule = {
  id: "AG302",
  scope: "file",
  severity: "warning",
  absence: true,
  check(file) {
    const { document, facts } = file;
    if (facts.file("extends") !== undefined) return [];
    const declared = agentBodies(document).flatMap(({ path }) => {
      const inputs = valueAt(document.value, [...path, "inputs"]);
      return isObject(inputs) ? Object.keys(inputs).map((name) => ({ name, path: [...path, "inputs", name] })) : [];
    });
    if (declared.length === 0) return [];
    const used = usedNames(file);
    if (!used) return [];
    const findings: Finding[] = [];
    const names = new Set(declared.map(({ name }) => name));
    for (const { name, path } of declared) {
      // One that is misspelt where it is used is told there.
      if (used.has(name) || [...used].some((one) => !names.has(one) && nearest(one, [name]) !== undefined)) continue;
      const range = document.rangeAt(path)?.key;
      if (range) findings.push({ message: `No prompt uses {{${name}}}.`, range });
    }
    return findings;
  },
};

/** Undefined where not every prompt can be seen: a file that has not been read may use any of them. */
function usedNames({ document, facts }: FilePart): ReadonlySet<string> | undefined {
  const used = new Set<string>();
  for (const { path, placed } of agentBodies(document)) {
    for (const name of namesIn(document, path, placed.node)) used.add(name);
  }
  for (const { file, kind } of fileReferences(document)) {
    if (kind === "definition") return undefined;
    if (kind !== "prompt") continue;
    const text = facts.text(file);
    if (typeof text !== "string" || text.includes("{{>")) return undefined;
    for (const use of usesInText(text)) used.add(use.name);
  }
  // Expressions of a workflow name them as inputs.x.
  const workflow = facts.file("workflow");
  if (workflow !== undefined) {
    for (const [, name] of JSON.stringify(workflow).matchAll(/\binputs\.(\w+)/g)) used.add(name as string);
  }
  return used;
}

const namesOf = new NodeMemo<readonly string[]>();

function namesIn(document: AgentDocument, path: readonly (string | number)[], node: SyntaxNode): readonly string[] {
  let found = namesOf.get(node);
  if (!found) {
    const uses = promptsUnder(document, path).flatMap((prompt) => usesOf(templateOf(document, prompt)));
    found = [...new Set(uses.map((use) => use.name))];
    namesOf.set(node, found);
  }
  return found;
}
