import { isObject, type Json, type JsonObject } from "../../core/base/json.ts";
import { below, pick, type Random } from "../../core/runs/random.ts";
import { keywords } from "./words.ts";

/** What a value is made from: chance, and the words of the user that it should be about. */
export interface Source {
  readonly next: Random;
  readonly about: string;
  /** How many values may still be made: a schema may ask for a thousand million. */
  readonly left?: { values: number };
}

const mostValues = 10_000;
const longestText = 100_000;

/** A value that fits a JSON Schema (the subset Gemini takes), made from the user's words where they fit. */
export function fromSchema(schema: Json | undefined, given: Source, name = "", root?: Json, depth = 0): Json {
  const left = given.left ?? { values: mostValues };
  if (!isObject(schema) || depth > 12 || left.values-- <= 0) return null;
  const source = { ...given, left };
  const top = root ?? schema;
  const go = (inner: Json | undefined, key = name) => fromSchema(inner, source, key, top, depth + 1);
  if (typeof schema.$ref === "string") return go(referred(top, schema.$ref));
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return fromEnum(schema.enum, source);
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(union)) return go(union.find((one) => isObject(one) && one.type !== "null") ?? union[0]);
  if (Array.isArray(schema.allOf)) return go(Object.assign({}, ...schema.allOf.filter(isObject)) as JsonObject);
  const listed: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type =
    listed.find((one) => one !== "null") ?? (schema.properties ? "object" : schema.items ? "array" : "string");
  switch (String(type).toLowerCase()) {
    case "object": {
      const properties = isObject(schema.properties) ? schema.properties : {};
      const required = Array.isArray(schema.required) ? schema.required : Object.keys(properties);
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([key]) => required.includes(key) || source.next() < 0.7)
          .map(([key, property]) => [key, go(property, key)]),
      );
    }
    case "array": {
      const least = number(schema.minItems) ?? 1;
      const most = number(schema.maxItems) ?? Math.max(least, 3);
      const points = pointsOf(source.about);
      const drawn = points.length > 0 ? points.length : least + below(source.next, Math.max(1, most - least + 1));
      const upper = number(schema.maxItems) ?? Math.max(least, 20);
      const length = Math.min(Math.max(Math.min(drawn, upper), least), Math.max(0, left.values));
      return Array.from({ length }, (_, index) => {
        const about = points[index % Math.max(points.length, 1)] ?? source.about;
        return fromSchema(schema.items, { ...source, about }, name, top, depth + 1);
      });
    }
    case "integer":
    case "number":
      return fromRange(schema, source, String(type).toLowerCase() === "integer");
    case "boolean":
      return source.next() < 0.6;
    case "null":
      return null;
    default:
      return fromText(schema, source, name);
  }
}

/** Arguments of a call: as `fromSchema`, but optional properties only where the user's words hold a value. */
export function argumentsFor(schema: JsonObject | undefined, source: Source): JsonObject {
  const properties = isObject(schema?.properties) ? schema.properties : {};
  const required: readonly unknown[] = Array.isArray(schema?.required) ? schema.required : Object.keys(properties);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => required.includes(key))
      .map(([key, property]) => [key, fromSchema(property, source, key, schema)]),
  );
}

/** Every different piece of `text` that a property's pattern finds: two order numbers make two calls. */
export function allMatches(pattern: string, text: string): readonly string[] {
  const found = regex(pattern, "gu");
  return found ? [...new Set([...text.matchAll(found)].map(([match]) => match).filter((match) => match !== ""))] : [];
}

/** The lines of a list in the user's words: a list in the answer has one item for each. */
function pointsOf(about: string): readonly string[] {
  return [...about.matchAll(/^\s*(?:[-*•]|\d+[.)])\s+(.+)$/gm)].map(([, line = ""]) => line.trim()).slice(0, 20);
}

function fromEnum(values: readonly Json[], source: Source): Json {
  const said = source.about.toLowerCase();
  const words = said.match(/\p{L}{3,}/gu) ?? [];
  // "Fix" and "fixed" are one word here.
  const alike = (value: string) => words.some((word) => word.slice(0, 3) === value.slice(0, 3));
  return (
    values.find((value) => typeof value === "string" && said.includes(value.toLowerCase().replaceAll("_", " "))) ??
    values.find((value) => typeof value === "string" && alike(value.toLowerCase())) ??
    pick(source.next, values) ??
    null
  );
}

function fromRange(schema: JsonObject, source: Source, whole: boolean): number {
  const low = number(schema.minimum) ?? number(schema.exclusiveMinimum) ?? 0;
  const high = number(schema.maximum) ?? number(schema.exclusiveMaximum) ?? Math.max(low + 100, 100);
  for (const [digits] of source.about.matchAll(/(?<![\p{L}\p{N}])\d+(?:\.\d+)?(?![\p{L}\p{N}])/gu)) {
    const said = Number(digits);
    if (said >= low && said <= high && (!whole || Number.isInteger(said))) return said;
  }
  const value = low + source.next() * (high - low);
  return whole ? Math.min(Math.ceil(value), Math.floor(high)) : Math.round(value * 100) / 100;
}

