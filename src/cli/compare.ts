import path from "node:path";
import { isObject, type Json, type JsonObject } from "../core/base/json.ts";
import { type Budget, type ResolvedAgent, type ThinkingLevel, thinkingLevels } from "../core/document/definition.ts";
import { suiteBudgetOf, suiteCapOf, variantsOf } from "../core/document/readDefinition.ts";
import { type Expected, expectedOf } from "../core/runs/expected.ts";
import { parseRows, rowSourcesOf } from "../core/runs/inputRows.ts";
import { askedInputs } from "../core/runs/inputs.ts";
import { looseCap, looseSuiteCap } from "../core/runs/looseCap.ts";
import {
  agentOfColumn,
  type MatrixCell,
  type MatrixInput,
  type MatrixPlan,
  type MatrixState,
  noMatrix,
  planMatrix,
  runMatrix,
  stepMatrix,
} from "../core/runs/matrix.ts";
import type { ModelClient } from "../core/runs/modelClient.ts";
import type { RunEvent } from "../core/runs/run.ts";
import { runAgent } from "../core/runs/runAgent.ts";
import { runIdAt, setupOf } from "../core/runs/setup.ts";
import { type ColumnSummary, isPartial, summarize, summarizeMatrix } from "../core/runs/summarizeMatrix.ts";
import { type EstimateWorld, estimateAgent } from "../core/tokens/estimate.ts";
import { formatMs, formatUsd } from "../core/tokens/format.ts";
import type { OwnPrices } from "../core/tokens/prices.ts";
import { fromUsd, toUsd } from "../core/tokens/units.ts";
import { clock } from "../node/clock.ts";
import { sha256 } from "../node/files.ts";
import { openRunFolder } from "../node/runFolder.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { type Command, type Io, listOf, oneFile, printJson, readArgs, UsageError, wholeNumber } from "./command.ts";
import {
  agentOf,
  type DefinitionFile,
  inputsOf,
  readBeside,
  readDefinitionFile,
  resolve,
  secretsOf,
  variantOf,
} from "./definitionFile.ts";
import { historyFor } from "./history.ts";
import { openModel } from "./model.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";
import { salt, words } from "./run.ts";
import { readUserFile } from "./userFile.ts";

export const compare: Command = {
  name: "compare",
  usage:
    "compare FILE [--variants a,b] [--models m1,m2] [--thinking low,high] [--repeat N] [--dataset D] [--prices FILE] [--json]",
  summary: "variants × models × thinking levels × inputs, with statistics",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      variants: { type: "string" },
      models: { type: "string" },
      thinking: { type: "string" },
      repeat: { type: "string" },
      dataset: { type: "string" },
      var: { type: "string", multiple: true },
      agent: { type: "string" },
      concurrency: { type: "string" },
      live: { type: "boolean" },
      json: { type: "boolean" },
      ...pricesOption,
    });
    const file = await readDefinitionFile(oneFile(positionals, this.usage), io);
    const names = listOf(values.variants) ?? variantsOf(file.document).map((variant) => variant.name);
    const agents = new Map<string, ResolvedAgent>();
    for (const name of names) {
      const variant = variantOf(file, name);
      agents.set(name, await resolve(file, agentOf(file, variant, values.agent), io));
    }
    const models = listOf(values.models);
    const levels = listOf(values.thinking)?.map(levelOf);
    const planned = planMatrix({
      variants: names,
      ...(models && { models }),
      ...(levels && { thinkingLevels: levels }),
      inputs: await inputsFor(file, values, agents, io),
      repeats: wholeNumber(values.repeat, "repeat", 1, 1),
    });
    if (planned.kind === "problem") throw new UsageError(planned.message);
    await using model = await openModel(io, { live: values.live === true, quiet: values.json === true });
    const [first] = agents.values();
    // What is simulated spends nothing: no cap stops it.
    const cap = model.client.simulated ? undefined : suiteCapOf(file.document, first?.path ?? []);
    const columns = planned.plan.columns.flatMap((column) => {
      const variant = agents.get(column.variant);
      return variant ? [agentOfColumn(variant, column)] : [];
    });
    const prices = await ownPrices(values.prices, path.dirname(file.path), io);
    const expected = await expectedForAll(columns, { prices, history: await historyFor(file, io) }, io);
    for (const loose of [
      looseSuiteCap(cap, columns, Date.now(), prices),
      ...columns.map((one) => looseCap(one, Date.now(), prices)),
    ]) {
      if (loose !== undefined) io.err(`flashback: ${loose}\n`);
    }
    const state = await runAll(file, { plan: planned.plan, expected, prices }, agents, model.client, io, {
      concurrency: wholeNumber(values.concurrency, "concurrency", 4, 1),
      ...(!model.client.simulated && { budget: suiteBudgetOf(file.document, first?.path ?? []) }),
    });
    if (values.json) printJson(io, withEstimates(summarizeMatrix(state), expected));
    else printTable(state, expected, io);
    for (const problem of problemsOf(state)) io.err(`flashback: ${problem}\n`);
    if (state.problem?.kind === "budget") {
      const where =
        cap && state.problem.which.endsWith("max_cost_usd") ? `; the cap is line ${cap.line} of ${file.name}` : "";
      io.err(`${state.runs.size} of ${planned.plan.cells.length} runs were begun${where}.\n`);
    }
    return state.phase === "complete" && [...state.runs.values()].every((run) => run.kind === "done") ? 0 : 1;
  },
};

