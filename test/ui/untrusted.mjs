import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

export const title = "In a folder that is not trusted";
export const options = {
  settings: { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" },
};

export default async function play(test, window) {
  const { page } = window;

  await test("definitions are checked and estimated", async () => {
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await window.open("1-hello.agent.yaml");
    await window.lens(/\$0\./).waitFor();
  });

  await test("nothing runs, and the panel says why and what to do", async () => {
    await window.lens(/^\s*Run\s*$/).click();
    await window.view().getByText("This workspace is not trusted").first().waitFor();
    await window
      .view()
      .getByRole("button", { name: /Manage trust/ })
      .waitFor();
    await window.picture("untrusted-run");
    assert.equal(fs.existsSync(path.join(window.folder, ".flashback")), false);
  });

  await test("the button that would run is off", async () => {
    await page.locator('.tab[data-resource-name="1-hello.agent.yaml"]').click();
    await page.locator(".editor-actions .action-item.disabled a[aria-label^='Run Agent']").waitFor();
  });
}
