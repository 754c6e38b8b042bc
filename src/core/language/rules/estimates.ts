import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import type { Estimate } from "../../tokens/estimate.ts";
import { formatCap, formatShare, formatTokens, formatUsd } from "../../tokens/format.ts";
import { modelOf } from "../../tokens/prices.ts";
import { nanoUsd, toUsd } from "../../tokens/units.ts";
import { moveDown } from "../moveDown.ts";
import { type Break, stablePrefixOf } from "../stablePrefix.ts";
import { valueAt } from "../variables.ts";
import { type EstimateRule, type FilePart, type Finding, replace } from "./rule.ts";

export const contextLimit: EstimateRule = {
  id: "AG601",
  scope: "estimate",
  severity: "error",
  check: ({ document }, estimates) =>
    estimates.flatMap((estimate): Finding[] => {
      const model = estimate.model === undefined ? undefined : modelOf(estimate.model);
      const most = model?.context;
      if (estimate.kind !== "call" || most === undefined) return [];
      const { total } = estimate.input;
      const above = estimate.price?.longContext?.above;
      if (total <= most * 0.8 && (above === undefined || total <= above)) return [];
      const parts = [...estimate.parts].sort((a, b) => b.tokens - a.tokens);
      const range = rangeOfPart(document, parts[0]?.path ?? estimate.path) ?? nameOf(document, estimate.path);
      if (!range) return [];
      const largest = parts.slice(0, 2).map((part) => `${part.path.join(".")} ${formatTokens(part.tokens)}`);
      const count = `This sends about ${formatTokens(total)} tokens (${largest.join(", ")})`;
      if (total > most) {
        return [{ message: `${count}, and ${model?.id} takes at most ${formatTokens(most)}.`, range }];
      }
      if (total > most * 0.8) {
        const message = `${count}: more than four fifths of the ${formatTokens(most)} that ${model?.id} takes.`;
        return [{ severity: "warning", message, range }];
      }
      const message = `${count}: above ${formatTokens(above ?? 0)} ${model?.id} costs more per token.`;
      return [{ severity: "information", message, range }];
    }),
};

type Quantile = "p50" | "p95";
const tokenCaps = {
  max_total_tokens: {
    verb: "uses",
    of: (e: Estimate, at: Quantile) => e.billedInput[at] + e.output[at] + e.thinking[at],
  },
  max_input_tokens: { verb: "sends", of: (e: Estimate, at: Quantile) => e.billedInput[at] },
  max_output_tokens: { verb: "writes and thinks", of: (e: Estimate, at: Quantile) => e.output[at] + e.thinking[at] },
} as const;

