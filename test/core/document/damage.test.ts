import { expect, test } from "vitest";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { shown } from "./problems.ts";
import { team } from "./texts.ts";

/** Path → value of every scalar. */
function leaves(value: Json | undefined, path = "", into = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) leaves(item as Json, `${path}/${i}`, into);
  else if (isObject(value)) for (const [key, inner] of Object.entries(value)) leaves(inner, `${path}/${key}`, into);
  else if (value !== undefined) into.set(path, value);
  return into;
}

const lines = team(12);
const whole = leaves(parseAgentDocument(lines.join("\n")).value);
const middle = (pattern: RegExp) => lines.findIndex((line, i) => i > lines.length / 2 && pattern.test(line));
const at = {
  description: middle(/^ {4}description: "/),
  prompt: middle(/^ {6}- Use/),
  flow: middle(/generation_config: \{/),
  name: middle(/^ {8}name: tool_/),
  required: middle(/^ {10}required: \[/),
  timeout: middle(/^ {8}timeout_ms/),
  key: middle(/^ {4}output_key/),
};
function damaged(change: (lines: string[]) => void): string {
  const copy = [...lines];
  change(copy);
  return copy.join("\n");
}
const replace = (line: number, from: string | RegExp, to: string) => (all: string[]) => {
  all[line] = (all[line] as string).replace(from, to);
};
const insert =
  (line: number, ...added: string[]) =>
  (all: string[]) => {
    all.splice(line, 0, ...added);
  };
const cases: Record<string, (lines: string[]) => void> = {
  'an unclosed "': replace(at.description, /" #.*/, ""),
  "an unclosed '": replace(at.name, "tool", "'tool"),
  "an unclosed [": replace(at.required, "]", ""),
  "an unclosed {": replace(at.flow, "}", ""),
  "a column too far left": replace(at.name, " ", ""),
  "a column too far right": replace(at.timeout, /^/, " "),
  "a tab": replace(at.timeout, /^ +/, "\t"),
  "a half-typed key": insert(at.timeout, "        timeo"),
  "a second colon": replace(at.timeout, /$/, ": 3: x"),
  "an unknown reference": replace(at.timeout, /: .*/, ": *nope"),
  "a prompt line that lost its indentation": replace(at.prompt, /^ +/, "  "),
  "a merge conflict": insert(at.timeout, "<<<<<<< HEAD", "        a: 1", "=======", "        b: 2", ">>>>>>> theirs"),
  "a duplicate key": insert(at.timeout, lines[at.timeout] as string),
  "a dash at the margin": insert(at.timeout, "-"),
  "a value that starts with @": replace(at.timeout, /: .*/, ": @x"),
  "[ just typed": replace(at.timeout, /: .*/, ": ["),
  '" just typed': replace(at.timeout, /: .*/, ': "'),
  "{ just typed": replace(at.timeout, /: .*/, ": {"),
  "{{x}} without quotes": replace(at.timeout, /: .*/, ": {{x}} ms"),
  "--- in the middle": insert(at.key, "---"),
  "an agent's key at the margin": replace(at.key, /^ +/, ""),
};

for (const [name, change] of Object.entries(cases)) {
  test(`${name}: 99 % of the file keeps its meaning, and one mistake is one problem`, () => {
    const document = parseAgentDocument(damaged(change));
    expect(kept(document), shown(document.problems)).toBeGreaterThanOrEqual(0.99);
    expect(document.problems.length, shown(document.problems)).toBe(1);
  });
}

/** The share of values that are still at their path. */
function kept(document: AgentDocument): number {
  const now = leaves(document.value);
  return [...whole].filter(([path, value]) => now.get(path) === value).length / whole.size;
}

/** Damage at any line: what it may lose, and how many problems it may give. */
const anywhere: Record<string, (line: string) => string[]> = {
  "a column to the left": (line) => [line.replace(/^ /, "")],
  "a column to the right": (line) => [` ${line}`],
  "a tab": (line) => [line.replace(/^ */, "\t")],
  "a half-typed key": (line) => [`${/^ */.exec(line)?.[0]}half`, line],
  "an unclosed quote": (line) => [line.replace(/: .*|$/, ': "x')],
  "an unclosed bracket": (line) => [line.replace(/: .*|$/, ": [x")],
  "a merge conflict": (line) => ["<<<<<<< ours", line, "=======", line, ">>>>>>> theirs"],
  "a dash at the margin": (line) => ["-", line],
  "a line of ---": (line) => ["---", line],
  "a line that is gone": () => [],
};
for (const [name, change] of Object.entries(anywhere)) {
  test(`${name}, at any place: little is lost, and one mistake is about one problem`, () => {
    const lost: number[] = [];
    const problems: number[] = [];
    for (let line = 6; line < lines.length; line += 3) {
      const document = parseAgentDocument(
        [...lines.slice(0, line), ...change(lines[line] as string), ...lines.slice(line + 1)].join("\n"),
      );
      lost.push(1 - kept(document));
      problems.push(document.problems.length);
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const said = `${name}: lost ${(mean(lost) * 100).toFixed(2)} % on average, ${(Math.max(...lost) * 100).toFixed(1)} % at worst; problems ${mean(problems).toFixed(2)}, at most ${Math.max(...problems)}`;
    if (process.env.FUZZ_SAY) console.log(said);
    expect(mean(lost), said).toBeLessThan(0.01);
    expect(Math.max(...lost), said).toBeLessThan(0.12);
    expect(mean(problems), said).toBeLessThanOrEqual(1.02);
    // Where a list loses a dash, two items become one with every key twice.
    expect(Math.max(...problems), said).toBeLessThanOrEqual(name.includes("gone") ? 5 : 2);
  });
}
