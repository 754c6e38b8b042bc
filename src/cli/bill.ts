import path from "node:path";
import { type ReadBill, readBills } from "../core/runs/readBills.ts";
import { formatRate, formatTokens } from "../core/tokens/format.ts";
import { tiers } from "../core/tokens/prices.ts";
import { addUsd, type NanoUsd, toUsd, zeroUsd } from "../core/tokens/units.ts";
import { addUsage, noUsage, usageJson } from "../core/tokens/usage.ts";
import { type Command, oneFile, printJson, readArgs, UsageError } from "./command.ts";
import { ownPrices, pricesOption } from "./ownPrices.ts";
import { readUserFile } from "./userFile.ts";

export const bill: Command = {
  name: "bill",
  usage: "bill FILE [--model M] [--tier T] [--on YYYY-MM-DD] [--prices FILE] [--json]",
  summary: "what recorded answers of Gemini cost (generateContent or Interactions), with the arithmetic",
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      model: { type: "string" },
      tier: { type: "string" },
      on: { type: "string" },
      json: { type: "boolean" },
      ...pricesOption,
    });
    const name = oneFile(positionals, this.usage);
    const wallMs = values.on === undefined ? Date.now() : Date.parse(`${values.on}T12:00:00Z`);
    if (Number.isNaN(wallMs)) throw new UsageError(`"${values.on}" is no day such as 2026-12-01.`);
    if (values.tier !== undefined && !tiers.some((tier) => tier === values.tier)) {
      throw new UsageError(`"${values.tier}" is no tier. There are: ${tiers.join(", ")}.`);
    }
    const text = await readUserFile(path.resolve(io.cwd, name), name);
    const prices = await ownPrices(values.prices, io.cwd, io);
    const bills = readBills(text, { asked: values.model, wallMs, serviceTier: values.tier, prices });
    if (bills.length === 0) throw new UsageError(`${name} holds no answer of Gemini with its usage.`);
    const total = totalOf(bills);
    if (values.json) {
      printJson(io, {
        bills: bills.map(billJson),
        usage: usageJson(bills.map((one) => one.bill.usage).reduce(addUsage, noUsage)),
        ...(total !== undefined && { cost_usd: toUsd(total) }),
      });
      return 0;
    }
    for (const [i, one] of bills.entries()) io.out(`${one.kind} ${i + 1}: ${arithmetic(one)}\n`);
    if (bills.length > 1) io.out(`together: ${total === undefined ? "not every price is known" : exactly(total)}\n`);
    return 0;
  },
};

function totalOf(bills: readonly ReadBill[]): NanoUsd | undefined {
  const costs = bills.map((one) => one.bill.cost);
  return costs.every((cost) => cost !== undefined) ? costs.reduce<NanoUsd>(addUsd, zeroUsd) : undefined;
}

function billJson({ kind, bill: { usage, cost, searches }, price, atLeast }: ReadBill) {
  return {
    kind,
    ...(price && { model: price.model, tier: price.tier }),
    usage: usageJson(usage),
    ...(searches !== undefined && { searches }),
    ...(cost !== undefined && { cost_usd: toUsd(cost) }),
    ...(atLeast && { cost_is_partial: true }),
  };
}

/** `gemini-3.5-flash, standard: (1,000 − 600 cached + 30 tools) × 1.50 + 600 × 0.15 + (50 + 200 thinking) × 9.00 per million = $0.002985` */
function arithmetic({ bill: { usage, cost, searches }, price, atLeast }: ReadBill): string {
  const { input, cached, toolUse, thinking, output } = usage;
  const n = formatTokens;
  const whole = cost === undefined ? "no price known" : `${atLeast ? "at least " : ""}${exactly(cost)}`;
  if (!price) return `${n(input + toolUse)} in, ${n(cached)} of them cached, ${n(output + thinking)} out: ${whole}`;
  const long = price.longContext && input + toolUse > price.longContext.above ? price.longContext : undefined;
  const rates = long ?? price;
  const fresh = [
    n(input),
    ...(cached > 0 ? [`− ${n(cached)} cached`] : []),
    ...(toolUse > 0 ? [`+ ${n(toolUse)} tools`] : []),
  ];
  const written = [n(output), ...(thinking > 0 ? [`+ ${n(thinking)} thinking`] : [])];
  const group = (parts: readonly string[]) => (parts.length > 1 ? `(${parts.join(" ")})` : (parts[0] ?? "0"));
  const terms = [
    `${group(fresh)} × ${formatRate(rates.input)}`,
    ...(cached > 0 ? [`${n(cached)} × ${formatRate(rates.cached)}`] : []),
    `${group(written)} × ${formatRate(rates.output)}`,
  ];
  const sound =
    usage.audio && price.audioInput !== undefined ? `, ${n(usage.audio.input)} of it sound at its own rates` : "";
  const more = searches === undefined ? "" : `, and ${n(searches)} searches with Google`;
  return `${price.model}, ${price.tier}: ${terms.join(" + ")} per million${sound}${more} = ${whole}`;
}

/** To the nano-dollar, without the zeros behind: "$0.002985". */
function exactly(cost: NanoUsd): string {
  return `$${toUsd(cost)
    .toFixed(9)
    .replace(/(\.\d\d\d*?)0+$/, "$1")}`;
}
