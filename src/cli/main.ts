import { realpathSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { flashback } from "./flashback.ts";

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
// A closed pipe (`flashback … | head`) is the reader's choice, not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

void flashback(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  signal: abort.signal,
  dist: path.dirname(realpathSync(process.argv[1] ?? ".")),
  tty: process.stderr.isTTY === true,
  out: (words) => void process.stdout.write(words),
  err: (words) => void process.stderr.write(words),
  stdin: () => text(process.stdin),
}).then((code) => {
  process.exitCode = code;
});
