import type { Estimate } from "./estimate.ts";
import { formatRate, formatTokens, formatUsd, formatUsdRange } from "./format.ts";
import { type Day, dayOf, knownModels, type OwnPrices } from "./prices.ts";
import { changeText, type PriceChange, priceTableAt, unpricedAt } from "./priceTable.ts";
import { type NanoUsd, nanoUsd } from "./units.ts";
import type { WhatIf } from "./whatIf.ts";

/** A table with what has to be said about it: the command line prints it, the editor draws it. */
export interface CostTable {
  readonly title: string;
  /** Sentences, the most important first. */
  readonly notes: readonly string[];
  readonly columns: readonly { readonly title: string; readonly numeric?: true }[];
  readonly rows: readonly CostRow[];
  /** Said in place of a table without rows. */
  readonly empty: string;
  /** Sentences under the table. */
  readonly below: readonly string[];
  /** Runs a month, where the table has such a column. */
  readonly perMonth?: number;
}

export interface CostRow {
  readonly cells: readonly CostCell[];
  /** The agent as it is. */
  readonly isNow?: true;
}

export interface CostCell {
  readonly text: string;
  /** What it is sorted by; absent: by its text. */
  readonly by?: number;
}

/** Read that long ago a table is told to be old. Days. */
const OLD = 60;

/** What every model costs, how old that is, where it comes from, and what changes next. */
export function priceTableView(
  wallMs: number,
  own: OwnPrices,
  changes: readonly PriceChange[],
  model?: string,
): CostTable {
  const rows = priceTableAt(wallMs, own, model);
  const today = dayOf(wallMs);
  const asOf = knownModels()
    .map((one) => one.asOf)
    .sort()[0] as Day;
  const age = Math.max(0, Math.round((Date.parse(today) - Date.parse(asOf)) / 86_400_000));
  const old =
    age > OLD ? " Prices may have changed since: look at the sources, and correct them in flashback.prices." : "";
  const mine = rows.filter(({ price }) => price.own).length;
  const unpriced = model === undefined ? unpricedAt(wallMs, own) : [];
  const listed = rows.flatMap(({ price }) => price.sources);
  return {
    title: model === undefined ? `Prices on ${today}` : `Prices of ${model} on ${today}`,
    notes: [
      `US dollars per million tokens. The table was read on ${asOf}, ${age === 1 ? "one day" : `${age} days`} ago.${old}`,
      ...(mine > 0 ? [`${mine} ${mine === 1 ? "row is" : "rows are"} from your settings.`] : []),
      ...changes.map(changeSentence),
      ...(changes.length === 0 ? ["No change is announced."] : []),
    ],
    columns: [
      { title: "Model" },
      { title: "Tier" },
      { title: "In", numeric: true },
      { title: "Cached", numeric: true },
      { title: "Out", numeric: true },
      { title: "Since" },
      { title: "Until" },
      { title: "Notes" },
    ],
    rows: rows.map(({ id, name, tier, price, servedBy }) => ({
      cells: [
        { text: name },
        { text: tier },
        ...[price.input, price.cached, price.output].map((pico) => ({ text: formatRate(pico), by: pico })),
        { text: price.from },
        { text: price.until ?? "" },
        { text: rowNotes(id, price, servedBy).join("; ") },
      ],
    })),
    empty: `No price is known${model === undefined ? "" : ` for ${model}`} on ${today}. Tokens are counted all the same.`,
    below: [
      ...(unpriced.length > 0 ? [`Without a price on that day: ${unpriced.join(", ")}.`] : []),
      ...[...new Set(listed)].map((source) => `Source: ${source}`),
    ],
  };
}

function rowNotes(id: string, price: ReturnType<typeof priceTableAt>[number]["price"], servedBy?: string): string[] {
  const { longContext: long } = price;
  return [
    ...(price.own ? [`your price${price.sources[0] === undefined ? "" : `: ${price.sources[0]}`}`] : []),
    ...(price.inferred ? ["by the documented rule, not listed"] : []),
    ...(servedBy === undefined ? [] : [`answered by ${servedBy}`]),
    ...(price.model !== id ? [`billed as ${price.model}`] : []),
    ...(long
      ? [`above ${formatTokens(long.above)} tokens in ${formatRate(long.input)}, out ${formatRate(long.output)}`]
      : []),
    ...(price.audioInput === undefined ? [] : [`sound in ${formatRate(price.audioInput)}`]),
    ...(price.storage === undefined ? [] : [`a kept cache ${formatRate(price.storage)} an hour`]),
    ...(price.perSearch === undefined ? [] : [`search ${formatRate(price.perSearch / 1e3)} per 1,000`]),
  ];
}

