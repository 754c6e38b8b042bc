import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureRanks } from "../../scripts/vocabulary.mjs";
import type { Io } from "../../src/cli/command.ts";
import { flashback } from "../../src/cli/flashback.ts";

const samples = path.join(import.meta.dirname, "../../media/samples");

/** A throw-away working folder with the samples, and the command line in it. */
export function workplace() {
  const cwd = mkdtempSync(path.join(os.tmpdir(), "fb-cli-"));
  cpSync(samples, cwd, { recursive: true });
  return {
    cwd,
    remove: () => rmSync(cwd, { recursive: true, force: true }),
    /** Runs `flashback …` and gives what it printed. `env` is the whole environment. */
    async call(args: readonly string[], options: { env?: Io["env"]; stdin?: string; signal?: AbortSignal } = {}) {
      let out = "";
      let err = "";
      const code = await flashback(args, {
        cwd,
        env: { FLASHBACK_SIMULATOR_LATENCY: "0", ...options.env },
        signal: options.signal ?? new AbortController().signal,
        dist: path.dirname(ensureRanks()),
        tty: false,
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        stdin: async () => options.stdin ?? "",
      });
      return { code, out, err, json: () => JSON.parse(out) };
    },
  };
}
