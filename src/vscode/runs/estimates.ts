import type { ResolvedAgent } from "../../core/document/definition.ts";
import { type Estimate, estimateAgent, estimateAgents, estimateTeam } from "../../core/tokens/estimate.ts";
import type { History } from "../../core/tokens/history.ts";
import { modelOf, type Price, priceAt, redirectAt, tierOf } from "../../core/tokens/prices.ts";
import type { RunHistoryReader } from "../../node/runHistory.ts";
import type { TimeRange } from "../../protocol/compare.ts";
import type { PriceNote, RunSubject } from "../../protocol/run.ts";
import type { Services } from "../services.ts";
import type { Definition } from "./session.ts";

/** Where runs of a definition are recorded, and under which name. */
type Place = Pick<Definition, "root" | "file">;

/** What one run of this agent will take, by the same rules as the lens above it. */
export async function estimateOf(
  services: Services,
  agent: ResolvedAgent,
  { place, variant }: { readonly place: Place; readonly variant?: string | undefined },
): Promise<Estimate> {
  const counter = services.counter();
  // Half a second at the first run of a window: a panel that counted less exactly than the lens would contradict it.
  await counter.ready();
  const history = await historyAt(services, place);
  const { wallMs } = services.clock.now();
  return estimateAgent(agent, { counter, wallMs, prices: services.prices(), history, ...(variant && { variant }) });
}

/** A team as the lens above it says: the sum of its agents, each run once. */
export async function estimateOfTeam(
  services: Services,
  team: ResolvedAgent,
  members: readonly ResolvedAgent[],
  place: Place,
): Promise<Estimate> {
  const counter = services.counter();
  await counter.ready();
  const history = await historyAt(services, place);
  const world = { counter, wallMs: services.clock.now().wallMs, prices: services.prices(), history };
  return estimateTeam(team, await estimateAgents(members, world), world);
}

const readers = new WeakMap<Services, Map<string, RunHistoryReader>>();

/** What recorded runs teach, the one that has just ended among them; only folders that have changed are read again. */
async function historyAt(services: Services, { root, file }: Place): Promise<History | undefined> {
  const { RunHistoryReader } = await import("./pastRuns.ts");
  const known = readers.get(services) ?? new Map<string, RunHistoryReader>();
  readers.set(services, known);
  const reader = known.get(root) ?? new RunHistoryReader(root);
  known.set(root, reader);
  reader.forget();
  return (await reader.read()).of(file);
}

export function teamNote(members: readonly ResolvedAgent[]): NonNullable<RunSubject["team"]> {
  return {
    agents: members.length,
    models: [...new Set(members.flatMap(({ model }) => (model === undefined ? [] : [modelName(model)])))],
  };
}

/** The price row of an agent's model today, in US dollars per million tokens. */
export function priceNote(
  services: Services,
  agent: Pick<ResolvedAgent, "model" | "serviceTier">,
): PriceNote | undefined {
  if (!agent.model) return undefined;
  const { wallMs } = services.clock.now();
  const price = priceAt(agent.model, wallMs, tierOf(agent.serviceTier), services.prices());
  const redirect = redirectAt(agent.model, wallMs);
  return price && { ...noteOf(price), ...(redirect && { redirect: { to: redirect.to, since: redirect.from } }) };
}

function noteOf(price: Price): PriceNote {
  // Pico-dollars per token are millionths of a dollar per million.
  return {
    input: price.input / 1e6,
    cached: price.cached / 1e6,
    output: price.output / 1e6,
    since: price.from,
    readOn: price.asOf,
    ...(price.own && { own: true }),
  };
}

/** Output speed and the wait before it, as published for 3.5 Flash in May 2026; the slow end is a guess on the safe side. */
const fast = { tokensPerSecond: 280, waitMs: 600 };
const slow = { tokensPerSecond: 140, waitMs: 1500 };

/** How long one run may take: thinking and answer at the model's speed, and a wait for each call. */
export function timeOf(estimate: Estimate, scale = 1): TimeRange {
  const ms = (tokens: number, calls: number, pace: typeof fast) =>
    scale * (calls * pace.waitMs + (tokens / pace.tokensPerSecond) * 1000);
  return {
    lowMs: ms(estimate.output.p50 + estimate.thinking.p50, estimate.calls.p50, fast),
    highMs: ms(estimate.output.p95 + estimate.thinking.p95, estimate.calls.p95, slow),
  };
}

/** "Gemini 3.5 Flash"; the id where the table does not know it. */
export function modelName(id: string): string {
  return modelOf(id)?.name ?? id;
}
