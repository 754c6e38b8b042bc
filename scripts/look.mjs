// npm run look: pictures of every surface in three themes, wide and narrow, from the installed .vsix, into artifacts/look.
//   -- dark light   only some themes
import path from "node:path";
import { root } from "./n.mjs";
import { main, run } from "./run.mjs";
import { artifacts, openWindow, themes } from "./window.mjs";

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const chosen = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(themes);

await main(async () => {
  run("./scripts/package.mjs");
  const window = await openWindow({ vsix: path.join(root, "flashback.vsix"), pictures: path.join(artifacts, "look") });
  const { page } = window;
  try {
    await window.open("3-order-desk.agent.yaml");
    await window.lens(/\$0\./).waitFor();
    await inEveryTheme("definition");
    await inEveryTheme("cost", async () => {
      const card = page.locator(".monaco-hover:visible", { hasText: "tokens" });
      // While the window still settles after a change of theme a hover is lost: again, as a person would.
      for (let tries = 1; !(await card.isVisible()); tries++) {
        await page.mouse.move(2, 2);
        await page.locator(".view-line", { hasText: "name: order_desk" }).getByText("order_desk").first().hover();
        await card.waitFor({ timeout: 8_000 }).catch((error) => {
          if (tries === 5) throw error;
        });
      }
    });

    await window.lens(/^\s*Run\s*$/).click();
    const again = window.view().getByRole("button", { name: /^Run again/ });
    const start = window.view().getByRole("region", { name: "Inputs" }).getByRole("button", { name: "Run" });
    await again.or(start).first().waitFor();
    await inEveryTheme("run-form");
    if (await start.isVisible()) {
      await window.view().getByLabel("customer_name").fill("Ana");
      await window.view().getByLabel("message").fill("Where is my order AB123456?");
      await start.click();
    }
    await again.waitFor();
    await inEveryTheme("run");

    await window.view().getByRole("button", { name: "Open trace" }).click();
    await window
      .view()
      .getByText(/Step\s*1\s*of/)
      .first()
      .waitFor();
    for (let i = 0; i < 3; i++) await page.keyboard.press("F10");
    await inEveryTheme("replay");
    await page.keyboard.press("ControlOrMeta+w");
    await page.keyboard.press("ControlOrMeta+w");

    await window.open("4-support-team.agent.yaml");
    await window.command("Flashback: Show Team");
    await window.view().locator("svg text", { hasText: "triage" }).first().waitFor();
    await inEveryTheme("team");
    await window.command("View: Close All Editors");

    await window.open("2-release-notes.agent.yaml");
    await window.lens(/^\s*Compare/).click();
    await window.view().getByText("Is one of my variants better?").click();
    await window
      .view()
      .getByRole("button", { name: /^Start/ })
      .click();
    await window
      .view()
      .getByRole("button", { name: /^Compare again/ })
      .waitFor();
    await inEveryTheme("compare");
  } finally {
    await window.close();
  }

  /** `before`: what is to be seen only as long as the mouse is there. */
  async function inEveryTheme(name, before) {
    for (const theme of chosen) {
      await window.theme(theme);
      for (const [width, wide] of [
        [1400, "wide"],
        [820, "narrow"],
      ]) {
        await page.setViewportSize({ width, height: 900 });
        // Two frames: the layout follows the size in the next one, the webviews in the one after.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        await before?.();
        await window.picture(`${name}-${theme}-${wide}`, { mouse: before ? "stays" : "goes" });
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    }
  }
});
