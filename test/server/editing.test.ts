import { afterEach, expect, test } from "vitest";
import type { TextEdit } from "vscode-languageserver";
import { parseAgentDocument } from "../../src/core/document/agentDocument.ts";
import { apply } from "../core/language/apply.ts";
import { type Editor, openEditor } from "./editor.ts";

const open: Editor[] = [];
async function editor(...world: Parameters<typeof openEditor>): Promise<Editor> {
  const made = await openEditor(...world);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

test("a file is put in order, whole, in part, and as it is typed", async () => {
  const e = await editor();
  const text = "name:   x\nagents:\n    a:\n        system_instruction: |\n              Be  brief.\n";
  await e.open("a.agent.yaml", text);
  const after = (edits: TextEdit[]) => apply(parseAgentDocument(text), edits);
  const options = { tabSize: 2, insertSpaces: true };
  expect(after(await e.ask("formatting", "a.agent.yaml", { options }))).toBe(
    "name: x\nagents:\n  a:\n    system_instruction: |\n      Be  brief.\n",
  );
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  expect(after(await e.ask("rangeFormatting", "a.agent.yaml", { range, options }))).toBe(text.replace("   ", " "));
  const typed = { position: { line: 5, character: 0 }, ch: "\n", options };
  expect(await e.ask("onTypeFormatting", "a.agent.yaml", typed)).toEqual([
    { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, newText: " ".repeat(14) },
  ]);
});
