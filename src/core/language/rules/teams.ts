import { isObject, type Json } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import { parseExpression } from "../../document/expression.ts";
import { NodeMemo } from "../../document/nodeMemo.ts";
import { nearest } from "../../schema/nearest.ts";
import { isAgentFile, teamOf } from "../team.ts";
import { valueAt } from "../variables.ts";
import { agentBodies, hasAlias } from "./agentBodies.ts";
import type { AgentPart } from "./agentPart.ts";
import { insertItem, insertKey } from "./edits.ts";
import { endlessFiles, missingFile } from "./files.ts";
import { type AgentRule, type FileRule, type Finding, replace } from "./rule.ts";
import { agentOf, namedAgents, partsOf, workflowsIn } from "./workflows.ts";

export const missingAgent: AgentRule = {
  ...missingFile,
  check(agent) {
    if (agent.facts.file("extends") !== undefined && !agent.facts.whole()) return [];
    return namedAgents(agent.body).flatMap(({ name, path }): Finding[] => {
      if (
        agent.facts.agent(name) ||
        name.startsWith("a2a:") ||
        path.at(-1) === "ref" ||
        isAgentFile(name) ||
        name.includes("{{")
      )
        return [];
      const range = agent.rangeAt(...path)?.value;
      if (!range) return [];
      const near = nearest(name, agent.facts.agentNames().split("\n"));
      const message = `There is no agent "${name}" under "agents".${near ? ` Did you mean ${near}?` : ""}`;
      return [{ message, range, fix: near ? replace(range, near) : undefined }];
    });
  },
};

/** Whether a body has an agent as a tool. */
const callers = new NodeMemo<boolean>();

export const endlessAgents: FileRule = {
  ...endlessFiles,
  check({ document }) {
    const anyTool = agentBodies(document).some(({ path, placed }) => {
      let calls = callers.get(placed.node);
      if (calls === undefined) {
        const tools = valueAt(document.value, [...path, "tools"]);
        calls = Array.isArray(tools) && tools.some((tool) => isObject(tool) && tool.type === "agent");
        if (!hasAlias(placed.node)) callers.set(placed.node, calls);
      }
      return calls;
    });
    if (!anyTool) return [];
    const team = teamOf(document);
    const calls = new Map<string, { to: string; range: Finding["range"] }[]>();
    for (const { kind, from, to, target, range } of team.edges) {
      if (kind !== "tool" || target !== "agent" || from[0] !== "agents") continue;
      const name = String(from[1]);
      calls.set(name, [...(calls.get(name) ?? []), { to, range }]);
    }
    const found: Finding[] = [];
    const told = new Set<string>();
    for (const start of calls.keys()) {
      const visit = (name: string, way: readonly string[]) => {
        for (const { to, range } of calls.get(name) ?? []) {
          if (to === start && !told.has([...way].sort().join(" "))) {
            told.add([...way].sort().join(" "));
            found.push({ message: `These agents call each other without end: ${[...way, to].join(" → ")}.`, range });
          } else if (!way.includes(to) && way.length < 20) visit(to, [...way, to]);
        }
      };
      visit(start, [start]);
    }
    return found;
  },
};

export const unreachableAgent: FileRule = {
  id: "AG204",
  scope: "file",
  severity: "warning",
  absence: true,
  check({ document, facts }) {
    if (!isObject(facts.file("agents"))) return [];
    const tools = facts.file("tools");
    const leads =
      facts.file("workflow") !== undefined ||
      facts.file("sub_agents") !== undefined ||
      (Array.isArray(tools) && tools.some((tool) => isObject(tool) && tool.type === "agent"));
    if (!leads) return [];
    const team = teamOf(document);
    const ways = new Map<string, string[]>();
    for (const { from, to } of team.edges) {
      const name = from.length === 0 ? "" : String(from[1]);
      // What stands under `defaults` is every agent's.
      for (const each of from[0] === "defaults" ? team.agents.map((a) => String(a.path[1] ?? "")) : [name]) {
        ways.set(each, [...(ways.get(each) ?? []), to]);
      }
    }
    if ((ways.get("") ?? []).length === 0) return [];
    const reached = new Set<string>([""]);
    const open = [""];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const to of ways.get(next) ?? []) {
        if (!reached.has(to)) open.push(to);
        reached.add(to);
      }
    }
    const part = {
      nodeAt: (...path: Path) => document.nodeAt(path),
      line: (line: number) => document.source.line(line),
    };
    return team.agents
      .filter(({ name, path }) => path.length > 0 && !reached.has(name))
      .map(({ name, range }) => {
        const fix = insertItem(part, ["sub_agents"], name, `Add ${name} to sub_agents`);
        return { message: `Nothing leads to ${name}: it is never asked.`, range, fix };
      });
  },
};

