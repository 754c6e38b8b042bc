import type { TextEdit } from "vscode-languageserver-types";
import { addressOf, canonical, isWithin, pathBetween } from "./address.ts";
import type { FileFacts } from "./facts.ts";

export interface MovedFile {
  readonly oldUri: string;
  readonly newUri: string;
}

/** Before files or folders get another name or place: the edits that let the paths follow, by the present address. */
export function renameFiles(
  files: Iterable<FileFacts>,
  moved: readonly MovedFile[],
): ReadonlyMap<string, readonly TextEdit[]> {
  const moves = moved.map(({ oldUri, newUri }) => ({ from: canonical(oldUri), to: canonical(newUri) }));
  const after = (uri: string) => {
    const move = moves.find(({ from }) => isWithin(uri, from));
    return move ? move.to + uri.slice(move.from.length) : uri;
  };
  const edits = new Map<string, readonly TextEdit[]>();
  for (const { uri, occurrences } of files) {
    const own = after(uri);
    const changes: TextEdit[] = [];
    for (const { kind, name, range } of occurrences) {
      const target = kind === "file" ? addressOf(uri, name) : undefined;
      if (target === undefined) continue;
      const there = after(target);
      if (own === uri && there === target) continue;
      const path = pathBetween(own, there, name);
      // Moved together they still lie as they did; only what changes is written.
      if (addressOf(own, name) !== there) changes.push({ range, newText: path });
    }
    if (changes.length > 0) edits.set(uri, changes);
  }
  return edits;
}
