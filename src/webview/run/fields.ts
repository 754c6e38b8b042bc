import { isObject, type Json, type JsonObject } from "../../core/base/json.ts";
import type { InputDeclaration } from "../../core/document/definition.ts";

/** How an input is typed in. `list` is one item a line; `json` is any value, written as JSON. */
export type FieldKind = "text" | "secret" | "number" | "boolean" | "choice" | "list" | "json";

export type Field = Pick<InputDeclaration, "name" | "schema" | "default" | "required" | "secret" | "description">;

export function kindOf(field: Field): FieldKind {
  const { schema } = field;
  if (field.secret) return "secret";
  if (choicesOf(field).length) return "choice";
  switch (schema.type) {
    case "string":
    case undefined:
      return "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return isObject(schema.items) && schema.items.type === "string" ? "list" : "json";
    default:
      return "json";
  }
}

export function choicesOf(field: Field): readonly string[] {
  const values = field.schema.enum;
  return Array.isArray(values)
    ? values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    : [];
}

/** A value as it stands in the field. The empty text is "nothing given". */
export function rawOf(field: Field, value: Json | undefined): string {
  if (value === undefined || value === null) return kindOf(field) === "boolean" ? "false" : "";
  if (typeof value === "string") return value;
  if (kindOf(field) === "list" && Array.isArray(value)) return value.map(String).join("\n");
  return kindOf(field) === "json" ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}

export type ReadField = { readonly value?: Json; readonly problem?: string };

/** What was typed, as a value of the declared type; or why it is none. */
export function readField(field: Field, raw: string): ReadField {
  const kind = kindOf(field);
  if (raw === "" && kind !== "boolean") {
    if (field.default !== undefined) return { value: field.default };
    return field.required ? { problem: "Needed" } : {};
  }
  switch (kind) {
    case "text":
    case "secret":
      return { value: raw };
    case "number": {
      const value = Number(raw);
      if (!Number.isFinite(value)) return { problem: "Not a number" };
      if (field.schema.type === "integer" && !Number.isInteger(value)) return { problem: "Not a whole number" };
      return { value };
    }
    case "boolean":
      return { value: raw === "true" };
    case "choice":
      return { value: asListed(field, raw) };
    case "list": {
      const items = raw.split("\n").filter((line) => line.trim() !== "");
      const least = field.schema.minItems;
      return typeof least === "number" && items.length < least
        ? { problem: `At least ${least}, one a line` }
        : { value: items };
    }
    case "json":
      try {
        return { value: JSON.parse(raw) as Json };
      } catch {
        // The parser's own message names an offset that helps nobody in a small field.
        return { problem: "Not JSON" };
      }
  }
}

function asListed(field: Field, raw: string): Json {
  const values = field.schema.enum;
  const found = Array.isArray(values) ? values.find((value) => rawOfChoice(value) === raw) : undefined;
  return found ?? raw;
}

function rawOfChoice(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** All fields at once: the values that were given, and the problem of each that cannot be used. */
export function readFields(
  fields: readonly Field[],
  raw: Readonly<Record<string, string>>,
): { readonly values: JsonObject; readonly problems: Readonly<Record<string, string>> } {
  const values: Record<string, Json> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const read = readField(field, raw[field.name] ?? "");
    if (read.problem !== undefined) problems[field.name] = read.problem;
    else if (read.value !== undefined) values[field.name] = read.value;
  }
  return { values, problems };
}

/** The whole form from values, as they were last used or as the definition gives them. */
export function rawFields(fields: readonly Field[], values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field) => [field.name, rawOf(field, values[field.name] ?? field.default)]));
}
