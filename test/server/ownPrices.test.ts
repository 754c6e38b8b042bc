import { afterEach, expect, test, vi } from "vitest";
import type { CodeLens, Hover } from "vscode-languageserver";
import { type Editor, type EditorOptions, openEditor } from "./editor.ts";

const editors: Editor[] = [];
async function editor(options: EditorOptions): Promise<Editor> {
  const opened = await openEditor({}, options);
  editors.push(opened);
  return opened;
}
afterEach(() => {
  for (const each of editors.splice(0)) each.close();
});

const text = "name: a\nmodel: our-tuned-flash\nsystem_instruction: Be brief.\ninput: Hello\n";
const ours = { model: "our-tuned-flash", input: 1000, output: 1000, source: "contract 4711" };
const hoverAt = (e: Editor, line: number, character: number) =>
  e
    .ask<Hover | null>("hover", "a.agent.yaml", { position: { line, character } })
    .then((hover) => JSON.stringify(hover));
const cost = async (e: Editor) =>
  (await e.ask<CodeLens[]>("codeLens", "a.agent.yaml")).at(-1)?.command?.title.split(" · ")[0];

test("prices of the editor's settings hold in the lens, the card and the model's hover, and change with them", async () => {
  const e = await editor({ capabilities: { workspace: { configuration: true, codeLens: { refreshSupport: true } } } });
  let prices: unknown = [ours, { model: "our-tuned-flash", input: "much" }];
  e.connection.onRequest("workspace/configuration", ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => (section === "flashback.prices" ? prices : null)),
  );
  const changed = () => e.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await e.open("a.agent.yaml", text);
  await changed();
  await vi.waitFor(async () => expect(await cost(e)).toMatch(/^\$[\d.]+ \(80 %/));
  expect(e.log.join("\n")).toContain("Your price 2 (our-tuned-flash) is not used");
  expect(await hoverAt(e, 0, 6)).toMatch(
    /Price from your settings\*\*, since 2026-11-24: contract 4711\. our.{1,2}-tuned/,
  );
  expect(await hoverAt(e, 1, 10)).toContain("is not in the price table");

  const before = e.refreshes();
  prices = [];
  await changed();
  await vi.waitFor(() => expect(e.refreshes()).toBeGreaterThan(before));
  await vi.waitFor(async () => expect(await cost(e)).toMatch(/in \+/));
  expect(await hoverAt(e, 0, 6)).toContain("no price known for our-tuned-flash");
});

test("an editor without settings gives prices at its start", async () => {
  const e = await editor({ initializationOptions: { prices: [ours] } });
  await e.open("a.agent.yaml", text);
  await vi.waitFor(async () => expect(await cost(e)).toMatch(/^\$[\d.]+ \(80 %/));
});
