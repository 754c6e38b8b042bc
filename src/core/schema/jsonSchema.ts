import type { Json, JsonObject } from "../base/json.ts";
import { agentFile, agentTestFile, toolFile } from "./agentSchema.ts";
import type { CasesSchema, KeySchema, MapSchema, Schema } from "./schema.ts";
import { anyCase } from "./schemaAt.ts";

/**
 * The published JSON Schemas (draft 2020-12; what they use means the same in draft-07), for people whose editor has no
 * Flashback. They accept what `checkSchema` accepts, but for `null` in a file that extends another one.
 */
export const publishedSchemas: Readonly<Record<string, () => JsonObject>> = {
  "agent.v1.schema.json": () => write(agentFile, "Agent definition (agent/v1)", "A Gemini agent, or a team of them."),
  "tool.v1.schema.json": () =>
    write(toolFile, "Shared tool (tool/v1)", "A tool that several agents use through `ref`."),
  "agent-test.v1.schema.json": () =>
    write(agentTestFile, "Tests of an agent (agent-test/v1)", "Tests in a file beside the agent."),
};

/** Once to see what stands in several places, and once more with that under `$defs`. */
function write(schema: Schema, title: string, description: string): JsonObject {
  const first = new Writer(() => false);
  first.root(schema, title, description);
  return new Writer((key) => (first.seen.get(key) ?? 0) > 1).root(schema, title, description);
}

class Writer {
  readonly seen = new Map<KeySchema, number>();
  readonly #several: (key: KeySchema) => boolean;
  /** What has a name of its own; it may hold itself. */
  readonly #named = new Map<string, JsonObject>();
  readonly #keyNames = new Map<KeySchema, string>();

  constructor(several: (key: KeySchema) => boolean) {
    this.#several = several;
  }

  root(schema: Schema, title: string, description: string): JsonObject {
    const body = this.#json(schema);
    const names = [...this.#named].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title,
      description,
      ...body,
      ...(names.length > 0 ? { $defs: Object.fromEntries(names) } : {}),
    };
  }

  #json(schema: Schema): JsonObject {
    switch (schema.kind) {
      case "text":
        return {
          type: schema.template
            ? ["string", "number", "boolean"]
            : schema.expression
              ? ["string", "boolean"]
              : "string",
          ...(schema.pattern ? { pattern: schema.pattern.source, patternErrorMessage: schema.pattern.says } : {}),
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
          items: this.#json(schema.item),
          ...(schema.min === undefined ? {} : { minItems: schema.min }),
          ...(schema.max === undefined ? {} : { maxItems: schema.max }),
        };
      case "mapOf":
        return {
          type: "object",
          additionalProperties: this.#json(schema.value),
          ...(schema.keys ? { propertyNames: { pattern: schema.keys.source } } : {}),
          ...(schema.min === undefined ? {} : { minProperties: schema.min }),
        };
      case "map":
        return this.#shared(schema.id, () => this.#map(schema));
      case "cases":
        return this.#shared(schema.id, () => this.#cases(schema));
      case "either": {
        const options = schema.options.map((option) => this.#json(option));
        return options.length === 1 ? (options[0] as JsonObject) : { anyOf: options };
      }
      case "any":
        return schema.form ? { type: schema.form === "map" ? "object" : "array" } : {};
    }
  }

  #shared(name: string | undefined, make: () => JsonObject): JsonObject {
    if (name === undefined) return make();
    if (!this.#named.has(name)) {
      this.#named.set(name, {});
      this.#named.set(name, make());
    }
    return { $ref: `#/$defs/${name}` };
  }

  #sharedKey(name: string, key: KeySchema): JsonObject {
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    if (!this.#several(key)) return this.#key(key);
    let shared = this.#keyNames.get(key);
    if (shared === undefined) {
      const taken = [...this.#keyNames.values()].filter((each) => each.replace(/_\d+$/, "") === `key_${name}`).length;
      shared = taken === 0 ? `key_${name}` : `key_${name}_${taken + 1}`;
      this.#keyNames.set(key, shared);
    }
    return this.#shared(shared, () => this.#key(key));
  }

  #map(schema: MapSchema): JsonObject {
    const keys = Object.entries(schema.keys());
    const required = keys.filter(([, key]) => key.required).map(([name]) => name);
    return {
      type: "object",
      properties: Object.fromEntries(keys.map(([name, key]) => [name, this.#sharedKey(name, key)])),
      ...(required.length > 0 ? { required } : {}),
      ...(schema.open ? {} : { patternProperties: { "^x-": {} }, additionalProperties: false }),
      ...(schema.oneOf ? exactlyOne(schema.oneOf) : {}),
    };
  }

  /** One branch for each value of the key, so that a validator says what is wrong in the branch that is meant. */
  #cases(schema: CasesSchema): JsonObject {
    const words = new Map<MapSchema, string[]>();
    for (const [word, map] of Object.entries(schema.cases)) words.set(map, [...(words.get(map) ?? []), word]);
    // biome-ignore-start lint/suspicious/noThenProperty: it is JSON Schema's word, and this object is only printed.
    const branches: Json[] = [...words].map(([map, same]) => ({
      if: {
        required: [schema.key],
        properties: { [schema.key]: same.length === 1 ? { const: same[0] as string } : { enum: same } },
      },
      then: this.#map(map),
    }));
    branches.push({ if: { not: { required: [schema.key] } }, then: this.#map(schema.without ?? anyCase(schema)) });
    // biome-ignore-end lint/suspicious/noThenProperty: as above.
    const chooser = Object.values(schema.cases)[0]?.keys()[schema.key];
    return {
      type: "object",
      properties: { [schema.key]: chooser ? this.#sharedKey(schema.key, chooser) : {} },
      allOf: branches,
    };
  }

  #key(key: KeySchema): JsonObject {
    const description = [key.doc, key.deprecated, key.mapsTo ? `Maps to: ${key.mapsTo}.` : undefined]
      .filter((line) => line !== undefined)
      .join("\n\n");
    const body = this.#json(key.schema);
    const described = {
      description: description.replaceAll("`", ""),
      markdownDescription: description,
      ...(key.deprecated ? { deprecationMessage: key.deprecated, deprecated: true } : {}),
    };
    // Beside $ref draft-07 ignores everything else.
    return body.$ref ? { ...described, allOf: [body] } : { ...described, ...body };
  }
}

/** Said with `false` and not with oneOf, so that a validator names the key that is too much. */
function exactlyOne(names: readonly string[]): JsonObject {
  const excluded = names.slice(0, -1).map((name, i) => ({
    if: { required: [name] },
    // biome-ignore lint/suspicious/noThenProperty: as above.
    then: { properties: Object.fromEntries(names.slice(i + 1).map((other) => [other, false])) },
  }));
  return { anyOf: names.map((name) => ({ required: [name] })), allOf: excluded };
}
