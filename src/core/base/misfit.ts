import { isObject, type Json, type JsonObject, own } from "./json.ts";

/**
 * How `value` misses the schema's plain demands (type, enum, const, bounds, required), in words; undefined when it fits.
 * `say` puts the value into words: a complaint is recorded, and a secret must not be.
 */
export function misfit(
  value: Json,
  schema: JsonObject,
  name: string,
  say: (value: Json) => string = shown,
): string | undefined {
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    return `"${name}" must be ${types.map(withArticle).join(" or ")}, not ${say(value)}`;
  }
  const { enum: allowed } = schema;
  if (Array.isArray(allowed) && !allowed.some((item) => same(item as Json, value))) {
    return `"${name}" must be one of ${allowed.map((item) => shown(item as Json)).join(", ")}, not ${say(value)}`;
  }
  if (schema.const !== undefined && !same(schema.const, value)) return `"${name}" must be ${shown(schema.const)}`;
  if (typeof value === "number") return boundsOf(value, schema, "minimum", "maximum", name);
  if (typeof value === "string") {
    const pattern = schema.pattern;
    if (typeof pattern === "string" && !matches(pattern, value)) return `"${name}" must match ${pattern}`;
    return boundsOf([...value].length, schema, "minLength", "maxLength", name, "character");
  }
  if (Array.isArray(value)) {
    const size = boundsOf(value.length, schema, "minItems", "maxItems", name, "item");
    if (size) return size;
    const items = schema.items;
    if (!isObject(items)) return undefined;
    return firstOf(value.map((item, index) => () => misfit(item as Json, items, `${name}[${index}]`, say)));
  }
  if (isObject(value)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const absent = required.find((key) => typeof key === "string" && own(value, key) === undefined);
    if (absent !== undefined) return `"${name}" needs "${String(absent)}"`;
    const properties = isObject(schema.properties) ? schema.properties : {};
    return firstOf(
      Object.entries(properties).map(([key, property]) => () => {
        const inner = own(value, key);
        return inner === undefined || !isObject(property) ? undefined : misfit(inner, property, `${name}.${key}`, say);
      }),
    );
  }
  return undefined;
}

/** Equal as JSON; the order of keys does not count. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => same(own(a, key), own(b, key)));
  }
  return a === b;
}

export function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((t) => typeof t === "string") : [];
}

export function hasType(value: Json, type: string): boolean {
  switch (type.toLowerCase()) {
    case "string":
    case "boolean":
      return typeof value === type.toLowerCase();
    case "number":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "null":
      return value === null;
    default:
      return true;
  }
}

/** The file may write `min_items` for `minItems`, as its other keys are written. */
function boundsOf(
  n: number,
  schema: JsonObject,
  low: string,
  high: string,
  name: string,
  unit = "",
): string | undefined {
  const least = schema[low] ?? schema[snake(low)];
  const most = schema[high] ?? schema[snake(high)];
  const told = (what: string, bound: number) => {
    if (unit === "") return `"${name}" must be ${what} ${bound}`;
    return `"${name}" must have ${what} ${bound} ${unit}${bound === 1 ? "" : "s"}`;
  };
  if (typeof least === "number" && n < least) return told("at least", least);
  if (typeof most === "number" && n > most) return told("at most", most);
  return undefined;
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A pattern that is no regular expression is a problem of the file, told there; it refuses no value. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
