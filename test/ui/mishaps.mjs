import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

export const title = "When things are not as they should be";

export default async function play(test, window) {
  const { page } = window;
  const view = () => window.view();

  await test("a language server that dies is started again, with a notice", async () => {
    await window.open("1-hello.agent.yaml");
    await window.lens(/\$0\./).waitFor();
    process.kill(languageServer(window.server.child.pid), "SIGKILL");
    await page.locator(".notification-list-item", { hasText: "has been started again" }).first().waitFor();
    await window.picture("mishap-server-restarted");
    await page.locator(".monaco-editor .view-line", { hasText: "model" }).click();
    await page.keyboard.press("Home");
    await page.keyboard.type("x");
    await page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
    await page.keyboard.press("Backspace");
  });

  await test("where nothing can be recorded the run is made all the same, and says so", async () => {
    // A file in the way: permissions would not stop an administrator.
    fs.rmSync(path.join(window.folder, ".flashback"), { recursive: true, force: true });
    fs.writeFileSync(path.join(window.folder, ".flashback"), "");
    await window.lens(/^\s*Run\s*$/).click();
    await view()
      .getByRole("button", { name: /^Run again/ })
      .waitFor();
    await view().getByText("The trace cannot be written").first().waitFor();
    await window.picture("mishap-not-recorded");
    assert.equal(fs.statSync(path.join(window.folder, ".flashback")).size, 0);
  });

  await test("a file that is no trace and an empty one say so", async () => {
    const write = (name, text) => fs.writeFileSync(path.join(window.folder, name), text);
    write("no.otlp.jsonl", '{"hello": "world"}\n');
    write("empty.otlp.jsonl", "");
    for (const [name, words] of [
      ["no.otlp.jsonl", /not a trace/],
      ["empty.otlp.jsonl", /Nothing recorded yet|empty/i],
    ]) {
      await window.file(name).waitFor();
      await window.file(name).dblclick();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
      await view().getByText(words).first().waitFor();
    }
    await window.picture("mishap-empty-trace");
  });

  await test("nothing broke on the way", async () => assert.deepEqual(window.errors, []));
}

/** Of the window's own language server: it lives in the process group of the editor's server. */
function languageServer(group) {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,pgid=,args="], { encoding: "utf8" }).split("\n");
  for (const row of rows) {
    const [pid, pgid, ...args] = row.trim().split(/\s+/);
    if (Number(pgid) === group && args.some((arg) => arg.endsWith("dist/server.mjs"))) return Number(pid);
  }
  throw new Error("no language server runs");
}
