import { expect, test } from "vitest";
import { noUsage } from "../../src/core/tokens/usage.ts";
import { exportComparison } from "../../src/vscode/runs/exportComparison.ts";
import * as s from "../webview/compare/samples.ts";

const state = { plan: s.plan, phase: "complete" as const, runs: new Map(s.runs(true)) };
const text = (format: "csv" | "markdown" | "json", view = s.doneView) => exportComparison(format, view, state);

test("a spreadsheet gets a row for each run, also for one that failed", () => {
  const lines = text("csv").trim().split("\r\n");
  expect(lines).toHaveLength(1 + s.plan.cells.length);
  expect(lines[0]).toMatch(/^column,variant,model,thinking_level,input,/);
  expect(lines.filter((line) => line.includes("failed: cut"))).toHaveLength(1);
});

test("a cost that is not the whole is marked in its row", () => {
  const [first] = s.plan.cells;
  const run = new Map(s.runs(true)).get(first?.id ?? "");
  if (!first || run?.kind !== "done") throw new Error("no run");
  const [turn] = run.turns;
  if (!turn) throw new Error("no turn");
  const { cost: _, ...silent } = { ...turn, index: 1, usage: noUsage };
  const runs = new Map([...s.runs(true), [first.id, { ...run, turns: [turn, silent] }] as const]);
  const [head = "", row = ""] = exportComparison("csv", s.doneView, { ...state, runs }).split("\r\n");
  const at = head.split(",").indexOf("cost_is_partial") - head.split(",").length;
  expect(
    row
      .replace(/"(?:[^"]|"")*"/g, "")
      .split(",")
      .at(at),
  ).toBe("true");
  const data = JSON.parse(exportComparison("json", s.doneView, { ...state, runs }));
  expect(data).toMatchObject({ cost_is_partial: true });
  // A mean over costs of which one is too small would be too small as well.
  expect(data.columns[0].cost_usd.per_call).toBeUndefined();
  expect(data.columns[0]).toMatchObject({ cost_is_partial: true, cost_usd: { total: expect.any(Number) } });
});

test("a review gets a table with the verdicts under it", () => {
  const said = text("markdown");
  expect(said).toContain("| base · low | 40 | 0 |");
  expect(said).toMatch(/- base · medium: Dearer by \d+–\d+ %/);
});

test("simulated figures carry no verdict and say what they are", () => {
  const simulated = new Map(
    s
      .runs(true)
      .map(([cell, run]) => [
        cell,
        run.kind === "waiting" ? run : { ...run, setup: { ...run.setup, simulated: true } },
      ]),
  );
  const said = exportComparison("markdown", s.simulatedView, { ...state, runs: simulated });
  expect(said).toContain("**Simulated.**");
  expect(said).not.toMatch(/Dearer|Cheaper/);
});

test("data holds the command line's shape and every run", () => {
  const data = JSON.parse(text("json"));
  expect(data.columns[0]).toMatchObject({ id: "base · low", n: 40 });
  expect(data.runs).toHaveLength(s.plan.cells.length);
});

test("an answer that a spreadsheet would take for a formula stays a text", () => {
  const [first] = s.plan.cells;
  const runs = new Map(s.runs(true));
  const run = runs.get(first?.id ?? "");
  if (!first || !run || run.kind === "waiting") throw new Error("no run");
  runs.set(first.id, { ...run, turns: run.turns.map((turn) => ({ ...turn, text: '=HYPERLINK("http://x")' })) });
  expect(exportComparison("csv", s.doneView, { ...state, runs })).toContain(`"'=HYPERLINK(""http://x"")"`);
});

test("a secret that was typed in is in no export", () => {
  const inputs = [
    { name: "message", schema: {}, required: true, untrusted: false, secret: true, path: [] },
  ] satisfies typeof s.subject.inputs;
  for (const format of ["csv", "markdown", "json"] as const) {
    expect(text(format, { ...s.doneView, subject: { ...s.subject, inputs } })).not.toContain("Where is my parcel?");
  }
});
