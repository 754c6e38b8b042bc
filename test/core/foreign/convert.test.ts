import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/base/json.ts";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { convertFile } from "../../../src/core/foreign/convertFile.ts";
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

async function fromPromptfoo(text: string) {
  const converted = await convertFile(text, "promptfoo", {
    ...worldOf("promptfooconfig.yaml"),
    name: "promptfooconfig.yaml",
  });
  const problems = await diagnose(parseAgentDocument(converted.text), {
    wallMs: today,
    readText: async () => undefined,
  });
  const errors = problems
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
  expect(errors, converted.text).toEqual([]);
  const { inputs, tests } = converted.value as { inputs?: Json; tests?: readonly JsonObject[] };
  return { inputs, vars: tests?.map(({ name, vars }) => [name, vars]), told: told(converted.losses) };
}
const foo = (prompt: string, tests: string) =>
  `prompts: [${JSON.stringify(prompt)}]\nproviders: [google:gemini-3.8-flash]\n${tests}\n`;

test("promptfoo: what a prompt runs through is a list, in every test", async () => {
  const { inputs, vars } = await fromPromptfoo(
    foo(
      "{% if xs %}{% for x in xs %}- {{x}}{% endfor %}{% endif %} {{n}}",
      "tests: [{description: a, vars: {xs: [one], n: 1}}, {description: b, vars: {xs: [one, two], n: 2}}, {description: c, vars: {xs: one, n: 3}}]",
    ),
  );
  expect(inputs).toEqual({ xs: "array", n: "number" });
  expect(vars).toEqual([
    ["a", { xs: ["one"], n: 1 }],
    ["b", { xs: ["one", "two"], n: 2 }],
    ["c", { xs: ["one"], n: 3 }],
  ]);
});

test("promptfoo: other lists are a test for each of their items, unless the file says that they are values", async () => {
  const tests = "tests: [{description: a, vars: {x: [1, 2], y: [p, q], z: r}}]";
  const found = await fromPromptfoo(foo("{{x}} {{y}} {{z}}", tests));
  expect(found.inputs).toEqual({ x: "number", y: "string", z: "string" });
  expect(found.vars).toEqual([
    ["a (1)", { x: 1, y: "p", z: "r" }],
    ["a (2)", { x: 1, y: "q", z: "r" }],
    ["a (3)", { x: 2, y: "p", z: "r" }],
    ["a (4)", { x: 2, y: "q", z: "r" }],
  ]);
  expect(found.told).toContain("3 changed: promptfoo runs once for each item of a list: these are 4 tests.");
  const whole = await fromPromptfoo(foo("{{x}}", `defaultTest: {options: {disableVarExpansion: true}}\n${tests}`));
  expect(whole.vars).toEqual([["a", { x: [1, 2], y: ["p", "q"], z: "r" }]]);
  expect(whole.told).toEqual([]);
  const many = JSON.stringify(Array.from({ length: 200 }, (_, i) => i));
  const first = await fromPromptfoo(
    foo("{{x}} {{y}}", `tests: [{description: a, vars: {x: ${many}, y: ${many}, z: []}}]`),
  );
  expect(first.vars).toHaveLength(100);
  expect(first.told.join()).toContain("lost: Of the combinations of its lists the first 100 are here.");
});

test("promptfoo: values of several types are texts, and one that a test leaves out has a default", async () => {
  const { inputs, vars } = await fromPromptfoo(
    foo(
      "{{x}} {{n}} {{o.a}} {{free}}{% if b %}!{% endif %}",
      "tests: [{description: a, vars: {x: 1, n: 2, b: true, o: {a: 1}}}, {description: b, vars: {x: yes please, o: {a: 2}}}]",
    ),
  );
  expect(inputs).toEqual({
    x: "string",
    n: { type: "string", default: "" },
    o: "object",
    free: { type: "string", default: "" },
    b: { type: "boolean", default: false },
  });
  expect(vars).toEqual([
    ["a", { x: "1", n: "2", b: true, o: { a: 1 } }],
    ["b", { x: "yes please", o: { a: 2 } }],
  ]);
});
