// One bundle per runtime; nothing else knows of bundling.
//   node scripts/n.mjs ./esbuild.mjs [--watch] [--minify] [--only name]
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));
const has = (flag) => process.argv.includes(flag);
const only = has("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;

/**
 * Dynamic imports of these become bundles of their own beside the one that asks, read when they are first needed and not
 * on activation: @google/genai with the simulator, conversions and the rows of data sets with the YAML library, and the
 * language client. Esbuild does not split CommonJS.
 */
const late = {
  models: /\/models\/models\.ts$/,
  conversions: /\/foreign\/conversions\.ts$/,
  costs: /\/tokens\/costs\.ts$/,
  inputRows: /\/runs\/inputRows\.ts$/,
  pastRuns: /\/runs\/pastRuns\.ts$/,
  languageClient: /^vscode-languageclient\/node$/,
};
const lateBundles = {
  name: "late-bundles",
  setup(build) {
    for (const [name, filter] of Object.entries(late))
      build.onResolve({ filter }, ({ kind }) =>
        kind === "dynamic-import" ? { path: `./${name}.cjs`, external: true } : undefined,
      );
  },
};

const node = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  external: ["vscode"],
  // As `require` behind a promise: the names that a CommonJS bundle exports are then all there.
  supported: { "dynamic-import": false },
  plugins: [lateBundles],
};
/** The server is modules, so that what it imports dynamically is read when it is first asked for, and nothing twice. */
const modules = {
  ...node,
  format: "esm",
  splitting: true,
  outExtension: { ".js": ".mjs" },
  chunkNames: "server/[name]-[hash]",
  supported: {},
  // For the packages in it that are CommonJS.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module";const require = requireFrom(import.meta.url);',
  },
};
const browser = {
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "esm",
  loader: { ".ttf": "file", ".svg": "text" },
};

/** name → what is built. A row whose entry does not exist yet is left out. */
const bundles = {
  extension: { ...node, entryPoints: { extension: "src/vscode/extension.ts" } },
  server: { ...modules, entryPoints: { server: "src/server/main.ts" } },
  web: { ...browser, format: "iife", entryPoints: { "web/server": "src/server/web.ts" } },
  // The editor's worker host takes nothing that could be a module: the name says that it is none.
  webExtension: {
    ...browser,
    format: "cjs",
    external: ["vscode"],
    outExtension: { ".js": ".cjs" },
    entryPoints: { "web/extension": "src/vscode/web/extension.ts" },
  },
  tokenizer: { ...node, entryPoints: { tokenizer: "src/tokenizer/worker.ts" } },
  languageClient: { ...node, entryPoints: { languageClient: "node_modules/vscode-languageclient/lib/node/main.js" } },
  conversions: { ...node, entryPoints: { conversions: "src/core/foreign/conversions.ts" } },
  costs: { ...node, entryPoints: { costs: "src/core/tokens/costs.ts" } },
  inputRows: { ...node, entryPoints: { inputRows: "src/core/runs/inputRows.ts" } },
  pastRuns: { ...node, entryPoints: { pastRuns: "src/vscode/runs/pastRuns.ts" } },
  models: { ...node, entryPoints: { models: "src/models/models.ts" } },
  cli: { ...node, entryPoints: { cli: "src/cli/main.ts" }, banner: { js: "#!/usr/bin/env node" } },
  run: { ...browser, entryPoints: { "webview/run": "src/webview/run/main.ts" } },
  compare: { ...browser, entryPoints: { "webview/compare": "src/webview/compare/main.ts" } },
  graph: { ...browser, entryPoints: { "webview/graph": "src/webview/graph/main.ts" } },
  trace: { ...browser, entryPoints: { "webview/trace": "src/webview/trace/main.ts" } },
};

const chosen = Object.entries(bundles).filter(
  ([name, options]) =>
    (!only || only === name) && Object.values(options.entryPoints).every((f) => fs.existsSync(path.join(root, f))),
);
const minify = has("--minify");
const results = await Promise.all(
  chosen.map(async ([name, options]) => {
    const settings = {
      absWorkingDir: root,
      outdir: "dist",
      sourcemap: minify ? false : "linked",
      minify,
      metafile: true,
      legalComments: "none",
      charset: "utf8",
      logLevel: "warning",
      ...options,
    };
    if (has("--watch")) return (await esbuild.context(settings)).watch();
    const { metafile } = await esbuild.build(settings);
    return { name, metafile };
  }),
);
// tiktoken reads its WASM from the folder of the bundle that holds it.
fs.copyFileSync(
  path.join(root, "node_modules", "tiktoken", "lite", "tiktoken_bg.wasm"),
  path.join(root, "dist", "tiktoken_bg.wasm"),
);
if (!has("--watch")) {
  fs.writeFileSync(
    path.join(root, "dist", "meta.json"),
    JSON.stringify(Object.fromEntries(results.map((r) => [r.name, r.metafile]))),
  );
}
