import type { DocumentSymbol } from "vscode-languageserver";
import type { Feature } from "../session.ts";

export const documentSymbolFeature: Feature = {
  capabilities: { documentSymbolProvider: true },
  register(session) {
    session.connection.onDocumentSymbol(async (params) => {
      const symbols = await session.answer<DocumentSymbol[] | null>(
        "documentSymbol",
        params,
        null,
        async ({ document }) => {
          const { documentSymbols } = await import("../../core/language/documentSymbols.ts");
          return [...documentSymbols(document)];
        },
      );
      if (!symbols || session.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport) return symbols;
      const { flatSymbols } = await import("../flatSymbols.ts");
      return flatSymbols(symbols, params.textDocument.uri);
    });
  },
};
