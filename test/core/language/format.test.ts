import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { format, formatRange } from "../../../src/core/language/format.ts";
import { apply } from "./apply.ts";

function formatted(text: string): string {
  const document = parseAgentDocument(text);
  return apply(document, format(document));
}
function inked(text: string): string {
  return text.replace(/\s/g, "");
}

describe("what it writes", () => {
  test("two spaces a level, one behind : and -, none at the end of a line", () => {
    expect(
      formatted(
        [
          "name:    x   ",
          "agents:",
          "     a:",
          "         description :  Says it.",
          "         tools:",
          "         -    google_search",
          "         -   type:  function",
          "             name: f",
          "         - - deep",
          "           -  er",
          "     b:  {}",
        ].join("\n"),
      ),
    ).toMatchInlineSnapshot(`
      "name: x
      agents:
        a:
          description: Says it.
          tools:
            - google_search
            - type: function
              name: f
            - - deep
              - er
        b: {}
      "
    `);
  });
  test("brackets stay, with spaces behind , and :", () => {
    expect(
      formatted(
        'a: { x : 1,y: [ 1,2 , "a,b:  c" ],"z":2 }\nb: [ {a: 1} , { } ]\nc: {\n    d: 1   ,   # one\n    e: 2\n  }\nf: { {a: 1}: 2 }\n',
      ),
    ).toMatchInlineSnapshot(`
      "a: {x: 1, y: [1, 2, "a,b:  c"], "z": 2}
      b: [{a: 1}, {}]
      c: {
          d: 1,   # one
          e: 2
        }
      f: { {a: 1}: 2 }
      "
    `);
  });
  test("comments go with what they are about, blank lines are one at most", () => {
    expect(
      formatted(
        [
          "",
          "# top",
          "name: x   # stays   ",
          "",
          "",
          "agents:",
          "      # about a",
          "    a:",
          "        model: m",
          "        # the end of a",
          "    # about b",
          "",
          "",
          "    b: {}",
          "# about tests",
          "tests:",
          "- name: one",
          "# about two",
          "- name: two",
          "  # the end of two",
          "# the end",
          "",
          "",
        ].join("\n"),
      ),
    ).toMatchInlineSnapshot(`
      "# top
      name: x   # stays

      agents:
        # about a
        a:
          model: m
          # the end of a
        # about b

        b: {}
      # about tests
      tests:
        - name: one
        # about two
        - name: two
          # the end of two
      # the end
      "
    `);
  });
  test("a prompt moves as a whole: its own indentation, blank lines and trailing spaces stay", () => {
    const text = [
      "agents:",
      "    a:",
      "        system_instruction: |",
      "            First.  ",
      "              - indented",
      "",
      "",
      "            ```yaml",
      "            a:    1",
      "            ```",
      "        input: >-",
      "             folded  ",
      "             text",
      "        messages:",
      "        - role: user",
      "          content: |2",
      "              two more",
      "        - role: model",
      '          content: "over',
      '            two  lines"',
      "",
    ].join("\n");
    expect(formatted(text)).toMatchInlineSnapshot(`
      "agents:
        a:
          system_instruction: |
            First.  
              - indented


            \`\`\`yaml
            a:    1
            \`\`\`
          input: >-
            folded  
            text
          messages:
            - role: user
              content: |2
                  two more
            - role: model
              content: "over
                two  lines"
      "
    `);
    expect(parseAgentDocument(formatted(text)).value).toEqual(parseDocument(text).toJS());
  });
  test("blank lines that are the text of a prompt stay", () => {
    expect(formatted("a: |+\n   x\n\n\nb: 1\n\n\n\nc: 2\n")).toBe("a: |+\n  x\n\n\nb: 1\n\nc: 2\n");
    expect(formatted("a: |+\n  x\n\n\n")).toBe("a: |+\n  x\n\n\n");
    expect(formatted("a: |\n  x\n   \n\n\n")).toBe("a: |\n  x\n   \n");
  });
  test("line breaks of the file are kept", () => {
    expect(formatted("a:   1\r\n\r\n\r\nb: |\r\n    x\r\n    y")).toBe("a: 1\r\n\r\nb: |\r\n  x\r\n  y\r\n");
  });
  test("a text without structure is left alone", () => {
    expect(formatted("just  words")).toBe("just  words");
    expect(formatted("")).toBe("");
  });
});

test("what is damaged stays as it is, and so do the columns around it; the rest is put in order", () => {
  expect(
    formatted(
      [
        "name:   x",
        "agents:",
        "    a:",
        '        description:   "never closed',
        "        model:    m",
        "    b:",
        "         model:    m",
        "tests:",
        "    - name:   one",
      ].join("\n"),
    ),
  ).toMatchInlineSnapshot(`
    "name: x
    agents:
        a:
            description:   "never closed
            model: m
        b:
          model: m
    tests:
      - name: one
    "
  `);
});

test("a range: only its lines; whole entries where they hang together", () => {
  const document = parseAgentDocument("a:   1\nb:   2\nagents:\n    a:\n        model:   x\n    b:   {}\nc:   3\n");
  const at = (from: number, to: number) =>
    apply(document, formatRange(document, { start: { line: from, character: 0 }, end: { line: to, character: 0 } }));
  expect(at(1, 2)).toBe("a:   1\nb: 2\nagents:\n    a:\n        model:   x\n    b:   {}\nc:   3\n");
  expect(at(5, 6)).toBe("a:   1\nb:   2\nagents:\n  a:\n    model: x\n  b: {}\nc:   3\n");
});

