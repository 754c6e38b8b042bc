import type { DocumentSymbol, SymbolInformation } from "vscode-languageserver";

/** An outline for an editor that shows no tree: each symbol names the one around it. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, around?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(around === undefined ? {} : { containerName: around }) },
    ...flatSymbols(children, uri, name),
  ]);
}
