import { expect, test } from "vitest";
import { formatOnType } from "../../../src/core/language/formatOnType.ts";
import { apply } from "./apply.ts";
import { atCursor } from "./atCursor.ts";

/** The line of the cursor after Enter has been pressed there. */
function enter(marked: string): string {
  const { document, position } = atCursor(marked);
  return apply(document, formatOnType(document, position)).split("\n")[position.line] ?? "";
}

test("below a key without a value, and below |, one level deeper", () => {
  expect(enter("agents:\n‸")).toBe("  ");
  expect(enter("a:\n  system_instruction: |\n  ‸\n")).toBe("    ");
  expect(enter("a:\n  input: >-  # why\n‸\n")).toBe("    ");
  expect(enter("tools:\n  - type: function\n    parameters:\n‸")).toBe("      ");
  expect(enter("tests:\n  - vars:\n‸")).toBe("      ");
});
test("below a key whose children stand there already, in their column", () => {
  expect(enter("agents:\n‸\n      a: {}\n")).toBe("      ");
  expect(enter("system_instruction: |\n‸\n    Text.\n")).toBe("    ");
});
test("in a prompt as deep as the line above", () => {
  expect(enter("input: |\n  One.\n    - deeper\n‸")).toBe("    ");
  expect(enter("input: |\n  One:\n‸\n  Two.\n")).toBe("  ");
  expect(enter("input: |\n  One.\n\n‸")).toBe("  ");
});
test("behind a value, in the column of its key; what stood behind the cursor comes along", () => {
  expect(enter("agents:\n  a:\n    model: m\n‸")).toBe("    ");
  expect(enter("tools:\n  - type: function\n‸")).toBe("    ");
  expect(enter("tools:\n  - google_search\n‸")).toBe("  ");
  expect(enter("agents:\n  a:\n    model: m\n‸input: x")).toBe("    input: x");
});
test("where the indentation means nothing, it is left to the author", () => {
  expect(enter('a: "over\n      ‸\n   lines"')).toBe("      ");
  expect(enter("‸\na: 1")).toBe("");
});
