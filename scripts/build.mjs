// vocabulary → bundles. `--dev` leaves them readable, with source maps.
import fs from "node:fs";
import path from "node:path";
import { root } from "./n.mjs";
import { main, run } from "./run.mjs";

await main(() => {
  fs.mkdirSync(path.join(root, "dist"), { recursive: true });
  run("./scripts/vocabulary.mjs");
  run("./esbuild.mjs", process.argv.includes("--dev") ? [] : ["--minify"]);
});
