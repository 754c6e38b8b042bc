import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  LocationLink,
} from "vscode-languageserver";
import type { TokenCounter } from "../../src/core/tokens/counter.ts";
import { historyOf, type PastRun } from "../../src/core/tokens/learn.ts";
import { tokens } from "../../src/core/tokens/units.ts";
import { type Editor, openEditor, said } from "./editor.ts";

const open: Editor[] = [];
async function editor(...world: Parameters<typeof openEditor>): Promise<Editor> {
  const made = await openEditor(...world);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";

test("a file that is opened gets its problems, and each key pressed gets new ones", async () => {
  const e = await editor();
  expect(said(await e.open("a.agent.yaml", `${head}instructon: hi\n`))).toMatchInlineSnapshot(`
    [
      "3:0 AG107 "instructon" is not a key of the language. Did you mean "system_instruction"?",
    ]
  `);
  expect(said(await e.type("a.agent.yaml", 3, 0, 10, "system_instruction"))).toEqual([]);
  expect(said(await e.type("a.agent.yaml", 3, 20, 22, '"hi'))).toMatchInlineSnapshot(`
    [
      "3:20 AG101 This " is never closed. Close it at the end of the text.",
    ]
  `);
});

test("of many keys pressed at once the last one counts", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", head);
  const answers = Array.from({ length: 50 }, (_, i) =>
    e.type("a.agent.yaml", 2, 7, 23, `gemini-3.8-flas${i % 2 ? "h" : "x"}`),
  );
  expect(said((await Promise.all(answers)).at(-1) ?? [])).toEqual([]);
});

test("files that a definition names are looked for, and again when they change", async () => {
  const e = await editor();
  e.files.set("here.md", "Hello.");
  await e.open("a.agent.yaml", `${head}system_instruction: [{file: here.md}, {file: gone.md}]\n`);
  await expect
    .poll(async () => said(await e.diagnostics("a.agent.yaml", 1)))
    .toEqual(["3:45 AG201 The file gone.md was not found. Paths are relative to this definition."]);
  e.files.set("gone.md", "Back.");
  await e.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [] });
  await expect.poll(async () => said(await e.diagnostics("a.agent.yaml", 1))).toEqual([]);
});

test("completion, hover, outline, folding and definition answer", async () => {
  const e = await editor();
  e.files.set("prompts/style.md", "Be brief.");
  await e.open(
    "a.agent.yaml",
    `${head}inputs:\n  topic: string\nsystem_instruction: [{file: prompts/style.md}]\ninput: "{{topic}}"\n`,
  );
  const items = await e.ask<CompletionItem[]>("completion", "a.agent.yaml", { position: { line: 2, character: 7 } });
  expect(items[0]?.label).toBe("gemini-3.8-flash");
  const hover = await e.ask<Hover>("hover", "a.agent.yaml", { position: { line: 2, character: 10 } });
  expect(hover.contents).toMatchObject({ value: expect.stringContaining("Gemini 3.8 Flash") });
  const symbols = await e.ask<DocumentSymbol[]>("documentSymbol", "a.agent.yaml");
  expect(symbols.map((s) => s.name)).toEqual(["format", "name", "model", "inputs", "system_instruction", "input"]);
  expect(await e.ask<FoldingRange[]>("foldingRange", "a.agent.yaml")).toEqual([{ startLine: 3, endLine: 4 }]);
  const [variable] = await e.ask<LocationLink[]>("definition", "a.agent.yaml", {
    position: { line: 6, character: 11 },
  });
  expect(variable?.targetSelectionRange.start).toEqual({ line: 4, character: 2 });
  const [file] = await e.ask<LocationLink[]>("definition", "a.agent.yaml", { position: { line: 5, character: 32 } });
  expect(file?.targetUri).toBe("file:///project/prompts/style.md");
});

test("a problem's code leads to the page of its rule", async () => {
  const e = await editor({ rulePages: "file:///flashback/media/rules/" });
  const [problem] = await e.open("a.agent.yaml", `${head}modle: x\n`);
  expect(problem?.codeDescription).toEqual({ href: "file:///flashback/media/rules/AG107.md" });
});

