import { expect, test } from "vitest";
import { readFromTrace } from "../../src/vscode/trace/fromView.ts";

test.each([undefined, null, "ready", [], {}, { type: "no such" }, { type: "as-of" }, { type: "as-of", index: "3" }])(
  "what has not the shape of a message is none: %j",
  (message) => expect(readFromTrace(message)).toBeUndefined(),
);
test("a step is named by its number", () =>
  expect(readFromTrace({ type: "as-of", index: 3, more: 1 })).toEqual({ type: "as-of", index: 3 }));
test("the text is opened at a line, or at its beginning", () => {
  expect(readFromTrace({ type: "open-text", line: 12 })).toEqual({ type: "open-text", line: 12 });
  expect(readFromTrace({ type: "open-text" })).toEqual({ type: "open-text" });
  expect(readFromTrace({ type: "open-text", line: -1 })).toEqual({ type: "open-text" });
  expect(readFromTrace({ type: "open-text", line: "x" })).toEqual({ type: "open-text" });
});
