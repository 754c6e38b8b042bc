import type { KeySchema, MapSchema, Pattern, Schema, Word } from "./schema.ts";

/** Short words for building schemas. */

export const text: Schema = { kind: "text" };
export const template: Schema = { kind: "text", template: true };
export const file: Schema = { kind: "text", file: true };
export const folder: Schema = { kind: "text", folder: true };
export const expression: Schema = { kind: "text", expression: true };
export const boolean: Schema = { kind: "boolean" };
export const model: Schema = { kind: "model" };
export const any: Schema = { kind: "any" };
export const anyMap: Schema = { kind: "any", form: "map" };
export const anyList: Schema = { kind: "any", form: "list" };

export const integer = (min = 0, max?: number): Schema => ({
  kind: "number",
  integer: true,
  min,
  ...(max === undefined ? {} : { max }),
});
export const number = (min?: number, max?: number): Schema => ({
  kind: "number",
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
export const words = (entries: Readonly<Record<string, string>>, open = false): Schema & { kind: "words" } => ({
  kind: "words",
  words: Object.entries(entries).map(([word, doc]): Word => ({ word, doc })),
  ...(open ? { open } : {}),
});
export const list = (item: Schema, min?: number): Schema => ({
  kind: "list",
  item,
  ...(min === undefined ? {} : { min }),
});
export const either = (...options: readonly Schema[]): Schema => ({ kind: "either", options });
/** One or several of it. */
export const oneOrMore = (item: Schema): Schema => either(item, list(item));

export type Keys = Readonly<Record<string, KeySchema>>;
export const map = (keys: Keys, more: Omit<MapSchema, "kind" | "keys"> = {}): MapSchema => ({
  kind: "map",
  keys: () => keys,
  ...more,
});
/** `names`: what the keys are, in the singular. */
export const mapOf = (
  names: string,
  value: Schema,
  more: { readonly keys?: Pattern; readonly min?: number } = {},
): Schema => ({ kind: "mapOf", names, value, ...more });

/** The name of an agent, of a function, of a step. */
export const namePattern: Pattern = {
  source: "^[A-Za-z][A-Za-z0-9_-]{0,62}$",
  says: "A name starts with a letter and has letters, digits, _ and - (at most 63).",
};
/** What a template can read: `{{plan}}`, `{{state.topic}}`. */
export const variablePattern: Pattern = {
  source: "^[\\p{L}_][\\p{L}\\p{N}_-]*$",
  says: "A prompt can only name what has letters, digits, _ and -, and begins with a letter.",
};
/** What stands in `${env:NAME}` and `${secret:NAME}`. */
export const secretPattern: Pattern = {
  source: "^[A-Za-z_][A-Za-z0-9_]*$",
  says: "A secret's name has letters, digits and _, and begins with a letter.",
};
export const name: Schema = { kind: "text", pattern: namePattern };
export const stateKey: Schema = { kind: "text", pattern: variablePattern };
export const refersTo = (refers: NonNullable<(Schema & { kind: "text" })["refers"]>): Schema => ({
  kind: "text",
  refers,
});
/** A value that may be a text with variables. */
export const templateValue: Schema = either(template, anyList, anyMap);
