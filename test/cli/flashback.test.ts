import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator } from "../../src/models/models.ts";
import { workplace } from "./world.ts";

const place = workplace();
const { call } = place;
beforeAll(() => {
  writeFileSync(path.join(place.cwd, "wrong.agent.yaml"), "format: agent/v1\nname: wrong\nmodle: gemini-3.5-flash\n");
});
afterAll(place.remove);

test("without arguments it says what there is", async () => {
  const { code, out } = await call([]);
  expect(code).toBe(0);
  for (const name of ["check", "estimate", "prices", "tokens", "run", "compare", "trace", "simulate", "lsp"]) {
    expect(out).toContain(`flashback ${name}`);
  }
});

test("it says its version", async () => {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8"));
  expect(await call(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
});

test("a slip is one sentence and exit code 2", async () => {
  expect(await call(["chek"])).toMatchObject({
    code: 2,
    err: 'flashback: There is no command "chek". Try "flashback help".\n',
  });
  expect(await call(["run", "gone.agent.yaml"])).toMatchObject({
    code: 2,
    err: "flashback: There is no file gone.agent.yaml.\n",
  });
  expect((await call(["estimate", "1-hello.agent.yaml", "--agnet", "x"])).code).toBe(2);
  expect((await call(["run", "1-hello.agent.yaml", "--variant", "none"])).err).toContain("There are: base.");
  expect((await call(["compare", "1-hello.agent.yaml", "--repeat", "0"])).err).toContain(
    "a whole number of at least 1",
  );
  expect((await call(["trace", "fold", "x"])).code).toBe(2);
  expect((await call(["lsp"])).code).toBe(2);
  writeFileSync(path.join(place.cwd, "nothing.yaml"), "");
  expect(await call(["estimate", "nothing.yaml"])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/defines no agent/),
  });
});

test("a port that cannot be used is told in a sentence", async () => {
  const simulator = await startSimulator();
  const taken = await call(["simulate", "--port", String(simulator.port)]);
  await simulator.stop();
  expect(taken).toMatchObject({ code: 2, out: "" });
  expect(taken.err).toBe(`flashback: Port ${simulator.port} is taken. With --port 0 a free one is taken.\n`);
  expect((await call(["simulate", "--port", "99999"])).err).toContain("the highest is 65535");
  expect((await call(["simulate", "--port", "-1"])).err).toBe(
    "flashback: Option '--port' needs a value; one that begins with a dash is written --name=-value. Try \"flashback help\".\n",
  );
});

test("compare says why runs failed, also beside its JSON", async () => {
  const { code, json, err } = await call(["compare", "1-hello.agent.yaml", "--models", "gemini-9", "--json"]);
  expect(code).toBe(1);
  expect(json().columns[0]).toMatchObject({ n: 0, errors: 1 });
  expect(err).toMatch(/^flashback: 404: .*gemini-9/m);
});

test("compare says that nothing is recorded where nothing can be written", async () => {
  const other = workplace();
  writeFileSync(path.join(other.cwd, ".flashback"), "in the way");
  const { code, err } = await other.call(["compare", "1-hello.agent.yaml", "--json"]);
  other.remove();
  expect(code).toBe(0);
  expect(err).toMatch(/^flashback: The trace cannot be written/m);
});

test("run names no trace where nothing could be written", async () => {
  const other = workplace();
  writeFileSync(path.join(other.cwd, ".flashback"), "in the way");
  const { code, json, err } = await other.call(["run", "1-hello.agent.yaml", "--json"]);
  const said = await other.call(["run", "1-hello.agent.yaml"]);
  other.remove();
  expect(code).toBe(0);
  expect(json().output.length).toBeGreaterThan(0);
  expect(json()).not.toHaveProperty("trace");
  expect(err).toMatch(/^flashback: The trace cannot be written/m);
  expect(said.err).not.toContain("Trace: ");
});

