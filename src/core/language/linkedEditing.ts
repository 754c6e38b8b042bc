import type { Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { canonical } from "./address.ts";
import type { Definitions } from "./facts.ts";
import { meaningsOf, references } from "./references.ts";
import { occurrenceOf, sameName } from "./sameName.ts";

/**
 * The places that change together while someone types at a definition. Only there: at a use, someone may want another
 * name. And only where no other file would be left behind; for that there is rename.
 */
export function linkedEditing(
  document: AgentDocument,
  position: Position,
  world: Definitions & { readonly uri: string },
): { readonly ranges: readonly Range[]; readonly wordPattern: string } | undefined {
  const occurrence = occurrenceOf(document, position);
  if (!occurrence || occurrence.role === "reference" || occurrence.kind === "file") return undefined;
  const uri = canonical(world.uri);
  const [meaning] = meaningsOf(world, uri, occurrence);
  if (meaning && references(world, meaning).some((place) => place.uri !== uri)) return undefined;
  const ranges = sameName(document, occurrence).map((each) => each.range);
  return ranges.length > 1 ? { ranges, wordPattern: "[A-Za-z_][A-Za-z0-9_-]*" } : undefined;
}
