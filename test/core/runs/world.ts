import type { Clock, Stamp } from "../../../src/core/base/clock.ts";
import type { AgentDefinition, FunctionTool, ResolvedAgent } from "../../../src/core/document/definition.ts";
import type { GenerateContentResponse, Part } from "../../../src/core/runs/generateContent.ts";
import type { ModelClient, ModelEvent, ModelRequest } from "../../../src/core/runs/modelClient.ts";
import type { RunEvent, RunSetup } from "../../../src/core/runs/run.ts";

/** 2026-11-24T09:00:00Z */
const day = Date.UTC(2026, 10, 24, 9);

export function at(ms: number): Stamp {
  return { monoNs: ms * 1e6, wallMs: day + ms };
}

/** Every look at it is 1 ms later; sleeping moves it on. */
export function tickingClock(): Clock & { ms: number } {
  const clock = {
    ms: 0,
    now: () => at(clock.ms++),
    async sleep(ms: number) {
      clock.ms += ms;
    },
  };
  return clock;
}

export function agent(changes: Partial<ResolvedAgent> = {}): ResolvedAgent {
  const part = (text: string) => ({ text, template: true, path: ["system_instruction"] });
  const position = { line: 1, character: 6 };
  return {
    name: "hello",
    path: [],
    nameRange: { start: position, end: position },
    target: "interactions" as AgentDefinition["target"],
    model: "gemini-3.5-flash",
    fallbackModels: [],
    systemInstruction: [part("Answer in one short paragraph.")],
    context: [],
    messages: [],
    examples: [],
    input: [part("{{input}}")],
    inputs: [],
    generationConfig: {},
    safetySettings: [],
    tools: [],
    budget: {},
    missing: [],
    ...changes,
  };
}

export function text(value: string, template = true) {
  return { text: value, template, path: ["input"] };
}

export function tool(changes: Partial<FunctionTool> & { name: string }): FunctionTool {
  return { kind: "function", path: ["tools", 0], ...changes };
}

export function setup(changes: Partial<RunSetup> = {}): RunSetup {
  return {
    runId: "2026-11-24T09-00-00-000Z-test",
    agent: "hello",
    file: "1-hello.agent.yaml",
    definitionHash: "0".repeat(64),
    agentPath: [],
    line: 1,
    variant: "base",
    model: "gemini-3.5-flash",
    inputs: {},
    endpoint: { kind: "simulator", url: "http://127.0.0.1:1" },
    simulated: true,
    ...changes,
  };
}

export type Told = GenerateContentResponse | Extract<ModelEvent, { kind: "failed" | "retrying" }>;

/** A model that answers its n-th call with the n-th list; `requests` holds what it was asked. */
export function scripted(calls: readonly (readonly Told[])[], clock: Clock = tickingClock()) {
  const requests: ModelRequest[] = [];
  const client: ModelClient & { readonly requests: ModelRequest[] } = {
    endpoint: { kind: "simulator", url: "http://127.0.0.1:1" },
    simulated: true,
    requests,
    async *stream(request, signal) {
      const told = calls[requests.length] ?? [];
      requests.push(request);
      yield { kind: "opened", at: clock.now(), status: 200 };
      for (const one of told) {
        if (signal.aborted) return;
        if ("kind" in one) yield one;
        else yield { kind: "chunk", at: clock.now(), raw: JSON.stringify(one), response: one };
      }
    },
  };
  return client;
}

export function chunk(
  parts: readonly Part[],
  end?: { finishReason?: string; input?: number; thinking?: number; output?: number; finishMessage?: string },
): GenerateContentResponse {
  const { finishReason, finishMessage, input, thinking, output } = end ?? {};
  return {
    candidates: [
      {
        content: { role: "model", parts },
        ...(finishReason && { finishReason }),
        ...(finishMessage && { finishMessage }),
      },
    ],
    ...(input !== undefined && {
      usageMetadata: {
        promptTokenCount: input,
        thoughtsTokenCount: thinking ?? 0,
        candidatesTokenCount: output ?? 0,
        totalTokenCount: input + (thinking ?? 0) + (output ?? 0),
      },
    }),
    modelVersion: "gemini-3.5-flash",
  };
}

export async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
}

export function kinds(events: readonly RunEvent[]): string {
  return events.map((event) => event.kind).join(" ");
}
