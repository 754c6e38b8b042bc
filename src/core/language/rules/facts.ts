import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../../document/agentDocument.ts";
import { type FlatDocument, flattenNow } from "../../document/extend.ts";
import type { Problem } from "../../document/problem.ts";
import type { FileTexts } from "../fileReferences.ts";

/** What one part of a file may ask about the rest of it. */
export interface Questions {
  /** The value of one of the file's own keys, or of the file that it extends. */
  file(key: string): Json | undefined;
  /** The value of one of the keys under `defaults`. */
  defaults(key: string): Json | undefined;
  /** A variable's declaration under the file's `inputs`, or that of `defaults`. */
  fileInput(name: string): Json | undefined;
  defaultInput(name: string): Json | undefined;
  /** A variable that some agent declares: for `defaults`, which are written for any of them. */
  anyInput(name: string): Json | undefined;
  /** Their names, with a line for each. */
  inputNames(): string;
  /** Whether something sets `state.<name>`. */
  state(name: string): boolean;
  stateNames(): string;
  /** Whether an agent of that name is in the file. */
  agent(name: string): boolean;
  agentNames(): string;
  description(agent: string): Json | undefined;
  /** The keys of `state` that an agent's body sets, with a line for each. */
  keysOf(agent: string): string;
  /** The schema of the answer that is kept as `state.<name>`, when exactly one agent writes it and says so. */
  written(name: string): Json | undefined;
  /** Whether everything that the file extends has been read. */
  whole(): boolean;
  /** The text of a file beside the definition: null when it is not there, undefined when it has not been read. */
  text(file: string): string | null | undefined;
  /** A file's path as the disk spells it, when only the case of its letters is another. */
  spelling(file: string): string | undefined;
  /** Whether the folder is trusted: only there programs are started. */
  trusted(): boolean;
  /** The number of the day: models come and go by day. */
  day(): number;
}
type Question = keyof Questions;
type Answer = Json | undefined;

/** The answers that one version of a file gives. */
export class Facts implements Questions {
  readonly #top: JsonObject;
  readonly #defaults: JsonObject;
  readonly #files: FileTexts;
  readonly #wallMs: number;
  readonly #whole: boolean;
  readonly #extends: Answer;
  /** What is wrong with the files that it extends. */
  readonly inheritance: readonly Problem[];
  readonly #trusted: boolean;
  #state: ReadonlySet<string> | undefined;

  constructor(document: AgentDocument, wallMs: number, files: FileTexts, trusted = true) {
    const flat =
      isObject(document.value) && document.value.extends !== undefined ? inherited(document, files) : undefined;
    const value = flat?.value ?? document.value;
    this.#extends = isObject(document.value) ? document.value.extends : undefined;
    this.inheritance = flat?.problems ?? [];
    this.#whole = !flat || flat.problems.length === 0;
    this.#top = isObject(value) ? value : {};
    this.#defaults = isObject(this.#top.defaults) ? this.#top.defaults : {};
    this.#files = files;
    this.#wallMs = wallMs;
    this.#trusted = trusted;
  }

