import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { flatten, flattenNow, readingDocuments } from "../../../src/core/document/extend.ts";
import { agentsOf, suiteCapOf, variantsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";

type Files = Readonly<Record<string, string>>;
const reading = (files: Files) => async (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined);
const flat = (text: string, files: Files) => flatten(parseAgentDocument(text), readingDocuments(reading(files)));
/** "base.agent.yaml 2:9", "here 0:6", "nothing". */
async function where(text: string, files: Files, ...path: (string | number)[]): Promise<string> {
  const origin = (await flat(text, files)).originOf(path);
  if (!origin) return "nothing";
  const { line, character } = origin.range.start;
  return `${origin.file ?? "here"} ${line}:${character}`;
}
const problems = async (text: string, files: Files) =>
  (await flat(text, files)).problems.map(({ code, message, range }) => `${code} ${range.start.line} ${message}`);

const base = `name: base
model: m
generation_config: {seed: 1, thinking_level: low}
tools: [google_search]
labels:
  team: a
`;

test("maps join key by key, lists and texts replace, null removes", async () => {
  const child = `extends: base.agent.yaml
name: child
generation_config: {thinking_level: high}
tools: [url_context]
labels: null
`;
  expect((await flat(child, { "base.agent.yaml": base })).value).toEqual({
    name: "child",
    model: "m",
    generation_config: { seed: 1, thinking_level: "high" },
    tools: ["url_context"],
  });
});

test("a definition without extends is its own value", async () => {
  const document = parseAgentDocument(base);
  const result = await flatten(document, async () => undefined);
  expect(result.value).toBe(document.value);
  expect(result.parents).toEqual([]);
});

test("every value knows the file and the place where it is written", async () => {
  const child = "extends: base.agent.yaml\nname: child\ngeneration_config: {thinking_level: high}\nlabels: null\n";
  const files = { "base.agent.yaml": base };
  expect(await where(child, files, "model")).toBe("base.agent.yaml 1:7");
  expect(await where(child, files, "name")).toBe("here 1:6");
  expect(await where(child, files, "generation_config", "seed")).toBe("base.agent.yaml 2:26");
  expect(await where(child, files, "generation_config", "thinking_level")).toBe("here 2:36");
  expect(await where(child, files, "generation_config")).toBe("here 2:19");
  expect(await where(child, files, "tools", 0)).toBe("base.agent.yaml 3:8");
  expect(await where(child, files, "labels")).toBe("nothing");
  expect(await where(child, files, "labels", "team")).toBe("nothing");
});

test("the origin of every value of three layers says the value that is there", async () => {
  const files = {
    "a.agent.yaml": "extends: b.agent.yaml\nsession: {history: 3}\nlabels: {x: '1'}\ntools: {odd: 1}\nbudget: 3\n",
    "b.agent.yaml":
      "name: b\nsession: {history: none, state: {n: 1}}\nlabels: text\ntools: [a, b]\nbudget: {max_cost_usd: 1}\n",
  };
  const result = await flat("extends: a.agent.yaml\nname: c\nsession: {state: {m: 2}}\nbudget: {x: 2}\n", files);
  const seen: string[] = [];
  const visit = (value: unknown, path: (string | number)[]) => {
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value))
        visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
      return;
    }
    const origin = result.originOf(path);
    let there: unknown = origin?.document.value;
    for (const key of path) there = (there as Record<string, unknown>)[key];
    expect(there, path.join(".")).toBe(value);
    seen.push(`${path.join(".")} ${origin?.file ?? "here"}`);
  };
  visit(result.value, []);
  expect(seen).toEqual([
    "name here",
    "session.history a.agent.yaml",
    "session.state.n b.agent.yaml",
    "session.state.m here",
    "labels.x a.agent.yaml",
    "tools.odd a.agent.yaml",
    "budget.x here",
  ]);
});

test("paths of a parent in another folder are written from the definition's own", async () => {
  const shared = `name: base
system_instruction: ["{{> parts/tone.md}} and {{product}}", {file: ../top.md}]
tools: [{ref: tools/refund.tool.yaml}, {type: function, name: f, parameters: {properties: {file: {default: a/b}}}}]
sub_agents: [helper, other.agent.yaml, "a2a:https://x/y"]
workflow: {type: router, by: state.t, routes: {a: x.agent.yaml, b: helper}, default: {agent: ./y.agent.yaml}}
datasets: {rows: {file: data/rows.jsonl}}
skills: [skills/report]
variants: {v: {system_instruction: {file: parts/v.md}, agents.a.instructions_file: A.md, model: x/y}}
response_format: {type: text, schema: {file: schemas/answer.json}}
`;
  const { value } = await flat("extends: ../shared/base.agent.yaml\nname: c\n", {
    "../shared/base.agent.yaml": shared,
  });
  expect(value).toEqual({
    name: "c",
    system_instruction: ["{{> ../shared/parts/tone.md}} and {{product}}", { file: "../top.md" }],
    tools: [
      { ref: "../shared/tools/refund.tool.yaml" },
      { type: "function", name: "f", parameters: { properties: { file: { default: "a/b" } } } },
    ],
    sub_agents: ["helper", "../shared/other.agent.yaml", "a2a:https://x/y"],
    workflow: {
      type: "router",
      by: "state.t",
      routes: { a: "../shared/x.agent.yaml", b: "helper" },
      default: { agent: "../shared/y.agent.yaml" },
    },
    datasets: { rows: { file: "../shared/data/rows.jsonl" } },
    skills: ["../shared/skills/report"],
    variants: {
      v: {
        system_instruction: { file: "../shared/parts/v.md" },
        "agents.a.instructions_file": "../shared/A.md",
        model: "x/y",
      },
    },
    response_format: { type: "text", schema: { file: "../shared/schemas/answer.json" } },
  });
});

