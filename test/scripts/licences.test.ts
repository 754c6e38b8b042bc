import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { licenceTexts } from "../../scripts/licences.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const named = [...readFileSync(path.join(root, "NOTICE"), "utf8").matchAll(/^\| (\S+) /gm)].map((row) => row[1] ?? "");

test("every package that NOTICE names has its licence text, and its copyright line", () => {
  const names = named.filter((name) => name !== "package" && !name.startsWith("-"));
  expect(names.length).toBeGreaterThan(30);
  const text = licenceTexts(root, names);
  for (const name of names) expect(text).toMatch(new RegExp(`(^|, )${name.replaceAll(/[.]/g, "\\.")} \\d`, "m"));
  expect(text).toContain("Copyright (c) 2014 Nathan Rajlich <nathan@tootallnate.net>");
  expect(text).toContain("Apache License");
  expect(text).toContain("Copyright Eemeli Aro");
});
