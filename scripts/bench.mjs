// npm run bench: one table of what the product promises and what it measures, then the other benches.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runInExtensionHost } from "./extensionHost.mjs";
import { environment, nodePath, root } from "./n.mjs";
import { main, run } from "./run.mjs";
import { sizes } from "./sizes.mjs";

const rows = [];
await main(async () => {
  run("./scripts/package.mjs");
  run("./scripts/buildTests.mjs");
  await editor();
  await server();
  for (const { what, value, unit, limit, note } of sizes()) row(what, value, unit, limit, note);
  print();
  otherBenches();
});
process.exit(rows.some((row) => row.over) ? 1 : 0);

async function editor() {
  const report = path.join(os.tmpdir(), `flashback-bench-${process.pid}.json`);
  const code = await runInExtensionHost({
    entry: path.join(root, "out", "bench", "editor.cjs"),
    vsix: path.join(root, "flashback.vsix"),
    env: { BENCH_REPORT: report },
  });
  if (code !== 0) throw new Error("The bench inside VS Code did not come to its end.");
  const measured = JSON.parse(fs.readFileSync(report, "utf8"));
  fs.rmSync(report);
  row("activation, to the end of activate", measured.activationMs, "ms", 50);
  row("200-line file opened → diagnostics", measured.diagnosticsMs, "ms");
  row("200-line file opened → CodeLens", measured.lensMs, "ms");
}

/** From the start of the process to its answer to `initialize`; the median of five. */
async function server() {
  const times = [];
  for (let i = 0; i < 5; i++) times.push(await serverStart());
  row("language server ready", times.sort((a, b) => a - b)[2], "ms", 250);
}

function serverStart() {
  const node = nodePath();
  const began = performance.now();
  const child = spawn(node, [path.join(root, "dist", "server.mjs"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The language server did not answer within 30 s.")), 30_000);
    let text = "";
    child.once("exit", (code) => reject(new Error(`The language server ended with ${code}.`)));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (!text.includes('"capabilities"')) return;
      clearTimeout(timer);
      resolve(performance.now() - began);
      child.removeAllListeners("exit");
      child.kill();
    });
  });
}

function row(what, value, unit, limit, note = "") {
  rows.push({
    what,
    value: `${value.toFixed(1)} ${unit}`,
    limit,
    unit,
    note,
    over: limit !== undefined && value > limit,
  });
}

function print() {
  const width = Math.max(...rows.map((r) => r.what.length));
  console.log("");
  for (const { what, value, limit, unit, note, over } of rows) {
    const promised = limit === undefined ? "" : `≤ ${limit} ${unit}`;
    console.log(
      `${what.padEnd(width)}  ${value.padStart(10)}  ${promised.padStart(9)}  ${over ? "OVER  " : ""}${note}`,
    );
  }
}

function otherBenches() {
  const folder = path.join(root, "test", "bench");
  const node = nodePath();
  for (const file of fs.readdirSync(folder).filter((f) => /\.bench\.(ts|mjs)$/.test(f))) {
    console.log(`\n── ${file}`);
    const { status } = spawnSync(node, [path.join(folder, file)], {
      cwd: root,
      stdio: "inherit",
      env: environment(node),
    });
    if (status !== 0) throw new Error(`${file} ended with ${status}.`);
  }
}
