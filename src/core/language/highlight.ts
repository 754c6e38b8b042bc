import type { DocumentHighlight, Position } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { occurrenceOf, sameName } from "./sameName.ts";

// LSP's numbers.
const read = 2;
const write = 3;

/** The other places of this text that mean the name under the cursor: where it is set, and where it is read. */
export function highlight(document: AgentDocument, position: Position): readonly DocumentHighlight[] {
  const occurrence = occurrenceOf(document, position);
  if (!occurrence) return [];
  return sameName(document, occurrence).map(({ range, role }) => ({
    range,
    kind: role === "reference" ? read : write,
  }));
}
