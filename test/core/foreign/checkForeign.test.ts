import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { checkForeign } from "../../../src/core/foreign/checkForeign.ts";
import { foreignDefinition } from "../../../src/core/foreign/foreignDefinition.ts";
import { foreignSymbols } from "../../../src/core/foreign/foreignSymbols.ts";
import { readAround } from "../../../src/core/foreign/readAround.ts";
import { type ForeignDialect, recognise } from "../../../src/core/foreign/recognise.ts";
import { atCursor, today } from "../language/atCursor.ts";

type Files = Readonly<Record<string, string>>;

/** What is said of a file, as `line: severity code message`. */
async function say(name: string, text: string, files: Files = {}, form = false): Promise<string[]> {
  const dialect = recognise(name, text) as ForeignDialect;
  const document = parseAgentDocument(text);
  const around = await readAround(document, dialect, async (path) => files[path]);
  return checkForeign(document, dialect, { wallMs: today, files: around, name, form }).map(
    ({ range, severity, code, message, fix }) =>
      `${range.start.line}:${range.start.character} ${severity} ${code} ${message}${fix ? ` [${fix.title}]` : ""}`,
  );
}

const roll =
  "agent_class: LlmAgent\nname: roll\ndescription: Rolls.\nmodel: gemini-3.8-flash\ninstruction: Roll a die.\noutput_key: rolled\n";

test("a sound agent of ADK, with what newer versions take, has no findings", async () => {
  const text = `# yaml-language-server: $schema=https://example.com/AgentConfig.json
agent_class: LlmAgent
name: root_agent
model: gemini-3.8-flash
description: Greets.
global_instruction: You are kind.
instruction: |
  Say {rolled} and {mood?}, {user:name}, {artifact.notes.txt}. JSON is {"a": 1} and {} and { not a name }.
disallow_transfer_to_peers: true
include_contents: none
sub_agents:
  - config_path: roll.yaml
tools:
  - name: google_search
  - name: load_web
    args: {depth: 2}
generate_content_config:
  temperature: 0.2
  maxOutputTokens: 100
  safety_settings:
    - category: HARM_CATEGORY_DANGEROUS_CONTENT
      threshold: 'OFF'
output_key: greeting
`;
  expect(await say("root_agent.yaml", text, { "roll.yaml": roll })).toEqual([]);
});

test("misspelt keys get the nearest, and what they hide is not called missing", async () => {
  const text =
    "agent_class: LlmAgent\nname: a\nmodle: gemini-3.8-flash\ninstructon: Help.\nsub_agents:\n  - config_pth: x.yaml\nbefore_agent_callbacks:\n  - name: a.b\n";
  expect(await say("root_agent.yaml", text)).toEqual([
    '2:0 error AG107 "modle" is not a key of ADK Agent Config. Did you mean "model"? [Change to model]',
    '3:0 error AG107 "instructon" is not a key of ADK Agent Config. Did you mean "instruction"? [Change to instruction]',
    '5:4 error AG107 "config_pth" is not a key of ADK Agent Config. Did you mean "config_path"? [Change to config_path]',
    "7:10 hint AG709 This names Python code. ADK imports and runs it; here, and in a conversion, it is a name only.",
  ]);
});

test("what is missing, of another form, or no name for Python", async () => {
  expect(
    await say(
      "root_agent.yaml",
      "name: my-agent\nmodel: gemini-3.8-flash\ninclude_contents: nothing\nsub_agents: a.yaml\n",
    ),
  ).toEqual([
    '0:0 error AG110 "instruction" is missing: ADK Agent Config needs it.',
    '0:6 error AG212 ADK refuses the name "my-agent": it must be a Python identifier (letters, digits and _). [Change to my_agent]',
    '2:18 error AG109 "nothing" is none of default, none.',
    "3:12 error AG109 A text stands here, and a list belongs here.",
  ]);
});

test("a class of the author's own may have any keys", async () => {
  expect(await say("a.yaml", "agent_class: shop.Picky\nname: a\ninstruction: x\ncolour: red\n")).toEqual([]);
});

