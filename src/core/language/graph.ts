import type { Position, Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject, own } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { AgentDefinition, Path, ThinkingLevel, ToolDefinition } from "../document/definition.ts";
import type { FlatDocument } from "../document/extend.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { agentKeys } from "../schema/agentSchema.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { modelOf } from "../tokens/prices.ts";
import type { CostRange } from "../tokens/prior.ts";
import { holds } from "./holds.ts";
import { estimateAt } from "./lens.ts";
import { isAgentFile, teamOf } from "./team.ts";
import { typeOf, valueAt } from "./variables.ts";

/** The picture of a definition: who works, in which order, and who calls whom. Plain data, with every place in the file. */
export interface TeamGraph {
  /** Of the file's own agent. */
  readonly name: string;
  /** "single": one agent and nobody else, with its variables. "empty": the file defines no agent. */
  readonly kind: "team" | "single" | "empty";
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly variables: readonly GraphPart[];
  /** There is more than a picture can show. */
  readonly cut: boolean;
}

export interface GraphNode {
  readonly id: string;
  /**
   * "team": an agent whose work is a workflow. "file", "address", "missing": an agent that is not in this file.
   * "merge": where ways come together; it has no words.
   */
  readonly kind: "agent" | "team" | "file" | "address" | "missing" | "router" | "parallel" | "join" | "loop" | "merge";
  readonly title: string;
  /** "sequential, 3 steps", "by state.topic", "up to 3 rounds". */
  readonly detail?: string;
  readonly description?: string;
  /** The id of the step in which it works. */
  readonly step?: string;
  readonly model?: string;
  readonly level?: ThinkingLevel;
  /** The level is the model's own: the file says none. */
  readonly levelIsDefault?: boolean;
  readonly cost?: CostRange;
  readonly tools: readonly GraphPart[];
  readonly notes: readonly GraphNote[];
  /** Where it is written: what a click goes to. */
  readonly range: Range;
  /** The file that says it, when this one inherits it: a click goes there. */
  readonly origin?: GraphOrigin;
  /** Where the cursor is on it: in this file. */
  readonly spans: readonly Range[];
  /** The path of another definition, as written. */
  readonly file?: string;
}

export interface GraphOrigin {
  /** Relative to the definition. */
  readonly file: string;
  readonly range: Range;
}

export interface GraphNote {
  readonly tone: "error" | "warning" | "info";
  readonly text: string;
}

/** A tool or a variable: a line of its own. */
export interface GraphPart {
  readonly title: string;
  /** "function", "built in", "text, required". */
  readonly detail: string;
  readonly range: Range;
  readonly origin?: GraphOrigin;
  /** Where the cursor is on it; absent when another file says it. */
  readonly span?: Range;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** "again": back to the beginning of a loop. "otherwise": past a step whose condition does not hold. */
  readonly kind: "next" | "route" | "default" | "otherwise" | "again" | "sub_agent" | "tool";
  readonly label?: string;
}

/** What a server answers about an open definition. */
export interface TeamAnswer {
  /** Of the text. */
  readonly version: number;
  readonly graph: TeamGraph;
  /** The first mistake of form: the picture lacks what stands behind it. The line counts from 1. */
  readonly broken?: { readonly line: number; readonly message: string };
}

/** More would be no picture any more. */
export const mostNodes = 400;

/** With what it inherits, when that is given. */
export function graphOf(document: AgentDocument | FlatDocument, estimates: readonly Estimate[] = []): TeamGraph {
  return new GraphReader(document, estimates).read();
}

/** The node on which the cursor is, and which of its tools: the smallest place that holds it. */
export function nodeAt(
  graph: TeamGraph,
  position: Position,
): { readonly node: string; readonly tool?: number } | undefined {
  let best: { node: string; tool?: number } | undefined;
  let smallest: Range | undefined;
  const consider = (span: Range, found: { node: string; tool?: number }) => {
    if (!holds(span, position) || (smallest && !isInside(span, smallest))) return;
    best = found;
    smallest = span;
  };
  for (const node of graph.nodes) {
    for (const span of node.spans) consider(span, { node: node.id });
    node.tools.forEach((tool, i) => {
      if (tool.span) consider(tool.span, { node: node.id, tool: i });
    });
  }
  return best;
}

/** A way that is still open at its end: where it comes from, and what is written on it. */
interface Exit {
  readonly from: string;
  readonly kind: GraphEdge["kind"];
  readonly label?: string;
}

