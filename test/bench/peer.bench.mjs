// Side by side with yaml-language-server: the same texts, the same edits, over stdio, one after the other. Figures and ratios.
//   node scripts/n.mjs ./test/bench/peer.bench.mjs [--json]
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { serverStart } from "../../src/protocol/server.ts";
import { definition } from "./definition.mjs";

const root = path.join(import.meta.dirname, "../..");
const programs = {
  ours: path.join(root, "dist/server.mjs"),
  peer: path.join(root, "node_modules/yaml-language-server/bin/yaml-language-server"),
};
const schema = pathToFileURL(path.join(root, "media/agent.v1.schema.json")).href;
const settings = {
  yaml: {
    schemas: { [schema]: "*.agent.yaml" },
    schemaStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
  },
};

const rows = [];
const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
/** One line of the table. `target`: what ours may be, in the same unit. */
function row(what, { ours, peer }, target, unit = "ms") {
  rows.push({
    what,
    unit,
    target,
    n: ours.length,
    ours: { p50: percentile(ours, 0.5), p95: percentile(ours, 0.95) },
    peer: peer.length > 0 ? { p50: percentile(peer, 0.5), p95: percentile(peer, 0.95) } : undefined,
  });
}

async function start(name) {
  // Ours as the extension starts it.
  const { execArgv: flags, env } = name === "ours" ? serverStart : { execArgv: [], env: {} };
  const child = spawn(process.execPath, [...flags, programs[name], "--stdio"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Set();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
    for (const wait of waiting) {
      // The peer says no version; every edit changes whether the awaited line has a problem, so that tells.
      if (wait.uri !== uri || (version !== undefined && version < wait.version) || !wait.matches(diagnostics)) continue;
      waiting.delete(wait);
      wait.resolve(diagnostics);
    }
  });
  connection.onRequest("workspace/configuration", ({ items }) => items.map(({ section }) => settings[section] ?? {}));
  connection.onRequest(() => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { publishDiagnostics: { versionSupport: true } },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });
  let files = 0;
  const awaited = (uri, version, matches) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} is silent about ${uri} ${version}`)), 180_000);
      const answered = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
      waiting.add({ uri, version, matches, resolve: answered });
    });
  return {
    connection,
    pid: child.pid,
    async open(text, matches = () => true) {
      const uri = `file:///bench/${name}-${files++}.agent.yaml`;
      const began = performance.now();
      const found = awaited(uri, 1, matches);
      const languageId = name === "ours" ? "agent-yaml" : "yaml";
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      });
      await found;
      return { uri, version: 1, ms: performance.now() - began };
    },
    async edit(document, range, text, matches) {
      const version = ++document.version;
      const began = performance.now();
      const found = awaited(document.uri, version, matches);
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: document.uri, version },
        contentChanges: [{ range, text }],
      });
      const diagnostics = await found;
      return { ms: performance.now() - began, diagnostics };
    },
    async ask(method, document, position) {
      const began = performance.now();
      await connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: document.uri }, position });
      return performance.now() - began;
    },
    close: (document) => connection.sendNotification("textDocument/didClose", { textDocument: { uri: document.uri } }),
    async stop() {
      child.stdin.on("error", () => {});
      await Promise.race([connection.sendRequest("shutdown"), new Promise((done) => setTimeout(done, 3000).unref())]);
      child.kill();
    },
  };
}

/** Milliseconds of processor time and megabytes of a process; Linux alone tells. */
function usage(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1];
    return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, mb: Number(resident) / 1024 };
  } catch {
    return undefined;
  }
}

/** What one does in the background after its answer is not to be in the way of the other. */
const rest = () => new Promise((done) => setTimeout(done, 300));
const at = (line, from, to = from) => ({ start: { line, character: from }, end: { line, character: to } });
const names = ["ours", "peer"];
const both = () => ({ ours: [], peer: [] });

