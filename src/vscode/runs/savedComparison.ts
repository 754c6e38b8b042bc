import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Stamp } from "../../core/base/clock.ts";
import { isObject } from "../../core/base/json.ts";
import type { Path } from "../../core/document/definition.ts";
import type { MatrixState } from "../../core/runs/matrix.ts";
import type { RunProblem } from "../../core/runs/problem.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Spent } from "../../core/runs/spent.ts";
import { runsFolder } from "../../node/runFolder.ts";
import type { CompareView, SetUp } from "../../protocol/compare.ts";
import { readSetUp } from "./fromView.ts";
import { readJson, readSavedRun } from "./savedRun.ts";

/** A comparison as it lies beside its runs: `.flashback/runs/<id>.comparison.json`. The runs are in their own folders. */
export interface SavedComparison {
  readonly version: 1;
  readonly id: string;
  readonly definitionHash: string;
  readonly agentPath: Path;
  readonly setUp: SetUp;
  readonly about: Pick<CompareView, "subject" | "plan" | "simulated">;
  readonly startedAt: Stamp;
  readonly endedAt?: Stamp;
  readonly phase: MatrixState["phase"];
  readonly problem?: RunProblem;
  /** What the file's cap was raised to for this comparison. US dollars. */
  readonly capUsd?: number;
  /** What runs cost that others took the cells of. */
  readonly replaced?: Spent;
  /** Cell → the run that holds it. */
  readonly cells: readonly (readonly [cell: string, runId: string])[];
}

const ending = ".comparison.json";

export function comparisonFile(root: string, id: string): string {
  return path.join(runsFolder(root), `${path.basename(id)}${ending}`);
}

export async function readSavedComparison(root: string, id: string): Promise<SavedComparison | undefined> {
  const value = await readJson(comparisonFile(root, id));
  if (!isObject(value) || value.version !== 1 || typeof value.id !== "string") return undefined;
  if (!readSetUp(value.setUp) || !isObject(value.about) || !Array.isArray(value.cells)) return undefined;
  const { replaced, ...rest } = value;
  return { ...rest, ...(isSpent(replaced) && { replaced }) } as unknown as SavedComparison;
}

function isSpent(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value.cost) && Number(value.cost) >= 0;
}

/** The runs that are still there; one whose folder was removed is simply not shown. */
export async function readRuns(root: string, { cells }: SavedComparison): Promise<ReadonlyMap<string, Run>> {
  const read = await Promise.all(
    cells.map(async ([cell, runId]) => [cell, (await readSavedRun(root, runId))?.run] as const),
  );
  return new Map(read.flatMap(([cell, run]) => (run ? [[cell, run] as const] : [])));
}

/**
 * The newest comparison of this agent, where a closed window cut it off. A window may go down before it has kept which
 * comparison a panel shows; the disk knows.
 */
export async function interruptedComparison(
  root: string,
  of: { readonly file: string; readonly agentPath: Path },
): Promise<string | undefined> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith(ending))
    .sort()
    .at(-1);
  const saved = newest && (await readSavedComparison(root, newest.slice(0, -ending.length)));
  if (!saved || !isSame(saved.agentPath, of.agentPath) || saved.about.subject.file !== of.file) return undefined;
  return saved.phase === "running" || saved.phase === "paused" ? saved.id : undefined;
}

function isSame(a: unknown, b: Path): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
