import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";

/** Maps whose values are schemas, lists of schemas, and single schemas: the places where JSON Schema goes on. */
const maps = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];
const lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
const single = ["items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"];

/** A JSON Schema and every schema inside of it, with the way there. */
export function schemasIn(schema: Json | undefined, path: Path): readonly { schema: JsonObject; path: Path }[] {
  const found: { schema: JsonObject; path: Path }[] = [];
  const visit = (value: Json | undefined, at: Path) => {
    if (!isObject(value) || at.length > 100) return;
    found.push({ schema: value, path: at });
    for (const key of maps) {
      const map = value[key];
      if (isObject(map)) for (const [name, inner] of Object.entries(map)) visit(inner, [...at, key, name]);
    }
    for (const key of lists) {
      const list = value[key];
      if (Array.isArray(list)) for (const [i, inner] of list.entries()) visit(inner as Json, [...at, key, i]);
    }
    for (const key of single) visit(value[key], [...at, key]);
  };
  visit(schema, path);
  return found;
}
