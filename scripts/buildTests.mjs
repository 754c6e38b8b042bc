// What runs inside the extension host, one bundle each: test/vscode/*.ts → out/vscode/*.cjs, test/bench/editor.ts → out/bench,
// what runs inside the browser's worker → out/web, and the extension that is installed beside ours → out/yamlExtension.vsix.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { nodePath, root, scriptPath } from "./n.mjs";

const tests = fs
  .readdirSync(path.join(root, "test", "vscode"))
  .filter((file) => file === "index.ts" || file.endsWith(".test.ts"))
  .map((file) => `test/vscode/${file}`);
fs.rmSync(path.join(root, "out"), { recursive: true, force: true });
const settings = {
  absWorkingDir: root,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode", "mocha"],
  sourcemap: "inline",
  logLevel: "warning",
};
const beside = "test/vscode/yamlExtension";
await Promise.all([
  esbuild.build({ ...settings, entryPoints: ["test/web/index.ts"], outdir: "out/web", platform: "browser" }),
  esbuild.build({ ...settings, entryPoints: [...tests, "test/bench/editor.ts"], outbase: "test", outdir: "out" }),
  esbuild.build({ ...settings, entryPoints: [`${beside}/extension.ts`], outdir: "out/yamlExtension" }),
]);
const folder = path.join(root, "out", "yamlExtension");
for (const file of ["package.json", "README.md"])
  fs.copyFileSync(path.join(root, beside, file), path.join(folder, file));
const options = ["--no-dependencies", "--allow-missing-repository", "--skip-license"];
execFileSync(nodePath(), [scriptPath("vsce"), "package", ...options, "--out", `${folder}.vsix`], {
  cwd: folder,
  stdio: ["ignore", "ignore", "inherit"],
});
