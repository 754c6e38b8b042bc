// Installs what is missing: when there is no node_modules, or the lock file is newer than it. Runs on the machine's own Node.
import fs from "node:fs";
import path from "node:path";
import { root } from "./n.mjs";
import { npm } from "./npm.mjs";

export function install(say = console.log) {
  if (installed()) return;
  say("Installing packages (npm ci, about a minute)");
  // Errors and progress, not what packages have to say about each other.
  npm(["ci", "--loglevel=error"], root, "inherit");
}

/** npm writes its own lock into node_modules as its last act. */
function installed() {
  const at = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs;
  const done = at("node_modules/.package-lock.json");
  return done !== undefined && done >= at("package-lock.json");
}
