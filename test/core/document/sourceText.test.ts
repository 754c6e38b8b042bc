import { expect, test } from "vitest";
import { SourceText } from "../../../src/core/document/sourceText.ts";

/** All that can be asked of a text, line by line. */
function told(source: SourceText) {
  return Array.from({ length: source.lineCount }, (_, line) => ({
    text: source.line(line),
    length: source.lineLength(line),
    indent: source.indent(line),
    kind: source.kind(line),
    offset: source.offsetAt({ line, character: 0 }),
    end: source.offsetAt({ line, character: 1_000 }),
  }));
}

function randomOf(seed: number) {
  let at = seed;
  return (below: number) => {
    at = (Math.imul(at, 1103515245) + 12345) & 0x7fffffff;
    return (at >> 8) % below;
  };
}

const words = ["a: 1", "  - x", "", "# c", "\tq", "---", "    deep: {a: b}", "..."];
const breaks = ["\n", "\n", "\n", "\r\n", "\r"];

test("an edited text is the text read anew, also at the seams of its parts and of line breaks", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = randomOf(seed);
    const some = (count: number) =>
      Array.from({ length: count }, () => `${words[random(words.length)]}${breaks[random(breaks.length)]}`).join("");
    let text = some(600);
    let source = SourceText.of(text);
    for (let i = 0; i < 150; i++) {
      const from = random(text.length + 1);
      const removed = [0, 1, 2, 5, random(3_000)][random(5)] as number;
      const to = Math.min(text.length, from + removed);
      const inserted = ["", "x", "\r", "\n", "\r\n", some(2), random(20) === 0 ? some(300) : "- "][random(7)] as string;
      // A column inside of CR LF does not exist: what is asked for is the end of its line.
      const range = { start: source.positionAt(from), end: source.positionAt(to) };
      const [start, stop] = [source.offsetAt(range.start), source.offsetAt(range.end)];
      text = text.slice(0, start) + inserted + text.slice(stop);
      const before = source;
      const edited = source.edit(range, inserted);
      source = edited.source;
      const anew = SourceText.of(text);
      expect(source.text).toBe(text);
      expect(told(source)).toEqual(told(anew));
      // Lines that are said to be the same are.
      const { first, oldEnd, newEnd } = edited;
      expect(newEnd - oldEnd).toBe(source.lineCount - before.lineCount);
      for (const line of [0, first - 1])
        if (line >= 0 && line < first) expect(source.line(line)).toBe(before.line(line));
      for (const line of [oldEnd, before.lineCount - 1])
        if (line >= oldEnd && line < before.lineCount)
          expect(source.line(line + newEnd - oldEnd)).toBe(before.line(line));
      const [a, b] = [random(text.length + 1), random(text.length + 1)].sort((x, y) => x - y) as [number, number];
      expect(source.between(a, b)).toBe(text.slice(a, b));
      expect(source.linesWith("x")).toEqual(anew.linesWith("x"));
      expect(source.includes("---")).toBe(text.includes("---"));
      expect(source.positionAt(a)).toEqual(anew.positionAt(a));
      expect(source.lines(0, source.lineCount)).toBe(text.replace(/\r\n?/g, "\n"));
    }
  }
});
