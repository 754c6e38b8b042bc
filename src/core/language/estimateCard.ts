import type { Hover, MarkupContent, Position } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { breakdownOf, type Row } from "../tokens/breakdown.ts";
import { type Cheaper, cheaperThan } from "../tokens/cheaper.ts";
import { fromPico } from "../tokens/cost.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { formatRate, formatShare, formatTokens, formatUsd, formatUsdRange } from "../tokens/format.ts";
import type { Learnt } from "../tokens/history.ts";
import { type Day, modelOf, type Price, priceAt } from "../tokens/prices.ts";
import { costBar, swatch } from "./costBar.ts";
import { ownPriceText } from "./describe.ts";
import { holds } from "./holds.ts";
import { type AgentArgument, basisText, estimateAt, inputText } from "./lens.ts";
import { stablePrefixOf } from "./stablePrefix.ts";

export interface CardContext {
  readonly uri: string;
  /** Links that run commands of the extension: for Visual Studio Code, which must be told to trust them. Default: none. */
  readonly commands?: boolean;
}

/** The card on an agent's name. */
export function estimateHover(
  document: AgentDocument,
  position: Position,
  context: CardContext & { readonly estimates: readonly Estimate[] },
): Hover | undefined {
  const agent = agentsOf(document).find(({ nameRange }) => holds(nameRange, position));
  const estimate = agent && estimateAt(context.estimates, agent.path);
  return estimate && { contents: estimateCard(estimate, context, document), range: agent.nameRange };
}

/** Everything behind the figures of a lens: bar, table, formula, basis, price, what would be cheaper. */
export function estimateCard(estimate: Estimate, context: CardContext, document?: AgentDocument): MarkupContent {
  const sections = [
    // An editor shows some 250 pixels of it before one has to scroll: what is asked most comes first.
    [title(estimate), bill(estimate), members(estimate)],
    [cheaper(estimate, context), links(estimate, context)],
    [
      calls(estimate),
      basis(estimate),
      price(estimate),
      served(estimate),
      searches(estimate),
      document ? cache(estimate, document, context) : "",
      footer(estimate),
    ],
  ];
  const value = sections
    .map((section) => section.filter((text) => text !== "").join("\n\n"))
    .filter((section) => section !== "")
    .join("\n\n---\n\n");
  // Others show Markdown as it is written.
  return { kind: "markdown", value: context.commands ? value : value.replaceAll("&nbsp;", "\u00a0") };
}

function title({ agent, kind, calls, cost }: Estimate): string {
  const what =
    kind === "managed"
      ? "one run"
      : kind === "team"
        ? "each of its agents once"
        : calls.p95 === 1
          ? "one call"
          : `one run of ~${calls.p50} calls`;
  const money = cost ? `: ${formatUsd(cost.p50)}** 80 %: $${formatUsdRange(cost.p80Low, cost.p80High)}` : "**";
  return `**${plain(agent)}, ${what}${money}${cost ? ` · 95 % stay below ${formatUsd(cost.p95)}` : ""}`;
}

const rowNames: Readonly<Record<Row["what"], string>> = {
  input: "in, not cached",
  cached: "in, cached",
  thinking: "thinking",
  output: "output",
};

