import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync as symlink,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTrace } from "../../src/core/trace/readTrace.ts";
import { stepsOf } from "../../src/core/trace/steps.ts";
import { listRuns, openRunFolder } from "../../src/node/runFolder.ts";
import { events, recorded, setup } from "../core/trace/sampleRun.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "flashback-runs-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
const read = (...names: string[]) => readFileSync(path.join(root, ".flashback", ...names), "utf8");

test("a run is a folder with its trace, its raw events and its manifest", () => {
  const run = openRunFolder(root, setup, { definition: "name: support\n" });
  for (const event of events) expect(run.write(event)).toBeUndefined();
  expect(run.close()).toBeUndefined();
  expect(read("runs", setup.runId, "trace.otlp.jsonl")).toBe(recorded());
  expect(read("runs", setup.runId, "raw.sse.jsonl").trimEnd().split("\n")).toHaveLength(8);
  expect(JSON.parse(read("runs", setup.runId, "manifest.json"))).toMatchObject({
    format: 1,
    outcome: "done",
    simulated: true,
    definition: { text: "name: support\n" },
    duration_ms: 2386,
  });
});

test("recorded runs do not slip into a commit, and a file of the user's is left alone", () => {
  openRunFolder(root, setup).close();
  expect(read(".gitignore")).toContain("/runs/");
  writeFileSync(path.join(root, ".flashback", ".gitignore"), "mine\n");
  openRunFolder(root, { ...setup, runId: "second" }).close();
  expect(read(".gitignore")).toBe("mine\n");
});

test("every event is on disk before the next one: a crash keeps all that happened", () => {
  const run = openRunFolder(root, setup);
  for (const event of events.slice(0, 7)) run.write(event);
  const trace = readTrace(read("runs", setup.runId, "trace.otlp.jsonl"));
  expect(trace.open).toBe(true);
  expect(stepsOf(trace).at(-1)).toMatchObject({ kind: "tool_result", name: "get_order", open: true });
  run.close();
});

test("a file in the way is one problem, and the run goes on", () => {
  writeFileSync(path.join(root, ".flashback"), "not a folder");
  const run = openRunFolder(root, setup);
  const problems = events.map((event) => run.write(event)).filter((p) => p !== undefined);
  expect(problems).toEqual([{ kind: "storage", message: expect.stringContaining("not a folder stands where") }]);
  expect(run.close()).toBeUndefined();
});

test("no permission is one problem", () => {
  if (process.getuid?.() === 0 || process.platform === "win32") {
    // The superuser may write anywhere: a name that no system can hold stands in for the refusal.
    const run = openRunFolder(root, { ...setup, runId: "x".repeat(300) });
    expect(events.map((event) => run.write(event)).filter(Boolean)).toHaveLength(1);
    return;
  }
  chmodSync(root, 0o500);
  const run = openRunFolder(root, setup);
  const problems = events.map((event) => run.write(event)).filter((p) => p !== undefined);
  chmodSync(root, 0o700);
  expect(problems).toEqual([{ kind: "storage", message: expect.stringContaining("No permission") }]);
});

test("a disk that fills up while running is one problem", () => {
  // Linux answers every write to /dev/full with "no space left on device".
  if (!existsSync("/dev/full")) return;
  const folder = path.join(root, ".flashback", "runs", setup.runId);
  mkdirSync(folder, { recursive: true });
  symlink("/dev/full", path.join(folder, "raw.sse.jsonl"));
  const run = openRunFolder(root, setup);
  const problems = events.map((event) => run.write(event)).filter((p) => p !== undefined);
  expect(problems).toEqual([{ kind: "storage", message: expect.stringContaining("The disk is full") }]);
  expect(run.close()).toBeUndefined();
});

test("a name that leads out of the folder is refused", () => {
  const run = openRunFolder(root, { ...setup, runId: "../../outside" });
  expect(run.close()).toMatchObject({ kind: "storage" });
  expect(existsSync(path.join(root, "..", "outside"))).toBe(false);
});

test("the newest run comes first, also one whose manifest is broken", async () => {
  const first = openRunFolder(root, setup);
  for (const event of events) first.write(event);
  first.close();
  const second = openRunFolder(root, { ...setup, runId: "20261122-101500-c3d4", agent: "other" });
  for (const event of events)
    second.write("at" in event ? { ...event, at: { ...event.at, wallMs: event.at.wallMs + 60_000 } } : event);
  second.close();
  mkdirSync(path.join(root, ".flashback", "runs", "empty"));
  writeFileSync(path.join(root, ".flashback", "runs", setup.runId, "manifest.json"), "{broken");
  const runs = await listRuns(root);
  expect(runs.map((r) => r.id).sort()).toEqual([setup.runId, "20261122-101500-c3d4"].sort());
  expect(runs.find((r) => r.agent === "other")).toMatchObject({
    model: "gemini-3.5-flash",
    outcome: "done",
    simulated: true,
  });
  expect(await listRuns(path.join(root, "nowhere"))).toEqual([]);
});
