import path from "node:path";
import { isObject, type JsonObject } from "../core/base/json.ts";
import type { ReadText } from "../core/base/readText.ts";
import { parseAgentDocument } from "../core/document/agentDocument.ts";
import type { AgentDefinition, ResolvedAgent, Variant } from "../core/document/definition.ts";
import { type FlatDocument, flatten, readingDocuments } from "../core/document/extend.ts";
import { agentsOf, variantsOf } from "../core/document/readDefinition.ts";
import { resolveAgent } from "../core/document/resolve.ts";
import { inputFromText, secretTexts } from "../core/runs/inputs.ts";
import { readTextBeside } from "../node/files.ts";
import { type Io, UsageError } from "./command.ts";
import { readUserFile } from "./userFile.ts";

/** A definition read from disk: what `estimate`, `run` and `compare` start from. */
export interface DefinitionFile {
  /** Absolute. */
  readonly path: string;
  /** As the run records it: relative to the working folder where it lies inside, with `/`. */
  readonly name: string;
  readonly text: string;
  /** With what it inherits. */
  readonly document: FlatDocument;
}

export async function readDefinitionFile(file: string, io: Io): Promise<DefinitionFile> {
  const absolute = path.resolve(io.cwd, file);
  const text = await readUserFile(absolute, file);
  const document = parseAgentDocument(text);
  if (!isObject(document.value)) throw new UsageError(`${file} defines no agent. "flashback check ${file}" says why.`);
  const name = isInside(io.cwd, absolute) ? path.relative(io.cwd, absolute) : path.basename(absolute);
  const flat = await flatten(document, readingDocuments(readBeside(absolute, io)));
  return { path: absolute, name: name.replaceAll("\\", "/"), text, document: flat };
}

export function variantOf(file: DefinitionFile, name: string | undefined): Variant {
  const variants = variantsOf(file.document);
  const variant = variants.find((v) => v.name === (name ?? "base"));
  if (!variant) {
    throw new UsageError(`There is no variant "${name}" in ${file.name}. There are: ${namesOf(variants)}.`);
  }
  return variant;
}

/** The agent asked for, else the file's own. */
export function agentOf(file: DefinitionFile, variant: Variant, name: string | undefined): AgentDefinition {
  const agents = agentsOf(file.document, variant);
  const [first] = agents;
  if (!first) throw new Error("A definition always has its own agent.");
  if (name === undefined) return first;
  const agent = agents.find((a) => a.name === name);
  if (!agent) throw new UsageError(`There is no agent "${name}" in ${file.name}. There are: ${namesOf(agents)}.`);
  return agent;
}

export function resolve(file: DefinitionFile, agent: AgentDefinition, io: Io): Promise<ResolvedAgent> {
  return resolveAgent(agent, readBeside(file.path, io));
}

/** Reads what a definition names: from the working folder where the definition lies inside it, else from its own folder. */
export function readBeside(definition: string, io: Io): ReadText {
  return readTextBeside(definition, isInside(io.cwd, definition) ? io.cwd : path.dirname(definition));
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

/** What must not reach the disk: the keys of the environment, and the values of secret inputs. */
export function secretsOf(io: Io, agent: ResolvedAgent, inputs: JsonObject): readonly string[] {
  const keys = [io.env.GEMINI_API_KEY, io.env.GOOGLE_API_KEY].flatMap((key) => key?.trim() || []);
  return [...keys, ...secretTexts(agent, inputs)];
}

/** `--var k=v` as inputs, each as its declaration asks. */
export function inputsOf(pairs: readonly string[], agent: ResolvedAgent): JsonObject {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UsageError(`--var takes name=value, and got "${pair}".`);
      const name = pair.slice(0, at);
      const declaration = agent.inputs.find((input) => input.name === name);
      return [name, inputFromText(declaration, pair.slice(at + 1))];
    }),
  );
}

function namesOf(things: readonly { readonly name: string }[]): string {
  return things.map((t) => t.name).join(", ");
}
