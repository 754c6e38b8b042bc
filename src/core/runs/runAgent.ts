import type { Clock, Stamp } from "../base/clock.ts";
import { isObject, type Json } from "../base/json.ts";
import type { FunctionTool, ResolvedAgent } from "../document/definition.ts";
import { partsOf } from "./answerParts.ts";
import { type Bill, billOf, searchesIn, told } from "./bill.ts";
import { buildRequest } from "./buildRequest.ts";
import type {
  Content,
  GenerateContentRequest,
  GenerateContentResponse,
  Part,
  UsageMetadata,
} from "./generateContent.ts";
import { answerOfMock } from "./mock.ts";
import type { ModelClient, ModelRequest } from "./modelClient.ts";
import { overBudget, takenOf } from "./overBudget.ts";
import type { RunProblem } from "./problem.ts";
import type { RunEvent, RunSetup, ToolCall } from "./run.ts";
import { between } from "./step.ts";

export interface RunOptions {
  readonly setup: RunSetup;
  readonly agent: ResolvedAgent;
  readonly client: ModelClient;
  readonly clock: Clock;
  /** Aborting ends the run with `cancelled`; what arrived by then has been handed out. */
  readonly signal: AbortSignal;
  readonly policy?: {
    /** Where the definition has no `max_tool_calls`; 25 when absent. */
    readonly maxToolCalls?: number;
  };
}

/**
 * One run: the model, the tools it calls, the model again, until it answers. Everything that can go wrong in the world
 * is an event, and the last event is always `finished`, `failed` or `cancelled`.
 */
export async function* runAgent(options: RunOptions): AsyncGenerator<RunEvent, void, undefined> {
  const { setup, agent, clock, signal } = options;
  const startedAt = clock.now();
  yield { kind: "started", at: startedAt, setup };
  const built = buildRequest(agent, setup.inputs, { wallMs: startedAt.wallMs });
  if (built.kind === "problem") return yield { kind: "failed", at: clock.now(), problem: built.problem };

  const { body, model, timeoutMs } = built.request;
  const most = agent.maxToolCalls ?? options.policy?.maxToolCalls ?? 25;
  const calledBefore = new Map<string, number>();
  const ids = new Set<string>();
  const bills: Bill[] = [];
  let contents = body.contents;
  let toolCalls = 0;
  for (let turn = 0; ; turn++) {
    if (signal.aborted) return yield { kind: "cancelled", at: clock.now() };
    const over = turn > 0 ? overBudget(agent.budget, takenOf(bills, between(startedAt, clock.now()))) : undefined;
    if (over) return yield { kind: "failed", at: clock.now(), problem: over };

    const request: GenerateContentRequest = { ...body, contents };
    yield { kind: "turn-started", at: clock.now(), turn, request };
    const answer = yield* callModel({ model, body: request, timeoutMs }, turn, options);
    if (answer.kind === "over") return;
    bills.push(answer.bill);

    const called = answer.content.parts?.filter((part) => part.functionCall !== undefined) ?? [];
    if (called.length === 0 || answer.finishReason !== "STOP") return yield { kind: "finished", at: clock.now() };
    const responses: Part[] = [];
    for (const [index, { functionCall }] of called.entries()) {
      if (!functionCall) continue;
      if (signal.aborted) return yield { kind: "cancelled", at: clock.now() };
      if (++toolCalls > most) {
        const message = `the model called tools more than ${most} times (max_tool_calls)`;
        return yield { kind: "failed", at: clock.now(), problem: { kind: "tool", tool: functionCall.name, message } };
      }
      const id = unused(functionCall.id ?? `call-${turn}-${index}`, ids);
      const call: ToolCall = { id, name: functionCall.name, args: functionCall.args ?? {} };
      yield { kind: "tool-started", at: clock.now(), turn, call };
      const before = calledBefore.get(call.name) ?? 0;
      calledBefore.set(call.name, before + 1);
      const result = callTool(agent, call, before);
      if (result.kind === "problem") return yield { kind: "failed", at: clock.now(), problem: result.problem };
      const { value, isError } = result;
      yield { kind: "tool-ended", at: clock.now(), turn, callId: id, result: value, isError, by: "mock" };
      responses.push({
        functionResponse: {
          ...(functionCall.id !== undefined && { id: functionCall.id }),
          name: functionCall.name,
          response: isObject(value) ? value : { output: value },
        },
      });
    }
    contents = [...contents, answer.content, { role: "user", parts: responses }];
  }
}

type Answer =
  | { readonly kind: "answer"; readonly content: Content; readonly finishReason: string; readonly bill: Bill }
  /** The run's last event has been handed out. */
  | { readonly kind: "over" };