test("a file that was not found can be changed to the one that is there", async () => {
  const e = await editor();
  e.files.set("prompts/style.md", "Be brief.");
  await e.open("a.agent.yaml", `${head}system_instruction: [{file: prompts/stile.md}]\n`);
  const range = { start: { line: 3, character: 30 }, end: { line: 3, character: 30 } };
  await expect
    .poll(async () => {
      const fixes = await e.ask<CodeAction[]>("codeAction", "a.agent.yaml", { range, context: { diagnostics: [] } });
      return fixes.map((fix) => fix.title);
    })
    .toContain("Change to prompts/style.md");
});

test("quick fixes, and all safe ones at once", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", `${head}instruction: hi\ninput: {{input}}\n`);
  const range = { start: { line: 3, character: 3 }, end: { line: 3, character: 3 } };
  const fixes = await e.ask<CodeAction[]>("codeAction", "a.agent.yaml", { range, context: { diagnostics: [] } });
  expect(fixes.map((f) => f.title)).toEqual([
    "Rename to system_instruction",
    "Disable AG108 for this line",
    "Disable AG108 for this file",
  ]);
  const all = await e.ask<CodeAction[]>("codeAction", "a.agent.yaml", {
    range,
    context: { diagnostics: [], only: ["source.fixAll"] },
  });
  expect(all[0]?.edit?.changes?.["file:///project/a.agent.yaml"]).toHaveLength(2);
});

test("lenses run, compare and tell the cost; they are asked for again when counts become exact", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", `${head}system_instruction: Answer in one short paragraph.\n`);
  const lenses = await e.ask<CodeLens[]>("codeLens", "a.agent.yaml");
  expect(lenses.map((lens) => lens.command?.command)).toEqual([
    "flashback.run",
    "flashback.compare",
    "flashback.showEstimate",
  ]);
  expect(lenses[0]?.command?.arguments).toEqual([{ uri: "file:///project/a.agent.yaml", agentPath: [] }]);
  expect(lenses[2]?.command?.title).toContain("~");
  e.counterReady();
  await expect.poll(() => e.refreshes()).toBe(1);
  const hover = await e.ask<Hover>("hover", "a.agent.yaml", { position: { line: 1, character: 6 } });
  expect(hover.contents).toMatchObject({ value: expect.stringContaining("x, one call") });
});

test("tokens are told on a prompt that nobody has counted yet; other words are answered without counting", async () => {
  const counted: string[] = [];
  const counter: TokenCounter = {
    name: "words",
    count: async (texts) => {
      counted.push(...texts);
      return texts.map((text) => ({ tokens: tokens(text.split(/\s+/).length), exact: true }));
    },
  };
  let opened = 0;
  const e = await editor({
    openCounter: async () => {
      opened++;
      return counter;
    },
  });
  await e.open("a.agent.yaml", `${head}description: A desk.\nsystem_instruction: Answer in one short paragraph.\n`);
  const hover = (line: number, character: number) =>
    e.ask<Hover | null>("hover", "a.agent.yaml", { position: { line, character } });
  const before = opened;
  expect(JSON.stringify(await hover(3, 4))).toContain("description");
  expect([opened, counted]).toEqual([before, []]);
  expect(JSON.stringify(await hover(4, 24))).toMatch(/\*\*system_instruction\*\* · 5 tokens, \d+ % of/);
  expect(JSON.stringify(await hover(4, 4))).toContain("5 tokens");
  await e.type("a.agent.yaml", 4, 20, 20, "Please ");
  expect(JSON.stringify(await hover(4, 4))).toContain("6 tokens");
});