test("ADK's {name} without anyone who writes it, in every number of braces", async () => {
  const text =
    "agent_class: LlmAgent\nname: a\ninstruction: |\n  Use {topic}, {rolledd} and {{word}}.\n  Paths: {order.id} {x y} {9}.\nsub_agents:\n  - config_path: roll.yaml\n";
  expect(await say("a.yaml", text, { "roll.yaml": roll })).toEqual([
    "3:6 warning AG306 ADK replaces {topic} from the session's state, and raises KeyError when nothing has put it there. No output_key around this file does. [Change to {topic?}]",
    '3:16 error AG301 No agent here writes "rolledd" to the state. Did you mean "rolled"? ADK raises KeyError for what is not there. [Change to rolled]',
    "3:29 warning AG306 ADK replaces {word} from the session's state, and raises KeyError when nothing has put it there. No output_key around this file does. More braces do not prevent it: ADK has no way to write a brace before a name. [Change to {word?}]",
    "4:9 warning AG306 ADK replaces {order.id} from the session's state, and raises KeyError when nothing has put it there. No output_key around this file does. [Change to {order.id?}]",
  ]);
});

test("what an agent of the same team writes is known, also from the root above", async () => {
  const files = {
    "../root_agent.yaml": "agent_class: SequentialAgent\nname: r\nsub_agents:\n  - config_path: parts/one.yaml\n",
    "../parts/one.yaml": roll,
  };
  expect(await say("two.yaml", "agent_class: LlmAgent\nname: two\ninstruction: Say {rolled}.\n", files)).toEqual([]);
});

test("agents that are not there, twice there, go in a circle, or may not be named so", async () => {
  const text =
    "agent_class: LlmAgent\nname: a\ninstruction: x\nsub_agents:\n  - config_path: rol.yaml\n  - config_path: roll.yaml\n  - config_path: ./roll.yaml\n  - config_path: back.yaml\n  - config_path: /etc/agent.yaml\n";
  const back = "agent_class: SequentialAgent\nname: back\nsub_agents:\n  - config_path: root_agent.yaml\n";
  const found = await say("root_agent.yaml", text, { "roll.yaml": roll, "back.yaml": back, "root_agent.yaml": text });
  expect(found).toEqual([
    "4:17 error AG201 The file rol.yaml was not found. Paths are relative to this file. Did you mean roll.yaml? [Change to roll.yaml]",
    "6:17 error AG205 ./roll.yaml stands here twice: in ADK an agent has one parent, and the second one is refused.",
    "7:17 error AG203 This goes round in a circle: root_agent.yaml → back.yaml → root_agent.yaml.",
    "7:17 warning AG209 back.yaml has no description: whether the conversation is handed to it is decided by that.",
    "8:17 error AG202 The path /etc/agent.yaml is absolute. Paths are relative to the definition.",
  ]);
});

test("loops without an end, parallel agents that write the same", async () => {
  const loop = "agent_class: LoopAgent\nname: l\nsub_agents:\n  - config_path: roll.yaml\n";
  expect(await say("a.yaml", loop, { "roll.yaml": roll })).toEqual([
    '0:13 warning AG207 This loop has no "max_iterations": it goes on until an agent in it escalates.',
  ]);
  const parallel =
    "agent_class: ParallelAgent\nname: p\nsub_agents:\n  - config_path: roll.yaml\n  - config_path: roll2.yaml\n";
  expect(await say("a.yaml", parallel, { "roll.yaml": roll, "roll2.yaml": roll })).toEqual([
    '4:17 warning AG208 roll2.yaml and roll.yaml run at once and both write "rolled": the last one wins.',
  ]);
});

