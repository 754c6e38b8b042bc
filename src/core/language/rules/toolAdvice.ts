import { isObject, type Json } from "../../base/json.ts";
import { insertItem, insertKey } from "./edits.ts";
import { type AgentRule, type Finding, replace, type ToolRule } from "./rule.ts";

export const toolDescriptions: ToolRule = {
  id: "AG406",
  scope: "tool",
  severity: "hint",
  absence: true,
  check(tool) {
    const { type, name, description } = tool.body;
    const range = tool.rangeAt("name")?.value;
    if (type !== "function" || typeof name !== "string" || !range) return [];
    if (typeof description === "string" && description.trim() !== "") return [];
    return [{ message: `The model is told nothing about ${name} but its name.`, range }];
  },
};

export const serverAccess: ToolRule = {
  id: "AG411",
  scope: "tool",
  severity: "warning",
  check(tool) {
    const { type, url, allowed_tools: allowed } = tool.body;
    if (type !== "mcp_server" || typeof url !== "string") return [];
    const findings: Finding[] = [];
    const range = tool.rangeAt("url")?.value;
    if (range && /^http:/i.test(url)) {
      const message = "Over plain http anyone on the way can read and change what is said.";
      findings.push({ message, range, fix: replace(range, url.replace(/^http:/i, "https:")) });
    }
    if (allowed === undefined && range) {
      const message = 'Without "allowed_tools" the model may call everything that this server offers, now and later.';
      const place = tool.rangeAt("name")?.value ?? range;
      findings.push({ message, range: place });
    }
    return findings;
  },
};

export const untrustedProgram: ToolRule = {
  id: "AG708",
  scope: "tool",
  severity: "error",
  check(tool) {
    if (tool.facts.trusted()) return [];
    const { type, run } = tool.body;
    const path =
      type === "mcp_stdio" ? ["command"] : isObject(run) && run.command !== undefined ? ["run", "command"] : undefined;
    const range = path && tool.rangeAt(...path)?.key;
    const message = "This starts a program on your machine. You have not trusted this folder, so it is not started.";
    return range ? [{ message, range }] : [];
  },
};

const sideEffects = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export const unapproved: AgentRule = {
  id: "AG705",
  scope: "agent",
  severity: "hint",
  check(agent) {
    if (!Array.isArray(agent.body.tools)) return [];
    const policy = agent.setting("policy");
    const named = isObject(policy) ? [policy.approve, policy.deny].flat() : [];
    return (agent.body.tools as readonly Json[]).flatMap((tool, i) => {
      const http = isObject(tool) && isObject(tool.run) ? tool.run.http : undefined;
      const method = isObject(http) && typeof http.method === "string" ? http.method.toUpperCase() : "";
      const name = isObject(tool) ? tool.name : undefined;
      if (!sideEffects.has(method) || typeof name !== "string" || named.includes(name) || named.includes("*"))
        return [];
      const range = agent.rangeAt("tools", i, "name")?.value;
      const message = `${name} sends a ${method} request, and nobody is asked before.`;
      return range ? [{ message, range, fix: approve(agent, name) }] : [];
    });
  },
};

export function approve(agent: Parameters<AgentRule["check"]>[0], name: string) {
  const title = `Ask before ${name} is called`;
  if (agent.nodeAt("policy", "approve")) return insertItem(agent, ["policy", "approve"], name, title);
  if (agent.nodeAt("policy")) return insertKey(agent, ["policy"], `approve: [${name}]`, title);
  return insertKey(agent, [], `policy:\n  approve: [${name}]`, title);
}
