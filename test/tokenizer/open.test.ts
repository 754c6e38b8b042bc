import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureRanks } from "../../scripts/vocabulary.mjs";
import { loadGemma } from "../../src/tokenizer/gemma.ts";
import { openTokenCounter } from "../../src/tokenizer/open.ts";
import { TextCount } from "../../src/tokenizer/textCount.ts";

const entry = path.join(import.meta.dirname, "../../src/tokenizer/worker.ts");
let folder: string;
beforeAll(() => {
  folder = path.dirname(ensureRanks());
}, 60_000);

test("a thread answers at once by the fallback, then exactly, and says when", async () => {
  let told = 0;
  await using counter = openTokenCounter({ folder, entry, onReady: () => told++ });
  const [early] = await counter.count(["hello world"]);
  expect(early?.exact).toBe(false);
  expect(counter.name).toBe("character classes");
  expect(await counter.ready()).toBe(true);
  expect(told).toBe(1);
  expect(counter.name).toBe("gemma (tiktoken)");
  expect(await counter.count(["hello world", "", "hello world", "<|endoftext|>"])).toEqual([
    { tokens: 2, exact: true },
    { tokens: 0, exact: true },
    { tokens: 2, exact: true },
    { tokens: 6, exact: true },
  ]);
}, 60_000);

test("the versions of a large text are counted as each is, on a thread and here", async () => {
  await using counter = openTokenCounter({ folder, entry });
  await using here = openTokenCounter({ folder, where: "here" });
  await counter.ready();
  const gemma = loadGemma(readFileSync(path.join(folder, "gemma.ranks.gz")));
  const lines = Array.from({ length: 900 }, (_, i) => `line ${i} of a prompt that is being written`);
  for (const at of [10, 11, 400]) {
    lines[at] += " and changed";
    const text = lines.join("\n");
    const afresh = [new TextCount(text, gemma.countLine).count];
    expect(await counter.count([text])).toEqual(afresh);
    expect(await here.count([text])).toEqual(afresh);
  }
  gemma.free();
}, 60_000);

test("without a vocabulary both kinds count by the fallback and say why", async () => {
  const empty = mkdtempSync(path.join(os.tmpdir(), "fb-tokens-"));
  const damaged = mkdtempSync(path.join(os.tmpdir(), "fb-tokens-"));
  writeFileSync(path.join(damaged, "gemma.ranks.gz"), "not gzip");
  for (const [where, bad] of [
    ["thread", empty],
    ["here", empty],
    ["thread", damaged],
    ["here", damaged],
  ] as const) {
    const said: string[] = [];
    const logger = { log: (_: string, message: string) => said.push(message) };
    await using counter = openTokenCounter({ folder: bad, entry, where, logger });
    expect(await counter.ready()).toBe(false);
    expect(counter.name).toBe("character classes");
    const [count] = await counter.count(["hello world"]);
    expect(count).toMatchObject({ exact: false });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^tokens: counting by character classes/);
  }
});

test("a thread that cannot start is no error", async () => {
  await using counter = openTokenCounter({ folder, entry: path.join(folder, "no-such-file.cjs") });
  expect(await counter.ready()).toBe(false);
  expect((await counter.count(["one two three"]))[0]?.exact).toBe(false);
});

test("a closed counter still answers", async () => {
  const counter = openTokenCounter({ folder, entry });
  await counter.ready();
  const asked = counter.count(["hello world"]);
  await counter[Symbol.asyncDispose]();
  expect((await asked).length).toBe(1);
  expect((await counter.count(["hello"]))[0]?.exact).toBe(false);
});
