import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { ensureRanks } from "../../../scripts/vocabulary.mjs";
import { approximateTokens } from "../../../src/core/tokens/approximate.ts";
import { type Gemma, loadGemma } from "../../../src/tokenizer/gemma.ts";
import { TextCount } from "../../../src/tokenizer/textCount.ts";
import { cpuMs } from "../../cpu.ts";
import { texts } from "../../tokenizer/texts.ts";

let gemma: Gemma;
beforeAll(() => {
  gemma = loadGemma(readFileSync(ensureRanks()));
}, 60_000);

function difference(text: string): number {
  return approximateTokens(text) / new TextCount(text, gemma.countLine).count.tokens - 1;
}

test("nothing is no tokens, and something is at least one", () => {
  expect(["", "a", " ", "\n"].map(approximateTokens)).toEqual([0, 1, 1, 1]);
});

test("prompts, code and data are near the exact count", () => {
  // Short texts; the 7.5 % of 95 in 100 are for some 3,000 characters, and none of these was fitted to.
  for (const name of ["English", "TypeScript", "Python", "JSON", "YAML", "digits"]) {
    expect(Math.abs(difference(texts[name] ?? "")), name).toBeLessThan(0.15);
  }
});

test("other scripts are not several times off, as with a count of characters", () => {
  for (const name of ["German", "Chinese", "Japanese", "Korean", "Russian", "Hindi", "Arabic", "emoji", "base64"]) {
    expect(Math.abs(difference(texts[name] ?? "")), name).toBeLessThan(0.3);
  }
});

test("a megabyte takes a moment, not a second", () => {
  const text = 'Some words of a prompt, and {"json": [1, 2, 3]}.\n'.repeat(20_000);
  expect(cpuMs(() => void approximateTokens(text))).toBeLessThan(1_000);
});