function levelOf(text: string): ThinkingLevel {
  const level = thinkingLevels.find((known) => known === text);
  if (!level) throw new UsageError(`"${text}" is no thinking level. There are: ${thinkingLevels.join(", ")}.`);
  return level;
}

/** A data set by its name in the definition or by path; else one row of `--var`; else the rows of the tests. */
async function inputsFor(
  file: DefinitionFile,
  values: { readonly dataset?: string | undefined; readonly var?: readonly string[] | undefined },
  agents: ReadonlyMap<string, ResolvedAgent>,
  io: Io,
): Promise<readonly MatrixInput[]> {
  const [agent] = agents.values();
  if (!agent) throw new UsageError("Nothing to compare: choose at least one variant.");
  const sources = await rowSourcesOf(file.document.value, readBeside(file.path, io));
  if (values.dataset !== undefined) {
    const set = sources.find((source) => source.id === values.dataset && source.id !== "tests");
    const { rows, problems } =
      set ?? parseRows(await readUserFile(path.resolve(io.cwd, values.dataset), values.dataset), values.dataset);
    for (const problem of problems) io.err(`flashback: ${problem}\n`);
    if (rows.length === 0) throw new UsageError(`${values.dataset} has no row that can be used.`);
    return rows;
  }
  const given = inputsOf(values.var ?? [], agent);
  const required = askedInputs(agent).flatMap((input) => (input.required ? [input.name] : []));
  if (Object.keys(given).length > 0 || required.length === 0) return [{ id: "1", values: given }];
  const tests = sources.find((source) => source.id === "tests")?.rows ?? [];
  if (tests.length === 0) {
    throw new UsageError(`${agent.name} needs ${required.join(", ")}: give --var name=value or --dataset FILE.`);
  }
  return tests;
}

/** By column. */
type ExpectedColumns = readonly (Expected | undefined)[];

async function expectedForAll(
  agents: readonly ResolvedAgent[],
  world: Pick<EstimateWorld, "prices" | "history">,
  io: Io,
): Promise<ExpectedColumns> {
  await using counter = openTokenCounter({ folder: io.dist, where: "here" });
  const estimates = await Promise.all(
    agents.map((agent) => estimateAgent(agent, { counter, wallMs: Date.now(), ...world })),
  );
  return estimates.map(expectedOf);
}

/** What one run of each column was expected to cost, beside what they did. */
function withEstimates(summary: JsonObject, expected: ExpectedColumns): JsonObject {
  const list: readonly Json[] = Array.isArray(summary.columns) ? summary.columns : [];
  const columns = list.map((column, i): Json => {
    const one = expected[i];
    if (!one || !isObject(column)) return column;
    const { p50, p80Low, p80High, basis } = one;
    return { ...column, estimate_usd: { p50: toUsd(p50), p80_low: toUsd(p80Low), p80_high: toUsd(p80High), basis } };
  });
  return { ...summary, columns };
}

