export const title = "The walkthrough";

export default async function play(test, window) {
  const { page } = window;
  const steps = ["open", "run", "replay"];
  const step = (id) => page.locator(`.getting-started-step[data-step-id$="#start#${id}"]`);
  const walkthrough = async () => {
    await window.command("Welcome: Open Walkthrough...");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Get started with Flashback" }).click();
    await page.locator(".gettingStartedContainer").getByText("Open a sample agent").first().waitFor();
  };

  await test("shows three steps and opens a sample", async () => {
    await window.file("1-hello.agent.yaml").waitFor();
    await walkthrough();
    for (const id of steps) await step(id).waitFor();
    await window.picture("0-walkthrough");
    await page.getByRole("button", { name: "Open the samples" }).click();
    await page.locator('.tab.active[data-resource-name="1-hello.agent.yaml"]').waitFor();
  });

  await test("ticks each step off when it has really happened", async () => {
    await window.lens(/^\s*Run\s*$/).click();
    await window
      .view()
      .getByRole("button", { name: /^Run again/ })
      .waitFor();
    await window.command("Flashback: Replay the Latest Run");
    await page.locator(".tab.active", { hasText: "trace.otlp.jsonl" }).waitFor();
    await walkthrough();
    for (const id of steps) await step(id).and(page.locator("[aria-checked=true]")).waitFor();
    await window.picture("0-walkthrough-done");
  });
}