  file(key: string): Answer {
    return key === "extends" ? this.#extends : at(this.#top, key);
  }
  defaults(key: string): Answer {
    return at(this.#defaults, key);
  }
  fileInput(name: string): Answer {
    return at(this.#top.inputs, name);
  }
  defaultInput(name: string): Answer {
    return at(this.#defaults.inputs, name);
  }
  anyInput(name: string): Answer {
    for (const agent of Object.values(this.#agents())) {
      const found = isObject(agent) ? at(agent.inputs, name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
  inputNames(): string {
    return [...namesOf(this.#top.inputs), ...namesOf(this.#defaults.inputs)].join("\n");
  }
  state(name: string): boolean {
    return this.#states().has(name);
  }
  stateNames(): string {
    return [...this.#states().keys()].join("\n");
  }
  agent(name: string): boolean {
    return Object.hasOwn(this.#agents(), name);
  }
  agentNames(): string {
    return Object.keys(this.#agents()).join("\n");
  }
  description(agent: string): Answer {
    return at(at(this.#agents(), agent), "description");
  }
  keysOf(agent: string): string {
    const body = at(this.#agents(), agent);
    return isObject(body) ? outputKeys(body).join("\n") : "";
  }
  written(name: string): Answer {
    const writers = Object.values(this.#agents()).filter((body) => isObject(body) && body.output_key === name);
    const [only] = writers;
    if (writers.length !== 1 || !isObject(only) || !isObject(only.response_format)) return undefined;
    return only.response_format.schema;
  }
  whole(): boolean {
    return this.#whole;
  }
  text(file: string): string | null | undefined {
    return this.#files.has(file) ? (this.#files.get(file) ?? null) : undefined;
  }
  spelling(file: string): string | undefined {
    return this.#files.spellings?.get(file);
  }
  trusted(): boolean {
    return this.#trusted;
  }
  day(): number {
    return Math.floor(this.#wallMs / 86_400_000);
  }

  #agents(): JsonObject {
    return isObject(this.#top.agents) ? this.#top.agents : {};
  }
  #states(): ReadonlySet<string> {
    if (this.#state) return this.#state;
    const keys = new Set<string>();
    const initial = at(this.#top.session, "state");
    if (isObject(initial)) for (const name of Object.keys(initial)) keys.add(name);
    for (const body of [this.#top, this.#defaults, ...Object.values(this.#agents())]) {
      if (isObject(body)) for (const key of outputKeys(body)) keys.add(key);
    }
    this.#state = keys;
    return keys;
  }
}

/** The file with what it inherits, as far as that has been read. */
function inherited(document: AgentDocument, files: FileTexts): FlatDocument {
  return flattenNow(document, (file) => {
    const text = files.get(file);
    return text === undefined ? undefined : documentOf(text);
  });
}

const parsed = new Map<string, AgentDocument>();
/** The definition in a file beside. The last few are kept: with each key the same ones are asked for. */
export function documentOf(text: string): AgentDocument {
  const known = parsed.get(text);
  if (known) return known;
  const document = parseAgentDocument(text);
  parsed.set(text, document);
  for (const first of parsed.keys()) {
    if (parsed.size <= 16) break;
    parsed.delete(first);
  }
  return document;
}

/** The keys of `state` that a body sets: its own, and those of its steps. */
export function outputKeys(body: JsonObject): readonly string[] {
  const known = keysOfBodies.get(body);
  if (known) return known;
  const keys: string[] = [];
  const visit = (value: Json | undefined, deep: boolean) => {
    if (Array.isArray(value)) for (const item of value) visit(item as Json, deep);
    else if (isObject(value)) {
      if (typeof value.output_key === "string") keys.push(value.output_key);
      if (deep) for (const inner of Object.values(value)) visit(inner, true);
      else visit(value.workflow, true);
    }
  };
  visit(body, false);
  keysOfBodies.set(body, keys);
  return keys;
}
const keysOfBodies = new WeakMap<JsonObject, readonly string[]>();

/** Answers questions out of `Facts` and keeps what was asked and answered. */
export class Asked implements Questions {
  readonly #facts: Facts;
  readonly #answers = new Map<string, { question: Question; name: string; answer: Answer }>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  file = (key: string) => this.#ask("file", key);
  defaults = (key: string) => this.#ask("defaults", key);
  fileInput = (name: string) => this.#ask("fileInput", name);
  defaultInput = (name: string) => this.#ask("defaultInput", name);
  anyInput = (name: string) => this.#ask("anyInput", name);
  inputNames = () => this.#ask("inputNames") as string;
  state = (name: string) => this.#ask("state", name) as boolean;
  stateNames = () => this.#ask("stateNames") as string;
  agent = (name: string) => this.#ask("agent", name) as boolean;
  agentNames = () => this.#ask("agentNames") as string;
  keysOf = (agent: string) => this.#ask("keysOf", agent) as string;
  written = (name: string) => this.#ask("written", name);
  whole = () => this.#ask("whole") as boolean;
  description = (agent: string) => this.#ask("description", agent);
  text = (file: string) => this.#ask("text", file) as string | null | undefined;
  spelling = (file: string) => this.#ask("spelling", file) as string | undefined;
  trusted = () => this.#ask("trusted") as boolean;
  day = () => this.#ask("day") as number;

  get answers(): Answers {
    return [...this.#answers.values()];
  }

  #ask(question: Question, name = ""): Answer {
    const key = `${question} ${name}`;
    const known = this.#answers.get(key);
    if (known) return known.answer;
    const answer: Answer = this.#facts[question](name);
    this.#answers.set(key, { question, name, answer });
    return answer;
  }
}

export type Answers = readonly { readonly question: Question; readonly name: string; readonly answer: Answer }[];

/** Whether these questions have the same answers now. */
export function stillTrue(answers: Answers, facts: Facts): boolean {
  for (const { question, name, answer } of answers) if (!same(facts[question](name), answer)) return false;
  return true;
}

function same(a: Answer, b: Answer): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  // In another order the same keys make another sentence.
  return keys.length === others.length && keys.every((key, i) => key === others[i] && same(a[key], b[key]));
}

function at(map: Json | undefined, key: string): Answer {
  return isObject(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

function namesOf(map: Json | undefined): readonly string[] {
  return isObject(map) ? Object.keys(map) : [];
}