export const overBudget: EstimateRule = {
  id: "AG602",
  scope: "estimate",
  severity: "warning",
  check(part, estimates) {
    const { document } = part;
    const file = document.value;
    const runs = runsOf(part);
    return estimates.flatMap((estimate): Finding[] => {
      const { cost, planned } = estimate;
      const findings: Finding[] = [];
      // `enough`: what nearly all runs stay below.
      const say = (path: Path, message: string, enough?: number, severity?: Finding["severity"]) => {
        const range = document.rangeAt(path)?.value;
        const cap = enough && String(roundedUp(enough));
        const fix = range && cap ? replace(range, cap, `Raise the cap to ${cap}`) : undefined;
        if (range) findings.push({ message, range, ...(severity && { severity }), ...(fix && { fix }) });
      };
      // A run of one call is over before anything can stop it.
      const stops = estimate.calls.p95 > 1;
      const beyond = (cap: string) =>
        `more than half of the runs ${stops ? `would be stopped at ${cap}` : `are over ${cap}`}`;
      const own: Path = [...estimate.path, "budget"];
      const cap = valueAt(file, [...own, "max_cost_usd"]);
      if (cost && typeof cap === "number" && toUsd(cost.p50) > cap) {
        const low = toUsd(cost.p80Low) > cap;
        const rest = low ? `and hardly any stays below ${formatCap(cap)}` : beyond(formatCap(cap));
        const message = `A run costs about ${formatUsd(cost.p50)}${low ? "," : ":"} ${rest}.`;
        say([...own, "max_cost_usd"], message, toUsd(cost.p80High), low ? "error" : "warning");
      }
      if (typeof cap === "number" && estimate.model !== undefined && !estimate.price) {
        say(
          [...own, "max_cost_usd"],
          `No price is known for ${estimate.model}: this cap cannot stop a run.`,
          undefined,
          "information",
        );
      }
      const suite: Path = [...own, "per_suite"];
      const suiteCap = valueAt(file, [...suite, "max_cost_usd"]);
      if (cost && typeof suiteCap === "number" && runs > 0 && toUsd(cost.p50) * runs > suiteCap) {
        const all = `${formatTokens(runs)} runs of about ${formatUsd(cost.p50)}`;
        say([...suite, "max_cost_usd"], `${all} cost more than ${formatCap(suiteCap)}.`, toUsd(cost.p80High) * runs);
      }
      if (planned.length === 0) return findings;
      for (const [key, { verb, of }] of Object.entries(tokenCaps)) {
        const about = of(estimate, "p50");
        const enough = of(estimate, "p95");
        const most = valueAt(file, [...own, key]);
        if (typeof most === "number" && about > most) {
          say(
            [...own, key],
            `A run ${verb} about ${formatTokens(about)} tokens: ${beyond(formatTokens(most))}.`,
            enough,
          );
        }
        const together = valueAt(file, [...suite, key]);
        if (typeof together === "number" && runs > 0 && about * runs > together) {
          const all = `${formatTokens(runs)} runs of about ${formatTokens(about)} tokens`;
          say([...suite, key], `${all} are more than ${formatTokens(together)}.`, enough * runs);
        }
      }
      return findings;
    });
  },
};

/** To two digits. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit) * unit).toPrecision(2));
}

/** How many runs the tests of a file are, as far as the file and its data sets say so. */
function runsOf({ document, facts }: FilePart): number {
  const file = document.value;
  const tests = isObject(file) && Array.isArray(file.tests) ? (file.tests as readonly Json[]) : [];
  return tests.reduce<number>((sum, test) => {
    if (!isObject(test) || test.skip === true) return sum;
    const set = typeof test.dataset === "string" ? valueAt(file, ["datasets", test.dataset]) : undefined;
    const rows = isObject(set) ? rowsOf(set, facts) : 1;
    return sum + rows * (typeof test.repeat === "number" ? test.repeat : 1);
  }, 0);
}

/** Of a file as many as it has lines; where those are not rows, one. */
function rowsOf({ rows, file, sample }: JsonObject, facts: FilePart["facts"]): number {
  const text = typeof file === "string" && /\.(?:jsonl|csv)$/i.test(file) ? facts.text(file) : undefined;
  const lines = text ? text.split(/\r?\n/).filter((line) => line.trim() !== "").length : 0;
  const header = typeof file === "string" && /\.csv$/i.test(file) ? 1 : 0;
  const all = Array.isArray(rows) ? rows.length : lines > header ? lines - header : undefined;
  const drawn = typeof sample === "number" ? sample : undefined;
  return drawn !== undefined && all !== undefined ? Math.min(drawn, all) : (drawn ?? all ?? 1);
}

