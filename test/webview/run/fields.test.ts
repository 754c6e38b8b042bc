import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/base/json.ts";
import { kindOf, rawOf, readField } from "../../../src/webview/run/fields.ts";

const field = (schema: JsonObject, more: object = {}) => ({
  name: "x",
  schema,
  required: true,
  secret: false,
  ...more,
});

function check(schema: JsonObject, raw: string, more: object = {}) {
  return expect(readField(field(schema, more), raw));
}

test("text stays as it was typed", () => check({ type: "string" }, " a ").toEqual({ value: " a " }));
test("a number is read as one", () => check({ type: "number" }, "1.5").toEqual({ value: 1.5 }));
test("half a whole number is none", () => check({ type: "integer" }, "1.5").toEqual({ problem: "Not a whole number" }));
test("words are no number", () => check({ type: "number" }, "many").toEqual({ problem: "Not a number" }));
test("a list has an item a line", () =>
  check({ type: "array", items: { type: "string" } }, "one\n\ntwo\n").toEqual({ value: ["one", "two"] }));
test("a list says how many it needs", () =>
  check({ type: "array", items: { type: "string" }, minItems: 2 }, "one").toEqual({
    problem: "At least 2, one a line",
  }));
test("an object is written as JSON", () => check({ type: "object" }, '{"a": 1}').toEqual({ value: { a: 1 } }));
test("broken JSON is said to be none", () => check({ type: "object" }, "{").toEqual({ problem: "Not JSON" }));
test("a choice keeps the type of what is listed", () => check({ enum: [1, 2] }, "2").toEqual({ value: 2 }));
test("nothing typed means the default", () => check({ type: "string" }, "", { default: "d" }).toEqual({ value: "d" }));
test("nothing typed where it is needed is a problem", () =>
  check({ type: "string" }, "").toEqual({ problem: "Needed" }));
test("nothing typed where it is not needed is left out", () =>
  check({ type: "string" }, "", { required: false }).toEqual({}));
test("a secret is typed into a password field", () =>
  expect(kindOf(field({ type: "string" }, { secret: true }))).toBe("secret"));
test("a value comes back as it was typed", () =>
  expect(rawOf(field({ type: "array", items: { type: "string" } }), ["one", "two"])).toBe("one\ntwo"));
