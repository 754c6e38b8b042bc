import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isObject, type Json, type JsonObject } from "../core/base/json.ts";
import type { RunProblem } from "../core/runs/problem.ts";
import type { RunEvent, RunSetup } from "../core/runs/run.ts";
import { type RecorderOptions, recorder } from "../core/trace/record.ts";

/** Where one run is written while it goes on. */
export interface RunFolder {
  readonly folder: string;
  readonly trace: string;
  /**
   * Writes what the event adds, before it returns: a crash loses at most the line being written. Never throws. When
   * writing fails, the problem is returned once; after it nothing more is written and the run goes on.
   */
  write(event: RunEvent): RunProblem | undefined;
  /** Ends the manifest. Safe to call twice and after a problem. */
  close(): RunProblem | undefined;
}

/** One run of the workspace, as its manifest tells it. */
export interface ListedRun {
  readonly id: string;
  readonly folder: string;
  readonly trace: string;
  readonly agent?: string;
  readonly file?: string;
  readonly model?: string;
  readonly simulated?: boolean;
  readonly outcome?: string;
  /** Milliseconds since 1970; from the manifest, else of the trace file. */
  readonly startedAt: number;
}

export const traceName = "trace.otlp.jsonl";
export const rawName = "raw.sse.jsonl";

export function runsFolder(root: string): string {
  return path.join(root, ".flashback", "runs");
}

/** Opens `.flashback/runs/<id>/` under a workspace folder. A folder that cannot be made is the first write's problem. */
export function openRunFolder(root: string, setup: RunSetup, options: RecorderOptions = {}): RunFolder {
  const record = recorder(setup, options);
  const folder = path.join(runsFolder(root), setup.runId);
  const trace = path.join(folder, traceName);
  let files: { trace: number; raw: number } | undefined;
  let failed: RunProblem | undefined;
  let closed = false;

  const attempt = (write: () => void): RunProblem | undefined => {
    if (failed) return undefined;
    try {
      write();
      return undefined;
    } catch (error) {
      failed = { kind: "storage", message: sentence(error, folder) };
      release();
      return failed;
    }
  };
  const release = () => {
    for (const file of files ? Object.values(files) : []) {
      try {
        closeSync(file);
      } catch {
        // The disk has gone: there is nothing left to close.
      }
    }
    files = undefined;
  };
  const writeManifest = () => {
    const file = path.join(folder, "manifest.json");
    writeFileSync(`${file}.new`, `${JSON.stringify(record.manifest(), null, 2)}\n`);
    renameSync(`${file}.new`, file);
  };

  let waiting = attempt(() => {
    if (!/^[\w-][\w.-]*$/.test(setup.runId)) throw new Error(`"${setup.runId}" cannot be the name of a folder.`);
    mkdirSync(folder, { recursive: true });
    const ignore = path.join(root, ".flashback", ".gitignore");
    // Runs hold prompts and answers: they are not to slip into a commit. Baselines are meant to be kept.
    if (!existsSync(ignore)) writeFileSync(ignore, "# Recorded runs stay on this machine.\n/runs/\n");
    files = { trace: openSync(trace, "a"), raw: openSync(path.join(folder, rawName), "a") };
    writeManifest();
  });

  return {
    folder,
    trace,
    write: (event) => {
      // Even when nothing can be written the recorder follows, so that the manifest it would give stays true.
      const lines = record.lines(event);
      if (waiting) {
        const first = waiting;
        waiting = undefined;
        return first;
      }
      if (closed) return undefined;
      return attempt(() => {
        if (!files) return;
        // The raw events first: they are what the rest can be made from again.
        for (const line of lines.raw) writeSync(files.raw, `${line}\n`);
        for (const line of lines.trace) writeSync(files.trace, `${line}\n`);
      });
    },
    close: () => {
      if (closed) return undefined;
      closed = true;
      const first = waiting;
      waiting = undefined;
      const problem = first ?? attempt(writeManifest);
      release();
      return problem;
    },
  };
}

/** The recorded runs of a workspace folder, newest first. A run whose manifest is broken is listed all the same. */
export async function listRuns(root: string): Promise<readonly ListedRun[]> {
  const runs = runsFolder(root);
  let names: string[];
  try {
    names = (await readdir(runs, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name);
  } catch {
    return []; // Nothing has been recorded here.
  }
  const listed = await Promise.all(names.map((name) => listRun(path.join(runs, name))));
  return listed.filter((run) => run !== undefined).sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
}

async function listRun(folder: string): Promise<ListedRun | undefined> {
  const trace = path.join(folder, traceName);
  let changed: number;
  try {
    changed = (await stat(trace)).mtimeMs;
  } catch {
    return undefined; // A folder without a trace is no run.
  }
  let manifest: JsonObject = {};
  try {
    const value: unknown = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
    if (isObject(value)) manifest = value;
  } catch {
    // Cut off by a crash: the trace itself still tells the run.
  }
  const text = (value: Json | undefined) => (typeof value === "string" ? value : undefined);
  const model = isObject(manifest.model) ? (text(manifest.model.served) ?? text(manifest.model.asked)) : undefined;
  const startedAt = Date.parse(text(manifest.started_at) ?? "");
  const [agent, file, outcome] = [text(manifest.agent), text(manifest.file), text(manifest.outcome)];
  return {
    id: path.basename(folder),
    folder,
    trace,
    ...(agent ? { agent } : {}),
    ...(file ? { file } : {}),
    ...(model ? { model } : {}),
    ...(typeof manifest.simulated === "boolean" ? { simulated: manifest.simulated } : {}),
    ...(outcome ? { outcome } : {}),
    startedAt: Number.isNaN(startedAt) ? changed : startedAt,
  };
}

function sentence(error: unknown, folder: string): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `No permission to write ${folder}.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The disk is full; ${folder} ends here.`;
    case "EEXIST":
    case "ENOTDIR":
    case "EISDIR":
      return `Something that is not a folder stands where ${folder} should be.`;
    case "ENAMETOOLONG":
      return `The path ${folder} is too long for this system.`;
    default:
      return `${folder} could not be written: ${message ?? String(error)}`;
  }
}