export const brokenPrefix: EstimateRule = {
  id: "AG605",
  scope: "estimate",
  severity: "information",
  check: (part, estimates) =>
    estimates.flatMap((estimate): Finding[] => {
      const least = estimate.model === undefined ? undefined : modelOf(estimate.model)?.cacheMinTokens;
      const rates = estimate.price;
      if (least === undefined || !rates || estimate.kind !== "call") return [];
      const { breaks, stretches } = stablePrefixOf(part.document, estimate);
      const [before = 0, ...others] = stretches;
      const longest = Math.max(0, ...others);
      const [first] = breaks;
      // Not worth moving.
      if (!first || longest < least) return [];
      const count = others.indexOf(longest) + 1;
      const moved = breaks.slice(0, count);
      const name = `{{${first.use.path.join(".")}}}`;
      const stable = stretches.slice(0, count + 1).reduce((sum, one) => sum + one, 0);
      const more = stable - (before >= least ? before : 0);
      const saved = more * (rates.input - rates.cached);
      const dollars = (pico: number) => formatUsd(nanoUsd(pico / 1000));
      const why =
        before >= least
          ? `only the ${formatTokens(before)} before it can`
          : `${formatTokens(before)} stand before it, and ${formatTokens(least)} are needed`;
      const message = `About ${formatTokens(longest)} tokens behind ${name} cannot be cached: ${why}. Below them it would save about ${dollars(saved)} in each further request${overRows(part, { estimate, moved, before, stable, least, saved, dollars })}.`;
      const fix = moveDown(part.document, moved);
      return [{ message, range: first.text.rangeAt(first.use.start, first.use.end), ...(fix && { fix }) }];
    }),
};

/** What it comes to over the rows that the file itself has: ", $0.16 over the 40 rows here, …". */
function overRows(
  part: FilePart,
  at: {
    readonly estimate: Estimate;
    readonly moved: readonly Break[];
    readonly before: number;
    readonly stable: number;
    readonly least: number;
    readonly saved: number;
    readonly dollars: (pico: number) => string;
  },
): string {
  const rows = valuesOf(part);
  const { estimate, moved, before, stable, least, saved, dollars } = at;
  if (rows.length < 2) return "";
  const names = [...new Set(moved.map(({ use }) => String(use.path[0])))];
  const different = new Set(rows.map((row) => JSON.stringify(names.map((name) => row[name] ?? null)))).size;
  const total = Math.max(1, estimate.input.total);
  // A row with the values of an earlier one shares it all already; the others what stands before the first variable.
  const now =
    (rows.length - different) * (stable >= least ? stable : 0) + (different - 1) * (before >= least ? before : 0);
  const after = (rows.length - 1) * stable;
  const share = (tokens: number) => formatShare(Math.min(1, tokens / (rows.length * total)));
  const gain = dollars(saved * Math.max(0, different - 1));
  return `, ${gain} over the ${rows.length} rows of this file: up to ${share(after)} of their prompts from the cache instead of ${share(now)}`;
}

/** The rows of the tests and of the data sets, as far as they can be read here. */
function valuesOf({ document, facts }: FilePart): readonly JsonObject[] {
  const file = document.value;
  if (!isObject(file)) return [];
  const tests = Array.isArray(file.tests) ? (file.tests as readonly Json[]) : [];
  const given = tests.flatMap((test) => (isObject(test) && isObject(test.vars) ? [test.vars] : []));
  const sets = Object.values(isObject(file.datasets) ? file.datasets : {}).flatMap((set) => {
    if (!isObject(set)) return [];
    const rows = Array.isArray(set.rows) ? (set.rows as readonly Json[]) : linesOf(set.file, facts);
    const columns: JsonObject = isObject(set.columns) ? set.columns : {};
    return rows.filter(isObject).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => {
          const variable = columns[column];
          return [typeof variable === "string" ? variable : column, value];
        }),
      ),
    );
  });
  return [...given, ...sets];
}

function linesOf(file: Json | undefined, facts: FilePart["facts"]): readonly Json[] {
  const text = typeof file === "string" && /\.jsonl$/i.test(file) ? facts.text(file) : undefined;
  return (text ?? "").split(/\r?\n/).flatMap((line) => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line) as Json];
    } catch {
      // A bad row is told where rows are run.
      return [];
    }
  });
}

function rangeOfPart(document: AgentDocument, path: Path) {
  for (let depth = path.length; depth > 0; depth--) {
    const found = document.rangeAt(path.slice(0, depth));
    if (found?.key) return found.key;
  }
  return undefined;
}

function nameOf(document: AgentDocument, path: Path) {
  return path.length === 0 ? document.rangeAt(["name"])?.value : document.rangeAt(path)?.key;
}
