// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets are written ${1:so}, secrets ${secret:so}.
import { afterEach, expect, test, vi } from "vitest";
import type {
  CodeAction,
  CompletionItem,
  Hover,
  InlayHint,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  TextEdit,
} from "vscode-languageserver";
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

test("colours come whole, for a range, and as the change since the last answer", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", "inputs: {a: string}\ninput: |\n  {{a}}\n  {{a}}\n");
  const whole = await e.ask<SemanticTokens>("semanticTokens/full", "a.agent.yaml");
  expect(whole.data).toEqual([0, 9, 1, 0, 1, 2, 4, 1, 0, 0, 1, 4, 1, 0, 0]);
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  const part = await e.ask<SemanticTokens>("semanticTokens/range", "a.agent.yaml", { range });
  expect(part.data).toEqual([3, 4, 1, 0, 0]);
  await e.type("a.agent.yaml", 3, 0, 0, "  ");
  const { resultId } = whole;
  const delta = await e.ask<SemanticTokensDelta>("semanticTokens/full/delta", "a.agent.yaml", {
    previousResultId: resultId,
  });
  expect(delta.edits).toEqual([{ start: 11, deleteCount: 1, data: [6] }]);
  const unknown = await e.ask<SemanticTokens>("semanticTokens/full/delta", "a.agent.yaml", {
    previousResultId: "gone",
  });
  expect(unknown.data).toHaveLength(15);
});

test("selections grow outwards; what is not said stands at the end of its line", async () => {
  const e = await editor();
  await e.open("a.agent.yaml", "name: x\nmodel: gemini-3.8-flash\ninput: some words\n");
  const [selection] = await e.ask<SelectionRange[]>("selectionRange", "a.agent.yaml", {
    positions: [{ line: 2, character: 8 }],
  });
  expect(selection?.range).toEqual({ start: { line: 2, character: 7 }, end: { line: 2, character: 11 } });
  expect(selection?.parent?.range.end).toEqual({ line: 2, character: 17 });
  const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  const hints = await e.ask<InlayHint[]>("inlayHint", "a.agent.yaml", { range });
  expect(hints.map((hint) => `${hint.position.line} ${String(hint.label)}`)).toContain("1 thinking medium");
});

test("a prompt goes into a file that is made, for an editor that can make one", async () => {
  const e = await editor();
  const range = { start: { line: 1, character: 9 }, end: { line: 1, character: 9 } };
  await e.open("desk.agent.yaml", "name: desk\ninput: Say hello to everybody.\n");
  const asked = { range, context: { diagnostics: [], only: ["refactor.extract"] } };
  const [move] = await e.ask<CodeAction[]>("codeAction", "desk.agent.yaml", asked);
  expect(move).toEqual({
    title: "Move the prompt to prompts/desk-input.md",
    kind: "refactor.extract",
    edit: {
      documentChanges: [
        { kind: "create", uri: "file:///project/prompts/desk-input.md" },
        {
          textDocument: { uri: "file:///project/prompts/desk-input.md", version: null },
          edits: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
              newText: "Say hello to everybody.",
            },
          ],
        },
        {
          textDocument: { uri: "file:///project/desk.agent.yaml", version: 1 },
          edits: [
            {
              range: { start: { line: 1, character: 7 }, end: { line: 1, character: 30 } },
              newText: "{file: prompts/desk-input.md}",
            },
          ],
        },
      ],
    },
  });
  const simple = await editor({}, { capabilities: { workspace: { workspaceEdit: {} } } });
  await simple.open("desk.agent.yaml", "name: desk\ninput: Say hello to everybody.\n");
  expect(await simple.ask<CodeAction[]>("codeAction", "desk.agent.yaml", asked)).toEqual([]);
});

test("an agent that another file names stays in its file: an editor that can is told why", async () => {
  const files = {
    "desk.agent.yaml": "format: agent/v1\nname: desk\nagents:\n  triage:\n    model: m\nsub_agents: [triage]\n",
    "desk.agent.test.yaml":
      "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{assert: [{type: agent-path, value: [triage]}]}]\n",
  };
  const position = { line: 3, character: 4 };
  const asked = {
    range: { start: position, end: position },
    context: { diagnostics: [], only: ["refactor.extract"] },
  };
  const can = { textDocument: { codeAction: { disabledSupport: true } } };
  for (const capabilities of [can, {}]) {
    const e = await editor({}, { files, capabilities });
    await e.open("desk.agent.yaml", files["desk.agent.yaml"]);
    const found = await e.ask<CodeAction[]>("codeAction", "desk.agent.yaml", asked);
    const reason = "desk.agent.test.yaml would no longer find triage in this file.";
    expect(found).toEqual(
      capabilities === can
        ? [{ title: "Move triage to triage.agent.yaml", kind: "refactor.extract", disabled: { reason } }]
        : [],
    );
  }
});

