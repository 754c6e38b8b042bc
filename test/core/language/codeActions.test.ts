import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Range } from "vscode-languageserver-types";
import { type AgentDocument, parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";
import { refactorings } from "../../../src/core/language/codeActions/refactorings.ts";
import { apply } from "./apply.ts";

/** Two cursors are the ends of what is selected. */
function at(marked: string): { document: AgentDocument; range: Range } {
  const parts = marked.split("‸");
  const document = parseAgentDocument(parts.join(""));
  const start = document.source.positionAt((parts[0] ?? "").length);
  const end = parts.length > 2 ? document.source.positionAt((parts[0] ?? "").length + (parts[1] ?? "").length) : start;
  return { document, range: { start, end } };
}
function offered(marked: string, files: Record<string, string> = {}, namedIn: readonly string[] = []) {
  const { document, range } = at(marked);
  const context = { files: Object.keys(files), textOf: (file: string) => files[file.replace(/^\.\//, "")], namedIn };
  return { document, found: refactorings(document, range, context) };
}
function titles(marked: string, files: Record<string, string> = {}): string[] {
  return offered(marked, files).found.map((each) => each.title);
}
/** The definition after the change, then each new file under its name. What runs afterwards is what ran before. */
async function doing(marked: string, title: RegExp, files: Record<string, string> = {}): Promise<string> {
  const { document, found } = offered(marked, files);
  const chosen = found.find((each) => title.test(each.title));
  if (!chosen) return `not offered: ${found.map((each) => each.title).join(", ")}`;
  const after = apply(document, chosen.edits);
  const all: Record<string, string> = { ...files };
  for (const { file, text } of chosen.files) {
    expect(all[file]).toBeUndefined();
    all[file] = text;
  }
  expect(parseAgentDocument(after).problems).toEqual([]);
  const [before, now] = await Promise.all([sent(document, files), sent(parseAgentDocument(after), all)]);
  // An agent that has moved to a file, or from one, is asked there.
  const isMove = /agent/.test(title.source);
  if (!isMove) expect(now).toEqual(before);
  return [after, ...chosen.files.map(({ file, text }) => `── ${file}\n${text}`)].join("");
}
async function sent(document: AgentDocument, files: Record<string, string>) {
  const agents = await Promise.all(
    agentsOf(document).map((agent) => resolveAgent(agent, async (file) => files[file.replace(/^\.\//, "")])),
  );
  return agents.map(({ name, systemInstruction, input, messages, missing }) => ({
    name,
    prompts: [systemInstruction, input, ...messages.map((each) => each.parts)].map((parts) => parts.map((p) => p.text)),
    missing,
  }));
}

describe("a prompt goes into a file", () => {
  test("of a block, with the partials it names", async () => {
    expect(
      await doing(
        "name: desk\nsystem_instruction: |\n  Be ki‸nd to {{name}}.\n  {{> prompts/style.md}}\n\n  And brief.\nmodel: m\n",
        /^Move the prompt/,
        { "prompts/style.md": "Style.\n" },
      ),
    ).toMatchInlineSnapshot(`
      "name: desk
      system_instruction: {file: prompts/desk.md}
      model: m
      ── prompts/desk.md
      Be kind to {{name}}.
      {{> style.md}}

      And brief.
      "
    `);
  });
  test("of an agent, of a part of a list, in brackets; a name that is taken gets a number", async () => {
    expect(
      await doing('agents:\n  a:\n    input: "Say ‸hello to {{you}}" # why\n', /^Move the prompt/, {
        "prompts/a-input.md": "",
      }),
    ).toMatchInlineSnapshot(`
      "agents:
        a:
          input: {file: prompts/a-input-2.md} # why
      ── prompts/a-input-2.md
      Say hello to {{you}}"
    `);
    expect(
      await doing(
        "name: x\nsystem_instruction:\n  - text: |\n      One line here.‸\n  - Another line here\n",
        /^Move the prompt/,
      ),
    ).toMatchInlineSnapshot(`
      "name: x
      system_instruction:
        - file: prompts/x-1.md
        - Another line here
      ── prompts/x-1.md
      One line here.
      "
    `);
    expect(
      await doing("name: x\nsystem_instruction:\n  - text: a\n  - Another ‸line here\n", /^Move the prompt/),
    ).toMatchInlineSnapshot(`
      "name: x
      system_instruction:
        - text: a
        - file: prompts/x-2.md
      ── prompts/x-2.md
      Another line here"
    `);
    expect(await doing("agents: {a: {input: 'Say hello‸ to you'}}\n", /^Move the prompt/)).toMatchInlineSnapshot(`
      "agents: {a: {input: {file: prompts/a-input.md}}}
      ── prompts/a-input.md
      Say hello to you"
    `);
  });
  test("what is selected becomes a partial; a tag is never cut", async () => {
    expect(
      await doing("name: x\ninput: |\n  First.\n  ‸Always be kind.\n  Never rude.\n‸  Last.\n", /^Move the selected/),
    ).toMatchInlineSnapshot(`
      "name: x
      input: |
        First.
        {{> prompts/always-be-kind-never.md}}
        Last.
      ── prompts/always-be-kind-never.md
      Always be kind.
      Never rude.
      "
    `);
    expect(
      await doing('name: x\ninput: "Say ‸hello there‸ to {{you}}"\n', /^Move the selected/),
    ).toMatchInlineSnapshot(`
      "name: x
      input: "Say {{> prompts/hello-there.md}} to {{you}}"
      ── prompts/hello-there.md
      hello there
      "
    `);
    expect(titles("input: |\n  Say hello to {{y‸ou}} and all‸ others.\n").join()).not.toContain("Move the selected");
  });
  test("a few words need no file", () => {
    expect(titles("input: '{{m‸}}'\n").join()).not.toContain("Move");
  });
});

describe("a file's text is written in its place", () => {
  test("of a part, of a partial, with the paths in it", async () => {
    const files = { "prompts/style.md": "Be kind.\n\n  - {{> more.md}}\n", "prompts/more.md": "More." };
    expect(
      await doing("system_instruction: {file: prompts/st‸yle.md} # why\nmodel: m\n", /^Write the text/, files),
    ).toMatchInlineSnapshot(`
      "system_instruction: | # why
        Be kind.

          - {{> prompts/more.md}}
      model: m
      "
    `);
    expect(
      await doing("system_instruction:\n  - file: prompts/st‸yle.md\n  - text: b\n", /^Write the text/, files),
    ).toMatchInlineSnapshot(`
      "system_instruction:
        - text: |
            Be kind.

              - {{> prompts/more.md}}
        - text: b
      "
    `);
    expect(
      await doing("input: |\n  One.\n    {{> prompts/st‸yle.md}}\n  Two.\n", /^Write the text/, files),
    ).toMatchInlineSnapshot(`
      "input: |
        One.
          Be kind.

          - {{> prompts/more.md}}
        Two.
      "
    `);
    expect(await doing("input: [{file: prompts/mo‸re.md}, b]\n", /^Write the text/, files)).toMatchInlineSnapshot(`
      "input: [{text: "More."}, b]
      "
    `);
  });
  test("not of one that is not there", () => {
    expect(titles("input: {file: go‸ne.md}\n").join()).not.toContain("gone.md");
  });
});

describe("a text is written as a block, and back", () => {
  test("from quotes", async () => {
    expect(
      await doing('agents:\n  a:\n    input: "One\\nTwo ‸{{x}}: three\\n" # why\n    model: m\n', /block/),
    ).toMatchInlineSnapshot(`
      "agents:
        a:
          input: | # why
            One
            Two {{x}}: three
          model: m
      "
    `);
    expect(await doing("name: x\ninput:\n  - 'it''s ‸so'\n  - b\n", /block/)).toMatchInlineSnapshot(`
      "name: x
      input:
        - |-
          it's so
        - b
      "
    `);
    expect(await doing('input: "  indented ‸first\\nthen"\n', /block/)).toMatchInlineSnapshot(`
      "input: |2-
          indented first
        then
      "
    `);
  });
  test("into quotes", async () => {
    expect(await doing('input: |  # why\n  Say "hello"‸.\n  Bye.\nmodel: m\n', /quotes/)).toMatchInlineSnapshot(`
      "input: "Say \\"hello\\".\\nBye.\\n" # why
      model: m
      "
    `);
    expect(await doing("input: >-\n  Say\n  hel‸lo.\n", /quotes/)).toMatchInlineSnapshot(`
      "input: "Say hello."
      "
    `);
  });
  test("not in brackets, where no block can stand, and not for names", () => {
    expect(titles('a: {input: "one ‸two"}\n')).toEqual([expect.stringMatching(/over several lines/)]);
    expect(titles("name: he‸llo\n")).toEqual([]);
  });
});

describe("brackets ↔ lines", () => {
  test("over several lines", async () => {
    expect(
      await doing("a:\n  generation_config: {thinking_level: ‸low, stop_sequences: [a, b]}   # why\nb: 1\n", /several/),
    ).toMatchInlineSnapshot(`
      "a:
        generation_config:   # why
          thinking_level: low
          stop_sequences: [a, b]
      b: 1
      "
    `);
    expect(
      await doing("assert:\n  - {type: ‸contains, value: x} # why\n  - {type: y}\n", /several/),
    ).toMatchInlineSnapshot(`
      "assert:
        - type: contains # why
          value: x
        - {type: y}
      "
    `);
    expect(await doing("too‸ls: [google_search, {type: function, name: f}]\n", /several/)).toMatchInlineSnapshot(`
      "tools:
        - google_search
        - {type: function, name: f}
      "
    `);
  });
  test("in one line", async () => {
    expect(
      await doing(
        "gene‸ration_config:\n  thinking_level: low\n  stop_sequences:\n    - a, b\n    - '[x]'\nb: 1\n",
        /one line/,
      ),
    ).toMatchInlineSnapshot(`
      "generation_config: {thinking_level: low, stop_sequences: ["a, b", '[x]']}
      b: 1
      "
    `);
  });
  test("not where a comment, a block or too much would be lost", () => {
    expect(titles("a‸:\n  b: 1 # why\n")).toEqual([]);
    expect(titles("a‸:\n  b: |\n    text\n")).toEqual([]);
    expect(titles("a: {b: 1,‸ # why\n  c: 2}\n")).toEqual([]);
  });
});

const team = `name: team
inputs:
  plan: {enum: [free, pro]}
  message: string
defaults:
  model: gemini-3.8-flash
  generation_config: {thinking_level: low, max_output_tokens: 800}
agents:
  # Names the topic.
  triage:
    description: Names the topic.
    input: "{{message}}" # what they say
    generation_config: {thinking_level: minimal}

  billing:
    system_instruction: |
      On the {{plan}} plan.

      Be kind.
workflow:
  type: sequential
  steps:
    - agent: triage
    - agent: billing
`;

describe("an agent goes into its own file, and back", () => {
  test("with what it has from the team", async () => {
    expect(await doing(team.replace("  triage:", "  tri‸age:"), /triage\.agent/)).toMatchInlineSnapshot(`
      "name: team
      inputs:
        plan: {enum: [free, pro]}
        message: string
      defaults:
        model: gemini-3.8-flash
        generation_config: {thinking_level: low, max_output_tokens: 800}
      agents:
        billing:
          system_instruction: |
            On the {{plan}} plan.

            Be kind.
      workflow:
        type: sequential
        steps:
          - agent: ./triage.agent.yaml
          - agent: billing
      ── triage.agent.yaml
      # Names the topic.
      format: agent/v1
      name: triage
      description: Names the topic.
      model: gemini-3.8-flash
      input: "{{message}}" # what they say
      inputs:
        message: string
      generation_config: {thinking_level: minimal, max_output_tokens: 800}
      "
    `);
    expect(await doing(team.replace("  billing:", "  bill‸ing:"), /billing\.agent/)).toMatchInlineSnapshot(`
      "name: team
      inputs:
        plan: {enum: [free, pro]}
        message: string
      defaults:
        model: gemini-3.8-flash
        generation_config: {thinking_level: low, max_output_tokens: 800}
      agents:
        # Names the topic.
        triage:
          description: Names the topic.
          input: "{{message}}" # what they say
          generation_config: {thinking_level: minimal}

      workflow:
        type: sequential
        steps:
          - agent: triage
          - agent: ./billing.agent.yaml
      ── billing.agent.yaml
      format: agent/v1
      name: billing
      model: gemini-3.8-flash
      system_instruction: |
        On the {{plan}} plan.

        Be kind.
      inputs:
        plan: {enum: [free, pro]}
      generation_config: {thinking_level: low, max_output_tokens: 800}
      "
    `);
  });
  test("not when it is named where no path can stand, and why not", () => {
    const why = (more: string, namedIn: readonly string[] = []) =>
      offered(team.replace("  triage:", "  tri‸age:") + more, {}, namedIn).found.map((each) => {
        expect([each.title, each.edits, each.files]).toEqual(["Move triage to triage.agent.yaml", [], []]);
        return each.disabled;
      });
    expect(why("variants: {a: {agents.triage.model: m}}\n")).toEqual([
      "The variant a changes triage, and a variant reaches into no other file.",
    ]);
    expect(why("matrix: {agents.triage.model: [m]}\n")).toEqual([
      "The matrix changes triage, and it reaches into no other file.",
    ]);
    expect(why("  edges: [{from: triage, to: billing}]\n")).toEqual([
      "An edge of the graph names triage, and an edge leads into no other file.",
    ]);
    expect(why("", ["team.agent.test.yaml"])).toEqual([
      "team.agent.test.yaml would no longer find triage in this file.",
    ]);
    expect(why("", ["a.agent.yaml", "b.agent.yaml"])).toEqual([
      "a.agent.yaml and 1 more would no longer find triage in this file.",
    ]);
  });
  test("from a file, with the paths in it", async () => {
    const files = {
      "desk/human.agent.yaml":
        "format: agent/v1\nname: human\n# who\nmodel: m\nsystem_instruction:\n  - file: prompts/h.md\n  - text: |\n      One.\n\n      Two.\n",
    };
    expect(
      await doing(
        "name: x\nworkflow:\n  type: sequential\n  steps:\n    - agent: desk/hu‸man.agent.yaml\n",
        /agent of/,
        files,
      ),
    ).toMatchInlineSnapshot(`
      "name: x
      agents:
        human:
          # who
          model: m
          system_instruction:
            - file: desk/prompts/h.md
            - text: |
                One.

                Two.

      workflow:
        type: sequential
        steps:
          - agent: human
      "
    `);
    expect(
      await doing("name: x\nagents:\n  a: {model: m}\nsub_agents: [a, ./desk/hu‸man.agent.yaml]\n", /agent of/, {
        ...files,
      }),
    ).toMatchInlineSnapshot(`
      "name: x
      agents:
        a: {model: m}
        human:
          # who
          model: m
          system_instruction:
            - file: desk/prompts/h.md
            - text: |
                One.

                Two.
      sub_agents: [a, human]
      "
    `);
  });
  test("not from a file that has what an agent inside a file cannot have", () => {
    const other = "format: agent/v1\nname: human\nmodel: m\nvariants: {a: {model: n}}\n";
    expect(titles("sub_agents: [hu‸man.agent.yaml]\n", { "human.agent.yaml": other })).toEqual([
      expect.stringMatching(/several lines/),
    ]);
  });
});

test("whatever is selected in the samples, nothing is thrown, and each offer keeps what is meant", async () => {
  const folder = path.join(import.meta.dirname, "../../../media/samples");
  const files = Object.fromEntries(
    ["prompts/house-style.md", "tools/refund.tool.yaml", "data/prices.csv"].map((name) => [
      name,
      readFileSync(path.join(folder, name), "utf8"),
    ]),
  );
  const seen = new Set<string>();
  for (const name of ["2-release-notes", "3-order-desk", "4-support-team"]) {
    const text = readFileSync(path.join(folder, `${name}.agent.yaml`), "utf8");
    for (let offset = 0; offset < text.length; offset += 31) {
      const end = Math.min(text.length, offset + 40);
      for (const marked of [
        `${text.slice(0, offset)}‸${text.slice(offset)}`,
        `${text.slice(0, offset)}‸${text.slice(offset, end)}‸${text.slice(end)}`,
      ]) {
        for (const { title, kind } of offered(marked, files).found) {
          const after = await doing(marked, new RegExp(`^${title.replace(/[.*+?()]/g, "\\$&")}$`), files);
          expect(after).not.toMatch(/^not offered/);
          seen.add(kind);
        }
      }
    }
  }
  expect([...seen].sort()).toEqual(["refactor.extract", "refactor.inline", "refactor.rewrite"]);
});
