import type { Feature } from "../session.ts";

export const documentSymbolFeature: Feature = {
  capabilities: { documentSymbolProvider: true },
  register(session) {
    session.connection.onDocumentSymbol((params) =>
      session.answer("documentSymbol", params, null, async ({ document }) => {
        const { documentSymbols } = await import("../../core/language/documentSymbols.ts");
        return [...documentSymbols(document)];
      }),
    );
  },
};