type Draft = { -readonly [K in keyof GraphNode]: GraphNode[K] } & { notes: GraphNote[]; spans: Range[] };

class GraphReader {
  readonly #document: AgentDocument | FlatDocument;
  readonly #estimates: readonly Estimate[];
  readonly #agents: ReadonlyMap<string, AgentDefinition>;
  readonly #own: AgentDefinition | undefined;
  readonly #nodes = new Map<string, Draft>();
  readonly #edges = new Map<string, GraphEdge>();
  /** Agents whose tools and sub-agents are still to be drawn. */
  readonly #open: { readonly node: string; readonly agent: AgentDefinition }[] = [];

  constructor(document: AgentDocument | FlatDocument, estimates: readonly Estimate[]) {
    this.#document = document;
    this.#estimates = estimates;
    const [first, ...members] = isObject(document.value) ? agentsOf(document) : [];
    this.#own = first;
    this.#agents = new Map(members.map((agent) => [agent.name, agent]));
  }

  read(): TeamGraph {
    const agent = this.#own;
    if (!agent || !isDefinition(this.#document.value)) {
      return { name: agent?.name ?? "", kind: "empty", nodes: [], edges: [], variables: [], cut: false };
    }
    const { entries } = teamOf("own" in this.#document ? this.#document.own : this.#document);
    if (entries.some((path) => path.length === 0)) this.#agent(agent, "root");
    this.#drain();
    const collection = this.#nodes.size === 0;
    for (const member of this.#agents.values()) {
      if (this.#nodes.has(memberId(member.name)) || this.#nodes.size > mostNodes) continue;
      this.#agent(member, memberId(member.name));
      if (!collection) this.#note(memberId(member.name), "warning", "nobody calls it");
      this.#drain();
    }
    const single = this.#nodes.size === 1 && this.#edges.size === 0 && this.#agents.size === 0;
    const nodes = [...this.#nodes.values()];
    return {
      name: agent.name,
      kind: single ? "single" : "team",
      nodes,
      edges: [...this.#edges.values()],
      variables: single ? this.#variables(agent) : [],
      cut: nodes.length > mostNodes,
    };
  }

  /** Who is handed the conversation, and who is called as a tool: one agent after the other, so that circles end. */
  #drain(): void {
    for (let next = this.#open.shift(); next; next = this.#open.shift()) {
      const { node, agent } = next;
      const body = this.#bodyOf(agent);
      listOf(body.sub_agents).forEach((reference, i) => {
        if (typeof reference !== "string") return;
        this.#edge({ from: node, kind: "sub_agent" }, this.#reference(reference, [...agent.path, "sub_agents", i]));
      });
      listOf(body.tools).forEach((tool, i) => {
        if (!isObject(tool) || tool.type !== "agent" || typeof tool.agent !== "string") return;
        this.#edge({ from: node, kind: "tool" }, this.#reference(tool.agent, [...agent.path, "tools", i]));
      });
    }
  }

  #bodyOf(agent: AgentDefinition): JsonObject {
    const body = valueAt(this.#document.value, agent.path);
    return isObject(body) ? body : {};
  }

  // Agents

  /** Draws an agent and, when it is a team, its work; the ways out of it. */
  #agent(agent: AgentDefinition, id: string, step?: Step): Exit[] {
    const cost = estimateAt(this.#estimates, agent.path)?.cost;
    const level = levelOf(agent);
    const team = agent.workflow !== undefined;
    const node = this.#node({
      id,
      kind: team ? "team" : "agent",
      title: agent.name,
      ...(team ? { detail: workflowText(agent.workflow) } : level),
      ...(agent.description === undefined ? {} : { description: agent.description }),
      ...(team || agent.model === undefined ? {} : { model: agent.model }),
      ...(cost ? { cost } : {}),
      tools: agent.tools.flatMap((tool) => this.#tool(tool)),
      range: agent.nameRange,
      ...this.#origin(agent.path.length === 0 ? ["name"] : agent.path, agent.path.length === 0 ? "value" : "key"),
      spans: this.#spansOf(agent),
    });
    this.#open.push({ node: id, agent });
    if (step) this.#usedIn(node, step);
    if (!agent.workflow) return [{ from: id, kind: "next" }];
    return this.#workflow(agent.workflow, [...agent.path, "workflow"], [{ from: id, kind: "next" }], 1);
  }

  /** The whole entry under `agents`; of the file's own agent each key that is about it. */
  #spansOf(agent: AgentDefinition): Range[] {
    if (agent.path.length > 0) return this.#span(agent.path);
    const keys = ["format", "name", "version", "extends", ...Object.keys(agentKeys)].filter((key) => key !== "budget");
    return keys.flatMap((key) => this.#span([key]));
  }

  #usedIn(node: Draft, step: Step): void {
    if (step.id !== undefined) node.step = step.id;
    if (step.skip) node.notes = [...node.notes, { tone: "info", text: "skipped" }];
    node.spans.push(...this.#span(step.path));
  }

  /** The node of an agent that is named somewhere: drawn when it is not there yet. */
  #reference(reference: string, path: Path): string {
    const known = this.#agents.get(reference);
    const id = known ? memberId(reference) : outsideId(reference);
    const drawn = this.#nodes.get(id);
    if (drawn) drawn.spans.push(...this.#span(path));
    else if (known) {
      this.#agent(known, id);
      this.#nodes.get(id)?.spans.push(...this.#span(path));
    } else this.#outside(reference, id, path);
    return id;
  }

  #outside(reference: string, id: string, path: Path): Draft {
    const [span] = this.#span(path);
    const kind = reference.startsWith("a2a:") ? "address" : isAgentFile(reference) ? "file" : "missing";
    const node = this.#node({
      id,
      kind,
      title: kind === "address" ? reference.slice("a2a:".length) : kind === "file" ? baseName(reference) : reference,
      ...(kind === "file" ? { detail: reference.replace(/^\.\//, ""), file: reference } : {}),
      ...(kind === "address" ? { detail: "on another machine" } : {}),
      tools: [],
      range: this.#document.rangeAt(path)?.value ?? span ?? top,
      ...this.#origin(path, "value"),
      spans: span ? [span] : [],
    });
    if (kind === "missing") this.#note(id, "error", "no agent of this name");
    return node;
  }

  // Workflows

  #workflow(workflow: JsonObject, path: Path, ins: readonly Exit[], depth: number): Exit[] {
    // Aliases may name what is around them.
    if (depth > 16 || this.#nodes.size > mostNodes) return [...ins];
    const { type } = workflow;
    const steps = listOf(own(workflow, "steps")).map((step, i) => ({ step, at: [...path, "steps", i] }));
    if (type === "parallel") return this.#parallel(workflow, path, steps, ins, depth);
    if (type === "router") return this.#router(workflow, path, ins, depth);
    if (type !== "loop")
      return steps.reduce<Exit[]>((from, { step, at }) => this.#step(step, at, from, depth), [...ins]);
    const loop = this.#control("loop", path, "loop", loopText(workflow));
    this.#join(ins, loop);
    const ends = steps.reduce<Exit[]>(
      (from, { step, at }) => this.#step(step, at, from, depth),
      [{ from: loop, kind: "next" }],
    );
    const last = this.#single(ends, [...path, "end"]);
    this.#edge({ from: last.from, kind: "again", label: "again" }, loop);
    const until = text(workflow.until);
    return [{ from: last.from, kind: "next", ...(until === undefined ? {} : { label: `until ${until}` }) }];
  }

  #parallel(
    workflow: JsonObject,
    path: Path,
    steps: readonly { step: Json; at: Path }[],
    ins: readonly Exit[],
    depth: number,
  ): Exit[] {
    const fork = this.#control("parallel", path, "parallel", counted(steps.length, "step"));
    this.#join(ins, fork);
    const ends = steps.flatMap(({ step, at }) => this.#step(step, at, [{ from: fork, kind: "next" }], depth));
    const { join } = workflow;
    const any = isObject(join) ? join.any : undefined;
    const words = join === "first" ? "first one done" : typeof any === "number" ? `${any} done` : "all done";
    const meet = this.#control("join", path, words);
    this.#join(ends, meet);
    return [{ from: meet, kind: "next" }];
  }

  #router(workflow: JsonObject, path: Path, ins: readonly Exit[], depth: number): Exit[] {
    const by = text(workflow.by);
    const router = this.#control("router", path, "router", by === undefined ? undefined : `by ${by}`);
    this.#join(ins, router);
    const routes = isObject(workflow.routes) ? Object.entries(workflow.routes) : [];
    // Values that lead to one agent share its node and their way.
    const ways = new Map<string, { target: Json; labels: string[]; paths: Path[]; kind: GraphEdge["kind"] }>();
    const add = (key: string, target: Json, label: string, at: Path, kind: GraphEdge["kind"]) => {
      const way = ways.get(key);
      if (!way) ways.set(key, { target, labels: [label], paths: [at], kind });
      else {
        way.labels.push(label);
        way.paths.push(at);
      }
    };
    for (const [value, target] of routes) {
      const at = [...path, "routes", value];
      add(typeof target === "string" ? target : JSON.stringify(at), target ?? null, value, at, "route");
    }
    if (workflow.default !== undefined) {
      const { default: target } = workflow;
      add(typeof target === "string" ? target : "default", target, "otherwise", [...path, "default"], "default");
    }
    return [...ways.values()].flatMap(({ target, labels, paths, kind }) => {
      const [first = path, ...more] = paths;
      const exit: Exit = { from: router, kind, label: labels.join(", ") };
      const before = this.#edges.size;
      const ends = this.#step(target, first, [exit], depth);
      const [reached] = [...this.#edges.values()].slice(before);
      for (const at of more) this.#nodes.get(reached?.to ?? "")?.spans.push(...this.#span(at));
      return ends;
    });
  }

  /** A name, `{agent: name}`, or a workflow of its own; with a condition also the way past it. */
  #step(value: Json, path: Path, ins: readonly Exit[], depth: number): Exit[] {
    if (this.#nodes.size > mostNodes) return [...ins];
    const body = isObject(value) ? value : {};
    const reference = text(value) ?? text(body.agent);
    const when = text(body.when);
    const skip = body.skip === true;
    const id = text(body.id);
    const step: Step = { path, skip, ...(id === undefined ? {} : { id }) };
    let from: readonly Exit[] = ins;
    if (when !== undefined) {
      const before = this.#single(ins, path);
      from = [{ ...before, label: `if ${when}` }];
      if (before.label !== undefined) {
        // One way carries one label.
        const merge = this.#merge(path);
        this.#join([before], merge);
        from = [{ from: merge, kind: "next", label: `if ${when}` }];
      }
    }
    const ends = this.#work(body, reference, step, from, depth);
    const past = from[0];
    return when !== undefined && past ? [...ends, { from: past.from, kind: "otherwise", label: "otherwise" }] : ends;
  }

  #work(body: JsonObject, reference: string | undefined, step: Step, ins: readonly Exit[], depth: number): Exit[] {
    if (reference === undefined) {
      const nested = ["type", "steps", "routes"].some((key) => own(body, key) !== undefined);
      return nested ? this.#workflow(body, step.path, ins, depth + 1) : [...ins];
    }
    const agent = this.#agents.get(reference);
    const first = agent ? memberId(reference) : outsideId(reference);
    const id = this.#nodes.has(first) ? this.#free(first) : first;
    if (!agent) {
      this.#usedIn(this.#outside(reference, id, this.#referencePath(step.path)), step);
      this.#join(ins, id);
      return [{ from: id, kind: "next" }];
    }
    this.#join(ins, id);
    if (id === first) return this.#agent(agent, id, step);
    // Working a second time, it is drawn again, and its own team is not.
    const again = this.#nodes.get(first);
    if (again) this.#usedIn(this.#node({ ...again, id, tools: [], notes: [], spans: [] }), step);
    return [{ from: id, kind: "next" }];
  }

  #referencePath(step: Path): Path {
    return this.#document.rangeAt([...step, "agent"]) ? [...step, "agent"] : step;
  }

  #control(kind: GraphNode["kind"], path: Path, title: string, detail?: string): string {
    const id = `${kind}:${path.join("/")}`;
    const range = this.#document.rangeAt(path);
    this.#node({
      id,
      kind,
      title,
      ...(detail === undefined ? {} : { detail }),
      tools: [],
      range: range?.key ?? (range ? { start: range.value.start, end: range.value.start } : top),
      ...this.#origin(path, "key"),
      spans: kind === "join" ? [] : this.#span(path),
    });
    return id;
  }

  /** Several open ways made one. */
  #single(ins: readonly Exit[], path: Path): Exit {
    const [only, second] = ins;
    if (only && !second) return only;
    const merge = this.#merge(path);
    this.#join(ins, merge);
    return { from: merge, kind: "next" };
  }

  #merge(path: Path): string {
    const id = this.#free(`merge:${path.join("/")}`);
    this.#node({ id, kind: "merge", title: "", tools: [], range: top, spans: [] });
    return id;
  }

  // Parts

  #tool(tool: ToolDefinition): GraphPart[] {
    const place = this.#document.rangeAt(tool.path);
    // Another agent as a tool is an edge.
    if (!place || (tool.kind === "other" && tool.type === "agent")) return [];
    const name = this.#document.rangeAt([...tool.path, "name"]);
    const [span] = this.#span(tool.path);
    const at = {
      range: name?.value ?? place.value,
      ...this.#origin(name ? [...tool.path, "name"] : tool.path, "value"),
      ...(span ? { span } : {}),
    };
    switch (tool.kind) {
      case "function":
        return [{ title: tool.name, detail: "function", ...at }];
      case "builtin":
        return [{ title: tool.type, detail: "built in", ...at }];
      case "ref":
        return [{ title: baseName(tool.file), detail: "shared", ...at }];
      case "other":
        return [{ title: text(own(tool.value, "name")) ?? tool.type, detail: tool.type, ...at }];
    }
  }

  #variables(agent: AgentDefinition): GraphPart[] {
    return agent.inputs.flatMap((input) => {
      // The `input` that every agent has stands nowhere.
      const place = input.path.includes("inputs") ? this.#document.rangeAt(input.path) : undefined;
      const [span] = this.#span(input.path);
      if (!place) return [];
      const needs = input.required ? "required" : input.default === undefined ? "optional" : "has a default";
      const detail = `${typeOf(input.schema)}, ${needs}${input.untrusted ? ", untrusted" : ""}`;
      const at = { ...this.#origin(input.path, "key"), ...(span ? { span } : {}) };
      return [{ title: input.name, detail, range: place.key ?? place.value, ...at }];
    });
  }

  #node(node: Omit<GraphNode, "notes"> & { notes?: readonly GraphNote[] }): Draft {
    const draft: Draft = { ...node, notes: [...(node.notes ?? [])], spans: [...node.spans] };
    this.#nodes.set(node.id, draft);
    return draft;
  }

  #note(id: string, tone: GraphNote["tone"], words: string): void {
    const node = this.#nodes.get(id);
    if (node) node.notes = [...node.notes, { tone, text: words }];
  }

  #join(ins: readonly Exit[], to: string): void {
    for (const exit of ins) this.#edge(exit, to);
  }

  #edge({ from, kind, label }: Exit, to: string): void {
    const id = `${from} ${kind} ${to}`;
    if (from === to || this.#edges.has(id)) return;
    this.#edges.set(id, { id, from, to, kind, ...(label === undefined ? {} : { label }) });
  }

  #free(id: string): string {
    for (let n = 2; ; n++) if (!this.#nodes.has(`${id}#${n}`)) return `${id}#${n}`;
  }

  /** Where an inherited part is written. */
  #origin(path: Path, part: "key" | "value"): { readonly origin?: GraphOrigin } {
    const found = "originOf" in this.#document ? this.#document.originOf(path) : undefined;
    if (found?.file === undefined) return {};
    const range = part === "key" ? (found.key ?? { start: found.range.start, end: found.range.start }) : found.range;
    return { origin: { file: found.file, range } };
  }

  /** From the key to the end of the value, when this file says it. */
  #span(path: Path): Range[] {
    const found = this.#origin(path, "key").origin ? undefined : this.#document.rangeAt(path);
    return found ? [{ start: (found.key ?? found.value).start, end: found.value.end }] : [];
  }
}

