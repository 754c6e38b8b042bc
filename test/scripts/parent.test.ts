import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const module = pathToFileURL(path.resolve(import.meta.dirname, "../../scripts/parent.mjs")).href;

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("It did not come to that within 15 s.");
    await new Promise((again) => setTimeout(again, 50));
  }
}

// Windows has no such signals: there the console ends all that run in it.
test.runIf(process.platform !== "win32")("what npm runs ends with npm, also when npm alone is killed", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "flashback-parent-"));
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at("package.json"), '{"name": "a", "version": "1.0.0", "scripts": {"start": "node start.mjs"}}');
  writeFileSync(
    at("start.mjs"),
    `import fs from "node:fs";
import { whenParentGoes } from ${JSON.stringify(module)};
whenParentGoes(() => {
  fs.writeFileSync("gone", "");
  process.exit();
});
setInterval(() => {}, 1000);
fs.writeFileSync("begun", String(process.pid));
`,
  );
  const npm = spawn("npm", ["start"], { cwd: folder, stdio: "ignore" });
  let script = 0;
  try {
    await until(() => existsSync(at("begun")) && readFileSync(at("begun"), "utf8") !== "");
    script = Number(readFileSync(at("begun"), "utf8"));
    npm.kill("SIGTERM");
    await until(() => existsSync(at("gone")));
    await until(() => !isAlive(script));
  } finally {
    npm.kill("SIGKILL");
    if (script && isAlive(script)) process.kill(script, "SIGKILL");
    rmSync(folder, { recursive: true });
  }
  expect(isAlive(script)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
