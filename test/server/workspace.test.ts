import { afterEach, expect, test } from "vitest";
import type {
  CallHierarchyItem,
  DocumentDiagnosticReport,
  DocumentHighlight,
  DocumentLink,
  Location,
  LocationLink,
  SymbolInformation,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
} from "vscode-languageserver";
import { ProgressType } from "vscode-languageserver/node";
import { type Editor, openEditor } from "./editor.ts";

const open: Editor[] = [];
async function editor(...how: Parameters<typeof openEditor>): Promise<Editor> {
  const made = await openEditor(...how);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** Other tests may have the processor: what takes milliseconds is waited for longer. */
const soon = <T>(what: () => T) => expect.poll(what, { timeout: 10_000 });
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";
const uri = (name: string) => `file:///project/${name}`;
const watched = (e: Editor, name: string, type: 1 | 2 | 3) =>
  e.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: uri(name), type }] });
const pulling = { textDocument: { diagnostic: { relatedDocumentSupport: true } } };

test("problems of definitions that nobody has opened are told, and go when the file is mended or deleted", async () => {
  const e = await editor(
    {},
    { files: { "a.agent.yaml": `${head}tone: x\n`, "sub/b.agent.yml": `${head}input: hi\n` } },
  );
  await soon(() => e.shown("a.agent.yaml")).toEqual([expect.stringMatching(/^3:0 AG107 "tone" is not a key/)]);
  expect(e.shown("sub/b.agent.yml")).toBeUndefined();
  e.files.set("a.agent.yaml", `${head}input: hi\n`);
  await watched(e, "a.agent.yaml", 2);
  await soon(() => e.shown("a.agent.yaml")).toEqual([]);
  e.files.set("new.agent.yaml", `${head}tone: x\n`);
  await watched(e, "new.agent.yaml", 1);
  await soon(() => e.shown("new.agent.yaml")).toHaveLength(1);
  e.files.delete("new.agent.yaml");
  await watched(e, "new.agent.yaml", 3);
  await soon(() => e.shown("new.agent.yaml")).toEqual([]);
  expect(e.log).toEqual([]);
});

test("a folder that comes, or goes, brings or takes its definitions and prompts along", async () => {
  const e = await editor({}, { files: { "a.agent.yaml": `${head}system_instruction: {file: new/p.md}\n` } });
  await soon(() => e.shown("a.agent.yaml")).toEqual([expect.stringMatching(/AG201/)]);
  // The editor tells of the folder alone.
  e.files.set("new/p.md", "Be brief.");
  e.files.set("new/b.agent.yaml", `${head}tone: x\n`);
  e.files.set("new/deep/c.agent.yaml", `${head}tone: x\n`);
  await watched(e, "new", 1);
  await soon(() => e.shown("new/b.agent.yaml")).toHaveLength(1);
  await soon(() => e.shown("new/deep/c.agent.yaml")).toHaveLength(1);
  await soon(() => e.shown("a.agent.yaml")).toEqual([]);
  for (const name of [...e.files.keys()]) if (name.startsWith("new/")) e.files.delete(name);
  await watched(e, "new", 3);
  await soon(() => e.shown("new/b.agent.yaml")).toEqual([]);
  await soon(() => e.shown("new/deep/c.agent.yaml")).toEqual([]);
  await soon(() => e.shown("a.agent.yaml")).toEqual([expect.stringMatching(/AG201/)]);
  expect(e.log).toEqual([]);
});

