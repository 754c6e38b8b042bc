import type { Stamp } from "../../core/base/clock.ts";
import type { BegunRun, Run, ToolRun, Turn } from "../../core/runs/run.ts";
import { between } from "../../core/runs/step.ts";
import { formatMs, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import { totalTokens } from "../../core/tokens/usage.ts";

/** A run as the panel lists it: each model call, and each tool call after the turn that asked for it. */
export type PanelStep =
  | { readonly kind: "turn"; readonly id: string; readonly name: string; readonly turn: Turn; readonly open: boolean }
  | {
      readonly kind: "tool";
      readonly id: string;
      readonly name: string;
      readonly tool: ToolRun;
      readonly open: boolean;
    };

export function stepsOfRun(run: Run): readonly PanelStep[] {
  if (run.kind === "waiting") return [];
  const alone = run.turns.length === 1 && run.kind !== "running";
  return run.turns.flatMap((turn, n): PanelStep[] => [
    {
      kind: "turn",
      id: `turn-${turn.index}`,
      name: alone ? run.setup.agent : `Turn ${n + 1}`,
      turn,
      open: turn.endedAt === undefined,
    },
    ...turn.toolRuns.map(
      (tool, k): PanelStep => ({
        kind: "tool",
        id: `turn-${turn.index}-tool-${k}`,
        name: tool.call.name,
        tool,
        open: tool.endedAt === undefined,
      }),
    ),
  ]);
}

/** What a turn is doing, or what it did, in a word or two. */
export function turnNote(turn: Turn): string {
  if (turn.endedAt === undefined) {
    if (turn.retry) return "Waiting";
    if (turn.text !== "") return "Writing";
    return turn.firstChunkAt ? "Thinking" : "Sent";
  }
  if (turn.finishReason === undefined) return "ended here";
  const called = turn.toolRuns.map((tool) => tool.call.name);
  if (called.length) return `called ${called.join(", ")}`;
  if (turn.text === "") return "no answer";
  return isShort(turn.text) ? "said" : "answered";
}

export function isShort(text: string): boolean {
  return text.length <= 48 && !text.includes("\n");
}

/** "5.2 s · 5,766 tokens · $0.0095 · stop": what is known of it so far. */
export function turnFigures(turn: Turn, now: Stamp): string {
  const figures = [formatMs(between(turn.startedAt, turn.endedAt ?? now))];
  if (turn.endedAt === undefined) {
    if (turn.firstAnswerAt) figures.push(`first token after ${formatMs(between(turn.startedAt, turn.firstAnswerAt))}`);
    return figures.join(" · ");
  }
  const used = totalTokens(turn.usage);
  if (used > 0) figures.push(`${formatTokens(used)} tokens`);
  if (turn.cost !== undefined) figures.push(formatUsd(turn.cost));
  if (turn.finishReason) figures.push(finishWord(turn.finishReason));
  return figures.join(" · ");
}

/** "STOP" → "stop". */
export function finishWord(reason: string): string {
  return reason.toLowerCase();
}

/** From the first thought that arrived to the first of the answer; what is not known is left out. */
export function thinkingMs(turn: Turn, now: Stamp): number | undefined {
  if (!turn.firstChunkAt || turn.thoughts === "") return undefined;
  return between(turn.firstChunkAt, turn.firstAnswerAt ?? turn.endedAt ?? now);
}

/** The words beside the title: where the run stands. */
export function standing(
  run: Run,
  interrupted: boolean,
): { readonly word: string; readonly tone: "ok" | "bad" | "wait" | "dim" } {
  switch (run.kind) {
    case "waiting":
      return { word: "Not run yet", tone: "dim" };
    case "running":
      return interrupted
        ? { word: "Interrupted", tone: "wait" }
        : { word: `Running, step ${Math.max(1, stepsOfRun(run).length)}`, tone: "wait" };
    case "done":
      return { word: "Done", tone: "ok" };
    case "failed":
      return { word: "Failed", tone: "bad" };
    case "cancelled":
      return { word: "Cancelled", tone: "dim" };
  }
}

export function elapsedMs(run: BegunRun, now: Stamp): number {
  return between(run.startedAt, run.kind === "running" ? now : run.endedAt);
}
