import type { TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../../document/agentDocument.ts";
import { rangeOf } from "../../document/node.ts";
import { partialsOf } from "../../document/partialsOf.ts";
import { folderOf, joinPath } from "../../document/paths.ts";
import { type FileReference, fileReferences } from "../fileReferences.ts";
import { holds } from "../holds.ts";
import { promptAt, templateOf } from "../prompts.ts";
import { withPartials } from "./extractPrompt.ts";
import { isInBrackets, ownerColumn, type Refactor } from "./refactoring.ts";
import { asBlock, inQuotes } from "./writeText.ts";

/** The text of a file in the place that names it. The file stays: others may name it too. */
export const inlineFile: Refactor = (document, range, { textOf }) => {
  const reference = fileReferences(document).find((each) => holds(each.range, range.start));
  if (reference?.kind !== "prompt") return undefined;
  const text = textOf(reference.file)
    ?.replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n");
  if (text === undefined || text.length > 100_000) return undefined;
  const folder = folderOf(reference.file);
  const moved = withPartials(text, (partial) => joinPath(folder, partial));
  const isPart = reference.path.at(-1) === "file";
  const edits = isPart ? inPart(document, reference, moved) : inPrompt(document, reference, moved);
  return edits && { title: `Write the text of ${reference.file} here`, kind: "refactor.inline", edits, files: [] };
};

/** `{file: x}` becomes `{text: …}`; where that is all there is, the text alone. */
function inPart(document: AgentDocument, { path }: FileReference, text: string): TextEdit[] | undefined {
  const { source } = document;
  const at = document.rangeAt(path);
  if (!at?.key) return undefined;
  const around = document.nodeAt(path.slice(0, -1));
  const alone = around?.node.kind === "map" && around.node.entries.length === 1;
  const outer = path.slice(0, -1);
  if (alone && around.node.flow && !isInBrackets(document, outer)) {
    const range = rangeOf(around.node.span, around.base);
    const behind = source.line(range.end.line).slice(range.end.character).trimEnd();
    const written = blockOrQuotes(text, ownerColumn(document, outer) + 2, source.lineBreak, behind);
    if (written === undefined) return undefined;
    range.end.character = source.lineLength(range.end.line);
    return [{ range, newText: written }];
  }
  const inFlow = isInBrackets(document, path);
  const behind = source.line(at.value.end.line).slice(at.value.end.character).trimEnd();
  const written = inFlow ? inQuotes(text) : blockOrQuotes(text, at.key.start.character + 2, source.lineBreak, behind);
  if (written === undefined) return undefined;
  const range = inFlow
    ? at.value
    : { start: at.value.start, end: { ...at.value.end, character: source.lineLength(at.value.end.line) } };
  return [
    { range: at.key, newText: "text" },
    { range, newText: written },
  ];
}

function blockOrQuotes(text: string, indent: number, lineBreak: string, behind: string): string | undefined {
  if (behind !== "" && !/^\s+#/.test(behind)) return undefined;
  const block = asBlock(text, indent, lineBreak);
  if (block === undefined) return inQuotes(text) + behind;
  const [first = "", ...rest] = block.split(lineBreak);
  return [first + behind, ...rest].join(lineBreak);
}

/** `{{> x}}` becomes the text; in a block each of its lines is indented like the block. */
function inPrompt(document: AgentDocument, { range }: FileReference, text: string): TextEdit[] | undefined {
  const at = promptAt(document, range.start);
  if (!at) return undefined;
  const partial = partialsOf(templateOf(document, at.prompt).nodes).find(
    (each) => each.start <= at.offset && at.offset <= each.end,
  );
  const { style, span } = at.prompt.node;
  const whole = text.replace(/\n$/, "");
  if (!partial || (style !== "literal" && whole.includes("\n"))) return undefined;
  if (style !== "literal" && (/["'\\:#]/.test(whole) || whole !== whole.trim())) return undefined;
  const { source } = document;
  let indent = 0;
  for (let line = at.prompt.base + span.line + 1; line < source.lineCount; line++) {
    if (source.line(line).trim() === "") continue;
    indent = source.indent(line);
    break;
  }
  const lines = whole.split("\n").map((line, i) => (i === 0 || line === "" ? line : " ".repeat(indent) + line));
  return [{ range: at.text.rangeAt(partial.start, partial.end), newText: lines.join(source.lineBreak) }];
}
