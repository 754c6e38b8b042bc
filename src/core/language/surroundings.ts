import { isObject, type Json } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import { type FlatDocument, flattenNow, type Layer } from "../document/extend.ts";
import { fromFolder } from "../document/fromFolder.ts";
import { folderOf, joinPath, refusal } from "../document/paths.ts";
import { fileKindOf } from "../schema/fileKind.ts";
import { fileReferences } from "./fileReferences.ts";

/** Where the names that a file uses may be declared, besides in the file itself. */
export interface Surroundings {
  /**
   * The file's data with what it extends; of a file of tests: the data of the agent that it tests, with its own data sets
   * and variants. Paths are as the file itself would write them.
   */
  readonly value: Json;
  /** The definition whose keys a variant's path follows: the file itself, or the one that it tests. */
  readonly definition: AgentDocument;
  /** The files that it extends or tests, nearest first, and then the shared tools of all of them. Asked for seldom. */
  layers(): readonly Layer[];
}

/** A definition beside another, as far as it has been read; `file` is relative to that one. */
export type DocumentOf = (file: string) => AgentDocument | undefined;

export function surroundingsOf(document: AgentDocument, documentOf: DocumentOf): Surroundings {
  const tested = testedBy(document, documentOf);
  const { folder, flat } = tested ?? { folder: "", flat: flattenNow(document, documentOf) };
  const parents = flat.parents.map(({ file, document: parent }) => ({
    file: joinPath(folder, file ?? ""),
    document: parent,
  }));
  const definitions: readonly Layer[] = [...(tested ? [{ file: tested.file, document: flat.own }] : []), ...parents];
  let joined: Json | undefined;
  return {
    get value() {
      joined ??= tested ? withTests(fromFolder(flat.value, folder), document.value) : flat.value;
      return joined;
    },
    definition: flat.own,
    layers: () => [...definitions, ...sharedTools([{ document }, ...definitions], documentOf)],
  };
}

function testedBy(
  document: AgentDocument,
  documentOf: DocumentOf,
): { readonly file: string; readonly folder: string; readonly flat: FlatDocument } | undefined {
  const named = fileKindOf(document) === "test" && isObject(document.value) ? document.value.agent : undefined;
  if (typeof named !== "string" || named === "" || refusal(named)) return undefined;
  const file = joinPath("", named);
  const read = documentOf(file);
  if (!read) return undefined;
  const folder = folderOf(file);
  return { file, folder, flat: flattenNow(read, (parent) => documentOf(joinPath(folder, parent))) };
}

function withTests(agent: Json, tests: Json): Json {
  if (!isObject(agent) || !isObject(tests)) return agent;
  const maps = ["datasets", "variants", "secrets"].map((key) => {
    const [theirs, own] = [agent[key], tests[key]];
    return [key, { ...(isObject(theirs) ? theirs : {}), ...(isObject(own) ? own : {}) }] as const;
  });
  return { ...agent, ...Object.fromEntries(maps), ...(tests.tests === undefined ? {} : { tests: tests.tests }) };
}

function sharedTools(layers: readonly Layer[], documentOf: DocumentOf): readonly Layer[] {
  const found = new Map<string, Layer>();
  for (const { file: from = "", document } of layers) {
    for (const { file: named, kind } of fileReferences(document)) {
      const file = kind === "tool" ? joinPath(folderOf(from), named) : undefined;
      const tool = file === undefined || found.has(file) ? undefined : documentOf(file);
      if (file !== undefined && tool) found.set(file, { file, document: tool });
    }
  }
  return [...found.values()];
}