test("a file's text is written in its place", async () => {
  const e = await editor();
  e.files.set("prompts/a.md", "Be kind.\n");
  await e.open("a.agent.yaml", "name: a\nsystem_instruction: {file: prompts/a.md}\n");
  const range = { start: { line: 1, character: 32 }, end: { line: 1, character: 32 } };
  const [inline] = await e.ask<CodeAction[]>("codeAction", "a.agent.yaml", {
    range,
    context: { diagnostics: [], only: ["refactor.inline"] },
  });
  expect(inline?.title).toBe("Write the text of prompts/a.md here");
  expect(Object.values(inline?.edit?.changes ?? {})[0]?.[0]?.newText).toBe("|\n  Be kind.");
});

test("suggestions name what lies around; looked at, they say more; without snippets they are plain", async () => {
  const e = await editor();
  await e.open("desk.agent.yaml", "format: agent/v1\nname: desk\ndescription: Answers.\nmodel: gemini-3.8-flash\n");
  await e.open("team.agent.yaml", "format: agent/v1\nname: team\nsub_agents: []\n\n");
  const agents = await e.ask<CompletionItem[]>("completion", "team.agent.yaml", {
    position: { line: 2, character: 13 },
  });
  expect(agents.map((item) => [item.label, item.detail])).toEqual([["./desk.agent.yaml", "Answers."]]);
  const keys = await e.ask<CompletionItem[]>("completion", "team.agent.yaml", { position: { line: 3, character: 0 } });
  const budget = keys.find((item) => item.label === "budget") as CompletionItem;
  expect(budget.documentation).toBeUndefined();
  const resolved = await e.connection.sendRequest<CompletionItem>("completionItem/resolve", budget);
  expect(resolved.documentation).toEqual({ kind: "markdown", value: expect.stringContaining("Caps for one run") });
  expect((budget.textEdit as TextEdit).newText).toContain("${1:0.05}");
});

test("an editor that can is asked to format and colour our own files alone: other YAML has its own formatter", async () => {
  const dynamicRegistration = true;
  const can = { dynamicRegistration };
  const e = await editor(
    {},
    {
      capabilities: {
        textDocument: {
          formatting: can,
          rangeFormatting: can,
          onTypeFormatting: can,
          semanticTokens: { ...can, requests: {}, tokenTypes: [], tokenModifiers: [], formats: ["relative"] },
        },
      },
    },
  );
  expect(e.capabilities.documentFormattingProvider).toBeUndefined();
  expect(e.capabilities.semanticTokensProvider).toBeUndefined();
  await expect
    .poll(() => e.registered.map((each) => each.method))
    .toEqual(
      expect.arrayContaining([
        "textDocument/formatting",
        "textDocument/rangeFormatting",
        "textDocument/onTypeFormatting",
        "textDocument/semanticTokens",
      ]),
    );
  for (const { method, registerOptions } of e.registered) {
    if (!method.startsWith("textDocument/")) continue;
    expect(JSON.stringify(registerOptions.documentSelector)).toContain('{"language":"agent-yaml"}');
    expect(JSON.stringify(registerOptions.documentSelector)).not.toContain('"yaml"}');
  }
  const other = await editor();
  expect(other.capabilities.documentFormattingProvider).toBe(true);
  expect(other.capabilities.semanticTokensProvider).toMatchObject({ range: true });
});

test("what a definition inherits is told and offered", async () => {
  const e = await editor();
  await e.open(
    "base.agent.yaml",
    "format: agent/v1\nname: base\nmodel: gemini-3.8-flash\ninputs: {topic: string}\ninput: '{{topic}}'\n",
  );
  await e.open("child.agent.yaml", "format: agent/v1\nname: child\nextends: base.agent.yaml\ninput: 'On {{topic}}'\n");
  const hovered = await e.ask<Hover>("hover", "child.agent.yaml", { position: { line: 2, character: 2 } });
  expect(JSON.stringify(hovered.contents)).toContain("`model`: `gemini-3.8-flash` · `base.agent.yaml`");
  const variable = await e.ask<Hover>("hover", "child.agent.yaml", { position: { line: 3, character: 15 } });
  expect(JSON.stringify(variable.contents)).toContain("Inherited from `base.agent.yaml`");
  const items = await e.ask<CompletionItem[]>("completion", "child.agent.yaml", {
    position: { line: 3, character: 13 },
  });
  expect(items.find((item) => item.label === "topic")?.detail).toBe("from base.agent.yaml");
});
test("an agent outside of the editor's folders lends its names to its tests", async () => {
  const files = { "desk.agent.yaml": "format: agent/v1\nname: desk\nmodel: m\ninputs: {message: string}\n" };
  // No folder is open: only what the tests name is read.
  const e = await editor({ readTextBeside: () => async (name) => files[name as keyof typeof files] });
  await e.open(
    "desk.agent.test.yaml",
    "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{name: one, vars: {massage: x}}]\n",
    "agent-test-yaml",
  );
  await vi.waitFor(() => expect(String(e.shown("desk.agent.test.yaml"))).toContain("Did you mean message?"));
  const position = { line: 2, character: 29 };
  const items = await e.ask<{ label: string }[]>("completion", "desk.agent.test.yaml", { position });
  expect(items.map((each) => each.label)).toEqual(["message", "input"]);
});
