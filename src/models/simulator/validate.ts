import { isObject, type Json } from "../../core/base/json.ts";
import type { Content, GenerateContentRequest } from "../../core/runs/generateContent.ts";
import { modelOf } from "../../core/tokens/prices.ts";
import { signatureFor } from "./answer.ts";
import { invalidArgument, missingSignature, unequalResponses, type WireError } from "./errors.ts";

const known = new Set([
  "contents",
  "systemInstruction",
  "tools",
  "toolConfig",
  "safetySettings",
  "cachedContent",
  "serviceTier",
  "store",
  "labels",
  "generationConfig",
  "model",
]);

/** The body as a request, or the refusal that the real API would send. */
export function validate(
  body: unknown,
  model: string,
):
  | { readonly kind: "request"; readonly request: GenerateContentRequest }
  | { readonly kind: "error"; readonly error: WireError } {
  const no = (error: WireError) => ({ kind: "error", error }) as const;
  if (!isObject(body)) return no(invalidArgument("Invalid JSON payload received. Root element must be a message."));
  const stranger = Object.keys(body).find((key) => !known.has(key));
  if (stranger)
    return no(invalidArgument(`Invalid JSON payload received. Unknown name "${stranger}": Cannot find field.`));
  const contents = body.contents;
  if (!Array.isArray(contents) || contents.length === 0) {
    return no(invalidArgument("* GenerateContentRequest.contents: contents is not specified\n"));
  }
  for (const [index, content] of contents.entries()) {
    const parts = isObject(content) ? content.parts : undefined;
    if (!Array.isArray(parts) || parts.length === 0 || !parts.every(isObject)) {
      return no(
        invalidArgument(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`),
      );
    }
    const role = isObject(content) ? content.role : undefined;
    if (role !== undefined && role !== "user" && role !== "model") {
      return no(invalidArgument("Please use a valid role: user, model."));
    }
  }
  const request = body as unknown as GenerateContentRequest;
  const level = request.generationConfig?.thinkingConfig?.thinkingLevel;
  const levels: readonly string[] | undefined = modelOf(model)?.thinking?.levels;
  if (level !== undefined && levels && !levels.includes(level.toLowerCase())) {
    return no(invalidArgument(`Thinking level ${level} is not supported for this model.`));
  }
  if (request.contents.at(-1)?.role === "model" && /^gemini-(3\.[6-9]|4|3\.5-flash-lite)/.test(model)) {
    return no(invalidArgument("Requests ending with a model turn are not supported"));
  }
  const replayed = replayProblem(request.contents);
  return replayed ? no(replayed) : { kind: "request", request };
}

/** Calls of the current turn must come back with their signatures, and each with one response. */
function replayProblem(contents: readonly Content[]): WireError | undefined {
  const from = contents.findLastIndex(
    (content) => content.role !== "model" && content.parts?.some((part) => part.text),
  );
  for (const [index, content] of contents.entries()) {
    const calls = content.parts?.filter((part) => part.functionCall) ?? [];
    if (calls.length === 0 || content.role !== "model") continue;
    const bare = calls.findIndex((part) => !isOurs(part.thoughtSignature));
    if (index > from && bare >= 0) return missingSignature(calls[bare]?.functionCall?.name ?? "", index + 1);
    const answers = contents[index + 1]?.parts?.filter((part) => part.functionResponse) ?? [];
    const agree = calls.every(({ functionCall: call }) =>
      answers.some(
        ({ functionResponse: answer }) =>
          answer?.name === call?.name && (call?.id === undefined || answer?.id === call.id),
      ),
    );
    if (answers.length !== calls.length || !agree) return unequalResponses();
  }
  return undefined;
}

function isOurs(signature: Json | undefined): boolean {
  return typeof signature === "string" && signature.slice(0, 12) === signatureFor("").slice(0, 12);
}
