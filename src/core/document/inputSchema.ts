import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { InputDeclaration, Path } from "./definition.ts";

/** The words that stand for a JSON Schema: `product: string`. */
export const typeWords = ["string", "number", "integer", "boolean", "array", "object"] as const;

/** JSON Schema's words as the language writes them, where they differ. */
export const schemaWords: Readonly<Record<string, string>> = {
  min_length: "minLength",
  max_length: "maxLength",
  min_items: "minItems",
  max_items: "maxItems",
  unique_items: "uniqueItems",
  min_properties: "minProperties",
  max_properties: "maxProperties",
  exclusive_minimum: "exclusiveMinimum",
  exclusive_maximum: "exclusiveMaximum",
  multiple_of: "multipleOf",
  additional_properties: "additionalProperties",
};

/** Words of a declaration that are ours and not JSON Schema's. */
const own = ["default", "untrusted", "secret", "description"];

/** One entry under `inputs`. `product: string` and `product: {type: string}` mean the same. */
export function readInput(name: string, declared: Json, path: Path): InputDeclaration {
  const word = typeof declared === "string" && (typeWords as readonly string[]).includes(declared);
  const body: JsonObject = isObject(declared) ? declared : {};
  const schema: Record<string, Json> = word ? { type: declared } : toJsonSchema(body, own);
  if (!word && schema.type === undefined) {
    const type = Array.isArray(schema.enum) ? jsonType(schema.enum[0] as Json | undefined) : undefined;
    if (type) schema.type = type;
  }
  const { default: preset, description } = body;
  return {
    name,
    schema,
    ...(preset === undefined ? {} : { default: preset }),
    required: preset === undefined,
    untrusted: body.untrusted === true,
    secret: body.secret === true,
    ...(typeof description === "string" ? { description } : {}),
    path,
  };
}

function toJsonSchema(body: JsonObject, leaveOut: readonly string[] = []): Record<string, Json> {
  const schema: Record<string, Json> = {};
  for (const [key, value] of Object.entries(body)) {
    if (value === undefined || leaveOut.includes(key)) continue;
    const word = Object.hasOwn(schemaWords, key) ? (schemaWords[key] as string) : key;
    if (word === "properties" && isObject(value)) {
      const properties: Record<string, Json> = {};
      for (const [name, inner] of Object.entries(value)) {
        properties[name] = isObject(inner) ? toJsonSchema(inner) : typeof inner === "string" ? { type: inner } : {};
      }
      schema[word] = properties;
    } else if (word === "items" && isObject(value)) schema[word] = toJsonSchema(value);
    else if (word === "items" && typeof value === "string") schema[word] = { type: value };
    else schema[word] = value;
  }
  return schema;
}

function jsonType(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
