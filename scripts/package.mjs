// build → flashback.vsix
import fs from "node:fs";
import path from "node:path";
import { root } from "./n.mjs";
import { main, run } from "./run.mjs";

await main(() => {
  run("./scripts/build.mjs");
  // Its listing is worth a screen only when something went wrong.
  const quiet = ["ignore", process.env.VERBOSE ? "inherit" : "ignore", "inherit"];
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  run("vsce", ["package", ...options, "--out", "flashback.vsix"], quiet);
  const size = fs.statSync(path.join(root, "flashback.vsix")).size;
  console.log(`flashback.vsix: ${(size / 1024 / 1024).toFixed(2)} MB`);
});