function bill(estimate: Estimate): string {
  if (!estimate.price || !estimate.cost) return counts(estimate);
  const { rows, sum } = breakdownOf(estimate, estimate.price);
  const lines = rows.map(({ what, tokens, rate, cost, share }) => {
    const name = what === "thinking" && estimate.thinkingLevel ? `thinking, ${estimate.thinkingLevel}` : rowNames[what];
    const count = what === "input" ? inputText(estimate) : `~${formatTokens(tokens)}`;
    return `| ![](${swatch(what)})${solid(` ${name}`)} | ${columns([count, `$${formatRate(rate)}`, formatUsd(fromPico(cost)), formatShare(share)])} |`;
  });
  const bar = `![${rows.map(({ what, share }) => `${rowNames[what]} ${formatShare(share)}`).join(", ")}](${costBar(rows)})`;
  const together = formatUsd(fromPico(sum));
  const middle = formatUsd(estimate.cost.p50);
  return [
    bar,
    [`| | ${columns(["tokens", "per million", "cost", "share"])} |`, "|:--|--:|--:|--:|--:|", ...lines].join("\n"),
    together === middle ? "" : `Each row at its own middle, ${together} together; whole runs have theirs at ${middle}.`,
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Without a price there is no bill, and the counts still are. */
function counts(estimate: Estimate): string {
  const { output, thinking, planned } = estimate;
  const drawn =
    planned.length === 0 ? "" : ` + ~${formatTokens(output.p50)} out + ~${formatTokens(thinking.p50)} thinking`;
  const money = estimate.kind === "team" && estimate.cost ? "" : ` · ${basisText(estimate)}`;
  return `${inputText(estimate)} in${drawn} tokens${money}`;
}

/** An editor's hover draws tables without any room between columns. By its name: a space at the edge of a cell is cut. */
const room = "&nbsp;&nbsp;&nbsp;";

/** Cells that keep apart. */
function columns(cells: readonly string[]): string {
  return cells.map((cell) => room + solid(cell)).join(" | ");
}

function calls({ kind, calls }: Estimate): string {
  return kind === "call" && calls.p95 > 1
    ? "Every call sends everything before it again: with n calls, prompt = n × first prompt + what a call adds × n(n − 1) ∕ 2."
    : "";
}

function basis(estimate: Estimate): string {
  if (estimate.kind === "managed") {
    return estimate.planned.length === 0
      ? "**Basis** none: a managed agent works in Google's sandbox. Say what you expect, such as `budget: {expected_total_tokens: [150000, 600000]}`."
      : "**Basis** the file's `expected_total_tokens`, taken as the range of 80 of 100 runs; 95 % of it prompts, of which up to 87 % may come from a cache. The 95 % figure counts on no cache.";
  }
  if (estimate.kind === "team") {
    return "**Basis** the sum of its agents, each run once: what the workflow skips or repeats is not in it. Prior, no runs yet.";
  }
  const { learnt } = estimate;
  if (learnt?.runs) return `**Basis** ${learntText(estimate, learnt)}`;
  const level = estimate.thinkingLevel ? `thinking at ${estimate.thinkingLevel}` : "thinking";
  const runs = learnt?.simulated
    ? `no real runs yet (${learnt.simulated} of the simulator teach nothing)`
    : "no runs yet";
  return `**Basis** prior, ${runs}. Of ${level} there is one public sample (3.8 Flash: low 193, medium 641, high 1,348 tokens); the answer's length follows from examples, schema or cap; nothing comes from a cache.`;
}

/** What was learnt, in the middle, and where one number hides two. */
function learntText({ planned, model, servedPrice, thinkingLevel, calls }: Estimate, learnt: Learnt): string {
  const plan = planned[0]?.plan;
  if (plan?.kind !== "calls") return "";
  const shares = plan.cacheShares ?? [];
  const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length);
  const about = (count: number) => `~${formatTokens(count)}`;
  const found = [
    `thinking ${about(plan.thinking.median)} a call`,
    `output ${about(plan.output.median)}`,
    ...(calls.p95 > 1 ? [`${calls.p50} calls, ${about(plan.result.median)} a result of tools`] : []),
    share >= 0.005 ? `${formatShare(share)} of the prompts from a cache` : "nothing from a cache",
  ].join(", ");
  const who = [servedPrice?.model ?? model, thinkingLevel && `thinking at ${thinkingLevel}`].filter(Boolean).join(", ");
  const two = learnt.twoSizes.map(
    ({ of, low, high }) =>
      ` Its ${of} comes in two sizes, ${about(low)} and ${about(high)}: the range spans both, and few runs lie in its middle.`,
  );
  const runs = learnt.runs === 1 ? "1 recorded run" : `${learnt.runs} recorded runs`;
  return `${runs} (${who}), newer ones weigh more: ${found}. What they do not show is the prior's.${two.join("")} The 95 % figure counts on no cache.`;
}

function price({ price, tier }: Estimate): string {
  if (!price) return "";
  if (price.own) {
    const rates = `in $${formatRate(price.input)}, cached $${formatRate(price.cached)}, out $${formatRate(price.output)} per million`;
    return `${ownPriceText(price)} ${plain(price.model)}, ${tier}: ${rates}.`;
  }
  const source = price.sources[0] ?? "";
  const address = /https:\/\/[^\s)]+/.exec(source)?.[0];
  const where = address ? ` from [${address.replace(/^https:\/\//, "")}](${address})` : "";
  const until = price.until === undefined ? "" : ` until ${dayText(price.until)}`;
  const inferred = price.inferred ? " The tier's rates follow from the documented rule; they are not listed." : "";
  return `**Price** ${price.model}, ${tier}: in $${formatRate(price.input)}, cached $${formatRate(price.cached)}, out $${formatRate(price.output)} per million. In force since ${dayText(price.from)}${until}; read ${dayText(price.asOf)}${where}.${inferred}`;
}

function served({ model, redirect, servedPrice, servedCost, price }: Estimate): string {
  if (!redirect || model === undefined) return "";
  const since = `Through the Gemini API ${model} is answered by ${redirect.to} since ${dayText(redirect.from)}`;
  if (price?.own) return `${since}; your price for ${model} is used.`;
  if (redirect.billing === "target") return `${since} and billed at its price.`;
  if (!servedPrice || !servedCost || servedPrice.model === price?.model) return `${since}.`;
  return `${since} (${ratesText(servedPrice)}): ${formatUsd(servedCost.p50)} if billed at its price; at whose is not documented.`;
}

function ratesText(price: Price): string {
  const until = price.until === undefined ? "" : ` until ${dayText(price.until)}`;
  return `in $${formatRate(price.input)}, cached $${formatRate(price.cached)}, out $${formatRate(price.output)}${until}`;
}

function searches({ searches, price }: Estimate): string {
  if (!searches || !price?.perSearch) return "";
  return `Searches are billed apart and not in these figures: $${formatRate(price.perSearch / 1e3)} per 1,000.`;
}