test("check finds the wrong key with its fix, and the samples are clean", async () => {
  const wrong = await call(["check", "wrong.agent.yaml", "--json"]);
  expect(wrong.code).toBe(1);
  const [file] = wrong.json().files;
  expect(file).toMatchObject({ file: "wrong.agent.yaml", dialect: "native" });
  const diagnostic = file.diagnostics.find((d: { code: string }) => d.code === "AG107");
  expect(diagnostic).toMatchObject({
    severity: "error",
    range: { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } },
  });
  expect(diagnostic.fix.edits[0].newText).toBe("model");

  const all = await call(["check", "--json"]);
  const findings = all
    .json()
    .files.flatMap((f: { file: string; diagnostics: { severity: string }[] }) =>
      f.diagnostics.filter((d) => d.severity === "error").map(() => f.file),
    );
  expect([...new Set(findings)]).toEqual(["wrong.agent.yaml"]);
  expect(all.json().files).toHaveLength(7);
});

test("check prints places that an editor can jump to, and SARIF for a code host", async () => {
  expect((await call(["check", "wrong.agent.yaml"])).out).toMatch(/^wrong\.agent\.yaml:3:1: error AG107: /m);
  const sarif = (await call(["check", "wrong.agent.yaml", "--format", "sarif"])).json();
  expect(sarif.version).toBe("2.1.0");
  expect(
    sarif.runs[0].results.find((r: { ruleId: string }) => r.ruleId === "AG107").locations[0].physicalLocation.region,
  ).toMatchObject({ startLine: 3, startColumn: 1 });
});

test("check counts tokens where a budget or a long text asks for it, also in files and in what is inherited", async () => {
  const write = (name: string, text: string) => writeFileSync(path.join(other.cwd, name), text);
  const other = workplace();
  write(
    "small.agent.yaml",
    "format: agent/v1\nname: small\nmodel: gemini-3.8-flash\nbudget:\n  max_cost_usd: 0.000001\n",
  );
  write("kept.agent.yaml", "format: agent/v1\nname: kept\nmodel: gemini-3.8-flash\nbudget: {max_cost_usd: 1}\n");
  write(
    "long.agent.yaml",
    "format: agent/v1\nname: long\nmodel: gemini-3.8-flash\nsystem_instruction: {file: long.md}\n",
  );
  write("long.md", "word ".repeat(1_100_000));
  write("heir.agent.yaml", "extends: long.agent.yaml\nformat: agent/v1\nname: heir\n");
  const lines = async (name: string) => {
    const { code, out } = await other.call(["check", name]);
    return [code, ...out.split("\n").filter((line) => /AG60[12]/.test(line))];
  };
  expect(await lines("small.agent.yaml")).toEqual([
    1,
    expect.stringMatching(
      /^small\.agent\.yaml:5:17: error AG602: A run costs about \$0\.\d+, and hardly any stays below/,
    ),
  ]);
  expect(await lines("kept.agent.yaml")).toEqual([0]);
  const tooLong =
    /^long\.agent\.yaml:4:22: error AG601: This sends about 1,100,\d{3} tokens .* takes at most 1,048,576\.$/;
  expect(await lines("long.agent.yaml")).toEqual([1, expect.stringMatching(tooLong)]);
  expect((await lines("heir.agent.yaml"))[0]).toBe(1);
  other.remove();
});

test("check looks at shared tools and at tests in files of their own as well", async () => {
  const other = workplace();
  mkdirSync(path.join(other.cwd, "parts"));
  const write = (name: string, text: string) => writeFileSync(path.join(other.cwd, "parts", name), text);
  write(
    "desk.agent.yaml",
    'format: agent/v1\nname: desk\nmodel: gemini-3.8-flash\ninputs: {message: string}\ninput: "{{message}}"\n',
  );
  write(
    "desk.agent.test.yaml",
    "format: agent-test/v1\nagent: desk.agent.yaml\ntests: [{name: one, vars: {massage: hi}, assert: [{type: contains, value: x}]}]\n",
  );
  write("refund.tool.yaml", "format: tool/v1\ntype: function\nnmae: refund\n");
  // Others call their files so too.
  write("hammer.tool.yaml", "weight: 3\n");
  const { code, out } = await other.call(["check", "parts"]);
  expect(code).toBe(1);
  expect(out).toMatch(/^parts\/desk\.agent\.test\.yaml:3:28: error AG307: No variable "massage"/m);
  expect(out).toMatch(/^parts\/refund\.tool\.yaml:3:1: error AG107: /m);
  expect(out).toMatch(/^4 files checked: /m);
  expect(out).not.toContain("hammer");
  other.remove();
});

