import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { repaired, shown } from "./problems.ts";

function check(text: string) {
  return expect(shown(parseAgentDocument(text).problems));
}
function fixed(text: string): string {
  return repaired(text, parseAgentDocument(text).problems[0]);
}

test("an unclosed quote spoils its own entry and no other", () => {
  check('a: "x\nb: 1').toMatchInlineSnapshot(
    `"0:3-5 AG101 This " is never closed. Close it at the end of the text. [Close the "]"`,
  );
  expect(fixed('a: "x\nb: 1')).toBe('a: "x"\nb: 1');
  expect(parseAgentDocument('a:\n  b: "x\n  c: 1\nd: 2').value).toEqual({ a: { b: "x", c: 1 }, d: 2 });
});
test("an unclosed bracket is named at its opening", () => {
  check("a: [1, 2\nb: 1").toMatchInlineSnapshot(
    `"0:3-8 AG101 This [ is never closed by a ], or a comma is missing inside. [Close it with ]]"`,
  );
  check("a:\n  b: {x: 1\n  c: 2").toMatchInlineSnapshot(
    `"1:5-10 AG101 This { is never closed by a }, or a comma is missing inside. [Close it with }]"`,
  );
  expect(parseAgentDocument("a: [1, 2\nb: 1").value).toEqual({ a: [1, 2], b: 1 });
});
test("tabs are named once, and can all be replaced at once", () => {
  const text = "a:\n\tb: 1\n\tc: 2\nd: 3";
  check(text).toMatchInlineSnapshot(
    `"1:0-5 AG101 A tab is used for indentation. YAML allows only spaces here. [Replace tabs with spaces]"`,
  );
  expect(fixed(text)).toBe("a:\n  b: 1\n  c: 2\nd: 3");
});
test("a merge conflict is one message", () => {
  check("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> theirs\nc: 3").toMatchInlineSnapshot(
    `"1:0-12 AG101 A merge conflict is left in the file. Choose one side and remove the lines <<<<<<<, ======= and >>>>>>>."`,
  );
});
test("a second document is refused, with the cause that prompts have", () => {
  check("a: 1\n---\nb: 1").toMatchInlineSnapshot(
    `"1:0-3 AG113 The line "---" begins a second document, and a definition is one document. Inside a prompt, indent the line. [Remove the line]"`,
  );
  expect(parseAgentDocument("---\na: 1").problems).toEqual([]);
});
test("a value that starts with {{ is text, and gets its quotes", () => {
  check("a: {{x}}\nb: 1").toMatchInlineSnapshot(
    `"0:3-8 AG103 A value that starts with {{ is read as a map, not as text. Put it in quotes. [Put the text in quotes]"`,
  );
  expect(fixed("a: {{x}}\nb: 1")).toBe('a: "{{x}}"\nb: 1');
  expect(fixed('a: {{x}} says "hi"')).toBe("a: '{{x}} says \"hi\"'");
  expect(fixed("a: [ {{x}}, b ]")).toBe('a: [ "{{x}}", b ]');
  expect(parseAgentDocument("a: {{x}} and more\nb: 1").value).toEqual({ a: "{{x}} and more", b: 1 });
  expect(parseAgentDocument("a: |\n  Role: {{x}}\n  {{y}}\n").problems).toEqual([]);
});
test("characters that start no plain text ask for quotes", () => {
  check("a: @x\nb: `y`\nc: %z\nd: *.google.com").toMatchInlineSnapshot(`
    "0:3-5 AG101 A text that starts with @ needs quotes. [Put the text in quotes]
    1:3-6 AG101 A text that starts with \` needs quotes. [Put the text in quotes]
    2:3-5 AG101 A text that starts with % needs quotes. [Put the text in quotes]
    3:3-15 AG101 A text that starts with * needs quotes: YAML reads *.google.com as a reference. [Put the text in quotes]"
  `);
});
test("a second colon asks for quotes", () => {
  check("a: Role: tutor").toMatchInlineSnapshot(
    `"0:3-14 AG101 A second ": " in a value that has no quotes. Put the text in quotes, or start it on the next line behind "|". [Put the text in quotes]"`,
  );
  expect(fixed("a: Role: tutor")).toBe('a: "Role: tutor"');
});
test("a half-typed key leaves the rest as it was", () => {
  check("name: x\nmod\ninput: y").toMatchInlineSnapshot(
    `"1:0-3 AG101 "mod" is neither a key nor part of a text: the ":" behind it is missing, or the line needs more indentation. [Add the ":"]"`,
  );
  expect(parseAgentDocument("name: x\nmod\ninput: y").value).toEqual({ name: "x", input: "y" });
});
test("a duplicate key", () =>
  check("a: 1\nb: 2\na: 3").toMatchInlineSnapshot(
    `"2:0-1 AG102 The key "a" stands here twice. The later one would win silently; keep one of them."`,
  ));
