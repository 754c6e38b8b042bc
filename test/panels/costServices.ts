import { approximateTokens } from "../../src/core/tokens/approximate.ts";
import type { Services } from "../../src/vscode/services.ts";

/** As much of what the commands about costs share as they ask for; the day is fixed. */
export function testServices(): Services {
  const kept = new Map<string, unknown>();
  return {
    context: {
      subscriptions: [],
      workspaceState: {
        get: (key: string) => kept.get(key),
        update: async (key: string, value: unknown) => void kept.set(key, value),
      },
    },
    logger: { log() {} },
    guard: async (_name: string, run: () => unknown) => run(),
    clock: { now: () => ({ monoNs: 0, wallMs: Date.UTC(2026, 10, 24, 12) }) },
    prices: () => [],
    readTextBeside: () => async () => undefined,
    counter: () => ({
      name: "approximate",
      ready: async () => false,
      count: async (texts: readonly string[]) => texts.map((one) => ({ tokens: approximateTokens(one), exact: false })),
    }),
  } as unknown as Services;
}
