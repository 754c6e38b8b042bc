// vocabulary → bundles. `--dev` leaves them readable, with source maps.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { environment, nodePath, root } from "./n.mjs";

const dev = process.argv.includes("--dev");
fs.mkdirSync(path.join(root, "dist"), { recursive: true });
run("scripts/vocabulary.mjs");
run("esbuild.mjs", ...(dev ? [] : ["--minify"]));

function run(...args) {
  const node = nodePath();
  execFileSync(node, args, { cwd: root, stdio: "inherit", env: environment(node) });
}
