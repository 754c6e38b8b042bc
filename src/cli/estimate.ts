import path from "node:path";
import { agentsOf } from "../core/document/readDefinition.ts";
import { estimateText } from "../core/language/lens.ts";
import { neededInputs } from "../core/language/neededInputs.ts";
import { type Estimate, estimateAgents } from "../core/tokens/estimate.ts";
import { formatUsd } from "../core/tokens/format.ts";
import type { Price } from "../core/tokens/prices.ts";
import { type NanoUsd, toUsd } from "../core/tokens/units.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { printCalibration } from "./calibration.ts";
import { type Command, type Io, oneFile, printJson, readArgs, wholeNumber } from "./command.ts";
import { agentOf, readDefinitionFile, resolve, variantOf } from "./definitionFile.ts";
import { historyFor } from "./history.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";
import { printWhatIf } from "./whatIf.ts";

export const estimate: Command = {
  name: "estimate",
  usage:
    "estimate FILE [--agent A] [--variant V] [--what-if [--per-month N]] [--prices FILE] [--json] | [FILE] --calibration [--simulated]",
  summary: "tokens and cost of one run, before it runs; --calibration: how good estimates have been",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      agent: { type: "string" },
      variant: { type: "string" },
      json: { type: "boolean" },
      "what-if": { type: "boolean" },
      "per-month": { type: "string" },
      calibration: { type: "boolean" },
      simulated: { type: "boolean" },
      ...pricesOption,
    });
    if (values.calibration) {
      const only = positionals.length > 0 ? await readDefinitionFile(oneFile(positionals, this.usage), io) : undefined;
      const prices = await ownPrices(values.prices, only ? path.dirname(only.path) : io.cwd, io);
      const { simulated = false, json = false } = values;
      await printCalibration({ ...(only && { file: only.name }), simulated, json, prices }, io);
      return 0;
    }
    const file = await readDefinitionFile(oneFile(positionals, this.usage), io);
    const variant = variantOf(file, values.variant);
    const chosen =
      values.agent === undefined ? agentsOf(file.document, variant) : [agentOf(file, variant, values.agent)];
    await using counter = openTokenCounter({ folder: io.dist, where: "here" });
    const prices = await ownPrices(values.prices, path.dirname(file.path), io);
    const history = await historyFor(file, io);
    const world = { counter, wallMs: Date.now(), prices, history, variant: variant.name };
    const resolved = await Promise.all(chosen.map((agent) => resolve(file, agent, io)));
    for (const { message } of resolved.flatMap((agent) => agent.missing)) io.err(`flashback: ${message}\n`);
    const estimates = await estimateAgents(resolved, world);
    if (values["what-if"] || values["per-month"] !== undefined) {
      const perMonth =
        values["per-month"] === undefined ? undefined : wholeNumber(values["per-month"], "per-month", 0, 1);
      // A file's own agent, which a team is, stands for the whole file.
      const [first] = estimates;
      if (first)
        printWhatIf(first, { needs: neededInputs(file.document.value), perMonth, json: values.json === true }, io);
      return 0;
    }
    if (values.json) printJson(io, estimateJson(estimates));
    else for (const one of estimates) printEstimate(one, io);
    return 0;
  },
};

/** The JSON of the contract. Figures of a model without a price are absent, not zero. */
export function estimateJson(estimates: readonly Estimate[]) {
  const first = estimates[0];
  const prices = Object.fromEntries(
    estimates
      .flatMap((e) => [e.price, e.servedPrice])
      .flatMap((price) => (price ? [[price.model, priceJson(price)]] : [])),
  );
  return {
    model: first?.model ?? null,
    prices,
    agents: estimates.map((e) => ({
      name: e.agent,
      kind: e.kind,
      model: e.model ?? null,
      ...(e.thinkingLevel && { thinking_level: e.thinkingLevel }),
      input_tokens: {
        system: e.input.system,
        tools: e.input.tools,
        messages: e.input.messages,
        examples: e.input.examples,
        total: e.input.total,
        exact: e.input.exact,
        assumed: e.input.drawn,
      },
      output_tokens: e.output,
      thinking_tokens: e.thinking,
      calls: e.calls,
      ...(e.cost && { cost_usd: costJson(e.cost) }),
      ...(e.servedCost && { served_by: e.servedPrice?.model, served_cost_usd: costJson(e.servedCost) }),
      basis: e.basis,
      tokenizer: e.tokenizer,
    })),
  };
}

/** Rates in US dollars per million tokens, as price lists give them. */
function priceJson(price: Price) {
  const perMillion = (pico: number) => pico / 1e6;
  return {
    tier: price.tier,
    usd_per_million: {
      input: perMillion(price.input),
      cached_input: perMillion(price.cached),
      output: perMillion(price.output),
    },
    effective_from: price.from,
    ...(price.until && { expires: price.until }),
    as_of: price.asOf,
    ...(price.own && { own: true }),
    sources: price.sources,
  };
}

function costJson(cost: { p50: NanoUsd; p80Low: NanoUsd; p80High: NanoUsd; p95: NanoUsd }) {
  return { p50: toUsd(cost.p50), p80_low: toUsd(cost.p80Low), p80_high: toUsd(cost.p80High), p95: toUsd(cost.p95) };
}

function printEstimate(e: Estimate, io: Io): void {
  io.out(`${e.agent}: ${estimateText(e)}\n`);
  if (e.servedCost && e.redirect) {
    io.out(
      `  ${formatUsd(e.servedCost.p50)} if billed at the price of the model that answers for ${e.model ?? "it"}\n`,
    );
  }
}
