import { existsSync } from "node:fs";
import path from "node:path";
import type { ResolvedAgent } from "../core/document/definition.ts";
import { againstEstimate, verdictWords } from "../core/runs/againstEstimate.ts";
import { answerText, partsOf } from "../core/runs/answerParts.ts";
import { buildRequest } from "../core/runs/buildRequest.ts";
import { basisWords, type Expected, expectedOf } from "../core/runs/expected.ts";
import { looseCap } from "../core/runs/looseCap.ts";
import type { RunProblem } from "../core/runs/problem.ts";
import type { BegunRun, Run, RunEvent } from "../core/runs/run.ts";
import { runAgent } from "../core/runs/runAgent.ts";
import { retrySentence, sentence } from "../core/runs/sentences.ts";
import { runIdAt, setupOf } from "../core/runs/setup.ts";
import { finishReasonOf, outputOf, step, totalsOf, waiting } from "../core/runs/step.ts";
import { type EstimateWorld, estimateAgent } from "../core/tokens/estimate.ts";
import { formatMs, formatTokens, formatUsd, formatUsdRange } from "../core/tokens/format.ts";
import { toUsd } from "../core/tokens/units.ts";
import { usageJson } from "../core/tokens/usage.ts";
import { clock } from "../node/clock.ts";
import { sha256 } from "../node/files.ts";
import { openRunFolder } from "../node/runFolder.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { type Command, type Io, oneFile, printJson, readArgs } from "./command.ts";
import { agentOf, inputsOf, readDefinitionFile, resolve, secretsOf, variantOf } from "./definitionFile.ts";
import { historyFor } from "./history.ts";
import { openModel } from "./model.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";

export const run: Command = {
  name: "run",
  usage: "run FILE [--var name=value]… [--agent A] [--variant V] [--prices FILE] [--live] [--json]",
  summary: "one run, streamed; leaves a trace in .flashback/runs",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      var: { type: "string", multiple: true },
      agent: { type: "string" },
      variant: { type: "string" },
      live: { type: "boolean" },
      json: { type: "boolean" },
      ...pricesOption,
    });
    const file = await readDefinitionFile(oneFile(positionals, this.usage), io);
    const variant = variantOf(file, values.variant);
    const agent = await resolve(file, agentOf(file, variant, values.agent), io);
    for (const missing of agent.missing) io.err(`flashback: ${missing.message}\n`);
    const inputs = inputsOf(values.var ?? [], agent);
    await using model = await openModel(io, { live: values.live === true, quiet: values.json === true });
    const prices = await ownPrices(values.prices, path.dirname(file.path), io);
    const history = await historyFor(file, io);
    const expected = await expectedFor(agent, { prices, history, variant: variant.name }, io);
    const setup = setupOf({
      runId: runIdAt(Date.now(), salt()),
      agent,
      variant: variant.name,
      inputs,
      file: file.name,
      definitionHash: sha256(file.text),
      client: model.client,
      prices,
    });
    const built = buildRequest(agent, inputs, { wallMs: Date.now() });
    if (built.kind === "request") for (const note of built.notes) io.err(`${note}\n`);
    const loose = looseCap(agent, Date.now(), prices);
    if (loose) io.err(`flashback: ${loose}\n`);
    const folder = openRunFolder(io.cwd, setup, {
      definition: file.text,
      secrets: secretsOf(io, agent, inputs),
      expected,
    });
    let result: Run = waiting;
    for await (const event of runAgent({ setup, agent, client: model.client, clock, signal: io.signal })) {
      const problem = folder.write(event);
      if (problem) io.err(`flashback: ${words(problem)}\n`);
      result = step(result, event);
      if (!values.json) show(event, io);
    }
    const unsaved = folder.close();
    if (unsaved) io.err(`flashback: ${words(unsaved)}\n`);
    if (result.kind === "waiting") throw new Error("The run had no events.");
    const trace = existsSync(folder.trace) ? folder.trace : undefined;
    if (values.json) printJson(io, runJson(result, trace, expected));
    else printEnd(result, { trace, expected }, io);
    return result.kind === "done" ? 0 : 1;
  },
};

/** What the run is expected to take, by the same rules as `flashback estimate`. */
async function expectedFor(
  agent: ResolvedAgent,
  world: Pick<EstimateWorld, "prices" | "history" | "variant">,
  io: Io,
): Promise<Expected | undefined> {
  if (agent.workflow) return undefined;
  await using counter = openTokenCounter({ folder: io.dist, where: "here" });
  return expectedOf(await estimateAgent(agent, { counter, wallMs: Date.now(), ...world }));
}

/**
 * The JSON of the contract. `cost_usd` is absent where the model has no price, `ttft_ms` where no answer came. `cost_is_partial`
 * stands beside a cost that a turn is missing from, because its usage was never reported.
 */
