import type { ReadText } from "../core/base/readText.ts";
import type { AgentDocument } from "../core/document/agentDocument.ts";
import { flatten, readingDocuments } from "../core/document/extend.ts";
import { agentsOf } from "../core/document/readDefinition.ts";
import { resolveAgent } from "../core/document/resolve.ts";
import { type Estimate, type EstimateWorld, estimateAgents } from "../core/tokens/estimate.ts";

/** What a run of each agent of a definition would cost, with what the files that it names say. */
export async function estimateDocument(
  document: AgentDocument,
  readText: ReadText,
  world: EstimateWorld,
): Promise<readonly Estimate[]> {
  const flat = await flatten(document, readingDocuments(readText));
  return estimateAgents(await Promise.all(agentsOf(flat).map((agent) => resolveAgent(agent, readText))), world);
}
