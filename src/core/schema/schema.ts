/**
 * What a value of a definition may be, as data. One description serves validation, completion, hover and the published
 * JSON Schema. Alternatives are told apart by the form of the value (text, list, map) or by one constant key, so that a
 * mistake is always one message.
 */
export type Schema =
  /** A text. `template`: `{{…}}` may stand in it. `pattern`: with the sentence that says what it means. */
  | {
      readonly kind: "text";
      readonly template?: boolean;
      readonly pattern?: Pattern;
      /** The text is the path of a file beside the definition. */
      readonly file?: boolean;
      /** The text is the path of a folder beside the definition. */
      readonly folder?: boolean;
      /** An expression of `when`, `until` or `by`: see expression.ts. `true` and `false` are expressions too. */
      readonly expression?: boolean;
      /** The text names something of the definition. "agent": also a path, or `a2a:` and an address. */
      readonly refers?: "agent" | "tool" | "dataset" | "variant" | "rule";
      readonly maxLength?: number;
    }
  | { readonly kind: "number"; readonly integer?: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: "boolean" }
  /** One of these words. `open`: others are accepted too. */
  | { readonly kind: "words"; readonly words: readonly Word[]; readonly open?: boolean }
  /** A model's id. `agent`: of a managed agent. */
  | { readonly kind: "model"; readonly agent?: boolean }
  | { readonly kind: "list"; readonly item: Schema; readonly min?: number; readonly max?: number }
  /** A map with the author's own names as keys. `names`: what those are, in the singular. `keys`: what they may be. */
  | {
      readonly kind: "mapOf";
      readonly names: string;
      readonly value: Schema;
      readonly keys?: Pattern;
      readonly min?: number;
    }
  | MapSchema
  /** A map whose other keys depend on the value of one: `{type: function, …}`. `without`: when that key is missing. */
  | CasesSchema
  /** One of these, told apart by form: at most one each of text-like, list and map. */
  | { readonly kind: "either"; readonly options: readonly Schema[] }
  /** Accepted as it is. `form`: but of this form. */
  | { readonly kind: "any"; readonly form?: "map" | "list" };

export interface MapSchema {
  readonly kind: "map";
  /** A function, since agents contain agents. */
  readonly keys: () => Readonly<Record<string, KeySchema>>;
  /** Other keys are accepted too. */
  readonly open?: boolean;
  /** Exactly one of these keys belongs here: `{file}` or `{rows}`. */
  readonly oneOf?: readonly string[];
  /** Name of its place in the published schema: for what holds itself, or stands in several places. */
  readonly id?: string;
}

export interface CasesSchema {
  readonly kind: "cases";
  readonly key: string;
  readonly cases: Readonly<Record<string, MapSchema>>;
  /** When the key is missing. Without this the key must be there. */
  readonly without?: MapSchema;
  readonly id?: string;
}

/** A regular expression with the sentence that says what it means. */
export interface Pattern {
  readonly source: string;
  readonly says: string;
}

export interface KeySchema {
  readonly schema: Schema;
  /** What the key does, in one or two sentences of Markdown. */
  readonly doc: string;
  /** The field of the API that it becomes. */
  readonly mapsTo?: string;
  readonly required?: boolean;
  /** What completion inserts behind `key: ` (or below it), as a snippet. */
  readonly snippet?: string;
  /** Accepted, and better left out: the sentence says why. */
  readonly deprecated?: string;
}

export interface Word {
  readonly word: string;
  readonly doc: string;
}

/** A schema's form in the words of a message: "a text", "a list". */
export function formOf(schema: Schema): string {
  switch (schema.kind) {
    case "text":
      if (schema.file) return "the path of a file";
      if (schema.folder) return "the path of a folder";
      return schema.expression ? "an expression" : "a text";
    case "number":
      return schema.integer ? "a whole number" : "a number";
    case "boolean":
      return "true or false";
    case "words":
      return schema.words.length <= 8 ? `one of ${schema.words.map((w) => w.word).join(", ")}` : "a known word";
    case "model":
      return schema.agent ? "the id of a managed agent" : "the id of a model";
    case "list":
      return "a list";
    case "map":
    case "mapOf":
    case "cases":
      return "a map";
    case "any":
      return schema.form === "map" ? "a map" : schema.form === "list" ? "a list" : "any value";
    case "either":
      return schema.options.map(formOf).join(" or ");
  }
}
