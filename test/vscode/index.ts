import fs from "node:fs";
import path from "node:path";
import { format } from "node:util";
import * as mochaModule from "mocha";
import * as vscode from "vscode";

// mocha 12 arrives as a namespace or as itself, depending on the Node of the extension host.
const Mocha = ((mochaModule as { default?: unknown }).default ?? mochaModule) as typeof import("mocha");

/**
 * What the editor calls inside the extension host; a rejection fails the run. The editor's own log shares our console
 * and cannot be turned off, so every line of ours carries TEST_MARK.
 */
export async function run(): Promise<void> {
  const say = (...parts: unknown[]) => console.log((process.env.TEST_MARK ?? "") + format(...parts));
  (Mocha.reporters.Base as unknown as { consoleLog: typeof say }).consoleLog = say;
  say(`VS Code ${vscode.version}, Node ${process.version}`);
  const grep = process.env.TEST_GREP;
  const mocha = new Mocha({ ui: "tdd", timeout: 120_000, slow: 10_000, color: false, ...(grep ? { grep } : {}) });
  for (const file of fs.readdirSync(__dirname).sort())
    if (file.endsWith(".test.cjs")) mocha.addFile(path.join(__dirname, file));
  await new Promise<void>((resolve, reject) => {
    const failures: string[] = [];
    const runner = mocha.run(() => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      const report = { passed: passes, failed: failures.length, skipped: pending, failures };
      if (process.env.TEST_REPORT) fs.writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
      if (failures.length) reject(new Error(`${failures.length} failed`));
      else if (passes === 0) reject(new Error("no test ran"));
      else resolve();
    });
    runner.on("fail", (test) => failures.push(test.fullTitle()));
  });
}
