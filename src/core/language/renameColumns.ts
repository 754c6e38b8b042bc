import type { Position, TextEdit } from "vscode-languageserver-types";
import { isObject } from "../base/json.ts";
import { type AgentDocument, parseAgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Definitions } from "./facts.ts";
import { isBody, keyOf, type Meaning, reach, resolve, scopesFrom } from "./references.ts";
import { type Refused, renamable } from "./rename.ts";
import { insertKey } from "./rules/edits.ts";
import { parsed } from "./rules/tests.ts";
import { valueAt } from "./variables.ts";

/** What is known of the files beside each other. Addresses are those of `Definitions`. */
export interface DataFiles {
  document(uri: string): AgentDocument | undefined;
  /** A file as a definition names it. */
  textOf(uri: string, file: string): Promise<string | undefined>;
}

/**
 * Data files are the user's and are not changed: a column of the old name stays, and its data set says from now on which
 * variable it is for. `stay`: the files where that could not be written.
 */
export async function renameColumns(
  world: Definitions & { readonly uri: string },
  position: Position,
  newName: string,
  files: DataFiles,
): Promise<
  Refused | { readonly name: string; readonly edits: ReadonlyMap<string, readonly TextEdit[]>; readonly stay: string[] }
> {
  const found = renamable(world, position);
  if ("refused" in found) return found;
  const { meaning } = found;
  const { name } = meaning;
  const edits = new Map<string, TextEdit[]>();
  const stay = new Set<string>();
  for (const { uri, file, path } of dataSetsOf(world, meaning)) {
    const text = await files.textOf(uri, file);
    const document = files.document(uri);
    if (text === undefined || !document || !hasColumn(file, text, name)) continue;
    const columns = valueAt(document.value, [...path, "columns"]);
    if (isObject(columns) && (Object.hasOwn(columns, name) || Object.values(columns).includes(name))) continue;
    const edit = isShared(world, meaning) ? undefined : mapped(document, path, name, newName);
    if (!edit) stay.add(file);
    else if (hasColumn(file, text, newName)) return { refused: `${file} has a column "${newName}" already.` };
    else edits.set(uri, [...(edits.get(uri) ?? []), edit]);
  }
  return { name, edits, stay: [...stay] };
}

function dataSetsOf(world: Definitions, meaning: Meaning): { uri: string; file: string; path: Path }[] {
  if (meaning.kind !== "variable" || !isBody(meaning.scope)) return [];
  return reach(world, meaning).flatMap((uri) => {
    const meant = resolve(world, uri, "variable", meaning.name, scopesFrom([]));
    if (meant && keyOf(meant) !== keyOf(meaning)) return [];
    return (world.facts(uri)?.occurrences ?? []).flatMap(({ kind, name, path }) =>
      kind === "file" && path[0] === "datasets" ? [{ uri, file: name, path: path.slice(0, 2) }] : [],
    );
  });
}

/** Whether another agent has a variable of this name for itself: the column gives its value to that one too. */
function isShared(world: Definitions, meaning: Meaning): boolean {
  const key = keyOf(meaning);
  return (world.facts(meaning.home)?.occurrences ?? []).some(
    ({ kind, name, role, scope }) =>
      kind === "variable" &&
      name === meaning.name &&
      role === "definition" &&
      isBody(scope) &&
      keyOf({ ...meaning, scope }) !== key,
  );
}

function mapped(document: AgentDocument, path: Path, name: string, newName: string): TextEdit | undefined {
  const part = {
    nodeAt: (...at: Path) => document.nodeAt(at),
    line: (line: number) => document.source.line(line),
  };
  const said = valueAt(document.value, [...path, "columns"]) !== undefined;
  const entry = `${name}: ${newName}`;
  const fix = said ? insertKey(part, [...path, "columns"], entry) : insertKey(part, path, `columns: {${entry}}`);
  return fix?.edits[0];
}

/** Whether the rows of a data file have a column of this name. What of it cannot be read has none. */
function hasColumn(file: string, text: string, name: string): boolean {
  if (/\.csv$/i.test(file)) {
    const head = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
    return head.split(",").some((column) => column.trim().replace(/^"(.*)"$/, "$1") === name);
  }
  const rows = /\.jsonl$/i.test(file) ? text.split(/\r?\n/).map(parsed) : parseAgentDocument(text).value;
  return Array.isArray(rows) && rows.some((row) => isObject(row) && Object.hasOwn(row, name));
}
