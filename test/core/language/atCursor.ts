import type { Position } from "vscode-languageserver-types";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";

/** 2026-11-24 */
export const today = Date.UTC(2026, 10, 24);

/** The document and the place of the cursor, which is `‸` (prompts are full of `|`). */
export function atCursor(marked: string): { document: AgentDocument; position: Position } {
  const offset = marked.indexOf("‸");
  if (offset < 0) throw new Error("No cursor in the text.");
  const document = parseAgentDocument(marked.replace("‸", ""));
  return { document, position: document.source.positionAt(offset) };
}
