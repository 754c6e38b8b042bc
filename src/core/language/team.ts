import type { Range } from "vscode-languageserver-types";
import { kept } from "../base/kept.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { type Placed, rangeOf } from "../document/node.ts";
import { bareKeyRange, bareRange, entriesOf, entryAt, itemsOf, textAt } from "./parts.ts";

/** Who works with whom in a definition: its agents, who hands over to whom, and the steps of its workflows. */
export interface Team {
  /** The file's own agent first, then those under `agents` in their order. */
  readonly agents: readonly TeamAgent[];
  readonly edges: readonly TeamEdge[];
  readonly workflows: readonly TeamWorkflow[];
  readonly steps: readonly TeamStep[];
  /** Where a run may begin: the file's own agent; all agents when the file is only a collection of them. */
  readonly entries: readonly Path[];
}

export interface TeamAgent {
  readonly name: string;
  /** `[]` for the file's own agent, `["agents", "triage"]` for one of its team. */
  readonly path: Path;
  /** Of the bare name: the value of `name`, or the key under `agents`. */
  readonly range: Range;
  readonly description?: string;
}

/** What an edge comes from: `tool` is a tool of type agent, `a2a` an agent on another machine. */
export type EdgeKind = "sub_agent" | "step" | "route" | "default" | "tool" | "a2a";

/** One agent calls, or hands over to, another. */
export interface TeamEdge {
  /** The agent whose body says so. */
  readonly from: Path;
  /** As written, without `a2a:`: a name, the path of a file, an address. */
  readonly to: string;
  /** "missing": it looks like a name, and no agent of this file has it. */
  readonly target: "agent" | "file" | "address" | "missing";
  readonly kind: EdgeKind;
  readonly path: Path;
  /** Of the bare name or path, without quotes. */
  readonly range: Range;
  /** The value of a route: `billing` in `billing: billing_agent`. */
  readonly when?: string;
}

export interface TeamWorkflow {
  readonly agent: Path;
  readonly path: Path;
  readonly type?: string;
}

export interface TeamStep {
  /** Only a step with an `id` can be named elsewhere. */
  readonly id?: string;
  readonly agent: Path;
  readonly path: Path;
  /** Of the bare id; of the whole step when it has none. */
  readonly range: Range;
}

export const teamOf = kept(read);

/** Whether a reference to an agent names a file. */
export function isAgentFile(reference: string): boolean {
  return /\.ya?ml$/i.test(reference) || (reference.includes("/") && !reference.includes("{{"));
}

/** The keys by which a file shows that its own agent does something. */
const working = new Set([
  "model",
  "system_instruction",
  "input",
  "messages",
  "workflow",
  "sub_agents",
  "tools",
  "extends",
  "base_agent",
  "instructions_file",
]);

function read(document: AgentDocument): Team {
  const { root } = document;
  const members = entriesOf(document, entryAt(document, root, "agents"));
  const name = textAt(document, entryAt(document, root, "name"));
  const nowhere = { line: 0, character: 0 };
  const own: TeamAgent = {
    name: name?.text ?? "agent",
    path: [],
    range: name ? bareRange(name.node, name.base) : { start: nowhere, end: nowhere },
    ...described(document, root),
  };
  const agents = [
    own,
    ...members.map((entry) => ({
      name: entry.name,
      path: ["agents", entry.name],
      range: bareKeyRange(entry),
      ...described(document, entry),
    })),
  ];
  const reader = new BodyReader(document, new Set(members.map((entry) => entry.name)));
  if (root) reader.body(root, []);
  for (const key of ["defaults"]) {
    const defaults = entryAt(document, root, key);
    if (defaults) reader.body(defaults, [key]);
  }
  for (const entry of members) reader.body(entry, ["agents", entry.name]);
  const works = entriesOf(document, root).some((entry) => working.has(entry.name)) || members.length === 0;
  return {
    agents,
    edges: reader.edges,
    workflows: reader.workflows,
    steps: reader.steps,
    entries: works ? [[]] : agents.slice(1).map((agent) => agent.path),
  };
}

