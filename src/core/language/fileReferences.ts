import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import { kept } from "../base/kept.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Placed } from "../document/node.ts";
import { NodeMemo } from "../document/nodeMemo.ts";
import { parseTemplate } from "../document/parseTemplate.ts";
import { partialsOf } from "../document/partialsOf.ts";
import { folderOf, joinPath } from "../document/paths.ts";
import { promptsUnder, templateOf } from "./prompts.ts";
import { agentBodies, hasAlias } from "./rules/agentBodies.ts";
import { documentOf } from "./rules/facts.ts";
import { namedAgents } from "./rules/workflows.ts";
import { scalarText } from "./scalarText.ts";
import { isAgentFile } from "./team.ts";
import { valueAt } from "./variables.ts";

/** Files that a definition names → their text; undefined: not found. A file that is not in it has not been looked for. */
export type FileTexts = ReadonlyMap<string, string | undefined> & {
  /** Path as it is written → as the disk spells it, where only the case of letters is another. */
  readonly spellings?: ReadonlyMap<string, string>;
};

/** A place that names a file beside the definition. */
export interface FileReference {
  readonly file: string;
  readonly range: Range;
  /** "prompt": its text is a template. "data": sent as it is. "other": it must be there, and is read by others. */
  readonly kind: "prompt" | "tool" | "data" | "definition" | "other";
  readonly path: Path;
}

export const fileReferences = kept(findReferences);

function findReferences(document: AgentDocument): readonly FileReference[] {
  const found: FileReference[] = [];
  const file = document.value;
  if (isObject(file)) {
    const add = (value: Json | undefined, path: Path, kind: FileReference["kind"]) => {
      const reference = referenceAt(document, value, path, kind);
      if (reference) found.push(reference);
    };
    add(file.extends, ["extends"], "definition");
    if (file.format === "agent-test/v1") add(file.agent, ["agent"], "definition");
    if (isObject(file.datasets)) {
      for (const [name, rows] of Object.entries(file.datasets)) {
        if (isObject(rows)) add(rows.file, ["datasets", name, "file"], "data");
      }
    }
  }
  for (const { path, placed } of agentBodies(document)) found.push(...referencesOf(document, path, placed));
  return found;
}

/** The files that a file names, seen from the definition: partials of a prompt, the parent of a definition. */
export function furtherFiles(
  { file, kind }: Pick<FileReference, "file" | "kind">,
  text: string,
): readonly Pick<FileReference, "file" | "kind">[] {
  const folder = folderOf(file);
  if (kind === "prompt") return partialsIn(text).map((path) => ({ file: joinPath(folder, path), kind }));
  if (kind !== "definition") return [];
  const value = documentOf(text).value;
  const parent = isObject(value) ? value.extends : undefined;
  return typeof parent === "string" && parent !== "" ? [{ file: joinPath(folder, parent), kind }] : [];
}

/** The `{{> paths}}` of a prompt's text. */
export function partialsIn(text: string): readonly string[] {
  if (!/\{\{~?>/.test(text)) return [];
  return partialsOf(parseTemplate(text).nodes).map(({ path }) => path);
}

/** Those of one agent's body. Most have none: that is kept with the node. */
function referencesOf(document: AgentDocument, path: Path, placed: Placed): readonly FileReference[] {
  if (without.get(placed.node)) return [];
  const found = bodyReferences(document, path);
  if (found.length === 0 && path.length > 0 && !hasAlias(placed.node)) without.set(placed.node, true);
  return found;
}
const without = new NodeMemo<true>();

/** The files that an agent's body names. `path`: where it stands. */
export function bodyReferences(document: AgentDocument, path: Path): readonly FileReference[] {
  const found: FileReference[] = [];
  const add = (value: Json | undefined, at: Path, kind: FileReference["kind"]) => {
    const reference = referenceAt(document, value, at, kind);
    if (reference) found.push(reference);
  };
  const parts = (value: Json | undefined, at: Path, kind: FileReference["kind"]) => {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((part, i) => {
        parts(part, [...at, i], kind);
      });
    } else if (isObject(value)) {
      add(value.file, [...at, "file"], kind);
      if (value.content !== undefined) parts(value.content, [...at, "content"], kind);
    }
  };
  const body = valueAt(document.value, path);
  if (!isObject(body)) return found;
  parts(body.system_instruction, [...path, "system_instruction"], "prompt");
  parts(body.input, [...path, "input"], "prompt");
  parts(body.messages, [...path, "messages"], "prompt");
  parts(body.context, [...path, "context"], "data");
  add(body.instructions_file, [...path, "instructions_file"], "data");
  const answers = Array.isArray(body.response_format) ? (body.response_format as readonly Json[]) : undefined;
  for (const [i, answer] of (answers ?? [body.response_format]).entries()) {
    if (!isObject(answer) || !isObject(answer.schema)) continue;
    const at = [...path, "response_format", ...(answers ? [i] : []), "schema", "file"];
    // A part of the answer may be called so as well.
    if (typeof answer.schema.file === "string") add(answer.schema.file, at, "data");
  }
  if (Array.isArray(body.tools)) {
    (body.tools as readonly Json[]).forEach((tool, i) => {
      if (isObject(tool)) add(tool.ref, [...path, "tools", i, "ref"], "tool");
    });
  }
  for (const { name, path: at } of namedAgents(body)) if (isAgentFile(name)) add(name, [...path, ...at], "other");
  if (Array.isArray(body.skills)) {
    (body.skills as readonly Json[]).forEach((folder, i) => {
      const at = typeof folder === "string" && folder !== "" ? document.rangeAt([...path, "skills", i]) : undefined;
      if (!at) return;
      const file = `${String(folder).replace(/\/$/, "")}/SKILL.md`;
      found.push({ file, range: unquoted(document, at.value), kind: "other", path: [...path, "skills", i] });
    });
  }
  if (isObject(body.environment) && Array.isArray(body.environment.sources)) {
    (body.environment.sources as readonly Json[]).forEach((source, i) => {
      if (isObject(source)) add(source.file, [...path, "environment", "sources", i, "file"], "data");
    });
  }
  for (const prompt of promptsUnder(document, path)) {
    for (const partial of partialsOf(templateOf(document, prompt).nodes)) {
      const text = scalarText(document.source, prompt.node, prompt.base);
      const range = text.rangeAt(partial.pathStart, partial.pathStart + partial.path.length);
      found.push({ file: partial.path, range, kind: "prompt", path: prompt.path });
    }
  }
  return found;
}

function referenceAt(
  document: AgentDocument,
  value: Json | undefined,
  path: Path,
  kind: FileReference["kind"],
): FileReference | undefined {
  const at = typeof value === "string" && value !== "" ? document.rangeAt(path) : undefined;
  return at && { file: value as string, range: unquoted(document, at.value), kind, path };
}

/** The range without the quotes around the value, so that a repair replaces the path alone. */
function unquoted(document: AgentDocument, range: Range): Range {
  const { start, end } = range;
  const written = document.source.slice(range);
  if (written.length < 2 || !/^(["']).*\1$/s.test(written)) return range;
  return {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: end.character - 1 },
  };
}