test("a run that has been recorded changes the lens at once; one under way does not", async () => {
  const runs: PastRun[] = [];
  let forgotten = 0;
  const e = await openEditor({
    readHistory: async () => historyOf(runs, "a.agent.yaml"),
    forgetRuns: () => forgotten++,
  });
  await e.open("a.agent.yaml", `${head}system_instruction: Answer in one short paragraph.\n`);
  const cost = async () => (await e.ask<CodeLens[]>("codeLens", "a.agent.yaml")).at(-1)?.command?.title ?? "";
  expect(await cost()).toContain("prior, no runs yet");
  runs.push({
    id: "1",
    file: "a.agent.yaml",
    agent: "x",
    variant: "base",
    definition: "",
    model: "gemini-3.8-flash",
    level: "medium",
    simulated: false,
    startedAt: 1,
    calls: [{ input: 10, cached: 0, thinking: 20, output: 30 }],
    variables: 0,
  });
  const folder = "file:///project/.flashback/runs/1";
  const changed = (uri: string, type: number) =>
    e.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type }] });
  await changed(`${folder}/trace.otlp.jsonl`, 2);
  expect(await cost()).toContain("prior, no runs yet");
  expect([forgotten, e.refreshes()]).toEqual([0, 0]);
  await changed(`${folder}/manifest.json`, 2);
  expect(await cost()).toContain("from 1 run");
  expect(forgotten).toBe(1);
  await expect.poll(() => e.refreshes()).toBe(1);
  const hover = await e.ask<Hover>("hover", "a.agent.yaml", { position: { line: 1, character: 6 } });
  expect(hover.contents).toMatchObject({
    value: expect.stringContaining("**Basis** 1 recorded run (gemini-3.8-flash, thinking at medium)"),
  });
  // With the folder goes what it taught.
  runs.length = 0;
  await changed("file:///project/.flashback", 3);
  expect(await cost()).toContain("prior, no runs yet");
  expect(forgotten).toBe(2);
});

test("each part of a prompt says what it counts, at the end of its line", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", `${head}system_instruction: Answer in one short paragraph.\n`);
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = await e.ask<InlayHint[]>("inlayHint", "a.agent.yaml", { range });
  expect(hints.map((hint) => [hint.position.line, hint.label])).toEqual([
    [2, "thinking medium"],
    [3, expect.stringMatching(/^~\d+ tokens$/)],
  ]);
});

test("a mistake of ours in one answer is logged, and the next question is answered", async () => {
  const e = await editor({
    filesBeside: () => {
      throw new Error("disk on fire");
    },
  });
  await e.open("a.agent.yaml", head);
  expect(await e.ask("completion", "a.agent.yaml", { position: { line: 2, character: 7 } })).toBeNull();
  expect(e.log[0]).toMatch(/^error server completion: Error: disk on fire/);
  expect(await e.ask("hover", "a.agent.yaml", { position: { line: 2, character: 10 } })).not.toBeNull();
});

test("nonsense is survived: unknown files, places outside of the text, ranges upside down, wild edits", async () => {
  const e = await editor();
  expect(await e.ask("hover", "nobody.agent.yaml", { position: { line: 0, character: 0 } })).toBeNull();
  await e.open("a.agent.yaml", head);
  for (const position of [
    { line: 999, character: 999 },
    { line: -1, character: -5 },
    { line: 1, character: 9999 },
  ]) {
    for (const method of ["completion", "hover", "definition"]) await e.ask(method, "a.agent.yaml", { position });
  }
  await e.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: "file:///project/nobody.agent.yaml", version: 2 },
    contentChanges: [{ text: "x" }],
  });
  await e.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: "file:///project/a.agent.yaml", version: 5 },
    contentChanges: [
      { range: { start: { line: 99, character: 9 }, end: { line: 0, character: 0 } }, text: "\0{[\"'|\t\r" },
      { range: { start: { line: -3, character: 0 }, end: { line: 1, character: 999 } }, text: "]]" },
    ],
  });
  await e.diagnostics("a.agent.yaml", 5);
  await e.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: "file:///project/a.agent.yaml", version: 6 },
    contentChanges: [{ text: head }],
  });
  expect(said(await e.diagnostics("a.agent.yaml", 6))).toEqual([]);
  await expect(e.connection.sendRequest("textDocument/unheardOf", {})).rejects.toThrow();
  expect(await e.ask("hover", "a.agent.yaml", { position: { line: 2, character: 10 } })).not.toBeNull();
});

