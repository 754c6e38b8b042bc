import { isObject } from "../../base/json.ts";
import { type ThinkingLevel, thinkingLevels } from "../../document/definition.ts";
import { modelOf } from "../../tokens/prices.ts";
import { type AgentRule, replace } from "./rule.ts";

export const thinkingLevel: AgentRule = {
  id: "AG503",
  scope: "agent",
  severity: "error",
  check(agent) {
    const level = levelOf(agent.setting("generation_config", "thinking_level"));
    const model = agent.model === undefined ? undefined : modelOf(agent.model);
    if (!level || !model) return [];
    const own = agent.rangeAt("generation_config", "thinking_level")?.value;
    // Both stand under `defaults`: it is told there.
    const range = own ?? agent.rangeAt("model")?.value;
    if (!range) return [];
    if (!model.thinking) {
      // Their numbers are not levels; of other models nothing is known.
      if (!/^gemini-(1|2)\b/.test(model.id)) return [];
      return [{ message: `${model.id} has no thinking levels: models before Gemini 3 take thinking_budget.`, range }];
    }
    if (model.thinking.levels.includes(level)) return [];
    const near = nearestLevel(level, model.thinking.levels);
    const offered = model.thinking.levels.join(", ");
    const message = `${model.id} does not offer "${level}". It offers ${offered}.`;
    return [{ message, range, ...(own && near ? { fix: replace(own, near) } : {}) }];
  },
};

export function levelOf(value: unknown): ThinkingLevel | undefined {
  return thinkingLevels.find((l) => l === value);
}

export function nearestLevel(level: ThinkingLevel, offered: readonly ThinkingLevel[]): ThinkingLevel | undefined {
  const wanted = thinkingLevels.indexOf(level);
  const away = (l: ThinkingLevel) => Math.abs(thinkingLevels.indexOf(l) - wanted);
  return [...offered].sort((a, b) => away(a) - away(b))[0];
}

export const outputLimit: AgentRule = {
  id: "AG506",
  scope: "agent",
  severity: "error",
  check(agent) {
    const model = agent.model === undefined ? undefined : modelOf(agent.model);
    const most = model?.maxOutput;
    const asked = agent.setting("generation_config", "max_output_tokens");
    if (most === undefined || typeof asked !== "number" || asked <= most) return [];
    const own = agent.rangeAt("generation_config", "max_output_tokens")?.value;
    const range = own ?? agent.rangeAt("model")?.value;
    const message = `${model?.id} answers with at most ${most} tokens.`;
    return range ? [{ message, range, ...(own ? { fix: replace(own, String(most)) } : {}) }] : [];
  },
};

export const samplingKnobs: AgentRule = {
  id: "AG505",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const settings = agent.body.generation_config;
    if (!isObject(settings)) return [];
    const { target } = agent;
    return ["temperature", "top_p", "top_k"].flatMap((key) => {
      const range = settings[key] === undefined ? undefined : agent.rangeAt("generation_config", key)?.key;
      if (!range) return [];
      if (key === "top_k") {
        return target === "generate_content"
          ? []
          : [{ severity: "error" as const, message: "Only target: generate_content takes top_k.", range }];
      }
      if (target !== "interactions") return [];
      const message = `The Interactions API marks ${key} as deprecated: leave it out, or use target: generate_content.`;
      return [{ message, range }];
    });
  },
};
