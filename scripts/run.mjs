import { spawnSync } from "node:child_process";
import { environment, nodePath, root, scriptPath } from "./n.mjs";

/**
 * Runs a script, or a command of node_modules, on the pinned Node; its words go to the screen. When it fails it has said
 * why, so the error only names it.
 */
export function run(command, args = [], stdio = "inherit") {
  const node = nodePath();
  const { status, signal } = spawnSync(node, [scriptPath(command), ...args], {
    cwd: root,
    stdio,
    env: environment(node),
  });
  if (status !== 0) throw new Error(`${command} ended with ${status ?? signal}; what it said stands above.`);
}

/** Top level of a script of steps: a failure is its sentence and exit code 1. */
export async function main(steps) {
  try {
    await steps();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
