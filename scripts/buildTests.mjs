// test/vscode/*.ts → out/vscode/*.cjs, one bundle each, for the extension host.
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { root } from "./n.mjs";

const from = path.join(root, "test", "vscode");
fs.rmSync(path.join(root, "out", "vscode"), { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: fs
    .readdirSync(from)
    .filter((f) => f === "index.ts" || f.endsWith(".test.ts"))
    .map((f) => `test/vscode/${f}`),
  outdir: "out/vscode",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode", "mocha"],
  sourcemap: "inline",
  logLevel: "warning",
});
