// biome-ignore-all lint/suspicious/noThenProperty: `then` is JSON Schema's word.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import { typeWords } from "../document/inputSchema.ts";
import {
  any,
  anyMap,
  boolean,
  either,
  file,
  integer,
  type Keys,
  list,
  map,
  mapOf,
  number,
  text,
  words,
} from "./build.ts";
import type { KeySchema, MapSchema, Schema } from "./schema.ts";

/** JSON Schema's own words, as they stand under `parameters` and `schema`. The API refuses a request for an unknown one. */

const types: Readonly<Record<string, string>> = {
  string: "A text.",
  number: "A number.",
  integer: "A whole number.",
  boolean: "true or false.",
  array: "A list. `items` says of what.",
  object: "A map. `properties` says with which parts.",
};

const node: MapSchema = { kind: "map", keys: () => keys, id: "jsonSchema" };
/** `true` takes everything and `false` nothing. */
const inner: Schema = either(node, boolean);
const named = mapOf("part", inner);

const keys: Keys = {
  type: {
    schema: either(
      words({ ...types, null: "Nothing. Written in quotes." }),
      list(words({ ...types, null: "Nothing. Written in quotes." }), 1),
    ),
    doc: "What the value is. Several types stand in a list.",
    snippet: "${1|string,number,integer,boolean,array,object|}",
  },
  title: { schema: text, doc: "A short name." },
  description: { schema: text, doc: "What the value means. The model reads it." },
  properties: {
    schema: named,
    doc: "The parts of an object, by name.",
    snippet: "\n  ${1:name}: {type: ${2:string}, description: $3}",
  },
  required: { schema: list(text), doc: "The parts that must be there.", snippet: "[$1]" },
  additionalProperties: { schema: inner, doc: "Whether an object may have parts that `properties` does not name." },
  items: { schema: inner, doc: "What each item of a list is.", snippet: "{type: ${1:string}}" },
  enum: { schema: list(any, 1), doc: "The values that are allowed.", snippet: "[$1]" },
  const: { schema: any, doc: "The one value that is allowed." },
  default: { schema: any, doc: "The value that is meant when none is given." },
  examples: { schema: list(any), doc: "Examples of the value." },
  example: { schema: any, doc: "An example, in the words of OpenAPI. JSON Schema has `examples`." },
  format: {
    schema: text,
    doc: "Format of a text or number: `date-time`, `date`, `time`, `email`, `uri`, `uuid`, `int32`, `double` and so on.",
  },
  nullable: { schema: boolean, doc: "The value may be missing, in the words of OpenAPI." },
  pattern: { schema: text, doc: "Regular expression that a text must match." },
  minLength: { schema: integer(), doc: "Fewest characters." },
  maxLength: { schema: integer(), doc: "Most characters." },
  minimum: { schema: number(), doc: "Smallest number." },
  maximum: { schema: number(), doc: "Largest number." },
  exclusiveMinimum: { schema: number(), doc: "The number must be larger." },
  exclusiveMaximum: { schema: number(), doc: "The number must be smaller." },
  multipleOf: { schema: number(), doc: "The number must be a multiple of this one." },
  minItems: { schema: integer(), doc: "Fewest items." },
  maxItems: { schema: integer(), doc: "Most items." },
  uniqueItems: { schema: boolean, doc: "No item stands twice." },
  prefixItems: { schema: list(inner), doc: "What the first items of a list are, one by one." },
  contains: { schema: inner, doc: "At least one item must be so." },
  minContains: { schema: integer(), doc: "Fewest items that are as `contains` says." },
  maxContains: { schema: integer(), doc: "Most items that are as `contains` says." },
  minProperties: { schema: integer(), doc: "Fewest parts." },
  maxProperties: { schema: integer(), doc: "Most parts." },
  patternProperties: { schema: named, doc: "What parts are whose names match a regular expression." },
  propertyNames: { schema: inner, doc: "What the names of the parts may be." },
  dependentRequired: { schema: mapOf("part", list(text)), doc: "Parts that must be there when another one is." },
  dependentSchemas: { schema: named, doc: "What holds as well when a part is there." },
  unevaluatedProperties: { schema: inner, doc: "What parts are that nothing else speaks of." },
  unevaluatedItems: { schema: inner, doc: "What items are that nothing else speaks of." },
  propertyOrdering: { schema: list(text), doc: "The order in which Gemini writes the parts." },
  anyOf: { schema: list(inner, 1), doc: "At least one of these holds." },
  oneOf: { schema: list(inner, 1), doc: "Exactly one of these holds." },
  allOf: { schema: list(inner, 1), doc: "All of these hold." },
  not: { schema: inner, doc: "This must not hold." },
  if: { schema: inner, doc: "When this holds, so must `then`; otherwise `else`." },
  then: { schema: inner, doc: "Holds when `if` does." },
  else: { schema: inner, doc: "Holds when `if` does not." },
  $ref: { schema: text, doc: 'Another part of this schema: `"#/$defs/name"`.', snippet: '"#/\\$defs/${1:name}"' },
  $defs: { schema: named, doc: "Parts that `$ref` names." },
  definitions: { schema: named, doc: "Parts that `$ref` names, in older schemas." },
  $id: { schema: text, doc: "The address of the schema." },
  $schema: { schema: text, doc: "The version of JSON Schema." },
  $anchor: { schema: text, doc: "A name for `$ref`." },
  $dynamicRef: { schema: text, doc: "A reference that is resolved where it is used." },
  $dynamicAnchor: { schema: text, doc: "A name for `$dynamicRef`." },
  $comment: { schema: text, doc: "A note for people." },
  readOnly: { schema: boolean, doc: "The value is only read." },
  writeOnly: { schema: boolean, doc: "The value is only written." },
  deprecated: { schema: boolean, doc: "The value should no longer be used." },
  contentEncoding: { schema: text, doc: "How a text holds other data: `base64`." },
  contentMediaType: { schema: text, doc: "What the data in a text is." },
};