test("models, levels and limits, in both spellings", async () => {
  const text =
    "agent_class: LlmAgent\nname: a\nmodel: gemini-3.8-flash\ninstruction: x\ngenerate_content_config:\n  max_output_tokens: 900000\n  thinkingConfig: {thinkingLevel: MINIMAL, thinking_budget: 5}\n";
  expect(await say("a.yaml", text)).toEqual([
    "5:21 error AG506 gemini-3.8-flash answers with at most 65536 tokens. [Change to 65536]",
    '6:34 error AG503 gemini-3.8-flash does not offer "MINIMAL". It offers low, medium, high.',
    "6:60 warning AG504 gemini-3.8-flash takes thinking_level; a budget of tokens is from before Gemini 3.",
  ]);
  expect(await say("a.yaml", "agent_class: LlmAgent\nname: a\nmodel: gemini-3-pro-preview\ninstruction: x\n")).toEqual([
    expect.stringContaining("2:7 error AG501 gemini-3-pro-preview ended"),
  ]);
  expect(await say("a.yaml", "agent_class: LlmAgent\nname: a\nmodel: openai/gpt-5\ninstruction: x\n")).toEqual([]);
});

test("traps of YAML are said, mistakes of YAML only when nobody else says them", async () => {
  const text =
    'agent_class: LlmAgent\nname: a\ninstruction: Use C # always\ndescription: {{what}}\nmodel: "gemini-3.8-flash\n';
  const codes = async (form: boolean) => (await say("a.yaml", text, {}, form)).map((line) => line.split(" ")[2]);
  expect(await codes(false)).toEqual(["AG104", "AG103"]);
  expect(await codes(true)).toEqual(["AG104", "AG103", "AG101"]);
});

test("Gemini's agent.yaml", async () => {
  const sound =
    "id: analyst\nbase_agent: antigravity-preview-09-2026\ndescription: d\ninstructions: |\n  Be careful.\ntools:\n  - type: google_search\nenvironment:\n  type: remote\n  sources:\n    - {type: github, source: o/r, target: /workspace}\n  network:\n    allowlist:\n      - domain: pypi.org\nexamples:\n  - title: t\n    prompt: p\n";
  expect(await say("agent.yaml", sound)).toEqual([]);
  expect(
    await say(
      "agent.yaml",
      "id: a\nbase_agent: antigravity-preview-09-2026\ninstruction: x\nsources:\n  - {type: gsc, source: s, target: t}\n",
    ),
  ).toEqual([
    '2:0 error AG107 "instruction" is not a key of Gemini agent.yaml. Did you mean "instructions"? [Change to instructions]',
    '4:11 error AG109 "gsc" is none of gcs, inline, github, repository, skill_registry. Did you mean gcs?',
  ]);
});

test("prompts of GitHub Models: that they run nowhere, and their keys", async () => {
  const text =
    "name: Sum\nmodel: openai/gpt-4o-mini\nmessages:\n  - role: sytem\n    content: Sum up {{input}}.\n  - rol: user\n    content: x\ntestdata: []\n";
  expect(await say("a.prompt.yml", text)).toEqual([
    "1:7 information AG501 GitHub Models was retired on 2026-07-30: this prompt no longer runs there. Convert it to an Agent Definition to keep it.",
    '3:10 error AG109 "sytem" is none of system, user, assistant, developer. Did you mean system?',
    '5:4 error AG107 "rol" is not a key of GitHub Models prompt. Did you mean "role"? [Change to role]',
    '7:0 error AG107 "testdata" is not a key of GitHub Models prompt. Did you mean "testData"? [Change to testData]',
  ]);
});

test("promptfoo: files, Gemini's models, and keys that are nearly right; others are left alone", async () => {
  const text =
    "prompts:\n  - file://prompts/a.txt\n  - file://prompts/b.txt\n  - file://many/*.txt\nproviders:\n  - google:gemini-3-pro-preview\n  - id: openai:gpt-5\ntest:\n  - vars: {x: 1}\nsomethingNew: true\ndefaultTest: file://shared.yaml\n";
  expect(await say("promptfooconfig.yaml", text, { "prompts/a.txt": "hi" })).toEqual([
    "2:11 error AG201 The file prompts/b.txt was not found. Paths are relative to this file. Did you mean prompts/a.txt? [Change to prompts/a.txt]",
    expect.stringContaining("5:11 error AG501 gemini-3-pro-preview ended"),
    '7:0 error AG107 "test" is not a key of promptfoo. Did you mean "tests"? [Change to tests]',
    "10:20 error AG201 The file shared.yaml was not found. Paths are relative to this file.",
  ]);
});

