// Runs out/vscode (mocha) inside a real extension host.
//   [--vsix file]   against the installed .vsix; otherwise against this folder
// VSCODE_PATH names a desktop VS Code to use, VSCODE_HOST=electron downloads one; otherwise the web server from npm is
// used. TEST_GREP picks tests, VERBOSE=1 shows the editor's own log, KEEP=1 leaves its data, TEST_TIMEOUT_MS is the limit.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format, parseArgs } from "node:util";
import { copySamples, openBrowser, remoteUri, startServer, workbenchUrl } from "./host.mjs";
import { root } from "./n.mjs";

const { values: options } = parseArgs({ options: { vsix: { type: "string" } } });
const limit = Number(process.env.TEST_TIMEOUT_MS ?? 600_000);
const tests = path.join(root, "out", "vscode", "index.cjs");
const report = process.env.TEST_REPORT ?? path.join(os.tmpdir(), `flashback-report-${process.pid}.json`);
const mark = "#flashback-test# ";
// Inherited by the server and so by the extension host. No key: the tests must not reach a real model.
const env = {
  ...{ TEST_MARK: mark, TEST_REPORT: report, TEST_GREP: process.env.TEST_GREP },
  ...{ GEMINI_API_KEY: undefined, GOOGLE_API_KEY: undefined, GOOGLE_GEMINI_BASE_URL: undefined },
};

// Ends what was started: the server hangs on this process's `exit`.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

let code = await attempt();
if (code === "did not start") {
  console.log("The editor itself did not start; trying once more.");
  code = await attempt();
}
process.exit(code === 0 ? 0 : 1);

/** The exit code of the tests, or that they never began: the only case worth a second attempt. */
async function attempt() {
  fs.rmSync(report, { force: true });
  const samples = copySamples();
  try {
    const desktop = await desktopVscode();
    return desktop ? await onDesktop(desktop, samples.folder) : await onWeb(samples.folder);
  } finally {
    samples.remove();
  }
}

async function desktopVscode() {
  if (process.env.VSCODE_PATH) return process.env.VSCODE_PATH;
  if (process.env.VSCODE_HOST !== "electron") return undefined;
  const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
  try {
    return await downloadAndUnzipVSCode({
      version: process.env.VSCODE_VERSION ?? "stable",
      cachePath: path.join(root, ".vscode-test"),
    });
  } catch (error) {
    console.log(`VS Code could not be downloaded (${error.code ?? error.message}); using the web server from npm.`);
    return undefined;
  }
}

async function onDesktop(executable, folder) {
  const { runTests } = await import("@vscode/test-electron");
  // Short, for the path of a socket in it is limited to 107 bytes.
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "fb-"));
  const root_ = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [folder, "--user-data-dir", data, "--disable-extensions", "--disable-workspace-trust", ...root_],
    });
  } catch (error) {
    console.error(error.message);
    return fs.existsSync(report) ? 1 : "did not start";
  } finally {
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function onWeb(folder) {
  const editorLog = [];
  let began = false;
  let server;
  let browser;
  try {
    server = await startServer({ vsix: options.vsix, tests: true, env, keep: Boolean(process.env.KEEP) });
    browser = await openBrowser();
    const { page } = browser;
    const ended = new Promise((resolve, reject) => {
      page.exposeFunction("codeAutomationLog", (type, args) => {
        const text = format(...args);
        if (text.startsWith(mark)) {
          began = true;
          console.log(text.slice(mark.length));
        } else if (process.env.VERBOSE) console.log(`[editor ${type}] ${text}`);
        else editorLog.push(`[editor ${type}] ${text}`);
      });
      page.exposeFunction("codeAutomationExit", resolve);
      page.on("crash", () => reject(new Error("the page crashed")));
      server.child.once("exit", (status) => reject(new Error(`VS Code's server ended (${status})`)));
      setTimeout(() => reject(new Error(`no result after ${limit / 1000} s`)), limit).unref();
      setTimeout(() => began || reject(new Error("no test began within three minutes")), 180_000).unref();
    });
    ended.catch(() => {});
    if (process.env.VERBOSE) page.on("console", (message) => console.log(`[page ${message.type()}] ${message.text()}`));
    // With a .vsix the tested extension is the installed one; the development path must name some extension all the same.
    const development = options.vsix ? path.join(root, "scripts", "emptyExtension") : root;
    await page.goto(
      workbenchUrl(server, folder, {
        extensionDevelopmentPath: remoteUri(server, development),
        extensionTestsPath: remoteUri(server, tests),
        enableProposedApi: "",
        skipWelcome: "true",
      }),
      { timeout: 120_000 },
    );
    const status = await ended;
    if (status !== 0 && !began) console.error(problems(editorLog));
    if (browser.refused.length) console.log(`Refused to reach ${[...new Set(browser.refused)].join(", ")}`);
    return status;
  } catch (error) {
    console.error(`The editor's tests broke off: ${error.message}`);
    console.error(problems(editorLog));
    fs.mkdirSync(path.join(root, "artifacts"), { recursive: true });
    await browser?.page.screenshot({ path: path.join(root, "artifacts", "editor-broke-off.png") }).catch(() => {});
    return began ? 1 : "did not start";
  } finally {
    await browser?.close().catch(() => {});
    await server?.stop();
  }
}

function problems(lines) {
  return lines
    .filter((line) => /^\[editor (error|warn)/.test(line))
    .slice(-20)
    .join("\n");
}
