import type { Range } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { partialsOf } from "../document/resolve.ts";
import { promptsOf, templateOf } from "./prompts.ts";
import { scalarText } from "./scalarText.ts";

/** Files that a definition names → their text; undefined: not found. A file that is not in it has not been looked for. */
export type FileTexts = ReadonlyMap<string, string | undefined>;

/** A place that names a file beside the definition. */
export interface FileReference {
  readonly file: string;
  readonly range: Range;
  /** "prompt": its text is a template. "data": sent as it is. */
  readonly kind: "prompt" | "tool" | "data" | "definition";
  readonly path: Path;
}

export function fileReferences(document: AgentDocument): readonly FileReference[] {
  const found: FileReference[] = [];
  const add = (value: Json | undefined, path: Path, kind: FileReference["kind"]) => {
    const at = typeof value === "string" && value !== "" ? document.rangeAt(path) : undefined;
    if (at) found.push({ file: value as string, range: unquoted(document, at.value), kind, path });
  };
  const parts = (value: Json | undefined, path: Path, kind: FileReference["kind"]) => {
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((part, i) => {
        parts(part, [...path, i], kind);
      });
    } else if (isObject(value)) {
      add(value.file, [...path, "file"], kind);
      if (value.content !== undefined) parts(value.content, [...path, "content"], kind);
    }
  };
  const body = (value: Json | undefined, path: Path) => {
    if (!isObject(value)) return;
    parts(value.system_instruction, [...path, "system_instruction"], "prompt");
    parts(value.input, [...path, "input"], "prompt");
    parts(value.messages, [...path, "messages"], "prompt");
    parts(value.context, [...path, "context"], "data");
    add(value.instructions_file, [...path, "instructions_file"], "data");
    if (Array.isArray(value.tools)) {
      (value.tools as readonly Json[]).forEach((tool, i) => {
        if (isObject(tool)) add(tool.ref, [...path, "tools", i, "ref"], "tool");
      });
    }
    if (isObject(value.environment) && Array.isArray(value.environment.sources)) {
      (value.environment.sources as readonly Json[]).forEach((source, i) => {
        if (isObject(source)) add(source.file, [...path, "environment", "sources", i, "file"], "data");
      });
    }
  };
  const file = document.value;
  if (isObject(file)) {
    add(file.extends, ["extends"], "definition");
    body(file, []);
    body(file.defaults, ["defaults"]);
    if (isObject(file.agents)) for (const [name, agent] of Object.entries(file.agents)) body(agent, ["agents", name]);
    if (isObject(file.datasets)) {
      for (const [name, rows] of Object.entries(file.datasets)) {
        if (isObject(rows)) add(rows.file, ["datasets", name, "file"], "data");
      }
    }
  }
  for (const prompt of promptsOf(document)) {
    for (const partial of partialsOf(templateOf(document, prompt).nodes)) {
      const text = scalarText(document.source, prompt.node, prompt.base);
      const range = text.rangeAt(partial.pathStart, partial.pathStart + partial.path.length);
      found.push({ file: partial.path, range, kind: "prompt", path: prompt.path });
    }
  }
  return found;
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
