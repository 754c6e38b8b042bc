import { expect, test } from "vitest";
import { readFromCompare, readFromRun } from "../../src/vscode/runs/fromView.ts";
import { setUp } from "../webview/compare/samples.ts";

test.each([
  undefined,
  null,
  1,
  "start",
  [],
  {},
  { type: "no such" },
  { type: "start" },
  { type: "start", values: 1, variant: "base" },
])("what has not the shape of a message is none: %j", (message) => expect(readFromRun(message)).toBeUndefined());
test("a start carries its values", () =>
  expect(readFromRun({ type: "start", values: { a: 1 }, variant: "base", more: 1 })).toEqual({
    type: "start",
    values: { a: 1 },
    variant: "base",
  }));
test("a set-up is read whole", () =>
  expect(readFromCompare({ type: "set-up", setUp })).toEqual({ type: "set-up", setUp }));
test("a set-up with a part missing is none", () =>
  expect(readFromCompare({ type: "set-up", setUp: { ...setUp, variants: "base" } })).toBeUndefined());
test("an unknown thinking level is left out", () =>
  expect(readFromCompare({ type: "set-up", setUp: { ...setUp, thinking: ["low", "enormous"] } })).toMatchObject({
    setUp: { thinking: ["low"] },
  }));
test("only the three formats can be exported", () =>
  expect(readFromCompare({ type: "export", format: "exe" })).toBeUndefined());