export const doubleNames: AgentRule = {
  id: "AG205",
  scope: "agent",
  severity: "error",
  check(agent) {
    const findings: Finding[] = [];
    const check = (what: string, named: readonly { name: string; path: Path; fixed?: true }[]) => {
      const seen = new Set<string>();
      for (const { name, path, fixed } of named) {
        const range = seen.has(name) ? agent.rangeAt(...path)?.value : undefined;
        if (range) {
          let number = 2;
          while (named.some((one) => one.name === `${name}_${number}`)) number++;
          const fix = fixed ? undefined : replace(range, `${name}_${number}`, `Rename to ${name}_${number}`);
          findings.push({ message: `There is another ${what} "${name}" above.`, range, fix });
        }
        seen.add(name);
      }
    };
    const tools = Array.isArray(agent.body.tools) ? (agent.body.tools as readonly Json[]) : [];
    check(
      "tool",
      tools.flatMap((tool, i): { name: string; path: Path; fixed?: true }[] => {
        if (typeof tool === "string") return [{ name: tool, path: ["tools", i], fixed: true }];
        if (!isObject(tool)) return [];
        if (typeof tool.name === "string") return [{ name: tool.name, path: ["tools", i, "name"] }];
        return [];
      }),
    );
    check(
      "step",
      workflowsIn(agent.body.workflow, ["workflow"]).flatMap(({ body, path }) =>
        partsOf(body, path).flatMap(({ value, path: at }) =>
          isObject(value) && typeof value.id === "string" ? [{ name: value.id, path: [...at, "id"] }] : [],
        ),
      ),
    );
    return findings;
  },
};

/** The values that an expression such as `state.topic` can have, when the file says so. */
function valuesOf(agent: AgentPart, by: Json | undefined): readonly string[] | undefined {
  if (typeof by !== "string") return undefined;
  const { root } = parseExpression(by);
  if (root?.kind !== "name" || root.path.length !== 2) return undefined;
  const [scope, name = ""] = root.path;
  const schema =
    scope === "inputs" ? agent.variable(name)?.schema : scope === "state" ? agent.facts.written(name) : undefined;
  const allowed = isObject(schema) ? schema.enum : undefined;
  return Array.isArray(allowed) ? allowed.map(String) : undefined;
}

export const routes: AgentRule = {
  id: "AG206",
  scope: "agent",
  severity: "error",
  check: (agent) =>
    workflowsIn(agent.body.workflow, ["workflow"]).flatMap(({ body, path }) => {
      const values = isObject(body.routes) ? valuesOf(agent, body.by) : undefined;
      if (!values || !isObject(body.routes)) return [];
      const named = Object.keys(body.routes);
      const findings: Finding[] = [];
      const missing = values.filter((value) => !named.includes(value));
      for (const name of named) {
        const range = values.includes(name) ? undefined : agent.rangeAt(...path, "routes", name)?.key;
        if (!range) continue;
        const near = nearest(name, missing);
        const message = `${String(body.by)} is never "${name}". It is one of ${values.join(", ")}.`;
        findings.push({ message, range, fix: near ? replace(range, near) : undefined });
      }
      const range = agent.rangeAt(...path, "routes")?.key;
      if (missing.length > 0 && body.default === undefined && range && findings.length === 0) {
        const message = `There is no route for ${missing.join(", ")}, and no "default".`;
        const [first] = Object.values(body.routes);
        const title = `Add a route for ${missing[0]}`;
        const fix =
          typeof first === "string"
            ? insertKey(agent, [...path, "routes"], `${missing[0]}: ${first}`, title)
            : undefined;
        findings.push({ message, range, fix });
      }
      return findings;
    }),
};

