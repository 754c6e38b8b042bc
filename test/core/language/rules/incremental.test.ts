import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type AgentDocument, parseAgentDocument } from "../../../../src/core/document/agentDocument.ts";
import { diagnoseNow as diagnoseWith } from "../../../../src/core/language/diagnose.ts";
import type { FileTexts } from "../../../../src/core/language/fileReferences.ts";
import { everyRuleSet } from "../../../../src/core/language/rules/laterRules.ts";
import { shown } from "../../document/problems.ts";
import { today } from "../atCursor.ts";

const diagnoseNow = (document: AgentDocument, wallMs: number, files?: FileTexts) =>
  diagnoseWith(document, wallMs, files, { rules: everyRuleSet });

/** Numbers that look random and are the same every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
}

const team = `format: agent/v1
name: team
inputs:
  message: {type: string, untrusted: true}
  plan: {enum: [free, pro], default: free}
session: {state: {ticket: ""}}
defaults:
  model: gemini-3.8-flash
  generation_config: {thinking_level: low}
agents:
${Array.from(
  { length: 4 },
  (_, i) => `  agent_${i}:
    description: Does thing ${i}.
    system_instruction: |
      The plan is {{plan}} and {{state.out_${(i + 1) % 4}}}.
      Ticket {{state.ticket}}, {{own}}.
      Always mention the price.
      Never mention the price.
    examples:
      - {input: "I am maria.keller@gmx.de", output: "yes"}
      - {input: b, output: "yes"}
      - {input: c, output: "no"}
    inputs: {own: string}
    input: "{{message}}"
    tools:
      - type: function
        name: tool_${i}
        description: Does ${i}.
        parameters: {type: object, properties: {id: {type: string}}, required: [id]}
        mock: {ok: true}
      - google_search
    output_key: out_${i}
`,
).join("")}workflow:
  type: sequential
  steps: [{agent: agent_0}, {id: second, agent: agent_1}]
variants:
  quick: {agents.agent_0.generation_config.thinking_level: high, workflow.steps.second.skip: true}
datasets:
  rows: {file: data/rows.jsonl}
tests:
  - name: first
    vars: {message: "+34 612 904 377", own: 1.10}
    assert: [{type: contains, value: hi}]
  - name: second
    dataset: rows
    assert: [{type: tool-called, value: tool_1}]
`;

const samples = path.join(import.meta.dirname, "../../../../media/samples");
const texts = {
  team,
  ...Object.fromEntries(
    readdirSync(samples)
      .filter((file) => file.endsWith(".agent.yaml"))
      .map((file) => [file, readFileSync(path.join(samples, file), "utf8")]),
  ),
};

/** What people type, and what damages. */
const pieces = [
  ..."x:{}[]\"'#-&*!|>.,1 \n\t",
  "\n  ",
  "{{",
  "}}",
  "{{plan}}",
  "model: ",
  "gemini-3.6-flash",
  "agents:\n",
  "inputs:\n  own: string\n",
  "state.",
  "minimal",
  "*a",
  "&a ",
];

for (const [name, text] of Object.entries(texts)) {
  test(`what is found after edits in ${name} is what is found in the whole text`, () => {
    const files = new Map<string, string | undefined>([["data/rows.jsonl", '{"message": "hi"}\n']]);
    for (let round = 0; round < 4; round++) {
      const roll = dice(round * 7919 + text.length);
      let document = parseAgentDocument(text);
      diagnoseNow(document, today, files);
      for (let edit = 0; edit < 30; edit++) {
        const length = document.text.length;
        const from = roll(length + 1);
        const to = Math.min(length, from + (roll(3) === 0 ? roll(12) : 0));
        const inserted = roll(4) === 0 ? "" : (pieces[roll(pieces.length)] as string);
        const range = { start: document.source.positionAt(from), end: document.source.positionAt(to) };
        document = document.edit(range, inserted);
        const found = shown(diagnoseNow(document, today, files));
        const fresh = shown(diagnoseNow(parseAgentDocument(document.text), today, files));
        expect(found, `round ${round}, edit ${edit}: ${JSON.stringify(inserted)} at ${from}-${to}`).toBe(fresh);
      }
    }
  });
}

test("a change in one place is felt where it matters", () => {
  const check = (text: string) => diagnoseNow(parseAgentDocument(text), today);
  expect(shown(check(team))).toBe(shown(diagnoseNow(parseAgentDocument(team), today)));
  let document = parseAgentDocument(team);
  const before = diagnoseNow(document, today).length;
  const at = document.rangeAt(["inputs", "plan"])?.key;
  if (!at) throw new Error("No input plan");
  document = document.edit(at, "plann");
  const after = diagnoseNow(document, today).filter(({ code }) => code === "AG301");
  expect(after.length).toBeGreaterThanOrEqual(4);
  document = document.edit(
    { start: at.start, end: { line: at.start.line, character: at.start.character + 5 } },
    "plan",
  );
  expect(diagnoseNow(document, today)).toHaveLength(before);
});

test("the same variables in another order are said in that order", () => {
  const text =
    'format: agent/v1\nname: x\nmodel: gemini-3.8-flash\ninputs: {a: string, b: string}\ninput: "{{a}}{{b}}"\ntests:\n  - {name: t, assert: [{type: contains, value: x}]}\n';
  const document = parseAgentDocument(text);
  diagnoseNow(document, today);
  const range = document.rangeAt(["inputs"])?.value;
  if (!range) throw new Error("No inputs");
  const after = document.edit(range, "{b: string, a: string}");
  expect(shown(diagnoseNow(after, today))).toBe(shown(diagnoseNow(parseAgentDocument(after.text), today)));
});