for (const [lines, edits, target] of [
  [200, 60, 3],
  [2000, 60, 5],
  [20_000, 20, 12],
]) {
  const text = definition(lines);
  const all = text.split("\n");
  const line = all.findIndex((each, i) => i > all.length / 2 && each.includes("thinking_level"));
  const column = all[line].indexOf("low");
  const size = lines.toLocaleString("en");
  const servers = {};
  const documents = {};
  const [first, later] = [both(), both()];
  for (const name of names) {
    servers[name] = await start(name);
    // Once without measuring: what is loaded late is there then.
    await servers[name].close(await servers[name].open(definition(60)));
    for (let i = 0; i < (lines > 5000 ? 2 : 12); i++) {
      if (documents[name]) await servers[name].close(documents[name]);
      documents[name] = await servers[name].open(text);
      (i === 0 ? first : later)[name].push(documents[name].ms);
      await rest();
    }
  }
  row(`open → first diagnostics, ${size} lines, the first time`, first);
  row(`open → first diagnostics, ${size} lines, later`, later, lines === 2000 ? 20 : undefined);

  const onLine = (diagnostics) => diagnostics.some(({ range }) => range.start.line === line);
  const typed = both();
  const cpu = both();
  // The first edits warm both up and are not counted. In turns of ten, each when the other one has come to rest.
  const turn = 10;
  for (let i = -turn; i < edits; i += turn) {
    for (const name of names) {
      await rest();
      for (let k = i; k < i + turn; k++) await key(name, k);
    }
  }
  /** An edit that makes a problem, then one that mends it. */
  async function key(name, i) {
    const wrong = i % 2 === 0;
    const before = usage(servers[name].pid);
    const range = wrong ? at(line, column, column + 3) : at(line, column, column + 4);
    const { ms } = await servers[name].edit(
      documents[name],
      range,
      wrong ? "oops" : "low",
      (found) => onLine(found) === wrong,
    );
    if (i < 0) return;
    typed[name].push(ms);
    const after = usage(servers[name].pid);
    if (before && after) cpu[name].push(after.cpu - before.cpu);
  }
  row(`key pressed → diagnostics, ${size} lines`, typed, target);
  const mean = (values) => [values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)];
  if (cpu.ours.length > 0) {
    row(
      `processor time for each, ${size} lines (mean)`,
      { ours: mean(cpu.ours), peer: mean(cpu.peer) },
      lines === 2000 ? 3 : undefined,
    );
  }
  if (lines === 2000 && cpu.ours.length > 0) {
    // While the first keys are pressed the machine still compiles, beside the work; a day of typing is like this.
    const before = usage(servers.ours.pid);
    const settled = 300;
    for (let i = 0; i < settled; i++) await key("ours", i - settled);
    const each = (usage(servers.ours.pid).cpu - before.cpu) / settled;
    row(`processor time for each after ${settled} more, ${size} lines`, { ours: [each], peer: [] }, 3);
  }

  if (lines === 2000) {
    const broken = both();
    const problems = both();
    for (const [, damage] of Object.entries(damages(all))) {
      const { line: where, now } = damage;
      const was = all[where];
      const range = { start: { line: where, character: 0 }, end: { line: where, character: was.length } };
      const back = {
        start: { line: where, character: 0 },
        end: { line: where + now.length - 1, character: now.at(-1).length },
      };
      for (const name of names) {
        const { ms, diagnostics } = await servers[name].edit(documents[name], range, now.join("\n"), () => true);
        broken[name].push(ms);
        problems[name].push(diagnostics.length);
        await servers[name].edit(documents[name], back, was, () => true);
      }
    }
    row("the same while broken in 18 ways, 2,000 lines", broken, 10);
    row("problems for each of the 18 mistakes", problems, undefined, "");
    for (const [method, limit, character] of [
      ["completion", 5, column],
      ["hover", 2, 6],
    ]) {
      const asked = both();
      for (let i = -5; i < 25; i++) {
        for (const name of names) {
          const ms = await servers[name].ask(method, documents[name], { line, character });
          if (i >= 0) asked[name].push(ms);
        }
      }
      row(`${method}, ${size} lines`, asked, limit);
    }
  }
  const memory = both();
  for (const name of names) memory[name].push(usage(servers[name].pid)?.mb ?? Number.NaN);
  row(`memory, ${size} lines`, memory, { 2000: 90, 20000: 120 }[lines], "MB");
  for (const name of names) await servers[name].stop();
}

/** Eighteen kinds of damage in the middle of a text: which line, and what stands there then. */
function damages(all) {
  const find = (pattern) => all.findIndex((line, i) => i > all.length / 2 && pattern.test(line));
  const value = find(/^ {8}description: /);
  const [flow, prompt, required, name] = [/\{thinking_level/, /^ {6}\w.*\.$/, /required: \[/, /^ {8}name: /].map(find);
  const change = (line, from, to) => ({ line, now: [all[line].replace(from, to)] });
  const before = (line, ...added) => ({ line, now: [...added, all[line]] });
  return {
    'unclosed "': change(value, ": ", ': "'),
    "unclosed '": change(value, ": ", ": '"),
    "unclosed [": change(required, "]", ""),
    "unclosed {": change(flow, "}", ""),
    "a column left": change(name, " ", ""),
    "a column right": change(name, /^/, " "),
    "a tab": change(name, /^ +/, "\t"),
    "half a key": before(name, "        half"),
    "a second colon": change(value, ": ", ": Note: "),
    "unknown reference": change(value, /: .*/, ": *nope"),
    "a prompt line further left": change(prompt, /^ +/, "  "),
    "a conflict": before(name, "<<<<<<< ours", "        a: 1", "=======", "        a: 2", ">>>>>>> theirs"),
    "a key twice": before(name, all[name]),
    "a dash at the margin": before(name, "-"),
    "a value with @": change(value, /: .*/, ": @x"),
    "[ typed": change(value, /: .*/, ": ["),
    '" typed': change(value, /: .*/, ': "'),
    "{ typed": change(value, /: .*/, ": {"),
  };
}

if (process.argv.includes("--json")) console.log(JSON.stringify(rows));
else {
  const shown = (value) => (value === undefined || Number.isNaN(value) ? "–" : value.toFixed(1));
  console.log(`${"".padEnd(50)}       ours p50/p95     yaml-language-server  ratio of p95  target`);
  for (const { what, ours, peer, target, unit } of rows) {
    const ratio = peer && ours.p95 > 0 ? `${(peer.p95 / ours.p95).toFixed(1)}×` : "";
    const over = target !== undefined && ours.p95 > target ? "  OVER" : "";
    console.log(
      `${what.padEnd(50)} ${`${shown(ours.p50)} / ${shown(ours.p95)}`.padStart(18)} ${`${shown(peer?.p50)} / ${shown(peer?.p95)}`.padStart(24)}  ${ratio.padStart(12)}  ${target === undefined ? "" : `≤ ${target} ${unit}`}${over}`,
    );
  }
}
process.exit(0);
