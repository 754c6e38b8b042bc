import { isObject, type Json } from "../../base/json.ts";
import { knownModels, modelOf } from "../../tokens/prices.ts";
import { isOffered, suggestedModel } from "../models.ts";
import { insertKey, removeKey } from "./edits.ts";
import { levelOf, nearestLevel } from "./generationConfig.ts";
import { type AgentRule, type Finding, replace, type ToolRule } from "./rule.ts";

/** Tools that the Agents API takes. */
const managedTools = ["code_execution", "function", "google_search", "mcp_server", "url_context"];

export const toolForTarget: ToolRule = {
  id: "AG409",
  scope: "tool",
  severity: "error",
  check(tool) {
    const type = typeof tool.word === "string" ? tool.word : tool.body.type;
    const range = tool.word === undefined ? tool.rangeAt("type")?.value : tool.rangeAt()?.value;
    if (typeof type !== "string" || !range) return [];
    const run = ["agent", "mcp_stdio"];
    if (tool.target === "managed" && !managedTools.includes(type) && (run.includes(type) || known.has(type))) {
      const message = `A managed agent cannot have ${type}. It can have ${managedTools.join(", ")}.`;
      return [{ message, range }];
    }
    if (tool.target === "generate_content" && type === "mcp_server") {
      return [{ message: "generateContent has no mcp_server: use target: interactions.", range }];
    }
    if (
      tool.target === "managed" &&
      type === "mcp_server" &&
      typeof tool.body.name === "string" &&
      !/^[a-z0-9_-]+$/.test(tool.body.name)
    ) {
      const place = tool.rangeAt("name")?.value;
      const lower = tool.body.name.toLowerCase().replace(/[^a-z0-9_-]+/g, "_");
      const message = "A managed agent's MCP server has a name of small letters, digits, _ and -.";
      return place ? [{ message, range: place, fix: replace(place, lower) }] : [];
    }
    return [];
  },
};
const known = new Set(["google_maps", "computer_use", "file_search", "retrieval"]);

export const toolChoice: AgentRule = {
  id: "AG410",
  scope: "agent",
  severity: "error",
  check(agent) {
    if (agent.kind === "defaults") return [];
    const choice = isObject(agent.body.generation_config) ? agent.body.generation_config.tool_choice : undefined;
    const tools = agent.setting("tools");
    const list = Array.isArray(tools) ? (tools as readonly Json[]) : [];
    const at = ["generation_config", "tool_choice"];
    if ((choice === "any" || choice === "validated") && list.length === 0) {
      const range = agent.rangeAt(...at)?.value;
      return range && choice === "any"
        ? [{ message: '"any" makes the model call a tool, and there is none.', range }]
        : [];
    }
    const allowed = isObject(choice) && isObject(choice.allowed_tools) ? choice.allowed_tools.tools : undefined;
    // A shared tool's name stands in its file; a server has many.
    const unseen = list.some(
      (tool) => isObject(tool) && (tool.ref !== undefined || String(tool.type).startsWith("mcp_")),
    );
    if (!Array.isArray(allowed) || unseen) return [];
    const names = list.flatMap((tool) =>
      typeof tool === "string" ? [tool] : isObject(tool) ? [tool.name, tool.type] : [],
    );
    return (allowed as readonly Json[]).flatMap((name, i): Finding[] => {
      const range = names.includes(name) ? undefined : agent.rangeAt(...at, "allowed_tools", "tools", i)?.value;
      return range ? [{ message: `The agent has no tool "${String(name)}".`, range }] : [];
    });
  },
};

/** Whether a model is of the third generation or later: `gemini-3.1-pro-preview`, `gemini-4-argon`. */
function generation(id: string | undefined): number {
  return Number(/^(?:models\/)?gemini-(\d+(?:\.\d+)?)/.exec(id ?? "")?.[1] ?? Number.NaN);
}

