// What ESTIMATES promises of the counter, measured. Prints a table; run by `npm run bench`, or alone:
//   node scripts/n.mjs test/bench/tokens.bench.ts
import { readFileSync } from "node:fs";
import path from "node:path";
import { ensureRanks } from "../../scripts/vocabulary.mjs";
import { parseAgentDocument } from "../../src/core/document/agentDocument.ts";
import { agentsOf } from "../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../src/core/document/resolve.ts";
import { approximateTokens } from "../../src/core/tokens/approximate.ts";
import { estimateAgent } from "../../src/core/tokens/estimate.ts";
import { tokens } from "../../src/core/tokens/units.ts";
import { readTextBeside } from "../../src/node/files.ts";
import { loadGemma } from "../../src/tokenizer/gemma.ts";
import { TextCount } from "../../src/tokenizer/textCount.ts";
import { oracle } from "../tokenizer/oracle.ts";
import { texts } from "../tokenizer/texts.ts";

const rows: [what: string, measured: string, promised: string][] = [];
const root = path.join(import.meta.dirname, "..", "..");

const ranks = readFileSync(ensureRanks());
rows.push(["load, on its own thread (median of 3)", ms(median(3, () => loadGemma(ranks).free())), "≤ 600 ms"]);

const gemma = loadGemma(ranks);
const count = (text: string) => new TextCount(text, gemma.countLine);
// As the counting thread does before it says that it is ready.
count(Array.from({ length: 500 }, (_, i) => `Line ${i} is "counted", so that (the) next one is quick.`).join("\n"));
const mixed = Object.values(texts).join("\n\n");
const sized = (length: number) => mixed.repeat(Math.ceil(length / mixed.length)).slice(0, length);
const [small, large] = [sized(50_000), sized(1_000_000)];
const promptLike = ["English", "Markdown", "YAML", "JSON", "TypeScript"].map((name) => texts[name]).join("\n\n");

// Nothing is remembered between counts, so each of them is a cold one.
const prompt = promptLike.repeat(100).slice(0, 50_000);
rows.push(
  ["cold count of 50 KB, prompt in English (median of 5)", ms(median(5, () => count(prompt))), "≤ 30 ms"],
  ["cold count of 50 KB, all scripts mixed (median of 5)", ms(median(5, () => count(small))), ""],
);
const whole = median(3, () => count(large));
const speed = count(large).count.tokens / (whole / 1000);
rows.push(
  ["count of 1 MB (median of 3)", ms(whole), ""],
  ["tokens per second at 1 MB", Math.round(speed).toLocaleString("en"), ""],
);
for (const [name, text, promised] of [
  ["50 KB", small, "≤ 0.2 ms"],
  ["1 MB", large, "≤ 0.5 ms"],
] as const) {
  const times = keystrokes(text);
  rows.push(
    [`keystroke in ${name}, p50`, ms(at(times, 0.5)), ""],
    [`keystroke in ${name}, p95`, ms(at(times, 0.95)), promised],
  );
}
const versions = retyped(large);
rows.push(["next version of 1 MB, edit not told, p50", ms(at(versions, 0.5)), ""]);
rows.push(["next version of 1 MB, edit not told, p95", ms(at(versions, 0.95)), ""]);

const letters = Array.from({ length: 100_000 }, (_, i) => String.fromCharCode(97 + ((i * 7919) % 26))).join("");
for (const [name, text] of [
  ["one letter", "a".repeat(100_000)],
  ["letters", letters],
  ["equals signs", "=".repeat(100_000)],
  ["spaces", " ".repeat(100_000)],
  ["tabs behind a word", `x${"\t".repeat(100_000)}`],
  ["Chinese without a full stop", "这是一个没有标点符号的很长的句子用来测试分词器的速度".repeat(4_000)],
  ["families of emoji", "👨‍👩‍👧‍👦".repeat(9_000)],
  ["bytes outside the vocabulary", "𓀀".repeat(50_000)],
] as const) {
  rows.push([`100 KB of ${name}`, ms(median(3, () => count(text))), "≤ 700 ms"]);
}
rows.push(["fallback, 1 MB", ms(timed(() => approximateTokens(large))), ""]);

