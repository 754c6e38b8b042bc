import type { Position } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import { agentsOf } from "../document/readDefinition.ts";
import { fileKeys } from "../schema/agentSchema.ts";

/** A file of a template, or of the agent made from it. */
export interface TemplateFile {
  /** With `/`, from the template's folder. */
  readonly path: string;
  /** YAML as text, everything else as it is. */
  readonly content: string | Uint8Array;
}

/** A folder that new agents are made from: a definition that is right as it stands, and what it names. */
export interface AgentTemplate {
  readonly name: string;
  readonly description: string;
  /** What is in it: "6 agents, 1 tool, 6 tests". */
  readonly contents: string;
  /** The path of the definition, one of `files`. */
  readonly main: string;
  readonly files: readonly TemplateFile[];
}

/** An agent made from a template, before anything is written. */
export interface NewAgent {
  readonly files: readonly TemplateFile[];
  /** The path of the definition. */
  readonly main: string;
  readonly firstChange: FirstChange;
  /** Inputs that a run must be given. */
  readonly inputs: readonly string[];
  /** A team and a managed agent have estimates, and no run in this version. */
  readonly runs: boolean;
}

/** Where the author begins, as the template's comment `# Change first: …` says. */
export interface FirstChange {
  readonly position: Position;
  readonly what: string;
}

const definitionName = /^([^/]+)\.agent\.ya?ml$/;
const marked = /^[ \t]*# Change first:[ \t]*(.+?)[ \t]*$/m;

/** A template from the files of a folder, or the sentence that says why they are none. */
export function readTemplate(name: string, files: readonly TemplateFile[]): AgentTemplate | { problem: string } {
  const definitions = files.filter((file) => definitionName.test(file.path));
  const [main, second] =
    definitions.length > 1 ? definitions.filter((file) => baseOf(file.path) === name) : definitions;
  if (!main || second) {
    const there = definitions.map((file) => file.path).join(", ");
    return {
      problem: there
        ? `It has several definitions (${there}) and none of them is called ${name}.agent.yaml.`
        : "It has no *.agent.yaml.",
    };
  }
  const document = parseAgentDocument(textOf(main));
  const broken = document.problems.find(({ severity }) => severity === "error");
  if (broken) return { problem: `${main.path}:${broken.range.start.line + 1}: ${broken.message}` };
  const value = isObject(document.value) ? document.value : {};
  if (value.format !== "agent/v1") return { problem: `${main.path} does not say "format: agent/v1".` };
  if (typeof value.name !== "string") return { problem: `${main.path} has no name that a new one could stand for.` };
  const description = typeof value.description === "string" ? value.description : `An agent like ${value.name}.`;
  return { name, description, contents: contentsOf(value), main: main.path, files };
}

/**
 * The template under another name: the value of `name`, the files that are called after the definition, and the `agent`
 * of their tests. Everything else is copied byte for byte.
 */
export function newAgent(template: AgentTemplate, name: string): NewAgent {
  const base = baseOf(template.main);
  const renamed = (path: string) =>
    !path.includes("/") && path.startsWith(`${base}.`) ? name + path.slice(base.length) : path;
  const main = renamed(template.main);
  let firstChange: FirstChange | undefined;
  const files = template.files.map((file): TemplateFile => {
    const path = renamed(file.path);
    if (file.path === template.main) {
      const text = withValue(parseAgentDocument(textOf(file)), "name", name);
      firstChange = firstChangeIn(text);
      return { path, content: text };
    }
    if (!/\.agent\.test\.ya?ml$/.test(file.path)) return { path, content: file.content };
    const document = parseAgentDocument(textOf(file));
    const agent = isObject(document.value) ? document.value.agent : undefined;
    if (typeof agent !== "string" || agent.replace(/^\.\//, "") !== template.main)
      return { path, content: file.content };
    return { path, content: withValue(document, "agent", main) };
  });
  if (!firstChange) throw new Error("The definition is one of the template's files.");
  const [own] = agentsOf(parseAgentDocument(textOf(template.files.find(({ path }) => path === template.main))));
  return {
    files,
    main,
    firstChange,
    inputs: own?.inputs.flatMap((input) => (input.required ? [input.name] : [])) ?? [],
    runs: own !== undefined && !own.workflow && own.target !== "managed",
  };
}

/** Why an agent cannot be called so, in a sentence; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "The agent needs a name.";
  const schema = fileKeys.name?.schema;
  const pattern = schema?.kind === "text" ? schema.pattern : undefined;
  return pattern && !new RegExp(pattern.source).test(name) ? pattern.says : undefined;
}

function firstChangeIn(text: string): FirstChange {
  const lines = text.split(/\r?\n|\r/);
  const comment = lines.findIndex((line) => marked.test(line));
  const what = marked.exec(lines[comment] ?? "")?.[1];
  if (what === undefined) {
    const document = parseAgentDocument(text);
    const range = document.rangeAt(["description"]) ?? document.rangeAt(["name"]);
    return { position: range?.value.start ?? { line: 0, character: 0 }, what: "what the agent is for." };
  }
  let line = lines.findIndex((each, i) => i > comment && /^\s*[^#\s]/.test(each));
  if (line < 0) line = comment;
  // Behind a key whose value begins on the next line, the value is what changes.
  if (/[:|>]-?\s*$/.test(lines[line] ?? "") && /\S/.test(lines[line + 1] ?? "")) line++;
  return { position: { line, character: /\S/.exec(lines[line] ?? "")?.index ?? 0 }, what };
}

function withValue(document: AgentDocument, key: string, value: string): string {
  const range = document.rangeAt([key])?.value;
  // Words that YAML, in one of its versions, does not read as text.
  const written = /^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? `"${value}"` : value;
  return range ? document.edit(range, written).text : document.text;
}

function contentsOf(value: { readonly [key: string]: Json | undefined }): string {
  const agents = isObject(value.agents) ? Object.values(value.agents) : [];
  const tools = [value, ...agents].flatMap((agent) =>
    isObject(agent) && Array.isArray(agent.tools) ? agent.tools : [],
  );
  const tests = Array.isArray(value.tests) ? value.tests.length : 0;
  const counted = (n: number, what: string) => (n === 0 ? [] : [`${n} ${what}${n === 1 ? "" : "s"}`]);
  return [
    ...counted(agents.length, "agent"),
    ...counted(tools.length, "tool"),
    ...counted(tests, "test"),
    ...counted(isObject(value.datasets) ? Object.keys(value.datasets).length : 0, "data set"),
  ].join(", ");
}

function baseOf(path: string): string {
  return definitionName.exec(path)?.[1] ?? path;
}

function textOf(file: TemplateFile | undefined): string {
  return typeof file?.content === "string" ? file.content : "";
}
