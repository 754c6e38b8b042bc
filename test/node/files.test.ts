import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTextBeside } from "../../src/node/files.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "fb-files-"));
mkdirSync(path.join(folder, "agents/prompts"), { recursive: true });
writeFileSync(path.join(folder, "agents/prompts/a.md"), "hello");
writeFileSync(path.join(folder, "secret.txt"), "private");
symlinkSync(path.join(folder, "secret.txt"), path.join(folder, "agents/link.txt"));
const read = readTextBeside(path.join(folder, "agents/a.agent.yaml"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a file beside the definition is read", async () => expect(await read("prompts/a.md")).toBe("hello"));
test("a missing file and a folder give nothing", async () => {
  expect(await read("prompts/none.md")).toBeUndefined();
  expect(await read("prompts")).toBeUndefined();
});
test("nothing outside the root is read: neither upwards, nor absolute, nor through a link", async () => {
  expect(await read("../secret.txt")).toBeUndefined();
  expect(await read(path.join(folder, "secret.txt"))).toBeUndefined();
  expect(await read("link.txt")).toBeUndefined();
});
test("a path in other letters, large or small, is spelled as on the disk", async () => {
  expect(await read.spelling?.("Prompts/A.md")).toBe("prompts/a.md");
  expect(await read.spelling?.("./prompts/../Prompts/a.MD")).toBe("./prompts/../prompts/a.md");
  for (const other of ["prompts/a.md", "prompts/b.md", "nowhere/a.md", "../Secret.txt", "/tmp"])
    expect(await read.spelling?.(other), other).toBeUndefined();
});
test("a wider root allows what lies inside it", async () => {
  expect(await readTextBeside(path.join(folder, "agents/a.agent.yaml"), folder)("../secret.txt")).toBe("private");
});
test.skipIf(process.platform === "win32")("a pipe is not waited for", async () => {
  execFileSync("mkfifo", [path.join(folder, "agents/pipe.md")]);
  expect(await read("pipe.md")).toBeUndefined();
});
