import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import type { ResolvedAgent } from "../../../src/core/document/definition.ts";
import { agentsOf } from "../../../src/core/document/readDefinition.ts";
import { resolveAgent } from "../../../src/core/document/resolve.ts";
import type { TokenCounter } from "../../../src/core/tokens/counter.ts";
import { tokens } from "../../../src/core/tokens/units.ts";

/** One token for each word or sign: easy to count by hand. */
export const words: TokenCounter = {
  name: "words",
  count: async (texts) =>
    texts.map((text) => ({
      tokens: tokens(text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)?.length ?? 0),
      exact: true,
    })),
};

/** The same, not exact. */
export const roughWords: TokenCounter = {
  name: "about words",
  count: async (texts) => (await words.count(texts)).map(({ tokens }) => ({ tokens, exact: false })),
};

export const now = Date.parse("2026-11-22T12:00:00Z");

/** The agents of a definition; `files` are what stands beside it. */
export function agents(yaml: string, files: Readonly<Record<string, string>> = {}): Promise<readonly ResolvedAgent[]> {
  return Promise.all(
    agentsOf(parseAgentDocument(yaml)).map((agent) => resolveAgent(agent, async (path) => files[path])),
  );
}

export async function agent(yaml: string, files?: Readonly<Record<string, string>>): Promise<ResolvedAgent> {
  const [first] = await agents(yaml, files);
  if (!first) throw new Error("No agent");
  return first;
}
