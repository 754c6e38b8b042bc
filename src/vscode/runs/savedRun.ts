import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { isObject } from "../../core/base/json.ts";
import type { Logger } from "../../core/base/logger.ts";
import type { Path } from "../../core/document/definition.ts";
import type { BegunRun, Run } from "../../core/runs/run.ts";
import { redactedJson } from "../../core/trace/redact.ts";
import { runsFolder } from "../../node/runFolder.ts";
import type { RunView } from "../../protocol/run.ts";

/**
 * What a panel needs to show a run again, beside its trace: `run.json` in the run's folder. The trace stays the record;
 * this is the panel's own, written often enough that a run cut off by a closed window keeps what had arrived.
 */
export interface SavedRun {
  readonly version: 1;
  readonly run: BegunRun;
  readonly about?: Pick<RunView, "subject" | "estimate" | "price">;
}

function fileOf(root: string, runId: string): string {
  return path.join(runsFolder(root), path.basename(runId), "run.json");
}

export async function readSavedRun(root: string, runId: string): Promise<SavedRun | undefined> {
  const value = await readJson(fileOf(root, runId));
  if (!isObject(value) || value.version !== 1 || !isObject(value.run) || !Array.isArray(value.run.turns))
    return undefined;
  if (!isObject(value.run.setup)) return undefined;
  return value as unknown as SavedRun;
}

/**
 * The newest run of this agent by itself, where a closed window cut it off. A window may go down before it has kept which
 * run a panel shows; the disk knows. Runs of a comparison are found through the comparison.
 */
export async function interruptedRun(
  root: string,
  of: { readonly file: string; readonly agentPath: Path },
): Promise<string | undefined> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  // Their names sort by time; a comparison may have added many since, so a few are looked at.
  for (const name of names.sort().reverse().slice(0, 20)) {
    const saved = await readSavedRun(root, name);
    const setup = saved?.run.setup;
    if (!saved?.about || setup?.file !== of.file || JSON.stringify(setup.agentPath) !== JSON.stringify(of.agentPath)) {
      continue;
    }
    return saved.run.kind === "running" ? name : undefined;
  }
  return undefined;
}

/** Undefined when there is no such file, or when it was cut off: there is nothing to show then. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes values to files, the newest at most twice a second, each file whole or not at all. Keys are taken out. */
export class Keeper {
  readonly #logger: Logger;
  readonly #secrets: readonly string[];
  readonly #waiting = new Map<string, () => unknown>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  constructor(logger: Logger, secrets: readonly string[]) {
    this.#logger = logger;
    this.#secrets = secrets;
  }

  /** Why the last write failed, as a sentence. */
  get problem(): string | undefined {
    return this.#problem;
  }

  keep(file: string, value: () => unknown): void {
    this.#waiting.set(file, value);
    this.#timer ??= setTimeout(() => void this.flush(), 500);
  }

  keepRun(root: string, run: Run, about?: SavedRun["about"]): void {
    if (run.kind === "waiting" || run.unrecorded) return;
    this.keep(fileOf(root, run.setup.runId), () => ({ version: 1, run, ...(about && { about }) }) satisfies SavedRun);
  }

  /** Everything that waits is on the disk when this resolves. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const files = [...this.#waiting];
    this.#waiting.clear();
    this.#writing = this.#writing.then(async () => {
      for (const [file, value] of files) await this.#write(file, value());
    });
    return this.#writing;
  }

  async #write(file: string, value: unknown): Promise<void> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(`${file}.new`, redactedJson(value, this.#secrets));
      await rename(`${file}.new`, file);
      this.#problem = undefined;
    } catch (error) {
      this.#problem = `${file} could not be written: ${error instanceof Error ? error.message : String(error)}`;
      this.#logger.log("warn", `runs: ${this.#problem}`);
    }
  }
}