interface Step {
  readonly path: Path;
  readonly id?: string;
  readonly skip: boolean;
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function isDefinition(value: Json): boolean {
  if (!isObject(value)) return false;
  const { format } = value;
  return typeof format === "string" ? format.startsWith("agent/") : Object.keys(value).length > 0;
}

function memberId(name: string): string {
  return `agent:${name}`;
}

function outsideId(reference: string): string {
  return `outside:${reference}`;
}

function levelOf(agent: AgentDefinition): Pick<GraphNode, "level" | "levelIsDefault"> {
  const said = agent.generationConfig.thinkingLevel;
  if (said) return { level: said };
  const level = agent.model === undefined ? undefined : modelOf(agent.model)?.thinking?.default;
  return level ? { level, levelIsDefault: true } : {};
}

function workflowText(workflow: JsonObject | undefined): string {
  const type = text(workflow?.type) ?? "workflow";
  return workflow?.steps === undefined ? type : `${type}, ${counted(listOf(workflow.steps).length, "step")}`;
}

function loopText({ max_iterations: most }: JsonObject): string | undefined {
  return typeof most === "number" ? `up to ${counted(most, "round")}` : undefined;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function baseName(file: string): string {
  return (file.split("/").at(-1) ?? file).replace(/\.(agent|tool)\.ya?ml$/, "");
}

function isInside(inner: Range, outer: Range): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
