import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import type { Estimate } from "../../tokens/estimate.ts";
import { formatCap, formatTokens, formatUsd } from "../../tokens/format.ts";
import { modelOf } from "../../tokens/prices.ts";
import { toUsd } from "../../tokens/units.ts";
import { promptsUnder, templateOf } from "../prompts.ts";
import { scalarText } from "../scalarText.ts";
import { valueAt } from "../variables.ts";
import { usesOf } from "./agentPart.ts";
import type { EstimateRule, FilePart, Finding } from "./rule.ts";

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

const tokenCaps = {
  max_total_tokens: { verb: "uses", of: (e: Estimate) => e.billedInput.p50 + e.output.p50 + e.thinking.p50 },
  max_input_tokens: { verb: "sends", of: (e: Estimate) => e.billedInput.p50 },
  max_output_tokens: { verb: "writes and thinks", of: (e: Estimate) => e.output.p50 + e.thinking.p50 },
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
      const say = (path: Path, message: string, severity?: Finding["severity"]) => {
        const range = document.rangeAt(path)?.value;
        if (range) findings.push({ message, range, ...(severity && { severity }) });
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
        say([...own, "max_cost_usd"], message, low ? "error" : "warning");
      }
      if (typeof cap === "number" && estimate.model !== undefined && !estimate.price) {
        say(
          [...own, "max_cost_usd"],
          `No price is known for ${estimate.model}: this cap cannot stop a run.`,
          "information",
        );
      }
      const suite: Path = [...own, "per_suite"];
      const suiteCap = valueAt(file, [...suite, "max_cost_usd"]);
      if (cost && typeof suiteCap === "number" && runs > 0 && toUsd(cost.p50) * runs > suiteCap) {
        const all = `${formatTokens(runs)} runs of about ${formatUsd(cost.p50)}`;
        say([...suite, "max_cost_usd"], `${all} cost more than ${formatCap(suiteCap)}.`);
      }
      if (planned.length === 0) return findings;
      for (const [key, { verb, of }] of Object.entries(tokenCaps)) {
        const about = of(estimate);
        const most = valueAt(file, [...own, key]);
        if (typeof most === "number" && about > most) {
          say([...own, key], `A run ${verb} about ${formatTokens(about)} tokens: ${beyond(formatTokens(most))}.`);
        }
        const together = valueAt(file, [...suite, key]);
        if (typeof together === "number" && runs > 0 && about * runs > together) {
          const all = `${formatTokens(runs)} runs of about ${formatTokens(about)} tokens`;
          say([...suite, key], `${all} are more than ${formatTokens(together)}.`);
        }
      }
      return findings;
    });
  },
};

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
  check: ({ document }, estimates) =>
    estimates.flatMap((estimate): Finding[] => {
      const least = estimate.model === undefined ? undefined : modelOf(estimate.model)?.cacheMinTokens;
      const rates = estimate.price;
      if (least === undefined || !rates || estimate.kind !== "call") return [];
      let before = 0;
      for (const prompt of promptsUnder(document, estimate.path)) {
        if (prompt.path[estimate.path.length] !== "system_instruction") continue;
        const part = estimate.parts.find((one) => one.of === "system" && samePath(one.path, prompt.path));
        if (!part) continue;
        const use = usesOf(templateOf(document, prompt))[0];
        if (!use) {
          before += part.tokens;
          continue;
        }
        const text = scalarText(document.source, prompt.node, prompt.base);
        const behind = Math.round((part.tokens * (text.text.length - use.end)) / Math.max(1, text.text.length));
        // Long enough to be cached before it, or not worth moving.
        if (before >= least || behind < least) return [];
        const saved = behind * (rates.input - rates.cached);
        const dollars = formatUsd((saved / 1000) as Parameters<typeof formatUsd>[0]);
        const message = `About ${formatTokens(behind)} tokens behind {{${use.path.join(".")}}} cannot be cached. Below them it would save about ${dollars} in each further request.`;
        return [{ message, range: text.rangeAt(use.start, use.end) }];
      }
      return [];
    }),
};

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
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
