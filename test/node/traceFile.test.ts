import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTrace } from "../../src/core/trace/readTrace.ts";
import { bufferBytes, fileBytes, TraceFile } from "../../src/node/traceFile.ts";
import { recorded } from "../core/trace/sampleRun.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "flashback-trace-"));
  file = path.join(folder, "trace.otlp.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;
const whole = recorded();

async function opened(text: string): Promise<TraceFile> {
  writeFileSync(file, text);
  const trace = new TraceFile(fileBytes(file));
  await trace.readOn(never);
  return trace;
}
/** Places are bytes in a file and characters in a text: everything else is the same. */
const same = (trace: ReturnType<typeof readTrace>) => ({
  ...trace,
  spans: trace.spans.map((s) => ({ ...s, places: s.places.length })),
});

test("a file reads as its text does", async () => {
  const text = whole.replaceAll("DHL", "DHL 📦 Zürich");
  expect(same((await opened(text)).trace())).toEqual(same(readTrace(text)));
});

test("the texts of a span are read from the file, also behind letters of several bytes", async () => {
  const trace = await opened(whole.replaceAll("Be brief", "Sei kürzer – 简短"));
  const last = trace.trace().spans.at(-1);
  if (!last) throw new Error("no span");
  const { attributes, raw } = await trace.body(last);
  expect(attributes["gen_ai.system_instructions"]).toContain("Sei kürzer – 简短");
  expect(raw).toHaveLength(3);
});

test("a file that grows is read on from where it ended, also in the middle of a line", async () => {
  const cut = Math.floor(whole.length * 0.6);
  const trace = await opened(whole.slice(0, cut));
  expect(trace.trace().torn).toBeGreaterThan(1);
  appendFileSync(file, whole.slice(cut));
  expect(await trace.readOn(never)).toBe(true);
  expect(same(trace.trace())).toEqual(same(readTrace(whole)));
  expect(await trace.readOn(never)).toBe(false);
});

test("a last line without its end counts when it is whole", async () => {
  const trace = await opened(whole.trimEnd());
  expect(trace.trace().torn).toBeUndefined();
  expect(trace.trace().open).toBe(false);
});

test("a file that was written anew is read anew", async () => {
  const trace = await opened(whole);
  const [first] = whole.split("\n");
  writeFileSync(file, `${first}\n`);
  await trace.readOn(never);
  expect(trace.trace().spans).toHaveLength(1);
});

test("one JSON object over many lines is read, with its texts", async () => {
  const lines = whole.trimEnd().split("\n");
  const trace = await opened(JSON.stringify(JSON.parse(lines[2] as string), null, 2));
  const [span] = trace.trace().spans;
  expect(span?.name).toBe("chat gemini-3.5-flash");
  if (span) expect((await trace.body(span)).attributes["gen_ai.output.messages"]).toContain("get_order");
});

test.each([
  ["", "empty"],
  ["hello", "not-a-trace"],
  ["hello\nworld", "not-a-trace"],
  ["{", "not-a-trace"],
])("what is no trace is said: %j", async (text, kind) => {
  expect((await opened(text)).trace().problem?.kind).toBe(kind);
});

test("reading can be stopped and taken up again", async () => {
  const big = whole.repeat(400);
  const trace = new TraceFile(bufferBytes(new TextEncoder().encode(big), 0));
  const stop = new AbortController();
  await trace.readOn(stop.signal, () => stop.abort());
  expect(trace.read).toBe(1024 * 1024);
  expect(trace.trace().spans.length).toBe(4);
  await trace.readOn(never);
  expect(trace.read).toBe(big.length);
});
