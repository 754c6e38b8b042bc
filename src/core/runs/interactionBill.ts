import { audioOf, costOf, usageFrom } from "../tokens/cost.ts";
import { modelOf, type OwnPrices, type Price } from "../tokens/prices.ts";
import { addUsd, type NanoUsd, zeroUsd } from "../tokens/units.ts";
import { addUsage, noUsage, type Usage } from "../tokens/usage.ts";
import { type Bill, priceFor } from "./bill.ts";

// The shapes of the Interactions API as they go over the wire (snake_case JSON), as far as they are billed. Source: the
// types of @google/genai 3.1.0.

interface ModalityCount {
  readonly modality?: string;
  readonly tokens?: number;
}

/** `usage` of an interaction. Thoughts are counted beside the output, the cached part inside the input. */
export interface InteractionUsage {
  readonly total_input_tokens?: number;
  readonly total_cached_tokens?: number;
  readonly total_output_tokens?: number;
  readonly total_thought_tokens?: number;
  readonly total_tool_use_tokens?: number;
  readonly total_tokens?: number;
  /** The prompt of the first model call: the others of an interaction re-send it and more. */
  readonly initial_input_tokens?: number;
  readonly input_tokens_by_modality?: readonly ModalityCount[];
  readonly cached_tokens_by_modality?: readonly ModalityCount[];
  readonly output_tokens_by_modality?: readonly ModalityCount[];
  readonly tool_use_tokens_by_modality?: readonly ModalityCount[];
  readonly grounding_tool_count?: readonly { readonly type?: string; readonly count?: number }[];
}

export interface Interaction {
  readonly id?: string;
  readonly model?: string;
  readonly agent?: string;
  readonly agent_config?: { readonly model?: string };
  readonly service_tier?: string;
  readonly status?: string;
  readonly usage?: InteractionUsage;
}

/** One event of a stream: what of it tells usage. */
export interface InteractionEvent {
  readonly event_type?: string;
  readonly interaction?: Interaction;
  /** Of `step.stop`: so far, and of this step alone. */
  readonly usage?: InteractionUsage;
  readonly step_usage?: InteractionUsage;
  /** Of `step.delta`: so far. */
  readonly metadata?: { readonly total_usage?: InteractionUsage };
}

/** When it ran, and what was asked for, where the answer does not say. */
export interface InteractionBilled {
  readonly asked?: string | undefined;
  readonly wallMs: number;
  readonly serviceTier?: string | undefined;
  /** The user's own prices. */
  readonly prices?: OwnPrices | undefined;
}

export function interactionUsageOf(told: InteractionUsage | undefined): Usage {
  return usageFrom({
    input: told?.total_input_tokens,
    cached: told?.total_cached_tokens,
    toolUse: told?.total_tool_use_tokens,
    thinking: told?.total_thought_tokens,
    output: told?.total_output_tokens,
    audioInput: [
      audioOf(told?.input_tokens_by_modality, "tokens"),
      audioOf(told?.tool_use_tokens_by_modality, "tokens"),
    ],
    audioCached: audioOf(told?.cached_tokens_by_modality, "tokens"),
  });
}

/**
 * What one interaction used and costs. Its usage is already that of all its model calls and continuations, each with its
 * whole input; a managed agent is billed at the rates of the model it runs on.
 */
export function billOfInteraction(interaction: Interaction, by: InteractionBilled): Bill {
  const { usage: told } = interaction;
  if (!reportsTokens(told)) return { usage: noUsage };
  const usage = interactionUsageOf(told);
  const searches = searchesOf(told);
  const prompt = told?.initial_input_tokens;
  const price = priceOfInteraction(interaction, by);
  const extras = { searches, ...(Number.isSafeInteger(prompt) && { prompt: prompt as number }) };
  return { usage, ...(price && { cost: costOf(usage, price, extras) }), ...(searches > 0 && { searches }) };
}

/** At whose rates: of the model that answered, else of what was asked for. */
export function priceOfInteraction(interaction: Interaction, by: InteractionBilled): Price | undefined {
  const serviceTier = interaction.service_tier ?? by.serviceTier;
  const isPriced = (id: string) => priceFor(undefined, { ...by, asked: id, serviceTier }) !== undefined;
  const served = [interaction.agent_config?.model, interaction.model].find((id) => id && (modelOf(id) || isPriced(id)));
  return priceFor(undefined, { ...by, asked: served ?? interaction.agent ?? by.asked ?? "", serviceTier });
}