export const thinkingBudget: AgentRule = {
  id: "AG504",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const settings = agent.body.generation_config;
    const budget = isObject(settings) ? settings.thinking_budget : undefined;
    const place = agent.rangeAt("generation_config", "thinking_budget");
    if (budget === undefined || !place?.key || !isObject(settings)) return [];
    if (settings.thinking_level !== undefined) {
      const message = '"thinking_level" and "thinking_budget" together are refused. Keep the level.';
      const fix = removeKey(agent, ["generation_config", "thinking_budget"]);
      return [{ severity: "error", message, range: place.key, fix }];
    }
    const offered = agent.model === undefined ? undefined : modelOf(agent.model)?.thinking?.levels;
    if (!(generation(agent.model) >= 3)) {
      const message = "The Interactions API has no thinking_budget: use target: generate_content.";
      return agent.target === "interactions" && agent.kind !== "defaults" ? [{ message, range: place.key }] : [];
    }
    const message = `${agent.model} takes thinking_level instead of a number of tokens.`;
    const wanted =
      typeof budget !== "number" || budget < 0
        ? "medium"
        : budget === 0
          ? "minimal"
          : budget <= 2048
            ? "low"
            : budget <= 8192
              ? "medium"
              : "high";
    const level = offered ? nearestLevel(wanted, offered) : wanted;
    const range = { start: place.key.start, end: place.value.end };
    return [{ message, range: place.key, fix: replace(range, `thinking_level: ${level}`) }];
  },
};

/** Thinking tokens of one task, measured once per level: below that an answer may end before it begins. */
const thinkingTokens: Readonly<Record<string, number>> = { low: 200, medium: 650, high: 1350, xhigh: 1350 };

export const roomToAnswer: AgentRule = {
  id: "AG507",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const most = isObject(agent.body.generation_config) ? agent.body.generation_config.max_output_tokens : undefined;
    const model = agent.model === undefined ? undefined : modelOf(agent.model);
    if (typeof most !== "number" || most < 1 || !model?.thinking) return [];
    const level = levelOf(agent.setting("generation_config", "thinking_level")) ?? model.thinking.default;
    const needed = thinkingTokens[level];
    const range =
      needed !== undefined && most < needed
        ? agent.rangeAt("generation_config", "max_output_tokens")?.value
        : undefined;
    if (!range || needed === undefined) return [];
    const raised = Math.ceil((needed * 2) / 100) * 100;
    const message = `At the level "${level}" thinking alone may take ${most} tokens, and no answer would be left.`;
    return [{ message, range, fix: replace(range, String(raised)) }];
  },
};

export const driftingModel: AgentRule = {
  id: "AG502",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const { facts } = agent;
    const own = agent.body.model;
    const id = isObject(own) ? own.id : own;
    const range = agent.rangeAt(...(isObject(own) ? ["model", "id"] : ["model"]))?.value;
    if (typeof id !== "string" || !range) return [];
    const wallMs = facts.day() * 86_400_000;
    const alias = /^gemini-(pro|flash|flash-lite)-latest$/.exec(id)?.[1];
    if (alias) {
      const message = `${id} is another model from one day to the next, and is not found on the API's version v1.`;
      const pinned =
        alias === "flash" ? suggestedModel(wallMs) : newest(new RegExp(`^gemini-[\\d.]+-${alias}$`), wallMs);
      return [{ message, range, fix: pinned ? replace(range, pinned) : undefined }];
    }
    const measured =
      facts.file("tests") !== undefined || facts.file("budget") !== undefined || agent.body.budget !== undefined;
    const model = modelOf(id);
    if (!measured || !model?.geminiApi?.preview || model.geminiApi.deprecated || model.geminiApi.ends) return [];
    const message = `${model.id} is a preview: it may change or end, and with it what the tests and the budget say.`;
    return [{ message, range, fix: model.replacement ? replace(range, model.replacement) : undefined }];
  },
};

