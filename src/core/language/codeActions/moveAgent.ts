import type { TextEdit } from "vscode-languageserver-types";
import { isObject, type Json } from "../../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../../document/agentDocument.ts";
import type { AgentDefinition } from "../../document/definition.ts";
import { type Placed, rangeOf } from "../../document/node.ts";
import { folderOf, joinPath } from "../../document/paths.ts";
import { agentsOf } from "../../document/readDefinition.ts";
import { LineKind } from "../../document/sourceText.ts";
import { agentKeys, fileKeys } from "../../schema/agentSchema.ts";
import { type Occurrence, occurrences } from "../symbols.ts";
import { isAgentFile } from "../team.ts";
import { edited, freeName, type Refactor } from "./refactoring.ts";
import { inBrackets } from "./writeText.ts";

/** An agent of `agents` into a definition of its own, with what it has from `defaults` and the file's `inputs`. */
export const moveAgent: Refactor = (document, range, { files, namedIn = [] }) => {
  const at = document.pathAt(range.start);
  if (at?.part !== "key" || at.path.length !== 2 || at.path[0] !== "agents") return undefined;
  const name = String(at.path[1]);
  const agents = document.nodeAt(["agents"]);
  if (agents?.node.kind !== "map" || agents.node.flow || !/^[A-Za-z][\w-]*$/.test(name)) return undefined;
  const uses = occurrences(document).filter(
    (each) => each.kind === "agent" && each.name === name && each.role !== "definition" && each.scope[0] === "agents",
  );
  const before = agentsOf(document).find(({ path }) => path.length === 2 && path[1] === name);
  const text = before && ownFile(document, name, before);
  if (!before || text === undefined) return undefined;
  const file = freeName(`${name}.agent.yaml`, files);
  const move = { title: `Move ${name} to ${file}`, kind: "refactor.extract" } as const;
  const disabled = whyNot(name, uses, namedIn);
  if (disabled) return { ...move, disabled, edits: [], files: [] };
  const [after] = agentsOf(parseAgentDocument(text));
  if (!after || meaning(after) !== meaning(before)) return undefined;
  const removed = withoutEntry(document, agents, name);
  if (!removed) return undefined;
  const edits: TextEdit[] = [removed, ...uses.map((use) => ({ range: use.range, newText: `./${file}` }))];
  return { ...move, edits, files: [{ file, text }] };
};

/** Who names the agent where no path of a file can stand. */
function whyNot(name: string, uses: readonly Occurrence[], namedIn: readonly string[]): string | undefined {
  for (const { path } of uses) {
    if (path[0] === "variants")
      return `The variant ${path[1]} changes ${name}, and a variant reaches into no other file.`;
    if (path[0] === "matrix") return `The matrix changes ${name}, and it reaches into no other file.`;
    if (path.includes("edges")) return `An edge of the graph names ${name}, and an edge leads into no other file.`;
  }
  const [first, ...more] = namedIn;
  if (first === undefined) return undefined;
  const others = more.length > 0 ? ` and ${more.length} more` : "";
  return `${first}${others} would no longer find ${name} in this file.`;
}

/** What an agent does, without where it stands. Which variables are declared beside its own does not change it. */
function meaning(agent: AgentDefinition): string {
  return JSON.stringify(agent, (key, value: unknown) =>
    key === "path" || key === "nameRange" || key === "inputs" || key === "missing" ? undefined : value,
  );
}

function ownFile(document: AgentDocument, name: string, agent: AgentDefinition): string | undefined {
  const own = chunks(document, document.nodeAt(["agents", name]));
  const shared = document.nodeAt(["defaults"]) ? chunks(document, document.nodeAt(["defaults"])) : new Map();
  if (!own || !shared) return undefined;
  const value = document.value;
  const file = isObject(value) ? value : {};
  const body = partOf(file.agents, name);
  const defaults = isObject(file.defaults) ? file.defaults : {};
  const all = new Map<string, readonly string[]>([...shared, ...own]);
  for (const key of shared.keys()) {
    const mine = isObject(body) ? body[key] : undefined;
    const theirs = defaults[key];
    if (!isObject(mine) || !isObject(theirs) || key === "inputs") continue;
    all.set(key, [`${key}: ${inBrackets(joined(theirs, mine))}`]);
  }
  const target = file.target;
  if (typeof target === "string" && !all.has("target")) all.set("target", [`target: ${target}`]);
  const inputs = usedInputs(document, name, agent);
  if (!inputs) return undefined;
  if (inputs.length > 0) all.set("inputs", ["inputs:", ...inputs]);
  const secrets = usedSecrets(document, [...all.values()].flat().join("\n"));
  if (secrets.length > 0) all.set("secrets", ["secrets:", ...secrets]);
  const order = Object.keys(fileKeys);
  const place = (key: string) => (order.indexOf(key) + order.length + 1) % (order.length + 1);
  const lines = [...all].sort(([a], [b]) => place(a) - place(b)).flatMap(([, chunk]) => chunk);
  const { lineBreak } = document.source;
  return [...above(document, name), "format: agent/v1", `name: ${name}`, ...lines, ""].join(lineBreak);
}

