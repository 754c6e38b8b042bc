import assert from "node:assert/strict";

export const title = "A newcomer, with a mouse, a keyboard and no key";

export default async function play(test, window) {
  const { page } = window;

  await test("sees the sample agents and opens the first", async () => {
    await window.file("1-hello.agent.yaml").waitFor();
    await window.open("1-hello.agent.yaml");
    await page.locator(".statusbar-item", { hasText: "Agent YAML" }).waitFor();
    await page.locator(".statusbar-item", { hasText: "Simulated" }).waitFor();
  });

  await test("finds it coloured", async () => {
    const colours = await page
      .locator(".view-line span[class^=mtk]")
      .evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    assert.ok(colours >= 3, `only ${colours} colours`);
    await window.picture("1-definition");
  });
}
