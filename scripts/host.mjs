// A real VS Code on 127.0.0.1, and a browser to look at it. Used by start, test, look and bench.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { getVscode } from "./getVscode.mjs";
import { nodePath, root } from "./n.mjs";

/** User settings of the window: no greetings, no network, nothing that moves while a test looks. */
const quiet = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.menuBarVisibility": "classic",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * @param {object} options
 * @param {string | readonly string[]} [options.vsix] installed before the start
 * @param {object} [options.settings] user settings beside the quiet ones
 * @param {boolean} [options.tests] allows a test run to be named in the address; hides notifications
 * @param {Record<string, string | undefined>} [options.env] for the extension host; undefined removes
 * @param {boolean} [options.keep] leaves the data folder with its logs
 * @returns {Promise<{origin: string, authority: string, token: string, data: string, child: import("node:child_process").ChildProcess, stop(): Promise<void>}>}
 */
export async function startServer({ port = 0, vsix, settings = {}, tests = false, env = {}, keep = false } = {}) {
  const main = path.join(getVscode(), "out", "server-main.js");
  const node = nodePath();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "flashback-vscode-"));
  fs.mkdirSync(path.join(data, "data", "User"), { recursive: true });
  fs.writeFileSync(
    path.join(data, "data", "User", "settings.json"),
    JSON.stringify({ ...quiet, ...settings }, null, 2),
  );
  const environment = { ...cleanEnvironment(), EXTENSIONS_GALLERY: "{}", XDG_RUNTIME_DIR: data };
  for (const [name, value] of Object.entries(env))
    if (value === undefined) delete environment[name];
    else environment[name] = value;
  const common = ["--server-data-dir", data, "--accept-server-license-terms", "--telemetry-level", "off"];
  const packed = [vsix ?? []].flat().flatMap((file) => ["--install-extension", path.resolve(file)]);
  if (packed.length > 0)
    execFileSync(node, [main, ...common, ...packed, "--force"], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });

  const token = randomBytes(16).toString("hex");
  const log = fs.openSync(path.join(data, "server.log"), "w");
  const arguments_ = [main, ...common, "--host", "127.0.0.1", "--port", String(port), "--connection-token", token];
  if (tests) arguments_.push("--enable-smoke-test-driver");
  // Its own process group, so that the extension host ends with it.
  const group = process.platform !== "win32";
  const child = spawn(node, arguments_, { env: environment, stdio: ["ignore", "pipe", log], detached: group });
  let exited = false;
  child.once("exit", () => {
    exited = true;
  });
  const kill = (signal) => {
    try {
      if (group) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It is gone already.
    }
  };
  const onExit = () => {
    if (!exited) kill("SIGKILL");
    if (!keep) fs.rmSync(data, { recursive: true, force: true });
  };
  process.once("exit", onExit);

  const bound = await new Promise((resolve, reject) => {
    let text = "";
    const failed = (what) => reject(new Error(`VS Code's server ${what}: ${lastLines(data)}`));
    const ended = (code) => failed(`ended with ${code}`);
    const silent = setTimeout(() => failed("said nothing for two minutes"), 120_000);
    child.once("exit", ended);
    child.stdout.on("data", (chunk) => {
      fs.writeSync(log, chunk);
      text += chunk;
      const found = /Extension host agent listening on (\d+)/.exec(text);
      if (!found) return;
      // It has begun: how it ends is its user's concern from here on.
      clearTimeout(silent);
      child.removeListener("exit", ended);
      resolve(Number(found[1]));
    });
  });
  return {
    origin: `http://127.0.0.1:${bound}`,
    authority: `127.0.0.1:${bound}`,
    token,
    data,
    child,
    async stop() {
      process.removeListener("exit", onExit);
      if (!exited) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        kill("SIGTERM");
        const timer = setTimeout(() => kill("SIGKILL"), 5000);
        await gone;
        clearTimeout(timer);
        kill("SIGKILL");
      }
      if (!keep) fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Another editor's own variables would tell this one that it is a child of theirs. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([k]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|CODE_SERVER_)/.test(k)),
  );
}

