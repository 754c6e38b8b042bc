// Pictures of a view in its states, to be looked at beside the design.
//   node scripts/n.mjs test/webview/look.mjs <run|compare|trace|graph> [--scene name] [--theme dark|light|hc] [--width 1240] [--height 780] [--out folder]
// --scene, --theme and --width may be said several times; every one is drawn with every other.
// Takes the built bundle (esbuild.mjs) and the scenes of test/webview/<view>/scenes.ts: name → { messages, act? }, where
// `messages` are what the host says and `act(page)` is done before the picture is taken.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { chromium } from "playwright-core";

const root = path.resolve(import.meta.dirname, "../..");
const themes = { dark: "dark-modern", light: "light-modern", hc: "high-contrast" };
const bodyClass = { dark: "vscode-dark", light: "vscode-light", hc: "vscode-high-contrast" };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scene: { type: "string", multiple: true },
    theme: { type: "string", multiple: true },
    width: { type: "string", multiple: true, default: ["1240"] },
    height: { type: "string", default: "780" },
    out: { type: "string", default: path.join(root, ".vscode-test", "look") },
  },
});
const [view] = positionals;
if (!view) throw new Error("Which view: run, compare, trace or graph?");

const { scenes } = await import(path.join(root, "test/webview", view, "scenes.ts"));
const wanted = options.scene ?? Object.keys(scenes);
const server = http.createServer(serve).listen(0, "127.0.0.1");
await new Promise((ok) => server.once("listening", ok));
const { port } = server.address();
fs.mkdirSync(options.out, { recursive: true });
const browser = await chromium.launch({ ...(await findChrome()), args: ["--no-sandbox", "--disable-gpu"] });
let wrong = 0;
try {
  for (const theme of options.theme ?? ["dark"])
    for (const width of options.width) for (const name of wanted) await draw(name, theme, width);
} finally {
  await browser.close();
  server.close();
}
process.exitCode = wrong ? 1 : 0;

async function draw(name, theme, width) {
  const page = await browser.newPage({
    viewport: { width: Number(width), height: Number(options.height) },
    deviceScaleFactor: 1.5,
  });
  page.on("console", (m) => {
    if (m.type() === "error") complain(`${name}: ${m.text()}`);
  });
  page.on("pageerror", (e) => complain(`${name}: ${e.message}`));
  await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
  const scene = scenes[name];
  for (const message of scene.messages) await page.evaluate((m) => window.postMessage(m, "*"), message);
  await page.waitForTimeout(150);
  await scene.act?.(page);
  await page.waitForTimeout(150);
  const file = path.join(options.out, `${view}-${name}-${theme}-${width}.png`);
  await page.screenshot({ path: file });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) complain(`${name} (${theme}, ${width}): ${wide} px too wide`);
  console.log(file);
  await page.close();
}

function complain(text) {
  wrong++;
  console.error(text);
}

/** The page as the extension makes it (vscode/webviewHtml.ts), with the same policy, and the bundle's own files. */
function serve(request, response) {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/") {
    const nonce = randomBytes(16).toString("base64");
    const theme = url.searchParams.get("theme") ?? "dark";
    const css = fs.existsSync(path.join(root, `dist/webview/${view}.css`))
      ? `<link rel="stylesheet" href="${view}.css">`
      : "";
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader(
      "content-security-policy",
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'`,
    );
    response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${view}</title>
<link rel="stylesheet" href="theme/${themes[theme]}.css">${css}</head><body class="${bodyClass[theme]}">
<script nonce="${nonce}">let state; window.said = []; window.acquireVsCodeApi = () => ({ postMessage: (m) => window.said.push(m), getState: () => state, setState: (s) => { state = s; } });</script>
<script type="module" nonce="${nonce}" src="${view}.js"></script></body></html>`);
    return;
  }
  const file = url.pathname.startsWith("/theme/")
    ? path.join(import.meta.dirname, "themes", path.basename(url.pathname))
    : path.join(root, "dist/webview", path.basename(url.pathname));
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const types = { ".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf" };
  response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
  fs.createReadStream(file).pipe(response);
}

/** The machine's own browser, or (Linux, x64) the headless Chromium that @sparticuz/chromium carries, unpacked once. */
async function findChrome() {
  const own = [process.env.CHROME_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (p) => p && fs.existsSync(p),
  );
  if (own) return { executablePath: own };
  const packed = path.join(root, "node_modules/@sparticuz/chromium/bin");
  if (!fs.existsSync(path.join(packed, "chromium.br"))) throw new Error("No Chromium found: set CHROME_PATH");
  const out = path.join(root, ".vscode-test", "chromium");
  if (!fs.existsSync(path.join(out, "ok"))) {
    const fresh = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
    const unpack = (from, to, mode) =>
      pipeline(
        fs.createReadStream(path.join(packed, from)),
        createBrotliDecompress(),
        fs.createWriteStream(path.join(fresh, to), { mode }),
      );
    await Promise.all([
      unpack("chromium.br", "chromium", 0o755),
      unpack("al2023.tar.br", "lib.tar"),
      unpack("fonts.tar.br", "fonts.tar"),
    ]);
    for (const tar of ["lib.tar", "fonts.tar"]) execFileSync("tar", ["xf", tar], { cwd: fresh });
    fs.rmSync(out, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.cpSync(fresh, out, { recursive: true });
    fs.rmSync(fresh, { recursive: true });
    fs.writeFileSync(
      path.join(out, "fonts.conf"),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${path.join(out, "fonts")}</dir><cachedir>${path.join(out, "font-cache")}</cachedir></fontconfig>`,
    );
    fs.writeFileSync(path.join(out, "ok"), "");
  }
  const libraries = [process.env.LD_LIBRARY_PATH, "/usr/lib/x86_64-linux-gnu", path.join(out, "lib")];
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.filter(Boolean).join(":") };
  if (!fs.existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_FILE = path.join(out, "fonts.conf");
  return { executablePath: path.join(out, "chromium"), env };
}
