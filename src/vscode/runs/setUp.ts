import type { JsonObject } from "../../core/base/json.ts";
import {
  type ResolvedAgent,
  type SuiteCap,
  type ThinkingLevel,
  thinkingLevels,
  type Variant,
} from "../../core/document/definition.ts";
import { suiteCapOf } from "../../core/document/readDefinition.ts";
import { buildRequest } from "../../core/runs/buildRequest.ts";
import { expectedOf } from "../../core/runs/expected.ts";
import { askedInputs, readInputs } from "../../core/runs/inputs.ts";
import { looseSuiteCap } from "../../core/runs/looseCap.ts";
import { agentOfColumn, type MatrixInput, type MatrixPlan, planMatrix } from "../../core/runs/matrix.ts";
import type { Estimate } from "../../core/tokens/estimate.ts";
import { knownModels, modelOf, priceAt, stageAt } from "../../core/tokens/prices.ts";
import { type NanoUsd, nanoUsd, toUsd } from "../../core/tokens/units.ts";
import type { ColumnNote, CompareSubject, InputSource, PlanNote, Question, SetUp } from "../../protocol/compare.ts";
import type { Services } from "../services.ts";
import { estimateOf, modelName, timeOf } from "./estimates.ts";
import { type Definition, resolvedAt, type Target } from "./session.ts";

/** Rows taken at first from a longer list: enough to see something, few enough to pay for. */
const rowsAtFirst = 40;

/** A definition ready to be compared: its agent in every variant, and what the panel says of it. */
export interface Comparable {
  readonly definition: Definition;
  /** By variant. */
  readonly agents: ReadonlyMap<string, ResolvedAgent>;
  readonly subject: CompareSubject;
  readonly cap?: SuiteCap;
}

export async function comparableOf(
  services: Services,
  definition: Definition,
  { agentPath }: Target,
  lastValues: JsonObject,
): Promise<Comparable | undefined> {
  const resolved = await Promise.all(
    definition.variants.map(
      async ({ name }) => [name, await resolvedAt(services, definition, agentPath, name)] as const,
    ),
  );
  const agents = new Map(resolved.flatMap(([name, agent]) => (agent ? [[name, agent] as const] : [])));
  const base = agents.get("base");
  if (!base) return undefined;
  const asked = askedInputs(base);
  const typed = Object.fromEntries(asked.map(({ name, default: first }) => [name, lastValues[name] ?? first ?? ""]));
  const built = buildRequest(base, typed);
  const unable =
    built.kind === "problem" && built.problem.kind === "definition" && built.problem.details === undefined
      ? built.problem.message
      : undefined;
  // Late: it reads YAML, and nobody needs that before.
  const { rowSourcesOf } = await import("../../core/runs/inputRows.ts");
  const found = await rowSourcesOf(definition.document.value, services.readTextBeside(definition.uri));
  const sources: InputSource[] = [
    ...found
      .filter((source) => source.rows.length > 0)
      .map(({ id, rows, problems }) => ({
        id,
        label: id === "tests" ? "tests in this file" : id,
        rows,
        ...(problems.length > 0 && { problems }),
      })),
    { id: "typed", label: "typed here", rows: [{ id: "1", values: typed }] },
  ];
  const cap = suiteCapOf(definition.document, agentPath);
  const info = base.model === undefined ? undefined : modelOf(base.model);
  return {
    definition,
    agents,
    ...(cap && { cap }),
    subject: {
      agent: base.name,
      file: definition.file,
      variants: definition.variants
        .filter(({ name }) => agents.has(name))
        .map((one) => ({ name: one.name, what: changesOf(one) })),
      models: offeredModels(services),
      levels: info?.thinking?.levels ?? thinkingLevels.filter((level) => level !== "xhigh"),
      inputs: asked,
      sources,
      ...(unable !== undefined && { problem: unable }),
    },
  };
}

