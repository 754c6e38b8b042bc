import { highlight } from "../../core/language/highlight.ts";
import type { Feature } from "../session.ts";

export const documentHighlightFeature: Feature = {
  capabilities: { documentHighlightProvider: true },
  register(session) {
    session.connection.onDocumentHighlight((params) =>
      session.answer("documentHighlight", params, null, ({ document }, position) => [...highlight(document, position)]),
    );
  },
};
