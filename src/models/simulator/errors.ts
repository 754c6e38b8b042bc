// Error bodies as the Gemini API sends them (captured ones; sources in the reference on the API, section 3).

export interface WireError {
  readonly status: number;
  readonly body: { readonly error: Record<string, unknown> };
}

function error(code: number, status: string, message: string, details?: readonly unknown[]): WireError {
  return { status: code, body: { error: { code, message, status, ...(details && { details }) } } };
}

export const invalidArgument = (message: string) => error(400, "INVALID_ARGUMENT", message);

export const modelNotFound = (model: string, version: string, method: string) =>
  error(
    404,
    "NOT_FOUND",
    `models/${model} is not found for API version ${version}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  );

export const noSuchPath = (path: string) => error(404, "NOT_FOUND", `Nothing is simulated at ${path}.`);

export const foreignCaller = () =>
  error(403, "PERMISSION_DENIED", "The simulator answers callers on this machine only (foreign Host or Origin).");

export const tooLarge = (limit: number) =>
  error(413, "INVALID_ARGUMENT", `Request payload size exceeds the limit: ${limit} bytes.`);

export const badKey = () =>
  error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
    {
      "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
      locale: "en-US",
      message: "API key not valid. Please pass a valid API key.",
    },
  ]);

/** A daily cap comes with a short and misleading `retryDelay`, as the real one does. */
export function quota(scope: "Minute" | "Day", model: string, retryAfterMs: number): WireError {
  const metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
  const limit = scope === "Day" ? "20" : "5";
  const delay = `${retryAfterMs / 1000}s`;
  return error(
    429,
    "RESOURCE_EXHAUSTED",
    `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. \n* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}\nPlease retry in ${delay}.`,
    [
      {
        "@type": "type.googleapis.com/google.rpc.Help",
        links: [
          {
            description: "Learn more about Gemini API quotas",
            url: "https://ai.google.dev/gemini-api/docs/rate-limits",
          },
        ],
      },
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            quotaMetric: metric,
            quotaId: `GenerateRequestsPer${scope}PerProjectPerModel-FreeTier`,
            quotaDimensions: { location: "global", model },
            quotaValue: limit,
          },
        ],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: delay },
    ],
  );
}

export const internal = () =>
  error(
    500,
    "INTERNAL",
    "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
  );

export const overloaded = () => error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");

export const missingSignature = (name: string, position: number) =>
  invalidArgument(
    `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${position}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
  );

export const unequalResponses = () =>
  invalidArgument(
    "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
  );
