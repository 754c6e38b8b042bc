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
  let played = await play(file);
  if (played.some((each) => each.error)) {
    // A window on a busy machine may lose a key or a click. What fails twice in a new window is ours.
    console.log("    once more, in a new window");
    played = await play(file);
  }
  for (const { name, error } of played) {
    if (!error) result.passed++;
    else {
      result.failed++;
      result.failures.push(name);
    }
  }
}
if (process.env.TEST_REPORT) fs.writeFileSync(process.env.TEST_REPORT, JSON.stringify(result));
process.exit(result.failed > 0 ? 1 : 0);

/** Plays one file in a window of its own; gives what became of each test. */
async function play(file) {
  const { default: tests, title, options } = await import(path.join(folder, file));
  console.log(`  ${title}`);
  const played = [];
  const say = (name, error, ms) => {
    played.push({ name: `${title}: ${name}`, error });
    if (error) console.log(`    ✘ ${name}\n      ${error.message.split("\n").slice(0, 12).join("\n      ")}`);
    else console.log(`    ✔ ${name} (${(ms / 1000).toFixed(1)} s)`);
  };
  const window = await started(options);
  if (!window) {
    say("the window opens", new Error("it did not, twice"));
    return played;
  }
  const test = async (name, work) => {
    if (played.some((each) => each.error)) return say(name, new Error("not reached"));
    const began = Date.now();
    try {
      await work();
      say(name, undefined, Date.now() - began);
    } catch (error) {
      await window.picture(`failed-${path.parse(file).name}`).catch(() => {});
      say(name, error);
    }
  };
  try {
    await tests(test, window);
  } finally {
    await window.close();
  }
  return played;
}

/** The browser or the server may not come up on a machine under load: that alone is tried again, and said. */
async function started(options) {
  for (const attempt of [1, 2]) {
    try {
      return await openWindow({ vsix: path.join(root, "flashback.vsix"), pictures: artifacts, ...options });
    } catch (error) {
      console.log(`    the window did not open (${error.message.split("\n")[0]})${attempt === 1 ? "; once more" : ""}`);
    }
  }
  return undefined;
}