function fromText(schema: JsonObject, source: Source, name: string): string {
  const pattern = typeof schema.pattern === "string" ? schema.pattern : undefined;
  const { about, next } = source;
  if (pattern) return allMatches(pattern, about)[0] ?? fromPattern(pattern, next);
  return fitted(wordsFor(schema, source, name), schema);
}

/** What a property of this name would hold, out of the user's words where they have it. */
function wordsFor(schema: JsonObject, { about, next }: Source, name: string): string {
  const key = name.toLowerCase();
  const quoted = /["“']([^"”']{2,80})["”']/u.exec(about)?.[1];
  if (schema.format === "date" || /date|day$/.test(key)) return /\d{4}-\d\d-\d\d/.exec(about)?.[0] ?? "2026-11-24";
  if (schema.format === "date-time" || /_at$|time$/.test(key)) return "2026-11-24T09:00:00Z";
  if (schema.format === "email" || /mail/.test(key)) return /\S+@\S+\.\w+/.exec(about)?.[0] ?? "ana@example.com";
  if (schema.format === "uri" || /url|link/.test(key))
    return /https?:\/\/\S+/.exec(about)?.[0] ?? "https://example.com/";
  if (/(^|_)id$|number|code/.test(key))
    return /\b[A-Za-z]*\d[\w-]*\b/.exec(about)?.[0] ?? `X${1000 + below(next, 9000)}`;
  if (/city|place|location|country/.test(key))
    return /\b(?:in|to|from|at)\s+(\p{Lu}\p{L}+)/u.exec(about)?.[1] ?? "Madrid";
  if (/name|who/.test(key)) return /(?<=[\p{L},] )\p{Lu}\p{L}+/u.exec(about)?.[0] ?? "Ana";
  if (/query|question|message|search/.test(key)) return quoted ?? about.replace(/<[^>]*>/g, " ").trim();
  if (about.length <= 120 && !about.includes("\n") && /text|summary|description|detail|change/.test(key)) return about;
  const [point, ...others] = pointsOf(about);
  if (point !== undefined && /title|subject/.test(key)) {
    return others.length > 0 ? `${point}, and ${others.length} more` : point;
  }
  const words = keywords(about);
  const first = below(next, Math.max(1, words.length));
  const subject =
    words.length > 1 ? `${words[first]} ${words[(first + 1) % words.length]}` : (words[0] ?? "the request");
  if (/title|subject|label|topic|kind|type/.test(key)) return capital(subject);
  return `${capital(subject)}, in a few words.`;
}

function fitted(text: string, schema: JsonObject): string {
  const most = number(schema.maxLength) ?? number(schema.max_length) ?? 400;
  const least = number(schema.minLength) ?? 0;
  return text.slice(0, most).padEnd(Math.min(least, longestText), ".");
}

/** A text for the plain patterns people write in schemas: literals, classes, `\d \w \s`, `?`, `+`, `*`, `{n}`, `{n,m}`. */
function fromPattern(pattern: string, next: Random): string {
  const pieces = pattern
    .replace(/^\^|\$$/g, "")
    .matchAll(/(\[(?:\\.|[^\]\\])+\]|\\.|[^\\[\]{}()|?*+])(\{(\d+)(?:,(\d*))?\}|[?*+])?/g);
  let made = "";
  for (const [, atom = "", quantifier, low] of pieces) {
    const times = low !== undefined ? Number(low) : quantifier === "?" || quantifier === "*" ? 0 : 1;
    for (let i = 0; i < Math.min(times, 40); i++) made += fromAtom(atom, next);
  }
  return made;
}

function fromAtom(atom: string, next: Random): string {
  const ranges: Record<string, string> = { "\\d": "0123456789", "\\w": "abcdefghijkl", "\\s": " ", ".": "x" };
  if (atom.startsWith("[") && !atom.startsWith("[^")) {
    const [, from = "a", to] = /^\[(.)(?:-(.))?/.exec(atom) ?? [];
    const first = from.charCodeAt(0);
    return String.fromCharCode(first + (to ? below(next, to.charCodeAt(0) - first + 1) : 0));
  }
  const letters = ranges[atom] ?? (atom.startsWith("[^") ? "x" : atom.replace(/^\\/, ""));
  return letters.charAt(below(next, letters.length));
}

function regex(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replace(/^\^|\$$/g, ""), flags);
  } catch {
    // A pattern that is no regular expression finds nothing.
    return undefined;
  }
}

function referred(root: Json, reference: string): Json | undefined {
  return reference
    .replace(/^#\/?/, "")
    .split("/")
    .reduce<Json | undefined>((value, key) => (key === "" ? value : isObject(value) ? value[key] : undefined), root);
}

function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
