import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { parseAgentDocument } from "../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../src/core/document/resolve.ts";
import { diagnose } from "../../src/core/language/diagnose.ts";
import { rowSourcesOf } from "../../src/core/runs/inputRows.ts";
import { readTextBeside } from "../../src/node/files.ts";
import { allTemplates, inTheWay, readTemplates, writeNewFiles } from "../../src/node/templates.ts";

const builtIn = path.join(import.meta.dirname, "../../media/templates");
const places: string[] = [];
const folder = () => {
  const place = mkdtempSync(path.join(os.tmpdir(), "fb-templates-"));
  places.push(place);
  return place;
};
afterEach(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});
const definition = "format: agent/v1\nname: mine\ndescription: Mine.\nmodel: gemini-3.8-flash\n";
const put = (place: string, name: string, text: string) => {
  mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
  writeFileSync(path.join(place, name), text);
};

test("the eight built-in templates are there, from the smallest on", async () => {
  const { templates, broken } = await allTemplates(builtIn, undefined);
  expect(broken).toEqual([]);
  expect(templates.map((t) => `${t.name}: ${t.contents}`)).toMatchInlineSnapshot(`
    [
      "hello: 2 tests, 1 data set",
      "classifier: 3 tests, 1 data set",
      "extraction: 3 tests, 1 data set",
      "customer_support: 2 tools, 4 tests, 1 data set",
      "sales: 1 tool, 3 tests, 1 data set",
      "research: 3 tools, 3 tests, 1 data set",
      "support_team: 6 agents, 1 tool, 6 tests, 1 data set",
      "managed_analyst: 1 tool, 2 tests, 1 data set",
    ]
  `);
});

const { templates } = await readTemplates(builtIn);
test.each(templates)("$name has nothing to complain about, and tests, a budget and data", async ({ name, main }) => {
  const file = path.join(builtIn, name, main);
  const readText = readTextBeside(file);
  const document = parseAgentDocument(readFileSync(file, "utf8"));
  expect(await diagnose(document, { wallMs: Date.UTC(2026, 10, 24), readText })).toEqual([]);
  const value = document.value as { tests: { vars?: object }[]; budget: { max_cost_usd: number } };
  expect(value.tests.length).toBeGreaterThanOrEqual(2);
  expect(value.budget.max_cost_usd).toBeGreaterThan(0);
  const sources = await rowSourcesOf(document.value, readText);
  const sets = sources.filter(({ id }) => id !== "tests");
  expect(sets.length).toBeGreaterThan(0);
  const agents = await Promise.all(agentsOf(document).map((agent) => resolveAgent(agent, readText)));
  const required = new Set(agents.flatMap((a) => a.inputs.filter((i) => i.required).map((i) => i.name)));
  for (const { rows, problems } of sources) {
    expect(problems).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) for (const input of required) expect(Object.keys(row.values)).toContain(input);
  }
  expect(agents.flatMap((agent) => agent.missing)).toEqual([]);
});

test("a folder of the user's own: folders and single files; what is broken is named and the rest works", async () => {
  const own = folder();
  put(own, "greeter/greeter.agent.yaml", definition);
  put(own, "greeter/data/rows.jsonl", "{}");
  put(own, "single.agent.yaml", definition);
  put(own, "hello/hello.agent.yaml", definition);
  put(own, "empty/README.md", "");
  put(own, "notes.txt", "");
  symlinkSync(os.tmpdir(), path.join(own, "greeter/out"));
  const { templates, broken } = await allTemplates(builtIn, own);
  expect(templates.map((t) => t.name).slice(0, 3)).toEqual(["hello", "single", "classifier"]);
  expect(templates.find((t) => t.name === "hello")?.description).toBe("Mine.");
  expect(broken).toEqual([
    { name: "empty", reason: "It has no *.agent.yaml." },
    { name: "greeter", reason: "out is no ordinary file, and only those are copied." },
  ]);
});

test("too deep, too many: a sentence instead of a full memory", async () => {
  const own = folder();
  put(own, `deep/${"a/".repeat(7)}x`, "");
  for (let i = 0; i < 201; i++) put(own, `many/${i}`, "");
  expect((await readTemplates(own)).broken.map((b) => b.reason)).toEqual([
    "a/a/a/a/a/a/a is more than 6 folders deep.",
    "It has more than 200 files.",
  ]);
});

test("nothing is written over, and nothing stays of what could not be written whole", async () => {
  const place = folder();
  put(place, "there/data/rows.jsonl", "mine");
  const files = [
    { path: "new.agent.yaml", content: "a" },
    { path: "prompts/deep/a.md", content: new Uint8Array([1, 2]) },
    { path: "data/rows.jsonl", content: "theirs" },
  ];
  const target = path.join(place, "there");
  expect(await inTheWay(target, files)).toEqual(["data/rows.jsonl"]);
  await expect(writeNewFiles(target, files)).rejects.toMatchObject({ code: "EEXIST" });
  expect(readdirSync(target, { recursive: true })).toEqual(["data", path.join("data", "rows.jsonl")]);
  expect(readFileSync(path.join(target, "data/rows.jsonl"), "utf8")).toBe("mine");

  await writeNewFiles(path.join(place, "a/b"), files);
  expect(readFileSync(path.join(place, "a/b/prompts/deep/a.md"))).toEqual(Buffer.from([1, 2]));
});

test("a link is not written through", async () => {
  const place = folder();
  symlinkSync(path.join(place, "elsewhere"), path.join(place, "a.agent.yaml"));
  const files = [{ path: "a.agent.yaml", content: "a" }];
  expect(await inTheWay(place, files)).toEqual(["a.agent.yaml"]);
  await expect(writeNewFiles(place, files)).rejects.toMatchObject({ code: "EEXIST" });
});

test("when a later file cannot be written, the earlier ones go", async () => {
  const place = folder();
  const files = [
    { path: "in/a", content: "" },
    { path: "in/a/b", content: "" },
  ];
  await expect(writeNewFiles(place, files)).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(readdirSync(place)).toEqual([]);
});
