import { type Endpoint, simulatorName } from "../core/runs/modelClient.ts";

export const geminiUrl = "https://generativelanguage.googleapis.com";

export interface EndpointWishes {
  /** From the editor's secret storage. */
  readonly secretKey?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `flashback.…baseUrl`; wins over `GOOGLE_GEMINI_BASE_URL`. */
  readonly baseUrlSetting?: string | undefined;
  /** Never the simulator: without a key a run fails with `no-key`. */
  readonly live?: boolean;
}

export type EndpointChoice =
  | { readonly kind: "model"; readonly endpoint: Endpoint; readonly key?: string }
  /** Start the simulator; its URL is known only then. */
  | { readonly kind: "simulator" };

/**
 * Where runs go. The key: secret storage, else `GEMINI_API_KEY`, else `GOOGLE_API_KEY`. The address: the setting, else
 * `GOOGLE_GEMINI_BASE_URL`, else Google's. An address of the user's own needs no key (a gateway may add it). With neither,
 * the simulator, unless `live` forbids it.
 */
export function chooseEndpoint(wishes: EndpointWishes): EndpointChoice {
  const found = keyOf(wishes);
  const redirect = firstSet([wishes.baseUrlSetting, wishes.env.GOOGLE_GEMINI_BASE_URL]);
  if (redirect !== undefined) {
    const url = plainUrl(redirect);
    return {
      kind: "model",
      endpoint: { kind: "custom", url, ...(found && { keySource: found.source }) },
      ...(found && { key: found.key }),
    };
  }
  if (found) {
    return { kind: "model", endpoint: { kind: "gemini", url: geminiUrl, keySource: found.source }, key: found.key };
  }
  return wishes.live ? { kind: "model", endpoint: { kind: "gemini", url: geminiUrl } } : { kind: "simulator" };
}

/** The endpoint of a simulator that has been started. */
export function simulatorEndpoint(url: string): Endpoint {
  return { kind: "simulator", url };
}

/**
 * The same choice, with a simulator behind a base URL found out, so that its answers are marked as simulated. Only an
 * address on this machine is asked.
 */
export async function recognised(choice: EndpointChoice): Promise<EndpointChoice> {
  if (choice.kind !== "model" || choice.endpoint.kind !== "custom") return choice;
  const { url } = choice.endpoint;
  return (await isSimulatorAt(url)) ? { kind: "model", endpoint: simulatorEndpoint(url) } : choice;
}

async function isSimulatorAt(url: string): Promise<boolean> {
  if (!URL.canParse(url) || !["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)) return false;
  try {
    const answer = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(1000) });
    return answer.headers.get("server") === simulatorName;
  } catch {
    // Nobody there, or too slow: the run itself will say so.
    return false;
  }
}

function keyOf(wishes: EndpointWishes): { readonly key: string; readonly source: string } | undefined {
  const { secretKey, env } = wishes;
  const candidates = [
    { key: secretKey, source: "secret storage" },
    { key: env.GEMINI_API_KEY, source: "GEMINI_API_KEY" },
    { key: env.GOOGLE_API_KEY, source: "GOOGLE_API_KEY" },
  ];
  for (const { key, source } of candidates) {
    if (key?.trim()) return { key: key.trim(), source };
  }
  return undefined;
}

function firstSet(values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== "");
}

/**
 * Without the parts that may hold a secret and that the SDK would not send; the path stays, gateways use it. What is no
 * address stays as it is written: the client says so when it is asked to call it.
 */
function plainUrl(text: string): string {
  const bare = text.replace(/[?#].*$/, "").replace(/\/\/[^/@]*@/, "//");
  return bare.replace(/\/+$/, "");
}