function partOf(map: Json | undefined, key: string): Json | undefined {
  return isObject(map) ? map[key] : undefined;
}

/** Maps join key by key; everything else of the second replaces. */
function joined(first: Json | undefined, second: Json | undefined): Json {
  if (!isObject(first) || !isObject(second)) return second ?? first ?? null;
  const both: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(first), ...Object.keys(second)]))
    both[key] = joined(first[key], second[key]);
  return both;
}

/** The declarations of the variables that the agent's prompts name, from wherever it has them. */
function usedInputs(document: AgentDocument, name: string, agent: AgentDefinition): readonly string[] | undefined {
  const used = new Set(
    occurrences(document)
      .filter((each) => each.kind === "variable" && each.path[0] === "agents" && each.path[1] === name)
      .map((each) => each.name),
  );
  const lines: string[] = [];
  for (const input of agent.inputs) {
    const own = input.path[0] === "agents";
    // The one that every agent has is not written.
    if (input.path.at(-2) !== "inputs" || (!own && !used.has(input.name))) continue;
    const found = chunks(document, document.nodeAt(input.path.slice(0, -1)))?.get(input.name);
    if (!found) return undefined;
    lines.push(...found.map((line) => (line === "" ? "" : `  ${line}`)));
  }
  return lines;
}

function usedSecrets(document: AgentDocument, text: string): readonly string[] {
  const declared = chunks(document, document.nodeAt(["secrets"]));
  return [...(declared ?? [])]
    .filter(([secret]) => text.includes(`\${secret:${secret}}`))
    .flatMap(([, chunk]) => chunk.map((line) => (line === "" ? "" : `  ${line}`)));
}

/** The comment that stands directly above an agent. */
function above(document: AgentDocument, name: string): readonly string[] {
  const line = document.rangeAt(["agents", name])?.key?.start.line ?? 0;
  const first = firstComment(document, line);
  return Array.from({ length: line - first }, (_, i) => document.source.line(first + i).trim());
}

function firstComment({ source }: AgentDocument, line: number): number {
  let first = line;
  while (first > 0 && source.kind(first - 1) === LineKind.comment && source.indent(first - 1) === source.indent(line)) {
    first--;
  }
  return first;
}

/** Key → the lines of its entry with the comments above it, moved to the first column. Undefined: not to be cut so. */
function chunks(document: AgentDocument, placed: Placed | undefined): Map<string, readonly string[]> | undefined {
  if (!placed) return undefined;
  const { source } = document;
  const { node, base } = placed;
  const found = new Map<string, readonly string[]>();
  if (node.kind !== "map") return undefined;
  if (node.flow) {
    if (node.span.line !== node.span.endLine) return undefined;
    for (const entry of node.entries) {
      const value = source.slice(rangeOf(entry.value.span, base + entry.line));
      found.set(entry.name, [`${source.slice(rangeOf(entry.keySpan, base + entry.line))}: ${value}`.trimEnd()]);
    }
    return found;
  }
  const { column } = node.span;
  let next = base + (node.entries[0]?.line ?? 0) + (node.entries[0]?.keySpan.line ?? 0);
  next = firstComment(document, next);
  for (const entry of node.entries) {
    const from = base + entry.line;
    const last = Math.max(from + entry.keySpan.endLine, from + entry.value.span.endLine);
    const lines: string[] = [];
    for (let line = next; line <= last; line++) {
      const written = source.line(line);
      const cut = Math.min(column, source.indent(line));
      if (lines.length > 0 || written.trim() !== "")
        lines.push(written.slice(cut).trimEnd() === "" ? "" : written.slice(cut));
    }
    if (found.has(entry.name)) return undefined;
    found.set(entry.name, lines);
    next = last + 1;
  }
  return found;
}