function newest(pattern: RegExp, wallMs: number): string | undefined {
  return knownModels()
    .filter((model) => pattern.test(model.id) && isOffered(model, wallMs))
    .sort((a, b) => (a.released < b.released ? 1 : -1))[0]?.id;
}

export const fieldOfOtherApi: AgentRule = {
  id: "AG509",
  scope: "agent",
  severity: "error",
  check(agent) {
    const { body, target } = agent;
    const findings: Finding[] = [];
    const say = (key: string, message: string, severity?: Finding["severity"]) => {
      const range = agent.rangeAt(key)?.key;
      if (range) findings.push({ message, range, ...(severity ? { severity } : {}), fix: removeKey(agent, [key]) });
    };
    if (isObject(body.cache) && target !== "generate_content" && agent.kind !== "defaults") {
      say("cache", "Only target: generate_content has explicit caches. Without it what repeats is cached by itself.");
    } else if (isObject(body.cache) && agent.model !== undefined && modelOf(agent.model)?.explicitCaching === false) {
      say("cache", `${agent.model} has no explicit caches. What repeats is cached by itself.`);
    }
    if (body.background === true && target === "generate_content")
      say("background", "generateContent has no background runs.");
    if (body.background === true && agent.setting("store") === false) {
      say(
        "background",
        'What runs in the background is fetched later, so it has to be stored: "store: false" is refused with it.',
      );
    }
    if (target === "managed" && agent.kind === "own") {
      for (const key of ["generation_config", "response_format"]) {
        if (body[key] !== undefined) say(key, `A managed agent cannot have "${key}": its base agent decides.`);
      }
    }
    return findings;
  },
};

export const endsWithModel: AgentRule = {
  id: "AG511",
  scope: "agent",
  severity: "error",
  check(agent) {
    const { messages, input } = agent.body;
    if (!Array.isArray(messages) || (input !== "" && !(Array.isArray(input) && input.length === 0))) return [];
    const index = messages.length - 1;
    const last = (messages as readonly Json[])[index];
    const newer = generation(agent.model) >= 3.6 || /^gemini-3\.5-flash-lite/.test(agent.model ?? "");
    const range =
      isObject(last) && last.role === "model" && newer ? agent.rangeAt("messages", index, "role")?.value : undefined;
    return range ? [{ message: `${agent.model} refuses a conversation that ends with the model's turn.`, range }] : [];
  },
};

export const noCap: AgentRule = {
  id: "AG603",
  scope: "agent",
  severity: "warning",
  check(agent) {
    if (agent.kind === "defaults" || !agent.facts.whole()) return [];
    const budget = agent.setting("budget") ?? agent.facts.file("budget");
    const caps = ["max_cost_usd", "max_total_tokens"];
    if (isObject(budget) && caps.some((key) => budget[key] !== undefined)) return [];
    const { tools } = agent.body;
    if (agent.target === "managed") {
      const config = agent.setting("agent_config");
      const range = agent.rangeAt("base_agent")?.key;
      if ((isObject(config) && config.max_total_tokens !== undefined) || !range) return [];
      const message =
        "A managed agent commonly uses 100,000 to 3,000,000 tokens for one task, and nothing caps it here.";
      return [{ message, range, fix: cap(agent) }];
    }
    if (!Array.isArray(tools)) return [];
    const policy = agent.setting("policy");
    if (isObject(policy) && policy.max_tool_calls !== undefined) return [];
    const index = tools.findIndex((tool) => isObject(tool) && tool.type === "agent");
    const range = index < 0 ? undefined : agent.rangeAt("tools", index, "type")?.value;
    const message = "How often this agent is called is up to the model, and nothing caps the cost.";
    return range ? [{ message, range, fix: cap(agent) }] : [];
  },
};

function cap(agent: Parameters<AgentRule["check"]>[0]) {
  if (agent.nodeAt("budget")?.node.kind === "map") return insertKey(agent, ["budget"], "max_total_tokens: 500000");
  return insertKey(agent, [], "budget: {max_total_tokens: 500000}");
}
