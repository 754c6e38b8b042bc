import { afterEach, expect, test } from "vitest";
import type { CodeAction, CodeLens, DocumentSymbol, LocationLink } from "vscode-languageserver";
import { type Editor, openEditor, said } from "./editor.ts";

let editor: Editor;
afterEach(() => editor.close());

const agent =
  "agent_class: LlmAgent\nname: boss\nmodel: gemini-3.8-flash\ninstructon: Say {rolled}.\nsub_agents:\n  - config_path: roll.yaml\n";
const roll = "agent_class: LlmAgent\nname: roll\ndescription: Rolls.\ninstruction: Roll.\noutput_key: rolled\n";
const workflow = "name: ci\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n";

/** Every question an editor asks about a file by itself, or at the cursor. */
const questions: readonly (readonly [method: string, more: object])[] = [
  ["documentSymbol", {}],
  ["foldingRange", {}],
  ["codeLens", {}],
  ["documentLink", {}],
  ["formatting", { options: { tabSize: 2, insertSpaces: true } }],
  ["hover", { position: { line: 0, character: 2 } }],
  ["completion", { position: { line: 0, character: 2 } }],
  ["definition", { position: { line: 0, character: 2 } }],
  ["references", { position: { line: 0, character: 2 }, context: { includeDeclaration: true } }],
  ["documentHighlight", { position: { line: 0, character: 2 } }],
  [
    "codeAction",
    { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }, context: { diagnostics: [] } },
  ],
  ["inlayHint", { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } }],
];
const nothing = (answer: unknown) => answer === null || (Array.isArray(answer) && answer.length === 0);

test("a YAML file of somebody else is answered nothing, and nothing is kept of it", async () => {
  editor = await openEditor({}, { initializationOptions: { yamlElsewhere: false } });
  const published: string[] = [];
  editor.connection.onUnhandledNotification(() => {});
  // Opened before one of ours: when that one has been answered, this one has had its turn.
  void editor.open(".github/workflows/agent.yml", workflow, "yaml");
  void editor.open("deploy/agent.yaml", "apiVersion: v1\nkind: Pod\nname: {{x}}\nname: a\n", "yaml");
  expect(
    said(await editor.open("hello.agent.yaml", "format: agent/v1\nname: hello\nmodel: gemini-3.8-flash\n")),
  ).toEqual([]);
  for (const name of [".github/workflows/agent.yml", "deploy/agent.yaml"]) {
    for (const [method, more] of questions)
      expect([method, nothing(await editor.ask(method, name, more))]).toEqual([method, true]);
    published.push(...(editor.shown(name) ?? []));
  }
  expect(published).toEqual([]);
  expect(editor.log.filter((line) => line.startsWith("error"))).toEqual([]);
});

test("an agent of ADK in YAML: findings with repairs, definition, outline", async () => {
  editor = await openEditor({}, { initializationOptions: { yamlElsewhere: false } });
  editor.files.set("roll.yaml", roll);
  expect(said(await editor.open("root_agent.yaml", agent, "yaml"))).toEqual([
    '3:0 AG107 "instructon" is not a key of ADK Agent Config. Did you mean "instruction"?',
  ]);
  const [action] = await editor.ask<CodeAction[]>("codeAction", "root_agent.yaml", {
    range: { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } },
    context: { diagnostics: [] },
  });
  expect(action?.title).toBe("Change to instruction");
  // An edit, as typing makes it: the key is right now, and its state is known from the other file.
  expect(said(await editor.type("root_agent.yaml", 3, 8, 8, "i"))).toEqual([]);
  expect(said(await editor.type("root_agent.yaml", 3, 18, 24, "colour"))[0]).toContain("AG306");
  const [link] = await editor.ask<LocationLink[]>("definition", "root_agent.yaml", {
    position: { line: 5, character: 20 },
  });
  expect(link?.targetUri).toBe("file:///project/roll.yaml");
  const outline = await editor.ask<DocumentSymbol[]>("documentSymbol", "root_agent.yaml");
  expect(outline.map((each) => each.name)).toEqual(["agent_class", "name", "model", "instruction", "sub_agents"]);
});

test("beside another YAML extension only that is said which it does not say", async () => {
  editor = await openEditor({}, { initializationOptions: { yamlElsewhere: true } });
  const broken = 'agent_class: LlmAgent\nname: a\nname: b\ninstruction: Say {mood}.\nmodel: "gemini-3.8-flash\n';
  const found = said(await editor.open("root_agent.yaml", broken, "yaml"));
  expect(found.map((line) => line.split(" ")[1])).toEqual(["AG306"]);
  const silent = ["documentSymbol", "foldingRange", "formatting", "hover", "completion", "references"];
  for (const [method, more] of questions.filter(([method]) => silent.includes(method))) {
    expect([method, nothing(await editor.ask(method, "root_agent.yaml", more))]).toEqual([method, true]);
  }
});

test("a file that becomes an agent while it is written is recognised when it is saved", async () => {
  editor = await openEditor();
  void editor.open("dice.yaml", "# nothing yet\n", "yaml");
  const text = "agent_class: LlmAgent\nname: dice\ninstruction: Say {mood}.\n";
  editor.files.set("dice.yaml", text);
  await editor.connection.sendNotification("textDocument/didSave", {
    textDocument: { uri: "file:///project/dice.yaml" },
  });
  const found = await editor.diagnostics("dice.yaml", 0);
  expect(said(found)[0]).toContain("2:17 AG306");
});

test("our own language is ours under the name yaml too; a file of ADK is its own under our name", async () => {
  editor = await openEditor();
  const ours = await editor.open(
    "hello.agent.yaml",
    "format: agent/v1\nname: hello\nmodell: gemini-3.8-flash\n",
    "yaml",
  );
  expect(said(ours)[0]).toContain("AG107");
  const theirs = await editor.open("greeter.agent.yaml", "agent_class: LlmAgent\nname: greeter\ninstruction: Greet.\n");
  expect(said(theirs)).toEqual([]);
});

test("above an agent of ADK stands what it will cost, and the way to our language", async () => {
  editor = await openEditor();
  editor.files.set("roll.yaml", roll);
  await editor.open("root_agent.yaml", agent.replace("instructon", "instruction"), "yaml");
  const lenses = await editor.ask<CodeLens[]>("codeLens", "root_agent.yaml");
  expect(lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`)).toEqual([
    expect.stringMatching(/^1 \$0\.\d+ \(80 %: .*\) · ~\d+ in \+ ~.* out \+ ~.* thinking · prior, no runs yet$/),
    "1 $(arrow-right)\u00a0Convert to Agent Definition…",
  ]);
  expect(lenses[1]?.command?.arguments).toEqual([{ uri: "file:///project/root_agent.yaml" }]);
  await editor.open("team.yaml", "agents:\n  root:\n    toolsets:\n      - type: think\n", "yaml");
  const docker = await editor.ask<CodeLens[]>("codeLens", "team.yaml");
  expect(docker.map(({ command }) => command?.command)).toEqual(["flashback.convert"]);
});

test("a dotprompt is outlined by its front matter", async () => {
  editor = await openEditor();
  await editor.open(
    "menu.prompt",
    "---\nmodel: googleai/gemini-3.8-flash\nconfig:\n  temperature: 1\n---\nSay {{x}}.\n",
    "plaintext",
  );
  const outline = await editor.ask<DocumentSymbol[]>("documentSymbol", "menu.prompt");
  expect(outline.map(({ name, range }) => `${range.start.line} ${name}`)).toEqual(["1 model", "2 config"]);
});
