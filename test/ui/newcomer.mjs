import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

export const title = "A newcomer, with a mouse, a keyboard and no key";

export default async function play(test, window) {
  const { page } = window;
  const view = () => window.view();
  const text = (words) => view().getByText(words).first().waitFor();

  await test("sees the sample agents and opens the first", async () => {
    await window.file("1-hello.agent.yaml").waitFor();
    await window.open("1-hello.agent.yaml");
    await page.locator(".statusbar-item", { hasText: "Agent YAML" }).waitFor();
    await page.locator(".statusbar-item", { hasText: "Simulated" }).waitFor();
    await window.theme("dark");
  });

  await test("finds it coloured", async () => {
    const colours = () =>
      page
        .locator(".monaco-editor .view-line span[class^=mtk]")
        .evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    await until("three colours", async () => (await colours()) >= 3);
  });

  await test("reads above the agent what it can do and what it costs", async () => {
    await window.lens(/^\s*Run\s*$/).waitFor();
    await window.lens(/^\s*Compare/).waitFor();
    const cost = (await window.lens(/\$0\./).textContent()) ?? "";
    assert.match(cost.replaceAll("\u00a0", " "), /\$0\.\d+ \(80 %: 0\.\d+–0\.\d+\) · ~?\d+ in/);
    await window.picture("1-definition-dark");
    await window.lens(/\$0\./).click();
    await page.locator(".monaco-hover:visible", { hasText: "$" }).first().waitFor();
    await window.picture("1-card-dark", { mouse: "stays" });
    await page.keyboard.press("Escape");
  });

  await test("mends a wrong key with the quick fix", async () => {
    await page.locator(".monaco-editor .view-line", { hasText: "model" }).click();
    await page.keyboard.press("Home");
    for (let i = 0; i < "model".length; i++) await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.type("modle");
    await page.keyboard.press("Escape");
    await page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
    await window.picture("1-wrong-key-dark");
    await page.keyboard.press("ControlOrMeta+.");
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: /model/ }).first();
    await fix.waitFor();
    await window.picture("1-quick-fix-dark");
    await fix.click();
    await page.locator(".monaco-editor .view-line", { hasText: "model: gemini" }).waitFor();
  });

  await test("is offered the keys that may stand there", async () => {
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.press("ControlOrMeta+Space");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "description" }).first().waitFor();
    await window.picture("1-completion-dark");
    await page.keyboard.type("too");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "tools" }).first().waitFor();
    await page.keyboard.press("Escape");
    await window.command("File: Revert File");
  });

  await test("runs it: the answer streams in, marked as simulated, with tokens, times and cost", async () => {
    await window.lens(/^\s*Run\s*$/).click();
    await text("Simulated: there is no key yet.");
    await view()
      .getByRole("button", { name: /^Run again/ })
      .waitFor();
    const words = (await view().locator("body").textContent()) ?? "";
    for (const word of ["in", "cached", "think", "out", "to the first token", "to the end", "$0."])
      assert.ok(words.includes(word), word);
    await window.picture("2-run-dark");
  });

  await test("finds the run recorded", async () => {
    const [id] = fs.readdirSync(path.join(window.folder, ".flashback", "runs"));
    const files = fs.readdirSync(path.join(window.folder, ".flashback", "runs", id));
    for (const file of ["trace.otlp.jsonl", "raw.sse.jsonl", "manifest.json"]) assert.ok(files.includes(file), file);
  });

  await test("replays it, with the mouse and with the keyboard", async () => {
    await view().getByRole("button", { name: "Open trace" }).click();
    await page.locator(".tab.active", { hasText: "trace.otlp.jsonl" }).waitFor();
    await text(/Step\s*1\s*of/);
    await view().getByRole("button", { name: "Next step" }).first().click();
    await text(/Step\s*2\s*of/);
    await page.keyboard.press("F10");
    await text(/Step\s*3\s*of/);
    await page.keyboard.press("Shift+F10");
    await text(/Step\s*2\s*of/);
    assert.equal(await page.locator(".debug-toolbar:visible").count(), 0, "no debugger started");
    await window.picture("4-replay-dark");
    await page.keyboard.press("ControlOrMeta+w");
    await page.keyboard.press("ControlOrMeta+w");
  });

  await test("compares variants side by side", async () => {
    await window.open("2-release-notes.agent.yaml");
    await window
      .lens(/^\s*Compare/)
      .first()
      .click();
    await text("Nothing compared yet");
    await window.picture("3-compare-questions-dark");
    await view().getByText("Is one of my variants better?").click();
    await view()
      .getByRole("button", { name: /^Start/ })
      .waitFor();
    await window.picture("3-compare-set-up-dark");
    await view()
      .getByRole("button", { name: /^Start/ })
      .click();
    await view()
      .getByRole("button", { name: /^Compare again/ })
      .waitFor();
    const words = (await view().locator("body").textContent()) ?? "";
    for (const word of ["quick", "careful", "Simulated"]) assert.ok(words.includes(word), word);
    assert.ok((words.match(/\$0\.\d/g) ?? []).length >= 3, "each column has its cost");
    await window.picture("3-compare-dark");
  });

  await test("nothing was asked of the network, and nothing broke on the way", async () => {
    assert.deepEqual(window.browser.refused, []);
    assert.deepEqual(window.errors, []);
  });
}

async function until(what, ask, limitMs = 60_000) {
  for (const end = Date.now() + limitMs; !(await ask()); ) {
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
