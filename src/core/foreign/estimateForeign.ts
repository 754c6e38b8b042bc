import type { Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { resolveAgent } from "../document/resolve.ts";
import { type Estimate, type EstimateWorld, estimateAgents } from "../tokens/estimate.ts";
import { type ConvertWorld, convert } from "./convert.ts";
import type { ForeignDialect } from "./recognise.ts";
import { topRange } from "./topRange.ts";

/** What one run will use and cost of the agent that the file would become here. A model of others is counted as the one that would stand in its place. */
export async function estimateForeign(
  document: AgentDocument,
  dialect: ForeignDialect,
  world: ConvertWorld & EstimateWorld,
): Promise<{ readonly estimate: Estimate; readonly range: Range } | undefined> {
  const { value, origins } = await convert(document.text, dialect, world);
  const placed = (path: Path) => {
    const origin = origins.get(JSON.stringify(path));
    return origin && origin.file === undefined ? document.rangeAt(origin.path) : undefined;
  };
  const agents = await Promise.all(
    agentsOf({ value, rangeAt: placed }).map((agent) => resolveAgent(agent, world.readText)),
  );
  const [own] = await estimateAgents(agents, world);
  if (!own) return undefined;
  const range = placed(["name"])?.value ?? placed(["description"])?.value ?? topRange(document);
  return { estimate: own, range };
}