/** "thinking_level minimal, max_output_tokens 2400". */
function changesOf({ name, changes }: Variant): string {
  if (name === "base") return "as in the file";
  return Object.entries(changes)
    .map(([path, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `${path.split(".").at(-1)} ${text.length > 30 ? `${text.slice(0, 29)}…` : text}`;
    })
    .join(", ");
}

function offeredModels(services: Services): CompareSubject["models"] {
  const { wallMs } = services.clock.now();
  return knownModels()
    .filter((model) => model.kind === "model" && model.geminiApi && stageAt(model.geminiApi, wallMs) !== "ended")
    .filter((model) => priceAt(model.id, wallMs, "standard", services.prices()) !== undefined)
    .map(({ id, name }) => ({ id, name }));
}

/** What "Something else" begins with: all variants, on the first rows there are, once. */
export function firstSetUp({ subject }: Comparable): SetUp {
  const [source] = subject.sources;
  return {
    variants: subject.variants.slice(0, 4).map((one) => one.name),
    models: [],
    thinking:
      subject.variants.length > 1 ? [] : subject.levels.filter((level) => level === "low" || level === "medium"),
    source: source?.id ?? "typed",
    inputs: source?.rows.slice(0, rowsAtFirst) ?? [],
    repeats: 1,
  };
}

/** The questions that this definition allows, each with what it would take. */
export async function questionsOf(
  services: Services,
  comparable: Comparable,
  simulated: boolean,
): Promise<readonly Question[]> {
  const { subject, agents } = comparable;
  const first = firstSetUp(comparable);
  const own = agents.get("base")?.model ?? "";
  const smaller = smallerModel(subject, own);
  const levels = subject.levels.filter((level): level is ThinkingLevel => ["minimal", "low", "medium"].includes(level));
  const rows = `${first.inputs.length} ${first.inputs.length === 1 ? "input" : "inputs"}`;
  const asked: Omit<Question, "plan">[] = [
    ...(subject.variants.length > 1
      ? [
          {
            id: "variants" as const,
            what: `${first.variants.join(", ")} · ${rows} · once`,
            setUp: { ...first, thinking: [] },
          },
        ]
      : []),
    ...(levels.length > 1
      ? [
          {
            id: "thinking" as const,
            what: `${levels.join(", ")} · ${rows} · once`,
            setUp: { ...first, variants: ["base"], thinking: levels },
          },
        ]
      : []),
    ...(smaller
      ? [
          {
            id: "smaller" as const,
            what: `${[own, smaller].map((id) => modelName(id).replace(/^Gemini /, "")).join(", ")} · ${rows} · 3 times`,
            setUp: { ...first, variants: ["base"], thinking: [], models: [own, smaller], repeats: 3 },
          },
        ]
      : []),
  ];
  return Promise.all(
    asked.map(async (question) => ({
      ...question,
      plan: await planNoteOf(services, comparable, question.setUp, simulated),
    })),
  );
}

function smallerModel(subject: CompareSubject, own: string): string | undefined {
  const lite = subject.models.find((model) => model.id === `${own}-lite`);
  return (lite ?? subject.models.find((model) => /lite/.test(model.id) && model.id !== own))?.id;
}

/** Columns, cells, and the problem that keeps them from starting. */
export function planOf(
  { subject }: Pick<Comparable, "subject">,
  setUp: SetUp,
): { readonly plan?: MatrixPlan; readonly problem?: string } {
  const made = planMatrix({
    variants: setUp.variants,
    ...(setUp.models.length && { models: setUp.models }),
    ...(setUp.thinking.length && { thinkingLevels: setUp.thinking }),
    inputs: setUp.inputs,
    repeats: setUp.repeats,
  });
  if (made.kind === "problem") return { problem: made.message };
  const problem = inputProblem(subject, setUp.inputs);
  return { plan: made.plan, ...(problem !== undefined && { problem }) };
}

function inputProblem(subject: CompareSubject, inputs: readonly MatrixInput[]): string | undefined {
  for (const [n, { values }] of inputs.entries()) {
    const given = givenOf(values, subject);
    const missing = subject.inputs.find(
      (field) => field.required && field.default === undefined && given[field.name] === undefined,
    );
    if (missing) return `Input ${n + 1} needs ${missing.name}.`;
  }
  return undefined;
}

/** An empty field is nothing given: the default counts. */
export function givenOf(values: JsonObject, { inputs }: Pick<CompareSubject, "inputs">): JsonObject {
  const names = new Set(inputs.map((field) => field.name));
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !(names.has(name) && value === "")));
}

