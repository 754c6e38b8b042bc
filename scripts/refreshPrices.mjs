// Compares a price list that you have with the table, row by row, and writes the table on demand. Nothing is fetched.
//   node scripts/n.mjs ./scripts/refreshPrices.mjs FILE [--write] [--table src/core/tokens/prices.data.ts]
// FILE: {as_of, models: [{id, display_name, release, prices: [{effective_from, expires, standard: {input, cached_input,
// output}, batch, flex, priority, long_context, cache_storage_per_1m_tokens_hour}]}]}, US dollars per million tokens.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.join(import.meta.dirname, "..");
const tiers = ["standard", "batch", "flex", "priority"];
const allRates = {
  input: "input",
  cached_input: "cached",
  output: "output",
  audio_input: "audioInput",
  audio_cached_input: "audioCached",
};
/** A rate per million tokens in millionths of a dollar. */
const pico = (usd) => Math.round(usd * 1e6);
const usd = (rate) => (rate === undefined ? "nothing" : `$${rate / 1e6}`);

/** `{models, lines}`: the table with what the list says, and a line for each difference. What it leaves out stays. */
export function refreshed(table, list) {
  const lines = [];
  const models = structuredClone(table);
  const listed = new Set();
  for (const told of list.models ?? []) {
    if (typeof told.id !== "string") throw new Error("A model of the list has no id.");
    listed.add(told.id);
    let model = models.find(({ id }) => id === told.id);
    if (!model) {
      model = {
        id: told.id,
        name: told.display_name ?? told.id,
        kind: told.kind === "managed_agent" ? "managed-agent" : "model",
        released: /\d{4}-\d\d-\d\d/.exec(told.release ?? "")?.[0] ?? list.as_of,
        ...(told.context && { context: told.context }),
        ...(told.max_output && { maxOutput: told.max_output }),
        ...(told.modalities_in && { accepts: told.modalities_in }),
        ...(told.thinking?.levels && { thinking: { levels: told.thinking.levels, default: told.thinking.default } }),
        ...(told.default_model && { defaultModel: told.default_model }),
        prices: [],
        sources: told.sources ?? [`price list of ${list.as_of}`],
        asOf: list.as_of,
      };
      models.push(model);
      lines.push(`+ ${told.id}: a new model`);
    }
    for (const row of told.prices ?? []) refreshRow(model, row, list.as_of, lines);
    const search = told.surcharges?.google_search_grounding?.usd_per_1000_queries;
    if (search !== undefined) set(model, "perSearch", Math.round(search * 1e9), `${told.id} search`, lines);
    model.asOf = list.as_of;
  }
  for (const { id } of table) if (!listed.has(id)) lines.push(`? ${id}: not in the list; it stays as it is`);
  return { models, lines };
}

function refreshRow(model, told, asOf, lines) {
  const from = told.effective_from;
  if (!/^\d{4}-\d\d-\d\d$/.test(from ?? "")) throw new Error(`A price of ${model.id} does not say since when.`);
  let row = model.prices.find((one) => one.from === from);
  const at = `${model.id} ${from}`;
  if (!row) {
    row = { from, sources: told.sources ?? [`price list of ${asOf}`] };
    lines.push(`+ ${at}: a new row`);
    model.prices = [...model.prices, row].sort((a, b) => (a.from < b.from ? -1 : 1));
  }
  if (told.expires) set(row, "until", told.expires, `${at} until`, lines, String);
  else if (row.until !== undefined && told.expires === null) {
    lines.push(`~ ${at} until: ${row.until} → no end`);
    delete row.until;
  }
  const storage = told.cache_storage_per_1m_tokens_hour;
  if (storage !== undefined) set(row, "storage", pico(storage), `${at} storage`, lines);
  for (const tier of tiers) if (told[tier]) refreshRates(row, tier, told[tier], `${at} ${tier}`, lines);
  if (told.long_context) {
    row.longContext ??= { above: told.long_context.threshold_tokens };
    set(row.longContext, "above", told.long_context.threshold_tokens, `${at} long context above`, lines, String);
    for (const tier of tiers) {
      const rates = told.long_context[tier];
      if (rates) refreshRates(row.longContext, tier, rates, `${at} long context ${tier}`, lines);
    }
  }
  const inferred = told.inferred_fields?.filter((one) => tiers.includes(one));
  if (inferred?.length) set(row, "inferred", inferred, `${at} inferred`, lines, String);
}

function refreshRates(row, tier, told, at, lines) {
  row[tier] ??= {};
  for (const [theirs, ours] of Object.entries(allRates)) {
    const rate = told[theirs];
    if (rate === undefined || rate === null) continue;
    if (typeof rate !== "number" || !(rate >= 0)) throw new Error(`${at} ${theirs}: ${rate} is no price.`);
    set(row[tier], ours, pico(rate), `${at} ${theirs}`, lines);
  }
}

function set(target, key, value, at, lines, say = usd) {
  if (String(target[key]) === String(value)) return;
  lines.push(`~ ${at}: ${target[key] === undefined ? "nothing" : say(target[key])} → ${say(value)}`);
  target[key] = value;
}

const money = new Set([...Object.values(allRates), "storage", "perSearch", "perGroundedPrompt"]);

/** The table as a module of rows and nothing else. */
export function tableText(models) {
  const write = (value, key) => {
    if (typeof value === "number") {
      const digits = String(value).replace(/\B(?=(\d{3})+$)/g, "_");
      return money.has(key) ? `${digits} as PicoUsd` : digits;
    }
    if (Array.isArray(value)) return `[${value.map((one) => write(one)).join(", ")}]`;
    if (typeof value === "object" && value !== null) {
      return `{ ${Object.entries(value)
        .map(([name, one]) => `${name}: ${write(one, name)}`)
        .join(", ")} }`;
    }
    return JSON.stringify(value);
  };
  return `import type { ModelInfo, PicoUsd } from "./prices.ts";

// Rows of data and nothing else. A rate is the price per million tokens in millionths of a dollar: 1_500_000 is $1.50.

export const models: readonly ModelInfo[] = [
${models.map((model) => `  ${write(model)},`).join("\n")}
];
`;
}

async function main(args) {
  const at = args.indexOf("--table");
  const table = path.resolve(
    at < 0 ? path.join(root, "src", "core", "tokens", "prices.data.ts") : (args[at + 1] ?? ""),
  );
  const [file] = args.filter((arg, i) => !arg.startsWith("--") && (at < 0 || i !== at + 1));
  if (file === undefined) throw new Error("Name the price list: refreshPrices.mjs FILE [--write]");
  const list = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!/^\d{4}-\d\d-\d\d$/.test(list.as_of ?? ""))
    throw new Error(`${file} does not say "as_of", the day it was read.`);
  const { models: before } = await import(pathToFileURL(table).href);
  const { models, lines } = refreshed(before, list);
  console.log(lines.length === 0 ? "The table says what the list says." : lines.join("\n"));
  const changes = lines.filter((line) => !line.startsWith("?")).length;
  if (!args.includes("--write")) {
    if (changes > 0)
      console.log(`${changes} differences. With --write they go into ${path.relative(process.cwd(), table)}.`);
    return;
  }
  fs.writeFileSync(table, tableText(models));
  console.log(
    `Written: ${path.relative(process.cwd(), table)}. Look at the difference, format it (biome) and run its tests.`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(`refreshPrices: ${error.message}`);
    process.exitCode = 1;
  });
}
