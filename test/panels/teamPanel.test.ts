import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseAgentDocument } from "../../src/core/document/agentDocument.ts";
import { flatten, readingDocuments } from "../../src/core/document/extend.ts";
import { graphOf, type TeamAnswer } from "../../src/core/language/graph.ts";
import type { GraphView } from "../../src/protocol/graph.ts";
import { registerTeamPanel } from "../../src/vscode/graph/teamPanel.ts";
import type { Language } from "../../src/vscode/language/registerLanguage.ts";
import {
  bringBack,
  bugs,
  FakePanel,
  happens,
  notices,
  panels,
  run,
  shown,
  until,
  vscode,
  type World,
  world,
} from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

const definition = `format: agent/v1
name: support
extends: base.agent.yaml
agents:
  billing:
    tools: [google_search]
sub_agents: [billing, writer, ./other.agent.yaml, ../outside.agent.yaml]
`;
const base = `format: agent/v1
name: base
model: gemini-3.8-flash
inputs: {message: string}
agents:
  writer:
    tools:
      - {type: function, name: look_up}
`;

let w: World;
let registered: { dispose(): void };
/** How often the server was asked, and whether it answers. */
let asked: { readonly estimate: boolean }[];
let answering: boolean;

/** What the server would say, from the files as they are. */
const language = {
  ask: async (_method: string, { estimate }: { estimate: boolean }): Promise<TeamAnswer | undefined> => {
    asked.push({ estimate });
    if (!answering) return undefined;
    const folder = path.dirname(w.uri.path);
    const document = parseAgentDocument(readFileSync(w.uri.path, "utf8"));
    const readText = async (file: string) => readFileSync(path.join(folder, file), "utf8");
    const flat = await flatten(document, readingDocuments(readText));
    const mistake = document.problems.find((problem) => problem.severity === "error");
    return {
      version: 1,
      graph: graphOf(flat),
      ...(mistake ? { broken: { line: mistake.range.start.line + 1, message: mistake.message } } : {}),
    };
  },
} as unknown as Pick<Language, "ask">;

beforeEach(() => {
  asked = [];
  answering = true;
  w = world(definition);
  write("base.agent.yaml", base);
  write("other.agent.yaml", "format: agent/v1\nname: other\n");
  registered = registerTeamPanel(w.services, language);
});
afterEach(() => {
  registered.dispose();
  w.dispose();
  expect(bugs).toEqual([]);
});

function write(name: string, text: string): void {
  writeFileSync(path.join(path.dirname(w.uri.path), name), text);
}
async function opened(): Promise<FakePanel> {
  await run("flashback.showTeam", w.uri);
  const panel = panels.at(-1) ?? new FakePanel();
  await panel.tell({ type: "ready" });
  return panel;
}
const viewOf = (panel: FakePanel) => panel.last("view")?.view as GraphView;
const titles = (panel: FakePanel) => viewOf(panel).graph?.nodes.map((node) => node.title);
const last = () => {
  const found = shown.at(-1);
  return found && { ...found, path: path.basename(found.path) };
};

test("the first picture does not wait for its costs", async () => {
  const panel = await opened();
  expect(titles(panel)).toEqual(["support", "billing", "writer", "other", "outside"]);
  expect(asked).toEqual([{ estimate: false }, { estimate: true }]);
  expect(viewOf(panel).kept).toEqual({ version: 1, uri: w.uri.toString() });
});

test("a click shows the place in the text and leaves the cursor where it is; a double click goes there", async () => {
  const panel = await opened();
  await panel.tell({ type: "open", node: "agent:billing", enter: false });
  expect(last()).toEqual({ path: "support.agent.yaml", line: 4, focus: false });
  await panel.tell({ type: "open", node: "agent:billing", tool: 0, enter: true });
  expect(last()).toEqual({ path: "support.agent.yaml", line: 5, focus: true });
});

test("what is inherited leads to the file and the line that say it", async () => {
  const panel = await opened();
  await panel.tell({ type: "open", node: "agent:writer", enter: false });
  expect(last()).toEqual({ path: "base.agent.yaml", line: 5, focus: false });
  await panel.tell({ type: "open", node: "agent:writer", tool: 0, enter: true });
  expect(last()).toEqual({ path: "base.agent.yaml", line: 7, focus: true });
  await panel.tell({ type: "open", node: "root", enter: true });
  expect(last()).toEqual({ path: "support.agent.yaml", line: 1, focus: true });
});

