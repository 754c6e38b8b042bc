// biome-ignore-all lint/suspicious/noTemplateCurlyInString: completion inserts snippets, and those are written ${1:so}.
import { file, type Keys, map, mapOf, name, text, words } from "./build.ts";
import { managedKeys } from "./managedKeys.ts";
import { measuringKeys } from "./measuringKeys.ts";
import { modelKeys } from "./modelKeys.ts";
import type { KeySchema, MapSchema } from "./schema.ts";
import { teamKeys } from "./teamKeys.ts";
import { sharedTool, toolKeys } from "./toolKeys.ts";

/** The words of `*.agent.yaml`, `*.tool.yaml` and `*.agent.test.yaml`. Everything the editor knows about a key stands here. */

export const targets = words({
  interactions: "The Interactions API. What is meant when nothing is said.",
  generate_content: "The older generateContent API. Only there: `top_k` and explicit caches.",
  managed: "An agent that Google runs in a sandbox of its own, built on `base_agent`.",
});

const format = (word: string): KeySchema => ({
  schema: words({ [word]: "Version 1 of this language." }),
  doc: "Version of the language this file is written in. It is how the editor knows the file.",
  snippet: word,
});

const identity = {
  format: format("agent/v1"),
  name: {
    schema: name,
    doc: "Name of the agent. For ADK it must be a Python identifier: no `-`.",
    mapsTo: "Agents API `id` (managed agents); ADK `name`",
    required: true,
  },
  description: {
    schema: text,
    doc: "What the agent is for. Other agents and routers read it to decide whom to ask.",
    mapsTo: "Agents API `description`; the function's description when used as a tool",
  },
  version: {
    schema: text,
    doc: 'Version of this definition, in quotes: `"1.2.0"`.',
    mapsTo: "Interactions `labels.agent_version`",
    snippet: '"${1:1.0.0}"',
  },
  extends: {
    schema: file,
    doc: "Start from another definition. Maps join key by key; texts and lists replace; `null` removes a key.",
    snippet: "${0:base.agent.yaml}",
  },
  target: { schema: targets, doc: "Which API runs the agent." },
  labels: {
    schema: mapOf("label", { kind: "text", maxLength: 63 }),
    doc: "Labels for billing, each at most 63 characters.",
    mapsTo: "Interactions and generateContent `labels`",
    snippet: "\n  ${1:team}: ${2:support}",
  },
} satisfies Keys;

const agentBody: MapSchema = { kind: "map", keys: () => agentKeys, id: "agent" };
const team = teamKeys(agentBody);

/** Keys of an agent under `agents` or of `defaults`. */
export const agentKeys: Keys = {
  description: identity.description,
  target: identity.target,
  labels: identity.labels,
  ...modelKeys,
  ...toolKeys,
  sub_agents: team.sub_agents,
  workflow: team.workflow,
  output_key: team.output_key,
  session: team.session,
  ...managedKeys,
  budget: measuringKeys.budget,
};

/** Keys of a definition file, in the order in which people write them. */
export const fileKeys: Keys = {
  ...identity,
  ...modelKeys,
  ...toolKeys,
  ...team,
  ...managedKeys,
  ...measuringKeys,
};

export const agentFile: MapSchema = { kind: "map", keys: () => fileKeys };

/** `*.tool.yaml` */
export const toolFile = sharedTool({ ...format("tool/v1"), required: true });

/** `*.agent.test.yaml`: the tests of an agent, in a file of their own. */
export const agentTestFile: MapSchema = map({
  format: { ...format("agent-test/v1"), required: true },
  agent: {
    schema: file,
    doc: "The definition that is tested, path relative to this file.",
    required: true,
    snippet: "$0",
  },
  description: { schema: text, doc: "What these tests are for." },
  tests: { ...measuringKeys.tests, required: true },
  datasets: measuringKeys.datasets,
  variants: measuringKeys.variants,
  matrix: measuringKeys.matrix,
  judge: measuringKeys.judge,
  budget: measuringKeys.budget,
  secrets: measuringKeys.secrets,
  redact: measuringKeys.redact,
  lint: measuringKeys.lint,
});

/** Words of other languages → ours: `instruction`, `maxOutputTokens`. `under`: the map where ours belongs. */
export const foreignKeys: Readonly<Record<string, { readonly key: string; readonly under?: string }>> = {
  instruction: { key: "system_instruction" },
  instructions: { key: "system_instruction" },
  system: { key: "system_instruction" },
  systemPrompt: { key: "system_instruction" },
  system_prompt: { key: "system_instruction" },
  prompt: { key: "input" },
  user: { key: "input" },
  contents: { key: "input" },
  modelParameters: { key: "generation_config" },
  generate_content_config: { key: "generation_config" },
  generationConfig: { key: "generation_config" },
  config: { key: "generation_config" },
  variables: { key: "inputs" },
  parameters: { key: "inputs" },
  input_schema: { key: "inputs" },
  outputSchema: { key: "response_format" },
  output_schema: { key: "response_format" },
  responseSchema: { key: "response_format" },
  toolsets: { key: "tools" },
  functions: { key: "tools" },
  testData: { key: "tests" },
  id: { key: "name" },
  temperature: { key: "temperature", under: "generation_config" },
  top_p: { key: "top_p", under: "generation_config" },
  top_k: { key: "top_k", under: "generation_config" },
  seed: { key: "seed", under: "generation_config" },
  max_tokens: { key: "max_output_tokens", under: "generation_config" },
  max_output_tokens: { key: "max_output_tokens", under: "generation_config" },
  stop_sequences: { key: "stop_sequences", under: "generation_config" },
  thinking_level: { key: "thinking_level", under: "generation_config" },
  thinking: { key: "thinking_level", under: "generation_config" },
  tool_choice: { key: "tool_choice", under: "generation_config" },
};
