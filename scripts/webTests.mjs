// The extension where there is no Node: VS Code's window with our folder as an extension of the browser, in its worker host.
//   TEST_REPORT=file gets {passed, failed, skipped, failures}
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { copySamples, openBrowser, startServer, workbenchUrl } from "./host.mjs";
import { root } from "./n.mjs";

const mark = "#flashback# ";
const limitMs = 120_000;
const expected = {
  node: false,
  activated: { web: true },
  missingCommands: [],
  problems: ["AG107", "AG201"],
  completes: true,
  explains: 1,
  buttons: 0,
};

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
const name = "in the browser's worker the extension checks, completes and explains";
const failures = [];
try {
  assert.deepEqual(await play(), expected);
  console.log(`    ✔ ${name}`);
} catch (error) {
  failures.push(name);
  console.log(`    ✘ ${name}\n      ${error.message}`);
}
const report = { passed: 1 - failures.length, failed: failures.length, skipped: 0, failures };
if (process.env.TEST_REPORT) fs.writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
process.exit(failures.length);

/** What out/web/index.cjs found out inside. */
async function play() {
  const samples = copySamples();
  const server = await startServer({ tests: true });
  // A page that is answered from here counts as foreign to 127.0.0.1.
  const browser = await openBrowser({ args: ["--disable-features=LocalNetworkAccessChecks"] });
  try {
    const { context, page } = browser;
    await context.route(
      ({ pathname }) => pathname.startsWith("/our-extension/"),
      (route) => {
        const file = path.join(root, decodeURIComponent(new URL(route.request().url()).pathname.slice(15)));
        return fs.existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
      },
    );
    await context.route(
      ({ href }) => href.startsWith(`${server.origin}/?`),
      (route) => answer(route, context, server),
    );
    const found = new Promise((resolve, reject) => {
      page.exposeFunction("codeAutomationLog", (_, [text]) => {
        if (String(text).startsWith(mark)) resolve(JSON.parse(String(text).slice(mark.length)));
      });
      page.exposeFunction("codeAutomationExit", (code) => reject(new Error(`ended with ${code} and said nothing`)));
      page.on("console", (message) => {
        if (/^Error: Activating extension 'flashback/.test(message.text())) reject(new Error(message.text()));
      });
      setTimeout(() => reject(new Error(`nothing after ${limitMs / 1000} s`)), limitMs).unref();
    });
    found.catch(() => {});
    await page.goto(workbenchUrl(server, samples.folder), { timeout: 60_000 });
    return await found;
  } finally {
    await browser.close().catch(() => {});
    await server.stop();
    samples.remove();
  }
}

/** The window's page, told that our folder is an extension under development that the browser itself loads. */
async function answer(route, context, server) {
  let response = await route.fetch({ maxRedirects: 0 });
  const { location, "set-cookie": cookie = "" } = response.headers();
  if (location) {
    const [key, value] = cookie.split(";")[0].split("=");
    await context.addCookies([{ name: key, value, url: server.origin }]);
    response = await route.fetch({ maxRedirects: 0, url: new URL(location, route.request().url()).href });
  }
  const page = (await response.text()).replace(
    /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
    (_, before, settings) => {
      const configuration = JSON.parse(settings.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
      const ours = { scheme: "http", authority: server.authority, path: "/our-extension" };
      configuration.developmentOptions = {
        ...configuration.developmentOptions,
        enableSmokeTestDriver: true,
        extensions: [ours],
        extensionTestsPath: { ...ours, path: "/our-extension/out/web/index.cjs" },
      };
      return `${before}${JSON.stringify(configuration).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
    },
  );
  await route.fulfill({ response, body: page });
}
