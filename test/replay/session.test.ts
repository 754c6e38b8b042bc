import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unpackSteps } from "../../src/core/trace/packSteps.ts";
import { bufferBytes, fileBytes, TraceFile } from "../../src/node/traceFile.ts";
import type { ToTrace, TraceView } from "../../src/protocol/trace.ts";
import { Session } from "../../src/vscode/trace/session.ts";
import { recorded, setup } from "../core/trace/sampleRun.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "flashback-session-"));
  file = path.join(folder, "trace.otlp.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(bytes = fileBytes(file), now = () => Date.now()) {
  const said: ToTrace[] = [];
  const session = new Session({ file: new TraceFile(bytes), name: "trace.otlp.jsonl", post: (m) => said.push(m), now });
  const views = () =>
    said.flatMap((m): TraceView[] => (m.type === "trace" ? [{ ...m.view, steps: unpackSteps(m.steps) }] : []));
  return { session, said, views };
}
/** A disk that takes its time. */
function slowly(text: string) {
  const bytes = bufferBytes(new TextEncoder().encode(text), 0);
  return {
    ...bytes,
    read: (offset: number, length: number) =>
      new Promise<Uint8Array>((ok) => setTimeout(() => ok(bytes.read(offset, length)), 20)),
  };
}
const whole = recorded();
const lines = whole.trimEnd().split("\n");

test("a finished run is shown once, recorded and whole", async () => {
  writeFileSync(file, whole);
  const { session, said, views } = open();
  await session.show();
  expect(said).toHaveLength(1);
  expect(views()[0]).toMatchObject({ live: false, messages: true, contextLimit: 1_048_576, totals: { errors: 0 } });
  expect(views()[0]?.steps).toHaveLength(7);
  expect(views()[0]?.reading).toBeUndefined();
});

test("a run that goes on is followed as its file grows, and is no longer live when it has ended", async () => {
  writeFileSync(file, `${lines.slice(0, 4).join("\n")}\n`);
  const { session, views } = open();
  await session.show();
  expect(views().at(-1)?.live).toBe(true);
  const before = views().at(-1)?.steps.length ?? 0;
  appendFileSync(file, `${lines.slice(4).join("\n")}\n`);
  await Promise.all([session.refresh(), session.refresh()]);
  expect(views().at(-1)?.live).toBe(false);
  expect(views().at(-1)?.steps.length).toBeGreaterThan(before);
  const count = views().length;
  await session.refresh();
  expect(views()).toHaveLength(count);
});

test("a run that was cut off is not taken for live for ever", async () => {
  writeFileSync(file, `${lines.slice(0, 4).join("\n")}\n`);
  const { session, views } = open(fileBytes(file), () => Date.now() + 600_000);
  await session.show();
  expect(views().at(-1)?.live).toBe(false);
});

test("only the newest question about a step is answered", async () => {
  writeFileSync(file, whole);
  const { session, said } = open();
  await session.show();
  await Promise.all([session.asOf(3), session.asOf(6)]);
  const answers = said.flatMap((m) => (m.type === "as-of" ? [m.asOf.index] : []));
  expect(answers).toEqual([6]);
  await session.asOf(99);
  expect(said.filter((m) => m.type === "as-of")).toHaveLength(1);
});

test("a long file shows its first part while the rest is read, and can be stopped", async () => {
  const many = Array.from({ length: 800 }, (_, i) => recorded(undefined, { ...setup, runId: `run-${i}` })).join("");
  const { session, views } = open(slowly(many));
  const shown = session.show();
  while (views().length === 0) await new Promise((ok) => setTimeout(ok, 10));
  expect(views()[0]?.reading).toMatchObject({ stopped: false, size: many.length });
  expect(views()[0]?.steps.length).toBeGreaterThan(100);
  session.stopReading();
  await shown;
  expect(views().at(-1)?.reading).toMatchObject({ stopped: true });
  await session.readRest();
  expect(views().at(-1)?.reading).toBeUndefined();
  expect(views().at(-1)?.steps).toHaveLength(5_600);
});

test.each([
  ["", "empty"],
  ["some notes", "not-a-trace"],
])("a file that cannot be replayed is refused with its reason: %j", async (text, kind) => {
  writeFileSync(file, text);
  const { session, said } = open();
  await session.show();
  expect(said).toMatchObject([{ type: "refused", why: { kind } }]);
});

test("an empty file that begins to be written is shown", async () => {
  writeFileSync(file, "");
  const { session, said } = open();
  await session.show();
  appendFileSync(file, whole);
  await session.refresh();
  expect(said.map((m) => m.type)).toEqual(["refused", "trace"]);
});

test("a file that is not there is refused with a sentence", async () => {
  const { session, said } = open();
  await session.show();
  expect(said).toEqual([
    { type: "refused", name: "trace.otlp.jsonl", why: { kind: "unreadable", message: "It is not there any more." } },
  ]);
});

test("a file that could not be read is still refused when its panel is shown again", async () => {
  const { session, said } = open();
  await session.show();
  session.resend();
  expect(said.map((m) => m.type)).toEqual(["refused", "refused"]);
});

test("a panel that is closed while its file is read is told nothing more", async () => {
  const many = Array.from({ length: 400 }, (_, i) => recorded(undefined, { ...setup, runId: `run-${i}` })).join("");
  const { session, said } = open(slowly(many));
  const shown = session.show();
  session.dispose();
  await shown;
  expect(said).toEqual([]);
});

test("a step of a file that has been deleted meanwhile is answered with what is in memory", async () => {
  writeFileSync(file, whole);
  const { session, said } = open();
  await session.show();
  rmSync(file);
  await session.asOf(3);
  expect(said.at(-1)).toMatchObject({ type: "as-of", asOf: { index: 3 } });
});

test("reading that is stopped and at once wanted again goes on", async () => {
  const many = Array.from({ length: 800 }, (_, i) => recorded(undefined, { ...setup, runId: `run-${i}` })).join("");
  const { session, views } = open(slowly(many));
  const shown = session.show();
  session.stopReading();
  await session.readRest();
  await shown;
  expect(views().at(-1)?.reading).toBeUndefined();
  expect(views().at(-1)?.steps).toHaveLength(5_600);
});
