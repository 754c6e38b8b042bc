import type { JsonObject } from "../base/json.ts";
import { format } from "./events.ts";

/** One step per version of the format: attributes of version n → of version n + 1. Older shapes stand in versions/. */
const steps: Readonly<Record<number, (attributes: JsonObject) => JsonObject>> = {};

/** A span's attributes in today's shape, whatever version of ours they were written in. */
export function upgrade(attributes: JsonObject, from: number): JsonObject {
  let result = attributes;
  for (let version = from; version < format; version++) result = steps[version]?.(result) ?? result;
  return result;
}
