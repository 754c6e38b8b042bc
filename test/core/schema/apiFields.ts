/**
 * Every field of `@google/genai` that the language maps, or leaves out on purpose. `at`: where it stands in a definition
 * (dots; the word of a case; `*` for a name of one's own). `not`: why it is left out.
 */
export type KnownField = { readonly deprecated?: true } & ({ readonly at: string } | { readonly not: string });
type Fields = Readonly<Record<string, KnownField>>;

const at = (where: string): KnownField => ({ at: where });
const not = (reason: string): KnownField => ({ not: reason });
const old = (field: KnownField): KnownField => ({ ...field, deprecated: true });
const sender = "said by whoever sends the request";
const media = "for models that make pictures, sound or video";
const constant = "the word that chooses the type";

const modelOrAgent = {
  background: at("background"),
  continuation_token: not(sender),
  environment: at("environment"),
  input: at("input"),
  labels: at("labels"),
  previous_interaction_id: not("follows from session.history"),
  response_format: at("response_format"),
  response_mime_type: old(not("response_format.mime_type has taken its place")),
  response_modalities: old(not("response_format.type has taken its place")),
  safety_settings: at("safety_settings"),
  service_tier: at("service_tier"),
  store: at("store"),
  stream: not(sender),
  system_instruction: at("system_instruction"),
  tools: at("tools"),
  webhook_config: not(sender),
};