test("the first check says how far it is, and can be stopped", async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.agent.yaml`, `${head}tone: x\n`]));
  const said: unknown[] = [];
  const e = await editor({}, { files, capabilities: { window: { workDoneProgress: true } } });
  e.connection.onRequest("window/workDoneProgress/create", ({ token }) => {
    e.connection.onProgress(new ProgressType<{ kind: string }>(), token, (value) => {
      said.push(value);
      if (value.kind === "begin") void e.connection.sendNotification("window/workDoneProgress/cancel", { token });
    });
    return null;
  });
  await soon(() => said.at(-1)).toEqual({ kind: "end" });
  expect(said[0]).toEqual({
    kind: "begin",
    title: "Checking definitions",
    percentage: 0,
    message: "0/300",
    cancellable: true,
  });
  const checked = Object.keys(files).filter((name) => e.shown(name));
  expect(checked.length).toBeLessThan(300);
  // What was read serves references all the same.
  const symbols = await e.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "x" });
  expect(symbols).toHaveLength(300);
});

test("an open document wins over the disk, for itself and for those that name it", async () => {
  const e = await editor(
    {},
    {
      files: {
        "p.agent.yaml": `${head}inputs: {topic: string}\nsystem_instruction: [{file: style.tool.yaml}]\n`,
        "style.tool.yaml": "Be brief about {{topic}}.",
      },
    },
  );
  await e.open("style.tool.yaml", "Be brief about {{topic}}.");
  await e.connection.sendRequest("workspace/symbol", { query: "" });
  expect(e.shown("p.agent.yaml") ?? []).toEqual([]);
  await e.type("style.tool.yaml", 0, 15, 24, "it");
  await soon(() => e.shown("p.agent.yaml")).toEqual(["3:9 AG302 No prompt uses {{topic}}."]);
  // Closed without being saved: the disk counts again.
  await e.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri("style.tool.yaml") } });
  await soon(() => e.shown("p.agent.yaml")).toEqual([]);
});

test("with the setting openFiles nothing is told of files that are not open", async () => {
  const files = { "a.agent.yaml": `${head}tone: x\n` };
  const quiet = await editor({}, { files, initializationOptions: { diagnosticsScope: "openFiles" } });
  await quiet.connection.sendRequest("workspace/symbol", { query: "" });
  expect(quiet.shown("a.agent.yaml")).toBeUndefined();
  expect(await quiet.open("a.agent.yaml", files["a.agent.yaml"])).toHaveLength(1);
  await quiet.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri("a.agent.yaml") } });
  await soon(() => quiet.shown("a.agent.yaml")).toEqual([]);
});

test("a setting that is changed takes effect at once, both ways", async () => {
  let scope = "workspace";
  const files = { "a.agent.yaml": `${head}tone: x\n` };
  const e = await editor({}, { files, capabilities: { workspace: { configuration: true } } });
  e.connection.onRequest("workspace/configuration", () => [scope]);
  await soon(() => e.shown("a.agent.yaml")).toHaveLength(1);
  scope = "openFiles";
  await e.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await soon(() => e.shown("a.agent.yaml")).toEqual([]);
  scope = "workspace";
  await e.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await soon(() => e.shown("a.agent.yaml")).toHaveLength(1);
});

test("an editor that asks for diagnostics is answered, and told nothing by itself", async () => {
  const files = { "a.agent.yaml": `${head}tone: x\n`, "b.agent.yaml": `${head}tone: x\n` };
  const e = await editor({}, { files, capabilities: pulling });
  const text = { uri: uri("a.agent.yaml"), languageId: "agent-yaml", version: 1, text: files["a.agent.yaml"] };
  await e.connection.sendNotification("textDocument/didOpen", { textDocument: text });
  const pull = (previousResultId?: string) =>
    e.ask<DocumentDiagnosticReport>("diagnostic", "a.agent.yaml", previousResultId ? { previousResultId } : {});
  const first = await pull();
  expect(first).toMatchObject({ kind: "full", items: [{ code: "AG107" }] });
  expect(await pull(first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
  await e.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: uri("a.agent.yaml"), version: 2 },
    contentChanges: [{ text: head }],
  });
  expect(await pull(first.resultId)).toMatchObject({ kind: "full", items: [] });
  // Not open, and not even there.
  expect(await e.ask("diagnostic", "b.agent.yaml")).toMatchObject({ kind: "full", items: [{ code: "AG107" }] });
  expect(await e.ask("diagnostic", "nobody.agent.yaml")).toEqual({ kind: "full", items: [] });
  const all = await e.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: [],
  });
  expect(all.items.map((item) => item.uri)).toEqual([uri("a.agent.yaml"), uri("b.agent.yaml")]);
  const told = all.items.map((item) => ({ uri: item.uri, value: item.resultId as string }));
  const again = await e.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: [...told, { uri: uri("gone.agent.yaml"), value: "1" }],
  });
  expect(again.items.map((item) => item.kind)).toEqual(["unchanged", "unchanged", "full"]);
  expect(e.shown("a.agent.yaml")).toBeUndefined();
  expect(e.shown("b.agent.yaml")).toBeUndefined();
});

test("the question about the whole workspace is answered bit by bit, as long as it is open", async () => {
  const files = { "a.agent.yaml": `${head}tone: x\n` };
  const e = await editor({}, { files, capabilities: pulling });
  const parts: string[] = [];
  e.connection.onProgress(new ProgressType<WorkspaceDiagnosticReport>(), "all", ({ items }) => {
    for (const item of items)
      parts.push(`${item.uri.slice(16)} ${item.kind === "full" ? item.items.length : "as before"}`);
  });
  const ended = e.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: [],
    partialResultToken: "all",
  });
  await soon(() => parts).toEqual(["a.agent.yaml 1"]);
  e.files.set("a.agent.yaml", head);
  await watched(e, "a.agent.yaml", 2);
  await soon(() => parts).toEqual(["a.agent.yaml 1", "a.agent.yaml 0"]);
  // Another question ends this one.
  await e.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  expect(await ended).toEqual({ items: [] });
});

test("related documents: what an edit did to the files that name the edited one", async () => {
  const files = {
    "p.agent.yaml": `${head}inputs: {topic: string}\nsystem_instruction: [{file: style.tool.yaml}]\n`,
    "style.tool.yaml": "About {{topic}}.",
  };
  const e = await editor({}, { files, capabilities: pulling });
  const text = { uri: uri("style.tool.yaml"), languageId: "agent-yaml", version: 1, text: files["style.tool.yaml"] };
  await e.connection.sendNotification("textDocument/didOpen", { textDocument: text });
  await e.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  await e.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: uri("style.tool.yaml"), version: 2 },
    contentChanges: [{ text: "About it." }],
  });
  await soon(
    async () => (await e.ask<DocumentDiagnosticReport>("diagnostic", "style.tool.yaml")).relatedDocuments,
  ).toMatchObject({ [uri("p.agent.yaml")]: { kind: "full", items: [{ code: "AG302" }] } });
});

const team = {
  "team.agent.yaml": `${head}agents: {triage: {input: hi}}\nworkflow: {type: router, by: inputs.a, routes: {a: triage, b: desk.agent.yaml}}\n`,
  "desk.agent.yaml": `${head}tools: [{ref: t/refund.tool.yaml}]\npolicy: {approve: [refund]}\n`,
  "t/refund.tool.yaml": "format: tool/v1\ntype: function\nname: refund\ndescription: Gives back.\n",
};

test("references, rename and definition cross files; highlights, links and symbols answer", async () => {
  const e = await editor({}, { files: team });
  await e.open("desk.agent.yaml", team["desk.agent.yaml"]);
  const position = { line: 4, character: 20 };
  const found = await e.ask<Location[]>("references", "desk.agent.yaml", {
    position,
    context: { includeDeclaration: true },
  });
  expect(found.map((place) => place.uri)).toEqual([uri("t/refund.tool.yaml"), uri("desk.agent.yaml")]);
  const uses = await e.ask<Location[]>("references", "desk.agent.yaml", {
    position,
    context: { includeDeclaration: false },
  });
  expect(uses).toHaveLength(1);
  expect(await e.ask("prepareRename", "desk.agent.yaml", { position })).toMatchObject({ placeholder: "refund" });
  const edit = await e.ask<WorkspaceEdit>("rename", "desk.agent.yaml", { position, newName: "give_back" });
  expect(Object.keys(edit.changes ?? {})).toEqual([uri("t/refund.tool.yaml"), uri("desk.agent.yaml")]);
  await expect(e.ask("rename", "desk.agent.yaml", { position, newName: "give back" })).rejects.toThrow(
    /^"give back" cannot be a name here\./,
  );
  await expect(e.ask("prepareRename", "desk.agent.yaml", { position: { line: 2, character: 3 } })).rejects.toThrow(
    /^Only names/,
  );
  const [target] = await e.ask<LocationLink[]>("definition", "desk.agent.yaml", { position });
  expect(target?.targetUri).toBe(uri("t/refund.tool.yaml"));
  expect(await e.ask<DocumentHighlight[]>("documentHighlight", "desk.agent.yaml", { position })).toHaveLength(1);
  const [link] = await e.ask<DocumentLink[]>("documentLink", "desk.agent.yaml");
  expect(link?.target).toBeUndefined();
  expect(await e.connection.sendRequest("documentLink/resolve", link)).toMatchObject({
    target: uri("t/refund.tool.yaml"),
  });
  const symbols = await e.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "refu" });
  expect(symbols.map((symbol) => symbol.location.uri)).toEqual([uri("t/refund.tool.yaml")]);
  expect(e.log).toEqual([]);
});

test("call hierarchy: from a file to those that call it, and on", async () => {
  const e = await editor({}, { files: team });
  await e.open("desk.agent.yaml", team["desk.agent.yaml"]);
  const [item] = await e.ask<CallHierarchyItem[]>("prepareCallHierarchy", "desk.agent.yaml", {
    position: { line: 1, character: 6 },
  });
  const incoming = await e.connection.sendRequest<{ from: CallHierarchyItem }[]>("callHierarchy/incomingCalls", {
    item,
  });
  expect(incoming.map((call) => call.from.uri)).toEqual([uri("team.agent.yaml")]);
  const outgoing = await e.connection.sendRequest<{ to: CallHierarchyItem }[]>("callHierarchy/outgoingCalls", {
    item: incoming[0]?.from,
  });
  expect(outgoing.map((call) => call.to.name)).toEqual(["triage", "x"]);
});

test("a file that gets another name takes the paths along; afterwards it is known by the new one", async () => {
  const e = await editor({}, { files: team });
  const files = [{ oldUri: uri("t"), newUri: uri("tools") }];
  const edit = await e.connection.sendRequest<WorkspaceEdit>("workspace/willRenameFiles", { files });
  expect(edit.changes?.[uri("desk.agent.yaml")]).toMatchObject([{ newText: "tools/refund.tool.yaml" }]);
  e.files.set("tools/refund.tool.yaml", team["t/refund.tool.yaml"]);
  e.files.delete("t/refund.tool.yaml");
  await e.connection.sendNotification("workspace/didRenameFiles", { files });
  const places = () => e.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "refund" });
  await soon(async () => (await places()).map((s) => s.location.uri)).toEqual([uri("tools/refund.tool.yaml")]);
  await e.connection.sendNotification("workspace/didDeleteFiles", { files: [{ uri: uri("tools") }] });
  await soon(places).toEqual([]);
  expect(
    await e.connection.sendRequest("workspace/willRenameFiles", { files: [{ oldUri: uri("no"), newUri: uri("yes") }] }),
  ).toBeNull();
});

test("files of others that are called as ours are left alone", async () => {
  const e = await editor(
    {},
    {
      files: {
        "adk.agent.yaml": "agent_class: LlmAgent\nname: x\ninstruction: hi\ntools: [{name: a.b}]\n",
        "k.tool.yaml": "apiVersion: v1\nkind: Pod\n",
        "list.agent.yaml": "- a\n- b\n",
        "unsaid.agent.yaml": "system_instruction: hi\ntone: x\n",
        "z.agent.yaml": `${head}tone: x\n`,
      },
    },
  );
  await soon(() => e.shown("z.agent.yaml")).toHaveLength(1);
  for (const name of ["adk.agent.yaml", "k.tool.yaml", "list.agent.yaml"]) expect(e.shown(name)).toBeUndefined();
  expect(e.shown("unsaid.agent.yaml")?.length).toBeGreaterThan(0);
  // It becomes somebody else's, and its problems go.
  e.files.set("z.agent.yaml", "apiVersion: v1\nkind: Pod\n");
  await watched(e, "z.agent.yaml", 2);
  await soon(() => e.shown("z.agent.yaml")).toEqual([]);
});

test("several folders; a file outside of them sees its own folder only", async () => {
  const outside = "file:///elsewhere/o.agent.yaml";
  const files = {
    ...team,
    "file:///second/s.agent.yaml": `${head}tone: x\n`,
    [outside]: `${head}tools: [{ref: near.tool.yaml}]\npolicy: {deny: [near, refund]}\n`,
    "file:///elsewhere/near.tool.yaml": "format: tool/v1\ntype: function\nname: near\n",
    "file:///elsewhere/deep/far.tool.yaml": "format: tool/v1\ntype: function\nname: far\n",
  };
  const e = await editor({}, { files, folders: ["file:///project", "file:///second"] });
  await soon(() => e.shown("file:///second/s.agent.yaml")).toHaveLength(1);
  await e.open(outside, files[outside]);
  const at = (character: number) => ({ position: { line: 4, character }, context: { includeDeclaration: true } });
  const near = await e.ask<Location[]>("references", outside, at(16));
  expect(near.map((place) => place.uri)).toEqual(["file:///elsewhere/near.tool.yaml", outside]);
  expect(await e.ask("references", outside, at(22))).toHaveLength(1);
  const symbols = await e.connection.sendRequest<SymbolInformation[]>("workspace/symbol", { query: "far" });
  expect(symbols).toEqual([]);
  // A folder that is closed takes its problems along.
  const event = { added: [], removed: [{ uri: "file:///second", name: "second" }] };
  await e.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
  await soon(() => e.shown("file:///second/s.agent.yaml")).toEqual([]);
});

test("a file that cannot be read says why, and leaves the others alone", async () => {
  const e = await editor(
    {
      findDefinitions: async () => [uri("locked.agent.yaml"), uri("b.agent.yaml")],
      readFile: async (file) =>
        file.includes("locked")
          ? { why: "This file cannot be read: its permissions do not allow it." }
          : { text: `${head}tone: x\n` },
    },
    { files: {} },
  );
  await soon(() => e.shown("locked.agent.yaml")).toEqual([
    "0:0 AG201 This file cannot be read: its permissions do not allow it.",
  ]);
  await soon(() => e.shown("b.agent.yaml")).toHaveLength(1);
});

test("closed while it is answered, unknown, out of range: each gets an answer", async () => {
  const e = await editor({}, { files: team, capabilities: pulling });
  const textDocument = {
    uri: uri("desk.agent.yaml"),
    languageId: "agent-yaml",
    version: 1,
    text: team["desk.agent.yaml"],
  };
  await e.connection.sendNotification("textDocument/didOpen", { textDocument });
  const position = { line: 4, character: 20 };
  const asked = [
    e.ask("references", "desk.agent.yaml", { position, context: { includeDeclaration: true } }),
    e.ask("rename", "desk.agent.yaml", { position, newName: "z" }),
    e.ask("diagnostic", "desk.agent.yaml"),
  ];
  await e.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri("desk.agent.yaml") } });
  await Promise.all(asked);
  const nowhere = { line: 999, character: 999 };
  for (const name of ["nobody.agent.yaml", "desk.agent.yaml"]) {
    expect(await e.ask("references", name, { position: nowhere, context: { includeDeclaration: true } })).toBeNull();
    expect(await e.ask("rename", name, { position: nowhere, newName: "z" })).toBeNull();
    expect(await e.ask("prepareCallHierarchy", name, { position: nowhere })).toBeNull();
    expect(await e.ask("linkedEditingRange", name, { position: nowhere })).toBeNull();
    expect(await e.ask("documentLink", name)).toBeNull();
  }
  const item = { uri: "nonsense", name: "", kind: 5, range: nowhere, selectionRange: nowhere, data: 7 };
  expect(await e.connection.sendRequest("callHierarchy/incomingCalls", { item })).toEqual([]);
  await watched(e, "never-was.agent.yaml", 3);
  expect(e.log).toEqual([]);
});

test("suggestions and hovers in the tests of an agent know its names", async () => {
  const files = {
    "desk.agent.yaml": `${head}inputs: {message: {type: string, description: What they ask.}}\ninput: "{{message}}"\n`,
    "t/desk.agent.test.yaml":
      "format: agent-test/v1\nagent: ../desk.agent.yaml\ntests: [{vars: {message: x}}, {vars: {}}]\n",
  };
  const e = await editor({}, { files });
  await e.open("t/desk.agent.test.yaml", files["t/desk.agent.test.yaml"], "agent-test-yaml");
  const ask = <T>(method: string, character: number) =>
    e.ask<T>(method, "t/desk.agent.test.yaml", { position: { line: 2, character } });
  // References are answered when everything has been read.
  await e.ask("references", "t/desk.agent.test.yaml", {
    position: { line: 2, character: 19 },
    context: { includeDeclaration: true },
  });
  const items = await ask<{ label: string }[]>("completion", 38);
  expect(items.map((each) => each.label)).toEqual(["message"]);
  expect(await ask("hover", 19)).toMatchObject({
    contents: { value: "**{{message}}** · text\n\nWhat they ask.\n\nMust be given.\n\nIn `../desk.agent.yaml`." },
  });
});

test("an input that is renamed, from the tests in a file of their own: its column in a data file keeps its name", async () => {
  const files = {
    "desk.agent.yaml": `${head}inputs: {message: string}\ninput: "{{message}}"\ndatasets: {d: {file: d.jsonl}, e: {file: e.csv}}\n`,
    "desk.agent.test.yaml": "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{vars: {message: x}}]\n",
    "d.jsonl": '{"message": "a", "expected": "b"}\n',
    "e.csv": "question,expected\na,the message: b\n",
  };
  const e = await editor({}, { files });
  await e.open("desk.agent.test.yaml", files["desk.agent.test.yaml"], "agent-test-yaml");
  const edit = await e.ask<WorkspaceEdit>("rename", "desk.agent.test.yaml", {
    position: { line: 2, character: 18 },
    newName: "question",
  });
  const changed = Object.entries(edit.changes ?? {}).map(([name, edits]) => [name, edits.map((each) => each.newText)]);
  expect(changed).toEqual([
    [uri("desk.agent.yaml"), ["question", "question", ", columns: {message: question}"]],
    [uri("desk.agent.test.yaml"), ["question"]],
  ]);
  const refused = e.ask("rename", "desk.agent.test.yaml", {
    position: { line: 2, character: 18 },
    newName: "expected",
  });
  await expect(refused).rejects.toThrow('d.jsonl has a column "expected" already.');
});

test("a column that gives its value to several agents stays, and its file is told", async () => {
  const text = `${head}agents:\n  a: {inputs: {q: string}}\n  b: {inputs: {q: string}}\ndatasets: {d: {file: d.jsonl}}\n`;
  const files = { "a.agent.yaml": text, "d.jsonl": '{"q": "a"}\n' };
  const e = await editor({}, { files });
  await e.open("a.agent.yaml", text);
  const said = new Promise((resolve) => e.connection.onNotification("window/showMessage", resolve));
  const position = { line: 4, character: 15 };
  const edit = await e.ask<WorkspaceEdit>("rename", "a.agent.yaml", { position, newName: "query" });
  expect(Object.values(edit.changes ?? {}).flat()).toHaveLength(1);
  expect(await said).toEqual({
    type: 3,
    message: '"q" is also a column of d.jsonl. Data files are not changed: rename it there too.',
  });
});

test("a rename of 20,000 places is answered", async () => {
  const uses = Array.from({ length: 20_000 }, () => "  {{topic}}\n").join("");
  const text = `${head}inputs: {topic: string}\ninput: |\n${uses}`;
  const e = await editor();
  await e.open("a.agent.yaml", text);
  const edit = await e.ask<WorkspaceEdit>("rename", "a.agent.yaml", {
    position: { line: 3, character: 10 },
    newName: "it",
  });
  expect(edit.changes?.[uri("a.agent.yaml")]).toHaveLength(20_001);
});
