import { isObject, type Json, type JsonObject } from "../base/json.ts";

const scalars = new Set(["string", "number", "integer", "boolean", "null", "any"]);

/** Picoschema (`title?: string, the title`) as JSON Schema. What is JSON Schema already stays as it is. */
export function fromPicoschema(schema: JsonObject): { readonly schema: JsonObject; readonly changed: boolean } {
  if (
    isObject(schema.properties) ||
    schema.$ref !== undefined ||
    (typeof schema.type === "string" && ["object", "array", ...scalars].includes(schema.type))
  ) {
    return { schema, changed: false };
  }
  return { schema: object(schema), changed: true };
}

function object(fields: JsonObject, description?: string): JsonObject {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [written, value = null] of Object.entries(fields)) {
    const match = /^([^?(\s]+)(\?)?(?:\(\s*(\w+)\s*(?:,\s*([\s\S]*?))?\))?$/.exec(written);
    const name = match?.[1] ?? written;
    const optional = match?.[2] !== undefined;
    if (name === "(*)" || written === "(*)") continue;
    properties[name] = field(match?.[3], value, match?.[4]);
    if (!optional) required.push(name);
  }
  return {
    type: "object",
    ...(description && { description }),
    properties,
    ...(required.length > 0 && { required }),
  };
}

function field(kind: string | undefined, value: Json, description: string | undefined): JsonObject {
  const said = description ? { description } : {};
  switch (kind) {
    case "array":
      return { type: "array", ...said, items: isObject(value) ? object(value) : scalar(String(value)) };
    case "enum":
      return { type: "string", ...said, enum: Array.isArray(value) ? (value as Json) : [] };
    case "object":
      return isObject(value) ? object(value, description) : { type: "object", ...said };
    default:
      return isObject(value) ? object(value, description) : scalar(String(value));
  }
}

/** `string, what it means` */
function scalar(written: string): JsonObject {
  const [, type = "string", description] = /^\s*(\w+)\s*(?:,\s*([\s\S]*))?$/.exec(written) ?? [];
  const known = scalars.has(type) && type !== "any" ? { type } : type === "any" ? {} : { type: "string" };
  return { ...known, ...(description && { description: description.trim() }) };
}
