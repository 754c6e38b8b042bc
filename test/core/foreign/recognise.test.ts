import { expect, test } from "vitest";
import { parseAgentDocument } from "../../../src/core/document/agentDocument.ts";
import { recognise } from "../../../src/core/foreign/recognise.ts";

const known: readonly (readonly [dialect: string, path: string, text: string])[] = [
  ["native", "a/hello.agent.yaml", "format: agent/v1\nname: a\n"],
  ["native", "a/agent.yaml", "# said below\n\nname: a\nformat: 'agent/v1' # ours\nagent_class: LlmAgent\n"],
  ["native", "a/refund.tool.yaml", "format: tool/v1\ntype: function\n"],
  ["adk", "a/dice.yaml", "agent_class: LlmAgent\nname: dice\ninstruction: Roll.\n"],
  ["adk", "a/code.yaml", "# licence\nagent_class: SequentialAgent\nname: code\nsub_agents:\n  - config_path: a.yaml\n"],
  ["adk", "a/loop.yaml", "agent_class: Workflow\nname: loop\nedges:\n  - - START\n    - a.yaml\n"],
  ["adk", "a/own.yaml", "agent_class: shop.agents.Picky\nname: picky\ninstruction: Choose.\n"],
  ["adk", "a/long.yaml", "agent_class: google.adk.agents.LlmAgent\nname: x\n"],
  ["adk", "a/root_agent.yaml", ""],
  ["adk", "a/root_agent.yaml", "name: a\nmodel: gemini-3.5-flash\ninstruction: |\n  Help.\n"],
  ["adk", "a/greeter.agent.yaml", "name: greeter\r\ninstruction: Greet.\r\ntools:\r\n  - name: google_search\r\n"],
  ["adk", "a/boss.yaml", "name: boss\ninstruction: |\n  Delegate.\nsub_agents:\n  - config_path: roll.yaml\n"],
  [
    "gemini",
    "agents/a/agent.yaml",
    "id: a\nbase_agent: antigravity-preview-05-2026\ntools:\n  - type: google_search\n",
  ],
  ["gemini", "agents/a/agent.yaml", "base_agent: antigravity-preview-09-2026\n"],
  ["github-prompt", "a/sum.prompt.yml", "name: Sum\nmessages:\n  - role: user\n    content: Hi\n"],
  [
    "promptfoo",
    "promptfooconfig.yaml",
    "description: d\nprompts:\n  - 'Say {{x}}'\nproviders:\n  - google:gemini-3.5-flash\n",
  ],
  ["promptfoo", "a/promptfooconfig.redteam.yaml", "targets:\n  - id: x\nredteam:\n  plugins: []\n"],
  ["promptfoo", "a/eval.yaml", "providers: [google:gemini-3.5-flash]\nprompts: file://p.txt\n"],
  [
    "docker-agent",
    "a/team.yaml",
    "#!/usr/bin/env docker agent run\n\nagents:\n  root:\n    model: m\n    instruction: |\n      Lead.\n",
  ],
  ["docker-agent", "a/cagent.yaml", "version: '2'\nagents:\n  root:\n    toolsets:\n      - type: think\nmodels: {}\n"],
  ["agentschema", "a/agent.yaml", "kind: Prompt\nname: a\nmodel:\n  id: gpt\ninstructions: Help.\n"],
  ["dotprompt", "a/menu.prompt", "---\nmodel: googleai/gemini-3.5-flash\n---\nSay {{x}}.\n"],
];
test.each(known)("%s: %s", (dialect, path, text) => expect(recognise(path, text)).toBe(dialect));

