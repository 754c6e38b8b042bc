import type { GenerateContentResponse, Part } from "./generateContent.ts";

/** The parts of the (first) candidate of one chunk, in order. */
export function partsOf(response: GenerateContentResponse): readonly Part[] {
  return response.candidates?.[0]?.content?.parts ?? [];
}

/** Text the user gets: thoughts and calls are left out. */
export function answerText(parts: readonly Part[]): string {
  return parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join("");
}

export function thoughtText(parts: readonly Part[]): string {
  return parts.map((part) => (part.thought ? (part.text ?? "") : "")).join("");
}

/** True for what ends the wait for an answer: text that is not a thought, or a call. */
export function isAnswer(part: Part): boolean {
  return part.functionCall !== undefined || (!part.thought && (part.text ?? "") !== "");
}