test("a run and its estimate start from what the file extends", async () => {
  mkdirSync(path.join(place.cwd, "shared"), { recursive: true });
  const shared = "format: agent/v1\nname: base\nmodel: gemini-3.5-flash\nsystem_instruction: {file: tone.md}\n";
  writeFileSync(path.join(place.cwd, "shared/base.agent.yaml"), shared);
  writeFileSync(path.join(place.cwd, "shared/tone.md"), "Be brief, ".repeat(200));
  writeFileSync(path.join(place.cwd, "child.agent.yaml"), "extends: shared/base.agent.yaml\nname: child\n");
  const { agents } = (await call(["estimate", "child.agent.yaml", "--json"])).json();
  expect(agents[0]).toMatchObject({ name: "child", model: "gemini-3.5-flash" });
  expect(agents[0].input_tokens.system).toBeGreaterThan(300);
  writeFileSync(
    path.join(place.cwd, "orphan.agent.yaml"),
    "extends: gone.agent.yaml\nname: o\nmodel: gemini-3.5-flash\n",
  );
  const run = await call(["run", "orphan.agent.yaml", "--var", "input=hi"]);
  expect(run.code).not.toBe(0);
  expect(run.err).toContain("The file gone.agent.yaml was not found.");
  for (const file of ["shared", "child.agent.yaml", "orphan.agent.yaml"]) {
    rmSync(path.join(place.cwd, file), { recursive: true });
  }
});

