// vocabulary → bundles. `--dev` leaves them readable, with source maps.
import fs from "node:fs";
import path from "node:path";
import { root } from "./n.mjs";
import { main, run } from "./run.mjs";

await main(() => {
  const dist = path.join(root, "dist");
  fs.mkdirSync(dist, { recursive: true });
  // Nothing of an older build stays; only the vocabulary does, which takes a while to make and never changes.
  for (const name of fs.readdirSync(dist).filter((each) => each !== "gemma.ranks.gz"))
    fs.rmSync(path.join(dist, name), { recursive: true });
  run("./scripts/vocabulary.mjs");
  run("./esbuild.mjs", process.argv.includes("--dev") ? [] : ["--minify"]);
});
