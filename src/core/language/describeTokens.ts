import type { Path } from "../document/definition.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { formatShare, formatTokens } from "../tokens/format.ts";

/** What the prompt at a path counts, as far as it has been counted, and its part of what its agent sends. */
export function describeTokens(path: Path, estimates: readonly Estimate[]): string | undefined {
  let tokens = 0;
  let sent = 0;
  let senders = 0;
  let about = false;
  const seen = new Set<string>();
  for (const { parts, input } of estimates) {
    const own = parts.filter((part) => path.every((step, i) => part.path[i] === step));
    if (own.length === 0) continue;
    senders++;
    sent = input?.total ?? 0;
    for (const part of own) {
      const at = part.path.join("\n");
      if (seen.has(at)) continue;
      seen.add(at);
      tokens += part.tokens;
      about ||= part.drawn || !part.exact;
    }
  }
  if (tokens === 0) return undefined;
  // What several agents send has several parts of several inputs.
  const share = senders === 1 && sent >= tokens ? `, ${formatShare(tokens / sent)} of what its agent sends` : "";
  return `${about ? "~" : ""}${formatTokens(tokens)} tokens${share}.`;
}
