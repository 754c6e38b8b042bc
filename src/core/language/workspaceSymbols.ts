import type { SymbolInformation, SymbolKind } from "vscode-languageserver-types";
import { fileNameOf } from "./address.ts";
import type { FileFacts } from "./facts.ts";
import { isBody } from "./references.ts";

// LSP's numbers.
const kinds: Partial<Record<string, SymbolKind>> = {
  agent: 5,
  tool: 12,
  variable: 13,
  dataset: 18,
  variant: 22,
  step: 24,
  secret: 20,
};
const most = 300;

/** Agents, tools and what else has a name in any definition, where the letters asked for come in this order. */
export function workspaceSymbols(files: Iterable<FileFacts>, query: string): readonly SymbolInformation[] {
  const letters = query.toLowerCase();
  const found: { readonly symbol: SymbolInformation; readonly rank: number }[] = [];
  for (const { uri, occurrences } of files) {
    for (const { kind, name, role, range, scope } of occurrences) {
      const number = kinds[kind];
      if (role !== "definition" || number === undefined || (kind === "variable" && !isBody(scope))) continue;
      const rank = rankOf(name.toLowerCase(), letters);
      if (rank === undefined) continue;
      const symbol = { name, kind: number, location: { uri, range }, containerName: fileNameOf(uri) };
      // Agents and tools before the rest.
      found.push({ symbol, rank: rank * 2 + (kind === "agent" || kind === "tool" ? 0 : 1) });
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank || (a.symbol.name < b.symbol.name ? -1 : a.symbol.name > b.symbol.name ? 1 : 0))
    .slice(0, most)
    .map(({ symbol }) => symbol);
}

/** 0: the name itself, 1: it begins so, 2: it holds it, 3: its letters come in this order. */
function rankOf(name: string, letters: string): number | undefined {
  if (name === letters) return 0;
  if (name.startsWith(letters)) return 1;
  if (name.includes(letters)) return 2;
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return undefined;
  }
  return 3;
}