function lastLines(data) {
  return fs.readFileSync(path.join(data, "server.log"), "utf8").trim().split("\n").slice(-5).join("\n");
}

/** The address of a window with `folder` open; `payload` names a test run (only with `tests`). */
export function workbenchUrl(server, folder, payload = {}) {
  const url = new URL(`${server.origin}/`);
  url.searchParams.set("tkn", server.token);
  url.searchParams.set("folder", folder.replaceAll("\\", "/"));
  if (Object.keys(payload).length) url.searchParams.set("payload", JSON.stringify(Object.entries(payload)));
  return url.href;
}

export function remoteUri(server, file) {
  return `vscode-remote://${server.authority}${file}`;
}

/** The sample agents in a folder of their own, so that a run or an edit does not change ours. */
export function copySamples() {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), "flashback-"));
  const folder = path.join(parent, "samples");
  fs.cpSync(path.join(root, "media", "samples"), folder, { recursive: true });
  return { folder, remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** CHROME_PATH, else the Chromium that npm brought (Linux x64), else one that is installed. */
export async function findChrome() {
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH };
  const packed = path.join(root, "node_modules", "@sparticuz", "chromium", "bin");
  if (process.platform === "linux" && process.arch === "x64" && fs.existsSync(path.join(packed, "chromium.br")))
    return unpackChrome(packed);
  const installed = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ].find((file) => fs.existsSync(file));
  if (installed) return { executablePath: installed };
  throw new Error("No Chromium was found here: install one, or name it in CHROME_PATH.");
}

/** 63 MB of brotli, unpacked once. It brings the libraries and a font that a bare machine lacks. */
async function unpackChrome(packed) {
  const { version } = JSON.parse(fs.readFileSync(path.join(packed, "..", "package.json"), "utf8"));
  const home = path.join(root, ".vscode-test", `chromium-${version}`);
  if (!fs.existsSync(home)) {
    // Beside its place, then moved there at once: a half-unpacked one is never seen, nor one that is running written to.
    fs.mkdirSync(path.dirname(home), { recursive: true });
    const draft = fs.mkdtempSync(`${home}-`);
    const unpack = (from, to, mode) =>
      pipeline(
        fs.createReadStream(path.join(packed, from)),
        createBrotliDecompress(),
        fs.createWriteStream(path.join(draft, to), { mode }),
      );
    await Promise.all([
      unpack("chromium.br", "chromium", 0o755),
      unpack("al2023.tar.br", "libraries.tar"),
      unpack("fonts.tar.br", "fonts.tar"),
    ]);
    for (const archive of ["libraries.tar", "fonts.tar"]) {
      execFileSync("tar", ["xf", archive], { cwd: draft });
      fs.rmSync(path.join(draft, archive));
    }
    fs.writeFileSync(
      path.join(draft, "fonts.conf"),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>`,
    );
    // The other one of two that unpacked at the same time was first: its copy is as good.
    if (fs.existsSync(home)) fs.rmSync(draft, { recursive: true });
    else fs.renameSync(draft, home);
  }
  // The machine's own libraries first: they fit it better than those that came along.
  const libraries = ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", path.join(home, "lib")];
  const env = { ...process.env };
  env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, ...libraries].filter(Boolean).join(":");
  if (!fs.existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_FILE = path.join(home, "fonts.conf");
  return { executablePath: path.join(home, "chromium"), env };
}

/** A fresh profile that reaches 127.0.0.1 and nothing else; what else was asked for is in `refused`. */
export async function openBrowser({
  viewport = { width: 1400, height: 900 },
  reducedMotion = "reduce",
  args = [],
} = {}) {
  const { chromium } = await import("playwright-core");
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "flashback-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...(await findChrome()),
    headless: true,
    viewport,
    reducedMotion,
    timeout: 120_000,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      ...args,
    ],
  });
  const refused = [];
  await context.route(
    (url) => /^https?:$/.test(url.protocol) && url.hostname !== "127.0.0.1",
    (route) => {
      refused.push(route.request().url());
      return route.abort();
    },
  );
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    refused,
    async close() {
      await context.close();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
