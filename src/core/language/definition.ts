import type { Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { rangeOf } from "../document/node.ts";
import { variablesOf } from "../document/template.ts";
import { fileReferences } from "./fileReferences.ts";
import { promptAt, templateOf } from "./prompts.ts";
import { agentNames, stateKeys, variablesFor } from "./variables.ts";

export interface Target {
  /** The word that was asked about. */
  readonly origin: Range;
  /** A file, relative to the definition; absent: in this document. */
  readonly file?: string;
  readonly range: Range;
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Where a variable is declared, a file lies, an agent is described, a part of the state is set. */
export function definition(document: AgentDocument, position: Position): Target | undefined {
  const reference = fileReferences(document).find(({ range }) => holds(range, position));
  if (reference) return { origin: reference.range, file: reference.file, range: top };
  const at = promptAt(document, position);
  if (at) {
    const { prompt, text, offset } = at;
    const use = variablesOf(templateOf(document, prompt)).find((u) => u.start <= offset && offset <= u.end);
    if (!use) return undefined;
    const path =
      use.name === "state"
        ? stateKeys(document).get(use.path[1] ?? "")
        : variablesFor(document, prompt.agent).get(use.name)?.path;
    return path && to(document, path, text.rangeAt(use.start, use.end));
  }
  const part = document.pathAt(position);
  const node = part?.placed.node;
  if (part?.part !== "value" || !node) return undefined;
  if (node.kind === "alias") {
    const target = document.target(node);
    const origin = rangeOf(node.span, part.placed.base);
    return target && { origin, range: rangeOf(target.node.span, target.base) };
  }
  if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const origin = rangeOf(node.span, part.placed.base);
  if (!namesAnAgent(part.path)) return undefined;
  if (agentNames(document).includes(node.value)) return to(document, ["agents", node.value], origin);
  return /\.ya?ml$/.test(node.value) ? { origin, file: node.value, range: top } : undefined;
}

/** `workflow.steps[].agent`, a router's routes and default, `sub_agents`, a tool of type agent. */
function namesAnAgent(path: Path): boolean {
  const last = path.at(-1);
  return (
    last === "agent" ||
    path.includes("routes") ||
    path.includes("sub_agents") ||
    (last === "default" && path.includes("workflow"))
  );
}

function to(document: AgentDocument, path: Path, origin: Range): Target | undefined {
  const found = document.rangeAt(path);
  return found && { origin, range: found.key ?? found.value };
}

function holds({ start, end }: Range, { line, character }: Position): boolean {
  if (line < start.line || (line === start.line && character < start.character)) return false;
  return line < end.line || (line === end.line && character <= end.character);
}
