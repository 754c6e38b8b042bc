// What the language server promises of a whole workspace, measured over stdio with the built server (dist/server.mjs):
// the first check of 1,000 definitions with progress, then one edit in a file that 100 of them name.
//   node scripts/n.mjs ./test/bench/workspace.bench.mjs [--json]
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serverStart } from "../../src/protocol/server.ts";

const root = path.join(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flashback-workspace-"));
const uriOf = (name) => pathToFileURL(path.join(folder, name)).href;
const [count, named] = [1000, 100];

/** An agent with a prompt, tools and tests; every tenth takes its style from a file, and every tenth extends another one. */
function definition(i) {
  const styled = i % (count / named) === 0;
  const extended = i % (count / named) === 1;
  const lines = [
    "format: agent/v1",
    `name: agent_${i}`,
    `description: Answers questions about topic ${i}.`,
    extended ? "extends: ../base.agent.yaml" : "model: gemini-3.8-flash",
    "inputs:",
    "  message: {type: string}",
    "  plan: {enum: [free, pro], default: free}",
    "  tone: {type: string, default: kind}",
    "system_instruction:",
    ...(styled ? ["  - file: ../style.md"] : []),
    "  - text: |",
    ...Array.from(
      { length: 16 },
      (_, k) => `      Rule ${k}: speak of orders and refunds to a customer with plan {{plan}}.`,
    ),
    ...(styled ? [] : ["      Be {{tone}}."]),
    'input: "{{message}}"',
    "generation_config: {thinking_level: low, max_output_tokens: 800}",
    "tools:",
  ];
  for (let t = 0; t < 3; t++) {
    lines.push(
      "  - type: function",
      `    name: tool_${t}`,
      `    description: Does number ${t} of the things that can be done.`,
      "    parameters:",
      "      type: object",
      "      properties:",
      "        id: {type: string, description: Which one}",
      "      required: [id]",
      "    mock: {ok: true}",
    );
  }
  lines.push(
    "  - ref: ../shared.tool.yaml",
    "policy: {approve: [shared, tool_0]}",
    "budget: {max_cost_usd: 0.05}",
    "tests:",
  );
  for (let t = 0; t < 3; t++) {
    lines.push(
      `  - name: case ${t}`,
      "    vars: {message: Where is my order?, plan: pro}",
      "    assert:",
      `      - {type: tool-called, value: tool_${t}, args: {id: x}}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

fs.mkdirSync(path.join(folder, "agents"));
for (let i = 0; i < count - 2; i++) {
  fs.writeFileSync(path.join(folder, "agents", `${i}.agent.yaml`), definition(i));
}
const base = "format: agent/v1\nname: base\nmodel: gemini-3.8-flash\nbudget: {max_total_tokens: 4000}\n";
fs.writeFileSync(path.join(folder, "base.agent.yaml"), base);
fs.writeFileSync(
  path.join(folder, "shared.tool.yaml"),
  "format: tool/v1\ntype: function\nname: shared\ndescription: What all share.\nparameters: {type: object, properties: {}}\nmock: {ok: true}\n",
);
const style = (tone) => `Be brief and ${tone}.\n`;
fs.writeFileSync(path.join(folder, "style.md"), style("{{tone}}"));

const server = spawn(process.execPath, [...serverStart.execArgv, path.join(root, "dist/server.mjs"), "--stdio"], {
  env: { ...process.env, ...serverStart.env },
  stdio: ["pipe", "pipe", "inherit"],
});
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
/** Address → what was told last. */
const shown = new Map();
let heard = () => {};
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
  shown.set(uri, diagnostics);
  heard(uri);
});
let messages = 0;
const checked = new Promise((resolve) => {
  connection.onRequest("window/workDoneProgress/create", ({ token }) => {
    connection.onProgress(new ProgressType(), token, (value) => {
      messages++;
      if (value.kind === "end") resolve();
    });
    return null;
  });
});
connection.onRequest(() => null);
connection.listen();
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: {
    window: { workDoneProgress: true },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
  },
});
const before = processorTime();
const began = performance.now();
await connection.sendNotification("initialized", {});
await checked;
const first = performance.now() - began;
/** Of the server, in milliseconds: what the first check costs, whatever else the machine does. */
function processorTime() {
  try {
    const fields = fs.readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // Only Linux tells.
    return undefined;
  }
}
const memory = () => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    // Only Linux tells.
    return undefined;
  }
};
const rss = memory();
const cpu = before === undefined ? undefined : processorTime() - before;

/** Until so many files have been told something new, for the sake of the one that was changed. */
const news = (wanted) =>
  new Promise((resolve) => {
    const files = new Set();
    heard = (uri) => {
      if (uri === uriOf("style.md")) return;
      files.add(uri);
      if (files.size === wanted) resolve();
    };
  });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// The prompt that 100 definitions share uses a variable, or does not: each of them is told.
const tones = (i) => style(i % 2 ? "{{tone}}" : "kind");
const saves = [];
for (let i = 0; i < 21; i++) {
  fs.writeFileSync(path.join(folder, "style.md"), tones(i));
  const all = news(named);
  const start = performance.now();
  const changes = [{ uri: uriOf("style.md"), type: 2 }];
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await all;
  saves.push(performance.now() - start);
}
const uri = uriOf("style.md");
const back = news(named);
await connection.sendNotification("textDocument/didOpen", {
  textDocument: { uri, languageId: "agent-yaml", version: 1, text: tones(1) },
});
await back;
const edits = [];
for (let i = 0; i < 21; i++) {
  const all = news(named);
  const start = performance.now();
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: i + 2 },
    contentChanges: [{ text: tones(i) }],
  });
  await all;
  edits.push(performance.now() - start);
}
const asked = async (method, params) => {
  const start = performance.now();
  const answer = await connection.sendRequest(method, params);
  return { ms: performance.now() - start, answer };
};
const hub = uriOf("shared.tool.yaml");
const text = fs.readFileSync(path.join(folder, "shared.tool.yaml"), "utf8");
await connection.sendNotification("textDocument/didOpen", {
  textDocument: { uri: hub, languageId: "agent-yaml", version: 1, text },
});
const at = { textDocument: { uri: hub }, position: { line: 2, character: 8 } };
const references = await asked("textDocument/references", { ...at, context: { includeDeclaration: true } });
const rename = await asked("textDocument/rename", { ...at, newName: "common" });
const symbols = await asked("workspace/symbol", { query: "agent_99" });
await connection.sendRequest("shutdown");
await connection.sendNotification("exit");
fs.rmSync(folder, { recursive: true });

const lines = definition(0).split("\n").length;
const rows = [
  [`first check of ${count} definitions of ~${lines} lines (${messages} messages of progress)`, first, "ms", 3000],
  ...(cpu === undefined ? [] : [["processor time of the server until then, all threads", cpu, "ms"]]),
  [`a prompt that ${named} name is saved → all of them told, median`, median(saves), "ms", 100],
  [`a file that ${named} name is edited → all of them told, median`, median(edits), "ms", 100],
  [`the same, slowest of ${edits.length}`, Math.max(...edits), "ms"],
  [`references of a tool in ${references.answer.length} places`, references.ms, "ms"],
  [`rename of it in ${Object.keys(rename.answer.changes).length} files`, rename.ms, "ms"],
  ["a symbol of the workspace", symbols.ms, "ms"],
  ...(rss === undefined ? [] : [["memory of the server after the first check", rss, "MB"]]),
];
if (process.argv.includes("--json")) {
  console.log(JSON.stringify(Object.fromEntries(rows.map(([what, value]) => [what, value]))));
} else {
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, value, unit, limit] of rows) {
    const promised = limit === undefined ? "" : `≤ ${limit} ${unit}${value > limit ? "  OVER" : ""}`;
    console.log(`${what.padEnd(width)}  ${`${value.toFixed(1)} ${unit}`.padStart(10)}  ${promised}`);
  }
}
process.exit(rows.some(([, value, , limit]) => limit !== undefined && value > limit) ? 1 : 0);
