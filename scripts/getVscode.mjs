// Brings a real VS Code from npm: the web server inside the package "code-server", without its own program. No install
// script runs and nothing is compiled. Kept in .vscode-test/, beside what @vscode/test-electron downloads.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./n.mjs";
import { npm } from "./npm.mjs";

/** 4.139.1 contains VS Code 1.139.1. The hash is the registry's own `dist.integrity`. */
const version = "4.139.1";
const sha512 = "fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==";

/** Not loaded by the server, the terminal, search or the extension host; together more than half of the download. */
const unused = [
  "@devcontainers/cli",
  "@github/copilot-sdk",
  "@microsoft/mxc-sdk",
  "@vscode/copilot-api",
  "@vscode/deviceid",
  "@vscode/fs-copyfile",
  "@vscode/native-watchdog",
  "@vscode/sandbox-runtime",
  "@vscode/spdlog",
  "@vscode/sqlite3",
  "@vscode/windows-process-tree",
  "@vscode/windows-registry",
  "kerberos",
  "ssh2",
  "tar",
  "zod",
];

/** Built-in extensions that want the network or a native module. */
const unwantedExtensions = [
  "copilot",
  "debug-auto-launch",
  "debug-server-ready",
  "git",
  "github",
  "github-authentication",
  "mermaid-markdown-features",
  "microsoft-authentication",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "tunnel-forwarding",
];

/** Two native modules that would need a compiler, as plain JavaScript: log files and the parent-process watchdog. */
const stubs = {
  "@vscode/spdlog": `"use strict";
const fs = require("fs"), path = require("path");
class Logger {
  constructor(type, name, file) { this.level = 2; this.name = name; this.file = file; this.plain = false; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  write(level, word, text) {
    if (level < this.level) return;
    try { fs.appendFileSync(this.file, this.plain ? text : new Date().toISOString() + " [" + word + "] " + text + "\\n"); } catch {}
  }
  trace(t) { this.write(0, "trace", t); }
  debug(t) { this.write(1, "debug", t); }
  info(t) { this.write(2, "info", t); }
  warn(t) { this.write(3, "warning", t); }
  error(t) { this.write(4, "error", t); }
  critical(t) { this.write(5, "critical", t); }
  setLevel(level) { this.level = level; }
  getLevel() { return this.level; }
  setPattern() {}
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}
exports.version = 1;
exports.setLevel = exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger("rotating", name, file);
`,
  "@vscode/native-watchdog": `"use strict";
exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
`,
};

/** The folder with `out/server-main.js`. The first call downloads about 45 MB. */
export function getVscode(say = console.log) {
  const home = path.join(root, ".vscode-test", `code-server-${version}`);
  const vscode = path.join(home, "package", "lib", "vscode");
  if (fs.existsSync(path.join(home, "complete"))) return vscode;

  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  say(`VS Code: downloading code-server ${version} from the npm registry (45 MB, once)`);
  npm(["pack", `code-server@${version}`, "--silent", "--ignore-scripts"], home);
  const archive = path.join(home, `code-server-${version}.tgz`);
  const found = createHash("sha512").update(fs.readFileSync(archive)).digest("base64");
  if (found !== sha512) throw new Error(`The download of code-server ${version} has sha512 ${found}, not ${sha512}.`);
  const parts = ["package/lib/vscode", "package/LICENSE", "package/ThirdPartyNotices.txt"];
  execFileSync("tar", ["xzf", path.basename(archive), ...parts], { cwd: home });
  fs.rmSync(archive);

  leaveOut(path.join(vscode, "package.json"), (json) => json.dependencies);
  leaveOut(path.join(vscode, "npm-shrinkwrap.json"), (json) => json.packages[""].dependencies);
  say("VS Code: installing the modules it runs on");
  // `npm install`, for `npm ci` finds its own shrinkwrap incomplete; the versions are the shrinkwrap's all the same.
  npm(["install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"], vscode);
  for (const [name, code] of Object.entries(stubs)) {
    const folder = path.join(vscode, "node_modules", name);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, version: "0.0.0", main: "index.js" }));
    fs.writeFileSync(path.join(folder, "index.js"), code);
  }
  for (const name of unwantedExtensions)
    fs.rmSync(path.join(vscode, "extensions", name), { recursive: true, force: true });
  fs.writeFileSync(path.join(home, "complete"), "");
  return vscode;
}

function leaveOut(file, dependenciesOf) {
  const json = JSON.parse(fs.readFileSync(file, "utf8"));
  for (const name of unused) delete dependenciesOf(json)[name];
  fs.writeFileSync(file, JSON.stringify(json, null, 2));
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) console.log(getVscode());
