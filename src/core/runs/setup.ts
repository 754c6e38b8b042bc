import type { JsonObject } from "../base/json.ts";
import type { ResolvedAgent } from "../document/definition.ts";
import type { OwnPrices } from "../tokens/prices.ts";
import type { ModelClient } from "./modelClient.ts";
import type { RunSetup } from "./run.ts";

/** `2026-11-24T09-54-25-123Z-k3f9`: sorts by time, is a legal file name everywhere, and differs by `salt`. */
export function runIdAt(wallMs: number, salt: string): string {
  return `${new Date(wallMs).toISOString().replace(/[:.]/g, "-")}-${salt}`;
}

/** Who is run with what, before the first event. `definitionHash` is the SHA-256 of the definition's text, in hex. */
export function setupOf(options: {
  readonly runId: string;
  readonly agent: ResolvedAgent;
  readonly variant: string;
  readonly inputs: JsonObject;
  readonly file: string;
  readonly definitionHash: string;
  readonly client: ModelClient;
  readonly prices?: OwnPrices;
}): RunSetup {
  const { agent, client, prices = [] } = options;
  const level = agent.generationConfig.thinkingLevel;
  return {
    runId: options.runId,
    agent: agent.name,
    file: options.file,
    definitionHash: options.definitionHash,
    agentPath: agent.path,
    line: agent.nameRange.start.line + 1,
    variant: options.variant,
    model: (agent.model ?? "").replace(/^models\//, ""),
    ...(level !== undefined && { thinkingLevel: level }),
    inputs: options.inputs,
    endpoint: client.endpoint,
    simulated: client.simulated,
    ...(prices.length > 0 && { prices }),
  };
}
