import { hideSecrets } from "../../core/runs/hideSecrets.ts";
import type { MatrixState } from "../../core/runs/matrix.ts";
import type { Run } from "../../core/runs/run.ts";
import { finishReasonOf, outputOf, totalsOf } from "../../core/runs/step.ts";
import { summarize, summarizeMatrix } from "../../core/runs/summarizeMatrix.ts";
import { formatMs, formatTokens, formatUsd } from "../../core/tokens/format.ts";
import { fromUsd, toUsd } from "../../core/tokens/units.ts";
import type { CompareView } from "../../protocol/compare.ts";

/** The comparison as text: every run (`csv`), the table to paste into a review (`markdown`), or both as data (`json`). */
export function exportComparison(format: "csv" | "markdown" | "json", view: CompareView, state: MatrixState): string {
  switch (format) {
    case "csv":
      return `${[columnsOfCsv, ...rowsOf(view, state).map((row) => columnsOfCsv.map((name) => row[name]))].map((line) => line.map(csvField).join(",")).join("\r\n")}\r\n`;
    case "markdown":
      return markdown(view, state);
    case "json":
      return `${JSON.stringify({ agent: view.subject.agent, file: view.subject.file, ...summarizeMatrix(state), runs: rowsOf(view, state) }, null, 2)}\n`;
  }
}

const columnsOfCsv = [
  "column",
  "variant",
  "model",
  "thinking_level",
  "input",
  "inputs",
  "repeat",
  "outcome",
  "finish_reason",
  "total_ms",
  "ttft_ms",
  "input_tokens",
  "cached_tokens",
  "thinking_tokens",
  "output_tokens",
  "cost_usd",
  "cost_is_partial",
  "simulated",
  "run_id",
  "output",
] as const;
type Row = Readonly<Record<(typeof columnsOfCsv)[number], string | number | boolean | undefined>>;

function rowsOf({ subject }: CompareView, { plan, runs }: MatrixState): readonly Row[] {
  return (plan?.cells ?? []).flatMap((cell): Row[] => {
    const run: Run | undefined = runs.get(cell.id);
    const column = plan?.columns[cell.column];
    if (!run || run.kind === "waiting" || !column) return [];
    const totals = totalsOf(run);
    return [
      {
        column: column.id,
        variant: column.variant,
        model: run.setup.model,
        thinking_level: run.setup.thinkingLevel,
        input: plan?.inputs[cell.row]?.id,
        inputs: JSON.stringify(hideSecrets(plan?.inputs[cell.row]?.values ?? {}, subject.inputs)),
        repeat: cell.repeat + 1,
        outcome: run.kind === "failed" ? `failed: ${run.problem.kind}` : run.kind,
        finish_reason: finishReasonOf(run),
        total_ms: Math.round(totals.totalMs),
        ttft_ms: totals.ttftMs === undefined ? undefined : Math.round(totals.ttftMs),
        input_tokens: totals.usage.input + totals.usage.toolUse,
        cached_tokens: totals.usage.cached,
        thinking_tokens: totals.usage.thinking,
        output_tokens: totals.usage.output,
        cost_usd: totals.cost === undefined ? undefined : toUsd(totals.cost),
        cost_is_partial: totals.cost !== undefined && totals.atLeast ? true : undefined,
        simulated: run.setup.simulated,
        run_id: run.setup.runId,
        output: outputOf(run),
      },
    ];
  });
}

/** Quoted where needed; a text that a spreadsheet would take for a formula is kept a text. */
function csvField(value: string | number | boolean | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdown(view: CompareView, state: MatrixState): string {
  const { columns, differences, withheld } = summarize(state);
  const head = [
    "column",
    "n",
    "errors",
    "time p50",
    "time p95",
    "first token p50",
    "cost per run",
    "tokens in",
    "thinking",
    "out",
  ];
  const lines = columns.map((column) => [
    column.id,
    String(column.n),
    String(column.errors),
    column.latencyMs.p50 === undefined ? "–" : formatMs(column.latencyMs.p50),
    column.latencyMs.p95 === undefined ? "–" : formatMs(column.latencyMs.p95),
    column.ttftMs.p50 === undefined ? "–" : formatMs(column.ttftMs.p50),
    column.perCall === undefined ? "–" : formatUsd(fromUsd(column.perCall)),
    ...(["input", "thinking", "output"] as const).map((kind) =>
      column.usageMean ? formatTokens(column.usageMean[kind]) : "–",
    ),
  ]);
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const judged = !withheld && state.phase === "complete";
  const said = judged
    ? differences
        .filter((one) => one.metric !== "tokens" && one.metric !== "ttft")
        .map((one) => `- ${columns[one.column]?.id}: ${one.sentence}`)
    : [];
  return [
    `# ${view.subject.agent}: ${columns.length} columns`,
    "",
    ...(view.simulated
      ? ["**Simulated.** These numbers are drawn by the built-in simulator and say nothing about the real models.", ""]
      : []),
    row(head),
    row(head.map((_, k) => (k === 0 ? "---" : "---:"))),
    ...lines.map(row),
    "",
    ...(said.length ? [`Against ${columns[0]?.id}, with 95 % paired intervals:`, "", ...said, ""] : []),
  ].join("\n");
}
