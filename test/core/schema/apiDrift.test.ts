import { expect, test } from "vitest";
import { agentFile } from "../../../src/core/schema/agentSchema.ts";
import type { KeySchema, Schema } from "../../../src/core/schema/schema.ts";
import { type KnownField, knownFields, knownParts, knownWords } from "./apiFields.ts";
import { type ApiTypes, readApiTypes } from "./apiTypes.ts";

// A new release of @google/genai that adds, renames or deprecates a field fails here by the field's name. Then: give it a
// key in src/core/schema and a row in apiFields.ts, or a row there with the reason why it has none.
const api = readApiTypes();

interface Place {
  readonly schemas: readonly Schema[];
  readonly key?: KeySchema;
}

/** Where a path of apiFields.ts leads in the schema of a definition. */
function placeOf(where: string): Place | undefined {
  let at: Place | undefined = { schemas: [agentFile] };
  for (const step of where.split(".")) {
    const found: Place[] = flat(at.schemas).flatMap((schema): Place[] => {
      if (schema.kind === "map") {
        const key = schema.keys()[step];
        return key ? [{ schemas: [key.schema], key }] : [];
      }
      if (schema.kind === "mapOf") return step === "*" ? [{ schemas: [schema.value] }] : [];
      if (schema.kind !== "cases") return [];
      const chosen = schema.cases[step];
      return chosen ? [{ schemas: [chosen] }] : [];
    });
    if (!found[0]) return undefined;
    at = found[0];
  }
  return at;
}

/** Through lists and alternatives. */
function flat(schemas: readonly Schema[]): readonly Schema[] {
  return schemas.flatMap((schema) => {
    if (schema.kind === "either") return flat(schema.options);
    return schema.kind === "list" ? [schema, ...flat([schema.item])] : [schema];
  });
}

function formsOf(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case "either":
      return schema.options.flatMap(formsOf);
    case "text":
    case "words":
    case "model":
      return ["text"];
    case "number":
    case "boolean":
    case "list":
      return [schema.kind];
    case "any":
      return [schema.form ?? "any"];
    default:
      return ["map"];
  }
}

/** What differs between a release and what is known of it, a sentence each. */
function drift(release: ApiTypes): string[] {
  const said: string[] = [];
  for (const [type, known] of Object.entries(knownFields)) {
    const fields = release.fieldsOf(type);
    if (!fields) {
      said.push(`${type} is gone, or is called differently.`);
      continue;
    }
    for (const name of Object.keys(known)) if (!fields.has(name)) said.push(`${type}.${name} is gone, or renamed.`);
    for (const [name, { deprecated }] of fields) {
      const row = known[name];
      if (!row) said.push(`${type}.${name} is new: map it, or list why not.`);
      else if (deprecated !== (row.deprecated === true)) {
        said.push(`${type}.${name} is ${deprecated ? "now" : "no longer"} deprecated.`);
      }
    }
  }
  for (const [type, { ours = [], theirs = [], at }] of Object.entries(knownWords)) {
    const words = release.wordsOf(type);
    if (words.length === 0) said.push(`${type} is gone, or lists no words.`);
    const place = placeOf(at);
    const here = flat(place?.schemas ?? []).flatMap((s) => (s.kind === "words" ? s.words.map((w) => w.word) : []));
    for (const word of words) {
      if (!here.includes(word) && !theirs.includes(word)) said.push(`${type} has a new word "${word}" for ${at}.`);
    }
    for (const word of here) {
      if (!words.includes(word) && !ours.includes(word)) said.push(`${type} has no "${word}", which ${at} offers.`);
    }
  }
  for (const [type, known] of Object.entries(knownParts)) {
    const parts = release.partsOf(type).map((name) => (name.split(".").at(-1) ?? "").replace(/_\d+$/, ""));
    for (const part of parts) if (!known[part]) said.push(`${type} has a new kind ${part}: map it, or list why not.`);
    for (const part of Object.keys(known)) if (!parts.includes(part)) said.push(`${type} has no ${part} any more.`);
  }
  return said;
}

test("every field of the API is mapped, or left out for a reason", () => expect(drift(api)).toEqual([]));

test("a release that adds, renames, deprecates or extends is told by name", () => {
  const changed: ApiTypes = {
    fieldsOf(type) {
      const fields = new Map(api.fieldsOf(type));
      if (type !== "interactions.GenerationConfig") return fields;
      fields.delete("seed");
      fields.set("sead", { deprecated: false, forms: new Set(["number"]) });
      fields.set("thinking_level", { deprecated: true, forms: new Set(["text"]) });
      return fields;
    },
    wordsOf: (type) => [...api.wordsOf(type), ...(type === "interactions.ServiceTier" ? ["cheap"] : [])],
    partsOf: (type) => (type === "agents.AgentTool" ? api.partsOf(type).slice(1) : api.partsOf(type)),
  };
  expect(drift(changed)).toEqual([
    "interactions.GenerationConfig.seed is gone, or renamed.",
    "interactions.GenerationConfig.thinking_level is now deprecated.",
    "interactions.GenerationConfig.sead is new: map it, or list why not.",
    'interactions.ServiceTier has a new word "cheap" for service_tier.',
    "agents.AgentTool has no CodeExecution any more.",
  ]);
});

const rows = [...Object.entries(knownFields), ...Object.entries(knownParts)].flatMap(([type, known]) =>
  Object.entries(known).flatMap(([name, row]: [string, KnownField]) => ("at" in row ? [{ type, name, ...row }] : [])),
);

test("every place that a field is mapped to is one of the language", () => {
  expect(rows.filter((row) => !placeOf(row.at)).map((row) => `${row.type}.${row.name}: ${row.at}`)).toEqual([]);
});

/** Written otherwise here, and turned into the API's form when it is sent. */
const otherForms: Readonly<Record<string, string>> = {
  "interactions.AntigravityAgentConfig.max_total_tokens": "a whole number here, a text on the wire",
  "types.ThinkingConfig.includeThoughts": "a word here",
  "types.Tool.mcpServers": "one entry of tools for each server",
  "types.Tool.functionDeclarations": "one entry of tools for each function",
  "types.GenerateContentConfig.thinkingConfig": "its parts stand one by one",
};

test("values have the form that the API takes", () => {
  const differing = rows.flatMap(({ type, name, at }) => {
    const theirs = api.fieldsOf(type)?.get(name)?.forms;
    const place = placeOf(at);
    if (!theirs || !place || theirs.has("any")) return [];
    const ours = place.schemas.flatMap(formsOf);
    return ours.includes("any") || ours.some((form) => theirs.has(form)) ? [] : [`${type}.${name}`];
  });
  expect(differing.sort()).toEqual(Object.keys(otherForms).sort());
});

test("what the Interactions API marks as deprecated is marked here", () => {
  const silent = rows
    .filter((row) => row.deprecated && row.type.startsWith("interactions."))
    .filter(({ at }) => placeOf(at)?.key?.deprecated === undefined);
  expect(silent.map((row) => row.name)).toEqual([]);
});