test("tokens counts a file and what is piped in", async () => {
  const { code, json } = await call(["tokens", "-", "--json"], { stdin: "Hello, world" });
  expect(code).toBe(0);
  expect(json()).toEqual({ tokens: 3, tokenizer: "gemma (tiktoken)", exact: true });
  expect((await call(["tokens", "AGENTS.md"])).out).toMatch(/^\d+ tokens \(gemma/);
});

test("estimate gives a range and says that it is a prior", async () => {
  const { code, json } = await call(["estimate", "1-hello.agent.yaml", "--json"]);
  expect(code).toBe(0);
  const { model, agents, prices } = json();
  expect(model).toBe("gemini-3.5-flash");
  expect(prices["gemini-3.5-flash"].usd_per_million).toEqual({ input: 1.5, cached_input: 0.15, output: 9 });
  const [agent] = agents;
  expect(agent).toMatchObject({ name: "hello", basis: "prior" });
  // Its input has no default: a short question stands for it, so that the count is none of what will be sent.
  expect(agent.input_tokens).toMatchObject({ exact: false, assumed: true });
  writeFileSync(
    path.join(place.cwd, "fixed.agent.yaml"),
    "format: agent/v1\nname: fixed\nmodel: gemini-3.5-flash\ninput: Hello\n",
  );
  const fixed = (await call(["estimate", "fixed.agent.yaml", "--json"])).json();
  rmSync(path.join(place.cwd, "fixed.agent.yaml"));
  expect(fixed.agents[0].input_tokens).toMatchObject({ exact: true, assumed: false });
  const { p50, p80_low, p80_high, p95 } = agent.cost_usd;
  expect(p80_low).toBeGreaterThan(0);
  expect(p50).toBeGreaterThan(p80_low);
  expect(p80_high).toBeGreaterThan(p50);
  expect(p95).toBeGreaterThan(p80_high);
  expect((await call(["estimate", "4-support-team.agent.yaml", "--json"])).json().agents.length).toBe(6);
});

test("run streams an answer, adds up its tokens and leaves a trace", async () => {
  const { code, json } = await call(["run", "1-hello.agent.yaml", "--json"]);
  expect(code).toBe(0);
  const result = json();
  expect(result).toMatchObject({
    agent: "hello",
    simulated: true,
    finish_reason: "STOP",
    model: { asked: "gemini-3.5-flash" },
  });
  expect(result.output.length).toBeGreaterThan(0);
  const { input, tool_use, thinking, output, total } = result.usage;
  expect(input + tool_use + thinking + output).toBe(total);
  expect(result.cost_usd).toBeGreaterThan(0);
  expect(existsSync(result.trace)).toBe(true);
  expect(result.estimate).toMatchObject({
    calls: 1,
    basis: "prior",
    verdict: expect.stringMatching(/below|within|above/),
  });
  expect(result.estimate.cost_usd.p80_high).toBeGreaterThan(result.estimate.cost_usd.p80_low);
  const manifest = JSON.parse(readFileSync(path.join(path.dirname(result.trace), "manifest.json"), "utf8"));
  expect(manifest.estimate.cost_nano_usd.p50 / 1e9).toBe(result.estimate.cost_usd.p50);
  expect(manifest.spent).toMatchObject({ calls: 1, usage: { total } });
  expect(manifest.spent.cost_nano_usd / 1e9).toBe(result.cost_usd);

  const summary = (await call(["trace", "summary", result.trace, "--json"])).json();
  expect(summary).toMatchObject({ agents: ["hello"], errors: 0, losses: [], simulated: true });
  expect(summary.usage.total).toBe(total);
  expect(summary.cost_usd).toBeCloseTo(result.cost_usd, 9);
  const { steps } = (await call(["trace", "steps", result.trace, "--json"])).json();
  expect(steps.map((s: { kind: string }) => s.kind)).toContain("answer");
  expect((await call(["trace", "steps", result.trace])).out).toContain("answer");
});

test("a cap on money that cannot hold is told before anything runs", async () => {
  const other = workplace();
  const text =
    "format: agent/v1\nname: x\nmodel: gemini-99-flash\nsystem_instruction: Hi\nbudget: {max_cost_usd: 0.05, per_suite: {max_cost_usd: 1}}\n";
  writeFileSync(path.join(other.cwd, "x.agent.yaml"), text);
  const said = "No price is known for gemini-99-flash: the budget of $0.05 (max_cost_usd) cannot stop this run.";
  expect((await other.call(["run", "x.agent.yaml", "--var", "input=hi", "--json"])).err).toContain(said);
  expect((await other.call(["compare", "x.agent.yaml", "--var", "input=hi", "--json"])).err).toContain(said);
  other.remove();
});

test("compare runs the drawn rows of a CSV file under the names of its variables", async () => {
  const other = workplace();
  writeFileSync(path.join(other.cwd, "q.csv"), "Question;plan\nWhere?;pro\nWhen?;free\nWhy?;free\n");
  writeFileSync(
    path.join(other.cwd, "x.agent.yaml"),
    [
      "format: agent/v1",
      "name: x",
      "model: gemini-3.5-flash",
      "system_instruction: Plan {{plan}}.",
      "inputs: {message: string, plan: string}",
      'input: "{{message}}"',
      "datasets: {questions: {file: q.csv, columns: {Question: message}, sample: 2, seed: 7}}",
      "",
    ].join("\n"),
  );
  const { code, json } = await other.call(["compare", "x.agent.yaml", "--dataset", "questions", "--json"]);
  expect(code).toBe(0);
  expect(json().columns[0]).toMatchObject({ n: 2, errors: 0 });
  const runs = path.join(other.cwd, ".flashback/runs");
  const inputs = readdirSync(runs).map(
    (id) => JSON.parse(readFileSync(path.join(runs, id, "manifest.json"), "utf8")).inputs,
  );
  for (const given of inputs) expect(Object.keys(given).sort()).toEqual(["message", "plan"]);
  other.remove();
});

test("compare sets the estimate of each column beside what its runs cost", async () => {
  const { json } = await call(["compare", "1-hello.agent.yaml", "--json"]);
  expect(json().columns[0].estimate_usd).toMatchObject({ p50: expect.any(Number), basis: "prior" });
  expect((await call(["compare", "1-hello.agent.yaml"])).out).toMatch(/a run, estimated \$0\.00/);
});

test("run without --json prints the answer, and that it is simulated", async () => {
  const { out, err } = await call(["run", "1-hello.agent.yaml"]);
  expect(out.trim().length).toBeGreaterThan(0);
  expect(err).toContain("Simulated");
  expect(err).toMatch(
    /^Estimated \$0\.00\d+ \(80 %: 0\.\d+–0\.\d+\), prior, no runs yet\. (?:Below|Within|Above) the estimate\./m,
  );
  expect(err).toMatch(/Trace: \.flashback/);
});

test("run calls the tools of the order desk and answers from their mocks", async () => {
  const vars = ["--var", "customer_name=Ana", "--var", "message=Where is AB123456?"];
  const { code, json, err } = await call(["run", "3-order-desk.agent.yaml", ...vars, "--json"]);
  expect(err).toMatch(/mcp_server/);
  expect(json().error).toBeUndefined();
  expect(code).toBe(0);
  expect(json().steps).toBeGreaterThan(1);
});

test("a missing input, a team and a managed agent are told in a sentence, not sent", async () => {
  const missing = await call(["run", "2-release-notes.agent.yaml", "--json"]);
  expect(missing.code).toBe(1);
  expect(missing.json().error).toMatchObject({ kind: "definition" });
  expect(missing.json().error.message).toContain('"product"');
  expect((await call(["run", "4-support-team.agent.yaml", "--json"])).json().error.kind).toBe("definition");
  expect(
    (await call(["run", "5-refund-analyst.agent.yaml", "--var", "week=2026-W46", "--json"])).json().error.kind,
  ).toBe("definition");
});

test("--live without a key fails with what to do, and calls nobody", async () => {
  const { code, json } = await call(["run", "1-hello.agent.yaml", "--live", "--json"]);
  expect(code).toBe(1);
  expect(json().error.kind).toBe("no-key");
});

test("a base URL from the environment is called, its refusal is told, and no trace holds the key", async () => {
  const simulator = await startSimulator({ latencyScale: 0, faults: [{ kind: "quota-day" }] });
  try {
    const env = { GOOGLE_GEMINI_BASE_URL: simulator.url, GEMINI_API_KEY: "AIzaSyA-very-secret-key-1234567890abcdefg" };
    const { code, json } = await call(["run", "1-hello.agent.yaml", "--json"], { env });
    expect(code).toBe(1);
    expect(json().error.kind).toBe("rate-limited");
    expect(simulator.ledger.length).toBeGreaterThan(0);
    expect(readFileSync(json().trace, "utf8")).not.toContain("very-secret");
  } finally {
    await simulator.stop();
  }
});

test("a secret input reaches the model and no file", async () => {
  const definition =
    "format: agent/v1\nname: desk\nmodel: gemini-3.5-flash\ninputs:\n  card: {type: string, secret: true}\ninput: Look up {{card}}\n";
  writeFileSync(path.join(place.cwd, "desk.txt"), definition);
  for (const command of [["run"], ["compare"]]) {
    const args = [...command, "desk.txt", "--var", "card=opensesame1234", "--json"];
    const simulator = await startSimulator({ latencyScale: 0 });
    const { code } = await call(args, { env: { GOOGLE_GEMINI_BASE_URL: simulator.url } });
    await simulator.stop();
    expect(code).toBe(0);
    expect(JSON.stringify(simulator.ledger)).toContain("opensesame1234");
  }
  const runs = path.join(place.cwd, ".flashback");
  const files = readdirSync(runs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    expect(readFileSync(path.join(file.parentPath, file.name), "utf8")).not.toContain("opensesame1234");
  }
});

test("what a simulator answers is marked as simulated, also behind a base URL", async () => {
  const simulator = await startSimulator({ latencyScale: 0 });
  try {
    const { json } = await call(["run", "1-hello.agent.yaml", "--json"], {
      env: { GOOGLE_GEMINI_BASE_URL: simulator.url },
    });
    expect(json().simulated).toBe(true);
  } finally {
    await simulator.stop();
  }
});

test("compare runs variants × levels × repeats and gives no verdict on simulated runs", async () => {
  const args = ["compare", "2-release-notes.agent.yaml", "--variants", "base,quick", "--repeat", "2", "--json"];
  const { code, json } = await call(args);
  expect(code).toBe(0);
  const result = json();
  expect(result.columns.map((c: { id: string; n: number; errors: number }) => [c.id, c.n, c.errors])).toEqual([
    ["base", 4, 0],
    ["quick", 4, 0],
  ]);
  expect(result.columns[0].latency_ms.p50).toBeDefined();
  expect(result.columns[0].latency_ms.p99).toBeUndefined();
  expect(new Set(result.differences.map((d: { verdict: string }) => d.verdict))).toEqual(new Set(["none"]));
  const sum = result.columns.reduce((total: number, c: { cost_usd: { total: number } }) => total + c.cost_usd.total, 0);
  expect(result.total_cost_usd).toBeCloseTo(sum, 9);
});

test("compare stops at the file's cap and says so; what is simulated spends nothing and is not stopped", async () => {
  const definition =
    "format: agent/v1\nname: cheap\nmodel: gemini-3.5-flash\nsystem_instruction: Be brief.\nbudget:\n  per_suite: {max_cost_usd: 0.000001}\n";
  writeFileSync(path.join(place.cwd, "cheap.txt"), definition);
  const args = ["compare", "cheap.txt", "--var", "input=Hi", "--repeat", "5", "--concurrency", "1", "--json"];
  const simulator = await startSimulator({ latencyScale: 0 });
  // The same answers without the simulator's mark, as a server that bills would send them.
  const billing = createServer((request, response) => {
    const { host: _, ...headers } = request.headers;
    const on = httpRequest(`${simulator.url}${request.url}`, { method: request.method, headers }, (answer) => {
      const { server: __, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, rest);
      answer.pipe(response);
    });
    request.pipe(on);
  });
  await new Promise<void>((listening) => billing.listen(0, "127.0.0.1", listening));
  const { port } = billing.address() as AddressInfo;
  try {
    const capped = await call(args, {
      env: { GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`, GEMINI_API_KEY: "test-key" },
    });
    expect(capped.code).toBe(1);
    expect(capped.json()).toMatchObject({ simulated: false, complete: false, columns: [{ n: 1 }] });
    expect(capped.err).toMatch(/Stopped at the budget: \$[\d.]+ of \$0\.000001 spent \(per_suite\.max_cost_usd\)\./);
    expect(capped.err).toContain("1 of 5 runs were begun; the cap is line 6 of cheap.txt.");
  } finally {
    billing.close();
    await simulator.stop();
  }
  const free = await call(args);
  expect([free.code, free.json().complete]).toEqual([0, true]);
});

test("compare takes models, levels and a data set", async () => {
  writeFileSync(path.join(place.cwd, "rows.jsonl"), '{"input":"one"}\n{"input":"two"}\n{broken\n');
  const { code, json, err } = await call([
    ...["compare", "1-hello.agent.yaml", "--models", "gemini-3.5-flash,gemini-3.5-flash-lite"],
    ...["--thinking", "low,high", "--dataset", "rows.jsonl", "--json"],
  ]);
  expect(code).toBe(0);
  expect(err).toContain("line 3 is no JSON");
  expect(json().columns).toHaveLength(4);
  expect(json().columns.every((c: { n: number }) => c.n === 2)).toBe(true);
  for (const difference of json().differences) {
    expect(difference).toMatchObject({ low: null, high: null });
    expect(difference.no_interval).toContain("an interval needs");
  }
});

test("a cancelled run keeps what arrived, and says so by its exit code", async () => {
  const abort = new AbortController();
  const running = call(["run", "1-hello.agent.yaml", "--json"], {
    env: { FLASHBACK_SIMULATOR_LATENCY: "50" },
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(), 300);
  const { code, json } = await running;
  expect(code).toBe(1);
  expect(json().status).toBe("cancelled");
});

test("a torn, an empty and a foreign file are each told", async () => {
  const write = (name: string, text: string) => writeFileSync(path.join(place.cwd, name), text);
  const whole = readFileSync((await call(["run", "1-hello.agent.yaml", "--json"])).json().trace, "utf8");
  write("torn.otlp.jsonl", whole.slice(0, -40));
  write("empty.otlp.jsonl", "");
  write("other.otlp.jsonl", "dear diary\n");
  const torn = await call(["trace", "summary", "torn.otlp.jsonl", "--json"]);
  expect(torn.code).toBe(0);
  expect(torn.json().losses[0].what).toMatch(/ends in the middle of line/);
  expect(await call(["trace", "summary", "empty.otlp.jsonl"])).toMatchObject({ code: 2 });
  expect((await call(["trace", "summary", "other.otlp.jsonl"])).err).toContain("not a trace");
});

test("check explains a rule, and names the nearest one", async () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../media/rules/AG301.md"), "utf8");
  expect(await call(["check", "--explain", "ag301"])).toMatchObject({ code: 0, out: page });
  const slip = await call(["check", "--explain", "AG3011"]);
  expect(slip).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean AG301") });
});
