import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workplace } from "./world.ts";

let place: ReturnType<typeof workplace>;
beforeAll(() => {
  place = workplace();
  cpSync(path.join(import.meta.dirname, "../fixtures/foreign"), path.join(place.cwd, "foreign"), { recursive: true });
});
afterAll(() => place.remove());

const made = (name: string) => path.join(place.cwd, name);

test("a team of ADK becomes one definition, and what is lost is said first", async () => {
  const { code, out, err } = await place.call(["convert", "foreign/adk/root_agent.yaml"]);
  expect([code, out]).toEqual([0, "foreign/adk/desk.agent.yaml\n"]);
  expect(err).toMatch(/^3 lost, \d+ changed:\n {2}foreign\/adk\/root_agent\.yaml:9:1: changed: /m);
  expect(err).toContain("  foreign/adk/parts/critic.yaml:7:1: lost: ");
  const checked = await place.call(["check", "foreign/adk/desk.agent.yaml", "--json"]);
  const found = checked.json().files[0].diagnostics as { severity: string }[];
  expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
  expect((await place.call(["estimate", "foreign/adk/desk.agent.yaml"])).code).toBe(0);
});

test("nothing is written over", async () => {
  writeFileSync(made("foreign/team.agent.yaml"), "mine\n");
  const { code, out, err } = await place.call(["convert", "foreign/team.yaml"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("foreign/team.agent.yaml was not written: it is there already. Name another with --out.");
  expect(readFileSync(made("foreign/team.agent.yaml"), "utf8")).toBe("mine\n");
  const other = await place.call(["convert", "foreign/team.yaml", "--out", "made/of/team.agent.yaml"]);
  expect([other.code, other.out]).toEqual([0, "made/of/team.agent.yaml\n"]);
});

test("a dry run shows the definition and writes nothing", async () => {
  const { code, out, err } = await place.call(["convert", "foreign/summary.prompt.yml", "--dry-run"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^# Sums up one text\.\n\nformat: agent\/v1\n/);
  expect(err).toContain("openai/gpt-4o-mini is not a model of Gemini");
  expect(existsSync(made("foreign/summary.agent.yaml"))).toBe(false);
});

test("as JSON: the losses with their lines, and the text", async () => {
  const { code, err, json } = await place.call(["convert", "foreign/menu.prompt", "--dry-run", "--json"]);
  const answer = json();
  expect([code, err, answer.dialect, answer.out, answer.written]).toEqual([
    0,
    "",
    "dotprompt",
    "foreign/menu.agent.yaml",
    false,
  ]);
  expect(answer.losses[0]).toMatchObject({
    file: "foreign/menu.prompt",
    line: 2,
    kind: "changed",
    message: "The model is written gemini-3.8-flash.",
  });
  expect(answer.text).toContain("{{#each dishes}}");
});

test("a folder of a managed agent with what lies in it", async () => {
  await place.call(["convert", "foreign/gemini/agent.yaml"]);
  const text = readFileSync(made("foreign/gemini/refund-report.agent.yaml"), "utf8");
  expect(text).toContain("instructions_file: AGENTS.md\nskills: [skills/report]\n");
  expect(text).toContain("file: workspace/prices.csv");
  const { code, out } = await place.call(["check", "foreign/gemini/refund-report.agent.yaml"]);
  expect(out).not.toContain(" error ");
  expect(code).toBeLessThan(2);
});

test("what is not converted is named with what is", async () => {
  writeFileSync(made("k8s.yaml"), "apiVersion: v1\nkind: Pod\n");
  const other = await place.call(["convert", "k8s.yaml"]);
  expect([other.code, other.out]).toEqual([2, ""]);
  expect(other.err).toContain(
    "k8s.yaml is in none of the languages that can be converted: ADK Agent Config, Gemini agent.yaml",
  );
  expect((await place.call(["convert", "1-hello.agent.yaml"])).err).toContain("is an agent definition already");
  writeFileSync(made("schema.yaml"), "kind: prompt\nmodel: {id: x}\ninstructions: y\n");
  expect((await place.call(["convert", "schema.yaml"])).err).toContain(
    "is in AgentSchema, which is read and not converted",
  );
});

test("check knows a file of another language that it is given", async () => {
  writeFileSync(made("root_agent.yaml"), "agent_class: LlmAgent\nname: a\nmodle: gemini-3.8-flash\ninstruction: x\n");
  const { code, json } = await place.call(["check", "root_agent.yaml", "--json"]);
  const [file] = json().files;
  expect([code, file.dialect, file.diagnostics.map((d: { code: string }) => d.code)]).toEqual([1, "adk", ["AG107"]]);
});

test("a team whose agents are not there is still a sound definition", async () => {
  writeFileSync(
    made("lost.yaml"),
    "agent_class: SequentialAgent\nname: lost\nsub_agents:\n  - config_path: gone.yaml\n",
  );
  const { code, err } = await place.call(["convert", "lost.yaml"]);
  expect([code, err]).toEqual([0, expect.stringContaining("None of its agents could be read")]);
  const { out } = await place.call(["check", "lost.agent.yaml"]);
  expect(out).not.toContain(" error ");
});
