import type { Position } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { holds } from "./holds.ts";
import { type Occurrence, occurrences } from "./symbols.ts";

export function occurrenceOf(document: AgentDocument, position: Position): Occurrence | undefined {
  return occurrences(document).find(({ range }) => holds(range, position));
}

/** The places of one text that mean the same as one of them. */
export function sameName(document: AgentDocument, occurrence: Occurrence): readonly Occurrence[] {
  const { kind, name, of, tool } = occurrence;
  const scope = occurrence.scope.join("\t");
  return occurrences(document).filter(
    (each) =>
      each.kind === kind &&
      each.name === name &&
      each.of === of &&
      each.tool === tool &&
      each.scope.join("\t") === scope,
  );
}
