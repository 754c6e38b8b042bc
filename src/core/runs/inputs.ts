import { isObject, type Json, type JsonObject, own } from "../base/json.ts";
import { hasType, misfit, shown, typesOf } from "../base/misfit.ts";
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
