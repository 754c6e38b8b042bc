import { isObject, type Json } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { Path } from "../../document/definition.ts";
import { formatCap, formatTokens, formatUsd } from "../../tokens/format.ts";
import { modelOf } from "../../tokens/prices.ts";
import { toUsd } from "../../tokens/units.ts";
import { promptsUnder, templateOf } from "../prompts.ts";
import { scalarText } from "../scalarText.ts";
import { valueAt } from "../variables.ts";
import { usesOf } from "./agentPart.ts";
import type { EstimateRule, Finding } from "./rule.ts";

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

export const overBudget: EstimateRule = {
  id: "AG602",
  scope: "estimate",
  severity: "warning",
  check({ document }, estimates) {
    const file = document.value;
    return estimates.flatMap((estimate): Finding[] => {
      const own = ["max_cost_usd"].map((key) => [...estimate.path, "budget", key] as Path)[0] ?? [];
      const cap = valueAt(file, own);
      const { cost } = estimate;
      const findings: Finding[] = [];
      if (cost && typeof cap === "number" && toUsd(cost.p50) > cap) {
        const range = document.rangeAt(own)?.value;
        const low = toUsd(cost.p80Low) > cap;
        const message = low
          ? `A run costs about ${formatUsd(cost.p50)}, and hardly any stays below ${formatCap(cap)}.`
          : `A run costs about ${formatUsd(cost.p50)}: more than half of the runs would be stopped at ${formatCap(cap)}.`;
        if (range) findings.push({ severity: low ? "error" : "warning", message, range });
      }
      const suite = estimate.path.length === 0 ? valueAt(file, ["budget", "per_suite", "max_cost_usd"]) : undefined;
      const runs = runsOf(file);
      if (cost && typeof suite === "number" && runs > 0 && toUsd(cost.p50) * runs > suite) {
        const range = document.rangeAt(["budget", "per_suite", "max_cost_usd"])?.value;
        const message = `${formatTokens(runs)} runs of about ${formatUsd(cost.p50)} cost more than ${formatCap(suite)}.`;
        if (range) findings.push({ message, range });
      }
      return findings;
    });
  },
};

/** How many runs the tests of a file are, as far as the file says so. */
function runsOf(file: Json): number {
  const tests = isObject(file) && Array.isArray(file.tests) ? (file.tests as readonly Json[]) : [];
  return tests.reduce<number>((sum, test) => {
    if (!isObject(test) || test.skip === true) return sum;
    const set = typeof test.dataset === "string" ? valueAt(file, ["datasets", test.dataset]) : undefined;
    const rows = isObject(set)
      ? typeof set.sample === "number"
        ? set.sample
        : Array.isArray(set.rows)
          ? set.rows.length
          : 1
      : 1;
    return sum + rows * (typeof test.repeat === "number" ? test.repeat : 1);
  }, 0);
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
