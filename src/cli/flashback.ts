import { readFileSync } from "node:fs";
import path from "node:path";
import { isObject } from "../core/base/json.ts";
import { bill } from "./bill.ts";
import { check } from "./check.ts";
import { type Command, type ExitCode, type Io, UsageError } from "./command.ts";
import { compare } from "./compare.ts";
import { convert } from "./convert.ts";
import { estimate } from "./estimate.ts";
import { exportCommand } from "./export.ts";
import { lsp } from "./lsp.ts";
import { newCommand } from "./new.ts";
import { prices } from "./prices.ts";
import { run } from "./run.ts";
import { simulate } from "./simulate.ts";
import { tokens } from "./tokens.ts";
import { trace } from "./trace.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  newCommand,
  check,
  estimate,
  prices,
  tokens,
  run,
  compare,
  trace,
  bill,
  convert,
  exportCommand,
  simulate,
  lsp,
];

export async function flashback(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    io.out(help());
    return 0;
  }
  if (name === "--version" || name === "version") {
    const manifest: unknown = JSON.parse(readFileSync(path.join(io.dist, "..", "package.json"), "utf8"));
    io.out(`${isObject(manifest) ? manifest.version : "unknown"}\n`);
    return 0;
  }
  const command = commands.find((c) => c.name === name);
  try {
    if (!command) throw new UsageError(`There is no command "${name}". Try "flashback help".`);
    if (rest.includes("--help") || rest.includes("-h")) {
      io.out(`flashback ${command.usage}\n\n${command.summary}\n`);
      return 0;
    }
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof UsageError) io.err(`flashback: ${error.message}\n`);
    else io.err(`flashback ${name}: this is a bug of ours. ${(error as Error).stack ?? error}\n`);
    return 2;
  }
}

function help(): string {
  const width = Math.max(...commands.map((c) => c.usage.length));
  return [
    "flashback: agent definitions for Gemini Flash, checked, counted, run and replayed.",
    "",
    ...commands.map((c) => `  flashback ${c.usage.padEnd(width)}  ${c.summary}`),
    "",
    "Every command takes --json. Exit codes: 0 fine, 1 findings or a failed run, 2 usage or files.",
    "A key comes from GEMINI_API_KEY or GOOGLE_API_KEY, the endpoint from GOOGLE_GEMINI_BASE_URL. Without a key,",
    "runs go to the built-in simulator and say so.",
    "",
  ].join("\n");
}
