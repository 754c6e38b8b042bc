import { expect, test } from "vitest";
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
