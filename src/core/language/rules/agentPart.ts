import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentDocument } from "../../document/agentDocument.ts";
import type { InputDeclaration, Path, Target } from "../../document/definition.ts";
import { readInput } from "../../document/inputSchema.ts";
import type { MapNode, Placed } from "../../document/node.ts";
import { parseTemplate, type VariableUse, variablesOf } from "../../document/template.ts";
import type { Template } from "../../document/templateNodes.ts";
import { bodyReferences, type FileReference } from "../fileReferences.ts";
import { type Prompt, promptsUnder, templateOf } from "../prompts.ts";
import { type ScalarText, scalarText } from "../scalarText.ts";
import { valueAt } from "../variables.ts";
import type { Questions } from "./facts.ts";

/** One agent's body, for the rules: the file's own (`path` is empty), `defaults`, or one of `agents`. */
export class AgentPart {
  readonly path: Path;
  readonly node: MapNode;
  readonly base: number;
  /** What is asked about the rest of the file is asked here, and nowhere else. */
  readonly facts: Questions;
  readonly body: JsonObject;
  readonly #document: AgentDocument;
  #references: readonly FileReference[] | undefined;
  #prompts: readonly PromptUses[] | undefined;
  readonly #variables = new Map<string, InputDeclaration | undefined>();

  constructor(document: AgentDocument, path: Path, placed: Placed & { node: MapNode }, facts: Questions) {
    this.#document = document;
    this.path = path;
    this.node = placed.node;
    this.base = placed.base;
    this.facts = facts;
    const body = valueAt(document.value, path);
    this.body = isObject(body) ? body : {};
  }

  /** "own": the file's. */
  get kind(): "own" | "defaults" | "member" {
    return this.path.length === 0 ? "own" : this.path[0] === "defaults" ? "defaults" : "member";
  }
  get name(): string {
    return this.kind === "own" ? (textOf(this.body.name) ?? "agent") : String(this.path.at(-1));
  }

  /** The value of a key of its own, else that of `defaults` or of the file that is extended. Maps join. */
  setting(...path: readonly string[]): Json | undefined {
    const own = valueAt(this.body, path);
    if (own !== undefined || this.kind === "defaults") return own;
    const [first = "", ...rest] = path;
    // Below a value that is no map nothing is inherited.
    for (let depth = 1; depth < path.length; depth++) {
      const above = valueAt(this.body, path.slice(0, depth));
      if (above !== undefined && !isObject(above)) return undefined;
    }
    const inherited = this.kind === "own" ? this.facts.file(first) : this.facts.defaults(first);
    return inherited === undefined ? undefined : valueAt(inherited, rest);
  }

  get target(): Target {
    const said = this.setting("target") ?? (this.kind === "own" ? undefined : this.facts.file("target"));
    return said === "generate_content" || said === "managed" ? said : "interactions";
  }

  /** The model's id, as the file says it. */
  get model(): string | undefined {
    return (
      textOf(this.setting("model")) ??
      textOf(this.setting("model", "id")) ??
      textOf(this.setting("agent_config", "model"))
    );
  }

  rangeAt(...path: Path): { readonly key?: Range; readonly value: Range } | undefined {
    return this.#document.rangeAt([...this.path, ...path]);
  }
  nodeAt(...path: Path): Placed | undefined {
    return this.#document.nodeAt([...this.path, ...path]);
  }
  /** The text as it is written. */
  written(range: Range): string {
    return this.#document.source.slice(range);
  }
  line(line: number): string {
    return this.#document.source.line(line);
  }
  get lineBreak(): string {
    return this.#document.source.lineBreak;
  }

  /** The files that it names. */
  get references(): readonly FileReference[] {
    this.#references ??= bodyReferences(this.#document, this.path);
    return this.#references;
  }

  /** Its prompts with the variables they use, in order. */
  get prompts(): readonly PromptUses[] {
    this.#prompts ??= promptsUnder(this.#document, this.path).map((prompt) => {
      const template = templateOf(this.#document, prompt);
      return { prompt, template, uses: usesOf(template), key: String(prompt.path[this.path.length]) };
    });
    return this.#prompts;
  }
  textOf(prompt: Prompt): ScalarText {
    return scalarText(this.#document.source, prompt.node, prompt.base);
  }

  /** A variable that its prompts may use. */
  variable(name: string): InputDeclaration | undefined {
    if (!this.#variables.has(name)) this.#variables.set(name, this.#declared(name));
    return this.#variables.get(name);
  }
  #declared(name: string): InputDeclaration | undefined {
    const own = at(this.body.inputs, name);
    const declared =
      own ??
      (this.kind === "own" ? undefined : this.facts.defaultInput(name)) ??
      this.facts.fileInput(name) ??
      // What stands under `defaults` is written for any agent; what is extended may declare it for one.
      (this.kind === "defaults" || this.facts.file("extends") !== undefined ? this.facts.anyInput(name) : undefined);
    if (declared !== undefined) return readInput(name, declared, []);
    if (name === "input" && this.setting("input") === undefined) {
      return readInput("input", { type: "string", description: "What the user says." }, []);
    }
    return undefined;
  }
  variableNames(): readonly string[] {
    const own = isObject(this.body.inputs) ? Object.keys(this.body.inputs) : [];
    const implicit = this.setting("input") === undefined ? ["input"] : [];
    return [...own, ...(this.kind === "own" ? [] : this.facts.inputNames().split("\n")), ...implicit].filter(Boolean);
  }
}

export interface PromptUses {
  readonly prompt: Prompt;
  readonly template: Template;
  readonly uses: readonly VariableUse[];
  /** Under which of the agent's keys it stands. */
  readonly key: string;
}

const uses = new WeakMap<Template, readonly VariableUse[]>();
/** The variables of a template; kept with it. */
export function usesOf(template: Template): readonly VariableUse[] {
  let found = uses.get(template);
  if (!found) {
    found = variablesOf(template);
    uses.set(template, found);
  }
  return found;
}

const ofTexts = new Map<string, readonly VariableUse[]>();
/** The variables of a prompt in a file of its own. The last few files are kept. */
export function usesInText(text: string): readonly VariableUse[] {
  if (!text.includes("{{")) return [];
  let found = ofTexts.get(text);
  if (!found) {
    found = variablesOf(parseTemplate(text));
    ofTexts.set(text, found);
    for (const first of ofTexts.keys()) {
      if (ofTexts.size <= 32) break;
      ofTexts.delete(first);
    }
  }
  return found;
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function at(map: Json | undefined, key: string): Json | undefined {
  return isObject(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}
