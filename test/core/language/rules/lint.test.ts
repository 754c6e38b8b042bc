import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { diagnoseNow } from "../../../../src/core/language/diagnose.ts";
import { fixAll, quickFixes } from "../../../../src/core/language/quickFixes.ts";
import { repaired, shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

const head = "format: agent/v1\nname: x\nmodel: gemini-3.8-flash\n";
function check(text: string) {
  return expect(shown(diagnoseNow(parseAgentDocument(head + text), today)));
}

test("lint gives a rule another level, or none", () => {
  const text = 'input: "{{a}}"\ngeneration_config: {temperature: 1}\n';
  check(text).toMatchInlineSnapshot(`
    "3:10-11 AG301 "a" is not declared under "inputs".
    4:20-31 AG505 (warning) The Interactions API marks temperature as deprecated: leave it out, or use target: generate_content."
  `);
  check(`${text}lint: {severity: {AG301: hint}, disable: [AG505]}\n`).toMatchInlineSnapshot(
    `"3:10-11 AG301 (hint) "a" is not declared under "inputs"."`,
  );
});
test("a comment silences its line, the next one, or the file; a word of explanation may follow", () => {
  const text = 'input: "{{a}} {{b}}"\n';
  check(`# agent-lint-disable-next-line AG301: the host fills them in\n${text}`).toMatchInlineSnapshot(`""`);
  check(`input: "{{a}}" # agent-lint-disable-line AG301\n`).toMatchInlineSnapshot(`""`);
  check(`# agent-lint-disable-next-line\n${text}`).toMatchInlineSnapshot(`""`);
  check(`${text}# agent-lint-disable AG301, AG302\n`).toMatchInlineSnapshot(`""`);
  check(`# agent-lint-disable-next-line AG505\n${text}`).toMatchInlineSnapshot(`
    "4:10-11 AG301 "a" is not declared under "inputs".
    4:16-17 AG301 "b" is not declared under "inputs"."
  `);
});
test("a rule that does not exist silences nothing, and that is said", () => {
  check("lint: {disable: [AG31], severity: {AG999: hint, AG301: worse}}\n").toMatchInlineSnapshot(`
    "3:17-21 AG109 A rule's id is AG and three digits, such as AG302.
    3:17-21 AG109 There is no rule "AG31". Did you mean AG301? [Change to AG301]
    3:35-40 AG109 There is no rule "AG999".
    3:55-60 AG109 "worse" is not known here. Allowed: error, warning, information, hint, off.
    3:55-60 AG109 "worse" is no level. There are error, warning, information, hint."
  `);
  check("# agent-lint-disable-line AG3011\n").toMatchInlineSnapshot(
    `"3:26-32 AG109 (warning) There is no rule "AG3011". Did you mean AG301? [Change to AG301]"`,
  );
});
test("in a prompt such a comment is text", () => {
  check(
    'system_instruction: |\n  # agent-lint-disable AG301\n  {{a}}\ninput: "# agent-lint-disable AG301 {{b}}"\n',
  ).toMatchInlineSnapshot(`
    "5:4-5 AG301 "a" is not declared under "inputs".
    6:37-38 AG301 "b" is not declared under "inputs"."
  `);
});

function silenced(text: string, code: string): string[] {
  const whole = head + text;
  const document = parseAgentDocument(whole);
  const found = diagnoseNow(document, today).find((problem) => problem.code === code);
  if (!found) throw new Error(`no ${code}`);
  const fixes = quickFixes(document, found.range, [found]).filter(({ kind }) => kind === "silence");
  return fixes.map((fix) => {
    const after = repaired(whole, { ...found, fix });
    expect(diagnoseNow(parseAgentDocument(after), today).map((problem) => problem.code)).not.toContain(code);
    return `${fix.title}\n${after.slice(head.length)}`;
  });
}
test("a finding can be disabled for its line and for the file, wherever lint stands", () => {
  expect(silenced('input: "{{a}}"\n', "AG301").join("---\n")).toMatchInlineSnapshot(`
    "Disable AG301 for this line
    # agent-lint-disable-next-line AG301
    input: "{{a}}"
    ---
    Disable AG301 for this file
    input: "{{a}}"
    lint: {disable: [AG301]}
    "
  `);
  expect(silenced('input: "{{a}}"\nlint:\n  severity: {AG105: hint}\n', "AG301").at(-1)).toMatchInlineSnapshot(`
    "Disable AG301 for this file
    input: "{{a}}"
    lint:
      severity: {AG105: hint}
      disable: [AG301]
    "
  `);
  expect(silenced('input: "{{a}}"\nlint: {disable: [AG105]}\n', "AG301").at(-1)).toMatchInlineSnapshot(`
    "Disable AG301 for this file
    input: "{{a}}"
    lint: {disable: [AG105, AG301]}
    "
  `);
});
test("inside of a block only the file can be told", () => {
  expect(silenced("input: |\n  One.\n  {{a}}\n", "AG301").join("---\n")).toMatchInlineSnapshot(`
    "Disable AG301 for this file
    input: |
      One.
      {{a}}
    lint: {disable: [AG301]}
    "
  `);
});

test("fix all makes only the repairs that cannot change what is meant", () => {
  const text =
    "instruction: hi\nx-on: on\ninput: {{topik}}\ninputs: {topic: string}\nmodle: x\ngeneration_config: {temperature: 1}\n";
  const document = parseAgentDocument(text);
  const edits = fixAll(diagnoseNow(document, today));
  const after = repaired(text, {
    code: "",
    severity: "error",
    message: "",
    range: edits[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    fix: {
      title: "",
      edits: [...edits].sort(
        (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
      ),
    },
  });
  expect(after).toMatchInlineSnapshot(`
    "system_instruction: hi
    x-on: "on"
    input: "{{topik}}"
    inputs: {topic: string}
    modle: x
    generation_config: {temperature: 1}
    "
  `);
});
