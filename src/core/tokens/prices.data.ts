import type { ModelInfo, PicoUsd, PriceRow, Rates } from "./prices.ts";

// Rows of data and nothing else. A rate is the price per million tokens in millionths of a dollar: 1_500_000 is $1.50.

const asOf = "2026-11-22";
const genaiPrices =
  "npm @pydantic/genai-prices@0.1.8 (2026-09-23), which cites https://ai.google.dev/gemini-api/docs/pricing";
const perSearch = 14_000_000_000 as PicoUsd;
/** $35 per 1,000: https://apiserpent.com/blog/reduce-llm-web-search-grounding-cost, which cites Google's price list. */
const perGroundedPrompt = 35_000_000_000 as PicoUsd;
const everyInput = ["text", "image", "video", "audio"] as const;

function rates(
  input: number,
  cached: number | undefined,
  output: number,
  audio?: [input: number, cached: number],
): Rates {
  return {
    input: input as PicoUsd,
    ...(cached === undefined ? {} : { cached: cached as PicoUsd }),
    output: output as PicoUsd,
    ...(audio ? { audioInput: audio[0] as PicoUsd, audioCached: audio[1] as PicoUsd } : {}),
  };
}

/** 3.6, 3.7 and 3.8 Flash share their prices: an introductory one to the end of 2026, then double. */
function flashPrices(from: string): readonly PriceRow[] {
  return [
    {
      from,
      until: "2026-12-31",
      standard: rates(750_000, 75_000, 3_750_000),
      batch: rates(375_000, undefined, 1_875_000),
      flex: rates(375_000, undefined, 1_875_000),
      priority: rates(1_350_000, 135_000, 6_750_000),
      storage: 500_000 as PicoUsd,
      inferred: ["batch", "flex", "priority"],
      sources: [genaiPrices],
    },
    {
      from: "2027-01-01",
      standard: rates(1_500_000, 150_000, 7_500_000),
      batch: rates(750_000, undefined, 3_750_000),
      flex: rates(750_000, undefined, 3_750_000),
      priority: rates(2_700_000, 270_000, 13_500_000),
      inferred: ["batch", "flex", "priority"],
      sources: [genaiPrices],
    },
  ];
}

/** Argon and Carbon share their prices: double from December 2026. */
function gemini4Prices(from: string, source: string): readonly PriceRow[] {
  return [
    {
      from,
      until: "2026-11-30",
      standard: rates(2_000_000, 100_000, 10_000_000),
      batch: rates(1_000_000, undefined, 5_000_000),
      sources: [source],
    },
    {
      from: "2026-12-01",
      standard: rates(4_000_000, 200_000, 20_000_000),
      batch: rates(2_000_000, undefined, 10_000_000),
      sources: [source],
    },
  ];
}

