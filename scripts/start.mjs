// npm start: a real VS Code with Flashback from its own .vsix and the sample agents open, on 127.0.0.1.
//   -- --desktop   installs the .vsix into the VS Code behind `code` on PATH instead
//   -- --no-open   prints the address and opens no browser
//   -- --port N    the port to listen on; otherwise one that is free
// Runs on the machine's own Node (20 or newer); the rest is brought by npm.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";
import { root } from "./n.mjs";
import { whenParentGoes } from "./parent.mjs";
import { run } from "./run.mjs";

const { values: options } = parseArgs({
  options: { desktop: { type: "boolean" }, "no-open": { type: "boolean" }, port: { type: "string", default: "0" } },
});
const vsix = path.join(root, "flashback.vsix");
/** Started by npm, it ends with it; by itself it may outlive the shell that began it. */
const npm = process.env.npm_lifecycle_event === undefined ? undefined : process.ppid;

try {
  await phase("Packages", () => install());
  await phase("Flashback", () => run("./scripts/package.mjs"));
  await (options.desktop ? desktop() : web());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

async function phase(name, work) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  try {
    const result = await work();
    console.log(`   ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    throw new Error(`${name}: this did not work. ${error.message}`);
  }
}

async function web() {
  const { getVscode } = await import("./getVscode.mjs");
  const { copySamples, startServer, workbenchUrl } = await import("./host.mjs");
  await phase("VS Code", () => getVscode());
  const samples = copySamples();
  process.once("exit", samples.remove);
  let server;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log("\nStopping.");
    // While it is still starting, leaving is enough: what has been begun ends with this process.
    await server?.stop();
    process.exit(0);
  };
  // A terminal that is gone cannot be written to: that is no reason to stay.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  if (npm !== undefined) whenParentGoes(stop, npm);
  server = await phase("Server", () => startServer({ vsix, port: Number(options.port) }));
  server.child.once("exit", (code) => {
    if (stopping) return;
    console.error(`\nVS Code's server ended by itself (${code}).`);
    process.exit(1);
  });
  const url = workbenchUrl(server, samples.folder);
  console.log(`\nFlashback is here:\n\n  ${url}\n`);
  console.log(`Open 1-hello.agent.yaml and click Run above it. The samples are a copy: ${samples.folder}`);
  console.log("The address holds a secret token of this run; only this machine can reach it. Ctrl-C stops everything.");
  if (!options["no-open"]) openInBrowser(url);
}

/** Where there is a screen. Whether it worked is not our business: the address is printed. */
function openInBrowser(url) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const command =
    process.platform === "darwin"
      ? "open"
      : process.platform === "win32"
        ? "explorer"
        : DISPLAY || WAYLAND_DISPLAY
          ? "xdg-open"
          : undefined;
  if (command)
    spawn(command, [url], { stdio: "ignore", detached: true })
      .on("error", () => {})
      .unref();
}

async function desktop() {
  const code = findOnPath("code");
  if (!code)
    throw new Error(
      'There is no "code" on PATH. In VS Code, run "Shell Command: Install \'code\' command in PATH", or leave out --desktop.',
    );
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "flashback-")), "samples");
  fs.cpSync(path.join(root, "media", "samples"), folder, { recursive: true });
  const shell = process.platform === "win32";
  await phase("Installing into your VS Code", () =>
    execFileSync(code, ["--install-extension", vsix, "--force"], { stdio: "inherit", shell }),
  );
  execFileSync(code, [folder, path.join(folder, "1-hello.agent.yaml")], { stdio: "inherit", shell });
  console.log(`\nFlashback is installed, and the samples are open: ${folder}`);
}

function findOnPath(name) {
  const endings = process.platform === "win32" ? [".cmd", ".exe"] : [""];
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find((file) => fs.existsSync(file));
}
