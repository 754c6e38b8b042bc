import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { definition } from "../../../src/core/language/definition.ts";
import { diagnoseNow } from "../../../src/core/language/diagnose.ts";
import { documentSymbols } from "../../../src/core/language/documentSymbols.ts";
import { factsOf } from "../../../src/core/language/facts.ts";
import { foldingRanges } from "../../../src/core/language/foldingRanges.ts";
import { fixAll, quickFixes } from "../../../src/core/language/quickFixes.ts";
import { atCursor, today } from "./atCursor.ts";

const here = "file:///project/x.agent.yaml";

function target(marked: string) {
  const { document, position } = atCursor(marked);
  const world = {
    uri: here,
    facts: (uri: string) => (uri === here ? factsOf(uri, document) : undefined),
    referrers: () => [],
  };
  const found = definition(document, position, world).map(({ uri, range }) =>
    uri === here ? `${range.start.line}: ${document.source.slice(range)}` : uri,
  );
  return expect(found.join(", "));
}

test("definition: a variable, a state, an agent, a file, a reference", () => {
  target("inputs:\n  topic: string\ninput: |\n  On {{to‸pic}}").toMatchInlineSnapshot(`"1: topic"`);
  target("agents:\n  a: {output_key: answer}\n  b: {input: '{{state.ans‸wer}}'}").toMatchInlineSnapshot(`"1: answer"`);
  target("agents:\n  a: {}\nworkflow:\n  steps:\n    - agent: ‸a").toMatchInlineSnapshot(`"1: a"`);
  target("workflow: {steps: [{routes: {x: ./other.agent.y‸aml}}]}").toMatchInlineSnapshot(
    `"file:///project/other.agent.yaml"`,
  );
  target("system_instruction: [{file: prompts/st‸yle.md}]").toMatchInlineSnapshot(`"file:///project/prompts/style.md"`);
  target("input: 'Read {{> a/b‸.md}}'").toMatchInlineSnapshot(`"file:///project/a/b.md"`);
  target("a: &x 1\nb: ‸*x").toMatchInlineSnapshot(`"0: 1"`);
  target("model: ‸x").toMatchInlineSnapshot(`""`);
});

const team = `# One
# two
name: team
inputs:
  message: string
agents:
  a:
    system_instruction: |
      Be brief.
      Be kind.
    tools:
      - type: function
        name: look_up
      - google_search
tests:
  - name: first
    vars: {}
`;

test("the outline names agents, variables, tools and tests", () => {
  const lines: string[] = [];
  const print = (symbols: ReturnType<typeof documentSymbols>, indent: string) => {
    for (const { name, detail, kind, children, range } of symbols) {
      lines.push(`${indent}${name}${detail ? `: ${detail}` : ""} [${kind}] ${range.start.line}-${range.end.line}`);
      print(children ?? [], `${indent}  `);
    }
  };
  print(documentSymbols(parseAgentDocument(team)), "");
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "name: team [7] 2-2
    inputs [19] 3-4
      message: string [13] 4-4
    agents [19] 5-13
      a [5] 6-13
        system_instruction: Be brief. [15] 7-9
        tools [18] 10-13
          look_up [12] 11-12
          google_search [12] 13-13
    tests [18] 14-16
      first [6] 15-16"
  `);
});
test("what can be folded", () => {
  const ranges = foldingRanges(parseAgentDocument(team));
  expect(
    ranges.map((r) => `${r.startLine}-${r.endLine}${r.kind ? ` ${r.kind}` : ""}`).join("\n"),
  ).toMatchInlineSnapshot(`
    "0-1 comment
    3-4
    5-13
    6-13
    7-9
    10-13
    11-12
    14-16
    15-16"
  `);
});

function fixes(text: string) {
  const document = parseAgentDocument(text);
  const problems = diagnoseNow(document, today);
  const whole = { start: { line: 0, character: 0 }, end: document.source.positionAt(text.length) };
  const repairs = quickFixes(document, whole, problems).filter(({ kind }) => kind === "repair");
  return repairs.map((fix) => {
    const edited = fix.edits.toReversed().reduce((d, e) => d.edit(e.range, e.newText), document);
    return `${fix.problem.code} ${fix.title}${fix.preferred ? " *" : ""}\n${edited.text}`;
  });
}
const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";

test("an undeclared variable can be renamed or declared", () => {
  expect(fixes(`${head}inputs:\n  topic: string\ninput: "{{topik}}{{topic}}"\n`).join("---\n")).toMatchInlineSnapshot(`
    "AG301 Change topik to topic *
    format: agent/v1
    name: x
    model: gemini-3.8-flash
    inputs:
      topic: string
    input: "{{topic}}{{topic}}"
    ---
    AG301 Declare topik under inputs
    format: agent/v1
    name: x
    model: gemini-3.8-flash
    inputs:
      topic: string
      topik: string
    input: "{{topik}}{{topic}}"
    "
  `);
  expect(fixes(`${head}input: "{{topic}}"\n`).join("---\n")).toMatchInlineSnapshot(`
    "AG301 Declare topic under inputs *
    format: agent/v1
    name: x
    model: gemini-3.8-flash
    inputs:
      topic: string
    input: "{{topic}}"
    "
  `);
  expect(fixes(`${head}inputs: {a: string}\ninput: "{{a}}{{topic}}"\n`).join("---\n")).toMatchInlineSnapshot(`
    "AG301 Declare topic under inputs *
    format: agent/v1
    name: x
    model: gemini-3.8-flash
    inputs: {a: string, topic: string}
    input: "{{a}}{{topic}}"
    "
  `);
});
test("safe repairs are made all at once", () => {
  const text = `${head}instruction: hi\nmodle: x\ninput: {{input}}\n`;
  const document = parseAgentDocument(text);
  const edits = fixAll(diagnoseNow(document, today));
  expect(edits.toReversed().reduce((d, e) => d.edit(e.range, e.newText), document).text).toMatchInlineSnapshot(`
    "format: agent/v1
    name: x
    model: gemini-3.8-flash
    system_instruction: hi
    modle: x
    input: "{{input}}"
    "
  `);
});
