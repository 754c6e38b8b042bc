import type { Path } from "../document/definition.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { formatTokens } from "../tokens/format.ts";

/** What the prompt at a path counts, as far as it has been counted. */
export function describeTokens(path: Path, estimates: readonly Estimate[]): string | undefined {
  let tokens = 0;
  let about = false;
  const seen = new Set<string>();
  for (const { parts } of estimates) {
    for (const part of parts) {
      const at = part.path.join("\n");
      if (seen.has(at) || !path.every((step, i) => part.path[i] === step)) continue;
      seen.add(at);
      tokens += part.tokens;
      about ||= part.drawn || !part.exact;
    }
  }
  if (tokens === 0) return undefined;
  return `${about ? "~" : ""}${formatTokens(tokens)} tokens.`;
}