async function* callModel(
  request: ModelRequest,
  turn: number,
  { setup, client, clock, signal }: RunOptions,
): AsyncGenerator<RunEvent, Answer, undefined> {
  const parts: Part[] = [];
  const grounded: GenerateContentResponse[] = [];
  let role: Content["role"];
  let metadata: UsageMetadata | undefined;
  let served: string | undefined;
  let finishReason: string | undefined;
  let finishMessage: string | undefined;
  let refused: { readonly blockReason?: string; readonly blockReasonMessage?: string } | undefined;
  let problem: RunProblem | undefined;
  let endedAt: Stamp | undefined;
  for await (const event of client.stream(request, signal)) {
    if (event.kind === "chunk") {
      const { response } = event;
      const candidate = response.candidates?.[0];
      parts.push(...partsOf(response));
      role ??= candidate?.content?.role;
      metadata = told(metadata, response.usageMetadata);
      if (candidate?.groundingMetadata) grounded.push(response);
      served = response.modelVersion ?? served;
      finishReason = candidate?.finishReason ?? finishReason;
      finishMessage = candidate?.finishMessage ?? blockedFor(response) ?? finishMessage;
      if (response.promptFeedback?.blockReason) refused = response.promptFeedback;
      endedAt = event.at;
      yield { kind: "chunk", at: event.at, turn, raw: event.raw, response };
    } else if (event.kind === "retrying") {
      yield { ...event, turn };
    } else if (event.kind === "failed") {
      problem = event.problem;
    }
  }

  const bill = billOf(metadata, {
    asked: setup.model,
    served,
    wallMs: (endedAt ?? clock.now()).wallMs,
    serviceTier: request.body.serviceTier,
    prices: setup.prices,
    searches: searchesIn(grounded),
  });
  const reported = metadata && bill;
  if (signal.aborted && finishReason === undefined) {
    yield { kind: "cancelled", at: clock.now(), ...reported };
    return { kind: "over" };
  }
  problem ??= blockOf(refused, finishReason, finishMessage);
  if (problem === undefined && finishReason === undefined) problem = { kind: "cut" };
  if (problem !== undefined) {
    yield { kind: "failed", at: clock.now(), problem, ...reported };
    return { kind: "over" };
  }
  const reason = finishReason ?? "STOP";
  yield {
    kind: "turn-ended",
    at: clock.now(),
    turn,
    ...bill,
    finishReason: reason,
    modelServed: served ?? request.model,
  };
  return { kind: "answer", content: { role: role ?? "model", parts }, finishReason: reason, bill };
}

/** Finish reasons that mean a filter, or the model's own slip, took the answer away. The others are answers. */
const blockReasons = new Set([
  "SAFETY",
  "RECITATION",
  "PROHIBITED_CONTENT",
  "BLOCKLIST",
  "SPII",
  "MALFORMED_FUNCTION_CALL",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);

function blockOf(
  refused: { readonly blockReason?: string; readonly blockReasonMessage?: string } | undefined,
  finishReason: string | undefined,
  finishMessage: string | undefined,
): RunProblem | undefined {
  if (refused?.blockReason) {
    const { blockReason: reason, blockReasonMessage: message } = refused;
    return { kind: "blocked", where: "prompt", reason, ...(message && { message }) };
  }
  if (finishReason === undefined || !blockReasons.has(finishReason)) return undefined;
  return {
    kind: "blocked",
    where: "answer",
    reason: finishReason,
    ...(finishMessage && { message: finishMessage }),
  };
}

/** The harm that a filter saw, without its prefix: `HARASSMENT`. */
function blockedFor(response: GenerateContentResponse): string | undefined {
  const rating = response.candidates?.[0]?.safetyRatings?.find((one) => one.blocked === true);
  return typeof rating?.category === "string" ? rating.category.replace(/^HARM_CATEGORY_/, "") : undefined;
}

function callTool(
  agent: ResolvedAgent,
  call: ToolCall,
  before: number,
):
  | { readonly kind: "result"; readonly value: Json; readonly isError: boolean }
  | { readonly kind: "problem"; readonly problem: RunProblem } {
  const tool = agent.tools.find((one): one is FunctionTool => one.kind === "function" && one.name === call.name);
  // A made-up name is the model's slip: it is told, and may do better.
  if (!tool) return { kind: "result", value: { error: `There is no function ${call.name}.` }, isError: true };
  const mocked = tool.mock === undefined ? undefined : answerOfMock(tool.mock, call.args, before);
  if (mocked?.kind === "answer") return { kind: "result", value: mocked.value, isError: isFailure(mocked.value) };
  const message = mocked
    ? `no case of its mock matches ${JSON.stringify(call.args)}`
    : "it has no mock, and this version calls no functions itself";
  return { kind: "problem", problem: { kind: "tool", tool: call.name, message } };
}

/** `{error: …}` alone is how a function tells the model that it failed. */
function isFailure(value: Json): boolean {
  return isObject(value) && value.error !== undefined && Object.keys(value).length === 1;
}

function unused(id: string, ids: Set<string>): string {
  let free = id;
  for (let n = 2; ids.has(free); n++) free = `${id}-${n}`;
  ids.add(free);
  return free;
}
