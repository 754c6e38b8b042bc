// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are written ${secret:so}.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { encodeTokens, semanticTokens, tokenEdits } from "../../../src/core/language/semanticTokens.ts";

/** Each token as `text type.modifiers`, a line of the file in one string. */
function tokens(text: string, range?: Parameters<typeof semanticTokens>[1]) {
  const document = parseAgentDocument(text);
  const lines = new Map<number, string[]>();
  for (const { line, character, length, type, modifiers } of semanticTokens(document, range)) {
    const words = document.source.line(line).slice(character, character + length);
    lines.set(line, [...(lines.get(line) ?? []), `${words} ${[type, ...modifiers].join(".")}`]);
  }
  return [...lines].map(([line, found]) => `${line}: ${found.join(", ")}`);
}

test("a prompt: variables, helpers, blocks, partials, state", () => {
  expect(
    tokens(
      [
        "inputs: {plan: string, items: {type: array, items: {type: object, properties: {title: string}}}}",
        "session: {state: {topic: x}}",
        "system_instruction: |",
        '  On {{plan}} with {{default nobody "x y"}} and {{state.topic}}.',
        "  {{#each items}}{{@index}} {{this.title}}{{else}}{{json items indent=2}}{{/each}}",
        "  {{> prompts/style.md}} and \\{{not}} one {{!-- nor {{this}} --}}",
        'input: "{{truncate plan 20}}"',
      ].join("\n"),
    ),
  ).toMatchInlineSnapshot(`
    [
      "0: plan variable.declaration, items variable.declaration, title property.declaration",
      "1: topic property.declaration",
      "3: plan variable, default function.defaultLibrary, nobody variable, "x y" string, state variable.defaultLibrary, topic property",
      "4: #each keyword, items variable, @index variable.defaultLibrary, this variable.defaultLibrary, title property, else keyword, json function.defaultLibrary, items variable, indent property, 2 number, /each keyword",
      "5: prompts/style.md namespace",
      "6: truncate function.defaultLibrary, plan variable, 20 number",
    ]
  `);
});

test("a team: agents, tools, steps, expressions, variants, data sets, secrets", () => {
  expect(
    tokens(
      [
        "secrets: {TOKEN: {}}",
        "agents:",
        "  triage: {output_key: topic, tools: [google_search, {type: function, name: look_up}]}",
        "  billing: {}",
        "policy: {approve: [look_up]}",
        "tools:",
        "  - {type: mcp_server, name: s, url: x, headers: {A: 'Bearer ${secret:TOKEN} ${env:HOME}'}}",
        "workflow:",
        "  type: sequential",
        "  steps:",
        "    - {id: first, agent: triage}",
        "    - id: second",
        "      agent: billing",
        '      when: state.topic in [billing, "x"] and not inputs.plan == 3',
        "variants: {cheap: {agents.triage.model: m, workflow.steps.second.skip: true}}",
        "datasets: {rows: {file: data/rows.jsonl}}",
        "tests: [{dataset: rows, variants: [cheap], assert: [{type: tool-called, value: look_up}]}]",
      ].join("\n"),
    ),
  ).toMatchInlineSnapshot(`
    [
      "0: TOKEN variable.declaration.readonly",
      "2: triage class.declaration, topic property.modification, google_search function.defaultLibrary, look_up function.declaration",
      "3: billing class.declaration",
      "4: look_up function",
      "6: s function.declaration, secret keyword, TOKEN variable.readonly, env keyword, HOME variable.readonly",
      "10: first label.declaration, triage class",
      "11: second label.declaration",
      "12: billing class",
      "13: state variable.defaultLibrary, topic property, in keyword, billing string, "x" string, and keyword, not keyword, inputs variable.defaultLibrary, plan variable, == operator, 3 number",
      "14: cheap enumMember.declaration, triage class, second label",
      "15: rows struct.declaration, data/rows.jsonl namespace",
      "16: rows struct, cheap enumMember, look_up function",
    ]
  `);
});

test("a range gives its lines alone", () => {
  const text = "inputs: {a: string}\ninput: |\n  {{a}}\n  {{b}}\n  {{a}}\n";
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 2 } };
  expect(tokens(text, range)).toEqual(["3: b variable", "4: a variable"]);
});

test("after an edit, the changes that are sent make the old numbers the new ones", () => {
  const text = "inputs: {a: string}\ninput: |\n  {{a}} {{json a}}\n  {{b}}\nagents: {x: {}}\n";
  fc.assert(
    fc.property(fc.nat(text.length), fc.constantFrom("", "\n", "{{a}}", "x", "  "), (at, inserted) => {
      const before = parseAgentDocument(text);
      const position = before.source.positionAt(at);
      const after = before.edit({ start: position, end: position }, inserted);
      const [old, wanted] = [before, after].map((document) => encodeTokens(semanticTokens(document)));
      const numbers = [...(old as number[])];
      for (const { start, deleteCount, data } of tokenEdits(old as number[], wanted as number[])) {
        numbers.splice(start, deleteCount, ...(data ?? []));
      }
      expect(numbers).toEqual(wanted);
      expect(semanticTokens(after)).toEqual(semanticTokens(parseAgentDocument(after.text)));
    }),
  );
});

test("tokens are in order, do not overlap, and stay in their lines, whatever the text", () => {
  const piece = fc.constantFrom(
    "agents:\n  a:\n",
    "    input: |\n      {{x}} {{> f.md}}\n",
    'when: state.a == "{{x}}"\n',
    "tools: [google_search]\n",
    "{{",
    "}}",
    '"',
    "\n",
    "${secret:X}",
    "variants: {v: {agents.a.model: m}}\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const document = parseAgentDocument(pieces.join(""));
      let line = 0;
      let end = 0;
      for (const token of semanticTokens(document)) {
        if (token.line !== line) end = 0;
        expect(token.line).toBeGreaterThanOrEqual(line);
        expect(token.character).toBeGreaterThanOrEqual(end);
        expect(token.length).toBeGreaterThan(0);
        line = token.line;
        end = token.character + token.length;
        expect(end).toBeLessThanOrEqual(document.source.lineLength(line));
      }
    }),
  );
});