test("a dash that stands nowhere", () =>
  check("a: 1\n-\nb: 2").toMatchInlineSnapshot(
    `"1:0-1 AG101 A list item ("- …") cannot stand here: the key above has a value already, or the dash has lost its indentation."`,
  ));
test("a key among list items", () =>
  check("a:\n  - x\n  b: 1\n").toMatchInlineSnapshot(
    `"2:2-6 AG101 A key stands among the items of a list. Begin the line with "- ", indent it into the item above, or move it left to end the list."`,
  ));
test("text behind |", () =>
  check("a: |x\n  y").toMatchInlineSnapshot(
    `"0:4-5 AG101 Behind "|" or ">" nothing may follow on the line. The text starts on the next line, indented."`,
  ));
test("an unknown escape", () =>
  check('a: "\\q"').toMatchInlineSnapshot(
    `"0:4-6 AG101 \\q means nothing inside double quotes. Write \\\\ for a backslash, or use single quotes. [Write the backslash twice]"`,
  ));
test("tags and merge keys", () =>
  check("a: !secret x\nb: &b {c: 1}\nd:\n  <<: *b").toMatchInlineSnapshot(`
  "0:3-10 AG113 The tag !secret is not part of the language. A text that starts with ! needs quotes.
  3:2-4 AG113 Merge keys ("<<") are not part of the language. Put what agents share under "defaults"."
`));
test("a prompt line that lost its indentation", () => {
  const text = "agents:\n  a:\n    text: |\n      One.\n  Note: two\n      Three.\n    model: m\n";
  check(text).toMatchInlineSnapshot(
    `"4:2-11 AG101 This line belongs to the text above but stands further left than it. Indent it like the lines around it. [Indent the line like its neighbours]"`,
  );
  check("text: |\n  One.\nTwo\n  Three.\nmodel: m\n").toMatchInlineSnapshot(
    `"2:0-3 AG101 "Two" is neither a key nor part of a text: the ":" behind it is missing, or the line needs more indentation. [Add the ":"]"`,
  );
});
test("an indent between two levels", () =>
  check(" a:\n    b: 1\n   c: 2\n").toMatchInlineSnapshot(
    `"2:3-7 AG101 This line is indented differently from its neighbours. Lines of one map or list start in the same column."`,
  ));

