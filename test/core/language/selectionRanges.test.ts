import { expect, test } from "vitest";
import type { SelectionRange } from "vscode-languageserver-types";
import { selectionRanges } from "../../../src/core/language/selectionRanges.ts";
import { atCursor } from "./atCursor.ts";

/** What is selected, from the inside to the outside; the whole file is left out. */
function selections(marked: string): string[] {
  const { document, position } = atCursor(marked);
  const found: string[] = [];
  for (let at: SelectionRange | undefined = selectionRanges(document, [position])[0]; at; at = at.parent) {
    found.push(document.source.slice(at.range));
  }
  expect(found.pop()).toBe(document.text);
  return found;
}

test("from a word of a prompt to its tag, line, paragraph, text, key and agent", () => {
  expect(
    selections(
      "name: x\nagents:\n  a:\n    input: |\n      One.\n\n      On {{state.to‸pic}} now.\n      And on.\n\n      Last.\n    model: m\n",
    ),
  ).toMatchInlineSnapshot(`
    [
      "topic",
      "state.topic",
      "{{state.topic}}",
      "On {{state.topic}} now.",
      "On {{state.topic}} now.
          And on.",
      "One.

          On {{state.topic}} now.
          And on.

          Last.",
      "|
          One.

          On {{state.topic}} now.
          And on.

          Last.",
      "input: |
          One.

          On {{state.topic}} now.
          And on.

          Last.",
      "input: |
          One.

          On {{state.topic}} now.
          And on.

          Last.
        model: m",
      "a:
        input: |
          One.

          On {{state.topic}} now.
          And on.

          Last.
        model: m",
      "agents:
      a:
        input: |
          One.

          On {{state.topic}} now.
          And on.

          Last.
        model: m",
      "name: x
    agents:
      a:
        input: |
          One.

          On {{state.topic}} now.
          And on.

          Last.
        model: m",
    ]
  `);
});
test("from a key to its entry; from a value in brackets outwards", () => {
  expect(selections("a: 1\nmo‸del: m\n")).toEqual(["model", "model: m", "a: 1\nmodel: m"]);
  expect(selections("tools: [a, {type: func‸tion, name: f}]\nb: 1")).toMatchInlineSnapshot(`
    [
      "function",
      "type: function",
      "{type: function, name: f}",
      "[a, {type: function, name: f}]",
      "tools: [a, {type: function, name: f}]",
    ]
  `);
});
test("each selection is in the one around it, at every place of a damaged text", () => {
  const text = 'a: "open\nb:\n  - x: {y: [1\n  - |\n   t {{z}}\nc d\n';
  for (let at = 0; at <= text.length; at++) {
    const { document, position } = atCursor(`${text.slice(0, at)}‸${text.slice(at)}`);
    const offset = (p: { line: number; character: number }) => document.source.offsetAt(p);
    let inner: SelectionRange | undefined = selectionRanges(document, [position])[0];
    while (inner?.parent) {
      expect(offset(inner.parent.range.start)).toBeLessThanOrEqual(offset(inner.range.start));
      expect(offset(inner.parent.range.end)).toBeGreaterThanOrEqual(offset(inner.range.end));
      inner = inner.parent;
    }
  }
});
