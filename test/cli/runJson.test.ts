import { expect, test } from "vitest";
import { runJson } from "../../src/cli/run.ts";
import type { RunEvent } from "../../src/core/runs/run.ts";
import { runOf } from "../../src/core/runs/step.ts";
import * as s from "../webview/run/samples.ts";

function json(end: RunEvent[]) {
  const run = runOf([
    ...s.toolTurn,
    { kind: "turn-started", at: s.at(2010), turn: 1, request: { contents: [] } },
    ...end,
  ]);
  if (run.kind === "waiting") throw new Error("still waiting");
  return runJson(run, undefined);
}

test("a cost that a turn is missing from says that it is not the whole", () => {
  expect(json([{ kind: "failed", at: s.at(4000), problem: { kind: "timeout", afterMs: 1990 } }])).toMatchObject({
    cost_usd: 0.003105,
    cost_is_partial: true,
  });
  const refused = json([{ kind: "failed", at: s.at(4000), problem: { kind: "server", status: 503, message: "" } }]);
  expect("cost_is_partial" in refused).toBe(false);
});

test("a quota per day names no wait, however short the delay that came with it", () => {
  const limited = (scope: "day" | "minute") =>
    json([
      { kind: "failed", at: s.at(4000), problem: { kind: "rate-limited", scope, retryAfterMs: 22_200, message: "" } },
    ]).error;
  expect(limited("minute")).toMatchObject({ kind: "rate-limited", retry_after_ms: 22_200 });
  expect(limited("day")).not.toHaveProperty("retry_after_ms");
});
