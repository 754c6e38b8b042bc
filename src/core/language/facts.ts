import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { partialsOf } from "../document/partialsOf.ts";
import { folderOf } from "../document/paths.ts";
import { SourceText } from "../document/sourceText.ts";
import { parseTemplate } from "../document/template.ts";
import { addressOf } from "./address.ts";
import { fileReferences } from "./fileReferences.ts";
import { type Occurrence, occurrences } from "./symbols.ts";
import { isAgentFile, type TeamAgent, type TeamEdge, teamOf } from "./team.ts";
import { templateUses } from "./templateUses.ts";

/** What others need to know about a file: kept for every definition of a workspace, also those that are not open. */
export interface FileFacts {
  /** Canonical. */
  readonly uri: string;
  /** "prompt": a text that a definition names, with `{{…}}` in it. */
  readonly kind: "definition" | "prompt";
  readonly occurrences: readonly Occurrence[];
  readonly agents: readonly TeamAgent[];
  readonly edges: readonly TeamEdge[];
  /** The definition that this one extends, or that it tests: names that are not here may be there. */
  readonly parents: readonly string[];
  /** Whether it holds the tests of another file. */
  readonly tests: boolean;
  /** Shared tools. */
  readonly tools: readonly string[];
  /** Its prompts in other files, and whose they are. */
  readonly prompts: readonly { readonly uri: string; readonly body: Path }[];
  /** Every file it names. */
  readonly names: ReadonlySet<string>;
}

/** The definitions around, as far as they are known. */
export interface Definitions {
  facts(uri: string): FileFacts | undefined;
  /** The files that name this one. */
  referrers(uri: string): Iterable<string>;
}

const known = new WeakMap<AgentDocument, FileFacts>();

export function factsOf(uri: string, document: AgentDocument): FileFacts {
  let facts = known.get(document);
  if (facts?.uri !== uri) {
    facts = readFacts(uri, document);
    known.set(document, facts);
  }
  return facts;
}

function readFacts(uri: string, document: AgentDocument): FileFacts {
  const found = occurrences(document);
  const { agents, edges } = teamOf(document);
  const parents: string[] = [];
  const tools: string[] = [];
  const tests = isObject(document.value) && document.value.format === "agent-test/v1";
  for (const { kind, name, path } of found) {
    const address = kind === "file" ? addressOf(uri, name) : undefined;
    if (address === undefined) continue;
    if (path.length === 1 && (path[0] === "extends" || (tests && path[0] === "agent"))) parents.push(address);
    else if (path.at(-1) === "ref" && path.at(-3) === "tools") tools.push(address);
  }
  const prompts = fileReferences(document).flatMap(({ file, kind, path }) => {
    const address = kind === "prompt" ? addressOf(uri, file) : undefined;
    return address === undefined ? [] : [{ uri: address, body: bodyAt(path) }];
  });
  const names = namesOf(uri, document);
  return { uri, kind: "definition", occurrences: found, agents, edges, parents, tests, tools, prompts, names };
}

/** Every file that a definition names, without the rest of its facts: asked after each key, to know who depends on whom. */
export function namesOf(uri: string, document: AgentDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (file: string) => {
    const address = addressOf(uri, file);
    if (address !== undefined) names.add(address);
  };
  for (const { file, path } of fileReferences(document)) {
    add(file);
    // Of a skill the folder is named.
    if (path.at(-2) === "skills") add(folderOf(file));
  }
  const tests = isObject(document.value) ? document.value.tests : undefined;
  for (const test of listOf(tests)) {
    for (const { type, value } of listOf(test.assert)) {
      if (!String(type).endsWith("agent-path") || !Array.isArray(value)) continue;
      for (const name of value as readonly Json[]) if (typeof name === "string" && isAgentFile(name)) add(name);
    }
  }
  return names;
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** The body of the agent that a path lies in. */
export function bodyAt(path: Path): Path {
  const [first, second] = path;
  if (first === "agents" && second !== undefined) return [first, second];
  return first === "defaults" ? [first] : [];
}

/** The variables and partials of a prompt that stands in a file of its own. */
export function promptFacts(uri: string, text: string): FileFacts {
  const found: Occurrence[] = [];
  const names = new Set<string>();
  if (text.includes("{{")) {
    const source = SourceText.of(text);
    const template = parseTemplate(text);
    const add = (kind: Occurrence["kind"], name: string, start: number) => {
      const range: Range = { start: source.positionAt(start), end: source.positionAt(start + name.length) };
      found.push({ kind, name, scope: [], role: "reference", range, path: [] });
    };
    for (const { parts, fromItem, up } of templateUses(template)) {
      const [first, second] = parts;
      if (!first || fromItem || up > 0) continue;
      if (first.name !== "state") add("variable", first.name, first.start);
      else if (second) add("state", second.name, second.start);
    }
    for (const { path, pathStart } of partialsOf(template.nodes)) {
      add("file", path, pathStart);
      const address = addressOf(uri, path);
      if (address !== undefined) names.add(address);
    }
  }
  const none = { agents: [], edges: [], parents: [], tests: false, tools: [], prompts: [] };
  return { uri, kind: "prompt", occurrences: found, ...none, names };
}