/** "3.6 Flash, 3.7 Flash and 3.8 Flash double on 2027-01-01: your agents +$1.2 per 1,000 runs (hello +$1.2)." */
export function changeSentence(change: PriceChange): string {
  const { agents } = change;
  if (agents.length === 0) return `${changeText(change)}.`;
  const all = nanoUsd(agents.reduce((sum, { per1000 }) => sum + per1000, 0));
  const each = agents
    .toSorted((a, b) => Math.abs(b.per1000) - Math.abs(a.per1000))
    .slice(0, 5)
    .map(({ agent, per1000 }) => `${agent} ${signed(per1000)}`);
  const more = agents.length > each.length ? `, and ${agents.length - each.length} more` : "";
  const whose = agents.length === 1 ? "your agent" : "your agents";
  const names = agents.length === 1 ? ` (${agents[0]?.agent})` : ` (${each.join(", ")}${more})`;
  return `${changeText(change)}: ${whose} ${signed(all)} per 1,000 runs${names}.`;
}

function signed(amount: NanoUsd): string {
  return amount < 0 ? `−${formatUsd(nanoUsd(-amount))}` : `+${formatUsd(amount)}`;
}

/** An agent on every model, level and tier. `perMonth`: runs a month. */
export function whatIfView(found: WhatIf, estimate: Estimate, perMonth?: number): CostTable {
  const basis = found.basis === "prior" ? "prior, no runs yet" : `from ${found.basis.slice("runs:".length)} runs`;
  const times = (nano: NanoUsd) => formatUsd(nanoUsd(nano * (perMonth ?? 0)));
  const now = estimate.cost;
  return {
    title: `What if: ${found.agent}`,
    notes: [
      now
        ? `As it is: ${formatUsd(now.p50)} a run, 80 % of runs: $${formatUsdRange(now.p80Low, now.p80High)}.`
        : "As it is, no price is known for it.",
      `${basis[0]?.toUpperCase()}${basis.slice(1)}. The same runs at other prices; another level thinks longer or shorter as the prior says. How good the answers are is not measured here: compare them.`,
      ...(perMonth === undefined
        ? []
        : [
            `A month of ${formatTokens(perMonth)} runs costs so many times the mean of a run, which is above its middle. The range is that of one run times their number: the sum of many varies less.`,
          ]),
    ],
    columns: [
      { title: "Model" },
      { title: "Thinking" },
      { title: "Tier" },
      { title: "A run", numeric: true },
      { title: "80 % of runs", numeric: true },
      { title: "Change", numeric: true },
      ...(perMonth === undefined
        ? []
        : ([
            { title: "A month", numeric: true },
            { title: "80 %, a month", numeric: true },
          ] as const)),
      { title: "Notes" },
    ],
    rows: found.rows.map((row) => ({
      cells: [
        { text: row.name },
        { text: row.level ?? "", by: levelOrder.indexOf(row.level ?? "") },
        { text: row.tier },
        { text: formatUsd(row.cost.p50), by: row.cost.p50 },
        { text: `$${formatUsdRange(row.cost.p80Low, row.cost.p80High)}`, by: row.cost.p80High },
        row.change === undefined ? { text: "" } : { text: percent(row.change), by: row.change },
        ...(perMonth === undefined
          ? []
          : [
              { text: times(row.mean), by: row.mean },
              {
                text: `$${formatUsdRange(nanoUsd(row.cost.p80Low * perMonth), nanoUsd(row.cost.p80High * perMonth))}`,
                by: row.cost.p80High,
              },
            ]),
        {
          text: [
            ...(row.isNow ? ["as it is"] : []),
            ...(row.own ? ["your price"] : []),
            ...(row.answeredBy === undefined ? [] : [`answered by ${row.answeredBy}, perhaps at its price`]),
          ].join("; "),
        },
      ],
      ...(row.isNow && { isNow: true as const }),
    })),
    empty: "There is nothing to compare: no run of this agent can be estimated yet.",
    below: found.leftOut.map(({ what, why }) => `Left out: ${what}: ${why}.`),
    ...(perMonth !== undefined && { perMonth }),
  };
}

const levelOrder: readonly string[] = ["", "minimal", "low", "medium", "high", "xhigh"];

function percent(change: number): string {
  const whole = Math.round(change * 100);
  if (whole === 0) return "same";
  return whole < 0 ? `−${-whole} %` : `+${whole} %`;
}

/** The table as text with columns, as a terminal shows it. */
export function costTableText({ title, notes, columns, rows, empty, below }: CostTable): string {
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...rows.map(({ cells }) => cells[i]?.text.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (columns[i]?.numeric ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const body =
    rows.length === 0
      ? [empty]
      : [line(columns.map((column) => column.title)), ...rows.map(({ cells }) => line(cells.map(({ text }) => text)))];
  return [title, ...notes, "", ...body, ...(below.length > 0 ? ["", ...below] : []), ""].join("\n");
}