test("schemas that go to Gemini, keys in the clear, words that PyYAML reads as something else", async () => {
  const text = `agent_class: LlmAgent
name: a
description: no
instruction: x
tools:
  - name: shop.notion
    args: {api_key: ntn_4f60a7f3b2c9d8e1}
generate_content_config:
  tools:
    - function_declarations:
        - name: f
          parameters: {type: object, properties: {kind: {const: a}, at: {type: array}}, required: [knd], additionalProperties: false}
`;
  const found = await say("a.yaml", text);
  expect(found.map((line) => line.replace(/^(\S+ \S+ \S+).*$/, "$1"))).toEqual([
    "2:13 warning AG105",
    "5:10 hint AG709",
    "6:20 error AG701",
    "11:57 error AG402",
    "11:79 error AG405",
    "11:99 error AG405",
    "11:105 error AG402",
  ]);
  expect(found[2]).toBe('6:20 error AG701 "api_key" is given in the clear. Take it from the environment.');
});

test("Docker Agent, AgentSchema and dotprompt are outlined and not checked", async () => {
  expect(await say("cagent.yaml", "agents:\n  root:\n    toolsts: []\n    toolsets: []\n")).toEqual([]);
});

const outline = (text: string, dialect: ForeignDialect) => {
  const lines = (symbols: ReturnType<typeof foreignSymbols>, indent: string): string[] =>
    symbols.flatMap((s) => [
      `${indent}${s.name}${s.detail ? `: ${s.detail}` : ""}`,
      ...lines(s.children ?? [], `${indent}  `),
    ]);
  return lines(foreignSymbols(parseAgentDocument(text), dialect), "");
};

test("outlines name agents, tools, messages and tests", () => {
  expect(
    outline(
      "name: a\nsub_agents:\n  - config_path: roll.yaml\ntools:\n  - name: x.y\nedges:\n  - - START\n    - a.yaml\n",
      "adk",
    ),
  ).toEqual(["name: a", "sub_agents", "  roll.yaml", "tools", "  x.y", "edges", "  START → a.yaml"]);
  expect(outline("messages:\n  - role: user\n    content: Hi\ntestData:\n  - input: cats\n", "github-prompt")).toEqual([
    "messages",
    "  user: Hi",
    "testData",
    "  cats",
  ]);
  expect(outline("agents:\n  root:\n    model: m\n    toolsets:\n      - type: think\n", "docker-agent")).toEqual([
    "agents",
    "  root",
    "    model: m",
    "    toolsets",
    "      think",
  ]);
});

const goto = (marked: string, dialect: ForeignDialect, files: Files = {}) => {
  const { document, position } = atCursor(marked);
  const found = foreignDefinition(document, dialect, position, new Map(Object.entries(files)));
  return found && `${found.file ?? "here"} ${found.range.start.line}:${found.range.start.character}`;
};

test("from a path to its file, from a name to who writes it", () => {
  expect(goto("sub_agents:\n  - config_path: parts/ro‸ll.yaml\n", "adk")).toBe("parts/roll.yaml 0:0");
  expect(goto("prompts: ['file://p/a‸.txt']\n", "promptfoo")).toBe("p/a.txt 0:0");
  expect(goto("instruction: Say {gre‸et}.\noutput_key: greet\n", "adk")).toBe("here 1:12");
  expect(goto("instruction: Say {rol‸led}.\n", "adk", { "roll.yaml": roll })).toBe("roll.yaml 5:12");
  expect(goto("instruction: Sa‸y {rolled}.\n", "adk")).toBeUndefined();
});