/** What a set-up would take, by the same estimate as the lens. */
export async function planNoteOf(
  services: Services,
  comparable: Comparable,
  setUp: SetUp,
  simulated: boolean,
): Promise<PlanNote> {
  const { plan, problem } = planOf(comparable, setUp);
  const settings = services.settings();
  if (!plan)
    return { runs: 0, columns: [], concurrency: settings.concurrency, ...(problem !== undefined && { problem }) };
  const agents = plan.columns.map((column) => {
    const variant = comparable.agents.get(column.variant);
    return variant && agentOfColumn(variant, column);
  });
  const place = comparable.definition;
  const estimates = await Promise.all(
    agents.map((agent, k) => agent && estimateOf(services, agent, { place, variant: plan.columns[k]?.variant })),
  );
  const scale = simulated ? settings.latencyScale : 1;
  const each = plan.inputs.length * plan.repeats;
  const columns = plan.columns.map((column, k) =>
    noteOf(comparable, { column, agent: agents[k], estimate: estimates[k], scale }),
  );
  const known = estimates.filter((one) => one !== undefined);
  const sum = (of: (estimate: Estimate) => number) =>
    Math.round(each * known.reduce((total, one) => total + of(one), 0));
  const cost =
    known.length === columns.length && known.every((one) => one.cost)
      ? { low: nanoUsd(sum((one) => one.cost?.p80Low ?? 0)), high: nanoUsd(sum((one) => one.cost?.p80High ?? 0)) }
      : undefined;
  const lanes = Math.max(1, Math.min(settings.concurrency, plan.cells.length));
  const total = (of: "lowMs" | "highMs") => (each / lanes) * columns.reduce((ms, one) => ms + (one.time?.[of] ?? 0), 0);
  const asks = !simulated && cost !== undefined && toUsd(cost.high) > settings.confirmAboveUsd;
  const wrong = problem ?? wrongColumn(comparable, plan, agents);
  const cap = simulated ? undefined : comparable.cap;
  const loose = looseSuiteCap(
    cap,
    agents.filter((agent) => agent !== undefined),
    services.clock.now().wallMs,
    services.prices(),
  );
  return {
    runs: plan.cells.length,
    columns,
    concurrency: settings.concurrency,
    calls: { low: sum((one) => one.calls.p50), high: sum((one) => one.calls.p95) },
    time: { lowMs: total("lowMs"), highMs: total("highMs") },
    ...(cost && { cost }),
    ...(wrong !== undefined && { problem: wrong }),
    ...(asks && { asksAboveUsd: settings.confirmAboveUsd }),
    ...(cap && { cap }),
    ...(loose !== undefined && { looseCap: loose }),
  };
}

/** A column that cannot run with the first row says why before anything starts. */
function wrongColumn(
  { subject }: Comparable,
  plan: MatrixPlan,
  agents: readonly (ResolvedAgent | undefined)[],
): string | undefined {
  const [first] = plan.inputs;
  for (const [k, agent] of agents.entries()) {
    const name = plan.columns[k]?.id ?? "";
    if (!agent) return `The variant ${name} is not in the definition.`;
    const given = givenOf(first?.values ?? {}, subject);
    const read = readInputs(agent, given);
    if (read.kind === "problem") return read.message;
    const built = buildRequest(agent, given);
    if (built.kind === "problem" && built.problem.kind === "definition") return `${name}: ${built.problem.message}`;
  }
  return undefined;
}

function noteOf(
  { subject }: Comparable,
  {
    column,
    agent,
    estimate,
    scale,
  }: {
    column: MatrixPlan["columns"][number];
    agent: ResolvedAgent | undefined;
    estimate: Estimate | undefined;
    scale: number;
  },
): ColumnNote {
  const level = estimate?.thinkingLevel ?? agent?.generationConfig.thinkingLevel;
  const cost = estimate?.cost;
  const expected = estimate && expectedOf(estimate);
  return {
    column,
    what: subject.variants.find((one) => one.name === column.variant)?.what ?? "",
    ...(agent?.model !== undefined && { model: agent.model, modelName: modelName(agent.model) }),
    ...(level && { level }),
    ...(cost && {
      estimate: { p50: cost.p50 as NanoUsd, range: { low: cost.p80Low, high: cost.p80High }, basis: estimate.basis },
    }),
    ...(expected && { expected }),
    ...(estimate && { time: timeOf(estimate, scale) }),
  };
}
