import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { InputDeclaration } from "../document/definition.ts";

/** What stands for a text of which nothing is known: fourteen words, fourteen tokens. */
const QUESTION = "Where is the order that we placed last week and when will it come";
/** How many times that stands for what another agent of the team has written: about 200 tokens. */
const ANSWER = 14;
/** Items of a list of which nothing is known. */
const ITEMS = 3;

export interface Placeholders {
  /** Every variable of the prompt, declared or not. */
  readonly scope: JsonObject;
  /** Variables without a default: what stands for them is assumed. */
  readonly assumed: ReadonlySet<string>;
}

/**
 * Values to count a prompt with before anybody has given any: the declared default, else something of the size that the
 * schema suggests, else a short question. `names` are the variables that occur, such as `message` or `state.answer`.
 */
export function placeholdersOf(inputs: readonly InputDeclaration[], names: readonly string[]): Placeholders {
  const scope: Record<string, Json> = {};
  const assumed = new Set<string>();
  for (const input of inputs) {
    if (input.default === undefined) assumed.add(input.name);
    scope[input.name] = input.default ?? sample(input.schema, 0);
  }
  for (const name of names) {
    const [root, ...rest] = name.split(".") as [string, ...string[]];
    if (scope[root] !== undefined && !assumed.has(root)) continue;
    assumed.add(root);
    const fill = root === "state" ? Array(ANSWER).fill(QUESTION).join(" ") : QUESTION;
    scope[root] = rest.length === 0 ? (scope[root] ?? fill) : place(scope[root], rest, fill);
  }
  return { scope, assumed };
}

/** The same values with nothing in place of what is assumed. */
export function withoutAssumed({ scope, assumed }: Placeholders): JsonObject {
  const empty = (value: Json | undefined): Json => {
    if (typeof value === "string") return "";
    if (Array.isArray(value)) return [];
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, empty(v)])) : (value ?? "");
  };
  return Object.fromEntries(Object.entries(scope).map(([k, v]) => [k, assumed.has(k) ? empty(v) : v]));
}

function place(value: Json | undefined, path: readonly string[], fill: string): JsonObject {
  const [key, ...rest] = path as [string, ...string[]];
  const object = isObject(value) ? value : {};
  if (object[key] !== undefined && rest.length === 0) return object;
  return { ...object, [key]: rest.length === 0 ? fill : place(object[key], rest, fill) };
}

function sample(schema: JsonObject, depth: number): Json {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0] as Json;
  if (depth > 5) return "";
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "boolean":
      return true;
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 42;
    case "array": {
      const least = typeof schema.minItems === "number" ? Math.min(schema.minItems, 100) : 0;
      const most = typeof schema.maxItems === "number" ? schema.maxItems : ITEMS;
      const length = Math.max(least, Math.min(ITEMS, most));
      return Array.from({ length }, () => sample(isObject(schema.items) ? schema.items : {}, depth + 1));
    }
    case "object":
      return isObject(schema.properties)
        ? Object.fromEntries(
            Object.entries(schema.properties).map(([name, s]) => [name, sample(isObject(s) ? s : {}, depth + 1)]),
          )
        : {};
    default:
      return typeof schema.maxLength === "number" ? QUESTION.slice(0, Math.max(0, schema.maxLength)) : QUESTION;
  }
}