/** Takes the entry out with its lines; the last one takes `agents` with it. */
function withoutEntry(document: AgentDocument, { node, base }: Placed, name: string): TextEdit | undefined {
  if (node.kind !== "map") return undefined;
  const { source } = document;
  const entry = node.entries.find((each) => each.name === name);
  if (!entry) return undefined;
  const from = base + entry.line;
  const alone = node.entries.length === 1;
  const key = alone ? document.rangeAt(["agents"])?.key?.start.line : from + entry.keySpan.line;
  if (key === undefined) return undefined;
  const first = alone ? key : firstComment(document, key);
  let end = Math.max(from + entry.keySpan.endLine, from + entry.value.span.endLine) + 1;
  while (end < source.lineCount && source.kind(end) === LineKind.blank && end + 1 < source.lineCount) end++;
  if (end >= source.lineCount) {
    const last = source.lineCount - 1;
    return {
      range: { start: { line: first, character: 0 }, end: { line: last, character: source.lineLength(last) } },
      newText: "",
    };
  }
  return { range: { start: { line: first, character: 0 }, end: { line: end, character: 0 } }, newText: "" };
}

/** The agent of another file into `agents` of this one. The file stays: others may name it too. */
export const inlineAgent: Refactor = (document, range, { textOf }) => {
  const at = document.pathAt(range.start);
  const node = at?.placed.node;
  if (at?.part !== "value" || node?.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const file = node.value;
  const uses = occurrences(document).filter((each) => each.kind === "file" && each.name === file);
  if (!isAgentFile(file) || !uses.some((use) => use.path.join("\n") === at.path.join("\n"))) return undefined;
  const written = textOf(file);
  if (written === undefined) return undefined;
  const other = atHome(parseAgentDocument(written), folderOf(joinPath("", file)));
  const { value } = other;
  if (other.problems.length > 0 || !isObject(value) || typeof value.name !== "string") return undefined;
  const { name } = value;
  if (document.nodeAt(["agents", name]) || !/^[A-Za-z][\w-]*$/.test(name)) return undefined;
  const left = new Set(["format", "name"]);
  const secrets = isObject(document.value) ? document.value.secrets : undefined;
  if (isObject(value.secrets) && Object.keys(value.secrets).every((key) => partOf(secrets, key) !== undefined)) {
    left.add("secrets");
  }
  // What an agent inside a file cannot have would be lost.
  if (Object.keys(value).some((key) => !left.has(key) && !Object.hasOwn(agentKeys, key))) return undefined;
  const body = chunks(other, other.root);
  if (!body || body.size <= left.size - (left.has("secrets") ? 1 : 0)) return undefined;
  const lines = [...body].filter(([key]) => !left.has(key)).flatMap(([, chunk]) => chunk);
  const { lineBreak } = document.source;
  const indented = (by: number) => lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
  const place = agentsEnd(document);
  if (!place) return undefined;
  const column = " ".repeat(place.column);
  const entry = [`${column}${name}:`, ...indented(place.column + 2)].join(lineBreak);
  const edits: TextEdit[] = [
    { range: { start: place.at, end: place.at }, newText: place.before + entry + place.after },
    ...uses.map((use) => ({ range: use.range, newText: name })),
  ];
  const after = agentsOf(edited(document, edits)).find(({ path }) => path.length === 2 && path[1] === name);
  const [before] = agentsOf(other);
  if (!after || !before || meaning(after) !== meaning(before)) return undefined;
  return { title: `Write the agent of ${file} here`, kind: "refactor.inline", edits, files: [] };
};

/** A definition as it is written one folder up: the paths that it names lead to the same files. */
function atHome(document: AgentDocument, folder: string): AgentDocument {
  if (folder === "") return document;
  const edits = occurrences(document)
    .filter((each) => each.kind === "file")
    .map((each) => ({ range: each.range, newText: joinPath(folder, each.name) }));
  return edited(document, edits);
}

interface End {
  readonly at: TextEdit["range"]["start"];
  readonly column: number;
  readonly before: string;
  readonly after: string;
}

/** Where one more agent goes: behind the last; else in front of the workflow, else at the end of the file. */
function agentsEnd(document: AgentDocument): End | undefined {
  const { source } = document;
  const { lineBreak } = source;
  const agents = document.nodeAt(["agents"]);
  if (agents) {
    const { node, base } = agents;
    const last = node.kind === "map" && !node.flow ? node.entries.at(-1) : undefined;
    if (node.kind !== "map" || !last) return undefined;
    const line = base + last.line + Math.max(last.value.span.endLine, last.keySpan.endLine);
    return {
      at: { line, character: source.lineLength(line) },
      column: node.span.column,
      before: lineBreak,
      after: "",
    };
  }
  const workflow = document.rangeAt(["workflow"])?.key?.start.line;
  if (workflow !== undefined) {
    const line = firstComment(document, workflow);
    return { at: { line, character: 0 }, column: 2, before: `agents:${lineBreak}`, after: lineBreak + lineBreak };
  }
  const line = source.lineCount - 1;
  const character = source.lineLength(line);
  return {
    at: { line, character },
    column: 2,
    before: `${character > 0 ? lineBreak : ""}agents:${lineBreak}`,
    after: lineBreak,
  };
}
