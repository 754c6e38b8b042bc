// build → flashback.vsix
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { environment, nodePath, root, scriptPath } from "./n.mjs";

export const vsix = path.join(root, "flashback.vsix");

const node = nodePath();
const run = (args, stdio) => execFileSync(node, args, { cwd: root, stdio, env: environment(node), encoding: "utf8" });
run(["scripts/build.mjs"], "inherit");
// Its listing is worth a screen only when something went wrong.
run(
  [scriptPath("vsce"), "package", "--no-dependencies", "--allow-missing-repository", "--out", vsix],
  ["ignore", "pipe", "inherit"],
);
console.log(`${path.basename(vsix)}: ${(fs.statSync(vsix).size / 1024 / 1024).toFixed(2)} MB`);
