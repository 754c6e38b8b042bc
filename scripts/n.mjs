// node scripts/n.mjs <file | command of node_modules/.bin> [args]
// Runs it with the Node that package-lock.json pins (node-<platform> from npm), whatever Node the machine has. Only this
// file, start.mjs, test.mjs and install.mjs run on the machine's own Node (>= 20).
// node_modules/.bin/node is not relied on: npm 10 does not link it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The pinned Node, or the machine's own where npm carries none (macOS) and it is new enough. */
export function nodePath() {
  const windows = process.platform === "win32";
  const platform = windows ? "win" : process.platform;
  const pinned = path.join(
    root,
    "node_modules",
    `node-${platform}-${process.arch}`,
    "bin",
    windows ? "node.exe" : "node",
  );
  if (fs.existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  throw new Error(
    `Needs Node 22 or newer here, and this is ${process.version}. On Linux and Windows "npm ci" brings Node 24; elsewhere install it.`,
  );
}

/** A command's JavaScript, found through its package; a path is taken as it is. */
export function scriptPath(name) {
  if (/[\\/]/.test(name)) return name;
  return fs.realpathSync(path.join(root, "node_modules", ".bin", name));
}

export function environment(node = nodePath()) {
  return { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const node = nodePath();
  const [name, ...args] = process.argv.slice(2);
  const child = spawn(node, [scriptPath(name), ...args], { stdio: "inherit", env: environment(node) });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