/** All that a stream was billed. `atLeast`: a part of it ended before it had said what it took. */
export interface StreamBill extends Bill {
  readonly interactions: number;
  readonly atLeast?: true;
}

/**
 * What a stream of interaction events used and costs. Each continuation is an interaction of its own with its own bill, so
 * they are added up; within one, usage is repeated as a running total and the last one counts. A stream that was resumed
 * may repeat events: an interaction is billed once.
 */
export function billOfInteractionStream(events: Iterable<InteractionEvent>, by: InteractionBilled): StreamBill {
  const bills = new Map<string, Bill>();
  let open: { id: string; about: Interaction; total?: InteractionUsage; steps: InteractionUsage[] } | undefined;
  let untold = false;
  const close = (last: Interaction | undefined) => {
    if (!open) return;
    const { id, about, total, steps } = open;
    open = undefined;
    const usage = [last?.usage, total, sumOfSteps(steps)].find(reportsTokens);
    // Said again after it had ended, and cut off there: the first time told it all.
    if (!last && bills.has(id)) return;
    if (!last || !usage) untold = true;
    bills.set(id, billOfInteraction({ ...about, ...last, ...(usage && { usage }) }, by));
  };
  const begin = (about: Interaction) => {
    if (open && open.id === about.id) return;
    close(undefined);
    open = { id: about.id ?? `#${bills.size + 1}`, about, steps: [] };
  };
  for (const event of events) {
    switch (event.event_type) {
      case "interaction.created":
        begin(event.interaction ?? {});
        break;
      case "step.delta":
      case "step.stop": {
        if (!open) begin({});
        const total = event.usage ?? event.metadata?.total_usage;
        if (open && reportsTokens(total)) open.total = { ...open.total, ...total };
        if (open && event.step_usage) open.steps.push(event.step_usage);
        break;
      }
      case "interaction.completed": {
        const last = event.interaction ?? {};
        if (!open) begin(last);
        close(last);
        break;
      }
    }
  }
  close(undefined);
  const known = [...bills.values()];
  const reported = known.filter((bill) => bill.usage !== noUsage);
  const searches = known.reduce((sum, bill) => sum + (bill.searches ?? 0), 0);
  const priced = reported.length > 0 && reported.every((bill) => bill.cost !== undefined);
  return {
    interactions: bills.size,
    usage: known.map((bill) => bill.usage).reduce(addUsage, noUsage),
    ...(priced && { cost: reported.map((bill) => bill.cost ?? zeroUsd).reduce<NanoUsd>(addUsd, zeroUsd) }),
    ...(searches > 0 && { searches }),
    ...(untold ? { atLeast: true as const } : {}),
  };
}

function searchesOf(told: InteractionUsage | undefined): number {
  const counts: unknown = told?.grounding_tool_count;
  if (!Array.isArray(counts)) return 0;
  return counts.reduce<number>((sum, one) => {
    const { type, count } = (one ?? {}) as { type?: unknown; count?: unknown };
    return type === "google_search" && Number.isSafeInteger(count) && (count as number) > 0
      ? sum + (count as number)
      : sum;
  }, 0);
}

function reportsTokens(told: InteractionUsage | undefined): boolean {
  return Object.entries(told ?? {}).some(([key, value]) => key.startsWith("total_") && value !== undefined);
}

/** Steps tell their own tokens; some streams give nothing else. */
function sumOfSteps(steps: readonly InteractionUsage[]): InteractionUsage | undefined {
  if (steps.length === 0) return undefined;
  const sum = (key: keyof InteractionUsage) =>
    steps.reduce((n, one) => n + (Number.isSafeInteger(one[key]) ? (one[key] as number) : 0), 0);
  return {
    total_input_tokens: sum("total_input_tokens"),
    total_cached_tokens: sum("total_cached_tokens"),
    total_output_tokens: sum("total_output_tokens"),
    total_thought_tokens: sum("total_thought_tokens"),
    total_tool_use_tokens: sum("total_tool_use_tokens"),
  };
}
