import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findDefinitions, readDefinition } from "../../src/node/definitions.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "flashback-definitions-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text = "") {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
async function found(options: Partial<Parameters<typeof findDefinitions>[1]> = {}) {
  const uris = await findDefinitions(folder, { matches: (name) => name.endsWith(".agent.yaml"), ...options });
  return uris.map((uri) => path.relative(folder, fileURLToPath(uri)).replaceAll("\\", "/")).toSorted();
}

test("definitions are found in a folder and below it, not among what was installed or built", async () => {
  for (const name of [
    "a.agent.yaml",
    "x y/b#c.agent.yaml",
    "c.yaml",
    "node_modules/d.agent.yaml",
    ".git/e.agent.yaml",
    "dist/f.agent.yaml",
  ]) {
    put(name);
  }
  expect(await found()).toEqual(["a.agent.yaml", "x y/b#c.agent.yaml"]);
  expect(await found({ depth: 0 })).toEqual(["a.agent.yaml"]);
  rmSync(folder, { recursive: true });
  expect(await found()).toEqual([]);
  mkdirSync(folder);
});

test("links that lead in a circle are not followed", async () => {
  put("a.agent.yaml");
  symlinkSync(folder, path.join(folder, "again"), "dir");
  expect(await found()).toEqual(["a.agent.yaml"]);
});

test("a file is read, is not there, or cannot be read and says why", async () => {
  put("a.agent.yaml", "name: é\n");
  expect(await readDefinition(path.join(folder, "a.agent.yaml"))).toEqual({ text: "name: é\n" });
  expect(await readDefinition(path.join(folder, "none.agent.yaml"))).toEqual({});
  expect(await readDefinition(path.join(folder, "a.agent.yaml", "x"))).toEqual({});
  expect(await readDefinition(folder)).toEqual({});
  symlinkSync("loop.agent.yaml", path.join(folder, "loop.agent.yaml"));
  expect((await readDefinition(path.join(folder, "loop.agent.yaml"))).why).toBe(
    "This file cannot be read: its link leads back to itself.",
  );
});
