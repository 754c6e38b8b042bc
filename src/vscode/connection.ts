import * as vscode from "vscode";
import type { Clock } from "../core/base/clock.ts";
import type { Logger } from "../core/base/logger.ts";
import type { Endpoint, ModelClient } from "../core/runs/modelClient.ts";
import { chooseEndpoint, recognised, simulatorEndpoint } from "../node/endpoint.ts";
import type { Secrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";

type Models = typeof import("../models/models.ts");

/** The way to a model: nothing of it is loaded or started before the first run. */
export interface Connection extends vscode.Disposable {
  /** The late bundle with @google/genai and the simulator. */
  loadModels(): Promise<Models>;
  /** Where a run would go now. The simulator's address is empty while it has not been started. */
  endpoint(): Promise<{ readonly endpoint: Endpoint; readonly simulated: boolean }>;
  /** Starts the simulator where the choice falls on it. In a folder that is not trusted, every call is refused. */
  openClient(): Promise<ModelClient>;
}

interface World {
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly clock: Clock;
  settings(): Settings;
}

export function createConnection({ secrets, logger, clock, settings }: World): Connection {
  let simulator: { readonly latencyScale: number; readonly started: ReturnType<Models["startSimulator"]> } | undefined;

  const loadModels = () => import("../models/models.ts");
  const choose = async () => {
    const secretKey = await secrets.key();
    return recognised(chooseEndpoint({ secretKey, env: process.env, baseUrlSetting: settings().baseUrl }));
  };
  const stopSimulator = async () => {
    const running = simulator;
    simulator = undefined;
    await (await running?.started)?.stop();
  };
  /** One simulator per window; a changed latency setting takes effect with the next run. */
  const simulate = async () => {
    const { latencyScale } = settings();
    if (simulator?.latencyScale !== latencyScale) await stopSimulator();
    simulator ??= { latencyScale, started: (await loadModels()).startSimulator({ latencyScale }) };
    try {
      return await simulator.started;
    } catch (error) {
      simulator = undefined;
      throw error;
    }
  };

  return {
    loadModels,
    async endpoint() {
      const choice = await choose();
      return choice.kind === "simulator"
        ? { endpoint: simulatorEndpoint(""), simulated: true }
        : { endpoint: choice.endpoint, simulated: choice.endpoint.kind === "simulator" };
    },
    async openClient() {
      if (!vscode.workspace.isTrusted) return refusing(clock);
      const [models, choice] = await Promise.all([loadModels(), choose()]);
      if (choice.kind === "simulator") {
        const { url } = await simulate();
        logger.log("info", `models: the simulator answers at ${url}`);
        return models.openClient({ endpoint: simulatorEndpoint(url), clock });
      }
      logger.log(
        "info",
        `models: calls go to ${choice.endpoint.url}, key from ${choice.endpoint.keySource ?? "nowhere"}`,
      );
      return models.openClient({ ...choice, clock });
    },
    dispose: () => void stopSimulator(),
  };
}

/** The last guard of the promise that nothing runs in a folder the user does not trust; commands say it earlier. */
function refusing(clock: Clock): ModelClient {
  return {
    endpoint: simulatorEndpoint(""),
    simulated: true,
    async *stream() {
      yield {
        kind: "failed",
        at: clock.now(),
        problem: {
          kind: "definition",
          message: "This folder is not trusted, so nothing is run. Trust it to run agents.",
        },
      };
    },
  };
}
