import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ruleIds } from "../../../../src/core/language/rules/index.ts";
import { rulePage } from "../../../../src/core/language/rules/page.ts";

const folder = path.join(import.meta.dirname, "../../../../media/rules");

// Update with `vitest run test/core/language/rules/pages.test.ts -u` after a change of a rule's words.
for (const id of ruleIds()) {
  test(`the page of ${id} is the one that its rule writes`, async () => {
    await expect(rulePage(id)).toMatchFileSnapshot(path.join(folder, `${id}.md`));
  });
}

test("no page is left of a rule that is gone", () => {
  expect(readdirSync(folder).sort()).toEqual(ruleIds().map((id) => `${id}.md`));
});
