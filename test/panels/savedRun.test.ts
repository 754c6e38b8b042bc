import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nullLogger } from "../../src/core/base/logger.ts";
import { runOf } from "../../src/core/runs/step.ts";
import { interruptedRun, Keeper, readSavedRun } from "../../src/vscode/runs/savedRun.ts";
import * as s from "../webview/run/samples.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "saved-run-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const about = { subject: s.view.subject };
const of = { file: s.setup.file, agentPath: s.setup.agentPath };

test("a run comes back as it was left", async () => {
  const keeper = new Keeper(nullLogger, []);
  const run = runOf(s.done);
  keeper.keepRun(root, run, about);
  await keeper.flush();
  expect((await readSavedRun(root, s.setup.runId))?.run).toEqual(run);
  expect(await interruptedRun(root, of)).toBeUndefined();
});

test("a run that was cut off is found by its agent", async () => {
  const keeper = new Keeper(nullLogger, []);
  keeper.keepRun(root, runOf(s.writing), about);
  await keeper.flush();
  expect(await interruptedRun(root, of)).toBe(s.setup.runId);
  expect(await interruptedRun(root, { ...of, file: "other.agent.yaml" })).toBeUndefined();
});

test("keys and secret inputs are not in the file", async () => {
  const keeper = new Keeper(nullLogger, ["hunter2-hunter2"]);
  const key = `AIza${"x".repeat(35)}`;
  const [started] = s.begun;
  if (started?.kind !== "started") throw new Error("no start");
  const setup = { ...started.setup, inputs: { message: `${key} hunter2-hunter2` } };
  keeper.keepRun(root, runOf([{ ...started, setup }]), about);
  await keeper.flush();
  const file = readFileSync(path.join(root, ".flashback/runs", s.setup.runId, "run.json"), "utf8");
  expect(file).not.toContain("hunter2");
  expect(file).not.toContain(key);
});

test("a secret that is a number leaves a file that can be read", async () => {
  const keeper = new Keeper(nullLogger, ["4711"]);
  const [started] = s.begun;
  if (started?.kind !== "started") throw new Error("no start");
  const setup = { ...started.setup, inputs: { pin: 4711 } };
  keeper.keepRun(root, runOf([{ ...started, setup }]), about);
  await keeper.flush();
  const saved = await readSavedRun(root, s.setup.runId);
  expect(saved?.run).toMatchObject({ setup: { inputs: { pin: "[redacted: secret]" } } });
});

test("a torn file is no run, and a folder that cannot be written is a sentence", async () => {
  const folder = path.join(root, ".flashback/runs", s.setup.runId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "run.json"), '{"version":1,"run":{"kin');
  expect(await readSavedRun(root, s.setup.runId)).toBeUndefined();
  const keeper = new Keeper(nullLogger, []);
  keeper.keep(path.join(folder, "run.json", "below"), () => 1);
  await keeper.flush();
  expect(keeper.problem).toContain("could not be written");
});

test("an id from outside cannot leave the folder of runs", async () =>
  expect(await readSavedRun(root, "../../etc")).toBeUndefined());
