import type { Json, JsonObject } from "../base/json.ts";
import type { ModalityTokens, ReportedUsage } from "../tokens/cost.ts";

// The shapes of generateContent as they go over the wire (camelCase JSON). Only what we send or read is typed; the rest
// stays in the raw record. Source: Gemini API reference and the types of @google/genai 3.1.0.

export interface Part {
  readonly text?: string;
  /** True for a summary of the model's thoughts. */
  readonly thought?: boolean;
  /** Must be sent back unchanged on the part it came with. */
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args?: JsonObject };
  readonly functionResponse?: { readonly id?: string; readonly name: string; readonly response: JsonObject };
}

export interface Content {
  readonly role?: "user" | "model";
  readonly parts?: readonly Part[];
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly description?: string;
  readonly parametersJsonSchema?: JsonObject;
}

/** The body of `models/{model}:generateContent`. */
export interface GenerateContentRequest {
  readonly contents: readonly Content[];
  readonly systemInstruction?: Content;
  readonly tools?: readonly ({ readonly functionDeclarations: readonly FunctionDeclaration[] } | JsonObject)[];
  readonly toolConfig?: JsonObject;
  readonly safetySettings?: readonly JsonObject[];
  readonly serviceTier?: string;
  readonly store?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly generationConfig?: {
    readonly maxOutputTokens?: number;
    readonly stopSequences?: readonly string[];
    readonly seed?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly topK?: number;
    readonly candidateCount?: number;
    readonly presencePenalty?: number;
    readonly frequencyPenalty?: number;
    readonly responseLogprobs?: boolean;
    readonly logprobs?: number;
    /** `MEDIA_RESOLUTION_LOW` and so on. */
    readonly mediaResolution?: string;
    readonly responseMimeType?: string;
    readonly responseJsonSchema?: Json;
    readonly thinkingConfig?: {
      readonly thinkingLevel?: string;
      readonly thinkingBudget?: number;
      readonly includeThoughts?: boolean;
    };
  };
}

/** `usageMetadata`: `promptTokenCount` includes the cached part; thoughts and tool-use prompts are counted apart. */
export interface UsageMetadata extends ReportedUsage {
  readonly totalTokenCount?: number;
  readonly candidatesTokensDetails?: readonly ModalityTokens[];
  /** The tier that was applied: of the Agent Platform, and of the Gemini API. */
  readonly trafficType?: string;
  readonly serviceTier?: string;
  /** The prompt before its continuations, where several calls were put together. */
  readonly initialPromptTokenCount?: number;
}

/** What a search left in an answer; queries as the model wrote them. */
export interface GroundingMetadata {
  readonly webSearchQueries?: readonly string[];
}

/** One whole response, or one chunk of a stream. */
export interface GenerateContentResponse {
  readonly candidates?: readonly {
    readonly content?: Content;
    readonly finishReason?: string;
    readonly finishMessage?: string;
    readonly index?: number;
    readonly safetyRatings?: readonly JsonObject[];
    readonly groundingMetadata?: GroundingMetadata;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string; readonly blockReasonMessage?: string };
  readonly usageMetadata?: UsageMetadata;
  readonly modelVersion?: string;
  readonly responseId?: string;
}