export const models: readonly ModelInfo[] = [
  {
    id: "gemini-3.5-flash",
    name: "Gemini 3.5 Flash",
    kind: "model",
    released: "2026-05-19",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: [...everyInput, "pdf"],
    thinking: { levels: ["minimal", "low", "medium", "high"], default: "medium" },
    geminiApi: { deprecated: "2026-10-08", note: "answered by gemini-3.6-flash; no end date seen" },
    agentPlatform: { endsNotBefore: "2027-05-19" },
    replacement: "gemini-3.8-flash",
    redirects: [
      {
        from: "2026-10-08",
        to: "gemini-3.6-flash",
        billing: "undocumented",
        source: "https://ai.google.dev/gemini-api/docs/changelog",
      },
    ],
    prices: [
      {
        from: "2026-05-19",
        standard: rates(1_500_000, 150_000, 9_000_000),
        batch: rates(750_000, undefined, 4_500_000),
        flex: rates(750_000, undefined, 4_500_000),
        priority: rates(2_700_000, 270_000, 16_200_000),
        storage: 1_000_000 as PicoUsd,
        sources: [
          "https://ai.google.dev/gemini-api/docs/pricing",
          genaiPrices,
          "https://github.com/BerriAI/litellm/pull/28299",
        ],
      },
    ],
    cacheMinTokens: 4096,
    perSearch,
    uncertain:
      "What a redirected call is billed at is not documented. For the 2.5 models it is the other model's rates, so probably here too.",
    sources: [
      "https://ai.google.dev/gemini-api/docs/whats-new-gemini-3.5",
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-5-flash",
    ],
    asOf,
  },
  {
    id: "gemini-3.6-flash",
    name: "Gemini 3.6 Flash",
    kind: "model",
    released: "2026-07-21",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["minimal", "low", "medium", "high"], default: "medium" },
    geminiApi: {},
    agentPlatform: {},
    prices: flashPrices("2026-08-13"),
    perSearch,
    uncertain: "Sources disagree about 2026-07-21 to 2026-08-12, so no price is given for those days.",
    sources: [
      "https://ai.google.dev/gemini-api/docs/whats-new-gemini-3.6",
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-6-flash",
      "https://github.com/theopenco/llmgateway/pull/3593",
    ],
    asOf,
  },
  {
    id: "gemini-3.7-flash",
    name: "Gemini 3.7 Flash",
    kind: "model",
    released: "2026-08-13",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: [...everyInput, "pdf"],
    thinking: { levels: ["low", "medium", "high"], default: "medium" },
    geminiApi: {},
    agentPlatform: {},
    prices: flashPrices("2026-08-13"),
    perSearch,
    uncertain: "One source ends the introductory price on 2027-12-31; every other one on 2026-12-31.",
    sources: [
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-8-flash",
      "https://github.com/pydantic/genai-prices/pull/564",
    ],
    asOf,
  },
  {
    id: "gemini-3.8-flash",
    name: "Gemini 3.8 Flash",
    kind: "model",
    released: "2026-09-02",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["low", "medium", "high"], default: "medium" },
    geminiApi: {},
    agentPlatform: { endsNotBefore: "2027-09-02" },
    prices: flashPrices("2026-09-02"),
    cacheMinTokens: 4096,
    perSearch,
    sources: [
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-8-flash",
      "https://github.com/BerriAI/litellm/discussions/39357",
    ],
    asOf,
  },
  {
    id: "gemini-3.5-flash-lite",
    name: "Gemini 3.5 Flash-Lite",
    kind: "model",
    released: "2026-07-21",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["minimal", "low", "medium", "high"], default: "minimal" },
    geminiApi: {},
    agentPlatform: { endsNotBefore: "2027-07-21" },
    prices: [
      {
        from: "2026-07-21",
        standard: rates(300_000, 30_000, 2_500_000),
        batch: rates(150_000, undefined, 1_250_000),
        flex: rates(150_000, undefined, 1_250_000),
        inferred: ["batch", "flex"],
        sources: [genaiPrices],
      },
    ],
    perSearch,
    sources: [
      "https://ai.google.dev/gemini-api/docs/whats-new-gemini-3.6",
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions",
    ],
    asOf,
  },
  {
    id: "gemini-3.1-flash-lite",
    name: "Gemini 3.1 Flash-Lite",
    kind: "model",
    released: "2026-05-07",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["minimal", "low", "medium", "high"], default: "minimal" },
    geminiApi: { ends: "2027-05-07" },
    agentPlatform: { endsNotBefore: "2027-05-07" },
    prices: [
      {
        from: "2026-05-07",
        standard: rates(250_000, 25_000, 1_500_000, [500_000, 50_000]),
        batch: rates(125_000, undefined, 750_000),
        flex: rates(125_000, undefined, 750_000),
        inferred: ["batch", "flex"],
        sources: [genaiPrices],
      },
    ],
    perSearch,
    sources: [
      "https://ai.google.dev/gemini-api/docs/deprecations",
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-5-flash",
    ],
    asOf,
  },
  {
    id: "gemini-3.1-pro-preview",
    name: "Gemini 3.1 Pro Preview",
    kind: "model",
    aliases: ["gemini-3.1-pro-preview-customtools"],
    released: "2026-02-19",
    context: 1_048_576,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["low", "medium", "high"], default: "high" },
    geminiApi: { preview: true },
    agentPlatform: { preview: true },
    prices: [
      {
        from: "2026-02-19",
        standard: rates(2_000_000, 200_000, 12_000_000),
        batch: rates(1_000_000, undefined, 6_000_000),
        flex: rates(1_000_000, undefined, 6_000_000),
        priority: rates(3_600_000, 360_000, 21_600_000),
        longContext: {
          above: 200_000,
          standard: rates(4_000_000, 400_000, 18_000_000),
          batch: rates(2_000_000, undefined, 9_000_000),
          flex: rates(2_000_000, undefined, 9_000_000),
          priority: rates(7_200_000, 720_000, 32_400_000),
        },
        inferred: ["batch", "flex"],
        sources: ["https://ai.google.dev/gemini-api/docs/pricing", genaiPrices],
      },
    ],
    perSearch,
    sources: ["https://ai.google.dev/gemini-api/docs/deprecations"],
    asOf,
  },
  {
    id: "gemini-3-flash-preview",
    name: "Gemini 3 Flash Preview",
    kind: "model",
    released: "2025-12-17",
    context: 1_000_000,
    maxOutput: 65_000,
    accepts: everyInput,
    thinking: { levels: ["minimal", "low", "medium", "high"], default: "high" },
    geminiApi: { preview: true },
    prices: [
      {
        from: "2025-12-17",
        standard: rates(500_000, 50_000, 3_000_000, [1_000_000, 100_000]),
        batch: rates(250_000, undefined, 1_500_000),
        inferred: ["batch"],
        sources: [genaiPrices],
      },
    ],
    sources: ["https://factquire.com/models/google/gemini-3-flash-preview.json"],
    asOf,
  },
  {
    id: "gemini-3-pro-preview",
    name: "Gemini 3 Pro Preview",
    kind: "model",
    released: "2025-11-18",
    geminiApi: { preview: true, ends: "2026-03-09" },
    replacement: "gemini-3.1-pro-preview",
    prices: [
      {
        from: "2025-11-18",
        until: "2026-03-08",
        standard: rates(2_000_000, 200_000, 12_000_000),
        longContext: { above: 200_000, standard: rates(4_000_000, 400_000, 18_000_000) },
        sources: [genaiPrices],
      },
    ],
    sources: ["https://ai.google.dev/gemini-api/docs/deprecations"],
    asOf,
  },
  {
    id: "gemini-4-argon",
    name: "Gemini 4 Argon",
    kind: "model",
    released: "2026-09-30",
    context: 1_048_576,
    sharedContext: true,
    maxOutput: 65_536,
    accepts: everyInput,
    thinking: { levels: ["low", "medium", "high"], default: "medium" },
    geminiApi: {},
    agentPlatform: { endsNotBefore: "2027-10-13" },
    prices: gemini4Prices("2026-09-30", "https://github.com/BerriAI/litellm/discussions/46238"),
    cacheMinTokens: 4096,
    explicitCaching: false,
    perSearch,
    uncertain: "Announced on 2026-09-30; on Agent Platform since 2026-10-13.",
    sources: [
      "https://ai.google.dev/gemini-api/docs/generate-content/latest-model",
      "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/start/get-started-with-gemini-4",
    ],
    asOf,
  },
  {
    id: "gemini-4-carbon",
    name: "Gemini 4 Carbon",
    kind: "model",
    released: "2026-11-10",
    context: 1_048_576,
    sharedContext: true,
    maxOutput: 65_536,
    geminiApi: {},
    prices: gemini4Prices("2026-11-10", "https://docs.laozhang.ai/en/announcements/gemini-4-carbon-2026-11"),
    cacheMinTokens: 4096,
    uncertain: "Thinking levels were not seen; the rates for cached input and batch are Argon's.",
    sources: ["https://docs.laozhang.ai/en/announcements/gemini-4-carbon-2026-11"],
    asOf,
  },
  {
    id: "gemini-4-hydrogen",
    name: "Gemini 4 Hydrogen",
    kind: "model",
    released: "2026-11-12",
    context: 1_048_576,
    sharedContext: true,
    maxOutput: 65_536,
    accepts: [...everyInput, "pdf", "office documents"],
    thinking: { levels: ["low", "medium", "high", "xhigh"], default: "high" },
    geminiApi: {},
    agentPlatform: { note: "at least 45 days' notice before it ends" },
    prices: [
      {
        from: "2026-11-12",
        standard: rates(1_500_000, 75_000, 7_500_000),
        sources: [
          "https://github.com/BerriAI/litellm/discussions/51436",
          "https://docs.laozhang.ai/announcements/gemini-4-hydrogen-2026-11.md",
        ],
      },
    ],
    cacheMinTokens: 4096,
    explicitCaching: false,
    sources: ["https://documentation.s3ns.fr/gemini-enterprise-agent-platform/models/guides/gemini-4-hydrogen"],
    asOf,
  },
  {
    id: "gemini-2.5-pro",
    name: "Gemini 2.5 Pro",
    kind: "model",
    released: "2025-06-17",
    geminiApi: { deprecated: "2026-11-10", note: "answered by gemini-3.8-flash from 2026-12-01" },
    agentPlatform: { ends: "2026-10-20" },
    replacement: "gemini-3.8-flash",
    redirects: [
      {
        from: "2026-12-01",
        to: "gemini-3.8-flash",
        billing: "target",
        source:
          "https://dev.to/aideprecations/what-to-do-before-gemini-25-pro-and-25-flash-are-retired-on-december-1-2026-5gg9",
      },
    ],
    prices: [
      {
        from: "2025-06-17",
        until: "2026-11-30",
        standard: rates(1_250_000, 125_000, 10_000_000),
        longContext: { above: 200_000, standard: rates(2_500_000, 250_000, 15_000_000) },
        sources: ["https://ai.google.dev/gemini-api/docs/pricing", genaiPrices],
      },
    ],
    uncertain: "The day of deprecation is the day on which the notice was read.",
    perGroundedPrompt,
    sources: [
      "https://dev.to/aideprecations/what-to-do-before-gemini-25-pro-and-25-flash-are-retired-on-december-1-2026-5gg9",
    ],
    asOf,
  },
  {
    id: "gemini-2.5-flash",
    name: "Gemini 2.5 Flash",
    kind: "model",
    released: "2025-06-17",
    geminiApi: { deprecated: "2026-11-10", note: "answered by gemini-3.5-flash-lite from 2026-12-01" },
    agentPlatform: { ends: "2026-10-20" },
    replacement: "gemini-3.5-flash-lite",
    redirects: [
      {
        from: "2026-12-01",
        to: "gemini-3.5-flash-lite",
        billing: "target",
        source:
          "https://dev.to/aideprecations/what-to-do-before-gemini-25-pro-and-25-flash-are-retired-on-december-1-2026-5gg9",
      },
    ],
    prices: [
      {
        from: "2025-06-17",
        until: "2026-11-30",
        standard: rates(300_000, 30_000, 2_500_000, [1_000_000, 100_000]),
        sources: ["https://ai.google.dev/gemini-api/docs/pricing", genaiPrices],
      },
    ],
    perGroundedPrompt,
    sources: [
      "https://dev.to/aideprecations/what-to-do-before-gemini-25-pro-and-25-flash-are-retired-on-december-1-2026-5gg9",
    ],
    asOf,
  },
  {
    id: "gemini-2.5-flash-lite",
    name: "Gemini 2.5 Flash-Lite",
    kind: "model",
    released: "2025-07-22",
    geminiApi: {},
    agentPlatform: { ends: "2026-10-20" },
    prices: [
      {
        from: "2025-07-22",
        standard: rates(100_000, 10_000, 400_000, [300_000, 30_000]),
        sources: [genaiPrices],
      },
    ],
    perGroundedPrompt,
    sources: [
      "https://dev.to/aideprecations/what-to-do-before-gemini-25-pro-and-25-flash-are-retired-on-december-1-2026-5gg9",
    ],
    asOf,
  },
  {
    id: "antigravity-preview-09-2026",
    name: "Antigravity Agent",
    kind: "managed-agent",
    released: "2026-09-17",
    defaultModel: "gemini-3.8-flash",
    geminiApi: {
      preview: true,
      note: "tokens at the model's rates plus tool fees; the sandbox is not billed in preview",
    },
    prices: [],
    sources: ["https://ai.google.dev/gemini-api/docs/antigravity-agent"],
    asOf,
  },
  {
    id: "antigravity-preview-05-2026",
    name: "Antigravity Agent (05-2026)",
    kind: "managed-agent",
    released: "2026-05-19",
    geminiApi: { preview: true, ends: "2026-10-05" },
    replacement: "antigravity-preview-09-2026",
    redirects: [
      {
        from: "2026-10-05",
        to: "antigravity-preview-09-2026",
        billing: "target",
        source: "https://ai.google.dev/gemini-api/docs/antigravity-agent",
      },
    ],
    prices: [],
    sources: ["https://ai.google.dev/gemini-api/docs/antigravity-agent"],
    asOf,
  },
];