/** A JSON Schema, written in place. */
export const jsonSchema: MapSchema = node;

/** The same, or `{file: path}`. */
export const jsonSchemaOrFile: MapSchema = {
  kind: "map",
  keys: () => withFile,
  id: "jsonSchemaOrFile",
};
const withFile: Keys = {
  ...keys,
  file: { schema: file, doc: "A file that holds the schema, JSON or YAML, in place of all the rest.", snippet: "$0" },
};

/** The words of a variable's declaration: JSON Schema's in the language's own writing, and nested. */
const typeWord = words(Object.fromEntries(typeWords.map((word) => [word, types[word] as string])));
const part: MapSchema = { kind: "map", keys: () => declarationKeys, id: "inputPart" };
const partOrWord: Schema = either(typeWord, part);

const declarationKeys: Readonly<Record<string, KeySchema>> = {
  type: { schema: either(typeWord, list(text)), doc: "JSON type of the value." },
  description: { schema: text, doc: "What the variable is; shown when a value is asked for." },
  default: { schema: any, doc: "The value when none is given. Without it the variable must be given." },
  enum: { schema: list(any), doc: "The values that are allowed.", snippet: "[$1]" },
  const: { schema: any, doc: "The one value that is allowed." },
  pattern: { schema: text, doc: "Regular expression that a text must match." },
  format: { schema: text, doc: "Format of a text: date, email, uri and so on." },
  min_length: { schema: integer(), doc: "Fewest characters." },
  max_length: { schema: integer(), doc: "Most characters." },
  minimum: { schema: number(), doc: "Smallest number." },
  maximum: { schema: number(), doc: "Largest number." },
  exclusive_minimum: { schema: number(), doc: "The number must be larger." },
  exclusive_maximum: { schema: number(), doc: "The number must be smaller." },
  multiple_of: { schema: number(), doc: "The number must be a multiple of this one." },
  items: { schema: partOrWord, doc: "What each item of a list is.", snippet: "{type: ${1:string}}" },
  min_items: { schema: integer(), doc: "Fewest items." },
  max_items: { schema: integer(), doc: "Most items." },
  unique_items: { schema: boolean, doc: "No item stands twice." },
  properties: {
    schema: mapOf("part", partOrWord),
    doc: "The parts of an object: each a type word, or a map as here.",
    snippet: "\n  ${1:name}: ${2:string}",
  },
  min_properties: { schema: integer(), doc: "Fewest parts." },
  max_properties: { schema: integer(), doc: "Most parts." },
  required: { schema: list(text), doc: "The parts that must be there." },
  additional_properties: { schema: either(boolean, anyMap), doc: "Whether an object may have other parts." },
  title: { schema: text, doc: "A short name." },
  examples: { schema: list(any), doc: "Examples of the value." },
};

/** One entry of `inputs`. */
export const inputDeclaration: Schema = either(
  typeWord,
  map(
    {
      type: declarationKeys.type as KeySchema,
      description: declarationKeys.description as KeySchema,
      default: declarationKeys.default as KeySchema,
      untrusted: {
        schema: boolean,
        doc: "The value comes from outside and may hold orders meant for the model.",
        snippet: "true",
      },
      secret: {
        schema: boolean,
        doc: "The value is never written to a trace and may not stand in a prompt.",
        snippet: "true",
      },
      ...declarationKeys,
    },
    { id: "inputDeclaration" },
  ),
);
