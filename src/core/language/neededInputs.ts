import { isObject, type Json } from "../base/json.ts";
import { inputKindOf } from "./rules/limits.ts";

/** What the agents of a definition send beside text, in the words of the price list: "image", "pdf". */
export function neededInputs(definition: Json | undefined): readonly string[] {
  if (!isObject(definition)) return [];
  const bodies = [definition, ...Object.values(isObject(definition.agents) ? definition.agents : {})];
  const parts = bodies.flatMap((body) => (isObject(body) && Array.isArray(body.context) ? body.context : []));
  return [...new Set(parts.map((part: Json) => inputKindOf(part)))].filter((kind) => kind !== undefined);
}
