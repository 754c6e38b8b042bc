import type { KeySchema } from "../schema/schema.ts";
import { formOf } from "../schema/schema.ts";
import { formatRate, formatTokens } from "../tokens/format.ts";
import { dayOf, modelOf, type OwnPrices, type Price, priceAt, redirectAt, stageAt } from "../tokens/prices.ts";
import type { Variable } from "./variables.ts";
import { typeOf } from "./variables.ts";

/** Markdown about a key: what it does, what may stand there, where it goes. */
export function describeKey(name: string, key: KeySchema): string {
  const lines = [`**${name}** · ${formOf(key.schema)}${key.required ? " · required" : ""}`, key.doc];
  if (key.deprecated) lines.push(`_${key.deprecated}_`);
  if (key.schema.kind === "words") lines.push(key.schema.words.map((w) => `- \`${w.word}\`: ${w.doc}`).join("\n"));
  if (key.mapsTo) lines.push(`Becomes: ${key.mapsTo}.`);
  return lines.join("\n\n");
}

/** A model's card: prices with their date, size, thinking, and what became of it. */
export function describeModel(id: string, wallMs: number, own: OwnPrices = []): string | undefined {
  const model = modelOf(id);
  if (!model) return ownModel(id, wallMs, own);
  const lines: string[] = [];
  const stage = stageAt(model.geminiApi ?? {}, wallMs);
  const stages = { preview: " · preview", ga: "", deprecated: " · deprecated", ended: " · ended" };
  lines.push(`**${model.name}** \`${model.id}\`${stages[stage]}`);
  const redirect = redirectAt(id, wallMs);
  if (redirect) {
    const bill = redirect.billing === "target" ? "billed at its price" : "what is billed is not documented";
    lines.push(`Since ${redirect.from} requests are answered by \`${redirect.to}\`; ${bill}.`);
  }
  const price = priceAt(id, wallMs, "standard", own);
  if (price) {
    const rows: [string, number | undefined][] = [
      ["input", price.input],
      ["input, cached", price.cached],
      ["output and thinking", price.output],
    ];
    const listed = rows.filter((row) => row[1] !== undefined);
    lines.push(
      ["| per million tokens | USD |", "|:--|--:|"]
        .concat(listed.map(([word, rate]) => `| ${word} | ${formatRate(rate ?? 0)} |`))
        .join("\n"),
    );
    if (price.own) lines.push(ownPriceText(price));
    if (price.longContext) {
      const { above, input, output } = price.longContext;
      lines.push(`Above ${formatTokens(above)} input tokens: ${formatRate(input)} in, ${formatRate(output)} out.`);
    }
  } else lines.push(`No price is known for ${dayOf(wallMs)}.`);
  const facts: string[] = [];
  if (model.context) facts.push(`context ${formatTokens(model.context)} tokens`);
  if (model.maxOutput) facts.push(`answers up to ${formatTokens(model.maxOutput)}`);
  if (model.thinking)
    facts.push(`thinking ${model.thinking.levels.join(", ")} (${model.thinking.default} when not said)`);
  if (facts.length > 0) lines.push(`${facts.join(" · ")}.`);
  if (model.uncertain) lines.push(`_${model.uncertain}_`);
  const sources = price?.sources ?? model.sources;
  const address = sources.find((source) => source.startsWith("https://"));
  const from = address ? ` from [${hostOf(address)}](${address})` : sources[0] ? ` from ${sources[0]}` : "";
  const since =
    price && !price.own
      ? `Price in force since ${price.from}${price.until ? ` until ${price.until}` : ""}; read`
      : "Read";
  lines.push(`${since} ${model.asOf}${from}.`);
  return lines.join("\n\n");
}

/** "Price from your settings, from 2026-12-01 until 2027-03-31: contract 4711." */
export function ownPriceText({ from, until, sources }: Price): string {
  const days = until === undefined ? "" : ` until ${until}`;
  return `**Price from your settings**, since ${from}${days}${sources[0] === undefined ? "" : `: ${plain(sources[0])}`}.`;
}

/** A model that only the user knows a price of. */
function ownModel(id: string, wallMs: number, own: OwnPrices): string | undefined {
  const price = priceAt(id, wallMs, "standard", own);
  if (!price) return undefined;
  const rates = `$${formatRate(price.input)} in, $${formatRate(price.cached)} cached, $${formatRate(price.output)} out per million tokens`;
  return `**${plain(price.model)}** is not in the price table.\n\n${rates}.\n\n${ownPriceText(price)}`;
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, "\\$&");
}

export function describeVariable(variable: Variable): string {
  const { declaration, name } = variable;
  if (!declaration) return `**{{${name}}}**`;
  const lines = [`**{{${name}}}** · ${typeOf(declaration.schema)}`];
  if (declaration.description) lines.push(declaration.description);
  lines.push(
    declaration.default === undefined
      ? "Must be given."
      : `When not given: \`${JSON.stringify(declaration.default)}\`.`,
  );
  if (declaration.untrusted) lines.push("Untrusted: it comes from outside and may hold orders meant for the model.");
  if (declaration.secret) lines.push("Secret: it is never written to a trace.");
  return lines.join("\n\n");
}

function hostOf(address: string): string {
  return address
    .replace(/^https?:\/\//, "")
    .split("/")
    .slice(0, 1)
    .join("");
}
