import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import { kept } from "../base/kept.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { parseExpression } from "../document/expression.ts";
import type { Placed, ScalarNode } from "../document/node.ts";
import { NodeMemo } from "../document/nodeMemo.ts";
import { fileReferences } from "./fileReferences.ts";
import { bareKeyRange, bareRange, entriesOf, entryAt, followed, itemsOf, textAt } from "./parts.ts";
import { promptsOf, templateOf } from "./prompts.ts";
import { scalarText } from "./scalarText.ts";
import { isAgentFile, teamOf } from "./team.ts";
import { type Frame, type NamePart, type TemplateUse, templateUses } from "./templateUses.ts";

export type SymbolKind = "variable" | "agent" | "tool" | "step" | "file" | "state" | "secret" | "dataset" | "variant";

/**
 * One place where a name stands that means something elsewhere. Places with the same kind, name and scope mean the same
 * thing: from this one list follow definition, references, highlights, rename, linked editing and semantic tokens.
 */
export interface Occurrence {
  readonly kind: SymbolKind;
  /** Of a file: its path as written. */
  readonly name: string;
  /**
   * Whose name it is. A variable: the body that declares it (`[]`, `["defaults"]`, `["agents", name]`), or the map of
   * properties that it stands in. The file's own agent: `[]`; the others: `["agents"]`. A column of rows that is none of
   * the file's variables: its data set.
   * Other names belong to the whole file: `[]`.
   */
  readonly scope: Path;
  /** "write": a place that sets it, such as `output_key`. */
  readonly role: "definition" | "reference" | "write";
  /** Of the bare name, without quotes. */
  readonly range: Range;
  readonly path: Path;
  /** The definition that the name belongs to, when it is another file: the inputs of a step whose agent is a file. */
  readonly of?: string;
  /** The tool whose argument this is, when this file does not say what arguments it has. */
  readonly tool?: string;
}

/** Every name in a definition, a shared tool or a file of tests, in the order of the text. */
export const occurrences = kept((document: AgentDocument): readonly Occurrence[] => new Collector(document).all());

/** What the body of an agent may stand under. */
const defaults: Path = ["defaults"];

/** A use of a variable whose owner is known only when everything has been read. */
interface Use {
  readonly parts: readonly (NamePart & { readonly range: Range })[];
  readonly use?: TemplateUse;
  readonly path: Path;
  /** The body it stands in; "any": a test gives values to whoever asks for them. */
  readonly body: Path | "any";
  /** The tool around it, whose arguments are `args`. */
  readonly tool?: Path;
  /** The data set of the test around it, whose columns are `row`. */
  readonly dataset?: string;
  /** `inputs` and `state` are said in front: an expression. */
  readonly expression?: boolean;
  /** The data set in whose rows it gives a value. */
  readonly rowOf?: string;
}

type Around = Pick<Use, "body" | "tool" | "dataset">;

class Collector {
  readonly #document: AgentDocument;
  readonly #found: Occurrence[] = [];
  readonly #uses: Use[] = [];
  readonly #bodies: readonly (Placed & { readonly path: Path })[];
  /** The body's path as text → the names it declares. */
  readonly #declared = new Map<string, ReadonlySet<string>>();
  /** Declared by several agents and used where all of them are meant: one variable of the file. */
  readonly #shared = new Set<string>();
  readonly #agents: ReadonlySet<string>;
  readonly #ownName: string | undefined;
  /** Names of tools → where their parameters stand. */
  readonly #parameters = new Map<string, Path>();
  /** Data sets → their columns that have another name than the variable they are for. */
  readonly #columns = new Map<string, ReadonlySet<string>>();

  constructor(document: AgentDocument) {
    this.#document = document;
    const { root } = document;
    const members = entriesOf(document, entryAt(document, root, "agents"));
    this.#agents = new Set(members.map((entry) => entry.name));
    this.#ownName = textAt(document, entryAt(document, root, "name"))?.text;
    const bodies: (Placed & { path: Path })[] = [];
    if (root) bodies.push({ ...root, path: [] });
    const shared = entryAt(document, root, "defaults");
    if (shared) bodies.push({ ...shared, path: defaults });
    for (const entry of members) bodies.push({ ...entry, path: ["agents", entry.name] });
    this.#bodies = bodies;
  }

