/** The languages that are read here. "native": ours. */
export type Dialect = "native" | ForeignDialect;
export type ForeignDialect =
  | "adk"
  | "gemini"
  | "github-prompt"
  | "promptfoo"
  | "docker-agent"
  | "agentschema"
  | "dotprompt";

/** As people call them. */
export const dialectNames: Readonly<Record<Dialect, string>> = {
  native: "Agent Definition",
  adk: "ADK Agent Config",
  gemini: "Gemini agent.yaml",
  "github-prompt": "GitHub Models prompt",
  promptfoo: "promptfoo",
  "docker-agent": "Docker Agent",
  agentschema: "AgentSchema",
  dotprompt: "dotprompt",
};

/** Files of these can become ours. */
export const convertible: ReadonlySet<ForeignDialect> = new Set([
  "adk",
  "gemini",
  "github-prompt",
  "promptfoo",
  "docker-agent",
  "dotprompt",
]);

/**
 * Which language a file is written in, by what it says; undefined: none that is known here, and the file is left alone.
 * `path` may be an address. Looks at the keys of the first level and, for a few words, at those below: nothing is parsed.
 */
export function recognise(path: string, text: string): Dialect | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (name.endsWith(".prompt")) return isDotprompt(text) ? "dotprompt" : undefined;
  const keys = topLevel(text);
  const value = (key: string) => keys.get(key) ?? "";
  if (/^(agent|tool|agent-test)\/v\d+$/.test(value("format"))) return "native";
  // Kubernetes and what imitates it say both.
  if (keys.has("apiVersion")) return undefined;
  if (isAdk(name, keys, text)) return "adk";
  if (isGemini(keys)) return "gemini";
  if (/\.prompt\.ya?ml$/.test(name)) return keys.has("messages") ? "github-prompt" : undefined;
  if (isPromptfoo(name, keys)) return "promptfoo";
  if (isDockerAgent(keys, text)) return "docker-agent";
  const kind = value("kind");
  if (/^(prompt|hosted|workflow)$/i.test(kind) && (keys.has("instructions") || keys.has("model"))) return "agentschema";
  return undefined;
}

/** Keys behind that are not looked at. Characters. */
const farthest = 400_000;
const topKey = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_$][\w$.-]*))[ \t]*:(?:[ \t]+(.*))?$/;

/** The keys of the first level with what stands behind them on their line. None in a list, in JSON, in a second document. */
function topLevel(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const from = text.startsWith("\uFEFF") ? 1 : 0;
  for (let at = from; at < text.length && at < farthest; ) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const first = text.charCodeAt(at);
    // Blank, indented and commented lines are most of a file.
    if (first > 32 && first !== 35) {
      const line = text.slice(at, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
      if (/^---(?:\s|$)/.test(line) && keys.size > 0) break;
      const [, double, single, plain, rest = ""] = topKey.exec(line) ?? [];
      const key = double ?? single ?? plain;
      if (key !== undefined && !keys.has(key)) keys.set(key, bare(rest));
    }
    at = end + 1;
  }
  return keys;
}

function bare(written: string): string {
  return written
    .replace(/\s+#.*$/, "")
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();
}

const adkClasses = /(?:^|\.)(?:Llm|Sequential|Parallel|Loop)Agent$|^(?:google\.adk\.\S+\.)?Workflow$/;

function isAdk(name: string, keys: ReadonlyMap<string, string>, text: string): boolean {
  const agentClass = keys.get("agent_class");
  if (agentClass !== undefined) {
    // Reinforcement learning has an `agent_class` too.
    if (adkClasses.test(agentClass)) return true;
    return keys.has("name") && (keys.has("instruction") || (keys.has("sub_agents") && agentClass.includes(".")));
  }
  if (/^root_agent\.ya?ml$/.test(name)) return !keys.has("kind") && !keys.has("services");
  if (!keys.has("instruction")) return false;
  const listed = (key: string, item: RegExp) => keys.has(key) && item.test(text);
  return (
    listed("sub_agents", /^[ \t]*(?:-[ \t]+)?config_path[ \t]*:/m) ||
    listed("tools", /^tools[ \t]*:[^\n]*\n(?:[ \t]*#.*\n|[ \t]*\n)*[ \t]*-[ \t]+(?:\{[ \t]*)?name[ \t]*:/m)
  );
}

function isGemini(keys: ReadonlyMap<string, string>): boolean {
  const base = keys.get("base_agent");
  return base !== undefined && (keys.has("id") || /^(antigravity|deep-research|code-mender|dynamic)\b/.test(base));
}

function isPromptfoo(name: string, keys: ReadonlyMap<string, string>): boolean {
  if (/^promptfooconfig([.\-_].*)?\.ya?ml$/.test(name)) {
    return ["prompts", "providers", "targets", "tests", "redteam", "scenarios"].some((key) => keys.has(key));
  }
  return keys.has("prompts") && keys.has("providers");
}

/** `agents: {root: {instruction | toolsets}}`, with another of its words, since agents are called so elsewhere too. */
function isDockerAgent(keys: ReadonlyMap<string, string>, text: string): boolean {
  if (!keys.has("agents")) return false;
  const start = /^agents[ \t]*:/m.exec(text)?.index ?? 0;
  const after = text.slice(text.indexOf("\n", start) + 1);
  const end = /^[^\s#-]/m.exec(after)?.index;
  const agents = end === undefined ? after : after.slice(0, end);
  const says = (key: string) => new RegExp(`^[ \\t]+${key}[ \\t]*:`, "m").test(agents);
  if (says("system_instruction") || says("role")) return false;
  return says("toolsets") || (says("instruction") && says("model"));
}

/** Front matter with one of its words. */
function isDotprompt(text: string): boolean {
  const front = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[1];
  return front !== undefined && /^(model|config|input|output|tools|variant|metadata)[ \t]*:/m.test(front);
}