/** Each is answered, with at most a hundred problems, and the server goes on. The bench shows that it takes less than a second; the bound here is for a busy machine and both ends in one process. */
const bad: Record<string, string> = {
  "a tab": "name: x\n\tmodel: y\n",
  "an unclosed quote": 'name: "x\nmodel: gemini-3.8-flash\n',
  "a merge conflict": "name: x\n<<<<<<< HEAD\nmodel: a\n=======\nmodel: b\n>>>>>>> theirs\n",
  "a second document": "name: x\n---\nname: y\n",
  "braces without quotes": "name: x\ninput: {{topic}}\n",
  "a prompt of 1 MB": `name: x\nmodel: gemini-3.8-flash\nsystem_instruction: |\n${"  Words of a prompt, and {{input}} of it.\n".repeat(26_000)}`,
  "50,000 keys": Array.from({ length: 50_000 }, (_, i) => `key_${i}: value`).join("\n"),
  "5,000 aliases": `x-a: &a {y: 1}\n${Array.from({ length: 5_000 }, (_, i) => `x-k${i}: *a`).join("\n")}`,
};
for (const [name, text] of Object.entries(bad)) {
  test(`${name} is answered`, async () => {
    const e = await editor();
    const start = process.cpuUsage();
    const found = await e.open("a.agent.yaml", text);
    const { user, system } = process.cpuUsage(start);
    // Parsing, the answer over the wire and the editor's side of it.
    expect((user + system) / 1000).toBeLessThan(2500);
    expect(found.length).toBeLessThanOrEqual(100);
    expect(said(found).slice(0, 3)).toMatchSnapshot();
    expect(await e.ask("hover", "a.agent.yaml", { position: { line: 0, character: 1 } })).toBeDefined();
    expect(e.log).toEqual([]);
  });
}

test("mistakes are told at once, advice when all rules have been read", async () => {
  const e = await editor();
  const text = `${head}system_instruction: |\n${"  A line.\n".repeat(70)}  {{topic}}\n`;
  expect(said(await e.open("a.agent.yaml", text))).toEqual(['74:4 AG301 "topic" is not declared under "inputs".']);
  await expect.poll(() => e.shown("a.agent.yaml")?.join("\n")).toContain("AG112");
  // From then on with every key.
  expect(said(await e.type("a.agent.yaml", 4, 2, 2, "x")).join("\n")).toMatch(/AG112.*\n.*AG301/);
});

test("a file in other letters is told with the right ones, and written so", async () => {
  const readTextBeside = () =>
    Object.assign(async () => undefined, { spelling: async (file: string) => file.toLowerCase() });
  const e = await editor({ readTextBeside });
  await e.open("a.agent.yaml", `${head}system_instruction: [{file: Prompts/a.md}]\n`);
  await expect.poll(() => e.shown("a.agent.yaml")?.join("\n")).toContain("AG202 The disk spells it prompts/a.md");
  const at = { line: 3, character: 30 };
  const actions = await e.ask<CodeAction[]>("codeAction", "a.agent.yaml", {
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  expect(actions[0]?.title).toBe("Change to prompts/a.md");
});

test("in a folder that is not trusted programs are named, until it is", async () => {
  const tool = "tools: [{type: function, name: a, description: Does., run: {command: [node, a.mjs]}}]\n";
  const options = { initializationOptions: { trusted: false }, files: { "b.agent.yaml": head + tool } };
  const e = await editor({}, options);
  await e.open("a.agent.yaml", head + tool);
  for (const name of ["a.agent.yaml", "b.agent.yaml"])
    await expect.poll(() => e.shown(name)?.join("\n")).toContain("3:60 AG708 This starts a program");
  await e.connection.sendNotification("flashback/trusted");
  for (const name of ["a.agent.yaml", "b.agent.yaml"])
    await expect.poll(() => e.shown(name)?.join("\n")).not.toContain("AG708");
});

test("a definition that nobody has opened is told everything that needs no counting", async () => {
  const text = `format: agent/v1
name: x
target: managed
base_agent: antigravity-preview-09-2026
input: Write to maria.keller@gmx.de.
examples: [{input: "I am maria.keller@gmx.de", output: Hello}]
`;
  const e = await editor({}, { files: { "closed.agent.yaml": text } });
  await expect.poll(() => e.shown("closed.agent.yaml")?.map((line) => line.split(" ")[1])).toEqual(["AG603", "AG707"]);
});

test("the samples are answered without an error", async () => {
  const e = await editor();
  const samples = path.join(import.meta.dirname, "../../media/samples");
  for (const sample of ["1-hello", "2-release-notes", "4-support-team"]) {
    const text = readFileSync(path.join(samples, `${sample}.agent.yaml`), "utf8");
    const found = await e.open(`${sample}.agent.yaml`, text);
    expect(found.filter((d) => d.severity === 1)).toEqual([]);
    expect((await e.ask<CodeLens[]>("codeLens", `${sample}.agent.yaml`)).length).toBeGreaterThan(0);
  }
});