test("what a mistake leaves unread is known: nobody needs to say that it is missing", () => {
  const text = "name: x\nagents:\n  a:\n    input: hi\n    modl\n  b:\n    input: hi\n";
  const document = parseAgentDocument(text);
  const damaged = [["agents", "a"], ["agents", "b"], ["agents", "a", "input"], ["agents"], []].map((path) =>
    document.damaged(path),
  );
  expect(damaged).toEqual([true, false, false, false, false]);
  const tabs = parseAgentDocument("format: agent/v1\n\tname: x\n\tmodel: y\n\n\tagents:\n\t\ta: 1\nz: 1\n");
  expect(tabs.problems).toHaveLength(1);
  expect([tabs.damaged([]), tabs.damaged(["z"])]).toEqual([true, false]);
  expect(fixed(tabs.text)).not.toContain("\t");
  expect(parseAgentDocument('a: "x\nb: {c: 1\nd: 2').damaged(["b"])).toBe(true);
  expect(parseAgentDocument('a: "x\nb: {c: 1\nd: 2').damaged([])).toBe(false);
});
test("keys behind ?, empty keys and maps as keys are refused once", () => {
  check("? a\n: 1\n? b\n: 2").toMatchInlineSnapshot(
    `"0:0-3 AG113 Keys are plain names in front of a ":". Keys behind "? ", empty keys, and lists, maps or references as keys are not part of the language."`,
  );
  check("a: {[b]: 1}").toMatchInlineSnapshot(
    `"0:4-11 AG113 Keys are plain names in front of a ":". Keys behind "? ", empty keys, and lists, maps or references as keys are not part of the language."`,
  );
  check("%YAML 1.2\n---\na: 1").toMatchInlineSnapshot(
    `"0:0-9 AG113 Lines that begin with % are instructions to a YAML reader, which are not part of the language. [Remove the line]"`,
  );
});
test("a bracket may close in the column of its key", () => {
  expect(parseAgentDocument("a: [\n  b,\n  c\n]\nd:\n  - {\n    e: f\n  }\n").problems).toEqual([]);
  check("a: 1\n]\nb: 2").toMatchInlineSnapshot(`"1:0-1 AG101 The brackets do not match: one is missing or too many."`);
});
test("lines that end in different ways, and a mark that is pasted in front", () => {
  const document = parseAgentDocument("a: |\r\n  x\n  y\rb: 2\n");
  expect(document.value).toEqual({ a: "x\ny\n", b: 2 });
  const start = { line: 0, character: 0 };
  expect(document.edit({ start, end: start }, "\uFEFF").value).toEqual({ a: "x\ny\n", b: 2 });
});
test("a large map knows its keys also after many edits", () => {
  let document = parseAgentDocument(Array.from({ length: 2000 }, (_, i) => `key_${i}: 1`).join("\n"));
  const at = { start: { line: 1000, character: 4 }, end: { line: 1000, character: 8 } };
  document = document.edit(at, "7");
  expect(shown(document.problems)).toContain('"key_7" stands here twice');
  document = document.edit({ start: at.start, end: { line: 1000, character: 5 } }, "new");
  expect(document.problems).toEqual([]);
  document = document.edit({ start: { line: 1500, character: 0 }, end: { line: 1500, character: 0 } }, "key_new: 2\n");
  expect(shown(document.problems)).toContain("1500:0-7 AG102");
});

test("references are followed, also to itself and to nothing", () => {
  expect(parseAgentDocument("a: &x {y: 1}\nb: *x").value).toEqual({ a: { y: 1 }, b: { y: 1 } });
  check("a: &a {b: *a}\nc: *nope").toMatchInlineSnapshot(`
    "0:10-13 AG101 The references (*name) refer to each other or would grow to more than 100,000 values.
    1:3-8 AG101 Nothing above is marked with &nope. A text that starts with * needs quotes. [Put the text in quotes]"
  `);
});
test("windows line breaks and a byte order mark change nothing", () => {
  const document = parseAgentDocument("\uFEFFa: |\r\n  x\r\n  y\r\nb: 2\r\n");
  expect(document.problems).toEqual([]);
  expect(document.value).toEqual({ a: "x\ny\n", b: 2 });
  expect(document.rangeAt(["b"])?.value.start).toEqual({ line: 3, character: 3 });
});
test("texts without a map", () => {
  expect(
    ["", "foo", "# only a comment", "- a\n- b: 1\n  c: 2", "{a: 1}"].map((t) => parseAgentDocument(t).value),
  ).toMatchInlineSnapshot(`
      [
        null,
        "foo",
        null,
        [
          "a",
          {
            "b": 1,
            "c": 2,
          },
        ],
        {
          "a": 1,
        },
      ]
    `);
});

test("ranges of keys and values, and the path at a position", () => {
  const document = parseAgentDocument("a:\n  b: [x, {c: yes}]\n  d:\n");
  expect(document.rangeAt(["a", "b", 1, "c"])).toMatchInlineSnapshot(`
    {
      "key": {
        "end": {
          "character": 11,
          "line": 1,
        },
        "start": {
          "character": 10,
          "line": 1,
        },
      },
      "value": {
        "end": {
          "character": 16,
          "line": 1,
        },
        "start": {
          "character": 13,
          "line": 1,
        },
      },
    }
  `);
  const at = (line: number, character: number) => {
    const found = document.pathAt({ line, character });
    return `${found?.path.join(".")} ${found?.part}`;
  };
  expect([at(0, 0), at(1, 3), at(1, 7), at(1, 15), at(2, 5), at(3, 0)]).toMatchInlineSnapshot(`
    [
      "a key",
      "a.b key",
      "a.b.0 value",
      "a.b.1.c value",
      " gap",
      " gap",
    ]
  `);
});

