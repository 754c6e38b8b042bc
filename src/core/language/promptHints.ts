import type { InlayHint, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import { agentsOf } from "../document/readDefinition.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { formatRate, formatTokens } from "../tokens/format.ts";
import { estimateAt } from "./lens.ts";

/**
 * What each part of a prompt counts, at the end of the line where it begins: "11 tokens", "~14 tokens" where a variable
 * without a default stands in it or the count is not exact. What a search costs stands beside the tool.
 */
export function promptHints(
  document: AgentDocument,
  range: Range,
  { estimates }: { readonly estimates: readonly Estimate[] },
): InlayHint[] {
  const lines = document.text.split("\n");
  const atLine = new Map<number, { tokens: number; about: boolean; more: string[] }>();
  const at = (path: readonly (string | number)[]) => {
    const found = document.rangeAt(path);
    const line = (found?.key ?? found?.value)?.start.line;
    if (line === undefined || line < range.start.line || line > range.end.line) return undefined;
    const hint = atLine.get(line) ?? { tokens: 0, about: false, more: [] };
    atLine.set(line, hint);
    return hint;
  };
  for (const agent of agentsOf(document)) {
    const estimate = estimateAt(estimates, agent.path);
    for (const part of estimate?.parts ?? []) {
      const hint = at(part.path);
      if (!hint) continue;
      hint.tokens += part.tokens;
      hint.about ||= part.drawn || !part.exact;
    }
    const perSearch = estimate?.price?.perSearch;
    for (const tool of agent.tools) {
      if (tool.kind !== "builtin" || tool.type !== "google_search" || !perSearch) continue;
      at(tool.path)?.more.push(`+ $${formatRate(perSearch / 1e3).replace(/\.00$/, "")} per 1,000 searches`);
    }
  }
  return [...atLine]
    .sort(([a], [b]) => a - b)
    .flatMap(([line, { tokens, about, more }]): InlayHint[] => {
      const words = [...(tokens > 0 ? [`${about ? "~" : ""}${formatTokens(tokens)} tokens`] : []), ...more].join(" · ");
      const character = (lines[line] ?? "").replace(/\s+$/, "").length;
      return words === "" ? [] : [{ position: { line, character }, label: words, paddingLeft: true }];
    });
}
