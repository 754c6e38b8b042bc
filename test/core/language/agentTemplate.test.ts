import { expect, test } from "vitest";
import {
  type AgentTemplate,
  nameProblem,
  newAgent,
  readTemplate,
  type TemplateFile,
} from "../../../src/core/language/agentTemplate.ts";

const file = (path: string, content: string | Uint8Array = "x"): TemplateFile => ({ path, content });
const definition = `# Ours.
format: agent/v1
name: greeter # the placeholder
description: Says hello.
model: gemini-3.8-flash
# Change first: how it greets.
system_instruction: |
  Say hello.
`;

function template(name: string, ...files: TemplateFile[]): AgentTemplate {
  const read = readTemplate(name, files);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

test("a folder with one definition is a template, described by it", () => {
  const read = template("greeter", file("greeter.agent.yaml", definition), file("data/rows.jsonl"));
  expect(read).toMatchObject({ name: "greeter", description: "Says hello.", main: "greeter.agent.yaml", contents: "" });
});

test("what is no template is told in a sentence", () => {
  const problem = (...files: TemplateFile[]) => {
    const read = readTemplate("x", files);
    return "problem" in read ? read.problem : undefined;
  };
  expect(problem(file("README.md"))).toBe("It has no *.agent.yaml.");
  expect(problem(file("deep/x.agent.yaml", definition))).toBe("It has no *.agent.yaml.");
  expect(problem(file("a.agent.yaml", definition), file("b.agent.yaml", definition))).toBe(
    "It has several definitions (a.agent.yaml, b.agent.yaml) and none of them is called x.agent.yaml.",
  );
  expect(problem(file("x.agent.yaml", "format: agent/v1\nname: [a\n"))).toMatch(/^x\.agent\.yaml:\d+: ./);
  expect(problem(file("x.agent.yaml", "name: a\n"))).toBe('x.agent.yaml does not say "format: agent/v1".');
  expect(problem(file("x.agent.yaml", "format: agent/v1\n"))).toBe(
    "x.agent.yaml has no name that a new one could stand for.",
  );
});

test("of several definitions the one called like the folder is the template's", () => {
  const read = template("team", file("helper.agent.yaml", definition), file("team.agent.yml", definition));
  expect(read.main).toBe("team.agent.yml");
  expect(newAgent(read, "mine").files.map((f) => f.path)).toEqual(["helper.agent.yaml", "mine.agent.yml"]);
});

test("only the name changes, and the cursor goes to what is to be changed first", () => {
  const { files, main, firstChange } = newAgent(template("greeter", file("greeter.agent.yaml", definition)), "welcome");
  expect(main).toBe("welcome.agent.yaml");
  expect(files[0]?.content).toBe(definition.replace("greeter", "welcome"));
  expect(firstChange).toEqual({ position: { line: 7, character: 2 }, what: "how it greets." });
});

test("without the comment the description is what changes first", () => {
  const text = definition.replace(/# Change.*\n/, "");
  expect(newAgent(template("greeter", file("greeter.agent.yaml", text)), "a").firstChange).toEqual({
    position: { line: 3, character: 13 },
    what: "what the agent is for.",
  });
});

test("a test file beside the definition goes along and names the new one", () => {
  const tests = "format: agent-test/v1\nagent: ./greeter.agent.yaml\n";
  const image = new Uint8Array([0, 255]);
  const { files } = newAgent(
    template(
      "greeter",
      file("greeter.agent.yaml", definition),
      file("greeter.agent.test.yaml", tests),
      file("other.agent.test.yaml", "format: agent-test/v1\nagent: other.agent.yaml\n"),
      file("data/greeter.png", image),
    ),
    "welcome",
  );
  expect(files.slice(1)).toEqual([
    { path: "welcome.agent.test.yaml", content: "format: agent-test/v1\nagent: welcome.agent.yaml\n" },
    { path: "other.agent.test.yaml", content: "format: agent-test/v1\nagent: other.agent.yaml\n" },
    { path: "data/greeter.png", content: image },
  ]);
});

test("a name that YAML reads otherwise is written in quotes", () => {
  const { files } = newAgent(template("greeter", file("greeter.agent.yaml", definition)), "no");
  expect(files[0]?.content).toContain('name: "no" #');
});

test("line breaks of Windows stay", () => {
  const text = definition.replaceAll("\n", "\r\n");
  const { files, firstChange } = newAgent(template("greeter", file("greeter.agent.yaml", text)), "welcome");
  expect(files[0]?.content).toBe(text.replace("greeter", "welcome"));
  expect(firstChange).toEqual({ position: { line: 7, character: 2 }, what: "how it greets." });
});

test("a name that cannot be one says why", () => {
  expect(nameProblem("support-2")).toBeUndefined();
  expect(nameProblem("")).toBe("The agent needs a name.");
  for (const name of ["2nd", "my agent", "../up", "a/b", "é", "a".repeat(64)]) {
    expect(nameProblem(name)).toMatch(/^A name starts with a letter/);
  }
});
