import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../src/core/language/diagnose.ts";
import { today } from "../language/atCursor.ts";
import { convertFixture, foreignFixtures, told, worldOf } from "./world.ts";

test.each(foreignFixtures)("%s as a definition, and what that loses", async (file) => {
  const { text, losses } = await convertFixture(file);
  const shown = `${text}\n# What is lost or changed\n${told(losses)
    .map((line) => `# ${line}\n`)
    .join("")}`;
  await expect(shown).toMatchFileSnapshot(`__snapshots__/converted/${file.replaceAll("/", "__")}.txt`);
});

test.each(foreignFixtures)("%s: what comes out has no errors", async (file) => {
  const { text } = await convertFixture(file);
  const problems = await diagnose(parseAgentDocument(text), { wallMs: today, readText: worldOf(file).readText });
  expect(
    problems.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`),
  ).toEqual([]);
});
