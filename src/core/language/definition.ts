import type { Position, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { rangeOf } from "../document/node.ts";
import { canonical } from "./address.ts";
import type { Definitions } from "./facts.ts";
import { meaningsOf, occurrenceAt, references } from "./references.ts";

export interface Target {
  /** The word that was asked about. */
  readonly origin: Range;
  /** The address of the file it leads to. */
  readonly uri: string;
  readonly range: Range;
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Where a name is told what it means: in this file if it says so, else in those that it builds on. */
export function definition(
  document: AgentDocument,
  position: Position,
  world: Definitions & { readonly uri: string },
): readonly Target[] {
  const uri = canonical(world.uri);
  const occurrence = occurrenceAt(world.facts(uri), position);
  if (!occurrence) return aliasTarget(document, position, uri);
  const origin = occurrence.range;
  const found = meaningsOf(world, uri, occurrence).flatMap((meaning): readonly Target[] => {
    if (meaning.kind === "file") return [{ origin, uri: meaning.home, range: top }];
    const places = references(world, meaning).filter((place) => place.occurrence.role !== "reference");
    const telling = places.filter((place) => place.occurrence.role === "definition");
    const all = telling.length > 0 ? telling : places;
    const here = all.filter((place) => place.uri === uri);
    const home = all.filter((place) => place.uri === meaning.home);
    const nearest = here.length > 0 ? here : home.length > 0 ? home : all;
    return nearest.map((place) => ({ origin, uri: place.uri, range: place.occurrence.range }));
  });
  return found;
}

/** `*name` leads to `&name`. */
function aliasTarget(document: AgentDocument, position: Position, uri: string): readonly Target[] {
  const at = document.pathAt(position);
  if (at?.part !== "value" || at.placed.node.kind !== "alias") return [];
  const target = document.target(at.placed.node);
  if (!target) return [];
  const origin = rangeOf(at.placed.node.span, at.placed.base);
  return [{ origin, uri, range: rangeOf(target.node.span, target.base) }];
}
