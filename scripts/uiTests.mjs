// Plays test/ui/*.mjs on the installed .vsix. Each exports a default function that is given `test(name, work)` and a
// window. The tests of one file build on each other: after a failure the rest of that file is not reached and fails too.
import fs from "node:fs";
import path from "node:path";
import { root } from "./n.mjs";
import { artifacts, openWindow } from "./window.mjs";

const result = { passed: 0, failed: 0, skipped: 0, failures: [] };
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const only = process.argv[2];
const folder = path.join(root, "test", "ui");
for (const file of fs.readdirSync(folder).filter((f) => f.endsWith(".mjs") && (!only || f.includes(only)))) {
  const play = await import(path.join(folder, file));
  console.log(`  ${play.title}`);
  const window = await started(play);
  if (!window) {
    count(play.title, "the window opens", new Error("it did not, twice"));
    continue;
  }
  let broken = false;
  const test = async (name, work) => {
    if (broken) return count(play.title, name, new Error("not reached"));
    const began = Date.now();
    try {
      await work();
      count(play.title, name, undefined, Date.now() - began);
    } catch (error) {
      broken = true;
      await window.picture(`failed-${path.parse(file).name}`).catch(() => {});
      count(play.title, name, error);
    }
  };
  try {
    await play.default(test, window);
  } finally {
    await window.close();
  }
}
if (process.env.TEST_REPORT) fs.writeFileSync(process.env.TEST_REPORT, JSON.stringify(result));
process.exit(result.failed > 0 ? 1 : 0);

/** The browser or the server may not come up on a machine under load: that alone is tried again, and said. */
async function started(play) {
  for (const attempt of [1, 2]) {
    try {
      return await openWindow({ vsix: path.join(root, "flashback.vsix"), pictures: artifacts, ...play.options });
    } catch (error) {
      console.log(`    the window did not open (${error.message.split("\n")[0]})${attempt === 1 ? "; once more" : ""}`);
    }
  }
  return undefined;
}

function count(title, name, error, ms) {
  if (error) {
    result.failed++;
    result.failures.push(`${title}: ${name}`);
    console.log(`    ✘ ${name}\n      ${error.message.split("\n").slice(0, 12).join("\n      ")}`);
  } else {
    result.passed++;
    console.log(`    ✔ ${name} (${(ms / 1000).toFixed(1)} s)`);
  }
}
