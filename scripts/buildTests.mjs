// What runs inside the extension host, one bundle each: test/vscode/*.ts → out/vscode/*.cjs, test/bench/editor.ts → out/bench.
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { root } from "./n.mjs";

const tests = fs
  .readdirSync(path.join(root, "test", "vscode"))
  .filter((file) => file === "index.ts" || file.endsWith(".test.ts"))
  .map((file) => `test/vscode/${file}`);
fs.rmSync(path.join(root, "out"), { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: [...tests, "test/bench/editor.ts"],
  outbase: "test",
  outdir: "out",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode", "mocha"],
  sourcemap: "inline",
  logLevel: "warning",
});
