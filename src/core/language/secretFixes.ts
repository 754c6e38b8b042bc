// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${secret:NAME} is what these repairs write.
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Fix, Problem } from "../document/problem.ts";
import { insertKey } from "./rules/edits.ts";
import { keyIn } from "./rules/safety.ts";
import { valueAt } from "./variables.ts";

/** A key in the clear, where a secret can stand: its name under `secrets`, and `${secret:NAME}` in its place. */
export function declareSecret(document: AgentDocument, { range, message }: Problem): Fix | undefined {
  // It stands in another file.
  if (message.startsWith("In ")) return undefined;
  const at = document.pathAt(range.start);
  const node = at?.part === "value" ? at.placed.node : undefined;
  if (node?.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const block = node.style === "literal" || node.style === "folded";
  if (!at || block || !at.path.some((step) => step === "tools" || step === "environment")) return undefined;
  const { value } = node;
  const found = keyIn(value);
  const key = value.startsWith("-----BEGIN")
    ? value
    : found
      ? value.slice(found.start, found.end)
      : value.replace(/^(?:bearer|basic)\s+/i, "");
  const name = nameOf(document, at.path);
  const written = document.source.slice(range);
  // Written with escapes, or more than once: what remains would have to be guessed.
  const pieces = written.split(key);
  if (pieces.length !== 2) return undefined;
  const text = pieces.join(`\${secret:${name}}`);
  const newText = node.style === "plain" ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : text;
  const replaced = { range, newText };
  if (valueAt(document.value, ["secrets", name]) !== undefined) {
    return { title: `Write \${secret:${name}}`, edits: [replaced] };
  }
  const title = `Declare the secret ${name}, and write \${secret:${name}}`;
  const editable = {
    nodeAt: (...path: Path) => document.nodeAt(path),
    line: (line: number) => document.source.line(line),
  };
  const entry = `${name}: {required: true}`;
  const declared = document.nodeAt(["secrets"])
    ? insertKey(editable, ["secrets"], entry, title)
    : insertKey(editable, [], `secrets: {${entry}}`, title);
  return declared && { title, edits: [replaced, ...declared.edits] };
}

/** STOCK_TOKEN for the header of the tool `stock`; a variable of the environment keeps its name. */
function nameOf(document: AgentDocument, path: Path): string {
  const key = String(path.findLast((step) => typeof step === "string"));
  const word =
    key === "url" || key === "args"
      ? "KEY"
      : upper(key.replace(/^x-/i, "").replace(/^(?:proxy-)?authorization$/i, "token"));
  if (path.includes("env")) return word;
  const owner = path
    .map((_, depth) => valueAt(document.value, [...path.slice(0, depth), "name"]))
    .findLast((name, depth) => depth > 0 && typeof name === "string");
  return typeof owner === "string" ? `${upper(owner)}_${word}` : word;
}

function upper(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/\W+/g, "_")
    .toUpperCase();
  return /^[A-Z_]/.test(words) ? words : `_${words}`;
}
