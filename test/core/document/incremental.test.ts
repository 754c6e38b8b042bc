import { expect, test } from "vitest";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { shown } from "./problems.ts";
import { everyValue, numbers, sampleTexts, scraps, team } from "./texts.ts";

/** Milliseconds for each text; more in a long run: FUZZ_MS=60000 FUZZ_SEED=5 vitest run incremental */
const time = Number(process.env.FUZZ_MS ?? 1000);
const seed = Number(process.env.FUZZ_SEED ?? 1);

const support = sampleTexts().get("4-support-team.agent.yaml") ?? "";
const texts: Record<string, string> = {
  ...Object.fromEntries(sampleTexts()),
  "a team in pieces": team(5).join("\n"),
  "two documents in one": support + support.replaceAll(/^(\w)/gm, "z$1"),
  "every kind of value": everyValue,
  "a map of 300 keys": Array.from({ length: 300 }, (_, i) =>
    i % 7 ? `key_${i}: value` : `key_${i}:\n  - a\n  - b: c`,
  ).join("\n"),
  "a list of 200 items": `list:\n${Array.from({ length: 200 }, (_, i) => `  - name: n${i}\n    text: |\n      t`).join("\n")}\nend: 1`,
};

/** The nodes, without what has been found out about them. */
function tree({ root }: AgentDocument): string {
  return JSON.stringify(root ?? null, (key, value) => (key === "memos" ? undefined : value));
}

/** The same in everything that can be asked. */
function expectSame(document: AgentDocument, anew: AgentDocument, when: string): void {
  const [now, then] = [tree(document), tree(anew)];
  if (now !== then) expect(JSON.parse(now), when).toEqual(JSON.parse(then));
  expect(shown(document.problems), when).toBe(shown(anew.problems));
  if (JSON.stringify(document.value) !== JSON.stringify(anew.value)) expect(document.value, when).toEqual(anew.value);
}

for (const [index, [name, text]] of Object.entries(texts).entries()) {
  test(
    `after any edit ${name} is as if read anew`,
    () => {
      const next = numbers(seed * 1000 + index);
      const end = performance.now() + time;
      let edits = 0;
      let document = parseAgentDocument(text);
      while (performance.now() < end || edits < 20) {
        // Now and then back to a text without damage, so that every kind of mistake meets a sound text.
        if (edits % 12 === 0) document = parseAgentDocument(text);
        const { range, inserted } = edit(document, next);
        const before = document.text;
        document = document.edit(range, inserted);
        edits++;
        expectSame(
          document,
          parseAgentDocument(document.text),
          `${JSON.stringify(before)} ${JSON.stringify({ range, inserted })}`,
        );
      }
    },
    time + 60_000,
  );
}

const keys = (name: string, count: number, indent = "") =>
  Array.from({ length: count }, (_, i) => `${indent}${name}${i}: v`);

function expectAsAnew(lines: readonly string[], line: number, character: number, inserted: string): void {
  const document = parseAgentDocument(lines.join("\n"));
  const at = { line, character };
  const edited = document.edit({ start: at, end: at }, inserted);
  expectSame(edited, parseAgentDocument(edited.text), inserted);
}

test("an edit in a large map finds its place though one part holds two entries and another none", () => {
  const lines = ["a: v", "  b: w", ...keys("k", 80), "no key", "  x: 1", ...keys("m", 8)];
  const document = parseAgentDocument(lines.join("\n"));
  expect(document.problems.map((each) => each.range.start.line)).toEqual([1, 82]);
  expectAsAnew(lines, 40, 0, "\n\n");
  expectAsAnew(lines, 85, 0, "\n\n");
});

test("whether a line was pushed left out of its map does not depend on lines many entries below", () => {
  const pushed = ["   y: 1", "  b: v", "   c: w"];
  const lines = ["a:", ...keys("k", 70, "    "), ...pushed, ...keys("m", 70, "    "), "   d: x", "    e: x"];
  expectAsAnew(lines, lines.indexOf("   d: x"), 0, " ");
});

test("an edit decides about the third entry above it", () => {
  const pushed = ["    y: 1", "  b: v", "    c: w"];
  const lines = ["a:", ...keys("k", 70, "    "), ...pushed, "   d: x", "   e: x", ...keys("m", 70, "    ")];
  expectAsAnew(lines, lines.indexOf("   d: x"), 3, " ");
});

function edit({ text, source }: AgentDocument, next: (below: number) => number) {
  const scrap = scraps[next(scraps.length)] as string;
  const line = next(source.lineCount);
  const end = { line, character: source.lineLength(line) };
  const start = { line, character: 0 };
  switch (next(8)) {
    case 0: // a line is indented, or loses indentation
      return next(2)
        ? { range: { start, end: start }, inserted: " ".repeat(1 + next(4)) }
        : { range: { start, end: { line, character: Math.min(source.indent(line), 1 + next(4)) } }, inserted: "" };
    case 1: // a line is deleted
      return {
        range: { start, end: line + 1 < source.lineCount ? { line: line + 1, character: 0 } : end },
        inserted: "",
      };
    case 2: // a line is doubled
      return { range: { start, end: start }, inserted: `${source.line(line)}\n` };
    case 3: // several lines are replaced
      return {
        range: { start, end: { line: Math.min(source.lineCount - 1, line + next(30)), character: 0 } },
        inserted: scrap,
      };
    default: {
      const from = next(text.length + 1);
      const to = Math.min(text.length, from + (next(2) ? next(6) : 0));
      return { range: { start: source.positionAt(from), end: source.positionAt(to) }, inserted: scrap };
    }
  }
}
