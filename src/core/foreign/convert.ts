import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { suggestedModel } from "../language/models.ts";
import { modelOf } from "../tokens/prices.ts";
import { convertAdk } from "./convertAdk.ts";
import { convertDockerAgent } from "./convertDockerAgent.ts";
import { convertDotprompt } from "./convertDotprompt.ts";
import { convertGemini } from "./convertGemini.ts";
import { convertGithubPrompt } from "./convertGithubPrompt.ts";
import { convertPromptfoo } from "./convertPromptfoo.ts";
import { frontMatter } from "./frontMatter.ts";
import type { ForeignDialect } from "./recognise.ts";
import { Draft, dotted, type Loss, type Origin, Source } from "./source.ts";

export interface ConvertWorld {
  /** Of the file, without folders. */
  readonly name: string;
  /** Reads beside it. */
  readonly readText: ReadText;
  /** Files beside it and below. */
  readonly files?: readonly string[];
  readonly wallMs: number;
}

export interface Conversion {
  readonly dialect: ForeignDialect;
  readonly value: JsonObject;
  /** JSON of a path in `value` → where it comes from. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** In the order of the text, the file itself first. */
  readonly losses: readonly Loss[];
  /** The files that were read: comments are taken from them. */
  readonly sources: readonly Source[];
}

/** Another language's file as a definition of ours, and what that leaves out or changes. Pure data; `writeDefinition` makes a text of it. */
export async function convert(text: string, dialect: ForeignDialect, world: ConvertWorld): Promise<Conversion> {
  const document = documentOf(text, dialect);
  const source = new Source(document);
  const draft = new Draft();
  let sources: readonly Source[] = [source];
  switch (dialect) {
    case "adk":
      sources = await convertAdk(source, draft, world);
      break;
    case "gemini":
      await convertGemini(source, draft, world);
      break;
    case "github-prompt":
      convertGithubPrompt(source, draft, world);
      break;
    case "promptfoo":
      await convertPromptfoo(source, draft, world);
      break;
    case "docker-agent":
      convertDockerAgent(source, draft, world);
      break;
    case "dotprompt":
      convertDotprompt(source, draft, text, world);
      break;
    case "agentschema":
      break;
  }
  for (const each of sources) keepRest(each, draft, dialect);
  const losses = sources.flatMap((each) =>
    [...each.losses].sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    ),
  );
  return { dialect, value: draft.value, origins: draft.origins, losses, sources };
}

/** What can be outlined and read as YAML: of a dotprompt its front matter, at its lines. */
export function documentOf(text: string, dialect: ForeignDialect): AgentDocument {
  return parseAgentDocument(dialect === "dotprompt" ? frontMatter(text).front : text);
}

/** What has no counterpart is kept where nobody reads it, so that an export to the same language has it again. */
function keepRest(source: Source, draft: Draft, dialect: ForeignDialect): void {
  const key = `x-${dialect}`;
  const rest = source.leftOver(
    (path) => `"${path}" has no counterpart. It is kept under ${key}, where it does nothing.`,
  );
  if (rest.length === 0) return;
  const body = bodyOf(source, draft);
  const kept = draft.get([...body, key]);
  const all: Record<string, Json> = isObject(kept) ? { ...(kept as Record<string, Json>) } : {};
  for (const { path, value } of rest) all[dotted(path)] = value;
  draft.put([...body, key], all);
}

function bodyOf(source: Source, draft: Draft): Path {
  if (source.file === undefined) return [];
  for (const [path, origin] of draft.origins) {
    const steps = JSON.parse(path) as Path;
    if (origin.file === source.file && steps[0] === "agents") return steps.slice(0, 2);
  }
  return [];
}

/** A model that Gemini has, from what another language calls it; undefined when it is somebody else's. */
export function geminiModel(written: string): string | undefined {
  const id = written
    .replace(/^(?:googleai|vertexai|google|vertex|palm|gemini)[/:](?:live:)?/, "")
    .replace(/^(?:publishers\/google\/)?models\//, "");
  return /^gem(?:ini|ma)-/.test(id) || modelOf(id) ? id : undefined;
}

/** The model at a path, or another one in its place, which is told. */
export function takeModel(source: Source, path: Path, wallMs: number): string {
  const written = source.peek(path);
  const suggested = suggestedModel(wallMs);
  if (typeof written !== "string" || written === "") {
    source.changed(path, `No model is named: ${suggested} is taken.`);
    return suggested;
  }
  const model = geminiModel(written);
  if (model === undefined) {
    source.changed(path, `${written} is not a model of Gemini: ${suggested} stands in its place.`);
    return suggested;
  }
  source.tell(path);
  if (model !== written) source.changed(path, `The model is written ${model}.`);
  return model;
}
