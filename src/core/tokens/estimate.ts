import { isObject } from "../base/json.ts";
import type { Path, ResolvedAgent, ThinkingLevel } from "../document/definition.ts";
import { countAgent, type PartCount } from "./countAgent.ts";
import type { TokenCounter } from "./counter.ts";
import type { History, Learnt } from "./history.ts";
import { callsPlan, managedPlan } from "./plan.ts";
import {
  bareName,
  modelOf,
  type OwnPrices,
  type Price,
  priceAt,
  type Redirect,
  redirectAt,
  servedBy,
  type Tier,
  tierOf,
} from "./prices.ts";
import { addDrawn, type CallsPlan, type CostRange, costRangeOf, draw, type Plan, spreadOf } from "./prior.ts";
import { type Tokens, tokens } from "./units.ts";

/** A middle and what 95 of 100 runs stay below. */
export interface Spread {
  readonly p50: Tokens;
  readonly p95: Tokens;
}

/** The distribution behind a figure, and at which price. */
export interface Planned {
  readonly plan: Plan;
  readonly price?: Price;
  readonly servedPrice?: Price;
  readonly seed: number;
}

/** What one run of an agent will use and cost, before it runs. */
export interface Estimate {
  readonly agent: string;
  /** Where the agent stands in its file. */
  readonly path: Path;
  /**
   * `call`: counted and drawn call by call. `managed`: shared out from the file's `expected_total_tokens`.
   * `team`: the sum over its agents, as if each ran once.
   */
  readonly kind: "call" | "managed" | "team";
  /** As the definition says it; absent when it says none. */
  readonly model?: string;
  readonly tier: Tier;
  /** The level that the definition or else the model's default asks for. */
  readonly thinkingLevel?: ThinkingLevel;
  /** The listed price of `model`; absent when the table has none for it on that day. */
  readonly price?: Price;
  /** Set when another model answers: since when, and whether it is known at whose rates is billed. */
  readonly redirect?: Redirect;
  /** The price of the model that answers. */
  readonly servedPrice?: Price;
  /**
   * The first call's prompt. `tools` holds function declarations and the response schema, `messages` the context, the
   * messages and the user turn. The parts add up to the total. Role markers of the wire are not counted.
   */
  readonly input: {
    readonly system: Tokens;
    readonly tools: Tokens;
    readonly messages: Tokens;
    readonly examples: Tokens;
    readonly total: Tokens;
    /** Counted by the exact tokenizer, and nothing of it is assumed. */
    readonly exact: boolean;
    /** Counted by the exact tokenizer, as far as the text is known. */
    readonly counted: boolean;
    /** Some of it stands for variables without a default. */
    readonly drawn: boolean;
  };
  readonly parts: readonly PartCount[];
  /** All prompts of a run together: more than `input.total` when tools are called. */
  readonly billedInput: Spread;
  /** Model calls of a run. */
  readonly calls: Spread;
  readonly output: Spread;
  readonly thinking: Spread;
  /** It may search with Google: billed by the query and in none of these figures. */
  readonly searches: boolean;
  /** Absent without a price, and for a managed agent that does not say `expected_total_tokens`. */
  readonly cost?: CostRange;
  /** The same run at `servedPrice`. */
  readonly servedCost?: CostRange;
  readonly basis: "prior" | `runs:${number}`;
  /** What earlier runs taught; absent when there are none. */
  readonly learnt?: Learnt;
  /** The tokenizer that counted. */
  readonly tokenizer: string;
  /** The instant for which prices were looked up. */
  readonly wallMs: number;
  /** The user's own prices, where there are any. */
  readonly prices?: OwnPrices;
  readonly planned: readonly Planned[];
  /** The agents of a team. */
  readonly members: readonly Estimate[];
}

export interface EstimateWorld {
  readonly counter: TokenCounter;
  readonly wallMs: number;
  /** The user's own prices. */
  readonly prices?: OwnPrices;
  /** Earlier runs of the same definition. */
  readonly history?: History | undefined;
  /** Which variant is estimated. Default: `base`. */
  readonly variant?: string;
}

/** One agent. A team gets figures from `estimateTeam` only; here it comes back empty. */
export async function estimateAgent(agent: ResolvedAgent, world: EstimateWorld): Promise<Estimate> {
  if (agent.workflow) return estimateTeam(agent, [], world);
  const counted = await countAgent(agent, world.counter);
  const model = modelNameOf(agent);
  const info = model === undefined ? undefined : modelOf(model);
  const level = agent.generationConfig.thinkingLevel ?? info?.thinking?.default ?? "medium";
  const maxOutput = agent.generationConfig.maxOutputTokens ?? info?.maxOutput ?? 65_536;
  const managed = agent.target === "managed" || agent.managed !== undefined;
  const { plan, learnt } = managed
    ? { plan: managedPlan(agent) }
    : learntPlan(callsPlan(agent, counted, { level, maxOutput }), { agent: agent.name, model, level }, world);
  const prices = model === undefined ? {} : pricesOf(model, tierOf(agent.serviceTier), world);
  const { price, servedPrice } = prices;
  const planned: readonly Planned[] = plan
    ? [{ plan, seed: seedOf(agent.name), ...(price && { price }), ...(servedPrice && { servedPrice }) }]
    : [];
  return {
    agent: agent.name,
    path: agent.path,
    kind: managed ? "managed" : "call",
    ...(model !== undefined && { model }),
    tier: tierOf(agent.serviceTier),
    ...(!managed && { thinkingLevel: level }),
    ...prices,
    input: inputOf(counted.parts),
    parts: counted.parts,
    searches: agent.tools.some((tool) => tool.kind === "builtin" && tool.type === "google_search"),
    ...figuresOf(planned),
    basis: learnt?.runs ? `runs:${learnt.runs}` : "prior",
    ...(learnt && { learnt }),
    tokenizer: world.counter.name,
    wallMs: world.wallMs,
    ...(world.prices?.length && { prices: world.prices }),
    planned,
    members: [],
  };
}