function described(document: AgentDocument, body: Placed | undefined): { description?: string } {
  const description = textAt(document, entryAt(document, body, "description"))?.text;
  return description === undefined ? {} : { description };
}

const mostSteps = 20_000;

class BodyReader {
  readonly edges: TeamEdge[] = [];
  readonly workflows: TeamWorkflow[] = [];
  readonly steps: TeamStep[] = [];
  readonly #document: AgentDocument;
  readonly #names: ReadonlySet<string>;

  constructor(document: AgentDocument, names: ReadonlySet<string>) {
    this.#document = document;
    this.#names = names;
  }

  body(placed: Placed, agent: Path): void {
    const document = this.#document;
    const subAgents = itemsOf(document, entryAt(document, placed, "sub_agents"));
    for (const [i, item] of subAgents.entries()) this.#refer(item, [...agent, "sub_agents", i], agent, "sub_agent");
    for (const [i, tool] of itemsOf(document, entryAt(document, placed, "tools")).entries()) {
      if (textAt(document, entryAt(document, tool, "type"))?.text !== "agent") continue;
      this.#refer(entryAt(document, tool, "agent"), [...agent, "tools", i, "agent"], agent, "tool");
    }
    const workflow = entryAt(document, placed, "workflow");
    if (workflow) this.#workflow(workflow, [...agent, "workflow"], agent, 0);
  }

  #workflow(placed: Placed, path: Path, agent: Path, depth: number): void {
    // An alias may name what is around it, and many times.
    if (depth > 32 || this.workflows.length + this.steps.length > mostSteps) return;
    const document = this.#document;
    const type = textAt(document, entryAt(document, placed, "type"))?.text;
    this.workflows.push({ agent, path, ...(type === undefined ? {} : { type }) });
    for (const [i, step] of itemsOf(document, entryAt(document, placed, "steps")).entries()) {
      this.#step(step, [...path, "steps", i], agent, depth);
    }
    for (const route of entriesOf(document, entryAt(document, placed, "routes"))) {
      this.#target(route, [...path, "routes", route.name], agent, "route", depth, route.name);
    }
    this.#target(entryAt(document, placed, "default"), [...path, "default"], agent, "default", depth);
  }

  #step(placed: Placed, path: Path, agent: Path, depth: number): void {
    const document = this.#document;
    const id = textAt(document, entryAt(document, placed, "id"));
    this.steps.push({
      ...(id ? { id: id.text } : {}),
      agent,
      path,
      range: id ? bareRange(id.node, id.base) : rangeOf(placed.node.span, placed.base),
    });
    this.#target(placed, path, agent, "step", depth);
  }

  /** A name, `{agent: name}`, `{ref: path}`, or a workflow of its own. */
  #target(placed: Placed | undefined, path: Path, agent: Path, kind: EdgeKind, depth: number, when?: string): void {
    const document = this.#document;
    if (!placed) return;
    this.#refer(placed, path, agent, kind, when);
    for (const key of ["agent", "ref", "file"]) {
      this.#refer(entryAt(document, placed, key), [...path, key], agent, kind, when);
    }
    const nested = ["type", "steps", "routes"].some((key) => entryAt(document, placed, key));
    if (nested) this.#workflow(placed, path, agent, depth + 1);
  }

  #refer(placed: Placed | undefined, path: Path, from: Path, kind: EdgeKind, when?: string): void {
    const found = textAt(this.#document, placed);
    if (!found) return;
    const { text, node, base } = found;
    const whole = bareRange(node, base);
    const add = (to: string, target: TeamEdge["target"], range: Range, as = kind) => {
      this.edges.push({ from, to, target, kind: as, path, range, ...(when === undefined ? {} : { when }) });
    };
    if (this.#names.has(text)) add(text, "agent", whole);
    else if (text.startsWith("a2a:")) {
      const start = { line: whole.start.line, character: whole.start.character + "a2a:".length };
      add(text.slice("a2a:".length), "address", { start, end: whole.end }, "a2a");
    } else if (isAgentFile(text)) add(text, "file", whole);
    else add(text, "missing", whole);
  }
}
