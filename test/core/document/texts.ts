import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const samples = path.join(import.meta.dirname, "../../../media/samples");

/** The sample definitions, by file name. */
export function sampleTexts(): Map<string, string> {
  const files = readdirSync(samples).filter((file) => file.endsWith(".agent.yaml"));
  return new Map(files.map((file) => [file, readFileSync(path.join(samples, file), "utf8")]));
}

/** A team with long prompts and tools: large enough to be cut into pieces. */
export function team(agents: number): string[] {
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

/** Every kind of value, in every way to write it. */
export const everyValue = `a:
  b: some text
    over lines
  # a comment
  c: "quoted
    text \\u00e9 \\
    on"
  d: [x, {e: f,
    g: h}, "i"]
  j: |
    literal
      more

    text
  k: >-
    folded
    text

     more
    end
  l: |+2
     kept

m:
- n: 1
  o: &x {p: q}
- - r
  - s
- *x
- |
  text
-
  t: u
vv: &y
  a: 1
  b: 2
v: 'it''s'
w: 1.5e3
x: [
  y,
  z: 0x1f
]
`;

/** Numbers that come again in the same order, so that a failure can be repeated. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

/** What a hand, or an accident, puts into a text. */
export const scraps = [
  "x", " ", "\n", "  ", "\t", ":", ": ", "- ", "#", " # c", '"', "'", "[", "]", "{", "}", "[a]", "{b: 1}", ",", "|", ">-", "|\n      x",
  "\n  k: v", "key: v\n", "\n---\n", "{{x}}", "{{", "&a ", "*a", "!t ", "? ", "~", "\\", "\n# c\n", "5", "no", "@", "`", "%", "\r\n",
  "\r", "\n\n", "\n    ", "<<<<<<< ours\n", "",
]; // biome-ignore format: a table
