// What the language server promises, measured: opening a file, each key pressed, completion and hover, over stdio with
// the built server (dist/server.mjs), as an editor has it.
//   node scripts/n.mjs ./test/bench/language.bench.mjs [--json]
import { spawn } from "node:child_process";
import path from "node:path";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { serverStart } from "../../src/protocol/server.ts";
import { definition } from "./definition.mjs";

const root = path.join(import.meta.dirname, "../..");

const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const rows = [];
const row = (what, values) =>
  rows.push({ what, n: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) });

function start() {
  const began = performance.now();
  const server = spawn(process.execPath, [...serverStart.execArgv, path.join(root, "dist/server.mjs"), "--stdio"], {
    env: { ...process.env, ...serverStart.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = [];
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
    for (const wait of waiting.splice(0)) {
      if (wait.uri === uri && version >= wait.version) wait.resolve(diagnostics);
      else waiting.push(wait);
    }
  });
  connection.onRequest(() => null);
  connection.listen();
  const answer = (uri, version) => new Promise((resolve) => waiting.push({ uri, version, resolve }));
  const ready = connection
    .sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} })
    .then(() => performance.now() - began);
  const stop = async () => {
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
  };
  return { connection, answer, ready, stop };
}

const readies = [];
for (let i = 0; i < 5; i++) {
  const server = start();
  readies.push(await server.ready);
  await server.stop();
}
row("server ready (spawn → initialize)", readies);

const { connection, answer, ready, stop } = start();
await ready;
let files = 0;
async function open(text) {
  const uri = `untitled:bench-${files++}.agent.yaml`;
  const began = performance.now();
  const found = answer(uri, 1);
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "agent-yaml", version: 1, text },
  });
  await found;
  return { uri, ms: performance.now() - began };
}
await open(definition(200));
const opens = [];
for (let i = 0; i < 30; i++) opens.push((await open(definition(200))).ms);
row("open 200 lines → diagnostics", opens);
row("open 2,000 lines → diagnostics", [
  (await open(definition(2000))).ms,
  (await open(definition(2000))).ms,
  (await open(definition(2000))).ms,
]);

for (const lines of [200, 2000, 20_000]) {
  const text = definition(lines);
  const { uri } = await open(text);
  const all = text.split("\n");
  const middle = all.findIndex((line, i) => i > all.length / 2 && line.includes("max_output_tokens"));
  const prompt = all.findIndex((line, i) => i > all.length / 2 && line.startsWith("      Plan is"));
  let version = 1;
  const type = async (line, from, to, inserted) => {
    version++;
    const found = answer(uri, version);
    const began = performance.now();
    const range = { start: { line, character: from }, end: { line, character: to } };
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text: inserted }],
    });
    await found;
    return performance.now() - began;
  };
  const times = [];
  const column = all[middle].indexOf("800");
  for (let i = 0; i < 40; i++) {
    times.push(await type(middle, column, column + 3, i % 2 ? "800" : "many"));
    if (i % 2 === 0) times.push(await type(middle, column, column + 4, "800"));
    times.push(await type(prompt, 8, 8, "x"));
    times.push(await type(prompt, 12, 12, i % 2 ? "\n      " : " "));
    times.push(await type(4, 2, 2, i % 2 ? "" : "x-y: 1\n  "));
  }
  row(`key pressed, ${lines.toLocaleString("en")} lines → diagnostics`, times);
  const asks = { completion: [], hover: [] };
  for (const method of Object.keys(asks)) {
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      await connection.sendRequest(`textDocument/${method}`, {
        textDocument: { uri },
        position: { line: middle, character: 8 },
      });
      asks[method].push(performance.now() - began);
    }
    row(`${method}, ${lines.toLocaleString("en")} lines`, asks[method]);
  }
}
const bad = {
  "a tab": "name: x\n\tmodel: y\n",
  "an unclosed quote": 'name: "x\nmodel: gemini-3.8-flash\n',
  "a merge conflict": "name: x\n<<<<<<< HEAD\nmodel: a\n=======\nmodel: b\n>>>>>>> theirs\n",
  "a prompt of 1 MB": `name: x\nsystem_instruction: |\n${"  Words of a prompt, and {{input}} of it.\n".repeat(26_000)}`,
  "50,000 keys": Array.from({ length: 50_000 }, (_, i) => `key_${i}: value`).join("\n"),
  "5,000 aliases": `x-a: &a {y: 1}\n${Array.from({ length: 5_000 }, (_, i) => `x-k${i}: *a`).join("\n")}`,
};
for (const [name, text] of Object.entries(bad)) {
  const times = [];
  for (let i = 0; i < 3; i++) times.push((await open(text)).ms);
  row(`bad input: ${name}`, times);
}
await stop();

if (process.argv.includes("--json")) console.log(JSON.stringify(rows));
else {
  for (const { what, n, p50, p95 } of rows) {
    console.log(
      `${what.padEnd(48)} p50 ${p50.toFixed(1).padStart(8)} ms   p95 ${p95.toFixed(1).padStart(8)} ms   n=${n}`,
    );
  }
}
