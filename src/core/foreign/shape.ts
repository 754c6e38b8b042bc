import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Placed, SyntaxNode } from "../document/node.ts";
import { rangeOf } from "../document/node.ts";
import type { Problem } from "../document/problem.ts";
import { bareKeyRange, bareRange, entriesOf, followed, itemsOf } from "../language/parts.ts";
import { nearest } from "../schema/nearest.ts";

export type Form = "text" | "number" | "boolean" | "list" | "map";

/** What a value of another language's file may be: only as much as is sure. What is not said here is accepted. */
export interface Shape {
  readonly form?: Form | readonly Form[];
  /** Keys of a map. A map without them has any. */
  readonly keys?: Readonly<Record<string, Shape>>;
  /** Of a list, and of a map whose keys are the author's own. */
  readonly item?: Shape;
  readonly words?: readonly string[];
  readonly required?: true;
  /** Keys besides `keys` that the language takes. */
  readonly also?: RegExp;
  /** Other keys are said to be wrong only when they are nearly right: the language has more of them than are listed. */
  readonly lenient?: true;
}

/** Unknown keys with the nearest (AG107), values of another form (AG109), keys that are missing (AG110). */
export function checkShape(document: AgentDocument, shape: Shape, language: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (document.root) visit(document.root, shape);
  return problems;

  function visit(placed: Placed, { keys, item, also, lenient, ...shape }: Shape): void {
    const at = followed(document, placed);
    if (!at || problems.length > 100) return;
    const wrong = wrongForm(at.node, shape);
    if (wrong) {
      problems.push(problem("AG109", wrong, rangeOf(at.node.span, at.base)));
      return;
    }
    if (at.node.kind === "list") {
      if (item) for (const each of itemsOf(document, at)) visit(each, item);
      return;
    }
    if (at.node.kind !== "map") return;
    const present = new Set<string>();
    const mistaken = new Set<string>();
    for (const entry of entriesOf(document, at)) {
      present.add(entry.name);
      const known = keys && Object.hasOwn(keys, entry.name) ? keys[entry.name] : keys ? undefined : item;
      if (known) {
        if (!isEmpty(entry.node)) visit(entry, known);
        continue;
      }
      if (!keys || also?.test(entry.name) || entry.name === "<<") continue;
      const near = nearest(entry.name, Object.keys(keys));
      if (lenient && !(near && isSlip(entry.name, near))) continue;
      const range = bareKeyRange(entry);
      const meant = near ? `. Did you mean "${near}"?` : ", so it has no effect or is refused.";
      if (near) mistaken.add(near);
      problems.push({
        ...problem("AG107", `"${entry.name}" is not a key of ${language}${meant}`, range),
        severity: near ? "error" : "warning",
        ...(near && { fix: { title: `Change to ${near}`, edits: [{ range, newText: near }] } }),
      });
    }
    for (const [name, { required }] of Object.entries(keys ?? {})) {
      // Behind a misspelt key nothing is missing.
      if (!required || present.has(name) || mistaken.has(name)) continue;
      problems.push(problem("AG110", `"${name}" is missing: ${language} needs it.`, firstWord(at)));
    }
  }
}

/** A slip of the fingers, and not a word that merely begins alike. */
function isSlip(name: string, near: string): boolean {
  return name.length > 3 && Math.abs(name.length - near.length) <= 2;
}

function isEmpty(node: SyntaxNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function wrongForm(node: SyntaxNode, { form, words }: Pick<Shape, "form" | "words">): string | undefined {
  const forms = form === undefined ? [] : typeof form === "string" ? [form] : form;
  if (node.kind === "alias" || (node.kind === "scalar" && node.value === null)) return undefined;
  // `{{x}}` without quotes: that it should be text is said elsewhere.
  if (node.kind === "map" && node.flow && forms.includes("text")) return undefined;
  // Python and others turn a number or a word into text where one is wanted.
  const is: Form =
    node.kind !== "scalar"
      ? node.kind
      : typeof node.value === "number"
        ? "number"
        : typeof node.value === "boolean"
          ? "boolean"
          : "text";
  if (forms.length > 0 && !forms.includes(is) && !(forms.includes("text") && node.kind === "scalar")) {
    return `${formNames[is]} stands here, and ${forms.map((each) => formNames[each].toLowerCase()).join(" or ")} belongs here.`;
  }
  if (!words || node.kind !== "scalar" || words.includes(String(node.value))) return undefined;
  const near = nearest(String(node.value), words);
  return `"${node.value}" is none of ${words.join(", ")}.${near ? ` Did you mean ${near}?` : ""}`;
}

const formNames: Readonly<Record<Form, string>> = {
  text: "A text",
  number: "A number",
  boolean: "True or false",
  list: "A list",
  map: "A map",
};

function problem(code: string, message: string, range: Range): Problem {
  return { code, severity: "error", message, range };
}

function firstWord({ node, base }: Placed): Range {
  const entry = node.kind === "map" ? node.entries[0] : undefined;
  if (entry) return rangeOf(entry.keySpan, base + entry.line);
  return node.kind === "scalar" ? bareRange(node, base) : rangeOf(node.span, base);
}
