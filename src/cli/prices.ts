import { agentsOf } from "../core/document/readDefinition.ts";
import { costTableText, priceTableView } from "../core/tokens/costTables.ts";
import { type Estimate, estimateAgents } from "../core/tokens/estimate.ts";
import { bareName, dayOf, knownModels, modelOf, type OwnPrices } from "../core/tokens/prices.ts";
import { changeText, comingChanges, type PriceTableRow, priceTableAt } from "../core/tokens/priceTable.ts";
import { toUsd } from "../core/tokens/units.ts";
import { openTokenCounter } from "../tokenizer/open.ts";
import { definitionsUnder } from "./check.ts";
import { type Command, type Io, printJson, readArgs, UsageError } from "./command.ts";
import { readDefinitionFile, resolve, variantOf } from "./definitionFile.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";

export const prices: Command = {
  name: "prices",
  usage: "prices [PATH…] [--model M] [--at DATE] [--prices FILE] [--json]",
  summary: "what models cost, since when, and what changes next for the agents under the paths",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      model: { type: "string" },
      at: { type: "string" },
      json: { type: "boolean" },
      ...pricesOption,
    });
    const wallMs = values.at === undefined ? Date.now() : dayIn(values.at);
    const own = await ownPrices(values.prices, io.cwd, io);
    const model = values.model === undefined ? undefined : bareName(values.model);
    if (model !== undefined && !modelOf(model) && !own.some((one) => one.model === model)) {
      throw new UsageError(
        `No price is known for "${model}". Give one of your own in flashback.prices or with --prices.`,
      );
    }
    const estimates = await estimatesUnder(positionals.length === 0 ? ["."] : positionals, { wallMs, own }, io);
    const wanted = model === undefined ? undefined : (modelOf(model)?.id ?? model);
    const changes = comingChanges(wallMs, own, estimates).filter(
      ({ models }) => wanted === undefined || models.some(({ id }) => id === wanted),
    );
    if (!values.json) io.out(costTableText(priceTableView(wallMs, own, changes, model)));
    else {
      printJson(io, {
        at: dayOf(wallMs),
        as_of: knownModels()[0]?.asOf,
        unit: "USD per million tokens",
        prices: priceTableAt(wallMs, own, model).map(rowJson),
        changes: changes.map((change) => ({
          day: change.day,
          models: change.models.map(({ id }) => id),
          text: changeText(change),
          ...(change.factor !== undefined && { factor: change.factor }),
          agents: change.agents.map(({ file, agent, per1000 }) => ({ file, agent, usd_per_1000_runs: toUsd(per1000) })),
        })),
      });
    }
    return 0;
  },
};

function rowJson({ id, tier, price, servedBy }: PriceTableRow) {
  const rate = (pico: number) => pico / 1e6;
  return {
    model: id,
    tier,
    input: rate(price.input),
    cached_input: rate(price.cached),
    output: rate(price.output),
    effective_from: price.from,
    ...(price.until !== undefined && { expires: price.until }),
    ...(price.model !== id && { billed_as: price.model }),
    ...(servedBy !== undefined && { answered_by: servedBy }),
    ...(price.inferred && { inferred: true }),
    ...(price.own && { own: true }),
    sources: price.sources,
    as_of: price.asOf,
  };
}

function dayIn(text: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T12:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || dayOf(at) !== text)
    throw new UsageError(`--at takes a day such as 2027-01-01, and not "${text}".`);
  return at;
}

/** What the definitions there are estimated at. One that cannot be read has no estimate: `check` says why. */
async function estimatesUnder(
  paths: readonly string[],
  { wallMs, own }: { readonly wallMs: number; readonly own: OwnPrices },
  io: Io,
): Promise<{ file: string; estimate: Estimate }[]> {
  const files = (await definitionsUnder(paths, io)).filter((file) => /\.agent\.ya?ml$/.test(file)).slice(0, MOST);
  if (files.length === 0) return [];
  await using counter = openTokenCounter({ folder: io.dist, where: "here" });
  const found: { file: string; estimate: Estimate }[] = [];
  for (const file of files) {
    try {
      const read = await readDefinitionFile(file, io);
      const agents = agentsOf(read.document, variantOf(read, undefined));
      const resolved = await Promise.all(agents.map((agent) => resolve(read, agent, io)));
      for (const estimate of await estimateAgents(resolved, { counter, wallMs, prices: own })) {
        found.push({ file, estimate });
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  return found;
}

/** Definitions that are estimated for what changes. */
const MOST = 200;
