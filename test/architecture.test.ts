import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** Who may import whom. A folder may always import itself. */
const table: Record<string, readonly string[]> = {
  core: ["yaml", "vscode-languageserver-types"],
  protocol: ["core"],
  models: ["core", "@google/genai", "node:"],
  tokenizer: ["core", "tiktoken", "node:"],
  node: ["core", "node:"],
  server: ["core", "tokenizer", "node", "vscode-languageserver", "vscode-languageserver-types"],
  cli: ["core", "models", "tokenizer", "node", "server", "node:"],
  vscode: ["core", "protocol", "models", "tokenizer", "node", "vscode", "vscode-languageclient", "node:"],
  webview: ["core", "protocol", "lit", "@vscode/codicons"],
};
/** Inside core, arrows run one way: base ← document ← schema ← language, base ← tokens ← runs, base ← trace. */
const core: Record<string, readonly string[]> = {
  base: [],
  document: ["base"],
  schema: ["base", "document"],
  tokens: ["base", "document"],
  language: ["base", "document", "schema", "tokens"],
  runs: ["base", "document", "tokens"],
  trace: ["base", "document", "tokens", "runs"],
  foreign: ["base", "document", "schema", "tokens", "language", "runs"],
};
/** File → what it imports against the table, and why. Empty is the aim. */
const debts: Record<string, readonly string[]> = {};

const src = path.join(import.meta.dirname, "..", "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((f) => f.replaceAll("\\", "/"))
  .filter((f) => /\.ts$/.test(f));

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(src, file), "utf8");
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/g,
    ),
  ].map((m) => m[1] ?? m[2] ?? m[3] ?? "");
}

function allowed(file: string, specifier: string): boolean {
  const layer = file.split("/")[0] as string;
  if (!specifier.startsWith(".")) {
    if (layer === "server" && specifier.startsWith("node:")) return /^server\/node/.test(file);
    return (table[layer] ?? []).some((a) => specifier === a || specifier.startsWith(a.endsWith(":") ? a : `${a}/`));
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).split("/");
  const other = target[0] as string;
  if (other !== layer) return (table[layer] ?? []).includes(other);
  if (layer !== "core") return true;
  const [from, to] = [file.split("/")[1] as string, target[1] as string];
  return from === to || (core[from] ?? []).includes(to);
}

test("every file imports only what its folder may", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((s) => !allowed(file, s) && !(debts[file] ?? []).includes(s))
      .map((s) => `${file} imports ${s}`),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

test("every folder of src stands in the table", () => {
  expect(files.map((f) => f.split("/")[0]).filter((f) => !((f as string) in table))).toEqual([]);
});
