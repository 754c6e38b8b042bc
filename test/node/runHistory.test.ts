import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunSetup } from "../../src/core/runs/run.ts";
import { openRunFolder } from "../../src/node/runFolder.ts";
import { RunHistoryReader } from "../../src/node/runHistory.ts";
import { events, setup } from "../core/trace/sampleRun.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "flashback-history-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function record(runId: string, more: Partial<RunSetup> = {}, until = events.length): string {
  const own = { ...setup, runId, simulated: false, ...more };
  const folder = openRunFolder(root, own);
  for (const event of events.slice(0, until)) {
    folder.write(event.kind === "started" ? { ...event, setup: own } : event);
  }
  folder.close();
  return folder.folder;
}

test("a recorded run is read back as what it teaches", async () => {
  record("2026-a");
  const { runs, passedOver } = await new RunHistoryReader(root).read();
  expect(passedOver).toBe(0);
  expect(runs).toEqual([
    {
      id: "2026-a",
      file: "agents/support.agent.yaml",
      agent: "support",
      variant: "base",
      definition: "00ff",
      model: "gemini-3.6-flash",
      level: "low",
      simulated: false,
      startedAt: Date.UTC(2026, 10, 22, 9, 14),
      calls: [
        { input: 812, cached: 512, thinking: 96, output: 18 },
        {
          input: expect.any(Number),
          cached: expect.any(Number),
          thinking: expect.any(Number),
          output: expect.any(Number),
        },
      ],
      variables: expect.any(Number),
      cost: expect.any(Number),
    },
  ]);
  expect(runs[0]?.variables).toBeGreaterThan(5);
});

test("what is torn, unfinished or not ours is passed over, and counted", async () => {
  record("2026-a");
  record("2026-b", {}, 7);
  writeFileSync(path.join(record("2026-c"), "manifest.json"), '{"format": 1, "outc');
  rmSync(path.join(record("2026-d"), "trace.otlp.jsonl"));
  mkdirSync(path.join(root, ".flashback", "runs", "mine"));
  const foreign = record("2026-e");
  writeFileSync(path.join(foreign, "trace.otlp.jsonl"), "hello\n");
  const { runs, passedOver } = await new RunHistoryReader(root).read();
  expect(runs.map((run) => run.id)).toEqual(["2026-a"]);
  expect(passedOver).toBe(5);
});

test("without any folder there is nothing, and nothing is wrong", async () => {
  expect(await new RunHistoryReader(path.join(root, "nowhere")).read()).toMatchObject({ runs: [], passedOver: 0 });
});

test("it looks again when it is told to, and reads only what has changed", async () => {
  const folder = record("2026-a");
  const reader = new RunHistoryReader(root);
  expect((await reader.read()).runs).toHaveLength(1);
  record("2026-b");
  expect((await reader.read()).runs).toHaveLength(1);
  // The trace is gone in all but its name: had it been read again, the run would be passed over.
  writeFileSync(path.join(folder, "trace.otlp.jsonl"), "");
  reader.forget();
  const again = await reader.read();
  expect(again.runs.map((run) => run.id).sort()).toEqual(["2026-a", "2026-b"]);
  const manifest = path.join(folder, "manifest.json");
  writeFileSync(manifest, readFileSync(manifest));
  utimesSync(manifest, new Date(), new Date(Date.now() + 5000));
  reader.forget();
  expect((await reader.read()).runs.map((run) => run.id)).toEqual(["2026-b"]);
});

test("the runs of one definition are its own", async () => {
  record("2026-a");
  record("2026-b", { file: "other.agent.yaml" });
  const history = await new RunHistoryReader(root).read();
  const plan = {
    kind: "calls",
    prompt: 0,
    variables: { median: 0, sigma: 1 },
    rounds: [1],
    call: { median: 40, sigma: 0.4 },
    result: { median: 150, sigma: 0.8 },
    toolUse: { median: 0, sigma: 1 },
    thinking: { median: 193, sigma: 0.7 },
    output: { median: 300, sigma: 0.7 },
    maxOutput: 65_536,
    maxTotal: Number.POSITIVE_INFINITY,
    cached: 0,
  } as const;
  const family = { agent: "support", model: "gemini-3.6-flash", level: "low" } as const;
  expect(history.of("agents/support.agent.yaml").learn(plan, family)?.learnt.runs).toBe(1);
  expect(history.of("third.agent.yaml").learn(plan, family)).toBeUndefined();
});
