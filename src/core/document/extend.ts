import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject, own } from "../base/json.ts";
import type { ReadText } from "../base/readText.ts";
import { type AgentDocument, parseAgentDocument } from "./agentDocument.ts";
import type { MissingFile, Path } from "./definition.ts";
import { fromFolder } from "./fromFolder.ts";
import { setKey } from "./node.ts";
import { folderOf, joinPath, refusal } from "./paths.ts";
import type { Problem } from "./problem.ts";

/**
 * A definition with what it inherits through `extends`. `agentsOf`, `variantsOf` and `suiteCapOf` take it where they take
 * a document; without `extends` its value is the document's own.
 */
export interface FlatDocument {
  /** Maps joined key by key; texts and lists replaced; what was removed with `null` is gone; `extends` too. */
  readonly value: Json;
  /** As of a document. Of what is inherited: the value of `extends`, where the reader of this file can see it. */
  rangeAt(path: Path): ReturnType<AgentDocument["rangeAt"]>;
  /** The document itself. */
  readonly own: AgentDocument;
  /** What it inherits from, nearest first. */
  readonly parents: readonly Layer[];
  /**
   * Why a parent could not be read: AG201 (not found), AG202 (a path that may not be followed), AG203 (a circle, or too
   * many one behind the other). At the value of `extends` in this document.
   */
  readonly problems: readonly Problem[];
  /** The same for those who run an agent: they must not run half of it. */
  readonly missing: readonly MissingFile[];
  /** Where the value at a path of `value` stands; undefined where there is none. */
  originOf(path: Path): Origin | undefined;
}

export interface Layer {
  /** Relative to the definition, with `/`; absent for the definition itself. */
  readonly file?: string;
  readonly document: AgentDocument;
}

/** Where a value is written. */
export interface Origin extends Layer {
  /** In that document. */
  readonly path: Path;
  readonly range: Range;
  readonly key?: Range;
}

/** Reads a definition; `file` is relative to the one that is flattened. Undefined: there is no such readable file. */
export type ReadDocument = (file: string) => Promise<AgentDocument | undefined>;

/** For those who have no documents at hand, only texts. */
export function readingDocuments(readText: ReadText): ReadDocument {
  return async (file) => {
    const text = await readText(file);
    return text === undefined ? undefined : parseAgentDocument(text);
  };
}

/** Longer chains are a mistake, or cannot be followed by a reader. */
export const mostParents = 5;

/** The definition with everything that it inherits. Never throws: what cannot be read is left out, and is a problem. */
export async function flatten(document: AgentDocument, readDocument: ReadDocument): Promise<FlatDocument> {
  const parents: Layer[] = [];
  for (;;) {
    const next = step(document, parents);
    if (next.kind !== "read") return flat(document, parents, next.problems);
    const parent = await readDocument(next.file);
    if (!parent) return flat(document, parents, notFound(document, parents, next.file));
    parents.push({ file: next.file, document: parent });
  }
}

/** The same from documents that have been read already. */
export function flattenNow(
  document: AgentDocument,
  documentOf: (file: string) => AgentDocument | undefined,
): FlatDocument {
  const parents: Layer[] = [];
  for (;;) {
    const next = step(document, parents);
    if (next.kind !== "read") return flat(document, parents, next.problems);
    const parent = documentOf(next.file);
    if (!parent) return flat(document, parents, notFound(document, parents, next.file));
    parents.push({ file: next.file, document: parent });
  }
}

type Step =
  | { readonly kind: "read"; readonly file: string }
  | { readonly kind: "end"; readonly problems: readonly Problem[] };

/** What to read next. */
function step(document: AgentDocument, parents: readonly Layer[]): Step {
  const last = parents.at(-1);
  const wanted = wantedBy(last?.document ?? document);
  if (wanted === undefined) return { kind: "end", problems: [] };
  const end = (code: string, message: string): Step => ({ kind: "end", problems: [at(document, code, message)] });
  const refused = refusal(wanted);
  if (refused) return end("AG202", last ? `In ${last.file}: ${refused}` : refused);
  const file = joinPath(folderOf(last?.file ?? ""), wanted);
  const names = parents.map((parent) => parent.file as string);
  // The file's own name is not known here, so its text tells when it comes again.
  const again = last !== undefined && isSame(last.document, document);
  if (again && names.length === 1) return end("AG203", "This file extends itself.");
  if (again || names.includes(file)) {
    const circle = again ? ["this file", ...names.slice(0, -1), "this file"] : ["this file", ...names, file];
    return end("AG203", `This never ends: ${circle.join(" extends ")}.`);
  }
  if (parents.length >= mostParents) {
    return end("AG203", `At most ${mostParents} files may extend each other; here ${names.at(-1)} goes on to ${file}.`);
  }
  return { kind: "read", file };
}

