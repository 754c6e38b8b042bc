import { documentSymbols } from "../../core/language/documentSymbols.ts";
import type { Feature } from "../session.ts";

export const documentSymbolFeature: Feature = {
  capabilities: { documentSymbolProvider: true },
  register(session) {
    session.connection.onDocumentSymbol((params) =>
      session.answer("documentSymbol", params, null, (document) => [...documentSymbols(document.document)]),
    );
  },
};