const kubernetes = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: 1\n";
/** Files of others that look a little like ours. */
const others: readonly (readonly [what: string, path: string, text: string])[] = [
  ["Kubernetes", "deploy/agent.yaml", kubernetes],
  ["Kubernetes, several", "k8s/all.yaml", `---\n${kubernetes}---\nmodel: x\nkind: prompt\ninstructions: y\n`],
  [
    "kagent",
    "agent.yaml",
    "apiVersion: kagent.dev/v1alpha2\nkind: Agent\nspec:\n  declarative:\n    systemMessage: Hi\n",
  ],
  ["Argo workflow", "wf.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmodel: x\n"],
  ["a Kubernetes root_agent.yaml", "root_agent.yaml", kubernetes],
  [
    "GitHub workflow",
    ".github/workflows/agent.yml",
    "name: agent\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - name: x\n        run: y\n",
  ],
  [
    "GitHub action",
    "action.yml",
    "name: a\ndescription: d\ninputs:\n  prompt: {required: true}\nruns:\n  using: node20\n",
  ],
  [
    "docker-compose",
    "docker-compose.yaml",
    "services:\n  agent:\n    image: x\n    environment:\n      model: y\nmodels:\n  llm:\n    model: ai/gemma3\n",
  ],
  ["OpenAPI", "openapi.yaml", "openapi: 3.1.0\ninfo:\n  title: t\npaths: {}\ncomponents: {}\n"],
  ["AsyncAPI", "asyncapi.yaml", "asyncapi: 3.0.0\nid: urn:a\nchannels: {}\n"],
  [
    "Helm values",
    "values.yaml",
    "agents:\n  replicas: 2\n  model: gemini-3.5-flash\ntoolsets:\n  kubernetes:\n    enabled: true\nproviders:\n  openai: {}\n",
  ],
  ["Helm chart", "Chart.yaml", "apiVersion: v2\nname: agent\nversion: 0.1.0\n"],
  ["Ansible playbook", "site.yml", "- hosts: all\n  tasks:\n    - name: prompts\n      debug: {msg: hi}\n"],
  ["Ansible role", "roles/a/meta/main.yml", "galaxy_info:\n  role_name: a\ndependencies: []\n"],
  [
    "CrewAI agents",
    "config/agents.yaml",
    "researcher:\n  role: Senior Researcher\n  goal: Find {topic}\n  backstory: You are thorough.\n  tools: [search]\n",
  ],
  [
    "CrewAI under agents",
    "config/crew.yaml",
    "agents:\n  researcher:\n    role: Researcher\n    model: m\n    instruction: x\n",
  ],
  ["CrewAI tasks", "config/tasks.yaml", "research:\n  description: d\n  expected_output: e\n  agent: researcher\n"],
  ["reinforcement learning", "rl.yaml", "name: cartpole\nagent_class: DQN\nmodel:\n  hidden: [64, 64]\n"],
  ["pre-commit", ".pre-commit-config.yaml", "repos:\n  - repo: https://example.com\n    hooks:\n      - id: x\n"],
  ["mkdocs", "mkdocs.yml", "site_name: a\nnav:\n  - Home: index.md\nplugins: [search]\n"],
  ["pnpm workspace", "pnpm-workspace.yaml", "packages:\n  - 'a/*'\n"],
  ["conda", "environment.yml", "name: a\nchannels: [x]\ndependencies: [python]\n"],
  ["Home Assistant", "configuration.yaml", "homeassistant:\n  name: h\nconversation:\n  prompts: {}\n"],
  [
    "Continue",
    "config.yaml",
    "name: c\nversion: 1.0.0\nschema: v1\nmodels:\n  - name: m\nprompts:\n  - name: p\n    prompt: x\n",
  ],
  ["LiteLLM", "litellm.yaml", "model_list:\n  - model_name: x\ngeneral_settings: {}\n"],
  ["Rasa", "domain.yml", "version: '3.1'\nintents: [greet]\nresponses: {}\n"],
  ["Prometheus", "prometheus.yml", "global:\n  scrape_interval: 15s\nscrape_configs: []\n"],
  ["CloudFormation", "template.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"],
  ["an agent of a monitoring tool", "agent.yaml", "server:\n  log_level: info\nmetrics:\n  global: {}\n"],
  ["Semantic Kernel", "agent.yaml", "type: chat_completion_agent\nname: a\ninstructions: x\nmodel:\n  id: gpt\n"],
  ["a prompt without messages", "a.prompt.yml", "name: a\nprompt: hi\n"],
  [
    "words inside of a text",
    "notes.yaml",
    "text: |\n  agent_class: LlmAgent\n  base_agent: antigravity\n  prompts: x\n  providers: y\n",
  ],
  ["JSON", "package.yaml", '{"agent_class": "LlmAgent", "name": "a"}'],
  ["a list", "list.yaml", "- agent_class: LlmAgent\n  name: a\n"],
  ["a Markdown file called .prompt", "a.prompt", "Say hello to {{name}}.\n"],
  ["Jekyll page", "a.prompt", "---\ntitle: x\nlayout: post\n---\nHi\n"],
  ["nothing", "a.yaml", ""],
  ["a comment", "a.yaml", "# agent_class: LlmAgent\n"],
];
test.each(others)("%s is left alone", (_, path, text) => expect(recognise(path, text)).toBeUndefined());

test("recognising costs a fraction of reading", () => {
  const text = "key: |\n  some text that goes on\nother: 1\n".repeat(5_000);
  const best = (run: () => unknown) =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const started = performance.now();
        run();
        return performance.now() - started;
      }),
    );
  expect(recognise("big.yaml", text)).toBeUndefined();
  const reading = best(() => parseAgentDocument(text));
  expect(best(() => recognise("big.yaml", text))).toBeLessThan(reading / 4);
});
