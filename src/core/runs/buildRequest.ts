import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { GenerationConfig, ResolvedAgent, TextPart } from "../document/definition.ts";
import { renderTemplate } from "../document/template.ts";
import type { Content, FunctionDeclaration, GenerateContentRequest, Part } from "./generateContent.ts";
import { readInputs } from "./inputs.ts";
import type { ModelRequest } from "./modelClient.ts";
import type { RunProblem } from "./problem.ts";

export type BuiltRequest =
  | {
      readonly kind: "request";
      readonly request: ModelRequest;
      /** What the definition says and this request leaves out, one sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "problem"; readonly problem: RunProblem };

/**
 * The first call of an agent exactly as it goes over the wire, or the sentence that says why there is none. Order of the
 * contents: examples, earlier messages, then the user turn with the attached context in front, so that what never changes
 * comes first and can be cached.
 */
export function buildRequest(
  agent: ResolvedAgent,
  inputs: JsonObject,
  options: { /** What `{{now}}` says. */ readonly wallMs?: number } = {},
): BuiltRequest {
  const unrunnable = refusal(agent);
  if (unrunnable) return problem(unrunnable);
  const read = readInputs(agent, inputs);
  if (read.kind === "problem") return problem(read.message, read.details);

  const troubles: string[] = [];
  const rendered = (part: TextPart): string => {
    if (!part.template) return part.text;
    const { text, problems } = renderTemplate(part.text, read.values, options);
    troubles.push(...problems.map((found) => `${found.message.replace(/\.$/, "")} (${whereOf(part)}).`));
    return text;
  };
  const partsOf = (texts: readonly TextPart[]): readonly Part[] =>
    texts
      .map(rendered)
      .filter((text) => text.trim() !== "")
      .map((text) => ({ text }));

  const system = agent.systemInstruction
    .map(rendered)
    .filter((text) => text.trim() !== "")
    .map((text, index, all) => (index < all.length - 1 ? text.replace(/\n+$/, "") : text))
    .join("\n\n");
  const earlier: Content[] = [
    ...agent.examples.flatMap((example): Content[] => [
      { role: "user", parts: [{ text: example.input }] },
      { role: "model", parts: [{ text: example.output }] },
    ]),
    ...agent.messages.map(({ role, parts }): Content => ({ role, parts: partsOf(parts) })),
  ].filter((content) => content.parts?.length);
  const context = partsOf(agent.context);
  const turn = partsOf(agent.input);
  if (troubles.length > 0) return problem([...new Set(troubles)].join(" "), troubles);
  if (turn.length === 0) return problem("The user turn is empty: give its inputs a value, or write one under input.");

  const { tools, notes } = toolsOf(agent);
  const generationConfig = generationConfigOf(agent);
  if (typeof generationConfig === "string") return problem(generationConfig);
  const toolConfig = toolConfigOf(agent.generationConfig.toolChoice);
  const body: GenerateContentRequest = {
    ...(system !== "" && { systemInstruction: { parts: [{ text: system }] } }),
    contents: [...earlier, { role: "user", parts: [...context, ...turn] }],
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 && toolConfig && { toolConfig }),
    ...(agent.safetySettings.length > 0 && { safetySettings: agent.safetySettings.map(safetySettingOf) }),
    ...(agent.serviceTier !== undefined && { serviceTier: agent.serviceTier.toLowerCase() }),
    // Google keeps requests of newer projects unless it is told not to.
    store: false,
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  };
  const model = (agent.model ?? "").replace(/^models\//, "");
  return { kind: "request", request: { model, body, timeoutMs: timeoutOf(agent.generationConfig) }, notes };
}

function refusal(agent: ResolvedAgent): string | undefined {
  if (agent.workflow !== undefined) {
    return `"${agent.name}" is a team: this version runs single agents. Run one of its agents by itself.`;
  }
  if (agent.target === "managed" || agent.managed !== undefined) {
    return `"${agent.name}" is a managed agent, which this version does not start. Set target to generate_content and give it a model to run it here.`;
  }
  if (!agent.model?.trim()) return `"${agent.name}" has no model: write one, such as "model: gemini-3.5-flash".`;
  const missing = agent.missing[0];
  return missing && `${missing.message.replace(/\.$/, "")}.`;
}

function toolsOf(agent: ResolvedAgent): {
  readonly tools: NonNullable<GenerateContentRequest["tools"]>;
  readonly notes: readonly string[];
} {
  const functionDeclarations = agent.tools.flatMap((tool): FunctionDeclaration[] =>
    tool.kind === "function"
      ? [
          {
            name: tool.name,
            ...(tool.description !== undefined && { description: tool.description }),
            ...(tool.parameters !== undefined && { parametersJsonSchema: tool.parameters }),
          },
        ]
      : [],
  );
  const builtins = agent.tools.flatMap((tool): JsonObject[] => {
    if (tool.kind !== "builtin") return [];
    const { type: _, ...value } = tool.value;
    return [{ [camel(tool.type)]: camelKeys(value) }];
  });
  const notes = agent.tools.flatMap((tool) =>
    tool.kind === "other"
      ? [
          `Left out: ${typeof tool.value.name === "string" ? `tool ${tool.value.name}` : "a tool"} (${tool.type}), which this version does not run.`,
        ]
      : [],
  );
  return {
    tools: [...(functionDeclarations.length > 0 ? [{ functionDeclarations }] : []), ...builtins],
    notes,
  };
}

type WireConfig = NonNullable<GenerateContentRequest["generationConfig"]>;

function generationConfigOf(agent: ResolvedAgent): WireConfig | string {
  const config = agent.generationConfig;
  const format = agent.responseFormat;
  const schema = format?.schema;
  if (isObject(schema) && typeof schema.file === "string" && Object.keys(schema).length === 1) {
    return `The schema of response_format is in ${schema.file}, which was not read: write it in place.`;
  }
  const mimeType = format?.mime_type ?? (schema === undefined ? undefined : "application/json");
  const thinkingConfig = {
    ...(config.thinkingLevel !== undefined && { thinkingLevel: config.thinkingLevel.toUpperCase() }),
    ...(config.thinkingBudget !== undefined && { thinkingBudget: config.thinkingBudget }),
    ...(config.thinkingSummaries !== undefined && { includeThoughts: config.thinkingSummaries === "auto" }),
  };
  return {
    ...(config.temperature !== undefined && { temperature: config.temperature }),
    ...(config.topP !== undefined && { topP: config.topP }),
    ...(config.topK !== undefined && { topK: config.topK }),
    ...(config.candidateCount !== undefined && { candidateCount: config.candidateCount }),
    ...(config.presencePenalty !== undefined && { presencePenalty: config.presencePenalty }),
    ...(config.frequencyPenalty !== undefined && { frequencyPenalty: config.frequencyPenalty }),
    ...(config.responseLogprobs !== undefined && { responseLogprobs: config.responseLogprobs }),
    ...(config.logprobs !== undefined && { logprobs: config.logprobs }),
    ...(config.mediaResolution !== undefined && {
      mediaResolution: `MEDIA_RESOLUTION_${config.mediaResolution.toUpperCase()}`,
    }),
    ...(config.maxOutputTokens !== undefined && { maxOutputTokens: config.maxOutputTokens }),
    ...(config.stopSequences !== undefined && { stopSequences: config.stopSequences }),
    ...(config.seed !== undefined && { seed: config.seed }),
    ...(typeof mimeType === "string" && { responseMimeType: mimeType }),
    ...(schema !== undefined && { responseJsonSchema: schema }),
    ...(Object.keys(thinkingConfig).length > 0 && { thinkingConfig }),
  };
}

/** `auto`, `any`, `none`, `validated`, or `{allowed_tools: [names]}` / `{allowed_tools: {mode, tools}}`. */
function toolConfigOf(choice: Json | undefined): JsonObject | undefined {
  if (typeof choice === "string") return { functionCallingConfig: { mode: choice.toUpperCase() } };
  const allowed = isObject(choice) ? choice.allowed_tools : undefined;
  const { mode, tools } = isObject(allowed) ? allowed : { mode: undefined, tools: allowed };
  if (!Array.isArray(tools)) return undefined;
  return {
    functionCallingConfig: {
      mode: typeof mode === "string" ? mode.toUpperCase() : "ANY",
      allowedFunctionNames: tools.filter((name) => typeof name === "string"),
    },
  };
}

/** `{type: harassment, threshold: block_only_high}` in the words of generateContent, which are also taken as they are. */
function safetySettingOf(setting: JsonObject): JsonObject {
  const type = String(setting.category ?? setting.type ?? "").toUpperCase();
  return {
    category: type.startsWith("HARM_CATEGORY_") ? type : `HARM_CATEGORY_${type}`,
    ...(typeof setting.method === "string" && { method: setting.method.toUpperCase() }),
    ...(typeof setting.threshold === "string" && { threshold: setting.threshold.toUpperCase() }),
  };
}

/** Deep thinking without summaries sends nothing for minutes. Both stay under the 300 s at which Node's fetch gives up. */
function timeoutOf(config: GenerationConfig): number {
  return config.thinkingLevel === "high" || config.thinkingLevel === "xhigh" ? 240_000 : 120_000;
}

function whereOf(part: TextPart): string {
  return part.file ?? (part.path.filter((step) => typeof step === "string").at(-1) as string | undefined) ?? "prompt";
}

function problem(message: string, details?: readonly string[]): BuiltRequest {
  return { kind: "problem", problem: { kind: "definition", message, ...(details && { details }) } };
}

function camel(word: string): string {
  return word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function camelKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camel(key), item]));
}
