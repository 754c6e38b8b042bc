import { assertNever } from "../base/assert.ts";
import type { Stamp } from "../base/clock.ts";
import { addUsd, type NanoUsd, zeroUsd } from "../tokens/units.ts";
import { addUsage, noUsage, totalTokens, type Usage } from "../tokens/usage.ts";
import { answerText, isAnswer, partsOf, thoughtText } from "./answerParts.ts";
import { billOf, reports } from "./bill.ts";
import type { RunProblem } from "./problem.ts";
import type { BegunRun, Run, RunEvent, RunSetup, ToolRun, Turn } from "./run.ts";

/**
 * The only way a run moves. Events before `started` and after the end are ignored, so a recording that lost some of its
 * lines still folds. Never throws.
 */
export function step(run: Run, event: RunEvent): Run {
  if (run.kind === "waiting") {
    return event.kind === "started" ? { kind: "running", setup: event.setup, startedAt: event.at, turns: [] } : run;
  }
  if (event.kind === "unrecorded") return { ...run, unrecorded: event.problem };
  if (run.kind !== "running") return run;
  switch (event.kind) {
    case "started":
      return run;
    case "turn-started": {
      const tier = event.request.serviceTier;
      return {
        ...run,
        turns: [
          ...run.turns,
          {
            index: event.turn,
            startedAt: event.at,
            thoughts: "",
            text: "",
            toolRuns: [],
            usage: noUsage,
            ...(tier !== undefined && { serviceTier: tier }),
          },
        ],
      };
    }
    case "retrying": {
      const { problem, attempt, of, waitMs } = event;
      return inTurn(run, event.turn, (turn) => ({ ...turn, retry: { problem, attempt, of, waitMs } }));
    }
    case "chunk":
      return inTurn(run, event.turn, (turn) => withChunk(turn, event, run.setup));
    case "turn-ended":
      return inTurn(run, event.turn, (turn) => {
        const { cost: _, ...rest } = turn;
        return {
          ...rest,
          endedAt: event.at,
          usage: event.usage,
          ...(event.cost !== undefined && { cost: event.cost }),
          ...(event.searches !== undefined && { searches: event.searches }),
          finishReason: event.finishReason,
          modelServed: event.modelServed,
        };
      });
    case "tool-started":
      return inTurn(run, event.turn, (turn) => ({
        ...turn,
        toolRuns: [...turn.toolRuns, { call: event.call, startedAt: event.at }],
      }));
    case "tool-ended":
      return inTurn(run, event.turn, (turn) => ({
        ...turn,
        toolRuns: turn.toolRuns.map((tool) =>
          tool.call.id === event.callId && tool.endedAt === undefined
            ? { ...tool, endedAt: event.at, result: event.result, isError: event.isError }
            : tool,
        ),
      }));
    case "finished":
      return { ...run, kind: "done", endedAt: event.at };
    case "failed":
      return { ...run, kind: "failed", turns: closed(run.turns, event), endedAt: event.at, problem: event.problem };
    case "cancelled":
      return { ...run, kind: "cancelled", turns: closed(run.turns, event), endedAt: event.at };
    default:
      return assertNever(event);
  }
}

export const waiting: Run = { kind: "waiting" };

/** A whole recording, or what has arrived of it, as a run. */
export function runOf(events: Iterable<RunEvent>): Run {
  let run = waiting;
  for (const event of events) run = step(run, event);
  return run;
}

export interface RunTotals {
  /** Of all turns, also of one that was cut short: it is billed all the same. */
  readonly usage: Usage;
  /** Absent when a model without a price was used. */
  readonly cost?: NanoUsd;
  /**
   * Usage and cost are less than the whole: a turn that may have been billed ended before its usage was reported to the
   * end. A run under way has no such mark; its figures are so far.
   */
  readonly atLeast?: true;
  /** From the start of the run to the first text or call that is not a thought; waits for a quota are part of it. */
  readonly ttftMs?: number;
  /** To the end of the run; to `now` (or to the last thing that happened) while it is running. */
  readonly totalMs: number;
  readonly turns: number;
  readonly toolCalls: number;
  /** Queries of Google Search; absent when there were none. */
  readonly searches?: number;
}

export function totalsOf(run: BegunRun, now?: Stamp): RunTotals {
  const usage = run.turns.map((turn) => turn.usage).reduce(addUsage, noUsage);
  const used = run.turns.filter(isReported);
  const untold = run.kind !== "running" && run.turns.some((turn) => mayBeBilledUntold(run, turn));
  const priced = used.every((turn) => turn.cost !== undefined) && used.length > 0;
  const first = run.turns.find((turn) => turn.firstAnswerAt)?.firstAnswerAt;
  const end = run.kind === "running" ? (now ?? lastStamp(run)) : run.endedAt;
  const searches = run.turns.reduce((sum, turn) => sum + (turn.searches ?? 0), 0);
  return {
    usage,
    ...(priced && { cost: used.map((turn) => turn.cost ?? zeroUsd).reduce(addUsd, zeroUsd) }),
    ...(untold && { atLeast: true }),
    ...(first && { ttftMs: between(run.startedAt, first) }),
    totalMs: between(run.startedAt, end),
    turns: run.turns.length,
    toolCalls: run.turns.reduce((sum, turn) => sum + turn.toolRuns.length, 0),
    ...(searches > 0 && { searches }),
  };
}