const samples = path.join(import.meta.dirname, "../../../media/samples");
test("the samples have no problem", () => {
  const files = readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"));
  expect(files).toHaveLength(5);
  for (const file of files) {
    expect(shown(parseAgentDocument(readFileSync(path.join(samples, file), "utf8")).problems), file).toBe("");
  }
});

/** Hostile or huge texts: each is read soon, without a crash. */
const hostile: Record<string, () => string> = {
  "50,000 keys": () => Array.from({ length: 50_000 }, (_, i) => `key_${i}: value ${i}`).join("\n"),
  "5,000 aliases": () => `x: &a {y: 1}\n${Array.from({ length: 5_000 }, (_, i) => `k_${i}: *a`).join("\n")}`,
  "a prompt of 1 MB": () => `name: x\nsystem_instruction: |\n${"  Some words of a long prompt. \n".repeat(35_000)}`,
  "1 MB on one line": () => `name: x\nsystem_instruction: ${"words and ".repeat(100_000)}`,
  "1 MB in quotes": () => `name: x\nsystem_instruction: "${"words and ".repeat(100_000)}"`,
  "a billion laughs": () =>
    `a0: &a0 [1]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`).join("\n")}`,
  "100,000 brackets": () => `a: ${"[".repeat(100_000)}`,
  "3,000 levels": () => Array.from({ length: 3_000 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
  "5,000 tabs": () => "\ta: 1\n".repeat(5_000),
  "5,000 wrong values": () => "k: @x\n".repeat(5_000),
  "an unclosed quote before 20,000 lines": () => `a: "x\n${"b: c\n".repeat(20_000)}`,
  "an unclosed quote before 20,000 deeper lines": () => `a: "x\n${"  words in here\n".repeat(20_000)}`,
  "50,000 items on one line": () => `a: [${"x, ".repeat(50_000)}]`,
  "an alias chain of 5,000": () =>
    `a0: &a0 x\n${Array.from({ length: 5_000 }, (_, i) => `a${i + 1}: &a${i + 1} {y: *a${i}}`).join("\n")}`,
  "a map that holds itself": () => "a: &a\n  b: *a\nc: [",
  "10,000 brackets in each other": () => `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "1,000 brackets in each other, each with a key": () => `a: ${"{b: ".repeat(1_000)}${"}".repeat(1_000)}`,
  "5,000 dashes on one line": () => `${"- ".repeat(5_000)}x`,
  "1,000 levels": () => `${Array.from({ length: 1_000 }, (_, i) => `${" ".repeat(i)}k:`).join("\n")} x`,
  "a key of 1 MB": () => `${"key".repeat(330_000)}: x`,
  "20,000 items": () => `list:\n${"  - one of them\n".repeat(20_000)}`,
  "20,000 lines that are half a key": () => `a: 1\n${"half\n  x\n".repeat(10_000)}`,
  "20,000 dashes at the margin": () => `a:\n${"  b:\n    c: 1\n-\n".repeat(7_000)}`,
  "20,000 lines that step back": () => `a: |\n${"   x\n b: y\n   z\n".repeat(7_000)}`,
  "20,000 merge keys": () => `a: &a {}\n${"<<: *a\n".repeat(20_000)}`,
  "zero bytes": () => `a: ${"\0".repeat(1000)}\nb: 1`,
};
/** Those that are promised; the others may take twice as long. */
const named = new Set(["50,000 keys", "5,000 aliases", "a prompt of 1 MB"]);
for (const [name, make] of Object.entries(hostile)) {
  test(`${name}: soon`, () => {
    const text = make();
    // The time of this process alone: what else the machine does is not the parser's fault.
    const start = process.cpuUsage();
    const document = parseAgentDocument(text);
    expect(document.value).toBeDefined();
    expect(document.problems.every((p) => p.message.length > 10)).toBe(true);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(named.has(name) ? 1000 : 2000);
  });
}
