import type { Range, TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import { rangeOf } from "../../document/node.ts";
import { partialsOf } from "../../document/partialsOf.ts";
import { folderOf, joinPath } from "../../document/paths.ts";
import { parseTemplate } from "../../document/template.ts";
import { fileReferences } from "../fileReferences.ts";
import { type Prompt, promptAt, templateOf } from "../prompts.ts";
import type { ScalarText } from "../scalarText.ts";
import { edited, freeName, isInBrackets, pathFrom, type Refactor, type Refactoring } from "./refactoring.ts";

/** A prompt, or what is selected of it, into a file of its own. */
export const extractPrompt: Refactor = (document, range, { files }) => {
  const selected = withoutMargins(document, range);
  const at = promptAt(document, selected.start);
  if (!at) return undefined;
  const { prompt, text } = at;
  const { start, end } = selected;
  if (start.line === end.line && start.character === end.character) return wholePrompt(document, prompt, files);
  const from = text.offsetAt(start);
  const to = text.offsetAt(end);
  if (from === undefined || to === undefined) return undefined;
  return part(document, { prompt, text, from, to: from + text.text.slice(from, to).trimEnd().length }, files);
};

/** Whole lines are selected from margin to margin: the text begins behind the indentation, and ends with its last line. */
function withoutMargins({ source }: AgentDocument, { start, end }: Range): Range {
  if (start.line === end.line && start.character === end.character) return { start, end };
  let last = end.line;
  let character = end.character;
  while (last > start.line && source.line(last).slice(0, character).trim() === "") {
    last--;
    character = source.lineLength(last);
  }
  const first = { line: start.line, character: Math.max(start.character, source.indent(start.line)) };
  return { start: first, end: { line: last, character } };
}

function wholePrompt(document: AgentDocument, prompt: Prompt, files: readonly string[]): Refactoring | undefined {
  const { node, base, path } = prompt;
  const text = String(node.value);
  const last = path.at(-1);
  // What is a file already, or a few words, needs none.
  if (text.trim().length < 12) return undefined;
  const file = freeName(`${promptFolder(document)}/${nameOf(document, prompt)}.md`, files);
  const { source } = document;
  const range = rangeOf(node.span, base);
  const isBlock = node.style === "literal" || node.style === "folded";
  if (isBlock) range.end.character = source.lineLength(range.end.line);
  const inFlow = isInBrackets(document, path);
  const edits: TextEdit[] = [];
  if (last === "text") {
    // `{text: …}` becomes `{file: …}`.
    const key = document.rangeAt(path)?.key;
    if (!key) return undefined;
    edits.push({ range: key, newText: "file" }, { range, newText: file });
  } else if (typeof last === "number" && !inFlow) edits.push({ range, newText: `file: ${file}` });
  else edits.push({ range, newText: `{file: ${file}}` });
  if (!isSound(document, edits)) return undefined;
  const moved = withPartials(text, (partial) => pathFrom(folderOf(file), joinPath("", partial)));
  return {
    title: `Move the prompt to ${file}`,
    kind: "refactor.extract",
    edits,
    files: [{ file, text: moved }],
  };
}

interface Part {
  readonly prompt: Prompt;
  readonly text: ScalarText;
  readonly from: number;
  readonly to: number;
}

function part(
  document: AgentDocument,
  { prompt, text, from, to }: Part,
  files: readonly string[],
): Refactoring | undefined {
  const range = text.rangeAt(from, to);
  const { style } = prompt.node;
  // In quotes what is written is not what is meant; a text that is folded has other line breaks.
  const several = range.start.line !== range.end.line;
  const selected = text.text.slice(from, to);
  if (style === "folded" || (style !== "literal" && several) || selected.trim().length < 4) return undefined;
  const cuts = (at: number) =>
    templateOf(document, prompt).nodes.some((each) => each.kind !== "text" && each.start < at && at < each.end);
  if (cuts(from) || cuts(to) || parseTemplate(selected).problems.length > 0) return undefined;
  const file = freeName(`${promptFolder(document)}/${slug(selected)}.md`, files);
  const moved = withPartials(selected, (partial) => pathFrom(folderOf(file), joinPath("", partial)));
  const edits = [{ range, newText: `{{> ${file}}}` }];
  // Where a text without quotes would begin with {{, or a line of a block leave its column.
  if (!isSound(document, edits)) return undefined;
  return {
    title: `Move the selected text to ${file}`,
    kind: "refactor.extract",
    edits,
    files: [{ file, text: `${moved}\n` }],
  };
}

function isSound(document: AgentDocument, edits: readonly TextEdit[]): boolean {
  return edited(document, edits).problems.length <= document.problems.length;
}

/** Where the definition keeps its prompts already. */
function promptFolder(document: AgentDocument): string {
  const known = fileReferences(document).find(({ kind, file }) => kind === "prompt" && file.includes("/"));
  return known ? folderOf(joinPath("", known.file)) : "prompts";
}

function nameOf(document: AgentDocument, { path, agent }: Prompt): string {
  const own = document.nodeAt(["name"])?.node;
  const file = own?.kind === "scalar" && typeof own.value === "string" ? own.value : "agent";
  const who = slug(String(agent.at(-1) ?? file));
  const key = String(path[agent.length]);
  const item = path.slice(agent.length + 1).find((step) => typeof step === "number");
  return `${who}${key === "system_instruction" ? "" : `-${key}`}${typeof item === "number" ? `-${item + 1}` : ""}`;
}

function slug(text: string): string {
  const words = text
    .replace(/\{\{[^}]*\}\}/g, " ")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return (words ?? ["part"]).slice(0, 4).join("-").slice(0, 40);
}

/** The text with the path of each `{{> file}}` changed. */
export function withPartials(text: string, change: (path: string) => string): string {
  let changed = "";
  let at = 0;
  for (const { path, pathStart } of partialsOf(parseTemplate(text).nodes)) {
    changed += text.slice(at, pathStart) + change(path);
    at = pathStart + path.length;
  }
  return changed + text.slice(at);
}