function isReported(turn: Turn): boolean {
  return totalTokens(turn.usage) > 0 || turn.cost !== undefined;
}

/** Problems before an answer that nobody is billed for. */
const unbilled: ReadonlySet<RunProblem["kind"]> = new Set([
  "no-key",
  "bad-key",
  "bad-request",
  "rate-limited",
  "server",
  "offline",
  "definition",
]);

/** What was refused costs nothing; what was cut, cancelled or given up may be billed although nobody said how much. */
function mayBeBilledUntold(run: BegunRun, turn: Turn): boolean {
  const problem = run.kind === "failed" && turn === run.turns.at(-1) ? run.problem : undefined;
  if (problem && unbilled.has(problem.kind) && turn.firstChunkAt === undefined) return false;
  if (!isReported(turn)) return true;
  // A stream tells its usage so far with every piece: without its end the last one told is the least that is billed.
  return turn.finishReason === undefined && problem?.kind !== "blocked";
}

/** The answer of a run so far: the text of the last turn that has any. */
export function outputOf(run: Run): string {
  return run.kind === "waiting" ? "" : (run.turns.findLast((turn) => turn.text !== "")?.text ?? "");
}

/** Gemini's word for how the last call ended, such as `STOP` or `MAX_TOKENS`. */
export function finishReasonOf(run: Run): string | undefined {
  return run.kind === "waiting" ? undefined : run.turns.at(-1)?.finishReason;
}

/** Milliseconds from one stamp to a later one; never negative. */
export function between(from: Stamp, to: Stamp): number {
  return Math.max(0, (to.monoNs - from.monoNs) / 1e6);
}

function inTurn(run: Extract<Run, { kind: "running" }>, index: number, change: (turn: Turn) => Turn): Run {
  return { ...run, turns: run.turns.map((turn) => (turn.index === index ? change(turn) : turn)) };
}

function withChunk(turn: Turn, event: Extract<RunEvent, { kind: "chunk" }>, setup: RunSetup): Turn {
  const { at, response } = event;
  const parts = partsOf(response);
  const { retry: _, ...rest } = turn;
  const served = response.modelVersion ?? turn.modelServed;
  const reason = response.candidates?.[0]?.finishReason;
  const bill =
    reports(response.usageMetadata) &&
    billOf(response.usageMetadata, {
      asked: setup.model,
      served,
      wallMs: at.wallMs,
      serviceTier: turn.serviceTier,
      prices: setup.prices,
    });
  return {
    ...rest,
    ...(turn.firstChunkAt === undefined && parts.some(carries) && { firstChunkAt: at }),
    ...(turn.firstAnswerAt === undefined && parts.some(isAnswer) && { firstAnswerAt: at }),
    thoughts: turn.thoughts + thoughtText(parts),
    text: turn.text + answerText(parts),
    ...bill,
    ...(served !== undefined && { modelServed: served }),
    ...(reason !== undefined && { finishReason: reason }),
  };
}

function carries(part: Parameters<typeof isAnswer>[0]): boolean {
  return isAnswer(part) || (part.thought === true && (part.text ?? "") !== "");
}

/** Ends the turn under way; what arrived of it stays, with the part of its bill that the provider reported. */
function closed(
  turns: readonly Turn[],
  end: { readonly at: Stamp; readonly usage?: Usage; readonly cost?: NanoUsd; readonly searches?: number },
): readonly Turn[] {
  return turns.map((turn) => ({
    ...turn,
    toolRuns: turn.toolRuns.map((tool) => (tool.endedAt ? tool : { ...tool, endedAt: end.at })),
    ...(turn.endedAt === undefined && {
      endedAt: end.at,
      ...(end.usage && { usage: end.usage }),
      ...(end.cost !== undefined && { cost: end.cost }),
      ...(end.searches !== undefined && { searches: end.searches }),
    }),
  }));
}

function lastStamp(run: BegunRun): Stamp {
  const stamps = run.turns.flatMap((turn) => [
    turn.startedAt,
    ...[turn.firstChunkAt, turn.firstAnswerAt, turn.endedAt].filter((stamp) => stamp !== undefined),
    ...turn.toolRuns.flatMap((tool: ToolRun) => [tool.startedAt, ...(tool.endedAt ? [tool.endedAt] : [])]),
  ]);
  return stamps.reduce((last, stamp) => (stamp.monoNs > last.monoNs ? stamp : last), run.startedAt);
}
