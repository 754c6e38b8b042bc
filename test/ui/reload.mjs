import assert from "node:assert/strict";

export const title = "After a reload of the window";

export default async function play(test, window) {
  const { page } = window;
  const view = () => window.view();
  const text = (words) => view().getByText(words).first().waitFor();
  const tab = (name) => page.locator(".tab", { hasText: name });
  const show = async (name) => {
    await tab(name).click();
    await page.locator(".tab.active", { hasText: name }).waitFor();
  };
  /** What a person reads there, the spaces between aside. */
  const read = async (place) => ((await view().locator(place).textContent()) ?? "").replace(/\s+/g, " ").trim();
  const before = {};

  await test("a run, a comparison and a replay are open", async () => {
    await window.open("1-hello.agent.yaml");
    await window.lens(/^\s*Run\s*$/).click();
    await view()
      .getByRole("button", { name: /^Run again/ })
      .waitFor();
    before.run = { talk: await read(".talk"), side: await read(".side") };
    assert.match(before.run.talk, /answered.*\$0\.0.*Hello/);
    assert.match(before.run.side, /to the end\s*\d/);

    await view().getByRole("button", { name: "Open trace" }).click();
    await text(/Step\s*1\s*of/);
    await page.keyboard.press("F10");
    await text(/Step\s*2\s*of/);
    await page.keyboard.press("F10");
    await text(/Step\s*3\s*of/);
    await view().getByRole("tab", { name: "Raw" }).click();
    before.replay = await replay();

    await window.open("2-release-notes.agent.yaml");
    await window
      .lens(/^\s*Compare/)
      .first()
      .click();
    await view().getByText("Is one of my variants better?").click();
    await view()
      .getByRole("button", { name: /^Start/ })
      .click();
    await view()
      .getByRole("button", { name: /^Compare again/ })
      .waitFor();
    await view().locator("[role=gridcell]").nth(1).click();
    await view().locator(".drawer").waitFor();
    before.comparison = await comparison();
    assert.match(before.comparison.setUp, /Spent.*Took\s*\d/);
    assert.match(before.comparison.grid, /quick.*careful.*\$0\.0/);
    await window.picture("6-before-reload");
  });

  await test("the comparison in front has its cells, its figures and the answer that was looked at", async () => {
    await reload();
    await text(/^Saved .* reopened$/);
    await view().locator(".drawer").waitFor();
    assert.deepEqual(await comparison(), before.comparison);
    await window.picture("6-comparison-reloaded");
  });

  await test("the run behind it has its text and its figures", async () => {
    await show("Run: hello");
    await text(/^Saved .* reopened$/);
    assert.deepEqual({ talk: await read(".talk"), side: await read(".side") }, before.run);
    assert.equal(await read(".top h1"), "hello");
    await window.picture("6-run-reloaded");
  });

  await test("the replay behind it is at the same step, with the same pane in front", async () => {
    await show("trace.otlp.jsonl");
    await text(/Step\s*3\s*of/);
    assert.deepEqual(await replay(), before.replay);
    await window.picture("6-replay-reloaded");
  });

  await test("a second time as well, now with the replay in front", async () => {
    await reload();
    await text(/Step\s*3\s*of/);
    assert.deepEqual(await replay(), before.replay);
    await show("Run: hello");
    await text(/^Saved .* reopened$/);
    assert.deepEqual({ talk: await read(".talk"), side: await read(".side") }, before.run);
  });

  await test("nothing broke on the way", async () => assert.deepEqual(window.errors, []));

  async function comparison() {
    return { setUp: await read(".setup"), grid: await read(".grid"), drawer: await read(".drawer") };
  }

  /** The texts of a step are read when it is asked for: they are there a little after it. */
  async function replay() {
    await view().locator("#as-of-panel .body[aria-busy=false]").waitFor();
    return {
      where: await read(".where"),
      step: await view().locator("#tree [aria-selected=true]").textContent(),
      tab: await view().getByRole("tab", { selected: true }).textContent(),
      asOf: await read(".asof"),
    };
  }

  async function reload() {
    const reloaded = page.waitForEvent("load");
    await window.command("Developer: Reload Window");
    await reloaded;
    await page.locator(".monaco-workbench").waitFor();
  }
}