async function runAll(
  file: DefinitionFile,
  {
    plan,
    expected,
    prices,
  }: { readonly plan: MatrixPlan; readonly expected: ExpectedColumns; readonly prices: OwnPrices },
  agents: ReadonlyMap<string, ResolvedAgent>,
  client: ModelClient,
  io: Io,
  limits: { readonly concurrency: number; readonly budget?: Budget },
): Promise<MatrixState> {
  const definitionHash = sha256(file.text);
  async function* runCell(cell: MatrixCell, signal: AbortSignal): AsyncIterable<RunEvent> {
    const column = plan.columns[cell.column];
    const variant = column && agents.get(column.variant);
    if (!column || !variant) throw new Error(`No column for cell ${cell.id}`);
    const agent = agentOfColumn(variant, column);
    const inputs = plan.inputs[cell.row]?.values ?? {};
    const runId = runIdAt(Date.now(), salt());
    const setup = setupOf({
      runId,
      agent,
      variant: column.variant,
      inputs,
      file: file.name,
      definitionHash,
      client,
      prices,
    });
    const secrets = secretsOf(io, agent, inputs);
    const folder = openRunFolder(io.cwd, setup, { definition: file.text, secrets, expected: expected[cell.column] });
    try {
      for await (const event of runAgent({ setup, agent, client, clock, signal })) {
        const problem = folder.write(event);
        yield event;
        if (problem) yield { kind: "unrecorded", at: event.at, problem };
      }
    } finally {
      folder.close();
    }
  }
  let state = noMatrix;
  for await (const event of runMatrix({ plan, clock, signal: io.signal, runCell, ...limits })) {
    state = stepMatrix(state, event);
    if (io.tty && event.kind === "cell" && isEnd(event.event)) io.err(`\r${progress(state, plan)}`);
  }
  if (io.tty) io.err("\n");
  return state;
}

function isEnd(event: RunEvent): boolean {
  return event.kind === "finished" || event.kind === "failed" || event.kind === "cancelled";
}

function progress(state: MatrixState, plan: MatrixPlan): string {
  const ended = [...state.runs.values()].filter((run) => run.kind !== "running" && run.kind !== "waiting").length;
  return `${ended} of ${plan.cells.length} runs`;
}

function printTable(state: MatrixState, expected: ExpectedColumns, io: Io): void {
  const { columns, differences, withheld, total } = summarize(state);
  const simulated = withheld === "simulated";
  const rows = columns.map((column, index) => [
    column.id,
    `n = ${column.n}${column.errors > 0 ? `, ${column.errors} errors` : ""}`,
    column.latencyMs.p50 === undefined ? "" : `p50 ${formatMs(column.latencyMs.p50)}`,
    column.ttftMs.p50 === undefined ? "" : `first token ${formatMs(column.ttftMs.p50)}`,
    [perRun(column), ...(expected[index] ? [`estimated ${formatUsd(expected[index].p50)}`] : [])].join(", "),
    simulated || index === 0
      ? ""
      : differences
          .filter((difference) => difference.column === index && difference.metric === "cost")
          .map((difference) => difference.sentence)
          .join(" "),
  ]);
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of rows)
    io.out(
      `${row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  const spent = simulated ? `${formatUsd(total.cost)} if it had been real` : formatUsd(total.cost, total);
  io.out(`${state.phase === "complete" ? "All runs ended" : `Ended early (${state.phase})`}: ${spent}.\n`);
  if (simulated) io.out("Simulated: these numbers say nothing about the real models.\n");
}

function perRun({ perCall, total }: ColumnSummary): string {
  if (perCall !== undefined) return `${formatUsd(fromUsd(perCall))} a run`;
  return isPartial(total) ? `${formatUsd(total.cost, total)} in all` : "no price known";
}

/** Why it stopped, and why runs failed or were not recorded, each sentence once. */
function problemsOf(state: MatrixState): ReadonlySet<string> {
  const begun = [...state.runs.values()].filter((run) => run.kind !== "waiting");
  const problems = begun.flatMap((run) => [run.kind === "failed" ? run.problem : undefined, run.unrecorded]);
  return new Set([state.problem, ...problems].filter((problem) => problem !== undefined).map(words));
}
