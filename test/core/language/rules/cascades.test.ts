import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { diagnoseNow } from "../../../../src/core/language/diagnose.ts";
import { everyRuleSet } from "../../../../src/core/language/rules/laterRules.ts";
import { shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

/** A team that uses everything that could be missed: variables, state, agents, tools. */
const lines = [
  "format: agent/v1",
  "name: team",
  "defaults:",
  "  model: gemini-3.8-flash",
  "inputs:",
  "  message: {type: string}",
];
lines.push("  plan: {enum: [free, pro]}", "sub_agents: [agent_0, agent_1, agent_2]", "agents:");
for (let i = 0; i < 3; i++) {
  lines.push(
    `  agent_${i}:`,
    `    description: "Answers questions of kind ${i}"`,
    "    system_instruction: |",
    "      Line of the prompt.",
    "      - Use {{message}} for this",
    "      The plan is {{plan}} and {{state.out_0}}.",
    "    generation_config: {thinking_level: low, max_output_tokens: 800}",
    "    tools:",
    "      - type: function",
    `        name: tool_${i}`,
    "        description: 'Does a thing'",
    "        parameters:",
    "          type: object",
    "          properties:",
    "            id: {type: string}",
    "          required: [id]",
    "        mock: {ok: true}",
    `    output_key: out_${i}`,
  );
}
/** What every rule says, advice too, beyond what it says of the sound team: that nothing tests its agents. */
const errors = (text: string) =>
  diagnoseNow(parseAgentDocument(text), today, new Map(), { rules: everyRuleSet }).filter(
    ({ code }) => code !== "AG801",
  );

test("the whole team has no finding", () => expect(shown(errors(lines.join("\n")))).toBe(""));

const damages: Record<string, (line: string) => string | undefined> = {
  "a tab for its indentation": (line) =>
    /^ +\S/.test(line) ? line.replace(/^ +/, (white) => "\t".repeat(white.length / 2)) : undefined,
  "its last quote missing": (line) => (/["']$/.test(line) ? line.slice(0, -1) : undefined),
  "its last bracket missing": (line) => (/[\]}]$/.test(line) ? line.slice(0, -1) : undefined),
  "a second colon": (line) => (/^ *\w+: \w+$/.test(line) ? `${line}: x` : undefined),
  "a value that starts with @": (line) => (/^ *\w+: \w+$/.test(line) ? line.replace(/: /, ": @") : undefined),
  "a bracket just typed": (line) => (/^ *\w+: [^|]/.test(line) ? line.replace(/: .*/, ": [") : undefined),
  "a brace just typed": (line) => (/^ *\w+: [^|]/.test(line) ? line.replace(/: .*/, ": {") : undefined),
  "a quote just typed": (line) => (/^ *\w+: [^|]/.test(line) ? line.replace(/: .*/, ': "') : undefined),
  "an unknown reference": (line) => (/^ *\w+: [^|]/.test(line) ? line.replace(/: .*/, ": *nope") : undefined),
  "a half-typed key below": (line) => (/^ {8}\w+: \w+$/.test(line) ? `${line}\n        timeo` : undefined),
};
for (const [damage, change] of Object.entries(damages)) {
  test(`${damage}: one error, wherever it is`, () => {
    let tried = 0;
    for (const [i, line] of lines.entries()) {
      const changed = change(line);
      if (changed === undefined || changed === line) continue;
      tried++;
      const text = lines.with(i, changed).join("\n");
      expect(errors(text).length, `line ${i}: ${changed}\n${shown(errors(text))}`).toBe(1);
    }
    expect(tried).toBeGreaterThan(2);
  });
}

test("a prompt line that slips to the column of the list around it is caught", () => {
  const text = `format: agent/v1
name: x
model: gemini-3.8-flash
inputs: {message: string}
system_instruction:
  - text: |
      Rules:
  - Use {{message}} for this
  - file: a.md
input:
  - text: |
      Rules:
  - Use {{message}} for this: at once
`;
  expect(shown(errors(text))).toMatchInlineSnapshot(`
    "7:2-28 AG111 (warning) This line stands in the column of the list, so it is a part of its own. Indent it if it belongs to the text above. [Indent it into the text above]
    12:4-28 AG107 "Use {{message}} for this" is not a key that can stand here. There are text, file.
    12:4-28 AG110 "text" or "file" is missing."
  `);
});