export const knownFields: Readonly<Record<string, Fields>> = {
  "interactions.CreateModelInteraction": {
    ...modelOrAgent,
    cached_content: old(not("explicit caches are for generateContent: cache")),
    generation_config: at("generation_config"),
    model: at("model"),
  },
  "interactions.CreateAgentInteraction": {
    ...modelOrAgent,
    agent: at("base_agent"),
    agent_config: at("agent_config"),
  },
  "interactions.GenerationConfig": {
    image_config: old(not("response_format has taken its place")),
    max_output_tokens: at("generation_config.max_output_tokens"),
    seed: at("generation_config.seed"),
    speech_config: not(media),
    stop_sequences: at("generation_config.stop_sequences"),
    temperature: old(at("generation_config.temperature")),
    thinking_level: at("generation_config.thinking_level"),
    thinking_summaries: at("generation_config.thinking_summaries"),
    tool_choice: at("generation_config.tool_choice"),
    top_p: old(at("generation_config.top_p")),
    transcription_config: not(media),
    video_config: not(media),
  },
  "interactions.ToolChoiceConfig": { allowed_tools: at("generation_config.tool_choice.allowed_tools") },
  "interactions.AllowedTools": {
    mode: at("generation_config.tool_choice.allowed_tools.mode"),
    tools: at("generation_config.tool_choice.allowed_tools.tools"),
  },
  "interactions.SafetySetting": {
    method: at("safety_settings.method"),
    threshold: at("safety_settings.threshold"),
    type: at("safety_settings.type"),
  },

  "interactions.TextResponseFormat": {
    mime_type: at("response_format.text.mime_type"),
    schema: at("response_format.text.schema"),
    type: not(constant),
  },
  "interactions.ImageResponseFormat": {
    aspect_ratio: at("response_format.image.aspect_ratio"),
    delivery: at("response_format.image.delivery"),
    image_size: at("response_format.image.image_size"),
    mime_type: at("response_format.image.mime_type"),
    type: not(constant),
  },
  "interactions.AudioResponseFormat": {
    bit_rate: at("response_format.audio.bit_rate"),
    delivery: at("response_format.audio.delivery"),
    mime_type: at("response_format.audio.mime_type"),
    sample_rate: at("response_format.audio.sample_rate"),
    type: not(constant),
  },
  "interactions.VideoResponseFormat": {
    aspect_ratio: at("response_format.video.aspect_ratio"),
    delivery: at("response_format.video.delivery"),
    duration: at("response_format.video.duration"),
    gcs_uri: at("response_format.video.gcs_uri"),
    resolution: at("response_format.video.resolution"),
    type: not(constant),
  },

  "interactions.FunctionT": {
    description: at("tools.function.description"),
    name: at("tools.function.name"),
    parameters: at("tools.function.parameters"),
    type: not(constant),
  },
  "interactions.GoogleSearch": { search_types: at("tools.google_search.search_types"), type: not(constant) },
  "interactions.CodeExecution": { type: not(constant) },
  "interactions.URLContext": { type: not(constant) },
  "interactions.GoogleMaps": {
    enable_widget: at("tools.google_maps.enable_widget"),
    latitude: at("tools.google_maps.latitude"),
    longitude: at("tools.google_maps.longitude"),
    type: not(constant),
  },
  "interactions.ComputerUse": {
    disabled_safety_policies: at("tools.computer_use.disabled_safety_policies"),
    enable_prompt_injection_detection: at("tools.computer_use.enable_prompt_injection_detection"),
    environment: at("tools.computer_use.environment"),
    excluded_predefined_functions: at("tools.computer_use.excluded_predefined_functions"),
    type: not(constant),
  },
  "interactions.FileSearch": {
    file_search_store_names: at("tools.file_search.file_search_store_names"),
    metadata_filter: at("tools.file_search.metadata_filter"),
    top_k: at("tools.file_search.top_k"),
    type: not(constant),
  },
  "interactions.MCPServer": {
    allowed_tools: at("tools.mcp_server.allowed_tools"),
    headers: at("tools.mcp_server.headers"),
    name: at("tools.mcp_server.name"),
    type: not(constant),
    url: at("tools.mcp_server.url"),
  },

  "interactions.TextContent": {
    annotations: not("stands in answers"),
    text: at("context.text"),
    type: not("follows from mime_type"),
  },
  "interactions.DocumentContent": {
    data: not("read from context.file"),
    mime_type: at("context.mime_type"),
    type: not("follows from mime_type"),
    uri: at("context.uri"),
  },
  "interactions.ImageContent": {
    data: not("read from context.file"),
    mime_type: at("context.mime_type"),
    resolution: at("context.media_resolution"),
    type: not("follows from mime_type"),
    uri: at("context.uri"),
  },

  "agents.Agent": {
    agent_config: at("agent_config"),
    base_agent: at("base_agent"),
    base_environment: at("environment"),
    description: at("description"),
    id: at("name"),
    system_instruction: at("system_instruction"),
    tools: at("tools"),
  },
  "interactions.AntigravityAgentConfig": {
    // A text on the wire, a whole number here.
    max_total_tokens: at("agent_config.antigravity.max_total_tokens"),
    model: at("agent_config.antigravity.model"),
    type: not(constant),
  },
  "interactions.DeepResearchAgentConfig": {
    collaborative_planning: at("agent_config.deep-research.collaborative_planning"),
    enable_bigquery_tool: at("agent_config.deep-research.enable_bigquery_tool"),
    thinking_summaries: at("agent_config.deep-research.thinking_summaries"),
    type: not(constant),
    visualization: at("agent_config.deep-research.visualization"),
  },
  "interactions.CodeMenderAgentConfig": {
    find_request: at("agent_config.code-mender.find_request"),
    fix_request: at("agent_config.code-mender.fix_request"),
    model: at("agent_config.code-mender.model"),
    session_config: at("agent_config.code-mender.session_config"),
    session_id: at("agent_config.code-mender.session_id"),
    type: not(constant),
  },
  "interactions.FindRequest": {
    description: at("agent_config.code-mender.find_request.description"),
    finding_id: at("agent_config.code-mender.find_request.finding_id"),
    mode: at("agent_config.code-mender.find_request.mode"),
    source_files: at("agent_config.code-mender.find_request.source_files"),
  },
  "interactions.FixRequest": {
    description: at("agent_config.code-mender.fix_request.description"),
    finding_id: at("agent_config.code-mender.fix_request.finding_id"),
    source_files: at("agent_config.code-mender.fix_request.source_files"),
  },
  "interactions.SessionConfig": { max_rounds: at("agent_config.code-mender.session_config.max_rounds") },
  "interactions.DynamicAgentConfig": { type: not(constant) },
  "interactions.Environment": {
    env: at("environment.env"),
    environment_id: at("environment.environment_id"),
    network: at("environment.network"),
    sources: at("environment.sources"),
    type: at("environment.type"),
  },
  "interactions.EnvVar": {
    credential: at("environment.env.*.credential"),
    value: at("environment.env.*.value"),
  },
  "interactions.Source": {
    content: at("environment.sources.inline.content"),
    encoding: at("environment.sources.inline.encoding"),
    source: at("environment.sources.gcs.source"),
    target: at("environment.sources.gcs.target"),
    type: at("environment.sources.gcs.type"),
  },
  "interactions.EnvironmentNetworkEgressAllowlist": { allowlist: at("environment.network.allowlist") },
  "interactions.AllowlistEntry": {
    credential: at("environment.network.allowlist.credential"),
    domain: at("environment.network.allowlist.domain"),
    transform: at("environment.network.allowlist.transform"),
  },
  "triggers.TriggerCreateParams": {
    display_name: not("the agent's name"),
    environment_id: not("follows from environment"),
    execution_timeout_seconds: at("schedule.execution_timeout_seconds"),
    interaction: not("made from the definition"),
    max_consecutive_failures: at("schedule.max_consecutive_failures"),
    schedule: at("schedule.cron"),
    time_zone: at("schedule.time_zone"),
  },

  "types.GenerateContentConfig": {
    httpOptions: not(sender),
    abortSignal: not(sender),
    serviceTier: at("service_tier"),
    systemInstruction: at("system_instruction"),
    temperature: at("generation_config.temperature"),
    topP: at("generation_config.top_p"),
    topK: at("generation_config.top_k"),
    candidateCount: at("generation_config.candidate_count"),
    maxOutputTokens: at("generation_config.max_output_tokens"),
    stopSequences: at("generation_config.stop_sequences"),
    responseLogprobs: at("generation_config.response_logprobs"),
    logprobs: at("generation_config.logprobs"),
    presencePenalty: at("generation_config.presence_penalty"),
    frequencyPenalty: at("generation_config.frequency_penalty"),
    seed: at("generation_config.seed"),
    responseMimeType: at("response_format.text.mime_type"),
    responseSchema: not("responseJsonSchema takes all of JSON Schema"),
    responseJsonSchema: at("response_format.text.schema"),
    routingConfig: not("chooses the model by itself, on Agent Platform alone"),
    modelSelectionConfig: not("chooses the model by itself, on Agent Platform alone"),
    safetySettings: at("safety_settings"),
    tools: at("tools"),
    toolConfig: at("generation_config.tool_choice"),
    labels: at("labels"),
    cachedContent: at("cache"),
    responseModalities: not(media),
    mediaResolution: at("generation_config.media_resolution"),
    speechConfig: not(media),
    audioTimestamp: not(media),
    automaticFunctionCalling: not(sender),
    thinkingConfig: at("generation_config.thinking_level"),
    audioTranscriptionConfig: not(media),
    imageConfig: not(media),
    enableEnhancedCivicAnswers: not("for one product alone"),
    modelArmorConfig: not("a setting of the project, on Agent Platform alone"),
    continuationToken: not(sender),
    automaticContinuation: not(sender),
    generationOutputConfig: not(media),
    store: at("store"),
  },
  "types.ThinkingConfig": {
    includeThoughts: at("generation_config.thinking_summaries"),
    thinkingBudget: at("generation_config.thinking_budget"),
    thinkingLevel: at("generation_config.thinking_level"),
  },
  "types.SafetySetting": {
    category: at("safety_settings.type"),
    method: at("safety_settings.method"),
    threshold: at("safety_settings.threshold"),
  },
  "types.ToolConfig": {
    functionCallingConfig: at("generation_config.tool_choice"),
    retrievalConfig: not("follows from where the user is; tools.google_maps says it"),
    includeServerSideToolInvocations: not(sender),
  },
  "types.FunctionCallingConfig": {
    allowedFunctionNames: at("generation_config.tool_choice.allowed_tools"),
    mode: at("generation_config.tool_choice"),
    streamFunctionCallArguments: not(sender),
  },
  "types.FunctionDeclaration": {
    behavior: not("for live sessions"),
    description: at("tools.function.description"),
    name: at("tools.function.name"),
    parameters: not("parametersJsonSchema takes all of JSON Schema"),
    parametersJsonSchema: at("tools.function.parameters"),
    response: not("responseJsonSchema takes all of JSON Schema"),
    responseJsonSchema: at("tools.function.response"),
  },
  "types.Tool": {
    retrieval: not("on Agent Platform alone"),
    googleMaps: at("tools.google_maps"),
    mcpServers: at("tools.mcp_server"),
    codeExecution: at("tools.code_execution"),
    computerUse: at("tools.computer_use"),
    enterpriseWebSearch: not("on Agent Platform alone"),
    exaAiSearch: not("on Agent Platform alone"),
    functionDeclarations: at("tools.function"),
    googleSearch: at("tools.google_search"),
    googleSearchRetrieval: not("for models before Gemini 2"),
    parallelAiSearch: not("on Agent Platform alone"),
    urlContext: at("tools.url_context"),
    fileSearch: at("tools.file_search"),
  },
};