/** The prior's plan, moved by what runs of the same agent, answered by the same model at the same level, have shown. */
function learntPlan(
  plan: CallsPlan,
  { agent, model, level }: { agent: string; model: string | undefined; level: ThinkingLevel },
  { history, wallMs, variant }: EstimateWorld,
): { readonly plan: CallsPlan; readonly learnt?: Learnt } {
  if (!history || model === undefined) return { plan };
  const served = modelOf(servedBy(model, wallMs) ?? model)?.id ?? bareName(model);
  return history.learn(plan, { agent, model: served, level, ...(variant !== undefined && { variant }) }) ?? { plan };
}

function pricesOf(
  model: string,
  tier: Tier,
  { wallMs, prices }: EstimateWorld,
): Pick<Estimate, "price" | "redirect" | "servedPrice"> {
  const price = priceAt(model, wallMs, tier, prices);
  const redirect = redirectAt(model, wallMs);
  const served = servedBy(model, wallMs);
  // Who gives a price for a model is billed at it, whoever answers.
  const servedPrice = served === undefined || price?.own ? undefined : priceAt(served, wallMs, tier, prices);
  return { ...(price && { price }), ...(redirect && { redirect }), ...(servedPrice && { servedPrice }) };
}

/** Agents of one file in its order; a team among them is the sum of the others. */
export async function estimateAgents(
  agents: readonly ResolvedAgent[],
  world: EstimateWorld,
): Promise<readonly Estimate[]> {
  const members = new Map<ResolvedAgent, Estimate>();
  for (const agent of agents) if (!agent.workflow) members.set(agent, await estimateAgent(agent, world));
  const all = [...members.values()];
  return agents.map((agent) => members.get(agent) ?? estimateTeam(agent, all, world));
}

/** A team as the sum of its agents, as if each ran once: what its workflow skips or repeats is not known here. */
export function estimateTeam(team: ResolvedAgent, members: readonly Estimate[], world: EstimateWorld): Estimate {
  const sum = (of: (input: Estimate["input"]) => Tokens) => tokens(members.reduce((n, m) => n + of(m.input), 0));
  const planned = members.flatMap((member) => member.planned);
  const complete = planned.length > 0 && planned.every((one) => one.price);
  const { cost, servedCost, ...figures } = figuresOf(planned);
  return {
    agent: team.name,
    path: team.path,
    kind: "team",
    tier: tierOf(team.serviceTier),
    input: {
      system: sum((i) => i.system),
      tools: sum((i) => i.tools),
      messages: sum((i) => i.messages),
      examples: sum((i) => i.examples),
      total: sum((i) => i.total),
      exact: members.every((member) => member.input.exact),
      counted: members.every((member) => member.input.counted),
      drawn: members.some((member) => member.input.drawn),
    },
    parts: [],
    searches: members.some((member) => member.searches),
    ...figures,
    ...(complete && cost && { cost }),
    ...(complete && servedCost && { servedCost }),
    basis: "prior",
    tokenizer: world.counter.name,
    wallMs: world.wallMs,
    ...(world.prices?.length && { prices: world.prices }),
    planned,
    members,
  };
}

/** What the drawn runs of some plans use and cost together. */
export function figuresOf(planned: readonly Planned[]) {
  const drawn = addDrawn(planned.map((one) => draw(one.plan, [one.price, one.servedPrice ?? one.price], one.seed)));
  const [cost, served] = drawn.costs;
  const elsewhere = planned.some((one) => one.servedPrice && one.servedPrice.model !== one.price?.model);
  return {
    billedInput: spreadOf(drawn.input),
    calls: spreadOf(drawn.calls),
    output: spreadOf(drawn.output),
    thinking: spreadOf(drawn.thinking),
    ...(cost && planned.some((one) => one.price) && { cost: costRangeOf(cost) }),
    ...(served && elsewhere && { servedCost: costRangeOf(served) }),
  };
}

function inputOf(parts: readonly PartCount[]): Estimate["input"] {
  const sum = (...kinds: readonly PartCount["of"][]) =>
    tokens(parts.reduce((n, part) => (kinds.includes(part.of) ? n + part.tokens : n), 0));
  return {
    system: sum("system"),
    tools: sum("tools", "schema"),
    messages: sum("context", "messages", "input"),
    examples: sum("examples"),
    total: tokens(parts.reduce((n, part) => n + part.tokens, 0)),
    exact: parts.every((part) => part.exact && !part.drawn),
    counted: parts.every((part) => part.exact),
    drawn: parts.some((part) => part.drawn),
  };
}

/** A managed agent names its model in `agent_config`, else it is that of its base agent. */
function modelNameOf(agent: ResolvedAgent): string | undefined {
  if (agent.model !== undefined) return agent.model;
  const config = agent.managed?.agent_config;
  if (isObject(config) && typeof config.model === "string") return config.model;
  const base = agent.managed?.base_agent;
  return typeof base === "string" ? (modelOf(base)?.defaultModel ?? base) : undefined;
}

/** FNV-1a: the same agent is drawn alike every time, and two agents of a team are not drawn alike. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
