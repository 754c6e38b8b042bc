import type { TextEdit } from "vscode-languageserver-types";
import type { AgentDocument } from "../../../src/core/document/agentDocument.ts";

/** The text after edits that do not overlap, as an editor makes them. */
export function apply({ source }: AgentDocument, edits: readonly TextEdit[]): string {
  const inOrder = edits
    .map(({ range, newText }) => ({ from: source.offsetAt(range.start), to: source.offsetAt(range.end), newText }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let text = "";
  let at = 0;
  for (const { from, to, newText } of inOrder) {
    if (from < at) throw new Error("Two edits overlap.");
    text += source.text.slice(at, from) + newText;
    at = to;
  }
  return text + source.text.slice(at);
}