  all(): readonly Occurrence[] {
    const document = this.#document;
    const { root } = document;
    const format = isObject(document.value) ? document.value.format : undefined;
    if (format === "tool/v1") {
      if (root) this.#tool(root, [], []);
    } else {
      for (const body of this.#bodies) this.#body(body, body.path);
      this.#team();
      this.#file();
    }
    this.#files();
    this.#secrets();
    this.#resolveUses();
    return inOrder(this.#found);
  }

  // Bodies of agents

  #body(placed: Placed, path: Path): void {
    const document = this.#document;
    const inputs = entriesOf(document, entryAt(document, placed, "inputs"));
    this.#declared.set(path.join("\n"), new Set(inputs.map((entry) => entry.name)));
    for (const entry of inputs) {
      const at = [...path, "inputs", entry.name];
      this.#add("variable", entry.name, path, "definition", bareKeyRange(entry), at);
      this.#schema(entry, at, 0);
    }
    this.#state(entryAt(document, placed, "output_key"), [...path, "output_key"]);
    for (const [i, tool] of itemsOf(document, entryAt(document, placed, "tools")).entries()) {
      this.#tool(tool, [...path, "tools", i], path);
    }
    const policy = entryAt(document, placed, "policy");
    for (const key of ["approve", "deny"]) {
      this.#tools(entryAt(document, policy, key), [...path, "policy", key]);
    }
    const choice = entryAt(document, entryAt(document, placed, "generation_config"), "tool_choice");
    this.#allowedTools(entryAt(document, choice, "allowed_tools"), [
      ...path,
      "generation_config",
      "tool_choice",
      "allowed_tools",
    ]);
    const answer = entryAt(document, placed, "response_format");
    const schema = entryAt(document, answer, "schema");
    if (schema) this.#schema(schema, [...path, "response_format", "schema"], 0);
    for (const [i, format] of itemsOf(document, answer).entries()) {
      const each = entryAt(document, format, "schema");
      if (each) this.#schema(each, [...path, "response_format", i, "schema"], 0);
    }
  }

  #tool(placed: Placed, path: Path, body: Path): void {
    const document = this.#document;
    const word = textAt(document, placed);
    if (word) {
      this.#add("tool", word.text, [], "reference", bareRange(word.node, word.base), path);
      return;
    }
    const name = textAt(document, entryAt(document, placed, "name"));
    if (name) this.#add("tool", name.text, [], "definition", bareRange(name.node, name.base), [...path, "name"]);
    const parameters = entryAt(document, placed, "parameters");
    if (parameters) {
      const at = [...path, "parameters"];
      if (name) this.#parameters.set(name.text, at);
      this.#schema(parameters, at, 0);
    }
    this.#allowedTools(entryAt(document, placed, "allowed_tools"), [...path, "allowed_tools"]);
    const run = entryAt(document, placed, "run");
    if (run) this.#templates(run, [...path, "run"], { body, tool: path });
    const headers = entryAt(document, placed, "headers");
    if (headers) this.#templates(headers, [...path, "headers"], { body });
  }

  /** A list of names, or of `{mode, tools: [names]}`, or one such map. */
  #allowedTools(placed: Placed | undefined, path: Path): void {
    const document = this.#document;
    this.#tools(placed, path);
    const tools = entryAt(document, placed, "tools");
    if (tools) this.#tools(tools, [...path, "tools"]);
    for (const [i, item] of itemsOf(document, placed).entries()) {
      this.#tools(entryAt(document, item, "tools"), [...path, i, "tools"]);
    }
  }

  #tools(placed: Placed | undefined, path: Path): void {
    for (const [i, item] of itemsOf(this.#document, placed).entries()) this.#name("tool", item, [...path, i]);
  }

  /** The properties of a JSON Schema are names too: of parts of a variable, of arguments. */
  #schema(placed: Placed, path: Path, depth: number): void {
    if (depth > 16) return;
    const document = this.#document;
    for (const entry of entriesOf(document, placed)) {
      const at = [...path, entry.name];
      switch (entry.name) {
        case "properties":
          for (const property of entriesOf(document, entry)) {
            const inner = [...at, property.name];
            this.#add("variable", property.name, at, "definition", bareKeyRange(property), inner);
            this.#schema(property, inner, depth + 1);
          }
          break;
        case "required":
          for (const [i, item] of itemsOf(document, entry).entries()) {
            this.#name("variable", item, [...at, i], [...path, "properties"]);
          }
          break;
        case "items":
        case "additional_properties":
        case "additionalProperties":
          this.#schema(entry, at, depth + 1);
          break;
        case "anyOf":
        case "oneOf":
        case "allOf":
          for (const [i, item] of itemsOf(document, entry).entries()) this.#schema(item, [...at, i], depth + 1);
          break;
      }
    }
  }

  // Teams

  #team(): void {
    const document = this.#document;
    const team = teamOf(document);
    const tests = isObject(document.value) && document.value.format === "agent-test/v1";
    for (const agent of team.agents) {
      if (agent.path.length === 0 && (tests || this.#ownName === undefined)) continue;
      const path = agent.path.length === 0 ? ["name"] : agent.path;
      this.#add("agent", agent.name, agent.path.slice(0, 1), "definition", agent.range, path);
    }
    for (const { to, target, path, range } of team.edges) {
      if (target === "agent" || target === "missing")
        this.#add("agent", to, this.#agentScope(to), "reference", range, path);
      else if (target === "file") this.#add("file", to, [], "reference", range, path);
    }
    for (const { id, path, range, agent } of team.steps) {
      if (id !== undefined) this.#add("step", id, [], "definition", range, [...path, "id"]);
      this.#workflowPart(path, agent);
    }
    // A nested workflow is a step, and has been read as one.
    for (const { path, agent } of team.workflows) if (path.at(-1) === "workflow") this.#workflowPart(path, agent);
    const session = entryAt(document, entryAt(document, document.root, "session"), "state");
    for (const entry of entriesOf(document, session)) {
      this.#add("state", entry.name, [], "definition", bareKeyRange(entry), ["session", "state", entry.name]);
    }
  }

  #workflowPart(path: Path, body: Path): void {
    const document = this.#document;
    const placed = document.nodeAt(path);
    if (!placed) return;
    for (const key of ["when", "until", "by"]) this.#expression(entryAt(document, placed, key), [...path, key], body);
    this.#state(entryAt(document, placed, "output_key"), [...path, "output_key"]);
    for (const [i, edge] of itemsOf(document, entryAt(document, placed, "edges")).entries()) {
      for (const key of ["from", "to"]) {
        const end = textAt(document, entryAt(document, edge, key));
        if (!end) continue;
        const kind = this.#agents.has(end.text) ? "agent" : "step";
        const scope = kind === "agent" ? ["agents"] : [];
        this.#add(kind, end.text, scope, "reference", bareRange(end.node, end.base), [...path, "edges", i, key]);
      }
      this.#expression(entryAt(document, edge, "when"), [...path, "edges", i, "when"], body);
    }
    const given = entryAt(document, placed, "inputs");
    if (!given) return;
    const called = this.#calledBy(placed);
    for (const entry of entriesOf(document, given)) {
      const at = [...path, "inputs", entry.name];
      const agent = called.find((name) => this.#declared.get(["agents", name].join("\n"))?.has(entry.name));
      const file = called.find(isAgentFile);
      const range = bareKeyRange(entry);
      if (agent !== undefined) this.#add("variable", entry.name, ["agents", agent], "reference", range, at);
      else if (file !== undefined) this.#add("variable", entry.name, [], "reference", range, at, { of: file });
      else this.#variable(entry.name, range, at, called[0] === undefined ? body : ["agents", called[0]]);
    }
    this.#templates(given, [...path, "inputs"], { body });
  }

  /** The agents that a step, or the routes of a router, may call. */
  #calledBy(placed: Placed): readonly string[] {
    const document = this.#document;
    const one = (at: Placed | undefined): readonly string[] => {
      const text = textAt(document, at) ?? textAt(document, entryAt(document, at, "agent"));
      return text ? [text.text] : [];
    };
    return [
      ...one(entryAt(document, placed, "agent")),
      ...entriesOf(document, entryAt(document, placed, "routes")).flatMap(one),
      ...one(entryAt(document, placed, "default")),
    ];
  }

  #agentScope(name: string): Path {
    return name === this.#ownName && !this.#agents.has(name) ? [] : ["agents"];
  }

  // What stands once in a file

  #file(): void {
    const document = this.#document;
    const { root } = document;
    for (const prompt of promptsOf(document)) {
      this.#template(prompt, prompt.path, { body: prompt.agent });
    }
    for (const entry of entriesOf(document, entryAt(document, root, "variants"))) {
      const at = ["variants", entry.name];
      this.#add("variant", entry.name, [], "definition", bareKeyRange(entry), at);
      for (const change of entriesOf(document, entry)) {
        this.#dotted(change.name, bareKeyRange(change).start, [...at, change.name]);
      }
    }
    for (const change of entriesOf(document, entryAt(document, root, "matrix"))) {
      this.#dotted(change.name, bareKeyRange(change).start, ["matrix", change.name]);
    }
    for (const entry of entriesOf(document, entryAt(document, root, "datasets"))) {
      const at = ["datasets", entry.name];
      this.#add("dataset", entry.name, [], "definition", bareKeyRange(entry), at);
      const columns = entriesOf(document, entryAt(document, entry, "columns"));
      this.#columns.set(entry.name, new Set(columns.map((column) => column.name)));
      for (const column of columns) {
        const path = [...at, "columns", column.name];
        this.#add("variable", column.name, at, "definition", bareKeyRange(column), path);
        const variable = textAt(document, column);
        if (variable) this.#variable(variable.text, bareRange(variable.node, variable.base), path, "any");
      }
      for (const [i, column] of itemsOf(document, entryAt(document, entry, "columns")).entries()) {
        this.#name("variable", column, [...at, "columns", i], at, "definition");
      }
      for (const [i, row] of itemsOf(document, entryAt(document, entry, "rows")).entries()) {
        for (const cell of entriesOf(document, row)) {
          const path = [...at, "rows", i, cell.name];
          this.#variable(cell.name, bareKeyRange(cell), path, "any", entry.name);
        }
      }
    }
    for (const [i, item] of itemsOf(document, entryAt(document, root, "redact")).entries()) {
      this.#expression(entryAt(document, item, "path"), ["redact", i, "path"], []);
    }
    for (const [i, item] of itemsOf(document, entryAt(document, root, "tests")).entries())
      this.#test(item, ["tests", i]);
  }

  #test(placed: Placed, path: Path): void {
    const document = this.#document;
    const dataset = textAt(document, entryAt(document, placed, "dataset"));
    if (dataset) {
      this.#add("dataset", dataset.text, [], "reference", bareRange(dataset.node, dataset.base), [...path, "dataset"]);
    }
    const variants = entryAt(document, placed, "variants");
    for (const [i, item] of itemsOf(document, variants).entries()) {
      this.#name("variant", item, [...path, "variants", i]);
    }
    const around: Around = { body: "any", ...(dataset ? { dataset: dataset.text } : {}) };
    const vars = entryAt(document, placed, "vars");
    for (const entry of entriesOf(document, vars)) {
      this.#variable(entry.name, bareKeyRange(entry), [...path, "vars", entry.name], "any");
    }
    if (vars) this.#templates(vars, [...path, "vars"], around);
    for (const [i, assertion] of itemsOf(document, entryAt(document, placed, "assert")).entries()) {
      this.#assertion(assertion, [...path, "assert", i], around);
    }
  }

  #assertion(placed: Placed, path: Path, around: Around): void {
    const document = this.#document;
    const type = textAt(document, entryAt(document, placed, "type"))?.text.replace(/^not-/, "");
    const value = entryAt(document, placed, "value");
    const at = [...path, "value"];
    switch (type) {
      case "tool-called": {
        this.#name("tool", value, at);
        const tool = textAt(document, value)?.text;
        if (tool === undefined) break;
        const parameters = this.#parameters.get(tool);
        const scope = [...(parameters ?? ["tools", tool, "parameters"]), "properties"];
        const whose = parameters ? {} : { tool };
        for (const { name, ...entry } of entriesOf(document, entryAt(document, placed, "args"))) {
          const argument = [...path, "args", name];
          this.#add("variable", name, scope, "reference", bareKeyRange({ name, ...entry }), argument, whose);
        }
        break;
      }
      case "tool-order":
        this.#tools(value, at);
        break;
      case "agent-path":
        for (const [i, item] of itemsOf(document, value).entries()) {
          const name = textAt(document, item);
          if (!name) continue;
          const range = bareRange(name.node, name.base);
          if (isAgentFile(name.text)) this.#add("file", name.text, [], "reference", range, [...at, i]);
          else this.#add("agent", name.text, this.#agentScope(name.text), "reference", range, [...at, i]);
        }
        break;
      case "state":
        for (const key of ["key", "path", "name"]) {
          const name = textAt(document, entryAt(document, placed, key));
          if (!name) continue;
          if (name.text.includes(".")) this.#expression(entryAt(document, placed, key), [...path, key], "any");
          else this.#name("state", entryAt(document, placed, key), [...path, key]);
        }
        break;
    }
    this.#expression(entryAt(document, placed, "actual"), [...path, "actual"], "any");
    if (value) this.#templates(value, at, around);
    const args = entryAt(document, placed, "args");
    if (args) this.#templates(args, [...path, "args"], around);
  }

  /** A variant's path: what it names on its way. */
  #dotted(dotted: string, start: Range["start"], path: Path): void {
    let at: Json | undefined = this.#document.value;
    let column = start.character;
    const walked: string[] = [];
    for (const step of dotted.split(".")) {
      const range = {
        start: { line: start.line, character: column },
        end: { line: start.line, character: column + step.length },
      };
      const parent = walked.at(-1);
      // What is not in this file may be in the one that it extends or tests.
      const elsewhere = at === undefined && (parent === "tools" || parent === "steps") && !/^\d+$/.test(step);
      if (Array.isArray(at) || elsewhere) {
        const list: readonly Json[] = Array.isArray(at) ? at : [];
        if (parent === "tools") this.#add("tool", step, [], "reference", range, path);
        else if (parent === "steps") this.#add("step", step, [], "reference", range, path);
        at = list.find((item) => isObject(item) && (item.id === step || item.name === step)) ?? list[Number(step)];
      } else {
        if (parent === "agents" && walked.length === 1) this.#add("agent", step, ["agents"], "reference", range, path);
        else if (parent === "inputs") this.#variable(step, range, path, bodyOf(walked.slice(0, -1)));
        else if (parent === "datasets") this.#add("dataset", step, [], "reference", range, path);
        else if (parent === "secrets") this.#add("secret", step, [], "reference", range, path);
        else if (parent === "state" && walked.at(-2) === "session")
          this.#add("state", step, [], "reference", range, path);
        at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
      }
      walked.push(step);
      column += step.length + 1;
    }
  }

  #files(): void {
    for (const { file, range, kind, path } of fileReferences(this.#document)) {
      // Agents, skills and the definition that is tested have their own places here.
      if (kind !== "other" && path[0] !== "agent") this.#add("file", file, [], "reference", range, path);
    }
    const document = this.#document;
    const agent = textAt(document, entryAt(document, document.root, "agent"));
    // The definition that a file of tests is about.
    if (agent && isAgentFile(agent.text)) {
      this.#add("file", agent.text, [], "reference", bareRange(agent.node, agent.base), ["agent"]);
    }
    for (const body of this.#bodies) {
      for (const [i, skill] of itemsOf(document, entryAt(document, body, "skills")).entries()) {
        this.#name("file", skill, [...body.path, "skills", i]);
      }
      const schema = entryAt(document, entryAt(document, body, "response_format"), "schema");
      this.#name("file", entryAt(document, schema, "file"), [...body.path, "response_format", "schema", "file"]);
    }
  }

  #secrets(): void {
    const document = this.#document;
    for (const entry of entriesOf(document, entryAt(document, document.root, "secrets"))) {
      this.#add("secret", entry.name, [], "definition", bareKeyRange(entry), ["secrets", entry.name]);
    }
    if (!document.source.includes("${secret:") || !document.root) return;
    this.#texts(document.root, [], ({ text, node, base, path }) => {
      if (!text.includes("${secret:")) return;
      const written = scalarText(document.source, node, base);
      for (const match of written.text.matchAll(/\$\{secret:([^}\s]+)\}/g)) {
        const start = match.index + "${secret:".length;
        const name = match[1] as string;
        this.#add("secret", name, [], "reference", written.rangeAt(start, start + name.length), path);
      }
    });
  }

  // Names, templates, expressions

  #name(
    kind: SymbolKind,
    placed: Placed | undefined,
    path: Path,
    scope: Path = [],
    role: Occurrence["role"] = "reference",
  ): void {
    const name = textAt(this.#document, placed);
    if (name) this.#add(kind, name.text, scope, role, bareRange(name.node, name.base), path);
  }

  #state(placed: Placed | undefined, path: Path): void {
    this.#name("state", placed, path, [], "write");
  }

  #templates(placed: Placed, path: Path, around: Around): void {
    this.#texts(placed, path, (text) => this.#template(text, text.path, around));
  }

  #template({ node, base }: { node: ScalarNode; base: number }, path: Path, around: Around): void {
    for (const { use, ranges } of placedUses(this.#document, node, base)) {
      const parts = use.parts.map((part, i) => ({ ...part, range: movedBy(ranges[i] as Range, base) }));
      this.#uses.push({ parts, use, path, ...around });
    }
  }

  #expression(placed: Placed | undefined, path: Path, body: Path | "any"): void {
    const found = textAt(this.#document, placed);
    if (!found) return;
    const text = scalarText(this.#document.source, found.node, found.base);
    for (const name of parseExpression(text.text).names) {
      let start = name.start;
      const parts = name.path.map((part) => {
        const at = start;
        start += part.length + 1;
        return { name: part, start: at, end: at + part.length, range: text.rangeAt(at, at + part.length) };
      });
      this.#uses.push({ parts, path, body, expression: true });
    }
  }

  /** A variable named by itself. */
  #variable(name: string, range: Range, path: Path, body: Path | "any", rowOf?: string): void {
    const parts = [{ name, start: 0, end: name.length, range }];
    this.#uses.push({ parts, path, body, ...(rowOf === undefined ? {} : { rowOf }) });
  }

  #texts(
    placed: Placed,
    path: Path,
    visit: (text: NonNullable<ReturnType<typeof textAt>> & { readonly path: Path }) => void,
  ): void {
    const { node, base } = placed;
    // What stands behind a `*name` is read where it stands.
    if (node.kind === "scalar") {
      if (typeof node.value === "string") visit({ text: node.value, node, base, path });
    } else if (node.kind === "map") {
      for (const entry of node.entries) {
        this.#texts({ node: entry.value, base: base + entry.line }, [...path, entry.name], visit);
      }
    } else if (node.kind === "list") {
      for (const [i, item] of node.items.entries()) {
        this.#texts({ node: item.value, base: base + item.line }, [...path, i], visit);
      }
    }
  }

  #add(
    kind: SymbolKind,
    name: string,
    scope: Path,
    role: Occurrence["role"],
    range: Range,
    path: Path,
    whose: Pick<Occurrence, "of" | "tool"> = {},
  ): void {
    this.#found.push({ kind, name, scope, role, range, path, ...whose });
  }

  // Whose variable it is

  #resolveUses(): void {
    for (const use of this.#uses) this.#share(use);
    for (const use of this.#uses) this.#resolve(use);
    if (this.#shared.size === 0) return;
    for (const [i, found] of this.#found.entries()) {
      const { kind, name, scope } = found;
      if (kind === "variable" && scope.length === 2 && scope[0] === "agents" && this.#shared.has(name)) {
        this.#found[i] = { ...found, scope: [] };
      }
    }
  }

  /** Used where all agents are meant and declared by some: they are one variable, or a new name would be wrong for others. */
  #share({ parts, body, expression, rowOf }: Use): void {
    const name = expression ? (parts[0]?.name === "inputs" ? parts[1]?.name : undefined) : parts[0]?.name;
    if (name === undefined || (rowOf !== undefined && this.#columns.get(rowOf)?.has(name))) return;
    if (body !== "any" && body[0] !== "defaults" && !(expression && body.length === 0)) return;
    if (this.#declares([], name) || this.#declares(defaults, name)) return;
    for (const agent of this.#agents) if (this.#declares(["agents", agent], name)) this.#shared.add(name);
  }

  #declares(body: Path, name: string): boolean {
    return this.#declared.get(body.join("\n"))?.has(name) ?? false;
  }

  /** The body whose variable a name is, where it is used in `body`. */
  #owner(name: string, body: Path | "any"): Path | undefined {
    if (this.#shared.has(name)) return [];
    const chain = body === "any" ? [[], defaults] : body.length === 2 ? [body, defaults, []] : [body, []];
    return chain.find((each) => this.#declares(each, name));
  }

  #resolve({ parts, use, path, body, tool, dataset, expression, rowOf }: Use): void {
    const [first, second] = parts;
    if (!first) return;
    const role = rowOf === undefined ? "reference" : "write";
    const add = (kind: SymbolKind, part: (typeof parts)[number], scope: Path) =>
      this.#add(kind, part.name, scope, role, part.range, path);
    if (rowOf !== undefined) {
      add("variable", first, this.#columnOwner(first.name, rowOf));
      return;
    }
    if (expression) {
      if (!second) return;
      if (first.name === "state") add("state", second, []);
      if (first.name !== "inputs") return;
      const owner = this.#owner(second.name, body);
      add("variable", second, owner ?? (body === "any" ? [] : body));
      if (owner) this.#properties(parts.slice(2), [...owner, "inputs", second.name], add);
      return;
    }
    const meaning = this.#meaning(use, first.name, body);
    if (meaning) {
      const rest = use?.fromItem ? parts : parts.slice(1);
      if (!use?.fromItem) add("variable", first, meaning.scope);
      this.#properties(rest, meaning.schema, add);
    } else if (first.name === "state" && !use?.fromItem) {
      if (second) add("state", second, []);
    } else if (first.name === "row" && body === "any") {
      if (second && dataset !== undefined) add("variable", second, this.#columnOwner(second.name, dataset));
    } else if (first.name === "args" && tool) {
      this.#properties(parts.slice(1), [...tool, "parameters"], add);
    } else if (!use || (use.frames.length === 0 && !use.fromItem && use.up === 0)) {
      // Nobody declares it: it is a name all the same, and the file that this one extends may know it.
      add("variable", first, body === "any" ? [] : body);
    }
  }

  /** A column gives its value to the variable of its name; others are there for the assertions. */
  #columnOwner(name: string, dataset: string): Path {
    const owner = this.#columns.get(dataset)?.has(name) ? undefined : this.#owner(name, "any");
    return owner ?? ["datasets", dataset];
  }

  /** The scope of a path's first name and where its schema stands; of `this.x`, the schema of the item. */
  #meaning(
    use: Pick<TemplateUse, "frames" | "up" | "fromItem"> | undefined,
    name: string,
    body: Path | "any",
  ): { scope: Path; schema: Path } | undefined {
    const frames = use ? use.frames.slice(0, Math.max(0, use.frames.length - use.up)) : [];
    if (use?.fromItem) {
      const schema = this.#item(frames.at(-1), body);
      return schema && { scope: schema, schema };
    }
    // The innermost block first; `../` looks nowhere but there.
    for (const frame of use && use.up > 0 ? frames.slice(-1) : frames.toReversed()) {
      const schema = this.#item(frame, body);
      const scope = schema && [...schema, "properties"];
      if (scope && this.#document.nodeAt([...scope, name])) return { scope, schema: [...scope, name] };
    }
    const owner = this.#owner(name, body);
    return owner && { scope: owner, schema: [...this.#written(owner, name), "inputs", name] };
  }

  /** Where the schema of the value at hand stands, inside a block. */
  #item(frame: Frame | undefined, body: Path | "any"): Path | undefined {
    if (!frame?.of) return undefined;
    const [first, ...rest] = frame.of.fromItem ? [undefined, ...frame.of.parts] : frame.of.parts;
    let schema = this.#meaning(frame.of, first?.name ?? "", body)?.schema;
    for (const part of rest) if (schema && part) schema = [...schema, "properties", part.name];
    if (schema && frame.each) schema = [...schema, "items"];
    return schema && this.#document.nodeAt(schema) ? schema : undefined;
  }

  /** The first body that declares a variable of the whole team. */
  #written(owner: Path, name: string): Path {
    if (owner.length > 0 || this.#declares(owner, name)) return owner;
    for (const agent of this.#agents) if (this.#declares(["agents", agent], name)) return ["agents", agent];
    return owner;
  }

  #properties(
    parts: Use["parts"],
    from: Path,
    add: (kind: SymbolKind, part: Use["parts"][number], scope: Path) => void,
  ): void {
    let schema = from;
    for (const part of parts) {
      const scope: Path = [...schema, "properties"];
      if (followed(this.#document, this.#document.nodeAt(scope))?.node.kind !== "map") return;
      add("variable", part, scope);
      schema = [...scope, part.name];
    }
  }
}

function bodyOf(walked: readonly string[]): Path {
  return walked[0] === "agents" && walked[1] !== undefined
    ? ["agents", walked[1]]
    : walked[0] === "defaults"
      ? defaults
      : [];
}

/** In the order of the text; what is reached by two ways (through `*name`) stands once. */
function inOrder(found: Occurrence[]): readonly Occurrence[] {
  found.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
  return found.filter((each, i) => {
    for (let before = i - 1; before >= 0; before--) {
      const other = found[before] as Occurrence;
      const { start } = other.range;
      if (start.line !== each.range.start.line || start.character !== each.range.start.character) return true;
      if (other.kind === each.kind && other.name === each.name) return false;
    }
    return true;
  });
}

interface PlacedUse {
  readonly use: TemplateUse;
  /** Of its parts; lines count from the base of the node. */
  readonly ranges: readonly Range[];
}

const usesOfNodes = new NodeMemo<readonly PlacedUse[]>();
const noUses: readonly PlacedUse[] = [];

/** The names in a template, kept with its node: an edit elsewhere leaves them as they are. */
function placedUses(document: AgentDocument, node: ScalarNode, base: number): readonly PlacedUse[] {
  if (!String(node.value).includes("{{")) return noUses;
  let found = usesOfNodes.get(node);
  if (!found) {
    const text = scalarText(document.source, node, base);
    found = templateUses(templateOf(document, { node, base, path: [], agent: [] })).map((use) => ({
      use,
      ranges: use.parts.map((part) => movedBy(text.rangeAt(part.start, part.end), -base)),
    }));
    usesOfNodes.set(node, found);
  }
  return found;
}

function movedBy({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  };
}