test("an inherited variable of an agent alone leads to its declaration", async () => {
  writeFileSync(w.uri.path, "format: agent/v1\nname: support\nextends: lone.agent.yaml\n");
  write("lone.agent.yaml", "format: agent/v1\nmodel: m\ninputs:\n  message: string\n");
  const panel = await opened();
  await panel.tell({ type: "open-variable", index: 0 });
  expect(last()).toEqual({ path: "lone.agent.yaml", line: 3, focus: true });
});

test("an agent of another file is opened there; one outside of the folder is not", async () => {
  const panel = await opened();
  await panel.tell({ type: "open", node: "outside:./other.agent.yaml", enter: true });
  expect(last()).toEqual({ path: "other.agent.yaml", line: undefined, focus: true });
  shown.length = 0;
  await panel.tell({ type: "open", node: "outside:../outside.agent.yaml", enter: true });
  expect(shown).toEqual([]);
  expect(notices).toEqual(["../outside.agent.yaml is not in this folder."]);
});

test("the picture follows the typing; a broken text keeps the last good one and names the line", async () => {
  const panel = await opened();
  const document = { uri: w.uri, getText: () => "" };
  writeFileSync(w.uri.path, definition.replace("  billing:", "  accounts:"));
  await happens.typing.fire({ document, contentChanges: [{}] });
  await until(() => titles(panel)?.includes("accounts") === true);
  writeFileSync(w.uri.path, definition.replace("name: support", 'name: "support'));
  await happens.typing.fire({ document, contentChanges: [{}] });
  await until(() => viewOf(panel).broken !== undefined);
  expect(viewOf(panel).broken).toMatchObject({ line: 2, older: true });
  expect(titles(panel)).toContain("accounts");
  await panel.tell({ type: "open-line", line: 2 });
  expect(last()).toEqual({ path: "support.agent.yaml", line: 1, focus: true });
});

test("what it extends is read again when it was saved", async () => {
  const panel = await opened();
  write("base.agent.yaml", base.replace("  writer:", "  author:"));
  await happens.saving.fire({ uri: vscode.Uri.file(path.join(path.dirname(w.uri.path), "base.agent.yaml")) });
  await until(() => titles(panel)?.includes("author") === true);
});

test("the cursor of the text marks its node, and nothing where no node is", async () => {
  const panel = await opened();
  const at = (line: number) =>
    happens.selecting.fire({
      textEditor: { document: { uri: w.uri }, selection: { active: { line, character: 2 } } },
    });
  await at(4);
  expect(panel.last("cursor")).toEqual({ type: "cursor", at: { node: "agent:billing" } });
  await at(2);
  expect(panel.last("cursor")).toEqual({ type: "cursor", at: { node: "root" } });
  await at(7);
  expect(panel.last("cursor")).toEqual({ type: "cursor" });
});

test("a file that is gone and a server that does not answer are told; started again, it answers", async () => {
  const panel = await opened();
  answering = false;
  await panel.tell({ type: "ready" });
  expect(viewOf(panel)).toMatchObject({ trouble: "server" });
  answering = true;
  await panel.tell({ type: "restart-server" });
  expect(titles(panel)).toContain("billing");
  rmSync(w.uri.path);
  await happens.deleting.fire();
  await until(() => viewOf(panel).trouble === "gone");
});

test("asked for again, the same panel comes forward; closed, it hears nothing more", async () => {
  const panel = await opened();
  await run("flashback.showTeam", w.uri);
  expect([panels.length, panel.revealed]).toEqual([1, 2]);
  panel.dispose();
  const said = panel.said.length;
  await happens.typing.fire({ document: { uri: w.uri, getText: () => "" }, contentChanges: [{}] });
  await happens.selecting.fire({
    textEditor: { document: { uri: w.uri }, selection: { active: { line: 4, character: 2 } } },
  });
  expect(panel.said).toHaveLength(said);
  await opened();
  expect(panels).toHaveLength(2);
});

test("a reloaded window brings the panel back; what is no panel of ours is closed", async () => {
  const panel = await bringBack("flashback.team", { version: 1, uri: w.uri.toString() });
  await panel.tell({ type: "ready" });
  expect(titles(panel)).toContain("writer");
  expect((await bringBack("flashback.team", { version: 9 })).closed).toBe(true);
});

test("another kind of file has no team", async () => {
  await run("flashback.showTeam", vscode.Uri.file("/notes.txt"));
  expect(panels).toEqual([]);
  expect(notices).toEqual(["Open an agent definition (*.agent.yaml) to see its team."]);
});