/** The lengths first: a text is put together only when it must be. */
function isSame(a: AgentDocument, b: AgentDocument): boolean {
  return a.source.length === b.source.length && a.text === b.text;
}

function wantedBy({ value }: AgentDocument): string | undefined {
  const wanted = isObject(value) ? own(value, "extends") : undefined;
  return typeof wanted === "string" && wanted !== "" ? wanted : undefined;
}

function notFound(document: AgentDocument, parents: readonly Layer[], file: string): readonly Problem[] {
  const last = parents.at(-1)?.file;
  const message = last
    ? `The file ${file}, which ${last} extends, was not found.`
    : `The file ${file} was not found. Paths are relative to this definition.`;
  return [at(document, "AG201", message)];
}

function at(document: AgentDocument, code: string, message: string): Problem {
  const start = { line: 0, character: 0 };
  return { code, severity: "error", message, range: document.rangeAt(["extends"])?.value ?? { start, end: start } };
}

function flat(document: AgentDocument, read: readonly Layer[], problems: readonly Problem[]): FlatDocument {
  // A circle that was noticed only after reading its first file again adds nothing.
  const parents = read.filter((layer) => !isSame(layer.document, document));
  const originOf = (path: Path) => origin([{ document }, ...parents], path);
  const missing = problems.map(({ message }) => ({ file: wantedBy(document) ?? "", path: ["extends"], message }));
  if (parents.length === 0) {
    const { value } = document;
    return { value, rangeAt: (path) => document.rangeAt(path), own: document, parents, problems, missing, originOf };
  }
  const value = [...parents.map(inherited).toReversed(), document.value].reduce((below, above) => join(below, above));
  return {
    value: isObject(value) ? without(value, "extends") : value,
    rangeAt(path) {
      const found = originOf(path);
      if (!found) return undefined;
      if (!found.file) return document.rangeAt(found.path);
      return document.rangeAt(["extends"]);
    },
    own: document,
    parents,
    problems,
    missing,
    originOf,
  };
}

/** A parent's value as if it were written in the definition's own folder. */
function inherited({ file, document }: Layer): Json {
  const folder = folderOf(file ?? "");
  return folder === "" ? document.value : fromFolder(document.value, folder);
}

function join(below: Json | undefined, above: Json): Json {
  if (!isObject(above)) return above;
  const joined: Record<string, Json> = {};
  const under: JsonObject = isObject(below) ? below : {};
  for (const [key, value] of Object.entries(under)) if (value !== undefined) setKey(joined, key, value);
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    if (value === null) delete joined[key];
    else setKey(joined, key, join(own(under, key), value));
  }
  return joined;
}

function without(value: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** The nearest layer in which the path is written. */
function origin(layers: readonly Layer[], path: Path): Origin | undefined {
  // The layers whose maps are joined at the place that has been reached.
  let joined = layers.map((layer) => ({ layer, value: layer.document.value as Json | undefined }));
  for (const key of path) {
    const next: typeof joined = [];
    for (const { layer, value } of joined) {
      const inner = isObject(value)
        ? own(value, String(key))
        : Array.isArray(value) && typeof key === "number"
          ? (value as readonly Json[])[key]
          : undefined;
      if (inner === undefined) continue;
      if (inner === null && layers.length > 1 && isObject(value)) break;
      // Under a map lies what is joined to it; under anything else, nothing; and a map covers a text.
      if (next.length > 0 && !isObject(inner)) break;
      next.push({ layer, value: inner });
      if (!isObject(inner)) break;
    }
    joined = next;
  }
  const layer = joined[0]?.layer;
  const found = layer?.document.rangeAt(path);
  if (!layer || !found) return undefined;
  return { ...layer, path, range: found.value, ...(found.key ? { key: found.key } : {}) };
}
