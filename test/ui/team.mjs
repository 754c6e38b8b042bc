import assert from "node:assert/strict";

export const title = "The picture of a team";

export default async function play(test, window) {
  const { page } = window;
  const view = () => window.view();
  const node = (name) => view().locator(`.node[aria-label^="${name},"]`);
  const current = (name) => view().locator(`.node.current[aria-label^="${name},"]`).waitFor();
  const text = page.locator(".editor-instance .view-lines").first();

  await test("stands beside the text, with every agent in it", async () => {
    await window.open("4-support-team.agent.yaml");
    // The icon is there only for a definition with a team.
    await page.locator('.editor-actions a.action-label[aria-label="Show Team"]').click();
    for (const name of ["support_team", "triage", "router", "billing", "technical", "reviewer"])
      await node(name).waitFor();
    // Costs come when the tokenizer is there.
    await view().locator('.node[aria-label^="triage,"][aria-label*="a run"]').waitFor();
    await window.picture("7-team");
  });

  await test("a double click leads into the text, and the cursor marks its agent", async () => {
    await node("technical").locator("text.title").dblclick();
    await current("technical");
    await page.locator(".monaco-editor.focused").waitFor();
    await page.keyboard.press("Control+Home");
    await current("support_team");
  });

  await test("while the text is broken the picture stays, with a note", async () => {
    await page.keyboard.press("Control+End");
    await page.keyboard.type('\nlabels: "');
    await view().getByText("This is the picture from before it.").waitFor();
    await node("billing").waitFor();
    await window.picture("7-team-broken");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+s");
    await view().getByText("This is the picture from before it.").waitFor({ state: "detached" });
  });

  await test("is there again after a reload of the window", async () => {
    const reloaded = page.waitForEvent("load");
    await window.command("Developer: Reload Window");
    await reloaded;
    await page.locator(".monaco-workbench").waitFor();
    await node("billing").waitFor();
    assert.equal(await text.isVisible(), true);
  });

  await test("nothing broke on the way", async () => assert.deepEqual(window.errors, []));
}
