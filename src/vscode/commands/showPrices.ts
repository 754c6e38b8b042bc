import * as vscode from "vscode";
import { agentsOf } from "../../core/document/readDefinition.ts";
import { resolveAgent } from "../../core/document/resolve.ts";
import { type Estimate, estimateAgents } from "../../core/tokens/estimate.ts";
import { readDefinition } from "../runs/session.ts";
import type { Services } from "../services.ts";
import { showCostDocument } from "./costDocument.ts";

/** Definitions that are estimated for what changes. */
const most = 200;

/** The price table: what models cost, how old that is, and what changes next for the agents of this workspace. */
export async function showPrices(services: Services): Promise<vscode.Uri | undefined> {
  const { comingChanges, costMarkdown, priceTableView } = await import("../../core/tokens/costs.ts");
  const { wallMs } = services.clock.now();
  const prices = services.prices();
  const estimates = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: "Flashback: estimating your agents" },
    () => estimatesOfWorkspace(services, wallMs),
  );
  const changes = comingChanges(wallMs, prices, estimates);
  return showCostDocument(services, "Prices", costMarkdown(priceTableView(wallMs, prices, changes)));
}

async function estimatesOfWorkspace(
  services: Services,
  wallMs: number,
): Promise<{ file: string; estimate: Estimate }[]> {
  const uris = await vscode.workspace.findFiles("**/*.agent.{yaml,yml}", "**/node_modules/**", most);
  const counter = services.counter();
  await counter.ready();
  const found: { file: string; estimate: Estimate }[] = [];
  for (const uri of uris) {
    // Deleted meanwhile, or no agent: it changes nothing.
    const definition = await readDefinition(services, uri);
    if (!definition) continue;
    const read = services.readTextBeside(uri);
    const agents = await Promise.all(agentsOf(definition.document).map((agent) => resolveAgent(agent, read)));
    const estimates = await estimateAgents(agents, { counter, wallMs, prices: services.prices() });
    found.push(...estimates.map((estimate) => ({ file: definition.file, estimate })));
  }
  return found;
}