/** Unions of words: where they stand here, words that only we have and words that only the API has, with reasons. */
export const knownWords: Readonly<
  Record<string, { readonly at: string; readonly ours?: readonly string[]; readonly theirs?: readonly string[] }>
> = {
  // The newest model's level is not in this release's type; the wire takes it.
  "interactions.ThinkingLevel": { at: "generation_config.thinking_level", ours: ["xhigh"] },
  "interactions.ThinkingSummaries": { at: "generation_config.thinking_summaries" },
  "interactions.ToolChoiceType": { at: "generation_config.tool_choice" },
  "interactions.ServiceTier": { at: "service_tier" },
  "interactions.HarmCategory": { at: "safety_settings.type" },
  "interactions.Threshold": { at: "safety_settings.threshold" },
  "interactions.Method": { at: "safety_settings.method" },
  "interactions.TextResponseFormatMimeType": { at: "response_format.text.mime_type" },
  "interactions.ImageResponseFormatAspectRatio": { at: "response_format.image.aspect_ratio" },
  "interactions.ImageResponseFormatImageSize": { at: "response_format.image.image_size" },
  "interactions.ImageResponseFormatDelivery": { at: "response_format.image.delivery" },
  "interactions.AudioResponseFormatMimeType": { at: "response_format.audio.mime_type" },
  "interactions.VideoResponseFormatAspectRatio": { at: "response_format.video.aspect_ratio" },
  "interactions.Resolution": { at: "response_format.video.resolution" },
  "interactions.MediaResolution": { at: "context.media_resolution" },
  "interactions.GoogleSearchSearchType": { at: "tools.google_search.search_types" },
  "interactions.DisabledSafetyPolicy": { at: "tools.computer_use.disabled_safety_policies" },
  "interactions.EnvironmentEnum": { at: "tools.computer_use.environment" },
  "interactions.SourceType": { at: "environment.sources.gcs.type" },
  "interactions.NetworkEnum": { at: "environment.network" },
  "interactions.Visualization": { at: "agent_config.deep-research.visualization" },
};

