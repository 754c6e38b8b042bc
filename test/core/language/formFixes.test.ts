import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { diagnose } from "../../../src/core/language/diagnose.ts";
import { fixAll, quickFixes } from "../../../src/core/language/quickFixes.ts";
import { shown } from "../document/problems.ts";
import { apply } from "./apply.ts";
import { today } from "./atCursor.ts";
import { fixed, head } from "./fixed.ts";

test("a line of a prompt that lost its indentation goes back into the text", async () => {
  expect(
    await fixed("AG101", "input: |\n  Be kind.\nStay calm, {{x}}.\n  Then go.\ninputs: {x: string}\nstore: false\n"),
  ).toMatchInlineSnapshot(`
    "# Indent this line into the text above
    input: |
      Be kind.
      Stay calm, {{x}}.
      Then go.
    inputs: {x: string}
    store: false
    "
  `);
  expect(
    await fixed("AG101", "input: |\n  Be kind.\n\nStay calm.\n\nAnd warm.\nstore: false\n"),
  ).toMatchInlineSnapshot(`
    "# Indent these lines into the text above
    input: |
      Be kind.

      Stay calm.

      And warm.
    store: false
    "
  `);
  expect(
    await fixed(
      "AG101",
      "agents:\n  a:\n    model: gemini-3.8-flash\n    input: |\n      Be kind.\n    Stay calm.\n      Go.\n    store: false\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Indent this line into the text above
    agents:
      a:
        model: gemini-3.8-flash
        input: |
          Be kind.
          Stay calm.
          Go.
        store: false
    "
  `);
  expect(await fixed("AG101", "input: |\n  Rules:\n- be kind\n- be calm\nstore: false\n")).toMatchInlineSnapshot(`
    "# Indent these lines into the text above
    input: |
      Rules:
      - be kind
      - be calm
    store: false
    "
  `);
  expect(
    await fixed("AG107", "input: |\n  Be kind.\nNote: stay calm.\n  Then go.\nstore: false\n"),
  ).toMatchInlineSnapshot(`
    "# Rename to x-Note
    input: |
      Be kind.
    x-Note: stay calm.
      Then go.
    store: false
    ---
    # Indent this line into the text above
    input: |
      Be kind.
      Note: stay calm.
      Then go.
    store: false
    "
  `);
});

test("each line of the samples' prompts that stands at the margin goes back to where it was", async () => {
  const samples = path.join(import.meta.dirname, "../../../media/samples");
  let tried = 0;
  for (const file of readdirSync(samples).filter((name) => name.endsWith(".agent.yaml"))) {
    const whole = readFileSync(path.join(samples, file), "utf8");
    const lines = whole.split("\n");
    const sound = parseAgentDocument(whole);
    for (const [i, line] of lines.entries()) {
      const at = sound.pathAt({ line: i, character: sound.source.indent(i) });
      const node = at?.part === "value" ? at.placed.node : undefined;
      if (line.trim() === "" || !at || node?.kind !== "scalar" || node.style !== "literal") continue;
      // Of the first line nobody can tell how far it was indented.
      if (at.placed.base + node.span.line + 1 >= i) continue;
      const document = parseAgentDocument(lines.with(i, line.trimStart()).join("\n"));
      const problems = (await diagnose(document, { wallMs: today })).filter(({ range }) => range.start.line === i);
      const fixes = problems.flatMap((problem) => quickFixes(document, problem.range, [problem]));
      expect(
        fixes.map(({ edits }) => apply(document, edits)),
        `${file} ${line}`,
      ).toContain(whole);
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(10);
});

test("a space is put behind a colon", async () => {
  expect(await fixed("AG101", "description:Answers\ninput: Hi\n")).toMatchInlineSnapshot(`
    "# Put a space behind the ":"
    description: Answers
    input: Hi
    "
  `);
  expect(await fixed("AG101", "generation_config:\n  thinking_level:high\n  seed: 3\n")).toMatchInlineSnapshot(`
    "# Put a space behind the ":"
    generation_config:
      thinking_level: high
      seed: 3
    "
  `);
});

test("of a merge one side is kept", async () => {
  expect(
    await fixed("AG101", "<<<<<<< HEAD\ninput: A\n=======\ninput: B\n>>>>>>> theirs\nstore: false\n"),
  ).toMatchInlineSnapshot(`
    "# Keep ours (HEAD)
    input: A
    store: false
    ---
    # Keep theirs (theirs)
    input: B
    store: false
    "
  `);
  expect(
    await fixed(
      "AG101",
      "input: |\n  A\n<<<<<<< HEAD\n  B\n||||||| base\n  O\n=======\n  C\n>>>>>>> theirs\n  D\nstore: false\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Keep ours (HEAD)
    input: |
      A
      B
      D
    store: false
    ---
    # Keep theirs (theirs)
    input: |
      A
      C
      D
    store: false
    "
  `);
  // Half of one: only its author knows.
  expect(await fixed("AG101", "<<<<<<< HEAD\ninput: A\n=======\nstore: false\n")).toBe("");
});

test("an item goes back to its list", async () => {
  expect(
    await fixed("AG101", "tools:\n  - google_search\n- url_context\n  - code_execution\ninput: Hi\n"),
  ).toMatchInlineSnapshot(`
    "# Move it to the column of its neighbours
    tools:
      - google_search
      - url_context
      - code_execution
    input: Hi
    "
  `);
  expect(
    await fixed(
      "AG101",
      "tools:\n  - type: function\n    name: a\n    description: A.\n    mock: {ok: true}\n - type: function\n   name: b\n   description: B.\n   mock: {ok: true}\ninput: Hi\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Move it to the column of its neighbours
    tools:
      - type: function
        name: a
        description: A.
        mock: {ok: true}
      - type: function
        name: b
        description: B.
        mock: {ok: true}
    input: Hi
    "
  `);
  expect(
    await fixed(
      "AG101",
      "tools:\n  - type: function\n    name: a\n    description: |\n      A.\n    mock: {ok: true}\n- type: function\n    name: b\n    description: B.\n    mock: {ok: true}\ninput: Hi\n",
    ),
  ).toMatchInlineSnapshot(`
    "# Move it to the column of its neighbours
    tools:
      - type: function
        name: a
        description: |
          A.
        mock: {ok: true}
      - type: function
        name: b
        description: B.
        mock: {ok: true}
    input: Hi
    "
  `);
  expect(
    await fixed("AG101", "generation_config:\n  seed: 3\n thinking_level: low\ninput: Hi\n"),
  ).toMatchInlineSnapshot(`
    "# Move it to the column of its neighbours
    generation_config:
      seed: 3
      thinking_level: low
    input: Hi
    "
  `);
});

test("brackets are made to match", async () => {
  expect(await fixed("AG101", "generation_config: {seed: 3]\ninput: Hi\n")).toMatchInlineSnapshot(`
    "# Write } instead of ]
    generation_config: {seed: 3}
    input: Hi
    "
  `);
  expect(await fixed("AG101", "tools: [google_search, url_context}\ninput: Hi\n")).toMatchInlineSnapshot(`
    "# Write ] instead of }
    tools: [google_search, url_context]
    input: Hi
    "
  `);
  expect(await fixed("AG101", "tools: [google_search]]\ninput: Hi\n")).toMatchInlineSnapshot(`
    "# Remove the ]
    tools: [google_search]
    input: Hi
    "
  `);
});

test("an invisible character in a key is named, and removed", async () => {
  const text = `${head}store\u0000: false\nin\u200bput: Hi\n`;
  expect(shown(await diagnose(parseAgentDocument(text), { wallMs: today }))).toMatchInlineSnapshot(`
    "3:0-6 AG107 In the key "store" stands the invisible character U+0000. [Rename to store]
    4:0-6 AG107 In the key "input" stands the invisible character U+200B. [Rename to input]"
  `);
  expect(await fixed("AG107", "in\u200bput: Hi\n")).toMatchInlineSnapshot(`
    "# Rename to input
    input: Hi
    "
  `);
});

test("fix all quotes a number that loses its zero, and replaces tabs", async () => {
  const text = `${head}version: 1.10\nlabels: {a: no}\ngeneration_config:\n\tseed: 3\ninput: Hi\ntools:\n  - type: function\n    name: a\n\tmaxOutputTokens: 4\n`;
  const document = parseAgentDocument(text);
  expect(apply(document, fixAll(await diagnose(document, { wallMs: today })))).toMatchInlineSnapshot(`
    "format: agent/v1
    name: x
    model: gemini-3.8-flash
    version: "1.10"
    labels: {a: "no"}
    generation_config:
      seed: 3
    input: Hi
    tools:
      - type: function
        name: a
      maxOutputTokens: 4
    "
  `);
});
test("neighbouring repairs are both made, overlapping ones are not", () => {
  const document = parseAgentDocument("\tinstruction: Hi\n");
  const at = (from: number, to: number) => ({
    start: { line: 0, character: from },
    end: { line: 0, character: to },
  });
  const problem = (code: string, title: string, from: number, to: number, newText: string) => ({
    code,
    severity: "error" as const,
    message: "",
    range: at(from, to),
    fix: { title, edits: [{ range: at(from, to), newText }] },
  });
  const rename = problem("AG108", "Rename", 1, 12, "system_instruction");
  const over = problem("AG108", "Rename", 5, 14, "x");
  const untab = problem("AG101", "Replace tabs with spaces", 0, 1, "  ");
  expect(apply(document, fixAll([rename, over, untab]))).toBe("  system_instruction: Hi\n");
});
