import type { Json, JsonObject } from "../base/json.ts";
import { agentFile, agentKeys } from "./agentSchema.ts";
import type { KeySchema, MapSchema, Schema } from "./schema.ts";

/**
 * The published JSON Schema (draft-07, which editors and draft 2020-12 read alike), for people whose editor has no
 * Flashback. It accepts exactly what `checkSchema` accepts.
 */
export function agentJsonSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Agent definition (agent/v1)",
    description: "A Gemini agent: model, prompts, inputs, tools, variants and budget.",
    ...mapSchema(agentFile),
    definitions: {
      agent: mapSchema({ kind: "map", keys: () => agentKeys }),
      // What a file and an agent inside it have in common stands once.
      ...Object.fromEntries(Object.entries(agentKeys).map(([name, key]) => [name, keySchema(key)])),
    },
  };
}

function toJson(schema: Schema): JsonObject {
  switch (schema.kind) {
    case "text":
      return {
        type: schema.template ? ["string", "number", "boolean"] : "string",
        ...(schema.pattern ? { pattern: schema.pattern.source } : {}),
        ...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength }),
      };
    case "number":
      return {
        type: schema.integer ? "integer" : "number",
        ...(schema.min === undefined ? {} : { minimum: schema.min }),
        ...(schema.max === undefined ? {} : { maximum: schema.max }),
      };
    case "boolean":
      return { type: "boolean" };
    case "words": {
      const words = schema.words.map((w) => w.word);
      return schema.open
        ? { type: "string", examples: words }
        : { enum: words, markdownEnumDescriptions: schema.words.map((w) => w.doc) };
    }
    case "model":
      return { type: "string", examples: [schema.agent ? "antigravity-preview-09-2026" : "gemini-3.5-flash"] };
    case "list":
      return {
        type: "array",
        items: toJson(schema.item),
        ...(schema.min === undefined ? {} : { minItems: schema.min }),
        ...(schema.max === undefined ? {} : { maxItems: schema.max }),
      };
    case "mapOf":
      return { type: "object", additionalProperties: toJson(schema.value) };
    case "map":
      return schema.keys() === agentKeys ? { $ref: "#/definitions/agent" } : mapSchema(schema);
    case "cases": {
      // biome-ignore-start lint/suspicious/noThenProperty: it is JSON Schema's word, and this object is only printed.
      // One branch for each value of the key, so that a validator says what is wrong in the branch that is meant.
      const branches: Json[] = Object.entries(schema.cases).map(([value, map]) => ({
        if: { required: [schema.key], properties: { [schema.key]: { const: value } } },
        then: mapSchema(map),
      }));
      if (schema.without) {
        branches.push({ if: { not: { required: [schema.key] } }, then: mapSchema(schema.without) });
      }
      // biome-ignore-end lint/suspicious/noThenProperty: as above.
      const first = Object.values(schema.cases)[0]?.keys()[schema.key];
      return { type: "object", properties: { [schema.key]: first ? keySchema(first) : {} }, allOf: branches };
    }
    case "either": {
      const options = schema.options.map(toJson);
      return options.length === 1 ? (options[0] as JsonObject) : { anyOf: options };
    }
    case "any":
      return schema.form ? { type: schema.form === "map" ? "object" : "array" } : {};
  }
}

function shared(name: string): JsonObject {
  return { $ref: `#/definitions/${name}` };
}

function mapSchema(schema: MapSchema): JsonObject {
  const keys = Object.entries(schema.keys());
  const required = keys.filter(([, key]) => key.required).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(
      keys.map(([name, key]) => [name, agentKeys[name] === key ? shared(name) : keySchema(key)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...(schema.open ? {} : { patternProperties: { "^x-": {} }, additionalProperties: false }),
  };
}

function keySchema(key: KeySchema): JsonObject {
  const description = [key.doc, key.deprecated, key.mapsTo ? `Maps to: ${key.mapsTo}.` : undefined]
    .filter((line) => line !== undefined)
    .join("\n\n");
  const body = toJson(key.schema);
  const described = {
    description: description.replaceAll("`", ""),
    markdownDescription: description,
    ...(key.deprecated ? { deprecationMessage: key.deprecated } : {}),
  };
  // Beside $ref draft-07 ignores everything else.
  return body.$ref ? { ...described, allOf: [body] } : { ...described, ...body };
}
