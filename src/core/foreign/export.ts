import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { FlatDocument } from "../document/extend.ts";
import { exportAdk } from "./exportAdk.ts";
import { exportGemini } from "./exportGemini.ts";
import { exportPromptfoo } from "./exportPromptfoo.ts";
import { exportRequest } from "./exportRequest.ts";
import { type Loss, Source } from "./source.ts";

export const exportTargets = ["curl", "typescript", "python", "adk", "promptfoo", "gemini"] as const;
export type ExportTarget = (typeof exportTargets)[number];

export interface ExportWorld {
  readonly readText: ReadText;
  readonly wallMs: number;
  /** Of the agent whose request is written: `[]` for the file's own. */
  readonly agent: Path;
  /** Values of inputs. What is not given stays a parameter. */
  readonly values: JsonObject;
}

export interface ExportedFile {
  /** With `/`. A single file, or several that belong into a folder of their own. */
  readonly path: string;
  readonly text: string;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly losses: readonly Loss[];
  /** Why there is nothing to write. */
  readonly problem?: string;
}

/** A definition in the words of others, and what these cannot say. */
export async function exportDefinition(flat: FlatDocument, to: ExportTarget, world: ExportWorld): Promise<Exported> {
  const source = new Source(withDefaults(flat));
  const files = await filesOf(source, flat, to, world);
  if (typeof files === "string") return { files: [], losses: [], problem: files };
  const noun =
    to === "curl" || to === "typescript" || to === "python"
      ? "a request"
      : `${to === "adk" ? "ADK's" : to === "gemini" ? "Gemini's agent.yaml" : "promptfoo's"} files`;
  source.leftOver((key) => `"${key}" is no part of ${noun}.`);
  const losses = [...source.losses].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  return { files, losses };
}

function filesOf(
  source: Source,
  flat: FlatDocument,
  to: ExportTarget,
  world: ExportWorld,
): Promise<readonly ExportedFile[] | string> {
  switch (to) {
    case "curl":
    case "typescript":
    case "python":
      return exportRequest(source, flat, to, world);
    case "adk":
      return exportAdk(source, world);
    case "promptfoo":
      return exportPromptfoo(source, world);
    case "gemini":
      return exportGemini(source, world);
  }
}

/** As a document: what it inherits joined, and `defaults` written into each agent. */
function withDefaults(flat: FlatDocument): AgentDocument {
  const value = isObject(flat.value) ? flat.value : {};
  const { defaults, ...rest } = value;
  const agents = isObject(value.agents) ? value.agents : undefined;
  const joined: Json =
    isObject(defaults) && agents
      ? {
          ...rest,
          agents: Object.fromEntries(
            Object.entries(agents).map(([name, body]) => [name, join(defaults, isObject(body) ? body : {})]),
          ),
        }
      : value;
  return Object.create(flat.own, {
    value: { value: joined },
    rangeAt: { value: (path: Path) => flat.rangeAt(path) },
  }) as AgentDocument;
}

function join(defaults: JsonObject, own: JsonObject): JsonObject {
  const joined: Record<string, Json | undefined> = { ...defaults };
  for (const [key, value] of Object.entries(own)) {
    const inherited = joined[key];
    joined[key] = isObject(inherited) && isObject(value) ? join(inherited, value) : value;
  }
  return joined;
}
