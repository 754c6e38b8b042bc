import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { workplace } from "./world.ts";

let place: ReturnType<typeof workplace>;
beforeAll(() => {
  place = workplace();
});
afterAll(() => place.remove());
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(place.cwd, file)), { recursive: true });
  writeFileSync(path.join(place.cwd, file), text);
};
const settings = (text: string) => write(".vscode/settings.json", text);
beforeEach(() => {
  settings("{}");
  write("ours.agent.yaml", "name: ours\nmodel: our-tuned-flash\nsystem_instruction: Be brief.\ninput: Hello\n");
});
const rates = async (...args: string[]) => {
  const { prices } = (await place.call(["estimate", "ours.agent.yaml", "--json", ...args])).json();
  return prices["our-tuned-flash"]?.usd_per_million;
};

test("the command line reads the editor's settings, with comments and commas too many", async () => {
  expect(await rates()).toBeUndefined();
  settings(`{
    // "flashback.prices": [],
    "editor.tabSize": 2, /* "x" */
    "flashback.prices": [
      {"model": "our-tuned-flash", "input": 1.25, "cached_input": 0.125, "output": 5, "source": "https://example.com/a, b"},
    ],
  }`);
  expect(await rates()).toEqual({ input: 1.25, cached_input: 0.125, output: 5 });
  const { out } = await place.call(["estimate", "ours.agent.yaml"]);
  expect(out).toMatch(/^ours: \$0\.00\d+ \(80 %/);
});

test("a file of prices, as YAML or JSON, counts before the settings", async () => {
  settings('{"flashback.prices": [{"model": "our-tuned-flash", "input": 9, "output": 9}]}');
  write("prices.yaml", "prices:\n  - {model: our-tuned-flash, input: 2, output: 3}\n");
  write("prices.json", '[{"model": "our-tuned-flash", "input": 4, "output": 5}]');
  expect(await rates("--prices", "prices.yaml")).toEqual({ input: 2, cached_input: 2, output: 3 });
  expect(await rates("--prices", "prices.json")).toEqual({ input: 4, cached_input: 4, output: 5 });
  expect((await place.call(["estimate", "ours.agent.yaml", "--prices", "none.yaml"])).code).toBe(2);
});

test("a wrong entry is a sentence, broken settings are nothing", async () => {
  settings('{"flashback.prices": [{"model": "our-tuned-flash", "input": "1"}]}');
  const { code, err, out } = await place.call(["estimate", "ours.agent.yaml"]);
  expect(code).toBe(0);
  expect(err).toMatch(/settings\.json: Your price 1 \(our-tuned-flash\) is not used: input is a number of US dollars/);
  expect(out).toContain("no price known for our-tuned-flash");
  settings('{"flashback.prices": [');
  expect(await rates()).toBeUndefined();
});

test("a run is billed and recorded at the own price, and so is a comparison", async () => {
  write("run.agent.yaml", "name: run\nmodel: gemini-3.8-flash\ninput: Hello\n");
  settings(
    '{"flashback.prices": [{"model": "gemini-3.8-flash", "input": 1000, "cached_input": 1000, "output": 1000}]}',
  );
  const { json } = await place.call(["run", "run.agent.yaml", "--json"]);
  const { usage, cost_usd, trace } = json();
  const tokens = usage.input + usage.thinking + usage.output;
  expect(cost_usd).toBeCloseTo(tokens / 1000, 9);
  const manifest = JSON.parse(readFileSync(path.join(path.dirname(trace), "manifest.json"), "utf8"));
  expect(JSON.stringify(manifest)).toContain('"own":true');
  const compared = (await place.call(["compare", "run.agent.yaml", "--json"])).json();
  expect(compared.columns[0].estimate_usd.p50).toBeGreaterThan(0.01);
});

test("a budget that only an own price can be held against is checked", async () => {
  write("ours.agent.yaml", "name: ours\nmodel: our-tuned-flash\ninput: Hello\nbudget: {max_cost_usd: 0.01}\n");
  const found = async () => (await place.call(["check", "ours.agent.yaml"])).out;
  expect(await found()).not.toContain("$0.01");
  settings('{"flashback.prices": [{"model": "our-tuned-flash", "input": 1000, "output": 1000}]}');
  expect(await found()).toContain("$0.01");
});
