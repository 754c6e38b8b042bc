import { isObject, type Json, type JsonObject, own } from "../base/json.ts";
import type { InputDeclaration, ResolvedAgent } from "../document/definition.ts";

/**
 * What the user turn says when the file neither declares inputs nor has an `input` of its own, and none was given. Every
 * agent can answer a greeting, so a first run of a four-line definition shows how it speaks, without a question first.
 */
export const greeting = "Hello!";

/** What a run asks for: the declared inputs, and `input` where the user turn is the `{{input}}` that nobody declared. */
export function askedInputs(agent: Pick<ResolvedAgent, "inputs" | "input">): readonly InputDeclaration[] {
  const declared = agent.inputs.filter((input) => !isImplicit(input));
  const implicit = agent.inputs.find(isImplicit) ?? {
    name: "input",
    schema: { type: "string" },
    required: true,
    untrusted: false,
    secret: false,
    description: "What the user says.",
    path: [],
  };
  const used =
    !declared.some((input) => input.name === "input") &&
    agent.input.some((part) => part.template && /\{\{\s*input\s*\}\}/.test(part.text));
  return used ? [...declared, { ...implicit, required: false, default: greeting }] : declared;
}

/** The values of secret inputs as texts that must not be written anywhere: what was given, else the default. */
export function secretTexts(agent: Pick<ResolvedAgent, "inputs" | "input">, given: JsonObject): readonly string[] {
  return askedInputs(agent).flatMap((input) =>
    input.secret ? textsIn(own(given, input.name) ?? input.default ?? null) : [],
  );
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return value === "" ? [] : [String(value)];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap((item) => textsIn(item ?? null)) : [];
}

/** Reading a definition adds `input` where the file has no user turn; such a one stands nowhere under `inputs`. */
function isImplicit(input: InputDeclaration): boolean {
  return input.name === "input" && !input.path.includes("inputs");
}

/** Text typed for an input (`--var k=v`, a text box) as the value its schema asks for; text that does not fit stays text. */
export function inputFromText(declaration: Pick<InputDeclaration, "schema"> | undefined, text: string): Json {
  const types = typesOf(declaration?.schema ?? {});
  if (types.length === 0 || types.includes("string")) return text;
  try {
    const value = JSON.parse(text) as Json;
    return types.some((type) => hasType(value, type)) ? value : text;
  } catch {
    // Not JSON: checking the value says what is wrong, in the schema's words.
    return text;
  }
}

/**
 * The values a run works with: what was given, over the defaults. A string given where another type is declared is read
 * as that type. Unknown names pass through: a template may use them.
 */
export function readInputs(
  agent: Pick<ResolvedAgent, "inputs" | "input">,
  given: JsonObject,
):
  | { readonly kind: "values"; readonly values: JsonObject }
  | { readonly kind: "problem"; readonly message: string; readonly details: readonly string[] } {
  const values = new Map(Object.entries(given));
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const declaration of askedInputs(agent)) {
    const { name, schema } = declaration;
    const value = own(given, name);
    // An empty box is no message; for an input that somebody declared, empty text is a value like any other.
    const absent = value === undefined || (value === "" && isImplicit(declaration));
    if (absent) {
      if (declaration.default !== undefined) values.set(name, declaration.default);
      else if (declaration.required) missing.push(name);
      continue;
    }
    const read = typeof value === "string" ? inputFromText(declaration, value) : value;
    const complaint = misfit(read, schema, name, declaration.secret ? () => "what was given" : shown);
    if (complaint) wrong.push(complaint);
    values.set(name, read);
  }
  if (missing.length === 0 && wrong.length === 0) return { kind: "values", values: Object.fromEntries(values) };
  const asked =
    missing.length === 0
      ? []
      : [
          `${missing.length === 1 ? "Input" : "Inputs"} ${missing.map((name) => `"${name}"`).join(", ")} ${missing.length === 1 ? "has" : "have"} no value: give one, or a default in the definition.`,
        ];
  return {
    kind: "problem",
    message: [...asked, ...wrong.map((w) => `${w}.`)].join(" "),
    details: [...missing, ...wrong],
  };
}

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

function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((t) => typeof t === "string") : [];
}

function hasType(value: Json, type: string): boolean {
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

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
