import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { isObject, type Json } from "../../../src/core/base/json.ts";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { shown } from "./problems.ts";

/** A team with long prompts and tools: large enough to be cut into pieces. */
function team(agents: number): string[] {
  const lines = ["format: agent/v1", "name: team", "inputs:", "  message: {type: string}", "agents:"];
  for (let i = 0; i < agents; i++) {
    lines.push(
      `  agent_${i}:`,
      `    description: "Answers questions of kind ${i}" # one of many`,
      "    system_instruction: |",
    );
    for (let k = 0; k < 20; k++)
      lines.push(k === 9 ? "      - Use {{message}} for this:" : `      Line ${k} of the prompt, with words.`);
    lines.push("    generation_config: {thinking_level: low, max_output_tokens: 800}", "    tools:");
    for (let t = 0; t < 3; t++) {
      lines.push(
        "      - type: function",
        `        name: tool_${i}_${t}`,
        `        description: 'Does thing ${t}'`,
        "        parameters:",
        "          type: object",
        "          properties:",
        "            id: {type: string}",
        "          required: [id]",
        `        timeout_ms: ${1000 + t}`,
      );
    }
    lines.push(`    output_key: out_${i}`);
  }
  return lines;
}

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
  test(`${name}: at least 98 % of the file keeps its meaning, with one or two problems`, () => {
    const document = parseAgentDocument(damaged(change));
    const now = leaves(document.value);
    const kept = [...whole].filter(([path, value]) => now.get(path) === value).length;
    expect(kept / whole.size, shown(document.problems)).toBeGreaterThanOrEqual(0.98);
    expect(document.problems.length, shown(document.problems)).toBeGreaterThanOrEqual(
      name.includes("margin") && name.includes("key") ? 0 : 1,
    );
    expect(document.problems.length, shown(document.problems)).toBeLessThanOrEqual(2);
  });
}

test("where the yaml package finds no mistake, the value is the one it reads", () => {
  let seed = 11;
  const next = (n: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % n;
  };
  const small = team(1).slice(4, 24);
  const pieces = ["x", " ", "\n", "  ", ": ", "- ", "#", '"', "'", "[a]", "{b: 1}", "|", "\n  k: v", "5", "no"];
  let compared = 0;
  for (let i = 0; i < 1500; i++) {
    let text = small.join("\n");
    for (let edits = 0; edits < 2; edits++) {
      const from = next(text.length);
      text = text.slice(0, from) + (pieces[next(pieces.length)] as string) + text.slice(from + (next(2) ? next(4) : 0));
    }
    const oracle = parseDocument(text, { logLevel: "silent" });
    const mine = parseAgentDocument(text);
    if (oracle.errors.length > 0 || oracle.warnings.length > 0 || mine.problems.length > 0) continue;
    compared++;
    expect(mine.value, text).toEqual(oracle.toJS());
  }
  expect(compared).toBeGreaterThan(300);
});
