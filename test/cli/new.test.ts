import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { flashback } from "../../src/cli/flashback.ts";

const cwd = mkdtempSync(path.join(os.tmpdir(), "fb-new-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function call(...args: string[]) {
  let out = "";
  let err = "";
  const code = await flashback(args, {
    cwd,
    env: {},
    signal: new AbortController().signal,
    dist: path.join(import.meta.dirname, "../../dist"),
    tty: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: async () => "",
  });
  return { code, out, err, json: () => JSON.parse(out) };
}

const { templates } = (await call("new", "--list", "--json")).json() as { templates: { name: string }[] };
test.each(templates)("an agent made from $name has no finding of any kind", async ({ name }) => {
  expect((await call("new", `my_${name}`, "--template", name)).code).toBe(0);
  const { code, json } = await call("check", `my_${name}`, "--json");
  const { files } = json() as { files: { file: string; diagnostics: object[] }[] };
  expect(files[0]?.file).toBe(`my_${name}/my_${name}.agent.yaml`);
  expect(files.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(code).toBe(0);
});

test("it says what it wrote and what to do next", async () => {
  const { out } = await call("new", "desk", "--template", "customer_support");
  expect(out).toMatchInlineSnapshot(`
    "desk, from the template customer_support:
      desk/desk.agent.yaml
      desk/data/help.md
      desk/data/messages.jsonl
      desk/prompts/rules.md
      desk/tools/request_refund.tool.yaml

    Next:
      desk/desk.agent.yaml:15  change the help pages in data/help.md, then what the agent may promise in prompts/rules.md.
      flashback check desk/desk.agent.yaml
      flashback run desk/desk.agent.yaml --var message="…"
    "
  `);
  expect(readFileSync(path.join(cwd, "desk/desk.agent.yaml"), "utf8")).toContain("\nname: desk\n");
});

test("without a template it is hello; --folder is where the files go", async () => {
  const { json } = await call("new", "first", "--folder", "agents/here", "--json");
  expect(json()).toEqual({
    name: "first",
    template: "hello",
    file: "agents/here/first.agent.yaml",
    files: ["agents/here/first.agent.yaml"],
    first_change: { line: 12, column: 3, what: "who the agent is, and how its answers look." },
    next: [
      "flashback check agents/here/first.agent.yaml",
      'flashback run agents/here/first.agent.yaml --var question="…"',
    ],
  });
  expect((await call("new", "second", "--folder", "agents/here")).code).toBe(0);
  expect(readdirSync(path.join(cwd, "agents/here"))).toEqual(["first.agent.yaml", "second.agent.yaml"]);
});

test("what cannot be run yet is estimated next", async () => {
  const { json } = await call("new", "team", "--template", "support_team", "--json");
  expect(json().next[1]).toBe("flashback estimate team/team.agent.yaml");
});

test("it never writes over a file", async () => {
  mkdirSync(path.join(cwd, "full/data"), { recursive: true });
  writeFileSync(path.join(cwd, "full/data/messages.jsonl"), "mine");
  expect(await call("new", "full", "--template", "classifier")).toMatchObject({
    code: 2,
    out: "",
    err: "flashback: Nothing was written: full/data/messages.jsonl is already there. Take another name or --folder.\n",
  });
  expect(existsSync(path.join(cwd, "full/full.agent.yaml"))).toBe(false);
  writeFileSync(path.join(cwd, "a-file"), "");
  expect((await call("new", "x", "--folder", "a-file/in")).err).toMatch(/^flashback: Nothing was written: .*a-file/);
});

test("a slip is one sentence", async () => {
  const slip = async (...args: string[]) => {
    const { code, err, out } = await call("new", ...args);
    expect([code, out]).toEqual([2, ""]);
    return err;
  };
  expect(await slip()).toContain("A name is missing");
  expect(await slip("a", "b")).toContain('"b" is a second name');
  expect(await slip("two words")).toContain('cannot be called "two words". A name starts with a letter');
  expect(await slip("../up")).toContain("A name starts with a letter");
  expect(await slip("a", "--template", "helo")).toMatch(/There is no template "helo"\. There are: hello, classifier, /);
  expect(await slip("a", "--templates", "nowhere")).toContain("There is no folder of templates nowhere.");
  expect(await slip("a", "--list")).toContain("--list takes no name");
});

test("a folder of one's own templates: listed first, used by name, a broken one named", async () => {
  mkdirSync(path.join(cwd, "ours/house"), { recursive: true });
  mkdirSync(path.join(cwd, "ours/bad"));
  writeFileSync(
    path.join(cwd, "ours/house/house.agent.yaml"),
    "format: agent/v1\nname: house\ndescription: As we do it here.\nmodel: gemini-3.8-flash\n",
  );
  const { code, out } = await call("new", "--list", "--templates", "ours");
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}house\s+As we do it here\.\n/);
  expect(out).toMatch(/\n {2}hello\s+Answers/);
  expect(out).toMatch(/\n {2}bad\s+cannot be used\. It has no \*\.agent\.yaml\.\n$/);
  expect((await call("new", "mine", "--templates", "ours", "--template", "house")).code).toBe(0);
  expect((await call("new", "m2", "--templates", "ours", "--template", "bad")).err).toContain(
    'The template "bad" cannot be used. It has no *.agent.yaml.',
  );
});
