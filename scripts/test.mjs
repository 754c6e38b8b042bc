// npm test: every suite, one after the other. The last line is `N passed, N failed, N skipped` over all of them; the
// exit code is 1 when a test failed, a suite ran no test, or a suite broke off.
//   -- --only lint,unit   some suites, by name       -- --list   their names
// Runs on the machine's own Node (20 or newer); the suites run on the pinned one.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";
import { environment, nodePath, root, scriptPath } from "./n.mjs";

/** What one suite counted. `failures` are the names to say again at the end. */
const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] };
const reports = fs.mkdtempSync(path.join(os.tmpdir(), "flashback-reports-"));
process.once("exit", () => fs.rmSync(reports, { recursive: true, force: true }));

/** name → what it does. `exit` suites are one test each: they succeed or they do not. */
const suites = {
  lint: () => exitTests([["no lint warnings, formatted", "biome", "check", "--error-on-warnings"]]),
  types: () =>
    exitTests(
      ["src/core", ".", "src/webview", "test/vscode"].map((project) => [`types of ${project}`, "tsc", "-p", project]),
    ),
  unit: () => vitest(),
  knip: () => exitTests([["nothing unused", "knip", "--no-progress"]]),
  package: () =>
    exitTests([
      ["the .vsix is built", "./scripts/package.mjs"],
      ["every part is as small as promised", "./scripts/sizes.mjs"],
      ["the editor's tests are built", "./scripts/buildTests.mjs"],
    ]),
  editor: () => reporting("./scripts/editorTests.mjs"),
  installed: () => reporting("./scripts/editorTests.mjs", "--vsix", "flashback.vsix"),
  browser: () => reporting("./scripts/webTests.mjs"),
  newcomer: () => reporting("./scripts/uiTests.mjs"),
};

const { values: options } = parseArgs({ options: { only: { type: "string" }, list: { type: "boolean" } } });
if (options.list) {
  console.log(Object.keys(suites).join("\n"));
  process.exit(0);
}
/** Asked for by name only: what it finds is untidy, not wrong. */
const byName = ["knip"];
const chosen = options.only?.split(",") ?? Object.keys(suites).filter((name) => !byName.includes(name));
const unknown = chosen.filter((name) => !suites[name]);
if (unknown.length) {
  console.error(`No such suite: ${unknown.join(", ")}. There are ${Object.keys(suites).join(", ")}.`);
  process.exit(1);
}

const total = { ...nothing, failures: [] };
try {
  install();
} catch (error) {
  console.error(`The packages could not be installed: ${error.message}`);
  add("install", { ...nothing, failed: 1, failures: ["npm ci"] });
  end();
}
for (const name of chosen) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  let result;
  try {
    result = await suites[name]();
  } catch (error) {
    result = { ...nothing, failed: 1, failures: [`broke off: ${error.message}`] };
  }
  if (result.passed + result.failed + result.skipped === 0)
    result = { ...nothing, failed: 1, failures: ["ran no test at all"] };
  add(name, result);
  console.log(`   ${name}: ${counts(result)} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
end();

function add(suite, result) {
  for (const key of ["passed", "failed", "skipped"]) total[key] += result[key];
  total.failures.push(...result.failures.map((failure) => `${suite}: ${failure}`));
}

function end() {
  if (total.failures.length) console.log(`\nFailed:\n${total.failures.map((f) => `  ${f}`).join("\n")}`);
  console.log(`\n${counts(total)}`);
  process.exit(total.failed > 0 ? 1 : 0);
}

function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

async function exitTests(rows) {
  const result = { ...nothing, failures: [] };
  for (const [name, command, ...args] of rows) {
    const code = await run(command, args);
    if (code === 0) result.passed++;
    else {
      result.failed++;
      result.failures.push(`${name} (exit code ${code})`);
    }
  }
  return result;
}

async function vitest() {
  const file = path.join(reports, "vitest.json");
  const code = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  const failures = report.testResults.flatMap((each) => {
    const failed = each.assertionResults.filter((a) => a.status === "failed").map((a) => a.fullName);
    // A file that could not even be loaded has no failed test in it.
    const broken = each.status === "failed" && failed.length === 0 ? ["could not be run"] : [];
    return [...failed, ...broken].map((name) => `${path.relative(root, each.name)}: ${name}`);
  });
  if (code !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${code}`);
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures,
  };
}

/** A suite of ours: it writes `{passed, failed, skipped, failures}` where TEST_REPORT says. */
async function reporting(script, ...args) {
  const file = path.join(reports, `${Date.now()}.json`);
  const code = await run(script, args, { TEST_REPORT: file });
  if (!fs.existsSync(file)) throw new Error(`exit code ${code} and no report`);
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  if (code !== 0 && report.failed === 0) {
    report.failed = 1;
    report.failures.push(`ended with exit code ${code}`);
  }
  return report;
}

function run(command, args, extra = {}) {
  const node = nodePath();
  return new Promise((resolve, reject) => {
    const child = spawn(node, [scriptPath(command), ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...environment(node), ...extra },
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
}
