import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ensureRanks } from "../../scripts/vocabulary.mjs";
import { type Count, type Gemma, loadGemma } from "../../src/tokenizer/gemma.ts";
import { TextCount } from "../../src/tokenizer/textCount.ts";
import { oracle } from "./oracle.ts";
import { texts } from "./texts.ts";

let gemma: Gemma;
let exact: (text: string) => number;
beforeAll(() => {
  gemma = loadGemma(readFileSync(ensureRanks()));
  exact = oracle();
}, 120_000);

function count(text: string): Count {
  return new TextCount(text, gemma.countLine).count;
}
function check(text: string) {
  const counted = count(text);
  return expect([counted.tokens, exact(text), counted.exact]);
}

test("no text has no tokens", () => expect(count("")).toEqual({ tokens: 0, exact: true }));

test("what looks like a special token is text like any other", () => {
  check("<|endoftext|>").toEqual([6, 6, true]);
  check("<start_of_turn>user").toEqual([8, 8, true]);
  check("<bos><eos><pad><unk>").toEqual([9, 9, true]);
});

test("HTML tags are not single pieces", () => check("<td>1</td>").toEqual([7, 7, true]));

test("the one piece with a space inside is kept whole", () => {
  for (const text of ["> </", "a> </b>", "<i>x</i> </p> </div>", ">  </", "> <", "x > </y", "> </> </> </"]) {
    check(text).toEqual([exact(text), exact(text), true]);
  }
});

test("a character outside the vocabulary is its bytes", () => {
  check("\r").toEqual([1, 1, true]);
  check("a\r\nb\r\n").toEqual([6, 6, true]);
  check("𓀀").toEqual([4, 4, true]);
  check("𓀀𓀁 𓀂").toEqual([13, 13, true]);
  check("👨‍👩‍👧‍👦").toEqual([7, 7, true]);
});

test("half a character counts like U+FFFD, as which it is sent", () => {
  check("a\ud800b").toEqual([3, 3, true]);
  check("\udc00").toEqual([1, 1, true]);
  check("\ud83d\ud83d").toEqual([count("\ufffd\ufffd").tokens, exact("\ufffd\ufffd"), true]);
});

test("runs of newlines, spaces and tabs are exact at any length", () => {
  for (const space of ["\n", " ", "\t"]) {
    for (const length of [1, 2, 30, 31, 32, 62, 63, 511, 512, 513, 1000, 5000]) {
      for (const text of [space.repeat(length), `foo${space.repeat(length)}bar`]) {
        check(text).toEqual([exact(text), exact(text), true]);
      }
    }
  }
});

test("texts of every kind count exactly", () => {
  for (const [name, text] of Object.entries(texts)) {
    expect([name, count(text)]).toEqual([name, { tokens: exact(text), exact: true }]);
  }
});

test("100 KB without a safe place is quick, near, and said to be near", () => {
  for (const [text, within] of [
    ["a".repeat(100_000), 0],
    ["=".repeat(100_000), 0],
    [letters(100_000), 0.0005],
  ] as const) {
    const start = performance.now();
    const counted = count(text);
    const ms = performance.now() - start;
    expect(counted.exact).toBe(false);
    expect(Math.abs(counted.tokens / exact(text) - 1)).toBeLessThanOrEqual(within);
    // 45 s and more without the cuts; 40 ms with them on an idle machine.
    expect(ms).toBeLessThan(5_000);
  }
});

test("any mixture of awkward pieces counts exactly", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ..."> </ \n\n \t ▁ \r 0 a A . 哈 é é 😀 ا क 𓀀 \ud83d <td> </b> == // \\n 12 word".split(" "),
      " ",
      "  ",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      return count(text).tokens === exact(text);
    }),
    { numRuns: 400, seed: 7 },
  );
});

test("after any edits the count is that of the text as it stands", () => {
  const bit = fc.constantFrom("\n", "\n\n", " ", "a", "word and word", "", "x\ny\n\nz", "> </", "\ud83d");
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), insert: bit });
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 25 }), fc.array(edit, { maxLength: 12 }), (start, edits) => {
      const text = new TextCount(start.join(""), gemma.countLine);
      for (const { at, length, insert } of edits) {
        const from = Math.floor(at * text.text.length);
        const to = Math.min(text.text.length, from + length);
        const next = text.text.slice(0, from) + insert + text.text.slice(to);
        const counted = text.edit(from, to, insert);
        if (text.text !== next || counted.tokens !== count(next).tokens) return false;
      }
      return true;
    }),
    { numRuns: 300, seed: 7 },
  );
});

test("making a text another one counts what changed", () => {
  let lines = 0;
  const counting = (line: string) => {
    lines++;
    return gemma.countLine(line);
  };
  const old = Array.from({ length: 2000 }, (_, i) => `line ${i}`).join("\n");
  const text = new TextCount(old, counting);
  expect(lines).toBe(2000);
  lines = 0;
  const next = old.replace("line 1000\n", "line 1000 is longer\nand two\n");
  expect(text.update(next)).toEqual(count(next));
  expect(lines).toBeLessThanOrEqual(5);
  expect(text.update("")).toEqual({ tokens: 0, exact: true });
  expect(text.update(old)).toEqual(count(old));
});

test("another file is no vocabulary", () => {
  expect(() => loadGemma(new Uint8Array([1, 2, 3]))).toThrow();
});

function letters(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  }).join("");
}