const file = path.join(root, "media/samples/3-order-desk.agent.yaml");
const [first] = agentsOf(parseAgentDocument(readFileSync(file, "utf8")));
if (first) {
  const agent = await resolveAgent(first, readTextBeside(file));
  const counter = {
    name: "gemma",
    count: async (all: readonly string[]) =>
      all.map((text) => {
        const { tokens: n, exact } = count(text).count;
        return { tokens: tokens(n), exact };
      }),
  };
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    await estimateAgent(agent, { counter, wallMs: Date.parse("2026-11-22") });
    times.push(performance.now() - start);
  }
  rows.push(["estimate of an agent with tools, p50", ms(at(times, 0.5)), "≤ 2 ms"]);
}
print(["counter", "measured", "promised"], rows);

const exact = oracle();
let [wrong, all] = [0, 0];
const differences = Object.entries(texts).map(([name, text]): [string, string, string, string] => {
  const [ours, truth] = [count(text).count.tokens, exact(text)];
  wrong += Math.abs(ours - truth);
  all += truth;
  const fallback = (approximateTokens(text) / truth - 1) * 100;
  return [name, String(truth), String(ours - truth), `${fallback >= 0 ? "+" : "−"}${Math.abs(fallback).toFixed(1)} %`];
});
const documents = corpus();
for (const [kind, found] of documents) {
  let [truth, off] = [0, 0];
  const errors: number[] = [];
  for (const text of found) {
    const [ours, one] = [count(text).count.tokens, exact(text)];
    truth += one;
    off += Math.abs(ours - one);
    errors.push(Math.abs(approximateTokens(text) / one - 1) * 100);
  }
  wrong += off;
  all += truth;
  differences.push([
    `${found.length} ${kind}`,
    truth.toLocaleString("en"),
    String(off),
    `p95 ${at(errors, 0.95).toFixed(1)} %`,
  ]);
}
differences.push(["all", all.toLocaleString("en"), String(wrong), ""]);
print(["text", "exact", "difference", "fallback"], differences);
gemma.free();

/** Real files of this folder, by kind. */
function corpus(): readonly (readonly [string, readonly string[]])[] {
  const read = (files: readonly string[]) =>
    files.flatMap((name) => {
      const text = readFileSync(path.join(root, name), "utf8");
      return [text.slice(0, 20_000)];
    });
  return [
    [
      "TypeScript files",
      read(["src/tokenizer/gemma.ts", "src/core/tokens/prior.ts", "src/core/tokens/prices.data.ts"]),
    ],
    [
      "agent definitions",
      read(
        ["1-hello", "2-release-notes", "3-order-desk", "4-support-team", "5-refund-analyst"].map(
          (n) => `media/samples/${n}.agent.yaml`,
        ),
      ),
    ],
    [
      "READMEs",
      read(
        ["yaml", "lit", "tiktoken", "esbuild", "playwright-core", "fast-check"].map(
          (n) => `node_modules/${n}/README.md`,
        ),
      ),
    ],
    ["JSON files", read(["package.json", "package-lock.json", "node_modules/typescript/package.json"])],
  ];
}

/** Milliseconds of each of 400 typed letters, new lines and deletions, somewhere in the text. */
function keystrokes(text: string): number[] {
  const counted = count(text);
  let state = 7;
  let length = text.length - 1;
  return Array.from({ length: 400 }, (_, i) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const where = state % length;
    const [end, insert] = i % 10 === 9 ? [where + 1, ""] : [where, i % 20 === 5 ? "\n" : "e"];
    length += insert.length - (end - where);
    return timed(() => counted.edit(where, end, insert));
  });
}

function retyped(text: string): number[] {
  const counted = count(text);
  return Array.from({ length: 100 }, (_, i) => {
    const where = (i * 9973) % text.length;
    // Flat, as it arrives from another thread, and not a chain of slices.
    const next = Buffer.from(`${counted.text.slice(0, where)}e${counted.text.slice(where)}`, "utf16le").toString(
      "utf16le",
    );
    return timed(() => counted.update(next));
  });
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(times: number, run: () => unknown): number {
  return at(
    Array.from({ length: times }, () => timed(run)),
    0.5,
  );
}

function at(times: readonly number[], q: number): number {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0;
}

function ms(value: number): string {
  return `${value < 1 ? value.toFixed(3) : value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function print(head: readonly string[], body: readonly (readonly string[])[]): void {
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((row) => (row[i] ?? "").length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  console.log(`\n${line(head)}\n${widths.map((width) => "─".repeat(width)).join("  ")}`);
  for (const row of body) console.log(line(row));
}
