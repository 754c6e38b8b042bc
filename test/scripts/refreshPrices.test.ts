import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { models } from "../../src/core/tokens/prices.data.ts";

const root = path.join(import.meta.dirname, "../..");
const fixture = path.join(root, "test/fixtures/prices/models.json");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "fb-prices-"));
  copyFileSync(path.join(root, "src/core/tokens/prices.data.ts"), path.join(folder, "prices.data.ts"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refresh(...args: string[]): string {
  const script = path.join(root, "scripts/refreshPrices.mjs");
  return execFileSync(process.execPath, [path.join(root, "scripts/n.mjs"), script, ...args], {
    encoding: "utf8",
    cwd: root,
  });
}

test("the list that the table was made from differs in nothing", () => {
  expect(refresh(fixture).trim()).toBe("The table says what the list says.");
});

test("a changed rate, a new row and a new model are told row by row, and written where that is asked for", async () => {
  const list = JSON.parse(readFileSync(fixture, "utf8"));
  list.as_of = "2027-02-01";
  const argon = list.models.find(({ id }: { id: string }) => id === "gemini-4-argon");
  argon.prices[1].standard.input = 3.5;
  argon.prices[1].expires = "2027-05-31";
  argon.prices.push({
    effective_from: "2027-06-01",
    expires: null,
    standard: { input: 3, output: 15, cached_input: 0.15 },
  });
  list.models.push({ id: "gemini-5-neon", display_name: "Gemini 5 Neon", release: "2027-01-20", prices: [] });
  list.models = list.models.filter(({ id }: { id: string }) => id !== "gemini-2.5-pro");
  const file = path.join(folder, "list.json");
  writeFileSync(file, JSON.stringify(list));
  const table = path.join(folder, "prices.data.ts");
  const before = readFileSync(table, "utf8");
  const told = refresh(file, "--table", table);
  expect(told.split("\n").slice(0, -2)).toEqual([
    "~ gemini-4-argon 2026-12-01 until: nothing → 2027-05-31",
    "~ gemini-4-argon 2026-12-01 standard input: $4 → $3.5",
    "+ gemini-4-argon 2027-06-01: a new row",
    "~ gemini-4-argon 2027-06-01 standard input: nothing → $3",
    "~ gemini-4-argon 2027-06-01 standard cached_input: nothing → $0.15",
    "~ gemini-4-argon 2027-06-01 standard output: nothing → $15",
    "+ gemini-5-neon: a new model",
    "? gemini-2.5-pro: not in the list; it stays as it is",
  ]);
  expect(readFileSync(table, "utf8")).toBe(before);

  refresh(file, "--table", table, "--write");
  const written = (await import(table)).models as typeof models;
  const of = (id: string) => written.find((model) => model.id === id);
  expect(of("gemini-4-argon")?.prices[1]).toMatchObject({ until: "2027-05-31", standard: { input: 3_500_000 } });
  expect(of("gemini-4-argon")?.prices[2]?.standard).toEqual({ input: 3_000_000, cached: 150_000, output: 15_000_000 });
  expect(of("gemini-4-argon")?.asOf).toBe("2027-02-01");
  expect(of("gemini-5-neon")?.name).toBe("Gemini 5 Neon");
  // What the list does not speak of is as it was.
  const old = (id: string) => models.find((model) => model.id === id);
  expect(of("gemini-2.5-pro")).toEqual(old("gemini-2.5-pro"));
  expect(of("gemini-3.5-flash")).toEqual({ ...old("gemini-3.5-flash"), asOf: "2027-02-01" });
  expect(refresh(file, "--table", table).trim()).toBe("? gemini-2.5-pro: not in the list; it stays as it is");
});

test("a list without a day, or with a price that is none, is refused and nothing is written", () => {
  const file = path.join(folder, "bad.json");
  writeFileSync(file, JSON.stringify({ models: [] }));
  expect(() => refresh(file)).toThrow(/as_of/);
  const prices = [{ effective_from: "2027-01-01", standard: { input: "1" } }];
  writeFileSync(file, JSON.stringify({ as_of: "2027-01-01", models: [{ id: "x", prices }] }));
  expect(() => refresh(file)).toThrow(/x 2027-01-01 standard input: 1 is no price/);
});