/** Unions of types: the name of each case here, or why there is none. */
export const knownParts: Readonly<Record<string, Readonly<Record<string, KnownField>>>> = {
  "interactions.Tool": {
    CodeExecution: at("tools.code_execution"),
    ComputerUse: at("tools.computer_use"),
    FileSearch: at("tools.file_search"),
    FunctionT: at("tools.function"),
    GoogleMaps: at("tools.google_maps"),
    GoogleSearch: at("tools.google_search"),
    MCPServer: at("tools.mcp_server"),
    Retrieval: not("on Agent Platform alone"),
    URLContext: at("tools.url_context"),
  },
  "agents.AgentTool": {
    CodeExecution: at("tools.code_execution"),
    FunctionT: at("tools.function"),
    GoogleSearch: at("tools.google_search"),
    MCPServer: at("tools.mcp_server"),
    URLContext: at("tools.url_context"),
  },
  "interactions.ResponseFormat": {
    AudioResponseFormat: at("response_format.audio"),
    ImageResponseFormat: at("response_format.image"),
    TextResponseFormat: at("response_format.text"),
    VideoResponseFormat: at("response_format.video"),
  },
  "interactions.CreateAgentInteractionAgentConfig": {
    AntigravityAgentConfig: at("agent_config.antigravity"),
    CodeMenderAgentConfig: at("agent_config.code-mender"),
    DeepResearchAgentConfig: at("agent_config.deep-research"),
    DynamicAgentConfig: at("agent_config.dynamic"),
  },
};
