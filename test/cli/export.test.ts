import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workplace } from "./world.ts";

let place: ReturnType<typeof workplace>;
let server: Server;
let base: string;
/** What arrived at the address that the program was given. */
const arrived: { url: string | undefined; key: unknown; body: unknown }[] = [];

const nasty = `It's "$HOME" \`id\` \\(1) \${x} {{y}} é😀 %s\nsecond line\t'''"""`;
const agent = `format: agent/v1
name: asker
target: generate_content
model: gemini-3.8-flash
system_instruction: |
  Quotes ' and " and \`ticks\` and $HOME and \\(1 + 1) and \\{{braces}}.
  Say it in {{language}}.
input: "{{message}}"
inputs:
  message: string
  language: {type: string, default: "Fr'ench"}
generation_config: {thinking_level: low, max_output_tokens: 99}
tools:
  - type: function
    name: look_up
    description: Looks up.
    parameters: {type: object, properties: {id: {type: string, description: d}}, required: [id]}
    mock: {ok: true}
`;

beforeAll(async () => {
  place = workplace();
  writeFileSync(path.join(place.cwd, "asker.agent.yaml"), agent);
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      arrived.push({ url: request.url, key: request.headers["x-goog-api-key"], body: JSON.parse(body) });
      response.setHeader("content-type", "application/json");
      response.end('{"ok": true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  place.remove();
});

const expected = {
  url: "/v1/models/gemini-3.8-flash:generateContent",
  key: "k-1",
  body: {
    systemInstruction: {
      parts: [{ text: "Quotes ' and \" and `ticks` and $HOME and \\(1 + 1) and {{braces}}.\nSay it in Fr'ench.\n" }],
    },
    contents: [{ role: "user", parts: [{ text: nasty }] }],
    tools: [
      {
        functionDeclarations: [
          {
            name: "look_up",
            description: "Looks up.",
            parametersJsonSchema: {
              type: "object",
              properties: { id: { type: "string", description: "d" } },
              required: ["id"],
            },
          },
        ],
      },
    ],
    store: false,
    generationConfig: { maxOutputTokens: 99, thinkingConfig: { thinkingLevel: "LOW" } },
  },
};

function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const all = {
    PATH: process.env.PATH ?? "",
    GEMINI_API_KEY: "k-1",
    GOOGLE_GEMINI_BASE_URL: base,
    HOME: "/nowhere",
    ...env,
  };
  return new Promise((resolve, reject) =>
    execFile(program, [...args], { cwd: place.cwd, env: all }, (error, out, err) =>
      error ? reject(new Error(`${error.message} ${err}`)) : resolve(out),
    ),
  );
}
function has(...programs: string[]): boolean {
  return programs.every((program) => {
    try {
      execFileSync(program, ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      // Not on this machine.
      return false;
    }
  });
}

async function exported(...args: string[]): Promise<string> {
  const { code, out, err } = await place.call(["export", "asker.agent.yaml", ...args]);
  expect([code, err]).toEqual([0, expect.stringContaining("up to the program")]);
  return out;
}

test("a TypeScript program sends exactly our request, whatever stands in its texts", async () => {
  const { code } = transformSync(await exported("--to", "typescript"), { loader: "ts" });
  writeFileSync(path.join(place.cwd, "asker.mjs"), code);
  expect(JSON.parse(await run(process.execPath, ["asker.mjs", nasty]))).toEqual({ ok: true });
  expect(arrived.pop()).toEqual(expected);
});

test.runIf(has("python3"))("a Python program does", async () => {
  writeFileSync(path.join(place.cwd, "asker.py"), await exported("--to", "python"));
  expect(JSON.parse(await run("python3", ["asker.py", nasty]))).toEqual({ ok: true });
  expect(arrived.pop()).toEqual(expected);
});

test.runIf(has("bash", "curl", "jq"))("a script with curl does", async () => {
  writeFileSync(path.join(place.cwd, "asker.sh"), await exported("--to", "curl"));
  expect(JSON.parse(await run("bash", ["asker.sh"], { MESSAGE: nasty }))).toEqual({ ok: true });
  expect(arrived.pop()).toEqual(expected);
});

test.runIf(has("bash", "curl"))("with all values given the script needs no jq", async () => {
  const script = await exported("--to", "curl", "--var", `message=${nasty}`, "--var", "language=Fr'ench");
  expect(script).not.toContain("jq");
  writeFileSync(path.join(place.cwd, "given.sh"), script);
  await run("bash", ["given.sh"]);
  expect(arrived.pop()).toEqual(expected);
});

test("no program holds a key", async () => {
  const env = { GEMINI_API_KEY: "AIza-very-secret" };
  for (const to of ["curl", "typescript", "python"]) {
    const { out } = await place.call(["export", "asker.agent.yaml", "--to", to], { env });
    expect(out).toContain("GEMINI_API_KEY");
    expect(out).not.toContain("very-secret");
  }
});

test("an Interaction is asked for in its own words; the other agents of a team are left out", async () => {
  const { json } = await place.call([
    "export",
    "4-support-team.agent.yaml",
    "--to",
    "python",
    "--agent",
    "technical",
    "--json",
  ]);
  const { files, losses } = json();
  expect(files[0].path).toBe("technical.py");
  expect(files[0].text).toContain('"/v1/interactions"');
  expect(files[0].text).toContain('"thinking_level": "medium"');
  expect(losses.map((loss: { message: string }) => loss.message)).toContain(
    '"agents.technical.output_key" is no part of a request.',
  );
  const team = await place.call(["export", "4-support-team.agent.yaml", "--to", "curl"]);
  expect([team.code, team.err]).toEqual([
    2,
    expect.stringContaining("is a team: a request is written for one of its agents"),
  ]);
});

test("a folder of ADK, which is recognised and has nothing to complain about", async () => {
  const { code, out, err } = await place.call(["export", "4-support-team.agent.yaml", "--to", "adk"]);
  expect(code).toBe(0);
  expect(out.split("\n").filter(Boolean)).toContain("4-support-team_adk/root_agent.yaml");
  expect(err).toMatch(/^\d+ lost, \d+ changed:\n/);
  const again = await place.call(["convert", "4-support-team_adk/root_agent.yaml", "--dry-run"]);
  expect(again.out).toContain("You handle billing for customers on the {{plan}} plan.");
  const twice = await place.call(["export", "4-support-team.agent.yaml", "--to", "adk"]);
  expect([twice.code, twice.err]).toEqual([
    2,
    expect.stringContaining("Nothing was written: 4-support-team_adk/root_agent.yaml is there already."),
  ]);
});

test("functions become Python to be filled in, which answers as the mock does", async () => {
  await place.call(["export", "asker.agent.yaml", "--to", "adk", "--out", "adk"]);
  const file = path.join(place.cwd, "adk/tools.py");
  expect(readFileSync(file, "utf8")).toBe('def look_up(id: str):\n    "Looks up."\n    return {"ok": True}\n');
  expect(readdirSync(path.join(place.cwd, "adk")).sort()).toEqual(["__init__.py", "root_agent.yaml", "tools.py"]);
});

test("a configuration of promptfoo", async () => {
  await place.call(["export", "2-release-notes.agent.yaml", "--to", "promptfoo", "--out", "foo"]);
  const text = readFileSync(path.join(place.cwd, "foo/promptfooconfig.yaml"), "utf8");
  expect(text).toContain("id: google:gemini-3.5-flash");
  expect(text).toContain("type: icontains-all");
  const chat = JSON.parse(readFileSync(path.join(place.cwd, "foo/prompt.json"), "utf8"));
  expect(chat[1].content).toContain("{% for item in changes %}- {{item}}\n{% endfor %}");
});

test("the folder of a managed agent", async () => {
  const { err } = await place.call(["export", "5-refund-analyst.agent.yaml", "--to", "gemini", "--out", "managed"]);
  const text = readFileSync(path.join(place.cwd, "managed/agent.yaml"), "utf8");
  expect(text).toMatch(/^id: refund-analyst\nbase_agent: antigravity-preview-09-2026\n/);
  expect(readFileSync(path.join(place.cwd, "managed/AGENTS.md"), "utf8")).toBe(
    readFileSync(path.join(place.cwd, "AGENTS.md"), "utf8"),
  );
  expect(err).toContain('lost: "budget" is no part of Gemini\'s agent.yaml files.');
});

test("what is asked for wrongly is one sentence", async () => {
  const none = await place.call(["export", "asker.agent.yaml"]);
  expect([none.code, none.err]).toEqual([
    2,
    "flashback: --to is missing. It is one of curl, typescript, python, adk, promptfoo, gemini.\n",
  ]);
  const other = await place.call(["export", "asker.agent.yaml", "--to", "perl"]);
  expect(other.err).toContain("--to perl is not known");
});
