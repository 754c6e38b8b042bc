import type { ModelClient } from "../core/runs/modelClient.ts";
import { clock } from "../node/clock.ts";
import { chooseEndpoint, recognised, simulatorEndpoint } from "../node/endpoint.ts";
import type { Io } from "./command.ts";

/** A client and, where the simulator answers, what stops it. */
export interface OpenModel extends AsyncDisposable {
  readonly client: ModelClient;
}

/** Gemini with a key from the environment, a base URL of the user's, else the simulator (which is said on stderr). */
export async function openModel(io: Io, options: { live: boolean; quiet: boolean }): Promise<OpenModel> {
  const choice = await recognised(chooseEndpoint({ env: io.env, live: options.live }));
  const { openClient, startSimulator } = await import("../models/models.ts");
  if (choice.kind === "model") return { client: openClient({ ...choice, clock }), async [Symbol.asyncDispose]() {} };
  const simulator = await startSimulator({ latencyScale: Number(io.env.FLASHBACK_SIMULATOR_LATENCY ?? 1) });
  if (!options.quiet) io.err("Simulated: there is no key yet. Nothing is sent, nothing is billed.\n");
  return {
    client: openClient({ endpoint: simulatorEndpoint(simulator.url), clock }),
    [Symbol.asyncDispose]: () => simulator.stop(),
  };
}
