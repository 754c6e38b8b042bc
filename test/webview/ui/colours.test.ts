import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../../../src/webview");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.(css|ts)$/.test(file));

/** High contrast themes leave these out (VS Code 1.139). A background may then be none; a sign may not. */
const leftOut = ["--vscode-testing-iconFailed", "--vscode-testing-iconQueued"];

test("a sign has a colour in a theme that leaves its own out", () => {
  const uses = files.flatMap((file) =>
    readFileSync(path.join(root, file), "utf8")
      .split("\n")
      .filter((line) => leftOut.some((name) => line.includes(name)))
      .map((line) => line.trim()),
  );
  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/var\(--vscode-testing-icon\w+, var\(--vscode-charts-\w+\)\)/);
});
