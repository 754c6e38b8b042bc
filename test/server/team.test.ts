import { expect, test } from "vitest";
import type { TeamAnswer } from "../../src/core/language/graph.ts";
import { type Editor, openEditor } from "./editor.ts";

const ask = <T>({ connection }: Editor, name: string, more: object = {}) =>
  connection.sendRequest<T>("flashback/team", { textDocument: { uri: `file:///project/${name}` }, ...more });

const text = `format: agent/v1
name: desk
defaults: {model: gemini-3.8-flash}
agents:
  triage: {system_instruction: Sort.}
workflow:
  type: sequential
  steps:
    - agent: triage
`;

test("the picture of an open definition, with its costs when they are asked for", async () => {
  const editor = await openEditor();
  await editor.open("a.agent.yaml", text);
  const first = await ask<TeamAnswer>(editor, "a.agent.yaml");
  expect(first.graph.nodes.map((node) => node.title)).toEqual(["desk", "triage"]);
  expect(first.graph.nodes[1]?.cost).toBeUndefined();
  const second = await ask<TeamAnswer>(editor, "a.agent.yaml", { estimate: true });
  expect(second.graph.nodes[1]?.cost?.p50).toBeGreaterThan(0);
  expect(second.broken).toBeUndefined();
  editor.close();
});

test("a text with a mistake says in which line; what is not open has no picture", async () => {
  const editor = await openEditor();
  await editor.open("a.agent.yaml", text.replace("name: desk", 'name: "desk'));
  const { broken } = await ask<TeamAnswer>(editor, "a.agent.yaml");
  expect(broken?.line).toBe(2);
  expect(await ask(editor, "b.agent.yaml")).toBeNull();
  editor.close();
});

test("what it inherits is in the picture", async () => {
  const editor = await openEditor();
  editor.files.set("base.agent.yaml", text);
  await editor.open("mine.agent.yaml", "format: agent/v1\nname: mine\nextends: base.agent.yaml\n");
  const { graph } = await ask<TeamAnswer>(editor, "mine.agent.yaml");
  expect(graph.nodes.map((node) => node.title)).toEqual(["mine", "triage"]);
  editor.close();
});
