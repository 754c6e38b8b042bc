import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { workplace } from "./world.ts";

const place = workplace();
afterAll(place.remove);
const on = ["--on", "2026-11-24"];

async function bill(text: string, ...more: readonly string[]) {
  writeFileSync(path.join(place.cwd, "answers.txt"), text);
  return place.call(["bill", "answers.txt", ...on, ...more]);
}
const usage = (more: object = {}) => ({
  promptTokenCount: 1_000,
  cachedContentTokenCount: 600,
  toolUsePromptTokenCount: 30,
  candidatesTokenCount: 50,
  thoughtsTokenCount: 200,
  ...more,
});

test("a response is billed with its arithmetic", async () => {
  const response = { candidates: [], modelVersion: "gemini-3.5-flash", usageMetadata: usage() };
  expect((await bill(JSON.stringify(response, null, 2))).out).toBe(
    "call 1: gemini-3.5-flash, standard: (1,000 − 600 cached + 30 tools) × 1.50 + 600 × 0.15 + (50 + 200 thinking) × 9.00 per million = $0.002985\n",
  );
  expect((await bill(JSON.stringify(response), "--tier", "flex")).out).toMatch(/= \$0\.00/);
  expect((await bill(JSON.stringify(usage()), "--model", "gemini-3.6-flash")).out).toContain("= $0.001305");
});

test("a stream is one call, its chunks not added up; a list is as many as it has", async () => {
  const chunk = (out: number, end?: string) =>
    `data: ${JSON.stringify({ candidates: [end ? { finishReason: end } : {}], modelVersion: "gemini-3.5-flash", responseId: "r", usageMetadata: { promptTokenCount: 1_000, candidatesTokenCount: out } })}`;
  const stream = [chunk(5), "", chunk(20), "", chunk(50, "STOP"), ""].join("\n");
  const { out } = await bill(stream);
  expect(out).toBe("call 1: gemini-3.5-flash, standard: 1,000 × 1.50 + 50 × 9.00 per million = $0.00195\n");
  const two = [usage(), usage({ thoughtsTokenCount: 0 })];
  const json = (await bill(JSON.stringify(two), "--model", "gemini-3.5-flash", "--json")).json();
  expect(json).toMatchObject({ bills: [{ cost_usd: 0.002985 }, { cost_usd: 0.001185 }], cost_usd: 0.00417 });
});

test("interactions, and the stream of one", async () => {
  const interaction = {
    id: "a",
    model: "gemini-3.5-flash",
    status: "completed",
    usage: { total_input_tokens: 1_000, total_output_tokens: 50, total_thought_tokens: 200 },
  };
  expect((await bill(JSON.stringify(interaction))).out).toContain(
    "interaction 1: gemini-3.5-flash, standard: 1,000 × 1.50 + (50 + 200 thinking) × 9.00 per million = $0.00375",
  );
  const events = [
    { event_type: "interaction.created", interaction: { id: "a", model: "gemini-3.5-flash" } },
    { event_type: "step.stop", usage: { total_input_tokens: 1_000, total_output_tokens: 40 } },
  ];
  const lines = events.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n`).join("\n");
  expect((await bill(lines)).out).toContain("= at least $0.00186");
  const completed = JSON.stringify({ event_type: "interaction.completed", interaction });
  expect((await bill(`${lines}\ndata: ${completed}\n`)).out).toContain("= $0.00375");
});

test("Flashback's own raw record says what its run said", async () => {
  const run = (await place.call(["run", "1-hello.agent.yaml", "--json"])).json();
  const raw = path.relative(place.cwd, path.join(path.dirname(run.trace), "raw.sse.jsonl"));
  const { code, json } = await place.call(["bill", raw, "--json"]);
  expect(code).toBe(0);
  expect(json()).toMatchObject({ cost_usd: run.cost_usd, usage: run.usage });
});

test("what is no answer, no day and no tier is told in a sentence", async () => {
  expect(await bill("hello")).toMatchObject({
    code: 2,
    err: "flashback: answers.txt holds no answer of Gemini with its usage.\n",
  });
  expect((await place.call(["bill", "answers.txt", "--on", "soon"])).err).toContain('"soon" is no day');
  expect((await place.call(["bill", "answers.txt", "--tier", "x"])).err).toContain(
    "There are: standard, batch, flex, priority.",
  );
  expect((await bill(JSON.stringify(usage()), "--model", "unheard-of")).out).toContain("no price known");
  writeFileSync(path.join(place.cwd, "own.yaml"), "- {model: unheard-of, input: 2, cached_input: 1, output: 4}\n");
  const own = await bill(JSON.stringify(usage()), "--model", "unheard-of", "--prices", "own.yaml");
  expect(own.out).toContain("× 2.00 + 600 × 1.00 + (50 + 200 thinking) × 4.00 per million = $0.00246");
});
