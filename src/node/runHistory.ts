import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isObject, type Json, type JsonObject } from "../core/base/json.ts";
import { type ThinkingLevel, thinkingLevels } from "../core/document/definition.ts";
import { approximateTokens } from "../core/tokens/approximate.ts";
import type { History } from "../core/tokens/history.ts";
import { historyOf, type PastCall, type PastRun } from "../core/tokens/learn.ts";
import { bareName, modelOf, servedBy } from "../core/tokens/prices.ts";
import { nanoUsd } from "../core/tokens/units.ts";
import { readTrace } from "../core/trace/readTrace.ts";
import { runsFolder, traceName } from "./runFolder.ts";

/** The recorded runs of a workspace folder, as far as they teach something. */
export interface RunHistory {
  /** Newest first. */
  readonly runs: readonly PastRun[];
  /** Folders that are no whole run: cut off by a crash, failed, or not ours. */
  readonly passedOver: number;
  /** What the runs of one definition teach; `file` is its path in the workspace, with `/`. */
  of(file: string): History;
}

/** The newest so many folders are read; their names sort by time. */
const MOST_FOLDERS = 1000;
/** A longer trace is passed over. Bytes. */
const LARGEST_TRACE = 16 * 1024 * 1024;
/** So many are read at once. */
const AT_ONCE = 16;

/** Reads the same folder again and again: a run whose files have not changed is read once. */
export class RunHistoryReader {
  readonly #root: string;
  readonly #known = new Map<string, { readonly changed: number; readonly run: PastRun | undefined }>();
  #reading: Promise<RunHistory> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** As it was when it was read last; `forget` makes it look again. */
  read(): Promise<RunHistory> {
    this.#reading ??= this.#readAgain();
    return this.#reading;
  }

  /** Runs have come, gone or ended. */
  forget(): void {
    this.#reading = undefined;
  }

  async #readAgain(): Promise<RunHistory> {
    const folder = runsFolder(this.#root);
    let names: string[] = [];
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    } catch {
      // Nothing has been recorded here.
    }
    names.sort().reverse();
    names.length = Math.min(names.length, MOST_FOLDERS);
    const runs: PastRun[] = [];
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const some = names.slice(i, i + AT_ONCE).map((name) => this.#runIn(folder, name));
      for (const run of await Promise.all(some)) if (run) runs.push(run);
    }
    const there = new Set(names);
    for (const name of this.#known.keys()) if (!there.has(name)) this.#known.delete(name);
    runs.sort((a, b) => b.startedAt - a.startedAt);
    const byFile = new Map<string, History>();
    return {
      runs,
      passedOver: names.length - runs.length,
      of(file) {
        const found = byFile.get(file) ?? historyOf(runs, file);
        byFile.set(file, found);
        return found;
      },
    };
  }

  async #runIn(folder: string, name: string): Promise<PastRun | undefined> {
    const manifest = path.join(folder, name, "manifest.json");
    const trace = path.join(folder, name, traceName);
    try {
      const [about, size] = [await stat(manifest), await stat(trace)];
      // The manifest is written last.
      const changed = about.mtimeMs;
      const known = this.#known.get(name);
      if (known?.changed === changed) return known.run;
      const run =
        size.size > LARGEST_TRACE
          ? undefined
          : pastRun(JSON.parse(await readFile(manifest, "utf8")), () => readFile(trace, "utf8"));
      this.#known.set(name, { changed, run: await run });
      return await run;
    } catch {
      return undefined; // Torn, not readable, or no run at all: the count says how many.
    }
  }
}

/** Only a run that went to its end shows how much one takes. */
async function pastRun(manifest: unknown, trace: () => Promise<string>): Promise<PastRun | undefined> {
  if (!isObject(manifest) || manifest.outcome !== "done" || typeof manifest.format !== "number") return undefined;
  const model = isObject(manifest.model) ? (text(manifest.model.served) ?? text(manifest.model.asked)) : undefined;
  const [id, agent, file] = [text(manifest.run_id), text(manifest.agent), text(manifest.file)];
  const startedAt = Date.parse(text(manifest.started_at) ?? "");
  const { simulated, definition, inputs } = manifest;
  if (!model || !id || !agent || !file || Number.isNaN(startedAt) || typeof simulated !== "boolean") return undefined;
  const calls = callsOf(await trace());
  if (calls.length === 0) return undefined;
  const asked = isObject(manifest.model) ? text(manifest.model.asked) : undefined;
  const level = levelOf(manifest.thinking_level) ?? modelOf(asked ?? model)?.thinking?.default ?? "medium";
  const cost = isObject(manifest.spent) ? manifest.spent.cost_nano_usd : undefined;
  return {
    id,
    file,
    agent,
    variant: text(manifest.variant) ?? "base",
    definition: (isObject(definition) && text(definition.sha256)) || "",
    // Whether an answer names the model that stands in for another one is not documented: the table knows.
    model: servedBy(model, startedAt) ?? modelOf(model)?.id ?? bareName(model),
    level,
    simulated,
    startedAt,
    calls,
    variables: isObject(inputs) ? variablesOf(inputs) : 0,
    ...(typeof cost === "number" && Number.isSafeInteger(cost) && cost >= 0 && { cost: nanoUsd(cost) }),
  };
}

/** None when one of them was not reported to its end. */
function callsOf(trace: string): readonly PastCall[] {
  const spans = readTrace(trace).spans.filter((span) => span.kind === "model");
  const calls = spans.flatMap(({ usage }): PastCall[] => {
    if (!usage) return [];
    const { input, cached, thinking, output } = usage;
    return [{ input, cached, thinking, output }];
  });
  return calls.length === spans.length ? calls : [];
}

function variablesOf(inputs: JsonObject): number {
  return Object.values(inputs).reduce<number>((sum, value) => {
    return sum + approximateTokens(typeof value === "string" ? value : JSON.stringify(value));
  }, 0);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function levelOf(value: Json | undefined): ThinkingLevel | undefined {
  return thinkingLevels.find((level) => level === value);
}
