import { expect, test } from "vitest";
import { wordDiff } from "../../../src/webview/compare/wordDiff.ts";

function check(left: string, right: string) {
  const diff = wordDiff(left, right);
  const marked = (side: "left" | "right") => diff[side].map(({ text, own }) => (own ? `[${text}]` : text)).join("");
  return expect([marked("left"), marked("right")]);
}

test("equal texts have nothing of their own", () => check("a b c", "a b c").toEqual(["a b c", "a b c"]));
test("a changed word is marked on both sides", () => check("a b c", "a x c").toEqual(["a [b ]c", "a [x ]c"]));
test("an added word is marked where it stands", () => check("a c", "a b c").toEqual(["a c", "a [b ]c"]));
test("one empty side leaves the other its own", () => check("", "a b").toEqual(["", "[a b]"]));
test("line breaks belong to the word before them", () => check("a\nb", "a\nc").toEqual(["a\n[b]", "a\n[c]"]));
test("texts that are too long are shown as they are", () => {
  const words = (word: string) => Array.from({ length: 3000 }, (_, n) => word + n).join(" ");
  expect(wordDiff(words("a"), words("b")).compared).toBe(false);
});
test("long texts that differ in one word are compared all the same", () => {
  const words = Array.from({ length: 50_000 }, (_, n) => `w${n}`);
  const other = words.with(25_000, "changed");
  const diff = wordDiff(words.join(" "), other.join(" "));
  expect(diff.right.filter((part) => part.own)).toEqual([{ text: "changed ", own: true }]);
});