export const endlessLoop: AgentRule = {
  id: "AG207",
  scope: "agent",
  severity: "error",
  check: (agent) =>
    workflowsIn(agent.body.workflow, ["workflow"]).flatMap(({ body, path, type }): Finding[] => {
      if (type !== "loop") return [];
      const findings: Finding[] = [];
      // Where the schema would say it too.
      const range = agent.rangeAt(...path, Object.keys(body)[0] ?? "type")?.key;
      if (body.max_iterations === undefined && range) {
        const fix = insertKey(agent, path, "max_iterations: 3");
        findings.push({
          message: '"max_iterations" is missing: this loop would run until the budget ends.',
          range,
          fix,
        });
      }
      if (typeof body.until !== "string") return findings;
      const { root, names } = parseExpression(body.until);
      const written = keysWritten(agent, body, path);
      const states = names.filter((one) => one.path[0] === "state").map((one) => one.path[1] ?? "");
      const place = agent.rangeAt(...path, "until")?.value;
      if (!root || !place || !written || states.some((key) => written.has(key))) return findings;
      const message = `Nothing inside of this loop changes ${names.length === 0 ? "this" : names.map((one) => one.path.join(".")).join(", ")}: it always runs "max_iterations" times, or once.`;
      findings.push({ severity: "warning", message, range: place });
      return findings;
    }),
};

/** The state keys that the steps of a workflow write; undefined when a step's agent cannot be seen. */
function keysWritten(
  agent: AgentPart,
  body: Parameters<typeof partsOf>[0],
  path: Path,
): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  const add = (key: Json | undefined) => {
    if (typeof key === "string") keys.add(key);
  };
  for (const workflow of workflowsIn(body, path)) {
    add(workflow.body.output_key);
    for (const { value } of partsOf(workflow.body, workflow.path)) {
      if (isObject(value)) add(value.output_key);
      const named = agentOf(value);
      if (!named) continue;
      if (!agent.facts.agent(named.name)) return undefined;
      for (const key of agent.facts.keysOf(named.name).split("\n")) add(key);
    }
  }
  keys.delete("");
  return keys;
}

export const parallelWrites: AgentRule = {
  id: "AG208",
  scope: "agent",
  severity: "warning",
  check: (agent) =>
    workflowsIn(agent.body.workflow, ["workflow"]).flatMap(({ body, path, type }) => {
      if (type !== "parallel") return [];
      const seen = new Set<string>();
      return partsOf(body, path).flatMap(({ value, path: at }): Finding[] => {
        const named = agentOf(value);
        const own = isObject(value) && typeof value.output_key === "string" ? [value.output_key] : undefined;
        const keys = own ?? (named && agent.facts.agent(named.name) ? agent.facts.keysOf(named.name).split("\n") : []);
        const twice = keys.find((key) => key !== "" && seen.has(key));
        for (const key of keys) seen.add(key);
        const range =
          twice === undefined ? undefined : agent.rangeAt(...at, ...(own ? ["output_key"] : (named?.key ?? [])))?.value;
        return range ? [{ message: `Another step that runs at the same time writes state.${twice} too.`, range }] : [];
      });
    }),
};

export const routedDescriptions: AgentRule = {
  id: "AG209",
  scope: "agent",
  severity: "warning",
  absence: true,
  check(agent) {
    const named = agent.body.sub_agents;
    if (!Array.isArray(named)) return [];
    const seen = new Map<string, string>();
    return (named as readonly Json[]).flatMap((name, i): Finding[] => {
      if (typeof name !== "string" || !agent.facts.agent(name)) return [];
      const range = agent.rangeAt("sub_agents", i)?.value;
      if (!range) return [];
      const description = agent.facts.description(name);
      if (typeof description !== "string" || description.trim() === "") {
        return [{ message: `${name} has no "description": when to hand over to it is guessed from its name.`, range }];
      }
      const plain = description
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
        .trim();
      const other = seen.get(plain);
      seen.set(plain, name);
      if (other === undefined || other === name) return [];
      return [{ message: `${name} and ${other} are described alike: which of them is asked is chance.`, range }];
    });
  },
};
