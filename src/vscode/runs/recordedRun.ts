import type { JsonObject } from "../../core/base/json.ts";
import type { ResolvedAgent } from "../../core/document/definition.ts";
import type { Expected } from "../../core/runs/expected.ts";
import { secretTexts } from "../../core/runs/inputs.ts";
import type { ModelClient } from "../../core/runs/modelClient.ts";
import type { RunEvent, RunSetup } from "../../core/runs/run.ts";
import { runAgent } from "../../core/runs/runAgent.ts";
import { openRunFolder } from "../../node/runFolder.ts";
import type { Services } from "../services.ts";

export interface RecordedRunOptions {
  readonly root: string;
  readonly setup: RunSetup;
  readonly agent: ResolvedAgent;
  readonly client: ModelClient;
  /** The definition's text, kept with the trace. */
  readonly definition: string;
  /** Never written: keys and the values of secret inputs. */
  readonly secrets: readonly string[];
  /** What it is expected to take; kept beside what it took. */
  readonly expected?: Expected | undefined;
  readonly signal: AbortSignal;
}

/**
 * A run whose every event is on the disk before it is handed on. Where it cannot be written, `unrecorded` follows the
 * event once and the run goes on.
 */
export async function* recordedRun(services: Services, options: RecordedRunOptions): AsyncGenerator<RunEvent> {
  const { setup, agent, client, signal, secrets, definition, expected } = options;
  const folder = openRunFolder(options.root, setup, { definition, secrets, expected });
  try {
    for await (const event of runAgent({ setup, agent, client, clock: services.clock, signal })) {
      const problem = folder.write(event);
      yield event;
      if (problem) yield { kind: "unrecorded", at: services.clock.now(), problem };
    }
    const problem = folder.close();
    if (problem) yield { kind: "unrecorded", at: services.clock.now(), problem };
  } finally {
    folder.close();
  }
}

/** What must not reach the disk: the key in use, and what was typed into secret inputs. */
export async function secretsOf(
  services: Services,
  agent: ResolvedAgent,
  values: JsonObject,
): Promise<readonly string[]> {
  const key = await services.secrets.key();
  const fromEnvironment = [process.env.GEMINI_API_KEY, process.env.GOOGLE_API_KEY];
  return [...secretTexts(agent, values), key, ...fromEnvironment].filter(
    (secret): secret is string => secret !== undefined && secret !== "",
  );
}