/** How far the instructions are the same in every request; nothing where they are far from what a cache takes. */
function cache(estimate: Estimate, document: AgentDocument, { uri }: CardContext): string {
  const least = estimate.model === undefined ? undefined : modelOf(estimate.model)?.cacheMinTokens;
  if (estimate.kind !== "call" || least === undefined) return "";
  const { breaks, stretches } = stablePrefixOf(document, estimate);
  const [before = 0] = stretches;
  const all = stretches.reduce((sum, one) => sum + one, 0);
  if (all < least / 4) return "";
  const [first] = breaks;
  const few = before < least ? ` A cache takes ${formatTokens(least)} and more.` : "";
  if (!first)
    return `**Cache** All ${formatTokens(before)} tokens of the instructions are the same in every request.${few}`;
  const line = first.text.positionAt(first.use.start).line + 1;
  const where = `{{${plain(first.use.path.join("."))}}} in [line ${line}](${uri}#L${line})`;
  return `**Cache** The first ${formatTokens(before)} of ${formatTokens(all)} tokens of the instructions are the same in every request, up to ${where}.${few}`;
}

function members({ kind, members: all }: Estimate): string {
  if (kind !== "team" || all.length === 0) return "";
  const lines = all.map(
    (one) =>
      `| ${plain(one.agent)} | ${columns([inputText(one), `~${formatTokens(one.output.p50)}`, `~${formatTokens(one.thinking.p50)}`])} | ${room}${one.cost ? `${formatUsd(one.cost.p50)} (${formatUsdRange(one.cost.p80Low, one.cost.p80High)})` : basisText(one)} |`,
  );
  return [
    `| agent | ${columns(["in", "out", "thinking"])} | ${room}${solid("cost (80 %)")} |`,
    "|:--|--:|--:|--:|:--|",
    ...lines,
  ].join("\n");
}

function cheaper(estimate: Estimate, context: CardContext): string {
  const found = cheaperThan(estimate);
  if (found.length === 0) return "";
  const lines = found.map(({ kind, change, cost, saving }) => {
    const quality = kind === "batch" ? "same answers" : `quality not measured${compareLink(estimate, context)}`;
    return `| ${solid(change)} | ${columns([`about −${formatShare(saving)}`, formatUsd(cost)])} | ${room}${quality} |`;
  });
  const table = ["| **Cheaper** | | | |", "|:--|--:|--:|:--|", ...lines].join("\n");
  return [table, ...cheaperPrices(estimate, found)].join("\n\n");
}

/** Since when and from where the other prices are that the table of what is cheaper rests on. */
function cheaperPrices({ tier, price, wallMs, prices }: Estimate, found: readonly Cheaper[]): string[] {
  return found.flatMap(({ kind, change }) => {
    const model = kind === "model" ? change.replace("model: ", "") : kind === "batch" ? price?.model : undefined;
    const other = model && priceAt(model, wallMs, kind === "batch" ? "batch" : tier, prices);
    if (!other) return [];
    const host = /https:\/\/([^/\s)]+)/.exec(other.sources[0] ?? "")?.[1] ?? "its source";
    const from = other.own ? ", from your settings" : `, read ${dayText(other.asOf)} from ${plain(host)}`;
    return [`${other.model}, ${other.tier}: in force since ${dayText(other.from)}${from}.`];
  });
}

function compareLink(estimate: Estimate, context: CardContext): string {
  return context.commands && estimate.kind === "call"
    ? ` · ${commandLink("Compare", "flashback.compare", estimate, context)}`
    : "";
}

function links(estimate: Estimate, context: CardContext): string {
  if (!context.commands) return "";
  const run =
    estimate.kind === "call" ? [commandLink(`Run ${plain(estimate.agent)}`, "flashback.run", estimate, context)] : [];
  const what = estimate.planned.length > 0 ? [commandLink("What if…", "flashback.whatIf", estimate, context)] : [];
  return [...run, ...what, "[All prices](command:flashback.showPrices)"].join(" · ");
}

function commandLink(text: string, command: string, { path }: Estimate, { uri }: CardContext): string {
  const argument: AgentArgument = { uri, agentPath: path };
  const args = encodeURIComponent(JSON.stringify([argument]))
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
  return `[${text}](command:${command}?${args})`;
}

function footer({ input, tokenizer, model }: Estimate): string {
  const roles = `${input.drawn ? "variables assumed, " : ""}without the wire's own role markers`;
  const limit = model === undefined ? undefined : modelOf(model)?.context;
  const room =
    limit && input.total > 0.8 * limit ? ` · ${formatShare(input.total / limit)} of the model's context` : "";
  return input.counted
    ? `Local count, exact tokenizer (${tokenizer}), ${roles}${room}`
    : `Local count by ${tokenizer}: within 7.5 % for most prompts, ${roles}${room}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "8 Oct 2026". */
function dayText(day: Day): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${months[(month ?? 1) - 1]} ${year}`;
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, "\\$&");
}

/** Kept on one line: cells of a narrow hover break at every space otherwise. */
function solid(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}
