import { isObject, type JsonObject } from "../base/json.ts";
import type { Price } from "../tokens/prices.ts";
import { type Bill, billOf, priceFor, searchesIn, told } from "./bill.ts";
import type { GenerateContentResponse, UsageMetadata } from "./generateContent.ts";
import {
  billOfInteraction,
  billOfInteractionStream,
  type Interaction,
  type InteractionBilled,
  type InteractionEvent,
  priceOfInteraction,
} from "./interactionBill.ts";

/** What one call or interaction of a recording was billed. */
export interface ReadBill {
  readonly kind: "call" | "interaction";
  readonly bill: Bill;
  /** Absent where no price is known, and for a stream of several interactions. */
  readonly price?: Price;
  readonly atLeast?: true;
}

/**
 * The bills of whatever somebody has kept of Gemini's answers: a response or an interaction as JSON, several in a list,
 * one in each line, or a stream as it came (`data: {…}`), Flashback's own raw record too. Chunks of one answer are one call.
 */
export function readBills(text: string, by: InteractionBilled): readonly ReadBill[] {
  const bills: ReadBill[] = [];
  const events: InteractionEvent[] = [];
  let asked = by.asked;
  let chunks: GenerateContentResponse[] = [];
  const endCall = () => {
    if (chunks.length > 0) bills.push(callOf(chunks, { ...by, asked }));
    chunks = [];
  };
  for (const value of valuesIn(text)) {
    if (value.event === "request") {
      endCall();
      if (typeof value.model === "string") asked = by.asked ?? value.model;
    } else if (typeof value.event_type === "string") {
      events.push(value as InteractionEvent);
    } else if (isObject(value.usageMetadata) || Array.isArray(value.candidates)) {
      const chunk = value as GenerateContentResponse;
      const last = chunks.at(-1);
      if (last && startsAnother(last, chunk)) endCall();
      chunks.push(chunk);
    } else if (isObject(value.usage) && Object.keys(value.usage).some((key) => key.startsWith("total_"))) {
      const price = priceOfInteraction(value as Interaction, by);
      bills.push({ kind: "interaction", bill: billOfInteraction(value as Interaction, by), ...(price && { price }) });
    } else if (Object.keys(value).some((key) => key.endsWith("TokenCount"))) {
      endCall();
      chunks = [{ usageMetadata: value as UsageMetadata }];
      endCall();
    }
  }
  endCall();
  if (events.length > 0) bills.push(streamOf(events, by));
  return bills;
}

function startsAnother(last: GenerateContentResponse, next: GenerateContentResponse): boolean {
  if (last.responseId !== undefined && next.responseId !== undefined) return last.responseId !== next.responseId;
  return last.candidates?.[0]?.finishReason !== undefined;
}

function callOf(chunks: readonly GenerateContentResponse[], { asked, ...given }: InteractionBilled): ReadBill {
  const metadata = chunks.map((chunk) => chunk.usageMetadata).reduce(told, undefined);
  const served = chunks.findLast((chunk) => chunk.modelVersion !== undefined)?.modelVersion;
  const by = { ...given, asked: asked ?? served ?? "", served, searches: searchesIn(chunks) };
  const price = priceFor(metadata, by);
  return { kind: "call", bill: billOf(metadata, by), ...(price && { price }) };
}

function streamOf(events: readonly InteractionEvent[], by: InteractionBilled): ReadBill {
  const { interactions, atLeast, ...bill } = billOfInteractionStream(events, by);
  const about = events.findLast((event) => event.interaction?.model !== undefined)?.interaction;
  const price = interactions === 1 && about ? priceOfInteraction(about, by) : undefined;
  return { kind: "interaction", bill, ...(price && { price }), ...(atLeast && { atLeast }) };
}

/** Every JSON object of a text, wherever lists and lines hold it. */
function valuesIn(text: string): readonly JsonObject[] {
  const whole = parsed(text);
  const values =
    whole !== undefined ? [whole] : text.split(/\r?\n/).map((line) => parsed(line.replace(/^data:\s*/, "")));
  return values.flat().flatMap((value) => {
    if (!isObject(value)) return [];
    // Flashback's raw record keeps what came as it came.
    if (value.event !== "chunk" || typeof value.raw !== "string") return [value as JsonObject];
    const inner = parsed(value.raw.replace(/^data:\s*/, ""));
    return isObject(inner) ? [inner as JsonObject] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a line of its own, the name of an event, or nothing.
    return undefined;
  }
}