export function runJson(finished: BegunRun, trace: string | undefined, expected?: Expected) {
  const { setup } = finished;
  const totals = totalsOf(finished);
  const finish = finishReasonOf(finished);
  const served = finished.turns.findLast((turn) => turn.modelServed !== undefined)?.modelServed;
  return {
    run_id: setup.runId,
    agent: setup.agent,
    variant: setup.variant,
    model: { asked: setup.model, ...(served !== undefined && { served }) },
    simulated: setup.simulated,
    status: finished.kind,
    output: outputOf(finished),
    ...(finish !== undefined && { finish_reason: finish }),
    usage: usageJson(totals.usage),
    ...(totals.cost !== undefined && { cost_usd: toUsd(totals.cost) }),
    ...(totals.cost !== undefined && totals.atLeast && { cost_is_partial: true }),
    ...(totals.searches !== undefined && { searches: totals.searches }),
    ...(expected && { estimate: estimateJson(expected, finished) }),
    ...(totals.ttftMs !== undefined && { ttft_ms: round(totals.ttftMs) }),
    total_ms: round(totals.totalMs),
    steps: totals.turns + totals.toolCalls,
    ...(trace !== undefined && { trace }),
    ...(finished.kind === "failed" && { error: errorJson(finished.problem) }),
  };
}

/** The estimate beside the actual: `verdict` is where the cost lies, `reasons` what made most of a large difference. */
function estimateJson(expected: Expected, finished: BegunRun) {
  const { p50, p80Low, p80High, input, calls, thinking, output, basis } = expected;
  const against = againstEstimate(expected, finished);
  return {
    cost_usd: { p50: toUsd(p50), p80_low: toUsd(p80Low), p80_high: toUsd(p80High) },
    input_tokens: input,
    calls,
    thinking_tokens: thinking,
    output_tokens: output,
    basis,
    ...(against && {
      verdict: against.verdict,
      reasons: against.reasons.map(({ kind, cost, sentence: why }) => ({ kind, cost_usd: toUsd(cost), sentence: why })),
    }),
  };
}

function errorJson(problem: RunProblem) {
  // Beside a daily quota stands a short delay at times: it would send a script back too soon.
  const retry = problem.kind === "rate-limited" && problem.scope !== "day" ? problem.retryAfterMs : undefined;
  return { kind: problem.kind, message: words(problem), ...(retry !== undefined && { retry_after_ms: retry }) };
}

function show(event: RunEvent, io: Io): void {
  if (event.kind === "chunk") io.out(answerText(partsOf(event.response)));
  else if (event.kind === "tool-started") io.err(`→ ${event.call.name} ${JSON.stringify(event.call.args)}\n`);
  else if (event.kind === "tool-ended") io.err(`← ${JSON.stringify(event.result)}\n`);
  else if (event.kind === "retrying") io.err(`${retrySentence(event)}\n`);
}

function printEnd(
  finished: BegunRun,
  { trace, expected }: { readonly trace: string | undefined; readonly expected: Expected | undefined },
  io: Io,
): void {
  const { usage, cost, atLeast, ttftMs, totalMs } = totalsOf(finished);
  io.out("\n");
  if (finished.kind === "failed") io.err(`flashback: ${words(finished.problem)}\n`);
  if (finished.kind === "cancelled") io.err("Cancelled. What arrived is kept.\n");
  const figures = [
    ...(finished.setup.simulated ? ["simulated"] : []),
    `${formatTokens(usage.input)} in (${formatTokens(usage.cached)} cached)`,
    `${formatTokens(usage.thinking)} thinking`,
    `${formatTokens(usage.output)} out`,
    ...(ttftMs === undefined ? [] : [`first token ${formatMs(ttftMs)}`]),
    formatMs(totalMs),
    cost === undefined ? (atLeast ? "cost not reported" : "no price known") : formatUsd(cost, { atLeast }),
    finishReasonOf(finished) ?? "no finish reason",
  ];
  io.err(`${figures.join(" · ")}\n`);
  if (expected) {
    const { p50, p80Low, p80High, basis } = expected;
    const range = `${formatUsd(p50)} (80 %: ${formatUsdRange(p80Low, p80High)})`;
    const against = againstEstimate(expected, finished);
    const words = against ? [verdictWords(against.verdict), ...against.reasons.map((reason) => reason.sentence)] : [];
    io.err(`Estimated ${range}, ${basisWords(basis)}. ${words.join(" ")}`.trimEnd());
    io.err("\n");
  }
  if (trace !== undefined) io.err(`Trace: ${path.relative(io.cwd, trace)}\n`);
}

export function words(problem: RunProblem): string {
  const { what, todo } = sentence(problem);
  return [what, todo].filter((part) => part !== undefined).join(" ");
}

export function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

export function salt(): string {
  return Math.floor(Math.random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
}
