// How large the built parts are, against what is promised. Built before, with `npm run package`.
//   node scripts/n.mjs ./scripts/sizes.mjs
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { root } from "./n.mjs";

const bytes = (file) => fs.statSync(path.join(root, file)).size;
const gzip = (file) => zlib.gzipSync(fs.readFileSync(path.join(root, file))).length;
const sum = (files, of) => files.map(of).reduce((a, b) => a + b, 0);

/** `{what, value, unit, limit?, note}` of each part. KB are 1,024 bytes. */
export function sizes() {
  const meta = JSON.parse(fs.readFileSync(path.join(root, "dist", "meta.json"), "utf8"));
  const part = (what, files, limit) => ({
    what,
    value: sum(files, bytes) / 1024,
    unit: "KB",
    limit,
    note: `${(sum(files, gzip) / 1024).toFixed(1)} KB gzip`,
  });
  const webview = (name) => {
    const files = [`dist/webview/${name}.js`, `dist/webview/${name}.css`];
    const note = `${(sum(files, bytes) / 1024).toFixed(1)} KB raw`;
    return { what: `webview ${name}, gzip`, value: sum(files, gzip) / 1024, unit: "KB", limit: 60, note };
  };
  return [
    part("extension before its late parts", ["dist/extension.cjs"], 450),
    part("language server at its start, without vocabulary", atStart(meta.server, "dist/server.mjs"), 500),
    part(
      "language server, all parts",
      Object.keys(meta.server.outputs).filter((file) => file.endsWith(".mjs")),
    ),
    ...["models", "conversions", "costs", "inputRows", "pastRuns", "languageClient", "tokenizer", "cli"].map((name) =>
      part(`${name} (late, or apart)`, [`dist/${name}.cjs`]),
    ),
    part("in a browser: language server", ["dist/web/server.js"]),
    part("in a browser: extension", ["dist/web/extension.cjs"]),
    ...Object.keys(meta)
      .filter((name) => fs.existsSync(path.join(root, `dist/webview/${name}.js`)))
      .map(webview),
    { what: "flashback.vsix", value: bytes("flashback.vsix") / 1024 / 1024, unit: "MB", limit: 6, note: "" },
  ];
}

/** The program with the files that it imports before it does anything. */
function atStart({ outputs }, entry) {
  const files = new Set([entry]);
  for (const file of files)
    for (const { path: imported, kind } of outputs[file].imports)
      if (kind === "import-statement" && outputs[imported]) files.add(imported);
  return [...files];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = sizes();
  for (const { what, value, unit, limit } of found)
    console.log(`${what.padEnd(50)} ${value.toFixed(1).padStart(8)} ${unit}${limit ? `   ≤ ${limit}` : ""}`);
  const over = found.filter(({ value, limit }) => limit !== undefined && value > limit);
  for (const { what, value, unit, limit } of over)
    console.error(`${what} has ${value.toFixed(1)} ${unit}; promised are ${limit} ${unit}.`);
  if (over.length > 0) process.exitCode = 1;
}