test("a run and its estimate use what is inherited", async () => {
  const files = {
    "lib/base.agent.yaml":
      "name: base\nmodel: m\nsystem_instruction: {file: tone.md}\nvariants: {v: {model: n}}\nbudget: {per_suite: {max_cost_usd: 2}}\n",
    "lib/tone.md": "Be brief.",
  };
  const result = await flat("extends: lib/base.agent.yaml\nname: child\n", files);
  const [agent] = agentsOf(result, variantsOf(result)[1]);
  expect(agent).toMatchObject({ name: "child", model: "n" });
  const resolved = agent && (await resolveAgent(agent, reading(files)));
  expect(resolved?.systemInstruction).toMatchObject([{ text: "Be brief.", file: "lib/tone.md" }]);
  expect(resolved?.missing).toEqual([]);
  expect(suiteCapOf(result, [])).toEqual({ usd: 2, line: 1 });
});

test("agents that are inherited stand at extends", async () => {
  const result = await flat("name: c\nextends: base.agent.yaml\n", {
    "base.agent.yaml": "name: b\nagents: {helper: {model: m}}\n",
  });
  expect(
    agentsOf(result).map(({ name, nameRange }) => `${name} ${nameRange.start.line}:${nameRange.start.character}`),
  ).toEqual(["c 0:6", "helper 1:0"]);
});

test("a parent that is not there is one sentence, and a run says it", async () => {
  expect(await problems("name: c\nextends: base.agent.yaml\n", {})).toEqual([
    "AG201 1 The file base.agent.yaml was not found. Paths are relative to this definition.",
  ]);
  expect(
    await problems("name: c\nextends: lib/a.agent.yaml\n", { "lib/a.agent.yaml": "extends: b.agent.yaml" }),
  ).toEqual(["AG201 1 The file lib/b.agent.yaml, which lib/a.agent.yaml extends, was not found."]);
  const [agent] = agentsOf(await flat("name: c\nmodel: m\nextends: base.agent.yaml\n", {}));
  const resolved = agent && (await resolveAgent(agent, async () => undefined));
  expect(resolved?.missing.map((m) => m.message)).toEqual([
    "The file base.agent.yaml was not found. Paths are relative to this definition.",
  ]);
});

test("a path that may not be followed", async () => {
  expect(await problems("extends: /etc/a.agent.yaml\n", {})).toEqual([
    "AG202 0 The path /etc/a.agent.yaml is absolute. Paths are relative to the definition.",
  ]);
  expect(await problems("extends: a.agent.yaml\n", { "a.agent.yaml": "extends: https://x/y" })).toEqual([
    "AG202 0 In a.agent.yaml: https://x/y is an address. Only files beside the definition are read.",
  ]);
});

test("a circle is named, and ends", async () => {
  const self = "extends: self.agent.yaml\nname: s\n";
  expect(await problems(self, { "self.agent.yaml": self })).toEqual(["AG203 0 This file extends itself."]);
  const a = "extends: b.agent.yaml\nname: a\n";
  expect(await problems(a, { "b.agent.yaml": "extends: a.agent.yaml\nname: b\n", "a.agent.yaml": a })).toEqual([
    "AG203 0 This never ends: this file extends b.agent.yaml extends this file.",
  ]);
  expect(
    await problems("extends: b.agent.yaml\n", {
      "b.agent.yaml": "extends: c.agent.yaml",
      "c.agent.yaml": "extends: ./b.agent.yaml",
    }),
  ).toEqual(["AG203 0 This never ends: this file extends b.agent.yaml extends c.agent.yaml extends b.agent.yaml."]);
});

test("more than five, one behind the other, are too many", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`f${i}.agent.yaml`, `extends: f${i + 1}.agent.yaml\nlabels: {l${i}: x}\n`]),
  );
  expect(await problems("extends: f0.agent.yaml\n", files)).toEqual([
    "AG203 0 At most 5 files may extend each other; here f4.agent.yaml goes on to f5.agent.yaml.",
  ]);
  const five = { ...files, "f4.agent.yaml": "labels: {last: x}\n" };
  expect(await problems("extends: f0.agent.yaml\n", five)).toEqual([]);
});

test("from documents at hand, without waiting", async () => {
  const files: Files = { "base.agent.yaml": base };
  const document = parseAgentDocument("extends: base.agent.yaml\nname: c\n");
  const now = flattenNow(document, (file) => (files[file] === undefined ? undefined : parseAgentDocument(files[file])));
  expect(now.value).toEqual((await flatten(document, readingDocuments(reading(files)))).value);
});

test("a parent that is broken gives what can be read of it", async () => {
  const { value } = await flat("extends: b.agent.yaml\nname: c\n", {
    "b.agent.yaml": "model: m\n  bad: [\nlabels: {a: b}",
  });
  expect(value).toMatchObject({ name: "c", labels: { a: "b" } });
  expect((await flat("extends: b.agent.yaml\nname: c\n", { "b.agent.yaml": "just text" })).value).toEqual({
    name: "c",
  });
  expect((await flat("extends: [a]\nname: c\n", {})).problems).toEqual([]);
});
