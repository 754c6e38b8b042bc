// Runs a script of ours inside a real extension host: VS Code's web server from npm with a browser on it, or a desktop
// VS Code (VSCODE_PATH names one, VSCODE_HOST=electron downloads one).
// VERBOSE=1 shows the editor's own log, KEEP=1 leaves its data.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format } from "node:util";
import { copySamples, openBrowser, remoteUri, startServer, workbenchUrl } from "./host.mjs";
import { root } from "./n.mjs";

const mark = "#flashback# ";
/** No key: nothing here may reach a real model. */
const noKey = { GEMINI_API_KEY: undefined, GOOGLE_API_KEY: undefined, GOOGLE_GEMINI_BASE_URL: undefined };

/**
 * @param {object} options
 * @param {string} options.entry exports `run()`; a rejection is a failure. What it says begins with TEST_MARK.
 * @param {string} [options.vsix] the installed extension is tested instead of this folder
 * @param {{folder: string, vsix: string}} [options.beside] another extension that is there too
 * @param {object} [options.env] for the extension host
 * @param {number} [options.limitMs]
 * @returns {Promise<number>} the exit code
 */
export async function runInExtensionHost(options) {
  let code = await attempt(options);
  if (code === "did not start") {
    console.log("The editor itself did not start; trying once more.");
    code = await attempt(options);
  }
  return code === 0 ? 0 : 1;
}

/** The exit code, or that our script never began: the only case worth a second attempt. */
async function attempt({ entry, vsix, beside, env = {}, limitMs = 600_000 }) {
  const samples = copySamples();
  const world = { entry, vsix, beside, limitMs, folder: samples.folder, env: { ...noKey, ...env, TEST_MARK: mark } };
  try {
    const desktop = await desktopVscode();
    return desktop ? await onDesktop(desktop, world) : await onWeb(world);
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

async function onDesktop(executable, { entry, beside, folder, env }) {
  const { runTests } = await import("@vscode/test-electron");
  // Short, for the path of a socket in it is limited to 107 bytes.
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "fb-"));
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [root, ...(beside ? [beside.folder] : [])],
      extensionTestsPath: entry,
      extensionTestsEnv: env,
      launchArgs: [folder, "--user-data-dir", data, "--disable-extensions", "--disable-workspace-trust", ...asRoot],
    });
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function onWeb({ entry, vsix, beside, folder, env, limitMs }) {
  const editorLog = [];
  let began = false;
  let server;
  let browser;
  try {
    server = await startServer({
      vsix: [vsix ?? [], beside?.vsix ?? []].flat(),
      tests: true,
      env,
      keep: Boolean(process.env.KEEP),
    });
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
      setTimeout(() => reject(new Error(`no result after ${limitMs / 1000} s`)), limitMs).unref();
      setTimeout(() => began || reject(new Error("nothing of ours began within three minutes")), 180_000).unref();
    });
    ended.catch(() => {});
    if (process.env.VERBOSE) page.on("console", (message) => console.log(`[page ${message.type()}] ${message.text()}`));
    // With a .vsix the tested extension is the installed one; the development path must name some extension all the same.
    const development = vsix ? path.join(root, "scripts", "emptyExtension") : root;
    await page.goto(
      workbenchUrl(server, folder, {
        extensionDevelopmentPath: remoteUri(server, development),
        extensionTestsPath: remoteUri(server, entry),
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
    console.error(`The editor broke off: ${error.message}`);
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