const samples = ["media/samples", "test/fixtures"]
  .flatMap((folder) => {
    const full = path.join(import.meta.dirname, "../../..", folder);
    return readdirSync(full, { recursive: true, encoding: "utf8" }).map((name) => path.join(full, name));
  })
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => readFileSync(name, "utf8"));

/** The promises, for any text. */
function holds(text: string): void {
  const document = parseAgentDocument(text);
  const edits = format(document);
  const after = apply(document, edits);
  expect(inked(after)).toBe(inked(document.text));
  const again = parseAgentDocument(after);
  expect(again.value).toEqual(document.value);
  expect(again.problems.length).toBe(document.problems.length);
  expect(formatted(after)).toBe(after);
  const before = parseDocument(document.text);
  if (before.errors.length > 0 || document.problems.length > 0) return;
  const oracle = parseDocument(after);
  expect(oracle.errors).toEqual([]);
  expect(oracle.toJS()).toEqual(before.toJS());
}

describe("for any text: the same values, every comment, and nothing left to do the second time", () => {
  test("the samples", () => {
    expect(samples.length).toBeGreaterThan(4);
    for (const sample of samples) holds(sample);
  });
  test("the samples are as it writes them", () => {
    for (const sample of samples) expect(formatted(sample)).toBe(sample);
  });
  test("samples with lines moved, doubled, indented, broken", () => {
    const line = fc.constantFrom(
      "# a comment",
      "      # deep",
      "",
      "   ",
      "  key:   value",
      "x: |",
      "    - item",
      "-   a:  1",
      'q: "open',
      "}",
      "f: { a : [1,2] }",
      "\tTab",
      "  |",
      "text  with  spaces",
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom("insert", "delete", "indent", "double", "spaces"), line), {
          maxLength: 4,
        }),
        (sample, changes) => {
          const lines = sample.split("\n");
          for (const [where, change, extra] of changes) {
            const at = where % lines.length;
            const here = lines[at] ?? "";
            if (change === "insert") lines.splice(at, 0, extra);
            if (change === "delete") lines.splice(at, 1);
            if (change === "double") lines.splice(at, 0, here);
            if (change === "indent") lines[at] = `  ${here}`;
            if (change === "spaces") lines[at] = `${here.replace(": ", ":    ")}   `;
          }
          holds(lines.join("\n"));
        },
      ),
      { numRuns: 60 },
    );
  });
  test("trees of any shape, written in any style", () => {
    const scalar = fc.constantFrom(
      () => "word",
      () => "two words  # why",
      () => '"quoted  text"',
      () => "'it''s'",
      () => "{a:   1,b: [x , y]}",
      () => "[ ]",
      () => "",
      (indent: string) => `|\n${indent}    one\n\n${indent}      two  \n${indent}    three`,
      (indent: string) => `>-\n${indent} folded\n${indent} text\n`,
      (indent: string) => `|+\n${indent}   kept\n\n`,
      (indent: string) => `"over\n${indent}   lines\n\n${indent} more"`,
      (indent: string) => `plain\n${indent}   over lines`,
      (indent: string) => `[a,\n${indent}   b  ,   # one\n${indent} c]`,
    );
    interface Node {
      kind: "map" | "list" | "leaf";
      step: number;
      space: number;
      comment: boolean;
      blank: number;
      items: readonly Node[];
      leaf: (indent: string) => string;
    }
    const shape = {
      step: fc.integer({ min: 1, max: 5 }),
      space: fc.integer({ min: 1, max: 3 }),
      comment: fc.boolean(),
      blank: fc.integer({ min: 0, max: 2 }),
      leaf: scalar,
    };
    const tree = fc.letrec<{ node: Node }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.record({ kind: fc.constant("leaf" as const), items: fc.constant([]), ...shape }),
        fc.record({
          kind: fc.constantFrom("map" as const, "list" as const),
          items: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
          ...shape,
        }),
      ),
    })).node;
    const write = (node: Node, indent: string, behind: string): string => {
      if (node.kind === "leaf") return ` ${" ".repeat(node.space - 1)}${node.leaf(indent)}`;
      const inner = indent + " ".repeat(node.step);
      const between = (child: Node) => `${"\n".repeat(child.blank)}${child.comment ? `\n${inner}# about it  ` : ""}`;
      if (node.kind === "list") {
        return node.items.map((item) => `${between(item)}\n${inner}-${write(item, inner, "-")}`).join("");
      }
      const entries = node.items.map((item, i) => `k${i}:${write(item, inner, ":")}`);
      if (behind === "-" && node.space > 1) {
        const column = `${indent}  `;
        return ` ${node.items.map((item, i) => `k${i}:${write(item, column, ":")}`).join(`\n${column}`)}`;
      }
      return node.items.map((item, i) => `${between(item)}\n${inner}${entries[i]}`).join("");
    };
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (nodes) => {
        const text = nodes.map((node, i) => `key${i}:${write(node, "", ":")}\n`).join("");
        const document: AgentDocument = parseAgentDocument(text);
        fc.pre(document.problems.length === 0);
        holds(text);
      }),
      { numRuns: 150 },
    );
  });
});
